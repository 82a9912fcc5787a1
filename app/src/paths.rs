//! The address of every page. Links are made here and nowhere else.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_entity::EntityRef;
#[cfg(feature = "ssr")]
use portico_portal::create::TaskFilter;
use portico_portal::views::{
    explore::ExploreFilter, filter::CatalogFilter, graph::GraphQuestion, impact::ImpactQuestion,
    search::SearchFilter,
};

/// What stays as it is inside a part of a path and inside a query value.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The first page.
pub const HOME: &str = "/";
/// The catalog.
pub const CATALOG: &str = "/catalog";
/// All problems.
pub const PROBLEMS: &str = "/problems";

/// Domains, systems and teams.
pub const EXPLORE: &str = "/explore";

/// The technology radar.
pub const RADAR: &str = "/tech-radar";
/// What things cost.
pub const COSTS: &str = "/cost-insights";
/// The tab of an entity's page that says what it costs.
pub const COSTS_TAB: &str = "costs";

/// How imports of bills went.
pub const COST_IMPORTS: &str = "/cost-insights/imports";
/// Which rule took which cost.
pub const COST_RULES: &str = "/cost-insights/rules";
/// Where a form sends what was decided about an alert of costs.
pub const COST_ALERT: &str = "/ui/cost-alert";

/// What the reader is told.
pub const NOTIFICATIONS: &str = "/notifications";
/// What they want to be told.
pub const NOTIFICATION_SETTINGS: &str = "/notifications/settings";
/// Where a form sends what becomes of notifications.
pub const NOTIFICATION_MARK: &str = "/ui/notifications/mark";
/// Where a notification is read on the way to what it is about.
pub const NOTIFICATION_OPEN: &str = "/ui/notifications/open";
/// Where a form sends what the reader wants to be told.
pub const NOTIFICATION_CHOICES: &str = "/ui/notifications/choices";

/// Registering a location.
pub const REGISTER: &str = "/catalog-import";
/// The tab of an entity's page that asks whether it should go.
pub const UNREGISTER_TAB: &str = "unregister";
/// The tab of an entity's page that shows its history.
pub const HISTORY_TAB: &str = "history";

/// The tab of an entity's page that says what a change would concern.
pub const IMPACT_TAB: &str = "impact";
/// The graph of relations.
pub const GRAPH: &str = "/catalog-graph";
/// The tab of an entity's page that shows its relations as a graph.
pub const GRAPH_TAB: &str = "graph";
/// The picture of a graph as a file.
const GRAPH_FILE: &str = "/ui/graph.svg";

/// A graph of relations.
pub fn graph(question: &GraphQuestion) -> String {
    graph_on(GRAPH, question)
}

/// A graph of relations on a page that shows one: the graph's own, or the tab of an entity.
pub fn graph_on(page: &str, question: &GraphQuestion) -> String {
    let query = graph_query(question);
    if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
}

/// The picture of a graph as a file, for a light or a dark ground.
pub fn graph_file(question: &GraphQuestion, is_dark: bool) -> String {
    let theme = if is_dark { "dark" } else { "light" };
    format!("{GRAPH_FILE}?theme={theme}&{}", graph_query(question))
}

