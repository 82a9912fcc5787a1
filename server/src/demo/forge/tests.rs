use super::{Forge, Shared, carries, router};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use std::{path::Path, process::Command, sync::Arc};
use tower::ServiceExt as _;

#[test]
fn the_token_comes_in_three_ways() {
    assert!(carries("token abc", "abc") && carries("Bearer abc", "abc"));
    assert!(carries("Basic cG9ydGljbzphYmM=", "abc"));
    for wrong in ["token abd", "Basic abc", "Basic cG9ydGljbzphYmQ=", "abc", ""] {
        assert!(!carries(wrong, "abc"), "{wrong}");
    }
}

#[test]
fn it_comes_back_at_the_same_address() {
    let data = tempfile::tempdir().unwrap();
    let first = Forge::open(data.path()).unwrap().unwrap();
    let address = first.variable("PORTICO_DEMO_FORGE").unwrap();
    drop(first);
    let again = Forge::open(data.path()).unwrap().unwrap();
    assert_eq!(again.variable("PORTICO_DEMO_FORGE").unwrap(), address);
    assert_eq!(again.variable("HOME"), None);
}

async fn ask(site: &Router, method: &str, path: &str, token: &str, body: &str) -> (StatusCode, String) {
    let request =
        Request::builder().method(method).uri(path).header("authorization", format!("token {token}"));
    let answer = site.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let status = answer.status();
    let text = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8_lossy(&text).into_owned())
}

#[track_caller]
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0");
    command.args(["-c", "user.name=t", "-c", "user.email=t@x.test"]).current_dir(folder);
    command.args(arguments).output().unwrap().status.success()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pushed_can_be_read() {
    let data = tempfile::tempdir().unwrap();
    let forge = Forge::open(data.path()).unwrap().unwrap();
    let (token, base) = (forge.token.clone(), format!("http://{}", forge.address));
    let shared =
        Shared { base: base.clone(), token: token.clone(), repositories: forge.repositories.clone() };
    let site = router(Arc::new(shared));
    forge.serve().unwrap();

    let wanted = "{\"name\":\"cart\",\"default_branch\":\"main\"}";
    let orgs = "/api/v1/orgs/fernway/repos";
    assert_eq!(ask(&site, "POST", orgs, "wrong", wanted).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&site, "POST", orgs, &token, "{}").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, made) = ask(&site, "POST", orgs, &token, wanted).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(made.contains(&format!("{base}/fernway/cart.git")), "{made}");
    assert_eq!(ask(&site, "POST", orgs, &token, wanted).await.0, StatusCode::CONFLICT);
    assert!(ask(&site, "GET", "/fernway/cart", "", "").await.1.contains("nothing in it yet"));

    let work = data.path().join("work");
    std::fs::create_dir(&work).unwrap();
    std::fs::write(work.join("a.txt"), "<text>").unwrap();
    let push = |secret: &str| {
        let to = base.replace("http://", &format!("http://portico:{secret}@"));
        git(&work, &["push", "--quiet", &format!("{to}/fernway/cart.git"), "HEAD:main"])
    };
    assert!(
        git(&work, &["init", "-q"]) && git(&work, &["add", "."]) && git(&work, &["commit", "-qm", "one"])
    );
    assert!(!push("wrong") && push(&token));

    let raw = ask(&site, "GET", "/api/v1/repos/fernway/cart/raw/a.txt?ref=main", "", "").await;
    assert_eq!(raw, (StatusCode::OK, "<text>".to_owned()));
    let (_, commits) = ask(&site, "GET", "/api/v1/repos/fernway/cart/commits?limit=1", "", "").await;
    let hash = commits.split('"').nth(3).unwrap().to_owned();
    let archive = format!("/api/v1/repos/fernway/cart/archive/{hash}.tar.gz");
    assert_eq!(ask(&site, "GET", &archive, "", "").await.0, StatusCode::OK);
    assert!(ask(&site, "GET", "/fernway/cart", "", "").await.1.contains("/src/branch/main/a.txt"));
    assert!(
        ask(&site, "GET", "/fernway/cart/src/branch/main/a.txt", "", "").await.1.contains("&lt;text&gt;")
    );
    for nothing in [
        "/fernway/none",
        "/fernway/cart/src/branch/none/a.txt",
        "/api/v1/repos/..%2f/x",
        "/fernway/cart.git/config",
    ] {
        assert_eq!(ask(&site, "GET", nothing, "", "").await.0, StatusCode::NOT_FOUND, "{nothing}");
    }
    let clone = data.path().join("clone");
    assert!(git(data.path(), &["clone", "--quiet", &format!("{base}/fernway/cart.git"), "clone"]));
    assert_eq!(std::fs::read_to_string(clone.join("a.txt")).unwrap(), "<text>");
}
