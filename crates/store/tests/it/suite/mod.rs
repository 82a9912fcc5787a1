//! Stories that every store must be able to tell.

use portico_catalog::{
    Attention, Batch, Change, ChangeKind, Failure, RemoteRow, Row, Shown, SourceRow, StatedReference,
};
use portico_entity::{Diagnostic, LocationRef};
use portico_store::{CatalogStore, Changed, LoggedChange, News, Order, Registered, Source, Texts, limits};

mod alerts;
mod batches;
mod costs;
mod following;
mod log;
mod manifests;
mod mine;
mod notifications;
mod radars;
mod tasks;

pub use alerts::*;
pub use batches::*;
pub use costs::*;
pub use following::*;
pub use log::*;
pub use manifests::*;
pub use mine::*;
pub use notifications::*;
pub use radars::*;
pub use tasks::*;

/// Hands the names of all stories to a macro.
macro_rules! stories {
    ($tell:ident) => {
        $tell!(
            what_is_committed_is_loaded,
            what_is_not_said_stays_as_it_is_stored,
            final_forms_are_stored_with_and_without_their_row,
            a_row_without_source_keeps_the_stored_one,
            everything_else_in_a_row_is_replaced,
            removed_rows_are_gone,
            a_removed_entity_can_come_back_in_the_same_batch,
            the_log_is_told_from_the_newest,
            the_log_is_limited,
            the_revision_grows_when_something_else_is_shown,
            news_say_what_is_shown_otherwise,
            remotes_and_their_files_are_kept,
            locations_are_registered_changed_and_removed,
            lineage_leads_from_an_entity_to_its_root,
            orders_are_taken_once_and_in_order,
            history_tells_before_and_after,
            a_compacted_log_keeps_the_last_of_what_is_old,
            the_source_is_what_was_written,
            a_batch_is_stored_whole_or_not_at_all,
            an_empty_batch_changes_nothing,
            many_rows_come_back_in_order,
            rows_of_one_batch_do_not_mix,
            what_comes_twice_in_a_batch_is_stored_once,
            a_text_may_hold_any_character,
            a_name_may_be_long,
            stars_are_kept_per_person,
            a_person_has_only_so_many_stars,
            visits_are_counted_and_the_latest_are_kept,
            the_last_text_of_a_radar_is_kept,
            what_manifests_said_is_kept_with_its_time,
            a_manifest_may_name_thousands_of_packages,
            decisions_about_alerts_are_kept_changed_and_taken_back,
            only_so_many_decisions_about_alerts_are_remembered,
            a_task_waits_is_run_and_ends,
            who_lost_the_lease_writes_nothing,
            tasks_are_taken_in_order_and_once,
            secrets_are_for_who_can_open_them,
            a_task_is_cancelled_at_once_or_its_worker_told,
            a_retry_goes_on_from_the_step_that_failed,
            tasks_are_listed,
            what_a_recovery_hides_is_not_told,
            a_long_log_comes_in_pieces,
            old_tasks_are_remembered_without_their_log,
            a_bill_is_seen_when_it_was_read_whole,
            what_was_being_read_is_forgotten,
            what_counts_is_said_at_once,
            bad_rows_of_a_bill_are_kept,
            the_latest_imports_are_remembered,
            orders_for_imports_are_taken_once,
            people_are_told_each_and_all,
            the_same_is_told_again_in_its_place,
            what_is_told_quietly_stays_read,
            everybody_reads_for_themselves,
            notifications_are_found,
            what_somebody_does_not_want_is_not_told,
            only_so_many_notifications_are_kept,
            what_somebody_saved_of_what_is_for_all_is_kept,
            notifications_are_marked_while_old_ones_are_forgotten,
            old_notifications_are_forgotten,
        );
    };
}

