//! Fetching a remote: a file or several at an address, with the texts that their placeholders bring in, or everything
//! that a provider lists.

use super::schedule::Outcome;
use crate::server::limits::FETCH_TIME;
use portico_catalog::{Delivery, Failure, RemoteFile, Skipped, placeholder_targets};
use portico_connect::{
    git::GitReader,
    providers::{self, Emission, FetchError, Provider, Schedule as Rhythm},
    reader::{Answer, FoundFile, ReadError, Reader},
};
use portico_entity::{LocationRef, entity::reference_of, location::sha1_hex};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Everything that can be fetched.
#[derive(Clone)]
pub struct Sources {
    pub(super) reader: Reader,
    /// Reads git repositories; without it there are none.
    pub(super) git: Option<GitReader>,
    providers: HashMap<String, Arc<dyn Provider>>,
}

/// What has to be unchanged for a remote to be unchanged.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Validator {
    pub(super) etag: Option<String>,
    /// The texts that placeholders bring in, by address.
    pub(super) inputs: BTreeMap<String, InputMark>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct InputMark {
    etag: Option<String>,
    digest: String,
}

/// What came of a fetch, and when to ask again.
pub(crate) struct Fetched {
    pub(crate) delivery: Delivery,
    pub(crate) outcome: Outcome,
}

impl Sources {
    /// Sources that a reader and these providers can reach.
    pub fn new(reader: Reader, providers: Vec<Arc<dyn Provider>>) -> Self {
        let providers = providers.into_iter().map(|provider| (provider.name().to_owned(), provider));
        Self { reader, git: None, providers: providers.collect() }
    }

    /// The same with git repositories.
    #[must_use]
    pub fn with_git(self, git: GitReader) -> Self {
        Self { git: Some(git), ..self }
    }

    /// The names of the providers, sorted.
    pub(crate) fn provider_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.providers.keys().cloned().collect();
        names.sort();
        names
    }

    /// How often a remote is asked, if it has a rhythm of its own.
    pub(crate) fn rhythm(&self, remote: &str) -> Option<Rhythm> {
        Some(self.providers.get(remote.strip_prefix("provider:")?)?.schedule())
    }

    /// Fetches a remote within a time. `validator` is what the last delivery said.
    pub(crate) async fn fetch(&self, remote: &str, validator: Option<&str>) -> Fetched {
        let (sources, of) = (self.clone(), remote.to_owned());
        let validator = validator.map(str::to_owned);
        // In a task of its own, so that whatever happens there is told like any other failure.
        let mut task = tokio::spawn(async move { sources.fetch_now(&of, validator.as_deref()).await });
        match tokio::time::timeout(FETCH_TIME, &mut task).await {
            Ok(Ok(fetched)) => fetched,
            Ok(Err(_)) => {
                failed(false, format!("Reading {remote} ended unexpectedly; the log says why"), None)
            }
            Err(_) => {
                task.abort();
                failed(false, format!("{remote} was not read within {} s", FETCH_TIME.as_secs()), None)
            }
        }
    }

    async fn fetch_now(&self, remote: &str, validator: Option<&str>) -> Fetched {
        if let Some(name) = remote.strip_prefix("provider:") {
            return match self.providers.get(name) {
                Some(provider) => of_provider(name, providers::fetch(&**provider).await),
                None => failed(false, format!("There is no provider {name} in the configuration"), None),
            };
        }
        let answer = match remote.split_once(':') {
            Some(("url", url)) => self.address(url, validator).await,
            Some(("git", target)) => self.repository(target, validator).await,
            _ => Err(ReadError::Failed(format!("{remote} is no address"))),
        };
        match answer {
            Ok(delivery) => Fetched { delivery, outcome: Outcome::Good },
            Err(error) => {
                let not_found = matches!(error, ReadError::NotFound(_));
                let retry_after = match &error {
                    ReadError::RateLimited { retry_after, .. } => *retry_after,
                    _ => None,
                };
                let mut fetched = failed(not_found, error.to_string(), None);
                fetched.outcome = Outcome::Failed { retry_after };
                fetched
            }
        }
    }

    async fn address(&self, url: &str, validator: Option<&str>) -> Result<Delivery, ReadError> {
        let known = Validator::read(validator);
        let unchanged = self.inputs_are_unchanged(&known).await;
        let etag = known.etag.as_deref().filter(|_| unchanged);
        let found = match self.reader.search(url, etag).await? {
            Answer::NotModified if etag.is_none() => {
                let said = format!("{url} answered \"not modified\" although nothing of it was known");
                return Err(ReadError::Failed(said));
            }
            Answer::NotModified => return Ok(Delivery::NotModified),
            Answer::New(found) => found,
        };
        let mut validator = Validator { etag: found.etag, ..Validator::default() };
        let mut files = Vec::with_capacity(found.files.len());
        for file in found.files {
            files.push(self.with_inputs(file, &mut validator).await);
        }
        Ok(Delivery::Files { files, validator: validator.written(), skipped: Vec::new() })
    }

    pub(super) async fn inputs_are_unchanged(&self, known: &Validator) -> bool {
        for (url, mark) in &known.inputs {
            let is_same = match self.reader.read(url, mark.etag.as_deref()).await {
                Ok(Answer::NotModified) => true,
                Ok(Answer::New(content)) => sha1_hex(&content.bytes) == mark.digest,
                Err(_) => mark.digest.is_empty(),
            };
            if !is_same {
                return false;
            }
        }
        true
    }

    /// A file with the texts that its placeholders bring in.
    async fn with_inputs(&self, file: FoundFile, validator: &mut Validator) -> RemoteFile {
        let mut inputs = BTreeMap::new();
        for target in placeholder_targets(&file.bytes) {
            let address = match self.reader.integrations().resolve(&target, &file.url) {
                Ok(address) => address,
                Err(error) => {
                    inputs.insert(target, Err(error.to_string()));
                    continue;
                }
            };
            let text = self.input(address, validator).await;
            inputs.insert(target, text);
        }
        RemoteFile { inputs, ..RemoteFile::at(&LocationRef::new("url", file.url), file.bytes) }
    }

    /// The text at an address that a placeholder brings in.
    pub(super) async fn input(&self, address: String, validator: &mut Validator) -> Result<String, String> {
        match self.reader.read(&address, None).await {
            Ok(Answer::New(content)) => {
                let mark = InputMark { etag: content.etag, digest: sha1_hex(&content.bytes) };
                validator.inputs.insert(address.clone(), mark);
                String::from_utf8(content.bytes).map_err(|_| format!("{address} is not UTF-8 text"))
            }
            Ok(Answer::NotModified) => Err(format!("{address} has no content")),
            Err(error) => {
                let mark = InputMark { etag: None, digest: String::new() };
                validator.inputs.insert(address, mark);
                Err(error.to_string())
            }
        }
    }
}

