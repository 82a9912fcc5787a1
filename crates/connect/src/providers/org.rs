//! Teams and people of a directory, and how they belong together.

use super::collector::Collector;
use portico_entity::{EntityRef, LocationRef};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

/// A team or a person with the key that the directory knows it by.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// The directory's own key.
    pub(super) key: String,
    /// Where it can be seen.
    pub(super) location: LocationRef,
    /// The entity, without its relations.
    pub(super) entity: Value,
}

/// What a directory says.
#[derive(Debug, Default)]
pub(super) struct Org {
    /// Groups.
    pub(super) teams: Vec<Member>,
    /// Users.
    pub(super) people: Vec<Member>,
    /// Pairs of keys: a team, and the team above it.
    pub(super) parents: Vec<(String, String)>,
    /// Pairs of keys: a person, and a team.
    pub(super) memberships: Vec<(String, String)>,
    /// Whether whoever is in a team is in all teams above it as well.
    pub(super) inherits: bool,
}

/// Parts of an entity; those without value are left out.
pub(super) struct Profile<'a> {
    pub(super) description: Option<&'a str>,
    pub(super) display_name: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) picture: Option<&'a str>,
}

impl Profile<'_> {
    /// A Group of a type, or without a type a User.
    pub(super) fn entity(&self, team: Option<&str>, name: &str, annotations: &[(&str, &str)]) -> Value {
        let mut metadata = Map::from_iter([("name".to_owned(), Value::from(name))]);
        set(&mut metadata, "description", self.description);
        let mut notes = Map::new();
        for (key, value) in annotations {
            set(&mut notes, key, Some(value));
        }
        metadata.insert("annotations".to_owned(), notes.into());
        let mut profile = Map::new();
        set(&mut profile, "displayName", self.display_name);
        set(&mut profile, "email", self.email);
        set(&mut profile, "picture", self.picture);
        let (kind, spec) = match team {
            Some(team) => ("Group", json!({"type": team, "profile": profile, "children": []})),
            None => ("User", json!({"profile": profile, "memberOf": []})),
        };
        json!({"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec})
    }
}

fn set(map: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        map.insert(key.to_owned(), value.into());
    }
}

/// A text of an answer; none if it is absent, null, or only blanks.
pub(super) fn field<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

impl Org {
    /// Writes the relations into the entities. Relations to teams that are not in the list are left out.
    pub(super) fn collect(mut self, collector: &mut Collector) {
        let refs: HashMap<String, String> =
            self.teams.iter().map(|team| (team.key.clone(), reference(&team.entity))).collect();
        let mut above: HashMap<&str, &str> = HashMap::new();
        let mut below: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (child, parent) in &self.parents {
            if refs.contains_key(parent) && child != parent {
                // A team names one team above it, the first that is listed; all of them name it as theirs.
                above.entry(child).or_insert(parent);
                below.entry(parent).or_default().insert(child);
            }
        }
        for team in &mut self.teams {
            let key = team.key.as_str();
            let children = below.get(key).into_iter().flatten().filter_map(|child| refs.get(*child));
            team.entity["spec"]["children"] = children.cloned().collect();
            if let Some(parent) = above.get(key).and_then(|parent| refs.get(*parent)) {
                team.entity["spec"]["parent"] = parent.as_str().into();
            }
        }
        let mut groups: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (person, team) in &self.memberships {
            let groups = groups.entry(person).or_default();
            let mut next = Some(team.as_str());
            while let Some(team) = next {
                // A team that is there already ends the walk, also when teams are above one another in a circle.
                let is_new = refs.get(team).is_some_and(|reference| groups.insert(reference));
                next = above.get(team).copied().filter(|_| is_new && self.inherits);
            }
        }
        for person in &mut self.people {
            if let Some(groups) = groups.get(person.key.as_str()) {
                person.entity["spec"]["memberOf"] = groups.iter().copied().collect();
            }
        }
        for member in self.teams.into_iter().chain(self.people) {
            let place = format!("{} {}", text_of(&member.entity["kind"]), member.key);
            collector.add(&place, member.location, member.entity);
        }
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn reference(entity: &Value) -> String {
    let metadata = &entity["metadata"];
    EntityRef::new(text_of(&entity["kind"]), text_of(&metadata["namespace"]), text_of(&metadata["name"]))
        .to_string()
}

/// A name as the importers of the catalog's origin make it of a display name or an address: small letters, `_` for what
/// cannot be in a name. Names must be the same as before when an organisation changes over.
pub(super) fn normalized(name: &str) -> String {
    let mut normalized = String::new();
    for c in name.trim().to_lowercase().chars() {
        let c = if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') { c } else { '_' };
        if c != '_' || !normalized.ends_with('_') {
            normalized.push(c);
        }
    }
    // Only the `_` at the end goes there as well; what else is trimmed would not be a name.
    normalized.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Collector, Member, Org, Profile, normalized};
    use portico_entity::LocationRef;
    use serde_json::json;

    fn member(key: &str, team: Option<&str>) -> Member {
        let profile = Profile { description: None, display_name: Some(key), email: Some(" "), picture: None };
        let location = LocationRef::new("url", "https://example.com");
        Member { key: key.to_owned(), location, entity: profile.entity(team, key, &[("a", "1"), ("b", "")]) }
    }

    #[test]
    fn teams_and_people_find_each_other() {
        let pairs =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        let org = Org {
            teams: ["root", "a", "b", "c1", "c2"].map(|key| member(key, Some("team"))).into(),
            people: ["ann", "bo", "cy"].map(|key| member(key, None)).into(),
            parents: pairs(&[
                ("a", "root"),
                ("b", "a"),
                ("b", "root"),
                ("c1", "c2"),
                ("c2", "c1"),
                ("root", "gone"),
            ]),
            memberships: pairs(&[("ann", "b"), ("ann", "gone"), ("bo", "c1"), ("ghost", "a")]),
            inherits: true,
        };
        let mut collector = Collector::default();
        org.collect(&mut collector);
        let specs: Vec<_> =
            collector.finish().entities.into_iter().map(|emitted| emitted.entity["spec"].clone()).collect();
        assert_eq!(
            specs[0],
            json!({"type": "team", "profile": {"displayName": "root"}, "children": ["group:default/a", "group:default/b"]})
        );
        assert_eq!(
            (&specs[2]["parent"], &specs[1]["children"]),
            (&json!("group:default/a"), &json!(["group:default/b"]))
        );
        assert_eq!(specs[5]["memberOf"], json!(["group:default/a", "group:default/b", "group:default/root"]));
        assert_eq!(specs[6]["memberOf"], json!(["group:default/c1", "group:default/c2"]));
        assert_eq!(specs[7]["memberOf"], json!([]));
    }

    #[test]
    fn names_are_as_before() {
        assert_eq!(normalized(" Ann.Lee@Example.com "), "ann.lee_example.com");
        assert_eq!(normalized("Team (Readers)"), "team_readers");
        assert_eq!(normalized("a - b"), "a_-_b");
        assert_eq!(normalized("Example Inc."), "example_inc");
    }
}
