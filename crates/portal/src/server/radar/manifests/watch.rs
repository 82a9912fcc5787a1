//! Which manifests are read when: those of every component, on a schedule of their own, by the process that leads.

use super::{
    NOWHERE,
    fetch::{Look, Trouble, fetch},
    hosts::Hosts,
    place::{Said, Wanted},
    settle::{Taken, ended},
};
use crate::server::{
    Portal, PortalError,
    ingest::now_ms,
    limits::{
        MANIFEST_AHEAD, MANIFEST_COMPACT, MANIFEST_FETCHES, MANIFEST_FOLLOW, MANIFEST_PAUSE, MANIFEST_SHOW,
    },
    sources::{Interval, Outcome, Schedule},
};
use portico_connect::reader::Reader;
use portico_query::Predicate;
use portico_radar::ManifestConfig;
use portico_scm::Integrations;
use portico_store::KeptManifests;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
    sync::{Arc, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// What all components' manifests are, by entity.
type ByEntity = BTreeMap<String, Arc<KeptManifests>>;

/// A place, and the components whose manifests lie there.
#[derive(Clone)]
struct Asked {
    wanted: Wanted,
    entities: Vec<String>,
}

/// What came of a look at a place.
type Looked = Result<Seen, Trouble>;

/// What a look saw.
enum Seen {
    /// It is as it was when it was given this mark.
    Same(String),
    /// What its files say, and what to send along the next time.
    New(Taken, Option<String>),
}

/// Reads manifests for as long as the program runs.
struct Watch {
    portal: Arc<Portal>,
    config: ManifestConfig,
    reader: Reader,
    known: ByEntity,
    places: HashMap<String, Asked>,
    schedule: Schedule,
    hosts: Hosts,
    running: JoinSet<(String, Looked)>,
    /// The state of the index by which places are known, and when that was looked at.
    planned: Option<(u64, Instant)>,
    /// Something is another since it was shown.
    is_news: bool,
    shown: Option<Instant>,
    revision: i64,
    compacted: Option<Instant>,
}

/// Shows what is stored of manifests, and keeps it up to date from then on.
pub(in super::super) async fn watch(
    portal: Arc<Portal>,
    config: ManifestConfig,
    reader: Reader,
) -> Result<(), PortalError> {
    if !config.enabled {
        return Ok(());
    }
    let revision = portal.store.manifests_revision().await?;
    let known = loaded(&portal).await?;
    if !known.is_empty() {
        portal.show_manifests(known.clone());
    }
    let watch = Watch {
        portal,
        config,
        reader,
        known,
        places: HashMap::new(),
        schedule: Schedule::at_most(MANIFEST_FETCHES),
        hosts: Hosts::default(),
        running: JoinSet::new(),
        planned: None,
        is_news: false,
        shown: None,
        revision,
        compacted: None,
    };
    tokio::spawn(watch.run());
    Ok(())
}

async fn loaded(portal: &Portal) -> Result<ByEntity, PortalError> {
    let kept = portal.store.manifests().await?;
    Ok(kept.into_iter().map(|one| (one.entity_ref.clone(), Arc::new(one))).collect())
}

impl Watch {
    async fn run(mut self) {
        let mut catalog = self.portal.versions();
        loop {
            let status = self.portal.status();
            if !status.leads {
                self.follow().await;
                continue;
            }
            if status.ready {
                self.plan().await;
                self.compact().await;
            }
            self.start();
            self.show();
            let now = Instant::now();
            let next = self.schedule.next_free(|id| self.hosts.free(id, now));
            let next = next.unwrap_or(now + MANIFEST_FOLLOW);
            let next = if self.is_news { next.min(self.shown_again()) } else { next };
            // Who leads, and whether all is read, is looked at now and then even if nothing wakes us.
            let next = next.min(Instant::now() + MANIFEST_FOLLOW);
            tokio::select! {
                Some(looked) = self.running.join_next(), if !self.running.is_empty() => match looked {
                    Ok((id, looked)) => self.take_in(&id, looked).await,
                    Err(error) => tracing::error!(%error, "reading manifests ended unexpectedly"),
                },
                _ = catalog.changed() => tokio::time::sleep(MANIFEST_PAUSE).await,
                () = self.portal.radars.manifests.woken.notified() => self.hurry(),
                () = tokio::time::sleep_until(next.into()) => {}
            }
        }
    }

    /// Another process reads; this one shows what that one stored.
    async fn follow(&mut self) {
        (self.planned, self.schedule) = (None, Schedule::at_most(MANIFEST_FETCHES));
        self.running.abort_all();
        self.running = JoinSet::new();
        match self.portal.store.manifests_revision().await {
            Ok(revision) if revision == self.revision => {}
            Ok(revision) => match loaded(&self.portal).await {
                Ok(known) => {
                    // Most of what is stored says only that nothing changed.
                    self.is_news |= differ(&known, &self.known);
                    (self.known, self.revision) = (known, revision);
                }
                Err(error) => complain(&error),
            },
            Err(error) => complain(&error.into()),
        }
        self.show();
        tokio::time::sleep(MANIFEST_FOLLOW).await;
    }

    /// Finds out which places there are, if the catalog is another.
    async fn plan(&mut self) {
        let filed = self.portal.filed.load(Ordering::Acquire);
        let is_known =
            self.planned.is_some_and(|(planned, at)| planned == filed || at.elapsed() < MANIFEST_PAUSE);
        if is_known {
            return;
        }
        self.planned = Some((filed, Instant::now()));
        let (portal, integrations) = (Arc::clone(&self.portal), self.reader.shared_integrations());
        let Ok(found) = tokio::task::spawn_blocking(move || places(&portal, &integrations)).await else {
            return;
        };
        let now = now_ms();
        for (entity_ref, why) in found.wrong {
            let before = self.before(&entity_ref);
            if before.error.as_ref() != Some(&why) {
                let failed_ms = before.failed_ms.or(Some(now));
                let place = NOWHERE.to_owned();
                self.keep(KeptManifests { place, error: Some(why), failed_ms, etag: None, ..before }, false)
                    .await;
            }
        }
        // Components that are gone and those without a place: what they used is history, and stays known as such.
        let is_gone =
            |kept: &&Arc<KeptManifests>| !kept.place.is_empty() && !found.placed.contains(&kept.entity_ref);
        let gone: Vec<_> = self.known.values().filter(is_gone).cloned().collect();
        for kept in gone {
            self.keep(ended(&kept, now), true).await;
        }
        self.places = found.places;
        let mut ids: Vec<String> = self.places.keys().cloned().collect();
        ids.sort_unstable();
        let started = Instant::now();
        let (places, known, config) = (&self.places, &self.known, &self.config);
        self.schedule.set(&ids, |id| first(places.get(id), known, config, id, started));
        self.ask_for_new_ones();
    }

    /// A component that came to a place which is known already needs it read whole.
    fn ask_for_new_ones(&mut self) {
        for (id, asked) in &self.places {
            let is_new = |entity: &String| self.known.get(entity).is_none_or(|kept| kept.place != *id);
            if asked.entities.iter().any(is_new) {
                self.schedule.hurry(id, false, Instant::now());
            }
        }
    }

    fn before(&self, entity_ref: &str) -> KeptManifests {
        self.known.get(entity_ref).map(|kept| KeptManifests::clone(kept)).unwrap_or_else(|| KeptManifests {
            entity_ref: entity_ref.to_owned(),
            problems: "[]".to_owned(),
            ..KeptManifests::default()
        })
    }

    fn hurry(&mut self) {
        let hurried = &self.portal.radars.manifests.hurried;
        let hurried = std::mem::take(&mut *hurried.lock().unwrap_or_else(PoisonError::into_inner));
        // Somebody waits for it: it comes before thousands that have been due for a while.
        let now = Instant::now();
        let first = now.checked_sub(MANIFEST_AHEAD).unwrap_or(now);
        for (id, asked) in &self.places {
            if asked.entities.iter().any(|entity| hurried.contains(entity)) {
                self.schedule.hurry(id, false, first);
            }
        }
    }

    fn start(&mut self) {
        loop {
            let now = Instant::now();
            let taken = self.schedule.take_free(now, |id| self.hosts.free(id, now) <= now);
            let Some((id, _)) = taken else { break };
            self.hosts.asked(&id, now);
            let Some(asked) = self.places.get(&id).cloned() else { continue };
            let etag = mark(&asked.entities, &self.known, &id);
            let (reader, base) = (self.reader.clone(), self.portal.settings.base.clone());
            self.running.spawn(async move {
                let looked = look(&reader, &asked.wanted, etag.as_deref(), &base).await;
                (id, looked)
            });
        }
    }

    async fn take_in(&mut self, id: &str, looked: Looked) {
        let outcome = match &looked {
            Ok(_) => Outcome::Good,
            Err(trouble) => Outcome::Failed { retry_after: trouble.retry_after },
        };
        let now = Instant::now();
        self.schedule.done(id, outcome, now, rand::random());
        if let Outcome::Failed { retry_after: Some(pause) } = outcome {
            self.hosts.left_alone(id, now, pause, rand::random());
        }
        let Some(asked) = self.places.get(id) else { return };
        let now = now_ms();
        for entity_ref in asked.entities.clone() {
            let before = self.before(&entity_ref);
            let Some((after, is_read)) = settled(&before, id, &looked, now) else {
                // It came while the place was being asked: with it, the place is asked for everything.
                self.schedule.hurry(id, false, Instant::now());
                continue;
            };
            // On disk, only what is another is worth a row; elsewhere a restart must know when it was asked.
            let is_same = KeptManifests { read_ms: before.read_ms, ..after.clone() } == before;
            if !(is_same && id.starts_with("file:")) {
                self.keep(after, is_read).await;
            }
        }
    }

    /// Stores and remembers.
    async fn keep(&mut self, mut kept: KeptManifests, packages: bool) {
        self.is_news |= self.known.get(&kept.entity_ref).is_none_or(|before| !is_same(before, &kept));
        if let Err(error) = self.portal.store.keep_manifests(&kept, packages).await {
            // It is shown all the same. Without a mark it comes whole the next time, and is stored then: were the mark
            // stored without the packages, a restart would take old ones for what is there.
            kept.etag = None;
            complain(&error.into());
        }
        self.known.insert(kept.entity_ref.clone(), Arc::new(kept));
    }

    /// When news may be shown: what comes after a while is shown at once, what comes often is shown together, because
    /// with everything that is shown, radars count anew.
    fn shown_again(&self) -> Instant {
        self.shown.map_or_else(Instant::now, |shown| shown + MANIFEST_SHOW)
    }

    /// Makes news visible, not more often than every now and then.
    fn show(&mut self) {
        if self.is_news && self.shown_again() <= Instant::now() {
            (self.is_news, self.shown) = (false, Some(Instant::now()));
            self.portal.show_manifests(self.known.clone());
        }
    }

    /// Forgets what was given up longer ago than the history is kept.
    async fn compact(&mut self) {
        let Some(keep) = self.portal.settings.history else { return };
        if self.compacted.is_some_and(|at| at.elapsed() < MANIFEST_COMPACT) {
            return;
        }
        self.compacted = Some(Instant::now());
        let before = now_ms().saturating_sub(i64::try_from(keep.as_millis()).unwrap_or(i64::MAX));
        if let Err(error) = self.portal.store.forget_packages(before).await {
            return complain(&error.into());
        }
        for kept in self.known.values_mut() {
            if kept.packages.iter().any(|one| one.until_ms.is_some_and(|until| until < before)) {
                let mut shorter = KeptManifests::clone(kept);
                shorter.packages.retain(|one| one.until_ms.is_none_or(|until| until >= before));
                (*kept, self.is_news) = (Arc::new(shorter), true);
            }
        }
        self.known.retain(|_, kept| !(kept.place.is_empty() && kept.packages.is_empty()));
    }
}

/// Whether two say the same to who looks at a radar: when that was found does not count.
fn is_same(one: &KeptManifests, other: &KeptManifests) -> bool {
    let KeptManifests {
        entity_ref,
        place,
        etag: _,
        first_ms,
        read_ms: _,
        failed_ms,
        error,
        problems,
        packages,
    } = one;
    (entity_ref, place, first_ms, failed_ms)
        == (&other.entity_ref, &other.place, &other.first_ms, &other.failed_ms)
        && (error, problems, packages) == (&other.error, &other.problems, &other.packages)
}

/// Whether there is something to show of the one that was not in the other.
fn differ(one: &ByEntity, other: &ByEntity) -> bool {
    one.len() != other.len() || one.values().zip(other.values()).any(|(one, other)| !is_same(one, other))
}

fn complain(error: &PortalError) {
    let error = error as &dyn std::error::Error;
    tracing::error!(error, "what manifests say cannot be stored or read back; trying again");
}

/// What to send along when a place is asked: the mark of what all of its components know. If one of them knows nothing or
/// something else, the place must come whole.
fn mark(entities: &[String], known: &ByEntity, id: &str) -> Option<String> {
    let mut marks =
        entities.iter().map(|entity| known.get(entity).filter(|kept| kept.place == id)?.etag.as_ref());
    let first = marks.next()??;
    marks.all(|mark| mark == Some(first)).then(|| first.clone())
}

/// Reads a place and what its files say.
async fn look(reader: &Reader, wanted: &Wanted, etag: Option<&str>, base: &Path) -> Looked {
    let (files, etag) = match (fetch(reader, wanted, etag).await?, etag) {
        (Look::New { files, etag }, _) => (files, etag),
        (Look::Same, Some(etag)) => return Ok(Seen::Same(etag.to_owned())),
        (Look::Same, None) => return Err("The host says that nothing changed, unasked".to_owned().into()),
    };
    let (wanted, base) = (wanted.clone(), base.to_owned());
    // Reading a megabyte of dependencies must not hold up others on this thread.
    let taking = tokio::task::spawn_blocking(move || Taken::of(files, |path| wanted.file(path, &base)));
    let taken = taking.await.map_err(|_| Trouble::from("Reading manifests ended unexpectedly".to_owned()))?;
    Ok(Seen::New(taken, etag))
}

/// What is known of a component after a look, and whether its packages were looked at; nothing if the look was not at what
/// this component knows.
fn settled(before: &KeptManifests, id: &str, looked: &Looked, now: i64) -> Option<(KeptManifests, bool)> {
    let mut after = KeptManifests { place: id.to_owned(), ..before.clone() };
    match looked {
        Err(trouble) => {
            after.failed_ms = before.failed_ms.or(Some(now));
            after.error = Some(trouble.why.clone());
            if before.place != id {
                after.etag = None;
            }
            return Some((after, false));
        }
        Ok(Seen::Same(mark)) if before.place != id || before.etag.as_ref() != Some(mark) => return None,
        Ok(Seen::Same(_)) => {}
        Ok(Seen::New(taken, etag)) => {
            after.etag.clone_from(etag);
            after.packages = taken.settled(before, before.first_ms.map_or(now, |first| now.max(first + 1)));
            after.problems = serde_json::to_string(&taken.problems).unwrap_or_else(|_| "[]".to_owned());
        }
    }
    after.first_ms = before.first_ms.or(Some(now));
    (after.read_ms, after.failed_ms, after.error) = (Some(now), None, None);
    Some((after, matches!(looked, Ok(Seen::New(..)))))
}

/// When a place is asked first, and how often.
fn first(
    asked: Option<&Asked>,
    known: &ByEntity,
    config: &ManifestConfig,
    id: &str,
    now: Instant,
) -> (Instant, Interval) {
    let is_on_disk = asked.is_some_and(|asked| asked.wanted.is_on_disk());
    let least = if is_on_disk { config.look } else { config.frequency };
    let interval = Interval { least: Some(least), jitter: least / 10 };
    let entities = asked.map(|asked| asked.entities.as_slice()).unwrap_or_default();
    let read =
        |entity: &String| known.get(entity).filter(|kept| kept.place == id && kept.error.is_none())?.read_ms;
    // What is known does not have to come again at a start. A look at the disk costs nothing.
    let read: Option<Vec<i64>> = entities.iter().map(read).collect();
    let since = read.filter(|_| !is_on_disk).and_then(|read| read.into_iter().min());
    let due = since.map(|since| {
        let passed = u64::try_from(now_ms().saturating_sub(since)).unwrap_or_default();
        now + least.saturating_sub(Duration::from_millis(passed))
    });
    (due.unwrap_or(now), interval)
}

/// What the catalog says about where manifests lie.
#[derive(Default)]
struct Found {
    places: HashMap<String, Asked>,
    /// Components whose annotations make no sense, and why.
    wrong: Vec<(String, String)>,
    /// Components with a place, and those whose annotations make no sense: what these used before still counts.
    placed: HashSet<String>,
}

fn places(portal: &Portal, integrations: &Integrations) -> Found {
    let components: Vec<(String, Arc<str>)> = {
        // Texts are understood without the index, which others wait for to change it.
        let index = portal.index();
        let slots = index.evaluate(&Predicate::equals("kind", "component"));
        let documents = slots.iter().filter_map(|slot| index.document(slot));
        documents.map(|document| (document.entity_ref.to_string(), Arc::clone(&document.json))).collect()
    };
    found(components.iter().map(|(entity_ref, json)| (entity_ref.clone(), Said::of(json))), integrations)
}

/// What components say about where their manifests lie.
fn found(components: impl Iterator<Item = (String, Said)>, integrations: &Integrations) -> Found {
    let components: Vec<_> = components.collect();
    let mut described: HashMap<String, usize> = HashMap::new();
    for folder in components.iter().filter_map(|(_, said)| said.folder(integrations)) {
        *described.entry(folder).or_default() += 1;
    }
    let mut found = Found::default();
    for (entity_ref, said) in components {
        let wanted = match Wanted::of(&said, integrations) {
            Ok(Some(wanted)) => wanted,
            Ok(None) => continue,
            Err(why) => {
                found.placed.insert(entity_ref.clone());
                found.wrong.push((entity_ref, why));
                continue;
            }
        };
        // A folder that describes several components, whatever they say, does not say whose its manifests are.
        let of_folder = || said.folder(integrations).and_then(|folder| described.get(&folder).copied());
        if wanted.is_guess && of_folder().is_some_and(|count| count > 1) {
            continue;
        }
        found.placed.insert(entity_ref.clone());
        let asked = found.places.entry(wanted.id()).or_insert_with(|| Asked { wanted, entities: Vec::new() });
        asked.entities.push(entity_ref);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{ByEntity, Seen, differ, found, mark, settled};
    use crate::server::radar::manifests::{fetch::Trouble, place::Said, settle::Taken};
    use portico_scm::Integrations;
    use portico_store::KeptManifests;
    use std::sync::Arc;

    const PLACE: &str = "url:https://git.test/shop";

    fn kept(entity: &str, etag: Option<&str>) -> KeptManifests {
        KeptManifests {
            entity_ref: entity.to_owned(),
            place: PLACE.to_owned(),
            etag: etag.map(str::to_owned),
            problems: "[]".to_owned(),
            ..KeptManifests::default()
        }
    }

    fn known(all: &[KeptManifests]) -> ByEntity {
        all.iter().map(|one| (one.entity_ref.clone(), Arc::new(one.clone()))).collect()
    }

    #[test]
    fn a_mark_is_sent_along_only_if_all_components_of_a_place_know_what_it_stands_for() {
        let both = ["till".to_owned(), "box".to_owned()];
        let till = kept("till", Some("e1"));
        let mark = |all: &[KeptManifests]| mark(&both, &known(all), PLACE);
        assert_eq!(mark(&[till.clone(), kept("box", Some("e1"))]).as_deref(), Some("e1"));
        // The other one is new, was never read because a look failed, knows something else, or lay elsewhere.
        assert_eq!(mark(std::slice::from_ref(&till)), None);
        assert_eq!(mark(&[till.clone(), kept("box", None)]), None);
        assert_eq!(mark(&[till.clone(), kept("box", Some("e2"))]), None);
        let elsewhere = KeptManifests { place: "url:x".to_owned(), ..kept("box", Some("e1")) };
        assert_eq!(mark(&[till, elsewhere]), None);
    }

    #[test]
    fn who_came_while_a_place_was_asked_learns_nothing_from_its_being_the_same() {
        let same = Ok(Seen::Same("e1".to_owned()));
        let settle = |before: &KeptManifests, looked| settled(before, PLACE, looked, 7);
        let (after, is_read) = settle(&kept("till", Some("e1")), &same).expect("it knows");
        assert_eq!((after.read_ms, is_read), (Some(7), false));
        let new = KeptManifests { entity_ref: "box".to_owned(), ..KeptManifests::default() };
        assert!(settle(&new, &same).is_none());
        // A failure makes the place its own without its knowing anything of it.
        let down = Err(Trouble::from("down".to_owned()));
        let (failed, _) = settle(&new, &down).expect("a failure");
        assert_eq!((failed.place.as_str(), failed.read_ms, failed.failed_ms), (PLACE, None, Some(7)));
        assert!(settle(&failed, &same).is_none());
        let all = Ok(Seen::New(Taken::default(), Some("e1".to_owned())));
        let (after, is_read) = settle(&failed, &all).expect("all");
        assert_eq!((after.etag.as_deref(), after.error, is_read), (Some("e1"), None, true));
    }

    #[test]
    fn that_nothing_changed_is_no_news_to_those_who_follow() {
        let till = kept("till", Some("e1"));
        let before = known(&[till.clone(), kept("box", None)]);
        let later = KeptManifests { read_ms: Some(9), etag: Some("e2".to_owned()), ..till.clone() };
        assert!(!differ(&known(&[later, kept("box", None)]), &before));
        let failed = KeptManifests { error: Some("down".to_owned()), ..till.clone() };
        assert!(differ(&known(&[failed, kept("box", None)]), &before));
        assert!(differ(&known(std::slice::from_ref(&till)), &before));
        assert!(differ(&known(&[till, kept("shelf", None)]), &before));
    }

    #[test]
    fn a_folder_that_describes_several_components_is_nobodys_whatever_the_others_say() {
        let integrations = Integrations::read(&serde_json::json!({"github": [{"host": "github.com"}]}));
        let integrations = integrations.expect("integrations");
        let owned = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let blob = "url:https://github.com/a/b/blob/main/catalog-info.yaml";
        let all = [
            ("alone", "file:/srv/alone/a.yaml", "", ""),
            ("silent", "file:/srv/shop/a.yaml", "", ""),
            ("none", "file:/srv/shop/b.yaml", "", "none"),
            ("named", "file:/srv/shop/a.yaml", "", "go.mod"),
            ("sourced", "file:/srv/shop/a.yaml", "dir:.", ""),
            ("first", blob, "", ""),
            ("second", blob, "url:https://github.com/a/c/tree/main/", ""),
            ("wrong", "file:/srv/wrong/a.yaml", "", "../go.mod"),
        ];
        let said = all.map(|(entity, managed, source, manifests)| {
            let said = Said { managed: owned(managed), source: owned(source), manifests: owned(manifests) };
            (entity.to_owned(), said)
        });
        let found = found(said.into_iter(), &integrations);
        let mut placed: Vec<_> = found.placed.iter().map(String::as_str).collect();
        placed.sort_unstable();
        assert_eq!(placed, ["alone", "named", "second", "sourced", "wrong"]);
        let mut asked: Vec<_> = found.places.values().flat_map(|asked| &asked.entities).collect();
        asked.sort_unstable();
        assert_eq!(asked, ["alone", "named", "second", "sourced"]);
        assert_eq!(found.wrong.len(), 1);
    }
}
