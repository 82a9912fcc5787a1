//! GitHub, played.

use super::world::{Asked, Desk, Play, Says, TOKEN, World, not_found, nothing, says};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_box::SecretKey;
use portico_scaffolder::FailureKind;
use serde_json::{Value, json};

const REPO: &str = "HOST?owner=acme&repo=shop";

pub fn play() -> Play {
    Play {
        api,
        authorization: "Bearer s3cret-t0ken",
        integrations: json!({"github": [{"host": "HOST", "apiBaseUrl": "http://HOST/api", "token": TOKEN}]}),
        ..nothing()
    }
}

/// The key that secrets are encrypted with; the other half opens them.
fn key() -> SecretKey {
    SecretKey::from([7; 32])
}

fn repository(desk: &Desk, name: &str) -> Value {
    json!({
        "full_name": name,
        "name": name.rsplit('/').next(),
        "owner": {"login": name.split('/').next()},
        "clone_url": desk.address(name),
        "html_url": format!("https://github.test/{name}"),
        "default_branch": "main",
    })
}

fn make(desk: &mut Desk, owner: &str, body: &Value) -> Says {
    let name = format!("{owner}/{}", body["name"].as_str().unwrap());
    if desk.repositories.contains_key(&name) {
        let message = json!({"message": "Repository creation failed.", "errors": [{"message": "name already exists on this account"}]});
        return says(422, &message);
    }
    desk.init(&name);
    let made = repository(desk, &name);
    desk.repositories.insert(name, made.clone());
    says(201, &made)
}

pub fn api(desk: &mut Desk, asked: &Asked) -> Says {
    let parts = asked.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let line = asked.line();
    let mut keep = |value: Value| {
        let made = desk.made.entry(line.clone()).or_default();
        made.push(value);
        made.len()
    };
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", ["users", "acme"]) => says(200, &json!({"type": "Organization", "id": 1})),
        ("GET", ["users", name]) => says(200, &json!({"type": "User", "id": 2, "login": name})),
        ("GET", ["orgs", "acme", "teams", "shop-team"]) => says(200, &json!({"id": 3})),
        ("POST", ["orgs", owner, "repos"]) => make(desk, owner, &asked.body),
        ("POST", ["user", "repos"]) => make(desk, "ada", &asked.body),
        ("PUT", ["orgs", "acme", "teams", "shop-team", "repos", ..]) => says(204, &Value::Null),
        (method, ["repos", owner, name, rest @ ..]) => {
            let whole = format!("{owner}/{name}");
            let Some(known) = desk.repositories.get(&whole).cloned() else { return not_found() };
            match (method, rest) {
                ("GET", []) => says(200, &known),
                ("PUT", ["collaborators", "nobody"]) => not_found(),
                ("PUT", ["topics"]) => says(200, &asked.body),
                (
                    "GET",
                    ["actions", "secrets", "public-key"] | ["environments", _, "secrets", "public-key"],
                ) => {
                    let public = STANDARD.encode(key().public_key().as_bytes());
                    says(200, &json!({"key_id": "k1", "key": public}))
                }
                ("POST", ["actions", "variables"] | ["environments", _, "variables"]) => {
                    let is_new = !desk
                        .made
                        .get(&line)
                        .is_some_and(|made| made.iter().any(|one| one["name"] == asked.body["name"]));
                    desk.made.entry(line).or_default().push(asked.body.clone());
                    says(if is_new { 201 } else { 409 }, &Value::Null)
                }
                ("GET", ["pulls"]) => {
                    let key = format!("POST /repos/{whole}/pulls");
                    says(200, &Value::Array(desk.made.get(&key).cloned().unwrap_or_default()))
                }
                ("POST", ["pulls"]) => {
                    let request =
                        json!({"number": 7, "html_url": format!("https://github.test/{whole}/pull/7")});
                    keep(request.clone());
                    says(201, &request)
                }
                ("GET", ["hooks" | "keys" | "autolinks"]) => {
                    let key = format!("POST /repos/{whole}/{}", rest[0]);
                    says(200, &Value::Array(desk.made.get(&key).cloned().unwrap_or_default()))
                }
                ("POST", ["hooks" | "keys" | "autolinks"]) => {
                    let mut value = asked.body.clone();
                    value["id"] = 11.into();
                    keep(value.clone());
                    says(201, &value)
                }
                ("POST", ["pages"]) => match keep(asked.body.clone()) {
                    1 => says(201, &json!({})),
                    _ => says(409, &json!({"message": "GitHub Pages is already enabled."})),
                },
                ("POST", ["issues"]) => {
                    says(201, &json!({"number": 5, "html_url": "https://github.test/issues/5"}))
                }
                ("POST", ["actions", "workflows", "none.yaml", "dispatches"]) => not_found(),
                ("GET", _) => not_found(),
                ("POST", _) => says(201, &json!({})),
                _ => says(204, &Value::Null),
            }
        }
        _ => not_found(),
    }
}

