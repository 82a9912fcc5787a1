//! The four figures that a reader looks at first.

use super::{
    change,
    controls::{before, title},
    money::{Shown, number, percent},
    words,
};
use leptos::prelude::*;
use portico_cost::{
    dashboard::{Budget, Dashboard, UnitCost},
    money::Amount,
};

/// All of them.
pub(super) fn tiles(dashboard: &Dashboard) -> AnyView {
    let shown = Shown::of(dashboard);
    view! {
        <div class="cost-tiles">
            {total(dashboard, &shown)} {forecast(dashboard, &shown)} {per_unit(dashboard, &shown)}
            {engineers(dashboard, &shown)}
        </div>
    }
    .into_any()
}

fn tile(label: String, figure: AnyView, about: AnyView) -> AnyView {
    view! {
        <section class="card cost-tile">
            <h2 class="cost-tile-label">{label}</h2>
            <p class="cost-tile-figure">{figure}</p>
            <div class="cost-tile-about">{about}</div>
        </section>
    }
    .into_any()
}

fn total(dashboard: &Dashboard, shown: &Shown<'_>) -> AnyView {
    let figures = &dashboard.total.figures;
    let previous = figures.change.as_ref().map(|change| change::sentence(change, &before(dashboard)));
    let year = figures.yearly_change.as_ref().map(|change| change::sentence(change, "a year before"));
    let none = (previous.is_none() && year.is_none())
        .then(|| view! { <span class="muted">"Nothing is known of the time before"</span> });
    tile(
        title(dashboard),
        shown.data(figures.total),
        view! { <p>{previous}</p><p>{year}</p>{none} }.into_any(),
    )
}

fn forecast(dashboard: &Dashboard, shown: &Shown<'_>) -> AnyView {
    let shown = &shown.in_money();
    let Some(forecast) = &dashboard.forecast else {
        return tile(
            "Forecast".to_owned(),
            "–".into_any(),
            view! { <span class="muted">"Too little is known of this month"</span> }.into_any(),
        );
    };
    let (low, high) = (shown.money(forecast.low), shown.money(forecast.high));
    let rough = forecast.is_rough.then(|| format!(", roughly: from {} days", forecast.learnt_from));
    let range = view! { <p class="muted">"between " {low} " and " {high} {rough}</p> };
    let budget = whole(dashboard).map(|budget| against(budget, shown));
    tile(
        format!("Forecast, {}", words::month(forecast.month)),
        shown.data(forecast.expected),
        view! { {budget} {range} }.into_any(),
    )
}

/// The budget of everything that is shown for the month of the forecast.
fn whole(dashboard: &Dashboard) -> Option<&Budget> {
    let entity = dashboard.entity.as_ref().map(|entity| entity.key.as_str()).unwrap_or_default();
    let month = dashboard.forecast.as_ref()?.month;
    let is_all = dashboard.question.filters.is_empty();
    dashboard.budgets.iter().find(|budget| is_all && budget.of.key == entity && budget.span == month.span())
}

fn against(budget: &Budget, shown: &Shown<'_>) -> AnyView {
    let rest = budget.amount - budget.expected;
    let (class, word) = match rest >= Amount::ZERO {
        true => ("cost-change cost-less-spent", "under budget"),
        false => ("cost-change cost-more-spent", "over budget"),
    };
    view! { <p class=class>{shown.money(rest.abs())} " " {word}</p> }.into_any()
}

fn per_unit(dashboard: &Dashboard, shown: &Shown<'_>) -> AnyView {
    let known = dashboard.unit_costs.iter().find_map(|cost| Some((cost, cost.value?)));
    let Some((cost, value)) = known else {
        let text = match dashboard.unit_costs.is_empty() {
            true => "Metrics of your business, such as orders, make this: costInsights.metrics",
            false => "The metrics have no values for these days",
        };
        return tile(
            "Cost per unit".to_owned(),
            "–".into_any(),
            view! { <span class="muted">{text}</span> }.into_any(),
        );
    };
    let money = shown.in_money().axis();
    tile(format!("Cost per {}", one(&cost.name)), money.say(value).into_any(), how_it_went(cost))
}

/// `orders` is counted in orders, and one of them is an order.
pub(super) fn one(name: &str) -> &str {
    let is_plural = name.len() > 3 && name.ends_with('s') && !name.ends_with("ss");
    if is_plural { &name[..name.len() - 1] } else { name }
}

/// `▼ 6.0 % cheaper while growing`.
pub(super) fn how_it_went(cost: &UnitCost) -> AnyView {
    let Some(ratio) = cost.ratio else {
        return view! { <span class="muted">{number(cost.units, 0)} " " {cost.name.clone()}</span> }
            .into_any();
    };
    let (class, sign, word) = match ratio {
        ratio if ratio <= -0.0005 => ("cost-change cost-less-spent", "▼", "cheaper"),
        ratio if ratio >= 0.0005 => ("cost-change cost-more-spent", "▲", "dearer"),
        _ => ("cost-change", "", "as before"),
    };
    let how = if word == "as before" { word.to_owned() } else { format!("{} {word}", percent(ratio.abs())) };
    let growth = match cost.units_ratio {
        Some(units) if units >= 0.005 => " while growing",
        Some(units) if units <= -0.005 => " while shrinking",
        _ => "",
    };
    view! {
        <span class=class>
            <span aria-hidden="true">{sign}</span>
            " "
            {how}
            {growth}
        </span>
    }
    .into_any()
}

fn engineers(dashboard: &Dashboard, shown: &Shown<'_>) -> AnyView {
    let Some(engineers) = &dashboard.engineers else {
        let about =
            view! { <span class="muted">"Say what one costs a year: costInsights.engineerCost"</span> };
        return tile("In engineers".to_owned(), "–".into_any(), about.into_any());
    };
    let monthly = engineers.yearly.to_f64() / 12.0;
    let at = shown.in_money().axis().say(monthly.round());
    let change = engineers.change.filter(|_| !engineers.is_negligible).map(|change| {
        let word = if change > 0.0 { "more" } else { "fewer" };
        view! { <p>{number(change.abs(), 1)} " " {word} " than before"</p> }
    });
    tile(
        "In engineers".to_owned(),
        number(engineers.count, 1).into_any(),
        view! { {change} <p class="muted">"at " {at} " a month each"</p> }.into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::one;

    #[test]
    fn one_of_many_has_no_plural() {
        assert_eq!(
            [one("orders"), one("order"), one("gas"), one("address")],
            ["order", "order", "gas", "address"]
        );
    }
}
