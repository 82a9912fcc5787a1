//! The first tab: about, links, problems, relations.

use super::{Address, about::About, profile::Profile, related::RelatedTables};
use crate::{
    components::{
        card::Card,
        diagnostics::DiagnosticList,
        icon::{Icon, IconName},
        relations_graph::{Picture, RelationsGraph},
        state::Empty,
    },
    paths,
};
use leptos::prelude::*;
use portico_entity::{Entity, Link, Severity, is_safe_address};
use portico_portal::views::entity::EntityView;

#[component]
pub(super) fn OverviewTab(view: EntityView, picture: Picture, address: Address) -> impl IntoView {
    let name = view.entity.display_name().to_owned();
    let is_about_people = matches!(view.entity.kind.to_ascii_lowercase().as_str(), "group" | "user");
    let has_relations = !view.entity.relations.is_empty();
    // What the profile tells better is not told twice.
    let mut tables = view.tables.clone();
    tables.retain(|table| {
        !is_about_people
            || !matches!(table.relation.as_str(), "hasMember" | "parentOf" | "memberOf" | "childOf")
    });
    let cards =
        (!view.cards.is_empty()).then(|| view! { <div class="stack" inner_html=view.cards.clone()></div> });
    let diagnostics = view.diagnostics.clone();
    let problems = (!diagnostics.is_empty()).then(|| {
        let count = diagnostics.len().to_string();
        let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let tone = if has_errors { "card-bad" } else { "" };
        view! {
            <Card title="Problems" id="problems" count=count class=tone>
                <DiagnosticList diagnostics show_file=true known=Vec::new() />
            </Card>
        }
    });
    let graph = paths::entity_tab(&view.entity_ref, paths::GRAPH_TAB);
    let open_graph = view! { <a href=graph>"Open graph"</a> }.into_any();
    view! {
        <div class="page">
            {problems}
            <div class="columns">
                <div class="column">
                    <About view=view.clone() />
                    <Links entity=view.entity.clone() />
                    {cards}
                </div>
                <div class="column column-wide">
                    {is_about_people.then(|| view! { <Profile address /> })}
                    <Card title="Relations" id="relations" class="card-sunken" aside=open_graph>
                        {if has_relations {
                            view! {
                                <RelationsGraph picture label=format!("Relations of {name}") />
                            }
                                .into_any()
                        } else {
                            view! {
                                <Empty title="No relations">
                                    <p>"Nothing refers to this entity, and it refers to nothing."</p>
                                </Empty>
                            }
                                .into_any()
                        }}
                    </Card>
                    <RelatedTables tables entity_ref=view.entity_ref />
                </div>
            </div>
        </div>
    }
}

#[component]
fn Links(entity: Entity) -> impl IntoView {
    let links = entity.metadata.links;
    (!links.is_empty()).then(|| {
        view! {
            <Card title="Links" id="links">
                <ul class="links">{links.into_iter().map(draw_link).collect_view()}</ul>
            </Card>
        }
    })
}

/// A link out of the portal. Addresses that would run a script are shown, but lead nowhere.
fn draw_link(link: Link) -> impl IntoView {
    let icon = IconName::for_link(link.icon.as_deref(), link.kind.as_deref());
    let label = link.title.unwrap_or_else(|| link.url.clone());
    let note = link.kind.map(|kind| view! { <span class="link-kind">{kind}</span> });
    let text = if is_safe_address(&link.url) {
        view! { <a href=link.url rel="noopener noreferrer">{label}</a> }.into_any()
    } else {
        view! { <span title=link.url>{label}</span> }.into_any()
    };
    view! { <li class="link"><Icon name=icon /> {text} {note}</li> }
}
