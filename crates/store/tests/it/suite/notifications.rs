//! What people are told.

use portico_store::{
    Marks, Mute, NewNotification, Notification, NotificationOrder, NotificationQuery, NotificationSeverity,
    NotificationStore, NotificationText, Telling, Which, limits,
};

const ANNA: &str = "user:default/anna";
const BEN: &str = "user:default/ben";

fn text(title: &str) -> NotificationText {
    NotificationText { origin: "tests".into(), title: title.into(), ..NotificationText::default() }
}

fn about(scope: &str, title: &str) -> NotificationText {
    NotificationText { scope: Some(scope.into()), lasts: true, ..text(title) }
}

fn to(person: &str, text: NotificationText) -> NewNotification {
    let person = Some(person.to_owned()).filter(|person| !person.is_empty());
    let id = format!("{}/{}", person.as_deref().unwrap_or("all"), text.title);
    NewNotification { id, person, text, how: Telling::Aloud }
}

async fn tell(store: &dyn NotificationStore, person: &str, title: &str, at_ms: i64) {
    store.notify(&[to(person, text(title))], at_ms).await.unwrap();
}

async fn all(store: &dyn NotificationStore, person: &str) -> Vec<Notification> {
    store.notifications(person, &NotificationQuery::default()).await.unwrap().0
}

#[track_caller]
fn titles(found: &[Notification], expect: &[&str]) {
    assert_eq!(found.iter().map(|one| one.text.title.as_str()).collect::<Vec<_>>(), expect);
}

async fn finds(store: &dyn NotificationStore, query: NotificationQuery, expect: &[&str]) {
    let (found, total) = store.notifications(ANNA, &query).await.unwrap();
    titles(&found, expect);
    assert_eq!(total, expect.len() as u64, "{query:?}");
}

pub async fn people_are_told_each_and_all(store: &dyn NotificationStore) {
    let whole = NotificationText {
        origin: "bills".into(),
        scope: Some("süß?".into()),
        topic: Some("budget".into()),
        severity: NotificationSeverity::High,
        title: "Over".into(),
        description: "By far".into(),
        link: Some("/cost-insights".into()),
        icon: Some("chart".into()),
        metadata: serde_json::from_str(r#"{"level": 2, "of": ["x"]}"#).unwrap(),
        lasts: true,
    };
    let told = store.notify(&[to(ANNA, whole.clone()), to(BEN, text("for Ben"))], 5).await.unwrap();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].person.as_deref(), Some(ANNA));
    assert_eq!(
        (told[0].created_ms, told[0].updated_ms, told[0].read_ms, told[0].saved_ms),
        (5, None, None, None)
    );
    tell(store, "", "for all", 7).await;
    let found = all(store, ANNA).await;
    titles(&found, &["for all", "Over"]);
    assert_eq!((found[0].person.as_deref(), &found[1].text), (None, &whole));
    titles(&all(store, BEN).await, &["for all", "for Ben"]);
    let id = found[1].id.clone();
    assert_eq!(store.notification(ANNA, &id).await.unwrap().as_ref(), Some(&found[1]));
    assert_eq!(store.notification(BEN, &id).await.unwrap(), None);
    assert_eq!(store.notification(ANNA, "never").await.unwrap(), None);
}

pub async fn the_same_is_told_again_in_its_place(store: &dyn NotificationStore) {
    tell(store, ANNA, "without scope", 1).await;
    tell(store, ANNA, "and another", 1).await;
    let first =
        store.notify(&[to(ANNA, about("a", "first")), to(BEN, about("a", "Ben's"))], 2).await.unwrap();
    let id = first[0].id.clone();
    let ids = [id.clone()];
    let both = Marks { read: Some(true), saved: Some(true) };
    assert_eq!(store.mark_notifications(ANNA, Which::These(&ids), both, 3).await.unwrap(), 1);
    let again = store.notify(&[to(ANNA, about("a", "second"))], 4).await.unwrap().remove(0);
    assert_eq!((again.id.as_str(), again.text.title.as_str()), (id.as_str(), "second"));
    assert_eq!(
        (again.created_ms, again.updated_ms, again.read_ms, again.saved_ms),
        (2, Some(4), None, Some(3))
    );
    titles(&all(store, ANNA).await, &["second", "and another", "without scope"]);
    titles(&all(store, BEN).await, &["Ben's"]);
}

