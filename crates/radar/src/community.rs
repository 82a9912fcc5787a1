//! A radar in the shape that the community plugin's clients expect.

use crate::{Entry, Radar, Step};
use serde_json::{Map, Value, json};

/// The radar as `GET /api/tech-radar/data` answers it.
pub fn data(radar: &Radar) -> Value {
    let quadrants = radar.quadrants.iter().map(|one| json!({"id": one.id, "name": one.name}));
    let rings = radar.rings.iter().enumerate().map(|(index, ring)| {
        let color = ring.color.map_or_else(|| usual_color(index), |color| color.to_string());
        let mut value = json!({"id": ring.id, "name": ring.name, "color": color});
        put(&mut value, "description", ring.description.as_deref());
        value
    });
    let entries = radar.entries.iter().filter(|entry| entry.active).map(|entry| self::entry(radar, entry));
    let mut value = json!({
        "quadrants": quadrants.collect::<Vec<_>>(),
        "rings": rings.collect::<Vec<_>>(),
        "entries": entries.collect::<Vec<_>>(),
    });
    put(&mut value, "title", radar.title.as_deref());
    value
}

/// What clients paint a ring with whose file gives no colour: they need one.
fn usual_color(ring: usize) -> String {
    const COLORS: [&str; 4] = ["#176e3c", "#1f5fbf", "#96520a", "#b3261e"];
    COLORS.get(ring).copied().unwrap_or("#5a6068").to_owned()
}

fn entry(radar: &Radar, entry: &Entry) -> Value {
    let links = entry.links.iter().map(|link| json!({"url": link.url, "title": link.title}));
    let timeline = entry.timeline.iter().map(|step| self::step(radar, step));
    let quadrant = radar.quadrants.get(entry.quadrant).map(|one| one.id.as_str());
    let mut value = json!({
        "key": entry.key,
        "id": entry.id,
        "title": entry.title,
        "quadrant": quadrant,
        "links": links.collect::<Vec<_>>(),
        "timeline": timeline.collect::<Vec<_>>(),
    });
    put(&mut value, "url", entry.url.as_deref());
    put(&mut value, "description", entry.description.as_deref());
    if !entry.tags.is_empty() {
        value["tags"] = json!(entry.tags);
    }
    value
}

fn step(radar: &Radar, step: &Step) -> Value {
    let ring = radar.rings.get(step.ring).map(|ring| ring.id.as_str());
    let mut value = json!({"date": step.date.to_string(), "ringId": ring});
    if let Some(moved) = step.moved {
        value["moved"] = json!(moved.number());
    }
    put(&mut value, "description", step.description.as_deref());
    value
}

fn put(value: &mut Value, key: &str, text: Option<&str>) {
    if let (Some(text), Some(map)) = (text, value.as_object_mut().map(|map| map as &mut Map<String, Value>)) {
        map.insert(key.to_owned(), Value::String(text.to_owned()));
    }
}
