//! The index against a linear scan, and changed indexes against rebuilt ones.

use portico_query::{Direction, Index, Order, PageRequest, Predicate, Row, Slots, search_rows};
use proptest::prelude::*;
use serde_json::{Value, json};

const KEYS: [&str; 5] = ["kind", "metadata.name", "metadata.tags", "spec.tier", "spec.n"];

/// (name, tags, tier, n) makes an entity; few names, so that upserts replace.
type Seed = (u8, Vec<u8>, Option<u8>, u8);

fn entity(seed: &Seed) -> Value {
    let (name, tags, tier, n) = seed;
    let tags: Vec<&str> = tags.iter().map(|tag| ["a", "B", "b", "%", "cat"][*tag as usize % 5]).collect();
    let mut entity = json!({
        "kind": if name % 2 == 0 { "Component" } else { "API" },
        "metadata": {"name": format!("n{name}"), "uid": format!("u{}", u32::from(*name) * 7 % 64), "tags": tags},
        "spec": {"n": *n % 4},
    });
    if let Some(tier) = tier {
        entity["spec"]["tier"] =
            [json!("gold"), json!("Gold"), json!("silver"), Value::Null][*tier as usize % 4].clone();
    }
    entity
}

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    let seed =
        (0u8..64, prop::collection::vec(any::<u8>(), 0..3), prop::option::of(any::<u8>()), any::<u8>());
    prop::collection::vec(seed, 0..60)
}

fn build(seeds: &[Seed]) -> Index {
    let mut index = Index::new();
    for seed in seeds {
        let entity = entity(seed);
        index.upsert(&entity, entity.to_string().into(), &[]).unwrap();
    }
    index
}

fn leaf() -> impl Strategy<Value = Value> {
    let value = prop::sample::select(vec!["a", "b", "gold", "Component", "n3", "1", "%", ""]);
    let key = prop::sample::select(KEYS.to_vec());
    (key, value, 0..5).prop_map(|(key, value, form)| match form {
        0 => json!({ key: value }),
        1 => json!({ key: {"$exists": value.len() > 1} }),
        2 => json!({ key: {"$in": [value, "silver", 2]} }),
        3 => json!({ key: {"$hasPrefix": value} }),
        _ => json!({ key: {"$contains": value} }),
    })
}

fn predicate() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            list.clone().prop_map(|parts| json!({ "$all": parts })),
            list.prop_map(|parts| json!({ "$any": parts })),
            inner.prop_map(|part| json!({ "$not": part })),
        ]
    })
}

/// The rule of the index, written down a second time over rows.
fn holds(predicate: &Value, rows: &[Row]) -> bool {
    let (key, value) = predicate.as_object().unwrap().iter().next().unwrap();
    let list = || value.as_array().unwrap().iter();
    match key.as_str() {
        "$all" => return list().all(|part| holds(part, rows)),
        "$any" => return list().any(|part| holds(part, rows)),
        "$not" => return !holds(value, rows),
        _ => {}
    }
    let values: Vec<&Option<String>> =
        rows.iter().filter(|row| row.key == *key).map(|row| &row.value).collect();
    let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_lowercase);
    let equals = |wanted: &Value| values.iter().any(|value| value.as_deref() == Some(&text(wanted)));
    let Some((operator, operand)) = value.as_object().and_then(|object| object.iter().next()) else {
        return equals(value);
    };
    match operator.as_str() {
        "$exists" => operand == &json!(!values.is_empty()),
        "$in" => operand.as_array().unwrap().iter().any(equals),
        "$hasPrefix" => {
            values.iter().any(|value| value.as_ref().is_some_and(|v| v.starts_with(&text(operand))))
        }
        _ => equals(operand),
    }
}

fn rows_of(index: &Index, slot: u32) -> Vec<Row> {
    search_rows(&serde_json::from_str(&index.document(slot).unwrap().json).unwrap()).unwrap()
}

fn values_of(index: &Index, slot: u32, key: &str) -> Vec<String> {
    rows_of(index, slot).into_iter().filter(|row| row.key == key).filter_map(|row| row.value).collect()
}

fn scan(index: &Index, predicate: &Value) -> Slots {
    index.slots().iter().filter(|slot| holds(predicate, &rows_of(index, *slot))).collect()
}

