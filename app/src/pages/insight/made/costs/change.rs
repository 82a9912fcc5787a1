//! Changes in words: direction by sign and word, not by colour alone.

use super::money::percent;
use leptos::prelude::*;
use portico_cost::dashboard::{Change, Judgement};

fn class(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Negligible => "cost-change",
        Judgement::Excess => "cost-change cost-more-spent",
        Judgement::Savings => "cost-change cost-less-spent",
    }
}

/// How much, without a direction.
fn size(change: &Change) -> String {
    match change.ratio {
        // A hundred times as much says nothing in percent.
        Some(ratio) if ratio.abs() >= 10.0 => format!("{:.0} times", ratio.abs() + 1.0),
        Some(ratio) => percent(ratio.abs()),
        None => "new".to_owned(),
    }
}

/// A sentence: `▲ 3.2 % more than the 30 days before`.
pub(super) fn sentence(change: &Change, than: &str) -> AnyView {
    let (sign, word) = match change.amount.raw().signum() {
        1 => ("▲", "more than"),
        -1 => ("▼", "less than"),
        _ => ("", "as much as"),
    };
    let words = match (change.ratio, change.amount.is_zero()) {
        (_, true) => format!("{word} {than}"),
        (None, _) => format!("nothing in {than}"),
        (Some(ratio), _) if ratio >= 10.0 => format!("{} as much as {than}", size(change)),
        _ => format!("{} {word} {than}", size(change)),
    };
    view! {
        <span class=class(change.judgement)>
            <span aria-hidden="true">{sign}</span>
            " "
            {words}
        </span>
    }
    .into_any()
}

/// A cell: `+12.4 %`, with the word for whoever does not see it.
pub(super) fn cell(change: Option<&Change>) -> AnyView {
    let Some(change) = change else {
        return view! { <span class="nothing" title="Nothing is known of the time before">"–"</span> }
            .into_any();
    };
    let (sign, word) = match change.amount.raw().signum() {
        1 => ("+", " more"),
        -1 => ("−", " less"),
        _ => ("", " the same"),
    };
    let text = match change.ratio {
        None => "new".to_owned(),
        _ => format!("{sign}{}", size(change)),
    };
    view! {
        <span class=class(change.judgement)>
            {text}<span class="visually-hidden">{word}</span>
        </span>
    }
    .into_any()
}
