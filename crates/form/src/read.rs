//! What forms send, read into values: pairs of names and texts, as the address of a page without JavaScript has them.
//!
//! | name | meaning |
//! |---|---|
//! | `page` | the page of an address, from 1 |
//! | `formData` | all values before, as JSON |
//! | `p` | the page whose fields were sent |
//! | `f.<pointer>` | the text of a field |
//! | `r.<part>.<pointer>` | a part of a repository's address |
//! | `o.<pointer>`, `c.<pointer>` | the alternative that is chosen, and that was shown |
//! | `go` | what the reader wants: `next`, `back`, `page:<n>`, `add:<pointer>`, `remove:`, `up:`, `down:<pointer of the entry>`, `stay` |
//! | `check` | whether problems are shown |

mod controls;

use crate::{
    build::Chosen,
    defaults,
    effective::{alternatives, effective},
    field::{Control, Field},
    form::Form,
    limits::{NAME, PAIRS, TEXT},
    pointer,
    state::{State, Told, values_of},
};
use serde_json::Value;

/// Pairs of names and texts.
pub type Pairs = [(String, String)];

pub(crate) struct Sent<'a>(&'a Pairs);

impl<'a> Sent<'a> {
    /// The last text of a name.
    pub(crate) fn last(&self, name: &str) -> Option<&'a str> {
        self.all(name).last()
    }

    /// All texts of a name.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let pairs = self.0.iter().take(PAIRS).filter(move |(known, _)| known == name);
        pairs.map(|(_, text)| cut(text))
    }

    fn numbered(&self, prefix: &str) -> Chosen {
        let pairs = self.0.iter().take(PAIRS).filter(|(name, _)| name.len() <= NAME);
        pairs
            .filter_map(|(name, text)| Some((name.strip_prefix(prefix)?.to_owned(), text.parse().ok()?)))
            .collect()
    }
}

