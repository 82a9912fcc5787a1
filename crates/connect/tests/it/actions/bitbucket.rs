//! Bitbucket, in the cloud and on own servers, played.

use super::world::{Asked, Desk, Play, Says, TOKEN, World, not_found, nothing, says};
use portico_scaffolder::FailureKind;
use serde_json::{Value, json};

const CLOUD: &str = "HOST?workspace=acme&project=WEB&repo=shop";
const SERVER: &str = "HOST?project=WEB&repo=shop";

fn cloud() -> Play {
    let entry =
        json!({"host": "HOST", "baseUrl": "http://HOST", "apiBaseUrl": "http://HOST/api", "token": TOKEN});
    let integrations = json!({"bitbucketCloud": [entry]});
    Play { api: cloud_api, authorization: "Bearer s3cret-t0ken", integrations, ..nothing() }
}

fn server() -> Play {
    let entry = json!({"host": "HOST", "apiBaseUrl": "http://HOST/api/rest/api/1.0", "token": TOKEN});
    let integrations = json!({"bitbucketServer": [entry]});
    Play { api: server_api, authorization: "Bearer s3cret-t0ken", integrations, ..nothing() }
}

fn cloud_api(desk: &mut Desk, asked: &Asked) -> Says {
    let parts = asked.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let ["repositories", "acme", "shop", rest @ ..] = parts.as_slice() else { return not_found() };
    match (asked.method.as_str(), rest) {
        ("GET", []) => desk.repositories.get("shop").map_or_else(not_found, |found| says(200, found)),
        ("POST", []) => {
            desk.init("acme/shop");
            let clone = desk.address("acme/shop").replace("http://", "http://robot@");
            let made = json!({
                "mainbranch": {"name": "main"},
                "links": {
                    "html": {"href": "https://bitbucket.test/acme/shop"},
                    "clone": [{"name": "https", "href": clone}, {"name": "ssh", "href": "git@x"}],
                },
            });
            desk.repositories.insert("shop".to_owned(), made.clone());
            says(200, &made)
        }
        ("GET", ["pullrequests"]) => says(200, &json!({"values": []})),
        ("POST", ["pullrequests"]) => {
            says(201, &json!({"id": 2, "links": {"html": {"href": "https://bitbucket.test/acme/shop/pr/2"}}}))
        }
        ("POST", ["pipelines"]) => says(
            201,
            &json!({"build_number": 31, "repository": {"links": {"html": {"href": "https://bitbucket.test/acme/shop"}}}}),
        ),
        _ => not_found(),
    }
}

fn server_api(desk: &mut Desk, asked: &Asked) -> Says {
    let parts = asked.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("PUT", ["rest", "git-lfs", "admin", "projects", "WEB", "repos", "shop", "enabled"]) => {
            says(204, &Value::Null)
        }
        ("POST", ["rest", "api", "1.0", "projects", "WEB", "repos"]) => {
            desk.init("scm/WEB/shop");
            let made = json!({"links": {
                "self": [{"href": "https://bitbucket.test/projects/WEB/repos/shop/browse"}],
                "clone": [{"name": "ssh", "href": "ssh://x"}, {"name": "http", "href": desk.address("scm/WEB/shop")}],
            }});
            desk.repositories.insert("shop".to_owned(), made.clone());
            says(201, &made)
        }
        (method, ["rest", "api", "1.0", "projects", "WEB", "repos", "shop", rest @ ..]) => {
            let Some(found) = desk.repositories.get("shop") else { return not_found() };
            match (method, rest) {
                ("GET", []) => says(200, found),
                ("GET", ["default-branch"]) => says(200, &json!({"displayId": "main"})),
                ("GET", ["pull-requests"]) => says(200, &json!({"values": []})),
                ("POST", ["pull-requests"]) => {
                    says(201, &json!({"id": 4, "links": {"self": [{"href": "https://bitbucket.test/pr/4"}]}}))
                }
                _ => not_found(),
            }
        }
        _ => not_found(),
    }
}

