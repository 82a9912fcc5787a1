//! Pushing to servers that are in a mood.

use super::{
    github::play,
    world::{TOKEN, World},
};
use crate::git::server::Mood;
use portico_scaffolder::{Failure, FailureKind};
use serde_json::json;

async fn publish(world: &World, branch: &str) -> Result<portico_scaffolder::Output, Failure> {
    let input = json!({"repoUrl": "HOST?owner=acme&repo=shop", "defaultBranch": branch});
    world.run("publish:github", input).await
}

#[tokio::test]
async fn git_sends_the_token_as_it_is_wanted() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    // `x-access-token:s3cret-t0ken`.
    let basic = "Basic eC1hY2Nlc3MtdG9rZW46czNjcmV0LXQwa2Vu";
    world.memory.lock().unwrap().mood = Mood::Wants(basic.to_owned());
    publish(&world, "main").await.unwrap();
}

#[tokio::test]
async fn a_server_that_refuses_fails_the_step_without_the_token() {
    let moods: [(Mood, FailureKind, &str); 4] = [
        (Mood::Wants("another".to_owned()), FailureKind::Authentication, "does not accept the credentials"),
        (Mood::Status(403), FailureKind::Authentication, "does not accept the credentials"),
        (Mood::Status(500), FailureKind::Other, "could not be pushed to"),
        (Mood::Elsewhere("http://127.0.0.1:1".to_owned()), FailureKind::Other, "redirect"),
    ];
    for (mood, kind, words) in moods {
        let Some(world) = World::new(play()).await else { return };
        world.write("a", "b");
        world.memory.lock().unwrap().mood = mood;
        let failure = publish(&world, "main").await.unwrap_err();
        assert_eq!(failure.kind, kind, "{failure}");
        assert!(failure.message.contains(words), "{failure}");
        assert!(!failure.message.contains(TOKEN) && !failure.message.contains("eC1hY2"), "{failure}");
        assert_eq!(world.leftovers(), 0);
    }
}

#[tokio::test]
async fn rules_of_the_server_are_told() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    world.run("github:repo:create", json!({"repoUrl": "HOST?owner=acme&repo=shop"})).await.unwrap();
    world.git("acme/shop", &["config", "receive.denyCurrentBranch", "ignore"]);
    let hook = world.desk.lock().unwrap().root.join("acme/shop.git/hooks/pre-receive");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nexit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let failure = publish(&world, "main").await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotAllowed, "{failure}");
    assert!(failure.message.contains("did not take the branch main: pre-receive hook declined"), "{failure}");
}

#[tokio::test]
async fn branches_and_paths_make_sense() {
    let Some(world) = World::new(play()).await else { return };
    world.write("a", "b");
    for branch in ["a b", "a..b", "x.lock", "@{1}"] {
        let failure = publish(&world, branch).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Input, "{branch}: {failure}");
    }
    // A fine name for git, which must not be taken for an option.
    publish(&world, "-x").await.unwrap();
    let world = world.of_another_task();
    let input = |path: &str| json!({"repoUrl": "HOST?owner=acme&repo=shop", "sourcePath": path});
    let outside = world.run("github:repo:push", input("../..")).await.unwrap_err();
    assert_eq!(outside.kind, FailureKind::NotAllowed);
    let nothing = world.run("github:repo:push", input("none")).await.unwrap_err();
    assert_eq!(nothing.kind, FailureKind::NotFound);
    world.workspace.write("odd/\"quo\\te\nline", b"x").unwrap();
    world.workspace.write("odd/ümläut", b"x").unwrap();
    world.run("github:repo:push", input("odd")).await.unwrap();
    let names = world.git("acme/shop", &["ls-tree", "-z", "--name-only", "main"]);
    assert_eq!(names, "\"quo\\te\nline\0ümläut\0");
}
