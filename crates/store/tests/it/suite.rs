//! Stories that every store must be able to tell.

use portico_catalog::{Batch, Change, ChangeKind, Row, StatedReference};
use portico_entity::Diagnostic;
use portico_store::{CatalogStore, LoggedChange, Source, limits};

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
        entity: Some(format!("{{\"name\":\"{name}\"}}").into()),
        references: vec![StatedReference {
            target: "group:default/team".into(),
            forward: "ownedBy".into(),
            reverse: "ownerOf".into(),
            line: 8,
            column: 3,
        }],
        diagnostics: vec![
            Diagnostic::error("wrong-type", "a.yaml", (4, 2), "It is wrong")
                .help("Correct it")
                .about("x:y/z"),
        ],
        stale: Some((12, 3)),
    }
}

fn batch(rows: Vec<Row>) -> Batch {
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

#[track_caller]
fn assert_rows(found: Vec<Row>, expect: Vec<Row>) {
    assert_eq!(found, expect.into_iter().map(loaded).collect::<Vec<_>>());
}

pub async fn what_is_committed_is_loaded(store: &dyn CatalogStore) {
    assert_rows(store.load().await.unwrap(), vec![]);
    let bare = Row {
        parent: None,
        orphan: false,
        entity: None,
        references: vec![],
        diagnostics: vec![],
        file: String::new(),
        line: 0,
        ..row("bare")
    };
    store.commit(&batch(vec![row("a"), bare.clone()])).await.unwrap();
    assert_rows(store.load().await.unwrap(), vec![row("a"), bare]);
}

pub async fn a_row_without_entity_keeps_the_stored_one(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    let bad = Row { entity: None, references: vec![], hash: "second".into(), ..row("a") };
    store.commit(&batch(vec![bad])).await.unwrap();
    assert_rows(store.load().await.unwrap(), vec![Row { hash: "second".into(), ..row("a") }]);
}

pub async fn a_row_without_source_keeps_the_stored_one(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    let entity = Some("{\"name\":\"b\"}".into());
    store.commit(&batch(vec![Row { source: String::new(), entity, ..row("a") }])).await.unwrap();
    let source = store.source("component:default/a").await.unwrap().unwrap();
    assert_eq!(source.text, row("a").source);
    assert_eq!(store.load().await.unwrap()[0].entity.as_deref(), Some("{\"name\":\"b\"}"));
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
        entity: Some("{}".into()),
        references: vec![],
        diagnostics: vec![],
        ..row("a")
    };
    store.commit(&batch(vec![other.clone()])).await.unwrap();
    assert_rows(store.load().await.unwrap(), vec![other]);
    let expect = Source { file: "elsewhere.yaml".into(), line: 1, text: "other".into(), diagnostics: vec![] };
    assert_eq!(store.source("component:default/a").await.unwrap(), Some(expect));
}

pub async fn removed_rows_are_gone(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a"), row("b")])).await.unwrap();
    let removed = vec!["component:default/a".to_owned(), "component:default/never-there".to_owned()];
    store.commit(&Batch { removed, ..Batch::default() }).await.unwrap();
    assert_rows(store.load().await.unwrap(), vec![row("b")]);
    assert_eq!(store.source("component:default/a").await.unwrap(), None);
}

/// Its new row may also take a uid that the same batch frees.
pub async fn a_removed_entity_can_come_back_in_the_same_batch(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    let back = Row { uid: "uid-2".into(), entity: None, references: vec![], ..row("a") };
    let heir = Row { uid: "uid-a".into(), ..row("b") };
    let removed = vec!["component:default/a".to_owned()];
    let all = Batch { removed, ..batch(vec![back.clone(), heir.clone()]) };
    store.commit(&all).await.unwrap();
    assert_rows(store.load().await.unwrap(), vec![back, heir]);
}

