//! The community plugin's format, as JSON or YAML.

use super::{
    fields::{Fields, Notes, kind, place, quoted},
    unknown, unnamed,
};
use crate::{
    Color, Day, Entry, Moved, Quadrant, Radar, Ring, Step,
    limits::{DESCRIPTION_BYTES, ENTRIES, QUADRANTS, RINGS, STEPS, TITLE_CHARS},
};
use portico_entity::yaml::{Content, Node};
use std::collections::HashMap;

/// The names by which entries and timelines may name quadrants and rings.
struct Names {
    quadrants: Vec<String>,
    rings: Vec<String>,
}

/// Reads the tree of a file.
pub(super) fn read(root: &Node, today: Day, notes: &mut Notes<'_>) -> Option<Radar> {
    let mut fields = Fields { node: root, what: "the radar".to_owned(), notes };
    let title = fields.text("title", TITLE_CHARS);
    for key in ["quadrants", "rings", "entries"] {
        if fields.get(key).is_none() {
            let message = format!("The radar has no {key}");
            let help = "A radar has the lists quadrants, rings and entries; see docs/radar.md for an example";
            fields.notes.error("missing-field", place(root), message, help);
        }
    }
    let quadrant_nodes = fields.list("quadrants", QUADRANTS * 4);
    let ring_nodes = fields.list("rings", RINGS * 4);
    let entry_nodes = fields.list("entries", ENTRIES);
    let quadrants = quadrants(quadrant_nodes, root, notes);
    let rings = rings(ring_nodes, notes);
    if quadrants.is_empty() || rings.is_empty() {
        return None;
    }
    let names = Names {
        quadrants: quadrants.iter().map(|one| one.id.clone()).collect(),
        rings: rings.iter().map(|one| one.id.clone()).collect(),
    };
    let mut entries: Vec<Entry> = Vec::new();
    let mut lines: HashMap<String, u32> = HashMap::new();
    for (index, node) in entry_nodes.iter().enumerate() {
        let Some(entry) = entry(node, index, &names, today, notes) else { continue };
        if let Some(line) = lines.get(&entry.key) {
            let message = format!("A second entry has the key {}", quoted(&entry.key));
            let help = format!(
                "The first one is on line {line}; give this one a key of its own. It is left out until then"
            );
            notes.error("duplicate-key", place(node), message, &help);
            continue;
        }
        lines.insert(entry.key.clone(), entry.line);
        entries.push(entry);
    }
    Some(Radar { title, quadrants, rings, entries })
}

/// Identifier and name of a quadrant or a ring; one of them is enough.
fn named(node: &Node, what: &str, index: usize, notes: &mut Notes<'_>) -> Option<(String, String)> {
    if let Content::Text(name) = &node.content {
        return Some((name.clone(), name.clone()));
    }
    let mut fields = Fields { node, what: unnamed(&format!("{what} number"), index), notes };
    if !matches!(node.content, Content::Mapping(_)) {
        let message = format!("{} must be a mapping, and is {}", fields.what, kind(node));
        fields.notes.error("wrong-type", place(node), message, "Write id: and name:");
        return None;
    }
    let (id, name) = (fields.text("id", TITLE_CHARS), fields.text("name", TITLE_CHARS));
    let Some(id) = id.clone().or_else(|| name.clone()) else {
        let message = format!("{} has neither id nor name", fields.what);
        fields.notes.error("missing-field", place(node), message, "Write id: and name:");
        return None;
    };
    let name = name.unwrap_or_else(|| id.clone());
    Some((id, name))
}

fn quadrants(nodes: &[Node], root: &Node, notes: &mut Notes<'_>) -> Vec<Quadrant> {
    let mut quadrants: Vec<Quadrant> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let Some((id, name)) = named(node, "quadrant", index, notes) else { continue };
        if quadrants.iter().any(|other| other.id == id) {
            let message = format!("A second quadrant has the id {}", quoted(&id));
            notes.error("duplicate-key", place(node), message, "Give it an id of its own");
            continue;
        }
        if quadrants.len() == QUADRANTS {
            let message =
                format!("The picture has {QUADRANTS} quadrants; {} is a further one", quoted(&name));
            notes.error(
                "too-many-quadrants",
                place(node),
                message,
                "Its entries are in the table only; merge it with another",
            );
        }
        quadrants.push(Quadrant { id, name });
    }
    if !quadrants.is_empty() && quadrants.len() < QUADRANTS {
        let at = root.get("quadrants").map_or((1, 1), place);
        let message = format!("The picture has {QUADRANTS} quadrants; here are {}", quadrants.len());
        notes.warning(
            "too-few-quadrants",
            at,
            message,
            "The others stay empty; add them to the list quadrants",
        );
    }
    quadrants
}

