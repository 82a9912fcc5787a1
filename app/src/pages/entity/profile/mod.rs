//! What a group or a user is about: who belongs to it, what it owns, what needs attention.

mod owned;

use super::Address;
use crate::{
    api,
    ask::ask,
    components::{
        avatar::Avatar,
        card::Card,
        entity_link::EntityLink,
        state::Empty,
        team::{People, TeamCards, count},
    },
    live::Live,
    paths, query_string,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use owned::Owned;
use portico_portal::views::{Named, people::ProfileView};

/// The profile, beside the facts.
#[component]
pub(super) fn Profile(address: Address) -> impl IntoView {
    let search = use_location().search;
    let with_all = Memo::new(move |_| query_string::value(&search.get(), "members") == "all");
    let view = ask(
        move || (address.clone(), with_all.get(), Live::version()),
        |(Address { kind, namespace, name }, with_all, _)| api::load_profile(kind, namespace, name, with_all),
    );
    view.show(8, |view: Option<ProfileView>| view.map(|view| view! { <Content view /> }).into_any())
}

#[component]
fn Content(view: ProfileView) -> impl IntoView {
    let content = view.clone();
    view! {
        <Face view=view.clone() />
        <Owned view=view.clone() />
        {if view.is_group {
            view! {
                <Members view=view />
                <Below view=content />
            }
                .into_any()
        } else {
            view! { <Memberships view /> }.into_any()
        }}
    }
}

/// The face, the ways to get in touch, and the place in the organisation.
#[component]
fn Face(view: ProfileView) -> impl IntoView {
    let ProfileView { subject, is_group, picture, email, lead, above, is_circular, .. } = view;
    let class = if is_group { "avatar-large avatar-team" } else { "avatar-large" };
    let mail = email.map(|email| {
        let href = format!("mailto:{email}");
        view! { <p><a href=href>{email}</a></p> }
    });
    let place = (is_group && !above.is_empty()).then(|| draw_trail(above, subject.label.clone()));
    let nothing = (mail.is_none() && place.is_none() && lead.is_none() && !is_circular)
        .then(|| view! { <p class="nothing">"No e-mail address in the catalog."</p> });
    view! {
        <section class="card profile" aria-label="Profile">
            <Avatar name=subject.label.clone() picture class />
            <div class="profile-text">
                <p class="profile-name">{subject.label}</p>
                {mail}
                {lead.map(|lead| view! { <p>"Lead: " <EntityLink named=lead /></p> })}
                {place}
                {nothing}
                {is_circular
                    .then(|| {
                        view! {
                            <p class="profile-circle">
                                "The groups above this one lead back to it. Correct one of the fields spec.parent or spec.children."
                            </p>
                        }
                    })}
            </div>
        </section>
    }
}

fn draw_trail(above: Vec<Named>, name: String) -> impl IntoView {
    let steps = above.into_iter().map(|group| view! { <li><EntityLink named=group /></li> });
    view! {
        <nav aria-label="Groups above">
            <ol class="trail">{steps.collect_view()} <li aria-current="true">{name}</li></ol>
        </nav>
    }
}

#[component]
fn Members(view: ProfileView) -> impl IntoView {
    let ProfileView { subject, members, member_counts: (own, all), with_all, .. } = view;
    let shown = if with_all { all } else { own };
    let more = shown.saturating_sub(members.len() as u64);
    let choice = |label: String, to_all: bool| {
        let href = paths::members(&subject.entity_ref, to_all);
        view! {
            <a class="segment" href=href aria-current=(with_all == to_all).then_some("true")>
                {label}
            </a>
        }
    };
    let choices = (all > own).then(|| {
        view! {
            <nav class="segments" aria-label="Which members">
                {choice(format!("Direct {own}"), false)}
                {choice(format!("With sub-teams {all}"), true)}
            </nav>
        }
        .into_any()
    });
    view! {
        <Card title="Members" id="members" count=shown.to_string() aside=choices.unwrap_or_else(|| ().into_any())>
            {if members.is_empty() {
                view! {
                    <Empty title="No members of its own">
                        <p>
                            "Users name their groups in " <code>"spec.memberOf"</code> ", or a group its users in "
                            <code>"spec.members"</code> "."
                        </p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <People people=members label="Members" with_teams=with_all /> }.into_any()
            }}
            {(more > 0).then(|| view! { <p class="card-foot">{format!("{more} more are not listed.")}</p> })}
        </Card>
    }
}

/// The groups right below; nothing for a group without any.
#[component]
fn Below(view: ProfileView) -> impl IntoView {
    let ProfileView { subject, teams, more_teams, .. } = view;
    let aside = view! { <a href=paths::team_tree(&subject.entity_ref)>"As a tree"</a> }.into_any();
    let number = (teams.len() + more_teams).to_string();
    (!teams.is_empty()).then(|| {
        view! {
            <Card title="Sub-teams" id="sub-teams" count=number aside>
                <TeamCards teams label="Sub-teams" with_parents=false />
                {(more_teams > 0).then(|| view! { <p class="card-foot">{format!("{more_teams} more are in the tree.")}</p> })}
            </Card>
        }
    })
}

/// The groups that a user is in, and what wider ones own.
#[component]
fn Memberships(view: ProfileView) -> impl IntoView {
    let ProfileView { teams, more_teams, owned_above, .. } = view;
    let number = (teams.len() + more_teams).to_string();
    let above: u64 = owned_above.iter().map(|kind| kind.count).sum();
    let is_empty = teams.is_empty();
    view! {
        <Card title="Teams" id="teams" count=number>
            {if is_empty {
                view! {
                    <Empty title="In no team">
                        <p>"The field " <code>"spec.memberOf"</code> " of the User names its groups."</p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <TeamCards teams label="Teams" /> }.into_any()
            }}
            {(more_teams > 0).then(|| view! { <p class="card-foot">{format!("{more_teams} more are not listed.")}</p> })}
            {(above > 0)
                .then(|| {
                    view! {
                        <p class="card-foot">
                            {format!("The groups above these own {} besides.", count(above, "entity", "entities"))}
                        </p>
                    }
                })}
        </Card>
    }
}
