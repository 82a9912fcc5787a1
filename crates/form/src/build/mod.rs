//! From a page's schema and the values so far to the fields that it shows.

mod choices;
pub(crate) use choices::spoken;
mod plain;
mod special;

use crate::{
    effective::{alternatives, chosen, constant, effective, is_choice, merge, type_of},
    field::{Control, Field, Review},
    limits::{DEPTH, FIELDS},
    picker::Place,
    pointer::join,
    ui::{Ui, text, texts},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Which alternative the reader chose, by the place of the value.
pub type Chosen = BTreeMap<String, usize>;

/// Builds the fields of one page.
pub(crate) struct Builder<'a> {
    /// The page, into which references lead.
    pub(crate) page: &'a Value,
    /// All pages, for what fields of other pages are called.
    pub(crate) pages: &'a [Value],
    /// All values so far.
    pub(crate) values: &'a Value,
    /// Which alternatives the reader chose.
    pub(crate) chosen: &'a Chosen,
    /// Where the form is filled in.
    pub(crate) place: &'a Place,
    /// Fields that may still be made.
    room: usize,
}

/// Where a field is to stand.
#[derive(Clone)]
struct Spot {
    pointer: String,
    key: String,
    is_required: bool,
    keeps_place: bool,
    is_disabled: bool,
    is_readonly: bool,
    depth: usize,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        page: &'a Value,
        pages: &'a [Value],
        values: &'a Value,
        chosen: &'a Chosen,
        place: &'a Place,
    ) -> Self {
        Self { page, pages, values, chosen, place, room: FIELDS }
    }

    /// The fields of the page.
    pub(crate) fn build(&mut self) -> Vec<Field> {
        let spot = Spot {
            pointer: String::new(),
            key: String::new(),
            is_required: false,
            keeps_place: false,
            is_disabled: false,
            is_readonly: false,
            depth: 0,
        };
        let schema = effective(self.page, self.page, Some(self.values));
        self.fields(&schema, &spot)
    }

    fn value(&self, pointer: &str) -> Option<&'a Value> {
        self.values.pointer(pointer)
    }

    /// The fields of an object's members.
    fn fields(&mut self, schema: &Value, spot: &Spot) -> Vec<Field> {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required = texts(schema.get("required"));
        let mut fields = Vec::new();
        for key in ordered(properties, &Ui(schema).texts("order")) {
            let spot = Spot {
                pointer: join(&spot.pointer, key),
                key: key.clone(),
                is_required: required.contains(key),
                keeps_place: false,
                depth: spot.depth + 1,
                ..spot.clone()
            };
            fields.extend(self.field(&properties[key], &spot));
        }
        fields.extend(self.alternative_fields(schema, spot));
        fields.extend(self.further_members(schema, properties, spot));
        fields
    }

    /// A field, unless nothing is to be seen of it.
    fn field(&mut self, schema: &Value, spot: &Spot) -> Option<Field> {
        if self.room == 0 || spot.depth >= DEPTH {
            return None;
        }
        let schema = &effective(self.page, schema, self.value(&spot.pointer));
        if !self.has_flag(schema) {
            return None;
        }
        self.room -= 1;
        let ui = Ui(schema);
        // Within the options of this one, `title` names a property of what is picked.
        let of_field = if ui.text("field").as_deref() == Some("CatalogPicker") {
            text(schema, "ui:title")
        } else {
            ui.text("title")
        };
        let title = of_field.or_else(|| text(schema, "title")).unwrap_or_else(|| spot.key.clone());
        let spot = &Spot {
            is_disabled: spot.is_disabled || ui.is("disabled"),
            is_readonly: spot.is_readonly
                || ui.is("readonly")
                || schema.get("readOnly") == Some(&true.into()),
            ..spot.clone()
        };
        let mut field = Field {
            pointer: spot.pointer.clone(),
            title,
            is_title_hidden: ui.is_not("label"),
            description: ui.text("description").or_else(|| text(schema, "description")),
            help: ui.text("help"),
            note: None,
            is_required: spot.is_required,
            is_disabled: spot.is_disabled,
            is_readonly: spot.is_readonly,
            has_focus: ui.is("autofocus"),
            placeholder: ui.text("placeholder"),
            autocomplete: ui.text("autocomplete"),
            empty: ui.get("emptyValue").cloned(),
            keeps_place: spot.keeps_place,
            review: review(ui),
            control: Control::Nothing,
        };
        self.choose_control(schema, spot, &mut field);
        Some(field)
    }

    fn choose_control(&mut self, schema: &Value, spot: &Spot, field: &mut Field) {
        let ui = Ui(schema);
        if ui.text("widget").as_deref() == Some("hidden") {
            field.control = Control::Hidden;
            return;
        }
        if let Some(name) = ui.text("field") {
            match self.special(&name, schema, spot, field) {
                Some(control) => {
                    field.control = control;
                    return;
                }
                None => {
                    field.note = Some(format!(
                        "The kind of field \u{201c}{name}\u{201d} is not known here, so its value is asked for plainly."
                    ));
                }
            }
        }
        field.control = match type_of(schema) {
            _ if choices::is_choice(schema) => choices::control(schema, field),
            "object" => Control::Group(self.fields(schema, spot)),
            "array" => self.list(schema, spot, field),
            _ if alternatives(schema).is_some_and(|list| list.iter().any(is_choice)) => {
                self.alternatives(schema, spot)
            }
            of_type => plain::control(of_type, schema, field),
        };
    }

    /// A value that may have several forms, none of them an object's.
    fn alternatives(&mut self, schema: &Value, spot: &Spot) -> Control {
        let Some(list) = alternatives(schema) else { return Control::Nothing };
        let at = self.chosen_at(&spot.pointer, list);
        let mut base = schema.clone();
        if let Value::Object(base) = &mut base {
            ["oneOf", "anyOf", "title", "description", "ui:title"]
                .iter()
                .for_each(|key| drop(base.shift_remove(*key)));
        }
        merge(&mut base, effective(self.page, &list[at], self.value(&spot.pointer)));
        let inner = Spot { depth: spot.depth + 1, ..spot.clone() };
        match self.field(&base, &inner) {
            Some(field) => Control::Alternatives { titles: titles(list), chosen: at, field: Box::new(field) },
            None => Control::Nothing,
        }
    }

    /// The members that the chosen alternative brings to an object.
    fn alternative_fields(&mut self, schema: &Value, spot: &Spot) -> Option<Field> {
        let list = alternatives(schema)?;
        // A schema may be an alternative of itself.
        if spot.depth >= DEPTH || self.room == 0 {
            return None;
        }
        self.room -= 1;
        let shows = |one: &Value| {
            let one = effective(self.page, one, None);
            one.get("properties").is_some() || one.get("title").is_some()
        };
        if !list.iter().any(shows) || list.iter().all(|one| constant(one).is_some()) {
            return None;
        }
        let at = self.chosen_at(&spot.pointer, list);
        let one = effective(self.page, &list[at], self.value(&spot.pointer));
        let inner = Spot { depth: spot.depth + 1, ..spot.clone() };
        let group = Control::Group(self.fields(&one, &inner));
        let mut whole = self.bare(spot, "Option");
        let mut part = self.bare(spot, &titles(list)[at]);
        part.description = text(&one, "description");
        part.control = group;
        whole.control = Control::Alternatives { titles: titles(list), chosen: at, field: Box::new(part) };
        Some(whole)
    }

    /// Members with names of the reader's own.
    fn further_members(&mut self, schema: &Value, known: &Map<String, Value>, spot: &Spot) -> Option<Field> {
        let further = schema.get("additionalProperties")?;
        let of_type = match further {
            Value::Bool(true) if !spot.pointer.is_empty() => "string",
            Value::Object(_) => type_of(&effective(self.page, further, None)),
            _ => return None,
        };
        if matches!(of_type, "object" | "array" | "null") {
            return None;
        }
        let title = if known.is_empty() { "Entries" } else { "Further entries" };
        let mut field = self.bare(spot, title);
        field.help = Some("One on a line: name=value.".to_owned());
        field.control = Control::Pairs { known: known.keys().cloned().collect(), of_type };
        Some(field)
    }

    fn chosen_at(&self, pointer: &str, list: &[Value]) -> usize {
        let picked = self.chosen.get(pointer).copied().filter(|at| *at < list.len());
        picked.unwrap_or_else(|| chosen(self.page, list, self.value(pointer)))
    }

    /// A field with nothing but a title.
    fn bare(&self, spot: &Spot, title: &str) -> Field {
        Field {
            pointer: spot.pointer.clone(),
            title: title.to_owned(),
            is_title_hidden: false,
            description: None,
            help: None,
            note: None,
            is_required: false,
            is_disabled: spot.is_disabled,
            is_readonly: spot.is_readonly,
            has_focus: false,
            placeholder: None,
            autocomplete: None,
            empty: None,
            keeps_place: false,
            review: Review::default(),
            control: Control::Nothing,
        }
    }

    fn has_flag(&self, schema: &Value) -> bool {
        has_flag(schema, self.place)
    }
}

