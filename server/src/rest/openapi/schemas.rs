//! The shapes of bodies: entities, locations, predicates, errors.

use super::words::{closed, flag, list, map, named, number, object, one_of, text};
use serde_json::{Value, json};
use utoipa::openapi::{
    ComponentsBuilder, RefOr, Schema,
    schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, SchemaType, Type},
};

/// All schemas among the components.
pub(super) fn add(components: ComponentsBuilder) -> ComponentsBuilder {
    let shapes: [(&str, RefOr<Schema>); 15] = [
        ("Error", error().into()),
        ("Entity", entity().into()),
        ("EntityMeta", entity_meta().into()),
        ("EntityPage", page("Entity").into()),
        ("PageInfo", page_info().into()),
        ("Predicate", predicate().into()),
        ("ValueMatcher", value_matcher().into()),
        ("Facets", facets().into()),
        ("Location", location().into()),
        ("LocationInput", location_input().into()),
        ("LocationPage", page("Location").into()),
        ("Ancestry", ancestry().into()),
        ("Change", change().into()),
        ("ChangePage", change_page().into()),
        ("Impact", super::impact::schema().into()),
    ];
    let found = super::search::schemas().map(|(name, shape)| (name, shape.into()));
    let radar = super::radar::schemas().map(|(name, shape)| (name, shape.into()));
    let created = super::scaffolder::schemas().map(|(name, shape)| (name, shape.into()));
    let notifications = super::notifications::schemas().map(|(name, shape)| (name, shape.into()));
    let cost = super::costs::schemas().map(|(name, shape)| (name, shape.into()));
    let imported = super::imports::schemas().map(|(name, shape)| (name, shape.into()));
    let shapes = shapes.into_iter().chain(super::bodies::all()).chain(found).chain(created).chain(radar);
    let shapes = shapes.chain(cost).chain(imported).chain(notifications);
    shapes.fold(components, |components, (name, schema)| components.schema(name, schema))
}

/// An entity of our own, for examples.
pub(super) fn till() -> Value {
    json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": "Component",
        "metadata": {
            "name": "till",
            "namespace": "default",
            "uid": "6c2a7b0e-94c4-4f0b-8a55-0f1f3b0f8f11",
            "etag": "2f0d1f3c5b1f4c0e8f7a",
            "description": "Takes money",
            "tags": ["rust"],
        },
        "spec": { "type": "service", "lifecycle": "production", "owner": "team-oak" },
        "relations": [{ "type": "ownedBy", "targetRef": "group:default/team-oak" }],
    })
}

/// A registered location, for examples.
pub(super) fn registered() -> Value {
    json!({
        "id": "0b2a9c4e-70f5-4d5d-9d1b-3b0a5a7a7c55",
        "type": "url",
        "target": "https://git.example.com/acorn/till/catalog-info.yaml",
        "entityRef": "location:default/generated-2c26b46b68ffc68ff99b453c1d30413413422d70",
    })
}

fn error() -> ObjectBuilder {
    let error = object()
        .property("name", text().description(Some("What kind of error, for programs.")))
        .property("message", text().description(Some("What was wrong and what to do, for people.")))
        .required("name")
        .required("message");
    let request = object().property("method", text()).property("url", text());
    let response = object().property("statusCode", number(100)).required("statusCode");
    object()
        .description(Some("Why a request was refused."))
        .property("error", error)
        .property("request", request)
        .property("response", response)
        .required("error")
        .required("request")
        .required("response")
}

fn entity() -> ObjectBuilder {
    let relation = object()
        .property("type", text().examples(["ownedBy"]))
        .property("targetRef", text().examples(["group:default/team-oak"]))
        .required("type")
        .required("targetRef");
    object()
        .description(Some("An entity of the catalog. With `fields`, only the wanted parts of it are there."))
        .property("apiVersion", text())
        .property("kind", text())
        .property("metadata", named("EntityMeta"))
        .property("spec", object().description(Some("What the kind says about its entities.")))
        .property("relations", list(relation).description(Some("Both directions, by type.")))
        .property("status", object().description(Some("What is wrong with it, if anything is.")))
        .examples([till()])
}

fn entity_meta() -> ObjectBuilder {
    let link = object()
        .property("url", text())
        .property("title", text())
        .property("icon", text())
        .property("type", text())
        .required("url");
    object()
        .property("name", text())
        .property("namespace", text())
        .property("uid", text().description(Some("Stays as long as the entity does, even if it moves.")))
        .property("etag", text().description(Some("Changes with the entity.")))
        .property("title", text())
        .property("description", text())
        .property("labels", map(text()))
        .property("annotations", map(text()))
        .property("tags", list(text()))
        .property("links", list(link))
}

