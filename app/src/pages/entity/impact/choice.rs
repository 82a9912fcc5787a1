//! What is supposed to happen. A form, so it also works before anything else does.

use super::asked_with;
use crate::paths;
use leptos::{ev, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use portico_portal::views::impact::{Grouping, ImpactQuestion, What};

/// The choice of the change; for owners, of the new one too.
#[component]
pub(super) fn Choice(question: Memo<ImpactQuestion>) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |question: ImpactQuestion| {
        navigate(&paths::impact(&question), NavigateOptions { scroll: false, ..Default::default() });
    });
    let field = NodeRef::<html::Input>::new();
    let asked = question.get_untracked();
    let kind = asked.entity_ref.split(':').next().unwrap_or_default().to_owned();
    let action = paths::entity_tab(&asked.entity_ref, paths::IMPACT_TAB);
    let choices = What::of_kind(&kind).iter().map(|what| {
        let what = *what;
        let chosen = move || question.with(|question| question.change == what);
        let choose = move |_| go.run(question.with_untracked(|question| asked_with(question, what)));
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="change"
                    value=what.word()
                    checked=asked.change == what
                    prop:checked=chosen
                    on:change=choose
                />
                <span>{what.label()}</span>
            </label>
        }
    });
    let choices = choices.collect_view();
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        // A reference that is not whole is completed as in an address.
        if let Some(to) = field.get_untracked().map(|field| field.value()) {
            let asked = question.get_untracked();
            let pairs = [("change", asked.change.word()), ("to", to.as_str())];
            go.run(ImpactQuestion::read(&asked.entity_ref, pairs));
        }
    };
    let to = move || {
        question.with(|question| question.change == What::Move).then(|| {
            let to = question.with(|question| question.to.clone());
            view! {
                <label class="impact-to">
                    "to "
                    <input
                        type="text"
                        name="to"
                        list="impact-heirs"
                        placeholder="team-name"
                        autocomplete="off"
                        spellcheck="false"
                        value=to
                        node_ref=field
                    />
                </label>
            }
        })
    };
    let grouping = move || {
        question.with(|question| {
            (question.group != Grouping::default())
                .then(|| view! { <input type="hidden" name="group" value=question.group.word() /> })
        })
    };
    view! {
        <form class="impact-form" method="get" action=action on:submit=submitted>
            <fieldset class="choices">
                <legend class="visually-hidden">"What happens to it"</legend>
                {choices}
            </fieldset>
            {to}
            {grouping}
            <button class="button" type="submit">
                "Show"
            </button>
        </form>
    }
}