pub async fn what_is_told_quietly_stays_read(store: &dyn NotificationStore) {
    let quietly = |how, text| NewNotification { how, ..to(ANNA, text) };
    let nothing = store.notify(&[quietly(Telling::Quietly, about("a", "nothing there"))], 1).await.unwrap();
    assert_eq!(nothing, []);
    let id = [store.notify(&[to(ANNA, about("a", "first"))], 2).await.unwrap().remove(0).id];
    let changed = store.notify(&[quietly(Telling::Quietly, about("a", "unread"))], 3).await.unwrap();
    assert_eq!((changed[0].read_ms, changed[0].updated_ms), (None, None));
    let read = Marks { read: Some(true), saved: None };
    store.mark_notifications(ANNA, Which::These(&id), read, 4).await.unwrap();
    store.notify(&[quietly(Telling::Quietly, about("a", "still read"))], 5).await.unwrap();
    let found = all(store, ANNA).await.remove(0);
    assert_eq!((found.text.title.as_str(), found.read_ms, found.updated_ms), ("still read", Some(4), None));
    titles(&store.lasting_notifications("tests").await.unwrap(), &["still read"]);
    let unread = Marks { read: Some(false), saved: None };
    store.mark_notifications(ANNA, Which::These(&id), unread, 6).await.unwrap();
    let over = NotificationText { lasts: false, ..about("a", "over") };
    store.notify(&[quietly(Telling::Done, over)], 7).await.unwrap();
    let found = all(store, ANNA).await.remove(0);
    assert_eq!((found.text.title.as_str(), found.read_ms), ("over", Some(7)));
    assert_eq!(store.lasting_notifications("tests").await.unwrap(), []);
    assert_eq!(store.lasting_notifications("others").await.unwrap(), []);
}

pub async fn everybody_reads_for_themselves(store: &dyn NotificationStore) {
    let before = store.notification_revision().await.unwrap();
    tell(store, "", "for all", 1).await;
    tell(store, ANNA, "for Anna", 2).await;
    assert!(store.notification_revision().await.unwrap() > before);
    assert_eq!(store.notification_counts(ANNA).await.unwrap(), (2, 0));
    let read = Marks { read: Some(true), saved: None };
    let ids: Vec<String> = all(store, ANNA).await.into_iter().map(|one| one.id).collect();
    // What is for somebody else is not theirs to mark.
    assert_eq!(store.mark_notifications(BEN, Which::These(&ids), read, 3).await.unwrap(), 1);
    assert_eq!(store.notification_counts(ANNA).await.unwrap(), (2, 0));
    assert_eq!(store.notification_counts(BEN).await.unwrap(), (0, 1));
    tell(store, ANNA, "later", 9).await;
    assert_eq!(store.mark_notifications(ANNA, Which::Until(8), read, 10).await.unwrap(), 2);
    assert_eq!(store.notification_counts(ANNA).await.unwrap(), (1, 2));
    let again = Marks { read: Some(true), saved: Some(true) };
    assert_eq!(store.mark_notifications(ANNA, Which::Until(9), again, 11).await.unwrap(), 3);
    let found = all(store, ANNA).await;
    let times: Vec<_> = found.iter().map(|one| (one.read_ms, one.saved_ms)).collect();
    assert_eq!(times, [(Some(11), Some(11)), (Some(10), Some(11)), (Some(10), Some(11))]);
    let many: Vec<String> = (0..3 * limits::SQLITE_ROWS).map(|number| number.to_string()).collect();
    assert_eq!(store.mark_notifications(ANNA, Which::These(&many), read, 12).await.unwrap(), 0);
}

