//! The explore page: the software as a map, the organisation as a tree.

use super::{Named, home::KindCount, people::LinkCard};
use serde::{Deserialize, Serialize};

/// What the explore page shows; its query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExploreFilter {
    /// Whether the teams are shown rather than the software.
    pub teams: bool,
    /// Words that must be found.
    pub text: String,
    /// Full reference of an owner.
    pub owner: String,
    /// Lifecycle.
    pub lifecycle: String,
    /// Full reference of the domain, or of the group, that alone is shown.
    pub within: String,
}

impl ExploreFilter {
    /// Reads a query string's pairs. What it does not know is ignored, so that no address is an error.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filter = Self::default();
        for (key, value) in pairs {
            let value = value.trim();
            match key {
                "view" => filter.teams = value == "teams",
                "text" => filter.text = value.to_owned(),
                "owner" => filter.owner = value.to_lowercase(),
                "lifecycle" => filter.lifecycle = value.to_lowercase(),
                "within" => filter.within = value.to_lowercase(),
                _ => {}
            }
        }
        filter
    }

    /// The pairs of the query string for this state. The inverse of [`ExploreFilter::read`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("view", if self.teams { "teams" } else { "" }),
            ("text", self.text.as_str()),
            ("owner", self.owner.as_str()),
            ("lifecycle", self.lifecycle.as_str()),
            ("within", self.within.as_str()),
        ];
        texts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect()
    }

    /// Whether anything is left out by a choice.
    pub fn is_narrowed(&self) -> bool {
        !self.text.is_empty() || !self.owner.is_empty() || !self.lifecycle.is_empty()
    }
}

/// The software as a map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapView {
    /// Domains; the last one may be that of systems without a domain.
    pub domains: Vec<DomainBox>,
    /// Number of domains that are not listed.
    pub more_domains: usize,
    /// What is in no system.
    pub loose: Option<SystemBox>,
    /// The domain that alone is shown.
    pub within: Option<Named>,
    /// Number of systems and of parts that the filter leaves.
    pub found: (usize, u64),
    /// Number of all systems and parts.
    pub total: (usize, u64),
    /// Owners that can be chosen.
    pub owners: Vec<Named>,
    /// Lifecycles that can be chosen.
    pub lifecycles: Vec<String>,
    /// Whether there are too many parts to name each of them.
    pub is_summary: bool,
    /// Whether sources are still being read for the first time.
    pub loading: bool,
}

/// A domain on the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DomainBox {
    /// The domain; nothing for systems that are in none.
    pub domain: Option<Named>,
    /// The domain that it is part of.
    pub parent: Option<Named>,
    /// What it is good for.
    pub description: Option<String>,
    /// Who owns it.
    pub owners: Vec<Named>,
    /// Its systems.
    pub systems: Vec<SystemBox>,
    /// Number of systems that are not listed.
    pub more_systems: usize,
    /// Number of parts in all its systems.
    pub parts: u64,
    /// Those of them that need attention.
    pub attention: u64,
}

/// A system on the map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SystemBox {
    /// The system; nothing for what is in none.
    pub system: Option<Named>,
    /// Who owns it.
    pub owners: Vec<Named>,
    /// Number of its parts by kind.
    pub kinds: Vec<KindCount>,
    /// Its parts, or the first of them.
    pub parts: Vec<Part>,
    /// Number of parts that are not listed.
    pub more: u64,
    /// Number of parts that need attention.
    pub attention: u64,
}

/// A part of a system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The entity.
    pub entity: Named,
    /// Kind in its own spelling.
    pub kind: String,
    /// `spec.lifecycle`.
    pub lifecycle: Option<String>,
    /// Whether it needs attention.
    pub attention: bool,
}

/// The organisation as a tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TeamsView {
    /// The groups that are in no other; or the one that alone is shown.
    pub roots: Vec<TeamNode>,
    /// Number of such groups that are not listed.
    pub more: usize,
    /// The group that alone is shown.
    pub within: Option<Named>,
    /// Number of groups that the filter leaves, and of all.
    pub groups: (usize, usize),
    /// Number of users.
    pub people: u64,
    /// Whether sources are still being read for the first time.
    pub loading: bool,
}

/// A group in the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamNode {
    /// The group.
    pub team: Named,
    /// `spec.type`.
    pub kind_type: Option<String>,
    /// What it is there for.
    pub description: Option<String>,
    /// Who leads it, if it says so.
    pub lead: Option<Named>,
    /// Where its people and its work are found.
    pub links: Vec<LinkCard>,
    /// Number of its own members, and of those with all groups below.
    pub members: (u64, u64),
    /// Number of entities that it owns, and of those with all groups below.
    pub owns: (u64, u64),
    /// Number of these that need attention, and of those with all groups below.
    pub attention: (u64, u64),
    /// Groups below.
    pub children: Vec<TeamNode>,
    /// Number of groups right below that are not listed here.
    pub more: usize,
    /// Whether the groups above lead back to this one.
    pub is_circular: bool,
    /// Whether it is shown unfolded.
    pub is_open: bool,
    /// Whether it was sought; the others are there because they lead to one that was.
    pub is_found: bool,
}

#[cfg(test)]
mod tests {
    use super::ExploreFilter;

    #[test]
    fn the_query_string_is_the_state() {
        let filter = ExploreFilter {
            teams: true,
            text: "pay".into(),
            owner: "group:default/a".into(),
            lifecycle: "production".into(),
            within: "domain:default/d".into(),
        };
        let pairs = filter.pairs();
        let again = ExploreFilter::read(pairs.iter().map(|(key, value)| (*key, value.as_str())));
        assert_eq!(again, filter);
        let odd = ExploreFilter::read([("view", "x"), ("nonsense", "1"), ("text", " ")]);
        assert_eq!(odd, ExploreFilter::default());
        assert!(odd.pairs().is_empty() && !odd.is_narrowed());
    }
}