#[tokio::test]
async fn a_workspace_becomes_a_repository() {
    let Some(world) = World::new(play()).await else { return };
    world.write("README.md", "# Shop\n");
    world.write("src/main.rs", "fn main() {}\n");
    world.write(".gitignore", "target\n");
    world.write("target/kept", "x");
    world.write(".git/config", "[core]");
    world.write("deep/.git/config", "[core]");
    world.write("run.sh", "#!/bin/sh\n");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(world.workspace.root().join("run.sh"), mode).unwrap();
    std::os::unix::fs::symlink("README.md", world.workspace.root().join("link")).unwrap();
    let input = json!({
        "repoUrl": REPO,
        "description": "The shop",
        "repoVisibility": "internal",
        "access": "acme/shop-team",
        "collaborators": [{"user": "user:default/ada", "access": "maintain"}, {"user": "nobody", "access": "pull"}],
        "topics": ["Shop", "rust"],
        "repoVariables": {"REGION": "eu"},
        "secrets": {"DEPLOY": "h1dden"},
        "gitCommitMessage": "start",
        "requiredStatusCheckContexts": ["build"],
    });
    let output = world.run("publish:github", input).await.unwrap();
    let body = world.sent("POST /orgs/acme/repos");
    assert_eq!(
        body,
        json!({"name": "shop", "private": false, "description": "The shop", "visibility": "internal"})
    );
    assert_eq!(world.sent("PUT /repos/acme/shop/topics"), json!({"names": ["shop", "rust"]}));
    assert_eq!(world.sent("PUT /repos/acme/shop/collaborators/ada"), json!({"permission": "maintain"}));
    let secret = world.sent("PUT /repos/acme/shop/actions/secrets/DEPLOY");
    let sealed = STANDARD.decode(secret["encrypted_value"].as_str().unwrap()).unwrap();
    assert_eq!(key().unseal(&sealed).unwrap(), b"h1dden");
    let rules = world.sent("PUT /repos/acme/shop/branches/main/protection");
    assert_eq!(rules["required_status_checks"], json!({"strict": true, "contexts": ["build"]}));
    assert_eq!(rules["required_pull_request_reviews"]["required_approving_review_count"], 1);
    assert_eq!(rules["enforce_admins"], true);
    assert_eq!(
        world.changed(),
        [
            "POST /orgs/acme/repos",
            "PUT /orgs/acme/teams/shop-team/repos/acme/shop",
            "PUT /repos/acme/shop/collaborators/ada",
            "PUT /repos/acme/shop/collaborators/nobody",
            "PUT /repos/acme/shop/topics",
            "POST /repos/acme/shop/actions/variables",
            "PUT /repos/acme/shop/actions/secrets/DEPLOY",
            "PUT /repos/acme/shop/branches/main/protection",
        ]
    );
    assert_eq!(output["remoteUrl"], world.desk.lock().unwrap().address("acme/shop"));
    assert_eq!(output["repoContentsUrl"], "https://github.test/acme/shop/blob/main");
    assert_eq!(output["commitHash"], world.git("acme/shop", &["rev-parse", "main"]));
    let tree = world.git("acme/shop", &["ls-tree", "-r", "--format=%(objectmode) %(path)", "main"]);
    let expect = "100644 .gitignore\n100644 README.md\n120000 link\n100755 run.sh\n100644 src/main.rs\n100644 target/kept";
    assert_eq!(tree, expect);
    assert_eq!(world.git("acme/shop", &["show", "main:link"]), "README.md");
    let commit = world.git("acme/shop", &["log", "-1", "--format=%an <%ae>|%cn|%s|%P", "main"]);
    assert_eq!(commit, "Platform <platform@acme.test>|Platform|start|");
    let log = world.notes.log();
    assert!(log.contains("warning: One of the `collaborators`") && log.contains("nobody"), "{log}");
    assert!(!log.contains(TOKEN) && !log.contains("h1dden"), "{log}");
    assert_eq!(world.leftovers(), 0);
}

