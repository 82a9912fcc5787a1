//! Stories that every store must be able to tell.

use portico_catalog::{
    Attention, Batch, Change, ChangeKind, Failure, RemoteRow, Row, Shown, SourceRow, StatedReference,
};
use portico_entity::{Diagnostic, LocationRef};
use portico_store::{CatalogStore, Changed, LoggedChange, News, Order, Registered, Source, Texts, limits};

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
    store.commit(&Batch { changes, ..Batch::default() }).await.unwrap();
    let last = i64::from(limits::CHANGES) + 20;
    let told = store.recent_changes(2).await.unwrap();
    assert_eq!(told.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), [last, last - 1]);
    let told = store.recent_changes(u32::MAX).await.unwrap();
    assert_eq!(told.len(), limits::CHANGES as usize);
    assert_eq!(store.recent_changes(0).await.unwrap(), []);
}

pub async fn the_revision_grows_when_something_else_is_shown(store: &dyn CatalogStore) {
    assert_eq!(store.commit(&Batch::default()).await.unwrap(), 0);
    assert_eq!(store.commit(&unseen(vec![row("a")])).await.unwrap(), 0);
    assert_eq!(store.commit(&batch(vec![row("a")])).await.unwrap(), 1);
    let problems = vec![("x".to_owned(), row("a").diagnostics)];
    assert_eq!(store.commit(&Batch { problems, ..Batch::default() }).await.unwrap(), 2);
    assert_eq!(store.commit(&Batch { hidden: vec!["x".into()], ..Batch::default() }).await.unwrap(), 3);
    assert_eq!(store.load().await.unwrap().1, 3);
}

pub async fn news_say_what_is_shown_otherwise(store: &dyn CatalogStore) {
    assert_eq!(store.news(0).await.unwrap(), Some(News::default()));
    store.commit(&batch(vec![row("a"), row("b")])).await.unwrap();
    let first = News { revision: 1, shown: vec![shown("a"), shown("b")], ..News::default() };
    assert_eq!(store.news(0).await.unwrap(), Some(first));
    let gone = |name: &str| Batch {
        removed: vec![format!("component:default/{name}")],
        hidden: vec![format!("component:default/{name}")],
        problems: vec![(name.to_owned(), row(name).diagnostics)],
        ..Batch::default()
    };
    store.commit(&gone("a")).await.unwrap();
    let problems = vec![("a".to_owned(), row("a").diagnostics)];
    let hidden = vec!["component:default/a".to_owned()];
    let second = News { revision: 2, hidden, problems, ..News::default() };
    assert_eq!(store.news(1).await.unwrap(), Some(second));
    assert_eq!(store.news(2).await.unwrap(), Some(News { revision: 2, ..News::default() }));
    // What came back is shown, and what is in order again says so.
    store.commit(&Batch { problems: vec![("a".into(), vec![])], ..batch(vec![row("a")]) }).await.unwrap();
    let back =
        News { revision: 3, shown: vec![shown("a")], hidden: vec![], problems: vec![("a".into(), vec![])] };
    assert_eq!(store.news(1).await.unwrap(), Some(back));
    assert_eq!(store.load().await.unwrap().0.problems, []);
    assert_eq!(store.news(99).await.unwrap(), None, "another database");
}

pub async fn remotes_and_their_files_are_kept(store: &dyn CatalogStore) {
    let remote = |read| RemoteRow {
        location: "url:https://a.test/x".into(),
        read,
        failure: Some(Failure { not_found: true, message: "gone".into(), help: Some("look".into()) }),
        validator: Some("\"1\"".into()),
    };
    let source = |state: &str| SourceRow {
        id: "url:https://a.test/x".into(),
        remote: "url:https://a.test/x".into(),
        state: state.into(),
    };
    for (read, state) in [(false, "{}"), (true, "{\"a\":1}")] {
        let all = Batch { remotes: vec![remote(read)], sources: vec![source(state)], ..Batch::default() };
        assert_eq!(store.commit(&all).await.unwrap(), 0, "nobody sees it");
        let (stored, _) = store.load().await.unwrap();
        assert_eq!((stored.remotes, stored.sources), (vec![remote(read)], vec![source(state)]));
    }
    let (dropped_remotes, dropped_sources) = (vec![remote(true).location], vec![source("").id]);
    store.commit(&Batch { dropped_remotes, dropped_sources, ..Batch::default() }).await.unwrap();
    let (stored, _) = store.load().await.unwrap();
    assert_eq!((stored.remotes, stored.sources), (vec![], vec![]));
}

fn registered(id: &str, target: &str) -> Registered {
    let location = LocationRef::new("url", target);
    Registered { id: id.into(), location, entity_ref: format!("location:default/{id}") }
}

