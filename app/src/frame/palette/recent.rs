//! What the browser knows by itself: the entities that were open last, and those that the open page links to.

use leptos::prelude::*;
use portico_portal::views::search::FoundView;
use wasm_bindgen::JsCast;

/// Key in the browser's storage.
const KEY: &str = "portico-recent";
/// Entities that are remembered.
const REMEMBERED: usize = 6;
/// Links of a page that are looked at.
const LINKS: u32 = 300;

/// Remembers that an entity's page was open. Only in the browser.
pub(crate) fn visited(entity_ref: String, kind: String, label: String) {
    Effect::new(move || {
        let (entity_ref, kind, label) = (entity_ref.clone(), kind.clone(), label.clone());
        let mut all = remembered();
        all.retain(|other| other.entity_ref != entity_ref);
        all.insert(0, FoundView { entity_ref, kind, label, detail: String::new() });
        all.truncate(REMEMBERED);
        let lines: Vec<String> =
            all.iter().map(|one| [&*one.entity_ref, &one.kind, &one.label].join("\t")).collect();
        if let Some(storage) = storage() {
            // Without storage, nothing is remembered.
            let _ = storage.set_item(KEY, &lines.join("\n"));
        }
    });
}

/// The entities that were open last, the last one first.
pub(super) fn remembered() -> Vec<FoundView> {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).unwrap_or_default();
    read(&text)
}

fn read(text: &str) -> Vec<FoundView> {
    let one = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        let (entity_ref, kind, label) = (parts.next()?, parts.next()?, parts.next()?);
        Some(FoundView { entity_ref, kind, label, detail: String::new() })
    };
    text.lines().filter_map(one).take(REMEMBERED).collect()
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The entities that the open page links to.
pub(super) fn linked() -> Vec<FoundView> {
    let Ok(links) = document().query_selector_all("main a[href^='/catalog/']") else { return Vec::new() };
    let links = (0..links.length().min(LINKS)).filter_map(|at| links.get(at));
    let links = links.filter_map(|link| link.dyn_into::<web_sys::Element>().ok());
    let mut found: Vec<FoundView> = Vec::new();
    for link in links {
        let href = link.get_attribute("href").unwrap_or_default();
        let label = link.text_content().unwrap_or_default();
        if let Some(one) = entity(&href, label.trim())
            && found.iter().all(|other| other.entity_ref != one.entity_ref)
        {
            found.push(one);
        }
    }
    found
}

/// The entity whose page has this address; tabs of it are other pages.
fn entity(href: &str, label: &str) -> Option<FoundView> {
    let mut parts = href.strip_prefix("/catalog/")?.split('/');
    let (namespace, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = !href.contains(['?', '#', '%']) && parts.next().is_none() && !label.is_empty();
    plain.then(|| FoundView {
        entity_ref: format!("{kind}:{namespace}/{name}"),
        kind: portico_entity::kinds::spelling(kind).to_owned(),
        label: label.to_owned(),
        detail: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::{entity, read};

    #[test]
    fn what_was_remembered_is_read_and_garbage_is_not() {
        let read = read("component:default/cart\tComponent\tCart\nnonsense\napi:default/a\tAPI\tA");
        let labels: Vec<&str> = read.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(labels, ["Cart", "A"]);
    }

    #[test]
    fn links_to_entities_are_known_by_their_address() {
        let one = entity("/catalog/default/api/orders", "Orders");
        assert_eq!(
            one.map(|one| (one.entity_ref, one.kind)),
            Some(("api:default/orders".into(), "API".into()))
        );
        assert_eq!(entity("/catalog/default/api/orders/source", "Source"), None);
        assert_eq!(entity("/catalog?kind=api", "APIs"), None);
    }
}
