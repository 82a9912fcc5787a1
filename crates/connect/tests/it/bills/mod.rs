//! Bills: where they are found, and how they come.

mod store;

use crate::{
    providers_double::{Script, http},
    reader::world::limits,
};
use portico_connect::{
    bills::{Bills, Fetched, Found},
    reader::{Allow, ReadError, Reader},
};
use portico_cost::sources::{self, Target};
use portico_scm::Integrations;
use serde_json::{Value, json};
use std::{fs, ops::ControlFlow, path::Path, sync::Arc};
use store::{Failure, Store};
use tempfile::TempDir;

/// A folder for what comes, and what fetches it.
fn bills(reading: Value) -> (TempDir, Bills) {
    let folder = tempfile::tempdir().unwrap();
    let allow = Allow::read(&reading).unwrap();
    let integrations = Arc::new(Integrations::read(&Value::Null).unwrap());
    let reader = Reader::with_limits(http(), integrations, allow, limits());
    let bills = Bills::new(reader, folder.path().join("incoming"));
    (folder, bills)
}

fn target(mut source: Value) -> Target {
    source["id"] = "a".into();
    let read = sources::read(&json!([source]), &Value::Null).unwrap();
    read.into_iter().next().unwrap().target
}

fn s3(store: &Store, prefix: &str) -> Target {
    target(json!({
        "target": format!("s3://bills/{prefix}"), "endpoint": format!("{}/s3", store.url),
        "accessKeyId": "key", "secretAccessKey": "secret",
    }))
}

async fn paths(bills: &Bills, target: &Target) -> Vec<String> {
    bills.list(target).await.unwrap().into_iter().map(|found| found.path).collect()
}

/// What a file holds, and its mark.
async fn read(bills: &Bills, target: &Target, found: &Found) -> Result<(String, String), ReadError> {
    match bills.fetch(target, found, None, &mut |_| ControlFlow::Continue(())).await? {
        Fetched::New(bill) => Ok((fs::read_to_string(bill.place.path()).unwrap(), bill.mark)),
        Fetched::NotModified => panic!("nothing was known"),
    }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder.join("incoming")).map_or(true, |mut entries| entries.next().is_none())
}

#[tokio::test]
async fn files_are_found_by_folder_and_pattern() {
    let (folder, bills) = bills(json!(null));
    let root = folder.path().to_str().unwrap();
    fs::create_dir_all(folder.path().join("a/b/.hidden")).unwrap();
    for name in ["a/1.csv", "a/b/2.csv.gz", "a/manifest.json", "a/read.me", "a/b/.hidden/3.csv", "a/.4.csv"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let named = |names: &[&str]| names.iter().map(|name| format!("{root}/{name}")).collect::<Vec<_>>();
    assert_eq!(paths(&bills, &Target::Files(format!("{root}/a"))).await, named(&["a/1.csv", "a/b/2.csv.gz"]));
    let pattern = Target::Files(format!("{root}/a/*.{{csv,me}}"));
    assert_eq!(paths(&bills, &pattern).await, named(&["a/1.csv", "a/read.me"]));
    let one = Target::Files(format!("{root}/a/manifest.json"));
    let found = bills.list(&one).await.unwrap().remove(0);
    let (text, mark) = read(&bills, &one, &found).await.unwrap();
    assert_eq!((text.as_str(), Some(&mark)), ("a/manifest.json", found.mark.as_ref()));
    let same = bills.fetch(&one, &found, Some(&mark), &mut |_| ControlFlow::Continue(())).await.unwrap();
    assert!(matches!(same, Fetched::NotModified));
    fs::write(folder.path().join("a/manifest.json"), "longer than before").unwrap();
    assert_ne!(bills.list(&one).await.unwrap()[0].mark, found.mark);
    let error = bills.list(&Target::Files(format!("{root}/none/*.csv"))).await.unwrap_err();
    assert!(matches!(error, ReadError::NotFound(_)), "{error}");
    assert!(error.to_string().contains("still counts"), "{error}");
}

#[tokio::test]
async fn objects_of_a_bucket_are_listed_page_by_page_and_fetched() {
    let (folder, bills) = bills(json!(null));
    let store = Store::new().await;
    for key in [
        "focus/a b+ü.csv",
        "focus/2.csv.gz",
        "focus/3.csv",
        "focus/Manifest.json",
        "focus/deep/4.csv",
        "other/5.csv",
    ] {
        store.put(key, key);
    }
    let bucket = s3(&store, "focus/");
    let all = ["focus/2.csv.gz", "focus/3.csv", "focus/a b+ü.csv", "focus/deep/4.csv"];
    assert_eq!(paths(&bills, &bucket).await, all);
    assert_eq!(store.asked().len(), 3, "pages");
    assert_eq!(paths(&bills, &s3(&store, "focus/*.csv")).await, ["focus/3.csv", "focus/a b+ü.csv"]);
    let found = bills.list(&bucket).await.unwrap().remove(2);
    assert_eq!(found.modified_ms, Some(1_759_276_800_000));
    let (text, mark) = read(&bills, &bucket, &found).await.unwrap();
    assert_eq!((text.as_str(), Some(mark)), ("focus/a b+ü.csv", found.mark.clone()));
    assert!(is_empty(folder.path()), "what was read is not kept");
    // What did not change is not asked for.
    store.asked();
    let mark = found.mark.as_deref();
    let same = bills.fetch(&bucket, &found, mark, &mut |_| ControlFlow::Continue(())).await.unwrap();
    assert!(matches!(same, Fetched::NotModified) && store.asked().is_empty());
    store.put("focus/a b+ü.csv", "new");
    assert_ne!(bills.list(&bucket).await.unwrap()[2].mark, found.mark);
}

#[tokio::test]
async fn what_people_keep_beside_fetched_files_is_left_alone() {
    let (folder, bills) = bills(json!(null));
    fs::create_dir(folder.path().join("incoming")).unwrap();
    for name in ["mine.csv", "12-0.portico-fetched"] {
        fs::write(folder.path().join("incoming").join(name), "bill").unwrap();
    }
    bills.clear();
    let left: Vec<_> = fs::read_dir(folder.path().join("incoming")).unwrap().collect();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].as_ref().unwrap().file_name(), "mine.csv");
}

