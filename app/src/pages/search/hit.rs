//! The results.

use crate::{
    components::{
        entity_link::EntityLinks, kind_badge::KindBadge, lifecycle::Lifecycle, marked::marked, tags::Tags,
    },
    paths,
};
use leptos::prelude::*;
use portico_portal::views::search::{HitView, PAGE, SearchFilter, SearchView};

#[component]
pub(super) fn Hits(view: SearchView, filter: SearchFilter) -> impl IntoView {
    let SearchView { hits, page, pages, similar, .. } = view;
    let note = similar.then(|| {
        view! {
            <p class="search-similar">"Nothing is written exactly like that. These are written nearly so."</p>
        }
    });
    view! {
        {note}
        <ol class="hits" start=page * PAGE + 1>
            {hits.into_iter().map(hit).collect_view()}
        </ol>
        {(pages > 1).then(|| pager(&filter, page, pages))}
    }
}

fn hit(hit: HitView) -> AnyView {
    let HitView { location, kind, label, name, kind_type, lifecycle, owners, tags, passage, is_operation } =
        hit;
    let passage = (!passage.is_empty()).then(|| {
        let class = if is_operation { "hit-passage hit-operation" } else { "hit-passage" };
        view! { <p class=class>{marked(passage)}</p> }
    });
    let owners = (!owners.is_empty()).then(|| {
        view! {
            <span class="hit-owner">
                <span class="visually-hidden">"Owner: "</span>
                <EntityLinks names=owners />
            </span>
        }
    });
    view! {
        <li class="hit">
            <KindBadge kind />
            <div class="hit-text">
                <p class="hit-line">
                    <a class="row-link" href=location>
                        {marked(label)}
                    </a>
                    {name.map(|name| view! { <span class="row-name">{name}</span> })}
                </p>
                {passage}
                <p class="hit-facts">
                    {kind_type.map(|kind_type| view! { <span>{kind_type}</span> })}
                    {lifecycle.map(|lifecycle| view! { <Lifecycle lifecycle /> })} {owners}
                    {(!tags.is_empty()).then(|| view! { <Tags tags /> })}
                </p>
            </div>
        </li>
    }
    .into_any()
}

fn pager(filter: &SearchFilter, page: usize, pages: usize) -> AnyView {
    let step = |label: &'static str, target: Option<usize>| match target {
        Some(target) => {
            view! { <a class="button" href=paths::search(&filter.on_page(target))>{label}</a> }.into_any()
        }
        None => view! { <span class="button button-off" aria-disabled="true">{label}</span> }.into_any(),
    };
    view! {
        <nav class="pager" aria-label="Pages">
            {step("Previous", page.checked_sub(1))}
            <span class="pager-where">{format!("Page {} of {pages}", page + 1)}</span>
            {step("Next", Some(page + 1).filter(|next| *next < pages))}
        </nav>
    }
    .into_any()
}
