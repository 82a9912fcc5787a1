//! The list of tasks: mine or everybody's, by status and template.

use super::words;
use crate::{
    components::{
        icon::{Icon, IconName},
        state::Empty,
    },
    paths, query_string, time,
};
use leptos::prelude::*;
use portico_portal::create::{Status, TaskFilter, TaskPage, TaskView};

/// The state of the list that an address says.
pub(super) fn filter(query: &str) -> TaskFilter {
    let mut filter = TaskFilter::default();
    for (key, value) in query_string::pairs(query) {
        match key.as_str() {
            "list" => filter.is_all = value == "all",
            "status" => filter.status = Status::of_word(&value),
            "template" => filter.template = Some(value).filter(|value| !value.is_empty()),
            "page" => filter.page = value.parse::<u32>().unwrap_or_default().saturating_sub(1),
            _ => {}
        }
    }
    filter
}

/// The page.
#[component]
pub(super) fn List(view: TaskPage, filter: TaskFilter) -> impl IntoView {
    let form = choose(&view, &filter);
    let lists = [(false, "Mine"), (true, "Everybody's")].map(|(is_all, label)| {
        let href = paths::tasks(&TaskFilter { is_all, page: 0, ..filter.clone() });
        let current = (filter.is_all == is_all).then_some("true");
        view! { <a class="segment" href=href aria-current=current>{label}</a> }
    });
    let body = if view.tasks.is_empty() { empty(&view, &filter) } else { table(&view, &filter) };
    view! {
        <div class="page-head">
            <h1>"Tasks"</h1>
            <div class="page-actions">
                <a class="button" href=paths::CREATE>"Create something"</a>
            </div>
        </div>
        <div class="task-filters">
            <nav class="segments" aria-label="Whose tasks">{lists.into_iter().collect_view()}</nav>
            {form}
        </div>
        {body}
    }
}

/// Status and template, as a form that an address comes of.
fn choose(view: &TaskPage, filter: &TaskFilter) -> impl IntoView + use<> {
    let statuses = Status::ALL.map(|status| {
        let label = match status {
            Status::Open => "waiting",
            Status::Processing => "running",
            other => other.word(),
        };
        let selected = filter.status == Some(status);
        view! { <option value=status.word() selected=selected>{label}</option> }
    });
    let templates = view.templates.clone().into_iter().map(|(reference, title)| {
        let selected = filter.template.as_deref() == Some(&reference);
        view! { <option value=reference selected=selected>{title}</option> }
    });
    let templates = templates.collect_view();
    let list = filter.is_all.then(|| view! { <input type="hidden" name="list" value="all" /> });
    view! {
        <form class="task-choices" action=paths::TASKS method="get">
            {list}
            <label>
                <span class="field-label">"Status "</span>
                <select name="status">
                    <option value="">"any"</option>
                    {statuses.into_iter().collect_view()}
                </select>
            </label>
            <label>
                <span class="field-label">"Template "</span>
                <select name="template">
                    <option value="">"any"</option>
                    {templates}
                </select>
            </label>
            <button class="button">"Show"</button>
        </form>
    }
}

fn empty(view: &TaskPage, filter: &TaskFilter) -> AnyView {
    let is_narrowed = filter.status.is_some() || filter.template.is_some() || filter.page > 0;
    let everybody = paths::tasks(&TaskFilter { is_all: true, ..TaskFilter::default() });
    if is_narrowed {
        let all = paths::tasks(&TaskFilter { is_all: filter.is_all, ..TaskFilter::default() });
        return view! {
            <Empty title="No task fits">
                <p><a href=all>"Show all of them"</a></p>
            </Empty>
        }
        .into_any();
    }
    if filter.is_all {
        return view! {
            <Empty title="Nothing was started yet">
                <p><a href=paths::CREATE>"Choose a template"</a> " and create the first thing."</p>
            </Empty>
        }
        .into_any();
    }
    if !view.is_somebody {
        let back = paths::tasks(filter);
        return view! {
            <Empty title="Portico does not know which tasks are yours">
                <p>
                    <a href=paths::who("", &back)>"Say who you are"</a> ", or look at "
                    <a href=everybody>"everybody's tasks"</a> "."
                </p>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="You have not started anything yet">
            <p>
                <a href=paths::CREATE>"Choose a template"</a> ", or look at "
                <a href=everybody>"everybody's tasks"</a> "."
            </p>
        </Empty>
    }
    .into_any()
}

fn table(view: &TaskPage, filter: &TaskFilter) -> AnyView {
    let rows = view.tasks.iter().map(row).collect_view();
    let count = match view.total {
        1 => "1 task".to_owned(),
        total => format!("{total} tasks"),
    };
    let on = |page: u32| paths::tasks(&TaskFilter { page, ..filter.clone() });
    let newer = (filter.page > 0).then(|| view! { <a class="button" href=on(filter.page - 1)>"Newer"</a> });
    let seen = u64::from(filter.page + 1) * u64::from(view.size);
    let older = (seen < view.total).then(|| view! { <a class="button" href=on(filter.page + 1)>"Older"</a> });
    view! {
        <p class="muted" role="status">{count}</p>
        <div class="card table-scroll">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Task"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Started by"</th>
                        <th scope="col">"Started"</th>
                        <th scope="col">"Took"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="task-pages">{newer} {older}</p>
    }
    .into_any()
}

fn row(view: &TaskView) -> impl IntoView + use<> {
    let task = &view.task;
    let (status, class) = words::status(view);
    let person = view.person.clone().unwrap_or_else(|| "somebody".to_owned());
    let took = task.ended_ms.zip(task.started_ms).map(|(ended, started)| words::took(ended - started));
    let started = time::for_people(task.created_ms);
    let machine = time::for_machines(task.created_ms);
    view! {
        <tr>
            <td data-label="Task">
                <a class="row-link" href=paths::task(&task.id)>{words::title(task)}</a>
            </td>
            <td data-label="Status"><span class=class>{status}</span></td>
            <td data-label="Started by">{person}</td>
            <td data-label="Started"><time datetime=machine>{started}</time></td>
            <td data-label="Took">{took.unwrap_or_else(|| "–".to_owned())}</td>
        </tr>
    }
}

/// The reader's latest tasks, for the first page.
pub(crate) fn few(views: &[TaskView]) -> AnyView {
    if views.is_empty() {
        return ().into_any();
    }
    let items = views.iter().map(|view| {
        let (status, class) = words::status(view);
        let href = paths::task(&view.task.id);
        view! {
            <li class="task-few">
                <Icon name=IconName::Logs />
                <a href=href>{words::title(&view.task)}</a>
                <span class=class>{status}</span>
            </li>
        }
    });
    let items = items.collect_view();
    view! {
        <section class="card task-mine">
            <div class="card-head">
                <h2>"My tasks"</h2>
                <a class="card-aside" href=paths::TASKS>"All"</a>
            </div>
            <ul>{items}</ul>
        </section>
    }
    .into_any()
}
