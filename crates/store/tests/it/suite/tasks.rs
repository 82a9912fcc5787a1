//! Tasks: what waits, who has it, and what of it stays.

use portico_scaffolder::tasks::{
    CancelOutcome, Checkpoint, EventKind, NewEvent, NewTask, OrderBy, RetryOutcome, Sealed, Status,
    StepChange, StepState, Task, TaskError, TaskQuery, TaskStore, TaskStoreError, Then, Worker, Write,
    events,
};
use portico_template::{TaskSpec, TaskUser, TemplateInfo};
use serde_json::{Map, Value, json};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(3600);

fn spec(template: &str) -> TaskSpec {
    TaskSpec {
        api_version: "scaffolder.backstage.io/v1beta3".into(),
        steps: vec![
            json!({ "id": "a", "name": "First", "action": "debug:log", "input": { "message": "süß \0" } }),
            json!({ "id": "b", "action": "debug:wait" }),
            json!({ "action": "debug:log" }),
        ],
        output: Map::new(),
        parameters: Map::from_iter([("name".to_owned(), "cart".into())]),
        user: TaskUser { entity: None, reference: Some("user:default/ada".into()) },
        template_info: Some(TemplateInfo { entity_ref: template.into(), base_url: None, entity: None }),
        recovery: None,
    }
}

fn new(id: &str, at_ms: i64) -> NewTask {
    NewTask {
        id: id.into(),
        spec: spec("template:default/rust"),
        created_by: Some("user:default/ada".into()),
        at_ms,
        sealed: None,
        events: vec![events::line(at_ms, "Starting", None)],
    }
}

fn worker(holder: &str) -> Worker {
    Worker { holder: holder.into(), key: "key-1".into() }
}

async fn claimed(store: &impl TaskStore, holder: &str) -> Task {
    store.claim(&worker(holder)).await.unwrap().unwrap().0
}

fn line(at_ms: i64, text: &str) -> Write {
    Write { events: vec![events::line(at_ms, text, Some("a"))], ..Write::default() }
}

fn stand(position: usize, state: StepState, output: Option<Value>) -> StepChange {
    StepChange {
        position,
        state,
        started_ms: Some(10),
        ended_ms: state.is_end().then_some(20),
        output: output.and_then(|output| output.as_object().cloned()),
    }
}

fn end(status: Status, at_ms: i64) -> Write {
    let error = (status == Status::Failed)
        .then(|| TaskError { name: "InputError".into(), message: "It is wrong".into() });
    Write {
        events: vec![events::completion(at_ms, "It is over", None, error.as_ref())],
        then: Then::End { status, at_ms, output: Some(json!({ "a": 1 })), error },
        ..Write::default()
    }
}

async fn told(store: &impl TaskStore, id: &str) -> Vec<(i64, EventKind, String)> {
    let events = store.task_events(id, 0, 1000).await.unwrap();
    let told = |value: &Value| value["message"].as_str().unwrap_or_default().to_owned();
    events.iter().map(|event| (event.id, event.kind, told(&event.body))).collect()
}

async fn states(store: &impl TaskStore, id: &str) -> Vec<StepState> {
    store.task_steps(id).await.unwrap().iter().map(|step| step.state).collect()
}