fn rings(nodes: &[Node], notes: &mut Notes<'_>) -> Vec<Ring> {
    let mut rings: Vec<Ring> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let Some((id, name)) = named(node, "ring", index, notes) else { continue };
        if rings.iter().any(|other| other.id == id) {
            let message = format!("A second ring has the id {}", quoted(&id));
            notes.error("duplicate-key", place(node), message, "Give it an id of its own");
            continue;
        }
        if rings.len() == RINGS {
            let message =
                format!("The picture has room for {RINGS} rings; {} is a further one", quoted(&name));
            notes.error(
                "too-many-rings",
                place(node),
                message,
                "Its entries are in the table only; merge it with another",
            );
        }
        let mut fields = Fields { node, what: format!("the ring {}", quoted(&name)), notes };
        let color = color(&mut fields);
        let description = fields.text("description", DESCRIPTION_BYTES);
        rings.push(Ring { id, name, color, description });
    }
    rings
}

/// The colour of a ring.
pub(super) fn color(fields: &mut Fields<'_, '_, '_>) -> Option<Color> {
    let text = fields.text("color", TITLE_CHARS)?;
    let color = Color::parse(&text);
    if color.is_none() {
        let at = fields.get("color").map_or(place(fields.node), place);
        let message = format!("color of {} is none that can be used: {}", fields.what, quoted(&text));
        fields.notes.warning(
            "wrong-color",
            at,
            message,
            "Write it as #1a7f45; the ring has a colour of ours until then",
        );
    }
    color
}

fn entry(node: &Node, index: usize, names: &Names, today: Day, notes: &mut Notes<'_>) -> Option<Entry> {
    let mut fields = Fields { node, what: unnamed("entry number", index), notes };
    if !matches!(node.content, Content::Mapping(_)) {
        let message = format!("{} must be a mapping, and is {}", fields.what, kind(node));
        fields.notes.error("wrong-type", place(node), message, "Write key:, title:, quadrant: and timeline:");
        return None;
    }
    let (key, id) = (fields.text("key", TITLE_CHARS), fields.text("id", TITLE_CHARS));
    let title = fields.text("title", TITLE_CHARS);
    let Some(key) = key.or_else(|| id.clone()) else {
        let message = format!(
            "{} has no key{}",
            fields.what,
            title.map(|title| format!("; its title is {}", quoted(&title))).unwrap_or_default()
        );
        fields.notes.error(
            "missing-field",
            place(node),
            message,
            "Give it a short key of its own, such as key: kafka",
        );
        return None;
    };
    fields.what = format!("the entry {}", quoted(&key));
    let title = title.unwrap_or_else(|| {
        let message = format!("{} has no title", fields.what);
        fields.notes.warning(
            "missing-field",
            place(node),
            message,
            "Add title: …; its key is shown until then",
        );
        key.clone()
    });
    let quadrant = quadrant(&mut fields, names)?;
    let timeline = timeline(&mut fields, names, today)?;
    Some(Entry {
        id: id.unwrap_or_else(|| key.clone()),
        title,
        quadrant,
        url: fields.address("url"),
        description: fields.text("description", DESCRIPTION_BYTES),
        links: fields.links(),
        tags: fields.words("tags"),
        aliases: fields.words("aliases"),
        packages: fields.packages(),
        active: fields.flag("active").unwrap_or(true),
        timeline,
        line: node.line,
        key,
    })
}

fn quadrant(fields: &mut Fields<'_, '_, '_>, names: &Names) -> Option<usize> {
    let Some(given) = fields.text("quadrant", TITLE_CHARS) else {
        let message = format!("{} has no quadrant", fields.what);
        let help = format!("Add quadrant: with one of {}", names.quadrants.join(", "));
        fields.notes.error("missing-field", place(fields.node), message, &help);
        return None;
    };
    let found = names.quadrants.iter().position(|id| *id == given);
    if found.is_none() {
        let at = fields.get("quadrant").map_or(place(fields.node), place);
        unknown(fields.notes, at, "quadrant", &given, &fields.what, &names.quadrants);
    }
    found
}

