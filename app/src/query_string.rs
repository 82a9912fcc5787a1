//! Query strings as forms and links write them.

use percent_encoding::percent_decode_str;
#[cfg(feature = "ssr")]
use portico_portal::views::graph::GraphQuestion;
use portico_portal::views::search::SearchFilter;
use portico_portal::views::{explore::ExploreFilter, filter::CatalogFilter, impact::ImpactQuestion};

/// The pairs of a query string, without its `?`.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// The parts of an address' path.
#[cfg(feature = "ssr")]
pub(crate) fn path(path: &str) -> Vec<String> {
    let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    path.split('/').filter(|part| !part.is_empty()).map(decode).collect()
}

/// The first value of a key.
pub(crate) fn value(query: &str, key: &str) -> String {
    pairs(query).into_iter().find(|(name, _)| name == key).map(|(_, value)| value).unwrap_or_default()
}

/// The state of the catalog page.
pub(crate) fn filter(query: &str) -> CatalogFilter {
    let pairs = pairs(query);
    CatalogFilter::read(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

/// The state of the explore page.
pub(crate) fn explore(query: &str) -> ExploreFilter {
    let pairs = pairs(query);
    ExploreFilter::read(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

/// The question about a change to an entity.
pub(crate) fn impact(entity_ref: &str, query: &str) -> ImpactQuestion {
    let pairs = pairs(query);
    ImpactQuestion::read(entity_ref, pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

/// The question of a graph, and what of it made no sense.
#[cfg(feature = "ssr")]
pub(crate) fn graph(query: &str) -> (GraphQuestion, Vec<String>) {
    let pairs = pairs(query);
    GraphQuestion::read(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

/// The state of the search page.
pub(crate) fn search(query: &str) -> SearchFilter {
    let pairs = pairs(query);
    SearchFilter::read(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::{filter, pairs, value};
    use crate::paths;

    #[test]
    fn forms_and_links_are_read() {
        let expect = vec![("a b".to_owned(), "c&d".to_owned()), ("e".to_owned(), String::new())];
        assert_eq!(pairs("?a+b=c%26d&e&"), expect);
        assert_eq!(value("x=1&y=%C3%BC&y=2", "y"), "ü");
        assert_eq!(value("", "y"), "");
    }

    #[test]
    fn a_state_survives_its_address() {
        let state = filter("kind=api&kind=component&text=a%2Bb+c&owner=group%3Ahq%2Fa&sort=-owner&page=2");
        assert_eq!(filter(&paths::query(&state)), state);
    }
}
