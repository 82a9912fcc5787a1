//! Catalog files in the repositories of an Azure DevOps organisation, found by its code search:
//! `catalog.providers.azureDevOps`.

use super::{
    BoxFuture, Emission, FetchError, Provider, Schedule,
    api::{self, Api},
    collector::Collector,
    hosts,
    org::field,
    read::{Given, below, note_unknown},
};
use crate::{http::Ask, limits};
use portico_scm::Kind;
use portico_settings::ConfigError;
use serde_json::{Value, json};
use std::sync::Arc;
use url::Url;

/// The repositories of one organisation.
pub(super) struct AzureDevOps {
    name: String,
    schedule: Schedule,
    api: Api,
    /// The code search of the organisation.
    search: Url,
    headers: Vec<(String, String)>,
    /// The organisation's pages.
    organization: Url,
    text: String,
    branch: Option<String>,
}

/// The code search of the public host is on a host of its own.
const PUBLIC_SEARCH: &str = "https://almsearch.dev.azure.com";

impl AzureDevOps {
    /// Reads the configuration of one provider.
    pub(super) fn read(given: Given<'_, '_>) -> Result<Arc<dyn Provider>, ConfigError> {
        const KEYS: &[&str] =
            &["id", "host", "organization", "project", "repository", "path", "branch", "schedule"];
        let section = given.section;
        note_unknown(section, KEYS, given.ignored);
        let host =
            hosts::host(&given, "host", Kind::Azure, section.text("host")?.unwrap_or("dev.azure.com"))?;
        let organization = section.required_text("organization")?;
        let header = hosts::authorization(&host, organization, section)?;
        let parse = |text: &str| Url::parse(text).map_err(|_| section.wrong("host", "is not a host"));
        let is_public = Kind::Azure.default_host() == Some(host.host.as_str());
        let search = parse(if is_public { PUBLIC_SEARCH } else { &host.api_base_url })?;
        let mut search = below(&search, &[organization, "_apis", "search", "codesearchresults"]);
        search.query_pairs_mut().append_pair("api-version", "6.0-preview.1");
        let project = section.required_text("project")?;
        let repository = section.text("repository")?.unwrap_or("*");
        let path = section.text("path")?.unwrap_or("/catalog-info.yaml");
        Ok(Arc::new(Self {
            schedule: Schedule::read(section, given.ignored)?,
            api: Api::new(given.http, section.path()),
            search,
            headers: header.into_iter().collect(),
            organization: below(&parse(&host.base_url)?, &[organization]),
            text: format!("path:{path} repo:{repository} proj:{project}"),
            branch: section.text("branch")?.map(str::to_owned),
            name: given.name,
        }))
    }

    async fn collect(&self) -> Result<Emission, FetchError> {
        let mut collector = Collector::default();
        let mut seen = 0;
        for _ in 0..limits::PAGES {
            let mut question = json!({"searchText": self.text, "$orderBy": [{"field": "path", "sortOrder": "ASC"}], "$skip": seen, "$top": 1000});
            if let Some(branch) = &self.branch {
                question["filters"] = json!({"Branch": [branch]});
            }
            let ask = Ask::post(self.search.clone(), "application/json", question.to_string());
            let request = api::describe(&ask);
            let (answer, _) = self.api.json(ask.headers(self.headers.clone())).await?;
            let (Some(files), Some(count)) = (answer["results"].as_array(), answer["count"].as_u64()) else {
                return Err(FetchError::malformed(request, "it holds no results and count"));
            };
            for file in files {
                match self.target(file) {
                    Some(target) => hosts::add_location(&mut collector, target, "required"),
                    None => collector.skip("a search result", "names no project, repository or path"),
                }
            }
            seen += files.len();
            if seen as u64 >= count {
                return Ok(collector.finish());
            }
            if files.is_empty() || seen > limits::ENTITIES {
                let problem =
                    format!("it counts {count} files, but gave {seen}; narrow it with project or repository");
                return Err(FetchError::incomplete(request, problem));
            }
        }
        Err(FetchError::incomplete(api::describe(&Ask::get(self.search.clone())), "it has too many pages"))
    }

    fn target(&self, file: &Value) -> Option<String> {
        let name = |key: &str| file.get(key).and_then(|part| field(part, "name"));
        let mut url = below(&self.organization, &[name("project")?, "_git", name("repository")?]);
        let branch = self.branch.as_ref().map(|branch| format!("&version=GB{}", plain(branch)));
        url.set_query(Some(&format!("path={}{}", plain(field(file, "path")?), branch.unwrap_or_default())));
        Some(url.into())
    }
}

/// Escapes what would end a parameter; `/` stays readable.
fn plain(text: &str) -> String {
    text.replace('%', "%25").replace('&', "%26").replace('+', "%2B").replace('#', "%23")
}

impl Provider for AzureDevOps {
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