fn page(item: &str) -> ObjectBuilder {
    let total = number(0).description(Some("How many there are on all pages together."));
    object()
        .property("items", list(named(item)))
        .property("totalItems", total)
        .property("pageInfo", named("PageInfo"))
        .required("items")
        .required("totalItems")
        .required("pageInfo")
}

fn page_info() -> ObjectBuilder {
    object()
        .property("nextCursor", text().description(Some("There if more follow.")))
        .property("prevCursor", text().description(Some("There if there is a page before.")))
}

fn predicate() -> AnyOfBuilder {
    let all = closed().property("$all", list(named("Predicate"))).required("$all");
    let any = closed().property("$any", list(named("Predicate"))).required("$any");
    let not = closed().property("$not", named("Predicate")).required("$not");
    let field_name = Schema::from(text().pattern(Some("^[^$]")).build());
    let fields = map(named("ValueMatcher"))
        .property_names(Some(field_name))
        .description(Some("Paths of entities, all of which must match."));
    AnyOfBuilder::new()
        .description(Some("A condition on entities or locations. Case does not matter."))
        .item(all)
        .item(any)
        .item(not)
        .item(fields)
        .examples([
            json!({ "$all": [{ "kind": "component" }, { "spec.type": { "$in": ["service", "website"] } }] }),
        ])
}

fn scalar() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Number, Type::Boolean]))
}

fn value_matcher() -> AnyOfBuilder {
    let contains = AnyOfBuilder::new().item(scalar()).item(named("Predicate"));
    AnyOfBuilder::new()
        .item(scalar().description(Some("Equal to this, as text.")))
        .item(closed().property("$exists", flag()).required("$exists"))
        .item(closed().property("$in", list(scalar())).required("$in"))
        .item(closed().property("$hasPrefix", text()).required("$hasPrefix"))
        .item(closed().property("$contains", contains).required("$contains"))
}

fn facets() -> ObjectBuilder {
    let value = object()
        .property("value", text())
        .property("count", number(1).description(Some("Number of entities.")))
        .required("value")
        .required("count");
    let facets = map(list(value)).description(Some("Each asked key with its values, sorted."));
    object().property("facets", facets).required("facets")
}

fn location() -> ObjectBuilder {
    object()
        .description(Some("A place that was registered, from which entities are read."))
        .property("id", text())
        .property("type", text())
        .property("target", text())
        .property("entityRef", text().description(Some("The Location entity made for it.")))
        .required("id")
        .required("type")
        .required("target")
        .required("entityRef")
        .examples([registered()])
}

fn location_input() -> ObjectBuilder {
    closed()
        .property("type", one_of(&["url"]))
        .property("target", text().min_length(Some(1)).description(Some("The address of a catalog file.")))
        .property("presence", one_of(&["required", "optional"]))
        .required("type")
        .required("target")
}

fn ancestry() -> ObjectBuilder {
    let item = object()
        .property("entity", named("Entity"))
        .property("parentEntityRefs", list(text()))
        .required("entity")
        .required("parentEntityRefs");
    object()
        .property("rootEntityRef", text().description(Some("The entity that was asked about.")))
        .property("items", list(item))
        .required("rootEntityRef")
        .required("items")
}

fn change() -> ObjectBuilder {
    let version = |text: &str| {
        let either = AnyOfBuilder::new().item(named("Entity"));
        either.item(ObjectBuilder::new().schema_type(Type::Null)).description(Some(text))
    };
    object()
        .property("sequence", number(1).description(Some("Position in the history.")))
        .property("at", number(0).description(Some("Milliseconds since 1970.")))
        .property("entityRef", text())
        .property("change", one_of(&["added", "updated", "removed"]))
        .property("source", text().description(Some("The file that the entity comes from.")))
        .property(
            "before",
            version("The entity as it was; null if it was not there. Absent with `texts=false`."),
        )
        .property("after", version("The entity as it became; null if it went. Absent with `texts=false`."))
        .required("sequence")
        .required("at")
        .required("entityRef")
        .required("change")
        .required("source")
}

fn change_page() -> ObjectBuilder {
    let next =
        number(1).description(Some("The value of `before` for the next page; absent on the last one."));
    object()
        .property("items", list(named("Change")))
        .property("pageInfo", object().property("nextBefore", next))
        .required("items")
        .required("pageInfo")
}

/// A list that holds null where nothing was found.
pub(super) fn list_with_gaps(of: &str) -> ArrayBuilder {
    let gap = ObjectBuilder::new().schema_type(Type::Null);
    list(AnyOfBuilder::new().item(named(of)).item(gap))
}
