//! The bodies that requests send, and the replies that belong to only one of them.

use super::{
    schemas::list_with_gaps,
    words::{closed, flag, list, map, named, number, object, one_of, text},
};
use crate::rest::locations::DEFAULT_LIMIT;
use portico_query::limits::DEFAULT_PAGE_LIMIT;
use utoipa::openapi::{
    RefOr, Schema,
    schema::{AnyOfBuilder, ObjectBuilder},
};

/// All of them, by name. Those that hold no other keys than the known ones are closed.
pub(super) fn all() -> [(&'static str, RefOr<Schema>); 14] {
    [
        ("EntityPageQuery", entity_page_query().into()),
        ("EntityRefsQuery", entity_refs_query().into()),
        ("EntitiesByRefs", entities_by_refs().into()),
        ("FacetsQuery", facets_query().into()),
        ("LocationPageQuery", location_page_query().into()),
        ("RegisteredLocation", registered_location().into()),
        ("ListedLocation", object().property("data", named("Location")).required("data").into()),
        ("RefreshRequest", refresh_request().into()),
        ("AnalyzeRequest", analyze_request().into()),
        ("Analysis", analysis().into()),
        ("ValidateRequest", validate_request().into()),
        ("ValidationErrors", validation_errors().into()),
        (
            "ValidationOutcome",
            AnyOfBuilder::new().item(named("ValidationErrors")).item(named("Error")).into(),
        ),
        ("WebhookMessage", object().description(Some("As the host writes it.")).into()),
    ]
}

fn entity_page_query() -> ObjectBuilder {
    let order = object()
        .property("field", text())
        .property("order", one_of(&["asc", "desc"]))
        .required("field")
        .required("order");
    let full_text =
        object().property("term", text().description(Some("Part of a value, in any case."))).property(
            "fields",
            list(text()).description(Some("Where to look; the sorted field if it is left out.")),
        );
    object()
        .property(
            "cursor",
            text().description(Some("Of an earlier reply; holds everything but limit and fields.")),
        )
        .property("limit", number(0).default(Some(DEFAULT_PAGE_LIMIT.into())))
        .property("offset", number(0).description(Some("On the first page only.")))
        .property("orderBy", list(order).description(Some("Only the first counts.")))
        .property("fullTextFilter", full_text)
        .property("fields", list(text()))
        .property("totalItems", one_of(&["include", "exclude"]).default(Some("include".into())))
        .property("query", named("Predicate"))
}

fn entity_refs_query() -> ObjectBuilder {
    let refs = list(text()).description(Some("Complete and in lower case; others are not found."));
    object()
        .property("entityRefs", refs)
        .property("fields", list(text()))
        .property("query", named("Predicate"))
        .required("entityRefs")
}

fn entities_by_refs() -> ObjectBuilder {
    object().property("items", list_with_gaps("Entity")).required("items")
}

fn facets_query() -> ObjectBuilder {
    object()
        .property("facets", list(text()).min_items(Some(1)))
        .property("query", named("Predicate"))
        .required("facets")
}

fn location_page_query() -> ObjectBuilder {
    closed()
        .property("cursor", text().description(Some("Of an earlier reply; holds the query.")))
        .property("limit", number(1).default(Some(DEFAULT_LIMIT.into())))
        .property("query", named("Predicate"))
}

fn registered_location() -> ObjectBuilder {
    let entities = list(named("Entity")).description(Some("Filled on a dry run only."));
    let exists = flag().description(Some("On a dry run: whether it is registered already."));
    object()
        .property("location", named("Location"))
        .property("entities", entities)
        .property("exists", exists)
        .required("location")
        .required("entities")
}

fn refresh_request() -> ObjectBuilder {
    closed()
        .property("entityRef", text().description(Some("In any case.")))
        .property("authorizationToken", text().description(Some("Accepted for clients that send it.")))
        .required("entityRef")
}

fn place() -> ObjectBuilder {
    object().property("type", text()).property("target", text()).required("type").required("target")
}

fn analyze_request() -> ObjectBuilder {
    closed().property("location", place()).property("catalogFilename", text()).required("location")
}

fn analysis() -> ObjectBuilder {
    let existing = object()
        .property("location", place())
        .property("isRegistered", flag())
        .property("entity", named("Entity"));
    let proposal = object()
        .property("entity", named("Entity"))
        .property("fields", list(map(text())).description(Some("Open questions about it.")));
    object()
        .property("existingEntityFiles", list(existing))
        .property("generateEntities", list(proposal))
        .required("existingEntityFiles")
        .required("generateEntities")
}

fn validate_request() -> ObjectBuilder {
    closed()
        .property("entity", named("Entity"))
        .property("location", text().description(Some("Where it would be read from, as `url:…`.")))
        .required("entity")
        .required("location")
}

fn validation_errors() -> ObjectBuilder {
    let error =
        object().property("name", text()).property("message", text()).required("name").required("message");
    object().property("errors", list(error)).required("errors")
}
