//! Owners are told about alerts of the costs.

use super::{ANNA, BEN, CLEO, ORG, ask, post, titles};
use crate::{
    postgres::Server,
    program::Program,
    world::{World, component},
};
use portico_cost::sources;
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    fs,
    time::{Duration, Instant},
};

/// How long something may take before a test gives up. Not a claim about speed.
const PATIENCE: Duration = Duration::from_secs(30);

/// 120 days of bills of a component, up to 2025-09-30. The last three days cost what is said.
fn bill(last: &str) -> String {
    let mut text =
        "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,\
                    ChargePeriodEnd,ChargeCategory,ServiceName,ServiceCategory,ProviderName,BillingAccountId,Tags\n"
            .to_owned();
    let first: portico_cost::Day = "2025-06-03".parse().unwrap();
    for place in 0..120 {
        let (day, cost) = (first.plus(place), if place >= 117 { last } else { "10" });
        let month = day.month();
        writeln!(
            text,
            "{cost},{cost},EUR,{month}-01 00:00:00,{month}-28 00:00:00,{day} 00:00:00,{} 00:00:00,Usage,Machines,Compute,\
             Cloud,b,\"{{\"\"component\"\": \"\"till\"\"}}\"",
            day.next()
        )
        .unwrap();
    }
    text
}

fn budgets() -> Value {
    json!({ "budgets": [{ "name": "Oak", "team": "team-oak", "amount": 290 }] })
}

async fn keep(world: &World) {
    let source = json!([{ "id": "cloud", "target": world.path("bills").to_str().unwrap() }]);
    world.bills(sources::read(&source, &Value::Null).unwrap()).await;
    world.costs(&budgets());
}

/// Waits until a person is told something that begins so.
async fn until(world: &World, person: &str, query: &str, begins: &str) -> Value {
    let begun = Instant::now();
    loop {
        let told = ask(world, person, &format!("/api/notifications?{query}")).await.is(200).json();
        let all = told["notifications"].as_array().unwrap();
        let is_it =
            |one: &&Value| one["payload"]["title"].as_str().is_some_and(|title| title.starts_with(begins));
        if let Some(found) = all.iter().find(is_it) {
            return found.clone();
        }
        assert!(begun.elapsed() < PATIENCE, "{person} is never told {begins}: {told}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_are_told_once_and_what_became_of_it() {
    let files = [
        ("catalog/org.yaml", ORG),
        ("catalog/till.yaml", &component("till", "")),
        ("bills/cloud.csv", &bill("40")),
    ];
    let world = World::new(&files).await;
    keep(&world).await;
    let budget = until(&world, ANNA, "topic=budget", "Oak at 134 %").await;
    assert_eq!(
        (&budget["origin"], &budget["payload"]["severity"]),
        (&json!("cost-insights"), &json!("critical"))
    );
    assert_eq!(budget["payload"]["scope"], "budget/Oak/2025-09-01");
    let link = budget["payload"]["link"].as_str().unwrap();
    world.get(link).await.is(200).shows(&["Oak at 134 %"]);
    let anomaly = until(&world, BEN, "topic=anomaly", "till").await;
    assert_eq!(anomaly["payload"]["severity"], "high");
    assert_eq!(titles(&world, CLEO, "").await, [""; 0]);

    // Read, and told nothing twice by who comes after.
    let ids = json!([budget["id"], anomaly["id"]]);
    post(&world, Some(ANNA), "/api/notifications/update", &json!({ "ids": ids, "read": true })).await.is(200);
    let before = ask(&world, ANNA, "/api/notifications?topic=budget").await.json();
    let world = world.restarted().await;
    keep(&world).await;
    // What is decided about one is told after a whole look, in which the other stayed as it was.
    let begun = Instant::now();
    let id = anomaly["payload"]["scope"].as_str().unwrap().to_owned();
    let decide = json!({ "id": id, "action": "accept", "note": "we are on it" });
    while post(&world, Some(BEN), "/api/costs/alerts", &decide).await.status != 200 {
        assert!(begun.elapsed() < PATIENCE, "the alert is never there again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let accepted = until(&world, BEN, "topic=anomaly", "Accepted: ").await;
    assert!(accepted["read"].is_string(), "nobody needs to read it any more: {accepted}");
    let text = accepted["payload"]["description"].as_str().unwrap();
    assert!(text.starts_with("Accepted by ben: we are on it. It was: "), "{text}");
    assert_eq!(ask(&world, ANNA, "/api/notifications?topic=budget").await.json(), before);

    // A correction: it is over.
    fs::write(world.path("bills/cloud.csv"), bill("1")).unwrap();
    post(&world, None, "/api/costs/imports", &Value::Null).await;
    let over = until(&world, ANNA, "topic=budget", "Over: Oak").await;
    assert_eq!((&over["id"], &over["payload"]["severity"]), (&budget["id"], &json!("low")));
    assert_eq!(over["payload"]["metadata"]["ended"], "over");
}

#[test]
fn another_leader_tells_nothing_twice() {
    let Some(server) = Server::start() else { return };
    let database = server.database("told");
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("catalog/org.yaml", ORG.to_owned()),
        ("catalog/till.yaml", component("till", "")),
        ("bills/cloud.csv", bill("40")),
        (
            "portico.yaml",
            "costInsights: {sources: [{id: cloud, target: ./bills}], budgets: [{name: Oak, team: team-oak, amount: 290}]}\n"
                .to_owned(),
        ),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let process = |data: &str| Program::with(folder.path(), &["--database", &database, "--data", data]);
    let count = |what: &str| {
        let text = server.run("told", what);
        text.split_whitespace().find_map(|word| word.parse::<u32>().ok()).unwrap_or_default()
    };
    let told = "select count(*) from notifications where lasts = 1";
    let again = "select count(*) from notifications where updated_ms is not null";
    let until_told = |expect: &dyn Fn(u32) -> bool| {
        let begun = Instant::now();
        while !expect(count(told)) {
            assert!(begun.elapsed() < PATIENCE, "{} are told", count(told));
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let first = process("one");
    until_told(&|count| count >= 4);
    let second = process("two");
    // Somebody said that they read it, at the process that does not lead.
    server.run(
        "told",
        "insert into notification_marks (person, notification_id, read_ms) select person, id, 1 from notifications",
    );
    let known = count(told);
    first.kill();
    second.shows("/metrics", "portico_catalog_leads 1");
    // The new leader has looked once what it knows is over when the budget is gone from what it reads.
    fs::write(folder.path().join("bills/cloud.csv"), bill("1")).unwrap();
    second.send("POST", "/api/costs/imports", "");
    until_told(&|count| count < known);
    assert_eq!(count(again), 0, "nothing is told again");
}
