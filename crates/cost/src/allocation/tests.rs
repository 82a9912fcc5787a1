use super::{
    Allocation, By, Condition, Key, Pattern, Rule, Rules, Share, Target, Template, Then, allocate, explain,
};
use crate::{
    day::Day,
    estate::tests::company,
    item::{Item, Symbols},
    ledger::{Ledger, LedgerBuilder},
    metrics::{Metric, Metrics},
    money::{Amount, Currency},
};
use proptest::prelude::*;
use std::sync::Arc;

/// Tags, account, resource.
type Line<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

/// A bill of items with tags, an account and a resource, each of one unit on one day.
fn bill(items: &[Line<'_>]) -> Ledger {
    let mut builder = LedgerBuilder::new();
    for (tags, account, resource) in items {
        let mut symbols = Symbols::new();
        let mut item = Item::new(Currency::EUR);
        item.tags = tags.iter().map(|(key, value)| (symbols.intern(key), symbols.intern(value))).collect();
        item.account = symbols.intern(account);
        item.resource = symbols.intern(resource);
        let one = Amount::from_micros(1_000_000);
        builder.add_item(&symbols, &item, &[(Day::from_number(10), one, one)]);
    }
    builder.finish()
}

fn when(key: &str, patterns: &[&str]) -> Condition {
    let patterns = patterns.iter().map(|pattern| Pattern::parse(pattern).unwrap()).collect();
    Condition { key: Key::of_word(key).unwrap(), patterns }
}

fn rule(name: &str, when: Vec<Condition>, then: Then) -> Rule {
    Rule { name: name.into(), when, then, goes_on: false, is_default: false }
}

fn to(text: &str, captures: &[&str]) -> Then {
    Then::To(vec![Template::parse(text, captures).unwrap()])
}

fn decided(ledger: &Ledger, rules: Rules) -> (Allocation, Vec<String>) {
    let allocation = allocate(ledger, Arc::new(company()), Arc::new(rules), &Metrics::default());
    let outcomes = (0..ledger.items().len()).map(|item| match allocation.target(item) {
        Target::Entity(entity) => allocation.estate().known(*entity).unwrap().reference.to_string(),
        Target::Shared(number) => format!("shared {number}"),
        Target::Nobody(why) => why.why(),
    });
    let outcomes = outcomes.collect();
    (allocation, outcomes)
}

#[test]
fn the_first_rule_that_fits_decides() {
    let ledger =
        bill(&[(&[], "111", "cart-db-prod"), (&[("Team", "pay")], "111", "other"), (&[], "222", "x")]);
    let rules = Rules {
        rules: vec![
            rule(
                "databases",
                vec![when("resource", &["{app}-db-*"])],
                to("component:default/${app}", &["app"]),
            ),
            rule("teams", vec![when("tag.team", &["*"])], to("group:${tag.team}", &[])),
            rule("rest", vec![when("account", &["1*"])], Then::Nobody),
        ],
        ..Rules::default()
    };
    let (allocation, outcomes) = decided(&ledger, rules);
    assert_eq!(outcomes[..2], ["component:default/cart", "group:default/pay"]);
    assert!(outcomes[2].starts_with("no rule fits"), "{outcomes:?}");
    assert_eq!(allocation.rule(1).map(|rule| rule.name.as_str()), Some("teams"));
}

#[test]
fn without_rules_tags_and_ids_are_looked_at() {
    let ledger = bill(&[
        (&[("application", "Cart")], "9", "r"),
        (&[("app", "component:default/checkout")], "9", "r"),
        (&[("component", "unheard of"), ("team", "pay")], "9", "r"),
        (&[("component", "unheard of")], "9", "r"),
        (&[], "111", "r"),
        (&[], "222", "r"),
        (&[("env", "PROD ")], "9", "r"),
    ]);
    let (allocation, outcomes) = decided(&ledger, Rules::default());
    assert_eq!(outcomes[0], "component:default/cart");
    assert_eq!(outcomes[1], "component:default/checkout");
    assert_eq!(outcomes[2], "group:default/pay");
    assert_eq!(
        outcomes[3],
        "tag component names component:default/unheard-of, which the catalog does not have"
    );
    assert_eq!(outcomes[4], "system:default/orders");
    assert!(outcomes[5].starts_with("no rule fits"), "two entities have this annotation");
    assert_eq!(allocation.environment(6), "prod");
    let told = explain(&ledger, &allocation);
    assert_eq!((told.items, told.unallocated_items), (7, 3));
    assert_eq!(told.unknown[0].named, "component:default/unheard-of");
    let total: Amount = told.allocated.iter().chain(&told.unallocated).map(|(_, amount)| *amount).sum();
    assert_eq!(total, Amount::from_micros(7_000_000));
}

#[test]
fn a_template_that_cannot_be_a_reference_is_refused() {
    for wrong in ["", "component:", "${tag.x", "${nonsense}", "component:default/${app}"] {
        assert!(Template::parse(wrong, &[]).is_err(), "{wrong}");
    }
    assert!(Template::parse("component:default/${app}-${tag.env}", &["app"]).is_ok());
}

fn shared(by: By, among: &[&str]) -> Rules {
    let among = among.iter().map(|name| (*name).to_owned()).collect();
    let share = rule("shared", vec![when("resource", &["shared*"])], Then::Share(Share { among, by }));
    Rules { rules: vec![share].into_iter().chain(super::defaults()).collect(), ..Rules::default() }
}

/// The parts of an amount on a day.
fn parts(allocation: &Allocation, amount: Amount, day: i32) -> Vec<Amount> {
    let sharing = &allocation.sharings[0];
    let mut parts = vec![Amount::ZERO; sharing.parts.len()];
    let wanted: Vec<usize> = (0..parts.len()).collect();
    sharing.split(amount, Day::from_number(day), 0, &wanted, |place, part| parts[place] = part);
    parts
}

#[test]
fn shares_follow_costs_metrics_and_weights() {
    let ledger = bill(&[
        (&[("component", "cart")], "", "a"),
        (&[("component", "cart")], "", "b"),
        (&[("component", "checkout")], "", "c"),
        (&[], "", "shared"),
    ]);
    let components = ["component:default/cart", "component:default/checkout"];
    let whole = Amount::from_micros(9_000_000);
    let split = |by: By, metrics: &Metrics| {
        let rules = Arc::new(shared(by, &components));
        let allocation = allocate(&ledger, Arc::new(company()), rules, metrics);
        let parts = parts(&allocation, whole, 10);
        (parts.iter().map(|part| part.micros() / 1_000_000).collect::<Vec<_>>(), allocation.warnings)
    };
    let none = Metrics::default();
    assert_eq!(split(By::Cost, &none).0, [6, 3]);
    assert_eq!(split(By::Fixed(vec![2, 7]), &none).0, [2, 7]);
    assert_eq!(split(By::Even, &none).0, [4, 4], "four and a half");
    let mut metric = Metric { id: "orders".into(), ..Metric::default() };
    metric.read("day,entity,value\n1970-01-02,component:default/checkout,5\n").unwrap();
    let metrics = Metrics { list: vec![metric] };
    assert_eq!(split(By::Metric("orders".into()), &metrics).0, [0, 9]);
    let (even, warnings) = split(By::Metric("orders".into()), &none);
    assert_eq!(even, [4, 4]);
    assert!(warnings[0].contains("shared evenly"), "{warnings:?}");
}

#[test]
fn rules_that_share_alike_have_one_sharing_and_weights_are_bounded() {
    let ledger = bill(&[
        (&[("component", "cart")], "", "a"),
        (&[], "", "shared-1"),
        (&[], "", "shared-2"),
        (&[], "", "x"),
    ]);
    let share = |name: &str, resource: &str, among: &[&str]| {
        let among = among.iter().map(|name| (*name).to_owned()).collect();
        rule(name, vec![when("resource", &[resource])], Then::Share(Share { among, by: By::Cost }))
    };
    let two = ["component:default/cart", "component:default/checkout"];
    let three = ["component:default/cart", "component:default/checkout", "group:default/pay"];
    let rules = Rules {
        rules: vec![
            share("one", "shared-1", &two),
            share("two", "shared-2", &two),
            share("three", "x", &three),
        ]
        .into_iter()
        .chain(super::defaults())
        .collect(),
        ..Rules::default()
    };
    let (mut allocation, outcomes) = decided(&ledger, rules);
    assert_eq!(outcomes[1..], ["shared 0", "shared 0", "shared 1"]);
    assert_eq!(allocation.rule(2).map(|rule| rule.name.as_str()), Some("two"));
    assert_eq!(allocation.warnings, Vec::<String>::new());
    let whole = Amount::from_micros(6);
    assert_eq!(parts(&allocation, whole, 10), [whole, Amount::ZERO]);
    // One day: two weights of the first are within three, those of the second are not any more.
    allocation.weigh(&ledger, &Metrics::default(), 3);
    assert_eq!(parts(&allocation, whole, 10), [whole, Amount::ZERO]);
    assert!(allocation.warnings[0].starts_with("costs of 1 sharings are shared evenly"));
    allocation.weigh(&ledger, &Metrics::default(), 1);
    assert_eq!(parts(&allocation, whole, 10), [Amount::from_micros(3); 2]);
}

#[test]
fn what_is_shared_among_nobody_known_is_unallocated() {
    let ledger = bill(&[(&[], "", "shared")]);
    let (allocation, outcomes) = decided(&ledger, shared(By::Even, &["system:default/gone", "team-*"]));
    assert!(outcomes[0].contains("system:default/gone, team-*"), "{outcomes:?}");
    assert_eq!(allocation.warnings.len(), 1);
    let (_, outcomes) = decided(&ledger, shared(By::Even, &["component:default/c*"]));
    assert_eq!(outcomes, ["shared 0"]);
}

proptest! {
    /// The parts of every sharing add up to the whole to the last unit, on every day and however odd the weights.
    #[test]
    fn parts_are_the_whole(
        amount in -10_i128.pow(31)..10_i128.pow(31),
        weights in prop::collection::vec(0_u128..u128::from(u64::MAX), 3),
        day in -400_i32..400,
        by in 0_u8..3,
    ) {
        let ledger = bill(&[(&[("component", "cart")], "", "a"), (&[], "", "shared")]);
        let by = match by {
            0 => By::Even,
            1 => By::Fixed(weights),
            _ => By::Cost,
        };
        let names = ["component:default/cart", "component:default/checkout", "group:default/pay"];
        let (allocation, _) = decided(&ledger, shared(by, &names));
        let parts = parts(&allocation, Amount::from_raw(amount), day);
        prop_assert_eq!(parts.len(), 3);
        prop_assert_eq!(parts.into_iter().sum::<Amount>(), Amount::from_raw(amount));
    }
}
