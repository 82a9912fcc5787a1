//! GitLab, played.

use super::world::{Asked, Desk, Play, Says, TOKEN, World, not_found, nothing, says};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portico_scaffolder::FailureKind;
use serde_json::{Value, json};

const REPO: &str = "HOST?owner=acme%2Fweb&repo=shop";

fn play() -> Play {
    let entry =
        json!({"host": "HOST", "baseUrl": "http://HOST", "apiBaseUrl": "http://HOST/api", "token": TOKEN});
    Play { api, authorization: "Bearer s3cret-t0ken", integrations: json!({"gitlab": [entry]}), ..nothing() }
}

fn api(desk: &mut Desk, asked: &Asked) -> Says {
    let parts = asked.parts();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", ["namespaces", "acme/web"]) => says(200, &json!({"id": 9})),
        ("GET", ["user"]) => says(200, &json!({"id": 4})),
        ("GET", ["users"]) if asked.path.ends_with("username=ada") => says(200, &json!([{"id": 21}])),
        ("GET", ["users"]) => says(200, &json!([])),
        ("POST", ["projects"]) => {
            let name = format!("acme/web/{}", asked.body["name"].as_str().unwrap());
            desk.init(&name);
            let made = json!({
                "id": 42, "default_branch": "main", "path_with_namespace": name,
                "http_url_to_repo": desk.address(&name),
            });
            desk.repositories.insert(name, made.clone());
            says(201, &made)
        }
        ("GET", ["groups", path]) => match desk
            .made
            .get("groups")
            .and_then(|made| made.iter().find(|group| group["full_path"] == *path))
        {
            Some(group) => says(200, group),
            None => not_found(),
        },
        ("POST", ["groups"]) => {
            let groups = desk.made.entry("groups".to_owned()).or_default();
            let above = groups.iter().find(|group| group["id"] == asked.body["parent_id"]);
            let above =
                above.map(|group| format!("{}/", group["full_path"].as_str().unwrap())).unwrap_or_default();
            let full = format!("{above}{}", asked.body["path"].as_str().unwrap());
            let made = json!({"id": groups.len() + 100, "full_path": full});
            groups.push(made.clone());
            says(201, &made)
        }
        (method, ["projects", id, rest @ ..]) => {
            let known = desk
                .repositories
                .iter()
                .find(|(name, value)| name == id || value["id"].as_u64() == id.parse().ok());
            let Some(known) = known.map(|(_, value)| value.clone()) else { return not_found() };
            of_project(desk, asked, method, rest, &known)
        }
        _ => not_found(),
    }
}

