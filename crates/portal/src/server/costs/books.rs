//! The books that questions about costs are answered from: made anew when bills, the catalog, metrics or the day change,
//! and swapped when they are complete. Questions never wait for that.

use super::super::{
    Portal, PortalError,
    limits::{COST_CHANGES, COST_DAYS_BEFORE, COST_METRICS, COST_PAUSE, COST_SUMMARIES},
};
use crate::views::history::diff;
use portico_connect::reader::{Answer, Reader};
use portico_cost::{
    Chunk, Day,
    allocation::allocate,
    config::{CostConfig, MetricSetting, MetricSource},
    dashboard::{Books, Dashboard, Happened, Named, Watch, answer},
    ledger::{Ledger, LedgerBuilder},
    metrics::{Metric, Metrics},
    question::Question,
};
use portico_store::{LoggedChange, Texts};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock, Weak, mpsc},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::{runtime::Handle, sync::watch};

/// What is needed to answer questions about costs.
pub struct CostParts {
    /// The configuration.
    pub config: CostConfig,
    /// What reads metrics from elsewhere.
    pub reader: Reader,
}

/// What questions are answered from.
#[derive(Debug, Default)]
pub struct Kept {
    /// The costs, and whose they are.
    pub books: Books,
    /// What is watched without being asked.
    pub watch: Watch,
    /// The revision of the bills that it is of; −1 while they have not been looked at.
    pub revision: i64,
    /// What was told of entities for their overviews: pages ask for it whenever they are shown anew.
    summaries: Mutex<HashMap<String, Arc<Dashboard>>>,
}

impl Kept {
    /// What an entity costs, as the usual question about it says; without what was decided about alerts.
    pub(super) fn summary(&self, entity_ref: &str) -> Arc<Dashboard> {
        let kept = || self.summaries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(entity_ref) {
            return Arc::clone(known);
        }
        let made = Arc::new(answer(&self.books, &self.watch, &Question::of(entity_ref), Vec::new()));
        let mut kept = kept();
        if kept.len() >= COST_SUMMARIES {
            kept.clear();
        }
        kept.insert(entity_ref.to_owned(), Arc::clone(&made));
        made
    }
}

/// The place of the books in the portal.
#[derive(Debug)]
pub(in super::super) struct Place {
    kept: RwLock<Arc<Kept>>,
    version: watch::Sender<u64>,
}

impl Default for Place {
    fn default() -> Self {
        let kept = Kept { revision: -1, ..Kept::default() };
        Self { kept: RwLock::new(Arc::new(kept)), version: watch::Sender::new(0) }
    }
}

impl Place {
    pub(super) fn get(&self) -> Arc<Kept> {
        Arc::clone(&self.kept.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, kept: Kept) {
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(kept);
        self.version.send_modify(|version| *version += 1);
    }

    /// Follows the version of the books: a new number means that answers may be others.
    pub(in super::super) fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }
}

/// What the books were made from the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    revision: i64,
    catalog: u64,
    metrics: u64,
    today: Day,
}

/// Keeps the books up to date for as long as there is a portal.
pub(super) async fn keep_up(portal: Weak<Portal>, parts: CostParts) {
    let config = Arc::new(parts.config);
    let (Some(mut catalog), Some(mut bills)) = (
        portal.upgrade().map(|portal| portal.versions()),
        portal.upgrade().map(|portal| portal.imports().map_or_else(nothing, |imports| imports.revisions())),
    ) else {
        return;
    };
    let (mut made, mut metrics, mut asked) = (None, (0, Arc::new(Metrics::default())), None::<Instant>);
    let mut ledger = Arc::new(Ledger::default());
    loop {
        let Some(portal) = portal.upgrade() else { return };
        if asked.is_none_or(|asked| asked.elapsed() >= COST_METRICS) {
            metrics = (metrics.0 + 1, Arc::new(read_metrics(&config.metrics, &parts.reader).await));
            asked = Some(Instant::now());
        }
        let revision = *bills.borrow_and_update();
        let now =
            Made { revision, catalog: *catalog.borrow_and_update(), metrics: metrics.0, today: today() };
        if made != Some(now) && portal.status().ready {
            let what = Renew {
                bills: made.is_none_or(|made: Made| made.revision != revision),
                // Most changes of the catalog are none to costs.
                all: made.is_none_or(|made: Made| Made { catalog: now.catalog, ..made } != now),
            };
            match remake(&portal, &config, &metrics.1, what, &mut ledger).await {
                Ok(()) => made = Some(now),
                Err(error) => {
                    tracing::error!(error = &*error, "the costs cannot be put together; trying again");
                }
            }
        }
        drop(portal);
        // Many changes that come together are one.
        tokio::time::sleep(COST_PAUSE).await;
        tokio::select! {
            change = bills.changed() => if change.is_err() { tokio::time::sleep(Duration::from_secs(1)).await },
            change = catalog.changed() => if change.is_err() { return },
            () = tokio::time::sleep(if made.is_none() { COST_PAUSE } else { Duration::from_secs(60) }) => {}
        }
    }
}

