//! Bills: taken in once, replaced when they are corrected, never lost silently.

use crate::{
    program::Program,
    world::{Answer, DATABASE, World},
};
use axum::{body::Body, http::Request};
use portico_cost::sources;
use portico_portal::costs::imports::Imports;
use portico_store::{CostFileEnd, CostSettling, CostStore as _, NewCostChunk, NewCostFile, SqliteStore};
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// A bill in the form of FOCUS: rows of `day, account, cost`.
pub(crate) fn bill(rows: &[(&str, &str, &str)]) -> String {
    let mut text =
        "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,\
                    ChargePeriodEnd,ChargeCategory,ServiceName,ServiceCategory,ProviderName,BillingAccountId,\
                    SubAccountId\n"
            .to_owned();
    for (day, account, cost) in rows {
        let month = &day[..7];
        writeln!(
            text,
            "{cost},{cost},USD,{month}-01 00:00:00,{month}-28 00:00:00,{day} 00:00:00,{day} 01:00:00,Usage,S3,Storage,\
             AWS,b,{account}"
        )
        .unwrap();
    }
    text
}

/// A portal that takes in bills from its folder `bills`, with what else its source says.
struct Bills {
    world: World,
    imports: Imports,
}

impl Bills {
    async fn new(more: Value) -> Self {
        let world = World::new(&[]).await;
        fs::create_dir(world.path("bills")).unwrap();
        let mut source = json!({"id": "aws", "target": world.path("bills").to_str().unwrap()});
        source.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let sources = sources::read(&json!([source]), &Value::Null).unwrap();
        let imports = world.bills(sources).await;
        let bills = Self { world, imports };
        // The look at the start, at an empty folder.
        bills.ended_after(0).await;
        bills
    }

    fn write(&self, name: &str, text: &str) {
        self.world.write(&format!("bills/{name}"), text);
    }

    async fn send(&self, method: &str, path: &str) -> Answer {
        self.world.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
    }

    /// Wants an import now, and waits until it has ended; the source as it is told then.
    async fn import(&self) -> Value {
        let before = self.told().await["runs"][0]["startedMs"].as_i64().unwrap_or_default();
        // Imports are known by their beginning.
        while now_ms() <= before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        self.send("POST", "/api/costs/imports?source=aws").await.is(202);
        self.ended_after(before).await
    }

