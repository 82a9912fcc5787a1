//! Looking at an address: what it would bring, what is wrong, and the question whether to register it.

use super::found::FoundTable;
use crate::{
    api,
    ask::ask,
    components::{card::Card, diagnostics::DiagnosticList, state::Empty, steps::Steps},
    orders, paths,
};
use leptos::{form::ActionForm, prelude::*};
use portico_entity::Severity;
use portico_portal::views::register::{LookView, counted, entities, steps_while_looking};

/// What the steps are, for those who cannot see them.
const STEPS: &str = "Steps of registering";

#[component]
pub(super) fn Look(target: String, again: RwSignal<u32>) -> impl IntoView {
    let view = ask(move || (target.clone(), again.get()), |(target, _)| api::load_look(target));
    view! {
        <Suspense fallback=|| view! { <Working /> }>
            {view.shown(|view| view! { <Outcome view /> }.into_any())}
        </Suspense>
    }
}

/// While the address is being read.
#[component]
fn Working() -> impl IntoView {
    view! {
        <div class="stack">
            <p class="visually-hidden" role="status">
                "Reading the address."
            </p>
            <Steps label=STEPS steps=steps_while_looking() />
            <div class="card">
                <div class="skeleton" aria-hidden="true">
                    <span class="skeleton-row"></span>
                    <span class="skeleton-row"></span>
                    <span class="skeleton-row"></span>
                </div>
            </div>
        </div>
    }
}

#[component]
fn Outcome(view: LookView) -> impl IntoView {
    let steps = view.steps();
    let has_errors = view.problems.iter().any(|problem| problem.severity == Severity::Error);
    let problems = (!view.problems.is_empty()).then(|| {
        let (diagnostics, known) = (view.problems.clone(), view.known.clone());
        let (count, tone) = (diagnostics.len().to_string(), if has_errors { "card-bad" } else { "" });
        view! {
            <Card title="What is wrong" id="wrong" count=count class=tone>
                <DiagnosticList diagnostics show_file=true known />
            </Card>
        }
    });
    // What keeps the reader from going on comes first.
    let (above, below) = if has_errors { (problems, None) } else { (None, problems) };
    let status = status(&view);
    let is_empty = view.rows.is_empty() && view.locations == 0;
    view! {
        <div class="stack">
            <p class="visually-hidden" role="status">{status}</p>
            <Steps label=STEPS steps=steps />
            {above}
            {if is_empty { view! { <Nothing view /> }.into_any() } else { view! { <Found view /> }.into_any() }}
            {below}
        </div>
    }
}

/// The outcome in one sentence.
fn status(view: &LookView) -> String {
    let problems = counted(view.problems.len(), "problem");
    match (view.is_unreadable(), view.registered) {
        (true, _) => "The address could not be read.".to_owned(),
        (_, true) => "The address is registered already.".to_owned(),
        _ => format!("{} would be created, {problems}.", entities(view.new_entities())),
    }
}

#[component]
fn Nothing(view: LookView) -> impl IntoView {
    // With problems, these say it all.
    view.problems.is_empty().then(|| {
        view! {
            <Card title="Nothing found" id="found">
                <Empty title="There is no entity at this address">
                    <p>"The file was read, but it describes nothing that the catalog knows."</p>
                </Empty>
            </Card>
        }
    })
}

#[component]
fn Found(view: LookView) -> impl IntoView {
    let title = if view.registered { "What it describes" } else { "What was found" };
    let count = (view.rows.len() + view.more).to_string();
    let followed = (view.locations > 0).then(|| counted(view.locations, "further Location"));
    let notes = [
        followed.map(|followed| format!("{followed} followed.")),
        (view.more > 0).then(|| format!("{} more are not listed.", view.more)),
        view.is_partial.then(|| {
            "There is more than a look follows; all of it is read once it is registered.".to_owned()
        }),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    let notes = (!notes.is_empty()).then(|| view! { <p class="card-foot">{notes.join(" ")}</p> });
    let rows = view.rows.clone();
    view! {
        <Card title=title id="found" count=count>
            {(!rows.is_empty()).then(|| view! { <FoundTable rows /> })}
            {notes}
            <Confirm view />
        </Card>
    }
}

/// The question; or why it is not asked.
#[component]
fn Confirm(view: LookView) -> impl IntoView {
    if view.registered {
        let href = paths::registered(&view.target);
        return view! {
            <div class="confirm">
                <p class="confirm-text">"This address is registered already. The catalog follows it by itself."</p>
                <a class="button" href=href>
                    "See what is there"
                </a>
            </div>
        }
        .into_any();
    }
    if !view.can_register() {
        return view! {
            <div class="confirm">
                <p class="confirm-text">"The catalog is read-only, so this cannot be registered here."</p>
                <span class="button button-off" aria-disabled="true">
                    "Register"
                </span>
            </div>
        }
        .into_any();
    }
    let taken = view.rows.len() + view.more - view.new_entities();
    let text = match (view.new_entities(), taken) {
        (0, 0) => "Only Locations so far; what they lead to comes by itself.".to_owned(),
        (0, _) => "Nothing new: the catalog has all of it from elsewhere, and that stays.".to_owned(),
        (new, 0) => format!("{} will be created.", entities(new)),
        (new, taken) => {
            format!(
                "{} will be created; {taken} the catalog has already from elsewhere, and that stays.",
                entities(new)
            )
        }
    };
    let has_errors = view.problems.iter().any(|problem| problem.severity == Severity::Error);
    let later = has_errors.then_some(" What is broken comes by itself once it is repaired.");
    let action = ServerAction::<orders::Register>::new();
    let pending = action.pending();
    let failed = move || action.value().get().is_some_and(|outcome| outcome.is_err());
    view! {
        <ActionForm action attr:class="confirm">
            <input type="hidden" name="target" value=view.target />
            <p class="confirm-text">
                {text} {later}
                <span role="alert" class="confirm-failed">
                    {move || failed().then_some(" Portico could not do it just now. Nothing was registered; try again.")}
                </span>
            </p>
            <button class="button button-primary" type="submit" disabled=move || pending.get()>
                {move || if pending.get() { "Registering…" } else { "Register" }}
            </button>
        </ActionForm>
    }
    .into_any()
}
