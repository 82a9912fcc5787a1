//! What costs can be grouped and filtered by.

use crate::limits::WORD;
use serde::{Serialize, Serializer};
use std::fmt;

/// One way to take costs apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The system that the entity is part of.
    Product,
    /// The group that owns the entity.
    Team,
    /// The entity that the cost was allocated to.
    Entity,
    /// The domain above the entity.
    Domain,
    /// The category of the service: compute, storage, …
    ServiceType,
    /// The provider's service.
    Service,
    /// Production, staging, …
    Environment,
    /// The account, subscription or project on the bill.
    Account,
    /// The resource.
    Resource,
    /// Who provides the service.
    Provider,
    /// Where the resource is.
    Region,
    /// Usage, purchase, tax, …
    Charge,
    /// The value of a tag.
    Tag(String),
    /// The value of a column that the bill has beside the known ones.
    Column(String),
}

/// Dimensions with a name of their own, in the order in which they are offered: word and title.
const NAMED: [(Dimension, &str, &str); 12] = [
    (Dimension::Product, "product", "Product"),
    (Dimension::Team, "team", "Team"),
    (Dimension::ServiceType, "service-type", "Service type"),
    (Dimension::Environment, "environment", "Environment"),
    (Dimension::Entity, "entity", "Entity"),
    (Dimension::Domain, "domain", "Domain"),
    (Dimension::Service, "service", "Service"),
    (Dimension::Account, "account", "Account"),
    (Dimension::Resource, "resource", "Resource"),
    (Dimension::Provider, "provider", "Provider"),
    (Dimension::Region, "region", "Region"),
    (Dimension::Charge, "charge", "Charge"),
];

impl Dimension {
    /// The dimensions that every bill may have, in the order in which they are offered.
    pub fn named() -> impl Iterator<Item = Self> {
        NAMED.into_iter().map(|(dimension, ..)| dimension)
    }

    /// The words in addresses, for messages.
    pub fn words() -> String {
        let words = NAMED.map(|(_, word, _)| word);
        format!("{}, tag:NAME and column:NAME", words.join(", "))
    }

    /// The dimension of a word in an address.
    pub fn of_word(word: &str) -> Option<Self> {
        let name = |name: &str| {
            let name = name.trim();
            (!name.is_empty() && name.len() <= WORD).then(|| name.to_owned())
        };
        if let Some(key) = word.strip_prefix("tag:") {
            return name(key).map(Self::Tag);
        }
        if let Some(key) = word.strip_prefix("column:") {
            return name(key).map(Self::Column);
        }
        let known = NAMED.iter().find(|(_, known, _)| *known == word);
        known.map(|(dimension, ..)| dimension.clone())
    }

    /// What people call it.
    pub fn title(&self) -> String {
        match self {
            Self::Tag(key) => format!("Tag {key}"),
            Self::Column(name) => format!("Column {name}"),
            other => {
                NAMED.iter().find(|(known, ..)| known == other).map_or("", |(.., title)| title).to_owned()
            }
        }
    }

    /// Whether its values come from the catalog, and not from the bill.
    pub fn is_of_catalog(&self) -> bool {
        matches!(self, Self::Product | Self::Team | Self::Entity | Self::Domain)
    }

    /// What a reader most often asks next about one value: of a product its entities, of these their services, …
    #[must_use]
    pub fn next(&self) -> Self {
        match self {
            Self::Domain | Self::Environment => Self::Product,
            Self::Product | Self::Team => Self::Entity,
            Self::Entity | Self::ServiceType | Self::Account | Self::Provider | Self::Region => Self::Service,
            Self::Service | Self::Resource | Self::Charge => Self::Resource,
            Self::Tag(_) | Self::Column(_) => Self::Service,
        }
    }
}

impl fmt::Display for Dimension {
    /// The word in addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(key) => write!(f, "tag:{key}"),
            Self::Column(name) => write!(f, "column:{name}"),
            other => {
                let known = NAMED.iter().find(|(known, ..)| known == other);
                f.write_str(known.map_or("", |(_, word, _)| word))
            }
        }
    }
}

impl Serialize for Dimension {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Dimension;

    #[test]
    fn every_dimension_is_found_by_its_word() {
        let others = [Dimension::Tag("cost-center".into()), Dimension::Column("x_team".into())];
        for dimension in Dimension::named().chain(others) {
            assert_eq!(Dimension::of_word(&dimension.to_string()), Some(dimension.clone()));
            assert!(!dimension.title().is_empty());
        }
        for nothing in ["", "tag:", "column: ", "Team", "teams"] {
            assert_eq!(Dimension::of_word(nothing), None, "{nothing}");
        }
    }
}
