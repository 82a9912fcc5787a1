//! Whether a row that is shown would still be shown under another filter: the browser's first answer to a letter typed
//! or a box ticked. The server's follows, and is the one that counts.

use super::{
    catalog::EntityRow,
    filter::{CatalogFilter, FACETS},
};

impl CatalogFilter {
    /// Whether a row has all that is asked for, as far as the row tells.
    pub fn passes(&self, row: &EntityRow) -> bool {
        let chosen = self.chosen.iter().zip(&FACETS).filter(|(chosen, _)| !chosen.is_empty());
        for (chosen, facet) in chosen {
            if !chosen.iter().any(|value| has(row, facet.parameter, value)) {
                return false;
            }
        }
        self.text.to_lowercase().split_whitespace().all(|word| says(row, word))
    }
}

fn has(row: &EntityRow, parameter: &str, value: &str) -> bool {
    let is = |text: &str| text.to_lowercase() == value;
    let one = |text: &Option<String>| text.as_deref().is_some_and(is);
    match parameter {
        "kind" => is(&row.kind),
        "attention" => row.attention.iter().any(|word| is(word)),
        "type" => one(&row.kind_type),
        "lifecycle" => one(&row.lifecycle),
        "owner" => row.owners.iter().any(|owner| is(&owner.entity_ref)),
        "system" => row.system.as_ref().is_some_and(|system| is(&system.entity_ref)),
        "tag" => row.tags.iter().any(|tag| is(tag)),
        "namespace" => is(row.namespace.as_deref().unwrap_or("default")),
        _ => true,
    }
}

fn says(row: &EntityRow, word: &str) -> bool {
    let texts = [Some(&row.label), row.name.as_ref(), row.description.as_ref()].into_iter().flatten();
    texts.chain(&row.tags).any(|text| text.to_lowercase().contains(word))
}

#[cfg(test)]
mod tests {
    use crate::views::{
        Named,
        catalog::EntityRow,
        filter::{CatalogFilter, FACETS},
    };

    fn row() -> EntityRow {
        let named = |entity_ref: &str| Named {
            entity_ref: entity_ref.into(),
            label: "Anything".into(),
            exists: true,
        };
        EntityRow {
            entity_ref: "component:default/cart".into(),
            kind: "Component".into(),
            label: "Basket".into(),
            name: Some("cart".into()),
            description: Some("Holds what people BUY".into()),
            kind_type: Some("service".into()),
            lifecycle: Some("Production".into()),
            owners: vec![named("group:default/a"), named("user:default/b")],
            system: Some(named("system:default/shop")),
            tags: vec!["Java".into()],
            attention: vec!["orphan".into()],
            ..EntityRow::default()
        }
    }

    #[track_caller]
    fn check(pairs: &[(&str, &str)], passes: bool) {
        assert_eq!(CatalogFilter::read(pairs.iter().copied()).passes(&row()), passes, "{pairs:?}");
    }

    #[test]
    fn texts_are_sought_word_by_word_in_any_case() {
        check(&[("text", "")], true);
        check(&[("text", "bask BUY java")], true);
        check(&[("text", "cart")], true);
        check(&[("text", "basket cat")], false);
        check(&[("text", "anything")], false);
    }

    #[test]
    fn every_facet_is_known() {
        for (parameter, value) in [
            ("kind", "component"),
            ("attention", "orphan"),
            ("type", "service"),
            ("lifecycle", "production"),
            ("owner", "user:default/b"),
            ("system", "system:default/shop"),
            ("tag", "java"),
            ("namespace", "default"),
        ] {
            assert!(FACETS.iter().any(|facet| facet.parameter == parameter));
            check(&[(parameter, value)], true);
            check(&[(parameter, "other")], false);
            check(&[(parameter, "other"), (parameter, value)], true);
        }
        check(&[("kind", "component"), ("tag", "other")], false);
    }
}
