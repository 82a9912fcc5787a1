//! Relative addresses and edit pages.

use crate::world;

#[track_caller]
fn resolves(base: &str, url: &str, expect: &str) {
    assert_eq!(world().resolve(url, base).as_deref(), Ok(expect), "{url} beside {base}");
}

#[track_caller]
fn is_edited_at(url: &str, expect: &str) {
    assert_eq!(world().edit_url(url), expect);
}

#[test]
fn on_github_everything_becomes_a_tree() {
    let file = "https://github.com/acme/shop/blob/main/svc/a.yaml";
    resolves(file, file, "https://github.com/acme/shop/tree/main/svc/a.yaml");
    resolves(
        file,
        "https://github.com/other/repo/edit/main/a.yaml",
        "https://github.com/other/repo/tree/main/a.yaml",
    );
    resolves(file, "https://github.com/acme/shop/blob", "https://github.com/acme/shop/blob");
    resolves(file, "b.yaml?q=1", "https://github.com/acme/shop/tree/main/svc/b.yaml");
    resolves(file, "/c d.yaml", "https://github.com/acme/shop/tree/main/c%20d.yaml");
    resolves(
        "https://github.com/acme/shop/tree/main/blob/a.yaml",
        "/c.yaml",
        "https://github.com/acme/shop/tree/main/c.yaml",
    );
    resolves("https://github.com/acme/shop", "/c.yaml", "https://github.com/acme/shop/c.yaml");
    resolves(
        "https://github.com/acme/shop/blob/main/svc/",
        "./x/../c.yaml",
        "https://github.com/acme/shop/tree/main/svc/c.yaml",
    );
    resolves(
        "https://ghe.acme.test/o/r/blob/feature%2Fx/dir/a.yaml",
        "/c.yaml",
        "https://ghe.acme.test/o/r/tree/feature%2Fx/c.yaml",
    );
}

#[test]
fn a_slash_means_the_root_at_the_same_reference() {
    resolves(
        "https://gl.acme.test/sub/grp/repo/-/blob/main/svc/a.yaml",
        "/c.yaml",
        "https://gl.acme.test/sub/grp/repo/-/blob/main/c.yaml",
    );
    resolves(
        "https://gitlab.com/grp/sub/repo/-/tree/main/svc/",
        "/c.yaml",
        "https://gitlab.com/grp/sub/repo/-/tree/main/c.yaml",
    );
    resolves(
        "https://bitbucket.org/ws/repo/src/main/svc/",
        "/c.yaml",
        "https://bitbucket.org/ws/repo/src/main/c.yaml",
    );
    resolves(
        "https://bb.acme.test/users/bob/repos/r/browse/svc/a.yaml?at=refs%2Fheads%2Fmain",
        "/c.yaml",
        "https://bb.acme.test/users/bob/repos/r/browse/c.yaml?at=refs%2Fheads%2Fmain",
    );
    for kind in ["branch", "tag", "commit"] {
        resolves(
            &format!("https://gitea.acme.test/o/r/src/{kind}/v1/svc/a.yaml"),
            "/c.yaml",
            &format!("https://gitea.acme.test/o/r/src/{kind}/v1/c.yaml"),
        );
        resolves(
            &format!("https://gitea.acme.test/o/r/src/{kind}/v1/svc/a.yaml"),
            "../c.yaml",
            &format!("https://gitea.acme.test/o/r/src/{kind}/v1/c.yaml"),
        );
    }
    resolves(
        "https://gerrit.acme.test/gitiles/a/proj/+/refs/heads/main/svc/a.yaml",
        "/c.yaml",
        "https://gerrit.acme.test/gitiles/a/proj/+/refs/heads/main/c.yaml",
    );
    resolves(
        "https://gerrit.acme.test/gitiles/proj/+/refs/heads/main/",
        "/c.yaml",
        "https://gerrit.acme.test/gitiles/proj/+/refs/heads/main/c.yaml",
    );
}