/// A row in which no value is the default one.
fn row(name: &str) -> Row {
    Row {
        entity_ref: format!("component:default/{name}"),
        uid: format!("uid-{name}"),
        location_key: format!("file:/srv/{name}.yaml"),
        parent: Some("location:default/all".into()),
        file: format!("{name}.yaml"),
        line: 7,
        hash: "first".into(),
        orphan: true,
        source: format!("name: {name} # süß\r\n"),
        references: Some(vec![StatedReference {
            target: "group:default/team".into(),
            forward: "ownedBy".into(),
            reverse: "ownerOf".into(),
            line: 8,
            column: 3,
        }]),
        diagnostics: vec![
            Diagnostic::error("wrong-type", "a.yaml", (4, 2), "It is wrong")
                .help("Correct it")
                .about("x:y/z"),
        ],
        stale: Some((12, 3)),
    }
}

/// The final form of a row's entity.
fn shown(name: &str) -> (String, Shown) {
    let json = format!("{{\"name\":\"{name}\"}}").into();
    (
        format!("component:default/{name}"),
        Shown { json, attention: vec![Attention::Orphan, Attention::NoOwner] },
    )
}

/// A batch that stores rows and shows them.
fn batch(rows: Vec<Row>) -> Batch {
    let shown = rows.iter().map(|row| shown(row.entity_ref.rsplit('/').next().unwrap())).collect();
    Batch { at_ms: 1000, rows, shown, ..Batch::default() }
}

/// A batch that stores rows and shows nothing.
fn unseen(rows: Vec<Row>) -> Batch {
    Batch { at_ms: 1000, rows, ..Batch::default() }
}

fn change(name: &str, kind: ChangeKind) -> Change {
    let before = (kind != ChangeKind::Added).then(|| "{\"old\":1}".into());
    let after = (kind != ChangeKind::Removed).then(|| "{\"new\":1}".into());
    let entity_ref = format!("component:default/{name}");
    Change { entity_ref, kind, before, after, file: format!("{name}.yaml") }
}

/// Rows come back without their source, which is long and seldom wanted.
fn loaded(mut row: Row) -> Row {
    row.source = String::new();
    row
}

async fn rows(store: &dyn CatalogStore) -> Vec<Row> {
    store.load().await.unwrap().0.rows.into_iter().map(|(row, _)| row).collect()
}

/// The final forms that are stored, by name.
async fn forms(store: &dyn CatalogStore) -> Vec<(String, Option<Shown>)> {
    let rows = store.load().await.unwrap().0.rows;
    rows.into_iter().map(|(row, shown)| (row.entity_ref, shown)).collect()
}

#[track_caller]
fn assert_rows(found: Vec<Row>, expect: Vec<Row>) {
    assert_eq!(found, expect.into_iter().map(loaded).collect::<Vec<_>>());
}

fn registered(id: &str, target: &str) -> Registered {
    let location = LocationRef::new("url", target);
    Registered { id: id.into(), location, entity_ref: format!("location:default/{id}") }
}

pub async fn what_is_committed_is_loaded(store: &dyn CatalogStore) {
    assert_rows(rows(store).await, vec![]);
    let bare = Row {
        parent: None,
        orphan: false,
        references: Some(vec![]),
        diagnostics: vec![],
        file: String::new(),
        line: 0,
        ..row("bare")
    };
    store.commit(&batch(vec![row("a"), bare.clone()])).await.unwrap();
    assert_rows(rows(store).await, vec![row("a"), bare]);
}

pub async fn what_is_not_said_stays_as_it_is_stored(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    let bad = Row { references: None, hash: "second".into(), ..row("a") };
    store.commit(&unseen(vec![bad])).await.unwrap();
    assert_rows(rows(store).await, vec![Row { hash: "second".into(), ..row("a") }]);
    let (name, form) = shown("a");
    assert_eq!(forms(store).await, [(name, Some(form))]);
}

