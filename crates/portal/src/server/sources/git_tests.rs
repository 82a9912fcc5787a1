//! A repository on a real git server, fetched as the portal does it.

use super::Sources;
use crate::server::sources::Outcome;
use portico_catalog::{Delivery, RemoteFile};
use portico_connect::{
    git::GitReader,
    http::Http,
    reader::{Allow, Reader},
};
use portico_scm::Integrations;
use serde_json::json;
use std::{
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
};

#[expect(dead_code, reason = "the double can do more than these tests need")]
#[path = "../../../../connect/tests/it/git/server.rs"]
mod server;

const CATALOG: &str = "kind: API\nspec:\n  definition:\n    $text: ./api.txt\n  none:\n    $text: ../../x\n";

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Ada", "-c", "user.email=ada@acme.test"]);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    assert!(command.args(arguments).status().unwrap().success(), "git {arguments:?}");
}

fn commit(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder.join("svc")).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "--quiet", "-m", "change"]);
}

/// The only file of a delivery, and its validator.
fn only(delivery: Delivery) -> (RemoteFile, String) {
    match delivery {
        Delivery::Files { mut files, validator: Some(validator), .. } if files.len() == 1 => {
            (files.remove(0), validator)
        }
        other => panic!("no single file: {other:?}"),
    }
}

#[tokio::test]
async fn a_repository_is_delivered_with_what_its_placeholders_bring_in() {
    if Command::new("git").arg("http-backend").output().is_err() {
        println!("skipped: the program git is not installed here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("srv").join("shop.git");
    std::fs::create_dir_all(&shop).unwrap();
    git(&shop, &["init", "--quiet", "-b", "main"]);
    commit(&shop, "svc/catalog-info.yaml", CATALOG);
    commit(&shop, "svc/api.txt", "one");

    let memory = Arc::new(Mutex::new(server::Memory::default()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let router = server::router(folder.path().join("srv"), Arc::clone(&memory));
    tokio::spawn(async move { axum::serve(listener, router).await });

    let allow = Allow::read(&json!({"allow": [{"host": host}]})).unwrap();
    let integrations = Arc::new(Integrations::default());
    let reader = Reader::new(Http::direct().unwrap(), Arc::clone(&integrations), allow.clone());
    let without = Sources::new(reader, Vec::new());
    let sources = without.clone().with_git(GitReader::new(folder.path().join("git"), allow, integrations));
    let remote = format!("git:http://{host}/shop.git#main:svc/*.yaml");

    let fetched = without.fetch(&remote, None).await;
    assert!(matches!(fetched.delivery, Delivery::Failed(why) if why.message.contains("turned off")));

    let (file, validator) = only(sources.fetch(&remote, None).await.delivery);
    let own = format!("git:http://{host}/shop.git#main:svc/catalog-info.yaml");
    assert_eq!((file.id.as_str(), file.location.as_str(), file.direct), (own.as_str(), own.as_str(), false));
    assert_eq!(file.bytes, CATALOG.as_bytes());
    assert_eq!(file.inputs["./api.txt"], Ok("one".to_owned()));
    assert!(file.inputs["../../x"].as_ref().is_err_and(|why| why.contains("leads out")), "{:?}", file.inputs);

    let again = sources.fetch(&remote, Some(&validator)).await;
    assert!(matches!(again.delivery, Delivery::NotModified) && again.outcome == Outcome::Good);

    commit(&shop, "svc/api.txt", "two");
    let (file, next) = only(sources.fetch(&remote, Some(&validator)).await.delivery);
    assert_eq!(file.inputs["./api.txt"], Ok("two".to_owned()));
    assert_ne!(next, validator);

    let gone = sources.fetch(&format!("git:http://{host}/other.git#:a.yaml"), None).await;
    assert!(matches!(gone.delivery, Delivery::Failed(why) if why.not_found));
    assert_eq!(gone.outcome, Outcome::Failed { retry_after: None });
}
