//! The machine of tasks on a real database: what becomes of tasks whatever happens to their process.

#![expect(clippy::panic, reason = "tests stop at the first surprise")]

use portico_nunjucks::Environment;
use portico_scaffolder::{
    Action, Definition, Failure, Later, Output, Registry, Repeat, ScaffolderConfig, Step,
    permit::Everything,
    tasks::{
        CancelOutcome, Checkpoint, Event, Machine, NewEvent, NewTask, Parts, RetryOutcome, Sealed, Status,
        StepRow, StepState, Stored, Submission, Task, TaskError, TaskQuery, TaskStore, TaskStoreError, Trial,
        Worker, Write,
    },
};
use portico_store::SqliteStore;
use portico_template::TaskSpec;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    future::pending,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::{runtime::Runtime, time::sleep};

/// What actions did to the world outside: survives any process.
type Deeds = Arc<Mutex<Vec<String>>>;

struct Deed {
    definition: Definition,
    deeds: Deeds,
}

impl Action for Deed {
    fn definition(&self) -> &Definition {
        &self.definition
    }

    fn run<'a>(&'a self, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
        Box::pin(async move {
            let deed = step.input["deed"].as_str().unwrap_or_default().to_owned();
            match self.definition.id.as_str() {
                "test:file" => {
                    step.workspace.write("made.txt", deed.as_bytes())?;
                    self.deeds.lock().unwrap().push(format!("file {deed}"));
                }
                "test:read" => {
                    let content = String::from_utf8(step.workspace.read("made.txt")?).unwrap();
                    return Ok(Output::from_iter([("content".to_owned(), content.into())]));
                }
                "test:once" => self.deeds.lock().unwrap().push(format!("once {deed}")),
                "test:noted" => {
                    if step.checkpoints.get("created").is_none() {
                        self.deeds.lock().unwrap().push(format!("created {deed}"));
                        step.checkpoints.put("created", true.into()).await?;
                    }
                    self.deeds.lock().unwrap().push(format!("pushed {deed}"));
                }
                "test:hang" => pending::<()>().await,
                "test:panic" => panic!("this is what the test wants"),
                "test:flaky" => {
                    let mut deeds = self.deeds.lock().unwrap();
                    let is_first = !deeds.iter().any(|deed| deed == "flaky");
                    deeds.push("flaky".to_owned());
                    if is_first {
                        return Err(Failure::other("not the first time"));
                    }
                }
                _ => step.log.info(&deed),
            }
            Ok(Output::from_iter([("deed".to_owned(), deed.into())]))
        })
    }
}

fn registry(deeds: &Deeds) -> Registry {
    let mut registry = Registry::default();
    for (id, repeat) in [
        ("test:file", Repeat::Safe),
        ("test:read", Repeat::Safe),
        ("test:log", Repeat::Safe),
        ("test:hang", Repeat::Safe),
        ("test:panic", Repeat::Safe),
        ("test:flaky", Repeat::Safe),
        ("test:once", Repeat::Unsafe),
        ("test:noted", Repeat::Checkpointed),
    ] {
        let definition = Definition {
            id: id.into(),
            description: String::new(),
            examples: Vec::new(),
            input: Value::Null,
            output: Value::Null,
            dry_run: true,
            repeat,
        };
        registry.add(Deed { definition, deeds: Arc::clone(deeds) });
    }
    registry
}

/// A folder with everything that outlives a process.
struct World {
    folder: TempDir,
    deeds: Deeds,
}

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), deeds: Deeds::default() }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("portico.db")
    }

    async fn store(&self) -> Arc<SqliteStore> {
        Arc::new(SqliteStore::open(&self.database()).await.unwrap())
    }

    fn parts(&self, store: Arc<dyn TaskStore>, config: ScaffolderConfig) -> Parts {
        Parts {
            store,
            is_shared: false,
            registry: registry(&self.deeds),
            language: Environment::scaffolder(),
            config,
            workspaces: self.folder.path().join("tasks"),
            key_file: self.folder.path().join("tasks.key"),
            permit: Arc::new(Everything),
        }
    }

    async fn machine(&self) -> Machine {
        Machine::start(self.parts(self.store().await, ScaffolderConfig::default())).unwrap()
    }

    fn deeds(&self) -> Vec<String> {
        self.deeds.lock().unwrap().clone()
    }

    fn count(&self, deed: &str) -> usize {
        self.deeds().iter().filter(|known| *known == deed).count()
    }
}

