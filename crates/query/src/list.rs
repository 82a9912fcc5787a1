//! `GET /entities`: everything that matches, whole or in pages by offset.

use std::sync::Arc;

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::encode;
use crate::error::QueryError;
use crate::fields::{Fields, item};
use crate::filter::parse_filters;
use crate::index::Index;
use crate::json::array;
use crate::limits::MAX_ORDER_FIELDS;
use crate::order::{Order, by_all_orders};
use crate::params::{Params, with_param};
use crate::predicate::Predicate;
use crate::walk::{Direction, Repeats, Tie, Walk, in_tie_order};

const PARAMETERS: &[&str] = &["fields", "limit", "filter", "offset", "after", "order"];

/// What is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRequest {
    /// Which entities; none for all.
    pub filter: Option<Predicate>,
    /// Which parts of them; none for the whole.
    pub fields: Option<Fields>,
    /// By what they are sorted.
    pub orders: Vec<Order>,
    /// Which page; none for everything at once.
    pub paging: Option<Paging>,
}

/// A page by number of entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Paging {
    /// At most so many; none for all that follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// After so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
}

/// The listed entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Each entity as JSON.
    pub items: Vec<Arc<str>>,
    /// The `after` parameter of the next page, if more follow.
    pub next_after: Option<String>,
}

impl ListRequest {
    /// Reads the query string.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, QueryError> {
        let params = Params::check(pairs, PARAMETERS)?;
        let orders = params.all("order").into_iter().map(parse_order).collect::<Result<Vec<_>, _>>()?;
        if orders.len() > MAX_ORDER_FIELDS {
            return Err(QueryError::input(format!(
                "at most {MAX_ORDER_FIELDS} order parameters are allowed"
            )));
        }
        Ok(Self {
            filter: parse_filters(&params.all("filter"))?,
            fields: Fields::parse(&params.all("fields"))?,
            orders,
            paging: parse_paging(&params)?,
        })
    }

    /// Answers from `index`; `visible` restricts the answer to what the caller may see.
    pub fn answer(&self, index: &Index, visible: Option<&RoaringBitmap>) -> Listing {
        let within = index.select(self.filter.as_ref(), visible);
        let mut slots = match &self.paging {
            None => self.unpaged(index, &within),
            Some(paging) => self.paged(index, &within, paging),
        };
        let mut next_after = None;
        if let Some(Paging { limit: Some(limit), offset }) = self.paging
            && slots.len() > limit
        {
            slots.truncate(limit);
            let offset = Some(offset.unwrap_or(0).saturating_add(limit));
            next_after = Some(encode::encode(&Paging { limit: Some(limit), offset }));
        }
        let documents = slots.into_iter().filter_map(|slot| index.document(slot));
        let items = documents.map(|document| item(&document.json, self.fields.as_ref())).collect();
        Listing { items, next_after }
    }

    /// As by-query does it: by uid, or by the first order field, leaving out what lacks it.
    fn unpaged(&self, index: &Index, within: &RoaringBitmap) -> Vec<u32> {
        let Some(order) = self.orders.first() else {
            return in_tie_order(index, within, Tie::Uid, Direction::Ascending, None, usize::MAX);
        };
        let Some(key) = index.terms.key(&order.key.to_lowercase()) else { return Vec::new() };
        let walk = Walk {
            index,
            key,
            within,
            direction: order.direction,
            tie: Tie::Uid,
            tie_direction: order.direction,
            repeats: Repeats::PerValue,
            after: None,
            like: None,
        };
        walk.rows(0, usize::MAX).into_iter().map(|(_, slot)| slot).collect()
    }

    /// One more row than the limit, to know whether a page follows.
    fn paged(&self, index: &Index, within: &RoaringBitmap, paging: &Paging) -> Vec<u32> {
        let offset = paging.offset.unwrap_or(0);
        let take = paging.limit.map_or(usize::MAX, |limit| limit.saturating_add(1));
        if self.orders.is_empty() {
            let need = offset.saturating_add(take);
            let slots = in_tie_order(index, within, Tie::EntityRef, Direction::Ascending, None, need);
            return slots.into_iter().skip(offset).collect();
        }
        by_all_orders(index, within, &self.orders, offset, take)
    }
}

impl Listing {
    /// The body of the reply.
    pub fn to_json(&self) -> String {
        array(self.items.iter().map(|item| Some(item.as_ref())))
    }

    /// The `Link` header of the reply to a request for `path?pairs`, if more follow.
    pub fn link(&self, path: &str, pairs: &[(String, String)]) -> Option<String> {
        let after = self.next_after.as_deref()?;
        Some(format!("<{path}?{}>; rel=\"next\"", with_param(pairs, "after", after, "offset")))
    }
}

fn parse_order(text: &str) -> Result<Order, QueryError> {
    let parts = text.split_once(':').filter(|(_, key)| !key.is_empty());
    let order = parts.and_then(|(direction, key)| {
        Direction::parse(direction).map(|direction| Order { key: key.to_owned(), direction })
    });
    order.ok_or_else(|| {
        QueryError::input(format!("invalid order \"{text}\"; write asc:<field> or desc:<field>"))
    })
}

fn parse_paging(params: &Params<'_>) -> Result<Option<Paging>, QueryError> {
    let limit = params.count("limit", 1)?;
    let offset = params.count("offset", 0)?;
    let Some(after) = params.one("after")? else {
        return Ok((limit.is_some() || offset.is_some()).then_some(Paging { limit, offset }));
    };
    let cursor: Option<Paging> = encode::decode(after).filter(|paging: &Paging| paging.limit != Some(0));
    let cursor = cursor.ok_or_else(|| {
        QueryError::input("invalid after: use the value from the Link header of the page before")
    })?;
    Ok(Some(Paging { limit: cursor.limit.or(limit), offset: cursor.offset.or(offset) }))
}
