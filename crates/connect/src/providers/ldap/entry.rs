//! What the entries of a directory mean.

use super::{Area, Map};
use crate::providers::{
    collector::Collector,
    org::{Member, Org, Profile},
};
use ldap3::SearchEntry;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_entity::LocationRef;
use serde_json::{Map as Object, Value};
use std::collections::HashMap;

/// What is escaped in the location of an entry: what JavaScript's `encodeURIComponent` escapes, as locations were made
/// before.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The directory that entries come from.
pub(super) struct Directory<'a> {
    pub(super) id: &'a str,
    pub(super) uuids: &'a [String],
}

/// Areas and their entries.
type Found<'a> = Vec<(&'a Area, Vec<SearchEntry>)>;

/// Entries by everything that others may call them: name in the tree, own name, key.
type Index = HashMap<String, String>;

impl Directory<'_> {
    /// Teams, people, and how they belong together. Directories say that in either direction, so both are read.
    pub(super) fn org(&self, users: Found<'_>, groups: Found<'_>, collector: &mut Collector) -> Org {
        let mut org = Org { inherits: true, ..Org::default() };
        let people = self.index(&users);
        let teams = self.index(&groups);
        let named = |index: &Index, name: &str| index.get(&plain(name)).cloned();
        for (area, entry) in entries(&users) {
            org.people.extend(self.member(area, entry, collector));
            for name in values(entry, &area.map.member_of) {
                org.memberships.extend(named(&teams, name).map(|team| (plain(&entry.dn), team)));
            }
        }
        for (area, entry) in entries(&groups) {
            org.teams.extend(self.member(area, entry, collector));
            for name in values(entry, &area.map.member_of) {
                org.parents.extend(named(&teams, name).map(|parent| (plain(&entry.dn), parent)));
            }
            for name in area.map.members.iter().flat_map(|attribute| values(entry, attribute)) {
                match named(&people, name) {
                    Some(person) => org.memberships.push((person, plain(&entry.dn))),
                    None => org.parents.extend(named(&teams, name).map(|child| (child, plain(&entry.dn)))),
                }
            }
        }
        org
    }

    fn index(&self, found: &Found<'_>) -> Index {
        let mut index = Index::new();
        for (area, entry) in entries(found) {
            let names = [first(entry, &area.map.rdn).map(str::to_owned), self.uuid(entry)];
            for name in names.into_iter().flatten() {
                index.entry(plain(&name)).or_insert_with(|| plain(&entry.dn));
            }
        }
        // The name in the tree is the only one that is unique: it wins.
        index.extend(entries(found).map(|(_, entry)| (plain(&entry.dn), plain(&entry.dn))));
        index
    }

    fn member(&self, area: &Area, entry: &SearchEntry, collector: &mut Collector) -> Option<Member> {
        let Map { rdn, name, description, display_name, email, picture, kind, .. } = &area.map;
        let Some(name) = first(entry, name) else {
            collector.skip(&entry.dn, format!("has no {name}, of which its name is made"));
            return None;
        };
        let optional = |attribute: &Option<String>| attribute.as_ref().and_then(|name| first(entry, name));
        let profile = Profile {
            description: optional(description),
            display_name: first(entry, display_name),
            email: optional(email),
            picture: optional(picture),
        };
        let uuid = self.uuid(entry).unwrap_or_default();
        let annotations = [
            ("backstage.io/ldap-rdn", first(entry, rdn).unwrap_or_default()),
            ("backstage.io/ldap-uuid", uuid.as_str()),
            ("backstage.io/ldap-dn", entry.dn.as_str()),
        ];
        let is_group = kind.is_some();
        let team = is_group.then(|| optional(kind).unwrap_or("unknown"));
        let mut entity = profile.entity(team, name, &annotations);
        for (path, value) in &area.set {
            let is_default_type = path.iter().eq(["spec", "type"]) && optional(kind).is_none();
            set(&mut entity, path, value, is_default_type);
        }
        let target = format!("//{}/{}", self.id, utf8_percent_encode(&entry.dn, ESCAPED));
        Some(Member { key: plain(&entry.dn), location: LocationRef::new("ldap", target), entity })
    }

    /// The directory's own key of an entry. Active Directory's is not a text.
    fn uuid(&self, entry: &SearchEntry) -> Option<String> {
        self.uuids.iter().find_map(|name| {
            let text = first(entry, name).filter(|_| !name.eq_ignore_ascii_case("objectGUID"));
            text.map(str::to_owned).or_else(|| guid(bytes(entry, name)?))
        })
    }
}

