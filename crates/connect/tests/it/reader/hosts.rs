//! One file from each kind of host.

use super::world::{Host, Say, new, text};
use portico_connect::reader::Answer;
use serde_json::json;

#[tokio::test]
async fn github_is_asked_for_contents_and_answers_not_modified() {
    let host = Host::new().await.on(
        "GET /api/v3/repos/acme/shop/contents/svc/a%20b.yaml?ref=feature%2Fx",
        Say::text("kind: API").etag("W/\"1\""),
    );
    let reader =
        host.reader(json!({"github": [{"host": "ghe.test", "apiBaseUrl": "URL/api/v3", "token": "t0p"}]}));
    let url = "https://ghe.test/acme/shop/blob/feature%2Fx/svc/a%20b.yaml";

    let content = new(reader.read(url, None).await);
    assert_eq!(content.bytes, b"kind: API");
    assert_eq!(content.etag.as_deref(), Some("W/\"1\""));
    assert_eq!(reader.read(url, content.etag.as_deref()).await, Ok(Answer::NotModified));
    assert_eq!(host.heard("authorization"), ["Bearer t0p", "Bearer t0p"]);
    assert_eq!(host.heard("if-none-match"), ["-", "W/\"1\""]);
    assert_eq!(host.heard("accept")[0], "application/vnd.github.v3.raw");
}

#[tokio::test]
async fn strangers_read_githubs_plain_files() {
    let host = Host::new()
        .await
        .on("GET /raw/a/b/feature/x/d/c.yaml", Say::text("branch"))
        .on("GET /raw/a/b/HEAD/c.yaml", Say::text("default"));
    let reader = host.reader(json!({"github": [{"host": "ghe.test", "rawBaseUrl": "URL/raw"}]}));
    assert_eq!(text(reader.read("https://ghe.test/a/b/blob/feature%2Fx/d/c.yaml", None).await), "branch");
    // Reading is work that can be moved to another thread.
    let other = tokio::spawn(async move { reader.read("https://ghe.test/a/b/blob/HEAD/c.yaml", None).await });
    assert_eq!(text(other.await.unwrap()), "default");
}