#[tokio::test]
async fn a_person_gets_a_repository_of_their_own() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    let input = json!({
        "repoUrl": "HOST?owner=ada&repo=toy",
        "defaultBranch": "trunk",
        "protectDefaultBranch": false,
        "sourcePath": "./",
        "gitAuthorName": "Ada <x>\n",
        "gitAuthorEmail": "ada@acme.test",
        "allowedHosts": ["old"],
    });
    let output = world.run("publish:github", input).await.unwrap();
    assert_eq!(world.changed(), ["POST /user/repos"]);
    assert_eq!(output["repoContentsUrl"], "https://github.test/ada/toy/blob/trunk");
    let commit = world.git("ada/toy", &["log", "-1", "--format=%an <%ae>|%s", "trunk"]);
    assert_eq!(commit, "Ada x <ada@acme.test>|initial commit");
}

#[tokio::test]
async fn a_repository_that_was_there_before_is_a_conflict() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    world.run("github:repo:create", json!({"repoUrl": REPO})).await.unwrap();
    let world = world.of_another_task();
    world.changed();
    let failure = world.run("publish:github", json!({"repoUrl": REPO})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict);
    assert!(failure.message.contains("acme/shop is there already on GitHub"), "{failure}");
    assert_eq!(world.changed(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_repository_that_cannot_be_seen_is_a_conflict_too() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    world.run("github:repo:create", json!({"repoUrl": REPO})).await.unwrap();
    let world = world.of_another_task();
    world.trouble("GET /repos/acme/shop", not_found());
    let failure = world.run("publish:github", json!({"repoUrl": REPO})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict);
    assert!(failure.message.contains("name already exists"), "{failure}");
    // It was there before; trying again does not make it ours.
    let again = world.run("publish:github", json!({"repoUrl": REPO})).await.unwrap_err();
    assert_eq!(again.kind, FailureKind::Conflict);
}

#[tokio::test]
async fn an_interrupted_publishing_goes_on() {
    for mark in ["repository", "settings", "commit.time"] {
        let Some(world) = World::new(play()).await else { return };
        world.write("a", "b");
        let input = json!({"repoUrl": REPO, "topics": ["x"]});
        *world.notes.killed_at.lock().unwrap() = Some(mark);
        let killed = world.run("publish:github", input.clone()).await.unwrap_err();
        assert_eq!(killed.message, "killed", "{mark}");
        let output = world.run("publish:github", input.clone()).await.unwrap();
        let commit = world.git("acme/shop", &["rev-parse", "main"]);
        assert_eq!(output["commitHash"], commit, "{mark}");
        // Once more, as after a kill behind the push: the same commit, and nothing is made twice.
        let again = world.run("publish:github", input).await.unwrap();
        assert_eq!(again["commitHash"], commit, "{mark}");
        let made = world.changed().iter().filter(|line| *line == "POST /orgs/acme/repos").count();
        assert_eq!(made, 1, "{mark}");
    }
}

#[tokio::test]
async fn a_repository_with_something_in_it_is_not_overwritten() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    world.run("publish:github", json!({"repoUrl": REPO})).await.unwrap();
    let before = world.git("acme/shop", &["rev-parse", "main"]);
    let world = world.of_another_task();
    world.write("a", "c");
    let failure = world.run("github:repo:push", json!({"repoUrl": REPO})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict, "{failure}");
    assert_eq!(world.git("acme/shop", &["rev-parse", "main"]), before);
}

async fn with_shop() -> Option<World> {
    let world = World::new(play()).await?;
    world.write("README.md", "# Shop\n");
    world.write("keep.txt", "k");
    world.run("publish:github", json!({"repoUrl": REPO, "protectDefaultBranch": false})).await.unwrap();
    std::fs::remove_file(world.workspace.root().join("keep.txt")).unwrap();
    world.changed();
    Some(world.of_another_task())
}