/// All rows of a sorted by-query as (value, uid).
fn sorted_rows(index: &Index, within: &Slots, key: &str, direction: &str) -> Vec<(String, String)> {
    let uid = |slot| index.document(slot).unwrap().uid.to_string();
    let rows = |slot| values_of(index, slot, key).into_iter().map(move |value| (value, uid(slot)));
    let mut all: Vec<_> = within.iter().flat_map(rows).collect();
    all.sort();
    if direction == "desc" {
        all.reverse();
    }
    all
}

fn uids(items: &[std::sync::Arc<str>]) -> Vec<String> {
    let uid =
        |item: &std::sync::Arc<str>| serde_json::from_str::<Value>(item).unwrap()["metadata"]["uid"].clone();
    items.iter().map(|item| uid(item).as_str().unwrap().to_owned()).collect()
}

fn cursor_pairs(limit: usize, cursor: String) -> Vec<(String, String)> {
    vec![("limit".to_owned(), limit.to_string()), ("cursor".to_owned(), cursor)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn predicates_equal_a_scan(seeds in seeds(), predicate in predicate()) {
        let index = build(&seeds);
        let parsed = Predicate::parse_query(&predicate).unwrap();
        prop_assert_eq!(index.evaluate(&parsed), scan(&index, &predicate));
    }

    #[test]
    fn cursors_walk_all_rows_there_and_back(
        seeds in seeds(), predicate in predicate(), key in prop::sample::select(KEYS.to_vec()),
        direction in prop::sample::select(vec!["asc", "desc"]), limit in 1usize..9,
    ) {
        let index = build(&seeds);
        let within = scan(&index, &predicate);
        let expected: Vec<String> =
            sorted_rows(&index, &within, key, direction).into_iter().map(|(_, uid)| uid).collect();
        let body = json!({
            "query": predicate, "limit": limit, "orderBy": [{"field": key, "order": direction}],
        });
        let mut request = PageRequest::parse_post(&[], &body).unwrap();
        let mut pages = Vec::new();
        loop {
            let page = request.answer(&index, None);
            let distinct = within.iter().filter(|slot| !values_of(&index, *slot, key).is_empty()).count();
            prop_assert_eq!(page.total_items, distinct as u64);
            pages.push(uids(&page.items));
            let Some(next) = page.next_cursor else {
                if let Some(prev) = page.prev_cursor { walk_back(&index, &pages, limit, prev)?; }
                break;
            };
            request = PageRequest::parse(&cursor_pairs(limit, next)).unwrap();
        }
        prop_assert_eq!(pages.concat(), expected);
    }

    #[test]
    fn texts_equal_a_scan(
        seeds in seeds(), again in seeds(), sorted in any::<bool>(),
        term in prop::sample::select(vec!["n", "n1", "1", "_1", "n%3", "2", "gold", "cat", "%", "zz"]),
        fields in prop::sample::subsequence(vec!["metadata.name", "metadata.tags", "spec.tier"], 1..=3),
    ) {
        // Entities that come and go leave nothing behind that is found.
        let mut index = build(&again);
        again.iter().for_each(|seed| { index.remove(&name_of(seed)); });
        for seed in &seeds {
            let entity = entity(seed);
            index.upsert(&entity, entity.to_string().into(), &[]).unwrap();
        }
        let mut body = json!({"limit": 1000, "fullTextFilter": {"term": term, "fields": fields}});
        if sorted {
            body["orderBy"] = json!([{"field": "metadata.name", "order": "asc"}]);
        }
        let like = |value: &String| match term {
            "_1" => value.char_indices().any(|(at, _)| value[at..].chars().nth(1) == Some('1')),
            "n%3" => value.find('n').is_some_and(|at| value[at..].contains('3')),
            "%" => true,
            plain => value.contains(plain),
        };
        let holds = |slot: &u32| fields.iter().any(|field| values_of(&index, *slot, field).iter().any(like));
        let mut expected: Vec<String> =
            index.slots().iter().filter(holds).map(|slot| index.document(slot).unwrap().uid.to_string()).collect();
        expected.sort();
        let page = PageRequest::parse_post(&[], &body).unwrap().answer(&index, None);
        let mut found = uids(&page.items);
        found.sort();
        prop_assert_eq!(page.total_items, expected.len() as u64);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn pages_of_the_portal_equal_a_sort(
        seeds in seeds(), predicate in predicate(), key in prop::sample::select(KEYS.to_vec()),
        descending in any::<bool>(), offset in 0usize..20, limit in 0usize..20,
    ) {
        let index = build(&seeds);
        let within = scan(&index, &predicate);
        let mut expected: Vec<u32> = within.iter().collect();
        let first = |slot: u32| {
            let values = values_of(&index, slot, key).into_iter();
            if descending { values.max() } else { values.min() }
        };
        expected.sort_by(|a, b| {
            let by_value = match (first(*a), first(*b)) {
                (Some(a), Some(b)) => if descending { b.cmp(&a) } else { a.cmp(&b) },
                (a, b) => b.is_some().cmp(&a.is_some()),
            };
            let name = |slot: u32| index.document(slot).unwrap().entity_ref.clone();
            by_value.then_with(|| name(*a).cmp(&name(*b)))
        });
        let expected: Vec<u32> = expected.into_iter().skip(offset).take(limit).collect();
        let direction = if descending { Direction::Descending } else { Direction::Ascending };
        let order = Order { key: key.to_owned(), direction };
        prop_assert_eq!(index.page(&within, &order, offset, limit), expected);
    }

    #[test]
    fn a_changed_index_equals_a_rebuilt_one(seeds in seeds(), removed in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut changed = build(&seeds);
        let mut current: std::collections::BTreeMap<String, Seed> =
            seeds.iter().map(|seed| (name_of(seed), seed.clone())).collect();
        for name in removed {
            let entity_ref = name_of(&(name % 64, vec![], None, 0));
            prop_assert_eq!(changed.remove(&entity_ref), current.remove(&entity_ref).is_some());
        }
        let rebuilt = build(&current.into_values().collect::<Vec<_>>());
        let refs = |index: &Index| index.iter().map(|d| (d.entity_ref.clone(), d.json.clone())).collect::<Vec<_>>();
        prop_assert_eq!(refs(&changed), refs(&rebuilt));
        let keys = |index: &Index| index.keys().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(keys(&changed), keys(&rebuilt));
        for key in keys(&rebuilt) {
            let counts = |index: &Index| index.facet_counts(&key, index.slots());
            prop_assert_eq!(counts(&changed), counts(&rebuilt), "{}", key);
        }
        for slot in changed.slots() {
            let entity_ref = &changed.document(slot).unwrap().entity_ref;
            prop_assert_eq!(changed.slot(entity_ref), Some(slot));
        }
    }

    #[test]
    fn no_request_panics(name in "[a-zA-Z]{0,12}", value in ".{0,40}", body in predicate()) {
        let index = build(&[(1, vec![1], None, 3)]);
        for known in ["filter", "fields", "order", "orderField", "limit", "after", "cursor", name.as_str()] {
            let pairs = [(known.to_owned(), value.clone())];
            let _ = portico_query::ListRequest::parse(&pairs).map(|request| request.answer(&index, None));
            let _ = PageRequest::parse(&pairs).map(|request| request.answer(&index, None));
        }
        let _ = PageRequest::parse_post(&[], &body).map(|request| request.answer(&index, None));
        let _ = index.text_match(&value);
    }
}

fn name_of(seed: &Seed) -> String {
    let entity = entity(seed);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    portico_query::lower_ref(&text(&entity["kind"]), "default", &text(&entity["metadata"]["name"]))
}

/// From the last page back to the first, meeting the same pages.
fn walk_back(
    index: &Index,
    pages: &[Vec<String>],
    limit: usize,
    cursor: String,
) -> Result<(), TestCaseError> {
    let mut expected: Vec<String> = pages[..pages.len() - 1].concat();
    let mut cursor = Some(cursor);
    while let Some(prev) = cursor {
        let page = PageRequest::parse(&cursor_pairs(limit, prev)).unwrap().answer(index, None);
        let from = expected.len().saturating_sub(limit);
        prop_assert_eq!(uids(&page.items), expected.split_off(from));
        prop_assert!(page.next_cursor.is_some());
        cursor = page.prev_cursor;
    }
    prop_assert!(expected.is_empty());
    Ok(())
}
