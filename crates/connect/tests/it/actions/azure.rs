//! Azure DevOps, played.

use super::world::{Asked, Desk, Play, Says, TOKEN, World, not_found, nothing, says};
use portico_scaffolder::FailureKind;
use serde_json::{Value, json};

const REPO: &str = "HOST?organization=acme&project=web&repo=shop";

fn play() -> Play {
    let entry = json!({
        "host": "HOST", "apiBaseUrl": "http://HOST/api", "credentials": [{"personalAccessToken": TOKEN}],
    });
    // `:s3cret-t0ken`.
    Play {
        api,
        authorization: "Basic OnMzY3JldC10MGtlbg==",
        integrations: json!({"azure": [entry]}),
        ..nothing()
    }
}

fn api(desk: &mut Desk, asked: &Asked) -> Says {
    assert!(asked.path.contains("api-version=7.0"), "{asked:?}");
    let parts = asked.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let ["acme", "web", "_apis", rest @ ..] = parts.as_slice() else { return not_found() };
    match (asked.method.as_str(), rest) {
        ("GET", ["git", "repositories", name]) => match desk.repositories.get(*name) {
            Some(found) => says(200, found),
            None => not_found(),
        },
        ("POST", ["git", "repositories"]) => {
            let name = asked.body["name"].as_str().unwrap();
            desk.init(&format!("acme/web/_git/{name}"));
            let made = json!({
                "id": "r-1",
                "remoteUrl": format!("http://acme@{}/acme/web/_git/{name}.git", desk.url.trim_start_matches("http://")),
                "webUrl": format!("https://azure.test/acme/web/_git/{name}"),
            });
            desk.repositories.insert(name.to_owned(), made.clone());
            says(201, &made)
        }
        ("GET", ["pipelines"]) => {
            says(200, &json!({"value": desk.made.get("pipelines").cloned().unwrap_or_default()}))
        }
        ("POST", ["pipelines"]) => {
            let made = json!({
                "id": 12, "name": asked.body["name"], "_links": {"web": {"href": "https://azure.test/pipelines/12"}},
            });
            desk.made.entry("pipelines".to_owned()).or_default().push(made.clone());
            says(200, &made)
        }
        ("POST", ["pipelines", "12", "runs"]) => says(200, &run("inProgress", Value::Null)),
        ("GET", ["pipelines", "12", "runs", "88"]) => {
            let looks = desk.made.entry("looks".to_owned()).or_default();
            looks.push(Value::Null);
            let result = if desk.repositories.contains_key("failing") { "failed" } else { "succeeded" };
            match desk.made["looks"].len() {
                1 => says(200, &run("inProgress", Value::Null)),
                _ => says(200, &run("completed", result.into())),
            }
        }
        _ => not_found(),
    }
}

fn run(state: &str, result: Value) -> Value {
    json!({"id": 88, "state": state, "result": result, "_links": {"web": {"href": "https://azure.test/runs/88"}}})
}

#[tokio::test]
async fn a_workspace_becomes_a_repository() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    *world.notes.killed_at.lock().unwrap() = Some("repository");
    world.run("publish:azure", json!({"repoUrl": REPO})).await.unwrap_err();
    let output = world.run("publish:azure", json!({"repoUrl": REPO})).await.unwrap();
    assert_eq!(output["repositoryId"], "r-1");
    assert_eq!(output["repoContentsUrl"], "https://azure.test/acme/web/_git/shop");
    assert_eq!(output["commitHash"], world.git("acme/web/_git/shop", &["rev-parse", "main"]));
    assert_eq!(world.changed(), ["POST /acme/web/_apis/git/repositories?api-version=7.0"]);
    let world = world.of_another_task();
    let failure = world.run("publish:azure", json!({"repoUrl": REPO})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict);
    let missing =
        world.run("publish:azure", json!({"repoUrl": "HOST?project=web&repo=x"})).await.unwrap_err();
    assert!(missing.message.contains("no `organization`"), "{missing}");
}

#[tokio::test]
async fn pipelines_are_made_and_run() {
    let Some(world) = World::new(play()).await else { return };
    let with = |more: Value| {
        let mut input = json!({"host": "HOST", "organization": "acme", "project": "web"});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let pipeline = with(json!({"name": "shop", "repositoryId": "r-1", "repositoryName": "shop"}));
    for _ in 0..2 {
        let output = world.run("azure:pipeline:create", pipeline.clone()).await.unwrap();
        assert_eq!(
            (&output["pipelineId"], &output["pipelineUrl"]),
            (&json!("12"), &json!("https://azure.test/pipelines/12"))
        );
    }
    let sent = world.sent("POST /acme/web/_apis/pipelines?api-version=7.0");
    assert_eq!(sent["configuration"]["repository"]["type"], "azureReposGit");
    let started = with(
        json!({"pipelineId": "12", "branch": "main", "pollUntilCompleted": true, "pollingInterval": 0.01}),
    );
    let output = world.run("azure:pipeline:run", started.clone()).await.unwrap();
    assert_eq!((&output["pipelineRunStatus"], &output["pipelineRunId"]), (&json!("completed"), &json!(88)));
    let sent = world.sent("POST /acme/web/_apis/pipelines/12/runs?api-version=7.0");
    assert_eq!(sent["resources"]["repositories"]["self"]["refName"], "refs/heads/main");
    // Again: the run of this step is looked at, and none is started.
    world.run("azure:pipeline:run", started.clone()).await.unwrap();
    assert_eq!(world.changed().iter().filter(|line| line.contains("/runs")).count(), 1);
    let world = world.of_another_task();
    world.desk.lock().unwrap().repositories.insert("failing".to_owned(), Value::Null);
    let failure = world.run("azure:pipeline:run", started.clone()).await.unwrap_err();
    assert!(failure.message.contains("ended: failed"), "{failure}");
    // A start of which nothing is known is not repeated.
    let world = world.of_another_task();
    *world.notes.killed_at.lock().unwrap() = Some("run");
    world.run("azure:pipeline:run", started.clone()).await.unwrap_err();
    let unsure = world.run("azure:pipeline:run", started).await.unwrap_err();
    assert!(unsure.message.contains("may have been started"), "{unsure}");
}
