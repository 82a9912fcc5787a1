//! `fetch:template`: what becomes of a tree of files in which names and contents are templates.
//!
//! Nothing is read or written here. Who has the tree (a workspace on the disk, a map in the browser) asks for each entry
//! what it becomes:
//!
//! ```text
//! let options = Options::read(&step.input)?;                    // InputError, NotAllowedError
//! let skeleton = Skeleton::new(options, &language);             // language: scaffolder's, with `filters::add`
//! for entry in tree {                                           // paths from the top of the fetched tree
//!     let Some(path) = skeleton.path(&entry.path, is_folder, None)? else { continue };   // left out
//!     if !skeleton.options().replace && exists(&path) { continue; }
//!     match entry {
//!         Folder => make it,  Link(target) => copy it,
//!         File => write(&path, &skeleton.content(&entry.path, &bytes, None)?, mode),
//!     }
//! }
//! ```
//!
//! Paths that are given back are relative to the workspace, with the target folder before them, and never leave it. For
//! trees in memory [`Skeleton::tree`] does all of that.

use std::borrow::Cow;
use std::sync::Arc;

use portico_nunjucks::{Environment, Error, Limits, Reads, Scope};
use serde_json::{Value, json};

use crate::glob::Glob;
use crate::limits::{ENTRIES, GLOBS, PATH_BYTES, SKELETON_BYTES};
use crate::tree::{Entry, EntryKind, below, inside, is_binary};

/// What the input of `fetch:template` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// What the skeleton sees, as `values` or `cookiecutter`.
    pub values: Value,
    /// Where the files go: a folder of the workspace, the empty path for its top.
    pub target: String,
    /// Files whose contents are copied as they are.
    pub as_is: Vec<Glob>,
    /// Only files with this ending are rendered; the ending goes.
    pub extension: Option<String>,
    /// `{{ cookiecutter.x }}` instead of `${{ values.x }}`.
    pub cookiecutter: bool,
    /// Files that are there already are replaced, else kept.
    pub replace: bool,
    /// The line end after a block tag goes.
    pub trim_blocks: bool,
    /// The white space before a block tag that begins its line goes.
    pub lstrip_blocks: bool,
}

/// Why a skeleton cannot be rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SkeletonError {
    /// The input makes no sense.
    #[error("{0}")]
    Input(String),
    /// A path leads out of the folder that it belongs to.
    #[error("`{path}` leads out of {of}: paths are relative to it and may not leave it")]
    NotAllowed {
        /// As it was rendered.
        path: String,
        /// Of what it leads out.
        of: &'static str,
    },
    /// A name or a content cannot be rendered.
    #[error("{path}: {error}")]
    Render {
        /// The file in the skeleton.
        path: String,
        /// What is wrong with it, and where.
        error: Error,
    },
    /// It is larger than anything that a template writes.
    #[error("the skeleton has more than {most} {what}")]
    TooLarge {
        /// What it has too many of.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
}

/// A file, folder or link that a skeleton gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Where it goes, and what it is.
    pub entry: Entry,
    /// Its path in the skeleton.
    pub from: String,
    /// What its name and content read of the values: `values.name`.
    pub reads: Reads,
}

/// Renders the entries of one skeleton.
#[derive(Clone, Debug)]
pub struct Skeleton {
    options: Options,
    language: Environment,
    scope: Scope,
}

