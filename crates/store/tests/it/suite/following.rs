//! What processes say to one another, and what they read besides entities.

use super::*;

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
