//! For programs.

use super::more;
use portico_portal::views::{
    Named,
    impact::{ImpactView, Team},
};
use serde_json::{Value, json};

pub(super) fn write(view: &ImpactView) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&value(view))? + "\n")
}

fn value(view: &ImpactView) -> Value {
    let items = view.groups.iter().flat_map(|group| {
        group.items.iter().map(|item| {
            json!({
                "entityRef": item.entity_ref,
                "kind": item.kind,
                "name": item.label,
                "lifecycle": item.lifecycle,
                "owners": refs(&item.owners),
                "system": item.system.as_ref().map(|system| &system.entity_ref),
                "distance": item.distance,
                "group": group.title,
                "because": item.explanation(),
            })
        })
    });
    let still_used = view.deprecated.iter().map(
        |used| json!({ "entityRef": used.entity.entity_ref, "lifecycle": used.lifecycle, "uses": used.uses }),
    );
    let dangling = view.dangling.iter().map(
        |one| json!({ "entityRef": one.entity.entity_ref, "field": one.field, "reference": one.written }),
    );
    json!({
        "entityRef": view.question.entity_ref,
        "kind": view.kind,
        "change": view.question.change.word(),
        "to": view.to.as_ref().map(|to| &to.entity_ref),
        "summary": view.sentence,
        "total": view.total,
        "direct": view.direct,
        "distances": view.distances,
        "teams": view.teams.iter().map(team).collect::<Vec<_>>(),
        "teamsTotal": view.teams_total,
        "withoutOwner": view.without_owner,
        "items": items.collect::<Vec<_>>(),
        "more": more(view),
        "deprecatedInUse": still_used.collect::<Vec<_>>(),
        "deprecatedInUseTotal": view.deprecated_total,
        "dangling": dangling.collect::<Vec<_>>(),
        "danglingTotal": view.dangling_total,
        "providers": refs(&view.providers),
    })
}

fn refs(named: &[Named]) -> Vec<&str> {
    named.iter().map(|one| one.entity_ref.as_str()).collect()
}

fn team(team: &Team) -> Value {
    let links = team.links.iter().map(|(title, url)| json!({ "title": title, "url": url }));
    json!({
        "entityRef": team.entity_ref,
        "name": team.label,
        "direct": team.direct,
        "indirect": team.indirect,
        "provides": team.provides,
        "email": team.email,
        "links": links.collect::<Vec<_>>(),
    })
}