/// The query string of a question about relations.
pub fn graph_query(question: &GraphQuestion) -> String {
    let pairs = question.pairs();
    let pairs = pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The register page with an address that is to be looked at.
pub fn register(target: &str) -> String {
    format!("{REGISTER}?target={}", encode(target))
}

/// The register page that follows what a registered address brings.
pub fn registered(target: &str) -> String {
    format!("{REGISTER}?registered={}", encode(target))
}

/// The register page after an address was removed.
pub fn unregistered(target: &str) -> String {
    format!("{REGISTER}?removed={}", encode(target))
}

/// The first page that asks who the reader is, with words that people are sought by, and the page to lead back to.
pub fn who(text: &str, back: &str) -> String {
    let back = if back == HOME { String::new() } else { format!("&back={}", encode(back)) };
    format!("{HOME}?who={}{back}", encode(text))
}

/// A path of this site; the first page for anything that would lead elsewhere.
pub fn own_page(back: &str) -> String {
    let local = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    let printable = back.chars().all(|c| c.is_ascii_graphic());
    if local && printable { back.to_owned() } else { HOME.to_owned() }
}

/// The tree of the groups below one.
pub fn team_tree(entity_ref: &str) -> String {
    explore(&ExploreFilter { teams: true, within: entity_ref.to_owned(), ..ExploreFilter::default() })
}

/// The members tab of a group's page: its own, or with those of all groups below.
pub fn members(entity_ref: &str, with_all: bool) -> String {
    let page = entity(entity_ref);
    if with_all { format!("{page}?members=all") } else { page }
}

/// The catalog with what any of these own, of one kind or of all.
pub fn catalog_of(owners: &[String], parameter: &str, value: &str) -> String {
    let owners = owners.iter().map(|owner| ("owner", owner.as_str()));
    catalog(&CatalogFilter::read(owners.chain([(parameter, value)])))
}

/// The explore page in a certain state.
pub fn explore(filter: &ExploreFilter) -> String {
    let query = explore_query(filter);
    if query.is_empty() { EXPLORE.to_owned() } else { format!("{EXPLORE}?{query}") }
}

/// The query string of a state of the explore page.
pub fn explore_query(filter: &ExploreFilter) -> String {
    joined(&filter.pairs())
}

/// The templates, and everything that is made with them.
pub const CREATE: &str = "/create";
/// What steps of templates can do.
pub const ACTIONS: &str = "/create/actions";
/// What was started from templates.
pub const TASKS: &str = "/create/tasks";

/// Templates, to be worked on.
pub const EDIT: &str = "/create/edit";

/// Where a template that is worked on is looked at.
#[cfg(feature = "ssr")]
pub const EDIT_LOOK: &str = "/ui/create/edit";
/// Where one is run without consequences.
#[cfg(feature = "ssr")]
pub const EDIT_TRY: &str = "/ui/create/edit/try";
/// The same, from a page that is not alive.
#[cfg(feature = "ssr")]
pub const EDIT_RUN: &str = "/ui/create/edit/run";

/// A template, to be worked on.
#[cfg(feature = "ssr")]
pub fn edit(entity_ref: &str) -> String {
    let reference = entity_ref.split_once(':').map_or(entity_ref, |(_, rest)| rest);
    let (namespace, name) = reference.split_once('/').unwrap_or(("default", reference));
    format!("{EDIT}/{}/{}", encode(namespace), encode(name))
}

/// Where a finished form is sent to.
pub const START: &str = "/ui/create/start";

/// A task.
#[cfg(feature = "ssr")]
pub fn task(id: &str) -> String {
    format!("{TASKS}/{}", encode(id))
}

/// Something that is done with a task, or a file of it.
#[cfg(feature = "ssr")]
pub fn task_action(id: &str, what: &str) -> String {
    format!("/ui/create/tasks/{}/{what}", encode(id))
}

/// The list of tasks in a certain state.
#[cfg(feature = "ssr")]
pub fn tasks(filter: &TaskFilter) -> String {
    let mut pairs = Vec::new();
    if filter.is_all {
        pairs.push(("list", "all".to_owned()));
    }
    if let Some(status) = filter.status {
        pairs.push(("status", status.word().to_owned()));
    }
    if let Some(template) = &filter.template {
        pairs.push(("template", template.clone()));
    }
    if filter.page > 0 {
        pairs.push(("page", (filter.page + 1).to_string()));
    }
    if pairs.is_empty() { TASKS.to_owned() } else { format!("{TASKS}?{}", joined(&pairs)) }
}

/// A template's form, filled in with values: JSON.
#[cfg(feature = "ssr")]
pub fn template_filled(entity_ref: &str, values: &str) -> String {
    format!("{}?formData={}", template(entity_ref), encode(values))
}

/// A text as a part of an address.
#[cfg(feature = "ssr")]
pub(crate) fn encoded(text: &str) -> String {
    encode(text)
}

/// Where the files are that a template starts from.
#[cfg(feature = "ssr")]
pub fn skeleton(entity_ref: &str) -> String {
    let reference = EntityRef::parse_full(entity_ref).ok();
    let parts = reference.map(|reference| (reference.namespace, reference.name));
    let (namespace, name) = parts.unwrap_or_default();
    format!("/ui/create/skeleton/{}/{}", encode(&namespace), encode(&name))
}

/// A template's form in a state that its pairs say.
#[cfg(feature = "ssr")]
pub fn template_with(entity_ref: &str, pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value)));
    format!("{}?{}", template(entity_ref), pairs.collect::<Vec<_>>().join("&"))
}

