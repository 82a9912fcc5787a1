//! What the template would write, beside the form: played through in the browser from the values so far, on the files
//! that the server hands out. Nothing happens anywhere.

use super::Wizard;
use portico_browser::{dom, http, timer::Timer};
use portico_form::{Chosen, picker::Place, pointer, repo};
use portico_scm::Integrations;
use portico_template::{
    Step,
    preview::{Given, Preview as Played, Shown},
    tree::Entry,
};
use serde_json::{Map, Value, json};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};

/// How long nothing is typed before the preview follows, in milliseconds: shorter than anybody waits for it.
const PAUSE_MS: i32 = 60;
/// From this width on, the preview stands beside the form; the style sheet says the same.
const WIDE: &str = "(width >= 1100px)";

/// What steps fetch, by the address as a step writes it.
type Trees = Vec<(String, Vec<Entry>)>;

/// The pane beside the form.
pub(super) struct Preview {
    pane: Option<HtmlElement>,
    /// Where the server has the files.
    address: String,
    steps: Vec<Step>,
    user: Value,
    integrations: Arc<Integrations>,
    /// What steps fetch; nothing until it came.
    trees: RefCell<Option<Trees>>,
    /// The file that is looked at.
    chosen: RefCell<Option<String>>,
    waiting: RefCell<Option<Timer>>,
}

impl Preview {
    pub(super) fn of(root: &HtmlElement, data: &Value, place: &Place) -> Self {
        let steps = data.get("steps").and_then(Value::as_array).into_iter().flatten();
        Self {
            pane: dom::find(root, "[data-preview]"),
            address: data.get("skeleton").and_then(Value::as_str).unwrap_or_default().to_owned(),
            steps: steps.enumerate().map(|(index, step)| Step::of(step, index)).collect(),
            user: data.get("user").cloned().unwrap_or_default(),
            integrations: Arc::new(integrations(place)),
            trees: RefCell::default(),
            chosen: RefCell::default(),
            waiting: RefCell::default(),
        }
    }
}

/// The hosts as expressions know them: without credentials, which the browser does not have.
fn integrations(place: &Place) -> Integrations {
    let mut by_kind: Map<String, Value> = Map::new();
    for host in &place.hosts {
        let one = json!({ "host": host.name });
        // Some need more than their name to be read; without them, only their own addresses are not understood.
        let is_enough = Integrations::read(&json!({ host.kind.word(): [one] })).is_ok();
        if let Value::Array(list) = by_kind.entry(host.kind.word()).or_insert_with(|| json!([]))
            && is_enough
        {
            list.push(one);
        }
    }
    Integrations::read(&Value::Object(by_kind)).unwrap_or_default()
}

impl Wizard {
    /// Fetches what the preview is made of.
    pub(super) fn preview_begin(self: &Rc<Self>) {
        if self.preview.pane.is_none() || self.preview.address.is_empty() {
            return;
        }
        let wizard = Rc::clone(self);
        spawn_local(async move {
            let answer = http::get(&wizard.preview.address).await.filter(http::Answer::is_ok);
            let trees = answer.and_then(|answer| serde_json::from_str::<Value>(&answer.text).ok());
            let trees = trees.as_ref().map(trees_of).unwrap_or_default();
            *wizard.preview.trees.borrow_mut() = Some(trees);
            wizard.preview_show();
        });
    }

    /// The values changed.
    pub(super) fn preview_follow(self: &Rc<Self>) {
        let wizard = Rc::downgrade(self);
        let timer = Timer::after(PAUSE_MS, move || {
            if let Some(wizard) = wizard.upgrade() {
                wizard.preview_show();
            }
        });
        *self.preview.waiting.borrow_mut() = timer;
    }

