//! A task while it runs: its log grows, its steps are replaced when they change, and its time goes on.

mod log;
mod since;

use log::{Line, Log};
use portico_browser::{dom, http, listen, parts::Part};
use since::Ticking;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{EventSource, HtmlElement, MessageEvent};

/// Events of the stream.
const KINDS: [&str; 4] = ["log", "cancelled", "recovered", "completion"];

/// The live half of a task's page. Dropping it ends the stream.
struct Task {
    _ticking: Option<Ticking>,
    _listeners: Vec<listen::Listener>,
    _stream: Option<Stream>,
    _log: Rc<RefCell<Log>>,
}

/// A stream that ends with its part.
struct Stream(EventSource);

impl Drop for Stream {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What the server left for the page.
struct Known {
    id: String,
    after: f64,
    step: Option<String>,
    now: f64,
    is_over: bool,
}

/// Takes over a task: `[data-state-of]`, `[data-log]`, `[data-follow]`, and what is known of it as JSON.
pub(crate) fn open(element: &HtmlElement) -> Option<Part> {
    let known = known(&dom::data(element)?)?;
    let log = Rc::new(RefCell::new(Log::of(element)?));
    let mut listeners = Vec::new();
    listeners.extend(log::follow(&log));
    if known.is_over {
        return Some(Box::new(Task { _ticking: None, _listeners: listeners, _stream: None, _log: log }));
    }
    let ticking = Ticking::start(element, known.now);
    let address = format!("/api/scaffolder/v2/tasks/{}/eventstream?after={}", known.id, known.after);
    let source = EventSource::new(&address).ok()?;
    let last = Rc::new(RefCell::new(known.after));
    let step = Rc::new(known.step);
    for kind in KINDS {
        let (element, log, last, step) =
            (element.clone(), Rc::clone(&log), Rc::clone(&last), Rc::clone(&step));
        let (source_again, id) = (source.clone(), known.id.clone());
        listeners.push(listen::on(&source, kind, move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>().and_then(told) else { return };
            // After the connection was lost, the stream begins where it began.
            if event.id <= *last.borrow() {
                return;
            }
            *last.borrow_mut() = event.id;
            let is_shown = step.as_ref().as_ref().is_none_or(|step| event.step.as_ref() == Some(step));
            if is_shown {
                log::add(&log, Line::of(kind, &event));
            }
            if kind == "completion" {
                source_again.close();
            }
            if kind != "log" || event.status.is_some() {
                refresh(&element, &id);
            }
        }));
    }
    Some(Box::new(Task {
        _ticking: ticking,
        _listeners: listeners,
        _stream: Some(Stream(source)),
        _log: log,
    }))
}

/// Asks where the task stands, and shows it.
fn refresh(element: &HtmlElement, id: &str) {
    let (element, address) = (element.clone(), format!("/ui/create/tasks/{id}/state"));
    wasm_bindgen_futures::spawn_local(async move {
        let Some(answer) = http::get(&address).await.filter(http::Answer::is_ok) else { return };
        if let Some(state) = dom::find(&element, "[data-state-of]") {
            dom::morph(&state, &answer.text);
        }
    });
}

/// An event of the stream.
pub(super) struct Told {
    id: f64,
    message: String,
    step: Option<String>,
    status: Option<String>,
    has_error: bool,
    at: String,
}

fn told(event: &MessageEvent) -> Option<Told> {
    let told = js_sys::JSON::parse(&event.data().as_string()?).ok()?;
    let body = member(&told, "body")?;
    let text = |of: &JsValue, key: &str| member(of, key).and_then(|value| value.as_string());
    Some(Told {
        id: member(&told, "id")?.as_f64()?,
        message: text(&body, "message").unwrap_or_default(),
        step: text(&body, "stepId"),
        status: text(&body, "status"),
        has_error: member(&body, "error").is_some(),
        at: text(&told, "createdAt").unwrap_or_default(),
    })
}

fn known(json: &str) -> Option<Known> {
    let known = js_sys::JSON::parse(json).ok()?;
    Some(Known {
        id: member(&known, "id")?.as_string()?,
        after: member(&known, "after")?.as_f64()?,
        step: member(&known, "step").and_then(|step| step.as_string()),
        now: member(&known, "now")?.as_f64()?,
        is_over: member(&known, "over")?.as_bool()?,
    })
}

/// A member that is there.
fn member(of: &JsValue, key: &str) -> Option<JsValue> {
    let value = js_sys::Reflect::get(of, &key.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}
