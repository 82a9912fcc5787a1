//! Entities by name: single ones, and many references at once.

use std::sync::Arc;

use roaring::RoaringBitmap;
use serde_json::Value;

use crate::body::Body;
use crate::document::{Document, lower_ref};
use crate::error::QueryError;
use crate::fields::{Fields, item};
use crate::filter::parse_filters;
use crate::index::Index;
use crate::json::array;
use crate::params::Params;
use crate::predicate::Predicate;

/// `POST /entities/by-refs`.
#[derive(Debug, Clone, PartialEq)]
pub struct ByRefsRequest {
    /// The references, which must be complete and in lower case to be found.
    pub entity_refs: Vec<String>,
    /// Which of them; none for all.
    pub filter: Option<Predicate>,
    /// Which parts of them; none for the whole.
    pub fields: Option<Fields>,
}

/// The entities in the order of the references, with gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByRefs {
    /// Each entity as JSON; none where nothing was found.
    pub items: Vec<Option<Arc<str>>>,
}

impl ByRefsRequest {
    /// Reads the query string and the body.
    pub fn parse(pairs: &[(String, String)], body: &Value) -> Result<Self, QueryError> {
        let params = Params::check(pairs, &["filter"])?;
        let body = Body::new(body)?;
        let entity_refs = body.texts("entityRefs")?.ok_or_else(|| {
            QueryError::input("invalid body: \"entityRefs\" is missing; it lists the wanted references")
        })?;
        let filters = [parse_filters(&params.all("filter"))?, body.query()?];
        let mut filters: Vec<Predicate> = filters.into_iter().flatten().collect();
        let filter = if filters.len() > 1 { Some(Predicate::All(filters)) } else { filters.pop() };
        let fields = Fields::parse(&body.texts("fields")?.unwrap_or_default())?;
        Ok(Self { entity_refs, filter, fields })
    }

    /// Answers from `index`; `visible` restricts the answer to what the caller may see.
    pub fn answer(&self, index: &Index, visible: Option<&RoaringBitmap>) -> ByRefs {
        let filter = self.filter.as_ref().map(|filter| index.evaluate(filter));
        let is_wanted = |slot: u32| {
            [filter.as_ref(), visible].into_iter().flatten().all(|allowed| allowed.contains(slot))
        };
        let find = |entity_ref: &String| {
            let slot = index.slot(entity_ref).filter(|slot| is_wanted(*slot))?;
            index.document(slot).map(|document| item(&document.json, self.fields.as_ref()))
        };
        ByRefs { items: self.entity_refs.iter().map(find).collect() }
    }
}

impl ByRefs {
    /// The body of the reply.
    pub fn to_json(&self) -> String {
        format!("{{\"items\":{}}}", array(self.items.iter().map(Option::as_deref)))
    }
}

impl Index {
    /// `GET /entities/by-name/…`, in any case.
    pub fn by_name(
        &self,
        kind: &str,
        namespace: &str,
        name: &str,
        visible: Option<&RoaringBitmap>,
    ) -> Result<&Document, QueryError> {
        let found = self.slot(&lower_ref(kind, namespace, name));
        self.seen(found, visible).ok_or_else(|| {
            QueryError::not_found(format!("no entity is called \"{kind}:{namespace}/{name}\""))
        })
    }

    /// `GET /entities/by-uid/…`, in any case.
    pub fn by_uid(&self, uid: &str, visible: Option<&RoaringBitmap>) -> Result<&Document, QueryError> {
        let found = self.get_by_uid(uid).and_then(|document| self.slot(&document.entity_ref));
        self.seen(found, visible)
            .ok_or_else(|| QueryError::not_found(format!("no entity has the uid \"{uid}\"")))
    }

    fn seen(&self, slot: Option<u32>, visible: Option<&RoaringBitmap>) -> Option<&Document> {
        let slot = slot.filter(|slot| visible.is_none_or(|visible| visible.contains(*slot)))?;
        self.document(slot)
    }

    /// The slots that satisfy `filter` and are visible.
    pub(crate) fn select(
        &self,
        filter: Option<&Predicate>,
        visible: Option<&RoaringBitmap>,
    ) -> RoaringBitmap {
        let found = filter.map_or_else(|| self.all.clone(), |filter| self.evaluate(filter));
        match visible {
            Some(visible) => found & visible,
            None => found,
        }
    }
}
