//! The index and what it is made of: what is taken up, what is made anew, and what changes.

use crate::world::{Shelf, ask, component, keys};
use portico_search::{Changed, Search};
use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

fn three() -> Shelf {
    Shelf::of(&[component("cart", "Holds"), component("stock", "Counts"), component("mail", "Sends")])
}

fn changed(keys: &[&str]) -> BTreeSet<Arc<str>> {
    keys.iter().map(|key| Arc::from(*key)).collect()
}

#[test]
fn what_is_there_is_taken_up_and_only_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = three();
    let search = Search::open(folder.path()).unwrap();
    assert!(!search.is_complete("software-catalog"));
    assert_eq!(search.follow(&shelf, Changed::All).unwrap(), 3);
    assert!(search.is_complete("software-catalog") && search.progress().is_none());
    drop(search);

    shelf.put(&component("cart", "Carries"));
    shelf.take("component:default/mail");
    let search = Search::open(folder.path()).unwrap();
    assert_eq!(keys(&search, "holds"), ["component:default/cart"]);
    assert_eq!(search.follow(&shelf, Changed::All).unwrap(), 2);
    assert_eq!(keys(&search, "carries"), ["component:default/cart"]);
    assert!(keys(&search, "holds").is_empty() && keys(&search, "mail").is_empty());
    assert_eq!((search.len(), search.follow(&shelf, Changed::All).unwrap()), (2, 0));
}

#[test]
fn single_changes_are_found() {
    let shelf = three();
    let search = Search::in_memory().unwrap();
    search.follow(&shelf, Changed::All).unwrap();
    shelf.put(&component("cart", "Juggles"));
    shelf.put(&component("new", "Juggles, too"));
    shelf.take("component:default/stock");
    let names = ["component:default/cart", "component:default/new", "component:default/stock"];
    search.follow(&shelf, Changed::Keys(&changed(&names))).unwrap();
    assert_eq!(ask(&search, "juggles").total, 2);
    assert!(keys(&search, "counts").is_empty());
    // What is said to have changed and is in neither is nothing.
    search.follow(&shelf, Changed::Keys(&changed(&["component:default/nobody"]))).unwrap();
    assert_eq!(search.len(), 3);
}

/// Indexes, does something to the folder, and looks whether everything is found afterwards.
#[track_caller]
fn survives(damage: impl Fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let shelf = three();
    let search = Search::open(folder.path()).unwrap();
    search.follow(&shelf, Changed::All).unwrap();
    drop(search);
    damage(folder.path());
    let search = Search::open(folder.path()).unwrap();
    search.follow(&shelf, Changed::All).unwrap();
    assert_eq!(keys(&search, "counts"), ["component:default/stock"]);
    assert_eq!(search.len(), 3);
}

#[test]
fn a_broken_folder_is_made_anew() {
    let each = |folder: &Path, change: &dyn Fn(&Path)| {
        for entry in fs::read_dir(folder).unwrap() {
            change(&entry.unwrap().path());
        }
    };
    survives(|_| ());
    survives(|folder| fs::remove_dir_all(folder).unwrap());
    survives(|folder| fs::write(folder.join("portico-form"), "0\n").unwrap());
    survives(|folder| fs::write(folder.join("meta.json"), "{ garbage").unwrap());
    survives(|folder| each(folder, &|path| fs::write(path, "garbage").unwrap()));
    survives(|folder| {
        each(folder, &|path| fs::File::options().write(true).open(path).unwrap().set_len(10).unwrap())
    });
    survives(|folder| {
        // A single bit on the disk.
        each(folder, &|path| {
            if path.extension().is_some_and(|extension| extension == "store" || extension == "term") {
                let mut bytes = fs::read(path).unwrap();
                bytes[0] ^= 1;
                fs::write(path, bytes).unwrap();
            }
        });
    });
}

#[test]
fn two_processes_have_two_folders() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("search");
    let (one, other) = (Search::open(&place).unwrap(), Search::open(&place).unwrap());
    one.follow(&three(), Changed::All).unwrap();
    assert_eq!((one.len(), other.len()), (3, 0));
    assert!(folder.path().join("search-2").is_dir());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Search::open(&file.join("search")).err().unwrap();
    assert!(error.to_string().contains("file/search"), "{error}");
}
