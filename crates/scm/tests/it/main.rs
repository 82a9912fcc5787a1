//! Addresses and configuration through data: the shared vectors where they are at hand, and our own.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

mod addresses;
mod config;
mod git;
mod repo_urls;
mod resolving;
mod vectors;

use portico_scm::Integrations;
use serde_json::json;

/// The hosts that the vectors are about.
fn world() -> Integrations {
    Integrations::read(&json!({
        "github": [{"host": "ghe.acme.test"}],
        "gitlab": [{"host": "gl.acme.test", "baseUrl": "https://gl.acme.test/sub"}],
        "bitbucketServer": [{"host": "bb.acme.test"}],
        "gitea": [{"host": "gitea.acme.test"}],
        "gerrit": [{"host": "gerrit.acme.test", "gitilesBaseUrl": "https://gerrit.acme.test/gitiles"}],
    }))
    .expect("a good configuration")
}
