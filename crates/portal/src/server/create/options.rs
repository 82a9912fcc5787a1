//! What pickers offer: any part of the catalog as it is now, the reader's own first.

use crate::{
    Caller,
    server::{
        Portal,
        brief::{named, short},
        limits::{OPTION_DETAILS, OPTION_FILTERS, OPTIONS},
        org::{by_name, groups_of, owned_with_groups, value},
    },
};
use portico_entity::{EntityRef, kinds};
use portico_form::{Offer, Offered, Question, picker::Whose};
use portico_query::{Index, Matcher, Predicate, Scalar, Slots, parse_filters};
use serde_json::Value;

impl Portal {
    /// What fits a question and, if there is one, a text that is being typed.
    pub fn offer(&self, caller: &Caller, question: &Question, text: &str) -> Offer {
        let index = self.index();
        let within = asked(&index, caller, question);
        let text = text.trim().to_lowercase();
        if question.is_tags {
            tags(&index, &within, &text)
        } else {
            entities(&index, caller, question, &within, &text)
        }
    }
}

/// The entities that a question is about.
fn asked(index: &Index, caller: &Caller, question: &Question) -> Slots {
    let filters: Vec<Predicate> = question.filter.iter().take(OPTION_FILTERS).filter_map(predicate).collect();
    let mut within = match (filters.is_empty(), question.filter.is_empty()) {
        // A filter that nobody understands selects nothing, not everything.
        (true, false) => Slots::new(),
        (true, true) => index.slots().clone(),
        _ => index.evaluate(&Predicate::Any(filters)),
    };
    match (question.whose, caller.person()) {
        (Whose::Anybodys, _) => {}
        (_, None) => within.clear(),
        (Whose::Owned, Some(person)) => within &= owned_with_groups(index, person),
        (Whose::MyGroups, Some(person)) => within &= groups(index, person),
    }
    within
}

/// One record of a filter: keys with a value, a list of values, or `{exists: …}`; or a filter as the API writes it.
fn predicate(record: &Value) -> Option<Predicate> {
    let object = match record {
        Value::String(text) => return parse_filters(&[text]).ok().flatten(),
        Value::Object(object) => object,
        _ => return None,
    };
    if object.keys().any(|key| key.starts_with('$')) {
        return Predicate::parse_query(record).ok();
    }
    let matcher = |value: &Value| match value {
        Value::Array(list) => Some(Matcher::In(list.iter().filter_map(scalar).collect())),
        Value::Object(object) => match object.get("exists") {
            Some(Value::Bool(wanted)) => Some(Matcher::Exists(*wanted)),
            _ => None,
        },
        other => scalar(other).map(Matcher::Equals),
    };
    let fields: Option<Vec<_>> =
        object.iter().map(|(key, value)| Some((key.clone(), matcher(value)?))).collect();
    fields.map(Predicate::Fields)
}

fn scalar(value: &Value) -> Option<Scalar> {
    match value {
        Value::String(text) => Some(Scalar::Text(text.clone())),
        Value::Number(number) => Some(Scalar::Number(number.clone())),
        Value::Bool(flag) => Some(Scalar::Bool(*flag)),
        _ => None,
    }
}

fn groups(index: &Index, person: &str) -> Slots {
    groups_of(index, person).into_iter().filter_map(|group| index.slot(group)).collect()
}

/// The reader themselves, their groups, and what these own.
fn mine(index: &Index, caller: &Caller) -> Slots {
    let Some(person) = caller.person() else { return Slots::new() };
    let mut mine = groups(index, person) | owned_with_groups(index, person);
    mine.extend(index.slot(person));
    mine
}

fn entities(index: &Index, caller: &Caller, question: &Question, within: &Slots, text: &str) -> Offer {
    let found = if text.is_empty() { within.clone() } else { fitting(index, question, within, text) };
    let mine = mine(index, caller) & &found;
    let mut slots = by_name(index, &mine, OPTIONS);
    let rest = by_name(index, &(&found - &mine), OPTIONS - slots.len());
    slots.extend(rest);
    let has_kinds = index.facet_counts("kind", within).len() > 1;
    let more = usize::try_from(found.len()).unwrap_or(usize::MAX).saturating_sub(slots.len());
    let options =
        slots.into_iter().filter_map(|slot| offered(index, question, slot, mine.contains(slot), has_kinds));
    Offer { options: options.collect(), more }
}

/// What fits a text: by its own texts, by what is shown of it, or by its reference.
fn fitting(index: &Index, question: &Question, within: &Slots, text: &str) -> Slots {
    let mut found = index.text_match_within(text, within);
    let title = question.title.as_deref().map(str::to_lowercase);
    let shows = |slot: &u32| {
        let shown = title.as_deref().and_then(|key| value(index, *slot, key));
        let document = index.document(*slot);
        shown.is_some_and(|shown| shown.to_lowercase().contains(text))
            || document.is_some_and(|document| document.entity_ref.contains(text))
    };
    found |= within.iter().filter(shows).collect::<Slots>();
    found
}

fn offered(index: &Index, question: &Question, slot: u32, is_mine: bool, has_kinds: bool) -> Option<Offered> {
    let entity_ref = index.document(slot)?.entity_ref.to_string();
    let property = |key: &str| value(index, slot, &key.to_lowercase()).map(str::to_owned);
    let stored = match question.value.as_deref() {
        None => entity_ref.clone(),
        Some(key) => property(key)?,
    };
    let title = question.title.as_deref().and_then(property);
    let mut details: Vec<String> = question
        .details
        .iter()
        .take(OPTION_DETAILS)
        .filter_map(|key| property(key))
        .map(|text| said(index, &text))
        .collect();
    if question.details.is_empty() {
        let kind = entity_ref.split(':').next().unwrap_or_default();
        details.extend(has_kinds.then(|| kinds::spelling(kind).to_owned()));
        if !matches!(kind, "user" | "group") {
            details.extend(property("relations.ownedby").map(|owner| said(index, &owner)));
        }
    }
    let title = title.unwrap_or_else(|| named(index, &entity_ref).label);
    Some(Offered { value: stored, title, details, is_mine })
}

