//! What a change would concern, for programs and for documents: `portico impact`, and the formats that it shares with
//! the HTTP API.

mod command;
mod csv;
mod json;
mod markdown;
mod text;

pub(crate) use command::impact;

use anyhow::Result;
use clap::ValueEnum;
use portico_portal::views::impact::{ImpactView, What};

/// How it is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ImpactFormat {
    /// For people at a terminal.
    #[default]
    Text,
    /// One JSON object.
    Json,
    /// One line for each entity, for spreadsheets.
    Csv,
    /// A document, for tickets and pull requests.
    Markdown,
}

impl ImpactFormat {
    /// The view in this format.
    pub(crate) fn write(self, view: &ImpactView) -> Result<String, serde_json::Error> {
        Ok(match self {
            Self::Text => text::write(view),
            Self::Json => json::write(view)?,
            Self::Csv => csv::write(view),
            Self::Markdown => markdown::write(view),
        })
    }
}

/// What might happen to an entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ChangeOption {
    /// It is removed.
    #[default]
    Remove,
    /// It is deprecated.
    Deprecate,
    /// It does not do any more what others rely on.
    Break,
    /// What it owns gets another owner; for groups and users.
    Move,
}

impl ChangeOption {
    fn what(self) -> What {
        match self {
            Self::Remove => What::Remove,
            Self::Deprecate => What::Deprecate,
            Self::Break => What::Break,
            Self::Move => What::Move,
        }
    }
}

/// The changes that can happen to a kind, if this one cannot.
pub(crate) fn impossible(entity_ref: &str, change: What) -> Option<String> {
    let kind = entity_ref.split(':').next().unwrap_or_default();
    let possible = What::of_kind(kind);
    let words: Vec<&str> = possible.iter().map(|what| what.word()).collect();
    let message = || {
        format!(
            "the change \"{}\" makes no sense for a {kind}; one of {} does",
            change.word(),
            words.join(", ")
        )
    };
    (!possible.contains(&change)).then(message)
}

/// Number of entities that are not listed.
fn more(view: &ImpactView) -> usize {
    view.matching.saturating_sub(view.listed)
}

/// The question as a heading.
fn heading(view: &ImpactView) -> String {
    let name = view.subject.as_ref().map_or(view.question.entity_ref.as_str(), |subject| &subject.label);
    match (view.question.change, &view.to) {
        (What::Remove, _) => format!("What if {name} is removed?"),
        (What::Deprecate, _) => format!("What if {name} is deprecated?"),
        (What::Break, _) => format!("What if {name} breaks?"),
        (What::Move, None) => format!("What if the things of {name} get another owner?"),
        (What::Move, Some(to)) => format!("What if the things of {name} move to {}?", to.label),
    }
}
