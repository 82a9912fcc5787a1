//! Budgets, and how they burn down.

use super::{
    daily::daily,
    links,
    live::Live,
    money::{Shown, percent},
    words::{self, label},
};
use leptos::prelude::*;
use portico_chart::{Frame, Tone, burn::Burn};
use portico_cost::{
    dashboard::{Budget, BudgetState, Burn as Burned, Dashboard, Sort},
    money::Amount,
    question::Question,
};

/// The card; nothing if no budget concerns what is shown.
pub(super) fn card(dashboard: &Dashboard) -> AnyView {
    if dashboard.budgets.is_empty() {
        return ().into_any();
    }
    let shown = Shown::of(dashboard).in_money();
    let items = dashboard.budgets.iter().enumerate().map(|(number, budget)| item(number, budget, &shown));
    let count = dashboard.budgets.len().to_string();
    view! {
        <section class="card" id="budgets" aria-labelledby="budgets-title">
            <div class="card-head">
                <h2 id="budgets-title">"Budgets"</h2>
                <span class="pill card-aside">{count}</span>
            </div>
            <ul class="budgets">{items.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn state(budget: &Budget) -> (&'static str, &'static str) {
    match budget.state {
        BudgetState::Fine => ("badge badge-ok", "will do"),
        BudgetState::Tight => ("badge badge-warn", "tight"),
        BudgetState::Over => ("badge badge-bad", "overrun"),
    }
}

fn item(number: usize, budget: &Budget, shown: &Shown<'_>) -> AnyView {
    let (class, word) = state(budget);
    let whose =
        if budget.of.key.is_empty() { "everything".to_owned() } else { label(&budget.of, Sort::Value) };
    let href = match &budget.of.entity_ref {
        Some(entity_ref) => links::dashboard(&Question::of(entity_ref)),
        None => links::dashboard(&Question::default()),
    };
    let left = match budget.left < Amount::ZERO {
        true => format!("{} over", shown.money(budget.left.abs())),
        false => format!("{} left", shown.money(budget.left)),
    };
    let days = match budget.days_left {
        0 => "no days".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let pace = format!("{left} for {days} at {} a day.", shown.money(budget.pace));
    let end = match budget.overrun {
        Some(day) if budget.state == BudgetState::Over => format!("Used up on {}.", words::whole_day(day)),
        Some(day) => format!("Expected to be used up on {}.", words::whole_day(day)),
        None => format!("Expected to come to {}.", shown.money(budget.expected)),
    };
    let picture = picture(number, budget, &whose, shown);
    let used = percent(budget.share);
    let table = figures(number, budget, shown);
    view! {
        <li class="budget">
            <h3>
                <a class="row-link" href=href>{budget.name.clone()}</a>
                " "
                <span class=class>{word}</span>
            </h3>
            <p class="muted">{whose} ", " {words::span(budget.span)}</p>
            <p>
                <strong>{used}</strong>
                " of "
                {shown.data(budget.amount)}
                " spent. "
                {pace}
                " "
                {end}
            </p>
            {picture}
            {table}
        </li>
    }
    .into_any()
}

fn picture(number: usize, budget: &Budget, whose: &str, shown: &Shown<'_>) -> AnyView {
    let mut before = Amount::ZERO;
    let (mut spent, mut expected) = (Vec::new(), Vec::new());
    for burn in &budget.burn {
        let of_day = (burn.spent - before).to_f64();
        before = burn.spent;
        if burn.is_expected {
            expected.push((of_day, of_day, of_day));
        } else {
            spent.push(of_day);
        }
    }
    let (unit, first) = (shown.axis(), budget.span.first.number());
    let id = format!("budget-{number}");
    let title = format!("What is left of the budget {} of {whose}", budget.name);
    let draw = |name: &str, frame: Frame| {
        let burn = Burn {
            id: &format!("{id}-{name}"),
            title: &title,
            unit: &unit,
            first,
            days: budget.span.len(),
            budget: budget.amount.to_f64(),
            spent: &spent,
            expected: &expected,
            frame,
        };
        burn.draw().svg
    };
    let left = |of: &Burned| Some((budget.amount - of.spent).to_f64());
    let even = |of: &Burned| Some((budget.amount - of.even).to_f64());
    let series = vec![
        ("left".to_owned(), Tone::Series(1), budget.burn.iter().map(left).collect()),
        ("even pace".to_owned(), Tone::Rest, budget.burn.iter().map(even).collect()),
    ];
    let told = Live { id: &id, title: &title, unit: &unit, first, series, drawn: None }.tell(&[]);
    told.place(draw("wide", Frame::HALF), draw("narrow", Frame::NARROW))
}

/// The figures of the picture.
fn figures(number: usize, budget: &Budget, shown: &Shown<'_>) -> AnyView {
    let rows = budget.burn.iter().map(|burn| {
        let kind = if burn.is_expected { "expected" } else { "spent" };
        view! {
            <tr>
                <th scope="row">{words::day(burn.day)}</th>
                <td>{kind}</td>
                <td class="number">{shown.money(burn.spent)}</td>
                <td class="number">{shown.money(budget.amount - burn.spent)}</td>
                <td class="number">{shown.money(burn.even)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let id = format!("budget-figures-{number}");
    daily(
        id,
        format!("Budget {}, day by day", budget.name),
        view! {
            <th scope="col">"Known"</th>
            <th scope="col" class="number">"Spent so far"</th>
            <th scope="col" class="number">"Left"</th>
            <th scope="col" class="number">"At an even pace"</th>
        },
        view! { <tbody>{rows}</tbody> },
        None,
    )
}