pub async fn final_forms_are_stored_with_and_without_their_row(store: &dyn CatalogStore) {
    store.commit(&unseen(vec![row("a"), row("b")])).await.unwrap();
    assert!(forms(store).await.iter().all(|(_, form)| form.is_none()));
    let (name, _) = shown("a");
    let form = Shown { json: "{}".into(), attention: vec![] };
    let all = Batch { shown: vec![(name.clone(), form.clone())], ..Batch::default() };
    store.commit(&all).await.unwrap();
    assert_eq!(forms(store).await, [(name, Some(form)), ("component:default/b".into(), None)]);
    assert!(!store.load().await.unwrap().0.outdated);
}

pub async fn a_row_without_source_keeps_the_stored_one(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    store
        .commit(&batch(vec![Row { source: String::new(), hash: "second".into(), ..row("a") }]))
        .await
        .unwrap();
    let source = store.source("component:default/a").await.unwrap().unwrap();
    assert_eq!(source.text, row("a").source);
    assert_eq!(rows(store).await[0].hash, "second");
}

pub async fn everything_else_in_a_row_is_replaced(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    let other = Row {
        uid: "uid-2".into(),
        location_key: "file:/elsewhere.yaml".into(),
        parent: None,
        file: "elsewhere.yaml".into(),
        line: 1,
        hash: "second".into(),
        orphan: false,
        source: "other".into(),
        references: Some(vec![]),
        diagnostics: vec![],
        ..row("a")
    };
    store.commit(&batch(vec![other.clone()])).await.unwrap();
    assert_rows(rows(store).await, vec![other]);
    let expect = Source { file: "elsewhere.yaml".into(), line: 1, text: "other".into(), diagnostics: vec![] };
    assert_eq!(store.source("component:default/a").await.unwrap(), Some(expect));
}

pub async fn removed_rows_are_gone(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a"), row("b")])).await.unwrap();
    let removed = vec!["component:default/a".to_owned(), "component:default/never-there".to_owned()];
    store.commit(&Batch { removed, ..Batch::default() }).await.unwrap();
    assert_rows(rows(store).await, vec![row("b")]);
    assert_eq!(store.source("component:default/a").await.unwrap(), None);
}

/// Its new row may also take a uid that the same batch frees.
pub async fn a_removed_entity_can_come_back_in_the_same_batch(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    let back = Row { uid: "uid-2".into(), references: Some(vec![]), ..row("a") };
    let heir = Row { uid: "uid-a".into(), ..row("b") };
    let removed = vec!["component:default/a".to_owned()];
    let all = Batch { removed, ..batch(vec![back.clone(), heir.clone()]) };
    store.commit(&all).await.unwrap();
    assert_rows(rows(store).await, vec![back, heir]);
}

pub async fn the_source_is_what_was_written(store: &dyn CatalogStore) {
    assert_eq!(store.source("component:default/a").await.unwrap(), None);
    store.commit(&batch(vec![row("a"), row("b")])).await.unwrap();
    let Row { file, line, source, diagnostics, .. } = row("b");
    let expect = Source { file, line, text: source, diagnostics };
    assert_eq!(store.source("component:default/b").await.unwrap(), Some(expect));
}

// ---- over the end of the program

pub async fn fill(store: &dyn CatalogStore) {
    let changes = vec![change("a", ChangeKind::Added)];
    store.commit(&Batch { changes, ..batch(vec![row("a")]) }).await.unwrap();
}

pub async fn is_filled(store: &dyn CatalogStore) {
    assert_rows(rows(store).await, vec![row("a")]);
    let source = store.source("component:default/a").await.unwrap().unwrap();
    assert_eq!(source.text, row("a").source);
    assert_eq!(store.recent_changes(10).await.unwrap().len(), 1);
}

pub async fn sequence_goes_on(store: &dyn CatalogStore) {
    let changes = vec![change("a", ChangeKind::Removed)];
    store.commit(&Batch { changes, ..Batch::default() }).await.unwrap();
    assert_eq!(store.recent_changes(1).await.unwrap()[0].sequence, 2);
}
