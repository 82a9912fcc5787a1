//! What a task told in the end: links, and texts.

use crate::{
    components::icon::{Icon, IconName},
    paths,
};
use leptos::prelude::*;
use portico_entity::{EntityRef, RefContext, is_safe_address};
use portico_portal::create::TaskView;
use serde_json::Value;

/// Links and texts of the output, if there are any.
pub(super) fn output(view: &TaskView) -> AnyView {
    let Some(output) = &view.task.output else { return ().into_any() };
    let items = |key: &str| output.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let links: Vec<_> = items("links").iter().filter_map(link).collect();
    let texts: Vec<_> = items("text").iter().filter_map(text).collect();
    if links.is_empty() && texts.is_empty() {
        return ().into_any();
    }
    let links = (!links.is_empty()).then(|| view! { <ul class="task-links">{links}</ul> });
    view! {
        <section class="card task-output" aria-label="Result">
            {links} {texts}
        </section>
    }
    .into_any()
}

/// A link to an address, or to an entity. What leads nowhere safe is told, and is no link.
fn link(item: &Value) -> Option<AnyView> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let entity = text("entityRef").and_then(|reference| {
        let context = RefContext::kind("Component").namespace("default");
        EntityRef::parse(reference, context).ok().map(|reference| reference.to_string().to_lowercase())
    });
    if let Some(reference) = entity {
        let title = text("title").map_or_else(|| reference.clone(), str::to_owned);
        let href = paths::entity(&reference);
        return Some(view! { <li><Icon name=IconName::Grid /> <a href=href>{title}</a></li> }.into_any());
    }
    let url = text("url")?.to_owned();
    let title = text("title").map_or_else(|| url.clone(), str::to_owned);
    let own = url.starts_with('/') && !url.starts_with("//");
    Some(if own || is_safe_address(&url) {
        view! { <li><Icon name=IconName::Link /> <a href=url rel="noopener">{title}</a></li> }.into_any()
    } else {
        view! { <li><Icon name=IconName::Link /> {title} ": " <code>{url}</code></li> }.into_any()
    })
}

/// A text with its title, as it was written.
fn text(item: &Value) -> Option<AnyView> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let content = text("content")?.to_owned();
    let title = text("title").unwrap_or("Details").to_owned();
    let is_open = item.get("default").and_then(Value::as_bool).unwrap_or_default();
    Some(
        view! {
            <details class="task-text" open=is_open>
                <summary>{title}</summary>
                <pre>{content}</pre>
            </details>
        }
        .into_any(),
    )
}
