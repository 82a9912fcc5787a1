//! Fetching files and templates: from hosts, and from beside a template on the disk.

use super::world::{Asked, Desk, Play, Says, TOKEN, World, not_found, nothing, says};
use crate::git::world::git_in;
use portico_scaffolder::FailureKind;
use serde_json::json;

/// GitHub with the archive of one commit.
fn api(desk: &mut Desk, asked: &Asked) -> Says {
    let _ = desk;
    match asked.parts().join("/").as_str() {
        "repos/acme/paths/contents/README.md" => (200, "", "Hi ${{ values.name }}".to_owned()),
        _ => not_found(),
    }
}

fn play() -> Play {
    Play {
        api,
        authorization: "Bearer s3cret-t0ken",
        integrations: json!({"github": [{"host": "HOST", "apiBaseUrl": "http://HOST/api", "token": TOKEN}]}),
        ..nothing()
    }
}

/// A world with a template on the disk; its own folder, which outlives it.
async fn beside() -> Option<(tempfile::TempDir, World)> {
    let mut world = World::new(play()).await?;
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, content: &str| {
        let place = folder.path().join(path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, content).unwrap();
    };
    write("paths/service/template.yaml", "kind: Template");
    write("paths/service/skeleton/${{ values.name }}/README.md", "# ${{ values.name }}");
    write("paths/service/skeleton/.hidden", "${{ values.none }}x");
    write("paths/service/skeleton/run.sh", "#!/bin/sh");
    let script = folder.path().join("paths/service/skeleton/run.sh");
    std::fs::set_permissions(script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink("run.sh", folder.path().join("paths/service/skeleton/link")).unwrap();
    write("paths/other/secret.txt", "s");
    std::os::unix::fs::symlink(folder.path().join("paths/other"), folder.path().join("paths/service/out"))
        .unwrap();
    world.base_url = Some(format!("file://{}/paths/service/template.yaml", folder.path().display()));
    Some((folder, world))
}

fn listed(world: &World) -> Vec<String> {
    let found = world.workspace.entries("").unwrap();
    found.into_iter().map(|entry| format!("{} {:?}", entry.path, entry.kind)).collect()
}

#[tokio::test]
async fn a_skeleton_beside_the_template_is_rendered() {
    let Some((_folder, world)) = beside().await else { return };
    let input = json!({"url": "./skeleton", "values": {"name": "shop"}});
    world.run("fetch:template", input).await.unwrap();
    let expect = [".hidden File", "link Link", "run.sh Executable", "shop Folder", "shop/README.md File"];
    assert_eq!(listed(&world), expect);
    assert_eq!(world.workspace.read("shop/README.md").unwrap(), b"# shop");
    assert_eq!(world.workspace.read(".hidden").unwrap(), b"x");
    let plain = json!({"url": "skeleton", "targetPath": "as/is"});
    world.run("fetch:plain", plain).await.unwrap();
    assert_eq!(world.workspace.read("as/is/${{ values.name }}/README.md").unwrap(), b"# ${{ values.name }}");
    let file = json!({"url": "skeleton/.hidden", "targetPath": "one.txt", "values": {"none": 1}});
    world.run("fetch:template:file", file).await.unwrap();
    assert_eq!(world.workspace.read("one.txt").unwrap(), b"1x");
    world.run("fetch:plain:file", json!({"url": "template.yaml", "targetPath": "t.yaml"})).await.unwrap();
    assert_eq!(world.workspace.read("t.yaml").unwrap(), b"kind: Template");
}

#[tokio::test]
async fn nothing_is_read_or_written_elsewhere() {
    let Some((folder, world)) = beside().await else { return };
    let absolute = format!("file://{}/paths/other", folder.path().display());
    for url in ["../other", "./out", "/etc", "skeleton/../../other", &absolute, "ftp://x.test/a"] {
        let failure = world.run("fetch:plain", json!({"url": url})).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NotAllowed, "{url}: {failure}");
    }
    for target in ["../x", "/tmp/x"] {
        let input = json!({"url": "skeleton", "targetPath": target, "values": {"name": "a"}});
        let failure = world.run("fetch:plain", input.clone()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NotAllowed, "{target}: {failure}");
        let failure = world.run("fetch:template", input).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NotAllowed, "{target}: {failure}");
        let file = json!({"url": "template.yaml", "targetPath": target});
        let failure = world.run("fetch:plain:file", file).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NotAllowed, "{target}: {failure}");
    }
    let name = json!({"url": "skeleton", "values": {"name": "../../evil"}});
    assert_eq!(world.run("fetch:template", name).await.unwrap_err().kind, FailureKind::NotAllowed);
    let none = world.run("fetch:plain", json!({"url": "nothing"})).await.unwrap_err();
    assert_eq!(none.kind, FailureKind::NotFound);
    assert!(none.message.contains("the folder of the template"), "{none}");
    assert_eq!(listed(&world), [] as [&str; 0]);
}

