//! Decisions about alerts of costs.

use portico_store::{CostAlerts, CostDecision, limits};

fn decision(alert: &str, state: &str, at_ms: i64) -> CostDecision {
    CostDecision {
        alert: alert.to_owned(),
        state: state.to_owned(),
        until: (state == "snoozed").then(|| "2025-12-01".to_owned()),
        reason: (state == "dismissed").then(|| "seasonal".to_owned()),
        note: "der Schlussverkauf – 'wie jedes Jahr'".to_owned(),
        person: (at_ms > 1).then(|| "user:default/anna".to_owned()),
        at_ms,
    }
}

pub async fn decisions_about_alerts_are_kept_changed_and_taken_back(store: &dyn CostAlerts) {
    assert_eq!(store.cost_decisions().await.unwrap(), []);
    for (alert, state, at_ms) in [("a/ü", "snoozed", 1), ("b", "dismissed", 2), ("c", "accepted", 3)] {
        store.decide_cost(&decision(alert, state, at_ms)).await.unwrap();
    }
    store.decide_cost(&decision("a/ü", "accepted", 4)).await.unwrap();
    store.undecide_cost("c").await.unwrap();
    store.undecide_cost("never").await.unwrap();
    let expect = [decision("a/ü", "accepted", 4), decision("b", "dismissed", 2)];
    assert_eq!(store.cost_decisions().await.unwrap(), expect);
}

pub async fn only_so_many_decisions_about_alerts_are_remembered(store: &dyn CostAlerts) {
    for number in 0..=limits::COST_DECISIONS {
        store.decide_cost(&decision(&format!("{number:06}"), "accepted", number + 2)).await.unwrap();
    }
    let kept = store.cost_decisions().await.unwrap();
    assert_eq!(kept.len() as i64, limits::COST_DECISIONS);
    assert!(kept.iter().all(|decision| decision.alert != "000000"));
}
