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
            let what_if = matches!(table.relation.as_str(), "dependencyOf" | "apiConsumedBy");
            let aside = match all {
                Some(href) => Some((href, "Open in catalog")),
                None if what_if => Some((paths::entity_tab(&entity_ref, paths::IMPACT_TAB), "What if it goes?")),
                None => None,
            };
            let aside = aside.map(|(href, words)| view! { <a href=href>{words}</a> }.into_any());
            let id = heading_id(&table.relation);
            view! {
                <Card title=table.title id=id count=table.total.to_string() aside=aside.unwrap_or_else(|| ().into_any())>
                    <Rows rows=table.rows />
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

/// Which columns have anything to say: people have neither type nor lifecycle nor owner, but a few words.
#[derive(Clone, Copy)]
struct Columns {
    kind_type: bool,
    lifecycle: bool,
    owner: bool,
    description: bool,
}

impl Columns {
    fn of(rows: &[RelatedRow]) -> Self {
        let any = |has: fn(&RelatedRow) -> bool| rows.iter().any(has);
        let owner = any(|related| !related.row.owners.is_empty());
        Self {
            kind_type: any(|related| related.row.kind_type.is_some()),
            lifecycle: any(|related| related.row.lifecycle.is_some()),
            owner,
            description: !owner && any(|related| related.row.description.is_some()),
        }
    }
}

#[component]
fn Rows(rows: Vec<RelatedRow>) -> impl IntoView {
    let columns = Columns::of(&rows);
    view! {
        <div class="table-scroll">
            <table class="table table-compact">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        {columns.description.then(|| view! { <th scope="col">"About"</th> })}
                        {columns.kind_type.then(|| view! { <th scope="col">"Type"</th> })}
                        {columns.lifecycle.then(|| view! { <th scope="col">"Lifecycle"</th> })}
                        {columns.owner.then(|| view! { <th scope="col">"Owner"</th> })}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|related| draw_row(related, columns)).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn draw_row(related: RelatedRow, columns: Columns) -> impl IntoView {
    let RelatedRow { exists, row } = related;
    let dash = || view! { <span class="nothing">"—"</span> }.into_any();
    let name = if exists {
        let href = paths::entity(&row.entity_ref);
        view! { <a class="row-link" href=href>{row.label}</a> }.into_any()
    } else {
        view! {
            <span class="entity-missing">{row.label}</span>
            <span class="badge badge-warn">"does not exist"</span>
        }
        .into_any()
    };
    let lifecycle = row.lifecycle.map(|lifecycle| view! { <Lifecycle lifecycle /> }.into_any());
    view! {
        <tr>
            <td class="cell-name">
                <div class="cell-name-line">
                    <KindBadge kind=row.kind />
                    <div class="cell-name-text">{name} <AttentionBadges attention=row.attention /></div>
                </div>
            </td>
            {columns
                .description
                .then(|| {
                    let text = row.description.map_or_else(dash, |description| description.into_any());
                    view! { <td data-label="About">{text}</td> }
                })}
            {columns
                .kind_type
                .then(|| {
                    let text = row.kind_type.map_or_else(dash, |kind_type| kind_type.into_any());
                    view! { <td data-label="Type">{text}</td> }
                })}
            {columns.lifecycle.then(|| view! { <td data-label="Lifecycle">{lifecycle.unwrap_or_else(dash)}</td> })}
            {columns
                .owner
                .then(|| {
                    view! {
                        <td data-label="Owner">
                            <EntityLinks names=row.owners />
                        </td>
                    }
                })}
        </tr>
    }
}