impl Options {
    /// Reads the rendered input of a step.
    ///
    /// # Errors
    /// If something is not what it has to be, or does not go together.
    pub fn read(input: &Value) -> Result<Self, SkeletonError> {
        let wrong = |message: &str| Err(SkeletonError::Input(message.to_owned()));
        let flag = |key: &str| input.get(key).and_then(Value::as_bool).unwrap_or_default();
        let there = |key: &str| input.get(key).filter(|value| !value.is_null());
        let cookiecutter = flag("cookiecutterCompat");
        let extension = match there("templateFileExtension") {
            None | Some(Value::Bool(false)) => None,
            Some(Value::Bool(true)) => Some(".njk".to_owned()),
            Some(Value::String(ending)) if ending.is_empty() => None,
            Some(Value::String(ending)) => Some(format!(".{}", ending.trim_start_matches('.'))),
            Some(_) => {
                return wrong("`templateFileExtension` must be true, false or an ending such as `.njk`");
            }
        };
        if there("copyWithoutTemplating").is_some() && there("copyWithoutRender").is_some() {
            return wrong(
                "`copyWithoutTemplating` and `copyWithoutRender` cannot both be given; the former is enough",
            );
        }
        let lists = there("copyWithoutTemplating").or(there("copyWithoutRender"));
        if extension.is_some() && (lists.is_some() || cookiecutter) {
            return wrong(
                "`templateFileExtension` says which files are rendered; it does not go together with `copyWithoutTemplating`, `copyWithoutRender` or `cookiecutterCompat`",
            );
        }
        if there("copyWithoutRender").is_some_and(|list| !list.is_array()) {
            return wrong("`copyWithoutRender` must be a list of patterns");
        }
        Ok(Self {
            values: there("values").cloned().unwrap_or_else(|| json!({})),
            target: target(input)?,
            as_is: globs(there("copyWithoutTemplating"))?,
            extension,
            cookiecutter,
            replace: flag("replace"),
            trim_blocks: flag("trimBlocks"),
            lstrip_blocks: flag("lstripBlocks"),
        })
    }
}

fn target(input: &Value) -> Result<String, SkeletonError> {
    let path = input.get("targetPath").and_then(Value::as_str).unwrap_or_default();
    inside(path).ok_or_else(|| outside(path, "the task's workspace"))
}

fn outside(path: &str, of: &'static str) -> SkeletonError {
    SkeletonError::NotAllowed { path: path.chars().take(200).collect(), of }
}

fn globs(list: Option<&Value>) -> Result<Vec<Glob>, SkeletonError> {
    let wrong = || SkeletonError::Input("`copyWithoutTemplating` must be a list of patterns".to_owned());
    let Some(list) = list else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or_else(wrong)?;
    if list.len() > GLOBS {
        return Err(SkeletonError::TooLarge { what: "patterns", most: GLOBS });
    }
    let glob = |pattern: &Value| Glob::new(pattern.as_str().ok_or_else(wrong)?).map_err(SkeletonError::Input);
    list.iter().map(glob).collect()
}

impl Skeleton {
    /// Renders with these options. The language is that of golden paths, with its filters; its syntax follows from the
    /// options.
    pub fn new(options: Options, language: &Environment) -> Self {
        let name = if options.cookiecutter { "cookiecutter" } else { "values" };
        Self {
            scope: Scope::new().with(name, &options.values),
            language: language
                .clone()
                .with_cookiecutter(options.cookiecutter)
                .with_trim_blocks(options.trim_blocks)
                .with_lstrip_blocks(options.lstrip_blocks),
            options,
        }
    }

    /// What it was made with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Where an entry of the skeleton goes, from the top of the workspace; none if it is left out because its name
    /// renders to nothing. What the name reads of the values is added to `reads`.
    ///
    /// # Errors
    /// If the name cannot be rendered, or leads out of the target.
    pub fn path(
        &self,
        path: &str,
        is_folder: bool,
        reads: Option<&mut Reads>,
    ) -> Result<Option<String>, SkeletonError> {
        let path = path.trim_end_matches('/');
        let without_ending = match &self.options.extension {
            Some(ending) if !is_folder && has_ending(path, ending) => &path[..path.len() - ending.len()],
            _ => path,
        };
        // A folder is told by the slash at its end, so that a name that renders to nothing shows as `/` or `//`.
        let template = if is_folder { format!("{without_ending}/") } else { without_ending.to_owned() };
        let rendered = self.render(path, &template, reads)?;
        if rendered.is_empty() || rendered.starts_with('/') || rendered.contains("//") {
            return Ok(None);
        }
        if rendered.len() > PATH_BYTES || rendered.contains('\0') {
            let message =
                format!("the name of {path} renders to more than {PATH_BYTES} bytes, or has a NUL in it");
            return Err(SkeletonError::Input(message));
        }
        let within =
            inside(&rendered).ok_or_else(|| outside(&rendered, "the folder that the template writes to"))?;
        // What would be written over the folder itself is no file.
        if within.is_empty() && !is_folder {
            return Ok(None);
        }
        Ok(Some(below(&self.options.target, &within)))
    }

