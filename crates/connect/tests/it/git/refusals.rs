//! What is not there, not allowed, too slow, too large, or means harm.

use super::{
    FILE, world,
    world::{Mood, World, new},
};
use portico_connect::{
    git::GitReader,
    reader::{Allow, Answer, Found, ReadError},
};
use portico_scm::{GitTarget, Integrations};
use serde_json::json;
use std::{sync::Arc, time::Duration};

#[track_caller]
fn says(answer: &Result<Answer<Found>, ReadError>, kind: fn(String) -> ReadError, text: &str) {
    let Err(error) = answer else { panic!("it was read: {answer:?}") };
    let said = error.to_string();
    assert_eq!(*error, kind(said.clone()), "another kind");
    assert!(said.contains(text), "{said}");
    assert!(!said.contains("hunter2") && !said.contains("aHVudGVyMg"), "{said}");
}

#[tokio::test]
async fn what_is_not_there() {
    let Some(world) = world().await else { return };
    let reader = world.reader();
    let gone = async |target: &str| reader.search(&world.target(target), None).await;
    says(&gone("none").await, ReadError::NotFound, "has no branch or tag none");
    says(&gone("main:none.yaml").await, ReadError::NotFound, "none.yaml is not there");
    says(&gone("main:svc").await, ReadError::NotFound, "is a folder");
    says(&gone(&"a".repeat(40)).await, ReadError::NotFound, "no such repository, branch or commit");
    let other = GitTarget::parse(&format!("http://{}/other.git", world.host)).unwrap();
    says(&reader.search(&other, None).await, ReadError::NotFound, "no such repository");
    assert_eq!(world.clones().len(), 1, "what does not exist takes no room");
}

#[tokio::test]
async fn an_empty_repository_says_so() {
    let Some(world) = World::new().await else { return };
    let answer = world.reader().search(&world.target(""), None).await;
    says(&answer, ReadError::NotFound, "no default branch");
}

#[tokio::test]
async fn credentials_open_what_is_closed_and_go_nowhere_else() {
    let Some(world) = world().await else { return };
    // Basic me:hunter2
    world.mood(Mood::Wants("Basic bWU6aHVudGVyMg==".into()));
    let target = world.target("main");
    let answer = world.reader().search(&target, None).await;
    says(&answer, ReadError::Unauthorized, "wants credentials");
    let gitea = |base: String, password: &str| json!({"gitea": [{"host": world.host, "baseUrl": base, "username": "me", "password": password}]});
    let own = format!("http://{}", world.host);
    let reader = world.reader_with(&gitea(own.clone(), "hunter2"));
    assert_eq!(new(reader.search(&target, None).await).0, [format!("main:{FILE} one")]);
    let reader = world.reader_with(&gitea(own.clone(), "hunter22"));
    says(&reader.search(&target, None).await, ReadError::Unauthorized, "does not accept the credentials");
    // The integration is about the same name with TLS: what is for it is not sent in the open.
    let reader = world.reader_with(&gitea(format!("https://{}", world.host), "hunter2"));
    says(&reader.search(&target, None).await, ReadError::Unauthorized, "wants credentials");

    for clone in world.clones() {
        for file in ["config", "portico-used"] {
            let text = std::fs::read_to_string(clone.join(file)).unwrap();
            assert!(!text.contains("hunter2") && !text.contains("aHVudGVyMg"), "{text}");
        }
    }
    let Some(other) = super::world().await else { return };
    world.mood(Mood::Elsewhere(format!("http://{}", other.host)));
    let reader = world.reader_with(&gitea(own, "hunter2"));
    says(&reader.search(&target, None).await, ReadError::Failed, "answers with a redirect");
    assert_eq!(other.asked(), Vec::<String>::new(), "redirects are not followed");
}

