//! The templates: what can be created, by kind of thing, and how to find the right one.

use crate::{
    components::{
        entity_link::EntityLinks,
        icon::{Icon, IconName},
        state::Empty,
    },
    paths, query_string,
};
use leptos::prelude::*;
use portico_portal::views::{
    catalog::{CatalogView, EntityRow, Facet, FacetOption},
    filter::{CatalogFilter, FACETS, List},
};

/// What the templates are narrowed by, in the order in which it is shown.
const SHOWN: [&str; 3] = ["type", "tag", "owner"];

/// The state of the gallery: the catalog's, with nothing but templates.
pub(super) fn filter(query: &str) -> CatalogFilter {
    let mut filter = query_string::filter(query);
    filter.chosen[0] = vec!["template".to_owned()];
    filter
}

/// The page.
#[component]
pub(super) fn Gallery(view: CatalogView) -> impl IntoView {
    let filter = view.asked.clone();
    let facets = SHOWN.iter().filter_map(|parameter| {
        let facet = view.facets.iter().find(|facet| FACETS[facet.key].parameter == *parameter)?;
        (!facet.options.is_empty()).then(|| view! { <Choices facet=facet.clone() filter=filter.clone() /> })
    });
    let facets = facets.collect_view();
    let text = filter.text.clone();
    view! {
        <div class="page-head">
            <h1>"Create"</h1>
            <div class="page-actions">
                <a class="button" href=paths::EDIT>
                    "Edit a template"
                </a>
                <a class="button" href=paths::ACTIONS>
                    "Actions"
                </a>
            </div>
        </div>
        <p class="page-lead">
            "Golden paths of your organisation: answer a few questions, and get something that runs, with its repository, its pipeline and its place in the catalog."
        </p>
        <div class="gallery" data-studio="gallery">
            <form class="gallery-side" action=paths::CREATE method="get" role="search" aria-label="Templates">
                <label class="field">
                    <span class="field-label">"Find a template"</span>
                    <input type="search" name="text" value=text autocomplete="off" placeholder="Rust, website, topic …" />
                </label>
                {chosen(&filter)}
                <Lists filter=filter.clone() />
                <details class="facets">
                    <summary class="facets-toggle">"Filters"</summary>
                    {facets}
                </details>
                <noscript>
                    <button class="button">"Find"</button>
                </noscript>
            </form>
            <div class="gallery-body">{body(view)}</div>
        </div>
    }
}

/// What is chosen travels along with the words.
fn chosen(filter: &CatalogFilter) -> impl IntoView + use<> {
    let kept = filter.pairs().into_iter().filter(|(key, _)| !matches!(*key, "text" | "kind" | "page"));
    kept.map(|(key, value)| view! { <input type="hidden" name=key value=value /> }).collect_view()
}

#[component]
fn Lists(filter: CatalogFilter) -> impl IntoView {
    let links = List::ALL.map(|list| {
        let label = match list {
            List::All => "All",
            List::Owned => "My teams'",
            List::Starred => "Starred",
        };
        let current = (filter.list == list).then_some("true");
        view! { <a class="segment" href=paths::gallery(&filter.listing(list)) aria-current=current>{label}</a> }
    });
    view! { <nav class="segments" aria-label="Whose templates">{links.into_iter().collect_view()}</nav> }
}

#[component]
fn Choices(facet: Facet, filter: CatalogFilter) -> impl IntoView {
    let Facet { key, options, .. } = facet;
    let options = options.into_iter().map(|FacetOption { value, label, count, chosen }| {
        let href = paths::gallery(&filter.toggled(key, &value));
        view! {
            <li>
                <a class="gallery-choice" href=href aria-current=chosen.then_some("true")>
                    <span class="facet-label">{label}</span>
                    <span class="facet-count">{count}</span>
                </a>
            </li>
        }
    });
    let options = options.collect_view();
    view! {
        <nav class="facet" aria-label=FACETS[key].title>
            <p class="facet-title">{FACETS[key].title}</p>
            <ul class="gallery-choices">{options}</ul>
        </nav>
    }
}