    /// Whether the content of a file is rendered; by its path in the skeleton.
    pub fn renders(&self, path: &str) -> bool {
        match &self.options.extension {
            Some(ending) => has_ending(path, ending),
            None => !self.options.as_is.iter().any(|glob| glob.matches(path)),
        }
    }

    /// What a file holds in the end. Files that are no text are copied, also those that are not UTF-8.
    ///
    /// # Errors
    /// If the content cannot be rendered.
    pub fn content<'b>(
        &self,
        path: &str,
        bytes: &'b [u8],
        reads: Option<&mut Reads>,
    ) -> Result<Cow<'b, [u8]>, SkeletonError> {
        if !self.renders(path) || is_binary(bytes) {
            return Ok(Cow::Borrowed(bytes));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if self.has_syntax(text) => Ok(Cow::Owned(self.render(path, text, reads)?.into_bytes())),
            _ => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// Whether there is anything to render in a text.
    fn has_syntax(&self, text: &str) -> bool {
        let value = if self.options.cookiecutter { "{{" } else { "${{" };
        text.contains(value) || text.contains("{%") || text.contains("{#")
    }

    fn render(&self, path: &str, text: &str, reads: Option<&mut Reads>) -> Result<String, SkeletonError> {
        let failed = |error| SkeletonError::Render { path: path.to_owned(), error };
        if !self.has_syntax(text) {
            return Ok(text.to_owned());
        }
        let template = self.language.compile(text).map_err(failed)?;
        match reads {
            Some(reads) => template.render_noting(&self.scope, reads),
            None => template.render(&self.scope),
        }
        .map_err(failed)
    }

    /// What a whole tree becomes. Where `taken` says that something is there already, nothing is written unless the
    /// options say so.
    ///
    /// # Errors
    /// At the first entry that cannot be rendered, and if the tree is too large.
    pub fn tree(
        &self,
        entries: &[Entry],
        taken: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Rendered>, SkeletonError> {
        if entries.len() > ENTRIES {
            return Err(SkeletonError::TooLarge { what: "files", most: ENTRIES });
        }
        let mut written = Vec::new();
        let mut bytes = 0;
        for entry in entries {
            let Some(rendered) = self.entry(entry, taken)? else { continue };
            if let EntryKind::File { bytes: content, .. } = &rendered.entry.kind {
                bytes += content.len();
            }
            if bytes > SKELETON_BYTES {
                return Err(SkeletonError::TooLarge { what: "bytes", most: SKELETON_BYTES });
            }
            written.push(rendered);
        }
        Ok(written)
    }

    fn entry(&self, entry: &Entry, taken: &dyn Fn(&str) -> bool) -> Result<Option<Rendered>, SkeletonError> {
        let mut reads = Reads::new();
        let is_folder = entry.kind == EntryKind::Folder;
        let Some(path) = self.path(&entry.path, is_folder, Some(&mut reads))? else { return Ok(None) };
        if !self.options.replace && !is_folder && taken(&path) {
            return Ok(None);
        }
        let kind = match &entry.kind {
            EntryKind::File { bytes, executable } => {
                let content = match self.content(&entry.path, bytes, Some(&mut reads))? {
                    Cow::Borrowed(_) => Arc::clone(bytes),
                    Cow::Owned(content) => content.into(),
                };
                EntryKind::File { bytes: content, executable: *executable }
            }
            other => other.clone(),
        };
        Ok(Some(Rendered { entry: Entry { path, kind }, from: entry.path.clone(), reads }))
    }
}

/// Whether the last part of a path ends like this, and is more than the ending.
fn has_ending(path: &str, ending: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    // As in `path.extname`: only what is behind the last dot counts.
    name.len() > ending.len() && name.ends_with(ending) && !ending[1..].contains('.')
}

/// Limits for rendering while somebody types: a fraction of the usual work for each file.
pub fn quick_limits() -> Limits {
    let usual = Limits::default();
    Limits { work: usual.work / 20, output: usual.output / 8, scratch: usual.scratch / 8, ..usual }
}
