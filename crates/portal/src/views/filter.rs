//! The state of the catalog page, which is its query string.

use serde::{Deserialize, Serialize};

/// A facet of the catalog page: the parameter in the address, the key in the index, the heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacetKey {
    /// Name of the parameter in the query string.
    pub parameter: &'static str,
    /// Key in the index.
    pub index_key: &'static str,
    /// Heading.
    pub title: &'static str,
    /// The name that Backstage's catalog page uses in `filters[…]`, so that old links work.
    pub alias: &'static str,
}

const fn facet(
    parameter: &'static str,
    index_key: &'static str,
    title: &'static str,
    alias: &'static str,
) -> FacetKey {
    FacetKey { parameter, index_key, title, alias }
}

/// All facets, in the order in which they are shown.
pub const FACETS: [FacetKey; 8] = [
    facet("kind", "kind", "Kind", "kind"),
    facet("attention", "portico.attention", "Needs attention", ""),
    facet("type", "spec.type", "Type", "type"),
    facet("lifecycle", "spec.lifecycle", "Lifecycle", "lifecycles"),
    facet("owner", "relations.ownedby", "Owner", "owners"),
    facet("system", "portico.system", "System", "systems"),
    facet("tag", "metadata.tags", "Tags", "tags"),
    facet("namespace", "metadata.namespace", "Namespace", "namespace"),
];

/// Columns by which the table can be sorted: the word in the address and the key in the index.
pub const SORTS: [(&str, &str); 6] = [
    ("name", "portico.name"),
    ("system", "portico.system"),
    ("owner", "relations.ownedby"),
    ("type", "spec.type"),
    ("lifecycle", "spec.lifecycle"),
    ("kind", "kind"),
];

/// Whose entities the catalog page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum List {
    /// Everybody's.
    #[default]
    All,
    /// What the reader or a group that they are in owns.
    Owned,
    /// What the reader starred.
    Starred,
}

impl List {
    /// All lists.
    pub const ALL: [Self; 3] = [Self::All, Self::Owned, Self::Starred];

    /// The word in the address; none for everybody's.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Owned => "owned",
            Self::Starred => "starred",
        }
    }
}

/// What the catalog page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CatalogFilter {
    /// Chosen values, one list per entry of [`FACETS`].
    pub chosen: [Vec<String>; FACETS.len()],
    /// Whose entities.
    pub list: List,
    /// Words that name, title, description or tags must contain.
    pub text: String,
    /// Column of [`SORTS`]; the first one if 0.
    pub sort: usize,
    /// Whether the order is reversed.
    pub descending: bool,
    /// Page, counted from 0.
    pub page: usize,
    /// Facet whose values are all listed.
    pub expanded: Option<usize>,
}

