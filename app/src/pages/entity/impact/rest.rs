//! What else to know: deprecated things in use, references that would lead nowhere, providers; and what to take along.

use crate::{
    components::{
        card::Card,
        entity_link::{EntityLink, EntityLinks},
        lifecycle::Lifecycle,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::impact::{ImpactView, count};

#[component]
pub(super) fn Rest(view: ImpactView) -> impl IntoView {
    let providers = (!view.providers.is_empty()).then(|| {
        view! {
            <Card title="Provided by" id="provided">
                <p class="impact-note">
                    <EntityLinks names=view.providers />
                </p>
            </Card>
        }
    });
    let file = |format| paths::impact_file(&view.question, format);
    let (csv, markdown, json) = (file("csv"), file("markdown"), file("json"));
    let more = view.deprecated_total.saturating_sub(view.deprecated.len());
    let used = view.deprecated.into_iter().map(|used| {
        let uses = count(used.uses, "other", "others");
        view! {
            <li class="impact-item">
                <div class="impact-line">
                    <EntityLink named=used.entity />
                    <Lifecycle lifecycle=used.lifecycle />
                    <span class="impact-owner">{format!("used by {uses}")}</span>
                </div>
            </li>
        }
    });
    let deprecated = (view.deprecated_total > 0).then(|| {
        view! {
            <Card title="Deprecated, still used" id="still-used" count=view.deprecated_total.to_string()>
                <ul class="impact-list">{used.collect_view()} {and_more(more)}</ul>
            </Card>
        }
    });
    let more = view.dangling_total.saturating_sub(view.dangling.len());
    let dangling = view.dangling.into_iter().map(|one| {
        view! {
            <li class="impact-item">
                <div class="impact-line">
                    <EntityLink named=one.entity />
                    <code class="impact-owner">{format!("{}: {}", one.field, one.written)}</code>
                </div>
            </li>
        }
    });
    let dangling = (view.dangling_total > 0).then(|| {
        view! {
            <Card title="References that would lead nowhere" id="dangling" count=view.dangling_total.to_string()>
                <ul class="impact-list">{dangling.collect_view()} {and_more(more)}</ul>
            </Card>
        }
    });
    view! {
        {providers}
        {deprecated}
        {dangling}
        <Card title="Take it along" id="export">
            <p class="impact-files">
                <a href=csv rel="external" download="">
                    "CSV"
                </a>
                <a href=markdown rel="external" download="">
                    "Markdown"
                </a>
                <a href=json rel="external">"JSON"</a>
                <span>"The address of this page shows the same to others."</span>
            </p>
        </Card>
    }
}

fn and_more(more: usize) -> Option<impl IntoView> {
    (more > 0).then(|| view! { <li class="impact-more">{format!("and {more} more")}</li> })
}
