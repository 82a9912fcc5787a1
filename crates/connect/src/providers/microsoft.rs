//! People and groups of a Microsoft Entra tenant, read with Microsoft Graph: `catalog.providers.microsoftGraphOrg`.

use super::{
    BoxFuture, Emission, FetchError, Provider, Schedule,
    api::{self, Api},
    collector::Collector,
    org::{Member, Org, Profile, field, normalized},
    parallel,
    read::Given,
};
use crate::{http::Ask, limits};
use portico_entity::LocationRef;
use portico_scm::Secret;
use portico_settings::{ConfigError, Section};
use serde_json::Value;
use std::{collections::HashSet, sync::Arc};
use url::{Url, form_urlencoded};

/// A tenant.
#[derive(Debug)]
pub(super) struct MicrosoftGraph {
    name: String,
    id: String,
    schedule: Schedule,
    api: Api,
    target: Url,
    token_url: Url,
    tenant: String,
    client_id: String,
    client_secret: Secret,
    users: Query,
    groups: Query,
    /// The groups whose members are the people, if not all are.
    members_of: Option<Query>,
    is_advanced: bool,
}

/// Which entries of a list are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Query {
    path: String,
    parameters: Vec<(&'static str, String)>,
}

const TARGET: &str = "https://graph.microsoft.com/v1.0";
const AUTHORITY: &str = "https://login.microsoftonline.com";
const KEYS: &[&str] = &[
    "id",
    "target",
    "authority",
    "tenantId",
    "clientId",
    "clientSecret",
    "user",
    "group",
    "userGroupMember",
    "queryMode",
    "schedule",
];