#[tokio::test]
async fn files_come_from_hosts_and_beside_templates_there() {
    let Some(mut world) = World::new(play()).await else { return };
    world.base_url = Some(format!("https://{}/acme/paths/blob/main/service/template.yaml", world.host));
    let input = json!({"url": "../README.md", "targetPath": "README.md", "values": {"name": "Ada"}});
    world.run("fetch:template:file", input).await.unwrap();
    assert_eq!(world.workspace.read("README.md").unwrap(), b"Hi Ada");
    let lines: Vec<_> = world.desk.lock().unwrap().asked.iter().map(Asked::line).collect();
    assert_eq!(lines, ["GET /repos/acme/paths/contents/README.md?ref=main"]);
    let token = json!({"url": "../README.md", "targetPath": "b", "token": "wr0ng-token"});
    let failure = world.run("fetch:plain:file", token).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Authentication, "{failure}");
    assert!(!failure.message.contains("wr0ng"), "{failure}");
    let other = world.run("fetch:plain", json!({"url": "https://other.test/x"})).await.unwrap_err();
    assert!(other.message.contains("no integration"), "{other}");
    world.base_url = None;
    let nowhere = world.run("fetch:plain", json!({"url": "./x"})).await.unwrap_err();
    assert_eq!(nowhere.kind, FailureKind::Input);
    world.trouble("GET /repos/acme/paths/contents/README.md?ref=main", says(500, &json!({})));
}

#[tokio::test]
async fn skeletons_beside_templates_in_plain_repositories_are_rendered() {
    let play = Play { reading: json!({"allow": [{"host": "HOST"}]}), ..nothing() };
    let Some(mut world) = World::new(play).await else { return };
    let work = world.desk.lock().unwrap().root.join("acme/paths.git");
    std::fs::create_dir_all(work.join("service/skeleton")).unwrap();
    std::fs::write(work.join("service/skeleton/${{ values.name }}.md"), "# ${{ values.name }}").unwrap();
    for arguments in
        [&["init", "--quiet", "-b", "main"][..], &["add", "-A"], &["commit", "--quiet", "-m", "x"]]
    {
        git_in(&work, arguments);
    }
    world.base_url = Some(format!("http://{}/acme/paths.git#main:service/template.yaml", world.host));
    world.run("fetch:template", json!({"url": "./skeleton", "values": {"name": "shop"}})).await.unwrap();
    assert_eq!(world.workspace.read("shop.md").unwrap(), b"# shop");
    let file = json!({"url": "skeleton/${{ values.name }}.md", "targetPath": "a.md"});
    world.run("fetch:plain:file", file).await.unwrap();
    assert_eq!(world.workspace.read("a.md").unwrap(), b"# ${{ values.name }}");
    let out = world.run("fetch:plain", json!({"url": "../../../x"})).await.unwrap_err();
    assert_eq!(out.kind, FailureKind::Input, "{out}");
}