pub async fn notifications_are_found(store: &dyn NotificationStore) {
    let with = |title: &str, topic: Option<&str>, severity, description: &str| NotificationText {
        topic: topic.map(str::to_owned),
        severity,
        description: description.into(),
        ..text(title)
    };
    use NotificationSeverity::{Critical, High, Low, Normal};
    let texts = [
        with("Ärger 100%", Some("budget"), Critical, "in the shop"),
        with("b", Some("anomaly"), High, "a_b in the SHOP"),
        with("c", None, Normal, ""),
        with("d", Some("budget"), Low, "back\\slash"),
    ];
    for (at_ms, text) in (1..).zip(&texts) {
        store.notify(&[to(ANNA, text.clone())], at_ms).await.unwrap();
    }
    let query = NotificationQuery::default;
    finds(store, query(), &["d", "c", "b", "Ärger 100%"]).await;
    finds(store, NotificationQuery { topic: Some("budget".into()), ..query() }, &["d", "Ärger 100%"]).await;
    finds(store, NotificationQuery { least: Some(High), ..query() }, &["b", "Ärger 100%"]).await;
    finds(store, NotificationQuery { since_ms: Some(3), ..query() }, &["d", "c"]).await;
    for (search, expect) in [
        ("shop", &["b", "Ärger 100%"][..]),
        ("SHOP äRGER", &["Ärger 100%"]),
        ("100%", &["Ärger 100%"]),
        ("%", &["Ärger 100%"]),
        ("a_b", &["b"]),
        ("_", &["b"]),
        ("k\\s", &["d"]),
        ("anomaly", &["b"]),
        ("nothing", &[]),
        (" ", &["d", "c", "b", "Ärger 100%"]),
    ] {
        finds(store, NotificationQuery { search: search.into(), ..query() }, expect).await;
    }
    let order = |order, is_reversed| NotificationQuery { order: vec![(order, is_reversed)], ..query() };
    finds(store, order(NotificationOrder::Severity, true), &["Ärger 100%", "b", "c", "d"]).await;
    finds(store, order(NotificationOrder::Title, false), &["b", "c", "d", "Ärger 100%"]).await;
    // What has no topic comes before what has one, in every database.
    finds(store, order(NotificationOrder::Topic, false), &["c", "b", "d", "Ärger 100%"]).await;
    finds(store, order(NotificationOrder::Topic, true), &["d", "Ärger 100%", "b", "c"]).await;
    finds(store, order(NotificationOrder::Created, false), &["Ärger 100%", "b", "c", "d"]).await;
    let part = NotificationQuery { offset: 1, limit: Some(2), ..query() };
    let (found, total) = store.notifications(ANNA, &part).await.unwrap();
    titles(&found, &["c", "b"]);
    assert_eq!(total, 4);
    let ids = [found[1].id.clone()];
    let read = Marks { read: Some(true), saved: Some(true) };
    store.mark_notifications(ANNA, Which::These(&ids), read, 9).await.unwrap();
    finds(store, NotificationQuery { read: Some(true), ..query() }, &["b"]).await;
    finds(store, NotificationQuery { saved: Some(false), ..query() }, &["d", "c", "Ärger 100%"]).await;
    assert_eq!(store.notification_topics(ANNA, &query()).await.unwrap(), ["anomaly", "budget"]);
    let unread = NotificationQuery { read: Some(false), ..query() };
    assert_eq!(store.notification_topics(ANNA, &unread).await.unwrap(), ["budget"]);
}

pub async fn what_somebody_does_not_want_is_not_told(store: &dyn NotificationStore) {
    let of = |origin: &str, topic: Option<&str>, title: &str| NotificationText {
        origin: origin.into(),
        topic: topic.map(str::to_owned),
        ..text(title)
    };
    for text in
        [of("a", Some("x"), "ax"), of("a", None, "a"), of("b", Some("x"), "bx"), of("b", Some("y"), "by")]
    {
        store
            .notify(
                &[
                    to(ANNA, text.clone()),
                    to("", NotificationText { title: format!("{}!", text.title), ..text }),
                ],
                1,
            )
            .await
            .unwrap();
    }
    let mute =
        |origin: &str, topic: Option<&str>| Mute { origin: origin.into(), topic: topic.map(str::to_owned) };
    let mutes = [mute("a", None), mute("b", Some("y"))];
    store.mute_notifications(ANNA, &mutes).await.unwrap();
    assert_eq!(store.notification_mutes(ANNA).await.unwrap(), mutes);
    titles(&all(store, ANNA).await, &["bx!", "bx"]);
    assert_eq!(store.notification_counts(ANNA).await.unwrap(), (2, 0));
    assert_eq!(all(store, BEN).await.len(), 4);
    let origins = store.notification_origins(ANNA).await.unwrap();
    let pair = |origin: &str, topic: Option<&str>| (origin.to_owned(), topic.map(str::to_owned));
    assert_eq!(origins, [pair("a", None), pair("a", Some("x")), pair("b", Some("x")), pair("b", Some("y"))]);
    store.mute_notifications(ANNA, &[]).await.unwrap();
    assert_eq!(all(store, ANNA).await.len(), 8);
}

