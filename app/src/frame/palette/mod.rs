//! The command palette: entities, pages and actions by keyboard alone.
//!
//! A dialog of the browser's with a combobox in it. What the browser knows is listed at once; what the server finds
//! joins it a moment later, unless something else was typed meanwhile.

mod items;
mod places;
pub(crate) mod recent;

use crate::{
    api,
    ask::once,
    components::{
        icon::{Icon, IconName},
        kind_badge::KindBadge,
    },
};
use items::{Group, Item, Known};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use portico_portal::views::search::FoundView;
use std::{collections::HashMap, time::Duration};
use wasm_bindgen::JsCast;

/// How long the server is not asked while somebody types.
const PAUSE: Duration = Duration::from_millis(60);
/// Answers that are kept for the visit.
const ANSWERS: usize = 100;

/// The palette's state, which everything that opens it finds in context.
#[derive(Clone, Copy)]
pub(crate) struct PaletteState {
    dialog: NodeRef<html::Dialog>,
    field: NodeRef<html::Input>,
    is_open: RwSignal<bool>,
    text: RwSignal<String>,
    known: RwSignal<Known>,
    /// Position of the item that Enter chooses.
    active: RwSignal<usize>,
    answers: StoredValue<HashMap<String, Vec<FoundView>>>,
}

impl PaletteState {
    /// Puts the state into context.
    pub(super) fn provide() -> Self {
        let state = Self {
            dialog: NodeRef::new(),
            field: NodeRef::new(),
            is_open: RwSignal::new(false),
            text: RwSignal::new(String::new()),
            known: RwSignal::new(Known::default()),
            active: RwSignal::new(0),
            answers: StoredValue::new(HashMap::new()),
        };
        provide_context(state);
        state
    }

    /// The palette of the application.
    pub(crate) fn find() -> Option<Self> {
        use_context()
    }

    /// Opens it with a text.
    pub(crate) fn open(self, text: &str) {
        let (Some(dialog), Some(field)) = (self.dialog.get_untracked(), self.field.get_untracked()) else {
            return;
        };
        self.known.set(Known { recent: recent::remembered(), linked: recent::linked(), found: Vec::new() });
        self.is_open.set(true);
        if !dialog.open() && dialog.show_modal().is_err() {
            return;
        }
        field.set_value(text);
        // A field that does not take the focus can still be clicked.
        let _ = field.focus();
        self.typed(text);
    }

    /// Opens it, or closes it if it is open.
    pub(super) fn toggle(self) {
        if self.is_open.get_untracked() { self.close() } else { self.open("") }
    }

    /// Closes it; the browser gives the focus back to what had it.
    fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }

    /// Lists what fits, and asks the server for the rest.
    fn typed(self, text: &str) {
        self.active.set(0);
        self.text.set(text.to_owned());
        let question = items::question(text);
        let known = self.answers.with_value(|answers| answers.get(&question).cloned());
        let waits = known.is_none() && !question.is_empty();
        self.known.update(|all| all.turn(known.unwrap_or_default()));
        if waits {
            set_timeout(move || self.ask(question), PAUSE);
        }
    }

    /// Asks, unless something else was typed meanwhile; an answer that comes too late is kept for later.
    fn ask(self, question: String) {
        let is_current =
            move |question: &str| self.text.with_untracked(|text| items::question(text) == question);
        if !is_current(&question) {
            return;
        }
        spawn_local(async move {
            let Some(found) = once(api::load_found(question.clone())).await else { return };
            // Nothing may become something a moment later, when more is indexed.
            if !found.is_empty() {
                self.answers.update_value(|answers| {
                    if answers.len() >= ANSWERS {
                        answers.clear();
                    }
                    answers.insert(question.clone(), found.clone());
                });
            }
            if is_current(&question) {
                // What somebody went to stays marked, wherever it is now; nobody went to the first one.
                let active = self.active.get_untracked();
                let chosen = (active > 0).then(|| self.hrefs().into_iter().nth(active)).flatten();
                self.known.update(|all| all.found = found);
                let place = chosen.and_then(|chosen| self.hrefs().iter().position(|href| *href == chosen));
                if let Some(place) = place {
                    self.active.set(place);
                }
            }
        });
    }

    /// Where the items lead, in the order in which they are listed.
    fn hrefs(self) -> Vec<String> {
        let groups =
            self.text.with_untracked(|text| self.known.with_untracked(|known| items::groups(text, known)));
        groups.into_iter().flat_map(|group| group.items).map(|item| item.href).collect()
    }
}

/// The identifier of an item's element.
fn id(position: usize) -> String {
    format!("palette-{position}")
}

