//! The search page and the command palette.

use super::{Named, catalog::Facet};
use serde::{Deserialize, Serialize};

/// Results on a page.
pub const PAGE: usize = 20;

/// A facet of the search page: the parameter in the address, and the heading.
pub const FACETS: [(&str, &str); 5] =
    [("kind", "Kind"), ("type", "Type"), ("owner", "Owner"), ("lifecycle", "Lifecycle"), ("tag", "Tags")];

/// What the search page shows, which is its query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SearchFilter {
    /// Words.
    pub text: String,
    /// Chosen values, one list per entry of [`FACETS`].
    pub chosen: [Vec<String>; FACETS.len()],
    /// Page, counted from 0.
    pub page: usize,
    /// Facet whose values are all listed.
    pub expanded: Option<usize>,
}

impl SearchFilter {
    /// Reads a query string's pairs. What it does not know is ignored, so that no address is an error.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filter = Self::default();
        for (key, value) in pairs {
            let value = value.trim();
            // Links from elsewhere write `filters[kind]`, `filters[kind][]` or `filters[kind][0]`.
            let key = key.strip_prefix("filters[").and_then(|rest| rest.split(']').next()).unwrap_or(key);
            match (facet(key), key) {
                (Some(facet), _) if !value.is_empty() => {
                    let chosen = &mut filter.chosen[facet];
                    let value = full_value(facet, value);
                    if !chosen.contains(&value) {
                        chosen.push(value);
                    }
                }
                (_, "query") => filter.text = value.to_owned(),
                (_, "page") => filter.page = value.parse::<usize>().unwrap_or(1).clamp(1, 1_000_000) - 1,
                (_, "all") => filter.expanded = facet(value),
                _ => {}
            }
        }
        filter
    }

    /// The pairs of the query string for this state. The inverse of [`SearchFilter::read`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.text.is_empty() {
            pairs.push(("query", self.text.clone()));
        }
        for ((parameter, _), chosen) in FACETS.iter().zip(&self.chosen) {
            pairs.extend(chosen.iter().map(|value| (*parameter, value.clone())));
        }
        if self.page > 0 {
            pairs.push(("page", (self.page + 1).to_string()));
        }
        if let Some(facet) = self.expanded {
            pairs.push(("all", FACETS[facet].0.to_owned()));
        }
        pairs
    }

    /// The same state with a value of a facet chosen or no longer chosen, on the first page.
    #[must_use]
    pub fn toggled(&self, facet: usize, value: &str) -> Self {
        let mut next = Self { page: 0, ..self.clone() };
        let chosen = &mut next.chosen[facet];
        match chosen.iter().position(|other| other == value) {
            Some(position) => drop(chosen.remove(position)),
            None => chosen.push(value.to_owned()),
        }
        next
    }

    /// The same state on another page.
    #[must_use]
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same choices with other words.
    #[must_use]
    pub fn with_text(&self, text: &str) -> Self {
        Self { text: text.trim().to_owned(), page: 0, ..self.clone() }
    }

    /// The same words without any choice.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { text: self.text.clone(), ..Self::default() }
    }

    /// The same state with all values of a facet listed.
    #[must_use]
    pub fn expanding(&self, facet: usize) -> Self {
        Self { expanded: Some(facet), ..self.clone() }
    }

    /// Whether a facet has a choice.
    pub fn is_narrowed(&self) -> bool {
        self.chosen.iter().any(|chosen| !chosen.is_empty())
    }
}

fn facet(parameter: &str) -> Option<usize> {
    FACETS.iter().position(|(known, _)| *known == parameter)
}

/// Completes a value as people write it to the one that the index knows.
fn full_value(facet: usize, value: &str) -> String {
    let lower = value.to_lowercase();
    if FACETS[facet].0 == "owner" && !lower.contains(':') {
        let separator = if lower.contains('/') { "" } else { "default/" };
        return format!("group:{separator}{lower}");
    }
    lower
}