    fn preview_show(&self) {
        let (Some(pane), Some(trees)) = (&self.preview.pane, &*self.preview.trees.borrow()) else { return };
        let state = self.state.borrow();
        let values = self.form.finished(&state.values, &state.chosen);
        let Value::Object(parameters) = values else { return };
        let played = Played::of(&Given {
            steps: &self.preview.steps,
            parameters: &parameters,
            trees,
            user: &self.preview.user,
            template: &self.template,
            outputs: &BTreeMap::new(),
            integrations: &self.preview.integrations,
        });
        // A template that writes nothing has nothing to show.
        if played.files.is_empty() && trees.is_empty() {
            return;
        }
        let chosen = self.preview.chosen.borrow();
        let marked = self.marked(state.page, &state.values, &state.chosen);
        let root = root(&parameters);
        let shown = Shown { root: &root, chosen: chosen.as_deref(), marked: Some(&marked) };
        let html = played.html(&shown);
        if pane.hidden() {
            pane.set_hidden(false);
            self.root.class_list().add_1("wizard-with-preview").unwrap_or_default();
            let is_wide = dom::window().and_then(|window| window.match_media(WIDE).ok().flatten());
            let open = if is_wide.is_none_or(|wide| wide.matches()) { " open" } else { "" };
            pane.set_inner_html(&format!(
                "<details class=\"preview\"{open}><summary class=\"preview-summary\">What you will get</summary><div \
                 class=\"preview-body\"></div></details>"
            ));
        }
        if let Some(body) = dom::find(pane, ".preview-body") {
            dom::morph(&body, &html);
        }
    }

    /// The parameters whose effect is told: those of the page; on the review, all.
    fn marked(&self, page: usize, values: &Value, chosen: &Chosen) -> Vec<String> {
        let pages = if page < self.form.review() { page..page + 1 } else { 0..self.form.review() };
        let mut names = Vec::new();
        for field in pages.flat_map(|page| self.form.fields(page, values, chosen)) {
            names.extend(pointer::parts(&field.pointer).into_iter().next());
        }
        names
    }

    /// Whether a click chose a file.
    pub(super) fn preview_click(&self, target: &Element) -> bool {
        let Some(button) = target.closest("[data-preview-file]").ok().flatten() else { return false };
        let path = button.get_attribute("data-preview-file").filter(|path| !path.is_empty());
        {
            let mut chosen = self.preview.chosen.borrow_mut();
            // Once more on the same file closes it.
            *chosen = if *chosen == path { None } else { path };
        }
        self.preview_show();
        true
    }
}

/// The name of what comes out: the repository's, else the thing's.
fn root(values: &Map<String, Value>) -> String {
    let texts = || values.values().filter_map(Value::as_str);
    let repository = texts().find_map(|text| {
        let (host, parts) = repo::read(text);
        let name = parts.into_iter().find(|(key, _)| key == "repo").map(|(_, name)| name);
        name.filter(|name| !name.is_empty() && host.contains('.'))
    });
    let named = || ["name", "component_id", "repoName"].iter().find_map(|key| values.get(*key)?.as_str());
    repository.or_else(|| named().map(str::to_owned)).unwrap_or_default()
}

/// The trees that travelled.
fn trees_of(answer: &Value) -> Trees {
    let trees = answer.get("trees").and_then(Value::as_array).into_iter().flatten();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let entry = |value: &Value| {
        let path = text(value, "path")?;
        if let Some(content) = text(value, "text") {
            return Some(Entry::file(path, content.into_bytes()));
        }
        if let Some(content) = text(value, "base64") {
            return Some(Entry::file(path, decoded(&content)));
        }
        Some(match text(value, "link") {
            Some(to) => Entry::link(path, to),
            None => Entry::folder(path),
        })
    };
    let tree = |tree: &Value| {
        let entries = tree.get("entries").and_then(Value::as_array)?.iter().filter_map(entry).collect();
        Some((text(tree, "url")?, entries))
    };
    trees.filter_map(tree).collect()
}

/// The bytes of base64, as browsers read it.
fn decoded(text: &str) -> Vec<u8> {
    let binary = dom::window().and_then(|window| window.atob(text).ok()).unwrap_or_default();
    // Each letter of such a text is one byte.
    binary.chars().filter_map(|letter| u8::try_from(u32::from(letter)).ok()).collect()
}