impl CatalogFilter {
    /// Reads a query string's pairs. What it does not know is ignored, so that no address is an error.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filter = Self::default();
        for (key, value) in pairs {
            let value = value.trim();
            let alias = key.strip_prefix("filters[").and_then(|rest| rest.split(']').next());
            let facet = FACETS.iter().position(|facet| {
                facet.parameter == key || alias.is_some_and(|alias| !alias.is_empty() && alias == facet.alias)
            });
            match (facet, key) {
                (Some(facet), _) if !value.is_empty() => {
                    let chosen = &mut filter.chosen[facet];
                    let value = full_value(facet, value);
                    if !chosen.contains(&value) {
                        chosen.push(value);
                    }
                }
                (_, "list" | "filters[user]") => {
                    filter.list = List::ALL.into_iter().find(|list| list.word() == value).unwrap_or_default();
                }
                (_, "text") => filter.text = value.to_owned(),
                (_, "sort") => {
                    let name = value.strip_prefix('-').unwrap_or(value);
                    filter.sort = SORTS.iter().position(|(word, _)| *word == name).unwrap_or_default();
                    filter.descending = value.starts_with('-');
                }
                (_, "page") => filter.page = value.parse::<usize>().unwrap_or(1).clamp(1, 1_000_000) - 1,
                (_, "all") => filter.expanded = FACETS.iter().position(|facet| facet.parameter == value),
                _ => {}
            }
        }
        filter
    }

    /// The pairs of the query string for this state. The inverse of [`CatalogFilter::read`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        for (facet, chosen) in FACETS.iter().zip(&self.chosen) {
            pairs.extend(chosen.iter().map(|value| (facet.parameter, value.clone())));
        }
        if self.list != List::All {
            pairs.push(("list", self.list.word().to_owned()));
        }
        if !self.text.is_empty() {
            pairs.push(("text", self.text.clone()));
        }
        if self.sort != 0 || self.descending {
            let sign = if self.descending { "-" } else { "" };
            pairs.push(("sort", format!("{sign}{}", SORTS[self.sort].0)));
        }
        if self.page > 0 {
            pairs.push(("page", (self.page + 1).to_string()));
        }
        if let Some(facet) = self.expanded {
            pairs.push(("all", FACETS[facet].parameter.to_owned()));
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

    /// The same state sorted by another column; by the same one, the other way round.
    #[must_use]
    pub fn sorted_by(&self, sort: usize) -> Self {
        let descending = self.sort == sort && !self.descending;
        Self { sort, descending, page: 0, ..self.clone() }
    }

    /// The same state for another list, on the first page.
    #[must_use]
    pub fn listing(&self, list: List) -> Self {
        Self { list, page: 0, ..self.clone() }
    }

    /// The same state on another page.
    #[must_use]
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same state with other words.
    #[must_use]
    pub fn with_text(&self, text: &str) -> Self {
        Self { text: text.trim().to_owned(), page: 0, ..self.clone() }
    }

    /// The same state with all values of a facet listed.
    #[must_use]
    pub fn expanding(&self, facet: usize) -> Self {
        Self { expanded: Some(facet), ..self.clone() }
    }

    /// Whether anything is left out.
    pub fn is_narrowed(&self) -> bool {
        self.list != List::All || !self.text.is_empty() || self.chosen.iter().any(|chosen| !chosen.is_empty())
    }
}

/// Completes a value as people write it to the one that the index knows.
fn full_value(facet: usize, value: &str) -> String {
    let lower = value.to_lowercase();
    match FACETS[facet].parameter {
        "owner" | "system" if !lower.contains(':') => {
            let kind = if FACETS[facet].parameter == "owner" { "group" } else { "system" };
            let separator = if lower.contains('/') { "" } else { "default/" };
            format!("{kind}:{separator}{lower}")
        }
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::CatalogFilter;

    fn read(query: &[(&'static str, &'static str)]) -> CatalogFilter {
        CatalogFilter::read(query.iter().copied())
    }

    #[test]
    fn the_query_string_is_the_state() {
        let filter = read(&[
            ("kind", "Component"),
            ("kind", "api"),
            ("owner", "team-cart"),
            ("text", " pay "),
            ("list", "starred"),
            ("sort", "-owner"),
            ("page", "3"),
            ("all", "tag"),
            ("nonsense", "x"),
        ]);
        assert_eq!(filter.chosen[0], ["component", "api"]);
        assert_eq!(filter.chosen[4], ["group:default/team-cart"]);
        assert_eq!((filter.text.as_str(), filter.sort, filter.descending, filter.page), ("pay", 2, true, 2));
        let pairs = filter.pairs();
        let again = CatalogFilter::read(pairs.iter().map(|(key, value)| (*key, value.as_str())));
        assert_eq!(again, filter);
    }

    #[test]
    fn old_links_work() {
        let filter = read(&[
            ("filters[kind]", "component"),
            ("filters[owners][0]", "group:hq/a"),
            ("filters[tags]", "java"),
            ("filters[user]", "owned"),
        ]);
        assert_eq!(
            filter,
            read(&[("list", "owned"), ("kind", "component"), ("owner", "group:hq/a"), ("tag", "java")])
        );
    }

    #[test]
    fn choosing_twice_is_not_choosing_and_both_lead_to_the_first_page() {
        let filter = read(&[("page", "4")]);
        let chosen = filter.toggled(0, "api");
        assert_eq!((chosen.chosen[0].len(), chosen.page), (1, 0));
        assert!(!chosen.toggled(0, "api").is_narrowed());
    }

    #[test]
    fn no_address_is_an_error() {
        assert_eq!(
            read(&[("page", "-1"), ("sort", "?"), ("kind", ""), ("filters[", "x")]),
            CatalogFilter::default()
        );
    }
}
