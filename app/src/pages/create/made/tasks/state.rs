//! Where a task stands: what is replaced while it runs.

use super::{output, words};
use crate::{paths, time};
use leptos::prelude::*;
use portico_portal::create::{Status, StepRow, StepState, TaskView};

/// Where a task stands, as text, for a page that is open.
pub(crate) fn fragment(view: &TaskView, secrets: &[String], now_ms: i64) -> String {
    let owner = Owner::new();
    owner.with(|| state(view, secrets, now_ms).to_html())
}

/// Where a task stands.
pub(super) fn state(view: &TaskView, secrets: &[String], now_ms: i64) -> AnyView {
    let task = &view.task;
    let (status, class) = words::status(view);
    let over = view.steps.iter().filter(|step| step.state.is_end()).count();
    let done = match task.status {
        Status::Completed => 100,
        _ => over * 100 / view.steps.len().max(1),
    };
    let bar = match task.status {
        Status::Failed | Status::Cancelled => "task-bar task-bar-bad",
        _ => "task-bar",
    };
    let error = task.error.as_ref().map(|error| {
        view! {
            <div class="notice notice-bad" role="alert">
                <p class="task-error">{error.message.clone()}</p>
            </div>
        }
    });
    let steps = view.steps.iter().map(|step| row(step, now_ms)).collect_view();
    view! {
        <div class="task-head">
            <h1>{words::title(task)}</h1>
            <span class=class role="status">{status}</span>
            <div class="page-actions">{actions(view, secrets)}</div>
        </div>
        <p class="muted">{started(view, now_ms)}</p>
        <div
            class=bar
            role="progressbar"
            aria-label="Steps that are over"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=done.to_string()
        >
            <span style=format!("width:{done}%")></span>
        </div>
        {error}
        {output::output(view)}
        <section class="card task-steps" aria-label="Steps">
            <ol>{steps}</ol>
        </section>
    }
    .into_any()
}

fn started(view: &TaskView, now_ms: i64) -> impl IntoView + use<> {
    let task = &view.task;
    let person = view.person.clone().unwrap_or_else(|| "somebody".to_owned());
    let template = task.spec.template().filter(|_| view.has_template).map(|reference| {
        let title = task.spec.template_title().unwrap_or(reference).to_owned();
        view! { " · from " <a href=paths::entity(reference)>{title}</a> }
    });
    let time = match (task.started_ms, task.ended_ms) {
        (Some(started), Some(ended)) => {
            Some(view! { " · took " <span>{words::took(ended - started)}</span> }.into_any())
        }
        (Some(started), None) => {
            let took = words::took(now_ms - started);
            Some(view! { " · for " <span data-since=started.to_string()>{took}</span> }.into_any())
        }
        _ => None,
    };
    let survives = (!task.status.is_end()).then_some(" · survives a restart of the portal");
    view! {
        "Started by " {person} " on "
        <time datetime=time::for_machines(task.created_ms)>{time::for_people(task.created_ms)}</time>
        {template} {time} {survives}
    }
}

fn actions(view: &TaskView, secrets: &[String]) -> AnyView {
    let task = &view.task;
    let at = |what: &str| paths::task_action(&task.id, what);
    if !task.status.is_end() {
        let cancel = at("cancel");
        return (task.cancel_ms.is_none())
            .then(|| {
                view! {
                    <details class="task-confirm">
                        <summary class="button">"Cancel"</summary>
                        <form method="post" action=cancel>
                            <p>"The step that is being run is stopped. What it has done already stays done."</p>
                            <button class="button button-bad">"Cancel the task"</button>
                        </form>
                    </details>
                }
            })
            .into_any();
    }
    let again = task.spec.template().filter(|_| view.has_template).map(|reference| {
        let data = serde_json::to_string(&task.spec.parameters).unwrap_or_default();
        let href = paths::template_filled(reference, &data);
        view! { <a class="button" href=href>"Start over"</a> }
    });
    let retry = (task.status != Status::Completed).then(|| {
        let fields = secrets.iter().map(|name| {
            view! {
                <label class="field">
                    <span class="field-label">{name.clone()}</span>
                    <input type="password" name=format!("secret.{name}") required=true autocomplete="off" />
                </label>
            }
        });
        let fields = fields.collect_view();
        view! {
            <form class="task-retry" method="post" action=at("retry")>
                {fields}
                <button class="button button-primary">"Retry from the failed step"</button>
            </form>
        }
    });
    view! { {again} {retry} }.into_any()
}

fn row(step: &StepRow, now_ms: i64) -> impl IntoView + use<> {
    let sign = match step.state {
        StepState::Waiting => "○",
        StepState::Processing => "●",
        StepState::Completed => "✓",
        StepState::Failed => "✕",
        StepState::Skipped => "–",
        StepState::Cancelled => "■",
    };
    let time = match (step.started_ms, step.ended_ms) {
        (Some(started), Some(ended)) => {
            Some(view! { <span>{words::took(ended - started)}</span> }.into_any())
        }
        (Some(started), None) if step.state == StepState::Processing => Some(
            view! { <span data-since=started.to_string()>{words::took(now_ms - started)}</span> }.into_any(),
        ),
        _ => None,
    };
    let word = words::state(step.state);
    let note = matches!(step.state, StepState::Skipped | StepState::Cancelled).then_some(word);
    let current = (step.state == StepState::Processing).then_some("step");
    let href = format!("?step={}", paths::encoded(&step.id));
    view! {
        <li class="task-step" data-state=step.state.word() aria-current=current>
            <span class="task-sign" aria-hidden="true">{sign}</span>
            <div class="task-what">
                <a class="task-name" href=href title="Show only this step's log">{step.name.clone()}</a>
                <code>{step.action.clone()}</code>
            </div>
            <span class="visually-hidden">{word}</span>
            <span class="task-time">{note} " " {time}</span>
        </li>
    }
}
