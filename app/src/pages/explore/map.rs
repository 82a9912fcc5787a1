//! The map: domains, the systems in them, and their parts.

use super::State;
use crate::{
    components::{
        entity_link::{EntityLink, EntityLinks},
        kind_badge::{KindBadge, letter, tint},
        state::{Empty, Loading},
        team::count,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::{
    Named,
    explore::{DomainBox, ExploreFilter, MapView, Part, SystemBox},
    home::KindCount,
};

/// What the map can be narrowed by besides words.
#[component]
pub(super) fn Choices(view: MapView, state: State) -> impl IntoView {
    let filter = state.current.get_untracked();
    let owners: Vec<_> = view.owners.into_iter().map(|owner| (owner.entity_ref, owner.label)).collect();
    let lifecycles: Vec<_> = view.lifecycles.into_iter().map(|word| (word.to_lowercase(), word)).collect();
    view! {
        {select("owner", "Owner", "Every owner", owners, filter.owner, move |value| {
            state.change(false, |filter| filter.owner = value);
        })}
        {select("lifecycle", "Lifecycle", "Every lifecycle", lifecycles, filter.lifecycle, move |value| {
            state.change(false, |filter| filter.lifecycle = value);
        })}
    }
}

fn select(
    name: &'static str,
    title: &'static str,
    all: &'static str,
    mut options: Vec<(String, String)>,
    chosen: String,
    choose: impl Fn(String) + 'static,
) -> impl IntoView {
    // What the address names is always there to be seen and undone.
    if !chosen.is_empty() && !options.iter().any(|(value, _)| *value == chosen) {
        options.push((chosen.clone(), chosen.clone()));
    }
    let options = options.into_iter().map(|(value, label)| {
        let is_chosen = value == chosen;
        view! { <option value=value selected=is_chosen>{label}</option> }
    });
    view! {
        <select class="select" name=name aria-label=title on:change=move |event| choose(event_target_value(&event))>
            <option value="">{all}</option>
            {options.collect_view()}
        </select>
    }
}

/// The map itself.
#[component]
pub(super) fn Map(view: MapView, filter: ExploreFilter) -> impl IntoView {
    let MapView { domains, more_domains, loose, within, found, total, is_summary, loading, .. } = view;
    let is_empty = domains.is_empty() && loose.is_none();
    let (systems, parts) = (count(found.0 as u64, "system", "systems"), count(found.1, "part", "parts"));
    let summary = match filter.is_narrowed() {
        true => format!("{systems} and {parts} of {} and {}", total.0, total.1),
        false => format!("{systems} with {parts}"),
    };
    let way_out = within.map(|within| {
        view! {
            <p class="map-within">
                <a href=paths::explore(&ExploreFilter { within: String::new(), ..filter.clone() })>"All domains"</a>
                " / "
                <strong>{within.label}</strong>
            </p>
        }
    });
    let hint = is_summary.then(|| {
        view! {
            <p class="map-hint">
                "There are too many parts to name each of them here, so they are counted. Open a domain, or filter."
            </p>
        }
    });
    let more = (more_domains > 0).then(|| {
        view! {
            <p class="map-hint">
                {format!("{more_domains} more domains are not drawn. Filter, or ")}
                <a href=paths::catalog_with("kind", "domain")>"see all of them in the catalog"</a>
            </p>
        }
    });
    let boxes = domains.into_iter().map(|domain| draw_domain(domain, &filter));
    view! {
        {loading.then(|| view! { <Loading /> })}
        {way_out}
        <div class="map-head">
            <p class="page-note" role="status">
                {summary}
            </p>
            <Legend />
        </div>
        {hint}
        {if is_empty { view! { <Nothing narrowed=filter.is_narrowed() /> }.into_any() } else { ().into_any() }}
        <div class="map">{boxes.collect_view()} {loose.map(draw_loose)}</div>
        {more}
    }
}

#[component]
fn Nothing(narrowed: bool) -> impl IntoView {
    match narrowed {
        true => view! {
            <Empty title="Nothing fits">
                <p>"No domain, system or part has all that you asked for."</p>
                <p class="state-actions">
                    <a class="button" href=paths::EXPLORE>
                        "Show everything"
                    </a>
                </p>
            </Empty>
        }
        .into_any(),
        false => view! {
            <Empty title="The map is empty">
                <p>"Describe Domains, put Systems into them, and Components into these; they are drawn here."</p>
                <p class="state-actions">
                    <a class="button" href=paths::REGISTER>
                        "Register a repository"
                    </a>
                </p>
            </Empty>
        }
        .into_any(),
    }
}

/// What the marks on the map mean.
#[component]
fn Legend() -> impl IntoView {
    let kinds = ["Component", "API", "Resource"];
    view! {
        <ul class="legend" aria-label="Legend">
            {kinds.map(|kind| view! { <li><span class=format!("swatch {}", tint(kind)) aria-hidden="true"></span>{kind}</li> }).collect_view()}
            <li>
                <span class="swatch swatch-early" aria-hidden="true"></span>
                "not in production"
            </li>
            <li>
                <span class="swatch swatch-late" aria-hidden="true"></span>
                "deprecated"
            </li>
            <li>
                <span class="needy" aria-hidden="true"></span>
                "needs attention"
            </li>
        </ul>
    }
}

fn draw_domain(domain: DomainBox, filter: &ExploreFilter) -> impl IntoView + use<> {
    let DomainBox { domain, parent, description, owners, systems, more_systems, parts, attention } = domain;
    let facts = format!(
        "{} · {}",
        count((systems.len() + more_systems) as u64, "system", "systems"),
        count(parts, "part", "parts")
    );
    let within =
        domain.as_ref().map(|domain| ExploreFilter { within: domain.entity_ref.clone(), ..filter.clone() });
    let is_alone = within.as_ref().is_some_and(|within| within == filter);
    let zoom = within.filter(|_| !is_alone).map(|within| {
        view! { <a class="map-zoom" href=paths::explore(&within)>"Only this"</a> }
    });
    let head = match domain {
        Some(domain) => view! {
            <KindBadge kind="Domain" />
            <h2 class="map-name">
                <EntityLink named=domain />
            </h2>
            {parent
                .map(|parent| view! { <span class="map-parent">"in " <EntityLink named=parent /></span> })}
        }
        .into_any(),
        None => view! { <h2 class="map-name">"Systems without a domain"</h2> }.into_any(),
    };
    let about = description.or_else(|| {
        owners
            .is_empty()
            .then(|| "Their field spec.domain says nothing, or names one that does not exist.".to_owned())
    });
    let owner = (!owners.is_empty()).then(|| view! { <span>"Owner: " <EntityLinks names=owners /></span> });
    let is_empty = systems.is_empty();
    let boxes = systems.into_iter().map(draw_system);
    let more = (more_systems > 0).then(|| {
        view! {
            <p class="map-more">{format!("and {} more", count(more_systems as u64, "system", "systems"))}</p>
        }
    });
    view! {
        <section class="map-domain">
            <div class="map-domain-head">{head} <Needy count=attention /> {zoom}</div>
            <p class="map-facts">
                <span>{facts}</span>
                {owner}
            </p>
            {about.map(|about| view! { <p class="map-about">{about}</p> })}
            {is_empty.then(|| view! { <p class="map-nothing">"No systems in it yet."</p> })}
            <div class="map-systems">{boxes.collect_view()}</div>
            {more}
        </section>
    }
}

fn draw_system(system: SystemBox) -> AnyView {
    let SystemBox { system, owners, kinds, parts, more, attention } = system;
    let Some(named) = system else { return ().into_any() };
    let href = paths::catalog_with("system", &named.entity_ref);
    view! {
        <section class="map-system">
            <div class="map-system-head">
                <h3 class="map-system-name">
                    <EntityLink named />
                </h3>
                <Needy count=attention />
            </div>
            <p class="map-owner">
                <EntityLinks names=owners />
            </p>
            <Parts parts kinds more href />
        </section>
    }
    .into_any()
}

fn draw_loose(loose: SystemBox) -> impl IntoView {
    let SystemBox { kinds, parts, more, attention, .. } = loose;
    view! {
        <section class="map-domain map-loose">
            <div class="map-domain-head">
                <h2 class="map-name">"In no system"</h2>
                <Needy count=attention />
            </div>
            <p class="map-about">"Their field spec.system says nothing. Put them into a system, and they get their place above."</p>
            <Parts parts kinds more href=paths::CATALOG.to_owned() />
        </section>
    }
}

/// Parts by name, or their number by kind where there are too many.
#[component]
fn Parts(parts: Vec<Part>, kinds: Vec<KindCount>, more: u64, href: String) -> impl IntoView {
    if kinds.is_empty() {
        return view! { <p class="map-nothing">"No parts yet."</p> }.into_any();
    }
    if parts.is_empty() {
        let kinds = kinds.into_iter().map(|KindCount { kind, count }| {
            let class = format!("part part-count {}", tint(&kind));
            view! {
                <li>
                    <a class=class href=href.clone()>
                        {count} " " {kind}
                    </a>
                </li>
            }
        });
        return view! { <ul class="parts" aria-label="Parts">{kinds.collect_view()}</ul> }.into_any();
    }
    let rest = (more > 0)
        .then(|| view! { <li><a class="part-more" href=href.clone()>{format!("and {more} more")}</a></li> });
    view! {
        <ul class="parts" aria-label="Parts">
            {parts.into_iter().map(draw_part).collect_view()}
            {rest}
        </ul>
    }
    .into_any()
}

fn draw_part(part: Part) -> impl IntoView {
    let Part { entity: Named { entity_ref, label, .. }, kind, lifecycle, attention } = part;
    let life = match lifecycle.as_deref() {
        Some("deprecated") => "part-late",
        None | Some("production") => "",
        Some(_) => "part-early",
    };
    let mut title = kind.clone();
    if let Some(lifecycle) = lifecycle {
        title.push_str(", ");
        title.push_str(&lifecycle);
    }
    if attention {
        title.push_str(", needs attention");
    }
    view! {
        <li>
            <a class=format!("part {} {life}", tint(&kind)) href=paths::entity(&entity_ref) title=title.clone()>
                <span class="part-letter" aria-hidden="true">{letter(&kind)}</span>
                <span class="part-name">{label}</span>
                <span class="visually-hidden">{format!(" ({title})")}</span>
                {attention.then(|| view! { <span class="needy" aria-hidden="true"></span> })}
            </a>
        </li>
    }
}

/// How many things need attention; nothing if none does.
#[component]
fn Needy(count: u64) -> impl IntoView {
    (count > 0).then(|| {
        let words = format!("{count} need attention");
        view! {
            <span class="needy-count" title=words>
                <span class="needy" aria-hidden="true"></span>
                {count}
                <span class="visually-hidden">" need attention"</span>
            </span>
        }
    })
}