    /// The source when an import has ended that began later.
    async fn ended_after(&self, before: i64) -> Value {
        let started = Instant::now();
        loop {
            let told = self.told().await;
            let run = &told["runs"][0];
            if run["startedMs"].as_i64().is_some_and(|at| at > before) && run["state"] != "running" {
                return told;
            }
            assert!(started.elapsed() < PATIENCE, "the import never ended: {told}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn told(&self) -> Value {
        self.world.get("/api/costs/imports?source=aws").await.is(200).json()["sources"][0].clone()
    }

    /// What all chunks that count say together.
    async fn total(&self) -> String {
        let mut total = portico_cost::Amount::ZERO;
        let begin = || {};
        self.imports
            .counting_chunks(begin, |chunk| total += chunk.totals().iter().map(|total| total.billed).sum())
            .await
            .unwrap();
        total.exact()
    }
}

fn now_ms() -> i64 {
    i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap()
}

/// The names of files and how much of them counts.
fn counts(told: &Value) -> Vec<(String, String)> {
    let files = told["files"].as_array().unwrap().iter();
    let name = |file: &Value| file["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    files.map(|file| (name(file), file["counts"].as_str().unwrap().to_owned())).collect()
}

#[track_caller]
fn check_counts(told: &Value, expect: &[(&str, &str)]) {
    let expect: Vec<_> =
        expect.iter().map(|(name, counts)| ((*name).to_owned(), (*counts).to_owned())).collect();
    assert_eq!(counts(told), expect);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let bills = Bills::new(json!({})).await;
    bills.write("focus.csv", &bill(&[("2025-09-01", "x", "1.5"), ("2025-10-01", "x", "0.25")]));
    let told = bills.import().await;
    assert_eq!(told["runs"][0]["state"], "done");
    assert_eq!(
        told["totals"],
        json!([{"currency": "USD", "rows": 2, "billed": "1.75", "effective": "1.75"}])
    );
    assert_eq!(told["files"][0]["report"]["months"], json!(["2025-09", "2025-10"]));
    assert_eq!(bills.total().await, "1.75");
    let revision = *bills.imports.revisions().borrow();

    // As it is; touched; and under another name.
    assert_eq!(bills.import().await["runs"][0]["report"]["filesUnchanged"], 1);
    let text = fs::read_to_string(bills.world.path("bills/focus.csv")).unwrap();
    bills.write("focus.csv", &text);
    let touched = bills.import().await;
    assert_eq!(touched["runs"][0]["report"]["filesUnchanged"], 1);
    assert_eq!(touched["files"][0]["id"], told["files"][0]["id"]);
    assert_eq!(*bills.imports.revisions().borrow(), revision, "nothing else counts");
    bills.write("focus-2.csv", &text);
    let copied = bills.import().await;
    assert_eq!(bills.total().await, "1.75");
    let nothing =
        copied["files"].as_array().unwrap().iter().filter(|file| file["counts"] == "nothing").count();
    assert_eq!(nothing, 1, "{copied}");
}

#[tokio::test]
async fn parts_add_up_and_a_corrected_period_replaces_the_old_one() {
    let bills = Bills::new(json!({})).await;
    bills.write("focus-2025-09-1.csv", &bill(&[("2025-09-01", "x", "1")]));
    bills.write("focus-2025-09-2.csv", &bill(&[("2025-09-02", "x", "2")]));
    bills.write("focus-2025-10-1.csv", &bill(&[("2025-10-01", "x", "4"), ("2025-10-01", "y", "8")]));
    bills.import().await;
    assert_eq!(bills.total().await, "15");

    bills.write("fixed-2025-09.csv", &bill(&[("2025-09-01", "x", "1.25")]));
    let told = bills.import().await;
    check_counts(
        &told,
        &[
            ("fixed-2025-09.csv", "all"),
            ("focus-2025-09-1.csv", "nothing"),
            ("focus-2025-09-2.csv", "nothing"),
            ("focus-2025-10-1.csv", "all"),
        ],
    );
    assert!(told["files"][1]["supersededBy"][0].as_str().unwrap().ends_with("fixed-2025-09.csv"), "{told}");
    assert_eq!(bills.total().await, "13.25");

    // One account alone is corrected; and a file is written anew in its place.
    bills.write("credit.csv", &bill(&[("2025-10-05", "y", "7")]));
    bills.write("fixed-2025-09.csv", &bill(&[("2025-09-01", "x", "1.5")]));
    let told = bills.import().await;
    check_counts(
        &told,
        &[
            ("credit.csv", "all"),
            ("fixed-2025-09.csv", "all"),
            ("focus-2025-09-1.csv", "nothing"),
            ("focus-2025-09-2.csv", "nothing"),
            ("focus-2025-10-1.csv", "partly"),
        ],
    );
    assert_eq!(bills.total().await, "12.5");

    // The correction says something else now: what it superseded is read again.
    bills.write("fixed-2025-09.csv", &bill(&[("2025-08-01", "x", "64")]));
    bills.import().await;
    assert_eq!(bills.total().await, "78");
}

#[tokio::test]
async fn a_delivery_replaces_another_one_only_as_a_whole() {
    let bills = Bills::new(json!({})).await;
    fs::create_dir(bills.world.path("bills/run-a")).unwrap();
    fs::create_dir(bills.world.path("bills/run-b")).unwrap();
    bills.write("run-a/part-1.csv", &bill(&[("2025-10-01", "x", "100")]));
    bills.write("run-a/part-2.csv", &bill(&[("2025-10-02", "x", "200")]));
    bills.import().await;
    assert_eq!(bills.total().await, "300");
    bills.write("run-b/part-1.csv", &bill(&[("2025-10-01", "x", "110")]));
    bills.write("run-b/part-2.csv", "nothing\n1\n");
    let told = bills.import().await;
    assert_eq!(told["runs"][0]["state"], "failed");
    assert_eq!(bills.total().await, "300");
    // It is told as it is: the old delivery counts, and the part of the new one waits for the other.
    check_counts(&told, &[("part-1.csv", "all"), ("part-2.csv", "all"), ("part-1.csv", "waiting")]);
    assert_eq!(told["files"][0]["supersededBy"], json!([]));
    assert_eq!(told["totals"][0]["billed"], "300");
    bills
        .world
        .get("/cost-insights/imports")
        .await
        .is(200)
        .shows(&["not yet", "USD 300.00 billed, in 2 rows"]);
    bills.world.get("/metrics").await.is(200).shows(&["portico_cost_files{source=\"aws\"} 2"]);
    bills.import().await;
    assert_eq!(bills.total().await, "300", "it stays broken");
    bills.write("run-b/part-2.csv", &bill(&[("2025-10-02", "x", "220")]));
    let told = bills.import().await;
    assert_eq!(bills.total().await, "330");
    let names = ["part-1.csv", "part-2.csv"];
    check_counts(
        &told,
        &[(names[0], "nothing"), (names[1], "nothing"), (names[0], "all"), (names[1], "all")],
    );
}

#[tokio::test]
async fn files_that_hold_the_month_so_far_are_told_with_their_remedy() {
    let days = [("2025-10-01", "x", "1"), ("2025-10-02", "x", "2")];
    let bills = Bills::new(json!({})).await;
    bills.write("costs-20251001.csv", &bill(&days[..1]));
    assert_eq!(bills.import().await["warnings"], json!([]));
    bills.write("costs-20251002.csv", &bill(&days));
    let told = bills.import().await;
    assert_eq!(bills.total().await, "4", "they add up");
    let warning = told["warnings"][0].as_str().unwrap();
    for part in ["costs-20251001.csv and costs-20251002.csv", "account x", "2025-10-01", "newFiles: latest"] {
        assert!(warning.contains(part), "{part}: {warning}");
    }
    bills.world.get("/cost-insights/imports").await.is(200).shows(&["newFiles: latest"]);

    let latest = Bills::new(json!({"newFiles": "latest"})).await;
    latest.write("costs-20251001.csv", &bill(&days[..1]));
    latest.write("costs-20251002.csv", &bill(&days));
    assert_eq!(latest.import().await["warnings"], json!([]));
    assert_eq!(latest.total().await, "3");
}

#[tokio::test]
async fn what_cannot_be_read_of_the_store_is_left_out_and_the_rest_counts() {
    let bills = Bills::new(json!({})).await;
    bills.write("focus.csv", &bill(&[("2025-10-01", "x", "1.5")]));
    bills.import().await;
    let store = SqliteStore::open(&bills.world.path(DATABASE)).await.unwrap();
    let file = NewCostFile {
        source: "aws".to_owned(),
        path: "broken.csv".to_owned(),
        mark: String::new(),
        mapping: String::new(),
        modified_ms: 1,
    };
    let id = store.begin_cost_file(&file).await.unwrap();
    let chunk =
        NewCostChunk { month: "2025-10".to_owned(), scopes: "[]".to_owned(), content: b"no chunk".to_vec() };
    store.add_cost_chunk(id, &chunk).await.unwrap();
    let end = CostFileEnd {
        taken_ms: 1,
        bytes: 8,
        digest: "none".to_owned(),
        good_rows: 1,
        bad_rows: 0,
        report: Value::Null,
    };
    assert!(store.finish_cost_file(id, &end).await.unwrap());
    let chunks = store.cost_chunks("aws").await.unwrap();
    let own = chunks.iter().find(|chunk| chunk.file == id).unwrap();
    let counts = vec![(own.id, Some("\"everything\"".to_owned()))];
    let settling = CostSettling { counts, forgotten: Vec::new() };
    store.settle_costs(store.cost_revision().await.unwrap(), &settling).await.unwrap();
    assert_eq!(bills.total().await, "1.5");
}

#[tokio::test]
async fn a_bad_row_does_not_lose_the_file_and_is_not_lost() {
    let bills = Bills::new(json!({})).await;
    let text = bill(&[("2025-10-01", "x", "1.5"), ("2025-10-02", "x", "1.2.3"), ("2025-10-03", "x", "2")]);
    bills.write("focus.csv", &text);
    let told = bills.import().await;
    let file = &told["files"][0];
    assert_eq!((&file["goodRows"], &file["badRows"], &told["badRows"]), (&json!(2), &json!(1), &json!(1)));
    assert_eq!(bills.total().await, "3.5");
    let path = format!("/api/costs/imports/{}/bad-rows.csv", file["id"]);
    let rows = bills.world.get(&path).await.is(200);
    let lines: Vec<&str> = rows.body.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, "line,column,value,reason,row"), "{}", rows.body);
    assert!(lines[1].starts_with("3,") && lines[1].contains("1.2.3"), "{}", rows.body);
    bills.world.get("/api/costs/imports/9999/bad-rows.csv").await.is(404);
    bills.world.get("/api/costs/imports/x/bad-rows.csv").await.is(400);
}

#[tokio::test]
async fn a_compressed_file_is_read_and_one_that_is_no_bill_is_named() {
    let bills = Bills::new(json!({})).await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bill(&[("2025-10-01", "x", "0.00000000001")]).as_bytes()).unwrap();
    fs::write(bills.world.path("bills/focus.csv.gz"), gzip.finish().unwrap()).unwrap();
    bills.write("notes.csv", "day,weather\nMonday,fair\n");
    let told = bills.import().await;
    assert_eq!(bills.total().await, "0.00000000001");
    let run = &told["runs"][0];
    assert_eq!(run["state"], "failed");
    let failure = &run["report"]["failures"][0];
    assert!(failure["path"].as_str().unwrap().ends_with("notes.csv"), "{run}");
    assert!(failure["reason"].as_str().unwrap().contains("columns"), "{run}");
}

