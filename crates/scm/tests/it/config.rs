//! The section `integrations`.

use portico_scm::{AzureSecret, Integrations, Kind};
use serde_json::{Value, json};

#[track_caller]
fn refused(value: Value, path: &str, words: &str) {
    let error = Integrations::read(&value).expect_err("a mistake");
    assert_eq!(error.path, path, "{error}");
    assert!(error.message.contains(words), "{error}");
}

#[test]
fn public_hosts_need_no_configuration() {
    for integrations in [Integrations::default(), Integrations::read(&Value::Null).unwrap()] {
        let hosts: Vec<&str> = integrations.iter().map(|one| one.host.as_str()).collect();
        assert_eq!(hosts, ["dev.azure.com", "bitbucket.org", "github.com", "gitlab.com"]);
    }
    let github = Integrations::default();
    let github = github.of("https://GitHub.com/x").unwrap();
    assert_eq!(github.api_base_url, "https://api.github.com");
    assert_eq!(github.raw_base_url.as_deref(), Some("https://raw.githubusercontent.com"));
}

#[test]
fn a_configured_host_replaces_the_public_one() {
    let read = Integrations::read(&json!({
        "github": [
            {"host": "github.com", "token": " t0p \n"},
            {"host": "ghe.test:8443"},
            {"host": "api.test", "apiBaseUrl": "https://other.test/api/"},
        ],
        "harness": [{"host": "x"}],
        "googleGcs": {},
    }))
    .unwrap();
    assert_eq!(read.iter().filter(|one| one.host == "github.com").count(), 1);
    let github = read.of("https://github.com/a/b").unwrap();
    assert_eq!(github.credentials.token.as_ref().map(|token| token.expose()), Some("t0p"));
    assert!(!format!("{read:?}").contains("t0p"), "secrets are not printed");
    let enterprise = read.of("https://ghe.test:8443/a").unwrap();
    assert_eq!(enterprise.api_base_url, "https://ghe.test:8443/api/v3");
    assert_eq!(enterprise.raw_base_url.as_deref(), Some("https://ghe.test:8443/raw"));
    assert!(read.of("https://ghe.test/a").is_none(), "the port belongs to the host");
    assert_eq!(read.of("https://api.test").unwrap().api_base_url, "https://other.test/api");
    assert_eq!(read.ignored(), ["harness", "googleGcs"]);
}

#[test]
fn each_kind_has_its_addresses() {
    let read = Integrations::read(&json!({
        "gitlab": [{"host": "gl.test", "baseUrl": "https://gl.test/sub/"}],
        "bitbucketServer": [{"host": "bb.test", "username": "u", "password": "p"}],
        "gerrit": [{"host": "g.test", "gitilesBaseUrl": "https://g.test/gitiles/", "disableEditUrl": "true"}],
        "gitea": [{"host": "tea.test"}],
        "bitbucketCloud": [{"username": "u", "appPassword": "p"}],
        "azure": [{"credentials": [{"organizations": ["o"], "personalAccessToken": "t"}, {"clientId": "id"}]}],
    }))
    .unwrap();
    let api = |host: &str| read.of_host(host).unwrap().api_base_url.as_str();
    assert_eq!(api("gl.test"), "https://gl.test/sub/api/v4");
    assert_eq!(api("bb.test"), "https://bb.test/rest/api/1.0");
    assert_eq!(api("tea.test"), "https://tea.test/api/v1");
    assert_eq!(api("bitbucket.org"), "https://api.bitbucket.org/2.0");
    assert_eq!(api("dev.azure.com"), "https://dev.azure.com");
    let gerrit = read.of_host("g.test").unwrap();
    assert_eq!((gerrit.kind, gerrit.edits), (Kind::Gerrit, false));
    assert_eq!(gerrit.gitiles_base_url.as_deref(), Some("https://g.test/gitiles"));
    let azure = &read.of_host("dev.azure.com").unwrap().credentials;
    let is_token =
        |org| matches!(azure.of_organization(org).unwrap().secret, AzureSecret::PersonalAccessToken(_));
    assert!(is_token("O"));
    assert!(!is_token("other"));
}

#[test]
fn mistakes_name_their_path() {
    refused(json!([]), "integrations", "mapping");
    refused(json!({"github": {}}), "integrations.github", "list");
    refused(json!({"github": [{}]}), "integrations.github[0].host", "missing");
    refused(json!({"github": [{"host": "https://x"}]}), "integrations.github[0].host", "without https://");
    refused(json!({"gitlab": [{"host": "a/b"}]}), "integrations.gitlab[0].host", "name of a host");
    refused(json!({"github": [{"host": "x", "tokne": "y"}]}), "integrations.github[0].tokne", "not known");
    refused(json!({"github": [{"host": "x", "token": 5}]}), "integrations.github[0].token", "text");
    refused(
        json!({"gitlab": [{"host": "x", "apiBaseUrl": "x/api"}]}),
        "integrations.gitlab[0].apiBaseUrl",
        "https://",
    );
    refused(json!({"gerrit": [{"host": "x"}]}), "integrations.gerrit[0].gitilesBaseUrl", "missing");
    refused(json!({"azure": [{"token": "x"}]}), "integrations.azure[0].token", "credentials");
    refused(
        json!({"azure": [{"credentials": [{"clientSecret": "x"}]}]}),
        "integrations.azure[0].credentials[0]",
        "personalAccessToken",
    );
    refused(
        json!({"azure": [{"host": "own.test", "credentials": [{"clientId": "x"}]}]}),
        "integrations.azure[0].credentials[0].clientId",
        "only a `personalAccessToken`",
    );
    refused(
        json!({"azure": [{"credentials": [{"personalAccessToken": "x"}, {"personalAccessToken": "y"}]}]}),
        "integrations.azure[0].credentials[1].organizations",
        "only one",
    );
    refused(
        json!({"bitbucketCloud": [{"username": "u"}]}),
        "integrations.bitbucketCloud[0].username",
        "appPassword",
    );
    refused(
        json!({"github": [{"host": "x", "apps": [{"appId": 1}]}]}),
        "integrations.github[0].apps[0].clientId",
        "missing",
    );
}
