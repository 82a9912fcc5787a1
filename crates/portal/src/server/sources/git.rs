//! Fetching from plain git repositories. What a file's placeholders bring in from its own repository is read at the
//! same commit, so that the commit alone tells whether anything changed.

use super::fetch::{Sources, Validator};
use portico_catalog::{Delivery, RemoteFile, placeholder_targets};
use portico_connect::{
    git::GitReader,
    reader::{Answer, FoundFile, ReadError},
};
use portico_entity::LocationRef;
use portico_scm::GitTarget;
use std::collections::BTreeMap;

impl Sources {
    /// The files that a target means, if they or what they bring in changed.
    pub(super) async fn repository(
        &self,
        target: &str,
        validator: Option<&str>,
    ) -> Result<Delivery, ReadError> {
        let Some(git) = &self.git else {
            let text = format!("{target} cannot be read: reading git repositories is turned off here");
            return Err(ReadError::NotAllowed(text));
        };
        let target = GitTarget::parse(target)?;
        let known = Validator::read(validator);
        let unchanged = self.inputs_are_unchanged(&known).await;
        let found = match git.search(&target, known.etag.as_deref().filter(|_| unchanged)).await? {
            Answer::NotModified => return Ok(Delivery::NotModified),
            Answer::New(found) => found,
        };
        let commit = found.etag.clone().unwrap_or_default();
        let mut validator = Validator { etag: found.etag, ..Validator::default() };
        let mut files = Vec::with_capacity(found.files.len());
        for file in found.files {
            files.push(self.with_inputs_of_commit(git, file, &commit, &mut validator).await?);
        }
        Ok(Delivery::Files { files, validator: validator.written(), skipped: Vec::new() })
    }

    /// A file with the texts that its placeholders bring in: from its repository, or from addresses elsewhere.
    async fn with_inputs_of_commit(
        &self,
        git: &GitReader,
        file: FoundFile,
        commit: &str,
        validator: &mut Validator,
    ) -> Result<RemoteFile, ReadError> {
        let own = GitTarget::parse(&file.url)?;
        let mut inputs = BTreeMap::new();
        for target in placeholder_targets(&file.bytes) {
            let text = match own.resolve(&target) {
                _ if target.contains("://") => self.input(target.clone(), validator).await,
                Err(error) => Err(error.to_string()),
                Ok(beside) => match git.read(&beside, commit).await {
                    Ok(bytes) => String::from_utf8(bytes).map_err(|_| format!("{beside} is not UTF-8 text")),
                    Err(error @ (ReadError::NotFound(_) | ReadError::TooLarge(_))) => Err(error.to_string()),
                    // The commit would vouch for it for ever, although it may be another the next time.
                    Err(error) => return Err(error),
                },
            };
            inputs.insert(target, text);
        }
        Ok(RemoteFile { inputs, ..RemoteFile::at(&LocationRef::new("git", file.url), file.bytes) })
    }
}

#[cfg(test)]
#[path = "git_tests.rs"]
mod tests;
