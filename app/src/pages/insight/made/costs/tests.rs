//! Pages of a small answer.

use super::{
    ask::Told,
    links::Place,
    origin::Origin,
    page::{page, tab},
    states,
};
use leptos::prelude::*;
use portico_cost::{
    Amount, Currency, Day, Span,
    dashboard::{
        Anomaly, Attention, AttentionSort, Budget, BudgetState, Burn, Change, Comparison, CurrencyPart,
        Dashboard, Engineers, Figures, Forecast, ForecastDay, Judgement, LookedAt, Named, Reason, Row,
        Series, Sort, Unallocated, UnitCost,
    },
    question::{Dimension, Filter, Question},
};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn named(label: &str) -> Named {
    Named { key: label.to_owned(), label: label.to_owned(), entity_ref: None }
}

fn change(of: &str, ratio: f64, judgement: Judgement) -> Change {
    Change { amount: amount(of), ratio: Some(ratio), judgement }
}

fn series(label: &str, sort: Sort, scale: i128, days: usize) -> Series {
    let of_day = |place: usize| {
        let wave = [0, 3, 5, 4, 2, -6, -8][place % 7];
        let more = if label == "compute" && (45..50).contains(&place) { 40 } else { 0 };
        Amount::from_micros(scale * (10_000 + 100 * wave + 60 * place as i128 + 100 * more))
    };
    let daily: Vec<Amount> = (0..days).map(of_day).collect();
    let total = daily.iter().copied().sum();
    let figures = Figures {
        total,
        change: Some(change("120", 0.032, Judgement::Excess)),
        yearly_change: Some(change("-40", -0.01, Judgement::Negligible)),
        ..Figures::default()
    };
    Series { name: named(label), sort, groups: 1, daily, figures }
}

/// Sixty days of five service types, with an anomaly, a budget and something without an owner.
pub(super) fn dashboard() -> Dashboard {
    let span = Span::new(day("2026-09-22"), day("2026-11-20"));
    let days: Vec<Day> = span.days().collect();
    let parts = [
        ("compute", 200_000),
        ("database", 110_000),
        ("storage", 60_000),
        ("network", 36_000),
        ("<other>", 20_000),
    ];
    let all: Vec<Series> =
        parts.iter().map(|(label, scale)| series(label, Sort::Value, *scale, days.len())).collect();
    let mut total = series("", Sort::Total, 0, days.len());
    total.daily = (0..days.len()).map(|place| all.iter().map(|one| one.daily[place]).sum()).collect();
    total.figures.total = all.iter().map(|one| one.figures.total).sum();
    let whole = total.figures.total.to_f64();
    let rows = all
        .iter()
        .map(|one| Row {
            name: one.name.clone(),
            sort: one.sort,
            figures: one.figures,
            share: one.figures.total.to_f64() / whole,
        })
        .collect();
    let question = Question {
        group: Dimension::ServiceType,
        filters: vec![Filter { dimension: Dimension::Tag("stage".to_owned()), value: "prod".to_owned() }],
        ..Question::default()
    };
    let month = day("2026-11-20").month();
    let month_span = month.span();
    let burn = month_span.days().enumerate().map(|(place, day)| {
        let number = place as i128 + 1;
        Burn {
            day,
            spent: Amount::from_micros(3_900_000_000 * number),
            even: Amount::from_micros(4_000_000_000 * number),
            is_expected: place >= 20,
        }
    });
    let budget = Budget {
        name: "team-orders".to_owned(),
        of: named("group:default/orders"),
        span: month_span,
        amount: amount("120000"),
        spent: amount("78000"),
        expected: amount("117000"),
        left: amount("42000"),
        share: 0.65,
        days_left: 10,
        pace: amount("3900"),
        overrun: None,
        state: BudgetState::Tight,
        burn: burn.collect(),
    };
    let anomaly = Anomaly {
        group: named("compute"),
        dimension: Dimension::ServiceType,
        since: day("2026-11-06"),
        until: day("2026-11-10"),
        goes_on: false,
        actual: amount("15140"),
        expected: amount("13000"),
        excess: amount("2140"),
        ratio: Some(0.35),
        drivers: Vec::new(),
        changes: Vec::new(),
        explanation: "fraud-scorer's compute cost 35 % more than its trend.".to_owned(),
    };
    let look = |sort: AttentionSort, id: &str, title: &str| Attention {
        id: id.to_owned(),
        sort,
        title: title.to_owned(),
        text: "€ 2,140 above what was expected.".to_owned(),
        owner: None,
        question: question.clone(),
        amount: amount("2140"),
        decision: None,
    };
    Dashboard {
        notes: vec!["group cannot be “x”; what is usual is shown.".to_owned()],
        entity: None,
        currency: Currency::EUR,
        currencies: vec![CurrencyPart {
            currency: Currency::EUR,
            total: total.figures.total,
            included: total.figures.total,
            is_converted: false,
        }],
        unit: None,
        through: Some(span.last),
        since: Some(day("2024-11-21")),
        span,
        previous: span.before(),
        year_before: span.before(),
        days,
        series: all,
        rows,
        groups: 5,
        total,
        unallocated: Unallocated {
            total: amount("3118.5"),
            share: 0.026,
            resources: 14,
            reasons: vec![Reason {
                what: "no rule fits".to_owned(),
                named: None,
                total: amount("3118.5"),
                items: 14,
            }],
        },
        forecast: Some(Forecast {
            month,
            so_far: amount("80000"),
            expected: amount("121900.4"),
            low: amount("118000"),
            high: amount("125000"),
            month_before: None,
            days: (1..=10)
                .map(|place| ForecastDay {
                    day: span.last.plus(place),
                    amount: amount("4100"),
                    low: Amount::from_micros(4_000_000_000 - 50_000_000 * i128::from(place)),
                    high: Amount::from_micros(4_200_000_000 + 50_000_000 * i128::from(place)),
                })
                .collect(),
            learnt_from: 90,
            is_rough: false,
        }),
        budgets: vec![budget],
        anomalies: vec![anomaly],
        unit_costs: vec![UnitCost {
            metric: "orders".to_owned(),
            name: "orders".to_owned(),
            value: Some(0.041),
            previous: Some(0.0436),
            ratio: Some(-0.06),
            units: 2_910_000.0,
            units_ratio: Some(0.05),
            daily: (0..60)
                .map(|place| (place % 9 != 0).then_some(0.04 + f64::from(place % 5) / 1000.0))
                .collect(),
        }],
        engineers: Some(Engineers {
            count: 11.8,
            yearly: amount("120000"),
            change: None,
            is_negligible: true,
        }),
        needs_a_look: vec![
            look(AttentionSort::Anomaly, "a1", "fraud-scorer compute +35 %"),
            look(AttentionSort::Budget, "b1", "team-orders at 94 % of November"),
            look(AttentionSort::Unallocated, "u1", "€ 3,118 has no owner"),
        ],
        comparison: Some(Comparison {
            one: series("compute", Sort::Value, 200_000, span.len()),
            other: series("before", Sort::Value, 190_000, span.len()),
            other_days: span.before().days().collect(),
            change: change("120", 0.032, Judgement::Excess),
        }),
        next: None,
        more_dimensions: vec![Dimension::Tag("stage".to_owned())],
        looked_at: LookedAt { items: 10, cells: 600, micros: 0 },
        question,
    }
}

