//! Facets: the values of a key in their original spelling, each with the number of entities.

use std::collections::HashMap;

use roaring::RoaringBitmap;
use serde_json::{Map, Value, json};

use crate::body::Body;
use crate::error::QueryError;
use crate::filter::parse_filters;
use crate::index::Index;
use crate::params::Params;
use crate::predicate::Predicate;

/// `GET` and `POST /entity-facets`.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetsRequest {
    /// The keys, as the caller spells them.
    pub facets: Vec<String>,
    /// Over which entities; none for all.
    pub filter: Option<Predicate>,
}

/// The counts of each key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    /// Each key, as the caller spelled it, with its values and their counts.
    pub facets: Vec<(String, Vec<(String, u64)>)>,
}

impl FacetsRequest {
    /// Reads the query string of a GET.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, QueryError> {
        let params = Params::check(pairs, &["facet", "filter"])?;
        let facets: Vec<String> = params.all("facet").into_iter().map(str::to_owned).collect();
        if facets.is_empty() {
            return Err(QueryError::input("the query parameter \"facet\" is missing; name at least one key"));
        }
        Ok(Self { facets, filter: parse_filters(&params.all("filter"))? })
    }

    /// Reads the query string, which must be empty, and the body of a POST.
    pub fn parse_post(pairs: &[(String, String)], body: &Value) -> Result<Self, QueryError> {
        Params::check(pairs, &[])?;
        let body = Body::new(body)?;
        let facets = body
            .texts("facets")?
            .filter(|facets| !facets.is_empty())
            .ok_or_else(|| QueryError::input("invalid body: \"facets\" must name at least one key"))?;
        Ok(Self { facets, filter: body.query()? })
    }

    /// Answers from `index`; `visible` restricts the answer to what the caller may see.
    pub fn answer(&self, index: &Index, visible: Option<&RoaringBitmap>) -> Facets {
        let within = index.select(self.filter.as_ref(), visible);
        let count = |facet: &String| (facet.clone(), index.facet_counts(facet, &within));
        Facets { facets: self.facets.iter().map(count).collect() }
    }
}

impl Facets {
    /// The body of the reply.
    pub fn to_json(&self) -> Value {
        let counts = |counts: &[(String, u64)]| -> Value {
            counts.iter().map(|(value, count)| json!({ "value": value, "count": count })).collect()
        };
        let facets: Map<String, Value> =
            self.facets.iter().map(|(facet, values)| (facet.clone(), counts(values))).collect();
        json!({ "facets": facets })
    }
}

impl Index {
    /// The values that the entities in `within` have for `key`, in their original spelling and
    /// sorted, with the number of entities for each.
    pub fn facet_counts(&self, key: &str, within: &RoaringBitmap) -> Vec<(String, u64)> {
        let Some(key) = self.terms.key(&key.to_lowercase()) else { return Vec::new() };
        let mut counts: HashMap<&str, u64> = HashMap::new();
        if within.len().saturating_mul(4) < key.values().len() as u64 {
            for slot in within {
                for (_, id) in self.terms.values_of(self.terms_of(slot), key) {
                    let spelling = self.terms.term(id).and_then(|term| term.spelling_of(slot));
                    *counts.entry(spelling.unwrap_or_default()).or_default() += 1;
                }
            }
        } else {
            for term in key.values().values().filter_map(|id| self.terms.term(*id)) {
                for (spelling, slots) in term.spellings() {
                    *counts.entry(spelling).or_default() += slots.count_in(within);
                }
            }
        }
        let found = counts.into_iter().filter(|(_, count)| *count > 0);
        let mut found: Vec<_> = found.map(|(value, count)| (value.to_owned(), count)).collect();
        found.sort_unstable();
        found
    }
}