fn entries<'a>(found: &'a Found<'_>) -> impl Iterator<Item = (&'a Area, &'a SearchEntry)> {
    found.iter().flat_map(|(area, entries)| entries.iter().map(|entry| (*area, entry)))
}

/// The values of an attribute. Its name has no case; of values there may be none.
fn values<'a>(entry: &'a SearchEntry, attribute: &str) -> impl Iterator<Item = &'a str> {
    let found = entry.attrs.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute));
    found.into_iter().flat_map(|(_, values)| values).map(String::as_str)
}

fn first<'a>(entry: &'a SearchEntry, attribute: &str) -> Option<&'a str> {
    values(entry, attribute).find(|value| !value.trim().is_empty())
}

/// The first value of an attribute that is not a text, or happens to look like one.
fn bytes<'a>(entry: &'a SearchEntry, attribute: &str) -> Option<&'a [u8]> {
    let found = entry.bin_attrs.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute));
    let binary = found.and_then(|(_, values)| values.first()).map(Vec::as_slice);
    binary.or_else(|| values(entry, attribute).next().map(str::as_bytes))
}

/// Active Directory's key as it is written: the first three groups have their bytes from the back.
fn guid(bytes: &[u8]) -> Option<String> {
    let bytes: &[u8; 16] = bytes.try_into().ok()?;
    let mut text = String::new();
    for (position, index) in [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].into_iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{:02x}", bytes[index]));
    }
    Some(text)
}

/// A name in the tree as it is compared: without case, and without blanks around its parts.
fn plain(name: &str) -> String {
    name.split(',').map(str::trim).collect::<Vec<_>>().join(",").to_lowercase()
}

/// Writes a fixed value into an entity. What an entry says itself stays, unless `replaces`.
fn set(entity: &mut Value, path: &[String], value: &Value, replaces: bool) {
    let Some((last, above)) = path.split_last() else { return };
    let mut place = entity;
    for key in above {
        let Value::Object(map) = place else { return };
        place = map.entry(key.clone()).or_insert_with(|| Value::Object(Object::new()));
    }
    if let Value::Object(map) = place {
        match replaces {
            true => _ = map.insert(last.clone(), value.clone()),
            false => _ = map.entry(last.clone()).or_insert_with(|| value.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{guid, plain, set};
    use serde_json::json;

    #[test]
    fn keys_of_active_directory_are_written_as_usual() {
        let bytes: Vec<u8> = (0..16).collect();
        assert_eq!(guid(&bytes).as_deref(), Some("03020100-0504-0706-0809-0a0b0c0d0e0f"));
        assert_eq!(guid(b"short"), None);
    }

    #[test]
    fn names_are_compared_without_case_and_blanks() {
        assert_eq!(plain("CN=Ann Lee, OU=People ,dc=example"), "cn=ann lee,ou=people,dc=example");
    }

    #[test]
    fn fixed_values_fill_gaps() {
        let mut entity = json!({"metadata": {"name": "a"}, "spec": {"type": "unknown"}});
        let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
        set(&mut entity, &path("metadata.labels.from"), &json!("ldap"), false);
        set(&mut entity, &path("metadata.name"), &json!("b"), false);
        set(&mut entity, &path("spec.type"), &json!("team"), true);
        set(&mut entity, &path("metadata.name.inner"), &json!("c"), false);
        let expect = json!({"metadata": {"name": "a", "labels": {"from": "ldap"}}, "spec": {"type": "team"}});
        assert_eq!(entity, expect);
    }
}
