//! `fetch:plain`, `fetch:template` and their forms for one file.

use super::{Outside, failure, shared::fields};
use crate::reader::Answer;
use portico_scaffolder::{
    Definition, Example, Failure, FailureKind, Later, Output, Repeat, Step, Workspace,
    actions::{
        local::{rendering, selecting},
        skeleton::{copy_tree, render_file, render_tree, tree_of},
    },
    function::Run,
    schema::{Field, object, text},
};
use portico_scm::{GitTarget, Kind};
use portico_template::tree::{Entry, EntryKind};
use std::path::{Component, Path, PathBuf};
use url::Url;

pub(super) fn actions() -> Vec<(Definition, Run<Outside>)> {
    vec![
        (plain_definition(), plain),
        (plain_file_definition(), plain_file),
        (template_definition(), template),
        (template_file_definition(), template_file),
    ]
}

fn source(what: &str) -> Vec<Field> {
    vec![
        text("url", &format!("The {what}: an address on a host, or a path from the folder of the template."))
            .required(),
        text("token", "The token to read with, instead of the configured credentials."),
    ]
}

/// Fetching changes nothing outside, and ends in the same files when it is repeated.
fn definition(id: &str, description: &str, input: Vec<Field>, example: (&str, &str)) -> Definition {
    Definition {
        id: id.to_owned(),
        description: description.to_owned(),
        examples: vec![Example::new(example.0, example.1)],
        input: object(input),
        output: object(Vec::new()),
        dry_run: true,
        repeat: Repeat::Safe,
    }
}

fn plain_definition() -> Definition {
    definition(
        "fetch:plain",
        "Copies a folder into the workspace as it is.",
        fields([
            source("folder"),
            vec![text("targetPath", "The folder of the workspace that it is copied to.").or("./")],
        ]),
        (
            "Copy a folder of another repository",
            r#"
steps:
  - id: fetch
    action: fetch:plain
    input:
      url: https://github.com/acme/standards/tree/main/ci
      targetPath: ./ci
"#,
        ),
    )
}

fn plain_file_definition() -> Definition {
    definition(
        "fetch:plain:file",
        "Copies a file into the workspace as it is.",
        fields([
            source("file"),
            vec![text("targetPath", "The file of the workspace that is written.").required()],
        ]),
        (
            "Copy a licence",
            r#"
steps:
  - id: licence
    action: fetch:plain:file
    input:
      url: https://github.com/acme/standards/blob/main/LICENSE
      targetPath: LICENSE
"#,
        ),
    )
}

fn template_definition() -> Definition {
    let target = vec![text("targetPath", "The folder of the workspace that is written to.").or("./")];
    definition(
        "fetch:template",
        "Fetches a folder and renders it into the workspace, with names and contents of its files as templates.",
        fields([source("folder"), target, rendering(), selecting()]),
        (
            "Render the skeleton that lies beside the template",
            r#"
steps:
  - id: fetch
    action: fetch:template
    input:
      url: ./skeleton
      values:
        name: ${{ parameters.name }}
        owner: ${{ parameters.owner }}
"#,
        ),
    )
}

fn template_file_definition() -> Definition {
    let target = vec![text("targetPath", "The file of the workspace that is written.").required()];
    definition(
        "fetch:template:file",
        "Fetches a file and renders it into the workspace.",
        fields([source("file"), target, rendering()]),
        (
            "Render one file",
            r#"
steps:
  - id: readme
    action: fetch:template:file
    input:
      url: ./README.md.njk
      targetPath: README.md
      values:
        name: ${{ parameters.name }}
"#,
        ),
    )
}

fn plain<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let tree = outside.tree(&step).await?;
        copy_tree(&step, step.text("targetPath").unwrap_or("."), tree).await?;
        Ok(Output::new())
    })
}

fn plain_file<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let target = step.text("targetPath").ok_or_else(|| Failure::input("`targetPath` is missing"))?;
        // Before anything is asked.
        step.workspace.resolve(target)?;
        let (_, bytes) = outside.file(&step).await?;
        step.workspace.write(target, &bytes)?;
        step.log.info(&format!("Wrote {target}"));
        Ok(Output::new())
    })
}

fn template<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let tree = outside.tree(&step).await?;
        render_tree(&step, &outside.inner.language, tree).await?;
        Ok(Output::new())
    })
}

fn template_file<'a>(outside: &'a Outside, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
    Box::pin(async move {
        let (name, bytes) = outside.file(&step).await?;
        render_file(&step, &outside.inner.language, &name, bytes).await?;
        Ok(Output::new())
    })
}

/// Where something is fetched from.
enum Source {
    /// On a host or web server.
    Web(String),
    /// In a plain git repository.
    Git(GitTarget),
    /// In the folder of a template that was read from the disk.
    Disk { folder: PathBuf, path: String },
}

impl Outside {
    /// The folder that the input `url` names.
    async fn tree(&self, step: &Step<'_>) -> Result<Vec<Entry>, Failure> {
        let tree = match self.source(step)? {
            Source::Git(target) => {
                step.log.info(&format!("Fetching {target}"));
                Answer::New(self.inner.clones.tree(&target).await.map_err(|error| failure::read(&error))?)
            }
            Source::Disk { folder, path } => {
                return on_disk(&folder, move |folder| tree_of(folder, &path)).await;
            }
            Source::Web(url) => {
                step.log.info(&format!("Fetching {}", shown(&url)));
                self.reader_for(step, &url)?.tree(&url, None).await.map_err(|error| failure::read(&error))?
            }
        };
        let Answer::New(tree) = tree else { return Err(Failure::other("The host answered with nothing")) };
        let executable = tree.executable;
        let files = tree.files.into_iter().map(|(path, bytes)| {
            let kind = EntryKind::File { bytes: bytes.into(), executable: executable.contains(&path) };
            Entry { path, kind }
        });
        let links = tree.links.into_iter().map(|(path, target)| Entry::link(path, target));
        Ok(files.chain(links).collect())
    }

