//! The pages, as the command palette lists them: every page that stands on its own is here.

use crate::{components::icon::IconName, paths};

/// A page: what it is called, what else people call it, where it is.
pub(super) struct Place {
    pub(super) label: &'static str,
    pub(super) words: &'static str,
    pub(super) href: &'static str,
    pub(super) icon: IconName,
}

const fn place(label: &'static str, words: &'static str, href: &'static str, icon: IconName) -> Place {
    Place { label, words, href, icon }
}

/// All of them, in the order of the navigation.
pub(super) const PLACES: [Place; 17] = [
    place("Home", "start", paths::HOME, IconName::Home),
    place("Catalog", "list entities components services", paths::CATALOG, IconName::Grid),
    place("Search", "find", paths::SEARCH, IconName::Search),
    place("Explore", "map domains organisation tree", paths::EXPLORE, IconName::Map),
    place("Relations", "graph dependencies", paths::GRAPH, IconName::Graph),
    place("APIs", "interfaces", "/catalog?kind=api", IconName::Code),
    place("Systems", "", "/catalog?kind=system", IconName::Layers),
    place("Teams", "groups people organisation", "/catalog?kind=group", IconName::People),
    place("Create", "templates new golden paths scaffold", paths::CREATE, IconName::Plus),
    place("Tasks", "runs started templates", paths::TASKS, IconName::Logs),
    place("Actions", "steps templates documentation", paths::ACTIONS, IconName::Spark),
    place("Edit a template", "author golden path try dry run", paths::EDIT, IconName::Code),
    place("Tech radar", "technology adopt hold insights", paths::RADAR, IconName::Radar),
    place("Costs", "cost insights money cloud spend budget", paths::COSTS, IconName::Chart),
    place("Imports of bills", "cost sources files", paths::COST_IMPORTS, IconName::Chart),
    place("Notifications", "inbox alerts messages bell unread", paths::NOTIFICATIONS, IconName::Bell),
    place("Problems", "errors warnings health", paths::PROBLEMS, IconName::Warning),
];

/// What can be done from anywhere.
pub(super) const REGISTER: Place =
    place("Register a repository", "add import location", paths::REGISTER, IconName::Plus);
/// See [`REGISTER`]; it leads nowhere.
pub(super) const THEME: Place = place("Switch theme", "dark light mode", "", IconName::Spark);

#[cfg(test)]
mod tests {
    use super::PLACES;
    use crate::paths;

    #[test]
    fn every_page_is_there() {
        for page in [
            paths::HOME,
            paths::CATALOG,
            paths::SEARCH,
            paths::EXPLORE,
            paths::GRAPH,
            paths::CREATE,
            paths::TASKS,
            paths::ACTIONS,
            paths::EDIT,
            paths::RADAR,
            paths::COSTS,
            paths::COST_IMPORTS,
            paths::NOTIFICATIONS,
            paths::PROBLEMS,
        ] {
            assert!(PLACES.iter().any(|place| place.href == page), "{page}");
        }
        assert!(PLACES.iter().any(|place| place.href == paths::catalog_with("kind", "api")));
    }
}
