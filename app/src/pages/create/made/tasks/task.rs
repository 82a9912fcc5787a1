//! One task: where it stands, and its log.

use super::{log, state};
use crate::{api::server, paths};
use leptos::prelude::*;
use portico_portal::create::{CreateError, Event, TaskView};
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Lines of the log that a page begins with; the file has all of them.
const LINES: u32 = 2_000;

/// Everything that the page shows.
pub(super) struct Loaded {
    pub(super) view: TaskView,
    secrets: Vec<String>,
    events: Vec<Event>,
    /// Whether the log is longer than what is shown.
    is_longer: bool,
    now_ms: i64,
}

/// Looks a task up.
pub(super) async fn load(id: &str) -> Result<Loaded, CreateError> {
    let (portal, caller) = (server::portal(), server::caller());
    let view = portal.task_view(&caller, id).await?;
    let events = portal.task_events(&caller, id, 0, LINES, Duration::ZERO).await?;
    let is_longer = events.len() >= LINES as usize;
    let secrets = portal.secrets_of(&caller, &view.task);
    Ok(Loaded { view, secrets, events, is_longer, now_ms: now_ms() })
}

/// The server's clock; what is shown of it goes on in the browser.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or_default()
}

/// The page.
#[component]
pub(super) fn Task(loaded: Loaded, step: Option<String>) -> impl IntoView {
    let Loaded { view, secrets, events, is_longer, now_ms } = loaded;
    let is_over = view.task.status.is_end();
    let id = view.task.id.clone();
    let data = json!({
        "id": id,
        "after": events.last().map(|event| event.id).unwrap_or_default(),
        "step": step,
        "now": now_ms,
        "over": is_over && !is_longer,
    });
    // Within a script, only this could end it.
    let data = data.to_string().replace('<', "\\u003c");
    let name = |id: &str| view.steps.iter().find(|known| known.id == id).map(|known| known.name.clone());
    let only = step.as_deref().map(|step| {
        let name = name(step).unwrap_or_else(|| step.to_owned());
        let all = paths::task(&id);
        view! {
            <span class="pill">"only " {name}</span>
            <a href=all>"Show all"</a>
        }
    });
    let follow = (!is_over).then(|| {
        let here = paths::task(&id);
        view! {
            <span class="pill" data-follow="">"following"</span>
            <noscript>
                <a href=here>"Refresh"</a>
            </noscript>
        }
    });
    let lines = log::lines(&events, step.as_deref()).into_any();
    let inputs = inputs(&view);
    view! {
        <div class="task" data-studio="task">
            <script type="application/json" inner_html=data></script>
            <div class="task-state" data-state-of="">{state::state(&view, &secrets, now_ms)}</div>
            <section class="card task-log" aria-label="Log">
                <div class="card-head">
                    <h2>"Log"</h2>
                    {only}
                    {follow}
                    <a class="card-aside" href=paths::task_action(&id, "log.txt") download="" rel="external">"Download"</a>
                </div>
                <div class="log" data-log="" tabindex="0" role="log" aria-live="off" aria-label="Lines of the log">
                    {lines}
                </div>
            </section>
            {inputs}
        </div>
    }
}

/// What the form was filled in with. Secrets are not among it.
fn inputs(view: &TaskView) -> impl IntoView + use<> {
    let rows = view.task.spec.parameters.iter().map(|(key, value)| {
        let value = match value {
            serde_json::Value::String(text) => text.clone(),
            other => format!("{other:#}"),
        };
        view! {
            <div class="task-input">
                <dt>{key.clone()}</dt>
                <dd><pre>{value}</pre></dd>
            </div>
        }
    });
    let rows: Vec<_> = rows.collect();
    let none = rows.is_empty().then(|| view! { <p class="muted">"The template asks for nothing."</p> });
    view! {
        <details class="card task-inputs">
            <summary>"Show inputs"</summary>
            {none}
            <dl>{rows}</dl>
            <p class="muted">"Secrets are not shown, and are erased when the task ends."</p>
        </details>
    }
}
