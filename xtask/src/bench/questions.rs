//! What programs ask of a catalog, as requests over the generated one, and what they may cost.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::generate::World;
use super::http::{self, Client};

const BY_QUERY: &str = "/api/catalog/entities/by-query";
const SEARCH: &str = "/api/search/query";
/// Different requests of one kind, so that no answer is the only one that stays warm.
const VARIANTS: usize = 256;
const REFS: usize = 100;
const PAGE: usize = 20;
const DEEP_PAGES: usize = 500;

/// One kind of question.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) requests: Vec<Vec<u8>>,
    pub(super) budget: Budget,
}

/// What is wanted: the 99th percentile of one connection, and the throughput of many.
#[derive(Clone, Copy, Default)]
pub(super) struct Budget {
    pub(super) p99_ms: Option<f64>,
    pub(super) per_second: Option<f64>,
}

/// All questions. Asks the server for the cursor of a deep page.
pub(super) fn all(world: &World, client: &mut Client) -> Result<Vec<Question>> {
    let total = world.counts.total();
    let page = Budget { p99_ms: Some(if total > 10_000 { 5.0 } else { 2.0 }), per_second: Some(5_000.0) };
    let at_least = |per_second: f64| Budget { per_second: Some(per_second), ..Budget::default() };
    let many = |request: &dyn Fn(usize) -> Vec<u8>| (0..VARIANTS).map(request).collect::<Vec<_>>();
    let kind = |variant: usize| ["component", "api", "resource", "system"][variant % 4];
    let sorted = "orderField=metadata.name%2Casc&limit=20";
    let (cursor, pages) = deep_cursor(total, client)?;
    if pages < DEEP_PAGES {
        crate::process::note(&format!("the deep page is number {pages}: there are no more"));
    }
    let found = Budget { p99_ms: Some(10.0), ..Budget::default() };
    let mut questions = vec![
        Question {
            name: "list of 20, filtered",
            requests: vec![http::get("/api/catalog/entities?filter=kind%3Dcomponent&limit=20")],
            budget: Budget::default(),
        },
        Question {
            name: "by-query, 20 sorted",
            requests: many(&|variant| {
                http::get(&format!("{BY_QUERY}?filter=kind%3D{}&{sorted}", kind(variant)))
            }),
            budget: page,
        },
        Question {
            name: "by-query, text",
            requests: many(&|variant| {
                let word = world.word(variant);
                let fields = "metadata.name,metadata.title";
                let text = format!("fullTextFilterTerm={word}&fullTextFilterFields={fields}");
                http::get(&format!("{BY_QUERY}?filter=kind%3Dcomponent&{sorted}&{text}"))
            }),
            budget: Budget::default(),
        },
        Question {
            name: "by-query, one owner",
            requests: many(&|variant| {
                let owner = world.team(variant);
                http::get(&format!(
                    "{BY_QUERY}?filter=relations.ownedBy%3Dgroup%3Adefault%2F{owner}&{sorted}"
                ))
            }),
            budget: page,
        },
        Question {
            name: "by-query, deep page",
            requests: vec![http::get(&format!("{BY_QUERY}?limit={PAGE}&cursor={cursor}"))],
            budget: page,
        },
        Question {
            name: "by-name",
            requests: many(&|variant| {
                let name = world.component(variant * 7919);
                http::get(&format!("/api/catalog/entities/by-name/component/default/{name}"))
            }),
            budget: at_least(20_000.0),
        },
        Question {
            name: "by-refs of 100",
            requests: many(&|variant| {
                let name = |number| world.component(variant * 7919 + number * 31);
                let refs = (0..REFS).map(|number| format!("component:default/{}", name(number)));
                let body = json!({ "entityRefs": refs.collect::<Vec<_>>() });
                http::post("/api/catalog/entities/by-refs", &body.to_string())
            }),
            budget: at_least(3_000.0),
        },
        Question {
            name: "two facets, filtered",
            requests: vec![http::get(
                "/api/catalog/entity-facets?facet=spec.type&facet=metadata.tags&filter=kind%3Dcomponent",
            )],
            budget: at_least(2_000.0),
        },
        Question {
            name: "impact of the most used",
            requests: vec![most_used(client)?],
            budget: Budget { p99_ms: Some(50.0), per_second: None },
        },
    ];
    questions.extend(searches(world, found));
    Ok(questions)
}

