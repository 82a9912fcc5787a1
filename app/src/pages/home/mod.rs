//! Home: what is here, what needs attention, what changed.

mod changes;
mod domains;
mod mine;
mod who;

use crate::{
    api,
    ask::ask,
    components::{
        card::Card,
        kind_badge::KindBadge,
        page_title::PageTitle,
        reading::ReadingStrip,
        state::{Empty, Loading},
    },
    live::Live,
    paths, query_string,
};
use changes::Changes;
use domains::Domains;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use mine::{Greeting, Mine};
use portico_portal::views::{ATTENTION, Frame, home::HomeView};
use who::WhoAreYou;

/// The first page.
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let view = ask(Live::version, |_| api::load_home());
    view! {
        <PageTitle text="Home" />
        <ReadingStrip />
        <Asking />
        {view.show(8, |view| view! { <Content view /> }.into_any())}
    }
}

/// The question who the reader is, for guests and for whoever wants to be somebody else. It stays as it is while the
/// catalog changes, because somebody may be typing.
#[component]
fn Asking() -> impl IntoView {
    let search = use_location().search;
    let is_asked = Memo::new(move |_| query_string::pairs(&search.get()).iter().any(|(key, _)| key == "who"));
    let frame = ask(|| (), |()| api::load_frame());
    frame.show_quietly(move |Frame { me, has_people, .. }| {
        let is_guest = me.is_none() && has_people;
        view! {
            {move || {
                (is_guest || is_asked.get()).then(|| view! { <div class="page page-asking"><WhoAreYou /></div> })
            }}
        }
        .into_any()
    })
}

#[component]
fn Content(view: HomeView) -> impl IntoView {
    let HomeView { kinds, total, attention, problems, domains, more_domains, changes, mine, loading } = view;
    if total == 0 && !loading {
        return view! { <Welcome /> }.into_any();
    }
    let is_somebody = mine.is_some();
    let head = match &mine {
        Some(mine) => view! { <Greeting me=mine.me.clone() total /> }.into_any(),
        None => view! {
            <div class="page-head">
                <h1>"Home"</h1>
                <p class="page-note">{format!("{total} entities in the catalog")}</p>
            </div>
        }
        .into_any(),
    };
    view! {
        <div class="page">
            {head}
            {loading.then(|| view! { <Loading /> })}
            {mine.map(|mine| view! { <Mine mine /> })}
            {is_somebody.then(|| view! { <h2 class="page-part">"The whole catalog"</h2> })}
            <ul class="tiles" aria-label="Entities by kind">
                {kinds
                    .into_iter()
                    .map(|kind| {
                        view! {
                            <li>
                                <a class="tile" href=paths::catalog_with("kind", &kind.kind)>
                                    <KindBadge kind=kind.kind.clone() />
                                    <span class="tile-number">{kind.count}</span>
                                    <span class="tile-label">{plural(&kind.kind, kind.count)}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <div class="columns">
                <div class="column column-wide">
                    <Domains domains more=more_domains />
                </div>
                <div class="column">
                    <NeedsAttention attention problems />
                    <Changes changes />
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The catalog is empty: how to fill it.
#[component]
fn Welcome() -> impl IntoView {
    view! {
        <div class="page">
            <div class="state state-large">
                <h1 class="state-title">"The catalog is empty"</h1>
                <div class="state-body">
                    <p>
                        "Portico shows what your catalog files describe. Name a file or folder that holds some:"
                    </p>
                    <pre class="code">
                        <code>"portico serve --catalog path/to/catalog-info.yaml"</code>
                    </pre>
                    <p>"If you did, the reason that nothing is here is among the problems."</p>
                    <p class="state-actions">
                        <a class="button button-primary" href=paths::REGISTER>"Register a repository"</a>
                        <a class="button" href=paths::PROBLEMS>"Look at problems"</a>
                    </p>
                </div>
            </div>
        </div>
    }
}

#[component]
fn NeedsAttention(attention: Vec<(String, u64)>, problems: (usize, usize)) -> impl IntoView {
    let (errors, warnings) = problems;
    let all_well = attention.is_empty() && errors + warnings == 0;
    let rows = attention.into_iter().filter_map(|(word, count)| {
        let (_, title, help) = ATTENTION.iter().find(|(known, ..)| *known == word)?;
        Some(view! {
            <li>
                <a class="attention-row" href=paths::catalog_with("attention", &word)>
                    <span class="attention-count">{count}</span>
                    <span>
                        <span class="attention-title">{*title}</span>
                        <span class="attention-help">{*help}</span>
                    </span>
                </a>
            </li>
        })
    });
    let aside = view! { <a href=paths::PROBLEMS>{format!("{errors} errors, {warnings} warnings")}</a> };
    view! {
        <Card title="Needs attention" id="attention" aside=aside.into_any()>
            {if all_well {
                view! {
                    <Empty title="All is well">
                        <p>"No orphans, no broken references, no errors in any file."</p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <ul class="attention-list">{rows.collect_view()}</ul> }.into_any()
            }}
        </Card>
    }
}

/// The plural of a kind.
fn plural(kind: &str, count: u64) -> String {
    match (kind, count) {
        (kind, 1) => kind.to_owned(),
        (kind, _) if kind.ends_with('y') => format!("{}ies", &kind[..kind.len() - 1]),
        (kind, _) => format!("{kind}s"),
    }
}
