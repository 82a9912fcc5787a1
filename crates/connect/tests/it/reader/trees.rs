//! Patterns and folders.

use super::world::{Host, Say, archive, limits, new};
use portico_connect::reader::{Answer, Found, Limits, Pick, Picked, ReadError, Tree};
use serde_json::{Value, json};

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

fn github() -> Value {
    json!({"github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "t"}]})
}

fn urls(found: &Found) -> Vec<&str> {
    found.files.iter().map(|file| file.url.as_str()).collect()
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.files.keys().map(String::as_str).collect()
}

fn repository() -> Vec<u8> {
    archive(&[
        ("acme-shop-0123/", ""),
        ("acme-shop-0123/docs/index.md", "index"),
        ("acme-shop-0123/docs/img/a b.svg", "svg"),
        ("acme-shop-0123/docs-old/x.md", "old"),
        ("acme-shop-0123/../../etc/passwd", "root"),
        ("acme-shop-0123/svc/a/catalog-info.yaml", "a"),
        ("acme-shop-0123/svc/b/catalog-info.yaml", "b"),
    ])
}

#[tokio::test]
async fn a_pattern_on_github_reads_what_the_list_of_files_says() {
    let blob = |path: &str| json!({"path": path, "type": "blob"});
    let tree = json!({"tree": [
        {"path": "svc", "type": "tree"},
        blob("svc/b/catalog-info.yaml"), blob("svc/a#1/catalog-info.yaml"), blob("README.md"),
    ], "truncated": false});
    let host = Host::new()
        .await
        .on("GET /repos/acme/shop/commits/main", Say::text(SHA))
        .on(&format!("GET /repos/acme/shop/git/trees/{SHA}?recursive=1"), Say::json(tree))
        .on(&format!("GET /repos/acme/shop/contents/svc/a%231/catalog-info.yaml?ref={SHA}"), Say::text("a"))
        .on(&format!("GET /repos/acme/shop/contents/svc/b/catalog-info.yaml?ref={SHA}"), Say::text("b"));
    let reader = host.reader(github());
    let target = "https://ghe.test/acme/shop/blob/main/**/catalog-info.yaml";

    let found = new(reader.search(target, None).await);
    assert_eq!(
        urls(&found),
        [
            "https://ghe.test/acme/shop/tree/main/svc/a%231/catalog-info.yaml",
            "https://ghe.test/acme/shop/tree/main/svc/b/catalog-info.yaml",
        ]
    );
    assert_eq!(found.files[0].bytes, b"a");
    assert_eq!(found.etag.as_deref(), Some(SHA));
    let asked = host.asked().len();
    assert_eq!(reader.search(target, Some(SHA)).await, Ok(Answer::NotModified));
    assert_eq!(host.asked().len(), asked + 1, "only the commit is asked for");

    let error = reader.search("https://ghe.test/acme/shop/blob/main/none/*.yaml", None).await.unwrap_err();
    assert!(
        matches!(error, ReadError::NotFound(_)) && error.to_string().contains("nothing matches"),
        "{error}"
    );
}

#[tokio::test]
async fn a_list_that_github_cut_is_replaced_by_the_archive() {
    let host = Host::new()
        .await
        .on("GET /repos/acme/shop/commits/HEAD", Say::text(SHA))
        .on("GET /repos/acme/shop/commits/main", Say::text(SHA))
        .on(
            &format!("GET /repos/acme/shop/git/trees/{SHA}?recursive=1"),
            Say::json(json!({"tree": [], "truncated": true})),
        )
        .on(&format!("GET /repos/acme/shop/tarball/{SHA}"), Say::text(repository()));
    let found =
        new(host.reader(github()).search("https://ghe.test/acme/shop/blob/main/svc/*/*.yaml", None).await);
    assert_eq!(found.files.len(), 2);
}

#[tokio::test]
async fn a_folder_comes_from_the_archive_without_what_lies_elsewhere() {
    let codeload = Host::new().await.on("GET /archive", Say::text(repository()));
    let host = Host::new().await.on("GET /repos/acme/shop/commits/main", Say::text(SHA)).on(
        &format!("GET /repos/acme/shop/tarball/{SHA}"),
        Say::redirect(&format!("{}/archive", codeload.url)),
    );
    let reader = host.reader_with(github(), json!({"allow": [{"host": codeload.name()}]}), limits());

    let tree = new(reader.tree("https://ghe.test/acme/shop/tree/main/docs", None).await);
    assert_eq!(paths(&tree), ["img/a b.svg", "index.md"]);
    assert_eq!(codeload.heard("authorization"), ["-"]);
    assert_eq!(
        reader.tree("https://ghe.test/acme/shop/tree/main/docs", Some(SHA)).await,
        Ok(Answer::NotModified)
    );

    let tree = new(reader.tree("https://ghe.test/acme/shop/tree/main", None).await);
    assert_eq!(tree.files.len(), 5);
    assert_eq!(tree.etag.as_deref(), Some(SHA));
    let error = reader.tree("https://ghe.test/acme/shop/tree/main/none", None).await.unwrap_err();
    assert!(matches!(error, ReadError::NotFound(_)), "{error}");
}

#[tokio::test]
async fn archives_have_limits() {
    let host = Host::new()
        .await
        .on("GET /repos/acme/shop/commits/main", Say::text(SHA))
        .on(&format!("GET /repos/acme/shop/tarball/{SHA}"), Say::text(repository()));
    let url = "https://ghe.test/acme/shop/tree/main/docs";
    for limits in [
        Limits { archive_bytes: 20, ..limits() },
        Limits { tree_bytes: 5, ..limits() },
        Limits { tree_files: 1, ..limits() },
    ] {
        let error = host.reader_with(github(), json!(null), limits).tree(url, None).await.unwrap_err();
        assert!(matches!(error, ReadError::TooLarge(_)), "{error}");
    }
}

#[tokio::test]
async fn garbage_is_no_archive_and_no_commit() {
    let host = Host::new()
        .await
        .on("GET /repos/acme/shop/commits/main", Say::text(SHA))
        .on("GET /repos/acme/shop/commits/odd", Say::text("<html>"))
        .on(&format!("GET /repos/acme/shop/git/trees/{SHA}?recursive=1"), Say::text("<html>"))
        .on(&format!("GET /repos/acme/shop/tarball/{SHA}"), Say::text("<html>"));
    let reader = host.reader(github());
    let error = reader.tree("https://ghe.test/acme/shop/tree/main", None).await.unwrap_err();
    assert!(
        error.to_string().contains("archive of https://ghe.test/acme/shop/tree/main is broken"),
        "{error}"
    );
    let error = reader.tree("https://ghe.test/acme/shop/tree/odd", None).await.unwrap_err();
    assert!(error.to_string().contains("names no commit"), "{error}");
    let error = reader.search("https://ghe.test/acme/shop/tree/main/*", None).await.unwrap_err();
    assert!(error.to_string().contains("no list of files"), "{error}");
}

#[tokio::test]
async fn azure_and_bitbucket_cloud_list_their_files_page_by_page() {
    let version = format!("versionDescriptor.version={SHA}&versionDescriptor.versionType=commit");
    let azure = "/o/p/_apis/git/repositories/r";
    let cloud = format!("/repositories/w/r/src/{SHA}");
    let host = Host::new().await;
    let first = json!({"values": [{"path": "d/a.yaml", "type": "commit_file"}], "next": format!("{}/next?page=2", host.url)});
    let second = json!({"values": [
        {"path": "d/b.yaml", "type": "commit_file"}, {"path": "d/c", "type": "commit_directory"},
    ]});
    let items = json!({"value": [
        {"path": "/d", "isFolder": true, "gitObjectType": "tree"}, {"path": "/d/a.yaml", "gitObjectType": "blob"},
    ]});
    let host = host
        .on(
            &format!(
                "GET {azure}/commits?searchCriteria.%24top=1&api-version=6.0&searchCriteria.itemVersion.version=main\
                 &searchCriteria.itemVersion.versionType=branch"
            ),
            Say::json(json!({"value": [{"commitId": SHA}]})),
        )
        .on(
            &format!("GET {azure}/items?scopePath=%2Fd&recursionLevel=Full&api-version=6.0&{version}"),
            Say::json(items),
        )
        .on(
            &format!("GET {azure}/items?path=%2Fd%2Fa.yaml&api-version=6.0&download=true&{version}"),
            Say::text("azure"),
        )
        .on("GET /repositories/w/r/commits/main?pagelen=1", Say::json(json!({"values": [{"hash": SHA}]})))
        .on(
            &format!("GET {cloud}/d/?pagelen=100&max_depth=32&q=type%3D%22commit_file%22"),
            Say::json(first),
        )
        .on("GET /next?page=2", Say::json(second))
        .on(&format!("GET {cloud}/d/a.yaml"), Say::text("cloud a"))
        .on(&format!("GET {cloud}/d/b.yaml"), Say::text("cloud b"));
    let reader = host.reader(json!({
        "azure": [{"host": "az.test", "apiBaseUrl": "URL"}],
        "bitbucketCloud": [{"apiBaseUrl": "URL"}],
    }));

    let target = "https://az.test/o/p/_git/r?path=/d/*.yaml&version=GBmain";
    let found = new(reader.search(target, None).await);
    assert_eq!(urls(&found), ["https://az.test/o/p/_git/r?path=%2Fd%2Fa.yaml&version=GBmain"]);
    assert_eq!(found.files[0].bytes, b"azure");
    let found = new(reader.search("https://bitbucket.org/w/r/src/main/d/*.yaml", None).await);
    assert_eq!(
        urls(&found),
        ["https://bitbucket.org/w/r/src/main/d/a.yaml", "https://bitbucket.org/w/r/src/main/d/b.yaml"]
    );
    let tree = new(reader.tree("https://bitbucket.org/w/r/src/main/d", None).await);
    assert_eq!(paths(&tree), ["a.yaml", "b.yaml"]);
}

#[tokio::test]
async fn the_next_page_is_not_asked_for_on_another_host() {
    let other = Host::new().await;
    let page = json!({"values": [], "next": format!("{}/next", other.url)});
    let host = Host::new().await.on(
        &format!("GET /repositories/w/r/src/{SHA}/d/?pagelen=100&max_depth=32&q=type%3D%22commit_file%22"),
        Say::json(page),
    );
    let host = host
        .on("GET /repositories/w/r/commits/main?pagelen=1", Say::json(json!({"values": [{"hash": SHA}]})));
    let reader = host.reader(json!({"bitbucketCloud": [{"apiBaseUrl": "URL", "token": "t"}]}));
    let error = reader.search("https://bitbucket.org/w/r/src/main/d/*", None).await.unwrap_err();
    assert!(error.to_string().contains("no list of files"), "{error}");
    assert_eq!(other.asked(), [""; 0]);
}

#[tokio::test]
async fn the_others_hand_out_archives() {
    let flat = archive(&[("d/a.yaml", "a"), ("d/b.md", "b"), ("e/c.yaml", "c")]);
    let around = archive(&[("r-0123/d/a.yaml", "a"), ("r-0123/d/b.md", "b"), ("r-0123/e/c.yaml", "c")]);
    let host = Host::new()
        .await
        .on(
            "GET /gl/projects/g%2Fr/repository/commits?ref_name=main&per_page=1",
            Say::json(json!([{"id": SHA}])),
        )
        .on(
            &format!("GET /gl/projects/g%2Fr/repository/archive.tar.gz?sha={SHA}&path=d"),
            Say::text(around.clone()),
        )
        .on(
            "GET /bb/projects/P/repos/r/commits?limit=1&until=main",
            Say::json(json!({"values": [{"id": SHA}]})),
        )
        .on(
            &format!("GET /bb/projects/P/repos/r/archive?format=tgz&at={SHA}&path=d"),
            Say::text(flat.clone()),
        )
        .on("GET /api/v1/repos/o/r/commits?limit=1&stat=false&sha=main", Say::json(json!([{"sha": SHA}])))
        .on(&format!("GET /api/v1/repos/o/r/archive/{SHA}.tar.gz"), Say::text(around))
        .on(
            "GET /gitiles/proj/+/refs/heads/main?format=JSON",
            Say::text(format!(")]}}'\n{}", json!({"commit": SHA}))),
        )
        .on(&format!("GET /gitiles/proj/+archive/{SHA}.tar.gz"), Say::text(flat));
    let reader = host.reader(json!({
        "gitlab": [{"host": "gl.test", "apiBaseUrl": "URL/gl"}],
        "bitbucketServer": [{"host": "bb.test", "apiBaseUrl": "URL/bb"}],
        "gitea": [{"host": "tea.test", "baseUrl": "URL"}],
        "gerrit": [{"host": "gerrit.test", "baseUrl": "URL", "gitilesBaseUrl": "URL/gitiles"}],
    }));
    for (base, query) in [
        ("https://gl.test/g/r/-/blob/main/", ""),
        ("https://bb.test/projects/P/repos/r/browse/", "?at=main"),
        ("https://tea.test/o/r/src/branch/main/", ""),
        ("https://gerrit.test/gitiles/proj/+/refs/heads/main/", ""),
    ] {
        let found = new(reader.search(&format!("{base}d/*.yaml{query}"), None).await);
        assert_eq!(urls(&found), [format!("{base}d/a.yaml{query}")], "{base}");
        let tree = new(reader.tree(&format!("{base}d{query}"), None).await);
        assert_eq!(paths(&tree), ["a.yaml", "b.md"], "{base}");
        assert_eq!(reader.tree(&format!("{base}d{query}"), Some(SHA)).await, Ok(Answer::NotModified));
    }
}

#[tokio::test]
async fn a_few_files_are_picked_by_their_names() {
    let tree = json!({"tree": [
        {"path": "go.mod", "type": "blob"}, {"path": "A.csproj", "type": "blob"}, {"path": "web", "type": "tree"},
    ], "truncated": false});
    let tea = "GET /api/v1/repos/o/r";
    let host = Host::new()
        .await
        .on("GET /repos/acme/shop/commits/main", Say::text(SHA))
        .on(&format!("GET /repos/acme/shop/git/trees/{SHA}:a%2Ftill"), Say::json(tree))
        .on(&format!("GET /repos/acme/shop/contents/a/till/go.mod?ref={SHA}"), Say::text("go"))
        .on(
            &format!("GET /repos/acme/shop/contents/a/till/A.csproj?ref={SHA}"),
            Say::text("x".repeat(30_000)),
        )
        .on(&format!("{tea}/commits?limit=1&stat=false&sha=main"), Say::json(json!([{"sha": SHA}])))
        .on(&format!("{tea}/raw/go.mod?ref={SHA}"), Say::text("tea"))
        .on(&format!("{tea}/raw/pom.xml?ref={SHA}"), Say::status(404));
    let config = json!({
        "github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "t"}],
        "gitea": [{"host": "tea.test", "baseUrl": "URL"}],
    });
    let reader = host.reader(config);
    let pick = Pick {
        paths: ["go.mod", "pom.xml"].map(str::to_owned).into(),
        ends: vec![".csproj".to_owned()],
        file_bytes: 20_000,
    };
    let names = |picked: &Picked| {
        let file =
            |(path, content): (&String, &Result<Vec<u8>, String>)| format!("{path} {}", content.is_ok());
        picked.files.iter().map(file).collect::<Vec<_>>()
    };
    let folder = "https://ghe.test/acme/shop/tree/main/a/till/";
    let picked = new(reader.pick(folder, &pick, None).await);
    assert_eq!(
        (names(&picked), picked.etag.as_deref()),
        (vec!["A.csproj false".into(), "go.mod true".into()], Some(SHA))
    );
    assert_eq!(picked.files["A.csproj"], Err("The file is larger than 20000 bytes".to_owned()));
    assert_eq!(reader.pick(folder, &pick, Some(SHA)).await, Ok(Answer::NotModified));
    // Without a list, each name is asked for, and what is not there is not there.
    let picked = new(reader.pick("https://tea.test/o/r/src/branch/main", &pick, None).await);
    assert_eq!(names(&picked), ["go.mod true"]);
    // A folder without any of them is an answer, a repository that cannot be read is none.
    let none = Pick { paths: ["b/Gemfile".to_owned()].into(), ends: Vec::new(), ..pick.clone() };
    let asked = host.asked().len();
    assert_eq!(new(reader.pick(folder, &none, None).await).files.len(), 0);
    // What has a name needs no list.
    assert_eq!(
        host.asked()[asked..],
        [
            "GET /repos/acme/shop/commits/main".to_owned(),
            format!("GET /repos/acme/shop/contents/a/till/b/Gemfile?ref={SHA}")
        ]
    );
    assert!(matches!(
        reader.pick("https://ghe.test/acme/gone/tree/main/", &pick, None).await,
        Err(ReadError::NotFound(_))
    ));
    assert!(matches!(reader.pick("https://else.test/x/", &pick, None).await, Err(ReadError::NotAllowed(_))));
}

#[tokio::test]
async fn picking_lists_one_folder_and_not_what_is_below() {
    let blob = |path: &str| json!({"path": path, "type": "blob"});
    let version = format!("versionDescriptor.version={SHA}&versionDescriptor.versionType=commit");
    let azure = "GET /o/p/_apis/git/repositories/r/items";
    let cloud = format!("GET /repositories/w/r/src/{SHA}");
    let hub = "GET /repos/acme/shop";
    let host = Host::new()
        .await
        .on(
            &format!("{azure}?scopePath=%2Fd&recursionLevel=OneLevel&api-version=6.0&{version}"),
            Say::json(json!({"value": [{"path": "/d", "isFolder": true}, {"path": "/d/A.csproj", "gitObjectType": "blob"}]})),
        )
        .on(&format!("{azure}?path=%2Fd%2FA.csproj&api-version=6.0&download=true&{version}"), Say::text("az"))
        .on(
            &format!("{cloud}/d/?pagelen=100&max_depth=1&q=type%3D%22commit_file%22"),
            Say::json(json!({"values": [{"path": "d/A.csproj", "type": "commit_file"}]})),
        )
        .on(&format!("{cloud}/d/A.csproj"), Say::text("cloud"))
        .on(&format!("{cloud}/d/web/go.mod"), Say::text("go"))
        .on("GET /repositories/w/r/commits/main?pagelen=1", Say::json(json!({"values": [{"hash": SHA}]})))
        .on(&format!("{hub}/commits/main"), Say::text(SHA))
        .on(&format!("{hub}/git/trees/{SHA}"), Say::json(json!({"tree": [blob("A.csproj")]})))
        .on(&format!("{hub}/contents/A.csproj?ref={SHA}"), Say::text("hub"))
        // A host that does not know folders by their names.
        .on(&format!("{hub}/git/trees/{SHA}:d"), Say::status(422))
        .on(
            &format!("{hub}/git/trees/{SHA}?recursive=1"),
            Say::json(json!({"tree": [blob("d/A.csproj"), blob("d/e/B.csproj"), blob("C.csproj")]})),
        )
        .on(&format!("{hub}/contents/d/A.csproj?ref={SHA}"), Say::text("deep"));
    let reader = host.reader(json!({
        "github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "t"}],
        "azure": [{"host": "az.test", "apiBaseUrl": "URL"}],
        "bitbucketCloud": [{"apiBaseUrl": "URL"}],
    }));
    let pick = Pick {
        paths: ["web/go.mod".to_owned()].into(),
        ends: vec![".csproj".to_owned()],
        file_bytes: limits().file_bytes,
    };
    for (folder, expect) in [
        (format!("https://az.test/o/p/_git/r?path=/d&version=GC{SHA}"), &["A.csproj az"][..]),
        ("https://bitbucket.org/w/r/src/main/d".to_owned(), &["A.csproj cloud", "web/go.mod go"]),
        ("https://ghe.test/acme/shop/tree/main".to_owned(), &["A.csproj hub"]),
        ("https://ghe.test/acme/shop/tree/main/d".to_owned(), &["A.csproj deep"]),
    ] {
        let picked = new(reader.pick(&folder, &pick, None).await);
        let text = |content: &Result<Vec<u8>, String>| String::from_utf8(content.clone().unwrap()).unwrap();
        let files = picked.files.iter().map(|(path, content)| format!("{path} {}", text(content)));
        assert_eq!(files.collect::<Vec<_>>(), expect, "{folder}");
    }
    // A host that is out of order is not asked for even more.
    let busy = Host::new()
        .await
        .on(&format!("{hub}/commits/main"), Say::text(SHA))
        .on(&format!("{hub}/git/trees/{SHA}:d"), Say::status(500));
    let reader = busy.reader(json!({"github": [{"host": "ghe.test", "apiBaseUrl": "URL", "token": "t"}]}));
    let folder = "https://ghe.test/acme/shop/tree/main/d";
    assert!(matches!(reader.pick(folder, &pick, None).await, Err(ReadError::Unreachable(_))));
    assert!(busy.asked()[1..].iter().all(|line| line.ends_with(":d")), "{:?}", busy.asked());
}
