//! People and teams of GitHub organisations: `catalog.providers.githubOrg`.

use super::Graphql;
use crate::{
    limits,
    providers::{
        BoxFuture, Emission, FetchError, Provider, Schedule,
        api::Api,
        collector::Collector,
        hosts,
        org::{Member, Org, Profile, field},
        read::{Given, note_unknown},
    },
};
use portico_entity::LocationRef;
use portico_scm::Kind;
use portico_settings::ConfigError;
use serde_json::{Value, json};
use std::{collections::HashSet, sync::Arc};
use url::{Position, Url};

/// Some organisations on one host.
pub(in crate::providers) struct GithubOrg {
    name: String,
    schedule: Schedule,
    /// The host's pages, without `/` at the end.
    base_url: String,
    /// Organisations, and how each is asked.
    organizations: Vec<(String, Graphql)>,
    /// Whether each organisation's teams have a namespace of their own, because two may have teams of one name.
    has_namespaces: bool,
}

const PEOPLE: &str = "query people($org: String!, $size: Int!, $cursor: String) {
  organization(login: $org) {
    membersWithRole(first: $size, after: $cursor) {
      pageInfo { hasNextPage endCursor }
      nodes { login name bio email avatarUrl }
    }
  }
}";
const TEAMS: &str = "query teams($org: String!, $size: Int!, $cursor: String, $people: Int!) {
  organization(login: $org) {
    teams(first: $size, after: $cursor) {
      pageInfo { hasNextPage endCursor }
      nodes {
        slug combinedSlug name description avatarUrl editTeamUrl
        parentTeam { slug }
        members(first: $people, membership: IMMEDIATE) { pageInfo { hasNextPage } nodes { login } }
      }
    }
  }
}";
const MEMBERS: &str = "query members($org: String!, $team: String!, $size: Int!, $cursor: String) {
  organization(login: $org) {
    team(slug: $team) {
      members(first: $size, after: $cursor, membership: IMMEDIATE) {
        pageInfo { hasNextPage endCursor }
        nodes { login }
      }
    }
  }
}";

impl GithubOrg {
    /// Reads the configuration of one provider.
    pub(in crate::providers) fn read(given: Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError> {
        let section = given.section;
        note_unknown(section, &["id", "githubUrl", "orgs", "schedule"], given.ignored);
        let url = Url::parse(section.text("githubUrl")?.unwrap_or("https://github.com"));
        let url =
            url.map_err(|_| section.wrong("githubUrl", "must be an address such as https://github.com"))?;
        let name = &url[Position::BeforeHost..Position::AfterPort];
        let host = hosts::host(&given, "githubUrl", Kind::Github, name)?;
        let names = section.texts("orgs")?;
        if names.is_empty() {
            return Err(section.wrong("orgs", "is missing; it must be a list of organisations"));
        }
        let has_namespaces = !given.is_only || names.len() > 1;
        let mut organizations = Vec::new();
        for name in names {
            let header = hosts::authorization(&host, &name, section)?;
            let graphql = Graphql::new(Api::new(given.http, section.path()), &host, header);
            let wrong = || section.wrong("githubUrl", "belongs to an integration with a wrong apiBaseUrl");
            organizations.push((name, graphql.ok_or_else(wrong)?));
        }
        let schedule = Schedule::read(section, given.ignored)?;
        Ok(Arc::new(Self {
            name: given.name,
            schedule,
            base_url: host.base_url,
            organizations,
            has_namespaces,
        }))
    }

    async fn collect(&self) -> Result<Emission, FetchError> {
        let mut org = Org::default();
        let mut known = HashSet::new();
        for (name, graphql) in &self.organizations {
            let people = graphql.all(
                PEOPLE,
                json!({"org": name}),
                "/organization/membersWithRole",
                limits::GITHUB_PAGE,
            );
            for person in people.await? {
                // Whoever is in several organisations is one person.
                if let Some(login) = field(&person, "login").filter(|login| known.insert((*login).to_owned()))
                {
                    org.people.push(self.person(login, &person));
                }
            }
            let variables = json!({"org": name, "people": limits::GITHUB_PAGE});
            let teams =
                graphql.all(TEAMS, variables, "/organization/teams", limits::GITHUB_NESTED_PAGE).await?;
            for mut team in teams {
                let Some(slug) = field(&team, "slug").map(str::to_owned) else { continue };
                let members =
                    match team["members"].pointer("/pageInfo/hasNextPage") == Some(&Value::Bool(true)) {
                        false => team["members"]["nodes"].take().as_array().cloned().unwrap_or_default(),
                        true => {
                            let variables = json!({"org": name, "team": slug});
                            graphql
                                .all(MEMBERS, variables, "/organization/team/members", limits::GITHUB_PAGE)
                                .await?
                        }
                    };
                let members: Vec<_> = members.iter().filter_map(|member| field(member, "login")).collect();
                self.team(name, &slug, &team, &members, &mut org);
            }
        }
        let mut collector = Collector::default();
        org.collect(&mut collector);
        Ok(collector.finish())
    }

    fn person(&self, login: &str, person: &Value) -> Member {
        let profile = Profile {
            description: field(person, "bio"),
            display_name: field(person, "name"),
            email: field(person, "email"),
            picture: field(person, "avatarUrl"),
        };
        let location = LocationRef::new("url", format!("{}/{login}", self.base_url));
        let entity = profile.entity(None, login, &[("github.com/user-login", login)]);
        Member { key: login.to_owned(), location, entity }
    }

    fn team(&self, organization: &str, slug: &str, team: &Value, members: &[&str], org: &mut Org) {
        let profile = Profile {
            description: field(team, "description"),
            display_name: field(team, "name"),
            email: None,
            picture: field(team, "avatarUrl"),
        };
        let whole_slug =
            field(team, "combinedSlug").map_or_else(|| format!("{organization}/{slug}"), str::to_owned);
        let annotations = [
            ("github.com/team-slug", whole_slug.as_str()),
            ("backstage.io/edit-url", field(team, "editTeamUrl").unwrap_or_default()),
        ];
        let mut entity = profile.entity(Some("team"), slug, &annotations);
        let of_person =
            |login: &&str| if self.has_namespaces { format!("default/{login}") } else { (*login).to_owned() };
        entity["spec"]["members"] = members.iter().map(of_person).collect();
        if self.has_namespaces {
            entity["metadata"]["namespace"] = organization.to_lowercase().into();
        }
        let key = |slug: &str| format!("{organization}/{slug}");
        let parent = team.pointer("/parentTeam/slug").and_then(Value::as_str);
        org.parents.extend(parent.map(|parent| (key(slug), key(parent))));
        org.memberships.extend(members.iter().map(|login| ((*login).to_owned(), key(slug))));
        let target = format!("{}/orgs/{organization}/teams/{slug}", self.base_url);
        org.teams.push(Member { key: key(slug), location: LocationRef::new("url", target), entity });
    }
}

impl Provider for GithubOrg {
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
