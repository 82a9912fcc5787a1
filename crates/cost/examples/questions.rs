//! How long questions take over five million days of items, and what they take in memory. In release mode:
//! `cargo run --release -p portico-cost --example questions [items] [days]`.

use portico_cost::{
    Amount, Cell, ChunkBuilder, Currency, Day, Item, Month,
    allocation::allocate,
    config::CostConfig,
    dashboard::{Books, Watch, answer},
    estate::{EstateBuilder, Said},
    ledger::{Ledger, LedgerBuilder},
    metrics::Metrics,
    question::Question,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

const QUESTIONS: [&str; 14] = [
    "group=product",
    "group=team&period=60d",
    "group=service-type&period=90d",
    "group=environment&period=1y",
    "group=account&period=1y",
    "group=resource&period=1y",
    "group=resource&period=1y&filter=team:group:default/t3",
    "group=entity&period=1y&compare=year",
    "group=tag:cost-center&period=1y",
    "entity=group:default/t1&group=service&period=1y",
    "entity=domain:default/d1&group=product&period=90d&compare=previous",
    "group=product&period=1y&filter=environment:production&cost=billed",
    "group=service&filter=account:a7&period=1y",
    "group=team&period=month&unit=engineers",
];

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let items = numbers.first().copied().unwrap_or(13_700);
    let days = numbers.get(1).copied().unwrap_or(365);
    let begun = Instant::now();
    let ledger = Arc::new(ledger(items, days));
    println!(
        "{} items, {} days of items, built in {:?}, {} MB",
        ledger.items().len(),
        ledger.cells(),
        begun.elapsed(),
        ledger.bytes() / 1_000_000
    );
    let config = serde_json::json!({"engineerCost": 120_000, "allocation": {"rules": [
        {"when": {"service": "Service 3"}, "share": {"among": "system:default/*", "by": "cost"}},
    ]}});
    let Ok(config) = CostConfig::read(&config, &str::to_owned) else { return };
    let begun = Instant::now();
    let (rules, metrics) = (Arc::clone(&config.rules), Arc::new(Metrics::default()));
    let allocation = Arc::new(allocate(&ledger, Arc::new(estate()), rules, &metrics));
    println!("allocated in {:?}", begun.elapsed());
    let today = ledger.span().map_or(Day::default(), |span| span.last.next());
    let books = Books { ledger, allocation, metrics, config: Arc::new(config), today };
    let begun = Instant::now();
    let watch = Watch::new(&books);
    println!("watched in {:?}: {} alerts", begun.elapsed(), watch.alerts().count());
    let mut slowest = Duration::ZERO;
    for query in QUESTIONS {
        let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let (question, _) = Question::read(pairs);
        let mut took = Duration::MAX;
        for _ in 0..5 {
            let begun = cpu();
            let answered = answer(&books, &watch, &question, Vec::new());
            took = took.min(cpu().saturating_sub(begun));
            assert!(!answered.days.is_empty(), "{:?}", answered.notes);
        }
        slowest = slowest.max(took);
        println!("{took:>12.1?}  {query}");
    }
    println!("slowest {slowest:.1?}");
}

/// The time that this thread has had a processor: what else runs on the machine does not count.
fn cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn ledger(items: usize, days: usize) -> Ledger {
    let mut builder = LedgerBuilder::new();
    let mut state = 42_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let first = Day::parse("2024-11-01").unwrap_or_default();
    let mut chunks: BTreeMap<Month, ChunkBuilder> = BTreeMap::new();
    for number in 0..items {
        let level = i128::from(below(1_000_000)) * 1_000_000_000_000;
        let draws: Vec<u64> = [20, 30, 8, 5, 400, 12, 3].into_iter().map(&mut below).collect();
        let draw = |place: usize| draws.get(place).copied().unwrap_or_default();
        for place in 0..days {
            let day = first.plus(i32::try_from(place).unwrap_or_default());
            let chunk = chunks.entry(day.month()).or_insert_with(|| ChunkBuilder::new(day.month()));
            let symbols = chunk.symbols();
            let mut item = Item::new(Currency::EUR);
            item.provider = symbols.intern("Cloud");
            item.account = symbols.intern(&format!("a{}", draw(0)));
            item.service = symbols.intern(&format!("Service {}", draw(1)));
            item.category = symbols.intern(&format!("Category {}", draw(2)));
            item.resource = symbols.intern(&format!("arn:cloud:thing/{number}"));
            item.region = symbols.intern(&format!("region-{}", draw(3)));
            let environment =
                ["production", "staging", "test"].get(draw(6) as usize).copied().unwrap_or_default();
            for (key, value) in [
                ("component", format!("c{}", draw(4))),
                ("cost-center", draw(5).to_string()),
                ("env", environment.to_owned()),
            ] {
                item.tags.push((symbols.intern(key), symbols.intern(&value)));
            }
            let amount = Amount::from_raw(level + i128::from(below(1_000)) * 1_000_000_000);
            chunk.add(item, Cell { day, rows: 1, billed: amount, effective: amount });
        }
    }
    for chunk in chunks.into_values() {
        builder.add(&chunk.finish());
    }
    builder.finish()
}

fn estate() -> portico_cost::estate::Estate {
    let mut builder = EstateBuilder::new();
    let mut add = |reference: &str, owner: Option<&str>, wholes: Vec<&str>| {
        builder.add(&Said { reference, label: reference, owner, wholes, annotations: Vec::new() });
    };
    for number in 0..400 {
        let (owner, system) =
            (format!("group:default/t{}", number % 14), format!("system:default/s{}", number % 40));
        add(&format!("component:default/c{number}"), Some(&owner), vec![&system]);
    }
    for number in 0..40 {
        add(&format!("system:default/s{number}"), None, vec![&format!("domain:default/d{}", number % 6)]);
    }
    for number in 0..14 {
        add(&format!("group:default/t{number}"), None, Vec::new());
    }
    builder.finish()
}
