//! An entity, whose `spec` may hold anything.

use super::plain::{Fields, fields, map};
use portico_entity::{Entity, Link, Metadata, Relation, Status, StatusItem};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
struct Parts {
    head: (String, String, String),
    optional: [Option<String>; 5],
    maps: [BTreeMap<String, String>; 2],
    tags: Vec<String>,
    links: Vec<(String, [Option<String>; 3], Fields)>,
    extra: Fields,
    spec: Option<Fields>,
    relations: Vec<(String, String)>,
    status: Option<Vec<([String; 3], Fields)>>,
}

pub(in crate::views) fn serialize<S: Serializer>(entity: &Entity, serializer: S) -> Result<S::Ok, S::Error> {
    let Entity { api_version, kind, metadata, spec, relations, status } = entity.clone();
    let Metadata { name, namespace, uid, etag, title, description, labels, annotations, tags, links, extra } =
        metadata;
    let link = |link: Link| (link.url, [link.title, link.icon, link.kind], fields(&link.extra));
    let item = |item: StatusItem| ([item.kind, item.level, item.message], fields(&item.extra));
    let parts = Parts {
        head: (api_version, kind, name),
        optional: [namespace, uid, etag, title, description],
        maps: [labels, annotations],
        tags,
        links: links.into_iter().map(link).collect(),
        extra: fields(&extra),
        spec: spec.as_ref().map(fields),
        relations: relations.into_iter().map(|one| (one.kind, one.target_ref)).collect(),
        status: status.map(|status| status.items.into_iter().map(item).collect()),
    };
    parts.serialize(serializer)
}

pub(in crate::views) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Entity, D::Error> {
    let Parts { head, optional, maps, tags, links, extra, spec, relations, status } =
        Parts::deserialize(deserializer)?;
    let (api_version, kind, name) = head;
    let [namespace, uid, etag, title, description] = optional;
    let [labels, annotations] = maps;
    let link = |(url, [title, icon, kind], extra): (String, [Option<String>; 3], Fields)| Link {
        url,
        title,
        icon,
        kind,
        extra: map(extra),
    };
    let item = |([kind, level, message], extra): ([String; 3], Fields)| StatusItem {
        kind,
        level,
        message,
        extra: map(extra),
    };
    let metadata = Metadata {
        name,
        namespace,
        uid,
        etag,
        title,
        description,
        labels,
        annotations,
        tags,
        links: links.into_iter().map(link).collect(),
        extra: map(extra),
    };
    let relation = |(kind, target_ref)| Relation { kind, target_ref };
    Ok(Entity {
        api_version,
        kind,
        metadata,
        spec: spec.map(map),
        relations: relations.into_iter().map(relation).collect(),
        status: status.map(|items| Status { items: items.into_iter().map(item).collect() }),
    })
}

#[cfg(test)]
mod tests {
    use crate::views::entity::EntityView;
    use portico_entity::{Diagnostic, Entity};
    use serde_json::json;

    #[test]
    fn everything_arrives() {
        let entity = json!({
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Component",
            "metadata": {
                "name": "cart", "namespace": "default", "title": "Cart", "tags": ["java"], "uid": "1",
                "labels": {"a": "b"}, "annotations": {"c/d": "e"}, "custom": {"x": [1, null]},
                "links": [{"url": "https://x.test", "type": "runbook", "weight": 1.5}],
            },
            "spec": {"type": "service", "n": [1, -2, 1.25, u64::MAX, true, null, {"deep": "er"}]},
            "relations": [{"type": "ownedBy", "targetRef": "group:default/a"}],
            "status": {"items": [{"type": "t", "level": "error", "message": "m", "error": {"name": "E"}}]},
        });
        let entity: Result<Entity, _> = serde_json::from_value(entity);
        let Ok(entity) = entity else { unreachable!("it is an entity") };
        let diagnostics = vec![
            Diagnostic::error("syntax", "a.yaml", (1, 2), "broken").help("mend it"),
            Diagnostic::error("other", "", (0, 0), ""),
        ];
        let view = EntityView { entity, diagnostics, ..EntityView::default() };
        let packed = postcard::to_allocvec(&view).unwrap_or_default();
        assert_eq!(postcard::from_bytes(&packed), Ok(view));
    }
}
