//! The side navigation: only to pages that exist. A drawer on narrow screens.

use super::{FrameAnswer, theme::ThemeSwitch};
use crate::{
    components::icon::{Icon, IconName},
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_portal::views::Frame;

#[component]
pub(super) fn SideNav() -> impl IntoView {
    let location = use_location();
    let FrameAnswer(frame) = expect_context();
    // The drawer closes when it led somewhere.
    let drawer = NodeRef::<leptos::html::Details>::new();
    Effect::new(move || {
        location.pathname.track();
        location.search.track();
        if let Some(drawer) = drawer.get() {
            // Removing an attribute that is not there is fine.
            let _ = drawer.remove_attribute("open");
        }
    });
    view! {
        <header class="side">
            <div class="side-head">
                <a class="brand" href=paths::HOME>
                    <Icon name=IconName::Portico />
                    {frame
                        .show_quietly(|frame: Frame| {
                            view! {
                                <span class="brand-name">
                                    {if frame.title.is_empty() { "Portico".to_owned() } else { frame.title }}
                                    <span class="brand-organization">{frame.organization}</span>
                                </span>
                            }
                                .into_any()
                        })}
                </a>
            </div>
            <details class="side-drawer" node_ref=drawer>
                <summary class="side-toggle">
                    <Icon name=IconName::Menu />
                    <span class="visually-hidden">"Menu"</span>
                </summary>
                <nav class="side-nav" aria-label="Main">
                    <NavLink href=paths::HOME.to_owned() icon=IconName::Home label="Home" />
                    <NavLink href=paths::CATALOG.to_owned() icon=IconName::Grid label="Catalog" />
                    <NavLink href=paths::EXPLORE.to_owned() icon=IconName::Map label="Explore" />
                    <NavLink href=paths::GRAPH.to_owned() icon=IconName::Graph label="Relations" />
                    <NavLink href=paths::SEARCH.to_owned() icon=IconName::Search label="Search" />
                    <p class="side-heading">"Browse"</p>
                    <NavLink href=paths::catalog_with("kind", "api") icon=IconName::Code label="APIs" />
                    <NavLink href=paths::catalog_with("kind", "system") icon=IconName::Layers label="Systems" />
                    <NavLink href=paths::catalog_with("kind", "group") icon=IconName::People label="Teams" />
                    <p class="side-heading">"Build"</p>
                    <NavLink href=paths::CREATE.to_owned() icon=IconName::Plus label="Create" />
                    <NavLink href=paths::TASKS.to_owned() icon=IconName::Logs label="Tasks" />
                    <p class="side-heading">"Insights"</p>
                    <NavLink href=paths::RADAR.to_owned() icon=IconName::Radar label="Tech radar" />
                    <NavLink href=paths::COSTS.to_owned() icon=IconName::Chart label="Costs" />
                    <p class="side-heading">"Health"</p>
                    <NavLink href=paths::PROBLEMS.to_owned() icon=IconName::Warning label="Problems">
                        {frame
                            .show_quietly(|Frame { problems, .. }| {
                                (problems > 0)
                                    .then(|| {
                                        view! {
                                            <span class="side-count">
                                                {problems} <span class="visually-hidden">" open"</span>
                                            </span>
                                        }
                                    })
                                    .into_any()
                            })}
                    </NavLink>
                </nav>
                <ThemeSwitch />
            </details>
        </header>
    }
}

/// A link of the navigation. The most specific link that fits the address is the current one.
#[component]
fn NavLink(
    href: String,
    icon: IconName,
    label: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let location = use_location();
    let target = href.clone();
    let current = move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        is_current(&target, &path, query.trim_start_matches('?'))
    };
    view! {
        <a class="side-link" href=href aria-current=move || current().then_some("page")>
            <Icon name=icon />
            <span class="side-label">{label}</span>
            {children.map(|children| children())}
        </a>
    }
}

/// Whether a link leads to where the reader is. Links into the catalog with a query are current only for exactly
/// that query; the catalog itself for everything else in it.
fn is_current(target: &str, path: &str, query: &str) -> bool {
    const PRESETS: [&str; 3] = ["kind=api", "kind=system", "kind=group"];
    match target.split_once('?') {
        Some((page, wanted)) => page == path && wanted == query,
        None if target == paths::CATALOG => {
            path.starts_with(paths::CATALOG)
                && path != paths::GRAPH
                && !(path == paths::CATALOG && PRESETS.contains(&query))
        }
        None if target == paths::CREATE => path.starts_with(paths::CREATE) && !path.starts_with(paths::TASKS),
        None if target == paths::RADAR || target == paths::COSTS => path.starts_with(target),
        None if target == paths::TASKS => path.starts_with(paths::TASKS),
        None => target == path,
    }
}

#[cfg(test)]
mod tests {
    use super::is_current;

    #[test]
    fn exactly_one_link_is_current() {
        let links = [
            "/",
            "/catalog",
            "/catalog?kind=api",
            "/catalog?kind=group",
            "/catalog-graph",
            "/problems",
            "/create",
            "/create/tasks",
            "/tech-radar",
            "/cost-insights",
        ];
        for (path, query, expect) in [
            ("/", "", "/"),
            ("/catalog", "", "/catalog"),
            ("/catalog", "kind=api", "/catalog?kind=api"),
            ("/catalog", "kind=api&text=x", "/catalog"),
            ("/catalog/default/api/a", "", "/catalog"),
            ("/catalog-graph", "maxDepth=1", "/catalog-graph"),
            ("/problems", "severity=error", "/problems"),
            ("/create", "type=service", "/create"),
            ("/create/templates/default/x", "page=2", "/create"),
            ("/create/tasks/1", "", "/create/tasks"),
            ("/tech-radar/entry/rust", "", "/tech-radar"),
            ("/cost-insights", "group=team", "/cost-insights"),
        ] {
            let current: Vec<_> = links.iter().filter(|link| is_current(link, path, query)).collect();
            assert_eq!(current, [&expect], "{path}?{query}");
        }
    }
}
