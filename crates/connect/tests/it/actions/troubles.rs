//! What goes wrong at hosts, and what people are told then.

use super::{
    github::play,
    world::{TOKEN, World, limits, says},
};
use portico_connect::reader::Limits;
use portico_scaffolder::{Failure, FailureKind};
use serde_json::{Value, json};
use std::time::Duration;

const REPO: &str = "HOST?owner=acme&repo=shop";
const CREATE: &str = "POST /orgs/acme/repos";

async fn publish(world: &World) -> Result<portico_scaffolder::Output, Failure> {
    world.write("a", "b");
    world.run("publish:github", json!({"repoUrl": REPO})).await
}

#[track_caller]
fn check(failure: &Failure, kind: FailureKind, words: &[&str]) {
    assert_eq!(failure.kind, kind, "{failure}");
    for word in words {
        assert!(failure.message.contains(word), "{word} is not in: {failure}");
    }
    assert!(!failure.message.contains(TOKEN), "{failure}");
}

#[tokio::test]
async fn refusals_say_what_to_do() {
    let cases: [(u16, Value, FailureKind, &[&str]); 6] = [
        (
            401,
            json!({"message": "Bad s3cret-t0ken"}),
            FailureKind::Authentication,
            &["create the repository acme/shop", "401", "Bad ***", "integrations.github"],
        ),
        (
            403,
            json!({"message": "Resource not accessible"}),
            FailureKind::NotAllowed,
            &["403", "Resource not accessible", "may do"],
        ),
        (404, json!({"message": "Not Found"}), FailureKind::NotFound, &["404", "check the names"]),
        (409, json!({}), FailureKind::Conflict, &["there is one already"]),
        (
            422,
            json!({"message": "Invalid", "errors": [{"message": "name is bad"}]}),
            FailureKind::Input,
            &["Invalid; name is bad"],
        ),
        (500, json!({}), FailureKind::Other, &["out of order"]),
    ];
    for (status, body, kind, words) in cases {
        let Some(world) = World::new(play()).await else { return };
        world.trouble(CREATE, says(status, &body));
        check(&publish(&world).await.unwrap_err(), kind, words);
        // What sends something is not sent again on its own.
        assert_eq!(world.changed(), [CREATE], "{status}");
    }
}

#[tokio::test]
async fn wrong_credentials_are_named() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    let input = json!({"repoUrl": REPO, "token": "wr0ng-token"});
    let failure = world.run("publish:github", input).await.unwrap_err();
    check(&failure, FailureKind::Authentication, &["401", "the input `token`"]);
    assert!(!failure.message.contains("wr0ng-token"), "{failure}");
    let heard = world.desk.lock().unwrap().asked[0].authorization.clone();
    assert_eq!(heard, "Bearer wr0ng-token");
}

#[tokio::test]
async fn without_credentials_nothing_is_asked() {
    let mut play = play();
    play.integrations = json!({"github": [{"host": "HOST", "apiBaseUrl": "http://HOST/api"}]});
    let Some(world) = World::new(play).await else { return };
    check(
        &publish(&world).await.unwrap_err(),
        FailureKind::Authentication,
        &["no credentials for 127.0.0.1", "token"],
    );
    assert!(world.desk.lock().unwrap().asked.is_empty());
}

#[tokio::test]
async fn a_busy_host_is_waited_for() {
    let Some(world) = World::new(play()).await else { return };
    world.trouble(CREATE, (429, "retry-after: 0", String::new()));
    world.trouble(CREATE, (403, "retry-after: 0", json!({"message": "secondary rate limit"}).to_string()));
    world.trouble("GET /users/acme", says(502, &json!({})));
    publish(&world).await.unwrap();
    assert_eq!(world.changed().iter().filter(|line| *line == CREATE).count(), 3);
}

#[tokio::test]
async fn a_host_that_wants_long_pauses_fails_the_step() {
    let Some(world) = World::new(play()).await else { return };
    world.trouble(CREATE, (429, "retry-after: 3600", json!({"message": "slow down"}).to_string()));
    check(&publish(&world).await.unwrap_err(), FailureKind::Other, &["slow down", "in 3600 s"]);
}

#[tokio::test]
async fn broken_answers_are_told() {
    let Some(world) = World::new(play()).await else { return };
    world.trouble(CREATE, (201, "", "<html>".to_owned()));
    check(&publish(&world).await.unwrap_err(), FailureKind::Other, &["no JSON", "integrations.github"]);
    let Some(world) = World::new(play()).await else { return };
    world.trouble(CREATE, says(201, &json!({"html_url": "https://github.test"})));
    check(
        &publish(&world).await.unwrap_err(),
        FailureKind::Other,
        &["without the address of the repository"],
    );
    let Some(world) = World::new(play()).await else { return };
    world.trouble(CREATE, (307, "location: https://evil.test/x?token=1", String::new()));
    check(&publish(&world).await.unwrap_err(), FailureKind::Other, &["leads on to https://evil.test/x,"]);
}

#[tokio::test]
async fn credentials_go_nowhere_else() {
    let elsewhere = [
        "https://evil.test/acme/shop.git",
        "http://127.0.0.1:1/acme/shop.git",
        "file:///etc",
        "ssh://git@HOST/x",
        "nonsense",
    ];
    for address in elsewhere {
        let Some(world) = World::new(play()).await else { return };
        world.trouble(CREATE, says(201, &json!({"html_url": "https://x.test", "clone_url": address})));
        check(
            &publish(&world).await.unwrap_err(),
            FailureKind::NotAllowed,
            &["as the address of the repository"],
        );
    }
}

#[tokio::test]
async fn a_slow_host_is_given_up_and_what_is_unsure_is_said() {
    let short = Limits { answer_time: Duration::from_millis(200), ..limits() };
    let Some(world) = World::with(play(), short).await else { return };
    world.desk.lock().unwrap().pause = Duration::from_secs(5);
    check(&publish(&world).await.unwrap_err(), FailureKind::Other, &["did not answer within 0.2 s"]);
    let input = json!({"repoUrl": REPO, "title": "T"});
    let failure = world.run("github:issues:create", input).await.unwrap_err();
    check(&failure, FailureKind::Other, &["whether it was done nevertheless is not known"]);
}

#[tokio::test]
async fn hosts_have_to_be_configured_and_of_the_right_kind() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    let run = |action: &'static str, repo: &'static str| world.run(action, json!({"repoUrl": repo}));
    let other = run("publish:github", "other.test?owner=a&repo=b").await.unwrap_err();
    check(&other, FailureKind::Input, &["no integration for its host other.test"]);
    let inside = run("publish:github", "169.254.169.254?owner=a&repo=b").await.unwrap_err();
    check(&inside, FailureKind::Input, &["no integration"]);
    let wrong = run("publish:gitlab", REPO).await.unwrap_err();
    check(&wrong, FailureKind::Input, &["which is GitHub", "this action is for GitLab"]);
    let odd = run("publish:github", "HOST?owner=..&repo=b").await.unwrap_err();
    check(&odd, FailureKind::Input, &["is `.` or `..`"]);
    assert!(world.desk.lock().unwrap().asked.is_empty());
}