pub async fn only_so_many_notifications_are_kept(store: &dyn NotificationStore) {
    let lasting = about("a", "lasts");
    let ids = [store.notify(&[to(ANNA, lasting)], 1).await.unwrap().remove(0).id];
    let batch = |from: i64, to_: i64| -> Vec<NewNotification> {
        (from..to_).map(|number| to(ANNA, text(&format!("{number:05}")))).collect()
    };
    store.notify(&batch(1, limits::NOTIFICATIONS), 2).await.unwrap();
    let read = |id: &str| [format!("{ANNA}/{id}")];
    let mark = Marks { read: Some(true), saved: None };
    store.mark_notifications(ANNA, Which::These(&ids), mark, 3).await.unwrap();
    store.mark_notifications(ANNA, Which::These(&read("00007")), mark, 3).await.unwrap();
    store
        .mark_notifications(ANNA, Which::These(&read("00001")), Marks { read: None, saved: Some(true) }, 3)
        .await
        .unwrap();
    store.notify(&batch(80_000, 80_003), 4).await.unwrap();
    let here = async |id: String| store.notification(ANNA, &id).await.unwrap().is_some();
    assert!(here(ids[0].clone()).await, "it lasts");
    for (id, expect) in [
        ("00007", false),
        ("00001", true),
        ("00002", false),
        ("00003", false),
        ("00004", true),
        ("80000", true),
    ] {
        assert_eq!(here(format!("{ANNA}/{id}")).await, expect, "{id}");
    }
    let (.., total) = store.notifications(ANNA, &NotificationQuery::default()).await.unwrap();
    assert_eq!(total as i64, limits::NOTIFICATIONS);
}

pub async fn what_somebody_saved_of_what_is_for_all_is_kept(store: &dyn NotificationStore) {
    let batch = |from: i64, to_: i64| -> Vec<NewNotification> {
        (from..to_).map(|number| to("", text(&format!("{number:05}")))).collect()
    };
    store.notify(&batch(0, limits::NOTIFICATIONS_FOR_ALL), 1).await.unwrap();
    let saved = ["all/00000".to_owned()];
    let mark = Marks { read: Some(true), saved: Some(true) };
    assert_eq!(store.mark_notifications(ANNA, Which::These(&saved), mark, 2).await.unwrap(), 1);
    store.notify(&batch(80_000, 80_001), 3).await.unwrap();
    for (id, expect) in [("all/00000", true), ("all/00001", false), ("all/00002", true)] {
        assert_eq!(store.notification(ANNA, id).await.unwrap().is_some(), expect, "{id}");
    }
}

pub async fn notifications_are_marked_while_old_ones_are_forgotten(store: &dyn NotificationStore) {
    let batch: Vec<NewNotification> = (0..50).map(|number| to(ANNA, text(&format!("{number:05}")))).collect();
    let mark = Marks { read: Some(true), saved: None };
    for _ in 0..20 {
        store.notify(&batch, 1).await.unwrap();
        let (marked, pruned) = tokio::join!(
            store.mark_notifications(ANNA, Which::Until(1), mark, 2),
            store.prune_notifications(10, 10)
        );
        assert!([0, 50].contains(&marked.unwrap()), "all of them, or what is gone");
        assert_eq!(pruned.unwrap(), 50);
    }
}

pub async fn old_notifications_are_forgotten(store: &dyn NotificationStore) {
    for (title, at_ms) in
        [("old", 10), ("read", 60), ("saved", 10), ("unread", 60), ("read late", 60), ("new", 110)]
    {
        tell(store, ANNA, title, at_ms).await;
    }
    tell(store, "", "for all", 60).await;
    tell(store, "", "for all, saved", 60).await;
    store.notify(&[to(ANNA, about("a", "lasts"))], 10).await.unwrap();
    let mark = async |person: &str, id: &str, marks, at_ms| {
        let ids = [id.to_owned()];
        assert_eq!(store.mark_notifications(person, Which::These(&ids), marks, at_ms).await.unwrap(), 1);
    };
    let (read, saved) = (Marks { read: Some(true), saved: None }, Marks { read: None, saved: Some(true) });
    mark(ANNA, "user:default/anna/read", read, 70).await;
    mark(ANNA, "user:default/anna/read late", read, 105).await;
    mark(ANNA, "user:default/anna/saved", saved, 20).await;
    mark(ANNA, "user:default/anna/lasts", read, 20).await;
    mark(BEN, "all/for all, saved", saved, 20).await;
    assert_eq!(store.prune_notifications(100, 50).await.unwrap(), 3);
    let mut left: Vec<String> = all(store, ANNA).await.into_iter().map(|one| one.text.title).collect();
    left.sort();
    assert_eq!(left, ["for all, saved", "lasts", "new", "read late", "saved", "unread"]);
    let before = store.notification_revision().await.unwrap();
    assert_eq!(store.prune_notifications(100, 50).await.unwrap(), 0);
    assert_eq!(store.notification_revision().await.unwrap(), before);
}
