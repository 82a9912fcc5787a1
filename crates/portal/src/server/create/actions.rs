//! What steps of templates do with the catalog: `catalog:register` and `catalog:fetch`; and with the portal (`telling`).

use super::super::{
    Portal, Preview, RegistryError,
    limits::{REGISTERED_PATIENCE, REGISTERED_PAUSE},
};
use crate::Caller;
use portico_entity::{EntityRef, LocationRef, RefContext};
use portico_scaffolder::{
    Definition, Example, Failure, FailureKind, Later, Output, Registry, Repeat, Step,
    function::Run,
    schema::{Field, any, flag, map, object, text, texts},
};
use serde_json::{Value, json};
use std::sync::{Arc, Weak};

/// What the actions are made with. The portal has the machine that has the actions: they must not hold it alive.
pub(super) type Catalog = Weak<Portal>;

/// Adds them to those that templates can use.
pub fn add_to(registry: &mut Registry, portal: &Arc<Portal>) {
    add(registry, &Arc::downgrade(portal));
}

/// Adds them where there is no catalog: for trials, in which registering is skipped anyway.
pub fn add_without_catalog(registry: &mut Registry) {
    add(registry, &Weak::new());
}

fn add(registry: &mut Registry, catalog: &Catalog) {
    let actions: Vec<(Definition, Run<Catalog>)> =
        vec![(register_definition(), register), (fetch_definition(), fetch), super::telling::action()];
    registry.add_all(catalog, actions);
}

pub(super) fn open(catalog: &Catalog) -> Result<Arc<Portal>, Failure> {
    catalog.upgrade().ok_or_else(|| {
        Failure::other("There is no catalog here, or it is being closed; retry the step later")
    })
}

fn definition(
    id: &str,
    description: &str,
    dry_run: bool,
    (input, output): (Vec<Field>, Vec<Field>),
    examples: Vec<Example>,
) -> Definition {
    let (input, output) = (object(input), object(output));
    // Registering once more is told from registering first, and looking changes nothing.
    let repeat = Repeat::Safe;
    Definition {
        id: id.to_owned(),
        description: description.to_owned(),
        examples,
        input,
        output,
        dry_run,
        repeat,
    }
}

fn register_definition() -> Definition {
    let input = vec![
        text("catalogInfoUrl", "The address of a file with entities."),
        text("repoContentsUrl", "Instead of it: the address of a folder, as actions that publish give it."),
        text("catalogInfoPath", "The file in that folder.").or("/catalog-info.yaml"),
        flag(
            "optional",
            "Whether the step succeeds where the file cannot be registered, as when it is not there.",
        )
        .or(false),
    ];
    let output = vec![
        text("entityRef", "The entity that the file is about: its first component, else its first entity."),
        text("catalogInfoUrl", "The address that was registered."),
    ];
    let example = Example::new(
        "Register what was published",
        r#"
steps:
  - id: register
    action: catalog:register
    input:
      repoContentsUrl: ${{ steps.publish.output.repoContentsUrl }}
      catalogInfoPath: /catalog-info.yaml
"#,
    );
    let description = "Registers a file with entities, so that the catalog reads it from now on.";
    definition("catalog:register", description, false, (input, output), vec![example])
}

fn register<'a>(catalog: &'a Catalog, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let portal = open(catalog)?;
        let address = address(&portal, &step)?;
        let is_optional = step.flag("optional").unwrap_or_default();
        let mut output = Output::from_iter([("catalogInfoUrl".to_owned(), address.as_str().into())]);
        match enter(&portal, &step, &address).await {
            Ok(Some(entity_ref)) => drop(output.insert("entityRef".to_owned(), entity_ref.into())),
            Ok(None) => step.log.warn(&format!("There is no entity at {address} yet")),
            Err(failure) if is_optional => step.log.warn(&format!("Not registered: {failure}")),
            Err(failure) => return Err(failure),
        }
        Ok(output)
    })
}

/// The address that the input names.
fn address(portal: &Portal, step: &Step<'_>) -> Result<String, Failure> {
    if let Some(address) = step.text("catalogInfoUrl") {
        return Ok(address.to_owned());
    }
    let folder = step
        .text("repoContentsUrl")
        .ok_or_else(|| Failure::input("Neither `catalogInfoUrl` nor `repoContentsUrl` is given"))?;
    let path = step.text("catalogInfoPath").unwrap_or("/catalog-info.yaml");
    let base = portal.integrations().of(folder);
    if base.is_none() {
        let host = folder.split('?').next().unwrap_or_default();
        return Err(Failure::input(format!(
            "There is no integration for the host of {host}; add one below `integrations`"
        )));
    }
    let resolved = portal.integrations().resolve(path, folder);
    resolved.map_err(|error| Failure::input(error.to_string()))
}

/// Registers an address. Says which entity it is about.
async fn enter(portal: &Portal, step: &Step<'_>, address: &str) -> Result<Option<String>, Failure> {
    let location = LocationRef::new("url", address);
    let caller = caller(step);
    // Before it is registered, so that a file that cannot be read leaves nothing behind.
    let preview = portal.preview(caller.clone(), location.clone()).await.map_err(|error| failure(&error))?;
    if let Some(problem) = preview.error() {
        return Err(Failure::new(
            FailureKind::NotFound,
            format!("{address} cannot be registered: {}", problem.message),
        ));
    }
    match portal.register(caller.clone(), location.clone()).await {
        Ok(_) => step.log.info(&format!("Registered {address}")),
        Err(RegistryError::Exists(_)) => {
            if let Some(known) =
                portal.registered(caller, &location).await.map_err(|error| failure(&error))?
            {
                portal.read_again(&known).await.map_err(|error| failure(&error))?;
            }
            step.log.info(&format!("{address} is registered already; it is read again"));
        }
        Err(error) => return Err(failure(&error)),
    }
    let subject = subject(&preview);
    if let Some(entity_ref) = &subject {
        until_visible(portal, entity_ref).await;
    }
    Ok(subject)
}

