//! What a batch may be.

use super::*;

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

/// Many of them may go in one statement.
pub async fn rows_of_one_batch_do_not_mix(store: &dyn CatalogStore) {
    store.commit(&batch(vec![row("a"), row("b")])).await.unwrap();
    let bad = Row { references: None, hash: "second".into(), ..row("a") };
    let good = Row { references: Some(vec![]), parent: None, stale: None, ..row("b") };
    let (name, _) = shown("b");
    let form = Shown { json: "{}".into(), attention: vec![] };
    let all = Batch {
        shown: vec![(name, form.clone())],
        ..unseen(vec![bad, good.clone(), Row { references: None, ..row("c") }])
    };
    store.commit(&all).await.unwrap();
    let fresh = Row { references: Some(vec![]), ..row("c") };
    assert_rows(rows(store).await, vec![Row { hash: "second".into(), ..row("a") }, good, fresh]);
    let found: Vec<_> = forms(store).await.into_iter().map(|(_, form)| form).collect();
    assert_eq!(found, [Some(shown("a").1), Some(form), None]);
    let news = store.news(1).await.unwrap().unwrap();
    assert_eq!(news.shown.len(), 1, "only one of them is shown otherwise");
}

pub async fn what_comes_twice_in_a_batch_is_stored_once(store: &dyn CatalogStore) {
    let last = Row { references: Some(vec![]), hash: "second".into(), ..row("a") };
    let problems = vec![("a".to_owned(), row("a").diagnostics), ("a".to_owned(), vec![])];
    let hidden = vec!["x".to_owned(), "x".to_owned()];
    store.commit(&Batch { problems, hidden, ..batch(vec![row("a"), last.clone()]) }).await.unwrap();
    assert_rows(rows(store).await, vec![last]);
    let news = store.news(0).await.unwrap().unwrap();
    assert_eq!((news.hidden, news.problems), (vec!["x".to_owned()], vec![("a".to_owned(), vec![])]));
    assert_eq!(news.shown.len(), 1);
}

/// Files hold what they hold; a character that a database does not take must not cost the batch.
pub async fn a_text_may_hold_any_character(store: &dyn CatalogStore) {
    let odd = Row { source: "a\0b \u{1f980} \u{feff}\t\\ '".into(), file: "a\0b.yaml".into(), ..row("a") };
    store.commit(&batch(vec![odd.clone(), row("b")])).await.unwrap();
    let same = |found: &str, written: &str| found.replace('\u{fffd}', "\0") == written;
    let found = store.source("component:default/a").await.unwrap().unwrap();
    assert!(same(&found.text, &odd.source) && same(&found.file, &odd.file), "{found:?}");
    assert_eq!(store.source("component:default/b\0").await.unwrap(), None);
    assert_eq!(store.history(Some("component:default/b\0"), None, 1).await.unwrap(), []);
}

pub async fn a_name_may_be_long(store: &dyn CatalogStore) {
    // Not the same thing again and again, which a database could make short.
    let long: String = (0..4000).map(|number| format!("{number:x}/")).collect();
    let remote = RemoteRow { location: long.clone(), ..RemoteRow::default() };
    let source = SourceRow { id: long.clone(), remote: long.clone(), state: "{}".into() };
    let all = Batch {
        remotes: vec![remote.clone(), remote.clone()],
        sources: vec![source.clone()],
        problems: vec![(long.clone(), row("a").diagnostics)],
        ..Batch::default()
    };
    for _ in 0..2 {
        store.commit(&all).await.unwrap();
    }
    let (stored, _) = store.load().await.unwrap();
    assert_eq!((stored.remotes, stored.sources), (vec![remote], vec![source]));
    assert_eq!(stored.problems, all.problems);
    assert!(store.add_location(&registered("1", &long)).await.unwrap());
    assert!(!store.add_location(&registered("2", &long)).await.unwrap());
}
