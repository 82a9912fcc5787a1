//! How use moved: what the change log tells of entities that began or ceased to say that they use something.

use super::{
    super::{
        Portal, PortalError,
        ingest::now_ms,
        limits::{RADAR_LOG, RADAR_LOG_PART},
    },
    ShownRadar,
    manifests::{Bound, Spans, join},
    users::Uses,
};
use portico_entity::annotation;
use portico_radar::Words;
use portico_store::{LoggedChange, Texts};
use serde::Deserialize;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
};

/// Changes that came together with the first ones are the catalog's beginning, not somebody's doing.
const BEGINNING_MS: i64 = 5 * 60_000;
/// Since before anything is known.
const ALWAYS: i64 = i64::MIN;

/// What is known of how use moved, by radar.
pub(super) type Kept = Mutex<HashMap<String, Arc<tokio::sync::Mutex<Option<(Of, Arc<Moves>)>>>>>;

/// What moves were made of. They are made anew when one of it is another.
#[derive(Clone)]
pub(super) struct Of {
    /// The state of the catalog.
    revision: i64,
    /// The words of the radar, which are others when its file is.
    words: Arc<Words>,
    /// What manifests said.
    bound: Arc<Bound>,
}

impl PartialEq for Of {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
            && Arc::ptr_eq(&self.words, &other.words)
            && Arc::ptr_eq(&self.bound, &other.bound)
    }
}

/// How the use of a radar's entries moved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moves {
    /// Since when the change log tells it, in milliseconds since 1970; nothing if it tells nothing.
    pub since_ms: Option<i64>,
    /// Since when manifests tell it.
    pub manifests_ms: Option<i64>,
    /// By key of the entry: what happened, the newest first.
    pub changes: BTreeMap<String, Vec<UseChange>>,
}

/// That an entity began or ceased to use something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseChange {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The entity, which need not exist any more.
    pub entity_ref: String,
    /// Whether it began.
    pub began: bool,
}

/// The few fields that name technologies.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(default)]
    metadata: SaidMetadata,
    #[serde(default)]
    spec: serde_json::Value,
}

#[derive(Default, Deserialize)]
struct SaidMetadata {
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

impl Moves {
    /// Since when it is known how the use of an entry moved.
    pub fn since(&self, key: &str) -> Option<i64> {
        let is_older = |since: &i64| {
            let changes = self.changes.get(key).into_iter().flatten();
            self.since_ms
                .is_none_or(|logged| *since < logged && changes.into_iter().any(|one| one.at_ms < logged))
        };
        self.manifests_ms.filter(is_older).or(self.since_ms)
    }
}

impl Portal {
    /// How the use of a radar's entries moved, as far back as the change log goes; nothing if the store fails, because a
    /// page is worth showing without it.
    pub async fn radar_moves(&self, shown: &ShownRadar) -> Arc<Moves> {
        self.moves_from_log(shown).await.unwrap_or_else(|error| {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "how the use of technologies moved cannot be told");
            Arc::default()
        })
    }

