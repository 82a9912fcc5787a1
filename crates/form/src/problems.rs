//! What is wrong with the values of a page, in people's words, at the fields.

use crate::{
    build::{Chosen, has_flag},
    check::{Violation, check},
    field::{Control, Field},
    form::Form,
    picker::{Entities, Picker},
    pointer::{is_within, join, parent},
    repo::Repo,
    settle::Settler,
    state::State,
    words::words,
};
use portico_entity::{EntityRef, format};
use serde_json::Value;
use std::collections::BTreeMap;

/// Something wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The place of a field; empty for the page.
    pub pointer: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Values of secret fields, by place.
pub type Secrets = BTreeMap<String, String>;

impl Form {
    /// What is wrong on a page. Secret fields are not looked at.
    pub fn check(&self, page: usize, state: &State) -> Vec<Problem> {
        self.check_fields(page, state, &self.fields(page, &state.values, &state.chosen))
    }

    /// The same for fields that are at hand.
    pub(crate) fn check_fields(&self, page: usize, state: &State, fields: &[Field]) -> Vec<Problem> {
        let mut away = Vec::new();
        fields.iter().for_each(|field| {
            field.walk(&mut |field| {
                if matches!(field.control, Control::Secret { .. }) {
                    away.push(field.pointer.clone());
                }
            });
        });
        self.check_with(page, &state.values, &state.chosen, fields, &away)
    }

    /// What is wrong with secrets: at the places of their fields.
    pub fn check_secrets(&self, state: &State, secrets: &Secrets) -> Vec<Problem> {
        let fields = self.secrets(&state.values, &state.chosen);
        let mut values = state.values.clone();
        for (place, text) in
            secrets.iter().filter(|(place, _)| fields.iter().any(|field| field.pointer == **place))
        {
            crate::pointer::set(&mut values, place, text.as_str().into());
        }
        let problems = (0..self.pages.len()).flat_map(|page| {
            let shown = self.fields(page, &values, &state.chosen);
            self.check_with(page, &values, &state.chosen, &shown, &[])
        });
        let is_secret = |problem: &Problem| fields.iter().any(|field| field.pointer == problem.pointer);
        let mut problems: Vec<Problem> = problems.filter(is_secret).collect();
        for problem in self.check_together(&fields, secrets) {
            if !problems.iter().any(|known| known.pointer == problem.pointer) {
                problems.push(problem);
            }
        }
        problems
    }

    /// What the schema of all secrets together finds.
    fn check_together(&self, fields: &[Field], secrets: &Secrets) -> Vec<Problem> {
        let Some(schema) = &self.secrets else { return Vec::new() };
        let named = fields.iter().filter_map(|field| {
            let text = secrets.get(&field.pointer).filter(|text| !text.is_empty())?;
            Some((field.secret_name()?.to_owned(), Value::from(text.as_str())))
        });
        let found = check(schema, schema, &Value::Object(named.collect())).violations;
        let told = found.iter().filter_map(|violation| {
            let name = crate::pointer::last(&place_of(violation));
            let field = fields.iter().find(|field| field.secret_name() == Some(name.as_str()))?;
            Some(Problem { pointer: field.pointer.clone(), message: words(violation, Some(field)) })
        });
        told.collect()
    }

    fn check_with(
        &self,
        page: usize,
        values: &Value,
        chosen: &Chosen,
        fields: &[Field],
        away: &[String],
    ) -> Vec<Problem> {
        let Some(schema) = self.schemas.get(page) else { return Vec::new() };
        let mut by_place: BTreeMap<&str, &Field> = BTreeMap::new();
        fields.iter().for_each(|field| {
            field.walk(&mut |field| {
                by_place.entry(&field.pointer).or_insert(field);
            });
        });
        let mut problems = Vec::new();
        fields.iter().for_each(|field| field.walk(&mut |field| problems.extend(of_field(field, values))));
        let settled = Settler { root: schema, chosen, away }.settle(schema, Some(values), "", 0);
        for violation in check(schema, &settled, values).violations {
            let problem = told(&violation, &by_place);
            if !self.is_flagged_away(schema, &place_of(&violation))
                && !problems.iter().any(|known: &Problem| known.pointer == problem.pointer)
            {
                problems.push(problem);
            }
        }
        if problems.is_empty() && away.is_empty() {
            problems.extend(self.unsettled(schema, values, &by_place));
        }
        problems
    }

