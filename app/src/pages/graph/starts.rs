//! A graph needs a first entity: find one, or take one of those that are proposed.

use super::{controls::FORM, note_list};
use crate::{
    components::{
        card::Card,
        icon::{Icon, IconName},
        kind_badge::KindBadge,
        state::{Empty, Loading},
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::{
    catalog::EntityRow,
    graph::{GraphQuestion, GraphView, StartList},
};

#[component]
pub(super) fn Starts(view: GraphView) -> impl IntoView {
    let GraphView { question, starts, notes, loading, .. } = view;
    let find = question.find.clone();
    let is_searched = !find.is_empty();
    let is_empty = starts.iter().all(|list| list.rows.is_empty());
    let notes = notes.into_iter().map(|note| view! { <li>{note}</li> }.into_any());
    let notes = note_list(notes.collect());
    let lists =
        starts.into_iter().filter(|list| !list.rows.is_empty()).map(|list| draw_list(list, &question));
    let lists: Vec<AnyView> = lists.collect();
    view! {
        <div class="page">
            <div class="page-head">
                <h1>"Relations"</h1>
                <p class="page-note">"What hangs together with what, as a graph around an entity of your choice."</p>
            </div>
            {notes}
            {loading.then(|| view! { <Loading /> })}
            <form class="card graph-find" role="search" method="get" action=FORM>
                <label class="list-filter">
                    <Icon name=IconName::Search />
                    <span class="visually-hidden">"Find an entity to begin with"</span>
                    <input
                        type="search"
                        name="find"
                        placeholder="Find an entity to begin with"
                        autocomplete="off"
                        data-hotkey="/"
                        value=find.clone()
                    />
                </label>
                <button class="button" type="submit">
                    "Find"
                </button>
            </form>
            {match (is_empty, is_searched) {
                (false, _) => view! { <div class="graph-starts">{lists}</div> }.into_any(),
                (true, true) => {
                    view! {
                        <Empty title="Nothing is called that">
                            <p>{format!("No entity has “{find}” in its name, title, description or tags.")}</p>
                            <p class="state-actions">
                                <a class="button" href=paths::GRAPH>
                                    "Show domains and systems"
                                </a>
                            </p>
                        </Empty>
                    }
                        .into_any()
                }
                (true, false) => {
                    view! {
                        <Empty title="There are no domains or systems yet">
                            <p>"Find any entity above, or open one in the catalog and choose its tab Graph."</p>
                            <p class="state-actions">
                                <a class="button" href=paths::CATALOG>
                                    "Open the catalog"
                                </a>
                            </p>
                        </Empty>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

fn draw_list(list: StartList, question: &GraphQuestion) -> AnyView {
    let StartList { title, rows, total } = list;
    let id = if title == "Domains" { "domains" } else { "starts" };
    let id = if title == "Systems" { "systems" } else { id };
    let more = (total > rows.len()).then(|| {
        let text = format!("and {} more; find them by name", total - rows.len());
        view! { <li class="graph-start-more">{text}</li> }
    });
    let rows: Vec<AnyView> = rows.into_iter().map(|row| draw_row(row, question)).collect();
    view! {
        <Card title=title id=id count=total.to_string()>
            <ul class="graph-start-list">{rows} {more}</ul>
        </Card>
    }
    .into_any()
}

fn draw_row(row: EntityRow, question: &GraphQuestion) -> AnyView {
    let href = paths::graph(&question.rooted(&row.entity_ref));
    view! {
        <li class="graph-start">
            <KindBadge kind=row.kind />
            <div>
                <a class="row-link" href=href>
                    {row.label}
                </a>
                {row.description.map(|description| view! { <p class="row-description">{description}</p> })}
            </div>
        </li>
    }
    .into_any()
}