#[tokio::test]
async fn a_search_without_pattern_is_one_file() {
    let host = Host::new().await.on("GET /repos/a/b/contents/c.yaml?ref=main", Say::text("x"));
    let reader = host.reader(json!({"github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "t"}]}));
    let url = "https://ghe.test/a/b/blob/main/c.yaml";

    let found = new(reader.search(url, None).await);
    assert_eq!(found.files.len(), 1);
    assert_eq!(found.files[0].url, url);
    // The host gave no etag; the one made from the content is not sent to it, but compared.
    assert!(found.etag.as_deref().is_some_and(|etag| etag.starts_with("sha1:")));
    assert_eq!(reader.search(url, found.etag.as_deref()).await, Ok(Answer::NotModified));
    assert_eq!(host.heard("if-none-match"), ["-", "-"]);
}

#[tokio::test]
async fn a_folder_on_github_is_no_file() {
    let host =
        Host::new().await.on("GET /repos/a/b/contents/docs?ref=main", Say::json(json!([{"name": "x"}])));
    let reader = host.reader(json!({"github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "t"}]}));
    let error = reader.read("https://ghe.test/a/b/tree/main/docs", None).await.unwrap_err();
    assert!(error.to_string().contains("is a folder"), "{error}");
    let error = reader.read("https://ghe.test/a/b", None).await.unwrap_err();
    assert!(error.to_string().contains("leads to a repository"), "{error}");
}

#[tokio::test]
async fn gitlab_says_with_a_head_whether_there_is_something_new() {
    let host = Host::new()
        .await
        .on(
            "GET /projects/g%2Fs%2Fr/repository/files/x%2Fy.yaml/raw?ref=main",
            Say::text("one").header("x-gitlab-blob-id", "b1"),
        )
        .on(
            "HEAD /projects/g%2Fs%2Fr/repository/files/x%2Fy.yaml?ref=main",
            Say::text("").header("x-gitlab-blob-id", "b1"),
        );
    let reader = host.reader(json!({"gitlab": [{"host": "gl.test", "apiBaseUrl": "URL", "token": "t"}]}));
    let url = "https://gl.test/g/s/r/-/blob/main/x/y.yaml";

    let content = new(reader.read(url, None).await);
    assert_eq!(content.etag.as_deref(), Some("b1"));
    assert_eq!(reader.read(url, Some("b1")).await, Ok(Answer::NotModified));
    assert_eq!(new(reader.read(url, Some("b0")).await).bytes, b"one");
    assert_eq!(host.heard("authorization"), ["Bearer t"; 4]);
}

#[tokio::test]
async fn azure_takes_the_version_apart() {
    let host = Host::new()
        .await
        .on(
            "GET /org/proj/_apis/git/repositories/repo/items?path=%2Fsvc%2Fa.yaml&api-version=6.0&download=true\
             &versionDescriptor.version=v1&versionDescriptor.versionType=tag",
            Say::text("tagged"),
        )
        .on(
            "GET /org/proj/_apis/git/repositories/repo/items?path=%2Fb.yaml&api-version=6.0&download=true",
            Say::status(203),
        );
    let reader = host.reader(json!({"azure": [
        {"host": "az.test", "apiBaseUrl": "URL", "credentials": [{"personalAccessToken": "pat"}]},
    ]}));
    let url = "https://az.test/org/proj/_git/repo?path=%2Fsvc%2Fa.yaml&version=GTv1";
    assert_eq!(text(reader.read(url, None).await), "tagged");
    assert_eq!(host.heard("authorization"), ["Basic OnBhdA=="]);

    let error = reader.read("https://az.test/org/proj/_git/repo?path=/b.yaml", None).await.unwrap_err();
    assert!(error.to_string().contains("`integrations.azure`"), "{error}");
}

#[tokio::test]
async fn bitbucket_cloud_looks_up_the_main_branch() {
    let host = Host::new()
        .await
        .on("GET /repositories/ws/repo", Say::json(json!({"mainbranch": {"name": "trunk"}})))
        .on("GET /repositories/ws/repo/src/dev/a.yaml", Say::text("dev"));
    let reader =
        host.reader(json!({"bitbucketCloud": [{"apiBaseUrl": "URL", "username": "u", "appPassword": "p"}]}));

    assert_eq!(text(reader.read("https://bitbucket.org/ws/repo/src/dev/a.yaml", None).await), "dev");
    assert_eq!(host.heard("authorization"), ["Basic dTpw"]);
    let error = reader.tree("https://bitbucket.org/ws/repo", None).await.unwrap_err();
    assert!(error.to_string().contains("not found"), "{error}");
    assert_eq!(
        host.asked()[1..],
        ["GET /repositories/ws/repo", "GET /repositories/ws/repo/commits/trunk?pagelen=1"]
    );
}

#[tokio::test]
async fn bitbucket_server_gitea_and_gerrit_hand_out_plain_files() {
    let host = Host::new()
        .await
        .on("GET /rest/projects/~bob/repos/r/raw/a/b.yaml?at=v1", Say::text("server"))
        .on("GET /api/v1/repos/o/r/raw/a/b.yaml?ref=main", Say::text("gitea"))
        .on("GET /a/gitiles/x/proj/+/refs/heads/main/a.yaml?format=TEXT", Say::text("Z2Vy\ncml0"))
        .on("GET /a/gitiles/x/proj/+/refs/heads/main/b.yaml?format=TEXT", Say::text("<html>"));
    let reader = host.reader(json!({
        "bitbucketServer": [{"host": "bb.test", "apiBaseUrl": "URL/rest", "token": "t"}],
        "gitea": [{"host": "tea.test", "baseUrl": "URL", "password": "p"}],
        "gerrit": [{
            "host": "gerrit.test", "baseUrl": "URL", "gitilesBaseUrl": "URL/gitiles", "username": "u", "password": "p",
        }],
    }));
    let url = "https://bb.test/users/bob/repos/r/browse/a/b.yaml?at=refs%2Ftags%2Fv1";
    assert_eq!(text(reader.read(url, None).await), "server");
    assert_eq!(text(reader.read("https://tea.test/o/r/src/branch/main/a/b.yaml", None).await), "gitea");
    let url = "https://gerrit.test/gitiles/x/proj/+/refs/heads/main/a.yaml";
    assert_eq!(text(reader.read(url, None).await), "gerrit");
    assert_eq!(host.heard("authorization"), ["Bearer t", "token p", "Basic dTpw"]);

    let error = reader.read(&url.replace("a.yaml", "b.yaml"), None).await.unwrap_err();
    assert!(error.to_string().contains("is no file"), "{error}");
}

#[tokio::test]
async fn an_oauth_client_of_bitbucket_cloud_gets_one_token() {
    let host = Host::new()
        .await
        .on("POST /site/oauth2/access_token", Say::json(json!({"access_token": "handed-out"})))
        .on("GET /api/repositories/ws/repo/src/main/a.yaml", Say::text("a"));
    let reader = host.reader(json!({
        "bitbucketCloud": [{"baseUrl": "URL", "apiBaseUrl": "URL/api", "clientId": "id", "clientSecret": "key"}],
    }));
    for _ in 0..2 {
        assert_eq!(text(reader.read("https://bitbucket.org/ws/repo/src/main/a.yaml", None).await), "a");
    }
    assert_eq!(host.heard("authorization"), ["Basic aWQ6a2V5", "Bearer handed-out", "Bearer handed-out"]);
}
