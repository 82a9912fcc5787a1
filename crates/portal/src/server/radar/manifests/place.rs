//! Where the manifests of a component lie, by what its annotations say.

use super::super::super::limits::MANIFEST_PATHS;
use portico_entity::{LocationRef, annotation};
use portico_manifest::Kind;
use portico_scm::Integrations;
use serde::Deserialize;
use std::path::Path;

/// What annotations say about a component's files.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Said {
    #[serde(rename = "backstage.io/managed-by-location")]
    pub(super) managed: Option<String>,
    #[serde(rename = "backstage.io/source-location")]
    pub(super) source: Option<String>,
    #[serde(rename = "portico.dev/manifests")]
    pub(super) manifests: Option<String>,
}

/// A folder with manifests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On disk.
    Disk {
        folder: String,
        /// The folder of the file that describes the component, which its author may read anyway.
        within: String,
    },
    /// In a repository of a host that is read through its API.
    Host(String),
    /// On a web server, which cannot say what is in a folder.
    Web(String),
}

/// What is to be read for a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) place: Place,
    /// Paths from the folder, if the component names them; else what lies right in the folder.
    pub(super) paths: Option<Vec<String>>,
    /// Whether the folder is only where the component is described, and not what it says itself.
    pub(super) is_guess: bool,
}

impl Said {
    /// What an entity says. The index would not do: it leaves long values out, and lists of paths are long.
    pub(super) fn of(json: &str) -> Self {
        #[derive(Default, Deserialize)]
        struct Metadata {
            #[serde(default)]
            annotations: Said,
        }
        #[derive(Default, Deserialize)]
        struct Entity {
            #[serde(default)]
            metadata: Metadata,
        }
        // The catalog holds no entity with annotations that are no texts.
        serde_json::from_str::<Entity>(json).unwrap_or_default().metadata.annotations
    }

    /// The folder of what describes the component; nothing if it is not known.
    pub(super) fn folder(&self, integrations: &Integrations) -> Option<String> {
        let managed = LocationRef::parse(self.managed.as_deref()?).ok()?;
        match managed.kind.as_str() {
            "file" => Some(format!("file:{}", Path::new(&managed.target).parent()?.display())),
            "url" => {
                let folder = integrations.resolve("./", &managed.target).ok()?;
                Some(format!("url:{}", folder.trim_end_matches('/')))
            }
            _ => None,
        }
    }
}

impl Wanted {
    /// What is to be read; nothing if the component says that, or lies where nothing can be read.
    ///
    /// # Errors
    /// If the annotation `portico.dev/manifests` makes no sense; the text says what to write.
    pub(super) fn of(said: &Said, integrations: &Integrations) -> Result<Option<Self>, String> {
        let paths = match said.manifests.as_deref() {
            None => None,
            Some(text) if text.trim().eq_ignore_ascii_case("none") => return Ok(None),
            Some(text) => Some(paths(text)?),
        };
        let location = |text: Option<&str>| text.and_then(|text| LocationRef::parse(text).ok());
        let (managed, source) = (location(said.managed.as_deref()), location(said.source.as_deref()));
        let Some(managed) = managed else { return Ok(None) };
        let found = match managed.kind.as_str() {
            "file" => on_disk(&managed.target, source.as_ref()),
            _ => None,
        };
        let (place, is_guess) = match found.or_else(|| elsewhere(&managed, source.as_ref(), integrations)) {
            Some(found) => found,
            None => return Ok(None),
        };
        if matches!(place, Place::Web(_)) && paths.is_none() {
            return Ok(None);
        }
        let is_guess = is_guess && paths.is_none();
        Ok(Some(Self { place, paths, is_guess }))
    }

    /// By what it is stored and asked for.
    pub(super) fn id(&self) -> String {
        let paths = self.paths.as_ref().map(|paths| format!("#{}", paths.join(","))).unwrap_or_default();
        match &self.place {
            Place::Disk { folder, .. } => format!("file:{folder}{paths}"),
            Place::Host(url) | Place::Web(url) => format!("url:{url}{paths}"),
        }
    }

    pub(super) fn is_on_disk(&self) -> bool {
        matches!(self.place, Place::Disk { .. })
    }

    /// The name of a file in messages.
    pub(super) fn file(&self, path: &str, base: &Path) -> String {
        match &self.place {
            Place::Disk { folder, .. } => {
                let whole = Path::new(folder).join(path);
                whole.strip_prefix(base).unwrap_or(&whole).display().to_string()
            }
            Place::Host(url) | Place::Web(url) => format!("{}/{path}", url.trim_end_matches('/')),
        }
    }
}

/// The folder on disk, unless the source lies elsewhere.
fn on_disk(file: &str, source: Option<&LocationRef>) -> Option<(Place, bool)> {
    let within = Path::new(file).parent()?;
    let shown = |path: &Path| path.display().to_string();
    let place = |folder: &Path| Place::Disk { folder: shown(folder), within: shown(within) };
    match source {
        None => Some((place(within), true)),
        Some(source) if source.kind == "file" => Some((place(&within.join(&source.target)), false)),
        // `dir:.` is how some tools say "here".
        Some(source) if source.kind == "dir" => Some((place(&within.join(&source.target)), false)),
        Some(_) => None,
    }
}