#[tokio::test]
async fn a_slow_server_is_given_up() {
    let Some(mut world) = world().await else { return };
    world.limits.answer_time = Duration::from_millis(400);
    let (steps, _told) = tokio::sync::mpsc::unbounded_channel();
    world.mood(Mood::Silent(steps));
    let answer = world.reader().search(&world.target("main"), None).await;
    says(&answer, ReadError::Unreachable, "no answer within");
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_leaves_no_program_behind() {
    let Some(world) = world().await else { return };
    let (steps, mut told) = tokio::sync::mpsc::unbounded_channel();
    world.mood(Mood::Silent(steps));
    let (reader, target) = (world.reader(), world.target("main"));
    let asking = tokio::spawn(async move { reader.search(&target, None).await });
    assert_eq!(told.recv().await, Some("asked"));
    asking.abort();
    // It is the helper of git that holds the connection, and it is patient for a minute.
    let hung_up = tokio::time::timeout(Duration::from_secs(20), told.recv()).await;
    assert_eq!(hung_up, Ok(Some("hung up")));
}

#[tokio::test]
async fn a_server_out_of_order_is_asked_again_later() {
    let Some(world) = world().await else { return };
    world.mood(Mood::Status(503));
    let answer = world.reader().search(&world.target("main"), None).await;
    says(&answer, ReadError::Unreachable, "503");
    world.mood(Mood::Status(429));
    let answer = world.reader().search(&world.target("main"), None).await;
    assert!(matches!(answer, Err(ReadError::RateLimited { .. })), "{answer:?}");
}

#[tokio::test]
async fn hosts_that_nobody_named_are_not_asked() {
    let Some(world) = world().await else { return };
    let integrations = Arc::new(Integrations::default());
    let reader = GitReader::new(world.cache(), Allow::default(), integrations);
    let answer = reader.search(&world.target("main"), None).await;
    says(&answer, ReadError::NotAllowed, &format!("- host: {}", world.host));
    assert_eq!((world.asked(), world.cache().exists()), (Vec::new(), false));
}

#[cfg(unix)]
#[tokio::test]
async fn links_and_other_repositories_are_not_followed() {
    let Some(world) = world().await else { return };
    std::os::unix::fs::symlink("/etc/hostname", world.work().join("link.yaml")).unwrap();
    std::os::unix::fs::symlink("svc", world.work().join("linked")).unwrap();
    let commit = world.git(&["rev-parse", "HEAD"]);
    world.git(&["add", "-A"]);
    world.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},module")]);
    world.git(&["commit", "--quiet", "-m", "harm"]);
    let reader = world.reader();
    let read = async |target: &str| reader.search(&world.target(target), None).await;
    says(&read("main:link.yaml").await, ReadError::NotFound, "symbolic link");
    says(&read("main:module").await, ReadError::NotFound, "another repository");
    says(&read("main:linked/a/catalog-info.yaml").await, ReadError::NotFound, "is not there");
    let (files, _) = new(read("main:**/*.yaml").await);
    assert!(files.iter().all(|file| !file.contains("link")), "{files:?}");
    says(&read("main:link*").await, ReadError::NotFound, "nothing matches");
}

#[tokio::test]
async fn large_files_are_refused_and_harm_no_others() {
    let Some(mut world) = world().await else { return };
    world.limits.file_bytes = 2_000;
    world.write("large.yaml", "x".repeat(5_000));
    world.write("full.yaml", "x".repeat(2_000));
    world.commit();
    // Whether or not the server leaves large files out.
    for filter in ["true", "false"] {
        world.git(&["config", "uploadpack.allowFilter", filter]);
        let reader = world.reader();
        let large = reader.search(&world.target("main:large.yaml"), None).await;
        says(&large, ReadError::TooLarge, "large.yaml in http");
        let all = reader.search(&world.target("main:*.yaml"), None).await;
        says(&all, ReadError::TooLarge, "large.yaml");
        assert_eq!(new(reader.search(&world.target("main"), None).await).0, [format!("main:{FILE} one")]);
        let (full, _) = new(reader.search(&world.target("main:full.yaml"), None).await);
        assert_eq!(full[0].len(), "main:full.yaml ".len() + 2_000);
        std::fs::remove_dir_all(world.cache()).unwrap();
    }
}

#[tokio::test]
async fn a_large_repository_is_refused_and_removed() {
    let Some(mut world) = world().await else { return };
    world.limits.repository_bytes = 40_000;
    world.git(&["config", "uploadpack.allowFilter", "false"]);
    let mut number = 1_u32;
    let noise = std::iter::repeat_with(|| {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (number >> 24) as u8
    });
    world.write("noise", noise.take(200_000).collect::<Vec<_>>());
    world.commit();
    let answer = world.reader().search(&world.target("main"), None).await;
    says(&answer, ReadError::TooLarge, "larger than what is read of one repository");
    assert_eq!(world.clones(), Vec::<std::path::PathBuf>::new());
}