impl MicrosoftGraph {
    /// Reads the configuration of one tenant.
    pub(super) fn read(given: Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError> {
        let section = given.section;
        super::read::note_unknown(section, KEYS, given.ignored);
        let tenant = section.required_text("tenantId")?.to_owned();
        let authority = super::read::base(section, "authority", AUTHORITY)?;
        let is_advanced = match section.text("queryMode")? {
            None | Some("basic") => false,
            Some("advanced") => true,
            Some(_) => return Err(section.wrong("queryMode", "must be basic or advanced")),
        };
        let user = section.section("user")?;
        if user.flag("loadPhotos")? == Some(true) {
            given.ignored.push(format!("{}: pictures of people are not read", user.at("loadPhotos")));
        }
        let member = section.section("userGroupMember")?;
        let members_of = Query::read(&member, "groups")?;
        let members_of = Some(members_of).filter(|_| member.entries().next().is_some());
        if members_of.is_some() && user.get("filter").is_some() {
            return Err(user.wrong("filter", "cannot be combined with userGroupMember"));
        }
        let token_url = super::read::below(&authority, &[&tenant, "oauth2", "v2.0", "token"]);
        Ok(Arc::new(Self {
            id: given.id.to_owned(),
            schedule: Schedule::read(section, given.ignored)?,
            api: Api::new(given.http, section.path()),
            target: super::read::base(section, "target", TARGET)?,
            token_url,
            tenant,
            client_id: section.required_text("clientId")?.to_owned(),
            client_secret: Secret::new(section.required_text("clientSecret")?),
            users: Query::read(&user, "users")?,
            groups: Query::read(&section.section("group")?, "groups")?,
            members_of,
            is_advanced,
            name: given.name,
        }))
    }

    async fn collect(&self) -> Result<Emission, FetchError> {
        let session = Arc::new(self.session().await?);
        let mut collector = Collector::default();
        let mut org = Org { inherits: true, ..Org::default() };
        let tenant = session.one(super::read::below(&self.target, &["organization", &self.tenant])).await?;
        let root = self.root(&tenant, &mut org);
        for group in session.list(self.url(&self.groups), self.is_advanced(&self.groups)).await? {
            self.group(&group, &mut org, &mut collector);
        }
        let ids: Vec<_> =
            org.teams.iter().map(|team| team.key.clone()).filter(|key| Some(key) != root.as_ref()).collect();
        for (group, members) in self.members(&session, ids.clone()).await? {
            for member in members {
                let Some(id) = field(&member, "id").map(str::to_owned) else { continue };
                match field(&member, "@odata.type") {
                    Some("#microsoft.graph.user") => org.memberships.push((id, group.clone())),
                    Some("#microsoft.graph.group") => org.parents.push((id, group.clone())),
                    _ => {}
                }
            }
        }
        if let Some(root) = root {
            let inner: HashSet<_> = org.parents.iter().map(|(child, _)| child.clone()).collect();
            org.parents.extend(ids.into_iter().filter(|id| !inner.contains(id)).map(|id| (id, root.clone())));
        }
        for user in self.people(&session).await? {
            self.person(&user, &mut org, &mut collector);
        }
        org.collect(&mut collector);
        Ok(collector.finish())
    }

    /// The people: all that the filter lets through, or the members of certain groups.
    async fn people(&self, session: &Arc<Session>) -> Result<Vec<Value>, FetchError> {
        let Some(query) = &self.members_of else {
            return session.list(self.url(&self.users), self.is_advanced(&self.users)).await;
        };
        let groups = session.list(self.url(query), self.is_advanced(query)).await?;
        let ids = groups.iter().filter_map(|group| field(group, "id")).map(str::to_owned).collect();
        let mut seen = HashSet::new();
        let members = self.members(session, ids).await?.into_iter().flat_map(|(_, members)| members);
        let people = members.filter(|member| field(member, "@odata.type") == Some("#microsoft.graph.user"));
        Ok(people.filter(|person| seen.insert(field(person, "id").map(str::to_owned))).collect())
    }

    async fn members(
        &self,
        session: &Arc<Session>,
        ids: Vec<String>,
    ) -> Result<Vec<(String, Vec<Value>)>, FetchError> {
        parallel::each(ids, |id| {
            let mut url = super::read::below(&self.target, &["groups", &id, "members"]);
            url.query_pairs_mut().append_pair("$top", "999");
            let session = Arc::clone(session);
            async move { Ok((id, session.list(url, false).await?)) }
        })
        .await
    }

    fn location(&self, id: &str) -> LocationRef {
        LocationRef::new("msgraph", format!("{}/{id}", self.id))
    }

    /// The group of the whole tenant; its key.
    fn root(&self, tenant: &Value, org: &mut Org) -> Option<String> {
        let (id, title) = (field(tenant, "id")?, field(tenant, "displayName")?);
        let profile =
            Profile { description: Some(title), display_name: Some(title), email: None, picture: None };
        let entity =
            profile.entity(Some("root"), &normalized(title), &[("graph.microsoft.com/tenant-id", id)]);
        org.teams.push(Member { key: id.to_owned(), location: self.location(id), entity });
        Some(id.to_owned())
    }

    fn group(&self, group: &Value, org: &mut Org, collector: &mut Collector) {
        let (Some(id), Some(title)) = (field(group, "id"), field(group, "displayName")) else {
            return collector.skip("a group", "has no id or no displayName");
        };
        let is_security_group = group["securityEnabled"] == true;
        let name = field(group, "mailNickname").filter(|_| !is_security_group).unwrap_or(title);
        let profile = Profile {
            description: field(group, "description"),
            display_name: Some(title),
            email: field(group, "mail"),
            picture: None,
        };
        let entity = profile.entity(Some("team"), &normalized(name), &[("graph.microsoft.com/group-id", id)]);
        org.teams.push(Member { key: id.to_owned(), location: self.location(id), entity });
    }

    fn person(&self, user: &Value, org: &mut Org, collector: &mut Collector) {
        let Some(id) = field(user, "id") else { return collector.skip("a user", "has no id") };
        let (Some(title), Some(mail)) = (field(user, "displayName"), field(user, "mail")) else {
            return collector
                .skip(&format!("user {id}"), "has no displayName or no mail, of which its name is made");
        };
        let profile =
            Profile { description: None, display_name: Some(title), email: Some(mail), picture: None };
        let annotations = [("microsoft.com/email", mail), ("graph.microsoft.com/user-id", id)];
        let entity = profile.entity(None, &normalized(mail), &annotations);
        org.people.push(Member { key: id.to_owned(), location: self.location(id), entity });
    }

    fn url(&self, query: &Query) -> Url {
        let mut url = super::read::below(&self.target, &query.path.split('/').collect::<Vec<_>>());
        url.query_pairs_mut().append_pair("$top", "999").extend_pairs(&query.parameters);
        if self.is_advanced(query) {
            url.query_pairs_mut().append_pair("$count", "true");
        }
        url
    }

    /// Whether a query needs what Graph calls advanced: searches always do.
    fn is_advanced(&self, query: &Query) -> bool {
        self.is_advanced || query.parameters.iter().any(|(name, _)| *name == "$search")
    }

    async fn session(&self) -> Result<Session, FetchError> {
        let scope = format!("{}/.default", self.target.origin().ascii_serialization());
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", self.client_secret.expose())
            .append_pair("scope", &scope)
            .finish();
        let ask = Ask::post(self.token_url.clone(), "application/x-www-form-urlencoded", form);
        let request = api::describe(&ask);
        let (answer, _) = self.api.json(ask).await.map_err(|error| self.api.sign_in(error))?;
        let token = field(&answer, "access_token").map(|token| format!("Bearer {token}"));
        let token = token.ok_or_else(|| FetchError::malformed(request, "it holds no access_token"))?;
        Ok(Session { api: self.api.clone(), token })
    }
}

/// Signed in.
struct Session {
    api: Api,
    token: String,
}

impl Session {
    async fn one(&self, url: Url) -> Result<Value, FetchError> {
        let (answer, _) = self.api.json(Ask::get(url).header("authorization", &self.token)).await?;
        Ok(answer)
    }

