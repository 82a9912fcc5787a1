//! What the reader chooses: the period, the group, and everything else that a question has. Links and forms alone.

use super::links::{self, Place};
use leptos::prelude::*;
use portico_cost::{
    dashboard::Dashboard,
    question::{Compare, Dimension, Measure, PERIODS, Period, Question, ShownIn},
};

/// Groups that have a link of their own; the others are in the form.
const SHOWN: usize = 4;

/// Periods, the most asked-for groups, and the export.
pub(super) fn head(place: &Place, dashboard: &Dashboard) -> AnyView {
    let question = &dashboard.question;
    let periods = PERIODS
        .iter()
        .map(|(_, period, name)| segment(place, &question.during(*period), name, question.period == *period));
    let named: Vec<Dimension> = match place.is_entity {
        true => vec![Dimension::Entity, Dimension::ServiceType, Dimension::Service, Dimension::Environment],
        false => Dimension::named().take(SHOWN).collect(),
    };
    let is_among = named.contains(&question.group);
    let other = (!is_among).then(|| question.group.clone());
    let groups = named.into_iter().chain(other).map(|group| {
        let is_current = group == question.group;
        segment(place, &question.grouped(group.clone()), &group.title(), is_current)
    });
    view! {
        <div class="page-actions cost-controls">
            <nav class="segments" aria-label="Period">{periods.collect_view()}</nav>
            <nav class="segments" aria-label="Group by">{groups.collect_view()}</nav>
            <a class="button" href=links::csv(question) download="costs.csv" rel="external">"Export CSV"</a>
        </div>
    }
    .into_any()
}

fn segment(place: &Place, question: &Question, label: &str, is_current: bool) -> impl IntoView + use<> {
    let current = is_current.then_some("true");
    view! { <a class="segment" href=place.href(question) aria-current=current>{label.to_owned()}</a> }
}

/// Conditions as chips that can be taken away.
pub(super) fn filters(place: &Place, question: &Question) -> AnyView {
    if question.filters.is_empty() && (place.is_entity || question.entity.is_none()) {
        return ().into_any();
    }
    let chips = question.filters.iter().map(|filter| {
        let href = place.href(&question.without_filter(&filter.dimension, &filter.value));
        let value = if filter.value.is_empty() { "none" } else { short(&filter.value) };
        chip(&filter.dimension.title(), value, href)
    });
    let chips = chips.collect_view();
    let entity = question.entity.as_ref().filter(|_| !place.is_entity).map(|entity| {
        let without = Question { entity: None, ..question.clone() };
        chip("Of", short(entity), place.href(&without))
    });
    let plain = Question { filters: Vec::new(), entity: None, ..question.clone() };
    view! {
        <ul class="chips" aria-label="Only">
            {entity} {chips} <li>
                <a class="chip-all" href=place.href(&plain)>"Show everything"</a>
            </li>
        </ul>
    }
    .into_any()
}

/// The name of a reference where it stands beside what it is.
fn short(value: &str) -> &str {
    let is_reference = value.contains(':') && value.contains('/');
    if is_reference { value.rsplit('/').next().unwrap_or(value) } else { value }
}

fn chip(what: &str, value: &str, href: String) -> AnyView {
    let label = format!("Without {what}: {value}");
    view! {
        <li class="chip">
            <span class="chip-what">{what.to_owned()}</span>
            " "
            {value.to_owned()}
            " "
            <a href=href aria-label=label title="Take away">"×"</a>
        </li>
    }
    .into_any()
}

/// Everything else, as forms that an address comes of.
pub(super) fn more(place: &Place, dashboard: &Dashboard) -> AnyView {
    let question = &dashboard.question;
    view! {
        <details class="cost-more" id="cost-more">
            <summary>"More choices"</summary>
            <div class="cost-forms">
                {choices(place, dashboard)} {days(place, dashboard)} {narrow(place, question)}
            </div>
        </details>
    }
    .into_any()
}

/// Fields that a form does not show but keeps.
fn kept(place: &Place, question: &Question, without: &[&str]) -> AnyView {
    let pairs = place.pairs(question);
    let kept = pairs.into_iter().filter(|(name, _)| !without.contains(name));
    kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
        .into_any()
}

