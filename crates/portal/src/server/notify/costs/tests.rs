use super::*;
use portico_cost::{Day, dashboard::Decision, dashboard::Named, question::Question};

const ANNA: &str = "user:default/anna";
const BEN: &str = "user:default/ben";

fn alert(id: &str, sort: AttentionSort, title: &str) -> Attention {
    Attention {
        id: id.to_owned(),
        sort,
        title: title.to_owned(),
        text: "EUR 12 left.".to_owned(),
        owner: Some(Named { key: "group:default/oak".to_owned(), ..Named::default() }),
        question: Question::of("system:default/shop"),
        amount: Default::default(),
        decision: None,
    }
}

fn telltale(
    alert: &Attention,
    severity: NotificationSeverity,
    badness: f64,
    people: &[&str],
) -> BTreeMap<String, Telltale> {
    let people = people.iter().map(|person| (*person).to_owned()).collect();
    BTreeMap::from([(scope(&alert.id), Telltale { text: text(alert, severity), badness, people })])
}

/// What the store would have after this.
fn after(news: &[NewNotification]) -> Vec<Notification> {
    let lasting = news.iter().filter(|new| new.text.lasts);
    let stored = lasting.map(|new| Notification {
        id: new.id.clone(),
        person: new.person.clone(),
        text: new.text.clone(),
        created_ms: 1,
        updated_ms: None,
        read_ms: None,
        saved_ms: None,
    });
    stored.collect()
}

#[track_caller]
fn check(news: &[NewNotification], expect: &[(&str, Telling, &str)]) {
    let found: Vec<_> = news
        .iter()
        .map(|new| (new.person.as_deref().unwrap_or_default(), new.how, new.text.title.as_str()))
        .collect();
    assert_eq!(found, expect);
}

#[test]
fn nothing_is_told_twice_until_it_is_worse() {
    use NotificationSeverity::{Critical, High};
    let budget = alert("budget/Shop/2025-11-01", AttentionSort::Budget, "Shop at 91 % of its budget");
    let first = difference(&telltale(&budget, High, 0.05, &[ANNA, BEN]), &[], Vec::new());
    check(&first, &[(ANNA, Telling::Aloud, &budget.title), (BEN, Telling::Aloud, &budget.title)]);
    let known = after(&first);
    check(&difference(&telltale(&budget, High, 0.05, &[ANNA, BEN]), &[], known.clone()), &[]);
    // Other words for a little more are no reason to interrupt anybody.
    let little = Attention { title: "Shop at 95 % of its budget".to_owned(), ..budget.clone() };
    let quiet = difference(&telltale(&little, High, 0.12, &[ANNA]), &[], after(&first[..1]));
    check(&quiet, &[(ANNA, Telling::Quietly, &little.title)]);
    // Many small steps are a large one.
    let more = difference(&telltale(&little, High, 0.151, &[ANNA]), &[], after(&quiet));
    check(&more, &[(ANNA, Telling::Aloud, &little.title)]);
    check(&difference(&telltale(&little, High, 0.16, &[ANNA]), &[], after(&more)), &[]);
    let over = difference(&telltale(&little, Critical, 0.16, &[ANNA]), &[], after(&more));
    check(&over, &[(ANNA, Telling::Aloud, &little.title)]);
    // What was as pressing before is not told again for going back and forth.
    let back = difference(&telltale(&little, High, 0.16, &[ANNA]), &[], after(&over));
    check(&back, &[(ANNA, Telling::Quietly, &little.title)]);
    check(
        &difference(&telltale(&little, Critical, 0.16, &[ANNA]), &[], after(&back)),
        &[(ANNA, Telling::Quietly, &little.title)],
    );
}

#[test]
fn an_anomaly_is_told_again_when_it_grew_by_half() {
    let anomaly = alert("anomaly/a/2025-11-01", AttentionSort::Anomaly, "a +30 %");
    let of = |badness| telltale(&anomaly, NotificationSeverity::High, badness, &[ANNA]);
    let known = after(&difference(&of(100.0), &[], Vec::new()));
    check(&difference(&of(149.0), &[], known.clone()), &[]);
    check(&difference(&of(150.0), &[], known), &[(ANNA, Telling::Aloud, "a +30 %")]);
}

#[test]
fn what_is_over_says_so() {
    let anomaly = alert("anomaly/a/2025-11-01", AttentionSort::Anomaly, "a +30 %");
    let all = telltale(&anomaly, NotificationSeverity::High, 1.0, &[ANNA, BEN]);
    let known = after(&difference(&all, &[], Vec::new()));
    let over = difference(&BTreeMap::new(), &[], known.clone());
    assert_eq!(over.len(), 2);
    assert!(over.iter().all(|new| new.how == Telling::Done && !new.text.lasts));
    assert_eq!(over[0].text.title, "Over: a +30 %");
    assert_eq!(over[0].text.description, "This is over. It was: EUR 12 left.");
    assert_eq!(over[0].text.severity, NotificationSeverity::Low);
    // Only Ben has it now.
    let bens = telltale(&anomaly, NotificationSeverity::High, 1.0, &[BEN]);
    check(&difference(&bens, &[], known.clone()), &[(ANNA, Telling::Done, "Not yours: a +30 %")]);
    let decision = Decision {
        state: "snoozed".to_owned(),
        until: Some(Day::parse("2025-11-30").unwrap()),
        reason: None,
        note: "we know".to_owned(),
        by: Some(BEN.to_owned()),
        at_ms: 5,
    };
    let decided = [Attention { decision: Some(decision), ..anomaly }];
    let snoozed = difference(&BTreeMap::new(), &decided, known);
    assert_eq!(snoozed[0].text.title, "Snoozed: a +30 %");
    assert_eq!(snoozed[0].text.description, "Snoozed by ben until 2025-11-30: we know. It was: EUR 12 left.");
}

#[test]
fn a_scope_fits() {
    assert_eq!(scope("budget/Shop/2025-11-01"), "budget/Shop/2025-11-01");
    assert_eq!(scope(&"x".repeat(NOTIFY_SCOPE + 1)).len(), 64);
}