    /// Whoever asks for the same meanwhile waits for it: the change log is read and understood once.
    async fn moves_from_log(&self, shown: &ShownRadar) -> Result<Arc<Moves>, PortalError> {
        let place = {
            let mut all = self.radars.moves.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(shown.id.clone()).or_default())
        };
        let mut kept = place.lock().await;
        let revision = self.revision.load(Ordering::Acquire);
        let of = Of { revision, words: Arc::clone(&shown.words), bound: self.bound(shown) };
        if let Some((_, moves)) = kept.as_ref().filter(|(known, _)| *known == of) {
            return Ok(Arc::clone(moves));
        }
        let changes = self.recent_changes().await?;
        let (words, bound) = (Arc::clone(&of.words), Arc::clone(&of.bound));
        // One guard: who waits to write between two of them would wait for the first, and the second for who writes.
        let tagged = {
            let index = self.index();
            Uses::of(&index, &words).refs(&index)
        };
        let keep = self.settings.history.and_then(|keep| i64::try_from(keep.as_millis()).ok());
        let horizon = keep.map_or(i64::MIN, |keep| now_ms().saturating_sub(keep));
        // Thousands of entities are parsed: that is no work for a thread that drives tasks.
        let work =
            tokio::task::spawn_blocking(move || Arc::new(moves(&changes, &words, &bound, &tagged, horizon)));
        let moves = work.await.map_err(|_| PortalError::Broken)?;
        *kept = Some((of, Arc::clone(&moves)));
        Ok(moves)
    }

    /// The newest changes, as far back as is looked.
    async fn recent_changes(&self) -> Result<Vec<(LoggedChange, Texts)>, PortalError> {
        let mut changes = Vec::new();
        let mut before = None;
        while changes.len() < RADAR_LOG {
            let part = self.store.history(None, before, RADAR_LOG_PART).await?;
            before = part.last().map(|(change, _)| change.sequence);
            let is_last = part.len() < RADAR_LOG_PART as usize;
            changes.extend(part);
            if is_last {
                break;
            }
        }
        Ok(changes)
    }
}

/// How use moved, by what entities said (the newest change first) and what manifests said. `tagged` are the entities that
/// say themselves what they use, by key. What is older than the horizon may be forgotten in part, and is left out.
fn moves(
    changes: &[(LoggedChange, Texts)],
    words: &Words,
    bound: &Bound,
    tagged: &BTreeMap<String, BTreeSet<String>>,
    horizon: i64,
) -> Moves {
    let first_ms = changes.last().map(|(change, _)| change.at_ms);
    let manifests_ms = bound.since_ms.map(|since| since.max(horizon));
    let mut moves = Moves { since_ms: first_ms, manifests_ms, ..Moves::default() };
    // What entities said themselves, the oldest first, by key and entity.
    let mut said: BTreeMap<(String, &str), Vec<Event>> = BTreeMap::new();
    for (change, texts) in changes.iter().rev() {
        let is_beginning = first_ms.is_some_and(|first| change.at_ms < first + BEGINNING_MS);
        for (key, began) in difference(words, texts) {
            let event = Event { at_ms: change.at_ms, began, is_beginning };
            said.entry((key, change.entity_ref.as_str())).or_default().push(event);
        }
    }
    for (key, all) in &bound.spans {
        for entity_ref in all.keys() {
            said.entry((key.clone(), entity_ref.as_str())).or_default();
        }
    }
    let none = Spans { first_ms: ALWAYS, list: Vec::new() };
    for ((key, entity_ref), events) in said {
        let is_tagged = tagged.get(&key).is_some_and(|all| all.contains(entity_ref));
        let spans = bound.spans.get(&key).and_then(|all| all.get(entity_ref)).unwrap_or(&none);
        // It uses it for as long as one of both says so.
        let list = told(&events, is_tagged, spans).into_iter().filter(|(at_ms, _)| *at_ms >= horizon);
        let found = list.map(|(at_ms, began)| UseChange { at_ms, entity_ref: entity_ref.to_owned(), began });
        moves.changes.entry(key).or_default().extend(found);
    }
    moves.changes.retain(|_, list| !list.is_empty());
    for list in moves.changes.values_mut() {
        list.sort_by_key(|change| std::cmp::Reverse(change.at_ms));
    }
    moves
}

/// That an entity began or ceased to say that it uses something.
struct Event {
    at_ms: i64,
    began: bool,
    /// It came together with the first changes: it was so before.
    is_beginning: bool,
}