    /// Whether a place belongs to a feature that is off.
    fn is_flagged_away(&self, page: &Value, pointer: &str) -> bool {
        let first = crate::pointer::parts(pointer).into_iter().next();
        let schema = first.and_then(|name| page.get("properties")?.get(name).cloned());
        schema.is_some_and(|schema| !has_flag(&schema, &self.place))
    }

    /// What the page as it is written finds, though each of its fields is right.
    fn unsettled(&self, schema: &Value, values: &Value, fields: &BTreeMap<&str, &Field>) -> Option<Problem> {
        let found = check(schema, schema, values).violations;
        let first = found.iter().find(|one| !self.is_flagged_away(schema, &place_of(one)))?;
        Some(told(first, fields))
    }
}

/// The place that a violation is about: for a member that is missing, where it is missing.
fn place_of(violation: &Violation) -> String {
    let pointer = violation.pointer();
    match (violation.name, violation.argument.as_str()) {
        ("required" | "dependencies", Some(name)) => join(&pointer, name),
        _ => pointer,
    }
}

/// A violation in people's words, at the nearest field.
fn told(violation: &Violation, fields: &BTreeMap<&str, &Field>) -> Problem {
    let mut pointer = place_of(violation);
    let exact = fields.get(pointer.as_str()).copied();
    let message = words(violation, exact);
    while !pointer.is_empty() && !fields.contains_key(pointer.as_str()) {
        pointer = parent(&pointer).to_owned();
    }
    Problem { pointer, message }
}

/// What only fields of a special kind ask for.
fn of_field(field: &Field, values: &Value) -> Option<Problem> {
    let Control::Picker(picker) = &field.control else { return None };
    let value = values.pointer(&field.pointer);
    let text = value.and_then(Value::as_str);
    let message = match &**picker {
        Picker::Name => text.filter(|text| !format::is_entity_name(text)).map(|_| NAME.to_owned()),
        Picker::Tags { .. } => {
            let tags = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
            let wrong = tags.into_iter().find(|tag| !format::is_tag(tag));
            wrong.map(|tag| {
                format!(
                    "\u{201c}{tag}\u{201d} is no tag: write a-z, 0-9, + and #, with single - between, at most 63 letters."
                )
            })
        }
        Picker::RepoUrl(repo) => text.and_then(|_| of_repository(repo, field.is_required)),
        Picker::Entities(entities) => {
            let texts: Vec<&str> = match value {
                Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
                _ => text.into_iter().collect(),
            };
            texts.into_iter().find_map(|text| of_reference(entities, text))
        }
        Picker::RepoOwner { allowed } => text
            .filter(|text| !allowed.is_empty() && !allowed.iter().any(|one| one == text))
            .map(|_| "Choose one of the owners that are allowed here.".to_owned()),
        Picker::RepoBranch { .. } => text
            .filter(|text| {
                text.contains(|letter: char| letter.is_whitespace() || "~^:?*[\\".contains(letter))
            })
            .map(|_| "Enter the name of a branch: no blanks and none of ~ ^ : ? * [ \\.".to_owned()),
    };
    message.map(|message| Problem { pointer: field.pointer.clone(), message })
}

const NAME: &str = "Write the name with a-z, A-Z, 0-9, and - _ . between them, at most 63 letters.";

fn of_reference(entities: &Entities, text: &str) -> Option<String> {
    if !entities.takes_any && entities.is_reference && EntityRef::parse_full(text).is_err() {
        return Some(format!("\u{201c}{text}\u{201d} is not in the list. Choose one that is."));
    }
    None
}

fn of_repository(repo: &Repo, is_required: bool) -> Option<String> {
    let begun = repo.parts.iter().any(|part| !part.value.is_empty());
    if !begun && !is_required {
        return None;
    }
    let missing: Vec<String> = repo
        .parts
        .iter()
        .filter(|part| part.is_required && part.value.is_empty())
        .map(|part| part.title.to_lowercase())
        .collect();
    if !missing.is_empty() {
        return Some(format!("Complete the address: {} is missing.", missing.join(" and ")));
    }
    let wrong =
        repo.parts.iter().find(|part| !part.allowed.is_empty() && !part.allowed.contains(&part.value));
    wrong.filter(|part| !part.value.is_empty()).map(|part| {
        let title = part.title.to_lowercase();
        format!(
            "\u{201c}{}\u{201d} is not allowed as {title} here: choose one of {}.",
            part.value,
            part.allowed.join(", ")
        )
    })
}

/// The problems at a place and in it.
pub fn within<'a>(problems: &'a [Problem], pointer: &'a str) -> impl Iterator<Item = &'a Problem> {
    problems.iter().filter(move |problem| is_within(&problem.pointer, pointer))
}
