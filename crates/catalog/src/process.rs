//! From one document to one entity: placeholders, sorting, validation, rules, references.

use crate::{
    batch::StatedReference,
    config::CatalogConfig,
    engine::{is_deprecated, is_marked},
    inputs::Inputs,
    placeholders,
    read::{LocationSpec, Origin},
};
use portico_entity::{
    Diagnostic, ErrorClass, Path as EntityPath, Problem, Severity, annotation,
    entity::reference_of,
    location::sha1_hex,
    relations,
    validate::{envelope, misspelt_keys, validate},
    yaml::{Document, Node},
};
use portico_scm::Integrations;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What became of one document.
#[derive(Clone)]
pub(crate) struct Outcome {
    /// Full reference, when kind and name can be read and the rules let the entity in.
    pub(crate) entity_ref: Option<String>,
    pub(crate) kind: String,
    pub(crate) line: u32,
    /// The document as written.
    pub(crate) source: String,
    /// Changes whenever anything that the entity is made of does.
    pub(crate) hash: String,
    /// The processed entity; nothing if there are errors.
    pub(crate) good: Option<Processed>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A processed entity. Kept as text: an import holds all of them at once, and as a tree each would be many times as
/// large.
#[derive(Clone)]
pub(crate) struct Processed {
    pub(crate) json: Arc<str>,
    pub(crate) references: Vec<StatedReference>,
    /// For a Location: where it leads.
    pub(crate) location: Option<LocationSpec>,
    pub(crate) deprecated: bool,
    /// Whether its author marked it as an orphan.
    pub(crate) marked: bool,
}

impl Processed {
    pub(crate) fn of(entity: &Value, references: Vec<StatedReference>) -> Self {
        Self {
            json: entity.to_string().into(),
            references,
            location: LocationSpec::of(entity),
            deprecated: is_deprecated(entity),
            marked: is_marked(entity),
        }
    }
}

/// Everything that processing a document needs to know about where it came from.
pub(crate) struct Context<'a> {
    pub(crate) config: &'a CatalogConfig,
    /// The file as it is shown.
    pub(crate) shown: &'a str,
    /// Location reference that the entity will say it comes from.
    pub(crate) location: &'a str,
    /// Whether a provider made it.
    pub(crate) direct: bool,
    pub(crate) origin: &'a Origin,
    pub(crate) inputs: &'a mut dyn Inputs,
}

/// Processes a document whose YAML is good.
pub(crate) fn process(document: Document, root: &Node, context: &mut Context<'_>) -> Outcome {
    let mut entity = root.to_value();
    let mut material = document.text.clone();
    let mut problems = envelope(&entity);
    let entity_ref = reference_of(&entity).map(|reference| reference.to_string());
    let hints = misspelt_keys(&entity);
    let mut references = Vec::new();
    if problems.is_empty() {
        problems = placeholders::replace(&mut entity, &mut |target| {
            let text = context.inputs.read(target)?;
            material.push_str(&text);
            Ok(text)
        });
        relations::sort_lists(&mut entity);
        // What a placeholder failed to bring in is not also wrong for still being a placeholder.
        let failed: Vec<EntityPath> = problems.iter().filter_map(|problem| problem.path.parent()).collect();
        let wrong = validate(&mut entity, &context.config.kinds);
        problems.extend(
            wrong.into_iter().filter(|problem| !failed.iter().any(|path| problem.path.is_within(path))),
        );
        relations::each_reference(&entity, |reference, path, target| match target {
            Ok(target) => {
                let (line, column) = root.position(&path);
                let (forward, reverse) = (reference.forward.into(), reference.reverse.into());
                let target = target.to_string();
                references.push(StatedReference { target, forward, reverse, line, column });
            }
            Err(_) if problems.iter().any(|problem| problem.path == path) => {}
            Err(problem) => problems.push(Problem { path, ..problem }),
        });
    }
    let refused = problems.is_empty().then(|| refused(&entity, context)).flatten();
    let is_refused = refused.is_some();
    problems.extend(refused);
    let located = |severity, problem: &Problem| {
        let diagnostic = Diagnostic::locate(problem, severity, context.shown, root);
        match &entity_ref {
            Some(entity_ref) => diagnostic.about(entity_ref),
            None => diagnostic,
        }
    };
    let mut diagnostics: Vec<_> = problems.iter().map(|problem| located(Severity::Error, problem)).collect();
    diagnostics.extend(hints.iter().map(|hint| located(Severity::Warning, hint)));
    let origin = match context.direct {
        true => context.location.to_owned(),
        false => context.origin.location.to_string(),
    };
    annotate(&mut entity, context.location, &origin, &context.config.integrations);
    let kind = entity.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    material.push('\0');
    material.push_str(context.location);
    material.push_str(&origin);
    material.push_str(if is_refused { "refused" } else { "" });
    Outcome {
        hash: sha1_hex(material.as_bytes()),
        good: problems.is_empty().then(|| Processed::of(&entity, references)),
        entity_ref: entity_ref.filter(|_| !is_refused),
        kind,
        line: document.line,
        source: document.text,
        diagnostics,
    }
}

/// The problem that the configuration does not let this kind in from here, if so.
fn refused(entity: &Value, context: &Context<'_>) -> Option<Problem> {
    let kind = entity.get("kind").and_then(Value::as_str)?;
    let spec_type = entity.get("spec").and_then(|spec| spec.get("type")).and_then(Value::as_str);
    let allowed = context.direct
        || context.origin.trusted
        || context.config.rules.allows(kind, spec_type, &context.origin.location);
    (!allowed).then(|| {
        let message =
            format!("catalog.rules does not allow the kind {kind} from {}", context.origin.location);
        Problem::input("not-allowed", EntityPath::of("kind"), message)
            .class(ErrorClass::NotAllowedError)
            .help(format!("Add \"- allow: [{kind}]\" under catalog.rules in the configuration"))
    })
}

/// Writes where the entity comes from; the author's own words for these two annotations do not count. What is read
/// from the web also says where it is looked at and edited, unless its author knows better.
fn annotate(entity: &mut Value, location: &str, origin: &str, integrations: &Integrations) {
    let Some(Value::Object(metadata)) = entity.get_mut("metadata") else { return };
    let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(annotations) = annotations else { return };
    annotations.insert(annotation::MANAGED_BY.into(), location.into());
    annotations.insert(annotation::MANAGED_BY_ORIGIN.into(), origin.into());
    let Some(url) = location.strip_prefix("url:") else { return };
    let mut state = |key: &str, value: String| {
        annotations.entry(key).or_insert_with(|| value.into());
    };
    state(annotation::VIEW_URL, url.to_owned());
    // An address with a commit shows a state that nobody can edit.
    if !has_commit(url) {
        state(annotation::EDIT_URL, integrations.edit_url(url));
    }
    if let Ok(folder) = integrations.resolve("./", url) {
        state(annotation::SOURCE, format!("url:{folder}"));
    }
}

/// Whether an address holds a word of 40 or more hexadecimal digits.
fn has_commit(url: &str) -> bool {
    let mut words = url.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.any(|word| word.len() >= 40 && word.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
