//! What is in the catalog, and how reading it is going: looked up when Prometheus asks.

use super::{bills, sheet::Sheet};
use portico_portal::{Caller, Portal, create::Status};
use portico_query::Index;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Keys under which the index files relations begin with this.
const RELATIONS: &str = "relations.";

/// The figures of a portal.
pub(super) struct CatalogFigures {
    portal: Arc<Portal>,
    /// What was counted last: counted again only when something changed.
    counted: Mutex<Option<Counted>>,
}

#[derive(Clone, Default)]
struct Counted {
    version: u64,
    kinds: BTreeMap<String, u64>,
    relations: u64,
}

impl Counted {
    /// Counts what the index has filed. Kinds are spelled as references spell them.
    fn of(index: &Index, version: u64) -> Self {
        let mut kinds = BTreeMap::new();
        for (kind, count) in index.facet_counts("kind", index.slots()) {
            *kinds.entry(kind.to_lowercase()).or_default() += count;
        }
        let keys = index.keys().filter(|key| key.starts_with(RELATIONS));
        let per_key = keys.map(|key| {
            let counts = index.facet_counts(key, index.slots());
            counts.iter().map(|(_, count)| count).sum::<u64>()
        });
        Self { version, relations: per_key.sum(), kinds }
    }
}

impl CatalogFigures {
    pub(super) fn of(portal: Arc<Portal>) -> Self {
        Self { portal, counted: Mutex::default() }
    }

    /// The figures in Prometheus' text format. Those that cannot be had at the moment are left out.
    pub(super) async fn text(self: &Arc<Self>) -> String {
        let sheet = Sheet::default();
        match self.portal.locations(Caller::Guest).await {
            Ok(locations) => sheet.gauge(
                "catalog_registered_locations_count",
                "Locations that were registered over the API",
                locations.len() as f64,
            ),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "locations could not be counted");
            }
        }
        let figures = Arc::clone(self);
        let counted = tokio::task::spawn_blocking(move || figures.counted()).await;
        if let Ok(Counted { kinds, relations, .. }) = counted {
            let kinds = kinds.into_iter().map(|(kind, count)| (kind, count as f64));
            sheet.gauges("catalog_entities_count", "Entities in the catalog", "kind", kinds);
            let help = "Relations between entities, each direction for itself";
            sheet.gauge("catalog_relations_count", help, relations as f64);
        }
        self.reading(&sheet);
        self.tasks(&sheet).await;
        bills::tell(&self.portal, &sheet).await;
        sheet.text()
    }

    /// What the tasks of templates are doing.
    async fn tasks(&self, sheet: &Sheet) {
        let Ok(creation) = self.portal.creation() else { return };
        match creation.machine.store().task_counts().await {
            Ok(counts) => {
                let known: BTreeMap<_, _> = counts.into_iter().collect();
                let states = Status::ALL.map(|status| {
                    (status.word().to_owned(), known.get(&status).copied().unwrap_or_default() as f64)
                });
                sheet.gauges("scaffolder_tasks", "Tasks in the database; open ones wait", "status", states);
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "tasks could not be counted");
            }
        }
        let measured = creation.machine.measured();
        sheet.gauge(
            "scaffolder_running_tasks",
            "Tasks that this process runs at this moment",
            measured.running as f64,
        );
        let (count, seconds) = ("scaffolder_task_count", "scaffolder_task_seconds_total");
        sheet.describe_counter(count, "Tasks that this process ended since its start");
        sheet.describe_counter(seconds, "How long they took together, in whole seconds");
        for (status, total) in measured.ended {
            let labels = || vec![metrics::Label::new("result", status.word())];
            sheet.counter(count, labels()).absolute(total.count);
            sheet.counter(seconds, labels()).absolute(total.took.as_secs());
        }
    }

    /// How reading the sources is going.
    fn reading(&self, sheet: &Sheet) {
        let status = self.portal.status();
        let progress = &status.progress;
        let states = [
            ("known", progress.remotes),
            ("waiting", progress.waiting),
            ("failing", progress.failing),
            ("asking", status.asking),
        ];
        let yes_no = |yes: bool| if yes { 1.0 } else { 0.0 };
        sheet.gauges(
            "portico_catalog_sources",
            "Sources elsewhere: known in all; waiting for their first answer; failing; being asked now",
            "state",
            states.map(|(state, count)| (state.to_owned(), count as f64)),
        );
        sheet.gauge("portico_catalog_files", "Files that entities are read from", progress.files as f64);
        sheet.gauge(
            "portico_catalog_leads",
            "1 if this process reads the sources, 0 if it shows what another one reads",
            yes_no(status.leads),
        );
        sheet.gauge(
            "portico_catalog_ready",
            "1 if every source on disk has been looked at since the start",
            yes_no(status.ready),
        );
        sheet.gauge(
            "portico_catalog_store_failing",
            "1 if the last changes could not be stored yet",
            yes_no(status.store_error.is_some()),
        );
        sheet.gauge(
            "portico_catalog_pass_seconds",
            "How long the last pass over the sources took, with storing",
            status.took.as_secs_f64(),
        );
        sheet.describe_counter("portico_catalog_passes_total", "Passes over the sources since the start");
        sheet.counter("portico_catalog_passes_total", Vec::new()).absolute(status.passes);
    }

    fn counted(&self) -> Counted {
        // Before counting: what changes meanwhile is counted next time.
        let version = *self.portal.versions().borrow();
        let mut last = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counted) = last.as_ref().filter(|counted| counted.version == version) {
            return counted.clone();
        }
        let counted = Counted::of(&self.portal.index(), version);
        last.insert(counted).clone()
    }
}
