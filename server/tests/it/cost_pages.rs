//! The pages of costs: whole in the first answer, and the same figures as those that programs get.

use crate::world::{Answer, SMALL, World};
use axum::{
    body::Body,
    http::{Request, header},
};
use portico_cost::{question::Question, sources};
use portico_portal::Caller;
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    fs,
    time::{Duration, Instant},
};

/// How long taking in bills may take before a test gives up. Not a claim about speed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bill of forty days in autumn 2025: a component's, one tagged with somebody unknown, and a credit.
fn bill() -> String {
    let mut text =
        "BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,\
                    ChargePeriodEnd,ChargeCategory,ServiceName,ServiceCategory,ProviderName,ResourceId,Tags\n"
            .to_owned();
    for number in 0..40 {
        let (month, day) = if number < 31 { (10, number + 1) } else { (11, number - 30) };
        let (day, period) = (format!("2025-{month}-{day:02}"), format!("2025-{month}-01"));
        let end = if month == 10 { "2025-11-01" } else { "2025-12-01" };
        for (cost, charge, category, resource, component) in [
            (format!("{}.25", 100 + number), "Usage", "Compute", "vm-1", "till"),
            ("0.0000008".to_owned(), "Usage", "Storage", "disk-1", "nobody-knows"),
            ("-3.5".to_owned(), "Credit", "Databases", "db-1", "till"),
        ] {
            writeln!(
                text,
                "{cost},{cost},EUR,{period},{end},{day}T00:00:00Z,{day}T12:00:00Z,{charge},{category} service,{category},\
                 Cloud,{resource},\"{{\"\"component\"\": \"\"{component}\"\"}}\""
            )
            .unwrap();
        }
    }
    text
}