pub async fn the_log_is_told_from_the_newest(store: &dyn CatalogStore) {
    assert_eq!(store.recent_changes(10).await.unwrap(), []);
    let changes = vec![change("a", ChangeKind::Added), change("b", ChangeKind::Updated)];
    store.commit(&Batch { at_ms: 1000, changes, ..Batch::default() }).await.unwrap();
    let changes = vec![change("c", ChangeKind::Removed)];
    store.commit(&Batch { at_ms: 2000, changes, ..Batch::default() }).await.unwrap();
    let told: Vec<_> = store.recent_changes(10).await.unwrap();
    let entry = |sequence, at_ms, name: &str, kind| LoggedChange {
        sequence,
        at_ms,
        entity_ref: format!("component:default/{name}"),
        kind,
        file: format!("{name}.yaml"),
    };
    let expect = [
        entry(3, 2000, "c", ChangeKind::Removed),
        entry(2, 1000, "b", ChangeKind::Updated),
        entry(1, 1000, "a", ChangeKind::Added),
    ];
    assert_eq!(told, expect);
}

pub async fn the_log_is_limited(store: &dyn CatalogStore) {
    let changes = (0..limits::CHANGES + 20).map(|_| change("a", ChangeKind::Updated)).collect();
    let last = store.commit(&Batch { changes, ..Batch::default() }).await.unwrap();
    let told = store.recent_changes(2).await.unwrap();
    assert_eq!(told.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [last, last - 1]);
    let told = store.recent_changes(u32::MAX).await.unwrap();
    assert_eq!(told.len(), limits::CHANGES as usize);
    assert_eq!(store.recent_changes(0).await.unwrap(), []);
}

pub async fn sequence_numbers_grow(store: &dyn CatalogStore) {
    assert_eq!(store.commit(&Batch::default()).await.unwrap(), 0);
    let changes = vec![change("a", ChangeKind::Added), change("b", ChangeKind::Added)];
    assert_eq!(store.commit(&Batch { changes, ..Batch::default() }).await.unwrap(), 2);
    assert_eq!(store.commit(&batch(vec![row("a")])).await.unwrap(), 2);
}

pub async fn the_source_is_what_was_written(store: &dyn CatalogStore) {
    assert_eq!(store.source("component:default/a").await.unwrap(), None);
    store.commit(&batch(vec![row("a"), row("b")])).await.unwrap();
    let Row { file, line, source, diagnostics, .. } = row("b");
    let expect = Source { file, line, text: source, diagnostics };
    assert_eq!(store.source("component:default/b").await.unwrap(), Some(expect));
}

pub async fn a_batch_is_stored_whole_or_not_at_all(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a"), row("b")])).await.unwrap();
    let same_uid = Row { uid: "uid-a".into(), ..row("d") };
    let bad = Batch {
        removed: vec!["component:default/b".to_owned()],
        changes: vec![change("c", ChangeKind::Added)],
        ..batch(vec![row("c"), same_uid])
    };
    assert!(store.commit(&bad).await.is_err());
    assert_rows(store.load().await.unwrap(), vec![row("a"), row("b")]);
    assert_eq!(store.recent_changes(10).await.unwrap(), []);
    // It can be written to afterwards.
    store.commit(&batch(vec![row("c")])).await.unwrap();
    assert_rows(store.load().await.unwrap(), vec![row("a"), row("b"), row("c")]);
}

pub async fn an_empty_batch_changes_nothing(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    store.commit(&Batch::default()).await.unwrap();
    assert_rows(store.load().await.unwrap(), vec![row("a")]);
}

pub async fn many_rows_come_back_in_order(store: &dyn CatalogStore) {
    let mut rows: Vec<_> = (0..1000).map(|number| row(&format!("{number:04}"))).collect();
    rows.reverse();
    store.commit(&batch(rows.clone())).await.unwrap();
    rows.reverse();
    assert_rows(store.load().await.unwrap(), rows);
}

// ---- over the end of the program

pub async fn fill(store: &dyn CatalogStore) {
    let changes = vec![change("a", ChangeKind::Added)];
    assert_eq!(store.commit(&Batch { changes, ..batch(vec![row("a")]) }).await.unwrap(), 1);
}

pub async fn is_filled(store: &dyn CatalogStore) {
    assert_rows(store.load().await.unwrap(), vec![row("a")]);
    let source = store.source("component:default/a").await.unwrap().unwrap();
    assert_eq!(source.text, row("a").source);
    assert_eq!(store.recent_changes(10).await.unwrap().len(), 1);
}

pub async fn sequence_goes_on(store: &dyn CatalogStore) {
    let changes = vec![change("a", ChangeKind::Removed)];
    assert_eq!(store.commit(&Batch { changes, ..Batch::default() }).await.unwrap(), 2);
}