/// The steps of an entry, the newest first.
fn timeline(fields: &mut Fields<'_, '_, '_>, names: &Names, today: Day) -> Option<Vec<Step>> {
    let nodes = fields.list("timeline", STEPS);
    let mut steps: Vec<(Step, &Node)> = Vec::new();
    for node in nodes {
        let what = format!("a step of {}", fields.what);
        if let Some(step) = step(&mut Fields { node, what, notes: fields.notes }, names, today) {
            steps.push((step, node));
        }
    }
    steps.sort_by_key(|(step, _)| std::cmp::Reverse(step.date));
    for pair in steps.windows(2) {
        let [(newer, node), (older, _)] = pair else { continue };
        if newer.date == older.date {
            let message = format!("{} has two steps on {}", fields.what, newer.date);
            fields.notes.warning(
                "duplicate-date",
                place(node),
                message,
                "Keep one of them; the first one counts",
            );
        }
        let went = Moved::between(older.ring, newer.ring);
        let contradicts = matches!(newer.moved, Some(Moved::Up | Moved::Down)) && newer.moved != Some(went);
        if contradicts {
            let said = newer.moved.unwrap_or_default().number();
            let message = format!(
                "{}: on {}, moved is {said}, but it came from {} to {}",
                fields.what,
                newer.date,
                quoted(&names.rings[older.ring]),
                quoted(&names.rings[newer.ring])
            );
            let help = format!("Write moved: {}, or leave it out; the rings are believed", went.number());
            fields.notes.warning("moved-contradicts", place(node), message, &help);
        }
    }
    steps.dedup_by(|(later, _), (first, _)| later.date == first.date);
    let is_empty = steps.is_empty();
    if is_empty {
        let at = fields.get("timeline").map_or(place(fields.node), place);
        let message = format!("{} has no step in its timeline, so it has no place", fields.what);
        fields.notes.error(
            "empty-timeline",
            at,
            message,
            "Add timeline: with - {date: \"2026-11-21\", ringId: …}",
        );
    }
    (!is_empty).then(|| steps.into_iter().map(|(step, _)| step).collect())
}

fn step(fields: &mut Fields<'_, '_, '_>, names: &Names, today: Day) -> Option<Step> {
    let at = place(fields.node);
    if !matches!(fields.node.content, Content::Mapping(_)) {
        let message = format!("{} must be a mapping, and is {}", fields.what, kind(fields.node));
        fields.notes.error("wrong-type", at, message, "Write date: and ringId:");
        return None;
    }
    for (key, others) in [("date", &["date"][..]), ("ringId", &["ringId", "ring"])] {
        if others.iter().all(|other| fields.get(other).is_none()) {
            let message = format!("{} has no {key}", fields.what);
            fields.notes.error(
                "missing-field",
                at,
                message,
                "A step has date: and ringId:; it is left out until then",
            );
            return None;
        }
    }
    let date = fields.date("date", today)?;
    let key = if fields.get("ringId").is_some() { "ringId" } else { "ring" };
    let given = fields.text(key, TITLE_CHARS)?;
    let Some(ring) = names.rings.iter().position(|id| *id == given) else {
        let at = fields.get(key).map_or(at, place);
        unknown(fields.notes, at, "ring", &given, &fields.what, &names.rings);
        return None;
    };
    let moved = fields.number("moved").and_then(|number| moved(number, fields));
    Some(Step { date, ring, moved, description: fields.text("description", DESCRIPTION_BYTES) })
}

/// The movement that a number stands for.
pub(super) fn moved(number: i64, fields: &mut Fields<'_, '_, '_>) -> Option<Moved> {
    let moved = match number {
        -1 => Some(Moved::Down),
        0 => Some(Moved::Unchanged),
        1 => Some(Moved::Up),
        2 => Some(Moved::New),
        _ => None,
    };
    if moved.is_none() {
        let at = fields.get("moved").map_or(place(fields.node), place);
        let message = format!("moved of {} is {number}", fields.what);
        let help = "Write 1 (in), -1 (out), 0 (not moved) or 2 (new), or leave it out";
        fields.notes.warning("wrong-moved", at, message, help);
    }
    moved
}
