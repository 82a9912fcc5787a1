//! Stories about plain git repositories, read from a real git server on the loopback interface.

mod refusals;
pub mod server;
pub mod world;

use portico_connect::reader::{Answer, ReadError};
use world::{World, new};

const FILE: &str = "catalog-info.yaml";

/// A server whose repository has a few files.
async fn world() -> Option<World> {
    let world = World::new().await?;
    world.write(FILE, "one");
    world.write("svc/a/catalog-info.yaml", "a");
    world.write("svc/b c/catalog-info.yaml", "b");
    world.write("svc/a/readme.md", "read me");
    world.commit();
    Some(world)
}

#[tokio::test]
async fn a_file_is_read_and_only_changes_are_fetched() {
    let Some(world) = world().await else { return };
    let (reader, target) = (world.reader(), world.target(""));
    let (files, etag) = new(reader.search(&target, None).await);
    assert_eq!(files, [format!(":{FILE} one")]);
    assert_eq!(etag, world.git(&["rev-parse", "HEAD"]));
    assert_eq!(world.clones().len(), 1);
    world.asked();

    assert_eq!(reader.search(&target, Some(&etag)).await, Ok(Answer::NotModified));
    let listing = |line: &String| line.ends_with("/info/refs") || line.ends_with("/git-upload-pack");
    let asked = world.asked();
    assert!(asked.len() <= 2 && asked.iter().all(listing), "unchanged costs one listing: {asked:?}");

    // Another program that starts knows what lies on disk.
    assert_eq!(new(world.reader().search(&target, None).await), (files, etag.clone()));
    assert!(world.asked().len() <= 2, "nothing is fetched again");

    world.write(FILE, "two");
    world.write("other.yaml", "other");
    let second = world.commit();
    assert_eq!(new(reader.search(&target, Some(&etag)).await), (vec![format!(":{FILE} two")], second));
    assert_eq!(world.clones().len(), 1);
}

#[tokio::test]
async fn patterns_find_files() {
    let Some(world) = world().await else { return };
    let reader = world.reader();
    let (files, _) = new(reader.search(&world.target("main:**/catalog-info.yaml"), None).await);
    let expect =
        ["main:catalog-info.yaml one", "main:svc/a/catalog-info.yaml a", "main:svc/b c/catalog-info.yaml b"];
    assert_eq!(files, expect);
    let (files, _) = new(reader.search(&world.target("main:svc/*/*.md"), None).await);
    assert_eq!(files, ["main:svc/a/readme.md read me"]);
    let nothing = reader.search(&world.target("main:svc/*.yaml"), None).await;
    assert!(
        matches!(&nothing, Err(ReadError::NotFound(text)) if text.contains("nothing matches")),
        "{nothing:?}"
    );
}

#[tokio::test]
async fn branches_tags_and_commits() {
    let Some(world) = world().await else { return };
    let first = world.git(&["rev-parse", "HEAD"]);
    world.git(&["tag", "-a", "v1", "-m", "one"]);
    world.git(&["checkout", "--quiet", "-b", "release/2"]);
    world.write(FILE, "two");
    let second = world.commit();
    world.git(&["checkout", "--quiet", "main"]);
    world.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let reader = world.reader();
    for (reference, text, commit) in [
        ("main", "one", &first),
        ("release/2", "two", &second),
        ("refs/heads/release/2", "two", &second),
        ("v1", "one", &first),
        ("refs/tags/v1", "one", &first),
        (second.as_str(), "two", &second),
    ] {
        let (files, etag) = new(reader.search(&world.target(reference), None).await);
        assert_eq!((files, &etag), (vec![format!("{reference}:{FILE} {text}")], commit));
        let again = reader.search(&world.target(reference), Some(&etag)).await;
        assert_eq!(again, Ok(Answer::NotModified), "{reference}");
    }
}

#[tokio::test]
async fn what_belongs_together_is_read_from_one_commit() {
    let Some(world) = world().await else { return };
    let (reader, target) = (world.reader(), world.target("main"));
    let (_, commit) = new(reader.search(&target, None).await);
    world.write("svc/a/readme.md", "changed");
    world.commit();
    world.asked();
    let readme = target.resolve("./svc/a/readme.md").unwrap();
    assert_eq!(reader.read(&readme, &commit).await, Ok(b"read me".to_vec()));
    assert_eq!(world.asked(), Vec::<String>::new(), "the server is not asked");
    let missing = reader.read(&target.resolve("./none").unwrap(), &commit).await;
    assert!(matches!(missing, Err(ReadError::NotFound(_))), "{missing:?}");
    for clone in world.clones() {
        std::fs::remove_dir_all(clone).unwrap();
    }
    let moved = reader.read(&readme, &commit).await;
    assert!(matches!(&moved, Err(error) if error.is_passing()), "{moved:?}");
}

