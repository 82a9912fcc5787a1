//! A template while its author works on it: what is wrong with it and where, its form, and what it would write. Nothing
//! is stored; the files that it fetches are those beside the template that the catalog has.

use super::{CreateError, DryRun, Tried, Wizard, WizardError, skeleton};
use crate::{Caller, server::Portal};
use portico_entity::{
    Diagnostic, EntityRef, Path, Severity,
    yaml::{self, Node},
};
use portico_form::{Offers, Secrets, State};
use portico_template::{
    SpecError, Template,
    lint::lint,
    preview::{Given, Preview, Shown},
    yaml::document,
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A template as it is being written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The template of the catalog that it comes from.
    pub reference: EntityRef,
    /// The text of its file.
    pub yaml: String,
    /// What its form was filled in with, as pairs.
    pub pairs: Vec<(String, String)>,
}

/// What became of a draft.
#[derive(Debug)]
pub struct Edited {
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Its form, if it is good enough to have one.
    pub form: Option<(Wizard, State, Offers)>,
    /// What it would write.
    pub preview: Preview,
}

impl Edited {
    /// What it would write, as markup; with the file that is looked at.
    pub fn preview_html(&self, chosen: Option<&str>) -> String {
        self.preview.html(&Shown { root: "", chosen, marked: None })
    }
}

/// A draft, read.
struct Read {
    entity: Option<(Node, Value)>,
    diagnostics: Vec<Diagnostic>,
}

impl Portal {
    /// The text of a template's file; of one that is not on this machine, what the catalog has of it.
    ///
    /// # Errors
    /// If there is no such template.
    pub async fn template_file(
        &self,
        _caller: &Caller,
        reference: &EntityRef,
    ) -> Result<String, WizardError> {
        let stored = self.stored(reference)?;
        if let Ok(template) = Template::read(&stored) {
            let name = template.reference.name.clone();
            let read = move || skeleton::source(&template).and_then(|bytes| own_document(&bytes, &name));
            if let Some(text) = tokio::task::spawn_blocking(read).await.unwrap_or_default() {
                return Ok(text);
            }
        }
        Ok(document(&written(stored)))
    }

    /// What becomes of a draft.
    ///
    /// # Errors
    /// If the template that it comes from is not in the catalog.
    pub async fn edited(&self, caller: &Caller, draft: &Draft) -> Result<Edited, WizardError> {
        let stored = self.stored(&draft.reference)?;
        let Read { entity, mut diagnostics } = read(&draft.yaml);
        let mut edited = Edited { diagnostics: Vec::new(), form: None, preview: Preview::default() };
        if let Some((node, entity)) = entity {
            let actions = self.action_ids();
            let problems = lint(&entity, &actions);
            diagnostics.extend(
                problems.iter().map(|problem| Diagnostic::locate(problem, Severity::Warning, "", &node)),
            );
            match self.wizard_of(&entity) {
                Ok(wizard) => {
                    let at = node.position(&Path::of("spec.parameters"));
                    let faults = wizard.faults.iter().map(|fault| Diagnostic::warning("form", "", at, fault));
                    diagnostics.extend(faults);
                    let state = wizard.form.read(&draft.pairs);
                    let offers = self.offers(caller, &wizard.form, &state);
                    edited.preview = self.drafted(caller, &stored, &wizard, &state).await;
                    edited.form = Some((wizard, state, offers));
                }
                Err(error) => diagnostics.extend(located(&error, &node)),
            }
        }
        diagnostics.sort_by_key(|one| (one.line, one.column, one.severity));
        edited.diagnostics = diagnostics;
        Ok(edited)
    }

    /// What a draft would write.
    async fn drafted(&self, caller: &Caller, stored: &Value, wizard: &Wizard, state: &State) -> Preview {
        // Never from the draft: whoever writes it could name any folder.
        let trees = match Template::read(stored) {
            Ok(place) => self.trees(&place, &wizard.template).await,
            Err(_) => Default::default(),
        };
        let values = wizard.form.finished(&state.values, &state.chosen);
        let user = self.task_user(caller);
        let steps = wizard.template.steps.clone();
        let template = wizard.template.reference.to_string();
        let integrations = Arc::new(self.integrations().clone());
        let play = move || {
            let parameters = values.as_object().cloned().unwrap_or_default();
            Preview::of(&Given {
                steps: &steps,
                parameters: &parameters,
                trees: &trees,
                user: &json!({ "ref": user.reference, "entity": user.entity }),
                template: &template,
                outputs: &BTreeMap::new(),
                integrations: &integrations,
            })
        };
        // A thread that ends early has nothing to show.
        tokio::task::spawn_blocking(play).await.unwrap_or_default()
    }

    /// Runs a draft without consequences.
    ///
    /// # Errors
    /// If it is no template, the values do not fit its form, or this process runs no templates.
    pub async fn tried(&self, caller: &Caller, draft: &Draft) -> Result<Tried, CreateError> {
        let stored = self.stored(&draft.reference).map_err(|error| CreateError::Wrong(error.to_string()))?;
        let Read { entity, diagnostics } = read(&draft.yaml);
        let Some((_, entity)) = entity else {
            let first = diagnostics
                .first()
                .map_or_else(String::new, |one| format!(": line {}, {}", one.line, one.message));
            return Err(CreateError::Wrong(format!("The file cannot be read{first}")));
        };
        let wizard = self.wizard_of(&entity)?;
        let state = wizard.form.read(&draft.pairs);
        let finished = wizard.form.finish(&state, &Secrets::new());
        let files = match Template::read(&stored) {
            Ok(place) => self.beside(&place).await,
            Err(_) => Vec::new(),
        };
        let wanted = DryRun {
            template: entity,
            values: finished.values.as_object().cloned().unwrap_or_default(),
            secrets: BTreeMap::new(),
            files,
        };
        Ok(self.dry_run(caller, wanted).await?.1)
    }

