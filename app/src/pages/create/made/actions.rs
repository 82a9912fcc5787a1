//! What steps of templates can do: each action with what it takes and gives, and how it is used.

use crate::{api::server, components::state::Empty, pages::made::Markup, paths, query_string};
use leptos::prelude::*;
use portico_portal::create::{ActionDoc, FieldDoc};

/// The page for a query string.
pub(super) fn answer(query: &str) -> Markup {
    let pairs = query_string::pairs(query);
    let text = pairs.into_iter().find(|(key, _)| key == "text").map(|(_, value)| value).unwrap_or_default();
    let portal = server::portal();
    match portal.actions(&text).and_then(|found| Ok((found, portal.count_actions()?))) {
        Ok((found, all)) => Markup::page("Actions", view! { <Actions found all text /> }),
        Err(_) => Markup::page(
            "Actions",
            view! {
                <Head />
                <Empty title="No templates are run here">
                    <p>"This Portico shows the catalog only, so that there is nothing that steps could do."</p>
                </Empty>
            },
        ),
    }
}

#[component]
fn Head() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1>"Actions"</h1>
            <div class="page-actions">
                <a class="button" href=paths::CREATE>
                    "Templates"
                </a>
            </div>
        </div>
        <p class="page-lead">
            "What the steps of a template can do: name one as the "<code>"action"</code>
            " of a step, and give it what it takes as "<code>"input"</code>"."
        </p>
    }
}

#[component]
fn Actions(found: Vec<ActionDoc>, all: usize, text: String) -> impl IntoView {
    let count = match found.len() {
        number if text.trim().is_empty() => format!("{number} actions"),
        1 => format!("1 of {all} actions"),
        number => format!("{number} of {all} actions"),
    };
    let list = families(&found);
    let body = if found.is_empty() {
        view! {
            <Empty title="No action fits">
                <p>"No name, description or input has all of these words."</p>
                <p class="state-actions">
                    <a class="button" href=paths::ACTIONS>
                        "Show all actions"
                    </a>
                </p>
            </Empty>
        }
        .into_any()
    } else {
        found.into_iter().map(|action| view! { <Action action /> }).collect_view().into_any()
    };
    view! {
        <Head />
        <div class="actions-page">
            <div class="actions-side">
                <form action=paths::ACTIONS method="get" role="search" aria-label="Actions">
                    <label class="field">
                        <span class="field-label">"Find an action"</span>
                        <input
                            type="search"
                            name="text"
                            value=text
                            autocomplete="off"
                            placeholder="publish, gitlab, webhook …"
                        />
                    </label>
                    <button class="button">"Find"</button>
                </form>
                <p class="muted" role="status">
                    {count}
                </p>
                {list}
            </div>
            <div class="actions-body">{body}</div>
        </div>
    }
}

/// Links to the actions, those of one family (`fetch`, `publish`) together.
fn families(found: &[ActionDoc]) -> impl IntoView + use<> {
    let mut families: Vec<(String, Vec<String>)> = Vec::new();
    for action in found {
        let family = action.id.split(':').next().unwrap_or_default().to_owned();
        match families.last_mut() {
            Some((last, ids)) if *last == family => ids.push(action.id.clone()),
            _ => families.push((family, vec![action.id.clone()])),
        }
    }
    let lists = families.into_iter().map(|(family, ids)| {
        let links = ids.into_iter().map(|id| {
            view! {
                <li>
                    <a href=format!("#{}", anchor(&id))>{id.clone()}</a>
                </li>
            }
        });
        let links = links.collect_view();
        view! {
            <details class="actions-family" open>
                <summary>{family}</summary>
                <ul>{links}</ul>
            </details>
        }
    });
    let lists = lists.collect_view();
    view! { <nav class="actions-index" aria-label="Actions by family">{lists}</nav> }
}

/// The name of the place of an action on the page.
fn anchor(id: &str) -> String {
    id.replace(':', "-")
}

#[component]
fn Action(action: ActionDoc) -> impl IntoView {
    let ActionDoc { id, description, dry_run, interruption, input, output, examples } = action;
    let place = anchor(&id);
    let heading = format!("{place}-title");
    let labelled_by = heading.clone();
    let dry = match dry_run {
        true => "It is run.",
        false => "It is left out; later steps get examples of what it gives.",
    };
    let examples = examples.into_iter().map(|(what, yaml)| {
        view! {
            <details class="actions-example">
                <summary>{what}</summary>
                <pre class="code" tabindex="0">{yaml}</pre>
            </details>
        }
    });
    let examples = examples.collect_view();
    view! {
        <section class="card actions-action" id=place.clone() aria-labelledby=labelled_by>
            <div class="actions-title">
                <h2 id=heading>
                    <code>{id.clone()}</code>
                </h2>
                <a class="actions-link" href=format!("#{place}")>
                    "Link"<span class="visually-hidden">{format!(" to {id}")}</span>
                </a>
            </div>
            <p>{description}</p>
            <Fields title="Takes" rows=input caption=format!("What {id} takes") />
            <Fields title="Gives" rows=output caption=format!("What {id} gives") />
            <dl class="actions-facts">
                <div>
                    <dt>"In a trial run"</dt>
                    <dd>{dry}</dd>
                </div>
                <div>
                    <dt>"After an interruption"</dt>
                    <dd>{interruption}</dd>
                </div>
            </dl>
            {examples}
        </section>
    }
}

#[component]
fn Fields(title: &'static str, rows: Vec<FieldDoc>, caption: String) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <h3 class="actions-heading">{title}</h3>
            <p class="muted">"Nothing."</p>
        }
        .into_any();
    }
    let rows = rows.into_iter().map(|row| view! { <Row row /> }).collect_view();
    let label = caption.clone();
    view! {
        <h3 class="actions-heading">{title}</h3>
        <div class="table-scroll" role="region" aria-label=label tabindex="0">
            <table class="actions-table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Meaning"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: FieldDoc) -> impl IntoView {
    let FieldDoc { path, kind, is_required, description, values, default } = row;
    let required = is_required.then(|| view! { " "<span class="actions-required">"required"</span> });
    let values = (!values.is_empty()).then(|| {
        let values = values.into_iter().map(|value| view! { " "<code>{value}</code> }).collect_view();
        view! { <span class="actions-more">"One of:" {values}</span> }
    });
    let default = default.map(|default| {
        let shown = if default.is_empty() { "an empty text".to_owned() } else { default };
        view! { <span class="actions-more">"Without it: "<code>{shown}</code></span> }
    });
    view! {
        <tr>
            <th scope="row">
                <code>{path}</code>
                {required}
            </th>
            <td>{kind}</td>
            <td>
                {description} {values} {default}
            </td>
        </tr>
    }
}