fn body(view: CatalogView) -> AnyView {
    if view.rows.is_empty() {
        return empty(&view);
    }
    let stars = view.stars.clone();
    let count = match view.found {
        1 => "1 template".to_owned(),
        found => format!("{found} templates"),
    };
    let cards = view.rows.into_iter().map(|row| view! { <Card row stars=stars.clone() /> }).collect_view();
    let rest = (view.pages > 1).then(|| {
        let more = view.asked.on_page(view.page + 1);
        let has_more = view.page + 1 < view.pages;
        has_more.then(|| view! { <p><a class="button" href=paths::gallery(&more)>"More templates"</a></p> })
    });
    view! {
        <p class="muted" role="status" data-count="">
            {count}
        </p>
        <ul class="cards">{cards}</ul>
        {rest}
    }
    .into_any()
}

#[component]
fn Card(row: EntityRow, stars: Option<Vec<String>>) -> impl IntoView {
    let EntityRow { entity_ref, label, description, owners, tags, kind_type, .. } = row;
    let words =
        format!("{label} {entity_ref} {} {}", description.as_deref().unwrap_or_default(), tags.join(" "));
    let star = stars.map(|stars| star(&entity_ref, &label, stars.contains(&entity_ref)));
    let tags = (!tags.is_empty()).then(|| {
        let tags = tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect_view();
        view! { <p class="tags">{tags}</p> }
    });
    let owners = (!owners.is_empty())
        .then(|| view! { <p class="template-owner">"By " <EntityLinks names=owners /></p> });
    let title = format!("About {label}");
    view! {
        <li class="template-card" data-words=words.to_lowercase()>
            <div class="template-head">
                <p class="template-type">{kind_type}</p>
                {star}
            </div>
            <h2>
                    <a class="template-choose" href=paths::template(&entity_ref)>
                        {label}
                    </a>
            </h2>
            <p class="template-text">{description}</p>
            {tags}
            <div class="template-foot">
                {owners} <a class="template-about" href=paths::entity(&entity_ref) title=title.clone()>
                    "About"
                    <span class="visually-hidden">{title.replacen("About", "", 1)}</span>
                </a>
            </div>
        </li>
    }
}

fn star(entity_ref: &str, label: &str, is_on: bool) -> AnyView {
    let title = format!("Star {label}");
    view! {
        <button
            class="star"
            type="submit"
            form="stars"
            name=if is_on { "unstar" } else { "star" }
            value=entity_ref.to_owned()
            aria-pressed=if is_on { "true" } else { "false" }
        >
            <Icon name=IconName::Star />
            <span class="visually-hidden">{title}</span>
        </button>
    }
    .into_any()
}

fn empty(view: &CatalogView) -> AnyView {
    let is_narrowed = {
        let mut filter = view.asked.clone();
        filter.chosen[0].clear();
        filter.is_narrowed()
    };
    if is_narrowed {
        return view! {
            <Empty title="No template fits">
                <p>"Take away some of the choices, or look for other words."</p>
                <p class="state-actions">
                    <a class="button" href=paths::CREATE>
                        "Show all templates"
                    </a>
                </p>
            </Empty>
        }
        .into_any();
    }
    if view.loading {
        return view! { <crate::components::state::Loading /> }.into_any();
    }
    view! {
        <Empty title="No templates yet">
            <p>
                "A template is a file in the catalog with the kind Template: it says what to ask, and which steps to run. Register the address of one, and it is here."
            </p>
            <p class="state-actions">
                <a class="button button-primary" href=paths::REGISTER>
                    "Register a template"
                </a>
            </p>
        </Empty>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::filter;

    #[test]
    fn only_templates_are_shown_whatever_the_address_says() {
        assert_eq!(filter("kind=component&type=service").chosen[0], ["template"]);
        assert_eq!(filter("type=service").chosen[2], ["service"]);
    }
}