/// A revision that never changes, where no bills are taken in.
fn nothing() -> watch::Receiver<i64> {
    watch::Sender::new(-1).subscribe()
}

/// Today, in UTC, as days of bills are.
pub(super) fn today() -> Day {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Day::from_seconds(i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What must be made anew.
#[derive(Clone, Copy, Debug)]
struct Renew {
    /// The ledger.
    bills: bool,
    /// Everything, and not only what the catalog changes.
    all: bool,
}

async fn remake(
    portal: &Arc<Portal>,
    config: &Arc<CostConfig>,
    metrics: &Arc<Metrics>,
    renew: Renew,
    ledger: &mut Arc<Ledger>,
) -> Result<(), Failure> {
    let mut revision = portal.costs.get().revision;
    if renew.bills {
        (*ledger, revision) = read_ledger(portal).await?;
    }
    let (of, config, metrics) = (Arc::clone(portal), Arc::clone(config), Arc::clone(metrics));
    let costs = Arc::clone(ledger);
    let make = move || {
        let estate = of.estate();
        if !renew.all && estate == *of.books().books.allocation.estate() {
            return None;
        }
        let estate = Arc::new(estate);
        let allocation = Arc::new(allocate(&costs, estate, Arc::clone(&config.rules), &metrics));
        let books = Books { ledger: costs, allocation, metrics, config, today: today() };
        let watch = Watch::new(&books);
        Some((books, watch))
    };
    let Some((books, mut watch)) = tokio::task::spawn_blocking(make).await? else { return Ok(()) };
    let changes = changes(portal, &watch).await?;
    let currency = books.currency();
    watch.told(|anomaly| {
        let found = changes.get(&anomaly.group.key).into_iter().flatten();
        let near = found.filter(|change| {
            change.day >= anomaly.since.plus(-COST_DAYS_BEFORE) && change.day <= anomaly.until
        });
        let mut near: Vec<Happened> = near.cloned().collect();
        near.sort_by_key(|change| change.day.since(anomaly.since).abs());
        anomaly.explain(currency, near);
    });
    portal.costs.set(Kept { books, watch, revision, summaries: Mutex::default() });
    Ok(())
}

/// All costs that count, and their revision.
async fn read_ledger(portal: &Arc<Portal>) -> Result<(Arc<Ledger>, i64), Failure> {
    let (portal, runtime) = (Arc::clone(portal), Handle::current());
    let reading = tokio::task::spawn_blocking(move || -> Result<_, Failure> {
        let Some(imports) = portal.imports() else { return Ok((Arc::default(), -1)) };
        // Putting a chunk into a ledger takes its time: a thread does it while the next one is read. Reading waits for
        // that thread within calls that cannot be awaited, so it must not be done by a thread that drives tasks.
        let (send, receive) = mpsc::sync_channel::<Option<Chunk>>(2);
        let building = runtime.spawn_blocking(move || built(receive));
        let again = send.clone();
        // Nobody listens any more only if the other thread panicked, which is told below.
        let begin = move || drop(again.send(None));
        let each = move |chunk| drop(send.send(Some(chunk)));
        let revision = runtime.block_on(imports.counting_chunks(begin, each))?;
        Ok((Arc::new(runtime.block_on(building)?), revision))
    });
    reading.await?
}

/// A ledger of the chunks that come; of those after the last beginning.
fn built(chunks: mpsc::Receiver<Option<Chunk>>) -> Ledger {
    let mut builder = LedgerBuilder::new();
    for chunk in chunks {
        match chunk {
            None => builder = LedgerBuilder::new(),
            Some(chunk) => builder.add(&chunk),
        }
    }
    builder.finish()
}

/// What happened lately to the entities with days that stand out.
async fn changes(portal: &Portal, watch: &Watch) -> Result<HashMap<String, Vec<Happened>>, PortalError> {
    let entities: BTreeSet<&str> = watch.anomalies().iter().map(|anomaly| &*anomaly.group.key).collect();
    let mut found = HashMap::new();
    for entity in entities {
        let told = portal.store.history(Some(entity), None, COST_CHANGES).await?;
        found.insert(entity.to_owned(), told.iter().map(|(change, texts)| happened(change, texts)).collect());
    }
    Ok(found)
}

fn happened(change: &LoggedChange, texts: &Texts) -> Happened {
    let read = |text: &Option<Arc<str>>| serde_json::from_str::<serde_json::Value>(text.as_deref()?).ok();
    let difference = match (read(&texts.before), read(&texts.after)) {
        (Some(before), Some(after)) => diff(&before, &after),
        _ => crate::views::history::Difference::default(),
    };
    let of_section = |section: &crate::views::history::Section| {
        let dot = if section.name.is_empty() { "" } else { "." };
        let values = section.values.iter().map(|value| format!("{}{dot}{}", section.name, value.path));
        values.collect::<Vec<_>>()
    };
    let mut paths: Vec<String> = difference.sections.iter().flat_map(of_section).collect();
    paths.truncate(3);
    let what = match paths.is_empty() {
        true => change.kind.word().to_owned(),
        false => format!("changed ({})", paths.join(", ")),
    };
    Happened {
        at_ms: change.at_ms,
        day: Day::from_seconds(change.at_ms.div_euclid(1000)),
        entity: Named {
            key: change.entity_ref.clone(),
            label: super::super::brief::short(&change.entity_ref),
            entity_ref: Some(change.entity_ref.clone()),
        },
        what,
    }
}

/// The values of all metrics, as far as they can be had.
async fn read_metrics(settings: &[MetricSetting], reader: &Reader) -> Metrics {
    let mut metrics = Metrics::default();
    for setting in settings {
        let mut metric = Metric {
            id: setting.id.clone(),
            name: setting.name.clone(),
            is_default: setting.is_default,
            ..Metric::default()
        };
        let text = match &setting.source {
            None => without_place(&mut metric),
            Some(MetricSource::File(path)) => {
                tokio::fs::read_to_string(path).await.map_err(|error| format!("{path}: {error}"))
            }
            Some(MetricSource::Url(url)) => match reader.read(url, None).await {
                Ok(Answer::New(content)) => {
                    String::from_utf8(content.bytes).map_err(|_| format!("{url} is not UTF-8"))
                }
                Ok(_) => Err(format!("{url} did not answer with its content")),
                Err(error) => Err(error.to_string()),
            },
        };
        let read = match text {
            Ok(text) if text.is_empty() => Ok(()),
            Ok(text) => with_values(metric.clone(), text).await.map(|read| metric = read),
            Err(problem) => Err(problem),
        };
        if let Err(problem) = read {
            tracing::warn!(metric = metric.id, problem, "a metric cannot be read");
            metric.problem = Some(problem);
        }
        metrics.list.push(metric);
    }
    metrics
}

/// A metric with the values of a text. Millions of them take their time, which no thread that drives tasks has.
async fn with_values(mut metric: Metric, text: String) -> Result<Metric, String> {
    let reading = tokio::task::spawn_blocking(move || metric.read(&text).map(|()| metric));
    reading.await.unwrap_or_else(|error| Err(error.to_string()))
}

/// A metric that names no place has no values, and that is no problem.
fn without_place(metric: &mut Metric) -> Result<String, String> {
    metric.problem = Some("the configuration names no file and no address for it".to_owned());
    Ok(String::new())
}

#[cfg(test)]
mod tests {
    use super::{COST_SUMMARIES, Kept, built, with_values};
    use portico_cost::{Day, metrics::Metric};
    use std::sync::{Arc, mpsc};

    #[test]
    fn what_an_entity_costs_is_told_from_memory_within_bounds() {
        let kept = Kept::default();
        let first = kept.summary("component:default/a");
        assert!(Arc::ptr_eq(&first, &kept.summary("component:default/a")), "it is not made again");
        for number in 0..COST_SUMMARIES {
            kept.summary(&format!("component:default/b{number}"));
            assert!(kept.summaries.lock().unwrap().len() <= COST_SUMMARIES);
        }
        assert!(!Arc::ptr_eq(&first, &kept.summary("component:default/a")));
    }

    #[tokio::test]
    async fn a_metric_is_read_beside_the_tasks() {
        let metric = Metric { id: "orders".to_owned(), name: "Orders".to_owned(), ..Metric::default() };
        let read = with_values(metric.clone(), "date,value\n2025-11-01,5\n".to_owned()).await.unwrap();
        assert_eq!(read.values.get(&Day::new(2025, 11, 1).unwrap()), Some(&5.0));
        assert_eq!(read.name, "Orders");
        let problem = with_values(metric, "date,value\nnever,5\n".to_owned()).await.unwrap_err();
        assert!(problem.starts_with("line 2:"), "{problem}");
    }

    #[test]
    fn a_ledger_is_built_until_nobody_sends_any_more() {
        let (send, receive) = mpsc::sync_channel(2);
        let sending = std::thread::spawn(move || (0..5).for_each(|_| send.send(None).unwrap()));
        assert_eq!(built(receive).items().len(), 0);
        sending.join().unwrap();
    }
}
