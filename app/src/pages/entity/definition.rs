//! The definition of an API.

use super::Address;
use crate::{
    api,
    components::{
        card::Card,
        code::CodeView,
        state::{Empty, Failed, Skeleton},
    },
    live::Live,
};
use leptos::prelude::*;

#[component]
pub(super) fn DefinitionTab(address: Address) -> impl IntoView {
    let definition = Resource::new_blocking(
        move || (address.clone(), Live::version()),
        |(Address { kind, namespace, name }, _)| api::load_definition(kind, namespace, name),
    );
    view! {
        <div class="page">
            <Transition fallback=|| view! { <Skeleton rows=10 /> }>
                {move || Suspend::new(async move {
                    match definition.await {
                        Ok(Some(definition)) => {
                            view! {
                                <Card title="Definition" id="definition" count=definition.format>
                                    <CodeView
                                        text=definition.text
                                        first_line=1
                                        diagnostics=Vec::new()
                                        label="Definition"
                                    />
                                </Card>
                            }
                                .into_any()
                        }
                        Ok(None) => {
                            view! {
                                <Card title="Definition" id="definition">
                                    <Empty title="No definition">
                                        <p>"This entity carries no definition any more."</p>
                                    </Empty>
                                </Card>
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}
