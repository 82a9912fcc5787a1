//! Times and memory of an index of 100,000 synthetic entities:
//! `cargo run --release -p portico-query --example scale [count]`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use portico_query::{Direction, FacetsRequest, Index, ListRequest, Order, PageRequest, Predicate};
use serde_json::{Value, json};

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let before = resident_mb();
    let mut index = Index::new();
    let (mut bytes, mut indexing) = (0, Duration::ZERO);
    for entity in (0..count).map(entity) {
        let json: Arc<str> = entity.to_string().into();
        bytes += json.len();
        let started = Instant::now();
        let _ = index.upsert(&entity, json, &[]);
        indexing += started.elapsed();
    }
    println!("{count} entities");
    println!("upsert all                {indexing:>10.1?}");
    println!("JSON                      {:>7} MB", bytes >> 20);
    println!("resident, index and JSON  {:>7} MB", resident_mb() - before);

    let changed: Vec<Value> = (0..200).map(|n| with_tag(entity(n * count / 200), n)).collect();
    let mut at = 0;
    report("one update", || {
        let entity = &changed[at % changed.len()];
        at += 1;
        let _ = index.upsert(entity, entity.to_string().into(), &[]);
    });
    reads(&index, count);
}

fn reads(index: &Index, count: usize) {
    let list = |query: &'static str| {
        move || ListRequest::parse(&pairs(query)).map(|request| request.answer(index, None).to_json().len())
    };
    report("filtered list of 20", list("filter=kind=component,spec.lifecycle=production&limit=20"));
    report(
        "ordered list of 20",
        list("filter=kind=component&order=asc:spec.type&order=desc:metadata.name&limit=20"),
    );
    let page = |query: String| {
        move || PageRequest::parse(&pairs(&query)).map(|request| request.answer(index, None).to_json().len())
    };
    let sorted = "filter=kind=component&orderField=metadata.name,asc&limit=20".to_owned();
    report("sorted page", page(sorted));
    report("sorted page by type", page("filter=kind=component&orderField=spec.type,asc&limit=20".to_owned()));
    report(
        "sorted page, one owner",
        page(
            "filter=relations.ownedBy=group:default/team-7&orderField=metadata.name,asc&limit=20".to_owned(),
        ),
    );
    report(
        "full text page",
        page(
            "filter=kind=component&orderField=metadata.name,asc&limit=20&fullTextFilterTerm=gate\
         &fullTextFilterFields=metadata.name,metadata.title"
                .to_owned(),
        ),
    );
    let far = format!("filter=kind=component&orderField=metadata.name,asc&limit=20&offset={}", count / 2);
    report("page at an offset of half", page(far.clone()));
    if let Ok(cursor) =
        PageRequest::parse(&pairs(&far)).map(|request| request.answer(index, None).next_cursor)
    {
        report("deep cursor page", page(format!("limit=20&cursor={}", cursor.unwrap_or_default())));
    }
    let facets = |query: &'static str| {
        move || FacetsRequest::parse(&pairs(query)).map(|request| request.answer(index, None))
    };
    report("two facets", facets("facet=spec.type&facet=metadata.tags&filter=kind=component"));
    report("facet of 1,000 owners", facets("facet=relations.ownedBy&filter=kind=component"));
    report("text, two words", || index.text_match("gateway number 4"));
    let within = index.evaluate(&Predicate::equals("kind", "component"));
    let order = Order { key: "metadata.title".to_owned(), direction: Direction::Ascending };
    report("portal page, sparse key", || index.page(&within, &order, 0, 50));
    let all = Instant::now();
    let length = list("fields=kind,metadata.name")().unwrap_or_default();
    println!("{:<26}{:>10.1?} ({} kB)", "all, two fields", all.elapsed(), length >> 10);
}

/// Median and worst of 200 runs.
fn report<T>(what: &str, mut run: impl FnMut() -> T) {
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(run());
            started.elapsed()
        })
        .collect();
    times.sort();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{what:<26}{median:>10.1?} median {worst:>10.1?} worst");
}

fn entity(n: usize) -> Value {
    let words = ["payment", "order", "ledger", "cart", "fraud", "search", "gateway", "billing"];
    let kind =
        ["Component", "Component", "Component", "API", "Resource", "Component", "User", "Component"][n % 8];
    let (languages, styles) = (["java", "go", "rust"], ["grpc", "rest", "kafka", "aws"]);
    let types = ["service", "website", "library"];
    let lifecycles = ["production", "experimental", "production", "deprecated"];
    let name = format!("{}-{}-{n}", words[n % 8], words[n / 8 % 8]);
    let mut entity = json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": {
            "uid": format!("{:08x}-9f4c-4c1a-8f3e-{n:012x}", (n as u32).wrapping_mul(2_654_435_761)),
            "etag": format!("{n:040x}"),
            "namespace": "default",
            "name": name,
            "description": format!("The internal {name} handles and validates orders, number {n}."),
            "tags": [languages[n % 3], styles[n / 3 % 4]],
            "annotations": {
                "backstage.io/managed-by-location": format!("url:https://git.acme.test/{}/catalog.yaml", n / 100),
                "backstage.io/managed-by-origin-location": "url:https://git.acme.test/all.yaml",
                "backstage.io/source-location": format!("url:https://git.acme.test/{name}/"),
                "github.com/project-slug": format!("acme/{name}"),
            },
            "links": [{"url": format!("https://dash.acme.test/{name}"), "title": "Dashboard", "icon": "dashboard"}],
        },
        "spec": {
            "type": types[n % 3],
            "lifecycle": lifecycles[n % 4],
            "owner": format!("team-{}", n % 1000),
            "system": format!("system-{}", n % 5000),
            "dependsOn": [format!("resource:db-{}", n % 900), format!("component:x-{}", n % 7000)],
        },
        "relations": [
            {"type": "dependsOn", "targetRef": format!("resource:default/db-{}", n % 900)},
            {"type": "dependsOn", "targetRef": format!("component:default/x-{}", n % 7000)},
            {"type": "ownedBy", "targetRef": format!("group:default/team-{}", n % 1000)},
            {"type": "partOf", "targetRef": format!("system:default/system-{}", n % 5000)},
        ],
    });
    if n.is_multiple_of(500) {
        entity["metadata"]["title"] = json!(format!("Title {n}"));
    }
    entity
}

fn with_tag(mut entity: Value, n: usize) -> Value {
    entity["metadata"]["tags"] = json!(["changed", format!("change-{n}")]);
    entity
}

/// Enough of a query-string reader for the requests above.
fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |part: &str| {
        part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap_or_default()
    };
    query.split('&').map(pair).collect()
}

/// 0 where the system does not tell.
fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).unwrap_or_default() >> 10
}
