//! What every store must do. The suite knows only the trait; each database runs all of it.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod suite;

use portico_store::SqliteStore;
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

in_sqlite!(
    what_is_committed_is_loaded,
    what_is_not_said_stays_as_it_is_stored,
    final_forms_are_stored_with_and_without_their_row,
    a_row_without_source_keeps_the_stored_one,
    everything_else_in_a_row_is_replaced,
    removed_rows_are_gone,
    a_removed_entity_can_come_back_in_the_same_batch,
    the_log_is_told_from_the_newest,
    the_log_is_limited,
    the_revision_grows_when_something_else_is_shown,
    news_say_what_is_shown_otherwise,
    remotes_and_their_files_are_kept,
    locations_are_registered_changed_and_removed,
    lineage_leads_from_an_entity_to_its_root,
    orders_are_taken_once_and_in_order,
    history_tells_before_and_after,
    a_compacted_log_keeps_the_last_of_what_is_old,
    the_source_is_what_was_written,
    a_batch_is_stored_whole_or_not_at_all,
    an_empty_batch_changes_nothing,
    many_rows_come_back_in_order,
);

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