/// A text within its limit.
fn cut(text: &str) -> &str {
    if text.len() <= TEXT {
        return text;
    }
    let end = (0..=TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    &text[..end]
}

impl Form {
    /// Where an address or a sent page leads.
    pub fn read(&self, pairs: &Pairs) -> State {
        let sent = Sent(pairs);
        let given =
            sent.last("formData").map(values_of).unwrap_or_else(|| Value::Object(serde_json::Map::new()));
        let page_of = |name: &str| {
            let page = sent.last(name).and_then(|text| text.parse::<usize>().ok())?;
            Some(page.saturating_sub(1).min(self.review()))
        };
        let (submitted, addressed) = (page_of("p"), page_of("page"));
        if submitted.is_none() && addressed.is_none() {
            return self.begin(&given);
        }
        let mut values = given;
        self.without_secrets(&mut values);
        let mut state = State {
            page: submitted.or(addressed).unwrap_or_default(),
            values,
            chosen: sent.numbered("o."),
            told: if sent.last("check").is_some() { Told::All } else { Told::Nothing },
        };
        if submitted.is_some() {
            self.take(&sent, &mut state);
        }
        if let Some(go) = sent.last("go") {
            self.go(go, &mut state);
        }
        state
    }

    /// Takes the texts of a page's fields over into the values.
    fn take(&self, sent: &Sent<'_>, state: &mut State) {
        let Some(schema) = self.schemas.get(state.page) else { return };
        let shown = {
            let mut before = state.chosen.clone();
            before.extend(sent.numbered("c."));
            before
        };
        let fields = self.fields(state.page, &state.values, &shown);
        controls::take_all(&fields, sent, &mut state.values);
        for (place, at) in state.chosen.clone() {
            let was = shown.get(&place).copied();
            if was.is_some_and(|was| was != at) {
                change_alternative(schema, &mut state.values, &place, at);
            }
        }
        self.begin_new_fields(schema, &fields, state);
    }

    /// Fields that were not there before begin with their defaults.
    fn begin_new_fields(&self, schema: &Value, before: &[Field], state: &mut State) {
        let mut known = Vec::new();
        before.iter().for_each(|field| field.walk(&mut |field| known.push(field.pointer.clone())));
        let complete = defaults::complete(schema, &state.values);
        for field in self.fields(state.page, &complete, &state.chosen) {
            field.walk(&mut |field| {
                let is_new =
                    !known.contains(&field.pointer) && state.values.pointer(&field.pointer).is_none();
                if let Some(value) = complete.pointer(&field.pointer).filter(|_| is_new) {
                    pointer::set(&mut state.values, &field.pointer, value.clone());
                }
            });
        }
        self.without_secrets(&mut state.values);
    }

    fn go(&self, go: &str, state: &mut State) {
        let (order, argument) = go.split_once(':').unwrap_or((go, ""));
        match order {
            "next" => self.forward(state, state.page + 1),
            "back" => self.turn(state, state.page.saturating_sub(1)),
            "page" => {
                let page = argument.parse::<usize>().unwrap_or(1).saturating_sub(1).min(self.review());
                if page > state.page { self.forward(state, page) } else { self.turn(state, page) }
            }
            "add" | "remove" | "up" | "down" => self.change_list(order, argument, state),
            _ => {}
        }
    }

    /// To a page further on, or the first on the way that has problems.
    fn forward(&self, state: &mut State, to: usize) {
        let to = to.min(self.review());
        match (state.page..to).find(|page| !self.check(*page, state).is_empty()) {
            Some(page) => {
                self.turn(state, page);
                state.told = Told::All;
            }
            None => self.turn(state, to),
        }
    }

    fn turn(&self, state: &mut State, to: usize) {
        if state.page != to {
            state.page = to;
            state.told = Told::Nothing;
        }
    }

    fn change_list(&self, order: &str, place: &str, state: &mut State) {
        let at_list = if order == "add" { place } else { pointer::parent(place) };
        let mut found = None;
        for field in &self.fields(state.page, &state.values, &state.chosen) {
            field.walk(&mut |field| {
                if let (Control::List(list), true) = (&field.control, field.pointer == at_list) {
                    found = Some(list.clone());
                }
            });
        }
        let Some(list) = found else { return };
        if order == "add" {
            if list.can_add {
                let place = format!("{at_list}/{}", list.entries.len());
                if !state.values.pointer(at_list).is_some_and(Value::is_array) {
                    pointer::set(&mut state.values, at_list, Value::Array(Vec::new()));
                }
                pointer::set(&mut state.values, &place, list.fresh);
            }
            return;
        }
        let Some(at) = pointer::last(place).parse::<usize>().ok().filter(|at| *at >= list.fixed) else {
            return;
        };
        let other = match order {
            "up" => at.checked_sub(1).filter(|other| *other >= list.fixed),
            _ => Some(at + 1),
        };
        let Some(Value::Array(entries)) = state.values.pointer_mut(at_list) else { return };
        match (order, other) {
            ("remove", _) if list.can_remove && at < entries.len() => drop(entries.remove(at)),
            ("up" | "down", Some(other)) if list.can_move && at.max(other) < entries.len() => {
                entries.swap(at, other)
            }
            _ => {}
        }
    }
}

/// Takes away what only the alternatives before had, and begins the new one.
fn change_alternative(page: &Value, values: &mut Value, place: &str, at: usize) {
    let Some(schema) = schema_at(page, values, place) else { return };
    let Some(list) = alternatives(&schema).filter(|list| at < list.len()) else { return };
    let names = |one: &Value| -> Vec<String> {
        let one = effective(page, one, None);
        let properties = one.get("properties").and_then(Value::as_object);
        properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
    };
    let own = schema.get("properties").and_then(Value::as_object);
    let is_object = own.is_some() || list.iter().any(|one| !names(one).is_empty());
    if !is_object {
        pointer::set(values, place, defaults::fresh(page, &list[at]));
        return;
    }
    let mine = effective(page, &list[at], None);
    for name in list.iter().flat_map(names) {
        let is_shared = own.is_some_and(|own| own.contains_key(&name));
        if is_shared {
            continue;
        }
        let fresh = mine.get("properties").and_then(|properties| properties.get(&name));
        let fits = |schema: &Value| {
            values
                .pointer(&pointer::join(place, &name))
                .is_some_and(|value| crate::check::is_valid(page, schema, value))
        };
        match fresh {
            Some(schema) if fits(schema) => {}
            _ => drop(pointer::remove(values, &pointer::join(place, &name))),
        }
    }
    let complete = defaults::of_part(page, &list[at], values.pointer(place));
    pointer::set(values, place, complete);
}

/// The schema of the value at a place, as it holds for the values.
fn schema_at(page: &Value, values: &Value, place: &str) -> Option<Value> {
    let mut schema = effective(page, page, Some(values));
    let mut at = String::new();
    for part in pointer::parts(place) {
        let below = match part.parse::<usize>() {
            Ok(index) if schema.get("items").is_some() => {
                let items = schema.get("items")?;
                items.get(index).unwrap_or(items).clone()
            }
            _ => schema.get("properties")?.get(&part)?.clone(),
        };
        at = pointer::join(&at, &part);
        schema = effective(page, &below, values.pointer(&at));
    }
    Some(schema)
}