fn choices(place: &Place, dashboard: &Dashboard) -> AnyView {
    let question = &dashboard.question;
    let dimensions = Dimension::named().chain(dashboard.more_dimensions.iter().cloned());
    let dimensions = dimensions.map(|group| {
        let selected = group == question.group;
        view! { <option value=group.to_string() selected=selected>{group.title()}</option> }
    });
    let measures =
        [(Measure::Effective, "Effective: prepaid spread"), (Measure::Billed, "Billed: as invoiced")];
    let measures = measures.map(|(measure, label)| {
        let selected = question.measure == measure;
        view! { <option value=measure.word() selected=selected>{label}</option> }
    });
    let currencies = dashboard.currencies.iter().map(|part| {
        let selected = part.currency == dashboard.currency;
        view! { <option value=part.currency.to_string() selected=selected>{part.currency.to_string()}</option> }
    });
    let mut units = vec![(ShownIn::Currency, "Money".to_owned())];
    if dashboard.engineers.is_some() {
        units.push((ShownIn::Engineers, "Engineers".to_owned()));
    }
    let metrics = dashboard.unit_costs.iter();
    units.extend(
        metrics.map(|cost| (ShownIn::Named(cost.metric.clone()), format!("Per unit of {}", cost.name))),
    );
    if !units.iter().any(|(unit, _)| *unit == question.unit) {
        let label = dashboard.unit.as_ref().map(|unit| unit.label.clone());
        units.push((question.unit.clone(), label.unwrap_or_else(|| question.unit.word().to_owned())));
    }
    let units = units.into_iter().map(|(unit, label)| {
        let selected = unit == question.unit;
        view! { <option value=unit.word().to_owned() selected=selected>{label}</option> }
    });
    let compares = [
        ("", Compare::Nothing, "Nothing"),
        ("previous", Compare::Previous, "The period before"),
        ("year", Compare::YearBefore, "The year before"),
    ];
    let compares = compares.map(|(word, compare, label)| {
        let selected = question.compare == compare;
        view! { <option value=word selected=selected>{label}</option> }
    });
    view! {
        <form class="cost-form" action=place.path.clone() method="get" data-live="" id="cost-choices">
            {kept(place, question, &["group", "cost", "currency", "unit", "compare"])}
            {field("Group by", "group", "choose-group", dimensions.collect_view().into_any())}
            {field("Cost", "cost", "choose-cost", measures.into_iter().collect_view().into_any())}
            {field("Currency", "currency", "choose-currency", currencies.collect_view().into_any())}
            {field("Shown in", "unit", "choose-unit", units.collect_view().into_any())}
            {field("Against", "compare", "choose-compare", compares.into_iter().collect_view().into_any())}
            <button class="button plain-only">"Show"</button>
        </form>
    }
    .into_any()
}

/// A choice under its label. Its identifier keeps it the same when the page changes in place.
pub(super) fn field(label: &'static str, name: &'static str, id: &'static str, options: AnyView) -> AnyView {
    view! {
        <label class="cost-field">
            <span class="field-label">{label}</span>
            <select name=name id=id>{options}</select>
        </label>
    }
    .into_any()
}

/// From a day to a day.
fn days(place: &Place, dashboard: &Dashboard) -> AnyView {
    let question = &dashboard.question;
    let (first, last) = (dashboard.span.first.to_string(), dashboard.span.last.to_string());
    let least = dashboard.since.map(|day| day.to_string());
    let most = dashboard.through.map(|day| day.to_string());
    view! {
        <form class="cost-form" action=place.path.clone() method="get" id="cost-days">
            {kept(place, question, &["period", "from", "to"])}
            <label class="cost-field">
                <span class="field-label">"From"</span>
                <input type="date" name="from" value=first min=least.clone() max=most.clone() required />
            </label>
            <label class="cost-field">
                <span class="field-label">"To"</span>
                <input type="date" name="to" value=last min=least max=most required />
            </label>
            <button class="button">"Show these days"</button>
        </form>
    }
    .into_any()
}

/// One condition more.
fn narrow(place: &Place, question: &Question) -> AnyView {
    let hint = "team:group:default/orders, tag:stage:prod …";
    view! {
        <form class="cost-form" action=place.path.clone() method="get" id="cost-narrow">
            {kept(place, question, &[])}
            <label class="cost-field cost-field-wide">
                <span class="field-label">"Only costs with"</span>
                <input type="text" name="filter" placeholder=hint maxlength="300" autocomplete="off" />
            </label>
            <button class="button">"Narrow"</button>
        </form>
    }
    .into_any()
}

/// What a period is called in a sentence: `the 30 days before`.
pub(super) fn before(dashboard: &Dashboard) -> String {
    match dashboard.span.len() {
        1 => "the day before".to_owned(),
        days => format!("the {days} days before"),
    }
}

/// What a period is called as a title: `Last 30 days`.
pub(super) fn title(dashboard: &Dashboard) -> String {
    match dashboard.question.period {
        Period::Days(days) => format!("Last {days} days"),
        Period::Month => "This month".to_owned(),
        Period::Between(_) => super::words::span(dashboard.span),
    }
}
