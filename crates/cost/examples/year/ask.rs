//! Questions to the costs of the year, over a catalog that has what its tags name.

use crate::cpu;
use portico_cost::{
    Day,
    allocation::allocate,
    config::CostConfig,
    dashboard::{Books, Watch, answer},
    estate::{Estate, EstateBuilder, Said},
    ledger::Ledger,
    metrics::Metrics,
    question::Question,
};
use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

const GROUPS: [&str; 12] = [
    "product",
    "team",
    "entity",
    "domain",
    "service-type",
    "service",
    "environment",
    "account",
    "resource",
    "region",
    "charge",
    "tag:cost-center",
];
const ABOUT: [&str; 8] = [
    "period=30d",
    "period=1y",
    "period=1y&compare=year",
    "period=1y&cost=billed&filter=environment:production",
    "period=1y&filter=team:group:default/team-7",
    "period=1y&entity=group:default/team-7",
    "period=90d&entity=domain:default/domain-1&compare=previous",
    "period=month&unit=engineers",
];
/// How many of the slowest are shown, the slowest last.
const SHOWN: usize = 10;
/// Each question is asked so often, and its best time counts.
const ROUNDS: u32 = 3;

/// Asks everything with a word in it, and prints how long it takes.
pub fn ask(ledger: Ledger, word: &str) -> Result<(), Box<dyn Error>> {
    let ledger = Arc::new(ledger);
    println!("items {}", ledger.items().len());
    println!("cells {}", ledger.cells());
    println!("ledger_mb {}", ledger.bytes() >> 20);
    let config = serde_json::json!({"engineerCost": 120_000, "allocation": {"rules": [
        {"when": {"service": "Monitoring"}, "share": {"among": "system:default/*", "by": "cost"}},
    ]}});
    let config = CostConfig::read(&config, &str::to_owned)?;
    let started = Instant::now();
    let (rules, metrics) = (Arc::clone(&config.rules), Arc::new(Metrics::default()));
    let allocation = Arc::new(allocate(&ledger, Arc::new(estate()), rules, &metrics));
    println!("allocated_ms {}", started.elapsed().as_millis());
    let today = ledger.span().map_or(Day::default(), |span| span.last.next());
    let books = Books { ledger, allocation, metrics, config: Arc::new(config), today };
    let watch = Watch::new(&books);
    let mut times = Vec::new();
    for group in GROUPS {
        for about in ABOUT {
            let query = format!("group={group}&{about}");
            if !query.contains(word) {
                continue;
            }
            let took = (0..ROUNDS).map(|_| once(&books, &watch, &query)).min().unwrap_or_default();
            times.push((took, query));
        }
    }
    times.sort();
    println!("questions {}", times.len());
    for (took, query) in times.iter().rev().take(SHOWN).rev() {
        println!("slowest_ms {:.1}", took.as_secs_f64() * 1e3);
        println!("slowest {query}");
    }
    Ok(())
}

fn once(books: &Books, watch: &Watch, query: &str) -> Duration {
    let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let started = cpu();
    let (question, notes) = Question::read(pairs);
    let answered = answer(books, watch, &question, notes);
    let took = cpu().saturating_sub(started);
    assert!(!answered.days.is_empty(), "{query}: {:?}", answered.notes);
    took
}

/// What the tags of the bill name: 400 applications of 80 teams in 50 systems of 6 domains.
fn estate() -> Estate {
    let mut estate = EstateBuilder::new();
    let mut add = |reference: &str, owner: Option<&str>, wholes: Vec<&str>| {
        estate.add(&Said { reference, label: reference, owner, wholes, annotations: Vec::new() });
    };
    for number in 0..400 {
        let (team, system) =
            (format!("group:default/team-{}", number % 80), format!("system:default/system-{}", number % 50));
        add(&format!("component:default/app-{number}"), Some(&team), vec![&system]);
    }
    for number in 0..50 {
        let domain = format!("domain:default/domain-{}", number % 6);
        add(&format!("system:default/system-{number}"), None, vec![&domain]);
    }
    for number in 0..80 {
        add(&format!("group:default/team-{number}"), None, Vec::new());
    }
    estate.finish()
}
