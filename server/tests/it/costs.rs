//! Questions about costs: from bills to answers, the same for pages and programs.

use crate::world::{Answer, SMALL, World};
use axum::{body::Body, http::Request};
use portico_cost::{Amount, sources};
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// 180 days of bills from 2025-04-04 to 2025-09-30: a component, its database, and something that nobody knows. The
/// last three days of the component are dear.
fn bill() -> String {
    let mut text =
        "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,\
                    ChargePeriodEnd,ChargeCategory,ServiceName,ServiceCategory,ProviderName,BillingAccountId,\
                    SubAccountId,SubAccountName,ResourceId,Tags\n"
            .to_owned();
    let first: portico_cost::Day = "2025-04-04".parse().unwrap();
    for place in 0..180 {
        let day = first.plus(place);
        let month = day.month();
        let dear = if place >= 177 { "19.5" } else { "10.5" };
        for (service, cost, account, resource, tags) in [
            ("Machines", dear, "1", "vm", r#""{""component"": ""till""}""#),
            ("Databases", "4.25", "1", "db", r#""{""component"": ""ledger""}""#),
            ("Machines", "2.125", "2", "old", r#""{""component"": ""gone""}""#),
        ] {
            writeln!(
                text,
                "{cost},{cost},EUR,{month}-01 00:00:00,{month}-28 00:00:00,{day} 00:00:00,{} 00:00:00,Usage,{service},\
                 Compute,Cloud,b,{account},Account {account},{resource},{tags}",
                day.next()
            )
            .unwrap();
        }
    }
    text
}

async fn portal(files: &[(&str, &str)], config: &Value) -> World {
    let world = World::new(files).await;
    fs::create_dir_all(world.path("bills")).unwrap();
    let source = json!([{"id": "cloud", "target": world.path("bills").to_str().unwrap()}]);
    world.bills(sources::read(&source, &Value::Null).unwrap()).await;
    world.costs(config);
    let started = Instant::now();
    while world.portal().books().books.ledger.cells() == 0 {
        assert!(started.elapsed() < PATIENCE, "the bills were never taken in");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world
}

async fn shop(config: &Value) -> World {
    let text = bill();
    let mut files = SMALL.to_vec();
    files.push(("bills/2025.csv", &text));
    portal(&files, config).await
}

async fn post(world: &World, path: &str, body: &Value) -> Answer {
    let request = Request::post(path).header("content-type", "application/json");
    world.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn number(text: &Value) -> Amount {
    text.as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn bills_are_allocated_and_told() {
    let world = shop(&json!({"budgets": [{"name": "Oak", "team": "team-oak", "amount": 400}]})).await;
    let told = world.get("/api/costs/dashboard?group=entity&period=30d").await.is(200).json();
    assert_eq!((told["currency"].as_str(), told["through"].as_str()), (Some("EUR"), Some("2025-09-30")));
    let series = told["series"].as_array().unwrap();
    let labels: Vec<(&str, &str)> =
        series.iter().map(|one| (one["label"].as_str().unwrap(), one["total"].as_str().unwrap())).collect();
    assert_eq!(labels, [("till", "342"), ("ledger", "127.5"), ("Unallocated", "63.75")]);
    assert_eq!(told["total"]["total"], "533.25");
    assert_eq!(told["unallocated"]["reasons"][0]["named"], "component:default/gone");
    assert_eq!(told["anomalies"][0]["since"], "2025-09-28");
    assert_eq!(told["budgets"][0]["state"], "over");
    let sum: Amount = told["total"]["daily"].as_array().unwrap().iter().map(number).sum();
    assert_eq!(sum, number(&told["total"]["total"]));
    // The same numbers as CSV.
    let csv = world.get("/api/costs/export.csv?group=entity&period=30d").await.is(200);
    assert_eq!(csv.header(axum::http::header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present");
    let cells =
        csv.body.lines().skip(1).map(|line| line.split(',').nth(4).unwrap().parse::<Amount>().unwrap());
    assert_eq!(cells.sum::<Amount>(), sum);
    // What is odd is noted, never refused.
    let odd = world.get("/api/costs/dashboard?group=colour&entity=component:none").await.is(200).json();
    assert_eq!(odd["notes"].as_array().unwrap().len(), 2, "{}", odd["notes"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_explained_and_tried() {
    let world = shop(&Value::Null).await;
    let told = world.get("/api/costs/rules").await.is(200).json();
    let took = told["rules"].as_array().unwrap().iter().find(|rule| rule["items"] != 0).unwrap();
    assert_eq!((took["name"].as_str(), took["items"].as_u64()), (Some("tag component"), Some(3)));
    assert_eq!(told["unknown"][0]["named"], "component:default/gone");
    let rules = json!({"rules": [{"name": "old", "when": {"account": "Account 2"}, "to": "system:shop"}]});
    let tried = post(&world, "/api/costs/rules", &rules).await.is(200).json();
    assert_eq!((tried["rules"][0]["items"].as_u64(), tried["unallocatedItems"].as_u64()), (Some(1), Some(0)));
    assert_eq!(world.get("/api/costs/rules").await.json()["unallocatedItems"], 1, "nothing was stored");
    let wrong = json!({"rules": [{"when": {"colour": "red"}, "to": "x"}]});
    post(&world, "/api/costs/rules", &wrong).await.is(400).shows(&["rules[0].when.colour", "is not known"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_are_decided_about() {
    let world = shop(&json!({"budgets": [{"name": "Oak", "team": "team-oak", "amount": 400}]})).await;
    let told = world.get("/api/costs/alerts?of=group:default/team-oak").await.is(200).json();
    let alerts = told["alerts"].as_array().unwrap();
    let sorts: Vec<&str> = alerts.iter().map(|alert| alert["sort"].as_str().unwrap()).collect();
    assert_eq!(sorts, ["anomaly", "budget"]);
    let id = alerts[1]["id"].as_str().unwrap();
    let decide = |more: Value| {
        let mut body = json!({"id": id});
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        body
    };
    for (more, expect) in [
        (json!({"action": "snooze", "duration": "P8D"}), "P7D, P30D, P90D"),
        (json!({"action": "dismiss", "reason": "bored"}), "seasonal"),
        (json!({"action": "shout"}), "snooze, accept"),
    ] {
        post(&world, "/api/costs/alerts", &decide(more)).await.is(400).shows(&[expect]);
    }
    post(&world, "/api/costs/alerts", &json!({"id": "never", "action": "accept"})).await.is(404);
    let snooze = decide(json!({"action": "snooze", "duration": "P7D", "note": "sale"}));
    let snoozed = post(&world, "/api/costs/alerts", &snooze).await.is(200).json();
    assert_eq!(snoozed["decision"]["state"], "snoozed");
    let shown =
        || async { world.get("/api/costs/dashboard").await.json()["needsALook"].as_array().unwrap().len() };
    let after = shown().await;
    post(&world, "/api/costs/alerts", &decide(json!({"action": "reopen"}))).await.is(200);
    assert_eq!(shown().await, after + 1);
    // Whose groups they are, sees them.
    let insights = world.get("/api/cost-insights/alerts?group=team-oak").await.is(200).json();
    assert_eq!(insights.as_array().unwrap().len(), 2);
    assert_eq!(world.get("/api/costs/alerts?mine=true").await.json()["alerts"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_cost_insights_are_answered() {
    let config = json!({"products": {"machines": {"name": "Machines", "icon": "compute"}}});
    let world = shop(&config).await;
    let base = "/api/cost-insights";
    assert_eq!(world.get(&format!("{base}/last-complete-billing-date")).await.is(200).json(), "2025-09-30");
    let cost =
        world.get(&format!("{base}/group-daily-cost?group=team-oak&intervals=R2/P30D/2025-10-01")).await;
    let cost = cost.is(200).json();
    assert_eq!(cost["aggregation"].as_array().unwrap().len(), 60);
    assert_eq!(cost["change"], json!({"ratio": 27.0 / 442.5, "amount": 27.0}));
    assert!(cost["trendline"]["slope"].as_f64().unwrap() > 0.0);
    // The same numbers as the page's.
    let page = world.get("/api/costs/dashboard?entity=group:default/team-oak&period=30d").await.json();
    let sum: f64 =
        cost["aggregation"].as_array().unwrap()[30..].iter().map(|day| day["amount"].as_f64().unwrap()).sum();
    assert!((sum - number(&page["total"]["total"]).to_f64()).abs() < 1e-9);
    let ids: Vec<&str> = cost["groupedCosts"]["product"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["Machines", "Databases"]);
    assert_eq!(cost["groupedCosts"]["project"][0]["id"], "1");
    let project =
        world.get(&format!("{base}/project-daily-cost?project=2&intervals=R2/P7D/2025-10-01")).await.json();
    assert_eq!(project["aggregation"][13], json!({"date": "2025-09-30", "amount": 2.125}));
    let entity =
        format!("{base}/catalog-entity-daily-cost?entityRef=resource:ledger&intervals=R2/P3M/2025-10-01");
    let entity = world.get(&entity).await;
    assert_eq!(entity.is(200).json()["aggregation"].as_array().unwrap().len(), 183);
    let product = format!(
        "{base}/product-insights?product=machines&group=team-oak&intervals=R2/P30D/2025-10-01&project=null"
    );
    let product = world.get(&product).await.is(200).json();
    assert_eq!(product["aggregation"], json!([315.0, 342.0]));
    assert_eq!(product["entities"]["entity"][0]["id"], "component:default/till");
    let projects = world.get(&format!("{base}/group-projects?group=team-oak")).await.json();
    assert_eq!(projects, json!([{"id": "1", "name": "Account 1"}]));
    // Nobody is in no group.
    let nobodys = world.get(&format!("{base}/user-groups")).await.is(200).json();
    assert_eq!(nobodys, json!([]));
    world.get(&format!("{base}/daily-metric?metric=none&intervals=R2/P30D/2025-10-01")).await.is(404);
    world
        .get(&format!("{base}/group-daily-cost?group=team-oak&intervals=P30D"))
        .await
        .is(400)
        .shows(&["R2/P30D/2024-10-01"]);
    world.get(&format!("{base}/group-daily-cost?group=never&intervals=R2/P30D/2025-10-01")).await.is(404);
    world.get(&format!("{base}/nothing")).await.is(404);
}

/// The FinOps foundation's public sample, where it lies beside the checkout.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_sample_is_told_to_the_last_decimal() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/focus/focus_sample.csv");
    let Ok(text) = fs::read_to_string(&sample) else {
        println!("skipped: {} is not there", sample.display());
        return;
    };
    let world = portal(&[("bills/focus.csv", &text)], &Value::Null).await;
    let mut expect = Amount::ZERO;
    let mut rows = csv_rows(&text).into_iter();
    let header = rows.next().unwrap();
    let column = header.iter().position(|name| name == "EffectiveCost").unwrap();
    rows.for_each(|row| expect += row[column].parse::<Amount>().unwrap());
    for group in ["service", "account", "environment", "team", "resource", "tag:application"] {
        let told = world
            .get(&format!("/api/costs/dashboard?group={group}&from=2024-01-01&to=2025-12-31"))
            .await
            .json();
        assert_eq!(number(&told["total"]["total"]), expect, "{group}");
        let series: Amount = told["series"].as_array().unwrap().iter().map(|one| number(&one["total"])).sum();
        assert_eq!(series, expect, "{group}");
    }
}

/// Rows of a CSV file with quoted cells.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let (mut cells, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
        for letter in line.chars() {
            match letter {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
                letter => cell.push(letter),
            }
        }
        cells.push(cell);
        cells
    };
    text.lines().map(row).collect()
}
