//! The graph of relations: a page of its own and a tab of every entity's page. The server draws; the browser moves,
//! zooms and walks in what was drawn, and asks for another picture by going to another address.

mod camera;
mod controls;
mod export;
#[cfg(feature = "ssr")]
pub(crate) mod markup;
mod panel;
mod picture;
mod stage;
mod starts;
mod steps;

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
use picture::Picture;
use portico_portal::views::graph::{GraphQuestion, GraphView, GroupBy};
use serde::{Deserialize, Serialize};
use stage::Stage;
use starts::Starts;

/// Where a graph is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    /// Address of the page, without a query.
    page: String,
    /// The entity that the page belongs to; empty for the graph's own page.
    root: String,
}

/// A graph as its page shows it: beside the answer, what of it the server has made markup of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// The answer, without what is in the markup alone.
    pub view: GraphView,
    /// Number of relations.
    pub relations: usize,
    /// What is inside of the picture.
    pub picture: String,
    /// The entries of its legend.
    pub legend: String,
    /// The same in words, as entries of a list.
    pub words: String,
}

impl Place {
    /// The tab of an entity, or the graph's own page if there is none.
    fn of(root: &str) -> Self {
        let page =
            if root.is_empty() { paths::GRAPH.to_owned() } else { paths::entity_tab(root, paths::GRAPH_TAB) };
        Self { page, root: root.to_owned() }
    }

    /// The address of a question, on this page if it is about the page's entity.
    fn address(&self, question: &GraphQuestion) -> String {
        if question.roots != [self.root.as_str()] {
            return paths::graph(question);
        }
        paths::graph_on(&self.page, &GraphQuestion { roots: Vec::new(), ..question.clone() })
    }
}

/// The page of the graph.
#[component]
pub(crate) fn GraphPage() -> impl IntoView {
    view! {
        <ReadingStrip />
        <Explorer place=Place::of("") />
    }
}

/// The tab of an entity's page.
#[component]
pub(crate) fn GraphTab(entity_ref: String) -> impl IntoView {
    view! { <Explorer place=Place::of(&entity_ref) /> }
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
    view.show(12, move |drawn| view! { <Shown drawn place=place.clone() stage /> }.into_any())
}

#[component]
fn Shown(drawn: Drawn, place: Place, stage: Stage) -> impl IntoView {
    let Drawn { view, relations, picture, legend, words } = drawn;
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
    let summary = summary(&view, relations);
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
                    <Picture view=view.clone() picture title stage />
                    <ul class="graph-legend" aria-label="Legend" inner_html=legend></ul>
                </section>
                <Panel question=question nodes=view.nodes place stage />
            </div>
            <details class="card graph-words">
                <summary>"Relations in words"</summary>
                <ul inner_html=words></ul>
            </details>
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
fn summary(view: &GraphView, relations: usize) -> String {
    let count = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    };
    let entities = count(view.found, "entity", "entities");
    let relations = count(relations, "relation", "relations");
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