#[tokio::test]
async fn a_broken_clone_is_thrown_away() {
    let Some(world) = world().await else { return };
    let (reader, target) = (world.reader(), world.target("main"));
    let expect = new(reader.search(&target, None).await);
    let clone = world.clones().remove(0);
    let objects = clone.join("objects");
    let damages: [&dyn Fn(); 5] = [
        &|| std::fs::write(clone.join("HEAD"), "nonsense").unwrap(),
        &|| std::fs::remove_dir_all(&objects).unwrap(),
        &|| std::fs::write(clone.join("config"), "[broken").unwrap(),
        &|| {
            for file in std::fs::read_dir(objects.join("pack")).unwrap() {
                let path = file.unwrap().path();
                std::fs::remove_file(&path).unwrap();
                std::fs::write(path, b"nonsense").unwrap();
            }
        },
        &|| {
            std::fs::remove_dir_all(&clone).unwrap();
            std::fs::write(&clone, "a file").unwrap();
        },
    ];
    for (index, damage) in damages.iter().enumerate() {
        damage();
        assert_eq!(new(reader.search(&target, None).await), expect, "damage {index}");
    }
    // A lock that somebody left behind hinders the next change only once.
    std::fs::write(clone.join("shallow.lock"), "").unwrap();
    world.write(FILE, "two");
    let second = world.commit();
    assert_eq!(new(reader.search(&target, None).await), (vec![format!("main:{FILE} two")], second));
}

#[tokio::test]
async fn many_at_the_same_time_share_one_clone() {
    let Some(world) = world().await else { return };
    let (reader, target) = (world.reader(), world.target("main"));
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (reader, target) = (reader.clone(), target.clone());
            tokio::spawn(async move { new(reader.search(&target, None).await).0 })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), [format!("main:{FILE} one")]);
    }
    assert_eq!(world.clones().len(), 1);
}

#[tokio::test]
async fn clones_that_nobody_uses_are_removed() {
    let Some(world) = world().await else { return };
    let reader = world.reader();
    new(reader.search(&world.target("main"), None).await);
    let old = world.clones().remove(0);
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(30 * 24 * 60 * 60);
    std::fs::File::open(old.join("portico-used")).unwrap().set_modified(long_ago).unwrap();
    std::fs::write(world.cache().join("somebody-elses"), "").unwrap();
    new(reader.search(&world.target(""), None).await);
    assert!(!old.exists() && world.cache().join("somebody-elses").exists());
}

#[tokio::test]
async fn a_folder_comes_with_modes_and_links() {
    let Some(world) = World::new().await else { return };
    world.write("paths/x/skeleton/${{ values.name }}.txt", "a");
    world.write("paths/x/skeleton/.hidden/run.sh", "b");
    world.write("paths/x/skeletons", "c");
    let script = world.work().join("paths/x/skeleton/.hidden/run.sh");
    std::fs::set_permissions(script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink("../up", world.work().join("paths/x/skeleton/link")).unwrap();
    let commit = world.commit();
    let template = world.target("main:paths/x/template.yaml");
    let tree = world.reader().tree(&template.resolve("./skeleton").unwrap()).await.unwrap();
    let files: Vec<&str> = tree.files.keys().map(String::as_str).collect();
    assert_eq!(files, ["${{ values.name }}.txt", ".hidden/run.sh"]);
    assert_eq!(tree.executable.into_iter().collect::<Vec<_>>(), [".hidden/run.sh"]);
    assert_eq!(tree.links.into_iter().collect::<Vec<_>>(), [("link".to_owned(), "../up".to_owned())]);
    assert_eq!(tree.etag, Some(commit));
    let none = world.reader().tree(&template.resolve("./nothing").unwrap()).await;
    assert!(matches!(none, Err(ReadError::NotFound(_))), "{none:?}");
    assert!(template.resolve("../../../x").is_err());
}
