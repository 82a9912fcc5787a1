//! The definition of an API.

use super::Address;
use crate::{
    api,
    ask::ask,
    components::{card::Card, code::CodeView, state::Empty},
    live::Live,
};
use leptos::prelude::*;
use portico_portal::views::entity::DefinitionView;

#[component]
pub(super) fn DefinitionTab(address: Address) -> impl IntoView {
    let definition = ask(
        move || (address.clone(), Live::version()),
        |(Address { kind, namespace, name }, _)| api::load_definition(kind, namespace, name),
    );
    view! {
        <div class="page">
            {definition
                .show(
                    10,
                    |definition| match definition {
                        Some(DefinitionView { format, text }) => {
                            view! {
                                <Card title="Definition" id="definition" count=format>
                                    <CodeView text first_line=1 diagnostics=Vec::new() label="Definition" />
                                </Card>
                            }
                                .into_any()
                        }
                        None => {
                            view! {
                                <Card title="Definition" id="definition">
                                    <Empty title="No definition">
                                        <p>"This entity carries no definition any more."</p>
                                    </Empty>
                                </Card>
                            }
                                .into_any()
                        }
                    },
                )}
        </div>
    }
}