#[tokio::test]
async fn a_file_that_is_gone_keeps_its_costs_and_so_does_a_folder() {
    let bills = Bills::new(json!({})).await;
    bills.write("2025-09.csv", &bill(&[("2025-09-01", "x", "1")]));
    bills.write("2025-10.csv", &bill(&[("2025-10-01", "x", "2")]));
    bills.import().await;
    fs::remove_file(bills.world.path("bills/2025-09.csv")).unwrap();
    let told = bills.import().await;
    assert!(told["files"][0]["goneMs"].is_number() && told["files"][1]["goneMs"].is_null(), "{told}");
    assert_eq!(bills.total().await, "3");
    fs::remove_dir_all(bills.world.path("bills")).unwrap();
    let told = bills.import().await;
    assert_eq!(told["runs"][0]["state"], "failed");
    assert!(told["runs"][0]["error"].as_str().unwrap().contains("still counts"), "{told}");
    assert_eq!(bills.total().await, "3");
}

#[tokio::test]
async fn an_import_that_is_ended_changes_nothing_and_can_be_made_again() {
    let bills = Bills::new(json!({})).await;
    bills.write("1.csv", &bill(&[("2025-10-01", "x", "1")]));
    bills.import().await;
    let many: Vec<_> = (0..300_000).map(|_| ("2025-11-01", "x", "0.5")).collect();
    bills.write("2.csv", &bill(&many));
    let before = bills.told().await["runs"][0]["startedMs"].as_i64().unwrap();
    bills.send("POST", "/api/costs/imports").await.is(202);
    let started = Instant::now();
    while bills.told().await["runs"][0]["report"]["rows"].as_u64().unwrap_or_default() == 0
        || bills.told().await["runs"][0]["startedMs"] == before
    {
        assert!(started.elapsed() < PATIENCE, "it never begins");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bills.send("DELETE", "/api/costs/imports?source=aws").await.is(202);
    let told = bills.ended_after(before).await;
    assert_eq!(told["runs"][0]["state"], "cancelled", "{told}");
    assert_eq!(bills.total().await, "1");
    assert_eq!(bills.import().await["runs"][0]["state"], "done");
    assert_eq!(bills.total().await, "150001");
}

#[tokio::test]
async fn an_address_that_fails_is_told_with_its_reason() {
    let bills = Bills::new(json!({"target": "http://127.0.0.1:9/bill.csv"})).await;
    let told = bills.import().await;
    assert_eq!(told["runs"][0]["state"], "failed");
    let said = told["runs"][0]["report"]["failures"][0]["reason"].as_str().unwrap_or_default();
    assert!(said.contains("backend.reading.allow"), "{told}");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused() {
    let bills = Bills::new(json!({})).await;
    bills.send("POST", "/api/costs/imports?source=none").await.is(404).shows(&["none"]);
    bills.send("POST", "/api/costs/imports?sauce=aws").await.is(400).shows(&["source"]);
    bills.send("DELETE", "/api/costs/imports?source=aws").await.is(202);
    let foreign = Request::post("/api/costs/imports").header("sec-fetch-site", "cross-site");
    bills.world.send(foreign.body(Body::empty()).unwrap()).await.is(403);
    let form = |body: &'static str| {
        let request = Request::post("/ui/costs/imports")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body));
        request.unwrap()
    };
    let answer = bills.world.send(form("source=aws&what=import")).await.is(303);
    let to = answer.header(axum::http::header::LOCATION).to_owned();
    assert!(to.starts_with("/cost-insights/imports?since="), "{to}");
    bills.world.get(&to).await.is(200).shows(&["Imports", "One source of bills"]);
    bills.world.send(form("source=none&what=import")).await.is(404);
    bills.world.send(form("source=aws&what=eat")).await.is(400);
}