/// When an entity began (true) and ceased to use an entry, by what it says itself and by its manifests. `is_tagged` if it
/// says so now.
fn told(events: &[Event], is_tagged: bool, spans: &Spans) -> Vec<(i64, bool)> {
    let mut list = spans.list.clone();
    let is_from_start = events.first().map_or(is_tagged, |event| !event.began);
    let mut since = is_from_start.then_some(ALWAYS);
    for event in events {
        if event.began {
            since = since.or(Some(if event.is_beginning { ALWAYS } else { event.at_ms }));
        } else if let Some(since) = since.take().filter(|_| !event.is_beginning) {
            list.push((since, Some(event.at_ms)));
        }
    }
    list.extend(since.map(|since| (since, None)));
    join(&mut list);
    // What the first look at manifests found was there before.
    let is_found = |at: i64| spans.list.iter().any(|(since, _)| *since == at && at <= spans.first_ms);
    let began = list.iter().map(|(since, _)| *since).filter(|at| *at != ALWAYS && !is_found(*at));
    let ceased = list.iter().filter_map(|(_, until)| Some(((*until)?, false)));
    began.map(|at| (at, true)).chain(ceased).collect()
}

/// The entries that a change begins (true) or ceases to use.
fn difference(words: &Words, texts: &Texts) -> Vec<(String, bool)> {
    let keys = |text: &Option<Arc<str>>| text.as_deref().map(|text| used(words, text)).unwrap_or_default();
    let (before, after) = (keys(&texts.before), keys(&texts.after));
    let began = after.difference(&before).map(|key| (key.clone(), true));
    let ceased = before.difference(&after).map(|key| (key.clone(), false));
    began.chain(ceased).collect()
}

