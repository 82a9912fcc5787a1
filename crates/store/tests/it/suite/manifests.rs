//! What manifests say, and since when.

use portico_store::{KeptManifests, KeptPackage, ManifestStore};

fn package(file: &str, name: &str, since_ms: i64, until_ms: Option<i64>) -> KeptPackage {
    KeptPackage {
        file: file.into(),
        ecosystem: "npm".into(),
        name: name.into(),
        version: "^1 ü".into(),
        since_ms,
        until_ms,
    }
}

pub async fn what_manifests_said_is_kept_with_its_time(store: &dyn ManifestStore) {
    assert_eq!((store.manifests().await.unwrap(), store.manifests_revision().await.unwrap()), (vec![], 0));
    let till = KeptManifests {
        entity_ref: "component:default/till".into(),
        place: "url:https://a.test/till/".into(),
        etag: Some("\"1\"".into()),
        first_ms: Some(5),
        read_ms: Some(7),
        problems: "[]".into(),
        // The same package again after it was given up.
        packages: vec![
            package("package.json", "react", 5, Some(6)),
            package("package.json", "react", 7, None),
            package("web/package.json", "vue", 5, None),
        ],
        ..KeptManifests::default()
    };
    let shelf = KeptManifests {
        entity_ref: "component:default/shelf".into(),
        failed_ms: Some(9),
        error: Some("404".into()),
        problems: "[{}]".into(),
        ..till.clone()
    };
    store.keep_manifests(&till, true).await.unwrap();
    let first = store.manifests_revision().await.unwrap();
    store.keep_manifests(&shelf, true).await.unwrap();
    assert!(store.manifests_revision().await.unwrap() > first);
    assert_eq!(store.manifests().await.unwrap(), [shelf.clone(), till.clone()]);
    // What is only looked at again keeps its packages.
    let looked = KeptManifests { read_ms: Some(11), packages: vec![], ..till.clone() };
    store.keep_manifests(&looked, false).await.unwrap();
    let kept = store.manifests().await.unwrap();
    assert_eq!(kept[1], KeptManifests { read_ms: Some(11), ..till.clone() });
    // What is gone is known until its packages are forgotten.
    let gone = KeptManifests {
        place: String::new(),
        packages: vec![package("package.json", "react", 5, Some(12))],
        ..shelf
    };
    store.keep_manifests(&gone, true).await.unwrap();
    store.forget_packages(12).await.unwrap();
    let kept = store.manifests().await.unwrap();
    assert_eq!((&kept[0], kept[1].packages.len()), (&gone, 2));
    store.forget_packages(13).await.unwrap();
    let kept = store.manifests().await.unwrap();
    assert_eq!(
        kept.iter().map(|one| one.entity_ref.as_str()).collect::<Vec<_>>(),
        [till.entity_ref.as_str()]
    );
}

pub async fn a_manifest_may_name_thousands_of_packages(store: &dyn ManifestStore) {
    let packages: Vec<_> = (0..3_000).map(|number| package("a", &format!("p{number:05}"), 1, None)).collect();
    let many = KeptManifests {
        entity_ref: "component:default/a".into(),
        place: "x".into(),
        packages,
        ..KeptManifests::default()
    };
    store.keep_manifests(&many, true).await.unwrap();
    assert_eq!(store.manifests().await.unwrap()[0].packages.len(), 3_000);
}
