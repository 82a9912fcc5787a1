//! What needs a look, and what can be decided about it.

use super::{links, words};
use crate::paths;
use leptos::prelude::*;
use portico_cost::dashboard::{Attention, AttentionSort, Decision};

/// So many are shown at once; the rest unfolds.
const SHOWN: usize = 4;

/// How long something can be put off: ISO 8601, and in words.
const SNOOZES: [(&str, &str); 3] = [("P7D", "a week"), ("P30D", "30 days"), ("P90D", "90 days")];

/// Why something can be dismissed.
const REASONS: [(&str, &str); 6] = [
    ("expected", "It was expected"),
    ("seasonal", "It comes with the season"),
    ("migration", "A migration is going on"),
    ("resolved", "It is resolved"),
    ("not-applicable", "It does not concern us"),
    ("other", "Something else"),
];

/// The card. `back` is the address of the page that it is on.
pub(super) fn card(open: &[Attention], decided: &[Attention], back: &str) -> AnyView {
    let count = open.len().to_string();
    let first = open.iter().take(SHOWN).map(|attention| item(attention, back)).collect_view();
    let rest = (open.len() > SHOWN).then(|| {
        let more = format!("{} more", open.len() - SHOWN);
        let items = open.iter().skip(SHOWN).map(|attention| item(attention, back)).collect_view();
        view! {
            <details class="looks-more" id="looks-more">
                <summary>{more}</summary>
                <ul>{items}</ul>
            </details>
        }
    });
    let decided = (!decided.is_empty()).then(|| {
        let more = format!("{} decided", decided.len());
        let items = decided.iter().map(|attention| item(attention, back)).collect_view();
        view! {
            <details class="looks-more" id="looks-decided">
                <summary>{more}</summary>
                <ul>{items}</ul>
            </details>
        }
    });
    let nothing = open.is_empty().then(|| {
        view! { <p class="look-nothing">"Nothing stands out: no anomaly, no budget in danger, nothing without an owner."</p> }
    });
    view! {
        <section class="card looks" aria-labelledby="looks-title">
            <div class="card-head">
                <h2 id="looks-title">"Needs a look"</h2>
                <span class="pill card-aside">{count}</span>
            </div>
            {nothing}
            <ul>{first}</ul>
            {rest}
            {decided}
        </section>
    }
    .into_any()
}

fn class(sort: AttentionSort) -> &'static str {
    match sort {
        AttentionSort::Anomaly => "badge badge-bad",
        AttentionSort::Budget | AttentionSort::Growth => "badge badge-warn",
        AttentionSort::Unallocated => "badge badge-info",
    }
}

fn item(attention: &Attention, back: &str) -> AnyView {
    let href = links::dashboard(&attention.question);
    let owner = attention.owner.as_ref().map(|owner| {
        let href = paths::entity(owner.entity_ref.as_deref().unwrap_or(&owner.key));
        view! { " " <a class="look-owner" href=href>{owner.label.clone()}</a> }
    });
    let decision = match &attention.decision {
        Some(decision) => decided(attention, decision, back),
        None => actions(attention, back),
    };
    let id = format!("look-{}", attention.id);
    view! {
        <li class="look" id=id>
            <p class="look-title">
                <span class=class(attention.sort)>{attention.sort.word()}</span>
                " "
                <a class="row-link" href=href>{attention.title.clone()}</a>
            </p>
            <p class="look-text">{attention.text.clone()} {owner}</p>
            {decision}
        </li>
    }
    .into_any()
}

/// What a form of this kind always says.
fn hidden(attention: &Attention, state: &'static str, back: &str) -> AnyView {
    let (id, back) = (attention.id.clone(), back.to_owned());
    view! {
        <input type="hidden" name="alert" value=id />
        <input type="hidden" name="state" value=state />
        <input type="hidden" name="back" value=back />
    }
    .into_any()
}

/// Snooze, accept, dismiss: one small form each.
fn actions(attention: &Attention, back: &str) -> AnyView {
    let snoozes = SNOOZES.map(|(value, label)| view! { <option value=value>{label}</option> });
    let reasons = REASONS.map(|(value, label)| view! { <option value=value>{label}</option> });
    let about = attention.title.clone();
    let label = format!("Decide about {about}");
    let fold = format!("decide-{}", attention.id);
    view! {
        <details class="look-decide" id=fold>
            <summary aria-label=label>"Decide"</summary>
            <div class="look-forms">
                <form method="post" action=paths::COST_ALERT>
                    {hidden(attention, "snoozed", back)}
                    <label>
                        <span class="field-label">"Not for "</span>
                        <select name="for">{snoozes.into_iter().collect_view()}</select>
                    </label>
                    <button class="button">"Snooze"</button>
                </form>
                <form method="post" action=paths::COST_ALERT>
                    {hidden(attention, "accepted", back)}
                    <span>"We are on it"</span>
                    <button class="button">"Accept"</button>
                </form>
                <form method="post" action=paths::COST_ALERT>
                    {hidden(attention, "dismissed", back)}
                    <label>
                        <span class="field-label">"Because "</span>
                        <select name="reason">{reasons.into_iter().collect_view()}</select>
                    </label>
                    <label>
                        <span class="field-label">"Note "</span>
                        <input type="text" name="note" maxlength="500" autocomplete="off" />
                    </label>
                    <button class="button">"Dismiss"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// What was decided, and the way back.
fn decided(attention: &Attention, decision: &Decision, back: &str) -> AnyView {
    let reason = decision.reason.as_ref().map(|reason| {
        let known = REASONS.iter().find(|(value, _)| value == reason);
        format!(": {}", known.map_or(reason.as_str(), |(_, label)| label).to_lowercase())
    });
    let until = decision.until.map(|day| format!(" until {}", words::whole_day(day)));
    let by = decision.by.as_ref().map(|by| format!(" by {}", by.rsplit('/').next().unwrap_or(by)));
    let note = (!decision.note.is_empty()).then(|| format!(" “{}”", decision.note));
    view! {
        <form class="look-decided" method="post" action=paths::COST_ALERT>
            {hidden(attention, "open", back)}
            <span class="muted">
                {decision.state.clone()} {reason} {until} {by} {note}
            </span>
            <button class="button button-quiet">"Reopen"</button>
        </form>
    }
    .into_any()
}