/// The entries that an entity says it uses. Only components are counted.
fn used(words: &Words, json: &str) -> BTreeSet<String> {
    let Ok(said) = serde_json::from_str::<Said<'_>>(json) else { return BTreeSet::new() };
    if !said.kind.eq_ignore_ascii_case("component") {
        return BTreeSet::new();
    }
    let language = said.spec.get("language").and_then(serde_json::Value::as_str);
    let annotated = said.metadata.annotations.get(annotation::TECH);
    let annotated = annotated.into_iter().flat_map(|list| list.split(',').map(str::trim));
    let all = said.metadata.tags.iter().map(String::as_str).chain(language).chain(annotated);
    all.filter_map(|name| words.key(name)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{Bound, Event, Moves, Spans, difference, moves, told};
    use portico_catalog::ChangeKind;
    use portico_radar::{Day, Words, read};
    use portico_store::{LoggedChange, Texts};
    use std::collections::{BTreeMap, BTreeSet};

    const RADAR: &str = "
quadrants: [{id: q, name: Q}, {id: r, name: R}, {id: s, name: S}, {id: t, name: T}]
rings: [{id: adopt, name: Adopt}]
entries:
  - {key: rust, title: Rust, quadrant: q, timeline: [{date: 2026-01-01, ringId: adopt}]}
  - {key: kafka, title: Apache Kafka, aliases: [kafka-streams], quadrant: q, timeline: [{date: 2026-01-01, ringId: adopt}]}
  - {key: go, title: Go, quadrant: q, timeline: [{date: 2026-01-01, ringId: adopt}]}
";

    #[test]
    fn what_an_entity_begins_and_ceases_to_use_is_told() {
        let today = Day::parse("2026-11-21").expect("a day");
        let radar = read("radar.yaml", RADAR, today).radar.expect("a radar");
        let words = Words::of(&radar);
        let texts = |before: &str, after: &str| Texts {
            before: (!before.is_empty()).then(|| before.into()),
            after: (!after.is_empty()).then(|| after.into()),
        };
        let rust = r#"{"kind":"Component","metadata":{"tags":["rust","web"]}}"#;
        let go = r#"{"kind":"Component","metadata":{"annotations":{"portico.dev/tech":"Go, kafka-streams"}},"spec":{"language":"Rust"}}"#;
        let group = r#"{"kind":"Group","metadata":{"tags":["rust"]}}"#;
        let key = |key: &str, began| (key.to_owned(), began);
        assert_eq!(difference(&words, &texts("", rust)), [key("rust", true)]);
        assert_eq!(difference(&words, &texts(rust, go)), [key("go", true), key("kafka", true)]);
        assert_eq!(
            difference(&words, &texts(go, "")),
            [key("go", false), key("kafka", false), key("rust", false)]
        );
        assert_eq!(difference(&words, &texts("", group)), []);
    }

    /// `began till 5`, the newest first.
    fn lines(moves: &Moves, key: &str) -> Vec<String> {
        let changes = moves.changes.get(key).into_iter().flatten();
        let word = |began: bool| if began { "began" } else { "ceased" };
        changes.map(|one| format!("{} {} {}", word(one.began), one.entity_ref, one.at_ms)).collect()
    }

    #[test]
    fn the_log_and_manifests_tell_everything_once() {
        let radar =
            read("radar.yaml", RADAR, Day::parse("2026-11-21").expect("a day")).radar.expect("a radar");
        let words = Words::of(&radar);
        let change = |entity: &str, at_ms, after: &str| {
            let logged = LoggedChange {
                sequence: at_ms,
                at_ms,
                entity_ref: entity.to_owned(),
                kind: ChangeKind::Updated,
                file: String::new(),
            };
            (logged, Texts { before: None, after: (!after.is_empty()).then(|| after.into()) })
        };
        let rust = r#"{"kind":"Component","metadata":{"tags":["rust"]}}"#;
        let hour = 3_600_000;
        // The newest first; what came together with the first change is the beginning.
        let log = [
            change("box", 3 * hour, rust),
            change("till", 2 * hour, rust),
            change("shelf", 1, rust),
            change("x", 0, ""),
        ];
        let mut bound = Bound { since_ms: Some(-9 * hour), ..Bound::default() };
        let spans = [
            // It was used before it was tagged, and goes on being tagged.
            ("box", vec![(-9 * hour, Some(4 * hour))]),
            // By manifest alone: from the first look, given up, taken up again.
            ("scale", vec![(-9 * hour, Some(-8 * hour)), (hour, None)]),
        ];
        for (entity, list) in spans {
            let spans = Spans { first_ms: -9 * hour, list };
            bound.spans.entry("rust".to_owned()).or_default().insert(entity.to_owned(), spans);
        }
        let tagged =
            BTreeMap::from([("rust".to_owned(), BTreeSet::from(["box".to_owned(), "till".to_owned()]))]);
        let moved = moves(&log, &words, &bound, &tagged, i64::MIN);
        assert_eq!(
            lines(&moved, "rust"),
            [
                format!("began till {}", 2 * hour),
                format!("began scale {hour}"),
                format!("ceased scale {}", -8 * hour)
            ]
        );
        assert_eq!((moved.since("rust"), moved.since("go")), (Some(-9 * hour), Some(0)));
        let moved = moves(&log, &words, &bound, &tagged, -hour);
        assert_eq!(lines(&moved, "rust").len(), 2, "what is older may be forgotten in part");
        assert_eq!(moves(&[], &words, &Bound::default(), &tagged, 0).since("rust"), None);
    }

    #[test]
    fn use_begins_with_the_first_that_says_so_and_ends_with_the_last() {
        let event = |at_ms, began| Event { at_ms, began, is_beginning: false };
        let spans = |list: &[(i64, Option<i64>)]| Spans { first_ms: 1, list: list.to_vec() };
        // The manifest came first, the tag later.
        assert_eq!(told(&[event(7, true)], true, &spans(&[(5, None)])), [(5, true)]);
        // It was tagged all the time; the manifest took over before the tag went.
        assert_eq!(told(&[event(10, false)], false, &spans(&[(3, None)])), []);
        assert_eq!(told(&[event(10, false)], false, &spans(&[(3, Some(12))])), [(12, false)]);
        assert_eq!(told(&[], true, &spans(&[(3, Some(12))])), []);
        // A pause in which nobody said so is told.
        assert_eq!(
            told(&[event(2, true), event(4, false)], false, &spans(&[(6, None)])),
            [(2, true), (6, true), (4, false)]
        );
        // The first look found what was there before.
        assert_eq!(told(&[event(4, true)], true, &spans(&[(1, None)])), []);
        let beginning = Event { is_beginning: true, ..event(2, true) };
        assert_eq!(told(&[beginning, event(9, false)], false, &spans(&[])), [(9, false)]);
    }
}
