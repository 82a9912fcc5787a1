//! Addresses taken apart, and the names made from them.

use crate::world;
use portico_scm::{Reference, ScmError};

/// Slug, reference and path, as `slug @ reference : path`.
#[track_caller]
fn consists_of(url: &str, expect: &str) {
    let address = world().address(url).expect(url);
    let reference = match &address.reference {
        None => "default".to_owned(),
        Some(Reference::Branch(name)) => format!("branch {name}"),
        Some(Reference::Tag(name)) => format!("tag {name}"),
        Some(Reference::Commit(name)) => format!("commit {name}"),
        Some(Reference::Any(name)) => name.clone(),
    };
    assert_eq!(format!("{} @ {reference} : {}", address.slug(), address.path), expect);
}

#[test]
fn each_kind_has_its_own_form() {
    consists_of("https://github.com/a/b/blob/main/x/y.yaml", "a/b @ main : x/y.yaml");
    consists_of("https://github.com/a/b/tree/f%2Fx/a%20b/", "a/b @ f/x : a b");
    consists_of("https://github.com/a/b.git", "a/b @ default : ");
    consists_of("https://gitlab.com/g/s/r/-/blob/main/x.yaml", "g/s/r @ main : x.yaml");
    consists_of("https://gitlab.com/g/tree/r/-/tree/main", "g/tree/r @ main : ");
    consists_of("https://gitlab.com/g/r/raw/main/x.yaml", "g/r @ main : x.yaml");
    consists_of("https://gl.acme.test/sub/g/r/-/blob/v1/x.yaml", "g/r @ v1 : x.yaml");
    consists_of("https://gitlab.com/g/r/-/issues/4", "g/r @ default : ");
    consists_of("https://dev.azure.com/o/p/_git/r?path=/a/b.yaml&version=GTv1", "o/p/r @ tag v1 : a/b.yaml");
    consists_of("https://dev.azure.com/o/_git/r?path=%2Fa.yaml", "o/r/r @ default : a.yaml");
    consists_of("https://bitbucket.org/w/r/src/main/a.yaml", "w/r @ main : a.yaml");
    consists_of("https://bb.acme.test/projects/P/repos/r/browse/a/b.yaml", "P/r @ default : a/b.yaml");
    consists_of(
        "https://bb.acme.test/ctx/users/bob/repos/r/raw/a.yaml?at=refs/tags/v1",
        "~bob/r @ tag v1 : a.yaml",
    );
    consists_of("https://gitea.acme.test/o/r/src/commit/abc/a.yaml", "o/r @ commit abc : a.yaml");
    consists_of("https://gitea.acme.test/o/r/src/main/a.yaml", "o/r @ main : a.yaml");
    consists_of(
        "https://gerrit.acme.test/gitiles/x/proj/+/refs/heads/main/a.yaml",
        "x/proj @ branch main : a.yaml",
    );
    consists_of("https://gerrit.acme.test/a/gitiles/proj/+/HEAD/a.yaml", "proj @ default : a.yaml");
}

#[test]
fn what_is_no_repository_says_what_one_looks_like() {
    for url in ["https://github.com/acme", "https://dev.azure.com/o/p", "https://bb.acme.test/x/y"] {
        let error = world().address(url).expect_err(url);
        assert!(matches!(error, ScmError::NotInARepository { .. }), "{error}");
        assert!(error.to_string().contains("look like https://HOST/"), "{error}");
    }
    assert!(matches!(world().address("https://x.test/a/b"), Err(ScmError::NoIntegration { .. })));
    assert!(matches!(world().address("nothing"), Err(ScmError::NotAnAddress { .. })));
}

#[test]
fn any_text_is_answered_without_panic() {
    let ends = [
        "",
        "/",
        "//",
        "/+",
        "/-/",
        "/a/b/-",
        "/a/_git",
        "/projects/x/repos",
        "/%",
        "/%ff/é?path=é&version=é",
    ];
    for one in world().iter() {
        for end in ends {
            let url = format!("https://{}{end}", one.host);
            let _ = one.address(&url);
            let _ = world().edit_url(&url);
            for relative in ["", "/", "/x", "..", "?", "#", "//", "%"] {
                let _ = world().resolve(relative, &url);
            }
        }
    }
}

#[test]
fn slugs_and_names() {
    #[track_caller]
    fn check(url: &str, slug: Option<(&str, &str)>, name: Option<&str>) {
        let got = world().project_slug(url);
        assert_eq!(got.as_ref().map(|(key, value)| (*key, value.as_str())), slug);
        assert_eq!(world().repository_name(url).as_deref(), name);
    }
    check("https://github.com/a/b/blob/main/x", Some(("github.com/project-slug", "a/b")), Some("b"));
    check("https://gitlab.com/g/s/r", Some(("gitlab.com/project-slug", "g/s/r")), Some("r"));
    check("https://dev.azure.com/o/p/_git/r", Some(("dev.azure.com/project-repo", "p/r")), Some("r"));
    check("https://bitbucket.org/w/r/src/main/", Some(("bitbucket.org/project-slug", "w/r")), Some("r"));
    check("https://gerrit.acme.test/gitiles/x/proj/+/HEAD/a", None, Some("proj"));
    check("https://plain.test/x/repo.git", None, Some("repo"));
    check("https://plain.test", None, None);
}
