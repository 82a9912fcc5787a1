//! References that rules put together: text with `${…}` for what an item says and for what patterns kept.

use super::{
    pattern::Captures,
    subject::{Key, Subject},
};
use portico_entity::{EntityRef, RefContext};

/// A reference with gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Key(Key),
    Capture(String),
}

impl Template {
    /// Reads a reference; `captures` are the names that the rule's patterns keep.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence without a subject.
    pub fn parse(text: &str, captures: &[&str]) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let behind = &rest[start + 2..];
            let Some(end) = behind.find('}') else { return Err("has a ${ without a }".to_owned()) };
            let word = behind[..end].trim();
            parts.push(Part::Text(rest[..start].to_owned()));
            parts.push(match (captures.contains(&word), Key::of_word(word)) {
                (true, _) => Part::Capture(word.to_owned()),
                (false, Some(key)) => Part::Key(key),
                (false, None) => {
                    let known = Key::words();
                    return Err(format!(
                        "names ${{{word}}}, which no pattern of this rule keeps and which is none of {known}"
                    ));
                }
            });
            rest = &behind[end + 1..];
        }
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| *part != Part::Text(String::new()));
        let template = Self { parts };
        template.is_a_reference(text)?;
        Ok(template)
    }

    /// Whether it can become a reference at all: with some name in every gap.
    fn is_a_reference(&self, text: &str) -> Result<(), String> {
        let filled: String = self
            .parts
            .iter()
            .map(|part| if let Part::Text(text) = part { text.as_str() } else { "x" })
            .collect();
        let read = EntityRef::parse(&filled, RefContext::kind("component"));
        read.map(|_| ()).map_err(|_| format!("\"{text}\" is no reference; write kind:namespace/name"))
    }

    /// The reference for an item; none if a gap stays empty.
    pub fn filled(&self, subject: Subject<'_>, captures: &Captures) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Key(key) => text.push_str(&named(subject.value(key))?),
                Part::Capture(name) => {
                    let kept = captures.iter().rev().find(|(known, _)| known == name)?;
                    text.push_str(&named(&kept.1)?);
                }
            }
        }
        EntityRef::parse(&text, RefContext::kind("component")).ok().map(|reference| reference.to_string())
    }
}

/// A value as it can stand in a reference: without spaces at its ends, with dashes between its words.
fn named(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    Some(words.join("-")).filter(|name| !name.is_empty())
}
