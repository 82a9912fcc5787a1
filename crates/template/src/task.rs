//! What a task is to do: a template and the values it was started with, as they are stored and told to clients.
//! Nothing in it is rendered yet, and no secret is in it.

use crate::spec::{API_VERSION, Recovery, Step, Template};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a task is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskSpec {
    /// Version of the format.
    #[serde(default)]
    pub api_version: String,
    /// Steps, with ids and names filled in.
    #[serde(default)]
    pub steps: Vec<Value>,
    /// What it tells in the end, unrendered.
    #[serde(default)]
    pub output: Map<String, Value>,
    /// What the form was filled in with.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// Who started it.
    #[serde(default)]
    pub user: TaskUser,
    /// The template that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_info: Option<TemplateInfo>,
    /// What becomes of it when its process dies, as the template says it.
    #[serde(default, rename = "EXPERIMENTAL_recovery", skip_serializing_if = "Option::is_none")]
    pub recovery: Option<Value>,
}

/// Who started a task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskUser {
    /// That user in the catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Value>,
    /// Their reference.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// The template that a task comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateInfo {
    /// Its reference.
    pub entity_ref: String,
    /// What relative addresses in it start from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// `{metadata}` of the entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Value>,
}

impl Template {
    /// What a task of this template is to do with these values.
    pub fn task(&self, parameters: Map<String, Value>, user: TaskUser) -> TaskSpec {
        TaskSpec {
            api_version: API_VERSION.to_owned(),
            steps: self.steps.iter().map(|step| Value::Object(step.raw.clone())).collect(),
            output: self.output.clone(),
            parameters,
            user,
            template_info: Some(TemplateInfo {
                entity_ref: self.reference.to_string(),
                base_url: self.base_url(),
                entity: Some(json!({ "metadata": self.metadata })),
            }),
            recovery: self.recovery_spec.clone(),
        }
    }
}

impl TaskSpec {
    /// The steps, read.
    pub fn typed_steps(&self) -> Vec<Step> {
        self.steps.iter().enumerate().map(|(index, step)| Step::of(step, index)).collect()
    }

    /// The reference of its template.
    pub fn template(&self) -> Option<&str> {
        self.template_info.as_ref().map(|info| info.entity_ref.as_str())
    }

    /// What people call its template: its title, else its name.
    pub fn template_title(&self) -> Option<&str> {
        let info = self.template_info.as_ref()?;
        let metadata = info.entity.as_ref().and_then(|entity| entity.get("metadata"));
        let named = |key| metadata?.get(key)?.as_str();
        named("title").or_else(|| named("name")).or(Some(&info.entity_ref))
    }

    /// What becomes of it when its process dies, as the template says it.
    pub fn recovery_strategy(&self) -> Recovery {
        Recovery::of(self.recovery.as_ref())
    }
}
