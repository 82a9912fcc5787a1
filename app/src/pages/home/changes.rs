//! What changed lately.

use crate::{
    components::{card::Card, entity_link::EntityLink, kind_badge::KindBadge, state::Empty},
    time,
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
    let kind = change.entity.entity_ref.split(':').next().unwrap_or_default();
    let kind = kinds::spelling(kind).to_owned();
    let more = (change.more > 0).then(|| format!(", and {} more", change.more));
    let removed = change.kind == "removed";
    let entity = if removed {
        // That it is gone is the news, not a fault.
        view! { <span class="nothing">{change.entity.label}</span> }.into_any()
    } else {
        view! { <EntityLink named=change.entity /> }.into_any()
    };
    view! {
        <li class="change">
            <KindBadge kind />
            <div class="change-body">
                <p>{entity} " " <span class="change-kind">{change.kind} {more}</span></p>
                <p class="change-when">
                    <time datetime=time::for_machines(change.at_ms)>{time::for_people(change.at_ms)}</time>
                    " · "
                    <span class="change-file">{change.file}</span>
                </p>
            </div>
        </li>
    }
}
