//! The first page.

use super::{
    Portal, PortalError,
    brief::{Brief, named},
    limits::{CHANGES, CHANGES_READ, DOMAINS, SYSTEMS},
};
use crate::{
    Caller,
    views::{
        ATTENTION,
        home::{ChangeRow, DomainCard, HomeView, KindCount},
    },
};
use portico_catalog::ChangeKind;
use portico_entity::Severity;
use portico_query::{Direction, Document, Index, Order, Predicate};
use portico_store::LoggedChange;

impl Portal {
    /// What the first page shows.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn home(&self, _caller: Caller) -> Result<HomeView, PortalError> {
        let changes = self.store.recent_changes(CHANGES_READ).await?;
        let problems = self.all_problems();
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        let index = self.index();
        let all = index.slots().clone();
        let mut kinds: Vec<KindCount> = index
            .facet_counts("kind", &all)
            .into_iter()
            .filter(|(kind, _)| !kind.eq_ignore_ascii_case("location"))
            .map(|(kind, count)| KindCount { kind, count })
            .collect();
        kinds.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.kind.cmp(&b.kind)));
        let attention = index.facet_counts("portico.attention", &all);
        let known = ATTENTION.iter().filter_map(|(word, ..)| {
            attention.iter().find(|(other, _)| other == word).map(|(word, count)| (word.clone(), *count))
        });
        let (domains, more_domains) = domains(&index);
        Ok(HomeView {
            total: kinds.iter().map(|kind| kind.count).sum(),
            kinds,
            attention: known.collect(),
            problems: (count(Severity::Error), count(Severity::Warning)),
            domains,
            more_domains,
            changes: rows(&index, changes),
            loading: !self.status().ready,
        })
    }
}

fn domains(index: &Index) -> (Vec<DomainCard>, usize) {
    let found = index.evaluate(&Predicate::equals("kind", "domain"));
    let order = Order { key: "portico.name".to_owned(), direction: Direction::Ascending };
    let slots = index.page(&found, &order, 0, DOMAINS);
    let more = usize::try_from(found.len()).unwrap_or(usize::MAX) - slots.len();
    let documents = slots.into_iter().filter_map(|slot| index.document(slot));
    (documents.filter_map(|document| card(index, document)).collect(), more)
}

fn card(index: &Index, document: &Document) -> Option<DomainCard> {
    let brief = Brief::of(document)?;
    let systems: Vec<&str> = brief.related("hasPart").filter(|part| part.starts_with("system:")).collect();
    let inside = Predicate::is_in("portico.system", systems.iter().map(|system| (*system).to_owned()));
    Some(DomainCard {
        domain: named(index, &document.entity_ref),
        description: brief.metadata.description.as_deref().map(str::to_owned),
        owners: brief.related("ownedBy").map(|owner| named(index, owner)).collect(),
        entities: index.evaluate(&inside).len(),
        systems: systems.iter().take(SYSTEMS).map(|system| named(index, system)).collect(),
    })
}

/// The changes as rows; those of one moment and sort share one, so that an import does not push out the rest.
fn rows(index: &Index, changes: Vec<LoggedChange>) -> Vec<ChangeRow> {
    let mut rows: Vec<ChangeRow> = Vec::new();
    let mut together = 0;
    for change in changes.into_iter().filter(|change| !change.entity_ref.starts_with("location:")) {
        let kind = match change.kind {
            ChangeKind::Added => "added",
            ChangeKind::Updated => "updated",
            ChangeKind::Removed => "removed",
        };
        match rows.last_mut() {
            Some(last) if last.at_ms == change.at_ms && last.kind == kind && together >= 4 => last.more += 1,
            last => {
                let same = last.is_some_and(|last| last.at_ms == change.at_ms && last.kind == kind);
                together = if same { together + 1 } else { 1 };
                rows.push(ChangeRow {
                    entity: named(index, &change.entity_ref),
                    kind: kind.to_owned(),
                    at_ms: change.at_ms,
                    file: change.file,
                    more: 0,
                });
            }
        }
    }
    rows.truncate(CHANGES);
    rows
}
