//! PostgreSQL. Making a server takes a second, so a test here tells many stories on one.

use crate::{server::Server, suite};
use portico_catalog::Batch;
use portico_store::{CatalogStore, Leadership, Order, PostgresStore, StoreError};
use std::{
    future::Future,
    time::{Duration, Instant},
};

const LONG: Duration = Duration::from_secs(20);

#[tokio::test]
async fn everything_that_a_store_must_do() {
    let Some(server) = Server::start() else { return };
    // A schema for each: that is as empty as a database, and made ten times as fast.
    let address = server.database("suite");
    macro_rules! tell {
        ($($story:ident),* $(,)?) => {
            $(
                println!("{}", stringify!($story));
                server.run("suite", concat!("create schema ", stringify!($story)));
                let own = format!("{address}?options=-csearch_path%3D{}", stringify!($story));
                let store = PostgresStore::open(&own).await.unwrap();
                suite::$story(&store).await;
                drop(store);
            )*
        };
    }
    stories!(tell);
}

#[tokio::test]
async fn several_stores_on_one_database() {
    let Some(server) = Server::start() else { return };
    macro_rules! tell {
        ($($story:ident),* $(,)?) => {
            $(
                println!("{}", stringify!($story));
                let name = stringify!($story);
                let address = server.database(name);
                $story(&World { server: &server, name, address }).await;
            )*
        };
    }
    tell!(
        a_database_that_is_opened_again_holds_everything,
        stores_that_open_at_once_do_not_disturb_each_other,
        a_commit_wakes_the_others_and_news_tell_it,
        an_order_wakes_whoever_leads,
        waiting_ends_in_time,
        a_listener_that_lost_its_connection_listens_again,
        one_leads_until_it_lets_go,
        who_was_succeeded_stores_nothing,
        who_leads_again_may_store_again,
        revisions_become_visible_in_order,
        a_handler_that_is_cancelled_leaves_no_transaction,
        errors_do_not_contain_the_password,
        who_opens_to_read_changes_nothing,
        a_database_of_a_newer_version_is_refused,
        a_database_in_another_encoding_is_refused,
    );
}

/// A database of its own for one story.
struct World<'a> {
    server: &'a Server,
    name: &'static str,
    address: String,
}

impl World<'_> {
    async fn open(&self) -> PostgresStore {
        PostgresStore::open(&self.address).await.unwrap()
    }

    fn run(&self, statement: &str) -> String {
        self.server.run(self.name, statement)
    }

    /// Ends the connections in whose sessions a statement was the last one.
    fn kill(&self, last_statement: &str) {
        let killed = self.run(&format!(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and query like '{last_statement}'"
        ));
        assert_eq!(killed, "1");
    }

    /// Ends the connection that holds the lead.
    fn kill_leader(&self) {
        let killed = self.run(
            "select count(pg_terminate_backend(pid)) from pg_locks
             where locktype = 'advisory'
               and database = (select oid from pg_database where datname = current_database())",
        );
        assert_eq!(killed, "1");
    }
}

/// A batch that changes what is shown.
fn hide(name: &str) -> Batch {
    Batch { hidden: vec![name.to_owned()], ..Batch::default() }
}