fn of_project(desk: &mut Desk, asked: &Asked, method: &str, rest: &[&str], known: &Value) -> Says {
    let key = |what: &str| format!("42 {what}");
    match (method, rest) {
        ("GET", []) => says(200, known),
        ("GET", ["repository", "branches", name]) => {
            let commits = desk.made.get(&key("commits")).cloned().unwrap_or_default();
            match commits.iter().rposition(|commit| commit["branch"] == *name) {
                Some(index) => says(200, &json!({"name": name, "commit": {"id": format!("c{index}")}})),
                None if *name == "main" => says(200, &json!({"name": "main", "commit": {"id": "start"}})),
                None => not_found(),
            }
        }
        ("POST", ["repository", "commits"]) => {
            let commits = desk.made.entry(key("commits")).or_default();
            commits.push(asked.body.clone());
            says(201, &json!({"id": format!("c{}", commits.len() - 1)}))
        }
        ("GET", ["repository", "tree"]) => says(
            200,
            &json!([
                {"type": "tree", "path": "src", "id": "t"},
                {"type": "blob", "path": "same.txt", "id": "1275430f1765c63e539cb0452565563bd6aef6a6"},
                {"type": "blob", "path": "other.txt", "id": "0000"},
            ]),
        ),
        ("POST", ["variables"]) => {
            let variables = desk.made.entry(key("variables")).or_default();
            if variables.iter().any(|one| one["key"] == asked.body["key"]) {
                return says(400, &json!({"message": {"key": ["(A) has already been taken"]}}));
            }
            variables.push(asked.body.clone());
            says(201, &asked.body)
        }
        ("GET", ["merge_requests"]) => {
            says(200, &Value::Array(desk.made.get(&key("requests")).cloned().unwrap_or_default()))
        }
        ("POST", ["merge_requests"]) => {
            let made = json!({"iid": 3, "web_url": "https://gitlab.test/mr/3"});
            desk.made.entry(key("requests")).or_default().push(made.clone());
            says(201, &made)
        }
        ("GET", ["merge_requests", "3", "approval_state"]) => says(
            200,
            &json!({"rules": [{"eligible_approvers": [{"id": 8}, {"id": 7}]}, {"eligible_approvers": [{"id": 8}]}]}),
        ),
        ("POST", ["triggers"]) => says(201, &json!({"id": 6, "token": "tr1gger"})),
        ("POST", ["trigger", "pipeline"]) => {
            says(201, &json!({"web_url": "https://gitlab.test/pipelines/1"}))
        }
        ("POST", ["access_tokens"]) => says(201, &json!({"token": "acc3ss"})),
        ("POST", ["deploy_tokens"]) => {
            says(201, &json!({"token": "d3ploy", "username": "gitlab+deploy-token-1"}))
        }
        ("POST" | "PUT", ["issues", ..]) => says(
            201,
            &json!({"id": 70, "iid": 7, "web_url": "https://gitlab.test/issues/7", "state": "closed"}),
        ),
        ("DELETE", _) => says(204, &Value::Null),
        ("POST", _) => says(201, &json!({})),
        ("PUT", _) => says(200, &json!({})),
        _ => not_found(),
    }
}

#[tokio::test]
async fn a_workspace_becomes_a_project() {
    let Some(world) = World::new(play()).await else { return };
    world.write("README.md", "# Shop");
    let input = json!({
        "repoUrl": REPO,
        "repoVisibility": "private",
        "settings": {"visibility": "internal", "merge_method": "ff"},
        "branches": [{"name": "release", "create": true, "protect": true}],
        "projectVariables": [{"key": "A", "value": "1"}, {"key": "A", "value": "2", "masked": true}],
    });
    let output = world.run("publish:gitlab", input).await.unwrap();
    let url = world.desk.lock().unwrap().url.clone();
    assert_eq!(output["remoteUrl"], format!("{url}/acme/web/shop"));
    assert_eq!(output["repoContentsUrl"], format!("{url}/acme/web/shop/-/blob/main"));
    assert_eq!((&output["projectId"], &output["created"]), (&json!(42), &json!(true)));
    assert_eq!(output["commitHash"], world.git("acme/web/shop", &["rev-parse", "main"]));
    let body = world.sent("POST /projects");
    let expect = json!({"namespace_id": 9, "name": "shop", "visibility": "internal", "merge_method": "ff"});
    assert_eq!(body, expect);
    assert_eq!(
        world.sent("POST /projects/42/repository/branches"),
        json!({"branch": "release", "ref": "main"})
    );
    let changed = world.sent("PUT /projects/42/variables/A?filter%5Benvironment_scope%5D=*");
    assert_eq!((&changed["value"], &changed["masked"]), (&json!("2"), &json!(true)));
    let again = world.run("publish:gitlab", json!({"repoUrl": REPO})).await.unwrap();
    assert_eq!(again["commitHash"], output["commitHash"]);
}

