//! From one document to one entity: placeholders, sorting, validation, rules, references.

use crate::{
    config::CatalogConfig,
    engine::{StatedReference, is_deprecated, is_marked},
    files::normal,
    placeholders,
    read::{LocationSpec, Origin, Stamp},
};
use portico_entity::{
    Diagnostic, ErrorClass, LocationRef, Path as EntityPath, Problem, Severity, annotation,
    entity::reference_of,
    limits::PLACEHOLDER_BYTES,
    location::sha1_hex,
    relations,
    validate::{envelope, misspelt_keys, validate},
    yaml::{Document, Node},
};
use serde_json::{Map, Value};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What became of one document.
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
    pub(crate) path: &'a Path,
    /// The path as it is shown.
    pub(crate) shown: &'a str,
    pub(crate) origin: &'a Origin,
    /// Files that placeholders brought in, with their state when read.
    pub(crate) inputs: &'a mut Vec<(PathBuf, Stamp)>,
}

/// Processes a document whose YAML is good.
pub(crate) fn process(document: Document, root: &Node, context: &mut Context<'_>) -> Outcome {
    let mut entity = root.to_value();
    let mut material = document.text.clone();
    let location = LocationRef::new("file", context.path.to_string_lossy()).to_string();
    let mut problems = envelope(&entity);
    let entity_ref = reference_of(&entity).map(|reference| reference.to_string());
    let hints = misspelt_keys(&entity);
    let mut references = Vec::new();
    if problems.is_empty() {
        problems = placeholders::replace(&mut entity, &mut |target| {
            let text = read_input(target, context)?;
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
    annotate(&mut entity, &location, &context.origin.location.to_string());
    let kind = entity.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    material.push('\0');
    material.push_str(&location);
    material.push_str(&context.origin.location.to_string());
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
    let allowed =
        context.origin.trusted || context.config.rules.allows(kind, spec_type, &context.origin.location);
    (!allowed).then(|| {
        let message =
            format!("catalog.rules does not allow the kind {kind} from {}", context.origin.location);
        Problem::input("not-allowed", EntityPath::of("kind"), message)
            .class(ErrorClass::NotAllowedError)
            .help(format!("Add \"- allow: [{kind}]\" under catalog.rules in the configuration"))
    })
}

/// Writes where the entity comes from; the author's own words for these two annotations do not count.
fn annotate(entity: &mut Value, location: &str, origin: &str) {
    let Some(Value::Object(metadata)) = entity.get_mut("metadata") else { return };
    let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(annotations) = annotations {
        annotations.insert(annotation::MANAGED_BY.into(), location.into());
        annotations.insert(annotation::MANAGED_BY_ORIGIN.into(), origin.into());
    }
}

/// Reads the file of a placeholder. It must lie in the folder of the entity's origin or below, so that a catalog
/// file can bring in its neighbours but not, say, the machine's passwords.
fn read_input(target: &str, context: &mut Context<'_>) -> Result<String, Problem> {
    let wrong = |message: String| Problem::input("bad-placeholder", EntityPath::root(), message);
    if target.contains("://") {
        return Err(wrong(format!("{target} is a web address; files from a folder can only bring in files")));
    }
    let folder = context.path.parent().unwrap_or(context.path);
    let path = normal(&folder.join(target));
    if !path.starts_with(&context.origin.folder) {
        let message = format!("{target} lies outside {}", context.origin.folder.display());
        return Err(wrong(message).help("Move the file below the folder of the location that is registered"));
    }
    // A link may lead on only to where its target could have been named.
    let real = |path: &Path| std::fs::canonicalize(path);
    if let (Ok(file), Ok(folder)) = (real(&path), real(&context.origin.folder))
        && !file.starts_with(&folder)
    {
        return Err(wrong(format!("{target} leads to a file outside {}", context.origin.folder.display())));
    }
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => wrong(format!("There is no file {target} beside this one")),
        _ => wrong(format!("{target} cannot be read: {error}")),
    };
    let stamp = Stamp::of(&path);
    context.inputs.push((path.clone(), stamp));
    let length = std::fs::metadata(&path).map_err(missing)?.len();
    if length > PLACEHOLDER_BYTES as u64 {
        let most = PLACEHOLDER_BYTES / (1024 * 1024);
        return Err(wrong(format!("{target} has {length} bytes; at most {most} MB are brought in")));
    }
    let bytes = std::fs::read(&path).map_err(missing)?;
    String::from_utf8(bytes).map_err(|_| wrong(format!("{target} is not UTF-8 text")))
}