/// Asks until the answer is there.
#[track_caller]
fn eventually<T, F: Future<Output = Option<T>>>(mut ask: impl FnMut() -> F) -> impl Future<Output = T> {
    let place = std::panic::Location::caller();
    async move {
        let until = Instant::now() + LONG;
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            assert!(Instant::now() < until, "{place}: it does not come");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Leads as soon as the one before does not any more.
async fn lead(store: &PostgresStore) -> Box<dyn Leadership> {
    eventually(|| async { store.lead().await.unwrap() }).await
}

/// Takes what was said until now, so that the next waiting waits for something new.
async fn settle(store: &PostgresStore) {
    eventually(|| async {
        let started = Instant::now();
        store.wait(Duration::from_millis(200)).await;
        (started.elapsed() >= Duration::from_millis(200)).then_some(())
    })
    .await;
}

async fn a_database_that_is_opened_again_holds_everything(world: &World<'_>) {
    let first = world.open().await;
    suite::fill(&first).await;
    drop(first);
    let second = world.open().await;
    suite::is_filled(&second).await;
    suite::sequence_goes_on(&second).await;
}

async fn who_opens_to_read_changes_nothing(world: &World<'_>) {
    assert!(
        PostgresStore::open_to_read(&world.address).await.unwrap().load().await.is_err(),
        "no tables are made"
    );
    let writer = world.open().await;
    suite::fill(&writer).await;
    let reader = PostgresStore::open_to_read(&world.address).await.unwrap();
    suite::is_filled(&reader).await;
    assert!(reader.order(&Order::Refresh("component:default/a".into())).await.is_err());
}

async fn stores_that_open_at_once_do_not_disturb_each_other(world: &World<'_>) {
    let (one, two, three) = tokio::join!(world.open(), world.open(), world.open());
    for store in [one, two, three] {
        assert!(store.is_shared());
        store.commit(&hide("a")).await.unwrap();
    }
}

async fn a_commit_wakes_the_others_and_news_tell_it(world: &World<'_>) {
    let (leader, follower) = (world.open().await, world.open().await);
    settle(&follower).await;
    let wakes = async {
        let started = Instant::now();
        follower.wait(LONG).await;
        assert!(started.elapsed() < LONG / 2, "it was not woken");
        follower.news(0).await.unwrap().unwrap()
    };
    let commits = async {
        tokio::task::yield_now().await;
        leader.commit(&hide("a")).await.unwrap()
    };
    let (news, revision) = tokio::join!(wakes, commits);
    assert_eq!((news.revision, revision), (1, 1));
    assert_eq!(news.hidden, ["a"]);
}

async fn an_order_wakes_whoever_leads(world: &World<'_>) {
    let (leader, follower) = (world.open().await, world.open().await);
    settle(&leader).await;
    let order = Order::Refresh("component:default/a".into());
    follower.order(&order).await.unwrap();
    let started = Instant::now();
    leader.wait(LONG).await;
    assert!(started.elapsed() < LONG / 2, "it was not woken");
    assert_eq!(leader.take_orders().await.unwrap(), [order]);
    assert_eq!(follower.take_orders().await.unwrap(), []);
}

async fn waiting_ends_in_time(world: &World<'_>) {
    let store = world.open().await;
    // Nothing comes from a server that refuses connections; whoever waits must not notice more than that.
    let refuse = format!("alter database \"{}\" allow_connections false", world.name);
    let kill =
        format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'", world.name);
    world.server.run("postgres", &format!("{refuse}; {kill}"));
    let waits = async {
        for _ in 0..3 {
            store.wait(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(LONG, waits).await.unwrap();
}

async fn a_listener_that_lost_its_connection_listens_again(world: &World<'_>) {
    let (leader, follower) = (world.open().await, world.open().await);
    settle(&leader).await;
    settle(&follower).await;
    drop(leader);
    eventually(|| async { (world.run(LISTENERS) == "1").then_some(()) }).await;
    world.kill("LISTEN%");
    // It looks for what was said meanwhile as soon as it listens again.
    let started = Instant::now();
    follower.wait(LONG).await;
    assert!(started.elapsed() < LONG / 2, "it was not woken");
    settle(&follower).await;
    follower.commit(&hide("a")).await.unwrap();
    follower.wait(LONG).await;
    assert!(started.elapsed() < LONG, "it was not woken");
}

const LISTENERS: &str =
    "select count(*) from pg_stat_activity where datname = current_database() and query like 'LISTEN%'";

async fn one_leads_until_it_lets_go(world: &World<'_>) {
    let (one, two) = (world.open().await, world.open().await);
    let mut first = one.lead().await.unwrap().unwrap();
    assert!(first.holds().await);
    assert!(two.lead().await.unwrap().is_none());
    assert!(one.lead().await.unwrap().is_none(), "it leads already");
    assert_eq!(one.commit(&hide("a")).await.unwrap(), 1);
    drop(first);
    let mut second = lead(&two).await;
    assert!(second.holds().await);
    assert_eq!(two.commit(&hide("b")).await.unwrap(), 2);
}

async fn who_was_succeeded_stores_nothing(world: &World<'_>) {
    let (one, two) = (world.open().await, world.open().await);
    let mut first = lead(&one).await;
    assert_eq!(one.commit(&hide("a")).await.unwrap(), 1);
    world.kill_leader();
    let _second = lead(&two).await;
    // It does not know yet, and goes on.
    assert!(matches!(one.commit(&hide("b")).await, Err(StoreError::NotLeading)));
    assert_eq!(two.news(0).await.unwrap().unwrap().hidden, ["a"]);
    assert!(!first.holds().await);
    assert!(!first.holds().await, "it does not come back");
    assert_eq!(two.commit(&hide("c")).await.unwrap(), 2);
}

async fn who_leads_again_may_store_again(world: &World<'_>) {
    let (one, two) = (world.open().await, world.open().await);
    drop(lead(&one).await);
    drop(lead(&two).await);
    assert!(matches!(one.commit(&hide("a")).await, Err(StoreError::NotLeading)));
    let _first = lead(&one).await;
    assert_eq!(one.commit(&hide("a")).await.unwrap(), 1);
    assert!(matches!(two.commit(&hide("b")).await, Err(StoreError::NotLeading)));
}

async fn revisions_become_visible_in_order(world: &World<'_>) {
    let (one, two) = (world.open().await, world.open().await);
    let commits = |store: &'static str| {
        let from = if store == "one" { &one } else { &two };
        async move {
            for number in 0..20 {
                from.commit(&hide(&format!("{store}-{number}"))).await.unwrap();
            }
        }
    };
    let reads = async {
        let (mut revision, mut seen) = (0, Vec::new());
        while revision < 40 {
            let news = two.news(revision).await.unwrap().unwrap();
            assert_eq!(news.hidden.len() as i64, news.revision - revision, "one of each revision");
            seen.extend(news.hidden);
            revision = news.revision;
        }
        seen.len()
    };
    let (_, _, seen) = tokio::join!(commits("one"), commits("two"), reads);
    assert_eq!(seen, 40);
}

async fn a_handler_that_is_cancelled_leaves_no_transaction(world: &World<'_>) {
    let store = world.open().await;
    let batch = Batch { hidden: (0..2000).map(|number| number.to_string()).collect(), ..Batch::default() };
    let mut cancelled = 0;
    for step in 0..60 {
        // Dropped after more and more of its work is done.
        let most = Duration::from_micros(step * 100);
        let (commit, load, news) = tokio::join!(
            tokio::time::timeout(most, store.commit(&batch)),
            tokio::time::timeout(most, store.load()),
            tokio::time::timeout(most, store.news(0)),
        );
        cancelled += u32::from(commit.is_err()) + u32::from(load.is_err()) + u32::from(news.is_err());
    }
    assert!(cancelled > 20, "{cancelled}");
    eventually(|| async { (world.run(IN_TRANSACTION) == "0").then_some(()) }).await;
    let revision = store.load().await.unwrap().1;
    assert_eq!(store.commit(&hide("a")).await.unwrap(), revision + 1);
    // Another connection sees it: it was not stored inside of somebody else's transaction.
    assert_eq!(world.run("select value from meta where name = 'revision'"), (revision + 1).to_string());
}

const IN_TRANSACTION: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null";

/// An error with all that is behind it.
fn told(error: StoreError) -> String {
    let mut told = format!("{error:?}");
    let mut next: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = next {
        told += &format!(": {error}");
        next = error.source();
    }
    told
}

async fn errors_do_not_contain_the_password(world: &World<'_>) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (start, host) = world.address.rsplit_once('@').unwrap();
    let user = start.rsplit_once(':').unwrap().0;
    for (address, expect) in [
        (format!("{user}:tell-nobody@{host}"), "password authentication failed"),
        (format!("postgres://me:tell-nobody@127.0.0.1:{free}/portico"), "refused"),
        ("postgres://me:tell-nobody@127.0.0.1:99999/portico".to_owned(), "port"),
        (world.server.address("never-made") + "?application_name=tell-nobody", "does not exist"),
    ] {
        let told = told(PostgresStore::open(&address).await.err().unwrap());
        assert!(told.contains(expect), "{told}");
        assert!(!told.contains("tell-nobody") && !told.contains("not-a-secret"), "{told}");
        assert!(told.contains("postgres://"), "{told}");
    }
}

async fn a_database_of_a_newer_version_is_refused(world: &World<'_>) {
    drop(world.open().await);
    world.run(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'of tomorrow', true, '', 0)",
    );
    let error = PostgresStore::open(&world.address).await.err().unwrap();
    assert!(matches!(error, StoreError::Migrate(_)), "{error}");
}

async fn a_database_in_another_encoding_is_refused(world: &World<'_>) {
    let statement = "create database latin encoding 'LATIN1' template template0";
    world.run(statement);
    let error = PostgresStore::open(&world.server.address("latin")).await.err().unwrap();
    let told = told(error);
    assert!(told.contains("LATIN1") && told.contains("UTF8"), "{told}");
}
