//! Finding people by name.

use super::{
    Portal,
    limits::PEOPLE,
    org::{by_name, person, value},
};
use crate::{Caller, views::people::PeopleView};
use portico_query::{Index, Predicate, Slots};

impl Portal {
    /// People whose name, title, description or e-mail address holds every word; those with a word of their name that
    /// begins like the first come first. Without words, nobody but the number of all.
    pub fn people(&self, _caller: Caller, text: &str) -> PeopleView {
        let index = self.index();
        let users = index.evaluate(&Predicate::equals("kind", "user"));
        let total = users.len();
        let lower = text.to_lowercase();
        let Some(first) = lower.split_whitespace().next() else {
            return PeopleView { total, ..PeopleView::default() };
        };
        let mut found = index.text_match_within(&lower, &users);
        found |= addressed(&index, &users, lower.trim());
        let begins = |slot: &u32| {
            let names = [value(&index, *slot, "portico.name"), value(&index, *slot, "metadata.name")];
            let lower = names.into_iter().flatten().map(str::to_lowercase);
            lower
                .into_iter()
                .any(|name| name.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(first)))
        };
        let best: Slots = found.iter().filter(begins).collect();
        let mut slots = by_name(&index, &best, PEOPLE);
        slots.extend(by_name(&index, &(&found - &best), PEOPLE - slots.len()));
        let documents = slots.iter().filter_map(|slot| index.document(*slot));
        let people: Vec<_> = documents.map(|document| person(&index, &document.entity_ref)).collect();
        let found = usize::try_from(found.len()).unwrap_or(usize::MAX);
        PeopleView { more: found - people.len(), people, total }
    }
}

/// The users whose reference is exactly this, or whose e-mail address begins with it.
fn addressed(index: &Index, users: &Slots, text: &str) -> Slots {
    let email = |slot: &u32| {
        value(index, *slot, "spec.profile.email").is_some_and(|email| email.to_lowercase().starts_with(text))
    };
    let mut found: Slots = users.iter().filter(email).collect();
    found.extend(index.slot(text).filter(|slot| users.contains(*slot)));
    found
}
