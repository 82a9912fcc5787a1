//! People and groups of an LDAP directory: `catalog.providers.ldapOrg`.

mod entry;
mod search;

use super::{
    BoxFuture, Emission, FetchError, Provider, Schedule,
    collector::Collector,
    read::{Given, note_unknown},
};
use ldap3::Scope;
use portico_scm::Secret;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::sync::Arc;
use url::Url;

/// A directory.
#[derive(Debug)]
pub(super) struct Ldap {
    name: String,
    id: String,
    schedule: Schedule,
    server: Server,
    users: Vec<Area>,
    groups: Vec<Area>,
    /// Attributes that may hold the directory's own key of an entry; the first one that is there counts.
    uuids: Vec<String>,
}

/// How the directory is reached.
#[derive(Clone, Debug)]
struct Server {
    url: Url,
    /// Whether its certificate is checked.
    is_verified: bool,
    bind: Option<(String, Secret)>,
    /// The path in the configuration.
    config: String,
}

/// A part of the directory, and what its entries mean.
#[derive(Clone, Debug)]
struct Area {
    dn: String,
    scope: Scope,
    filter: String,
    /// Entries in one answer; none means all at once.
    page: Option<i32>,
    /// Fixed values, by their paths in the entity.
    set: Vec<(Vec<String>, Value)>,
    map: Map,
}

/// The attributes that the fields of an entity are read from.
#[derive(Clone, Debug)]
struct Map {
    rdn: String,
    name: String,
    description: Option<String>,
    display_name: String,
    email: Option<String>,
    picture: Option<String>,
    member_of: String,
    /// The type of a group.
    kind: Option<String>,
    /// The members of a group.
    members: Option<String>,
}

const UUIDS: &[&str] = &["entryUUID", "objectGUID", "ipaUniqueID", "nsUniqueId"];
const PAGE: u64 = 500;