/// Waits a moment for an entity, so that what links to it leads somewhere. It comes in any case.
async fn until_visible(portal: &Portal, entity_ref: &str) {
    let mut versions = portal.versions();
    let visible = async {
        while portal.index().get(entity_ref).is_none() {
            // Woken by what is visible, and now and then in case that came before.
            let _ = tokio::time::timeout(REGISTERED_PAUSE, versions.changed()).await;
        }
    };
    let _ = tokio::time::timeout(REGISTERED_PATIENCE, visible).await;
}

/// The entity that a file is about: its first component with a name of its own, else its first such entity, else any.
fn subject(preview: &Preview) -> Option<String> {
    let own = |reference: &&str| !reference.rsplit('/').next().unwrap_or_default().starts_with("generated-");
    let found: Vec<&str> = preview.entities.iter().map(|(reference, _)| reference.as_str()).collect();
    let first = |wanted: &dyn Fn(&&str) -> bool| found.iter().copied().find(|reference| wanted(reference));
    first(&|reference| own(reference) && reference.starts_with("component:"))
        .or_else(|| first(&|reference| own(reference)))
        .or_else(|| found.first().copied())
        .map(str::to_owned)
}

/// The person who started the task.
fn caller(step: &Step<'_>) -> Caller {
    step.user.map_or(Caller::Guest, Caller::user)
}

fn failure(error: &RegistryError) -> Failure {
    let kind = match error {
        RegistryError::Type(_) => FailureKind::Input,
        RegistryError::ReadOnly => FailureKind::NotAllowed,
        RegistryError::Exists(_) => FailureKind::Conflict,
        RegistryError::Unknown(_) => FailureKind::NotFound,
        RegistryError::Store(_) => FailureKind::Other,
    };
    Failure::new(kind, format!("The catalog did not take it: {error}"))
}

fn fetch_definition() -> Definition {
    let input = vec![
        text("entityRef", "The reference of an entity."),
        texts("entityRefs", "Instead of it: references of several."),
        flag("optional", "Whether the step succeeds where an entity is not there.").or(false),
        text("defaultKind", "The kind of references that name none."),
        text("defaultNamespace", "The namespace of references that name none."),
    ];
    let output = vec![
        map("entity", "The entity, if one was asked for."),
        any(
            "entities",
            "The entities, in the order of their references; null for each that is not there.",
            json!({"type": "array", "items": {"type": ["object", "null"]}}),
        ),
    ];
    let example = Example::new(
        "Look up the owner",
        r#"
steps:
  - id: owner
    action: catalog:fetch
    input:
      entityRef: ${{ parameters.owner }}
      defaultKind: Group
  - id: say
    action: debug:log
    input:
      message: It belongs to ${{ steps.owner.output.entity.spec.profile.displayName }}
"#,
    );
    definition("catalog:fetch", "Looks up entities in the catalog.", true, (input, output), vec![example])
}

fn fetch<'a>(catalog: &'a Catalog, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let portal = open(catalog)?;
        let is_optional = step.flag("optional").unwrap_or_default();
        if let Some(reference) = step.text("entityRef") {
            let found = look_up(&portal, &step, reference)?;
            return match found {
                Some(entity) => Ok(Output::from_iter([("entity".to_owned(), entity)])),
                None if is_optional => Ok(Output::from_iter([("entity".to_owned(), Value::Null)])),
                None => Err(missing(reference)),
            };
        }
        let references = step.input.get("entityRefs").and_then(Value::as_array);
        let references =
            references.ok_or_else(|| Failure::input("Neither `entityRef` nor `entityRefs` is given"))?;
        let mut entities = Vec::with_capacity(references.len());
        for reference in references {
            let reference = reference.as_str().unwrap_or_default();
            match look_up(&portal, &step, reference)? {
                Some(entity) => entities.push(entity),
                None if is_optional => entities.push(Value::Null),
                None => return Err(missing(reference)),
            }
        }
        Ok(Output::from_iter([("entities".to_owned(), entities.into())]))
    })
}

fn missing(reference: &str) -> Failure {
    let text = format!("There is no {reference} in the catalog; write `optional: true` if that is fine");
    Failure::new(FailureKind::NotFound, text)
}

/// An entity as JSON, if it is there.
fn look_up(portal: &Portal, step: &Step<'_>, reference: &str) -> Result<Option<Value>, Failure> {
    let context = RefContext {
        default_kind: step.text("defaultKind"),
        default_namespace: step.text("defaultNamespace"),
    };
    let reference =
        EntityRef::parse(reference, context).map_err(|error| Failure::input(error.to_string()))?;
    let json = portal.index().get(&reference.to_string()).map(|document| Arc::clone(&document.json));
    let Some(json) = json else { return Ok(None) };
    let entity = serde_json::from_str(&json);
    entity.map(Some).map_err(|_| Failure::other(format!("The stored entity {reference} cannot be read")))
}
