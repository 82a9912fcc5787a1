//! Targets in git repositories: how they are taken apart, written, and what relative ones mean.

use portico_scm::GitTarget;

const SHOP: &str = "https://git.acme.test/team/shop.git";

#[track_caller]
fn check(text: &str, expect: (&str, Option<&str>, &str)) {
    let target = GitTarget::parse(text).expect("a target");
    let parts = (target.repository.as_str(), target.reference.as_deref(), target.path.as_str());
    assert_eq!(parts, expect, "{text}");
    assert_eq!(GitTarget::parse(&target.to_string()), Ok(target), "{text} does not survive being written");
}

#[test]
fn targets_are_taken_apart() {
    let file = "catalog-info.yaml";
    check(SHOP, (SHOP, None, file));
    check(&format!("{SHOP}#"), (SHOP, None, file));
    check(&format!("{SHOP}#main"), (SHOP, Some("main"), file));
    check(&format!("{SHOP}#main:"), (SHOP, Some("main"), file));
    check(&format!("{SHOP}#:a/b.yaml"), (SHOP, None, "a/b.yaml"));
    check(&format!("{SHOP}#main:/a/./c/../b.yaml"), (SHOP, Some("main"), "a/b.yaml"));
    check(&format!("{SHOP}#release/1.x:**/{file}"), (SHOP, Some("release/1.x"), "**/catalog-info.yaml"));
    check(&format!("{SHOP}#refs/tags/v1:a b:c#d.yaml"), (SHOP, Some("refs/tags/v1"), "a b:c#d.yaml"));
    check(&format!("{SHOP}/#main"), (SHOP, Some("main"), file));
    check("HTTPS://GIT.acme.test:443/team/shop.git", (SHOP, None, file));
    check("http://[::1]:8080/x", ("http://[::1]:8080/x", None, file));
    check(
        "ssh://git@git.acme.test:2222/~me/x.git#a:b",
        ("ssh://git@git.acme.test:2222/~me/x.git", Some("a"), "b"),
    );
}

#[track_caller]
fn refused(text: &str, why: &str) {
    let error = GitTarget::parse(text).expect_err("it is no target").to_string();
    assert!(error.contains(why), "{text}: {error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn what_must_not_reach_git_is_refused() {
    for text in [
        "",
        "shop.git",
        "-uevil",
        "--upload-pack=evil",
        "ext::sh -c evil",
        "fd::17",
        "file:///srv/shop.git",
        "/srv/shop.git",
        "git://git.acme.test/x",
        "git@git.acme.test:team/shop.git",
        "https:git.acme.test/x",
    ] {
        refused(text, "beginning with https:// or ssh://");
    }
    for text in ["https://me@h.test/x", "https://me:hunter2@h.test/x", "ssh://me:hunter2@h.test/x"] {
        refused(text, "must not hold a user or password");
    }
    for text in ["ssh://-oProxyCommand=evil/x", "ssh://-x@h.test/x", "ssh:///x", "ssh://h%0a.test/x"] {
        refused(text, "");
    }
    refused("https://h.test", "no repository");
    refused("https://h.test/x?a=b", "no `?`");
    refused("https://h.test/x%0ay", "line end");
    refused(&format!("https://h.test/{}", "x".repeat(9_000)), "too long");
    for reference in
        ["-x", "+a", "a..b", "a b", "a~1", "a^{}", "refs/*", "a.lock", "/a", "a/", "@{1}", ".a", "a\\b"]
    {
        refused(&format!("{SHOP}#{reference}:x"), "name of a branch");
    }
    for path in ["..", "../x", "a/../../x", ".", "a\nb"] {
        refused(&format!("{SHOP}#main:{path}"), "leads out of the repository");
    }
}

#[track_caller]
fn resolves(base: &str, relative: &str, expect: &str) {
    let base = GitTarget::parse(&format!("{SHOP}#{base}")).expect("a base");
    let expect = if expect.contains("://") { expect.to_owned() } else { format!("{SHOP}#{expect}") };
    assert_eq!(base.resolve(relative).expect("it resolves").to_string(), expect, "{relative} beside {base}");
}

#[test]
fn relative_targets_stay_in_the_repository() {
    resolves("main:svc/a.yaml", "b.yaml", "main:svc/b.yaml");
    resolves("main:svc/a.yaml", "./b.yaml", "main:svc/b.yaml");
    resolves("main:svc/a.yaml", "../b.yaml", "main:b.yaml");
    resolves("main:svc/a.yaml", "/x/b.yaml", "main:x/b.yaml");
    resolves("main:svc/a.yaml", "./*/b.yaml", "main:svc/*/b.yaml");
    resolves(":a.yaml", "./b.yaml", ":b.yaml");
    resolves("main:a.yaml", "https://h.test/x.git#v1:y", "https://h.test/x.git#v1:y");
    let base = GitTarget::parse(&format!("{SHOP}#main:svc/a.yaml")).expect("a base");
    for relative in ["../../x", "/..", "./..", "file:///x"] {
        assert!(base.resolve(relative).is_err(), "{relative}");
    }
}
