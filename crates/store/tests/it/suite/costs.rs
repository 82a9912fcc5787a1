//! Bills.

use portico_store::{
    CostBadRow, CostFile, CostFileEnd, CostMark, CostOrder, CostRun, CostRunState, CostSettling, CostStore,
    NewCostChunk, NewCostFile, StoreError, limits,
};
use serde_json::json;

fn file(source: &str, path: &str) -> NewCostFile {
    NewCostFile {
        source: source.into(),
        path: path.into(),
        mark: "12:34".into(),
        mapping: "m".into(),
        modified_ms: 5,
    }
}

fn end() -> CostFileEnd {
    CostFileEnd {
        taken_ms: 7,
        bytes: 3_000_000_000,
        digest: "d".into(),
        good_rows: 10,
        bad_rows: 2,
        report: json!({"totals": {"USD": "1.25"}, "süß": "\n"}),
    }
}

fn chunk(month: &str) -> NewCostChunk {
    NewCostChunk { month: month.into(), scopes: format!("[\"{month}\"]"), content: vec![0, 1, 255] }
}

async fn taken(store: &dyn CostStore, source: &str, path: &str, months: &[&str]) -> i64 {
    let id = store.begin_cost_file(&file(source, path)).await.unwrap();
    for month in months {
        store.add_cost_chunk(id, &chunk(month)).await.unwrap();
    }
    assert!(store.finish_cost_file(id, &end()).await.unwrap());
    id
}

/// Lets everything of a source count.
async fn count_all(store: &dyn CostStore, source: &str) {
    let chunks = store.cost_chunks(source).await.unwrap();
    let counts = chunks.iter().map(|chunk| (chunk.id, Some("\"everything\"".to_owned()))).collect();
    let settling = CostSettling { counts, forgotten: Vec::new() };
    let revision = store.cost_revision().await.unwrap();
    assert_eq!(store.settle_costs(revision, &settling).await.unwrap(), revision + 1);
}

/// The months that count, in the order of their chunks.
async fn counting(store: &dyn CostStore) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), 0);
    while let Some(next) = store.next_counting_cost_chunk(after).await.unwrap() {
        assert_eq!((next.counts.as_str(), next.content), ("\"everything\"", vec![0, 1, 255]));
        (after, _) = (next.id, all.push(format!("{} {}", next.source, next.path)));
    }
    all
}

pub async fn a_bill_is_seen_when_it_was_read_whole(store: &dyn CostStore) {
    let id = store.begin_cost_file(&file("aws", "a.csv")).await.unwrap();
    store.add_cost_chunk(id, &chunk("2025-10")).await.unwrap();
    assert_eq!(store.cost_files(None).await.unwrap(), []);
    assert_eq!(store.cost_chunks("aws").await.unwrap(), []);
    assert!(store.finish_cost_file(id, &end()).await.unwrap());
    let expect = CostFile { id, file: file("aws", "a.csv"), gone_ms: None, end: end() };
    assert_eq!(store.cost_files(Some("aws")).await.unwrap(), std::slice::from_ref(&expect));
    assert_eq!(store.cost_files(Some("azure")).await.unwrap(), []);
    let chunks = store.cost_chunks("aws").await.unwrap();
    assert_eq!((chunks.len(), chunks[0].file, &*chunks[0].month), (1, id, "2025-10"));
    assert_eq!((chunks[0].counts.as_deref(), chunks[0].has_content), (None, true));
    assert!(counting(store).await.is_empty(), "nothing counts before that is settled");
    let mark = CostMark { id, mark: "new".into(), gone_ms: Some(9) };
    store.mark_cost_files(&[mark]).await.unwrap();
    let files = store.cost_files(None).await.unwrap();
    assert_eq!((files[0].file.mark.as_str(), files[0].gone_ms), ("new", Some(9)));
    store.forget_cost_file(id).await.unwrap();
    assert_eq!(store.cost_files(None).await.unwrap(), []);
    assert!(!store.finish_cost_file(id, &end()).await.unwrap(), "it is forgotten");
}

pub async fn what_was_being_read_is_forgotten(store: &dyn CostStore) {
    let whole = taken(store, "aws", "a.csv", &["2025-09"]).await;
    let half = store.begin_cost_file(&file("aws", "b.csv")).await.unwrap();
    store.add_cost_chunk(half, &chunk("2025-10")).await.unwrap();
    let mut run = CostRun {
        source: "aws".into(),
        started_ms: 1,
        ended_ms: None,
        state: CostRunState::Running,
        progress: json!({"rows": 3}),
        error: None,
    };
    store.put_cost_run(&run).await.unwrap();
    store.forget_cost_leftovers(4, "it ended").await.unwrap();
    assert!(!store.finish_cost_file(half, &end()).await.unwrap());
    assert_eq!(store.cost_files(None).await.unwrap()[0].id, whole);
    run = CostRun { ended_ms: Some(4), state: CostRunState::Failed, error: Some("it ended".into()), ..run };
    assert_eq!(store.cost_runs("aws", 5).await.unwrap(), [run]);
}

