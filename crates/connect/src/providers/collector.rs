//! Gathers what a provider makes: every entity once, and what was left out.

use super::{Emission, Emitted, Skipped};
use crate::limits;
use portico_entity::{EntityRef, LocationRef, format};
use serde_json::Value;
use std::collections::HashMap;

/// Entities by their references.
#[derive(Debug, Default)]
pub(super) struct Collector {
    emission: Emission,
    /// Where each reference was made: position in the list, and the place that made it.
    made: HashMap<String, (usize, String)>,
}

impl Collector {
    /// Takes an entity that was made at `place`, such as `row 3`. The same entity twice is one; another one of the same
    /// reference is left out.
    pub(super) fn add(&mut self, place: &str, location: LocationRef, entity: Value) {
        let reference = match reference(&entity) {
            Ok(reference) => reference,
            Err(message) => return self.skip(place, message),
        };
        if let Some((index, first)) = self.made.get(&reference) {
            if self.emission.entities.get(*index).is_some_and(|made| made.entity != entity) {
                let message = format!("{reference} was already made by {first}, with other content");
                self.skip(place, message);
            }
            return;
        }
        self.made.insert(reference, (self.emission.entities.len(), place.to_owned()));
        self.emission.entities.push(Emitted { location, entity });
    }

    /// Notes that something was left out.
    pub(super) fn skip(&mut self, place: &str, message: impl Into<String>) {
        self.emission.skipped_total += 1;
        if self.emission.skipped.len() < limits::SKIPPED {
            self.emission.skipped.push(Skipped { place: place.to_owned(), message: message.into() });
        }
    }

    /// How many entities there are.
    pub(super) fn len(&self) -> usize {
        self.emission.entities.len()
    }

    /// All of it.
    pub(super) fn finish(self) -> Emission {
        self.emission
    }
}

/// The reference of an entity, if kind, namespace and name are what they must be.
fn reference(entity: &Value) -> Result<String, String> {
    let metadata = &entity["metadata"];
    let text = |value: &Value, what: &str| {
        value.as_str().map(str::to_owned).ok_or_else(|| format!("the {what} is not a text"))
    };
    let kind = text(&entity["kind"], "kind")?;
    let name = text(&metadata["name"], "name")?;
    let namespace = match metadata.get("namespace") {
        None => "default".to_owned(),
        Some(namespace) => text(namespace, "namespace")?,
    };
    if !format::is_kind(&kind) {
        return Err(format!("\"{kind}\" is not a kind: letters and digits, beginning with a letter"));
    }
    if !format::is_entity_name(&name) {
        return Err(format!(
            "\"{name}\" is not a name: 1 to 63 letters, digits and - _ . with a letter or digit at both ends"
        ));
    }
    if !format::is_namespace(&namespace) {
        return Err(format!("\"{namespace}\" is not a namespace: 1 to 63 of a-z, 0-9 and -"));
    }
    Ok(EntityRef::new(kind, namespace, name).to_string())
}

#[cfg(test)]
mod tests {
    use super::Collector;
    use portico_entity::LocationRef;
    use serde_json::json;

    #[test]
    fn an_entity_is_taken_once() {
        let mut collector = Collector::default();
        let mut add = |place: &str, name: &str, kind: &str, title: &str| {
            let entity = json!({"kind": kind, "metadata": {"name": name, "title": title}});
            collector.add(place, LocationRef::new("url", "https://example.com"), entity);
        };
        add("row 1", "Cart", "Group", "Cart");
        add("row 2", "Cart", "Group", "Cart");
        add("row 3", "cart", "group", "Other");
        add("row 4", "no good", "Group", "x");
        add("row 5", "a", "no-kind", "x");
        let emission = collector.finish();
        assert_eq!(emission.entities.len(), 1);
        let skipped: Vec<_> = emission.skipped.iter().map(ToString::to_string).collect();
        assert_eq!(skipped[0], "row 3: group:default/cart was already made by row 1, with other content");
        assert!(skipped[1].starts_with("row 4: \"no good\" is not a name"), "{skipped:?}");
        assert!(skipped[2].starts_with("row 5: \"no-kind\" is not a kind"), "{skipped:?}");
    }
}
