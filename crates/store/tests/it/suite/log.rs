//! The change log.

use super::*;

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
