//! The fields that a page shows for given values: plain data, from which the page is written and its answers are read.

use crate::picker::Picker;
use serde_json::Value;

/// A field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where its value stands.
    pub pointer: String,
    /// What readers call it.
    pub title: String,
    /// Whether the title is only for those who cannot see the field.
    pub is_title_hidden: bool,
    /// What it is for.
    pub description: Option<String>,
    /// What to know while filling it in.
    pub help: Option<String>,
    /// What cannot be done for it, such as a kind of field that nobody knows here.
    pub note: Option<String>,
    /// Whether it must have a value.
    pub is_required: bool,
    /// Whether it cannot be changed, and is out of the way.
    pub is_disabled: bool,
    /// Whether it cannot be changed, but can be read and copied.
    pub is_readonly: bool,
    /// Whether the page begins here.
    pub has_focus: bool,
    /// A sketch of a value.
    pub placeholder: Option<String>,
    /// What browsers may fill in.
    pub autocomplete: Option<String>,
    /// What an emptied field holds, if not nothing.
    pub empty: Option<Value>,
    /// Whether an emptied field keeps its place, as entries of a list do.
    pub keeps_place: bool,
    /// How the review page tells it.
    pub review: Review,
    /// With what it is filled in.
    pub control: Control,
}

/// How the review page tells a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// Whether it says nothing about it.
    pub is_hidden: bool,
    /// What it shows in place of the value.
    pub mask: Option<String>,
    /// What it calls the value.
    pub name: Option<String>,
}

/// With what a field is filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// A line or an area of text.
    Text(Text),
    /// A number.
    Number(Number),
    /// Yes or no.
    Checkbox,
    /// One of some values.
    Choice {
        /// How they are shown.
        style: ChoiceStyle,
        /// The values.
        options: Vec<Choice>,
    },
    /// Some of some values.
    Checks {
        /// The values.
        options: Vec<Choice>,
    },
    /// Several fields together.
    Group(Vec<Field>),
    /// Any number of entries.
    List(List),
    /// One of several forms of the same value.
    Alternatives {
        /// What they are called.
        titles: Vec<String>,
        /// The one that is shown.
        chosen: usize,
        /// Its field.
        field: Box<Field>,
    },
    /// Members with names of the reader's own, one on a line: `name=value`.
    Pairs {
        /// The members that have fields of their own.
        known: Vec<String>,
        /// The type of the values.
        of_type: &'static str,
    },
    /// A value from the catalog, or from a source-control host.
    Picker(Box<Picker>),
    /// A value that goes into no address and is asked for at the end.
    Secret {
        /// The name under which it goes into the secrets; without, it goes into the parameters.
        name: Option<String>,
    },
    /// Nothing to be seen.
    Hidden,
    /// Nothing but its title: its value can only be null.
    Nothing,
}

/// A text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What kind of text.
    pub kind: TextKind,
    /// Values that are proposed.
    pub suggestions: Vec<String>,
    /// Fewest letters.
    pub least: Option<u64>,
    /// Most letters.
    pub most: Option<u64>,
}

/// Kinds of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// One line, with the `type` of the browser's input: `text`, `email`, `url`, `date`, `datetime-local`, `time`,
    /// `color`, `tel`.
    Line(&'static str),
    /// An area of so many rows.
    Area(u64),
    /// A file, kept as a `data:` address. Files cannot be read without JavaScript.
    File,
}

/// A number.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Whether it is chosen on a scale.
    pub is_range: bool,
    /// Whether it must be whole.
    pub is_whole: bool,
    /// The least.
    pub least: Option<f64>,
    /// The most.
    pub most: Option<f64>,
    /// The step between values.
    pub step: Option<f64>,
}

/// How a choice is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceStyle {
    /// A menu.
    Select,
    /// Buttons of which one is on.
    Radio,
}

/// One of the values of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The value.
    pub value: Value,
    /// What readers call it.
    pub label: String,
    /// Whether it cannot be chosen.
    pub is_disabled: bool,
}

impl Choice {
    /// The value as forms send it.
    pub fn text(&self) -> String {
        plain(&self.value)
    }
}

/// A value as one text: texts as they are, everything else as JSON.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Entries.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// One field for each.
    pub entries: Vec<Field>,
    /// Whether another can be added.
    pub can_add: bool,
    /// From which entry on they can be taken away and moved; the ones before are fixed.
    pub fixed: usize,
    /// Whether entries can be taken away.
    pub can_remove: bool,
    /// Whether entries can be moved.
    pub can_move: bool,
    /// The value of a new one.
    pub fresh: Value,
}

impl Field {
    /// The name under which forms send its value.
    pub fn name(&self) -> String {
        format!("f.{}", self.pointer)
    }

    /// Its name within the page, for labels and messages to refer to.
    pub fn id(&self) -> String {
        match self.control {
            // They stand in the group whose members they are.
            Control::Pairs { .. } | Control::Alternatives { .. } => format!("{}-more", id_of(&self.pointer)),
            _ => id_of(&self.pointer),
        }
    }

    /// The field of a secret that no page asks for. Its place is one that no value can have.
    pub(crate) fn secret(name: &str, schema: &Value, is_required: bool) -> Self {
        Self {
            pointer: crate::pointer::join("/~secrets", name),
            title: crate::ui::text(schema, "title").unwrap_or_else(|| name.to_owned()),
            is_title_hidden: false,
            description: crate::ui::text(schema, "description"),
            help: None,
            note: None,
            is_required,
            is_disabled: false,
            is_readonly: false,
            has_focus: false,
            placeholder: None,
            autocomplete: None,
            empty: None,
            keeps_place: false,
            review: Review::default(),
            control: Control::Secret { name: Some(name.to_owned()) },
        }
    }

    /// The name under which its value goes into the secrets, if it does.
    pub(crate) fn secret_name(&self) -> Option<&str> {
        match &self.control {
            Control::Secret { name } => name.as_deref(),
            _ => None,
        }
    }

    /// Itself and all fields in it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Field)) {
        visit(self);
        match &self.control {
            Control::Group(fields) => fields.iter().for_each(|field| field.walk(visit)),
            Control::List(list) => list.entries.iter().for_each(|field| field.walk(visit)),
            Control::Alternatives { field, .. } => field.walk(visit),
            _ => {}
        }
    }
}

/// The name within the page of the field at a place: letters, digits, `-` and `_` only.
pub fn id_of(pointer: &str) -> String {
    let mut id = "field".to_owned();
    for letter in pointer.chars() {
        match letter {
            '/' => id.push('-'),
            letter if letter.is_ascii_alphanumeric() => id.push(letter),
            other => id.push_str(&format!("_{:x}_", u32::from(other))),
        }
    }
    id
}
