//! Parameters that several operations share, each described once.

use super::words::{list, text};
use serde_json::json;
use utoipa::openapi::{
    ComponentsBuilder, RefOr, Required, Schema,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
};

/// A parameter among the document's components.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shared {
    Filter,
    Fields,
    Kind,
    Namespace,
    Name,
}

/// The three parts of a reference, as paths have them.
pub(super) const BY_NAME: &[Shared] = &[Shared::Kind, Shared::Namespace, Shared::Name];

impl Shared {
    const ALL: [Self; 5] = [Self::Filter, Self::Fields, Self::Kind, Self::Namespace, Self::Name];

    fn name(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Fields => "fields",
            Self::Kind => "kind",
            Self::Namespace => "namespace",
            Self::Name => "name",
        }
    }

    /// Where it is in the document.
    pub(super) fn address(self) -> String {
        format!("#/components/parameters/{}", self.name())
    }

    fn parameter(self) -> Parameter {
        match self {
            Self::Filter => repeated(
                self.name(),
                "Which entities: conditions separated by commas, all of which must hold; of several `filter` \
                 parameters, one must. A condition is `key=value`, or `key` alone for entities that have the key. \
                 The same key more than once in one parameter means one of the values. Case does not matter.",
                json!(["kind=component,spec.type=service", "kind=api"]),
            )
            .build(),
            Self::Fields => query(
                self.name(),
                "Which parts of the entities to return: dotted paths, separated by commas. Without it, all.",
                list(text()),
            )
            .style(Some(ParameterStyle::Form))
            .explode(Some(false))
            .example(Some(json!(["kind", "metadata.name", "metadata.annotations.backstage.io/orphan"])))
            .build(),
            Self::Kind => path(self.name(), "The kind, in any case.", "component").build(),
            Self::Namespace => path(self.name(), "The namespace, in any case.", "default").build(),
            Self::Name => path(self.name(), "The name, in any case.", "till").build(),
        }
    }
}

/// All shared parameters among the components.
pub(super) fn add(components: ComponentsBuilder) -> ComponentsBuilder {
    let add = |components: ComponentsBuilder, one: Shared| components.parameter(one.name(), one.parameter());
    Shared::ALL.into_iter().fold(components, add)
}

/// A part of the path.
pub(super) fn path(name: &str, meaning: &str, example: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(meaning))
        .schema(Some(text()))
        .example(Some(example.into()))
}

/// A parameter of the query string that may be left out.
pub(super) fn query(name: &str, meaning: &str, schema: impl Into<RefOr<Schema>>) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(meaning))
        .schema(Some(schema))
}

/// A parameter of the query string that may be given more than once.
pub(super) fn repeated(name: &str, meaning: &str, example: serde_json::Value) -> ParameterBuilder {
    query(name, meaning, list(text()))
        .style(Some(ParameterStyle::Form))
        .explode(Some(true))
        .example(Some(example))
}

/// A header that may be left out.
pub(super) fn header(name: &str, meaning: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(meaning))
        .schema(Some(text()))
}