#[tokio::test]
async fn the_page_says_what_came_of_it() {
    let bills = Bills::new(json!({"title": "The <cloud>"})).await;
    let page = "/cost-insights/imports";
    bills.world.get(page).await.is(200).shows(&[
        "The &lt;cloud&gt;",
        "up to date",
        "No file has been read yet",
    ]);
    bills.write("focus-2025-10.csv", &bill(&[("2025-10-01", "x", "1234.5"), ("2025-10-02", "x", "nothing")]));
    bills.write("notes.csv", "day,weather\nMonday,fair\n");
    bills.import().await;
    bills.write("fixed.csv", &bill(&[("2025-10-01", "x", "1200")]));
    bills.import().await;
    bills.world.get(page).await.is(200).shows(&[
        "read in part",
        "USD 1,200.00 billed, in 1 row",
        "focus-2025-10.csv",
        "superseded by fixed.csv",
        "1 row of focus-2025-10.csv could not be read",
        "BilledCost",
        "Download them as CSV",
        "notes.csv",
        "One file could not be read",
        "Import now",
    ]);
    bills.world.get("/metrics").await.is(200).shows(&[
        "portico_cost_files{source=\"aws\"} 1",
        "portico_cost_bad_rows{source=\"aws\"} 0",
        "portico_cost_import_failing{source=\"aws\"} 1",
    ]);
    let whole = bills.world.get("/cost-insights/imports?files=aws&since=1").await.is(200);
    assert!(!whole.body.contains("data-refresh"), "nothing is running");
}

