//! What people do to the catalog: register and remove locations, refresh, take entities out, try out.

use super::{Portal, limits::ANCESTORS};
use crate::Caller;
use portico_entity::{EntityRef, KindPolicy, LocationRef, annotation, entity::annotations_of};
use portico_scm::Integrations;
use portico_store::{Changed, LoggedChange, Order, Registered, StoreError, Texts};
use serde_json::Value;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// How long to wait for what was ordered to be visible. It happens in any case; the answer says "done" when it is.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Locations of this type cannot be registered.
    #[error("locations of the type \"{0}\" cannot be registered; use type url with an address")]
    Type(String),
    /// The configuration forbids changes.
    #[error("the catalog is read-only (catalog.readonly), so locations cannot be changed here")]
    ReadOnly,
    /// Another registration has the same type and target.
    #[error("the location {0} is registered already")]
    Exists(String),
    /// There is nothing of this name.
    #[error("there is no {0}")]
    Unknown(String),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// An entity on the way from one to the location that it was first read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Ancestor {
    /// The entity in JSON.
    pub json: Arc<str>,
    /// References of those that lead to it.
    pub parents: Vec<String>,
}

impl Portal {
    /// All registered locations.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn locations(&self, _caller: Caller) -> Result<Vec<Registered>, RegistryError> {
        Ok(self.store.locations().await?)
    }

    /// The registration with an identifier.
    ///
    /// # Errors
    /// If there is none, or the store fails.
    pub async fn location(&self, caller: Caller, id: &str) -> Result<Registered, RegistryError> {
        let found = self.locations(caller).await?.into_iter().find(|one| one.id == id);
        found.ok_or_else(|| RegistryError::Unknown(format!("location with the id {id}")))
    }

    /// The registration that an entity comes from.
    ///
    /// # Errors
    /// If there is none, or the store fails.
    pub async fn location_of(
        &self,
        caller: Caller,
        reference: &EntityRef,
    ) -> Result<Registered, RegistryError> {
        let unknown = |what: String| RegistryError::Unknown(what);
        let json = self.index().get(&reference.to_string()).map(|document| Arc::clone(&document.json));
        let json = json.ok_or_else(|| unknown(format!("entity {reference}")))?;
        let entity: Value = serde_json::from_str(&json).unwrap_or_default();
        let annotations = annotations_of(&entity);
        let origin = annotations.and_then(|all| all.get(annotation::MANAGED_BY_ORIGIN)?.as_str());
        let origin = origin.and_then(|text| LocationRef::parse(text).ok());
        let found =
            self.locations(caller).await?.into_iter().find(|one| Some(&one.location) == origin.as_ref());
        found.ok_or_else(|| unknown(format!("registered location that {reference} comes from")))
    }

    /// Registers a location; its entities appear as soon as it was read.
    ///
    /// # Errors
    /// If it is registered already, must not be registered, or the store fails.
    pub async fn register(&self, caller: Caller, location: LocationRef) -> Result<Registered, RegistryError> {
        self.may_change(&caller)?;
        self.may_register(&location)?;
        let id = uuid::Uuid::new_v4().to_string();
        let usual = format!("location:default/{}", location.entity_name());
        // A registration keeps its name when its target changes, so the name may be another's by now.
        let mut taken = self.locations(caller).await?.into_iter().map(|one| one.entity_ref);
        let is_taken = taken.any(|name| name == usual)
            || self.settings.catalog.roots.iter().any(|root| root.entity_ref() == usual);
        let entity_ref = if is_taken { format!("location:default/generated-{id}") } else { usual };
        let registered = Registered { id, location, entity_ref };
        if !self.store.add_location(&registered).await? {
            return Err(RegistryError::Exists(registered.location.to_string()));
        }
        self.store.order(&Order::Registrations).await?;
        Ok(registered)
    }

    /// The registration of a location, if there is one.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn registered(
        &self,
        caller: Caller,
        location: &LocationRef,
    ) -> Result<Option<Registered>, RegistryError> {
        Ok(self.locations(caller).await?.into_iter().find(|one| one.location == *location))
    }

    /// Gives a registration another target. Its identifier and its Location entity stay.
    ///
    /// # Errors
    /// If there is none with the identifier, another one has the target, or the store fails.
    pub async fn change_location(
        &self,
        caller: Caller,
        id: &str,
        to: LocationRef,
    ) -> Result<Registered, RegistryError> {
        self.may_change(&caller)?;
        self.may_register(&to)?;
        match self.store.change_location(id, &to).await? {
            Changed::Done(registered) => {
                self.carry_out(Order::Registrations).await?;
                self.until_read().await;
                Ok(registered)
            }
            Changed::Unknown => Err(RegistryError::Unknown(format!("location with the id {id}"))),
            Changed::Taken => Err(RegistryError::Exists(to.to_string())),
        }
    }

    /// Removes a registration, and with it everything that nothing else leads to.
    ///
    /// # Errors
    /// If there is none with the identifier, or the store fails.
    pub async fn unregister(&self, caller: Caller, id: &str) -> Result<(), RegistryError> {
        self.may_change(&caller)?;
        if !self.store.remove_location(id).await? {
            return Err(RegistryError::Unknown(format!("location with the id {id}")));
        }
        self.carry_out(Order::Registrations).await
    }

    /// Has the sources of an entity read now, from the entity up to where its chain begins.
    ///
    /// # Errors
    /// If there is no such entity, or the store fails.
    pub async fn refresh(&self, _caller: Caller, reference: &EntityRef) -> Result<(), RegistryError> {
        let entity_ref = reference.to_string();
        if self.index().get(&entity_ref).is_none() {
            return Err(RegistryError::Unknown(format!("entity {entity_ref}")));
        }
        Ok(self.store.order(&Order::Refresh(entity_ref)).await?)
    }

    /// Has a registered location read now.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn read_again(&self, registered: &Registered) -> Result<(), RegistryError> {
        Ok(self.store.order(&Order::Refresh(registered.entity_ref.clone())).await?)
    }

    /// Takes an entity out. It comes back as a new one if something still lists it. One that is not there is fine.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn forget(&self, _caller: Caller, uid: &str) -> Result<(), RegistryError> {
        let found = self.index().get_by_uid(uid).map(|document| document.entity_ref.to_string());
        match found {
            Some(entity_ref) => self.carry_out(Order::Forget(entity_ref)).await,
            None => Ok(()),
        }
    }

    /// Has everything read now that lies at addresses that begin like this: something there has changed.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn touched(&self, prefix: String) -> Result<(), RegistryError> {
        Ok(self.store.order(&Order::Touched(prefix)).await?)
    }

    /// An entity and those that lead to it, the entity first.
    ///
    /// # Errors
    /// If there is no such entity, or the store fails.
    pub async fn ancestry(
        &self,
        _caller: Caller,
        reference: &EntityRef,
    ) -> Result<Vec<Ancestor>, RegistryError> {
        let entity_ref = reference.to_string();
        let lineage = self.store.lineage(&entity_ref, ANCESTORS).await?;
        let index = self.index();
        let found = lineage.into_iter().filter_map(|(entity_ref, parent)| {
            let json = Arc::clone(&index.get(&entity_ref)?.json);
            let parents = parent.filter(|parent| index.get(parent).is_some()).into_iter().collect();
            Some(Ancestor { json, parents })
        });
        let found: Vec<Ancestor> = found.collect();
        match found.is_empty() {
            true => Err(RegistryError::Unknown(format!("entity {entity_ref}"))),
            false => Ok(found),
        }
    }

    /// What changed, newest first: in one entity or in all, before a position in the log or at all.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn changes(
        &self,
        _caller: Caller,
        entity_ref: Option<&str>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(LoggedChange, Texts)>, RegistryError> {
        Ok(self.store.history(entity_ref, before, limit).await?)
    }

    /// The source-control hosts.
    pub fn integrations(&self) -> &Integrations {
        &self.settings.catalog.integrations
    }

    /// Which kinds of entities are taken.
    pub fn kinds(&self) -> &KindPolicy {
        &self.settings.catalog.kinds
    }

    /// Whether registering what is registered already reads it anew, instead of being refused, when nobody says.
    pub fn refreshes_known_locations(&self) -> bool {
        self.settings.catalog.refresh_known
    }

    /// Leaves an order and waits until it has been carried out, or the patience is over.
    async fn carry_out(&self, order: Order) -> Result<(), RegistryError> {
        let mut done = self.carried_out.subscribe();
        done.mark_unchanged();
        self.store.order(&order).await?;
        let done = async {
            if self.status().leads {
                // The next look for orders finds it, if an earlier one did not.
                let next = self.taken.load(Ordering::SeqCst) + 1;
                self.hurried.notify_one();
                let _ = done.wait_for(|looked| *looked >= next).await;
            } else {
                let _ = done.changed().await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, done).await;
        Ok(())
    }

    /// Waits until every source elsewhere has been asked once, or the patience is over.
    async fn until_read(&self) {
        let mut versions = self.versions();
        let all_read = async {
            while self.status().progress.waiting > 0 {
                // Woken by what is visible, and now and then in case nothing of it is.
                let _ = tokio::time::timeout(Duration::from_millis(50), versions.changed()).await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, all_read).await;
    }

    fn may_change(&self, _caller: &Caller) -> Result<(), RegistryError> {
        if self.settings.catalog.readonly { Err(RegistryError::ReadOnly) } else { Ok(()) }
    }

    pub(super) fn may_register(&self, location: &LocationRef) -> Result<(), RegistryError> {
        if location.kind == "url" { Ok(()) } else { Err(RegistryError::Type(location.kind.clone())) }
    }
}
