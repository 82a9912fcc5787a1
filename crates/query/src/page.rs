//! by-query: sorted pages with cursors in both directions.

use std::sync::Arc;

use roaring::RoaringBitmap;
use serde_json::{Map, Value};

use crate::cursor::{Cursor, OrderField};
use crate::fields::item;
use crate::index::Index;
use crate::json::array;
use crate::like::Like;
use crate::page_request::{PageRequest, Totals};
use crate::terms::Key;
use crate::walk::{Direction, Repeats, Tie, Walk, in_tie_order};

/// A page of entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Each entity as JSON.
    pub items: Vec<Arc<str>>,
    /// How many entities there are on all pages; 0 if they were not to be counted.
    pub total_items: u64,
    /// The cursor of the page behind this one.
    pub next_cursor: Option<String>,
    /// The cursor of the page before this one.
    pub prev_cursor: Option<String>,
}

/// A row by its slot and its place in the order: sort value and uid, or only the uid.
struct Row {
    slot: u32,
    place: Vec<String>,
}

impl PageRequest {
    /// Answers from `index`; `visible` restricts the answer to what the caller may see and is not
    /// put into cursors.
    pub fn answer(&self, index: &Index, visible: Option<&RoaringBitmap>) -> Page {
        let found = Found::new(self, index, visible);
        let total_items = match (self.cursor.total_items, self.totals) {
            (Some(counted), _) => counted,
            (None, Totals::Exclude) => 0,
            (None, Totals::Include) => found.count(),
        };
        let backwards = self.cursor.is_previous;
        let take = if backwards { self.limit } else { self.limit.saturating_add(1) };
        let mut rows = if self.limit == 0 { Vec::new() } else { found.rows(take) };
        if backwards {
            rows.reverse();
        }
        let has_more = self.limit > 0 && (backwards || rows.len() > self.limit);
        rows.truncate(self.limit);

        let documents = rows.iter().filter_map(|row| index.document(row.slot));
        let items = documents.map(|document| item(&document.json, self.fields.as_ref())).collect();
        let next_cursor = rows.last().filter(|_| has_more).map(|last| {
            let first = rows.first().map(Row::as_first).unwrap_or_default();
            self.continued(last, false, first, total_items)
        });
        Page { items, total_items, next_cursor, prev_cursor: self.prev_cursor(&rows, total_items) }
    }

    /// None on the first page, be it reached at once or by going back.
    fn prev_cursor(&self, rows: &[Row], total_items: u64) -> Option<String> {
        let first_of_all = self.cursor.first_sort_field_values.as_ref()?;
        let first = rows.first().filter(|row| row.as_first() != *first_of_all)?;
        Some(self.continued(first, true, first_of_all.clone(), total_items))
    }

    fn continued(
        &self,
        edge: &Row,
        is_previous: bool,
        first: Vec<Option<String>>,
        total_items: u64,
    ) -> String {
        let mut cursor = self.cursor.clone();
        cursor.is_previous = is_previous;
        cursor.order_field_values = Some(edge.place.clone());
        cursor.first_sort_field_values.get_or_insert(first);
        cursor.total_items = Some(total_items);
        cursor.encode()
    }
}

impl Row {
    fn as_first(&self) -> Vec<Option<String>> {
        self.place.iter().cloned().map(Some).collect()
    }
}

/// What a request finds, before it is cut into pages.
struct Found<'a> {
    index: &'a Index,
    cursor: &'a Cursor,
    offset: usize,
    within: RoaringBitmap,
    sort: Option<(&'a OrderField, Option<&'a Key>)>,
    /// A text that the sort value itself must contain.
    sort_like: Option<Like>,
}

impl<'a> Found<'a> {
    fn new(request: &'a PageRequest, index: &'a Index, visible: Option<&RoaringBitmap>) -> Self {
        let cursor = &request.cursor;
        let sort = cursor.order_fields.first();
        let mut found = Self {
            index,
            cursor,
            offset: request.offset,
            within: index.select(cursor.query.as_ref(), visible),
            sort: sort.map(|order| (order, index.terms.key(&order.field.to_lowercase()))),
            sort_like: None,
        };
        found.restrict_to_text();
        found
    }