#[tokio::test]
async fn without_sources_the_page_says_what_to_write() {
    let world = World::new(&[]).await;
    world.get("/cost-insights/imports").await.is(200).shows(&["Nothing says where bills come from"]);
    world.get("/api/costs/imports").await.is(404);
    let _imports = world.bills(Vec::new()).await;
    world.get("/cost-insights/imports").await.is(200).shows(&["costInsights:", "s3://"]);
    assert_eq!(world.get("/api/costs/imports").await.is(200).json(), json!({"sources": []}));
}

const CONFIG: &str = "costInsights:\n  sources:\n    - {id: aws, target: ./bills}\n";

/// A folder with a configuration and bills of `months` months, `rows` rows each.
fn folder(months: u32, rows: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("catalog")).unwrap();
    fs::create_dir(folder.path().join("bills")).unwrap();
    fs::write(folder.path().join("portico.yaml"), CONFIG).unwrap();
    for month in 1..=months {
        let day = format!("2025-{month:02}-01");
        let rows: Vec<_> = (0..rows).map(|_| (day.as_str(), "x", "0.5")).collect();
        fs::write(folder.path().join(format!("bills/{month}.csv")), bill(&rows)).unwrap();
    }
    folder
}

fn import(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["cost", "import", "--data", "data"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn killed_at_any_moment_of_an_import_nothing_counts_twice_or_is_lost() {
    let folder = folder(6, 4_000);
    for pause_ms in [0, 40, 100, 200, 400, 700] {
        let program = Program::start(folder.path());
        std::thread::sleep(Duration::from_millis(pause_ms));
        program.kill();
    }
    let program = Program::start(folder.path());
    program.shows("/api/costs/imports", "\"billed\":\"12000\"");
    program.shows("/api/costs/imports", "\"state\":\"done\"");
    let told = program.get("/api/costs/imports");
    assert_eq!(told.matches("\"counts\":\"all\"").count(), 6, "{told}");
    let (code, _, said) = import(folder.path(), &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("another Portico uses the data folder"), "{said}");
}

#[test]
fn bills_are_taken_in_without_serving() {
    let folder = folder(2, 3);
    let (code, told, said) = import(folder.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(told.contains("2 files, 0 of them unchanged; 6 rows read, 0 of them bad"), "{told}");
    assert!(told.contains("counts: USD 3 billed, 3 effective, of 6 rows"), "{told}");
    fs::write(folder.path().join("bills/2.csv"), bill(&[("2025-02-01", "x", "a lot")])).unwrap();
    let (code, told, _) = import(folder.path(), &["--format", "json", "--source", "aws"]);
    assert_eq!(code, Some(1), "{told}");
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["sources"][0]["report"]["badRows"], 1);
    let (code, _, said) = import(folder.path(), &["--source", "none"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("there are: aws"), "{said}");
}
