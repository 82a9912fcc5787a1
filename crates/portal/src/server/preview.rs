//! Looking at a location before it is registered: what would come, and what is wrong with it.

use super::{
    Portal, PortalError,
    limits::{FETCHES, PREVIEW_REMOTES, PREVIEW_TIME},
    registry::RegistryError,
};
use crate::Caller;
use portico_catalog::{CatalogConfig, Engine, FileEvents, Root, Shown};
use portico_entity::{Diagnostic, LocationRef, Severity};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::task::JoinSet;

/// What a location would bring.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// Whether it is registered already.
    pub exists: bool,
    /// Its entities, with the Location entities that lead to them, by reference.
    pub entities: Vec<(String, Arc<str>)>,
    /// Those of them that the catalog has already, from somewhere else.
    pub taken: Vec<String>,
    /// What is wrong with the location and what it leads to. Whether references lead somewhere is not judged.
    pub problems: Vec<Diagnostic>,
    /// Whether there was more than is followed for a preview.
    pub is_partial: bool,
}

impl Preview {
    /// The first thing that keeps something from being taken.
    pub fn error(&self) -> Option<&Diagnostic> {
        self.problems.iter().find(|problem| problem.severity == Severity::Error)
    }
}

impl Portal {
    /// Reads a location and everything that it leads to, without keeping any of it.
    ///
    /// # Errors
    /// If its type cannot be registered, or the store fails. What is wrong with the location itself is in the preview.
    pub async fn preview(&self, caller: Caller, location: LocationRef) -> Result<Preview, RegistryError> {
        self.may_register(&location)?;
        let exists = self.registered(caller, &location).await?.is_some();
        let work = self.look_ahead(location.clone());
        let timed = tokio::time::timeout(PREVIEW_TIME, work).await;
        let mut preview = match timed {
            Ok(Ok(preview)) => preview,
            Ok(Err(error)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a preview failed");
                Preview::default()
            }
            Err(_) => Preview {
                problems: vec![Diagnostic::error(
                    "unreachable",
                    &location.to_string(),
                    (0, 0),
                    format!("reading it took longer than {} s", PREVIEW_TIME.as_secs()),
                )],
                is_partial: true,
                ..Preview::default()
            },
        };
        preview.exists = exists;
        Ok(preview)
    }

    async fn look_ahead(&self, location: LocationRef) -> Result<Preview, PortalError> {
        let config = CatalogConfig { roots: Vec::new(), ..self.settings.catalog.clone() };
        let mut engine =
            Engine::new(config, &self.settings.base, Box::new(|| uuid::Uuid::new_v4().to_string()));
        engine.set_registered(vec![Root::new(location.clone())]);
        let mut shown: BTreeMap<String, Shown> = BTreeMap::new();
        let mut asked: BTreeSet<String> = BTreeSet::new();
        let mut is_partial = false;
        loop {
            let pass = tokio::task::spawn_blocking(move || {
                let batch = engine.pass(&FileEvents::default(), 0);
                (engine, batch)
            });
            let (back, batch) = pass.await.map_err(|_| PortalError::Broken)?;
            engine = back;
            batch.hidden.iter().for_each(|entity_ref| drop(shown.remove(entity_ref)));
            shown.extend(batch.shown);
            let wanted = engine.validators().map(|(remote, _)| remote.to_owned());
            let mut next: Vec<String> = wanted.filter(|remote| !asked.contains(remote)).collect();
            let room = PREVIEW_REMOTES - asked.len();
            is_partial |= next.len() > room;
            next.truncate(room);
            if next.is_empty() {
                break;
            }
            asked.extend(next.iter().cloned());
            for portion in next.chunks(FETCHES) {
                let mut fetches = JoinSet::new();
                for remote in portion.iter().cloned() {
                    let sources = self.settings.sources.clone();
                    fetches.spawn(async move {
                        let fetched = sources.fetch(&remote, None).await;
                        (remote, fetched.delivery)
                    });
                }
                while let Some(done) = fetches.join_next().await {
                    let (remote, delivery) = done.map_err(|_| PortalError::Broken)?;
                    engine.deliver(&remote, delivery);
                }
            }
        }
        let judged =
            |problem: &Diagnostic| !matches!(problem.code.as_str(), "unknown-reference" | "deprecated-use");
        Ok(Preview {
            exists: false,
            taken: self.taken(&shown, &location),
            problems: engine.problems().into_iter().filter(judged).collect(),
            entities: shown.into_iter().map(|(entity_ref, shown)| (entity_ref, shown.json)).collect(),
            is_partial,
        })
    }

    /// The entities that the catalog has already from another origin.
    fn taken(&self, shown: &BTreeMap<String, Shown>, location: &LocationRef) -> Vec<String> {
        let origin = format!("metadata.annotations.{}", portico_entity::annotation::MANAGED_BY_ORIGIN);
        let same = portico_query::Predicate::equals(&origin, location.to_string());
        let index = self.index();
        let ours = index.evaluate(&same);
        let is_taken = |entity_ref: &&String| index.slot(entity_ref).is_some_and(|slot| !ours.contains(slot));
        shown.keys().filter(is_taken).cloned().collect()
    }
}
