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
    let people = Arc::new(people);
    BTreeMap::from([(scope(&alert.id), Telltale { text: text(alert, severity), badness, people })])
}

/// What a look that found everything has to tell.
fn difference(
    telltales: &BTreeMap<String, Telltale>,
    decided: &[Attention],
    told: Vec<Notification>,
) -> Vec<NewNotification> {
    super::difference(&Finding { telltales, decided, may_miss: &|_| false }, told)
}

/// Alerts of teams, each with a number of people: the same people wherever the names are the same.
fn many(teams: &[(&str, usize, &str)]) -> BTreeMap<String, Telltale> {
    let of = |(id, count, name): &(&str, usize, &str)| {
        let people: Vec<String> =
            (0..*count).map(|number| format!("user:default/{name}-{number:05}")).collect();
        let people: Vec<&str> = people.iter().map(String::as_str).collect();
        telltale(&alert(id, AttentionSort::Growth, id), NotificationSeverity::Normal, 1.0, &people)
    };
    teams.iter().flat_map(of).collect()
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
fn notifications_of_a_large_owner_leave_room_for_others() {
    let large = NOTIFY_PEOPLE + 100;
    let ids: Vec<String> =
        (0..=NOTIFY_ALERTS / NOTIFY_PEOPLE).map(|number| format!("growth/{number}")).collect();
    let mut teams: Vec<(&str, usize, &str)> = ids.iter().map(|id| (id.as_str(), large, "many")).collect();
    teams.push(("growth/z", 3, "few"));
    let alerts = many(&teams);
    let first = difference(&alerts, &[], Vec::new());
    let count =
        |news: &[NewNotification], title: &str| news.iter().filter(|new| new.text.title == title).count();
    assert_eq!(first.len(), NOTIFY_ALERTS);
    assert_eq!(count(&first, "growth/z"), 3);
    assert_eq!(count(&first, "growth/0"), NOTIFY_PEOPLE);
    assert_eq!(count(&first, ids.last().unwrap()), 0, "there is no more room");
    let known = after(&first);
    check(&difference(&alerts, &[], known.clone()), &[]);
    // A team that was told before does not lose it to a larger one.
    teams.push(("growth/a", NOTIFY_PEOPLE, "others"));
    check(&difference(&many(&teams), &[], known), &[]);
}

#[test]
fn nobody_is_told_more_notifications_than_are_kept_for_them() {
    let ids: Vec<String> = (0..NOTIFY_ALERTS_EACH + 20).map(|number| format!("growth/{number:04}")).collect();
    let teams: Vec<(&str, usize, &str)> = ids.iter().map(|id| (id.as_str(), 1, "one")).collect();
    let alerts = many(&teams);
    let first = difference(&alerts, &[], Vec::new());
    assert_eq!(first.len(), NOTIFY_ALERTS_EACH);
    let known = after(&first);
    check(&difference(&alerts, &[], known.clone()), &[]);
    // One that is over makes room for another.
    let second = difference(&many(&teams[1..]), &[], known);
    let next = ids.get(NOTIFY_ALERTS_EACH).unwrap();
    let person = "user:default/one-00000";
    check(&second[1..], &[(person, Telling::Done, "Over: growth/0000")]);
    check(&second[..1], &[(person, Telling::Aloud, next)]);
}

#[test]
fn what_nobody_owns_any_more_is_not_over() {
    let budget = alert("budget/Shop/2025-11-01", AttentionSort::Budget, "Shop at 91 %");
    let known =
        after(&difference(&telltale(&budget, NotificationSeverity::High, 0.05, &[ANNA]), &[], Vec::new()));
    let nobody = telltale(&budget, NotificationSeverity::High, 0.05, &[]);
    let told = difference(&nobody, &[], known);
    check(&told, &[(ANNA, Telling::Done, "Not yours: Shop at 91 %")]);
    assert_eq!(told[0].text.description, "This belongs to nobody now. It was: EUR 12 left.");
}

#[test]
fn what_may_have_been_missed_is_not_over() {
    let (old, new) = ("anomaly/a/2025-09-01", "anomaly/b/2025-11-01");
    let of = |id: &str| {
        let alert = alert(id, AttentionSort::Anomaly, id);
        difference(&telltale(&alert, NotificationSeverity::High, 1.0, &[ANNA]), &[], Vec::new())
    };
    let known = after(&[of(old), of(new)].concat());
    let finding =
        Finding { telltales: &BTreeMap::new(), decided: &[], may_miss: &|alert: &str| alert == new };
    let told = super::difference(&finding, known);
    check(&told, &[(ANNA, Telling::Done, &format!("Over: {old}"))]);
}

#[test]
fn a_scope_fits() {
    assert_eq!(scope("budget/Shop/2025-11-01"), "budget/Shop/2025-11-01");
    assert_eq!(scope(&"x".repeat(NOTIFY_SCOPE + 1)).len(), 64);
}