/// A page of results.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchView {
    /// The results of this page.
    pub hits: Vec<HitView>,
    /// Number of all.
    pub found: u64,
    /// Number of pages that can be shown.
    pub pages: usize,
    /// The page that this is, counted from 0.
    pub page: usize,
    /// What can be chosen; keys are positions in [`FACETS`].
    pub facets: Vec<Facet>,
    /// Whether these are results for words that are written nearly like those that were asked for.
    pub similar: bool,
    /// Words that would find something, if these find nothing.
    pub suggestion: Option<String>,
    /// What comes nearest, if nothing was found.
    pub nearest: Vec<FoundView>,
    /// Entities that are indexed and entities that there are, while the index is being made.
    pub building: Option<(u64, u64)>,
    /// Why there is no answer, if so.
    pub failed: bool,
}

/// A piece of a text and whether it is marked.
pub type Piece = (String, bool);

/// A result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HitView {
    /// Address of its page.
    pub location: String,
    /// Kind in its own spelling.
    pub kind: String,
    /// What to call it.
    pub label: Vec<Piece>,
    /// Name, if it is not the label.
    pub name: Option<String>,
    /// `spec.type`.
    pub kind_type: Option<String>,
    /// `spec.lifecycle`.
    pub lifecycle: Option<String>,
    /// Who owns it.
    pub owners: Vec<Named>,
    /// Tags that were asked for.
    pub tags: Vec<String>,
    /// The passage that says most about why it was found.
    pub passage: Vec<Piece>,
    /// Whether the passage is an operation of an API.
    pub is_operation: bool,
}

/// An entity in a short list, such as the command palette's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundView {
    /// Full lower-case reference.
    pub entity_ref: String,
    /// Kind in its own spelling.
    pub kind: String,
    /// What to call it.
    pub label: String,
    /// Something to tell it from others: name, type, or who owns it.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::SearchFilter;

    fn read(query: &[(&'static str, &'static str)]) -> SearchFilter {
        SearchFilter::read(query.iter().copied())
    }

    #[test]
    fn the_query_string_is_the_state() {
        let filter = read(&[
            ("query", " cart "),
            ("kind", "Component"),
            ("kind", "api"),
            ("owner", "team-cart"),
            ("page", "3"),
            ("all", "tag"),
            ("nonsense", "x"),
        ]);
        assert_eq!((filter.text.as_str(), filter.page, filter.expanded), ("cart", 2, Some(4)));
        assert_eq!(filter.chosen[0], ["component", "api"]);
        assert_eq!(filter.chosen[2], ["group:default/team-cart"]);
        let pairs = filter.pairs();
        assert_eq!(SearchFilter::read(pairs.iter().map(|(key, value)| (*key, value.as_str()))), filter);
    }

    #[test]
    fn old_links_work() {
        let old = read(&[
            ("query", "cart"),
            ("types[]", "software-catalog"),
            ("filters[kind]", "Component"),
            ("filters[lifecycle][0]", "production"),
            ("filters[lifecycle][]", "experimental"),
            ("pageCursor", ""),
        ]);
        let new = [
            ("query", "cart"),
            ("kind", "component"),
            ("lifecycle", "production"),
            ("lifecycle", "experimental"),
        ];
        assert_eq!(old, read(&new));
    }

    #[test]
    fn choosing_leads_to_the_first_page() {
        let filter = read(&[("query", "a"), ("page", "4")]);
        let chosen = filter.toggled(0, "api");
        assert_eq!((chosen.chosen[0].len(), chosen.page), (1, 0));
        assert!(!chosen.toggled(0, "api").is_narrowed());
        assert_eq!(chosen.cleared(), read(&[("query", "a")]));
    }

    #[test]
    fn no_address_is_an_error() {
        let odd = [("page", "-1"), ("all", "?"), ("kind", ""), ("filters[", "x"), ("filters[kind", "api")];
        assert!(read(&odd).text.is_empty());
    }
}