#[tokio::test]
async fn a_change_is_proposed() {
    let Some(world) = with_shop().await else { return };
    world.write("README.md", "# The shop\n");
    let input = json!({
        "repoUrl": REPO,
        "branchName": "docs/better",
        "title": "Better docs",
        "description": "Why",
        "draft": true,
        "reviewers": ["ada"],
        "teamReviewers": ["shop-team"],
    });
    let output = world.run("publish:github:pull-request", input.clone()).await.unwrap();
    assert_eq!(output["pullRequestNumber"], 7);
    assert_eq!(output["remoteUrl"], "https://github.test/acme/shop/pull/7");
    assert_eq!(output["targetBranchName"], "main");
    let body = world.sent("POST /repos/acme/shop/pulls");
    assert_eq!(body["head"], "acme:docs/better");
    assert_eq!((&body["base"], &body["draft"]), (&json!("main"), &json!(true)));
    let asked = world.sent("POST /repos/acme/shop/pulls/7/requested_reviewers");
    assert_eq!(asked, json!({"reviewers": ["ada"], "team_reviewers": ["shop-team"]}));
    let log = world.git("acme/shop", &["log", "--format=%s", "docs/better"]);
    assert_eq!(log, "Better docs\ninitial commit");
    assert_eq!(world.git("acme/shop", &["show", "docs/better:README.md"]), "# The shop");
    assert_eq!(world.git("acme/shop", &["show", "docs/better:keep.txt"]), "k");
    // Again: the branch and the pull request are ours.
    let again = world.run("publish:github:pull-request", input.clone()).await.unwrap();
    assert_eq!(again["pullRequestNumber"], 7);
    let made = world.changed().iter().filter(|line| line.ends_with("/pulls")).count();
    assert_eq!(made, 1);
    // A step of another task finds the branch in its way, unless it is to be updated.
    let world = world.of_another_task();
    let failure = world.run("publish:github:pull-request", input.clone()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict, "{failure}");
    world.write("more.txt", "m");
    let mut update = input;
    update["update"] = true.into();
    update["targetPath"] = "docs".into();
    world.run("publish:github:pull-request", update).await.unwrap();
    let tree = world.git("acme/shop", &["ls-tree", "-r", "--name-only", "docs/better"]);
    assert_eq!(tree, "README.md\ndocs/README.md\ndocs/more.txt\nkeep.txt");
    assert_eq!(world.git("acme/shop", &["rev-list", "--count", "docs/better"]), "3");
}

#[tokio::test]
async fn an_interrupted_proposal_goes_on() {
    for mark in ["branch.begun", "commit.time", "pushed"] {
        let Some(world) = with_shop().await else { return };
        world.write("README.md", "# The shop\n");
        let input = json!({"repoUrl": REPO, "branchName": "b", "title": "T", "description": ""});
        *world.notes.killed_at.lock().unwrap() = Some(mark);
        world.run("publish:github:pull-request", input.clone()).await.unwrap_err();
        let output = world.run("publish:github:pull-request", input).await.unwrap();
        assert_eq!(output["pullRequestNumber"], 7, "{mark}");
        assert_eq!(world.git("acme/shop", &["rev-list", "--count", "b"]), "2", "{mark}");
    }
}

#[tokio::test]
async fn nothing_is_proposed_where_nothing_changes() {
    let Some(world) = with_shop().await else { return };
    let input = json!({
        "repoUrl": REPO, "branchName": "b", "title": "T", "description": "", "createWhenEmpty": false,
    });
    let output = world.run("publish:github:pull-request", input).await.unwrap();
    assert!(!output.contains_key("pullRequestNumber"));
    assert_eq!(world.changed(), [] as [&str; 0]);
    assert_eq!(world.git("acme/shop", &["branch", "--list", "b"]), "");
}

