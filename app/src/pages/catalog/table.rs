//! The list itself: a table, which becomes cards on narrow screens.

use super::FilterState;
use crate::{
    components::{
        attention::AttentionBadges, entity_link::EntityLinks, kind_badge::KindBadge, lifecycle::Lifecycle,
        star::Star, tags::Tags,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::{
    catalog::EntityRow,
    filter::{CatalogFilter, SORTS},
};
use std::sync::Arc;

/// Headings and the column of [`SORTS`] that each sorts by.
const COLUMNS: [(&str, Option<&str>); 6] = [
    ("Name", Some("name")),
    ("System", Some("system")),
    ("Owner", Some("owner")),
    ("Type", Some("type")),
    ("Lifecycle", Some("lifecycle")),
    ("Tags", None),
];

#[component]
pub(super) fn Table(
    rows: Vec<EntityRow>,
    asked: CatalogFilter,
    state: FilterState,
    stars: Option<Vec<String>>,
) -> impl IntoView {
    let headings = COLUMNS.iter().map(|(title, sort)| heading(title, *sort, &asked));
    let headings = headings.collect_view();
    let asked = Arc::new(asked);
    let rows = rows.into_iter().map(|row| {
        let starred = stars.as_ref().map(|stars| stars.contains(&row.entity_ref));
        let is_out = is_out(&row, Arc::clone(&asked), state);
        view! { <Row row starred is_out /> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-scroll">
            <table class="table">
                <thead>
                    <tr>{headings} <th scope="col"><span class="visually-hidden">"Star"</span></th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Whether a row fails what is asked for by now, while the server's answer is on its way. Whose it is, a row does not
/// tell. Rows that are being replaced may be asked once more, and the page may be gone by then.
fn is_out(row: &EntityRow, asked: Arc<CatalogFilter>, state: FilterState) -> IsOut {
    let row = row.clone();
    let fails = move |now: &CatalogFilter| *now != *asked && now.list == asked.list && !now.passes(&row);
    Arc::new(move || state.current.try_with(&fails).unwrap_or_default())
}

type IsOut = Arc<dyn Fn() -> bool + Send + Sync>;

fn heading(title: &'static str, sort: Option<&str>, filter: &CatalogFilter) -> AnyView {
    let column = sort.and_then(|sort| SORTS.iter().position(|(word, _)| *word == sort));
    let Some(column) = column else {
        return view! { <th scope="col">{title}</th> }.into_any();
    };
    let (state, mark) = match (filter.sort == column, filter.descending) {
        (true, false) => (Some("ascending"), "↑"),
        (true, true) => (Some("descending"), "↓"),
        _ => (None, ""),
    };
    view! {
        <th scope="col" aria-sort=state>
            <a class="sort" href=paths::catalog(&filter.sorted_by(column))>
                {title} <span class="sort-mark" aria-hidden="true">{mark}</span>
            </a>
        </th>
    }
    .into_any()
}

/// One entity. `data-label` names the column where the table has become cards.
#[component]
fn Row(row: EntityRow, starred: Option<bool>, is_out: IsOut) -> impl IntoView {
    let dash = || view! { <span class="nothing">"—"</span> }.into_any();
    let second = match (&row.name, &row.namespace) {
        (Some(name), Some(namespace)) => Some(format!("{namespace}/{name}")),
        (Some(name), None) => Some(name.clone()),
        (None, Some(namespace)) => Some(format!("{namespace}/")),
        (None, None) => None,
    };
    let star = view! { <Star entity_ref=row.entity_ref.clone() label=row.label.clone() starred /> };
    view! {
        <tr class:row-out=move || is_out()>
            <td class="cell-name">
                <div class="cell-name-line">
                <KindBadge kind=row.kind />
                <div class="cell-name-text">
                    <a class="row-link" href=paths::entity(&row.entity_ref)>
                        {row.label}
                    </a>
                    {second.map(|second| view! { <span class="row-name">{second}</span> })}
                    <AttentionBadges attention=row.attention />
                    {row
                        .description
                        .map(|description| view! { <p class="row-description">{description}</p> })}
                </div>
                </div>
            </td>
            <td data-label="System">
                <EntityLinks names=row.system.into_iter().collect() />
            </td>
            <td data-label="Owner">
                <EntityLinks names=row.owners />
            </td>
            <td data-label="Type">
                {row.kind_type.map_or_else(dash, |kind_type| kind_type.into_any())}
            </td>
            <td data-label="Lifecycle">
                {row
                    .lifecycle
                    .map_or_else(dash, |lifecycle| view! { <Lifecycle lifecycle /> }.into_any())}
            </td>
            <td data-label="Tags">
                {if row.tags.is_empty() { dash() } else { view! { <Tags tags=row.tags /> }.into_any() }}
            </td>
            <td class="cell-star">{star}</td>
        </tr>
    }
}