fn told(dashboard: Dashboard) -> Told {
    let origin = Origin { label: "FOCUS import".to_owned(), at_ms: Some(0), now_ms: 7_200_000, stale: None };
    Told { dashboard, decided: Vec::new(), origin }
}

/// Without the marks between texts.
fn plain(view: AnyView) -> String {
    view.to_html().replace("<!>", "")
}

#[test]
fn the_page_is_complete_without_a_script() {
    let html = plain(page(&Place::dashboard(), &told(dashboard())));
    for expected in [
        "2 hours ago",
        "97.4 % allocated",
        "aria-labelledby=\"cost-wide-title\"",
        "compute 48 %",
        "€ 121,900",
        "€ 0.041",
        "cheaper while growing",
        "11.8",
        "fraud-scorer compute +35 %",
        "team-orders at 94 % of November",
        "group cannot be",
        "Figures of every day",
        "aria-labelledby=\"compare-wide-title\"",
        "aria-labelledby=\"forecast-wide-title\"",
        "aria-labelledby=\"budget-0-wide-title\"",
        "aria-labelledby=\"unit-0-wide-title\"",
        "&lt;other&gt;",
        "/api/costs/export.csv?group=service-type",
    ] {
        assert!(html.contains(expected), "{expected} is missing");
    }
    assert!(!html.contains("<other>"), "names are text");
}

#[test]
fn a_tab_names_its_entity_in_its_path_alone() {
    let mut dashboard = dashboard();
    dashboard.question.entity = Some("component:default/cart".to_owned());
    let place = Place::entity("component:default/cart");
    let html = plain(tab(&place, &told(dashboard)));
    assert!(html.contains("/catalog/default/component/cart/costs?group=entity"), "links stay on the tab");
    assert!(!html.contains("costs?entity="));
    assert!(html.contains("export.csv?entity=component:default%2Fcart"));
}

#[test]
fn nothing_to_show_is_said() {
    assert!(states::no_sources().to_html().contains("costInsights:"));
    assert!(states::no_costs().to_html().contains("/cost-insights/imports"));
    let mut nothing = dashboard();
    nothing.series.clear();
    let html = plain(page(&Place::dashboard(), &told(nothing)));
    assert!(html.contains("Nothing was spent on this in these days"));
    assert!(html.contains("21 Nov 2024"));
}
