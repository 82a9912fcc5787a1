//! Tables of related entities.

use crate::{
    components::{
        attention::AttentionBadges, card::Card, entity_link::EntityLinks, kind_badge::KindBadge,
        lifecycle::Lifecycle,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::entity::{RelatedRow, RelatedTable};

#[component]
pub(super) fn RelatedTables(tables: Vec<RelatedTable>, entity_ref: String) -> impl IntoView {
    tables
        .into_iter()
        .map(move |table| {
            let rest = table.total - table.rows.len();
            // What does not fit here is in the catalog, where it can be filtered.
            let all = match table.relation.as_str() {
                "ownerOf" => Some(paths::catalog_with("owner", &entity_ref)),
                "hasPart" if entity_ref.starts_with("system:") => {
                    Some(paths::catalog_with("system", &entity_ref))
                }
                _ => None,
            };
            let aside = all.map(|href| view! { <a href=href>"Open in catalog"</a> }.into_any());
            let id = heading_id(&table.relation);
            view! {
                <Card title=table.title id=id count=table.total.to_string() aside=aside.unwrap_or_else(|| ().into_any())>
                    <div class="table-scroll">
                        <table class="table table-compact">
                            <thead>
                                <tr>
                                    <th scope="col">"Name"</th>
                                    <th scope="col">"Type"</th>
                                    <th scope="col">"Lifecycle"</th>
                                    <th scope="col">"Owner"</th>
                                </tr>
                            </thead>
                            <tbody>{table.rows.into_iter().map(draw_row).collect_view()}</tbody>
                        </table>
                    </div>
                    {(rest > 0).then(|| view! { <p class="card-foot">{format!("{rest} more are not listed.")}</p> })}
                </Card>
            }
        })
        .collect_view()
}

/// Identifiers must be known when the page is compiled; these are all there are.
fn heading_id(relation: &str) -> &'static str {
    const IDS: [&str; 13] = [
        "hasPart",
        "providesApi",
        "consumesApi",
        "dependsOn",
        "dependencyOf",
        "apiProvidedBy",
        "apiConsumedBy",
        "hasMember",
        "parentOf",
        "memberOf",
        "childOf",
        "ownerOf",
        "partOf",
    ];
    IDS.into_iter().find(|id| *id == relation).unwrap_or("related")
}

fn draw_row(related: RelatedRow) -> impl IntoView {
    let RelatedRow { exists, row } = related;
    let dash = || view! { <span class="nothing">"—"</span> }.into_any();
    let name = if exists {
        view! { <a class="row-link" href=paths::entity(&row.entity_ref)>{row.label}</a> }.into_any()
    } else {
        view! {
            <span class="entity-missing">{row.label}</span>
            <span class="badge badge-warn">"does not exist"</span>
        }
        .into_any()
    };
    view! {
        <tr>
            <td class="cell-name">
                <div class="cell-name-line">
                    <KindBadge kind=row.kind />
                    <div class="cell-name-text">{name} <AttentionBadges attention=row.attention /></div>
                </div>
            </td>
            <td data-label="Type">{row.kind_type.map_or_else(dash, |kind_type| kind_type.into_any())}</td>
            <td data-label="Lifecycle">
                {row
                    .lifecycle
                    .map_or_else(dash, |lifecycle| view! { <Lifecycle lifecycle /> }.into_any())}
            </td>
            <td data-label="Owner">
                <EntityLinks names=row.owners />
            </td>
        </tr>
    }
}
