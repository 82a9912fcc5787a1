//! The map of the organisation's software: domains and their systems.

use crate::{
    components::{
        card::Card,
        entity_link::{EntityLink, EntityLinks},
        kind_badge::KindBadge,
        state::Empty,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::home::DomainCard;

#[component]
pub(super) fn Domains(domains: Vec<DomainCard>, more: usize) -> impl IntoView {
    let aside = view! { <a href=paths::catalog_with("kind", "domain")>"All domains"</a> };
    let is_empty = domains.is_empty();
    let cards = domains.into_iter().map(|domain| view! { <Domain domain /> });
    view! {
        <Card title="Domains and systems" id="domains" aside=aside.into_any()>
            {if is_empty {
                view! {
                    <Empty title="No domains yet">
                        <p>"Describe a Domain and put Systems into it; they are drawn here as a map."</p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <ul class="domains">{cards.collect_view()}</ul> }.into_any()
            }}
            {(more > 0)
                .then(|| {
                    view! {
                        <p class="card-foot">
                            <a href=paths::catalog_with("kind", "domain")>{format!("{more} more domains")}</a>
                        </p>
                    }
                })}
        </Card>
    }
}

#[component]
fn Domain(domain: DomainCard) -> impl IntoView {
    view! {
        <li class="domain">
            <div class="domain-head">
                <KindBadge kind="Domain" />
                <span class="domain-name">
                    <EntityLink named=domain.domain />
                </span>
                <span class="domain-count">{format!("{} entities", domain.entities)}</span>
            </div>
            {domain.description.map(|description| view! { <p class="domain-description">{description}</p> })}
            <p class="domain-owner">"Owner: " <EntityLinks names=domain.owners /></p>
            <ul class="domain-systems" aria-label="Systems">
                {domain
                    .systems
                    .into_iter()
                    .map(|system| {
                        view! {
                            <li>
                                <a class="system-chip" href=paths::entity(&system.entity_ref)>
                                    {system.label}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </li>
    }
}
