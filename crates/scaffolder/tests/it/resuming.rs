//! A run that is interrupted anywhere, and the next one.

use crate::world::{Before, Notes, World};
use portico_scaffolder::tasks::StepState;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn task() -> Value {
    json!({
        "steps": [
            { "id": "safe", "action": "acme:echo", "input": { "x": "${{ parameters.x }}" } },
            { "id": "once", "action": "acme:once", "input": { "y": "${{ steps.safe.output.x }}" } },
            { "id": "noted", "action": "acme:noted" },
            { "id": "turns", "action": "acme:once", "each": ["a", "b"], "input": { "z": "${{ each.value }}" } },
            { "id": "last", "action": "acme:echo", "input": { "all": "${{ steps.turns.output.z }}" } }
        ],
        "parameters": { "x": "süß" },
        "output": { "y": "${{ steps.once.output.y }}", "all": "${{ steps.last.output.all }}" }
    })
}

/// How often each step was asked with each input.
fn counted(calls: Vec<(String, Value)>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (step, input) in calls {
        *counts.entry(format!("{step} {input}")).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn wherever_a_run_is_cut_the_next_one_goes_on_or_says_why() {
    let (mut completed, mut refused) = (0, 0);
    for writes in 0.. {
        let world = World::new();
        let notes = Notes::new().cut_after(writes);
        let first = world.run(&task(), &Before::default(), &notes).await;
        let notes = notes.found_again();
        if first.is_ok() {
            assert!(writes > 10, "every write was cut once");
            break;
        }
        let before = Before { steps: notes.rows(&task()), is_rebuilding: false };
        let ended = world.run(&task(), &before, &notes).await.unwrap();
        let calls = counted(world.asked());
        for (call, count) in
            calls.iter().filter(|(call, _)| call.starts_with("once") || call.starts_with("turns"))
        {
            assert_eq!(*count, 1, "{call} after {writes} writes");
        }
        match ended.error {
            None => {
                assert_eq!(ended.output, *json!({ "y": "süß", "all": ["a", "b"] }).as_object().unwrap());
                completed += 1;
            }
            Some(error) => {
                assert!(error.message.contains("nobody can know"), "{}", error.message);
                refused += 1;
            }
        }
    }
    assert_eq!(
        refused, 3,
        "after each of the three actions that must not be repeated, before that was noted"
    );
    assert!(completed > 10, "{completed}");
}

#[tokio::test]
async fn a_template_that_asks_to_be_started_over_repeats_and_says_so() {
    let mut task = task();
    task["EXPERIMENTAL_recovery"] = json!({ "EXPERIMENTAL_strategy": "startOver" });
    let (world, notes) = (World::new(), Notes::new());
    // Its first writes: two of the safe step, that the step begins, that the action begins.
    let notes = notes.cut_after(4);
    world.run(&task, &Before::default(), &notes).await.unwrap_err();
    let notes = notes.found_again();
    let before = Before { steps: notes.rows(&task), is_rebuilding: false };
    assert_eq!(world.run(&task, &before, &notes).await.unwrap().error, None);
    assert_eq!(counted(world.asked())["once {\"y\":\"süß\"}"], 2);
    assert!(
        notes.lines().iter().any(|line| line.contains("may have happened already")),
        "{:?}",
        notes.lines()
    );
}

#[tokio::test]
async fn without_its_files_a_task_makes_them_again_and_nothing_else() {
    let (world, notes) = (World::new(), Notes::new());
    let mut task = task();
    task["steps"].as_array_mut().unwrap().push(json!({ "id": "end", "action": "acme:fail" }));
    world.run(&task, &Before::default(), &notes).await.unwrap();
    let mut steps = notes.rows(&task);
    steps[5].state = StepState::Waiting;
    world.asked();
    world.run(&task, &Before { steps, is_rebuilding: true }, &notes).await.unwrap();
    let asked: Vec<_> = world.asked().into_iter().map(|(step, _)| step).collect();
    assert_eq!(asked, ["safe", "last", "end"]);
}

#[tokio::test]
async fn after_a_failure_the_reason_survives_an_interruption() {
    let task = json!({
        "steps": [
            { "id": "f", "action": "acme:fail" },
            { "id": "skipped", "action": "acme:echo" },
            { "id": "clean", "action": "acme:echo", "if": "${{ failure() }}" }
        ]
    });
    // The failing step: begins, why, failed; the skipped one; then the last one begins.
    let (world, notes) = (World::new(), Notes::new().cut_after(5));
    world.run(&task, &Before::default(), &notes).await.unwrap_err();
    let notes = notes.found_again();
    let before = Before { steps: notes.rows(&task), is_rebuilding: false };
    let ended = world.run(&task, &before, &notes).await.unwrap();
    assert_eq!(ended.error.unwrap().message, "it always fails");
    assert_eq!((notes.state(1), notes.state(2)), (StepState::Skipped, StepState::Completed));
}

#[tokio::test]
async fn secrets_are_in_no_line_output_or_error_and_still_reach_later_steps() {
    let task = json!({
        "steps": [
            { "id": "a", "action": "acme:echo", "input": { "token": "${{ secrets.T }}", "auth": "Bearer ${{ secrets.T }}" } },
            { "id": "b", "action": "acme:echo", "input": { "again": "${{ steps.a.output.token }}" } },
            { "id": "c", "action": "${{ secrets.T }}" , "input": { "x": "${{ secrets.T | nosuch }}" } }
        ],
        "output": { "token": "${{ steps.b.output.again }}" },
        "secrets": { "T": "s3cr3t-value" }
    });
    let (world, notes) = (World::new(), Notes::hiding(&["s3cr3t-value"]));
    let mut short = task.clone();
    short["steps"].as_array_mut().unwrap().pop();
    let ended = world.run(&short, &Before::default(), &notes).await.unwrap();
    assert_eq!(ended.output, *json!({ "token": "***" }).as_object().unwrap());
    assert_eq!(world.asked()[1].1, json!({ "again": "s3cr3t-value" }));
    let rows = notes.rows(&short);
    assert_eq!(rows[0].output, json!({ "token": "***", "auth": "Bearer ***" }).as_object().cloned());
    // What was interrupted gets the real value from what the journal keeps apart.
    let mut steps = rows;
    steps[1].state = StepState::Waiting;
    world.run(&short, &Before { steps, is_rebuilding: false }, &notes).await.unwrap();
    assert_eq!(world.asked()[0].1, json!({ "again": "s3cr3t-value" }));
    world.run(&task, &Before::default(), &notes).await.unwrap();
    assert!(!notes.lines().concat().contains("s3cr3t"), "{:?}", notes.lines());
}

#[tokio::test]
async fn what_an_action_does_not_know_and_what_cannot_be_rendered_is_told() {
    let task = json!({ "steps": [
        { "id": "s", "action": "acme:strict", "input": { "n": 1, "allowedHosts": ["h"] } },
        { "id": "r", "action": "acme:echo", "input": { "x": "${{ parameters.x | nosuch }}" } },
        { "id": "u", "action": "acme:unknown" }
    ] });
    let (world, notes) = (World::new(), Notes::new());
    let ended = world.run(&task, &Before::default(), &notes).await.unwrap();
    let told = notes.lines().join("\n");
    assert!(told.contains("Warning: acme:strict does not know allowedHosts; left out"), "{told}");
    assert!(told.contains("Warning: input.x cannot be rendered and stays as it is written"), "{told}");
    let error = ended.error.unwrap();
    assert_eq!(error.name, "NotFoundError");
    assert!(error.message.contains("acme:unknown"), "{error:?}");
}
