//! A runner with actions that note what they were asked, and a journal in memory.

use portico_nunjucks::Environment;
use portico_scaffolder::{
    Action, Definition, Failure, Later, Output, Registry, Repeat, Step, Workspace,
    permit::{Everything, Permit},
    redact::Redactor,
    runner::{Ended, Interrupted, Job, Journal, Runner},
    settings,
    tasks::{NewEvent, StepChange, StepRow, StepState},
};
use portico_template::TaskSpec;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// What actions were asked: step and input.
pub type Calls = Arc<Mutex<Vec<(String, Value)>>>;

pub struct TestAction {
    pub definition: Definition,
    pub calls: Calls,
}

impl Action for TestAction {
    fn definition(&self) -> &Definition {
        &self.definition
    }

    fn run<'a>(&'a self, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
        Box::pin(async move {
            self.calls.lock().unwrap().push((step.step_id.to_owned(), step.input.clone()));
            match self.definition.id.as_str() {
                "acme:fail" => Err(Failure::other("it always fails")),
                "acme:noted" => {
                    if step.checkpoints.get("made").is_none() {
                        step.checkpoints.put("made", json!("once")).await?;
                        step.log.info("made it");
                    }
                    Ok(Output::from_iter([("made".to_owned(), json!(step.checkpoints.get("made")))]))
                }
                _ => Ok(step.input.as_object().cloned().unwrap_or_default()),
            }
        })
    }
}

pub struct World {
    pub runner: Runner,
    pub calls: Calls,
    _folder: tempfile::TempDir,
    workspace: Workspace,
}

impl World {
    pub fn new() -> Self {
        let calls = Calls::default();
        let mut registry = Registry::default();
        let mut add = |id: &str, input: Value, output: Value, dry_run: bool, repeat: Repeat| {
            let definition = Definition {
                id: id.to_owned(),
                description: String::new(),
                examples: Vec::new(),
                input,
                output,
                dry_run,
                repeat,
            };
            registry.add(TestAction { definition, calls: Arc::clone(&calls) });
        };
        let strict =
            json!({ "type": "object", "required": ["n"], "properties": { "n": { "type": "number" } } });
        let live = json!({ "type": "object", "properties": {
            "url": { "type": "string" }, "n": { "type": "number" }, "ok": { "type": "boolean" },
            "l": { "type": "array", "items": { "type": "string" } }
        } });
        add("acme:echo", Value::Null, Value::Null, true, Repeat::Safe);
        add("acme:strict", strict, Value::Null, true, Repeat::Safe);
        add("acme:fail", Value::Null, Value::Null, true, Repeat::Safe);
        add("acme:live", Value::Null, live, false, Repeat::Unsafe);
        add("acme:once", Value::Null, Value::Null, true, Repeat::Unsafe);
        add("acme:noted", Value::Null, Value::Null, true, Repeat::Checkpointed);
        let runner = Runner {
            registry,
            language: Environment::scaffolder(),
            environment: settings::Environment::default(),
            permit: Arc::new(Everything),
            step_time: Duration::from_secs(5),
        };
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::open(&folder.path().join("task")).unwrap();
        Self { runner, calls, _folder: folder, workspace }
    }

    pub fn permit(&mut self, permit: impl Permit + 'static) {
        self.runner.permit = Arc::new(permit);
    }

    pub async fn run(&self, task: &Value, before: &Before, notes: &Notes) -> Result<Ended, Interrupted> {
        let spec: TaskSpec = serde_json::from_value(task.clone()).unwrap();
        let secrets: BTreeMap<String, String> = match task.get("secrets") {
            Some(secrets) => serde_json::from_value(secrets.clone()).unwrap(),
            None => BTreeMap::new(),
        };
        let job = Job {
            id: "t-1",
            spec: &spec,
            secrets: &secrets,
            workspace: &self.workspace,
            is_dry_run: task["dryRun"] == true,
            before: before.steps.clone(),
            is_rebuilding: before.is_rebuilding,
            journal: notes,
        };
        self.runner.run(&job).await
    }

