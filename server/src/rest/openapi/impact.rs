//! What a change would concern: the operation of `rest/impact.rs`.

use super::{
    parameters::query,
    replies::Refusal,
    words::{Described, get, list, named, number, object, one_of, text},
};
use crate::rest::impact::{DEFAULT_LIMIT, MOST};
use portico_portal::views::impact::{Grouping, What};
use serde_json::{Value, json};
use utoipa::openapi::{Required, schema::ObjectBuilder};

pub(super) fn operations() -> Vec<Described> {
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    let impact = get("/impact", "getImpact", "What a change to an entity would concern")
        .note(
            "Everything that depends on the entity, directly and through others, with the shortest explanation of \
             each and the teams to tell; for groups and users, what would be left without an owner. All of it is \
             counted; the nearest are listed. Not part of Backstage's API.",
        )
        .takes(
            query("ref", "The entity. A name alone is enough if only one entity has it.", text())
                .required(Required::True)
                .example(Some("component:default/till".into())),
        )
        .takes(query(
            "change",
            "What happens to it. Groups and users can be removed, or what they own can move.",
            one_of(&What::ALL.map(What::word)).default(Some(What::default().word().into())),
        ))
        .takes(query("to", "The new owner, with `change=move`.", text()))
        .takes(query("owner", "List only what this owner has.", text()))
        .takes(query(
            "group",
            "How the list is put in order.",
            one_of(&Grouping::ALL.map(Grouping::word)).default(Some(Grouping::default().word().into())),
        ))
        .takes(query(
            "limit",
            &format!("List at most so many; {DEFAULT_LIMIT} without it, and with `format=csv` {MOST}."),
            number(1).maximum(Some(most)),
        ))
        .takes(query("format", "Files come with a name.", one_of(&["json", "csv", "markdown"]).default(Some("json".into()))))
        .answers_also(
            "What the change would concern.",
            named("Impact"),
            example(),
            &[
                ("text/csv", "entity,kind,name,distance,group,system,owners,lifecycle,because\r\n"),
                ("text/markdown", "# What if till is removed?\n"),
            ],
        )
        .refuses(&[Refusal::Input, Refusal::NotFound, Refusal::Internal]);
    vec![impact]
}

fn example() -> Value {
    json!({
        "entityRef": "component:default/till",
        "kind": "Component",
        "change": "remove",
        "to": null,
        "summary": "Removing till would affect 1 entity of 1 team, directly.",
        "total": 1,
        "direct": 1,
        "distances": [1],
        "teams": [{
            "entityRef": "group:default/team-oak",
            "name": "Oak People",
            "direct": 1,
            "indirect": 0,
            "provides": 0,
            "email": "oak@example.com",
            "links": [],
        }],
        "teamsTotal": 1,
        "withoutOwner": 0,
        "items": [{
            "entityRef": "component:default/shelf",
            "kind": "Component",
            "name": "shelf",
            "lifecycle": "production",
            "owners": ["group:default/team-oak"],
            "system": null,
            "distance": 1,
            "group": "Directly",
            "because": "shelf depends on till",
        }],
        "more": 0,
        "deprecatedInUse": [],
        "deprecatedInUseTotal": 0,
        "dangling": [{
            "entityRef": "component:default/shelf",
            "field": "spec.dependsOn",
            "reference": "component:till",
        }],
        "danglingTotal": 1,
        "providers": [],
    })
}

/// Properties, all of which are always there.
fn all<const N: usize>(
    properties: [(&str, utoipa::openapi::RefOr<utoipa::openapi::Schema>); N],
) -> ObjectBuilder {
    properties
        .into_iter()
        .fold(object(), |object, (name, schema)| object.property(name, schema).required(name))
}

/// The shape of the answer.
pub(super) fn schema() -> ObjectBuilder {
    let or_null = |meaning: &str| {
        use utoipa::openapi::schema::{SchemaType, Type};
        text().schema_type(SchemaType::Array(vec![Type::String, Type::Null])).description(Some(meaning))
    };
    let told = |least: u32, meaning: &str| number(least).description(Some(meaning));
    let link = all([("title", text().into()), ("url", text().into())]);
    let team = all([
        ("entityRef", text().into()),
        ("name", text().into()),
        ("direct", told(0, "Number of its entities at distance 1.").into()),
        ("indirect", told(0, "Number of its entities that are further away.").into()),
        ("provides", told(0, "Number of its entities that provide the API that changes.").into()),
        ("email", or_null("Where to write to; null if the catalog does not say.").into()),
        ("links", list(link).into()),
    ]);
    let item = all([
        ("entityRef", text().into()),
        ("kind", text().into()),
        ("name", text().description(Some("What to call it.")).into()),
        ("lifecycle", or_null("`spec.lifecycle`.").into()),
        ("owners", list(text()).into()),
        ("system", or_null("The system that it is part of.").into()),
        ("distance", told(1, "Number of steps from the change.").into()),
        ("group", text().description(Some("The heading under which it stands.")).into()),
        ("because", text().description(Some("The shortest explanation.")).into()),
    ]);
    let used = all([("entityRef", text().into()), ("lifecycle", text().into()), ("uses", number(1).into())]);
    let dangling = all([
        ("entityRef", text().description(Some("The entity that states the reference.")).into()),
        ("field", text().into()),
        ("reference", text().description(Some("As it is written.")).into()),
    ]);
    all([
        ("entityRef", text().into()),
        ("kind", text().into()),
        ("change", one_of(&What::ALL.map(What::word)).into()),
        ("to", or_null("The new owner; null if nothing moves.").into()),
        ("summary", text().description(Some("The result in one sentence.")).into()),
        ("total", told(0, "Number of all entities that are concerned.").into()),
        ("direct", told(0, "Those of them at distance 1.").into()),
        ("distances", list(number(0)).description(Some("How many are at each distance, from 1 on.")).into()),
        ("teams", list(team).into()),
        ("teamsTotal", number(0).into()),
        ("withoutOwner", told(0, "Number of entities for which nobody that exists answers.").into()),
        ("items", list(item).into()),
        ("more", told(0, "Number of entities that are not listed.").into()),
        ("deprecatedInUse", list(used).into()),
        ("deprecatedInUseTotal", number(0).into()),
        ("dangling", list(dangling).description(Some("References that would lead nowhere.")).into()),
        ("danglingTotal", number(0).into()),
        ("providers", list(text()).description(Some("Who provides the API that changes.")).into()),
    ])
}