/// A small organisation whose bills have been taken in.
async fn world() -> World {
    let world = World::new(SMALL).await;
    fs::create_dir(world.path("bills")).unwrap();
    world.write("bills/cloud.csv", &bill());
    let source = json!([{"id": "cloud", "title": "Cloud", "target": world.path("bills").to_str().unwrap()}]);
    world.bills(sources::read(&source, &Value::Null).unwrap()).await;
    let config = json!({
        "engineerCost": 120_000,
        "budgets": [{"name": "All of it", "everything": true, "amount": 500}],
    });
    world.costs(&config);
    let begun = Instant::now();
    while world.portal().books().books.ledger.span().is_none() {
        assert!(begun.elapsed() < PATIENCE, "the bills are never taken in");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world
}

/// Whether the markup has all of this.
#[track_caller]
fn holds(answer: &Answer, texts: &[&str]) {
    for wanted in texts {
        assert!(answer.body.contains(wanted), "{wanted:?} is not in the page");
    }
}

const OCTOBER: &str = "group=service-type&from=2025-10-01&to=2025-10-31";

/// What stands between two marks, once for each.
fn all_between<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    text.split(begin).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_picture_is_in_the_first_answer_with_words_and_a_table() {
    let world = world().await;
    let page = world.get(&format!("/cost-insights?{OCTOBER}&compare=previous")).await.is(200);
    let pictures = all_between(&page.body, "<svg class=\"chart", "</svg>");
    assert!(pictures.len() >= 4, "{}", pictures.len());
    for picture in pictures {
        let title = all_between(picture, "-title\">", "</title>");
        let words = all_between(picture, "-words\">", "</desc>");
        assert!(title.len() == 1 && !title[0].is_empty(), "{picture}");
        assert!(words.len() == 1 && words[0].bytes().any(|byte| byte.is_ascii_digit()), "{picture}");
    }
    let places = all_between(&page.body, "class=\"chart-place\"", "</script>").len();
    let tables = all_between(&page.body, "Figures of every day</summary>", "</table>").len();
    assert_eq!(places, tables, "each picture has a table beside it");
    page.shows(&[
        "Costs",
        "Cloud import",
        "1 Oct to 31 Oct 2025",
        "Needs a look",
        "Without an owner",
        "All of it",
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_figures_are_those_of_the_answer() {
    let world = world().await;
    let page = world.get(&format!("/cost-insights?{OCTOBER}")).await.is(200);
    let pairs = OCTOBER.split('&').filter_map(|pair| pair.split_once('='));
    let (question, notes) = Question::read(pairs);
    let told = world.portal().costs(Caller::default(), &question, notes).await.unwrap();
    assert_eq!(told.total.figures.total.exact(), "3464.2500248");
    let sums = all_between(&page.body, "<tfoot>", "</tfoot>")[0];
    let sums = all_between(sums, "<data value=\"", "\"");
    let expected: Vec<String> =
        told.series.iter().chain([&told.total]).map(|series| series.figures.total.exact()).collect();
    assert_eq!(sums, expected);
    // Less than a cent is readable, a credit is below nothing.
    holds(&page, &["title=\"EUR 0.0000248\""]);
    page.shows(&["€ 0.000025", "−€ 108.50"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_address_says_wrongly_is_noted_and_the_usual_shown() {
    let world = world().await;
    let page = world.get("/cost-insights?group=%3Cb%3E&period=never&from=x&filter=y").await.is(200);
    page.shows(&["group cannot be “&lt;b&gt;”", "period cannot be “never”", "The filter “y” is left out"]);
    let page = world.get("/cost-insights?from=2020-01-01&to=2020-01-31").await.is(200);
    page.shows(&["Nothing was spent on this in these days", "1 Oct 2025"]);
    world.get("/cost-insights/nosuch").await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entity_tells_what_it_costs() {
    let world = world().await;
    let tab = world.get(&format!("/catalog/default/component/till/costs?{OCTOBER}")).await.is(200);
    holds(&tab, &["Daily cost by service type", "/catalog/default/component/till/costs?group="]);
    world.get("/catalog/default/system/shop/costs").await.is(200).shows(&["till"]);
    world.get("/catalog/default/component/nosuch/costs").await.is(404);
    world.get("/catalog/default/api/prices/costs").await.is(404);
    let overview = world.get("/catalog/default/component/till").await.is(200);
    holds(&overview, &["/catalog/default/component/till/costs", "cost-card"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_gets_the_same_page() {
    let world = world().await;
    let told =
        world.get(&format!("/ui/insight?path=/cost-insights&query={}", OCTOBER.replace('&', "%26"))).await;
    let told = told.is(200).json();
    assert_eq!((&told["status"], &told["title"]), (&json!(200), &json!("Costs")));
    let page = world.get(&format!("/cost-insights?{OCTOBER}")).await.is(200);
    let picture = all_between(told["html"].as_str().unwrap(), "<svg class=\"chart", "</svg>")[0];
    assert!(page.body.contains(picture));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_about_an_alert_is_remembered() {
    let world = world().await;
    let page = world.get("/cost-insights").await.is(200);
    let id = all_between(&page.body, "name=\"alert\" value=\"", "\"").first().map(|id| (*id).to_owned());
    let id = id.expect("the budget is overrun, or somebody owns nothing");
    let send = |body: String| {
        let request = Request::builder().method("POST").uri("/ui/cost-alert");
        let form = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        world.send(request.header(form.0, form.1).body(Body::from(body)).unwrap())
    };
    let id_sent = id.replace('%', "%25").replace('&', "%26").replace('+', "%2B");
    let back = "/cost-insights?group=team";
    let answer = send(format!("alert={id_sent}&state=dismissed&reason=expected&note=we+know&back={back}"))
        .await
        .is(303);
    assert_eq!(answer.header(header::LOCATION), back);
    world.get("/cost-insights").await.is(200).shows(&["1 decided", "we know", "it was expected"]);
    send(format!("alert={id_sent}&state=open&back=//elsewhere.test")).await.is(303);
    world.get("/cost-insights").await.is(200).hides(&["1 decided"]);
    send(format!("alert={id_sent}&state=dismissed&reason=because")).await.is(400);
    send("alert=none&state=nonsense".to_owned()).await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_sources_the_page_says_how_to_begin() {
    let world = World::new(SMALL).await;
    let page = world.get("/cost-insights").await.is(200);
    holds(&page, &["costInsights:", "href=\"/cost-insights/imports\"", "format: focus"]);
    let overview = world.get("/catalog/default/component/till").await.is(200);
    assert!(!overview.body.contains("component/till/costs"), "there is no tab");
    world.get("/catalog/default/component/till/costs").await.is(404);
}