    fn stored(&self, reference: &EntityRef) -> Result<Value, WizardError> {
        let key = reference.to_string();
        if !reference.kind.eq_ignore_ascii_case("template") {
            return Err(WizardError::Unknown(key));
        }
        let json = self.index().get(&key).map(|document| Arc::clone(&document.json));
        Ok(serde_json::from_str(&json.ok_or(WizardError::Unknown(key))?)?)
    }

    /// The actions that this process has; none if it runs no templates.
    fn action_ids(&self) -> BTreeSet<String> {
        let machine = self.machine().ok();
        let definitions = machine.into_iter().flat_map(|machine| machine.registry().definitions());
        definitions.map(|definition| definition.id.clone()).collect()
    }
}

/// The document of a file that describes a template of that name.
fn own_document(bytes: &[u8], name: &str) -> Option<String> {
    let documents = yaml::read(bytes).ok()?;
    let is_it = |root: &Node| {
        let value = root.to_value();
        value["kind"] == "Template" && value["metadata"]["name"] == name
    };
    let own = documents.into_iter().find(|document| document.root.as_ref().is_ok_and(is_it))?;
    Some(own.text)
}

/// An entity without what the catalog added to it.
fn written(mut entity: Value) -> Value {
    if let Some(entity) = entity.as_object_mut() {
        entity.remove("relations");
        entity.remove("status");
        if let Some(metadata) = entity.get_mut("metadata").and_then(Value::as_object_mut) {
            for key in ["uid", "etag"] {
                metadata.remove(key);
            }
            if metadata.get("namespace").is_some_and(|namespace| namespace == "default") {
                metadata.remove("namespace");
            }
            if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
                annotations.retain(|name, _| !name.starts_with("backstage.io/managed-by-"));
            }
            if metadata
                .get("annotations")
                .is_some_and(|annotations| annotations.as_object().is_some_and(Map::is_empty))
            {
                metadata.remove("annotations");
            }
        }
    }
    entity
}

/// The first document of a draft, and what is wrong with its YAML.
fn read(text: &str) -> Read {
    let broken = |error: &yaml::YamlError| {
        let found = Diagnostic::error(error.code, "", (error.line, error.column), error.message.clone());
        match &error.help {
            Some(help) => found.help(help.clone()),
            None => found,
        }
    };
    let documents = match yaml::read(text.as_bytes()) {
        Ok(documents) => documents,
        Err(error) => return Read { entity: None, diagnostics: vec![broken(&error)] },
    };
    let mut diagnostics = Vec::new();
    if documents.len() > 1 {
        let line = documents.get(1).map_or(1, |document| document.line);
        diagnostics.push(
            Diagnostic::warning(
                "more-documents",
                "",
                (line, 1),
                "Only the first document of the file is looked at",
            )
            .help("Give each template a file of its own"),
        );
    }
    match documents.into_iter().next().map(|document| document.root) {
        Some(Ok(node)) => {
            let value = node.to_value();
            Read { entity: Some((node, value)), diagnostics }
        }
        Some(Err(error)) => Read { entity: None, diagnostics: vec![broken(&error)] },
        None => {
            let empty = Diagnostic::error("empty", "", (1, 1), "The file is empty");
            Read { entity: None, diagnostics: vec![empty] }
        }
    }
}

/// Where it is that a template cannot be run.
fn located(error: &SpecError, node: &Node) -> Vec<Diagnostic> {
    let at = |path: &str| node.position(&Path::of(path));
    match error {
        SpecError::Broken(problems) => {
            problems.iter().map(|problem| Diagnostic::locate(problem, Severity::Error, "", node)).collect()
        }
        SpecError::OtherKind { .. } => {
            vec![Diagnostic::error("other-kind", "", at("kind"), error.to_string())]
        }
        SpecError::OtherVersion { .. } => {
            vec![Diagnostic::error("other-version", "", at("apiVersion"), error.to_string())]
        }
        SpecError::TooLarge { .. } => vec![Diagnostic::error("too-large", "", at("spec"), error.to_string())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_document_is_looked_at() {
        let one = read("kind: Template\nmetadata: {name: a}\n");
        assert!(one.diagnostics.is_empty());
        assert_eq!(one.entity.map(|(_, value)| value["kind"].clone()), Some(json!("Template")));
        let two = read("kind: A\n---\nkind: B\n");
        assert_eq!(
            two.diagnostics.iter().map(|one| (one.line, one.code.as_str())).collect::<Vec<_>>(),
            [(3, "more-documents")]
        );
        let broken = read("kind: [\n");
        assert!(broken.entity.is_none());
        assert_eq!(broken.diagnostics.len(), 1);
        assert_eq!(read("").diagnostics[0].code, "empty");
    }

    #[test]
    fn what_the_catalog_added_is_not_what_the_author_wrote() {
        let stored = json!({
            "kind": "Template", "relations": [], "status": {},
            "metadata": { "name": "a", "namespace": "default", "uid": "1", "etag": "2",
                "annotations": { "backstage.io/managed-by-location": "url:x" } },
        });
        assert_eq!(written(stored), json!({ "kind": "Template", "metadata": { "name": "a" } }));
    }

    #[test]
    fn files_with_several_documents_give_the_one_that_is_meant() {
        let file = b"kind: Group\nmetadata: {name: a}\n---\n# Mine\nkind: Template\nmetadata: {name: b}\n";
        assert_eq!(
            own_document(file, "b").as_deref().map(str::trim),
            Some("# Mine\nkind: Template\nmetadata: {name: b}")
        );
        assert_eq!(own_document(file, "c"), None);
    }
}
