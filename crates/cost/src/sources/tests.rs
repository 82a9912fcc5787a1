//! What sources may say.

use super::{Access, ContainerAccess, NewFiles, Source, Target, read};
use serde_json::{Value, json};
use std::time::Duration;

fn one(source: Value) -> Result<Source, String> {
    with(source, json!({}))
}

fn with(source: Value, integrations: Value) -> Result<Source, String> {
    let read = read(&json!([source]), &integrations).map_err(|error| error.to_string())?;
    Ok(read.into_iter().next().expect("one"))
}

#[track_caller]
fn check_wrong(source: Value, expect: &str) {
    let error = one(source).expect_err("wrong");
    assert!(error.contains(expect), "{error}");
}

#[test]
fn a_folder_needs_two_lines() {
    let source = one(json!({"id": "aws", "target": "/srv/focus"})).expect("good");
    assert_eq!(source.target, Target::Files("/srv/focus".into()));
    assert_eq!((source.title.as_str(), source.new_files), ("aws", NewFiles::Replace));
    assert_eq!(source.frequency, Duration::from_secs(3600));
    let often = one(json!({"id": "a", "target": "/x", "schedule": "6h"})).expect("good");
    assert_eq!(often.frequency, Duration::from_secs(6 * 3600));
    assert!(read(&Value::Null, &Value::Null).expect("none").is_empty());
}

#[test]
fn what_is_wrong_names_its_place() {
    check_wrong(json!({"target": "/x"}), "costInsights.sources[0].id: is missing");
    check_wrong(json!({"id": "A b", "target": "/x"}), "must be up to");
    check_wrong(json!({"id": "a"}), "sources[0].target");
    check_wrong(json!({"id": "a", "target": "ftp://x/y"}), "s3://BUCKET/");
    check_wrong(json!({"id": "a", "target": "/x", "region": "eu"}), "sources[0].region: is not known");
    check_wrong(json!({"id": "a", "target": "/x", "newFiles": "sum"}), "newFiles");
    check_wrong(
        json!({"id": "a", "target": "/x", "format": "fokus"}),
        "sources[0].format: there is no mapping",
    );
    check_wrong(json!({"id": "a", "target": "/x", "format": "focus", "mapping": {}}), "both given");
    check_wrong(json!({"id": "a", "target": "/x", "mapping": 5}), "sources[0].mapping");
    check_wrong(json!({"id": "a", "target": "/x", "schedule": {"frequency": "1s"}}), "at least");
    check_wrong(json!({"id": "a", "target": "s3:///x"}), "s3://BUCKET/PREFIX");
    check_wrong(json!({"id": "a", "target": "s3://b/x", "accessKeyId": "k"}), "secretAccessKey");
    check_wrong(json!({"id": "a", "target": "azblob://acc"}), "azblob://ACCOUNT/CONTAINER/PREFIX");
    check_wrong(json!({"id": "a", "target": "https://me:pw@x.test/a.csv"}), "must not hold");
    check_wrong(json!({"id": "a", "target": "s3://b/x", "endpoint": "https://a:b@x.test"}), "endpoint");
    let twice = json!([{"id": "a", "target": "/x"}, {"id": "a", "target": "/y"}]);
    assert!(read(&twice, &Value::Null).expect_err("twice").to_string().contains("another source"));
}

#[test]
fn a_bucket_is_asked_at_its_own_address() {
    #[track_caller]
    fn check(source: Value, expect: &str) {
        let Target::Bucket(bucket) = one(source).expect("good").target else { panic!("no bucket") };
        assert_eq!(bucket.address.as_str().trim_end_matches('/'), expect);
    }
    check(json!({"id": "a", "target": "s3://acme/focus/"}), "https://acme.s3.us-east-1.amazonaws.com");
    check(
        json!({"id": "a", "target": "s3://acme.bills/", "region": "eu-central-1"}),
        "https://s3.eu-central-1.amazonaws.com/acme.bills",
    );
    check(
        json!({"id": "a", "target": "s3://acme/", "endpoint": "http://127.0.0.1:9000/"}),
        "http://127.0.0.1:9000/acme",
    );
    check(
        json!({"id": "a", "target": "s3://acme/", "endpoint": "https://x.test", "pathStyle": false}),
        "https://acme.x.test",
    );
    check(json!({"id": "a", "target": "gs://acme/x"}), "https://storage.googleapis.com/acme");
}

#[test]
fn credentials_come_from_the_source_or_from_the_integrations() {
    let integrations = json!({
        "awsS3": [
            {"endpoint": "https://minio.test", "accessKeyId": "m", "secretAccessKey": "ms"},
            {"accessKeyId": "a", "secretAccessKey": "as"},
        ],
        "azureBlobStorage": [{"accountName": "acme", "accountKey": "a2V5"}],
    });
    let key_of = |source: Value| {
        let Target::Bucket(bucket) = with(source, integrations.clone()).expect("good").target else {
            panic!("no bucket")
        };
        match bucket.access {
            Access::Signed { key_id, .. } => key_id,
            other => format!("{other:?}"),
        }
    };
    assert_eq!(key_of(json!({"id": "a", "target": "s3://x/"})), "a");
    assert_eq!(key_of(json!({"id": "a", "target": "s3://x/", "endpoint": "https://minio.test"})), "m");
    assert_eq!(
        key_of(json!({"id": "a", "target": "s3://x/", "endpoint": "https://other.test"})),
        "Anonymous"
    );
    let own = json!({"id": "a", "target": "s3://x/", "accessKeyId": "own", "secretAccessKey": "s"});
    assert_eq!(key_of(own), "own");
    assert_eq!(key_of(json!({"id": "a", "target": "gs://x/", "token": "t"})), "Token(***)");
    let source =
        with(json!({"id": "a", "target": "azblob://acme/bills/x"}), integrations.clone()).expect("good");
    assert_eq!(source.target.shown(), "azblob://acme/bills/x");
    let Target::Container(container) = source.target else { panic!("no container") };
    assert_eq!(container.address.as_str(), "https://acme.blob.core.windows.net/bills");
    assert!(matches!(container.access, ContainerAccess::Key(_)));
}
