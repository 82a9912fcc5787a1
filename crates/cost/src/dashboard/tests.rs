use super::{AttentionSort, Books, BudgetState, Dashboard, Happened, Named, Sort, Watch, answer, daily_cost};
use crate::{
    allocation::allocate,
    config::CostConfig,
    day::{Day, Span},
    estate::tests::company,
    item::{Item, Symbols},
    ledger::LedgerBuilder,
    metrics::{Metric, Metrics},
    money::{Amount, Currency},
    question::{Dimension, Question},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

/// One thing on the bill: tags, service, currency, and what it costs on each day from a first one on.
struct Line<'a> {
    tags: &'a [(&'a str, &'a str)],
    service: &'a str,
    resource: &'a str,
    currency: Currency,
    first: Day,
    daily: Vec<Amount>,
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn euros(units: i128) -> Amount {
    Amount::from_micros(units * 1_000_000)
}

fn books(lines: &[Line<'_>], config: &Value, today: &str) -> Books {
    let mut builder = LedgerBuilder::new();
    for line in lines {
        let mut symbols = Symbols::new();
        let mut item = Item::new(line.currency);
        item.tags =
            line.tags.iter().map(|(key, value)| (symbols.intern(key), symbols.intern(value))).collect();
        item.service = symbols.intern(line.service);
        item.category = symbols.intern(if line.service == "Database" { "Databases" } else { "Compute" });
        item.resource = symbols.intern(line.resource);
        let days = (0..).zip(&line.daily).map(|(place, amount)| (line.first.plus(place), *amount, *amount));
        builder.add_item(&symbols, &item, &days.collect::<Vec<_>>());
    }
    let ledger = Arc::new(builder.finish());
    let config = Arc::new(CostConfig::read(config, &str::to_owned).unwrap());
    let metrics = Arc::new(Metrics::default());
    let allocation = Arc::new(allocate(&ledger, Arc::new(company()), Arc::clone(&config.rules), &metrics));
    Books { ledger, allocation, metrics, config, today: day(today) }
}

/// Two years of a shop, to 2025-11-20: steady, with quiet weekends; five dear days of the cart's compute.
fn shop(config: &Value) -> Books {
    let first = day("2023-11-21");
    let usual = |level: i128| -> Vec<Amount> {
        let weekly = |place: i32| if first.plus(place).weekday() >= 5 { level / 2 } else { level };
        (0..731).map(|place| euros(weekly(place))).collect()
    };
    let mut cart = usual(100);
    let start = usize::try_from(day("2025-11-05").since(first)).unwrap();
    cart[start..start + 5].iter_mut().for_each(|amount| *amount += euros(60));
    let line = |tags, service, resource, daily| Line {
        tags,
        service,
        resource,
        currency: Currency::EUR,
        first,
        daily,
    };
    let lines = [
        line(&[("component", "cart"), ("env", "production")], "Machines", "vm-1", cart),
        line(&[("component", "cart"), ("env", "staging")], "Database", "db-1", usual(40)),
        line(&[("component", "payments")], "Machines", "vm-2", usual(60)),
        line(&[("team", "nobody-knows")], "Machines", "vm-3", usual(10)),
        line(&[], "Support", "shared", usual(20)),
    ];
    books(&lines, config, "2025-11-21")
}

fn asked(books: &Books, query: &str) -> Dashboard {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(a, b)| (a.into_owned(), b.into_owned()))
        .collect();
    let (question, notes) = Question::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    answer(books, &Watch::new(books), &question, notes)
}

fn shared() -> Value {
    json!({"allocation": {"rules": [{"when": {"service": "Support"}, "share": {
        "among": ["component:cart", "component:checkout", "component:payments"], "by": "cost",
    }}]}})
}

/// Everything in an answer adds up.
#[track_caller]
fn adds_up(dashboard: &Dashboard) {
    let of_series: Amount = dashboard.series.iter().map(|series| series.figures.total).sum();
    assert_eq!(of_series, dashboard.total.figures.total);
    for (place, whole) in dashboard.total.daily.iter().enumerate() {
        assert_eq!(dashboard.series.iter().map(|series| series.daily[place]).sum::<Amount>(), *whole);
    }
    for series in &dashboard.series {
        assert_eq!(series.daily.iter().sum::<Amount>(), series.figures.total, "{}", series.name.label);
    }
    if dashboard.groups <= dashboard.rows.len() {
        assert_eq!(dashboard.rows.iter().map(|row| row.figures.total).sum::<Amount>(), of_series);
    }
}

#[test]
fn every_way_to_take_costs_apart_says_the_same_total() {
    for config in [Value::Null, shared()] {
        let books = shop(&config);
        let total = asked(&books, "").total.figures;
        let dimensions =
            Dimension::named().chain([Dimension::Tag("env".into()), Dimension::Column("x".into())]);
        for dimension in dimensions {
            let dashboard = asked(&books, &format!("group={dimension}&period=1y"));
            adds_up(&dashboard);
            let dashboard = asked(&books, &format!("group={dimension}"));
            adds_up(&dashboard);
            assert_eq!(dashboard.total.figures, total, "{dimension}");
            assert_eq!(dashboard.notes, Vec::<String>::new());
        }
    }
}

#[test]
fn what_is_shown_is_what_the_bill_says() {
    let books = shop(&Value::Null);
    let dashboard = asked(&books, "group=team&from=2025-11-03&to=2025-11-09");
    // Monday to Sunday: five whole days and two halves, and the cart's dear days.
    let names: Vec<(&str, String)> =
        dashboard.series.iter().map(|series| (&*series.name.label, series.figures.total.exact())).collect();
    assert_eq!(names, [("shop", "1140".into()), ("pay", "360".into()), ("Unallocated", "180".into())]);
    assert_eq!(dashboard.series[2].sort, Sort::Without);
    assert_eq!(dashboard.total.figures.previous.map(Amount::exact), Some("1380".into()));
    assert!((dashboard.total.figures.change.unwrap().ratio.unwrap() - 300.0 / 1380.0).abs() < 1e-9);
    assert!(dashboard.total.figures.year_before.is_some());
    assert_eq!(dashboard.unallocated.total, euros(180));
    assert_eq!(dashboard.unallocated.resources, 2);
    assert_eq!(dashboard.unallocated.reasons[1].named.as_deref(), Some("group:default/nobody-knows"));
    assert_eq!(dashboard.through, Some(day("2025-11-20")));
}

#[test]
fn drilling_down_keeps_the_total() {
    let books = shop(&shared());
    let dashboard = asked(&books, "group=team&period=90d");
    for series in dashboard.series.iter().filter(|series| series.sort != Sort::Rest) {
        let below =
            answer(&books, &Watch::default(), &dashboard.question.drilled(&series.name.key), Vec::new());
        adds_up(&below);
        assert_eq!(below.total.figures.total, series.figures.total, "{}", series.name.label);
    }
}

#[test]
fn an_entity_has_what_belongs_to_it_once() {
    let books = shop(&Value::Null);
    let total = |entity: &str| {
        asked(&books, &format!("entity={entity}&from=2025-10-06&to=2025-10-12")).total.figures.total
    };
    assert_eq!(total("component:default/cart"), euros(840));
    assert_eq!(total("system:default/orders"), euros(840));
    assert_eq!(total("domain:default/commerce"), euros(840));
    assert_eq!(total("group:default/shop"), euros(840));
    assert_eq!(total("group:default/board"), euros(1200), "its groups' costs are its own");
    let unknown = asked(&books, "entity=component:default/never");
    assert!(unknown.notes[0].contains("The catalog has no component:default/never"), "{:?}", unknown.notes);
}

#[test]
fn shared_costs_are_part_of_who_shares_them() {
    let books = shop(&shared());
    let total =
        |query: &str| asked(&books, &format!("{query}&from=2025-10-06&to=2025-10-12")).total.figures.total;
    let (all, cart, pay) = (total(""), total("entity=component:cart"), total("entity=component:payments"));
    // 20 a day are shared as 140 to 60.
    assert_eq!((cart, pay), (euros(840 + 84), euros(360 + 36)));
    assert_eq!(all, cart + pay + euros(60));
    assert_eq!(total("entity=component:cart&filter=service:Support"), euros(84));
    assert_eq!(total("filter=team:group:default/pay&filter=service:Support&group=account"), euros(36));
}

#[test]
fn dear_days_are_told_with_what_drives_them() {
    let books = shop(&Value::Null);
    let dashboard = asked(&books, "group=entity");
    let [anomaly] = dashboard.anomalies.as_slice() else { panic!("{:?}", dashboard.anomalies) };
    assert_eq!((anomaly.since, anomaly.until), (day("2025-11-05"), day("2025-11-09")));
    assert_eq!(anomaly.group.key, "component:default/cart");
    assert!((290.0..310.0).contains(&anomaly.excess.to_f64()), "{}", anomaly.excess);
    assert_eq!(anomaly.drivers[0].name.label, "Machines");
    assert!(anomaly.explanation.starts_with("5–9 Nov: EUR 300"), "{}", anomaly.explanation);
    assert!(anomaly.explanation.contains("Mostly Machines"), "{}", anomaly.explanation);
    let alert = &dashboard.needs_a_look[0];
    assert_eq!(
        (alert.sort, alert.owner.as_ref().map(|owner| &*owner.label)),
        (AttentionSort::Anomaly, Some("shop"))
    );
    assert!(dashboard.needs_a_look.iter().any(|alert| alert.sort == AttentionSort::Unallocated));
    assert!(asked(&books, "entity=component:payments").needs_a_look.is_empty());
}

#[test]
fn what_changed_then_is_part_of_the_explanation() {
    let books = shop(&Value::Null);
    let mut watch = Watch::new(&books);
    let changed = Happened {
        at_ms: 0,
        day: day("2025-11-04"),
        entity: Named { key: "component:default/cart".into(), label: "cart".into(), entity_ref: None },
        what: "changed (spec.version)".into(),
    };
    watch.told(|anomaly| anomaly.explain(Currency::EUR, vec![changed.clone()]));
    assert!(watch.alerts().next().unwrap().text.ends_with("It was changed (spec.version) on 4 Nov."));
    for group in [Dimension::Entity, Dimension::Product, Dimension::Team] {
        let question = Question { group, ..Question::default() };
        let dashboard = answer(&books, &watch, &question, Vec::new());
        assert_eq!(dashboard.anomalies[0].changes, std::slice::from_ref(&changed), "{}", question.group);
    }
}

#[test]
fn a_month_is_forecast_from_its_weeks() {
    let books = shop(&Value::Null);
    let forecast = asked(&books, "").forecast.unwrap();
    // November 2025 has 20 weekdays and 10 days of weekends; five days were dearer.
    let expect = 20.0 * 230.0 + 10.0 * 115.0 + 300.0;
    assert!((forecast.expected.to_f64() / expect - 1.0).abs() < 0.03, "{forecast:?}");
    assert!(forecast.low <= forecast.expected && forecast.expected <= forecast.high);
    assert_eq!(forecast.days.len(), 10);
    assert!(!forecast.is_rough && forecast.month_before.is_some());
}

#[test]
fn budgets_and_products_have_what_is_not_watched_by_itself() {
    let config = json!({"alerts": {"growth": 0.05}, "budgets": [
        {"name": "Shop", "team": "shop", "amount": 2000},
        {"name": "Payments", "entity": "component:payments", "amount": 100, "per": "year"},
    ]});
    let books = shop(&config);
    let (all, one) = (Watch::new(&books), Watch::with(&books, 1));
    let spent = |watch: &Watch| -> Vec<(String, Amount)> {
        watch.budgets().map(|budget| (budget.name.clone(), budget.spent)).collect()
    };
    assert_eq!(spent(&one), spent(&all));
    assert!(spent(&one).iter().all(|(_, spent)| *spent > Amount::ZERO));
    let others = |watch: &Watch| -> Vec<String> {
        let alerts = watch.alerts().filter(|alert| alert.sort != AttentionSort::Anomaly);
        alerts.map(|alert| alert.id.clone()).collect()
    };
    assert_eq!(others(&one), others(&all));
    let none = Watch::with(&books, 0);
    assert_eq!((spent(&none), none.anomalies().len()), (spent(&all), 0));
}

#[test]
fn budgets_burn_down() {
    let config = json!({"budgets": [
        {"name": "shop", "team": "shop", "amount": 3_000},
        {"name": "pay", "team": "pay", "amount": 100_000, "per": "year"},
        {"name": "cart", "entity": "component:cart", "amount": 1_000},
        {"name": "everything", "everything": true, "amount": 9_000},
        {"name": "dollars", "everything": true, "amount": 9_000, "currency": "USD"},
    ]});
    let books = shop(&config);
    let dashboard = asked(&books, "");
    let states: Vec<(&str, BudgetState)> =
        dashboard.budgets.iter().map(|budget| (&*budget.name, budget.state)).collect();
    let expect = [
        ("shop", BudgetState::Tight),
        ("pay", BudgetState::Fine),
        ("cart", BudgetState::Over),
        ("everything", BudgetState::Fine),
    ];
    assert_eq!(states, expect);
    assert!(dashboard.notes.iter().any(|note| note.contains("dollars is in USD")), "{:?}", dashboard.notes);
    let shop = &dashboard.budgets[0];
    assert_eq!(shop.burn.len(), 30);
    assert_eq!(shop.burn[19].spent, shop.spent);
    assert!(shop.overrun.is_some_and(|day| (21..31).contains(&day.date().2)), "{:?}", shop.overrun);
    assert_eq!(asked(&books, "entity=component:cart").budgets.len(), 1);
}

#[test]
fn currencies_are_kept_apart_unless_there_is_a_rate() {
    let line = |currency| Line {
        tags: &[("component", "cart")],
        service: "Machines",
        resource: "r",
        currency,
        first: day("2025-11-01"),
        daily: vec![euros(10); 10],
    };
    let lines = [line(Currency::EUR), line(Currency::USD), line(Currency::EUR)];
    let apart = books(&lines, &json!({"currency": "EUR"}), "2025-11-11");
    let dashboard = asked(&apart, "period=month");
    assert_eq!(dashboard.total.figures.total, euros(200), "the same item of two files adds up");
    assert!(dashboard.notes[0].contains("USD 100 is not in the figures"), "{:?}", dashboard.notes);
    assert_eq!(asked(&apart, "period=month&currency=USD").total.figures.total, euros(100));
    let rates = json!({"currency": "EUR", "rates": [{"from": "USD", "to": "EUR", "since": "2025-11-06", "rate": 0.9}]});
    let converted = books(&lines, &rates, "2025-11-11");
    let dashboard = asked(&converted, "period=month");
    assert_eq!(dashboard.total.figures.total, euros(245));
    assert_eq!(dashboard.currencies[1].included, euros(50));
    assert!(dashboard.notes[0].contains("USD 50 is not in the figures"), "{:?}", dashboard.notes);
    adds_up(&dashboard);
}

#[test]
fn however_many_there_are_in_another_currency_each_has_its_own_sum() {
    const MANY: usize = 12_001;
    let names: Vec<String> = (0..MANY).map(|place| format!("r{place}")).collect();
    let line = |(place, name)| Line {
        tags: &[("component", "cart")],
        service: if place % 2 == 0 { "Machines" } else { "Support" },
        resource: name,
        currency: Currency::USD,
        first: day("2025-11-01"),
        // Thirds do not come out even: sums must not depend on what is added up before it is converted.
        daily: vec![Amount::from_micros(i128::try_from(place).unwrap() + 1); 10],
    };
    let lines: Vec<Line<'_>> =
        names.iter().enumerate().map(|(place, name)| line((place, name.as_str()))).collect();
    let mut config = shared();
    config["currency"] = json!("EUR");
    config["rates"] = json!([{"from": "EUR", "to": "USD", "since": "2025-01-01", "rate": 3}]);
    let books = books(&lines, &config, "2025-11-11");
    for scope in ["", "&entity=component:cart"] {
        let dashboard = asked(&books, &format!("period=month&group=resource{scope}"));
        assert_eq!((dashboard.currency, dashboard.groups), (Currency::EUR, MANY), "{scope}");
        assert_eq!(dashboard.rows[0].name.key, "r12000");
        for row in &dashboard.rows {
            let place: i128 = row.name.key[1..].parse().unwrap();
            let off = row.figures.total.micros() - (place + 1) * 10 / 3;
            assert!((0..=1).contains(&off), "{}: {off}", row.name.key);
        }
        adds_up(&dashboard);
        let whole = asked(&books, &format!("period=month&group=entity{scope}")).total.figures.total;
        assert_eq!(dashboard.total.figures.total.micros(), whole.micros(), "{scope}");
    }
}

#[test]
fn what_nobody_has_in_another_currency_is_converted_by_reason() {
    let names: Vec<String> = (0..3_000).map(|place| format!("r{place}")).collect();
    let line = |(place, name)| Line {
        tags: if place % 3 == 0 { &[] } else { &[("team", "nobody-knows")] },
        service: "Machines",
        resource: name,
        currency: if place % 2 == 0 { Currency::USD } else { Currency::EUR },
        first: day("2025-11-01"),
        daily: vec![euros(2); 10],
    };
    let lines: Vec<Line<'_>> =
        names.iter().enumerate().map(|(place, name)| line((place, name.as_str()))).collect();
    // The first five days have no rate: their dollars are in no figure.
    let rates = json!([{"from": "USD", "to": "EUR", "since": "2025-11-06", "rate": 0.5}]);
    let books = books(&lines, &json!({"currency": "EUR", "rates": rates}), "2025-11-11");
    let dashboard = asked(&books, "period=month");
    let found = &dashboard.unallocated;
    assert_eq!(found.total, euros(1_500 * 20 + 1_500 * 5));
    assert_eq!(found.total, dashboard.total.figures.total);
    assert_eq!(found.resources, 3_000);
    let reasons: Vec<(Amount, usize)> =
        found.reasons.iter().map(|reason| (reason.total, reason.items)).collect();
    assert_eq!(reasons, [(euros(1_000 * 25), 2_000), (euros(500 * 25), 1_000)]);
}

#[test]
fn costs_are_shown_by_unit_and_in_engineers() {
    let mut books = shop(
        &json!({"engineerCost": 36_500, "currencies": {"beers": {"label": "Beers", "unit": "beer", "rate": 5}}}),
    );
    let mut metric = Metric { id: "orders".into(), name: "Orders".into(), ..Metric::default() };
    let rows: String = (0..100).map(|place| format!("{},46\n", day("2025-09-01").plus(place))).collect();
    metric.read(&format!("date,value\n{rows}")).unwrap();
    books.metrics = Arc::new(Metrics { list: vec![metric] });
    let dashboard = asked(&books, "unit=orders&from=2025-10-06&to=2025-10-12");
    let unit = dashboard.unit.as_ref().unwrap();
    assert_eq!(unit.label, "Cost per order");
    assert_eq!(unit.day(0, dashboard.total.daily[0]), Some(5.0));
    let cost = &dashboard.unit_costs[0];
    assert!(cost.value.is_some() && cost.ratio.is_some_and(|ratio| ratio.abs() < 1e-9), "{cost:?}");
    let engineers = dashboard.engineers.unwrap();
    assert!((engineers.count - 1380.0 / 700.0).abs() < 1e-9, "{engineers:?}");
    assert!(engineers.is_negligible);
    assert_eq!(asked(&books, "unit=BEERS").unit.map(|unit| unit.one), Some("beer".into()));
    assert!(asked(&books, "unit=tea").notes[0].contains("unit cannot be “tea”"));
    assert!(asked(&shop(&Value::Null), "unit=engineers").notes[0].contains("engineerCost"));
}

#[test]
fn two_are_compared() {
    let books = shop(&Value::Null);
    let values =
        asked(&books, "group=entity&compare==component:default/cart&compare==component:default/payments");
    let comparison = values.comparison.unwrap();
    assert_eq!(comparison.change.amount, comparison.one.figures.total - comparison.other.figures.total);
    for word in ["previous", "year"] {
        let dashboard = asked(&books, &format!("compare={word}&period=90d"));
        let before = [dashboard.total.figures.previous, dashboard.total.figures.year_before];
        let comparison = dashboard.comparison.unwrap();
        assert_eq!(comparison.other_days.len(), 90);
        assert!(before.contains(&Some(comparison.other.figures.total)), "{word}");
    }
}

#[test]
fn nothing_is_an_answer_too() {
    let books = books(&[], &Value::Null, "2025-11-21");
    let dashboard = asked(&books, "group=team&compare=previous&unit=engineers");
    assert_eq!((dashboard.through, dashboard.series.len(), dashboard.forecast.is_none()), (None, 0, true));
    assert_eq!(dashboard.days.len(), 30);
    assert_eq!(Watch::new(&books).alerts().count(), 0);
}

#[test]
fn days_far_from_all_costs_are_zero_and_not_gathered() {
    let books = shop(&Value::Null);
    let near = asked(&books, "");
    for (from, to) in
        [("9999-01-01", "9999-12-31"), ("0001-01-01", "0002-01-01"), ("1990-01-01", "1990-03-01")]
    {
        let query = format!("from={from}&to={to}&compare=previous&group=entity");
        let dashboard = asked(&books, &query);
        assert_eq!(dashboard.days.len(), dashboard.total.daily.len());
        assert_eq!(dashboard.total.figures.total, Amount::ZERO);
        assert!(dashboard.total.daily.iter().all(|amount| amount.is_zero()));
        assert_eq!(dashboard.comparison.unwrap().other.figures.total, Amount::ZERO);
        assert_eq!(
            dashboard.forecast.unwrap().expected,
            near.forecast.as_ref().unwrap().expected,
            "the month is the same, whatever is asked about"
        );
        let question = dashboard.question;
        let (span, before) = (dashboard.span, dashboard.previous);
        assert!(super::answer::history(&books, span, before, &question).len() < 1_200, "{from}");
    }
    // Days before the first cost are zeros beside those that cost something.
    let dashboard = asked(&books, "from=2022-11-01&to=2023-11-30&compare=previous");
    adds_up(&dashboard);
    assert!(dashboard.total.daily[0].is_zero() && !dashboard.total.daily.last().unwrap().is_zero());
}

#[test]
fn daily_costs_for_programs_are_those_of_the_page() {
    let books = shop(&shared());
    let span = Span::new(day("2025-09-22"), day("2025-11-20"));
    let question = Question { entity: Some("group:default/shop".into()), ..Question::default() };
    let found = daily_cost(
        &books,
        &question,
        [Span::new(span.first, span.first.plus(29)), Span::new(span.first.plus(30), span.last)],
        &[Dimension::Product, Dimension::Account],
    );
    let page = asked(&books, "entity=group:default/shop&from=2025-09-22&to=2025-11-20");
    assert_eq!(found.daily, page.total.daily);
    for (_, rows) in &found.grouped {
        assert_eq!(rows.iter().flat_map(|(_, row)| row).sum::<Amount>(), page.total.figures.total);
    }
}

proptest! {
    /// However costs are shared, taken apart and filtered: the parts are the whole, to the last unit.
    #[test]
    fn parts_are_the_whole(
        amounts in prop::collection::vec((0_usize..5, -10_i128.pow(20)..10_i128.pow(24)), 1..40),
        by in 0_usize..3,
        group in 0_usize..12,
    ) {
        let by = [json!("even"), json!("cost"), json!({"fixed": {"component:cart": 0.17, "group:pay": 3}})][by].clone();
        let mut share = json!({"by": by});
        if share["by"].is_string() {
            share["among"] = json!(["component:cart", "component:checkout", "group:pay"]);
        }
        let config = json!({"allocation": {"rules": [{"when": {"resource": "r4"}, "share": share}]}});
        let tags: [&[(&str, &str)]; 5] =
            [&[("component", "cart")], &[("team", "pay")], &[("component", "payments")], &[], &[]];
        let names = ["r0", "r1", "r2", "r3", "r4"];
        let lines: Vec<Line<'_>> = amounts.iter().enumerate().map(|(place, (of, raw))| Line {
            tags: tags[*of],
            service: "Machines",
            resource: names[*of],
            currency: Currency::EUR,
            first: day("2025-11-01").plus(i32::try_from(place % 9).unwrap()),
            daily: vec![Amount::from_raw(*raw)],
        }).collect();
        let whole: Amount = amounts.iter().map(|(_, raw)| Amount::from_raw(*raw)).sum();
        let books = books(&lines, &config, "2025-11-21");
        let group = Dimension::named().nth(group).unwrap();
        let dashboard = asked(&books, &format!("group={group}&from=2025-11-01&to=2025-11-10"));
        prop_assert_eq!(dashboard.total.figures.total, whole);
        prop_assert_eq!(dashboard.series.iter().flat_map(|series| &series.daily).sum::<Amount>(), whole);
        let filters = dashboard.rows.iter().map(|row| dashboard.question.with_filter(group.clone(), &row.name.key));
        let of_filters = filters.map(|question| answer(&books, &Watch::default(), &question, Vec::new()).total.figures.total);
        prop_assert_eq!(of_filters.sum::<Amount>(), whole);
    }
}
