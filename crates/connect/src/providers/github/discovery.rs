//! Catalog files in the repositories of a GitHub organisation: `catalog.providers.github`.

use super::Graphql;
use crate::{
    limits,
    providers::{
        BoxFuture, Emission, FetchError, Provider, Schedule,
        api::Api,
        collector::Collector,
        hosts,
        org::field,
        read::{Given, note_unknown},
    },
};
use fancy_regex::Regex;
use portico_scm::Kind;
use portico_settings::{ConfigError, Section};
use serde_json::{Value, json};
use std::sync::Arc;

/// The repositories of one owner.
pub(in crate::providers) struct Discovery {
    name: String,
    schedule: Schedule,
    graphql: Graphql,
    owner: String,
    /// Without `/` at its beginning; may hold `*`.
    catalog_path: String,
    branch: Option<String>,
    must_exist: bool,
    filters: Filters,
}

/// Which repositories are looked at.
#[derive(Debug)]
struct Filters {
    repository: Option<Regex>,
    include: Vec<String>,
    exclude: Vec<String>,
    allows_forks: bool,
    allows_archived: bool,
    /// In lower case; none means all.
    visibility: Vec<String>,
}

const REPOSITORIES: &str =
    "query repositories($owner: String!, $file: String!, $size: Int!, $cursor: String) {
  repositoryOwner(login: $owner) {
    repositories(first: $size, after: $cursor) {
      pageInfo { hasNextPage endCursor }
      nodes {
        name url isArchived isFork visibility
        repositoryTopics(first: 100) { nodes { topic { name } } }
        defaultBranchRef { name }
        file: object(expression: $file) { ... on Blob { byteSize } }
      }
    }
  }
}";

impl Discovery {
    /// Reads the configuration of one provider.
    pub(in crate::providers) fn read(given: Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError> {
        const KEYS: &[&str] =
            &["id", "organization", "host", "catalogPath", "filters", "validateLocationsExist", "schedule"];
        let section = given.section;
        note_unknown(section, KEYS, given.ignored);
        let host = hosts::host(&given, "host", Kind::Github, section.text("host")?.unwrap_or("github.com"))?;
        let owner = section.required_text("organization")?.to_owned();
        let header = hosts::authorization(&host, &owner, section)?;
        let graphql = Graphql::new(Api::new(given.http, section.path()), &host, header);
        let catalog_path =
            section.text("catalogPath")?.unwrap_or("catalog-info.yaml").trim_start_matches('/');
        let must_exist = section.flag("validateLocationsExist")?.unwrap_or_default();
        if must_exist && catalog_path.contains('*') {
            let message = "can only be true if catalogPath names one file, without *";
            return Err(section.wrong("validateLocationsExist", message));
        }
        let filters = section.section("filters")?;
        Ok(Arc::new(Self {
            schedule: Schedule::read(section, given.ignored)?,
            graphql: graphql.ok_or_else(|| section.wrong("host", "belongs to a wrong apiBaseUrl"))?,
            owner,
            catalog_path: catalog_path.to_owned(),
            branch: filters.text("branch")?.map(str::to_owned),
            must_exist,
            filters: Filters::read(&filters, given.ignored)?,
            name: given.name,
        }))
    }

    async fn collect(&self) -> Result<Emission, FetchError> {
        let file = format!("{}:{}", self.branch.as_deref().unwrap_or("HEAD"), self.catalog_path);
        let variables = json!({"owner": self.owner, "file": file});
        let size = limits::GITHUB_NESTED_PAGE;
        let repositories =
            self.graphql.all(REPOSITORIES, variables, "/repositoryOwner/repositories", size).await?;
        let mut collector = Collector::default();
        for repository in repositories.iter().filter(|repository| self.filters.let_through(repository)) {
            let is_there =
                repository.pointer("/file/byteSize").and_then(Value::as_u64).unwrap_or_default() > 0;
            // A repository without default branch is empty.
            let branch = repository.pointer("/defaultBranchRef/name").and_then(Value::as_str);
            let (Some(url), Some(branch)) = (field(repository, "url"), branch) else { continue };
            if is_there || !self.must_exist {
                let branch = self.branch.as_deref().unwrap_or(branch);
                hosts::add_location(
                    &mut collector,
                    format!("{url}/blob/{branch}/{}", self.catalog_path),
                    "optional",
                );
            }
        }
        Ok(collector.finish())
    }
}

impl Filters {
    fn read(section: &Section<'_>, ignored: &mut Vec<String>) -> Result<Self, ConfigError> {
        const KEYS: &[&str] = &["branch", "repository", "topic", "allowForks", "allowArchived", "visibility"];
        note_unknown(section, KEYS, ignored);
        let topic = section.section("topic")?;
        Ok(Self {
            repository: hosts::whole_pattern(section, "repository")?,
            include: topic.texts("include")?,
            exclude: topic.texts("exclude")?,
            allows_forks: section.flag("allowForks")?.unwrap_or(true),
            allows_archived: section.flag("allowArchived")?.unwrap_or_default(),
            visibility: section.texts("visibility")?.iter().map(|one| one.to_lowercase()).collect(),
        })
    }

    fn let_through(&self, repository: &Value) -> bool {
        let topics = repository.pointer("/repositoryTopics/nodes").and_then(Value::as_array);
        let topics = topics.into_iter().flatten().filter_map(|node| node.pointer("/topic/name"));
        let topics: Vec<_> = topics.filter_map(Value::as_str).collect();
        let has_any = |wanted: &[String]| wanted.iter().any(|wanted| topics.contains(&wanted.as_str()));
        let visibility = field(repository, "visibility").unwrap_or_default().to_lowercase();
        hosts::matches(self.repository.as_ref(), field(repository, "name").unwrap_or_default())
            && (self.include.is_empty() || has_any(&self.include))
            && !has_any(&self.exclude)
            && (self.allows_forks || repository["isFork"] != true)
            && (self.allows_archived || repository["isArchived"] != true)
            && (self.visibility.is_empty() || self.visibility.contains(&visibility))
    }
}

impl Provider for Discovery {
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