    /// A text selects entities; sought in the sort field alone it selects rows of them, too.
    fn restrict_to_text(&mut self) {
        let Some(filter) = &self.cursor.full_text_filter else { return };
        let term = filter.term.trim();
        if term.is_empty() {
            return;
        }
        let like = Like::containing(term);
        let sort_field = self.sort.map(|(order, _)| order.field.as_str());
        let default = [sort_field.unwrap_or("metadata.uid").to_owned()];
        let fields = filter.fields.as_deref().unwrap_or(&default);
        self.within = self.index.values_like(fields, &like, &self.within);
        if let ([field], Some(sort_field)) = (fields, sort_field)
            && field == sort_field
        {
            self.sort_like = Some(like);
        }
    }

    /// How many entities there are; one that is repeated counts once.
    fn count(&self) -> u64 {
        match &self.sort {
            None => self.within.len(),
            Some((_, None)) => 0,
            Some((_, Some(key))) => key.valued_in(&self.within).len(),
        }
    }

    /// The rows from the edge on, in the direction of travel.
    fn rows(&self, take: usize) -> Vec<Row> {
        let edge = self.cursor.order_field_values.as_deref();
        let direction = self.sort.map_or(Direction::Ascending, |(order, _)| order.direction);
        let direction = if self.cursor.is_previous { direction.inverted() } else { direction };
        let uid_of = |slot| self.index.document(slot).map_or("", |document| &document.uid).to_owned();
        let Some((_, key)) = self.sort else {
            let after = edge.and_then(|edge| edge.first()).map(String::as_str);
            let need = self.offset.saturating_add(take);
            let slots = in_tie_order(self.index, &self.within, Tie::Uid, direction, after, need);
            let slots = slots.into_iter().skip(self.offset);
            return slots.map(|slot| Row { slot, place: vec![uid_of(slot)] }).collect();
        };
        let Some(key) = key else { return Vec::new() };
        let after = match edge {
            Some([value, uid]) => Some((value.as_str(), uid.as_str())),
            _ => None,
        };
        let walk = Walk {
            index: self.index,
            key,
            within: &self.within,
            direction,
            tie: Tie::Uid,
            tie_direction: direction,
            repeats: Repeats::PerValue,
            after,
            like: self.sort_like.as_ref(),
        };
        let value_of = |term| self.index.terms.term(term).and_then(|term| term.value()).unwrap_or_default();
        let rows = walk.rows(self.offset, take).into_iter();
        rows.map(|(term, slot)| Row { slot, place: vec![value_of(term).to_owned(), uid_of(slot)] }).collect()
    }
}

impl Index {
    /// The slots in `within` with a value like this in one of the fields.
    fn values_like(&self, fields: &[String], like: &Like, within: &RoaringBitmap) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        for key in fields.iter().filter_map(|field| self.terms.key(&field.to_lowercase())) {
            if key.is_sought_slot_by_slot(within.len()) {
                let holds = |slot: &u32| {
                    self.terms.values_of(self.terms_of(*slot), key).any(|(value, _)| like.matches(value))
                };
                found.extend(within.iter().filter(holds));
                continue;
            }
            found |= self.terms.like(key, like);
        }
        found & within
    }
}

impl Page {
    /// The body of the reply.
    pub fn to_json(&self) -> String {
        let mut info = Map::new();
        for (key, cursor) in [("nextCursor", &self.next_cursor), ("prevCursor", &self.prev_cursor)] {
            if let Some(cursor) = cursor {
                info.insert(key.to_owned(), Value::from(cursor.as_str()));
            }
        }
        format!(
            "{{\"items\":{},\"totalItems\":{},\"pageInfo\":{}}}",
            array(self.items.iter().map(|item| Some(item.as_ref()))),
            self.total_items,
            Value::Object(info)
        )
    }
}
