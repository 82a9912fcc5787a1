//! What the palette lists for a text: plain functions of what is known.

use super::places::{PLACES, Place, REGISTER, THEME};
use crate::{components::icon::IconName, paths};
use portico_portal::views::search::{FoundView, SearchFilter};

/// Entities that are listed at once.
const ENTITIES: usize = 8;

/// Everything that is known in the browser.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// Entities whose pages were open last, the last one first.
    pub(super) recent: Vec<FoundView>,
    /// Entities that the open page links to.
    pub(super) linked: Vec<FoundView>,
    /// What the server found for the text.
    pub(super) found: Vec<FoundView>,
}

/// Most entities that are known at once.
const KNOWN: usize = 500;

impl Known {
    /// Takes up what was found for another text; what was found before may still fit.
    pub(super) fn turn(&mut self, found: Vec<FoundView>) {
        for one in std::mem::replace(&mut self.found, found) {
            if self.linked.len() < KNOWN && self.linked.iter().all(|other| other.entity_ref != one.entity_ref)
            {
                self.linked.push(one);
            }
        }
    }
}

/// A heading and what is under it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) items: Vec<Item>,
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    /// The kind, for a badge; without one, the icon is shown.
    pub(super) kind: Option<String>,
    pub(super) icon: IconName,
    pub(super) label: String,
    pub(super) detail: String,
    /// Where it leads; nowhere for switching the theme.
    pub(super) href: String,
}

/// What is asked for, and of the things that can be done, which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Find,
    Graph,
    Impact,
    Create,
}

/// The text without a verb before it.
fn verb(text: &str) -> (Verb, &str) {
    let text = text.trim();
    let Some((first, rest)) = text.split_once(' ') else {
        return (if text.eq_ignore_ascii_case("create") { Verb::Create } else { Verb::Find }, text);
    };
    let verb = match first.to_lowercase().as_str() {
        "graph" => Verb::Graph,
        "impact" => Verb::Impact,
        "create" => Verb::Create,
        _ => return (Verb::Find, text),
    };
    (verb, rest.trim())
}

/// What the server is asked for.
pub(super) fn question(text: &str) -> String {
    match verb(text) {
        (Verb::Create, "create" | "") => "template".to_owned(),
        (Verb::Create, what) => format!("template {what}"),
        (_, what) => what.to_owned(),
    }
}

/// The groups for a text.
pub(super) fn groups(text: &str, known: &Known) -> Vec<Group> {
    let (verb, what) = verb(text);
    let words: Vec<String> = what.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let fits = |label: &str, more: &str| fits(&words, label, more);
    let group = |title, items: Vec<Item>| Group { title, items };
    if what.is_empty() {
        let recent = known.recent.iter().map(entity).collect();
        let actions = [&REGISTER, &THEME].map(place).into_iter();
        let here = known.recent.first().map(about).into_iter().flatten();
        return kept(vec![
            group("Recent", recent),
            group("Pages", PLACES.iter().map(place).collect()),
            group("Actions", here.chain(actions).collect()),
        ]);
    }
    let entities = entities(&words, verb, known);
    let pages: Vec<Item> = PLACES.iter().filter(|one| fits(one.label, one.words)).map(place).collect();
    let known_actions = [&REGISTER, &THEME].into_iter().filter(|one| fits(one.label, one.words)).map(place);
    let actions: Vec<Item> = match verb {
        Verb::Graph => entities.iter().map(graph_of).collect(),
        Verb::Impact => entities.iter().map(impact_of).collect(),
        Verb::Create => entities.iter().map(create_from).collect(),
        Verb::Find => known_actions.chain(entities.first().into_iter().flat_map(about)).collect(),
    };
    let found = group("Entities", entities.iter().map(entity).collect());
    let all = group("Search", vec![everything(what)]);
    let leads = pages.iter().any(|page| page.label.to_lowercase().starts_with(&what.to_lowercase()));
    let (pages, actions) = (group("Pages", pages), group("Actions", actions));
    kept(match verb {
        Verb::Find if leads => vec![pages, found, actions, all],
        Verb::Find => vec![found, pages, actions, all],
        _ => vec![actions, found, all],
    })
}

fn kept(groups: Vec<Group>) -> Vec<Group> {
    groups.into_iter().filter(|group| !group.items.is_empty()).collect()
}

/// What the server found, in its order, and before it has answered what else is known to fit.
fn entities(words: &[String], verb: Verb, known: &Known) -> Vec<FoundView> {
    let mut all: Vec<FoundView> = Vec::new();
    let here = known.recent.iter().chain(&known.linked);
    let here = here.filter(|one| fits(words, &one.label, &one.entity_ref));
    for one in known.found.iter().chain(here) {
        let is_asked = verb != Verb::Create || one.kind.eq_ignore_ascii_case("template");
        if is_asked && all.iter().all(|other| other.entity_ref != one.entity_ref) {
            all.push(one.clone());
        }
    }
    all.truncate(ENTITIES);
    all
}