pub async fn locations_are_registered_changed_and_removed(store: &dyn CatalogStore) {
    assert_eq!(store.locations().await.unwrap(), []);
    assert!(store.add_location(&registered("1", "https://a.test")).await.unwrap());
    assert!(!store.add_location(&registered("2", "https://a.test")).await.unwrap(), "it is there already");
    assert!(store.add_location(&registered("2", "https://b.test")).await.unwrap());
    let to = |target: &str| LocationRef::new("url", target);
    assert_eq!(store.change_location("9", &to("https://c.test")).await.unwrap(), Changed::Unknown);
    assert_eq!(store.change_location("2", &to("https://a.test")).await.unwrap(), Changed::Taken);
    let same = Changed::Done(registered("2", "https://b.test"));
    assert_eq!(store.change_location("2", &to("https://b.test")).await.unwrap(), same);
    let changed = registered("2", "https://c.test");
    assert_eq!(
        store.change_location("2", &to("https://c.test")).await.unwrap(),
        Changed::Done(changed.clone())
    );
    assert_eq!(store.locations().await.unwrap(), [registered("1", "https://a.test"), changed.clone()]);
    assert!(store.remove_location("1").await.unwrap());
    assert!(!store.remove_location("1").await.unwrap());
    assert_eq!(store.locations().await.unwrap(), [changed]);
}

pub async fn lineage_leads_from_an_entity_to_its_root(store: &dyn CatalogStore) {
    let below = |name: &str, parent: Option<&str>| Row {
        parent: parent.map(|parent| format!("component:default/{parent}")),
        ..row(name)
    };
    let rows = vec![below("a", Some("b")), below("b", Some("c")), below("c", None), below("x", Some("x"))];
    store.commit(&batch(rows)).await.unwrap();
    let names = |pairs: &[(&str, Option<&str>)]| -> Vec<(String, Option<String>)> {
        let full = |name: &str| format!("component:default/{name}");
        pairs.iter().map(|(name, parent)| (full(name), parent.map(full))).collect()
    };
    let found = store.lineage("component:default/a", 9).await.unwrap();
    assert_eq!(found, names(&[("a", Some("b")), ("b", Some("c")), ("c", None)]));
    assert_eq!(store.lineage("component:default/none", 9).await.unwrap(), []);
    assert_eq!(store.lineage("component:default/x", 2).await.unwrap().len(), 3, "circles end");
}

pub async fn orders_are_taken_once_and_in_order(store: &dyn CatalogStore) {
    let orders = [
        Order::Registrations,
        Order::Refresh("a:b/c".into()),
        Order::Forget("a:b/c".into()),
        Order::Touched("https://a.test/".into()),
    ];
    for order in &orders {
        store.order(order).await.unwrap();
    }
    store.wait(std::time::Duration::from_secs(20)).await;
    assert_eq!(store.take_orders().await.unwrap(), orders);
    assert_eq!(store.take_orders().await.unwrap(), []);
}

pub async fn history_tells_before_and_after(store: &dyn CatalogStore) {
    let kinds = [ChangeKind::Added, ChangeKind::Updated, ChangeKind::Removed];
    for (at_ms, kind) in [1000, 2000, 3000].into_iter().zip(kinds) {
        let changes = vec![change("a", kind), change("b", kind)];
        store.commit(&Batch { at_ms, changes, ..Batch::default() }).await.unwrap();
    }
    let a = "component:default/a";
    let told = store.history(Some(a), None, 10).await.unwrap();
    assert_eq!(told.iter().map(|(entry, _)| entry.sequence).collect::<Vec<_>>(), [5, 3, 1]);
    let texts = |before: Option<&str>, after: Option<&str>| Texts {
        before: before.map(Into::into),
        after: after.map(Into::into),
    };
    let (old, new) = (Some("{\"old\":1}"), Some("{\"new\":1}"));
    let found: Vec<_> = told.into_iter().map(|(_, texts)| texts).collect();
    assert_eq!(found, [texts(old, None), texts(old, new), texts(None, new)]);
    let older = store.history(Some(a), Some(5), 1).await.unwrap();
    assert_eq!(older[0].0.sequence, 3);
    let all = store.history(None, Some(6), 3).await.unwrap();
    assert_eq!(all.iter().map(|(entry, _)| entry.sequence).collect::<Vec<_>>(), [5, 4, 3]);
}

pub async fn a_compacted_log_keeps_the_last_of_what_is_old(store: &dyn CatalogStore) {
    for at_ms in [1000, 2000, 3000] {
        let changes = vec![change("a", ChangeKind::Updated)];
        store.commit(&Batch { at_ms, changes, ..Batch::default() }).await.unwrap();
    }
    let changes = vec![change("b", ChangeKind::Added)];
    store.commit(&Batch { at_ms: 500, changes, ..Batch::default() }).await.unwrap();
    assert_eq!(store.compact(2500).await.unwrap(), 1);
    let left: Vec<_> = store.recent_changes(10).await.unwrap().into_iter().map(|one| one.sequence).collect();
    assert_eq!(left, [4, 3, 2]);
    assert_eq!(store.compact(2500).await.unwrap(), 0);
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
    assert_rows(rows(store).await, vec![row("a"), row("b")]);
    assert_eq!(store.recent_changes(10).await.unwrap(), []);
    // It can be written to afterwards.
    store.commit(&batch(vec![row("c")])).await.unwrap();
    assert_rows(rows(store).await, vec![row("a"), row("b"), row("c")]);
}

pub async fn an_empty_batch_changes_nothing(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a")])).await.unwrap();
    store.commit(&Batch::default()).await.unwrap();
    assert_rows(rows(store).await, vec![row("a")]);
}

pub async fn many_rows_come_back_in_order(store: &dyn CatalogStore) {
    let mut all: Vec<_> = (0..1000).map(|number| row(&format!("{number:04}"))).collect();
    all.reverse();
    store.commit(&batch(all.clone())).await.unwrap();
    all.reverse();
    assert_rows(rows(store).await, all);
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
