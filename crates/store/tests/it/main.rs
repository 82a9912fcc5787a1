//! What every store must do. The suite knows only the trait; each database runs all of it.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

#[macro_use]
mod suite;
mod machine;
mod postgres;
mod server;

use portico_store::{CatalogStore as _, Order, SqliteStore};
use tempfile::TempDir;

/// A new database in a folder of its own.
async fn sqlite() -> (TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("portico.db")).await.unwrap();
    (folder, store)
}

macro_rules! in_sqlite {
    ($($story:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $story() {
                let (_folder, store) = sqlite().await;
                suite::$story(&store).await;
            }
        )*
    };
}

stories!(in_sqlite);

#[tokio::test]
async fn a_file_that_is_opened_again_holds_everything() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portico.db");
    let first = SqliteStore::open(&file).await.unwrap();
    suite::fill(&first).await;
    drop(first);
    let second = SqliteStore::open(&file).await.unwrap();
    suite::is_filled(&second).await;
    suite::sequence_goes_on(&second).await;
}

#[tokio::test]
async fn two_programs_may_hold_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portico.db");
    let writer = SqliteStore::open(&file).await.unwrap();
    let reader = SqliteStore::open(&file).await.unwrap();
    suite::fill(&writer).await;
    suite::is_filled(&reader).await;
}

#[tokio::test]
async fn who_opens_to_read_sees_what_others_store_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portico.db");
    assert!(SqliteStore::open_to_read(&file).await.is_err());
    assert!(!file.exists(), "it makes no file");
    let writer = SqliteStore::open(&file).await.unwrap();
    suite::fill(&writer).await;
    let reader = SqliteStore::open_to_read(&file).await.unwrap();
    suite::is_filled(&reader).await;
    assert!(reader.order(&Order::Refresh("component:default/a".into())).await.is_err());
    drop(writer);
    suite::is_filled(&SqliteStore::open_to_read(&file).await.unwrap()).await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("portico.db");
    let text = "This is a letter, and not a database at all. ".repeat(50);
    std::fs::write(&file, &text).unwrap();
    assert!(SqliteStore::open(&file).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn a_file_in_a_folder_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let error = SqliteStore::open(&folder.path().join("none/portico.db")).await.err().unwrap();
    assert!(error.to_string().contains("none/portico.db"), "{error}");
}
