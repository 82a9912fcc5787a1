//! The question and the answer of the HTTP API, without HTTP.

use crate::{
    documents::CATALOG,
    error::SearchError,
    limits,
    search::{Found, Hit, Request, Search},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

/// Types of documents that programs may ask for. That a type is known does not mean that there is an index of it.
pub const TYPES: [&str; 2] = [CATALOG, "techdocs"];

/// A question, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    text: String,
    types: Vec<String>,
    attributes: Vec<(String, Vec<String>)>,
    limit: usize,
    page: usize,
}

impl Asked {
    /// Reads the parameters of a query string. Parameters that are not known are passed over, as by the original.
    ///
    /// # Errors
    /// If one of them is not what it must be.
    pub fn read(pairs: &[(String, String)]) -> Result<Self, SearchError> {
        let input = |message: String| SearchError::Input(message);
        let mut asked = Self {
            text: String::new(),
            types: Vec::new(),
            attributes: Vec::new(),
            limit: limits::PAGE,
            page: 0,
        };
        for (name, value) in pairs {
            let (name, inner) = name.split_once('[').unwrap_or((name, ""));
            match name {
                "term" => asked.text.clone_from(value),
                "types" => asked.types.push(value.clone()),
                "filters" => {
                    if let Some(field) = inner.split(']').next().filter(|field| !field.is_empty()) {
                        asked.filter(field, value);
                    }
                }
                "pageLimit" => {
                    let number = value.parse().ok().filter(|limit| (1..=limits::PAGE_MOST).contains(limit));
                    let wrong =
                        || input(format!("pageLimit must be a number from 1 to {}", limits::PAGE_MOST));
                    asked.limit = number.ok_or_else(wrong)?;
                }
                "pageCursor" => {
                    let wrong = || input("pageCursor must be one that an answer gave".to_owned());
                    asked.page = page(value).ok_or_else(wrong)?;
                }
                _ => {}
            }
        }
        if asked.text.chars().count() > limits::TEXT {
            return Err(input(format!("the term is longer than {} characters", limits::TEXT)));
        }
        match asked.types.iter().find(|asked| !TYPES.contains(&asked.as_str())) {
            None => Ok(asked),
            Some(other) => Err(input(format!(
                "no documents have the type \"{other}\"; known are {}",
                TYPES.join(" and ")
            ))),
        }
    }

    fn filter(&mut self, field: &str, value: &str) {
        match self.attributes.iter_mut().find(|(name, _)| name == field) {
            Some((_, values)) => values.push(value.to_owned()),
            None => self.attributes.push((field.to_owned(), vec![value.to_owned()])),
        }
    }

    /// The answer.
    ///
    /// # Errors
    /// If there is no index of a type that is asked for, or it cannot be read.
    pub fn answer(&self, search: &Search) -> Result<Value, SearchError> {
        if let Some(missing) = self.types.iter().find(|asked| !search.is_complete(asked)) {
            return Err(SearchError::MissingIndex(missing.clone()));
        }
        let skip = self.page.saturating_mul(self.limit);
        let found = search.find(&Request {
            text: self.text.clone(),
            doc_types: self.types.clone(),
            attributes: self.attributes.clone(),
            limit: self.limit,
            skip,
            ..Request::default()
        })?;
        let results: Vec<Value> = (skip + 1..)
            .zip(&found.hits)
            .filter(|(_, hit)| {
                is_safe(hit.document.get("location").and_then(Value::as_str).unwrap_or_default())
            })
            .map(|(rank, hit)| result(rank, hit, &found, &search.tag))
            .collect();
        let mut answer = json!({ "results": results });
        let end = skip.saturating_add(self.limit);
        if u64::try_from(end).is_ok_and(|end| end < found.total) && end < limits::DEPTH {
            answer["nextPageCursor"] = cursor(self.page + 1).into();
        }
        if let Some(before) = self.page.checked_sub(1) {
            answer["previousPageCursor"] = cursor(before).into();
        }
        answer["numberOfResults"] = found.total.into();
        Ok(answer)
    }
}

fn result(rank: usize, hit: &Hit, found: &Found, tag: &str) -> Value {
    let (before, after) = (format!("<{tag}>"), format!("</{tag}>"));
    let marked = hit.document.iter().filter(|(name, _)| *name != "location").filter_map(|(name, value)| {
        let tagged = found.marks.tagged(value.as_str()?, &before, &after)?;
        Some((name.clone(), tagged.into()))
    });
    let marked: Map<String, Value> = marked.collect();
    let mut document = hit.document.clone();
    document.shift_remove("authorization");
    json!({
        "type": hit.doc_type,
        "document": document,
        "rank": rank,
        "highlight": { "preTag": before, "postTag": after, "fields": marked },
    })
}

/// Whether an address leads to this program or to the web, and is no script.
fn is_safe(location: &str) -> bool {
    // As browsers read it: white space and control characters within the name of a scheme are passed over.
    let plain: String = location.chars().filter(|one| !one.is_control() && !one.is_whitespace()).collect();
    let scheme = plain.split_once(':').map(|(scheme, _)| scheme.to_lowercase());
    match scheme {
        Some(scheme) if !scheme.contains(['/', '?', '#']) => scheme == "http" || scheme == "https",
        _ => true,
    }
}

fn cursor(page: usize) -> String {
    STANDARD.encode(page.to_string())
}

fn page(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    // Far enough for every page that there can be, and no more.
    text.parse().ok().filter(|page| *page <= limits::DEPTH)
}

#[cfg(test)]
mod tests {
    use super::{Asked, is_safe};

    fn read(pairs: &[(&str, &str)]) -> Option<Asked> {
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Asked::read(&pairs).ok()
    }

    #[test]
    fn every_spelling_of_a_list_is_read() {
        let one = read(&[("types[]", "software-catalog"), ("filters[kind]", "API")]);
        assert!(one.is_some());
        assert_eq!(one, read(&[("types[0]", "software-catalog"), ("filters[kind][]", "API")]));
        assert_eq!(one, read(&[("types", "software-catalog"), ("filters[kind][0]", "API"), ("utm", "x")]));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (name, value) in [
            ("types[]", "zzz"),
            ("pageLimit", "0"),
            ("pageLimit", "101"),
            ("pageLimit", "ten"),
            ("pageCursor", "LTE="),
            ("pageCursor", "eA=="),
            ("pageCursor", "?"),
        ] {
            assert_eq!(read(&[(name, value)]), None, "{name}={value}");
        }
    }

    #[test]
    fn scripts_are_no_addresses() {
        for safe in ["/catalog/a", "docs/x:y", "https://x.test", "HTTP://x.test", "?a=b:c", ""] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_ in ["javascript:alert(1)", "java\nscript:x", " data:text/html,x", "vbscript:x"] {
            assert!(!is_safe(unsafe_), "{unsafe_}");
        }
    }
}
