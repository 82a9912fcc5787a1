//! Stars and visits.

use portico_store::{MineStore, Visit, limits};

const ANNA: &str = "user:default/anna";
const BEN: &str = "user:default/ben";

pub async fn stars_are_kept_per_person(store: &dyn MineStore) {
    assert!(store.stars(ANNA).await.unwrap().is_empty());
    for (entity_ref, at_ms) in [("api:x/a", 1), ("api:x/c", 2), ("api:x/b", 2), ("api:x/a", 9)] {
        assert!(store.star(ANNA, entity_ref, at_ms).await.unwrap());
    }
    store.star(BEN, "api:x/ü", 3).await.unwrap();
    // The latest first; starring again changes nothing.
    assert_eq!(store.stars(ANNA).await.unwrap(), ["api:x/b", "api:x/c", "api:x/a"]);
    for entity_ref in ["api:x/c", "api:x/never", "api:x/ü"] {
        store.unstar(ANNA, entity_ref).await.unwrap();
    }
    assert_eq!(store.stars(ANNA).await.unwrap(), ["api:x/b", "api:x/a"]);
    assert_eq!(store.stars(BEN).await.unwrap(), ["api:x/ü"]);
}

pub async fn a_person_has_only_so_many_stars(store: &dyn MineStore) {
    for number in 0..limits::STARS {
        assert!(store.star(ANNA, &format!("api:x/{number}"), number).await.unwrap());
    }
    assert!(!store.star(ANNA, "api:x/more", 0).await.unwrap());
    assert!(store.star(ANNA, "api:x/7", 0).await.unwrap(), "it is starred already");
    assert!(store.star(BEN, "api:x/more", 0).await.unwrap());
    assert_eq!(store.stars(ANNA).await.unwrap().len() as i64, limits::STARS);
    store.unstar(ANNA, "api:x/7").await.unwrap();
    assert!(store.star(ANNA, "api:x/more", 0).await.unwrap());
}

pub async fn visits_are_counted_and_the_latest_are_kept(store: &dyn MineStore) {
    assert!(store.visits(ANNA).await.unwrap().is_empty());
    let gap_ms = limits::SAME_VISIT.as_millis() as i64;
    let visit = |entity_ref: &str, hits, at_ms| Visit { entity_ref: entity_ref.to_owned(), hits, at_ms };
    for at_ms in [1000, 1001, 1000 + gap_ms, 1001 + 2 * gap_ms] {
        store.visit(ANNA, "api:x/a", at_ms).await.unwrap();
    }
    store.visit(ANNA, "api:x/b", 5).await.unwrap();
    store.visit(ANNA, "api:x/b", 3).await.unwrap();
    store.visit(BEN, "api:x/c", 7).await.unwrap();
    let expect = [visit("api:x/a", 2, 1001 + 2 * gap_ms), visit("api:x/b", 1, 5)];
    assert_eq!(store.visits(ANNA).await.unwrap(), expect);
    for number in 0..limits::VISITS {
        store.visit(ANNA, &format!("api:y/{number:04}"), number + 10).await.unwrap();
    }
    let kept = store.visits(ANNA).await.unwrap();
    assert_eq!(kept.len() as i64, limits::VISITS);
    assert_eq!(kept[0], expect[0]);
    assert!(kept.iter().all(|visit| visit.entity_ref != "api:x/b" && visit.entity_ref != "api:y/0000"));
    assert_eq!(store.visits(BEN).await.unwrap(), [visit("api:x/c", 1, 7)]);
}
