//! Registering a location: paste an address, look at what it would bring, confirm, and follow until it is there. The
//! whole state is the address of the page, so each step works without JavaScript and can be shared.

mod follow;
mod found;
mod look;

use crate::{
    api,
    ask::ask,
    components::{
        card::Card,
        icon::{Icon, IconName},
        page_title::PageTitle,
    },
    paths, query_string,
};
use follow::Follow;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use look::Look;

/// Where in the course of registering the reader is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing was asked yet.
    Start,
    /// An address is looked at.
    Looking(String),
    /// An address was registered.
    Following(String),
    /// An address was removed.
    Removed(String),
}

impl Stage {
    fn of(query: &str) -> Self {
        let pairs = query_string::pairs(query);
        let value = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let stages = [
            value("registered").map(Self::Following),
            value("removed").map(Self::Removed),
            value("target").map(Self::Looking),
        ];
        stages.into_iter().flatten().next().unwrap_or(Self::Start)
    }

    /// The address that it is about.
    fn target(&self) -> &str {
        match self {
            Self::Start => "",
            Self::Looking(target) | Self::Following(target) | Self::Removed(target) => target,
        }
    }
}

/// The register page.
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    let location = use_location();
    let stage = Memo::new(move |_| Stage::of(&location.search.get()));
    // Grows when the same address is to be looked at once more.
    let again = RwSignal::new(0_u32);
    let readonly = ask(|| (), |()| api::load_readonly());
    view! {
        <PageTitle text="Register" />
        <div class="page page-reading">
            <div class="page-head">
                <h1>"Register"</h1>
                <p class="page-note">"Bring what a repository describes into the catalog."</p>
            </div>
            {readonly.show_quietly(|readonly: bool| readonly.then(|| view! { <ReadOnly /> }).into_any())}
            <AddressForm stage again />
            {move || match stage.get() {
                Stage::Start => view! { <Advice /> }.into_any(),
                Stage::Looking(target) => view! { <Look target again /> }.into_any(),
                Stage::Following(target) => view! { <Follow target /> }.into_any(),
                Stage::Removed(target) => view! { <Removed target /> }.into_any(),
            }}
        </div>
    }
}

/// The field for the address. A plain form, so that it works at once.
#[component]
fn AddressForm(stage: Memo<Stage>, again: RwSignal<u32>) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    // The field follows the address of the page (back button, links).
    Effect::new(move || {
        let target = stage.with(|stage| stage.target().to_owned());
        if let Some(field) = field.get()
            && field.value().trim() != target
        {
            field.set_value(&target);
        }
    });
    let navigate = use_navigate();
    let submitted = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let target = text.trim().to_owned();
        if stage.get_untracked() == Stage::Looking(target.clone()) {
            again.update(|again| *again += 1);
        } else {
            navigate(&paths::register(&target), NavigateOptions { scroll: false, ..Default::default() });
        }
    };
    view! {
        <form class="card address" method="get" action=paths::REGISTER on:submit=submitted>
            <label class="address-label" for="target">
                "Address of a catalog file"
            </label>
            <div class="address-line">
                <span class="address-field">
                    <Icon name=IconName::Link />
                    <input
                        id="target"
                        name="target"
                        type="text"
                        inputmode="url"
                        placeholder="https://"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        aria-describedby="target-help"
                        data-hotkey="/"
                        value=stage.with_untracked(|stage| stage.target().to_owned())
                        node_ref=field
                    />
                </span>
                <button class="button" class:button-primary=move || stage.get() == Stage::Start type="submit">
                    "Look"
                </button>
            </div>
            <p class="address-help" id="target-help">
                "As the address bar of your browser shows it. Looking changes nothing."
            </p>
        </form>
    }
}

/// What happens, before anything was asked.
#[component]
fn Advice() -> impl IntoView {
    view! {
        <Card title="How it goes" id="advice">
            <ol class="advice">
                <li>
                    <strong>"Read."</strong>
                    " Portico fetches the file, and every file that its Locations name. An address with a "
                    <code>"*"</code>
                    " in it stands for all files that it fits."
                </li>
                <li>
                    <strong>"Check."</strong>
                    " You see what would be created, what the catalog has already, and what is wrong, with its line."
                </li>
                <li>
                    <strong>"Confirm."</strong>
                    " From then on the catalog follows the file: what changes there changes here."
                </li>
            </ol>
        </Card>
    }
}

/// The configuration forbids it.
#[component]
fn ReadOnly() -> impl IntoView {
    view! {
        <p class="notice notice-warn">
            <span>
                "This catalog is read-only: you can look at an address, but not register it. Whoever runs Portico says so with "
                <code>"catalog.readonly"</code>
                ", and names locations below "
                <code>"catalog.locations"</code>
                "."
            </span>
        </p>
    }
}

/// It was removed, and can be brought back.
#[component]
fn Removed(target: String) -> impl IntoView {
    let again = paths::register(&target);
    view! {
        <Card title="Unregistered" id="removed">
            <div class="card-body prose" role="status">
                <p>
                    <code class="address-shown">{target}</code>
                    " is not registered any more. What came only from there has left the catalog; its history stays."
                </p>
                <p class="actions">
                    <a class="button" href=paths::CATALOG>"Open the catalog"</a>
                    <a class="button" href=again>"Look at it again"</a>
                </p>
            </div>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::Stage;

    #[test]
    fn the_query_string_is_the_stage() {
        let address = || "https://x.test/a".to_owned();
        assert_eq!(Stage::of(""), Stage::Start);
        assert_eq!(Stage::of("?target="), Stage::Looking(String::new()));
        assert_eq!(Stage::of("?target=https%3A%2F%2Fx.test%2Fa"), Stage::Looking(address()));
        assert_eq!(Stage::of("registered=https:%2F%2Fx.test%2Fa&target=b"), Stage::Following(address()));
        assert_eq!(Stage::of("removed=https:%2F%2Fx.test%2Fa"), Stage::Removed(address()));
    }
}
