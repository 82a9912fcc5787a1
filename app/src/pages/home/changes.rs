//! What changed lately.

use crate::{
    components::{
        card::Card,
        icon::{Icon, IconName},
        kind_badge::KindBadge,
        state::Empty,
    },
    paths, time,
};
use leptos::prelude::*;
use portico_entity::kinds;
use portico_portal::views::home::ChangeRow;

#[component]
pub(super) fn Changes(changes: Vec<ChangeRow>) -> impl IntoView {
    let is_empty = changes.is_empty();
    let rows = changes.into_iter().map(|change| view! { <Change change /> });
    view! {
        <Card title="Recent changes" id="changes">
            {if is_empty {
                view! {
                    <Empty title="Nothing changed yet">
                        <p>"Save a catalog file, and it is here within a second."</p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! { <ul class="changes">{rows.collect_view()}</ul> }.into_any()
            }}
        </Card>
    }
}

#[component]
fn Change(change: ChangeRow) -> impl IntoView {
    let ChangeRow { entity, kind, at_ms, file, count, is_capped } = change;
    let (badge, what) = if count > 1 {
        let least = if is_capped { "at least " } else { "" };
        let badge = view! {
            <span class="kind-badge kind-other" aria-hidden="true">
                <Icon name=IconName::Layers />
            </span>
        };
        let what = view! {
            <span class="change-many">{format!("{least}{count} entities")}</span>
            " "
            <span class="change-kind">{kind}</span>
        };
        (badge.into_any(), what.into_any())
    } else {
        let spelling = kinds::spelling(entity.entity_ref.split(':').next().unwrap_or_default()).to_owned();
        let what = view! {
            <a class="entity-link" href=paths::entity_history(&entity.entity_ref, None)>
                {entity.label}
            </a>
            " "
            <span class="change-kind">{kind}</span>
        };
        (view! { <KindBadge kind=spelling /> }.into_any(), what.into_any())
    };
    view! {
        <li class="change">
            {badge}
            <div class="change-body">
                <p>{what}</p>
                <p class="change-when">
                    <time datetime=time::for_machines(at_ms)>{time::for_people(at_ms)}</time>
                    " · "
                    <span class="change-file">{file}</span>
                </p>
            </div>
        </li>
    }
}
