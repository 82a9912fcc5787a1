//! The graph of relations: a page of its own and a tab of every entity's page. The server draws; the browser moves,
//! zooms and walks in what was drawn, and asks for another picture by going to another address.

mod camera;
mod controls;
mod export;
mod panel;
mod picture;
mod stage;
mod starts;
mod words;

use crate::{
    api,
    ask::ask,
    components::{page_title::PageTitle, reading::ReadingStrip, state::Loading},
    live::Live,
    paths,
};
use controls::Controls;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use panel::Panel;
use picture::{Legend, Picture};
use portico_portal::views::graph::{GraphQuestion, GraphView, GroupBy};
use stage::Stage;
use starts::Starts;
use words::InWords;

/// Where a graph is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    /// Address of the page, without a query.
    page: String,
    /// The entity that the page belongs to; empty for the graph's own page.
    root: String,
}

impl Place {
    /// The address of a question, on this page if it is about the page's entity.
    fn address(&self, question: &GraphQuestion) -> String {
        if self.root.is_empty() {
            return paths::graph(question);
        }
        if question.roots != [self.root.as_str()] {
            return paths::graph(question);
        }
        paths::graph_on(&self.page, &GraphQuestion { roots: Vec::new(), ..question.clone() })
    }
}

/// The page of the graph.
#[component]
pub(crate) fn GraphPage() -> impl IntoView {
    let place = Place { page: paths::GRAPH.to_owned(), root: String::new() };
    view! {
        <ReadingStrip />
        <Explorer place />
    }
}

/// The tab of an entity's page.
#[component]
pub(crate) fn GraphTab(entity_ref: String) -> impl IntoView {
    let place = Place { page: paths::entity_tab(&entity_ref, paths::GRAPH_TAB), root: entity_ref };
    view! { <Explorer place /> }
}

#[component]
fn Explorer(place: Place) -> impl IntoView {
    let location = use_location();
    let query = Memo::new(move |_| location.search.get());
    let root = place.root.clone();
    let view = ask(
        move || (root.clone(), query.get(), Live::version()),
        |(root, query, _)| api::load_graph(root, query),
    );
    let stage = Stage::new();
    view.show(12, move |view| view! { <Shown view place=place.clone() stage /> }.into_any())
}

#[component]
fn Shown(view: GraphView, place: Place, stage: Stage) -> impl IntoView {
    let is_page = place.root.is_empty();
    if view.roots.is_empty() {
        return view! {
            <PageTitle text="Relations" />
            <Starts view />
        }
        .into_any();
    }
    let names = view.roots.iter().map(|root| root.label.as_str()).collect::<Vec<_>>().join(", ");
    let title = format!("Relations of {names}");
    let summary = summary(&view);
    let head = if is_page {
        view! {
            <PageTitle text=title.clone() />
            <div class="page-head">
                <h1>{title.clone()}</h1>
                <p class="page-note" role="status">
                    {summary}
                </p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <p class="page-note" role="status">
                {summary}
            </p>
        }
        .into_any()
    };
    let notes = notes(&view, &place);
    let question = view.question.clone();
    view! {
        <div class="page graph-page">
            {head} {view.loading.then(|| view! { <Loading /> })}
            {note_list(notes)}
            <div class="graph-layout">
                <Controls view=view.clone() place=place.clone() />
                <section class="card graph-main" aria-label="Picture">
                    <Picture view=view.clone() title place=place.clone() stage />
                    <Legend view=view.clone() />
                </section>
                <Panel question=question nodes=view.nodes.clone() place=place.clone() stage />
            </div>
            <InWords view place />
        </div>
    }
    .into_any()
}

/// Notes above a picture.
fn note_list(notes: Vec<AnyView>) -> Option<AnyView> {
    (!notes.is_empty()).then(|| {
        view! {
            <div class="notice notice-info graph-notes" role="status">
                <ul>{notes}</ul>
            </div>
        }
        .into_any()
    })
}

/// What is to be seen, in numbers.
fn summary(view: &GraphView) -> String {
    let count = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    };
    let entities = count(view.found, "entity", "entities");
    let relations = count(view.arrows.iter().map(|arrow| arrow.count).sum(), "relation", "relations");
    match view.summary {
        Some(GroupBy::Owner) => format!("{entities}, summarised by owner"),
        Some(_) => format!("{entities}, summarised by system"),
        None => format!("{entities}, {relations}"),
    }
}

/// What the reader should know about the picture.
fn notes(view: &GraphView, place: &Place) -> Vec<AnyView> {
    let mut notes: Vec<AnyView> =
        view.notes.iter().map(|note| view! { <li>{note.clone()}</li> }.into_any()).collect();
    for root in view.roots.iter().filter(|root| !root.exists) {
        let note = format!("There is no entity {}. Is it spelled as in its file?", root.entity_ref);
        notes.push(view! { <li>{note}</li> }.into_any());
    }
    if view.summary.is_some() {
        let note = format!(
            "{} entities are too many to be read one by one. Open a box for what is in it, or choose fewer steps, kinds or relations.",
            view.found
        );
        notes.push(view! { <li>{note}</li> }.into_any());
    }
    if view.is_cut {
        let note = format!("Only the nearest {} entities are looked at; there are more.", view.found);
        notes.push(view! { <li>{note}</li> }.into_any());
    }
    if !view.question.hidden.is_empty() {
        let count = view.question.hidden.len();
        let href = place.address(&view.question.hiding_nothing());
        notes.push(
            view! {
                <li>
                    {if count == 1 { "1 entity is hidden. ".to_owned() } else { format!("{count} entities are hidden. ") }}
                    <a href=href>"Show again"</a>
                </li>
            }
            .into_any(),
        );
    }
    notes
}
