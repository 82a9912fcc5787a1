//! Groups and people in a few words.

use crate::{
    components::{
        avatar::Avatar,
        entity_link::{EntityLink, EntityLinks},
        icon::{Icon, IconName},
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::people::{LinkCard, PersonCard, TeamCard};

/// A number with its word.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// Groups, each with what one wants to know first.
#[component]
pub(crate) fn TeamCards(
    teams: Vec<TeamCard>,
    #[prop(into)] label: String,
    /// Whether the groups above are named; not where all are below the same one.
    #[prop(default = true)]
    with_parents: bool,
) -> impl IntoView {
    view! {
        <ul class="teams" aria-label=label>
            {teams.into_iter().map(|card| draw_team(card, with_parents)).collect_view()}
        </ul>
    }
}

fn draw_team(card: TeamCard, with_parents: bool) -> impl IntoView {
    let TeamCard { team, kind_type, description, parent, links, members, owns } = card;
    let owned = paths::catalog_with("owner", &team.entity_ref);
    let within = parent.filter(|_| with_parents).map(|parent| {
        view! {
            <span class="team-parent">
                "in "
                <EntityLink named=parent />
            </span>
        }
    });
    view! {
        <li class="team">
            <div class="team-head">
                <Avatar name=team.label.clone() class="avatar-team" />
                <span class="team-name">
                    <EntityLink named=team />
                </span>
                {kind_type.map(|kind_type| view! { <span class="entry-type">{kind_type}</span> })}
                {within}
            </div>
            {description.map(|description| view! { <p class="team-description">{description}</p> })}
            <p class="team-facts">
                {count(members, "member", "members")}
                " · "
                <a href=owned>"owns " {owns}</a>
            </p>
            <TeamLinks links />
        </li>
    }
}

/// Where a group's people and work are found; nothing if it says nothing.
#[component]
pub(crate) fn TeamLinks(links: Vec<LinkCard>) -> impl IntoView {
    (!links.is_empty()).then(|| {
        let links = links.into_iter().map(|link| {
            let icon = IconName::for_link(link.icon.as_deref(), link.kind.as_deref());
            view! {
                <li>
                    <a href=link.url rel="noopener noreferrer">
                        <Icon name=icon />
                        {link.label}
                    </a>
                </li>
            }
        });
        view! { <ul class="team-links" aria-label="Links">{links.collect_view()}</ul> }
    })
}

/// People, each with their face and what they do.
#[component]
pub(crate) fn People(
    people: Vec<PersonCard>,
    #[prop(into)] label: String,
    with_teams: bool,
) -> impl IntoView {
    let people = people.into_iter().map(|person| {
        let PersonCard { user, about, picture, teams } = person;
        let teams = (with_teams && !teams.is_empty())
            .then(|| view! { <span class="person-teams"><EntityLinks names=teams /></span> });
        view! {
            <li class="person">
                <Avatar name=user.label.clone() picture />
                <span class="person-text">
                    <span class="person-name">
                        <EntityLink named=user />
                    </span>
                    {about.map(|about| view! { <span class="person-about">{about}</span> })}
                    {teams}
                </span>
            </li>
        }
    });
    view! {
        <ul class="people" aria-label=label>
            {people.collect_view()}
        </ul>
    }
}
