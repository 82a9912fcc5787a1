//! Where an entity comes from, and what leaves with a registration.

use super::{Portal, RegistryError, brief::named, limits::LEAVING};
use crate::{
    Caller,
    views::origin::{Leaving, LeavingView, OriginView, Registration},
};
use portico_entity::{EntityRef, LocationRef, annotation, entity::annotations_of, kinds};
use portico_query::{Direction, Order, Predicate};
use serde_json::Value;

impl Portal {
    /// Whether the configuration forbids to register and remove locations.
    pub fn is_readonly(&self) -> bool {
        self.settings.catalog.readonly
    }

    /// How far the sources elsewhere have been read.
    pub fn reading(&self) -> crate::views::Reading {
        let progress = self.status().progress;
        crate::views::Reading {
            sources: progress.remotes,
            waiting: progress.waiting,
            failing: progress.failing,
        }
    }

    /// Where an entity comes from; empty for one that is not there.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn origin(&self, caller: Caller, reference: &EntityRef) -> Result<OriginView, RegistryError> {
        let json = self.index().get(&reference.to_string()).map(|document| document.json.to_string());
        let entity: Value = json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        let origin = annotations_of(&entity).and_then(|all| all.get(annotation::MANAGED_BY_ORIGIN)?.as_str());
        let mut view = OriginView {
            origin: origin.unwrap_or_default().to_owned(),
            registration: None,
            readonly: self.is_readonly(),
        };
        // Nothing else can be registered, so the store need not be asked.
        let location = LocationRef::parse(&view.origin).ok().filter(|location| location.kind == "url");
        if let Some(location) = location {
            let found = self.registered(caller, &location).await?;
            view.registration = found.map(|one| Registration { id: one.id, target: one.location.target });
        }
        Ok(view)
    }

    /// What would leave with the registration that an entity comes from; nothing if there is none.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn leaving(
        &self,
        caller: Caller,
        reference: &EntityRef,
    ) -> Result<Option<LeavingView>, RegistryError> {
        let Some(registration) = self.origin(caller, reference).await?.registration else { return Ok(None) };
        let location = LocationRef::new("url", &*registration.target);
        let (entities, more) = self.brought_by(&location, LEAVING, |index, entity_ref| {
            let kind = entity_ref.split(':').next().unwrap_or_default();
            Leaving { kind: kinds::spelling(kind).to_owned(), entity: named(index, entity_ref) }
        });
        Ok(Some(LeavingView { registration, entities, more }))
    }

    /// The entities, without Locations, whose chain begins at a location: the first ones, and how many more there are.
    pub(super) fn brought_by<T>(
        &self,
        location: &LocationRef,
        most: usize,
        make: impl Fn(&portico_query::Index, &str) -> T,
    ) -> (Vec<T>, usize) {
        let origin = format!("metadata.annotations.{}", annotation::MANAGED_BY_ORIGIN);
        let index = self.index();
        let found = index.evaluate(&Predicate::All(vec![
            Predicate::equals(&origin, location.to_string()),
            Predicate::Not(Box::new(Predicate::equals("kind", "location"))),
        ]));
        let order = Order { key: "portico.name".to_owned(), direction: Direction::Ascending };
        let slots = index.page(&found, &order, 0, most);
        let more = usize::try_from(found.len()).unwrap_or(usize::MAX).saturating_sub(slots.len());
        let documents = slots.into_iter().filter_map(|slot| index.document(slot));
        (documents.map(|document| make(&index, &document.entity_ref)).collect(), more)
    }
}
