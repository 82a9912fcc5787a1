//! The page of one entity: its header, its tabs, and what the chosen tab shows.

mod about;
mod definition;
mod history;
mod impact;
mod menu;
mod overview;
mod profile;
mod related;
mod source;
mod unregister;

use crate::{
    api,
    ask::ask,
    components::{
        attention::AttentionBadges,
        kind_badge::KindBadge,
        lifecycle::Lifecycle,
        page_title::PageTitle,
        relations_graph::{Picture, Pictured},
        star::Star,
    },
    frame::{FrameAnswer, palette::recent},
    live::Live,
    orders,
    pages::{CostsTab, NotFoundState, graph::GraphTab},
    paths, query_string,
};
use definition::DefinitionTab;
use history::HistoryTab;
use impact::ImpactTab;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_location, use_params_map};
use menu::{EntityMenu, RefreshNote, Refreshing};
use overview::OverviewTab;
use portico_portal::views::{Frame, entity::EntityView};
use source::SourceTab;
use unregister::UnregisterDialog;

/// Kind, namespace and name from the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Address {
    kind: String,
    namespace: String,
    name: String,
}

/// The tabs: word in the address, label.
const TABS: [(&str, &str); 7] = [
    ("", "Overview"),
    ("definition", "Definition"),
    (paths::GRAPH_TAB, "Graph"),
    (paths::IMPACT_TAB, "What if"),
    (paths::COSTS_TAB, "Costs"),
    ("source", "Source"),
    (paths::HISTORY_TAB, "History"),
];

/// The page of one entity.
#[component]
pub(crate) fn EntityPage() -> impl IntoView {
    let params = use_params_map();
    let address = Memo::new(move |_| {
        params.with(|params| Address {
            kind: params.get("kind").unwrap_or_default(),
            namespace: params.get("namespace").unwrap_or_default(),
            name: params.get("name").unwrap_or_default(),
        })
    });
    let tab = Memo::new(move |_| params.with(|params| params.get("tab").unwrap_or_default()));
    let view = ask(
        move || (address.get(), Live::version()),
        |(Address { kind, namespace, name }, _)| api::load_entity(kind, namespace, name),
    );
    remember_visits(address);
    let refreshing = Refreshing::new();
    view! {
        {view
            .show_with(
                10,
                move || tab.get(),
                move |view, tab| {
                    let address = address.get_untracked();
                    match view {
                        Some(Pictured { view, picture }) => {
                            view! { <Content view picture tab address refreshing /> }.into_any()
                        }
                        None if tab == paths::HISTORY_TAB => view! { <HistoryTab address /> }.into_any(),
                        None => view! { <Missing address /> }.into_any(),
                    }
                },
            )}
    }
}

/// Tells the server what the reader looks at, if they said who they are. That it rendered the first page itself does no
/// harm: both are the same visit.
fn remember_visits(address: Memo<Address>) {
    let FrameAnswer(frame) = expect_context();
    Effect::new(move |before: Option<Option<Address>>| {
        let now = address.get();
        if before.flatten().is_some_and(|before| before == now) {
            return Some(now);
        }
        let Address { kind, namespace, name } = now.clone();
        spawn_local(async move {
            if frame.get().await.is_some_and(|frame| frame.me.is_some()) {
                // A visit that is not remembered is no loss.
                let _ = orders::visit(kind, namespace, name).await;
            }
        });
        Some(now)
    });
}

#[component]
fn Missing(address: Address) -> impl IntoView {
    let Address { kind, namespace, name } = address;
    let title = format!("There is no {kind} \u{201c}{name}\u{201d} in the namespace {namespace}");
    view! {
        <PageTitle text="Not found" />
        <NotFoundState title suggestion=name />
    }
}

#[component]
fn Content(
    view: EntityView,
    picture: Picture,
    tab: String,
    address: Address,
    refreshing: Refreshing,
) -> impl IntoView {
    recent::visited(view.entity_ref.clone(), view.entity.kind.clone(), view.entity.display_name().to_owned());
    let location = use_location();
    let was_asked = query_string::value(&location.search.get_untracked(), "refresh") == "asked";
    let is_leaving = tab == paths::UNREGISTER_TAB;
    let tab = if is_leaving { String::new() } else { tab };
    let etag = view.entity.metadata.etag.clone().unwrap_or_default();
    let dialog = is_leaving.then(|| {
        view! { <UnregisterDialog address=address.clone() entity_ref=view.entity_ref.clone() /> }
    });
    let note = view! {
        <RefreshNote address=address.clone() etag=etag.clone() refreshing was_asked />
    };
    let menu = view! {
        <EntityMenu address=address.clone() entity_ref=view.entity_ref.clone() etag refreshing />
    };
    let tabs: Vec<_> = TABS
        .iter()
        .filter(|(word, _)| match *word {
            "definition" => view.has_definition,
            paths::COSTS_TAB => view.has_costs,
            // Nothing depends on a Location: it only says where the rest comes from.
            paths::IMPACT_TAB => view.entity.kind != "Location",
            _ => true,
        })
        .map(|(word, label)| {
            let current = (*word == tab).then_some("page");
            view! {
                <a class="tab" href=paths::entity_tab(&view.entity_ref, word) aria-current=current>
                    {*label}
                </a>
            }
        })
        .collect();
    let body = match tab.as_str() {
        "" => view! { <OverviewTab view=view.clone() picture address /> }.into_any(),
        "definition" if view.has_definition => view! { <DefinitionTab address /> }.into_any(),
        paths::GRAPH_TAB => view! { <GraphTab entity_ref=view.entity_ref.clone() /> }.into_any(),
        "source" => view! { <SourceTab address entity=view.entity.clone() /> }.into_any(),
        paths::IMPACT_TAB => view! { <ImpactTab address /> }.into_any(),
        paths::COSTS_TAB if view.has_costs => view! { <CostsTab /> }.into_any(),
        paths::HISTORY_TAB => view! { <HistoryTab address /> }.into_any(),
        _ => view! { <NotFoundState title="There is no such tab" suggestion=String::new() /> }.into_any(),
    };
    view! {
        <PageTitle text=view.entity.display_name().to_owned() />
        <Header view menu=menu.into_any() />
        <nav class="tabs" aria-label="Views of this entity">
            {tabs}
        </nav>
        {note}
        {dialog}
        {body}
    }
}

#[component]
fn Header(view: EntityView, menu: AnyView) -> impl IntoView {
    let entity = &view.entity;
    let name = entity.display_name().to_owned();
    let kind_type = entity.spec_text("type").map(str::to_owned);
    let lifecycle = entity.spec_text("lifecycle").map(str::to_owned);
    let reference = view.entity_ref.clone();
    let FrameAnswer(frame) = expect_context();
    let (entity_ref, label) = (view.entity_ref.clone(), name.clone());
    let star = frame.show_quietly(move |Frame { me, .. }| {
        let (entity_ref, label) = (entity_ref.clone(), label.clone());
        let starred = me.map(|me| me.stars.contains(&entity_ref));
        view! { <Star entity_ref label starred /> }.into_any()
    });
    view! {
        <div class="entity-head">
            <KindBadge kind=entity.kind.clone() />
            <h1>{name}</h1>
            {kind_type.map(|kind_type| view! { <span class="pill">{kind_type}</span> })}
            {lifecycle.map(|lifecycle| view! { <Lifecycle lifecycle /> })}
            <AttentionBadges attention=view.attention />
            {star}
            <code class="entity-ref">{reference}</code>
            {menu}
        </div>
    }
}
