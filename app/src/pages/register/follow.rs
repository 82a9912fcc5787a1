//! Following what a registered address brings, until it is there and from then on.

use super::found::FoundTable;
use crate::{
    api,
    ask::ask,
    components::{
        card::Card,
        diagnostics::DiagnosticList,
        state::{Empty, Skeleton},
        steps::Elapsed,
    },
    live::Live,
    paths,
};
use leptos::prelude::*;
use portico_portal::views::register::{FollowView, entities};

#[component]
pub(super) fn Follow(target: String) -> impl IntoView {
    let view = ask(move || (target.clone(), Live::version()), |(target, _)| api::load_followed(target));
    view! {
        {view.show(3, |view| view! { <Outcome view /> }.into_any())}
    }
}

#[component]
fn Outcome(view: FollowView) -> impl IntoView {
    if !view.registered {
        return view! { <NotRegistered target=view.target /> }.into_any();
    }
    let count = view.rows.len() + view.more;
    let waiting = view.is_waiting();
    let problems = (!view.problems.is_empty()).then(|| {
        let (diagnostics, known) = (view.problems.clone(), view.known.clone());
        let count = diagnostics.len().to_string();
        view! {
            <Card title="What is wrong" id="wrong" count=count>
                <DiagnosticList diagnostics show_file=true known />
            </Card>
        }
    });
    let more = (view.more > 0).then(|| {
        view! { <p class="card-foot">{format!("{} more are not listed.", view.more)}</p> }
    });
    let there = count > 0;
    let again = paths::registered(&view.target);
    let message = match (there, waiting) {
        (true, _) if count == 1 => {
            "Registered. 1 entity is in the catalog, and follows its file from now on.".to_owned()
        }
        (true, _) => {
            format!("Registered. {} are in the catalog, and follow their files from now on.", entities(count))
        }
        (_, true) => "Registered. Portico reads it now.".to_owned(),
        _ => {
            "Registered, but nothing has come yet. What is wrong stands below; Portico tries again by itself."
                .to_owned()
        }
    };
    let tone = match (there, waiting) {
        (true, _) => "notice notice-ok",
        (_, true) => "notice notice-info",
        _ => "notice notice-warn",
    };
    view! {
        <div class="stack">
            <p class=tone role="status">
                {waiting.then(|| view! { <span class="spinner" aria-hidden="true"></span> })}
                <span>
                    {message}
                    {waiting
                        .then(|| {
                            view! {
                                " "
                                <a class="plain-only" href=again>
                                    "Load this page again to see what came."
                                </a>
                                <Elapsed />
                            }
                        })}
                </span>
            </p>
            {there
                .then(|| {
                    view! {
                        <Card title="In the catalog" id="found" count=count.to_string()>
                            <FoundTable rows=view.rows />
                            {more}
                        </Card>
                    }
                })}
            {problems}
            {waiting.then(|| view! { <div class="card"><Skeleton rows=3 /></div> })}
            <p class="actions">
                <a class="button" href=paths::REGISTER>"Register another"</a>
                <a class="button" href=paths::CATALOG>"Open the catalog"</a>
            </p>
        </div>
    }
    .into_any()
}

/// Somebody removed it, or the link was made by hand.
#[component]
fn NotRegistered(target: String) -> impl IntoView {
    let href = paths::register(&target);
    view! {
        <Card title="Not registered" id="found">
            <Empty title="This address is not registered">
                <p>"It may have been removed in the meantime."</p>
                <p class="state-actions">
                    <a class="button" href=href>"Look at it"</a>
                </p>
            </Empty>
        </Card>
    }
}
