//! The document that an entity is made from, with its problems in place.

use super::Address;
use crate::{
    api,
    ask::ask,
    components::{card::Card, code::CodeView, state::Empty},
    live::Live,
    paths,
};
use leptos::prelude::*;
use portico_entity::{Entity, annotation};
use portico_portal::views::entity::SourceView;

#[component]
pub(super) fn SourceTab(address: Address, entity: Entity) -> impl IntoView {
    let source = ask(
        move || (address.clone(), Live::version()),
        |(Address { kind, namespace, name }, _)| api::load_source(kind, namespace, name),
    );
    let entity_ref = entity.reference().to_string();
    let origin = entity.metadata.annotations.get(annotation::MANAGED_BY).cloned().unwrap_or_default();
    view! {
        <div class="page">
            {source
                .show(
                    10,
                    move |source| match source {
                        Some(source) => {
                            view! { <Document source entity_ref=entity_ref.clone() /> }.into_any()
                        }
                        None => view! { <Generated origin=origin.clone() /> }.into_any(),
                    },
                )}
        </div>
    }
}

#[component]
fn Document(source: SourceView, entity_ref: String) -> impl IntoView {
    let SourceView { file, line, text, diagnostics, outdated } = source;
    // Answered by the HTTP API, not by a page of the application.
    let aside = view! {
        <code>{format!("{file}:{line}")}</code>
        " · "
        <a href=paths::entity_json(&entity_ref) rel="external">
            "As JSON"
        </a>
    };
    view! {
        <Card title="Source" id="source" aside=aside.into_any()>
            {outdated
                .then(|| {
                    view! {
                        <p class="notice notice-warn">
                            "This is the last text that was understood. The file has changed since; the problems say where it broke."
                        </p>
                    }
                })}
            <CodeView text first_line=line diagnostics label=file />
        </Card>
    }
}

#[component]
fn Generated(origin: String) -> impl IntoView {
    view! {
        <Card title="Source" id="source">
            <Empty title="This entity has no document">
                <p>"The catalog made it for " <code>{origin}</code> ", which the configuration names."</p>
            </Empty>
        </Card>
    }
}
