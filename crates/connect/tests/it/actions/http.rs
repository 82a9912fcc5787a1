//! Asking web services: what may be asked, and what is told.

use super::world::{Asked, Desk, Play, Says, World, nothing, says};
use portico_scaffolder::FailureKind;
use serde_json::{Value, json};

fn api(_: &mut Desk, asked: &Asked) -> Says {
    match asked.line().as_str() {
        "GET /number" => says(200, &json!({"number": 7})),
        "GET /text" => (200, "", "hello".to_owned()),
        "POST /topics?dry=1" => says(201, &asked.body),
        "GET /moved" => (302, "location: /api/number", String::new()),
        "POST /see" => (303, "location: /api/number", String::new()),
        "GET /away" => (302, "location: http://127.0.0.2:9/x", String::new()),
        "GET /inside" => (302, "location: http://169.254.169.254/latest", String::new()),
        "POST /away" => (307, "location: https://evil.test/x", String::new()),
        "GET /loop" => (302, "location: /api/loop", String::new()),
        "GET /closed" => says(403, &json!({"why": "you said abc-s3cret"})),
        _ => says(404, &json!({"message": "nothing here"})),
    }
}

fn play() -> Play {
    Play {
        api,
        authorization: "Bearer abc-s3cret",
        reading: json!({"allow": [{"host": "HOST", "paths": ["/api"]}, {"host": "*.internal.test"}]}),
        proxy: json!({"endpoints": {"/kafka": {
            "target": "http://HOST/api",
            "headers": {"Authorization": "Bearer abc-s3cret"},
        }}}),
        ..nothing()
    }
}

fn get(path: &str) -> Value {
    json!({"method": "GET", "url": format!("http://HOST{path}"), "headers": {"authorization": "Bearer abc-s3cret"}})
}

#[tokio::test]
async fn services_are_asked() {
    let Some(world) = World::new(play()).await else { return };
    let output = world.run("http:request", get("/api/number")).await.unwrap();
    assert_eq!((&output["code"], &output["body"]), (&json!(200), &json!({"number": 7})));
    assert_eq!(output["headers"]["content-type"], "application/json");
    let text = world.run("http:backstage:request", get("/api/text")).await.unwrap();
    assert_eq!(text["body"], json!({"message": "hello"}));
    let moved = world.run("http:request", get("/api/moved")).await.unwrap();
    assert_eq!(moved["body"]["number"], 7);
    assert!(world.notes.log().contains("GET http://127.0.0.1"), "{}", world.notes.log());
    assert!(!world.notes.log().contains("s3cret"));
}

#[tokio::test]
async fn a_topic_is_made_with_the_configured_credentials() {
    let Some(world) = World::new(play()).await else { return };
    let input = json!({
        "method": "POST", "path": "/proxy/kafka/topics", "params": {"dry": 1},
        "headers": {"authorization": "Bearer mine"}, "body": {"topic_name": "orders"},
    });
    let output = world.run("http:backstage:request", input.clone()).await.unwrap();
    assert_eq!((&output["code"], &output["body"]), (&json!(201), &json!({"topic_name": "orders"})));
    // Whether it arrived is not known after an interruption: it is not sent twice in silence.
    let again = world.run("http:backstage:request", input).await.unwrap_err();
    assert!(again.message.contains("was sent before the interruption"), "{again}");
    assert_eq!(world.changed(), ["POST /topics?dry=1"]);
}

#[tokio::test]
async fn only_what_is_configured_is_asked() {
    let Some(world) = World::new(play()).await else { return };
    let refused = async |url: &str, words: &str| {
        let failure = world.run("http:request", json!({"url": url})).await.unwrap_err();
        assert!(matches!(failure.kind, FailureKind::NotAllowed | FailureKind::Input), "{url}: {failure}");
        assert!(failure.message.contains(words), "{url}: {failure}");
    };
    refused("http://HOST/other", "backend.reading.allow").await;
    refused("http://HOST/api/../other", "backend.reading.allow").await;
    refused("http://127.0.0.1:9/x", "- host: 127.0.0.1:9").await;
    refused("http://169.254.169.254/latest/meta-data", "backend.reading.allow").await;
    refused("http://[::ffff:127.0.0.1]/x", "backend.reading.allow").await;
    refused("https://me:pw@HOST/api", "must not hold any").await;
    refused("file:///etc/passwd", "only https:// and http://").await;
    refused("/api/catalog/entities", "is no address").await;
    refused("/proxy/other/x", "proxy.endpoints").await;
    assert!(world.desk.lock().unwrap().asked.is_empty());
}

#[tokio::test]
async fn every_redirect_is_judged() {
    let Some(world) = World::new(play()).await else { return };
    for (path, words) in [("/api/away", "127.0.0.2:9"), ("/api/inside", "169.254.169.254")] {
        let failure = world.run("http:request", get(path)).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NotAllowed, "{failure}");
        assert!(failure.message.contains(words), "{failure}");
    }
    let failure = world.run("http:request", get("/api/loop")).await.unwrap_err();
    assert!(failure.message.contains("more than 5 redirects"), "{failure}");
    let mut post = get("/api/away");
    post["method"] = "POST".into();
    post["body"] = json!({"secret": 1});
    let failure = world.run("http:request", post).await.unwrap_err();
    assert!(failure.message.contains("is not sent again"), "{failure}");
    let world = world.of_another_task();
    let mut see = get("/api/see");
    see["method"] = "POST".into();
    assert_eq!(world.run("http:request", see).await.unwrap()["body"]["number"], 7);
}

#[tokio::test]
async fn failures_hold_no_secret() {
    let Some(world) = World::new(play()).await else { return };
    let failure = world.run("http:request", get("/api/closed")).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotAllowed);
    assert!(failure.message.contains("you said ***") && !failure.message.contains("s3cret"), "{failure}");
    let mut going_on = get("/api/closed");
    going_on["continueOnBadResponse"] = true.into();
    assert_eq!(world.run("http:request", going_on).await.unwrap()["code"], 403);
    let host = json!({"url": "http://HOST/api/number", "headers": {"Host": "other"}});
    assert_eq!(world.run("http:request", host).await.unwrap_err().kind, FailureKind::Input);
}
