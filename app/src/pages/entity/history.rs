//! When an entity changed, and what: newest first, each change as the lines that went and the lines that came.

use super::Address;
use crate::{
    api,
    ask::ask,
    components::{card::Card, page_title::PageTitle, state::Empty, when::When},
    live::Live,
    pages::NotFoundState,
    paths, query_string,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_entity::EntityRef;
use portico_portal::views::history::{ChangedValue, Difference, HistoryEntry, HistoryView, Section};

/// The tab. Also of an entity that is gone: its past is all there is of it.
#[component]
pub(super) fn HistoryTab(address: Address) -> impl IntoView {
    let location = use_location();
    let before = Memo::new(move |_| query_string::value(&location.search.get(), "before"));
    let asked = address.clone();
    let history = ask(
        move || (asked.clone(), before.get(), Live::version()),
        |(Address { kind, namespace, name }, before, _)| api::load_history(kind, namespace, name, before),
    );
    view! {
        {history
            .show(
                10,
                move |view| {
                    let (address, is_newest) = (address.clone(), before.get_untracked().is_empty());
                    view! { <History view address is_newest /> }.into_any()
                },
            )}
    }
}

#[component]
fn History(view: HistoryView, address: Address, is_newest: bool) -> impl IntoView {
    let Address { kind, namespace, name } = address;
    let HistoryView { entries, older, exists, label } = view;
    if !exists && entries.is_empty() && is_newest {
        let title = format!("There is no {kind} \u{201c}{name}\u{201d} in the namespace {namespace}");
        return view! {
            <PageTitle text="Not found" />
            <NotFoundState title suggestion=name />
        }
        .into_any();
    }
    let entity_ref = EntityRef::new(&kind, &namespace, &name).to_string();
    let gone = (!exists).then(|| {
        view! {
            <PageTitle text=format!("History of {label}") />
            <div class="page-head">
                <h1>{label}</h1>
                <p class="page-note">
                    <code>{entity_ref.clone()}</code>
                    " is not in the catalog any more. This is what is known of it."
                </p>
            </div>
        }
    });
    let newest = (!is_newest).then(|| {
        view! { <a class="button" href=paths::entity_history(&entity_ref, None)>"Newest"</a> }
    });
    let older = older.map(|before| {
        view! { <a class="button" href=paths::entity_history(&entity_ref, Some(before))>"Older"</a> }
    });
    let pager = (newest.is_some() || older.is_some())
        .then(|| view! { <nav class="pager" aria-label="Parts of the history">{newest} {older}</nav> });
    let is_empty = entries.is_empty();
    let entries = entries.into_iter().map(|entry| view! { <Entry entry /> });
    view! {
        <div class="page">
            {gone}
            <Card title="History" id="history">
                {if is_empty {
                    view! {
                        <Empty title="No changes are recorded">
                            <p>"From the next change on, it is told here what was before and what came."</p>
                        </Empty>
                    }
                        .into_any()
                } else {
                    view! { <ol class="history">{entries.collect_view()}</ol> }.into_any()
                }}
                {pager}
            </Card>
        </div>
    }
    .into_any()
}

#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    let HistoryEntry { at_ms, kind, source, difference, .. } = entry;
    let (word, tone) = match kind.as_str() {
        "added" => ("Added", "badge badge-ok"),
        "removed" => ("Removed", "badge badge-bad"),
        _ => ("Changed", "badge badge-info"),
    };
    let what = match kind.as_str() {
        "updated" => view! { <Changes difference /> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <li class="history-entry">
            <div class="history-head">
                <span class=tone>{word}</span>
                <When at_ms />
                <span class="history-source">
                    <span class="visually-hidden">"from "</span>
                    {source}
                </span>
            </div>
            {what}
        </li>
    }
}

#[component]
fn Changes(difference: Difference) -> impl IntoView {
    let Difference { sections, more } = difference;
    if sections.is_empty() {
        return view! {
            <p class="history-note">"Its own text is the same; its relations or its status changed with something around it."</p>
        }
        .into_any();
    }
    let more =
        (more > 0).then(|| view! { <p class="history-note">{format!("{more} more values changed.")}</p> });
    view! {
        {sections.into_iter().map(draw_section).collect_view()}
        {more}
    }
    .into_any()
}

fn draw_section(section: Section) -> impl IntoView {
    let Section { name, values } = section;
    let name = if name.is_empty() { "entity".to_owned() } else { name };
    view! {
        <div class="difference">
            <p class="difference-section">{name}</p>
            <dl class="difference-values">{values.into_iter().map(draw_value).collect_view()}</dl>
        </div>
    }
}

/// A value, with a sign and a word before each side: colour alone says nothing.
fn draw_value(value: ChangedValue) -> impl IntoView {
    let ChangedValue { path, before, after } = value;
    let gone = before.into_iter().map(|line| {
        view! {
            <del class="difference-line difference-gone">
                <span class="difference-sign" aria-hidden="true">"−"</span>
                <span class="visually-hidden">"before: "</span>
                <span class="difference-text">{line}</span>
            </del>
        }
    });
    let gone = gone.collect_view();
    let come = after.into_iter().map(|line| {
        view! {
            <ins class="difference-line difference-come">
                <span class="difference-sign" aria-hidden="true">"+"</span>
                <span class="visually-hidden">"after: "</span>
                <span class="difference-text">{line}</span>
            </ins>
        }
    });
    let come = come.collect_view();
    view! {
        <div class="difference-value">
            <dt>{path}</dt>
            <dd>{gone} {come}</dd>
        </div>
    }
}
