//! What a provider would put into the catalog: for trying out a mapping.

use super::{FetchError, Provider, Skipped, fetch};
use portico_entity::{KindPolicy, LocationRef, Problem, annotation, validate};
use serde_json::Value;

/// What one fetch would change.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The entities, with their locations and everything that is wrong with them.
    pub entities: Vec<Previewed>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// How much was left out in all.
    pub skipped_total: usize,
}

/// One entity of a preview.
#[derive(Clone, Debug)]
pub struct Previewed {
    /// The entity with the location that the catalog would give it.
    pub entity: Value,
    /// Why the catalog would not take it; empty for a good one.
    pub problems: Vec<Problem>,
}

/// Asks a provider and judges what it lists, without putting it anywhere.
///
/// # Errors
/// If the list could not be read to its end.
pub async fn preview(provider: &dyn Provider, kinds: &KindPolicy) -> Result<Preview, FetchError> {
    let emission = fetch(provider).await?;
    let judged = emission.entities.into_iter().map(|emitted| {
        let mut entity = emitted.entity;
        annotate(&mut entity, &emitted.location);
        let problems = validate(&mut entity, kinds);
        Previewed { entity, problems }
    });
    Ok(Preview {
        entities: judged.collect(),
        skipped: emission.skipped,
        skipped_total: emission.skipped_total,
    })
}

impl Preview {
    /// The entities as a YAML file with one document for each. Above those that the catalog would not take stands why,
    /// and at the end what was left out, both as comments.
    pub fn yaml(&self) -> String {
        let mut text = String::new();
        for previewed in &self.entities {
            text.push_str("---\n");
            for problem in &previewed.problems {
                let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
                comment(&mut text, &format!("not taken: {}: {}{help}", problem.path, problem.message));
            }
            match serde_yaml::to_string(&previewed.entity) {
                Ok(document) => text.push_str(&document),
                Err(error) => comment(&mut text, &format!("cannot be written as YAML: {error}")),
            }
        }
        for skipped in &self.skipped {
            comment(&mut text, &format!("left out: {skipped}"));
        }
        let more = self.skipped_total - self.skipped.len();
        if more > 0 {
            comment(&mut text, &format!("left out: {more} more"));
        }
        text
    }
}

fn comment(text: &mut String, line: &str) {
    text.push_str("# ");
    text.push_str(&line.replace(['\n', '\r'], " "));
    text.push('\n');
}

fn annotate(entity: &mut Value, location: &LocationRef) {
    let Some(metadata) = entity.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(Default::default()));
    if let Some(annotations) = annotations.as_object_mut() {
        for key in [annotation::MANAGED_BY, annotation::MANAGED_BY_ORIGIN] {
            annotations.insert(key.to_owned(), location.to_string().into());
        }
    }
}