#[tokio::test]
async fn what_belongs_to_a_repository_is_made_once() {
    let Some(world) = with_shop().await else { return };
    let with = |more: Value| {
        let mut input = json!({"repoUrl": REPO});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let hook = with(
        json!({"webhookUrl": "https://portal.test/hook", "webhookSecret": "h00k", "contentType": "json"}),
    );
    for _ in 0..2 {
        world.run("github:webhook", hook.clone()).await.unwrap();
    }
    let link = with(json!({"keyPrefix": "SHOP-", "urlTemplate": "https://t.test/<num>"}));
    for _ in 0..2 {
        world.run("github:autolinks:create", link.clone()).await.unwrap();
    }
    let other = with(json!({"keyPrefix": "SHOP-", "urlTemplate": "https://other.test/<num>"}));
    assert_eq!(world.run("github:autolinks:create", other).await.unwrap_err().kind, FailureKind::Conflict);
    let key =
        with(json!({"publicKey": "ssh-ed25519 AAAA me", "privateKey": "pr1vate", "deployKeyName": "deploy"}));
    for _ in 0..2 {
        let output = world.run("github:deployKey:create", key.clone()).await.unwrap();
        assert_eq!(output["privateKeySecretName"], "PRIVATE_KEY");
    }
    let pages = with(json!({"buildType": "workflow"}));
    for _ in 0..2 {
        world.run("github:pages:enable", pages.clone()).await.unwrap();
    }
    assert_eq!(world.sent("POST /repos/acme/shop/hooks")["config"]["secret"], "h00k");
    let expect = [
        "POST /repos/acme/shop/hooks",
        "PATCH /repos/acme/shop/hooks/11",
        "POST /repos/acme/shop/autolinks",
        "POST /repos/acme/shop/keys",
        "PUT /repos/acme/shop/actions/secrets/PRIVATE_KEY",
        "PUT /repos/acme/shop/actions/secrets/PRIVATE_KEY",
        "POST /repos/acme/shop/pages",
        "POST /repos/acme/shop/pages",
        "PUT /repos/acme/shop/pages",
    ];
    assert_eq!(world.changed(), expect);
    assert!(!world.notes.log().contains("h00k"));
}

#[tokio::test]
async fn workflows_issues_and_environments() {
    let Some(world) = with_shop().await else { return };
    let dispatch = |workflow: &str| json!({"repoUrl": REPO, "workflowId": workflow, "branchOrTagName": "main", "workflowInputs": {"a": "b"}});
    world.run("github:actions:dispatch", dispatch("deploy.yaml")).await.unwrap();
    let sent = world.sent("POST /repos/acme/shop/actions/workflows/deploy.yaml/dispatches");
    assert_eq!(sent, json!({"ref": "main", "inputs": {"a": "b"}}));
    let none = world.run("github:actions:dispatch", dispatch("none.yaml")).await.unwrap_err();
    assert_eq!(none.kind, FailureKind::NotFound);
    let issue = json!({"repoUrl": REPO, "title": "T", "labels": ["x"], "milestone": 4});
    let issue = world.run("github:issues:create", issue).await.unwrap();
    assert_eq!(Value::Object(issue), json!({"issueUrl": "https://github.test/issues/5", "issueNumber": 5}));
    world.run("github:issues:label", json!({"repoUrl": REPO, "number": 5, "labels": ["y"]})).await.unwrap();
    assert_eq!(world.sent("POST /repos/acme/shop/issues/5/labels"), json!({"labels": ["y"]}));
    let environment = json!({
        "repoUrl": REPO,
        "name": "prod/eu",
        "deploymentBranchPolicy": {"protected_branches": false, "custom_branch_policies": true},
        "customBranchPolicyNames": ["release/*"],
        "environmentVariables": {"REGION": "eu"},
        "secrets": {"KEY": "h1dden"},
        "reviewers": ["group:default/shop-team", "user:ada"],
    });
    world.run("github:environment:create", environment).await.unwrap();
    let sent = world.sent("PUT /repos/acme/shop/environments/prod%2Feu");
    assert_eq!(sent["reviewers"], json!([{"type": "Team", "id": 3}, {"type": "User", "id": 2}]));
    let policy = world.sent("POST /repos/acme/shop/environments/prod%2Feu/deployment-branch-policies");
    assert_eq!(policy, json!({"name": "release/*", "type": "branch"}));
    let protect = json!({"repoUrl": REPO, "requiredApprovingReviewCount": 2, "requiredCommitSigning": true});
    world.run("github:branch-protection:create", protect).await.unwrap();
    let rules = world.sent("PUT /repos/acme/shop/branches/main/protection");
    assert_eq!(rules["required_pull_request_reviews"]["required_approving_review_count"], 2);
    world.sent("POST /repos/acme/shop/branches/main/protection/required_signatures");
}