pub async fn a_task_waits_is_run_and_ends(store: &impl TaskStore) {
    store.create_task(&new("t1", 5)).await.unwrap();
    let task = store.task("t1").await.unwrap().unwrap();
    assert_eq!((task.status, task.created_ms, task.lease), (Status::Open, 5, 0));
    assert_eq!(task.spec, spec("template:default/rust"));
    let steps = store.task_steps("t1").await.unwrap();
    let names: Vec<_> = steps.iter().map(|step| (step.id.as_str(), step.name.as_str())).collect();
    assert_eq!(names, [("a", "First"), ("b", "debug:wait"), ("step-3", "debug:log")]);
    let task = claimed(store, "me").await;
    assert_eq!((task.status, task.lease, task.holder.as_deref()), (Status::Processing, 1, Some("me")));
    assert!(store.claim(&worker("other")).await.unwrap().is_none(), "nobody else gets it");
    assert!(!store.beat("t1", 1).await.unwrap());
    let output = json!({ "x": [1, "two", null] });
    let write = Write {
        events: vec![
            events::step(10, "Beginning", "a", StepState::Processing),
            events::line(11, "hello", Some("a")),
        ],
        steps: vec![stand(0, StepState::Completed, Some(output.clone()))],
        checkpoints: vec![Checkpoint { step: 1, name: "repository".into(), value: json!("made") }],
        place: Some("here".into()),
        ..Write::default()
    };
    store.write("t1", 1, &write).await.unwrap();
    let steps = store.task_steps("t1").await.unwrap();
    assert_eq!(
        (steps[0].state, steps[0].started_ms, steps[0].ended_ms),
        (StepState::Completed, Some(10), Some(20))
    );
    assert_eq!(steps[0].output, output.as_object().cloned());
    assert_eq!(store.checkpoints("t1").await.unwrap(), write.checkpoints);
    store.write("t1", 1, &end(Status::Completed, 30)).await.unwrap();
    let task = store.task("t1").await.unwrap().unwrap();
    assert_eq!(
        (task.status, task.ended_ms, task.place.as_deref()),
        (Status::Completed, Some(30), Some("here"))
    );
    assert_eq!((task.output, task.holder), (Some(json!({ "a": 1 })), None));
    assert_eq!(store.checkpoints("t1").await.unwrap(), [], "nobody needs them any more");
    let all = told(store, "t1").await;
    assert_eq!(all.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(all[3], (4, EventKind::Completion, "It is over".to_owned()));
    let after = store.task_events("t1", 2, 1).await.unwrap();
    assert_eq!(after.iter().map(|event| (event.id, event.at_ms)).collect::<Vec<_>>(), [(3, 11)]);
    assert!(store.task("none").await.unwrap().is_none());
}

pub async fn who_lost_the_lease_writes_nothing(store: &impl TaskStore) {
    store.create_task(&new("t1", 5)).await.unwrap();
    let mut task = claimed(store, "slow").await;
    assert_eq!(store.stale(LONG).await.unwrap(), [], "it said just now that it lives");
    assert!(store.seize(&task, &worker("fast"), LONG).await.unwrap().is_none());
    let stale = store.stale(Duration::ZERO).await.unwrap();
    assert_eq!(stale.iter().map(|task| task.id.as_str()).collect::<Vec<_>>(), ["t1"]);
    let (lease, _) = store.seize(&stale[0], &worker("fast"), Duration::ZERO).await.unwrap().unwrap();
    assert_eq!(lease, 2);
    assert!(
        store.seize(&stale[0], &worker("third"), Duration::ZERO).await.unwrap().is_none(),
        "only one of them"
    );
    for lost in [
        store.write("t1", task.lease, &line(6, "late")).await,
        store.write("t1", task.lease, &end(Status::Failed, 6)).await,
        store.beat("t1", task.lease).await.map(|_| ()),
    ] {
        assert!(matches!(lost, Err(TaskStoreError::Lost)));
    }
    store.write("t1", lease, &line(7, "mine")).await.unwrap();
    assert_eq!(told(store, "t1").await.len(), 2);
    store.write("t1", lease, &Write { then: Then::Abandon, ..Write::default() }).await.unwrap();
    assert_eq!(store.stale(LONG).await.unwrap().len(), 1, "anybody may have it at once");
    store.write("t1", lease, &Write { then: Then::Reopen, ..Write::default() }).await.unwrap();
    assert!(matches!(store.write("t1", lease, &line(8, "late")).await, Err(TaskStoreError::Lost)));
    let started = store.task("t1").await.unwrap().unwrap().started_ms;
    task = claimed(store, "again").await;
    assert_eq!((task.lease, task.started_ms), (3, started), "it began when it began");
    store.write("t1", 3, &end(Status::Completed, 9)).await.unwrap();
    assert!(matches!(store.write("t1", 3, &line(10, "late")).await, Err(TaskStoreError::Lost)));
    assert!(matches!(store.write("none", 1, &line(10, "x")).await, Err(TaskStoreError::Lost)));
}

pub async fn tasks_are_taken_in_order_and_once(store: &impl TaskStore) {
    for (id, at_ms) in [("c", 3), ("a", 1), ("d", 3), ("b", 2)] {
        store.create_task(&new(id, at_ms)).await.unwrap();
    }
    let (one, other) = (worker("one"), worker("other"));
    let (first, second) = tokio::join!(store.claim(&one), store.claim(&other));
    let mut both = [first, second].map(|claimed| claimed.unwrap().unwrap().0.id);
    both.sort();
    assert_eq!(both, ["a", "b"]);
    assert_eq!(claimed(store, "one").await.id, "c");
    assert_eq!(claimed(store, "one").await.id, "d");
    assert!(store.claim(&one).await.unwrap().is_none());
}

pub async fn secrets_are_for_who_can_open_them(store: &impl TaskStore) {
    let sealed = |key: &str| Some(Sealed { key: key.into(), bytes: vec![0, 1, 255] });
    store.create_task(&NewTask { sealed: sealed("key-2"), ..new("a", 1) }).await.unwrap();
    store.create_task(&NewTask { sealed: sealed("key-1"), ..new("b", 2) }).await.unwrap();
    let (task, secrets) = store.claim(&worker("me")).await.unwrap().unwrap();
    assert_eq!((task.id.as_str(), secrets), ("b", sealed("key-1")));
    assert!(store.claim(&worker("me")).await.unwrap().is_none());
    let waiting = store.waiting_for_other_keys("key-1", 100).await.unwrap();
    assert_eq!(waiting.iter().map(|task| task.id.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(store.waiting_for_other_keys("key-1", 1).await.unwrap(), []);
    assert_eq!(store.waiting_for_other_keys("key-2", 100).await.unwrap(), []);
    let error = TaskError { name: "Error".into(), message: "nobody can open them".into() };
    let events = [events::completion(9, "no", None, Some(&error))];
    assert!(store.fail_waiting("a", &events, &error).await.unwrap());
    assert!(!store.fail_waiting("a", &events, &error).await.unwrap());
    assert!(!store.fail_waiting("b", &events, &error).await.unwrap(), "it is being run");
    assert_eq!(store.task("a").await.unwrap().unwrap().error, Some(error));
    let seized = store.seize(&task, &worker("other"), Duration::ZERO).await.unwrap().unwrap();
    assert_eq!(seized.1, sealed("key-1"));
    store.write("b", 2, &Write { then: Then::EraseSecrets, ..Write::default() }).await.unwrap();
    let task = store.task("b").await.unwrap().unwrap();
    assert_eq!(store.seize(&task, &worker("me"), Duration::ZERO).await.unwrap().unwrap().1, None);
}

pub async fn a_task_is_cancelled_at_once_or_its_worker_told(store: &impl TaskStore) {
    store.create_task(&new("waits", 1)).await.unwrap();
    assert_eq!(store.cancel("waits", 50).await.unwrap(), CancelOutcome::Cancelled);
    let task = store.task("waits").await.unwrap().unwrap();
    assert_eq!((task.status, task.ended_ms, task.cancel_ms), (Status::Cancelled, Some(50), Some(50)));
    let kinds: Vec<_> = told(store, "waits").await.into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(kinds, [EventKind::Log, EventKind::Cancelled, EventKind::Completion]);
    assert_eq!(store.cancel("waits", 51).await.unwrap(), CancelOutcome::Over);
    assert_eq!(store.cancel("none", 51).await.unwrap(), CancelOutcome::Unknown);
    store.create_task(&new("runs", 1)).await.unwrap();
    let lease = claimed(store, "me").await.lease;
    let write = Write { steps: vec![stand(1, StepState::Processing, None)], ..Write::default() };
    store.write("runs", lease, &write).await.unwrap();
    assert_eq!(store.cancel("runs", 60).await.unwrap(), CancelOutcome::Told);
    assert_eq!(store.cancel("runs", 61).await.unwrap(), CancelOutcome::Told);
    assert!(store.beat("runs", lease).await.unwrap(), "the worker hears of it");
    let events = store.task_events("runs", 0, 10).await.unwrap();
    assert_eq!(events.len(), 2, "it is told once");
    assert_eq!((events[1].kind, &events[1].body["stepId"]), (EventKind::Cancelled, &json!("b")));
    assert_eq!(store.task("runs").await.unwrap().unwrap().status, Status::Processing);
}

pub async fn a_retry_goes_on_from_the_step_that_failed(store: &impl TaskStore) {
    store.create_task(&new("t", 1)).await.unwrap();
    assert_eq!(store.retry("t", None).await.unwrap(), RetryOutcome::Running(Status::Open));
    let lease = claimed(store, "me").await.lease;
    assert_eq!(store.retry("t", None).await.unwrap(), RetryOutcome::Running(Status::Processing));
    let at = |step: usize, name: &str| Checkpoint { step, name: name.into(), value: json!(1) };
    let write = Write {
        steps: vec![
            stand(0, StepState::Completed, Some(json!({ "kept": true }))),
            stand(1, StepState::Failed, None),
            stand(2, StepState::Completed, Some(json!({ "cleaned": true }))),
        ],
        checkpoints: vec![at(1, "$begun:0"), at(1, "pushed"), at(2, "told")],
        ..end(Status::Failed, 30)
    };
    store.write("t", lease, &write).await.unwrap();
    assert_eq!(store.retry("none", None).await.unwrap(), RetryOutcome::Unknown);
    let sealed = Sealed { key: "key-1".into(), bytes: vec![7] };
    assert_eq!(store.retry("t", Some(&sealed)).await.unwrap(), RetryOutcome::Waiting);
    assert_eq!(states(store, "t").await, [StepState::Completed, StepState::Waiting, StepState::Waiting]);
    let steps = store.task_steps("t").await.unwrap();
    assert!(steps[0].output.is_some() && steps[2].output.is_none() && steps[1].started_ms.is_none());
    assert_eq!(store.checkpoints("t").await.unwrap(), [at(1, "pushed")], "the action's own word stays");
    assert_eq!(told(store, "t").await.len(), 1, "how it ended is forgotten");
    let (task, secrets) = store.claim(&worker("me")).await.unwrap().unwrap();
    assert_eq!((task.status, task.error, task.output, task.lease), (Status::Processing, None, None, 2));
    assert_eq!(secrets, Some(sealed));
    store.write("t", 2, &line(40, "again")).await.unwrap();
    let numbers: Vec<_> = told(store, "t").await.into_iter().map(|(id, ..)| id).collect();
    assert_eq!(numbers, [1, 3], "numbers are not used twice");
}

pub async fn tasks_are_listed(store: &impl TaskStore) {
    for (id, at_ms, by) in
        [("a", 1, "user:default/ada"), ("b", 2, "user:default/bob"), ("c", 3, "user:default/ada")]
    {
        store.create_task(&NewTask { created_by: Some(by.into()), ..new(id, at_ms) }).await.unwrap();
    }
    store
        .create_task(&NewTask { created_by: None, spec: spec("template:default/node"), ..new("d", 4) })
        .await
        .unwrap();
    claimed(store, "me").await;
    let asks = async |query: TaskQuery| {
        let (tasks, total) = store.tasks(&query).await.unwrap();
        (tasks.into_iter().map(|task| task.id).collect::<Vec<_>>().join(""), total)
    };
    let all = TaskQuery::default;
    assert_eq!(asks(all()).await, ("dcba".into(), 4));
    assert_eq!(asks(TaskQuery { limit: Some(2), offset: 1, ..all() }).await, ("cb".into(), 4));
    assert_eq!(
        asks(TaskQuery { created_by: vec!["user:default/ada".into()], ..all() }).await,
        ("ca".into(), 2)
    );
    assert_eq!(asks(TaskQuery { status: Some(vec![Status::Processing]), ..all() }).await, ("a".into(), 1));
    assert_eq!(asks(TaskQuery { status: Some(vec![]), ..all() }).await, (String::new(), 0));
    assert_eq!(
        asks(TaskQuery { template: Some("template:default/node".into()), ..all() }).await,
        ("d".into(), 1)
    );
    let order = vec![(true, OrderBy::Status), (false, OrderBy::Created)];
    assert_eq!(asks(TaskQuery { order, ..all() }).await, ("abcd".into(), 4));
    let order = vec![(false, OrderBy::CreatedBy)];
    let by = vec!["user:default/ada".into(), "user:default/bob".into()];
    assert_eq!(asks(TaskQuery { order, created_by: by, ..all() }).await, ("acb".into(), 3));
    let mut counts = store.task_counts().await.unwrap();
    counts.sort();
    assert_eq!(counts, [(Status::Open, 3), (Status::Processing, 1)]);
}

pub async fn what_a_recovery_hides_is_not_told(store: &impl TaskStore) {
    store.create_task(&new("t", 1)).await.unwrap();
    let lease = claimed(store, "me").await.lease;
    let write =
        Write { events: vec![events::recovered(9, "startOver")], hide_earlier: true, ..Write::default() };
    store.write("t", lease, &write).await.unwrap();
    let events = store.task_events("t", 0, 10).await.unwrap();
    assert_eq!(
        events.iter().map(|event| (event.id, event.kind)).collect::<Vec<_>>(),
        [(2, EventKind::Recovered)]
    );
}

pub async fn a_long_log_comes_in_pieces(store: &impl TaskStore) {
    store.create_task(&new("t", 1)).await.unwrap();
    let lease = claimed(store, "me").await.lease;
    let lines = |from: usize| -> Vec<NewEvent> {
        (from..from + 1234).map(|number| events::line(2, &format!("line {number} ü\0"), Some("a"))).collect()
    };
    store.write("t", lease, &Write { events: lines(0), ..Write::default() }).await.unwrap();
    store.write("t", lease, &Write { events: lines(1234), ..Write::default() }).await.unwrap();
    let (mut after, mut seen) = (1, Vec::new());
    loop {
        let events = store.task_events("t", after, 500).await.unwrap();
        let Some(last) = events.last() else { break };
        after = last.id;
        seen.extend(events.iter().map(|event| event.body["message"].as_str().unwrap().to_owned()));
    }
    assert_eq!(seen.len(), 2468);
    assert_eq!((seen[0].as_str(), seen[2467].as_str()), ("line 0 ü\0", "line 2467 ü\0"));
}

pub async fn old_tasks_are_remembered_without_their_log(store: &impl TaskStore) {
    for id in ["old", "young"] {
        store.create_task(&new(id, 1)).await.unwrap();
    }
    for (id, at_ms) in [("old", 100), ("young", 200)] {
        let lease = claimed(store, "me").await.lease;
        let step = stand(0, StepState::Completed, Some(json!({ "x": 1 })));
        let write = Write { steps: vec![step], ..end(Status::Completed, at_ms) };
        store.write(id, lease, &write).await.unwrap();
    }
    assert_eq!(store.prune(150).await.unwrap(), 2);
    assert_eq!(store.prune(150).await.unwrap(), 0);
    assert_eq!((told(store, "old").await.len(), told(store, "young").await.len()), (0, 2));
    assert_eq!(store.task_steps("old").await.unwrap()[0].output, None);
    assert!(store.task_steps("young").await.unwrap()[0].output.is_some());
    assert!(store.task("old").await.unwrap().is_some());
}