#[test]
fn azure_keeps_the_path_in_the_query() {
    let base = "https://dev.azure.com/org/proj/_git/repo?path=%2Fsvc%2Fa.yaml&version=GBmain";
    let at = |path: &str| format!("https://dev.azure.com/org/proj/_git/repo?path={path}&version=GBmain");
    resolves(base, "/c.yaml", &at("%2Fc.yaml"));
    resolves(base, "docs/*.md", &at("%2Fsvc%2Fdocs%2F*.md"));
    resolves(base, "a b.yaml", &at("%2Fsvc%2Fa+b.yaml"));
    resolves(&at("%2F100%2520%2Fa.yaml"), "b.yaml", &at("%2F100%2520%2Fb.yaml"));
    resolves(&at("%2Fsvc%2F"), "./", &at("%2Fsvc%2F"));
    resolves(
        "https://dev.azure.com/org/proj/_git/repo",
        "./a.yaml",
        "https://dev.azure.com/org/proj/_git/repo?path=%2Fa.yaml",
    );
    resolves("https://dev.azure.com/org/x/a.yaml", "b.yaml", "https://dev.azure.com/org/x/b.yaml");
}

#[test]
fn hosts_without_integration_are_joined_as_browsers_do() {
    resolves("https://plain.test/dir/a.yaml?v=2", "b.yaml", "https://plain.test/dir/b.yaml?v=2");
    resolves("https://plain.test/dir/", "/b.yaml", "https://plain.test/dir/b.yaml");
    resolves(
        "https://plain.test/o/r/blob/main/x/y.yaml",
        "/b.yaml",
        "https://plain.test/o/r/blob/main/b.yaml",
    );
    resolves("https://plain.test/a.yaml", "https://other.test/x", "https://other.test/x");
    assert!(world().resolve("b.yaml", "not a url").is_err());
    assert!(world().resolve("/b.yaml", "not a url").is_err());
}

#[test]
fn hidden_dots_do_not_lead_out() {
    for base in [
        "https://github.com/acme/shop/blob/main/%2e%2e%2f%2e%2e%2fuser/repos",
        "https://github.com/acme/shop/blob/main/x%252f..%252fy",
        "https://plain.test/o/r/blob/main/..%2fy",
        "https://bb.acme.test/projects/P/repos/r/browse/..%2Fx",
    ] {
        let error = world().resolve("/a.yaml", base).expect_err(base);
        assert!(error.to_string().contains("lead out of the repository"), "{error}");
    }
}

#[test]
fn edit_pages() {
    is_edited_at(
        "https://gerrit.acme.test/gitiles/a/proj/+/refs/heads/main/svc/a.yaml",
        "https://gerrit.acme.test/admin/repos/edit/repo/a/proj/branch/refs/heads/main/file/svc/a.yaml",
    );
    let pinned = "https://gerrit.acme.test/gitiles/proj/+/0123456789012345678901234567890123456789/a.yaml";
    is_edited_at(pinned, pinned);
    is_edited_at(
        "https://bb.acme.test/projects/P/repos/r/browse/svc/a.yaml?at=main",
        "https://bb.acme.test/projects/P/repos/r/browse/svc/a.yaml",
    );
    is_edited_at("https://bb.acme.test/x", "https://bb.acme.test/x");
    is_edited_at(
        "https://gitea.acme.test/o/r/src/tag/v1/d/a.yaml",
        "https://gitea.acme.test/o/r/_edit/v1/d/a.yaml",
    );
    is_edited_at("https://gitea.acme.test/o/r", "https://gitea.acme.test/o/r");
    is_edited_at("https://gitlab.com/g/r/blob/main/a.yaml", "https://gitlab.com/g/r/blob/main/a.yaml");
    is_edited_at(
        "https://bitbucket.org/ws/repo/src/a%20b/x.yaml?x=1&mode=view",
        "https://bitbucket.org/ws/repo/src/a%20b/x.yaml?x=1&mode=edit&at=a+b",
    );
    is_edited_at("not a url", "not a url");
}
