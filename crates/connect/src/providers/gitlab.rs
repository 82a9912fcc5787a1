//! Catalog files, people and groups of a GitLab server: `catalog.providers.gitlab`.

use super::{
    BoxFuture, Emission, FetchError, Provider, Schedule,
    api::{self, Api},
    collector::Collector,
    hosts,
    org::{Member, Org, Profile, field},
    parallel,
    read::{Given, below, note_unknown},
};
use crate::{
    http::{Ask, Method},
    limits,
};
use fancy_regex::Regex;
use portico_entity::LocationRef;
use portico_scm::{Integration, Kind};
use portico_settings::ConfigError;
use serde_json::Value;
use std::{collections::HashSet, sync::Arc};
use url::Url;

/// A server, or a group on it.
pub(super) struct Gitlab {
    name: String,
    schedule: Schedule,
    host: Integration,
    client: Client,
    /// Full path of the group that is looked at; the whole server without.
    group: Option<String>,
    projects: Projects,
    /// What is read of people and groups, if anything is.
    org: Option<People>,
}

/// Which projects are looked at, and for what.
#[derive(Debug)]
struct Projects {
    branch: Option<String>,
    fallback_branch: String,
    file: String,
    pattern: Option<Regex>,
    groups: Vec<Regex>,
    skips_forks: bool,
    excluded: Vec<String>,
    parameters: Vec<(&'static str, String)>,
}

/// Which people and groups are read.
#[derive(Debug)]
struct People {
    users: Option<Regex>,
    groups: Vec<Regex>,
    /// Whether members of a group above are members.
    inherits: bool,
}

#[derive(Clone)]
struct Client {
    api: Api,
    base: Url,
    headers: Vec<(String, String)>,
}

const KEYS: &[&str] = &[
    "id",
    "host",
    "group",
    "branch",
    "fallbackBranch",
    "entityFilename",
    "projectPattern",
    "groupPattern",
    "userPattern",
    "orgEnabled",
    "allowInherited",
    "skipForkedRepos",
    "excludeRepos",
    "includeArchivedRepos",
    "membership",
    "topics",
    "schedule",
];

impl Gitlab {
    /// Reads the configuration of one provider.
    pub(super) fn read(given: Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError> {
        let section = given.section;
        note_unknown(section, KEYS, given.ignored);
        let host = hosts::host(&given, "host", Kind::Gitlab, section.text("host")?.unwrap_or("gitlab.com"))?;
        let base =
            Url::parse(&host.api_base_url).map_err(|_| section.wrong("host", "has a wrong apiBaseUrl"))?;
        let group = section.text("group")?.map(|group| group.trim_matches('/').to_owned());
        let header = hosts::authorization(&host, group.as_deref().unwrap_or_default(), section)?;
        let api = Api::new(given.http, section.path());
        let groups = hosts::patterns(section, "groupPattern")?;
        let skips_forks = section.flag("skipForkedRepos")?.unwrap_or_default();
        let mut parameters = Vec::new();
        if !section.flag("includeArchivedRepos")?.unwrap_or_default() {
            parameters.push(("archived", "false".to_owned()));
        }
        if section.flag("membership")?.unwrap_or_default() {
            parameters.push(("membership", "true".to_owned()));
        }
        let topics = section.texts("topics")?;
        if !topics.is_empty() {
            parameters.push(("topic", topics.join(",")));
        }
        if !skips_forks {
            // The short form does not say where a fork comes from.
            parameters.push(("simple", "true".to_owned()));
        }
        let text =
            |key: &str, usual: &str| Ok(section.text(key)?.unwrap_or(usual).trim_matches('/').to_owned());
        let projects = Projects {
            branch: section.text("branch")?.map(str::to_owned),
            fallback_branch: text("fallbackBranch", "master")?,
            file: text("entityFilename", "catalog-info.yaml")?,
            pattern: hosts::pattern(section, "projectPattern")?,
            groups: groups.clone(),
            skips_forks,
            excluded: section.texts("excludeRepos")?,
            parameters,
        };
        let people = People {
            users: hosts::pattern(section, "userPattern")?,
            groups,
            inherits: section.flag("allowInherited")?.unwrap_or_default(),
        };
        let org = section.flag("orgEnabled")?.unwrap_or_default().then_some(people);
        if org.is_some() && group.is_none() && is_public(&host) {
            return Err(
                section.wrong("group", "is missing; people of the whole of gitlab.com cannot be read")
            );
        }
        let schedule = Schedule::read(section, given.ignored)?;
        let client = Client { api, base, headers: header.into_iter().collect() };
        Ok(Arc::new(Self { name: given.name, schedule, host, client, group, projects, org }))
    }

    async fn collect(&self) -> Result<Emission, FetchError> {
        let mut collector = Collector::default();
        self.discover(&mut collector).await?;
        if let Some(people) = &self.org {
            self.people(people, &mut collector).await?;
        }
        Ok(collector.finish())
    }

    async fn discover(&self, collector: &mut Collector) -> Result<(), FetchError> {
        let mut url = match &self.group {
            Some(group) => below(&self.client.base, &["groups", group, "projects"]),
            None => below(&self.client.base, &["projects"]),
        };
        url.query_pairs_mut().extend_pairs(&self.projects.parameters);
        match &self.group {
            Some(_) => url.query_pairs_mut().append_pair("include_subgroups", "true"),
            // Pages by position end at 50 000 projects.
            None => url.query_pairs_mut().append_pair("pagination", "keyset").append_pair("order_by", "id"),
        };
        let projects = self.client.list(url).await?.into_iter();
        let projects: Vec<_> = projects.filter(|project| self.projects.let_through(project)).collect();
        let looked = parallel::each(projects, |project| {
            let branch = field(&project, "default_branch").unwrap_or(&self.projects.fallback_branch);
            let branch = self.projects.branch.as_deref().unwrap_or(branch).to_owned();
            let id = project["id"].to_string();
            let mut url =
                below(&self.client.base, &["projects", &id, "repository", "files", &self.projects.file]);
            url.query_pairs_mut().append_pair("ref", &branch);
            let client = self.client.clone();
            async move { Ok((project, branch, client.has(url).await?)) }
        })
        .await?;
        for (project, branch, state) in looked {
            let (Some(web), path) = (field(&project, "web_url"), field(&project, "path_with_namespace"))
            else {
                continue;
            };
            match state {
                File::Absent => {}
                File::Hidden => {
                    collector.skip(path.unwrap_or(web), "its files must not be read with these credentials")
                }
                File::There => {
                    let target = format!("{web}/-/blob/{branch}/{}", self.projects.file);
                    hosts::add_location(collector, target, "optional");
                }
            }
        }
        Ok(())
    }

    async fn people(&self, people: &People, collector: &mut Collector) -> Result<(), FetchError> {
        let base = &self.client.base;
        let groups = match &self.group {
            Some(group) => below(base, &["groups", group, "descendant_groups"]),
            None => below(base, &["groups"]),
        };
        let mut users = match (&self.group, is_public(&self.host)) {
            // Only administrators may list the users of a server that is not theirs alone.
            (Some(group), true) => {
                let root = group.split('/').next().unwrap_or(group);
                below(base, &["groups", root, "members", "all"])
            }
            _ => below(base, &["users"]),
        };
        users.query_pairs_mut().append_pair("active", "true");
        let mut org = Org::default();
        let groups = self.client.list(groups).await?.into_iter();
        let groups: Vec<_> = groups.filter(|group| people.wants(group)).collect();
        for group in &groups {
            self.group(group, &mut org);
        }
        for user in self.client.list(users).await? {
            self.user(people, &user, &mut org);
        }
        let known: HashSet<_> = org.people.iter().map(|person| person.key.clone()).collect();
        let members = parallel::each(groups, |group| {
            let id = group["id"].to_string();
            let mut url = below(base, &["groups", &id, "members"]);
            if people.inherits {
                url = below(&url, &["all"]);
            }
            let client = self.client.clone();
            async move { Ok((id, client.list(url).await?)) }
        })
        .await?;
        for (group, members) in members {
            let members =
                members.iter().map(|member| member["id"].to_string()).filter(|id| known.contains(id));
            org.memberships.extend(members.map(|id| (id, group.clone())));
        }
        org.collect(collector);
        Ok(())
    }

    fn group(&self, group: &Value, org: &mut Org) {
        let Some(path) = field(group, "full_path") else { return };
        let own = self.group.as_ref().and_then(|above| path.strip_prefix(above.as_str())?.strip_prefix('/'));
        let name = own.unwrap_or(path).replace('/', "-");
        let profile = Profile {
            description: field(group, "description"),
            display_name: field(group, "name"),
            email: None,
            picture: field(group, "avatar_url"),
        };
        let annotation = format!("{}/team-path", self.host.host);
        let entity = profile.entity(Some("team"), &name, &[(&annotation, path)]);
        let location = LocationRef::new("url", format!("{}/{path}", self.host.base_url));
        let key = group["id"].to_string();
        org.parents.extend(group["parent_id"].as_u64().map(|parent| (key.clone(), parent.to_string())));
        org.teams.push(Member { key, location, entity });
    }

    fn user(&self, people: &People, user: &Value, org: &mut Org) {
        let Some(name) = field(user, "username") else { return };
        let email = field(user, "email").or(field(user, "public_email"));
        let is_wanted = hosts::matches(people.users.as_ref(), email.unwrap_or(name));
        if !is_wanted || user["state"] != "active" || user["bot"] == true {
            return;
        }
        let profile = Profile {
            description: None,
            display_name: field(user, "name"),
            email,
            picture: field(user, "avatar_url"),
        };
        let annotation = format!("{}/user-login", self.host.host);
        let entity = profile.entity(None, name, &[(&annotation, field(user, "web_url").unwrap_or_default())]);
        let location = LocationRef::new("url", format!("{}/{name}", self.host.base_url));
        org.people.push(Member { key: user["id"].to_string(), location, entity });
    }
}

/// Whether the host is the public one, where the users of all organisations are.
fn is_public(host: &Integration) -> bool {
    Kind::Gitlab.default_host() == Some(host.host.as_str())
}

impl Projects {
    fn let_through(&self, project: &Value) -> bool {
        let path = field(project, "path_with_namespace").unwrap_or_default();
        hosts::matches(self.pattern.as_ref(), path)
            && (self.groups.is_empty() || above(path).any(|group| hosts::matches_any(&self.groups, group)))
            && !(self.skips_forks && project["forked_from_project"].is_object())
            && !self.excluded.iter().any(|excluded| excluded == path)
            && project["empty_repo"] != true
    }
}

impl People {
    fn wants(&self, group: &Value) -> bool {
        self.groups.is_empty()
            || hosts::matches_any(&self.groups, field(group, "full_path").unwrap_or_default())
    }
}

/// The groups above a project, from the nearest.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// What is known of a file.
#[derive(Debug)]
enum File {
    There,
    Absent,
    Hidden,
}

impl Client {
    async fn has(&self, url: Url) -> Result<File, FetchError> {
        let ask = Ask::new(Method::Head, url).headers(self.headers.clone());
        match self.api.ask(ask).await {
            Ok(_) => Ok(File::There),
            Err(FetchError::NotFound { .. }) => Ok(File::Absent),
            Err(FetchError::Unauthorized { status: 403, .. }) => Ok(File::Hidden),
            Err(error) => Err(error),
        }
    }

    /// All pages of a list.
    async fn list(&self, mut url: Url) -> Result<Vec<Value>, FetchError> {
        url.query_pairs_mut().append_pair("per_page", "100");
        let request = api::describe(&Ask::get(url.clone()));
        let (mut items, mut asked, mut next) = (Vec::new(), HashSet::new(), Some(url));
        while let Some(url) = next {
            if !asked.insert(url.clone())
                || asked.len() > limits::PAGES
                || !api::same_origin(&url, &self.base)
            {
                let problem = "its next page leads in a circle, without end, or to another host";
                return Err(FetchError::incomplete(request, problem));
            }
            let (answer, reply) = self.api.json(Ask::get(url).headers(self.headers.clone())).await?;
            let Value::Array(page) = answer else {
                return Err(FetchError::malformed(request, "it is not a list"));
            };
            items.extend(page);
            if items.len() > limits::ENTITIES {
                return Err(FetchError::incomplete(
                    request,
                    format!("it has more than {} entries", limits::ENTITIES),
                ));
            }
            next = api::next_link(&reply);
        }
        Ok(items)
    }
}

impl Provider for Gitlab {
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