/// Whether the feature that a page or field belongs to is on.
pub(crate) fn has_flag(schema: &Value, place: &Place) -> bool {
    let flag = schema.get("backstage:featureFlag").and_then(Value::as_str);
    flag.is_none_or(|flag| place.flags.iter().any(|on| on == flag))
}

/// What alternatives are called.
fn titles(list: &[Value]) -> Vec<String> {
    let title =
        |(at, one): (usize, &Value)| text(one, "title").unwrap_or_else(|| format!("Option {}", at + 1));
    list.iter().enumerate().map(title).collect()
}

/// The members in the order of `ui:order`, where `*` stands for all that it does not name.
fn ordered<'s>(properties: &'s Map<String, Value>, order: &[String]) -> Vec<&'s String> {
    let is_named = |key: &str| order.iter().any(|name| name == key);
    let rest: Vec<&String> = properties.keys().filter(|key| !is_named(key)).collect();
    let mut keys: Vec<&String> = Vec::with_capacity(properties.len());
    let mut has_star = false;
    for name in order {
        if name == "*" && !has_star {
            has_star = true;
            keys.extend(&rest);
        } else if let Some((key, _)) = properties.get_key_value(name)
            && !keys.contains(&key)
        {
            keys.push(key);
        }
    }
    if !has_star {
        keys.extend(&rest);
    }
    keys
}

fn review(ui: Ui<'_>) -> Review {
    let text = |name: &str| ui.review(name).and_then(Value::as_str).map(str::to_owned);
    Review {
        is_hidden: ui.review("show") == Some(&Value::Bool(false)),
        mask: text("mask"),
        name: text("name"),
    }
}
