//! Running a template where nothing can be broken.

use super::case::{Case, yaml};
use crate::{config::Config, machine, sources};

use anyhow::{Context, Result, bail};
use portico_connect::actions::Outside;
use portico_form::check::{Violation, check_pages};
use portico_portal::create::add_actions_without_catalog;
use portico_scaffolder::{Workspace, permit::Everything, runner::Runner, tasks::Tried};
use portico_template::{Page, TaskUser, Template};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

/// Longest that a step of a test may take.
const STEP: Duration = Duration::from_secs(60);

/// Everything that a run needs.
pub(super) struct Bench {
    runner: Runner,
    /// What actions keep there goes with it.
    _folder: tempfile::TempDir,
}

impl Bench {
    /// With the hosts and the environment of a configuration.
    pub(super) fn new(config: &Config) -> Result<Self> {
        let folder = tempfile::tempdir().context("there is no place for what a run needs")?;
        let reader = sources::reader(config);
        let language = machine::language(&reader);
        let outside = Outside::new(
            reader,
            folder.path().to_owned(),
            language.clone(),
            config.scaffolder.clone(),
            &config.proxy,
        )
        .context("the configuration is wrong")?;
        let mut registry = machine::registry(&outside, &language);
        add_actions_without_catalog(&mut registry);
        let runner = Runner {
            registry,
            language,
            environment: config.scaffolder.environment.clone(),
            permit: Arc::new(Everything),
            step_time: STEP,
        };
        Ok(Self { runner, _folder: folder })
    }

    /// Runs the template of a test with the test's values.
    pub(super) async fn run(&self, case: &Case) -> Result<Tried> {
        let template = read(&case.template)?;
        let values = case.values()?;
        let pages: Vec<Value> = template.pages.iter().map(|Page { schema, .. }| schema.clone()).collect();
        let found = check_pages(&pages, &Value::Object(values.clone()));
        if let Some(violation) = found.violations.first() {
            bail!("values.yaml does not fit the form: {}", told(violation));
        }
        let mut spec = template.task(values, TaskUser::default());
        if let Some(info) = &mut spec.template_info {
            let file = case.template.canonicalize().context("the template's file")?;
            info.base_url = Some(format!("file://{}", file.display()));
        }
        let folder = tempfile::tempdir().context("there is no place for the files of the run")?;
        let workspace = Workspace::open(&folder.path().join("workspace")).context("the run's workspace")?;
        Ok(self.runner.try_out("test", &spec, &BTreeMap::new(), &workspace).await?)
    }
}

/// The one template in a file, which may have other documents in it.
fn read(file: &Path) -> Result<Template> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let documents: Vec<Value> = serde_yaml::Deserializer::from_str(&text)
        .map(serde::Deserialize::deserialize)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} is not valid YAML", file.display()))?;
    let is_template = |document: &&Value| document["kind"].as_str().is_some_and(|kind| kind == "Template");
    let document = match documents.iter().find(is_template) {
        Some(document) => document,
        None => &yaml(file)?,
    };
    Template::read(document).with_context(|| file.display().to_string())
}

fn told(violation: &Violation) -> String {
    let json = violation.to_json();
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    format!("{} {}", text("property").trim_start_matches("instance."), text("message"))
}

/// What a run warned of.
pub(super) fn warnings(tried: &Tried) -> Vec<String> {
    let messages = tried.log.iter().filter_map(|event| event.body["message"].as_str());
    messages.filter(|message| message.starts_with("Warning")).map(str::to_owned).collect()
}