pub async fn what_counts_is_said_at_once(store: &dyn CostStore) {
    let old = taken(store, "aws", "a.csv", &["2025-09", "2025-10"]).await;
    count_all(store, "aws").await;
    assert_eq!(counting(store).await, ["aws a.csv", "aws a.csv"]);
    let new = taken(store, "aws", "a2.csv", &["2025-10"]).await;
    assert_eq!(counting(store).await.len(), 2);
    let chunks = store.cost_chunks("aws").await.unwrap();
    let settling = CostSettling {
        counts: vec![(chunks[1].id, None), (chunks[2].id, Some("\"everything\"".into()))],
        forgotten: Vec::new(),
    };
    let revision = store.cost_revision().await.unwrap();
    assert!(matches!(store.settle_costs(revision - 1, &settling).await, Err(StoreError::NotLeading)));
    assert_eq!(counting(store).await.len(), 2, "what was made for another revision changes nothing");
    assert_eq!(store.settle_costs(revision, &settling).await.unwrap(), revision + 1);
    assert_eq!(counting(store).await, ["aws a.csv", "aws a2.csv"]);
    let chunks = store.cost_chunks("aws").await.unwrap();
    assert_eq!(chunks.iter().map(|chunk| chunk.has_content).collect::<Vec<_>>(), [true, false, true]);
    let settling = CostSettling { forgotten: vec![old], ..CostSettling::default() };
    store.settle_costs(revision + 1, &settling).await.unwrap();
    assert_eq!(store.cost_files(None).await.unwrap()[0].id, new);
    assert_eq!(counting(store).await, ["aws a2.csv"]);
}

pub async fn bad_rows_of_a_bill_are_kept(store: &dyn CostStore) {
    let id = taken(store, "aws", "a.csv", &[]).await;
    let row = |line: i64| CostBadRow {
        line,
        column: "BilledCost".into(),
        value: "12,5".into(),
        reason: "is no number".into(),
        text: format!("a,\"b\n{line}\",ü"),
    };
    let rows: Vec<CostBadRow> = (0..limits::COST_BAD_ROWS + 7).map(row).collect();
    store.add_cost_bad_rows(id, 0, &rows[..9]).await.unwrap();
    store.add_cost_bad_rows(id, 9, &rows[9..]).await.unwrap();
    let most = limits::COST_BAD_ROWS as usize;
    assert_eq!(store.cost_bad_rows(id, 0).await.unwrap(), rows[..most]);
    assert_eq!(store.cost_bad_rows(id, limits::COST_BAD_ROWS).await.unwrap(), rows[most..]);
    assert!(store.cost_bad_rows(id + 1, 0).await.unwrap().is_empty());
}

pub async fn the_latest_imports_are_remembered(store: &dyn CostStore) {
    for started_ms in 0..limits::COST_RUNS + 5 {
        let run = CostRun {
            source: "aws".into(),
            started_ms,
            ended_ms: Some(started_ms),
            state: CostRunState::Done,
            progress: json!({}),
            error: None,
        };
        store.put_cost_run(&run).await.unwrap();
    }
    let runs = store.cost_runs("aws", 500).await.unwrap();
    assert_eq!((runs.len() as i64, runs[0].started_ms), (limits::COST_RUNS, limits::COST_RUNS + 4));
    assert_eq!(store.cost_runs("aws", 2).await.unwrap().len(), 2);
    assert!(store.cost_runs("azure", 2).await.unwrap().is_empty());
}

pub async fn orders_for_imports_are_taken_once(store: &dyn CostStore) {
    for order in [CostOrder::Import, CostOrder::Import, CostOrder::Cancel] {
        store.order_costs("aws", order).await.unwrap();
    }
    store.order_costs("azure", CostOrder::Import).await.unwrap();
    let mut orders = store.take_cost_orders().await.unwrap();
    orders.sort_by_key(|(source, order)| (source.clone(), format!("{order:?}")));
    let of = |source: &str, order| (source.to_owned(), order);
    let expect = [of("aws", CostOrder::Cancel), of("aws", CostOrder::Import), of("azure", CostOrder::Import)];
    assert_eq!(orders, expect);
    assert!(store.take_cost_orders().await.unwrap().is_empty());
}
