//! What people ask to be done. Each is a POST that a plain form can send as well; then it leads back to a page.
//!
//! That a request comes from one of our own pages is checked before it gets here, in one place in `server`.

#[cfg(feature = "ssr")]
use crate::{api::server, paths};
use leptos::prelude::*;

/// The address that the form for reading again is sent to.
pub(crate) const REFRESH: &str = "/ui/refresh";

/// The address that forms for stars are sent to.
pub(crate) const STAR: &str = "/ui/star";

/// Stars an entity for the reader, or takes a star away: the references that are given. A plain form leads back to its
/// page; whoever did not say who they are is asked.
#[server(prefix = "/ui", endpoint = "star")]
pub async fn star(
    #[server(default)] star: String,
    #[server(default)] unstar: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    use portico_entity::EntityRef;
    let caller = server::caller();
    let is_somebody = caller.person().is_some();
    let mut done = is_somebody;
    for (reference, on) in [(star, true), (unstar, false)] {
        if let Ok(reference) = EntityRef::parse_full(&reference) {
            done &= server::portal().star(caller.clone(), &reference, on).await.map_err(server::failed)?;
        }
    }
    if back.is_empty() {
        return if done { Ok(()) } else { Err(ServerFnError::ServerError("Not starred".to_owned())) };
    }
    let back = paths::own_page(&back);
    leptos_axum::redirect(&if is_somebody { back } else { paths::who("", &back) });
    Ok(())
}

/// Remembers that the reader looked at an entity.
#[server(prefix = "/ui", endpoint = "visit")]
pub async fn visit(kind: String, namespace: String, name: String) -> Result<(), ServerFnError> {
    let reference = server::reference(&kind, &namespace, &name);
    server::portal().visited(server::caller(), &reference).await.map_err(server::failed)
}

/// Registers an address, and leads to the page that follows what it brings. One that is registered already is fine.
#[server(prefix = "/ui", endpoint = "register")]
pub async fn register(target: String) -> Result<(), ServerFnError> {
    use portico_entity::LocationRef;
    use portico_portal::{RegistryError, views::register::address};
    let Ok(target) = address(&target) else {
        // The page that looks at it says what is wrong.
        leptos_axum::redirect(&paths::register(&target));
        return Ok(());
    };
    let location = LocationRef::new("url", &*target);
    match server::portal().register(server::caller(), location).await {
        Ok(_) | Err(RegistryError::Exists(_)) => leptos_axum::redirect(&paths::registered(&target)),
        Err(RegistryError::ReadOnly | RegistryError::Type(_)) => {
            leptos_axum::redirect(&paths::register(&target));
        }
        Err(error) => return Err(server::failed(error)),
    }
    Ok(())
}

/// Removes a registration, and leads to a page from which it can be brought back. One that is gone is fine.
#[server(prefix = "/ui", endpoint = "unregister")]
pub async fn unregister(id: String, target: String) -> Result<(), ServerFnError> {
    use portico_portal::RegistryError;
    match server::portal().unregister(server::caller(), &id).await {
        Ok(()) | Err(RegistryError::Unknown(_)) => leptos_axum::redirect(&paths::unregistered(&target)),
        Err(RegistryError::ReadOnly) => leptos_axum::redirect(paths::REGISTER),
        Err(error) => return Err(server::failed(error)),
    }
    Ok(())
}

/// Has the sources of an entity read again. A plain form leads back to its page.
#[server(prefix = "/ui", endpoint = "refresh")]
pub async fn refresh(
    kind: String,
    namespace: String,
    name: String,
    #[server(default)] plain: bool,
) -> Result<(), ServerFnError> {
    use portico_portal::RegistryError;
    let reference = server::reference(&kind, &namespace, &name);
    match server::portal().refresh(server::caller(), &reference).await {
        Ok(()) | Err(RegistryError::Unknown(_)) => {}
        Err(error) => return Err(server::failed(error)),
    }
    if plain {
        leptos_axum::redirect(&paths::entity_refreshing(&reference.to_string()));
    }
    Ok(())
}
