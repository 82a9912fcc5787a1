//! The technology radars: the operations of `rest/radar.rs`.

use super::{
    parameters::{path, query},
    replies::Refusal,
    words::{Described, get, list, named, number, object, one_of, text},
};
use axum::http::StatusCode;
use serde_json::json;
use utoipa::openapi::{
    RefOr, Schema,
    schema::{ObjectBuilder, SchemaType, Type},
};

pub(super) fn operations() -> Vec<Described> {
    let id = || query("id", "Identifier of the radar. Without it, the first one.", text());
    let data = get("/data", "getTechRadar", "A radar, as clients of the community's plugin load it")
        .takes(id())
        .answers(StatusCode::OK, "The radar.", named("TechRadar"), example())
        .refuses(&[Refusal::NotFound]);
    let radars = get("/radars", "getTechRadars", "All radars, and how reading them is going")
        .note("Not part of the community's API.")
        .answers(
            StatusCode::OK,
            "The radars, in the order of the configuration.",
            list(named("TechRadarSource")),
            json!([{
                "id": "radar",
                "title": "Acorn radar",
                "target": "https://git.example.com/acorn/radar/blob/main/radar.yaml",
                "entries": 45,
                "editions": ["2025-11-01", "2026-05-01"],
                "readAt": "2026-11-21T10:00:00.000Z",
                "failedSince": null,
                "failure": null,
                "diagnostics": [],
            }]),
        );
    let users = get("/entries/{key}/users", "getTechRadarUsers", "Who in the catalog uses an entry")
        .note(
            "By a tag, the annotation `portico.dev/tech`, its language, a package in its dependency manifests, or a \
             resource that it depends on: `reasons` has all of them, `by` and `value` the first. Components come first. \
             Not part of the community's API.",
        )
        .takes(path("key", "Key of the entry.", "rust"))
        .takes(id())
        .answers(StatusCode::OK, "Who uses it.", named("TechRadarUsers"), json!({
            "radar": "radar",
            "key": "rust",
            "title": "Rust",
            "components": 1,
            "items": [{
                "entityRef": "component:default/till",
                "kind": "Component",
                "name": "till",
                "lifecycle": "production",
                "owners": ["group:default/team-oak"],
                "by": "tag",
                "value": "rust",
                "reasons": [
                    { "by": "tag", "value": "rust" },
                    {
                        "by": "manifest",
                        "value": "Cargo.toml: rust 1.95",
                        "file": "Cargo.toml",
                        "package": "platform:rust",
                        "version": "1.95",
                    },
                ],
            }],
        }))
        .refuses(&[Refusal::NotFound]);
    vec![data, radars, users]
}

fn example() -> serde_json::Value {
    json!({
        "title": "Acorn radar",
        "quadrants": [{ "id": "languages", "name": "Languages" }],
        "rings": [{ "id": "adopt", "name": "Adopt", "color": "#176e3c" }],
        "entries": [{
            "key": "rust",
            "id": "rust",
            "title": "Rust",
            "quadrant": "languages",
            "links": [],
            "timeline": [{ "date": "2026-05-01", "ringId": "adopt", "moved": 1 }],
        }],
    })
}

/// A text, or null.
fn maybe() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]))
}

/// An object that has all of these.
fn shape<const N: usize>(fields: [(&str, RefOr<Schema>); N]) -> ObjectBuilder {
    fields.into_iter().fold(object(), |shape, (name, of)| shape.property(name, of).required(name))
}

/// The shapes of what is told.
pub(super) fn schemas() -> [(&'static str, ObjectBuilder); 3] {
    let quadrant = shape([("id", text().into()), ("name", text().into())]);
    let ring = shape([("id", text().into()), ("name", text().into()), ("color", text().into())]);
    let step = shape([("date", text().into()), ("ringId", text().into())]);
    let link = shape([("url", text().into()), ("title", text().into())]);
    let entry = shape([
        ("key", text().into()),
        ("id", text().into()),
        ("title", text().into()),
        ("quadrant", text().into()),
        ("links", list(link).into()),
        ("timeline", list(step).into()),
    ]);
    let radar = shape([
        ("title", text().into()),
        ("quadrants", list(quadrant).into()),
        ("rings", list(ring).into()),
        ("entries", list(entry).into()),
    ]);
    let source = shape([
        ("id", text().into()),
        ("title", text().into()),
        ("target", text().into()),
        ("entries", number(0).into()),
        ("editions", list(text()).into()),
        ("readAt", maybe().into()),
        ("failedSince", maybe().into()),
        ("failure", maybe().into()),
        ("diagnostics", list(object()).into()),
    ]);
    let ways = || one_of(&["tag", "language", "annotation", "manifest", "dependency"]);
    let reason = shape([("by", ways().into()), ("value", text().into())])
        .property("file", text())
        .property("package", text())
        .property("version", text());
    let user = shape([
        ("entityRef", text().into()),
        ("kind", text().into()),
        ("name", text().into()),
        ("lifecycle", maybe().into()),
        ("owners", list(text()).into()),
        ("by", ways().into()),
        ("value", text().into()),
        ("reasons", list(reason).into()),
    ]);
    let users = shape([
        ("radar", text().into()),
        ("key", text().into()),
        ("title", text().into()),
        ("components", number(0).into()),
        ("items", list(user).into()),
    ]);
    [("TechRadar", radar), ("TechRadarSource", source), ("TechRadarUsers", users)]
}