    /// The file that the input `url` names, with its name.
    async fn file(&self, step: &Step<'_>) -> Result<(String, Vec<u8>), Failure> {
        match self.source(step)? {
            Source::Git(target) => {
                step.log.info(&format!("Fetching {target}"));
                let found =
                    self.inner.clones.search(&target, None).await.map_err(|error| failure::read(&error))?;
                let Answer::New(found) = found else {
                    return Err(Failure::other("git answered with nothing"));
                };
                let bytes = found.files.into_iter().next().map(|file| file.bytes).unwrap_or_default();
                Ok((target.path.rsplit('/').next().unwrap_or_default().to_owned(), bytes))
            }
            Source::Disk { folder, path } => {
                let name = path.clone();
                let bytes = on_disk(&folder, move |folder| folder.read(&path)).await?;
                Ok((name, bytes))
            }
            Source::Web(url) => {
                step.log.info(&format!("Fetching {}", shown(&url)));
                let reader = self.reader_for(step, &url)?;
                let found = reader.read(&url, None).await.map_err(|error| failure::read(&error))?;
                let Answer::New(found) = found else {
                    return Err(Failure::other("The host answered with nothing"));
                };
                let path = Url::parse(&url).map(|url| url.path().to_owned()).unwrap_or_default();
                Ok((path.rsplit('/').next().unwrap_or_default().to_owned(), found.bytes))
            }
        }
    }

    /// What the input `url` means: an address, or something beside the template.
    fn source(&self, step: &Step<'_>) -> Result<Source, Failure> {
        let url = step.text("url").ok_or_else(|| Failure::input("`url` is missing"))?;
        if let Ok(parsed) = Url::parse(url) {
            return match parsed.scheme() {
                "http" | "https" => Ok(Source::Web(url.to_owned())),
                scheme => Err(Failure::not_allowed(format!(
                    "`url` begins with {scheme}:, which is not fetched; write an address with https://, or a path from the \
                     folder of the template"
                ))),
            };
        }
        let base = step.base_url.ok_or_else(|| {
            Failure::input(format!(
                "`url` ({url}) is a path, but it is not known where the template lies; write an address"
            ))
        })?;
        if let Some(file) = base.strip_prefix("file://").or_else(|| base.strip_prefix("file:")) {
            return beside(file, url);
        }
        if base.contains('#') {
            let target = GitTarget::parse(base).and_then(|base| base.resolve(url));
            return target.map(Source::Git).map_err(|error| failure::address(&error));
        }
        let integrations = self.inner.reader.integrations();
        integrations.resolve(url, base).map(Source::Web).map_err(|error| failure::address(&error))
    }

    /// What reads an address: with the input `token` if there is one.
    fn reader_for(&self, step: &Step<'_>, url: &str) -> Result<crate::reader::Reader, Failure> {
        let reader = &self.inner.reader;
        if let Some(token) = step.text("token") {
            return Ok(reader.with_token(url, token));
        }
        let kind = reader.integrations().of(url).map(|one| one.kind);
        if self.inner.config.require_user_credentials && matches!(kind, Some(Kind::Github | Kind::Gitlab)) {
            return Err(Failure::new(
                FailureKind::NotAllowed,
                format!(
                    "{} is read only with a token of the user's (`scaffolder.requireScmUserCredentials`): give the input \
                     `token`, as ${{{{ secrets.USER_OAUTH_TOKEN }}}}",
                    shown(url)
                ),
            ));
        }
        Ok(reader.clone())
    }
}

/// Something beside a template on the disk, which may not lie outside the template's folder.
fn beside(file: &str, path: &str) -> Result<Source, Failure> {
    let file = Path::new(file);
    let folder = if file.is_dir() { Some(file) } else { file.parent() };
    let folder =
        folder.filter(|folder| !folder.as_os_str().is_empty() && folder.is_dir()).ok_or_else(|| {
            Failure::new(
                FailureKind::NotFound,
                format!("The folder of the template, {}, is not there", file.display()),
            )
        })?;
    if Path::new(path).components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
        return Err(Failure::not_allowed(format!("`url` ({path}) leads out of the folder of the template")));
    }
    Ok(Source::Disk { folder: folder.to_owned(), path: path.to_owned() })
}

/// Reads below a folder, which nothing gets out of.
async fn on_disk<T: Send + 'static>(
    folder: &Path,
    read: impl FnOnce(&Workspace) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let folder = folder.to_owned();
    let work = move || {
        let told = |error: std::io::Error| {
            Failure::other(format!(
                "The folder of the template, {}, cannot be read: {error}",
                folder.display()
            ))
        };
        let within = Workspace::open(&folder).map_err(told)?;
        read(&within).map_err(|failure| {
            let message = failure.message.replace("the task's workspace", "the folder of the template");
            Failure::new(failure.kind, message.replace("in the workspace", "in the folder of the template"))
        })
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Failure::other("Reading the folder of the template ended unexpectedly"))?
}

/// An address as logs show it: without user, password and fragment.
fn shown(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| crate::http::shown(&url))
}
