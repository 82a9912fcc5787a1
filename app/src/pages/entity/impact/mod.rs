//! "What if": what a change to the entity would concern, whom to tell, and what would be left behind. The question is
//! the address.

mod choice;
mod list;
mod rest;
mod teams;

use super::Address;
use crate::{
    api,
    ask::ask,
    components::{
        card::Card,
        relations_graph::{Picture, Pictured, RelationsGraph},
        state::Empty,
    },
    live::Live,
    paths, query_string,
};
use choice::Choice;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use list::List;
use portico_entity::EntityRef;
use portico_portal::views::impact::{ImpactQuestion, ImpactView, What};
use rest::Rest;
use teams::Teams;

/// The tab.
#[component]
pub(super) fn ImpactTab(address: Address) -> impl IntoView {
    let location = use_location();
    let entity_ref = EntityRef::new(&address.kind, &address.namespace, &address.name).to_string();
    let own = location.pathname.get_untracked();
    let question = Memo::new(move |before: Option<&ImpactQuestion>| {
        // Once the reader is on the way to another page, its address asks nothing of this one: an answer would come
        // when this page is not there any more.
        let is_here = location.pathname.get() == own;
        let asked = query_string::impact(&entity_ref, &location.search.get());
        before.filter(|_| !is_here).cloned().unwrap_or(asked)
    });
    let view = ask(
        move || (question.get(), Live::version()),
        |(question, _)| api::load_impact(question.entity_ref.clone(), paths::impact_query(&question)),
    );
    view! {
        <div class="page">
            <section class="card impact-ask" aria-labelledby="what-if">
                <h2 id="what-if">"What if"</h2>
                <Choice question />
            </section>
            {view
                .show(
                    8,
                    |view| match view {
                        Some(Pictured { view, picture }) => view! { <Result view picture /> }.into_any(),
                        None => {
                            view! { <p class="notice notice-info">"It is not in the catalog any more."</p> }
                                .into_any()
                        }
                    },
                )}
        </div>
    }
}

#[component]
fn Result(view: ImpactView, picture: Picture) -> impl IntoView {
    let tone = if view.total == 0 { "impact-sentence" } else { "impact-sentence impact-some" };
    let is_nothing = view.total == 0 && view.groups.is_empty();
    let heirs = view.heirs.iter().map(|heir| {
        let label = heir.label.clone();
        view! { <option value=heir.entity_ref.clone()>{label}</option> }
    });
    let heirs = heirs.collect_view();
    let picture = (view.total > 0 && picture != Picture::default()).then(|| {
        view! {
            <Card title="How far it reaches" id="reach" class="card-sunken">
                <RelationsGraph picture label="What the change reaches, by distance; listed below" />
                <p class="card-foot">"Each arrow leads to what is concerned because of the one before it."</p>
            </Card>
        }
    });
    let list = if is_nothing {
        view! { <Nothing view=view.clone() /> }.into_any()
    } else {
        view! { <List view=view.clone() /> }.into_any()
    };
    view! {
        <p class=tone role="status">
            {view.sentence.clone()}
        </p>
        <datalist id="impact-heirs">{heirs}</datalist>
        {picture}
        <div class="columns">
            <div class="column column-wide">{list}</div>
            <div class="column">
                <Teams view=view.clone() />
                <Rest view />
            </div>
        </div>
    }
}

/// Nothing is concerned: what that means, and what it does not.
#[component]
fn Nothing(view: ImpactView) -> impl IntoView {
    let name = view.subject.map(|subject| subject.label).unwrap_or_default();
    let of_owner = What::of_kind(&view.kind).contains(&What::Move);
    let (title, meaning) = if of_owner {
        (
            "It owns nothing and leads nobody",
            format!("Nothing in the catalog names {name} as its owner, its parent or its group."),
        )
    } else {
        (
            "Nothing depends on it",
            format!(
                "Nothing in the catalog says that it depends on {name}, consumes an API of it, or is part of it."
            ),
        )
    };
    view! {
        <Card title="Concerned" id="concerned">
            <Empty title>
                <p>{meaning}</p>
                <p>
                    "What nobody wrote down is not here: scripts, dashboards, habits. If you are not sure, ask its owner."
                </p>
            </Empty>
        </Card>
    }
}

/// The question that this page asks, with something else in it.
fn asked_with(question: &ImpactQuestion, change: What) -> ImpactQuestion {
    let to = if change == What::Move { question.to.clone() } else { String::new() };
    ImpactQuestion { change, to, ..question.clone() }
}
