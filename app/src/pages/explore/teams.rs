//! The tree of the groups.

use crate::{
    components::{
        avatar::Avatar,
        entity_link::EntityLink,
        state::{Empty, Loading},
        team::{TeamLinks, count},
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::explore::{ExploreFilter, TeamNode, TeamsView};

/// The tree. Native `details`, so that it folds by keyboard and without JavaScript.
#[component]
pub(super) fn Teams(view: TeamsView, filter: ExploreFilter) -> impl IntoView {
    let TeamsView { roots, more, within, groups, people, loading } = view;
    let is_empty = roots.is_empty();
    let summary = match filter.is_narrowed() {
        true => format!("{} of {} fit", groups.0, count(groups.1 as u64, "group", "groups")),
        false => {
            format!(
                "{} with {}",
                count(groups.0 as u64, "group", "groups"),
                count(people, "person", "people")
            )
        }
    };
    let way_out = within.map(|within| {
        view! {
            <p class="map-within">
                <a href=paths::explore(&ExploreFilter { within: String::new(), ..filter.clone() })>"All teams"</a>
                " / "
                <strong>{within.label}</strong>
            </p>
        }
    });
    let nothing = is_empty.then(|| match filter.is_narrowed() {
        true => view! {
            <Empty title="Nothing fits">
                <p>"No group's name or description holds these words."</p>
            </Empty>
        }
        .into_any(),
        false => view! {
            <Empty title="No groups yet">
                <p>"Describe Groups and the Users in them; they are shown here as a tree."</p>
            </Empty>
        }
        .into_any(),
    });
    view! {
        {loading.then(|| view! { <Loading /> })}
        {way_out}
        <p class="page-note" role="status">
            {summary}
        </p>
        {nothing}
        <ul class="tree" aria-label="Teams">
            {roots.into_iter().map(draw_node).collect_view()}
        </ul>
        {(more > 0).then(|| view! { <p class="map-hint">{format!("{more} more groups are not listed. Filter to find them.")}</p> })}
    }
}

fn draw_node(node: TeamNode) -> AnyView {
    let children = node.children.clone();
    let below = children.into_iter().map(draw_node).collect_view();
    let within =
        ExploreFilter { teams: true, within: node.team.entity_ref.clone(), ..ExploreFilter::default() };
    let rest = (node.more > 0).then(|| {
        view! {
            <li class="tree-rest">
                <a href=paths::explore(&within)>{format!("{} more below", count(node.more as u64, "group", "groups"))}</a>
            </li>
        }
    });
    let has_below = !node.children.is_empty() || node.more > 0;
    let open = node.is_open;
    let (name, number) = (node.team.label.clone(), (node.children.len() + node.more) as u64);
    let body = draw_team(node);
    let branch = has_below.then(|| {
        view! {
            <details class="tree-branch" open=open>
                <summary class="tree-fold">
                    {count(number, "group below", "groups below")}
                    <span class="visually-hidden">" " {name}</span>
                </summary>
                <ul class="tree-below">{below} {rest}</ul>
            </details>
        }
    });
    view! { <li class="tree-node">{body} {branch}</li> }.into_any()
}

fn draw_team(node: TeamNode) -> impl IntoView {
    let TeamNode {
        team,
        kind_type,
        description,
        lead,
        links,
        members,
        owns,
        attention,
        is_circular,
        is_found,
        ..
    } = node;
    let owned = paths::catalog_with("owner", &team.entity_ref);
    // Where sub-groups add nothing, one number says it all.
    let both = |(own, all): (u64, u64), one: &str, many: &str| match own == all {
        true => count(own, one, many),
        false => format!("{}, {own} of them directly", count(all, one, many)),
    };
    let class = if is_found { "tree-team" } else { "tree-team tree-passed" };
    view! {
        <div class=class>
            <Avatar name=team.label.clone() class="avatar-team" />
            <div class="tree-text">
                <p class="tree-head">
                    <span class="tree-name">
                        <EntityLink named=team />
                    </span>
                    {kind_type.map(|kind_type| view! { <span class="entry-type">{kind_type}</span> })}
                    {is_circular
                        .then(|| {
                            view! { <span class="badge badge-warn">"its parents lead back to itself"</span> }
                        })}
                </p>
                {description.map(|description| view! { <p class="tree-about">{description}</p> })}
                <p class="tree-facts">
                    <span>{both(members, "member", "members")}</span>
                    <a href=owned>"owns " {both(owns, "entity", "entities")}</a>
                    {(attention.1 > 0)
                        .then(|| view! { <span class="tree-needy">{attention.1} " need attention"</span> })}
                    {lead.map(|lead| view! { <span>"Lead: " <EntityLink named=lead /></span> })}
                </p>
                <TeamLinks links />
            </div>
        </div>
    }
}