    /// All pages of a list.
    async fn list(&self, url: Url, is_advanced: bool) -> Result<Vec<Value>, FetchError> {
        let (mut items, mut asked, mut next) = (Vec::new(), HashSet::new(), Some(url.clone()));
        let request = api::describe(&Ask::get(url.clone()));
        while let Some(page) = next {
            if !asked.insert(page.clone()) || asked.len() > limits::PAGES || !api::same_origin(&page, &url) {
                let problem = "its next page leads in a circle, without end, or to another host";
                return Err(FetchError::incomplete(request, problem));
            }
            let mut ask = Ask::get(page).header("authorization", &self.token);
            if is_advanced {
                ask = ask.header("consistencylevel", "eventual");
            }
            let (mut answer, _) = self.api.json(ask).await?;
            match answer["value"].take() {
                Value::Array(page) => items.extend(page),
                _ => return Err(FetchError::malformed(request, "it holds no list under \"value\"")),
            }
            if items.len() > limits::ENTITIES {
                let problem = format!("it has more than {} entries; set a filter", limits::ENTITIES);
                return Err(FetchError::incomplete(request, problem));
            }
            next =
                match field(&answer, "@odata.nextLink") {
                    None => None,
                    Some(link) => Some(Url::parse(link).map_err(|_| {
                        FetchError::malformed(&request, "its @odata.nextLink is not an address")
                    })?),
                };
        }
        Ok(items)
    }
}

impl Query {
    fn read(section: &Section<'_>, path: &str) -> Result<Self, ConfigError> {
        let mut parameters = Vec::new();
        for (key, name) in [("filter", "$filter"), ("search", "$search"), ("expand", "$expand")] {
            parameters.extend(section.text(key)?.map(|text| (name, text.to_owned())));
        }
        let select = section.texts("select")?;
        if !select.is_empty() {
            parameters.push(("$select", select.join(",")));
        }
        let path = section.text("path")?.unwrap_or(path).trim_matches('/').to_owned();
        Ok(Self { path, parameters })
    }
}

impl Provider for MicrosoftGraph {
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