    /// What the actions were asked since the last time: `step:input`.
    pub fn asked(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.calls.lock().unwrap())
    }
}

/// Where a task stood before.
#[derive(Default)]
pub struct Before {
    pub steps: Vec<StepRow>,
    pub is_rebuilding: bool,
}

/// A journal in memory, which may be cut after a number of writes.
pub struct Notes {
    pub events: Mutex<Vec<NewEvent>>,
    pub steps: Mutex<BTreeMap<usize, StepChange>>,
    pub known: Mutex<BTreeMap<(usize, String), Value>>,
    pub writes_left: Mutex<usize>,
    redactor: Redactor,
}

impl Notes {
    pub fn new() -> Self {
        Self::hiding(&[])
    }

    pub fn hiding(secrets: &[&str]) -> Self {
        Self {
            events: Mutex::default(),
            steps: Mutex::default(),
            known: Mutex::default(),
            writes_left: Mutex::new(usize::MAX),
            redactor: Redactor::new(secrets.iter().copied()),
        }
    }

    pub fn cut_after(self, writes: usize) -> Self {
        *self.writes_left.lock().unwrap() = writes;
        self
    }

    /// The same journal, found by the next process.
    pub fn found_again(self) -> Self {
        *self.writes_left.lock().unwrap() = usize::MAX;
        self
    }

    fn write(&self) -> Result<(), Interrupted> {
        let mut left = self.writes_left.lock().unwrap();
        if *left == 0 {
            return Err(Interrupted("cut".into()));
        }
        *left -= 1;
        Ok(())
    }

    /// `step:status` of all events that have a status.
    pub fn statuses(&self) -> Vec<String> {
        let events = self.events.lock().unwrap();
        let told = |event: &NewEvent| {
            let status = event.body["status"].as_str()?;
            Some(format!("{}:{status}", event.body["stepId"].as_str()?))
        };
        events.iter().filter_map(told).collect()
    }

    /// All that was told.
    pub fn lines(&self) -> Vec<String> {
        let events = self.events.lock().unwrap();
        events.iter().map(|event| event.body["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The rows of a task's steps.
    pub fn rows(&self, task: &Value) -> Vec<StepRow> {
        let spec: TaskSpec = serde_json::from_value(task.clone()).unwrap();
        let steps = self.steps.lock().unwrap();
        let rows = spec.typed_steps().into_iter().enumerate().map(|(position, step)| {
            let change = steps.get(&position);
            StepRow {
                id: step.id,
                name: step.name,
                action: step.action,
                state: change.map(|change| change.state).unwrap_or_default(),
                started_ms: None,
                ended_ms: None,
                output: change.and_then(|change| change.output.clone()),
            }
        });
        rows.collect()
    }

    pub fn state(&self, position: usize) -> StepState {
        self.steps.lock().unwrap().get(&position).map(|change| change.state).unwrap_or_default()
    }
}

impl Journal for Notes {
    fn line(&self, step: Option<&str>, text: &str) {
        let text = self.redactor.text(text);
        self.events.lock().unwrap().push(portico_scaffolder::tasks::events::line(0, &text, step));
    }

    fn note(&self, change: StepChange, event: NewEvent) -> Later<'_, Result<(), Interrupted>> {
        let outcome = self.write().map(|()| {
            self.events.lock().unwrap().push(event);
            self.steps.lock().unwrap().insert(change.position, change);
        });
        Box::pin(async { outcome })
    }

    fn checkpoint<'a>(
        &'a self,
        step: usize,
        name: &'a str,
        value: Value,
    ) -> Later<'a, Result<(), Interrupted>> {
        let outcome = self.write().map(|()| {
            self.known.lock().unwrap().insert((step, name.to_owned()), value);
        });
        Box::pin(async { outcome })
    }

    fn known(&self, step: usize, name: &str) -> Option<Value> {
        self.known.lock().unwrap().get(&(step, name.to_owned())).cloned()
    }

    fn redactor(&self) -> &Redactor {
        &self.redactor
    }
}