/// Whether every word is the beginning of one in the label or beside it, or stands within the label.
fn fits(words: &[String], label: &str, more: &str) -> bool {
    let (label, more) = (label.to_lowercase(), more.to_lowercase());
    let begins = |word: &str| {
        let parts = label.split(|c: char| !c.is_alphanumeric());
        parts.chain(more.split(|c: char| !c.is_alphanumeric())).any(|part| part.starts_with(word))
    };
    words.iter().all(|word| begins(word) || (word.len() > 2 && label.contains(word.as_str())))
}

fn entity(one: &FoundView) -> Item {
    let FoundView { entity_ref, kind, label, detail } = one.clone();
    Item { href: paths::entity(&entity_ref), kind: Some(kind), icon: IconName::Link, label, detail }
}

fn place(place: &Place) -> Item {
    Item {
        kind: None,
        icon: place.icon,
        label: place.label.to_owned(),
        detail: String::new(),
        href: place.href.to_owned(),
    }
}

fn action(icon: IconName, label: String, href: String) -> Item {
    Item { kind: None, icon, label, detail: String::new(), href }
}

/// What can be done with an entity.
fn about(one: &FoundView) -> Vec<Item> {
    let create = one.kind.eq_ignore_ascii_case("template").then(|| create_from(one));
    create.into_iter().chain([graph_of(one), impact_of(one)]).collect()
}

fn graph_of(one: &FoundView) -> Item {
    let href = paths::entity_tab(&one.entity_ref, paths::GRAPH_TAB);
    action(IconName::Layers, format!("Open the graph of {}", one.label), href)
}

fn impact_of(one: &FoundView) -> Item {
    let href = paths::entity_tab(&one.entity_ref, paths::IMPACT_TAB);
    action(IconName::Warning, format!("What breaks if {} changes", one.label), href)
}

fn create_from(one: &FoundView) -> Item {
    action(IconName::Plus, format!("Create from template {}", one.label), paths::entity(&one.entity_ref))
}

/// The search page for the same words.
fn everything(text: &str) -> Item {
    let href = paths::search(&SearchFilter::default().with_text(text));
    action(IconName::Search, format!("Everything about \u{201c}{text}\u{201d}"), href)
}

#[cfg(test)]
mod tests {
    use super::{Known, groups, question};
    use portico_portal::views::search::FoundView;

    fn entity(kind: &str, name: &str, label: &str) -> FoundView {
        FoundView {
            entity_ref: format!("{}:default/{name}", kind.to_lowercase()),
            kind: kind.to_owned(),
            label: label.to_owned(),
            detail: String::new(),
        }
    }

    fn known() -> Known {
        Known {
            recent: vec![entity("Component", "cart", "Cart service")],
            linked: vec![entity("API", "orders", "Orders API"), entity("Component", "cart", "Cart service")],
            found: Vec::new(),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &[&str])]) {
        let groups = groups(text, &known());
        let found: Vec<(&str, Vec<&str>)> = groups
            .iter()
            .map(|group| (group.title, group.items.iter().map(|item| item.label.as_str()).collect()))
            .collect();
        let expected: Vec<(&str, Vec<&str>)> =
            expected.iter().map(|(title, labels)| (*title, labels.to_vec())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_fits_is_listed_under_its_heading() {
        check(
            "orders",
            &[
                ("Entities", &["Orders API"]),
                ("Actions", &["Open the graph of Orders API", "What breaks if Orders API changes"]),
                ("Search", &["Everything about “orders”"]),
            ],
        );
        check("prob", &[("Pages", &["Problems"]), ("Search", &["Everything about “prob”"])]);
        check("dark", &[("Actions", &["Switch theme"]), ("Search", &["Everything about “dark”"])]);
    }

    #[test]
    fn verbs_come_before_what_they_are_about() {
        check(
            "graph ca",
            &[
                ("Actions", &["Open the graph of Cart service"]),
                ("Entities", &["Cart service"]),
                ("Search", &["Everything about “ca”"]),
            ],
        );
        assert_eq!(question("impact cart service"), "cart service");
        assert_eq!(question("create"), "template");
        assert_eq!(question("create rust"), "template rust");
        assert_eq!(question("cart"), "cart");
    }

    #[test]
    fn without_a_text_there_is_where_one_was_and_where_one_can_go() {
        let titles: Vec<&str> = groups("", &known()).iter().map(|group| group.title).collect();
        assert_eq!(titles, ["Recent", "Pages", "Actions"]);
        assert_eq!(groups(" ", &Known::default())[0].title, "Pages");
    }

    #[test]
    fn what_the_server_found_comes_first_and_nothing_twice() {
        let mut known = known();
        known.found =
            vec![entity("Resource", "cart-db", "Cart database"), entity("Component", "cart", "Cart service")];
        let found = &groups("cart", &known)[0];
        let labels: Vec<&str> = found.items.iter().map(|item| item.label.as_str()).collect();
        assert_eq!(labels, ["Cart database", "Cart service"]);
    }
}