/// The palette.
#[component]
pub(super) fn Palette() -> impl IntoView {
    let Some(state) = PaletteState::find() else { return ().into_any() };
    let groups = Memo::new(move |_| {
        if !state.is_open.get() {
            return Vec::new();
        }
        state.text.with(|text| state.known.with(|known| items::groups(text, known)))
    });
    let count = move || groups.with(|groups| groups.iter().map(|group| group.items.len()).sum::<usize>());
    let navigate = use_navigate();
    let choose = Callback::new(move |(href, apart): (String, bool)| {
        if href.is_empty() {
            switch_theme();
        } else if apart {
            // The browser may refuse a new tab; then nothing happens.
            let _ = window().open_with_url_and_target(&href, "_blank");
            return;
        }
        state.close();
        if !href.is_empty() {
            navigate(&href, Default::default());
        }
    });
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let (count, active) = (count(), state.active.get_untracked());
        let next = match event.key().as_str() {
            "ArrowDown" => (active + 1) % count.max(1),
            "ArrowUp" => active.checked_sub(1).unwrap_or(count.saturating_sub(1)),
            "Home" => 0,
            "End" => count.saturating_sub(1),
            // Not the one that ends the composing of a letter.
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                let chosen = groups.with(|groups| {
                    groups.iter().flat_map(|group| &group.items).nth(active).map(|item| item.href.clone())
                });
                if let Some(href) = chosen {
                    choose.run((href, event.ctrl_key() || event.meta_key()));
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        state.active.set(next);
        if let Some(element) = document().get_element_by_id(&id(next)) {
            element.scroll_into_view_with_bool(false);
        }
    };
    // A click beside what the dialog holds is a click on the dialog itself.
    let clicked = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.tag_name() == "DIALOG") {
            state.close();
        }
    };
    let typed = move |_| {
        if let Some(field) = state.field.get() {
            state.typed(&field.value());
        }
    };
    let announced = move || match (state.is_open.get(), count()) {
        (false, _) => String::new(),
        (true, 1) => "1 entry".to_owned(),
        (true, count) => format!("{count} entries"),
    };
    view! {
        <dialog
            class="palette"
            aria-label="Command palette"
            node_ref=state.dialog
            on:click=clicked
            on:close=move |_| state.is_open.set(false)
        >
            <div class="palette-box">
                <div class="palette-head">
                    <Icon name=IconName::Search />
                    <input
                        type="text"
                        role="combobox"
                        aria-label="Search or go to"
                        aria-autocomplete="list"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-activedescendant=move || (count() > 0).then(|| id(state.active.get()))
                        placeholder="An entity, a page, an action"
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="100"
                        node_ref=state.field
                        on:input=typed
                        on:keydown=pressed
                    />
                    <button class="button button-quiet" type="button" on:click=move |_| state.close()>
                        "Close"
                    </button>
                </div>
                <div class="palette-list" id="palette-list" role="listbox" aria-label="Entries">
                    {move || listed(groups.get(), state, choose)}
                </div>
                <p class="palette-foot" aria-hidden="true">
                    <kbd>"↑"</kbd>
                    <kbd>"↓"</kbd>
                    " choose "
                    <kbd>"Enter"</kbd>
                    " open "
                    <kbd>"Ctrl Enter"</kbd>
                    " new tab "
                    <kbd>"Esc"</kbd>
                    " close"
                </p>
                <p class="visually-hidden" role="status">
                    {announced}
                </p>
            </div>
        </dialog>
    }
    .into_any()
}

fn listed(groups: Vec<Group>, state: PaletteState, choose: Callback<(String, bool)>) -> Vec<AnyView> {
    let mut position = 0;
    let mut views = Vec::with_capacity(groups.len());
    for Group { title, items } in groups {
        let heading = format!("palette-{}", title.to_lowercase());
        let named = heading.clone();
        let mut options = Vec::with_capacity(items.len());
        for item in items {
            options.push(option(item, position, state, choose));
            position += 1;
        }
        views.push(
            view! {
                <div role="group" aria-labelledby=named>
                    <p class="palette-title" id=heading role="presentation">
                        {title}
                    </p>
                    {options}
                </div>
            }
            .into_any(),
        );
    }
    views
}

fn option(item: Item, position: usize, state: PaletteState, choose: Callback<(String, bool)>) -> AnyView {
    let Item { kind, icon, label, detail, href } = item;
    let sign = match kind {
        Some(kind) => view! { <KindBadge kind /> }.into_any(),
        None => view! { <span class="palette-icon"><Icon name=icon /></span> }.into_any(),
    };
    let clicked = move |event: leptos::ev::MouseEvent| {
        choose.run((href.clone(), event.ctrl_key() || event.meta_key()));
    };
    let is_active = move || state.active.get() == position;
    view! {
        <div
            class="palette-option"
            role="option"
            id=id(position)
            aria-selected=move || if is_active() { "true" } else { "false" }
            on:click=clicked
            on:mousemove=move |_| {
                if state.active.get_untracked() != position {
                    state.active.set(position);
                }
            }
        >
            {sign}
            <span class="palette-label">{label}</span>
            <span class="palette-detail">{detail}</span>
        </div>
    }
    .into_any()
}

/// Presses the button of the other theme, whose own code does the rest.
fn switch_theme() {
    let is_dark = document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"))
        .map_or_else(system_is_dark, |theme| match theme.as_str() {
            "dark" => true,
            "light" => false,
            _ => system_is_dark(),
        });
    let selector = if is_dark { ".theme-choice[value=light]" } else { ".theme-choice[value=dark]" };
    let button = document().query_selector(selector).ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        button.click();
    }
}

fn system_is_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    query.is_some_and(|query| query.matches())
}
