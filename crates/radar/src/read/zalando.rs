//! Zalando's format: one edition, whose entries count quadrants and rings.

use super::{
    community::{color, moved},
    fields::{Fields, Notes, kind, place, quoted},
    unnamed,
};
use crate::{
    Day, Entry, Quadrant, Radar, Ring, Step,
    limits::{DESCRIPTION_BYTES, ENTRIES, QUADRANTS, RINGS, TITLE_CHARS},
    word,
};
use portico_entity::yaml::{Content, Node};
use std::collections::HashMap;

/// The rings of a file that names none.
const RING_NAMES: [&str; 4] = ["Adopt", "Trial", "Assess", "Hold"];

/// Reads the tree of a file.
pub(super) fn read(root: &Node, today: Day, notes: &mut Notes<'_>) -> Option<Radar> {
    let mut fields = Fields { node: root, what: "the radar".to_owned(), notes };
    let title = fields.text("title", TITLE_CHARS);
    let date = fields.date("date", today).unwrap_or(Day::UNDATED);
    if fields.get("date").is_none() {
        let message = "The radar has no date, so nothing can be said about its history".to_owned();
        fields.notes.warning("missing-field", place(root), message, "Add date: \"2026-11\"");
    }
    let quadrant_nodes = fields.list("quadrants", QUADRANTS);
    let ring_nodes = fields.list("rings", RINGS);
    let entry_nodes = fields.list("entries", ENTRIES);
    let quadrants = quadrants(quadrant_nodes, root, notes);
    let rings = rings(ring_nodes, notes);
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut entries = Vec::new();
    for (index, node) in entry_nodes.iter().enumerate() {
        let Some(entry) = entry(node, index, (quadrants.len(), rings.len()), date, notes) else { continue };
        if let Some(line) = taken.get(&entry.key) {
            let message = format!("A second entry is called {}", quoted(&entry.title));
            let help = format!(
                "The first one is on line {line}; give this one another label. It is left out until then"
            );
            notes.error("duplicate-key", place(node), message, &help);
            continue;
        }
        taken.insert(entry.key.clone(), entry.line);
        entries.push(entry);
    }
    Some(Radar { title, quadrants, rings, entries })
}

fn quadrants(nodes: &[Node], root: &Node, notes: &mut Notes<'_>) -> Vec<Quadrant> {
    if nodes.is_empty() {
        let message = "The file does not name its quadrants".to_owned();
        let help = "Add quadrants: with - name: …, four times, in the order bottom right, bottom left, top left, top right";
        notes.warning("unnamed-quadrants", place(root), message, help);
    }
    let name = |index: usize| {
        let node = nodes.get(index)?;
        Fields { node, what: "a quadrant".to_owned(), notes: &mut Notes::new("") }.text("name", TITLE_CHARS)
    };
    let names = (0..QUADRANTS).map(|index| name(index).unwrap_or_else(|| unnamed("Quadrant", index)));
    names.enumerate().map(|(index, name)| Quadrant { id: index.to_string(), name }).collect()
}

fn rings(nodes: &[Node], notes: &mut Notes<'_>) -> Vec<Ring> {
    if nodes.is_empty() {
        let ring = |(index, name): (usize, &&str)| Ring {
            id: index.to_string(),
            name: (*name).to_owned(),
            ..Ring::default()
        };
        return RING_NAMES.iter().enumerate().map(ring).collect();
    }
    let rings = nodes.iter().enumerate().map(|(index, node)| {
        let mut fields = Fields { node, what: unnamed("ring number", index), notes };
        let name = fields.text("name", TITLE_CHARS).unwrap_or_else(|| unnamed("Ring", index));
        let description = fields.text("description", DESCRIPTION_BYTES);
        Ring { id: index.to_string(), name, color: color(&mut fields), description }
    });
    rings.collect()
}

fn entry(
    node: &Node,
    index: usize,
    (quadrants, rings): (usize, usize),
    date: Day,
    notes: &mut Notes<'_>,
) -> Option<Entry> {
    let mut fields = Fields { node, what: unnamed("entry number", index), notes };
    if !matches!(node.content, Content::Mapping(_)) {
        let message = format!("{} must be a mapping, and is {}", fields.what, kind(node));
        fields.notes.error("wrong-type", place(node), message, "Write label:, quadrant: and ring:");
        return None;
    }
    let Some(title) = fields.text("label", TITLE_CHARS).or_else(|| fields.text("title", TITLE_CHARS)) else {
        let message = format!("{} has no label", fields.what);
        fields.notes.error("missing-field", place(node), message, "Add label: with what it is called");
        return None;
    };
    fields.what = format!("the entry {}", quoted(&title));
    let quadrant = position(&mut fields, "quadrant", quadrants)?;
    let ring = position(&mut fields, "ring", rings)?;
    let moved = fields.number("moved").and_then(|number| moved(number, &mut fields));
    let key = key_of(&title);
    Some(Entry {
        id: key.clone(),
        title,
        quadrant,
        url: fields.address("link").or_else(|| fields.address("url")),
        description: fields.text("description", DESCRIPTION_BYTES),
        links: fields.links(),
        tags: fields.words("tags"),
        aliases: fields.words("aliases"),
        packages: fields.packages(),
        active: fields.flag("active").unwrap_or(true),
        timeline: vec![Step { date, ring, moved, description: None }],
        line: node.line,
        key,
    })
}

/// The position of a quadrant or ring, which is below `count`.
fn position(fields: &mut Fields<'_, '_, '_>, key: &str, count: usize) -> Option<usize> {
    let at = fields.get(key).map_or(place(fields.node), place);
    let found = fields.number(key);
    let fits = found.and_then(|number| usize::try_from(number).ok()).filter(|number| *number < count);
    if fits.is_none() {
        let said =
            found.map_or_else(|| format!("has no {key}"), |number| format!("names the {key} {number}"));
        let message = format!("{} {said}", fields.what);
        let help = format!("Write a number from 0 to {}; it is left out until then", count.saturating_sub(1));
        fields.notes.error(&format!("unknown-{key}"), at, message, &help);
    }
    fits
}

/// A key for addresses, made of a label.
fn key_of(label: &str) -> String {
    Some(word(label)).filter(|key| !key.is_empty()).unwrap_or_else(|| "entry".to_owned())
}
