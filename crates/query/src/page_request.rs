//! The requests of by-query: from the query string, from a JSON body, or from a cursor.

use serde_json::Value;

use crate::body::Body;
use crate::cursor::{Cursor, FullTextFilter, OrderField};
use crate::error::QueryError;
use crate::fields::Fields;
use crate::filter::parse_filters;
use crate::limits::DEFAULT_PAGE_LIMIT;
use crate::params::Params;
use crate::walk::Direction;

const PARAMETERS: &[&str] = &[
    "fields",
    "limit",
    "offset",
    "orderField",
    "cursor",
    "filter",
    "totalItems",
    "fullTextFilterTerm",
    "fullTextFilterFields",
];

/// `GET` and `POST /entities/by-query`.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRequest {
    /// What is asked for, and from where on.
    pub cursor: Cursor,
    /// Which parts of the entities; none for the whole.
    pub fields: Option<Fields>,
    /// At most so many; 0 only counts.
    pub limit: usize,
    /// After so many; on the first page only.
    pub offset: usize,
    /// Whether to count.
    pub totals: Totals,
}

/// Whether a page says how many entities there are in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Totals {
    /// Count them.
    Include,
    /// Report 0.
    Exclude,
}

impl PageRequest {
    /// Reads the query string of a GET.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, QueryError> {
        let params = Params::check(pairs, PARAMETERS)?;
        let limit = params.count("limit", 0)?.unwrap_or(DEFAULT_PAGE_LIMIT);
        let offset = params.count("offset", 0)?.unwrap_or(0);
        let totals = Totals::parse(params.one("totalItems")?)?;
        let fields = Fields::parse(&params.all("fields"))?;
        if let Some(cursor) = params.one("cursor")? {
            return Self::from_cursor(cursor, fields, limit);
        }
        let order_fields = params.all("orderField").into_iter().map(parse_order_field);
        let full_text = FullTextFilter {
            term: params.one("fullTextFilterTerm")?.unwrap_or_default().to_owned(),
            fields: text_fields(&params.all("fullTextFilterFields")),
        };
        let filter = parse_filters(&params.all("filter"))?;
        let cursor = Cursor::start(order_fields.collect::<Result<_, _>>()?, filter, Some(full_text));
        Ok(Self { cursor, fields, limit, offset, totals })
    }

    /// Reads the query string, which must be empty, and the body of a POST; null for no body.
    pub fn parse_post(pairs: &[(String, String)], body: &Value) -> Result<Self, QueryError> {
        Params::check(pairs, &[])?;
        let body = Body::new(body)?;
        let limit = body.count("limit")?.unwrap_or(DEFAULT_PAGE_LIMIT);
        let offset = body.count("offset")?.unwrap_or(0);
        let totals = Totals::parse(body.text("totalItems")?)?;
        let fields = Fields::parse(&body.texts("fields")?.unwrap_or_default())?;
        let order_fields = parse_order_by(&body)?;
        let full_text = parse_full_text(&body)?;
        let query = body.query()?;
        if let Some(cursor) = body.text("cursor")? {
            return Self::from_cursor(cursor, fields, limit);
        }
        Ok(Self { cursor: Cursor::start(order_fields, query, full_text), fields, limit, offset, totals })
    }

    /// Everything but the limit and the fields is in the cursor.
    fn from_cursor(cursor: &str, fields: Option<Fields>, limit: usize) -> Result<Self, QueryError> {
        let cursor = Cursor::decode(cursor)?;
        Ok(Self { cursor, fields, limit, offset: 0, totals: Totals::Include })
    }
}

impl Totals {
    fn parse(text: Option<&str>) -> Result<Self, QueryError> {
        match text {
            None | Some("include") => Ok(Self::Include),
            Some("exclude") => Ok(Self::Exclude),
            Some(other) => {
                Err(QueryError::input(format!("invalid totalItems \"{other}\"; write include or exclude")))
            }
        }
    }
}

/// `<field>[,asc|desc]`; what stands behind a second comma is ignored, as the original does.
fn parse_order_field(text: &str) -> Result<OrderField, QueryError> {
    let mut parts = text.split(',');
    let field = parts.next().unwrap_or_default().to_owned();
    let direction = match parts.next() {
        None => Some(Direction::Ascending),
        Some(direction) => Direction::parse(direction),
    };
    let direction = direction.ok_or_else(|| {
        QueryError::input(format!("invalid orderField \"{text}\"; write <field>,asc or <field>,desc"))
    })?;
    Ok(OrderField { field, direction })
}

fn parse_order_by(body: &Body<'_>) -> Result<Vec<OrderField>, QueryError> {
    let read = |object: &serde_json::Map<String, Value>| {
        let field = object.get("field").and_then(Value::as_str)?;
        let direction = object.get("order").and_then(Value::as_str).and_then(Direction::parse)?;
        Some(OrderField { field: field.to_owned(), direction })
    };
    let fields: Option<Vec<_>> = body.objects("orderBy")?.into_iter().map(read).collect();
    fields.ok_or_else(|| {
        QueryError::input("invalid body: \"orderBy\" needs a field and an order, asc or desc, in every item")
    })
}

fn parse_full_text(body: &Body<'_>) -> Result<Option<FullTextFilter>, QueryError> {
    let Some(filter) = body.object("fullTextFilter")? else { return Ok(None) };
    let term = filter.text("term")?.unwrap_or_default().to_owned();
    Ok(Some(FullTextFilter { term, fields: filter.texts("fields")? }))
}

fn text_fields(texts: &[&str]) -> Option<Vec<String>> {
    let split = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
    let fields: Vec<String> = split.filter(|field| !field.is_empty()).map(str::to_owned).collect();
    (!fields.is_empty()).then_some(fields)
}
