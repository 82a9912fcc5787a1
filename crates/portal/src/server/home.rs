//! The first page.

use super::{
    Portal, PortalError,
    brief::{Brief, named},
    limits::{CHANGES, CHANGES_APART, CHANGES_READ, DOMAINS, SYSTEMS},
};
use crate::{
    Caller,
    views::{
        ATTENTION,
        home::{ChangeRow, DomainCard, HomeView, KindCount},
    },
};
use portico_entity::Severity;
use portico_query::{Direction, Document, Index, Order, Predicate};
use portico_store::LoggedChange;
use std::collections::BTreeSet;

impl Portal {
    /// What the first page shows.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn home(&self, caller: Caller) -> Result<HomeView, PortalError> {
        let changes = self.store.recent_changes(CHANGES_READ).await?;
        let mine = self.mine(&caller).await?;
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
            mine,
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

/// The changes as rows. Many of one sort at one moment, as an import leaves them, are one row.
fn rows(index: &Index, changes: Vec<LoggedChange>) -> Vec<ChangeRow> {
    let was_cut = changes.len() >= CHANGES_READ as usize;
    let mut groups = grouped(changes);
    let last = groups.len().saturating_sub(1);
    groups.truncate(CHANGES);
    let rows = groups.iter().enumerate().filter_map(|(place, group)| {
        let first = group.first()?;
        Some(ChangeRow {
            entity: named(index, &first.entity_ref),
            kind: first.kind.word().to_owned(),
            at_ms: first.at_ms,
            file: in_common(group),
            count: group.len(),
            is_capped: was_cut && place == last,
        })
    });
    rows.collect()
}

/// The changes without those of Locations, newest first; those of one sort at one moment together if they are many.
fn grouped(changes: Vec<LoggedChange>) -> Vec<Vec<LoggedChange>> {
    let mut groups: Vec<Vec<LoggedChange>> = Vec::new();
    for change in changes.into_iter().filter(|change| !change.entity_ref.starts_with("location:")) {
        let same = |group: &&mut Vec<LoggedChange>| {
            group.first().is_some_and(|first| first.at_ms == change.at_ms && first.kind == change.kind)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    let apart = |group: Vec<LoggedChange>| match group.len() > CHANGES_APART {
        true => vec![group],
        false => group.into_iter().map(|change| vec![change]).collect(),
    };
    groups.into_iter().flat_map(apart).collect()
}

/// The place that changes come from, or what is common to their places.
fn in_common(group: &[LoggedChange]) -> String {
    let files: BTreeSet<&str> = group.iter().map(|change| change.file.as_str()).collect();
    let (Some(first), Some(last)) = (files.first(), files.last()) else { return String::new() };
    if files.len() == 1 {
        return (*first).to_owned();
    }
    // In order, the first and the last differ the most.
    let same = first.char_indices().zip(last.chars()).take_while(|((_, one), other)| one == other);
    let end = same.map(|((at, one), _)| at + one.len_utf8()).last().unwrap_or_default();
    let folder = first[..end].rfind('/').map_or("", |slash| &first[..=slash]);
    match folder.ends_with("//") || folder.len() < 2 {
        true => format!("{} files", files.len()),
        false => format!("{} files in {folder}", files.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::{CHANGES_APART, grouped, in_common};
    use portico_catalog::ChangeKind;
    use portico_store::LoggedChange;

    fn change(at_ms: i64, kind: ChangeKind, name: &str, file: &str) -> LoggedChange {
        LoggedChange {
            sequence: 0,
            at_ms,
            entity_ref: format!("component:default/{name}"),
            kind,
            file: file.into(),
        }
    }

    #[test]
    fn an_import_is_one_row_and_single_changes_stay_apart() {
        let mut changes =
            vec![change(3, ChangeKind::Updated, "a", "f"), change(3, ChangeKind::Removed, "b", "f")];
        changes.extend((0..=CHANGES_APART).map(|n| change(2, ChangeKind::Added, &n.to_string(), "g")));
        changes.insert(4, change(2, ChangeKind::Updated, "between", "g"));
        changes.extend((0..CHANGES_APART).map(|n| change(1, ChangeKind::Added, &n.to_string(), "h")));
        let location =
            LoggedChange { entity_ref: "location:default/x".into(), ..change(1, ChangeKind::Added, "", "") };
        changes.push(location);
        let sizes: Vec<usize> = grouped(changes).iter().map(Vec::len).collect();
        assert_eq!(sizes[..4], [1, 1, CHANGES_APART + 1, 1]);
        assert_eq!(sizes.len(), 4 + CHANGES_APART);
    }

    #[track_caller]
    fn common(files: &[&str], expect: &str) {
        let group: Vec<_> = files.iter().map(|file| change(1, ChangeKind::Added, "a", file)).collect();
        assert_eq!(in_common(&group), expect);
    }

    #[test]
    fn the_place_of_many_is_what_they_have_in_common() {
        common(&["org/a.yaml", "org/a.yaml"], "org/a.yaml");
        common(&["org/a.yaml", "org/ab.yaml", "org/x/c.yaml"], "3 files in org/");
        common(&["org/a.yaml", "systems/a.yaml"], "2 files");
        common(&["https://x.test/a", "https://y.test/a"], "2 files");
        common(&["https://x.test/é/a", "https://x.test/é/b"], "2 files in https://x.test/é/");
    }
}