#[tokio::test]
async fn a_project_that_is_there_is_a_conflict_or_left_alone() {
    let Some(world) = World::new(play()).await else { return };
    world.write("README.md", "# Shop");
    let nothing = json!({"repoUrl": REPO, "sourcePath": false});
    let output = world.run("publish:gitlab", nothing).await.unwrap();
    assert!(!output.contains_key("commitHash"));
    let world = world.of_another_task();
    let failure = world.run("publish:gitlab", json!({"repoUrl": REPO})).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Conflict);
    let output = world.run("publish:gitlab", json!({"repoUrl": REPO, "skipExisting": true})).await.unwrap();
    assert_eq!(output["created"], false);
    let none = world.run("publish:gitlab", json!({"repoUrl": "HOST?owner=none&repo=x"})).await.unwrap_err();
    assert_eq!(none.kind, FailureKind::NotFound);
    assert!(none.message.contains("no group or person none"), "{none}");
}

#[tokio::test]
async fn a_change_is_proposed() {
    let Some(world) = World::new(play()).await else { return };
    world.run("publish:gitlab", json!({"repoUrl": REPO, "sourcePath": false})).await.unwrap();
    let world = world.of_another_task();
    world.write("same.txt", "same\n");
    world.write("other.txt", "other\n");
    world.write("new.txt", "new\n");
    world.changed();
    let input = json!({
        "repoUrl": REPO,
        "branchName": "b",
        "title": "T",
        "removeSourceBranch": true,
        "assignee": "ada",
        "reviewers": ["ada", "nobody"],
        "labels": ["x", "y"],
        "assignReviewersFromApprovalRules": true,
    });
    *world.notes.killed_at.lock().unwrap() = Some("committed");
    world.run("publish:gitlab:merge-request", input.clone()).await.unwrap_err();
    let output = world.run("publish:gitlab:merge-request", input).await.unwrap();
    assert_eq!(output["mergeRequestUrl"], "https://gitlab.test/mr/3");
    assert_eq!((&output["projectid"], &output["projectPath"]), (&json!(42), &json!("acme/web/shop")));
    assert_eq!(output["targetBranchName"], "main");
    let commit = world.sent("POST /projects/acme%2Fweb%2Fshop/repository/commits");
    assert_eq!((&commit["branch"], &commit["start_branch"]), (&json!("b"), &json!("main")));
    let actions = json!([
        {"action": "create", "file_path": "new.txt", "encoding": "base64", "content": STANDARD.encode("new\n")},
        {"action": "update", "file_path": "other.txt", "encoding": "base64", "content": STANDARD.encode("other\n")},
    ]);
    assert_eq!(commit["actions"], actions);
    let request = world.sent("POST /projects/acme%2Fweb%2Fshop/merge_requests");
    assert_eq!((&request["assignee_id"], &request["reviewer_ids"]), (&json!(21), &json!([21])));
    assert_eq!(request["labels"], "x,y");
    let approvers = world.sent("PUT /projects/acme%2Fweb%2Fshop/merge_requests/3");
    assert_eq!(approvers, json!({"reviewer_ids": [7, 8]}));
    assert!(world.notes.log().contains("nobody"), "{}", world.notes.log());
    let commits = world.changed().iter().filter(|line| line.ends_with("/commits")).count();
    assert_eq!(commits, 1);
}

#[tokio::test]
async fn files_are_committed_to_a_branch() {
    let Some(world) = World::new(play()).await else { return };
    world.run("publish:gitlab", json!({"repoUrl": REPO, "sourcePath": false})).await.unwrap();
    let world = world.of_another_task();
    world.write("a.sh", "x");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(world.workspace.root().join("a.sh"), mode).unwrap();
    let input =
        json!({"repoUrl": REPO, "branchName": "main", "commitMessage": "m", "targetPath": "apps/shop"});
    let output = world.run("gitlab:repo:push", input).await.unwrap();
    assert_eq!(output["commitHash"], "c0");
    let commit = world.sent("POST /projects/acme%2Fweb%2Fshop/repository/commits");
    assert_eq!(commit["actions"][0]["action"], "create");
    assert_eq!(commit["actions"][0]["file_path"], "apps/shop/a.sh");
    assert_eq!(commit["actions"][0]["execute_filemode"], true);
    assert!(commit.get("start_branch").is_none());
    let world = world.of_another_task();
    let out = json!({"repoUrl": REPO, "branchName": "b", "commitMessage": "m", "targetPath": "../x"});
    assert_eq!(world.run("gitlab:repo:push", out).await.unwrap_err().kind, FailureKind::NotAllowed);
}

