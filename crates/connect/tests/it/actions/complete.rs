//! What forms offer of hosts.

use super::world::{Asked, Desk, Play, Says, TOKEN, World, not_found, nothing, says};
use portico_scaffolder::FailureKind;
use serde_json::{Value, json};

fn api(_: &mut Desk, asked: &Asked) -> Says {
    let page = asked.path.ends_with("&page=1");
    match asked.parts().join("/").as_str() {
        "user/repos" if page => {
            let many: Vec<Value> = (0..100).map(|n| json!({"full_name": format!("acme/r{n:03}")})).collect();
            says(200, &many.into())
        }
        "user/repos" => says(200, &json!([{"full_name": "acme/zebra"}])),
        "repos/acme/shop/branches" => says(200, &json!([{"name": "main"}, {"name": "b"}])),
        "user/orgs" => says(200, &json!([{"login": "acme"}])),
        "v4/groups" => says(200, &json!([{"full_path": "acme/web", "full_name": "Acme / Web"}])),
        _ => not_found(),
    }
}

fn play() -> Play {
    let gitlab = json!({"host": "localhost:1", "apiBaseUrl": "http://HOST/api/v4", "token": TOKEN});
    let github = json!({"host": "HOST", "apiBaseUrl": "http://HOST/api", "token": TOKEN});
    Play {
        api,
        authorization: "Bearer s3cret-t0ken",
        integrations: json!({"github": [github], "gitlab": [gitlab]}),
        ..nothing()
    }
}

#[tokio::test]
async fn hosts_say_what_there_is() {
    let Some(world) = World::new(play()).await else { return };
    let ask = async |provider: &str, resource: &str, token: &str, context: Value| {
        let context = context.as_object().unwrap().clone();
        let found = world.completers.complete(provider, resource, token, &context).await?;
        let told = found.into_iter().map(|choice| (choice.id, choice.title.unwrap_or_default()));
        Ok::<Vec<(String, String)>, portico_scaffolder::Failure>(told.collect())
    };
    let plain = |ids: &[&str]| ids.iter().map(|id| ((*id).to_owned(), String::new())).collect::<Vec<_>>();
    let all = ask("github", "repositoriesWithOwner", TOKEN, json!({})).await.unwrap();
    assert_eq!((all.len(), all.last().unwrap().0.as_str()), (101, "acme/zebra"));
    let branches =
        ask("github", "branches", "", json!({"owner": "acme", "repository": "shop"})).await.unwrap();
    assert_eq!(branches, plain(&["b", "main"]));
    assert_eq!(ask("github", "owners", "", json!({})).await.unwrap(), plain(&["acme"]));
    let groups = ask("gitlab", "groups", "", json!({})).await.unwrap();
    assert_eq!(groups, [("acme/web".to_owned(), "Acme / Web".to_owned())]);
    let none = ask("github", "branches", "", json!({"owner": "acme", "repository": "none"})).await.unwrap();
    assert_eq!(none, plain(&[]));
    let missing = ask("github", "branches", "", json!({})).await.unwrap_err();
    assert!(missing.message.contains("names no `owner`"), "{missing}");
    let odd = ask("github", "planets", "", json!({})).await.unwrap_err();
    assert_eq!(odd.kind, FailureKind::Input);
    let other = ask("github", "owners", "", json!({"host": "other.test"})).await.unwrap_err();
    assert_eq!(other.kind, FailureKind::Input);
    let wrong = ask("github", "owners", "wr0ng-token", json!({})).await.unwrap_err();
    assert_eq!(wrong.kind, FailureKind::Authentication);
    assert!(!wrong.message.contains("wr0ng"), "{wrong}");
    let dots = ask("github", "branches", "", json!({"owner": "..", "repository": "x"})).await.unwrap_err();
    assert_eq!(dots.kind, FailureKind::Input);
}
