//! Fields whose values come from the catalog or from source-control hosts, and what they ask.

use crate::repo::{Host, Repo};
use serde_json::{Map, Value, json};

/// A field that picks.
#[derive(Clone, Debug, PartialEq)]
pub enum Picker {
    /// One or several entities, or properties of them.
    Entities(Entities),
    /// The name of an entity that does not exist yet.
    Name,
    /// Tags.
    Tags {
        /// What it asks.
        question: Question,
        /// Whether it says how often a tag is used.
        has_counts: bool,
    },
    /// A repository.
    RepoUrl(Repo),
    /// A branch of the repository that another field names.
    RepoBranch {
        /// The address of that repository, if it is known.
        repo: Option<String>,
    },
    /// An owner on a host.
    RepoOwner {
        /// The owners that may be chosen; empty for any.
        allowed: Vec<String>,
    },
}

/// Picks entities.
#[derive(Clone, Debug, PartialEq)]
pub struct Entities {
    /// What it asks.
    pub question: Question,
    /// Whether several can be picked.
    pub is_multiple: bool,
    /// Whether what is not in the catalog is taken, too.
    pub takes_any: bool,
    /// Whether what is typed is completed to a reference; else it is kept as it is.
    pub is_reference: bool,
    /// The kind of a typed reference that names none.
    pub default_kind: Option<String>,
    /// The namespace of a typed reference that names none.
    pub default_namespace: Option<String>,
    /// Values of this form that must be known before there is anything to pick from.
    pub waits_for: Vec<String>,
}

/// What a picker asks the catalog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// Entities that satisfy one of these, each a record of keys and values, or a filter of the catalog as text; empty
    /// for all.
    pub filter: Vec<Value>,
    /// Whose they are.
    pub whose: Whose,
    /// The property that is shown; without, the title or name.
    pub title: Option<String>,
    /// Properties that are shown beside it; without, kind or owner.
    pub details: Vec<String>,
    /// The property that is the value; without, the reference.
    pub value: Option<String>,
    /// Whether the values are tags instead of entities.
    pub is_tags: bool,
}

/// Whose entities are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Anybody's.
    #[default]
    Anybodys,
    /// Those that the reader owns, or a group that the reader is in.
    Owned,
    /// The groups that the reader is in.
    MyGroups,
}

impl Question {
    /// The question as it travels; equal questions are equal texts.
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        if !self.filter.is_empty() {
            object.insert("filter".into(), self.filter.clone().into());
        }
        match self.whose {
            Whose::Anybodys => {}
            Whose::Owned => drop(object.insert("whose".into(), "owned".into())),
            Whose::MyGroups => drop(object.insert("whose".into(), "groups".into())),
        }
        for (key, property) in [("title", &self.title), ("value", &self.value)] {
            if let Some(property) = property {
                object.insert(key.into(), property.as_str().into());
            }
        }
        if !self.details.is_empty() {
            object.insert("details".into(), self.details.clone().into());
        }
        if self.is_tags {
            object.insert("tags".into(), true.into());
        }
        object.into()
    }

    /// The question that travelled.
    pub fn of_json(json: &Value) -> Self {
        let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            filter: json.get("filter").and_then(Value::as_array).cloned().unwrap_or_default(),
            whose: match text("whose").as_deref() {
                Some("owned") => Whose::Owned,
                Some("groups") => Whose::MyGroups,
                _ => Whose::Anybodys,
            },
            title: text("title"),
            details: crate::ui::texts(json.get("details")),
            value: text("value"),
            is_tags: json.get("tags") == Some(&Value::Bool(true)),
        }
    }

    /// The text by which answers are kept.
    pub fn key(&self) -> String {
        self.to_json().to_string()
    }
}

/// What a picker is answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offer {
    /// What can be picked, best first.
    pub options: Vec<Offered>,
    /// How many more there are.
    pub more: usize,
}

/// Something that can be picked.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// The value.
    pub value: String,
    /// What readers call it.
    pub title: String,
    /// What is shown beside it.
    pub details: Vec<String>,
    /// Whether it is the reader's own.
    pub is_mine: bool,
}

impl Offer {
    /// The answer as it travels.
    pub fn to_json(&self) -> Value {
        let options = self.options.iter().map(|one| {
            json!({ "value": one.value, "title": one.title, "details": one.details, "mine": one.is_mine })
        });
        json!({ "options": options.collect::<Vec<_>>(), "more": self.more })
    }

    /// The answer that travelled.
    pub fn of_json(json: &Value) -> Self {
        let text =
            |one: &Value, key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let options = json.get("options").and_then(Value::as_array).into_iter().flatten();
        Self {
            options: options
                .map(|one| Offered {
                    value: text(one, "value"),
                    title: text(one, "title"),
                    details: crate::ui::texts(one.get("details")),
                    is_mine: one.get("mine") == Some(&Value::Bool(true)),
                })
                .collect(),
            more: json.get("more").and_then(Value::as_u64).map_or(0, |more| more as usize),
        }
    }
}

/// The answers that are at hand, by [`Question::key`].
pub type Offers = std::collections::BTreeMap<String, Offer>;

/// What a form must know about the place where it is filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The source-control hosts that are known.
    pub hosts: Vec<Host>,
    /// The feature flags that are on.
    pub flags: Vec<String>,
}

impl Place {
    /// The place as it travels to the browser.
    pub fn to_json(&self) -> Value {
        let hosts = self.hosts.iter().map(|host| json!([host.name, host.kind.word()]));
        json!({ "hosts": hosts.collect::<Vec<_>>(), "flags": self.flags })
    }

    /// The place that travelled.
    pub fn of_json(json: &Value) -> Self {
        let hosts = json.get("hosts").and_then(Value::as_array).into_iter().flatten();
        let host = |pair: &Value| {
            let text = |at: usize| pair.get(at).and_then(Value::as_str);
            Some(Host { name: text(0)?.to_owned(), kind: portico_scm::Kind::of_word(text(1)?)? })
        };
        Self { hosts: hosts.filter_map(host).collect(), flags: crate::ui::texts(json.get("flags")) }
    }
}