fn task(steps: Value) -> Submission {
    let spec: TaskSpec = serde_json::from_value(json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "steps": steps,
        "parameters": { "name": "cart" },
        "output": { "name": "${{ parameters.name }}" }
    }))
    .unwrap();
    Submission { spec, created_by: Some("user:default/ada".into()), secrets: BTreeMap::new() }
}

/// A step with every way to be repeated.
fn every_kind() -> Submission {
    task(json!([
        { "id": "file", "action": "test:file", "input": { "deed": "${{ parameters.name }}" } },
        { "id": "once", "action": "test:once", "input": { "deed": "a" } },
        { "id": "noted", "action": "test:noted", "input": { "deed": "b" } },
        { "id": "each", "action": "test:once", "each": [1, 2], "input": { "deed": "turn ${{ each.value }}" } },
        { "id": "read", "action": "test:read" }
    ]))
}

async fn ended(machine: &Machine, id: &str) -> Task {
    for _ in 0..2000 {
        let task = machine.task(id).await.unwrap();
        if task.status.is_end() {
            return task;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("the task does not end: {:?}", machine.store().task_steps(id).await.unwrap());
}

async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..2000 {
        if is_so().await {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("it does not come");
}

async fn told(machine: &Machine, id: &str) -> String {
    let events = machine.store().task_events(id, 0, 1000).await.unwrap();
    events.iter().map(|event| format!("{} {}\n", event.kind.word(), event.body)).collect()
}

async fn state(machine: &Machine, id: &str, position: usize) -> StepState {
    machine.store().task_steps(id).await.unwrap()[position].state
}

#[tokio::test]
async fn a_task_is_run_and_leaves_no_files() {
    let world = World::new();
    let machine = world.machine().await;
    let id = machine.submit(every_kind()).await.unwrap();
    let task = ended(&machine, &id).await;
    assert_eq!((task.status, task.output), (Status::Completed, Some(json!({ "name": "cart" }))));
    assert_eq!(world.deeds(), ["file cart", "once a", "created b", "pushed b", "once turn 1", "once turn 2"]);
    let steps = machine.store().task_steps(&id).await.unwrap();
    assert_eq!(steps[4].output, json!({ "content": "cart" }).as_object().cloned());
    assert_eq!(steps[3].output, json!({ "deed": ["turn 1", "turn 2"] }).as_object().cloned());
    let log = told(&machine, &id).await;
    assert!(log.starts_with("log {\"message\":\"Starting up task with 5 steps\"}"), "{log}");
    assert!(log.contains("completion") && !log.contains("recovered"), "{log}");
    until(async || !world.folder.path().join("tasks").join(&id).exists()).await;
    assert_eq!(machine.measured().ended[&Status::Completed].count, 1);
}

#[test]
fn wherever_its_process_is_killed_a_task_goes_on_or_says_why() {
    let (mut completed, mut refused, mut never_cut) = (0, 0, false);
    for writes in 1.. {
        let world = World::new();
        // A process that stands still after so many writes, as if somebody had pulled the plug, and is then gone.
        let first = Runtime::new().unwrap();
        let id = first.block_on(async {
            let cut = Arc::new(Cut { store: world.store().await, left: AtomicI64::new(writes) });
            let store: Arc<dyn TaskStore> = Arc::clone(&cut) as _;
            let id = "11111111-1111-4111-8111-111111111111".to_owned();
            let submission = every_kind();
            let task = NewTask {
                id: id.clone(),
                spec: submission.spec,
                created_by: None,
                at_ms: 1,
                sealed: None,
                events: Vec::new(),
            };
            cut.store.create_task(&task).await.unwrap();
            let _machine = Machine::start(world.parts(store, ScaffolderConfig::default())).unwrap();
            until(async || {
                let is_over = cut.store.task(&id).await.unwrap().unwrap().status.is_end();
                never_cut = is_over;
                is_over || cut.left.load(Ordering::SeqCst) <= 0
            })
            .await;
            sleep(Duration::from_millis(20)).await;
            id
        });
        first.shutdown_background();
        let second = Runtime::new().unwrap();
        second.block_on(async {
            let machine = world.machine().await;
            let task = ended(&machine, &id).await;
            let deeds = world.deeds();
            for once in ["once a", "once turn 1", "once turn 2", "created b"] {
                let most = if once == "created b" { 2 } else { 1 };
                assert!(world.count(once) <= most, "{once} after {writes} writes: {deeds:?}");
            }
            match task.error {
                None => {
                    let steps = machine.store().task_steps(&id).await.unwrap();
                    assert_eq!(steps[4].output, json!({ "content": "cart" }).as_object().cloned());
                    completed += 1;
                }
                Some(error) => {
                    assert!(error.message.contains("nobody can know how much of it was done"), "{error:?}");
                    refused += 1;
                    // Somebody looked, and says that it may be repeated.
                    machine.retry(&id, &BTreeMap::new()).await.unwrap();
                    assert_eq!(ended(&machine, &id).await.error, None);
                }
            }
        });
        second.shutdown_background();
        if never_cut {
            break;
        }
    }
    assert!(completed > 8 && refused >= 3, "{completed} {refused}");
}

#[tokio::test]
async fn a_step_that_failed_is_retried_with_what_was_done_before() {
    let world = World::new();
    let machine = world.machine().await;
    let steps = json!([
        { "id": "file", "action": "test:file", "input": { "deed": "x" } },
        { "id": "once", "action": "test:once", "input": { "deed": "a" } },
        { "id": "flaky", "action": "test:flaky" },
        { "id": "read", "action": "test:read" }
    ]);
    let id = machine.submit(task(steps)).await.unwrap();
    let failed = ended(&machine, &id).await;
    assert_eq!(failed.error.unwrap().message, "not the first time");
    assert_eq!(state(&machine, &id, 3).await, StepState::Skipped);
    assert!(world.folder.path().join("tasks").join(&id).exists(), "its files are kept for that");
    machine.retry(&id, &BTreeMap::new()).await.unwrap();
    assert_eq!(ended(&machine, &id).await.status, Status::Completed);
    assert_eq!(world.deeds(), ["file x", "once a", "flaky", "flaky"]);
}

#[tokio::test]
async fn without_its_files_a_retry_makes_them_again_and_says_so() {
    let world = World::new();
    let machine = world.machine().await;
    let steps = json!([
        { "id": "file", "action": "test:file", "input": { "deed": "x" } },
        { "id": "once", "action": "test:once", "input": { "deed": "a" } },
        { "id": "flaky", "action": "test:flaky" },
        { "id": "read", "action": "test:read" }
    ]);
    let id = machine.submit(task(steps)).await.unwrap();
    ended(&machine, &id).await;
    std::fs::remove_dir_all(world.folder.path().join("tasks").join(&id)).unwrap();
    machine.retry(&id, &BTreeMap::new()).await.unwrap();
    assert_eq!(ended(&machine, &id).await.status, Status::Completed);
    assert_eq!(world.deeds(), ["file x", "once a", "flaky", "file x", "flaky"]);
    assert!(told(&machine, &id).await.contains("The task's files are not here"));
}

#[tokio::test]
async fn a_task_is_cancelled_while_it_runs_and_while_it_waits() {
    let world = World::new();
    let config = ScaffolderConfig { concurrent: 1, ..ScaffolderConfig::default() };
    let machine = Machine::start(world.parts(world.store().await, config)).unwrap();
    let hang =
        || task(json!([{ "id": "h", "action": "test:hang" }, { "id": "after", "action": "test:log" }]));
    let running = machine.submit(hang()).await.unwrap();
    until(async || state(&machine, &running, 0).await == StepState::Processing).await;
    let waiting = machine.submit(hang()).await.unwrap();
    assert_eq!(machine.task(&waiting).await.unwrap().status, Status::Open, "one at a time");
    assert_eq!(machine.cancel(&waiting).await.unwrap(), CancelOutcome::Cancelled);
    assert_eq!(machine.cancel(&running).await.unwrap(), CancelOutcome::Told);
    let task = ended(&machine, &running).await;
    assert_eq!((task.status, task.error.unwrap().name.as_str()), (Status::Failed, "CancelledError"));
    assert_eq!(state(&machine, &running, 0).await, StepState::Cancelled);
    let kinds: Vec<_> = machine.store().task_events(&running, 0, 100).await.unwrap();
    let kinds: Vec<_> =
        kinds.iter().map(|event| format!("{} {}", event.kind.word(), event.body["status"])).collect();
    assert_eq!(
        kinds,
        ["log null", "log \"processing\"", "cancelled \"cancelled\"", "log \"failed\"", "completion null"]
    );
    assert_eq!(machine.cancel(&running).await.unwrap(), CancelOutcome::Over);
    assert!(machine.cancel("none").await.is_err());
}

#[tokio::test]
async fn an_action_that_panics_fails_its_task_alone() {
    let world = World::new();
    let machine = world.machine().await;
    let id = machine.submit(task(json!([{ "id": "p", "action": "test:panic" }]))).await.unwrap();
    let other = machine.submit(task(json!([{ "id": "l", "action": "test:log" }]))).await.unwrap();
    assert!(ended(&machine, &id).await.error.unwrap().message.contains("ended unexpectedly"));
    assert_eq!(ended(&machine, &other).await.status, Status::Completed);
}

#[tokio::test]
async fn secrets_are_nowhere_in_the_database() {
    let world = World::new();
    let machine = world.machine().await;
    let secret = "Sup3r-s3cr3t-value";
    let mut submission = task(json!([
        { "id": "l", "action": "test:log", "input": { "deed": "token ${{ secrets.T }}" } },
        { "id": "x", "action": "test:log", "input": { "deed": "${{ steps.l.output.deed }}" } },
        { "id": "h", "action": "test:hang" }
    ]));
    submission.secrets.insert("T".into(), secret.into());
    let id = machine.submit(submission).await.unwrap();
    until(async || state(&machine, &id, 2).await == StepState::Processing).await;
    until(async || told(&machine, &id).await.contains("token ***")).await;
    assert!(!holds(&world.database(), secret), "while it runs");
    machine.cancel(&id).await.unwrap();
    ended(&machine, &id).await;
    assert!(!holds(&world.database(), secret), "afterwards");
}

/// Whether a database has a text somewhere in its files.
fn holds(database: &Path, text: &str) -> bool {
    ["", "-wal"].iter().any(|end| {
        let bytes = std::fs::read(format!("{}{end}", database.display())).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test]
async fn who_stops_hands_over_and_the_next_goes_on() {
    let world = World::new();
    let machine = world.machine().await;
    let steps = json!([
        { "id": "once", "action": "test:once", "input": { "deed": "a" } },
        { "id": "h", "action": "test:hang" }
    ]);
    let id = machine.submit(task(steps)).await.unwrap();
    until(async || state(&machine, &id, 1).await == StepState::Processing).await;
    machine.stop().await;
    let late = machine.submit(task(json!([]))).await.unwrap();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(machine.task(&late).await.unwrap().status, Status::Open, "who stops begins nothing");
    let next = world.machine().await;
    until(async || told(&next, &id).await.contains("recovered")).await;
    until(async || state(&next, &id, 1).await == StepState::Processing).await;
    assert_eq!(world.deeds(), ["once a"]);
    assert_eq!(ended(&next, &late).await.status, Status::Completed);
    next.cancel(&id).await.unwrap();
    ended(&next, &id).await;
}

#[tokio::test]
async fn a_process_that_was_thought_dead_writes_nothing_any_more() {
    let world = World::new();
    let config = ScaffolderConfig { stale: Duration::from_millis(300), ..ScaffolderConfig::default() };
    let deaf = Arc::new(Deaf(world.store().await));
    let slow = Machine::start(Parts { is_shared: true, ..world.parts(deaf, config.clone()) }).unwrap();
    let id = slow.submit(task(json!([{ "id": "h", "action": "test:hang" }]))).await.unwrap();
    until(async || state(&slow, &id, 0).await == StepState::Processing).await;
    sleep(config.stale).await;
    let fast = Machine::start(world.parts(world.store().await, config)).unwrap();
    until(async || told(&fast, &id).await.contains("recovered")).await;
    until(async || slow.measured().running == 0).await;
    until(async || fast.measured().running == 1).await;
    let task = fast.task(&id).await.unwrap();
    assert!(task.lease >= 3, "taken, seized, taken again: {}", task.lease);
    fast.cancel(&id).await.unwrap();
    ended(&fast, &id).await;
}

#[tokio::test]
async fn a_task_that_does_not_want_to_go_on_fails_and_says_so() {
    let world = World::new();
    let machine = world.machine().await;
    let mut submission = task(json!([{ "id": "h", "action": "test:hang" }]));
    submission.spec.recovery = Some(json!({ "EXPERIMENTAL_strategy": "none" }));
    let id = machine.submit(submission).await.unwrap();
    until(async || state(&machine, &id, 0).await == StepState::Processing).await;
    machine.stop().await;
    let next = world.machine().await;
    let task = ended(&next, &id).await;
    assert!(task.error.unwrap().message.contains("EXPERIMENTAL_recovery"));
    assert_eq!(state(&next, &id, 0).await, StepState::Failed);
}

#[tokio::test]
async fn a_trial_changes_nothing_and_shows_its_files() {
    let world = World::new();
    let machine = world.machine().await;
    let submission = task(json!([
        { "id": "file", "action": "test:file", "input": { "deed": "tried" } },
        { "id": "l", "action": "test:log", "input": { "deed": "secret ${{ secrets.T }}" } }
    ]));
    let secrets = BTreeMap::from([("T".to_owned(), "s3cr3t".to_owned())]);
    let trial = Trial { spec: submission.spec, secrets, files: vec![("a.txt".into(), b"x".to_vec())] };
    let tried = machine.try_out(trial).await.unwrap();
    assert_eq!(tried.error, None);
    assert_eq!(tried.output["name"], "cart");
    let files: Vec<_> = tried.files.iter().map(|file| (file.path.as_str(), &*file.content)).collect();
    assert_eq!(files, [("made.txt", b"tried".as_slice())]);
    assert!(tried.log.iter().any(|event| event.body["message"] == "secret ***"), "{:?}", tried.log);
    assert_eq!(machine.store().tasks(&TaskQuery::default()).await.unwrap().1, 0);
}

#[tokio::test]
async fn files_that_nobody_needs_are_removed_at_the_start() {
    let world = World::new();
    let orphan = world.folder.path().join("tasks/22222222-2222-4222-8222-222222222222");
    let other = world.folder.path().join("tasks/something-else");
    for folder in [&orphan, &other] {
        std::fs::create_dir_all(folder).unwrap();
    }
    let _machine = world.machine().await;
    until(async || !orphan.exists()).await;
    assert!(other.exists());
}

/// A store that stands still after a number of writes.
struct Cut {
    store: Arc<SqliteStore>,
    left: AtomicI64,
}

impl Cut {
    /// Counts a write. The one after the last never comes back.
    async fn count(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            pending::<()>().await;
        }
    }

    /// Whether nothing is written any more.
    async fn stand_still(&self) {
        if self.left.load(Ordering::SeqCst) <= 0 {
            pending::<()>().await;
        }
    }
}

/// A store that never hears that somebody lives.
struct Deaf(Arc<SqliteStore>);

macro_rules! delegate {
    ($store:ty, $inner:tt, $this:ident, write: $write:expr, beat: $beat:expr) => {
        impl TaskStore for $store {
            fn create_task<'a>(&'a self, task: &'a NewTask) -> Stored<'a, ()> {
                self.$inner.create_task(task)
            }
            fn task<'a>(&'a self, id: &'a str) -> Stored<'a, Option<Task>> {
                self.$inner.task(id)
            }
            fn tasks<'a>(&'a self, query: &'a TaskQuery) -> Stored<'a, (Vec<Task>, u64)> {
                self.$inner.tasks(query)
            }
            fn task_counts(&self) -> Stored<'_, Vec<(Status, u64)>> {
                self.$inner.task_counts()
            }
            fn task_steps<'a>(&'a self, id: &'a str) -> Stored<'a, Vec<StepRow>> {
                self.$inner.task_steps(id)
            }
            fn task_events<'a>(&'a self, id: &'a str, after: i64, most: u32) -> Stored<'a, Vec<Event>> {
                self.$inner.task_events(id, after, most)
            }
            fn checkpoints<'a>(&'a self, id: &'a str) -> Stored<'a, Vec<Checkpoint>> {
                self.$inner.checkpoints(id)
            }
            fn claim<'a>(&'a self, worker: &'a Worker) -> Stored<'a, Option<(Task, Option<Sealed>)>> {
                self.$inner.claim(worker)
            }
            fn beat<'a>(&'a self, id: &'a str, lease: i64) -> Stored<'a, bool> {
                let $this = self;
                Box::pin(async move { $beat($this, id, lease).await })
            }
            fn write<'a>(&'a self, id: &'a str, lease: i64, what: &'a Write) -> Stored<'a, ()> {
                let $this = self;
                Box::pin(async move { $write($this, id, lease, what).await })
            }
            fn stale(&self, silent: Duration) -> Stored<'_, Vec<Task>> {
                self.$inner.stale(silent)
            }
            fn seize<'a>(
                &'a self,
                task: &'a Task,
                worker: &'a Worker,
                silent: Duration,
            ) -> Stored<'a, Option<(i64, Option<Sealed>)>> {
                self.$inner.seize(task, worker, silent)
            }
            fn cancel<'a>(&'a self, id: &'a str, at_ms: i64) -> Stored<'a, CancelOutcome> {
                self.$inner.cancel(id, at_ms)
            }
            fn retry<'a>(&'a self, id: &'a str, sealed: Option<&'a Sealed>) -> Stored<'a, RetryOutcome> {
                self.$inner.retry(id, sealed)
            }
            fn waiting_for_other_keys<'a>(&'a self, key: &'a str, before_ms: i64) -> Stored<'a, Vec<Task>> {
                self.$inner.waiting_for_other_keys(key, before_ms)
            }
            fn fail_waiting<'a>(
                &'a self,
                id: &'a str,
                events: &'a [NewEvent],
                error: &'a TaskError,
            ) -> Stored<'a, bool> {
                self.$inner.fail_waiting(id, events, error)
            }
            fn prune(&self, before_ms: i64) -> Stored<'_, u64> {
                self.$inner.prune(before_ms)
            }
        }
    };
}

delegate!(Cut, store, this,
    write: async |this: &Cut, id, lease, what: &Write| {
        this.count().await;
        this.store.write(id, lease, what).await
    },
    beat: async |this: &Cut, id, lease| {
        this.stand_still().await;
        this.store.beat(id, lease).await
    }
);

delegate!(Deaf, 0, this,
    write: async |this: &Deaf, id, lease, what: &Write| this.0.write(id, lease, what).await,
    beat: async |_: &Deaf, _, _| Err(TaskStoreError::Failed(Arc::new(std::io::Error::other("deaf"))))
);
