//! What is shown, and how: a plain form, which in the browser acts at every change.

use super::Place;
use crate::paths;
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use portico_portal::views::graph::{
    Bend, DEPTH, Direction, GraphQuestion, GraphView, GroupBy, RELATIONS, Toward,
};
use wasm_bindgen::JsCast as _;
use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

/// Depths to choose from; more are all.
const DEPTHS: [u32; 6] = [1, 2, 3, 4, 5, 6];

#[component]
pub(super) fn Controls(view: GraphView, place: Place) -> impl IntoView {
    let GraphView { question, kinds, .. } = view;
    let navigate = use_navigate();
    let page = place.page.clone();
    let go = move |form: Option<HtmlFormElement>| {
        if let Some(query) = form.and_then(|form| query_of(&form)) {
            let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
            let address = if query.is_empty() { page.clone() } else { format!("{page}?{query}") };
            navigate(&address, options);
        }
    };
    let changed = {
        let go = go.clone();
        move |event: ev::Event| {
            go(event.current_target().and_then(|form| form.dyn_into().ok()));
        }
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        go(event.current_target().and_then(|form| form.dyn_into().ok()));
    };
    let relations: Vec<AnyView> = RELATIONS
        .iter()
        .map(|(word, label, _)| {
            let chosen = question.relations.iter().any(|other| other == word);
            choice("selectedRelations[]", word, capital(label), chosen, Some(*word))
        })
        .collect();
    let kinds: Vec<AnyView> = kinds
        .into_iter()
        .map(|(word, label)| {
            let chosen = question.kinds.contains(&word);
            choice("selectedKinds[]", &word, label, chosen, None)
        })
        .collect();
    let depths = DEPTHS.iter().map(|depth| {
        let label = if *depth == 1 { "1 step".to_owned() } else { format!("{depth} steps") };
        (depth.to_string(), label, question.depth == Some(*depth))
    });
    let other = question.depth.filter(|depth| !DEPTHS.contains(depth));
    let other = other.map(|depth| (depth.to_string(), format!("{depth} steps"), true));
    let all = ("∞".to_owned(), "All".to_owned(), question.depth.is_none());
    let depths: Vec<_> = depths.chain(other).chain([all]).collect();
    let reset = place.address(&GraphQuestion { roots: question.roots.clone(), ..GraphQuestion::default() });
    let kept = kept(&question, &place);
    view! {
        <form class="card graph-controls" method="get" action=place.page on:change=changed on:submit=submitted>
            {kept}
            <details class="graph-options">
                <summary class="graph-options-toggle">"Options"</summary>
                <div class="graph-choices">
                    {select("maxDepth", "Steps", depths)}
                    {select("toward", "Follow", words(Toward::ALL, question.toward, Toward::word, Toward::label))}
                    {select("group", "Frames around", words(GroupBy::ALL, question.group, GroupBy::word, GroupBy::label))}
                    {select(
                        "direction",
                        "Direction",
                        words(Direction::ALL, question.direction, Direction::word, Direction::label),
                    )} {select("curve", "Arrows", words(Bend::ALL, question.bend, Bend::word, Bend::label))}
                </div>
                <fieldset class="graph-fieldset">
                    <legend>"Relations"</legend>
                    {relations}
                </fieldset>
                <fieldset class="graph-fieldset">
                    <legend>"Kinds"</legend>
                    {kinds}
                </fieldset>
                <fieldset class="graph-fieldset">
                    <legend>"Also"</legend>
                    {choice("owners", "follow", "Follow owners to all they own".to_owned(), question.through_owners, None)}
                    {choice("mergeRelations", "false", "Both halves of each relation".to_owned(), !question.merge, None)}
                </fieldset>
                <div class="actions">
                    <button class="button plain-only" type="submit">
                        "Apply"
                    </button>
                    <a class="button button-quiet" href=reset>
                        "Reset"
                    </a>
                </div>
            </details>
        </form>
    }
}

/// What the form keeps of the question without asking for it.
fn kept(question: &GraphQuestion, place: &Place) -> Vec<AnyView> {
    let own_root = question.roots == [place.root.as_str()];
    let roots = question.roots.iter().filter(|_| !own_root).map(|root| ("rootEntityRefs[]", root));
    let lists = [
        ("expanded[]", &question.expanded),
        ("collapsed[]", &question.collapsed),
        ("hidden[]", &question.hidden),
        ("open[]", &question.open),
    ];
    let lists = lists.into_iter().flat_map(|(name, list)| list.iter().map(move |entry| (name, entry)));
    roots
        .chain(lists)
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.clone() /> }.into_any())
        .collect()
}

fn words<T: Copy + PartialEq>(
    all: &[T],
    chosen: T,
    word: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<(String, String, bool)> {
    all.iter().map(|one| (word(*one).to_owned(), label(*one).to_owned(), *one == chosen)).collect()
}

fn select(name: &'static str, label: &'static str, options: Vec<(String, String, bool)>) -> AnyView {
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, label, chosen)| {
            view! {
                <option value=value selected=chosen prop:selected=chosen>
                    {label}
                </option>
            }
            .into_any()
        })
        .collect();
    view! {
        <label class="graph-choice">
            <span>{label}</span>
            <select name=name>{options}</select>
        </label>
    }
    .into_any()
}

/// A box to tick; with the sign of a relation if it stands for one.
fn choice(
    name: &'static str,
    value: &str,
    label: String,
    chosen: bool,
    relation: Option<&'static str>,
) -> AnyView {
    let sign = relation
        .map(|word| view! { <span class=format!("graph-sign rel-{word}") aria-hidden="true"></span> });
    view! {
        <label class="facet-option">
            <input type="checkbox" name=name value=value.to_owned() checked=chosen prop:checked=chosen />
            <span class="facet-label">{label}</span>
            {sign}
        </label>
    }
    .into_any()
}

fn capital(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The query string of a form, without what is usual.
fn query_of(form: &HtmlFormElement) -> Option<String> {
    let fields = FormData::new_with_form(form).ok()?;
    let query = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?.to_string();
    let usual = [
        ("maxDepth", DEPTH.to_string()),
        ("toward", Toward::default().word().to_owned()),
        ("group", GroupBy::default().word().to_owned()),
        ("direction", Direction::default().word().to_owned()),
        ("curve", Bend::default().word().to_owned()),
    ];
    let query = String::from(query);
    let kept = query.split('&').filter(|pair| {
        !usual.iter().any(|(name, value)| pair.split_once('=') == Some((*name, value.as_str())))
    });
    Some(kept.collect::<Vec<_>>().join("&"))
}

/// A link that looks like a button and leads to another state of the graph.
pub(super) fn state_link(
    place: &Place,
    question: &GraphQuestion,
    label: String,
    key: &'static str,
) -> AnyView {
    let href = place.address(question);
    view! {
        <a class="button" href=href data-key=key>
            {label}
        </a>
    }
    .into_any()
}

/// The page of the graph, for forms that look for a first entity.
pub(super) const FORM: &str = paths::GRAPH;
