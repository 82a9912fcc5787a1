//! Gitea, played.

use super::world::{Asked, Desk, Play, Says, World, not_found, nothing, says};
use portico_scaffolder::FailureKind;
use serde_json::{Value, json};

/// `robot:s3cret-t0ken`.
const AUTHORIZATION: &str = "Basic cm9ib3Q6czNjcmV0LXQwa2Vu";
const REPO: &str = "HOST?owner=acme&repo=shop";

fn play() -> Play {
    let entry = json!({
        "host": "HOST", "baseUrl": "http://HOST", "username": "robot", "password": super::world::TOKEN,
    });
    Play { api, authorization: AUTHORIZATION, integrations: json!({"gitea": [entry]}), ..nothing() }
}

fn api(desk: &mut Desk, asked: &Asked) -> Says {
    let parts = asked.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", ["v1", "orgs", "acme"]) => says(200, &json!({"username": "acme"})),
        ("GET", ["v1", "user"]) => says(200, &json!({"login": "robot"})),
        ("GET", ["v1", "repos", owner, name]) => match desk.repositories.get(&format!("{owner}/{name}")) {
            Some(found) => says(200, found),
            None => not_found(),
        },
        ("POST", ["v1", "orgs", owner, "repos"]) => make(desk, owner, &asked.body),
        ("POST", ["v1", "user", "repos"]) => make(desk, "robot", &asked.body),
        _ => not_found(),
    }
}

fn make(desk: &mut Desk, owner: &str, body: &Value) -> Says {
    let name = format!("{owner}/{}", body["name"].as_str().unwrap());
    desk.init(&name);
    let made = json!({"clone_url": desk.address(&name), "html_url": format!("{}/{name}", desk.url)});
    desk.repositories.insert(name, made.clone());
    says(201, &made)
}

#[tokio::test]
async fn a_workspace_becomes_a_repository() {
    let Some(world) = World::new(play()).await else { return };
    world.write("service/Cargo.toml", "[package]");
    world.write("other", "x");
    let input = json!({"repoUrl": REPO, "description": "The shop", "sourcePath": "service"});
    let output = world.run("publish:gitea", input).await.unwrap();
    let url = world.desk.lock().unwrap().url.clone();
    assert_eq!(output["remoteUrl"], format!("{url}/acme/shop.git"));
    assert_eq!(output["repoContentsUrl"], format!("{url}/acme/shop/src/branch/main/"));
    assert_eq!(output["commitHash"], world.git("acme/shop", &["rev-parse", "main"]));
    assert_eq!(world.git("acme/shop", &["ls-tree", "-r", "--name-only", "main"]), "Cargo.toml");
    let sent = world.sent("POST /v1/orgs/acme/repos");
    let expect = json!({
        "name": "shop", "description": "The shop", "private": true, "default_branch": "main", "auto_init": false,
    });
    assert_eq!(sent, expect);
}

#[tokio::test]
async fn without_an_owner_it_is_the_accounts() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    let input = json!({"repoUrl": "HOST?repo=toy", "repoVisibility": "public"});
    let output = world.run("publish:gitea", input).await.unwrap();
    assert!(output["remoteUrl"].as_str().unwrap().ends_with("/robot/toy.git"));
    assert_eq!(world.sent("POST /v1/user/repos")["private"], false);
}

#[tokio::test]
async fn an_interrupted_publishing_goes_on_and_others_repositories_stay() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    *world.notes.killed_at.lock().unwrap() = Some("repository");
    world.run("publish:gitea", json!({"repoUrl": REPO})).await.unwrap_err();
    world.run("publish:gitea", json!({"repoUrl": REPO})).await.unwrap();
    assert_eq!(world.changed(), ["POST /v1/orgs/acme/repos"]);
    let world = world.of_another_task();
    let failure = world.run("publish:gitea", json!({"repoUrl": REPO})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict);
    let nobody =
        world.run("publish:gitea", json!({"repoUrl": "HOST?owner=nobody&repo=x"})).await.unwrap_err();
    assert_eq!(nobody.kind, FailureKind::NotFound, "{nobody}");
}