fn elsewhere(
    managed: &LocationRef,
    source: Option<&LocationRef>,
    integrations: &Integrations,
) -> Option<(Place, bool)> {
    let beside = (managed.kind == "url").then(|| integrations.resolve("./", &managed.target).ok()).flatten();
    // What the author of a remote file writes could name any folder of the server: `file:` counts only beside files.
    let source = source.filter(|source| source.kind == "url").map(|source| source.target.clone());
    let folder = source.or_else(|| beside.clone())?;
    let is_guess = beside.is_some_and(|beside| beside.trim_end_matches('/') == folder.trim_end_matches('/'));
    Some(match integrations.of(&folder) {
        Some(_) => (Place::Host(folder), is_guess),
        None => (Place::Web(folder), is_guess),
    })
}

/// The paths that an annotation lists.
fn paths(text: &str) -> Result<Vec<String>, String> {
    let mut paths = Vec::new();
    for path in text.split(',').map(str::trim).filter(|path| !path.is_empty()) {
        let path = path.strip_prefix("./").unwrap_or(path);
        let leads_out = path.starts_with('/') || path.split('/').any(|part| matches!(part, ".." | "." | ""));
        if leads_out || path.contains(['\\', '#', '?', '*']) || path.chars().any(char::is_control) {
            return Err(format!(
                "{}: \"{path}\" is no path below the component's folder; write it like web/package.json",
                annotation::MANIFESTS
            ));
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        if Kind::of(name).is_none() {
            return Err(format!(
                "{}: {name} is no dependency manifest; known are {}, and *.csproj",
                annotation::MANIFESTS,
                Kind::NAMES.join(", ")
            ));
        }
        paths.push(path.to_owned());
    }
    if paths.len() > MANIFEST_PATHS {
        return Err(format!("{} names more than {MANIFEST_PATHS} files", annotation::MANIFESTS));
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::{Place, Said, Wanted};
    use portico_entity::annotation;
    use portico_scm::Integrations;
    use serde_json::json;

    fn wanted(
        managed: &str,
        source: Option<&str>,
        manifests: Option<&str>,
    ) -> Result<Option<Wanted>, String> {
        let integrations =
            Integrations::read(&json!({"github": [{"host": "github.com"}]})).expect("integrations");
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let said = Said { managed: owned(Some(managed)), source: owned(source), manifests: owned(manifests) };
        Wanted::of(&said, &integrations)
    }

    #[track_caller]
    fn check(managed: &str, source: Option<&str>, manifests: Option<&str>, expect: Option<(&str, bool)>) {
        let found = wanted(managed, source, manifests).expect("sense");
        let found = found.map(|found| (found.id(), found.is_guess));
        assert_eq!(found.as_ref().map(|(id, guess)| (id.as_str(), *guess)), expect);
    }

    #[test]
    fn manifests_lie_where_the_source_lies() {
        let disk = "file:/srv/till/catalog-info.yaml";
        check(disk, None, None, Some(("file:/srv/till", true)));
        check(disk, Some("file:./web"), None, Some(("file:/srv/till/./web", false)));
        check(
            disk,
            None,
            Some("web/package.json, go.mod"),
            Some(("file:/srv/till#web/package.json,go.mod", false)),
        );
        check(disk, None, Some(" None "), None);
        let tree = "url:https://github.com/a/b/tree/main/";
        let blob = "url:https://github.com/a/b/blob/main/catalog-info.yaml";
        check(blob, Some(tree), None, Some((tree, true)));
        check(blob, None, None, Some((tree, true)));
        check(blob, Some("url:https://github.com/a/c"), None, Some(("url:https://github.com/a/c", false)));
        check(disk, Some(tree), None, Some((tree, false)));
        // A server without lists is asked for what is named only, and nobody's word leads a remote file to the disk.
        check("url:https://a.test/x/all.yaml", None, None, None);
        check(
            "url:https://a.test/x/all.yaml",
            None,
            Some("go.mod"),
            Some(("url:https://a.test/x/#go.mod", false)),
        );
        check(
            "url:https://a.test/x/all.yaml",
            Some("file:/etc"),
            Some("go.mod"),
            Some(("url:https://a.test/x/#go.mod", false)),
        );
    }

    #[test]
    fn long_lists_are_read_from_the_entity_itself() {
        let list =
            (0..6).map(|part| format!("{}{part}/package.json", "a".repeat(40))).collect::<Vec<_>>().join(",");
        let entity = json!({"kind": "Component", "metadata": {"name": "till", "annotations": {
            annotation::MANAGED_BY: "file:/srv/till/catalog-info.yaml",
            annotation::SOURCE: "file:./web",
            annotation::MANIFESTS: list,
            "a.test/else": "x",
        }}});
        let said = Said::of(&entity.to_string());
        assert_eq!(said.managed.as_deref(), Some("file:/srv/till/catalog-info.yaml"));
        assert_eq!((said.source.as_deref(), said.manifests), (Some("file:./web"), Some(list)));
        assert_eq!(Said::of(r#"{"metadata": {"name": "till"}}"#).managed, None);
    }

    #[test]
    fn paths_lead_nowhere_else_and_to_manifests_only() {
        for wrong in ["../package.json", "/etc/go.mod", "a//go.mod", "secrets.yaml", "a\\go.mod", "*/go.mod"]
        {
            let error = wanted("file:/srv/a.yaml", None, Some(wrong)).expect_err(wrong);
            assert!(error.starts_with("portico.dev/manifests"), "{error}");
        }
        let many = vec!["go.mod"; 100].join(",");
        assert!(wanted("file:/srv/a.yaml", None, Some(&many)).is_err());
        let place =
            wanted("file:/srv/a.yaml", Some("file:/etc"), None).expect("sense").expect("a place").place;
        // What lies outside is refused when it is read, where links are known.
        assert_eq!(place, Place::Disk { folder: "/etc".into(), within: "/srv".into() });
    }
}