/// The templates in a certain state.
#[cfg(feature = "ssr")]
pub fn gallery(filter: &CatalogFilter) -> String {
    let pairs: Vec<_> = filter.pairs().into_iter().filter(|(key, _)| *key != "kind").collect();
    if pairs.is_empty() { CREATE.to_owned() } else { format!("{CREATE}?{}", joined(&pairs)) }
}

/// The form of a template.
pub fn template(entity_ref: &str) -> String {
    let reference = EntityRef::parse_full(entity_ref).ok();
    let parts = reference.map(|reference| (reference.namespace, reference.name));
    parts.map_or_else(
        || CREATE.to_owned(),
        |(namespace, name)| format!("{CREATE}/templates/{}/{}", encode(&namespace), encode(&name)),
    )
}

/// The search.
pub const SEARCH: &str = "/search";
/// The search in a certain state.
pub fn search(filter: &SearchFilter) -> String {
    let query = search_query(filter);
    if query.is_empty() { SEARCH.to_owned() } else { format!("{SEARCH}?{query}") }
}

/// The query string of a state of the search.
pub fn search_query(filter: &SearchFilter) -> String {
    joined(&filter.pairs())
}

fn joined(pairs: &[(&str, String)]) -> String {
    pairs.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// The catalog in a certain state.
pub fn catalog(filter: &CatalogFilter) -> String {
    let query = query(filter);
    if query.is_empty() { CATALOG.to_owned() } else { format!("{CATALOG}?{query}") }
}

/// The query string of a state of the catalog.
pub fn query(filter: &CatalogFilter) -> String {
    joined(&filter.pairs())
}

/// The catalog with one value of one facet chosen, such as `("kind", "api")`.
pub fn catalog_with(parameter: &str, value: &str) -> String {
    catalog(&CatalogFilter::read([(parameter, value)]))
}

/// A text as one part of a path.
#[cfg(feature = "ssr")]
pub fn segment(text: &str) -> String {
    encode(text)
}

/// A path with a query string, if there are pairs.
#[cfg(feature = "ssr")]
pub fn with_pairs(path: &str, pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// An entity by its full reference; the catalog if the reference cannot be read.
pub fn entity(entity_ref: &str) -> String {
    match EntityRef::parse_full(entity_ref) {
        Ok(EntityRef { kind, namespace, name }) => {
            format!("{CATALOG}/{}/{}/{}", encode(&namespace), encode(&kind), encode(&name))
        }
        Err(_) => CATALOG.to_owned(),
    }
}

/// A tab of an entity's page; the overview for an empty word.
pub fn entity_tab(entity_ref: &str, tab: &str) -> String {
    let page = entity(entity_ref);
    if tab.is_empty() { page } else { format!("{page}/{tab}") }
}

/// The history of an entity: the newest part, or what is older than a position.
pub fn entity_history(entity_ref: &str, before: Option<i64>) -> String {
    let page = entity_tab(entity_ref, HISTORY_TAB);
    before.map_or_else(|| page.clone(), |before| format!("{page}?before={before}"))
}

/// What a change to an entity would concern.
pub fn impact(question: &ImpactQuestion) -> String {
    format!("{}?{}", entity_tab(&question.entity_ref, IMPACT_TAB), impact_query(question))
}

/// The query string of a question about a change.
pub fn impact_query(question: &ImpactQuestion) -> String {
    let pairs = question.pairs();
    pairs.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// What a change would concern, as programs read it: in JSON, or as a file to keep (`csv`, `markdown`).
pub fn impact_file(question: &ImpactQuestion, format: &str) -> String {
    let query = impact_query(question);
    format!("/api/catalog/impact?ref={}&{query}&format={format}", encode(&question.entity_ref))
}

/// An entity's page that says that its sources are being read again.
pub fn entity_refreshing(entity_ref: &str) -> String {
    format!("{}?refresh=asked", entity(entity_ref))
}

/// An entity as programs read it.
pub fn entity_json(entity_ref: &str) -> String {
    match EntityRef::parse_full(entity_ref) {
        Ok(EntityRef { kind, namespace, name }) => format!(
            "/api/catalog/entities/by-name/{}/{}/{}",
            encode(&kind),
            encode(&namespace),
            encode(&name)
        ),
        Err(_) => "/api/catalog/entities".to_owned(),
    }
}

/// Problems of one severity.
pub fn problems(severity: &str) -> String {
    if severity.is_empty() { PROBLEMS.to_owned() } else { format!("{PROBLEMS}?severity={severity}") }
}

#[cfg(test)]
mod tests {
    use super::{
        catalog, catalog_of, catalog_with, entity, entity_history, entity_json, entity_refreshing,
        entity_tab, explore, graph, graph_file, graph_on, impact, impact_file, members, own_page, problems,
        register, registered, search, team_tree, unregistered, who,
    };
    use portico_portal::views::{
        explore::ExploreFilter, filter::CatalogFilter, graph::GraphQuestion, impact::ImpactQuestion,
        search::SearchFilter,
    };

    #[test]
    fn only_pages_of_this_site_are_led_back_to() {
        assert_eq!(own_page("/catalog?kind=api"), "/catalog?kind=api");
        for elsewhere in ["https://x.test", "//x.test", "/\\x.test", "", "/a\r\nb"] {
            assert_eq!(own_page(elsewhere), "/", "{elsewhere}");
        }
    }

    #[test]
    fn every_address_is_as_promised() {
        assert_eq!(catalog(&CatalogFilter::default()), "/catalog");
        assert_eq!(catalog_with("owner", "group:hq/a"), "/catalog?owner=group:hq%2Fa");
        assert_eq!(entity("component:default/cart"), "/catalog/default/component/cart");
        assert_eq!(entity("component:default/a b/ü"), "/catalog/default/component/a%20b%2F%C3%BC");
        assert_eq!(entity("nonsense"), "/catalog");
        assert_eq!(entity_tab("api:default/a", "source"), "/catalog/default/api/a/source");
        assert_eq!(entity_tab("api:default/a", ""), "/catalog/default/api/a");
        assert_eq!(entity_json("api:hq/a"), "/api/catalog/entities/by-name/api/hq/a");
        assert_eq!(register("https://x.test/a b"), "/catalog-import?target=https:%2F%2Fx.test%2Fa%20b");
        assert_eq!(registered("https://x.test"), "/catalog-import?registered=https:%2F%2Fx.test");
        assert_eq!(unregistered("https://x.test"), "/catalog-import?removed=https:%2F%2Fx.test");
        assert_eq!(entity_history("api:hq/a", None), "/catalog/hq/api/a/history");
        assert_eq!(entity_history("api:hq/a", Some(7)), "/catalog/hq/api/a/history?before=7");
        assert_eq!(entity_refreshing("api:hq/a"), "/catalog/hq/api/a?refresh=asked");
        assert_eq!(who("an na", "/"), "/?who=an%20na");
        assert_eq!(who("", "/catalog?a=b"), "/?who=&back=%2Fcatalog%3Fa%3Db");
        assert_eq!(members("group:hq/a", true), "/catalog/hq/group/a?members=all");
        let owners = ["group:hq/a".to_owned(), "user:hq/b".to_owned()];
        assert_eq!(
            catalog_of(&owners, "kind", "api"),
            "/catalog?kind=api&owner=group:hq%2Fa&owner=user:hq%2Fb"
        );
        assert_eq!(explore(&ExploreFilter::default()), "/explore");
        let teams = ExploreFilter { teams: true, text: "a b".into(), ..ExploreFilter::default() };
        assert_eq!(explore(&teams), "/explore?view=teams&text=a%20b");
        assert_eq!(team_tree("group:hq/a"), "/explore?view=teams&within=group:hq%2Fa");
        let question = ImpactQuestion::read("group:hq/a", [("change", "move"), ("to", "b c")]);
        assert_eq!(impact(&question), "/catalog/hq/group/a/impact?change=move&to=group:default%2Fb%20c");
        assert_eq!(
            impact_file(&ImpactQuestion::read("api:hq/a", []), "csv"),
            "/api/catalog/impact?ref=api:hq%2Fa&change=remove&format=csv"
        );
        assert_eq!(search(&SearchFilter::default()), "/search");
        assert_eq!(search(&SearchFilter::default().with_text("a b&c")), "/search?query=a%20b%26c");
        assert_eq!(problems("error"), "/problems?severity=error");
        let question = GraphQuestion::of("api:hq/a");
        assert_eq!(graph(&GraphQuestion::default()), "/catalog-graph");
        assert_eq!(graph(&question), "/catalog-graph?rootEntityRefs%5B%5D=api:hq%2Fa");
        assert_eq!(graph_on("/catalog/hq/api/a/graph", &GraphQuestion::default()), "/catalog/hq/api/a/graph");
        assert_eq!(graph_file(&question, true), "/ui/graph.svg?theme=dark&rootEntityRefs%5B%5D=api:hq%2Fa");
    }
}