impl Validator {
    pub(super) fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// None if it could not tell whether anything changed.
    pub(super) fn written(&self) -> Option<String> {
        self.etag.is_some().then(|| serde_json::to_string(self).ok()).flatten()
    }
}

fn of_provider(name: &str, answer: Result<Emission, FetchError>) -> Fetched {
    match answer {
        Ok(emission) => Fetched { delivery: delivery(name, emission), outcome: Outcome::Good },
        Err(error) => {
            let not_found = matches!(error, FetchError::NotFound { .. });
            let mut fetched = failed(not_found, error.to_string(), None);
            fetched.outcome = Outcome::Failed { retry_after: error.retry_after() };
            fetched
        }
    }
}

/// Every entity of a provider is a file of its own, so that one that changes touches no other.
fn delivery(name: &str, emission: Emission) -> Delivery {
    let mut skipped: Vec<Skipped> =
        emission.skipped.into_iter().map(|one| Skipped { place: one.place, message: one.message }).collect();
    let unlisted = emission.skipped_total.saturating_sub(skipped.len());
    if unlisted > 0 {
        let message = "too many to list them all".to_owned();
        skipped.push(Skipped { place: format!("{unlisted} more"), message });
    }
    let files = emission.entities.into_iter().enumerate().map(|(index, emitted)| {
        let reference = reference_of(&emitted.entity).map(|reference| reference.to_string());
        let id = reference.unwrap_or_else(|| format!("#{index}"));
        RemoteFile {
            id: format!("provider:{name}/{id}"),
            location: emitted.location.to_string(),
            direct: true,
            // JSON is YAML too; the fallback is for what no JSON value can be.
            bytes: serde_yaml::to_string(&emitted.entity)
                .unwrap_or_else(|_| emitted.entity.to_string())
                .into(),
            inputs: BTreeMap::new(),
        }
    });
    Delivery::Files { files: files.collect(), validator: None, skipped }
}

fn failed(not_found: bool, message: String, help: Option<String>) -> Fetched {
    let delivery = Delivery::Failed(Failure { not_found, message, help });
    Fetched { delivery, outcome: Outcome::Failed { retry_after: None } }
}