#[tokio::test]
async fn google_and_azure_are_asked_in_their_own_way() {
    let (_folder, bills) = bills(json!(null));
    let store = Store::new().await;
    store.put("x/1&2.csv", "one");
    store.put("x/3.csv", "two");
    store.put("x/4.csv", "three");
    let google =
        target(json!({"target": "gs://bills/x/", "endpoint": format!("{}/s3", store.url), "token": "good"}));
    let azure = |key: &str, value: &str| {
        let endpoint = format!("{}/azure", store.url);
        let mut source = json!({"target": "azblob://acme/bills/x/", "endpoint": endpoint});
        source[key] = value.into();
        target(source)
    };
    for target in [google, azure("accountKey", "a2V5"), azure("sasToken", "?sv=1&sig=good")] {
        let found = bills.list(&target).await.unwrap();
        assert_eq!(
            found.iter().map(|found| found.path.as_str()).collect::<Vec<_>>(),
            ["x/1&2.csv", "x/3.csv", "x/4.csv"]
        );
        assert_eq!(read(&bills, &target, &found[0]).await.unwrap().0, "one");
    }
    let error = bills.list(&azure("sasToken", "sig=bad")).await.unwrap_err();
    assert!(matches!(error, ReadError::Unauthorized(_)), "{error}");
    assert!(error.to_string().contains("AccessDenied") && error.to_string().contains("sasToken"), "{error}");
    assert!(!error.to_string().contains("bad"), "{error}");
}

#[tokio::test]
async fn a_store_that_stumbles_is_asked_again_and_one_that_falls_is_named() {
    let (folder, bills) = bills(json!(null));
    let store = Store::new().await;
    store.put("x/1.csv", "whole");
    let bucket = s3(&store, "x/");
    store.fail(&[Failure::Status(503)]);
    let found = bills.list(&bucket).await.unwrap().remove(0);
    store.fail(&[Failure::Broken, Failure::Status(500)]);
    assert_eq!(read(&bills, &bucket, &found).await.unwrap().0, "whole", "nothing of the first tries is left");
    store.fail(&[Failure::Broken; 3]);
    let error = read(&bills, &bucket, &found).await.unwrap_err();
    assert!(matches!(error, ReadError::Unreachable(_)), "{error}");
    store.fail(&[Failure::Status(503); 3]);
    let error = bills.list(&bucket).await.unwrap_err().to_string();
    assert!(error.contains("s3://bills/x/") && error.contains("SlowDown: Not <now>"), "{error}");
    let gone = Found { path: "x/none.csv".into(), ..found.clone() };
    assert!(matches!(read(&bills, &bucket, &gone).await, Err(ReadError::NotFound(_))));
    let up = Found { path: "x/../y.csv".into(), ..found.clone() };
    assert!(read(&bills, &bucket, &up).await.unwrap_err().to_string().contains("no address"));
    let small = bills.clone().with_limit(3);
    assert!(matches!(read(&small, &bucket, &found).await, Err(ReadError::TooLarge(_))));
    let ended = bills.fetch(&bucket, &found, None, &mut |_| ControlFlow::Break(())).await;
    assert!(ended.unwrap_err().to_string().contains("ended"));
    assert!(is_empty(folder.path()), "what failed leaves nothing");
}

#[tokio::test]
async fn a_web_server_is_asked_under_the_rules_for_all_of_them() {
    let script = Script::of([
        (200, "etag: \"1\"", "first"),
        (304, "", ""),
        (503, "", ""),
        (200, "", "second"),
        (404, "", ""),
    ]);
    let url = script.url("/bill.csv?key=hidden").await;
    let web = target(json!({"target": url.as_str()}));
    let (_folder, strict) = bills(json!(null));
    let found = strict.list(&web).await.unwrap().remove(0);
    assert!(!found.path.contains("hidden"), "{}", found.path);
    let error = read(&strict, &web, &found).await.unwrap_err();
    assert!(matches!(error, ReadError::NotAllowed(_)), "{error}");
    assert_eq!(script.asked(), 0);
    let host = format!("127.0.0.1:{}", url.port().unwrap());
    let (folder, bills) = bills(json!({"allow": [{"host": host}]}));
    assert_eq!(read(&bills, &web, &found).await.unwrap(), ("first".into(), "\"1\"".into()));
    let same = bills.fetch(&web, &found, Some("\"1\""), &mut |_| ControlFlow::Continue(())).await.unwrap();
    assert!(matches!(same, Fetched::NotModified));
    assert_eq!(read(&bills, &web, &found).await.unwrap().0, "second", "after a moment's failure");
    let error = read(&bills, &web, &found).await.unwrap_err();
    assert!(matches!(error, ReadError::NotFound(_)), "{error}");
    assert!(!error.to_string().contains("hidden"), "{error}");
    assert!(is_empty(folder.path()));
}