impl Ldap {
    /// Reads the configuration of one directory.
    pub(super) fn read(given: Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError> {
        let section = given.section;
        note_unknown(
            section,
            &["id", "target", "tls", "bind", "users", "groups", "vendor", "schedule"],
            given.ignored,
        );
        let url = Url::parse(section.required_text("target")?).ok();
        let url = url.filter(|url| matches!(url.scheme(), "ldap" | "ldaps") && url.has_host());
        let url = url
            .ok_or_else(|| section.wrong("target", "must be an address such as ldaps://ldap.example.com"))?;
        let tls = section.section("tls")?;
        note_unknown(&tls, &["rejectUnauthorized"], given.ignored);
        let bind = section.section("bind")?;
        let bind = match bind.entries().next() {
            None => None,
            Some(_) => {
                Some((bind.required_text("dn")?.to_owned(), Secret::new(bind.required_text("secret")?)))
            }
        };
        let vendor = section.section("vendor")?;
        note_unknown(&vendor, &["uuidAttributeName"], given.ignored);
        let uuids = match vendor.text("uuidAttributeName")? {
            Some(own) => vec![own.to_owned()],
            None => UUIDS.iter().map(|name| (*name).to_owned()).collect(),
        };
        let is_verified = tls.flag("rejectUnauthorized")?.unwrap_or(true);
        Ok(Arc::new(Self {
            id: given.id.to_owned(),
            schedule: Schedule::read(section, given.ignored)?,
            server: Server { url, is_verified, bind, config: section.path().to_owned() },
            users: areas(section, "users", Map::of_users, given.ignored)?,
            groups: areas(section, "groups", Map::of_groups, given.ignored)?,
            uuids,
            name: given.name,
        }))
    }

    async fn collect(&self) -> Result<Emission, FetchError> {
        let areas = self.users.iter().chain(&self.groups).cloned().collect();
        let mut found = search::entries(self.server.clone(), areas, self.uuids.clone()).await?;
        let groups = found.split_off(self.users.len());
        let mut collector = Collector::default();
        let directory = entry::Directory { id: &self.id, uuids: &self.uuids };
        let users = self.users.iter().zip(found).collect();
        directory
            .org(users, self.groups.iter().zip(groups).collect(), &mut collector)
            .collect(&mut collector);
        Ok(collector.finish())
    }
}

/// One area, or a list of them.
fn areas(
    section: &Section<'_>,
    key: &str,
    map: fn(&Section<'_>, &mut Vec<String>) -> Result<Map, ConfigError>,
    ignored: &mut Vec<String>,
) -> Result<Vec<Area>, ConfigError> {
    let sections = match section.get(key) {
        None => Vec::new(),
        Some(Value::Array(_)) => section.sections(key)?,
        Some(_) => vec![section.section(key)?],
    };
    sections
        .iter()
        .map(|section| Area::read(section, map(&section.section("map")?, ignored)?, ignored))
        .collect()
}

impl Area {
    fn read(section: &Section<'_>, map: Map, ignored: &mut Vec<String>) -> Result<Self, ConfigError> {
        note_unknown(section, &["dn", "options", "set", "map"], ignored);
        let options = section.section("options")?;
        // Only attributes that are mapped are asked for, whatever `attributes` says.
        note_unknown(&options, &["scope", "filter", "attributes", "paged"], ignored);
        let scope = match options.text("scope")? {
            None | Some("one") => Scope::OneLevel,
            Some("sub") => Scope::Subtree,
            Some("base") => Scope::Base,
            Some(_) => return Err(options.wrong("scope", "must be base, one or sub")),
        };
        let filter = tidy(options.text("filter")?.unwrap_or("(objectClass=*)"));
        if ldap3::parse_filter(&filter).is_err() {
            return Err(options.wrong("filter", "is not an LDAP filter such as (objectClass=person)"));
        }
        let page = match options.get("paged") {
            Some(Value::Bool(false)) => None,
            Some(Value::Object(_)) => Some(options.section("paged")?.count("pageSize")?.unwrap_or(PAGE)),
            _ => Some(PAGE),
        };
        let page = page.map(|size| i32::try_from(size).ok().filter(|size| *size > 0));
        let wrong = || options.wrong("paged", "must have a pageSize between 1 and 2147483647");
        let page = page.map(|size| size.ok_or_else(wrong)).transpose()?;
        let set = section.section("set")?;
        let path = |text: &str| text.split('.').map(str::to_owned).collect();
        Ok(Self {
            dn: section.required_text("dn")?.to_owned(),
            scope,
            filter,
            page,
            set: set.entries().map(|(key, value)| (path(key), value.clone())).collect(),
            map,
        })
    }
}

/// A filter that was written on several lines, as one.
fn tidy(filter: &str) -> String {
    let mut tidy = String::new();
    for c in filter.trim().chars() {
        if matches!(c, '(' | ')') {
            tidy.truncate(tidy.trim_end().len());
        }
        tidy.push(c);
    }
    tidy
}

impl Map {
    fn of_users(section: &Section<'_>, ignored: &mut Vec<String>) -> Result<Self, ConfigError> {
        const KEYS: &[&str] = &["rdn", "name", "description", "displayName", "email", "picture", "memberOf"];
        note_unknown(section, KEYS, ignored);
        let own = |key: &str| Ok(section.text(key)?.map(str::to_owned));
        let text = |key: &str, usual: &str| Ok(section.text(key)?.unwrap_or(usual).to_owned());
        Ok(Self {
            rdn: text("rdn", "uid")?,
            name: text("name", "uid")?,
            description: own("description")?,
            display_name: text("displayName", "cn")?,
            email: Some(text("email", "mail")?),
            picture: own("picture")?,
            member_of: text("memberOf", "memberOf")?,
            kind: None,
            members: None,
        })
    }

    fn of_groups(section: &Section<'_>, ignored: &mut Vec<String>) -> Result<Self, ConfigError> {
        const KEYS: &[&str] =
            &["rdn", "name", "description", "displayName", "email", "picture", "memberOf", "type", "members"];
        note_unknown(section, KEYS, ignored);
        let own = |key: &str| Ok(section.text(key)?.map(str::to_owned));
        let text = |key: &str, usual: &str| Ok(section.text(key)?.unwrap_or(usual).to_owned());
        Ok(Self {
            rdn: text("rdn", "cn")?,
            name: text("name", "cn")?,
            description: Some(text("description", "description")?),
            display_name: text("displayName", "cn")?,
            email: own("email")?,
            picture: own("picture")?,
            member_of: text("memberOf", "memberOf")?,
            kind: Some(text("type", "groupType")?),
            members: Some(text("members", "member")?),
        })
    }

    /// All of them, each once.
    fn attributes(&self) -> Vec<String> {
        let always = [&self.rdn, &self.name, &self.display_name, &self.member_of];
        let others = [&self.description, &self.email, &self.picture, &self.kind, &self.members];
        let mut names: Vec<String> =
            always.into_iter().chain(others.into_iter().flatten()).cloned().collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Provider for Ldap {
    fn name(&self) -> &str {
        &self.name
    }

    fn schedule(&self) -> Schedule {
        self.schedule
    }

    fn fetch(&self) -> BoxFuture<'_, Result<Emission, FetchError>> {
        Box::pin(self.collect())
    }
}