#[tokio::test]
async fn a_colleagues_commit_after_a_refusal_is_not_taken_for_ours() {
    let Some(world) = World::new(play()).await else { return };
    world.run("publish:gitlab", json!({"repoUrl": REPO, "sourcePath": false})).await.unwrap();
    world.write("a.txt", "a");
    let commits = "POST /projects/acme%2Fweb%2Fshop/repository/commits";
    let input = json!({"repoUrl": REPO, "branchName": "main", "commitMessage": "m"});
    world.trouble(commits, says(403, &json!({"message": "main is protected"})));
    world.run("gitlab:repo:push", input.clone()).await.unwrap_err();
    let theirs = json!({"name": "main", "commit": {"id": "theirs"}});
    world.trouble("GET /projects/acme%2Fweb%2Fshop/repository/branches/main", says(200, &theirs));
    let output = world.run("gitlab:repo:push", input).await.unwrap();
    assert_eq!(output["commitHash"], "c0");
    assert_eq!(world.changed().iter().filter(|line| *line == commits).count(), 2);
}

#[tokio::test]
async fn groups_tokens_variables_pipelines_and_issues() {
    let Some(world) = World::new(play()).await else { return };
    world.run("publish:gitlab", json!({"repoUrl": REPO, "sourcePath": false})).await.unwrap();
    let with = |more: Value| {
        let mut input = json!({"repoUrl": "HOST?owner=x&repo=y", "projectId": 42});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let path = json!({"repoUrl": "HOST?owner=x&repo=y", "path": ["acme", {"name": "Shop team", "slug": "shop-team"}]});
    for _ in 0..2 {
        let group = world.run("gitlab:group:ensureExists", path.clone()).await.unwrap();
        assert_eq!(group["groupId"], 101);
    }
    assert_eq!(
        world.sent("POST /groups"),
        json!({"name": "Shop team", "path": "shop-team", "parent_id": 100})
    );
    let token =
        world.run("gitlab:projectAccessToken:create", with(json!({"scopes": ["api"]}))).await.unwrap();
    assert_eq!(token["access_token"], "acc3ss");
    let token = world.run("gitlab:projectDeployToken:create", with(json!({"name": "n"}))).await.unwrap();
    assert_eq!((&token["deploy_token"], &token["user"]), (&json!("d3ploy"), &json!("gitlab+deploy-token-1")));
    let variable = with(json!({"key": "K", "value": "v", "variableType": "env_var"}));
    for _ in 0..2 {
        world.run("gitlab:projectVariable:create", variable.clone()).await.unwrap();
    }
    let pipeline = with(json!({"tokenDescription": "t", "branch": "main", "variables": {"A": "b"}}));
    let pipeline = world.run("gitlab:pipeline:trigger", pipeline).await.unwrap();
    assert_eq!(pipeline["pipelineUrl"], "https://gitlab.test/pipelines/1");
    world.sent("DELETE /projects/42/triggers/6");
    let issue = with(json!({"title": "T", "dueDate": "2027-01-31"}));
    let issue = world.run("gitlab:issues:create", issue).await.unwrap();
    assert_eq!((&issue["issueId"], &issue["issueIid"]), (&json!(70), &json!(7)));
    assert_eq!(world.sent("POST /projects/42/issues"), json!({"title": "T", "due_date": "2027-01-31"}));
    let edited =
        world.run("gitlab:issue:edit", with(json!({"issueIid": 7, "stateEvent": "close"}))).await.unwrap();
    assert_eq!(edited["state"], "closed");
    assert_eq!(world.sent("PUT /projects/42/issues/7"), json!({"state_event": "close"}));
    assert!(!world.notes.log().contains("tr1gger"));
}