/// A reference as the name of what it leads to; any other text as it is.
fn said(index: &Index, text: &str) -> String {
    match EntityRef::parse_full(text) {
        Ok(_) if index.slot(text).is_some() => named(index, text).label,
        Ok(_) => short(text),
        Err(_) => text.to_owned(),
    }
}

/// Tags by how often they are used.
fn tags(index: &Index, within: &Slots, text: &str) -> Offer {
    let mut counts = index.facet_counts("metadata.tags", within);
    counts.retain(|(tag, _)| tag.to_lowercase().contains(text));
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let more = counts.len().saturating_sub(OPTIONS);
    let options = counts.into_iter().take(OPTIONS).map(|(tag, count)| Offered {
        title: tag.clone(),
        value: tag,
        details: vec![count.to_string()],
        is_mine: false,
    });
    Offer { options: options.collect(), more }
}

#[cfg(test)]
mod tests {
    use super::{entities, predicate, tags};
    use crate::Caller;
    use portico_form::{Question, picker::Whose};
    use portico_query::Index;
    use serde_json::{Value, json};

    fn index() -> Index {
        let mut index = Index::new();
        let relation = |kind: &str, target: &str| json!({ "type": kind, "targetRef": target });
        let entity = |kind: &str, name: &str, spec: Value, relations: Vec<Value>| json!({ "kind": kind, "metadata": { "name": name, "tags": ["t", name] }, "spec": spec, "relations": relations });
        for entity in [
            entity("Group", "pay", json!({}), vec![]),
            entity("Group", "shop", json!({}), vec![]),
            entity("User", "ann", json!({}), vec![relation("memberOf", "group:default/pay")]),
            entity(
                "Resource",
                "pay-prod",
                json!({ "region": "eu" }),
                vec![relation("ownedBy", "group:default/pay")],
            ),
            entity(
                "Resource",
                "shop-prod",
                json!({ "region": "us" }),
                vec![relation("ownedBy", "group:default/shop")],
            ),
        ] {
            let name = entity["metadata"]["name"].as_str().unwrap().to_owned();
            index.upsert(&entity, entity.to_string().into(), &[("portico.name".to_owned(), name)]).unwrap();
        }
        index
    }

    #[track_caller]
    fn check(question: Value, person: &str, text: &str, expect: &[&str]) {
        let index = index();
        let (caller, question) = (Caller::user(person), Question::of_json(&question));
        let within = super::asked(&index, &caller, &question);
        let offer = if question.is_tags {
            tags(&index, &within, text)
        } else {
            entities(&index, &caller, &question, &within, text)
        };
        let lines: Vec<String> = offer
            .options
            .iter()
            .map(|one| {
                format!(
                    "{} {} {}{}",
                    one.value,
                    one.title,
                    one.details.join("+"),
                    if one.is_mine { " mine" } else { "" }
                )
            })
            .collect();
        assert_eq!(lines, expect, "{question:?}");
    }

    #[test]
    fn pickers_offer_what_the_catalog_has_and_ones_own_first() {
        let groups = json!({ "filter": [{ "kind": ["Group", "User"] }] });
        check(groups.clone(), "", "sho", &["group:default/shop shop Group"]);
        check(
            groups,
            "user:default/ann",
            "",
            &[
                "user:default/ann ann User mine",
                "group:default/pay pay Group mine",
                "group:default/shop shop Group",
            ],
        );
        let namespaces = json!({
            "filter": [{ "kind": "Resource", "relations.ownedBy": "group:default/shop" }],
            "value": "metadata.name", "details": ["spec.region", "relations.ownedBy"]
        });
        check(namespaces, "", "", &["shop-prod shop-prod us+shop"]);
        check(
            json!({ "filter": ["kind=resource,spec.region=eu"] }),
            "",
            "",
            &["resource:default/pay-prod pay-prod pay"],
        );
        check(
            json!({ "filter": [{ "$not": { "spec.region": { "$exists": true } } }, 7] }),
            "",
            "an",
            &["user:default/ann ann User"],
        );
        check(json!({ "filter": [7] }), "", "", &[]);
        check(
            json!({ "tags": true }),
            "",
            "p",
            &["pay pay 1", "pay-prod pay-prod 1", "shop shop 1", "shop-prod shop-prod 1"],
        );
    }

    #[test]
    fn what_is_ones_own_needs_somebody() {
        let mine = Question { whose: Whose::MyGroups, ..Question::default() }.to_json();
        check(mine.clone(), "", "", &[]);
        check(mine, "user:default/ann", "", &["group:default/pay pay  mine"]);
        let owned = Question { whose: Whose::Owned, ..Question::default() }.to_json();
        check(owned, "user:default/ann", "", &["resource:default/pay-prod pay-prod pay mine"]);
    }

    #[test]
    fn records_become_predicates() {
        assert!(predicate(&json!({ "kind": { "exists": "maybe" } })).is_none());
        let both = predicate(&json!({ "kind": "a", "spec.b": { "exists": false }, "c": [1, true] })).unwrap();
        assert_eq!(
            both.to_json(),
            json!({ "kind": "a", "spec.b": { "$exists": false }, "c": { "$in": [1, true] } })
        );
    }
}