/// What people type.
fn searches(world: &World, budget: Budget) -> Vec<Question> {
    let search = |text: String| http::get(&format!("{SEARCH}?term={}", text.replace(' ', "+")));
    let word = |variant: usize| world.word(variant).to_owned();
    let question = |name, text: &dyn Fn(usize) -> String| Question {
        name,
        requests: (0..VARIANTS).map(|variant| search(text(variant))).collect(),
        budget,
    };
    vec![
        question("search, a name", &|variant| world.component(variant * 7919)),
        question("search, one word", &word),
        question("search, two words", &|variant| format!("{} {}", word(variant), word(variant * 31 + 7))),
        question("search, as one types", &|variant| word(variant).chars().take(1 + variant % 4).collect()),
        question("search, misspelt", &|variant| {
            let mut letters: Vec<char> = word(variant).chars().collect();
            let middle = letters.len() / 2;
            letters.swap(middle, middle.saturating_sub(1));
            letters.into_iter().collect()
        }),
        question("search, nothing", &|variant| format!("qqzz{variant}xxvv")),
    ]
}

/// The question what removing the entity would concern on which most depend, directly.
fn most_used(client: &mut Client) -> Result<Vec<u8>> {
    let mut most: Option<(u64, String)> = None;
    for relation in ["dependsOn", "consumesApi"] {
        let path = format!("/api/catalog/entity-facets?facet=relations.{relation}");
        let answer = client.ask(&http::get(&path))?;
        if answer.status != 200 {
            bail!("{path} answered {}", answer.status);
        }
        let facets: Value = serde_json::from_slice(answer.body).context("reading facets")?;
        let counts = facets["facets"].as_object().into_iter().flat_map(|facets| facets.values());
        for count in counts.flat_map(|counts| counts.as_array().into_iter().flatten()) {
            let (Some(number), Some(target)) = (count["count"].as_u64(), count["value"].as_str()) else {
                continue;
            };
            if most.as_ref().is_none_or(|(known, _)| number > *known) {
                most = Some((number, target.to_owned()));
            }
        }
    }
    let (uses, entity_ref) = most.context("nothing depends on anything")?;
    let path = format!("/api/catalog/impact?ref={}", entity_ref.replace('/', "%2F"));
    let answer = client.ask(&http::get(&path))?;
    let impact: Value = serde_json::from_slice(answer.body).context("reading an impact")?;
    let total = impact["total"].as_u64().unwrap_or_default();
    crate::process::note(&format!("{entity_ref} is used by {uses}; its removal concerns {total}"));
    Ok(http::get(&path))
}

/// The cursor behind many pages, and how many. One page of their sum leads to the same place.
fn deep_cursor(total: usize, client: &mut Client) -> Result<(String, usize)> {
    let pages = DEEP_PAGES.min(total / PAGE - 1);
    let limit = pages * PAGE;
    let path = format!("{BY_QUERY}?orderField=metadata.name%2Casc&fields=kind&limit={limit}");
    let answer = client.ask(&http::get(&path))?;
    if answer.status != 200 {
        bail!("{path} answered {}", answer.status);
    }
    let page: Value = serde_json::from_slice(answer.body).context("reading a page")?;
    let cursor = page["pageInfo"]["nextCursor"].as_str().context("there is no next page")?;
    Ok((encoded(cursor), pages))
}

/// Base64 as it stands in a query string.
fn encoded(cursor: &str) -> String {
    cursor.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}
