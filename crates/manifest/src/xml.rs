//! XML as a walk over its elements, with the way that leads to each.

use crate::{
    limits::XML_DEPTH,
    reading::{Collector, line_at},
};
use quick_xml::{Reader, events::Event};

/// What is met on the walk.
pub(crate) enum Met<'a> {
    /// An element begins; its attributes by name.
    Start(&'a dyn Fn(&str) -> Option<String>),
    /// An element ends; the text that stood in it itself.
    End(&'a str),
}

/// Walks through a file. `way` holds the names of the elements from the root to the one that is met, without prefixes.
pub(crate) fn walk(
    text: &str,
    all: &mut Collector,
    mut meet: impl FnMut(&[String], Met<'_>, &mut Collector),
) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut way: Vec<String> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    let mut has_root = false;
    loop {
        let begin = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(begin);
                return all.broken(line_at(text, at), format!("This is no XML: {error}"));
            }
        };
        match event {
            Event::Start(element) => {
                if way.len() >= XML_DEPTH {
                    let line = line_at(text, begin);
                    return all.broken(line, format!("Elements are nested more than {XML_DEPTH} deep"));
                }
                has_root = true;
                way.push(element.local_name().as_ref().to_owned());
                texts.push(String::new());
                let attribute = |name: &str| {
                    let found = element.try_get_attribute(name).ok()??;
                    Some(plain(&found.value))
                };
                meet(&way, Met::Start(&attribute), all);
            }
            Event::End(_) => {
                let inner = texts.pop().unwrap_or_default();
                meet(&way, Met::End(inner.trim()), all);
                way.pop();
            }
            Event::Text(part) => {
                if let Some(text) = texts.last_mut() {
                    text.push_str(&part);
                }
            }
            Event::CData(part) => {
                if let Some(text) = texts.last_mut() {
                    text.push_str(&part);
                }
            }
            Event::Eof => {
                if let Some(open) = way.last() {
                    all.broken(line_at(text, text.len()), format!("The element {open} is not closed"));
                } else if !has_root {
                    all.broken(1, "This is no XML: there is no element".to_owned());
                }
                return;
            }
            // Names and versions of packages hold no entities; what a document type defines is not expanded.
            Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::Empty(_) => {}
        }
    }
}

/// A value without the entities that every XML knows.
fn plain(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}
