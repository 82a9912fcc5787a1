//! What is concerned, in groups, each with its reason.

use crate::{
    components::{
        card::Card,
        entity_link::{EntityLink, EntityLinks},
        kind_badge::KindBadge,
        lifecycle::Lifecycle,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::impact::{Concerned, Group, Grouping, ImpactQuestion, ImpactView, Said, count};

#[component]
pub(super) fn List(view: ImpactView) -> impl IntoView {
    let ImpactView { question, groups, more_groups, matching, listed, total, .. } = view;
    let aside = if question.is_about_owner() { ().into_any() } else { groupings(&question) };
    let whose = (!question.owner.is_empty()).then(|| {
        let owner = question.owner.clone();
        view! {
            <p class="impact-note">
                {format!("Only what {owner} has: {matching} of {total}. ")}
                <a href=paths::impact(&question.of_owner(""))>"Show all"</a>
            </p>
        }
    });
    let rest = matching.saturating_sub(listed);
    let csv = paths::impact_file(&question, "csv");
    let further = (rest > 0).then(|| {
        view! {
            <p class="card-foot">
                {format!("{} more are not listed here. ", rest)} <a href=csv rel="external">"All as CSV"</a>
            </p>
        }
    });
    let more_groups = (more_groups > 0)
        .then(|| view! { <p class="card-foot">{format!("{} more are not listed.", count(more_groups, "group", "groups"))}</p> });
    let groups = groups.into_iter().map(draw_group).collect_view();
    view! {
        <Card title="Concerned" id="concerned" count=matching.to_string() aside class="impact-concerned">
            {whose}
            {groups}
            {further}
            {more_groups}
        </Card>
    }
}

fn groupings(question: &ImpactQuestion) -> AnyView {
    let choices = Grouping::ALL.map(|grouping| {
        let label = match grouping {
            Grouping::Distance => "Distance",
            Grouping::System => "System",
            Grouping::Owner => "Owner",
        };
        let current = (grouping == question.group).then_some("page");
        view! {
            <a class="segment" href=paths::impact(&question.grouped(grouping)) aria-current=current>
                {label}
            </a>
        }
    });
    view! {
        <nav class="segments" aria-label="Group by">
            {choices.into_iter().collect_view()}
        </nav>
    }
    .into_any()
}

fn draw_group(group: Group) -> AnyView {
    let Group { title, entity_ref, total, items } = group;
    let rest = total.saturating_sub(items.len());
    let title = match entity_ref {
        Some(entity_ref) => view! { <a href=paths::entity(&entity_ref)>{title}</a> }.into_any(),
        None => title.into_any(),
    };
    let items = items.into_iter().map(draw_item).collect_view();
    let rest = (rest > 0).then(|| view! { <li class="impact-more">{format!("and {rest} more")}</li> });
    view! {
        <h3 class="impact-group">{title} <span class="pill">{total.to_string()}</span></h3>
        <ul class="impact-list">{items} {rest}</ul>
    }
    .into_any()
}

fn draw_item(item: Concerned) -> AnyView {
    let Concerned { entity_ref, label, kind, lifecycle, owners, why, .. } = item;
    let lifecycle = lifecycle
        .filter(|lifecycle| lifecycle != "production")
        .map(|lifecycle| view! { <Lifecycle lifecycle /> }.into_any());
    // It begins with the entity itself, which stands above it.
    let why = why.into_iter().skip(1).map(|said| match said {
        Said::Words(words) => words.into_any(),
        Said::Entity(named) => view! { <EntityLink named /> }.into_any(),
    });
    let why = why.collect_view();
    view! {
        <li class="impact-item">
            <div class="impact-line">
                <KindBadge kind />
                <a class="row-link" href=paths::entity(&entity_ref)>
                    {label}
                </a>
                {lifecycle}
                <span class="impact-owner">
                    <EntityLinks names=owners />
                </span>
            </div>
            <p class="impact-why">{why}</p>
        </li>
    }
    .into_any()
}
