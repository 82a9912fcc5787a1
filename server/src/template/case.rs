//! Golden tests on the disk: where they are, and what they say.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Most files that a test may expect.
const EXPECTED_FILES: usize = 5_000;

/// One test of one template.
pub(super) struct Case {
    name: String,
    /// The template's file.
    pub(super) template: PathBuf,
    /// The test's folder.
    pub(super) folder: PathBuf,
}

/// What a test expects.
#[derive(Debug, Default)]
pub(super) struct Expected {
    /// Files by path: what is in them, and whether they can be run.
    pub(super) files: BTreeMap<String, (Vec<u8>, bool)>,
    /// What the task tells in the end, if the test says so.
    pub(super) output: Option<Value>,
    /// A part of what the task fails with, if it is to fail.
    pub(super) error: Option<String>,
}

/// All tests of the templates in these folders, or right below them.
pub(super) fn find(folders: &[PathBuf]) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for folder in folders {
        let mut templates = vec![folder.join("template.yaml")];
        if !templates[0].is_file() {
            let below = names(folder)?.into_iter().map(|name| folder.join(name).join("template.yaml"));
            templates = below.filter(|file| file.is_file()).collect();
        }
        if templates.is_empty() {
            bail!("{} has no template.yaml, and none of its folders has one", folder.display());
        }
        for template in templates {
            cases.extend(of_template(&template)?);
        }
    }
    Ok(cases)
}

fn of_template(template: &Path) -> Result<Vec<Case>> {
    let beside = template.parent().unwrap_or(Path::new("."));
    let tests = beside.join("tests");
    if !tests.is_dir() {
        return Ok(Vec::new());
    }
    let title = beside.file_name().map_or_else(|| "template".into(), |name| name.to_string_lossy());
    let found = names(&tests)?.into_iter().filter(|name| tests.join(name).join("values.yaml").is_file());
    Ok(found
        .map(|name| Case {
            folder: tests.join(&name),
            name: format!("{title}/{name}"),
            template: template.to_owned(),
        })
        .collect())
}

/// What is in a folder, by name.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

impl Case {
    /// Template and test.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What the form is filled in with.
    pub(super) fn values(&self) -> Result<Map<String, Value>> {
        match yaml(&self.folder.join("values.yaml"))? {
            Value::Null => Ok(Map::new()),
            Value::Object(values) => Ok(values),
            _ => bail!("values.yaml must be a mapping from the form's fields to their values"),
        }
    }

    /// What must come out.
    pub(super) fn expected(&self) -> Result<Expected> {
        let mut expected = Expected::default();
        let folder = self.folder.join("expected");
        if folder.is_dir() {
            collect(&folder, &folder, &mut expected.files)?;
        }
        let output = self.folder.join("output.yaml");
        expected.output = output.is_file().then(|| yaml(&output)).transpose()?;
        let error = self.folder.join("error.txt");
        if error.is_file() {
            let text =
                fs::read_to_string(&error).with_context(|| format!("{} cannot be read", error.display()))?;
            expected.error = Some(text.trim().to_owned());
        }
        Ok(expected)
    }
}

/// The content of a YAML file.
pub(super) fn yaml(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_yaml::from_str(&text).with_context(|| format!("{} is not valid YAML", file.display()))
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, (Vec<u8>, bool)>) -> Result<()> {
    for name in names(folder)? {
        let place = folder.join(&name);
        if place.is_dir() && !place.is_symlink() {
            collect(root, &place, files)?;
            continue;
        }
        if files.len() >= EXPECTED_FILES {
            bail!("{} has more than {EXPECTED_FILES} files", root.display());
        }
        let inside = place.strip_prefix(root).unwrap_or(&place).to_string_lossy().replace('\\', "/");
        let content = fs::read(&place).with_context(|| format!("{} cannot be read", place.display()))?;
        files.insert(inside, (content, is_executable(&place)));
    }
    Ok(())
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}