#[tokio::test]
async fn the_cloud_gets_repositories_and_proposals() {
    let Some(world) = World::new(cloud()).await else { return };
    world.write("a", "b");
    let output =
        world.run("publish:bitbucketCloud", json!({"repoUrl": CLOUD, "description": "d"})).await.unwrap();
    assert_eq!(output["remoteUrl"], world.desk.lock().unwrap().address("acme/shop"));
    assert_eq!(output["repoContentsUrl"], "https://bitbucket.test/acme/shop/src/main");
    let sent = world.sent("POST /repositories/acme/shop");
    assert_eq!(
        sent,
        json!({"scm": "git", "description": "d", "is_private": true, "project": {"key": "WEB"}})
    );
    let world = world.of_another_task();
    let failure = world.run("publish:bitbucketCloud", json!({"repoUrl": CLOUD})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict);
    let propose = json!({"repoUrl": CLOUD, "title": "T", "sourceBranch": "b"});
    let same = world.run("publish:bitbucketCloud:pull-request", propose.clone()).await.unwrap_err();
    assert_eq!(same.kind, FailureKind::Input, "{same}");
    let world = world.of_another_task();
    world.write("a", "c");
    let output = world.run("publish:bitbucketCloud:pull-request", propose.clone()).await.unwrap();
    assert_eq!(
        (&output["pullRequestUrl"], &output["pullRequestId"]),
        (&json!("https://bitbucket.test/acme/shop/pr/2"), &json!(2))
    );
    assert_eq!(world.git("acme/shop", &["show", "b:a"]), "c");
    assert_eq!(
        world.sent("POST /repositories/acme/shop/pullrequests")["destination"],
        json!({"branch": {"name": "main"}})
    );
    // A branch that somebody made is proposed as it is.
    let world = world.of_another_task();
    world.write("a", "d");
    world.run("publish:bitbucketCloud:pull-request", propose).await.unwrap();
    assert_eq!(world.git("acme/shop", &["show", "b:a"]), "c");
    let body = json!({"target": {"type": "pipeline_ref_target"}});
    let run = json!({"workspace": "acme", "repo_slug": "shop", "body": body});
    // The one integration for the cloud that is configured is asked.
    let output = world.run("bitbucket:pipelines:run", run).await.unwrap();
    assert_eq!(
        (&output["buildNumber"], &output["pipelinesUrl"]),
        (&json!(31), &json!("https://bitbucket.test/acme/shop/pipelines"))
    );
}

#[tokio::test]
async fn own_servers_get_repositories_and_proposals() {
    let Some(world) = World::new(server()).await else { return };
    world.write("a", "b");
    let output =
        world.run("publish:bitbucketServer", json!({"repoUrl": SERVER, "enableLFS": true})).await.unwrap();
    assert_eq!(output["repoContentsUrl"], "https://bitbucket.test/projects/WEB/repos/shop/browse");
    assert_eq!(output["commitHash"], world.git("scm/WEB/shop", &["rev-parse", "main"]));
    let sent = world.sent("POST /rest/api/1.0/projects/WEB/repos");
    assert_eq!(sent, json!({"name": "shop", "public": false, "defaultBranch": "main"}));
    let world = world.of_another_task();
    world.write("a", "c");
    let propose = json!({"repoUrl": SERVER, "title": "T", "sourceBranch": "b", "reviewers": ["ada"]});
    let output = world.run("publish:bitbucketServer:pull-request", propose).await.unwrap();
    assert_eq!(output["pullRequestUrl"], "https://bitbucket.test/pr/4");
    let sent = world.sent("POST /rest/api/1.0/projects/WEB/repos/shop/pull-requests");
    assert_eq!(sent["fromRef"]["id"], "refs/heads/b");
    assert_eq!(sent["reviewers"], json!([{"user": {"name": "ada"}}]));
    assert_eq!(world.git("scm/WEB/shop", &["show", "b:a"]), "c");
}
