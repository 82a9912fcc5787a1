//! Reading the manifests of a place.

use super::{
    super::super::limits::{MANIFEST_FILES, MANIFEST_FOLDER, MANIFEST_TIME},
    place::{Place, Wanted},
};
use portico_connect::reader::{Answer, Pick, ReadError, Reader};
use portico_entity::location::sha1_hex;
use portico_manifest::{Kind, limits::FILE_BYTES};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

/// Files by their paths, or why one of them cannot be read.
pub(super) type Files = BTreeMap<String, Result<Vec<u8>, String>>;

/// What came of looking.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As it was.
    Same,
    /// This now.
    New { files: Files, etag: Option<String> },
}

/// Why nothing could be read, and when to ask again.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) why: String,
    pub(super) retry_after: Option<Duration>,
}

impl From<String> for Trouble {
    fn from(why: String) -> Self {
        Self { why, retry_after: None }
    }
}

impl From<ReadError> for Trouble {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::RateLimited { message, retry_after } => Self { why: message, retry_after },
            error => error.to_string().into(),
        }
    }
}

/// Reads what is wanted within a time. `etag` is what an earlier look said about the same.
pub(super) async fn fetch(reader: &Reader, wanted: &Wanted, etag: Option<&str>) -> Result<Look, Trouble> {
    let work = fetch_now(reader, wanted, etag);
    let seconds = MANIFEST_TIME.as_secs();
    tokio::time::timeout(MANIFEST_TIME, work)
        .await
        .unwrap_or_else(|_| Err(format!("Manifests were not read within {seconds} s").into()))
}

async fn fetch_now(reader: &Reader, wanted: &Wanted, etag: Option<&str>) -> Result<Look, Trouble> {
    match &wanted.place {
        Place::Disk { folder, within } => {
            let (folder, within) = (PathBuf::from(folder), PathBuf::from(within));
            let (paths, etag) = (wanted.paths.clone(), etag.map(str::to_owned));
            let look = move || on_disk(&folder, &within, paths.as_deref(), etag.as_deref());
            let looked = tokio::task::spawn_blocking(look).await;
            looked.map_err(|_| Trouble::from("Reading manifests ended unexpectedly".to_owned()))?
        }
        Place::Host(url) => {
            let answer = reader.pick(url, &pick(wanted.paths.as_deref()), etag).await?;
            Ok(match answer {
                Answer::NotModified => Look::Same,
                Answer::New(picked) => Look::New { files: picked.files, etag: picked.etag },
            })
        }
        Place::Web(url) => web(reader, url, wanted.paths.as_deref().unwrap_or_default(), etag).await,
    }
}

/// What of a folder in a repository is wanted.
fn pick(paths: Option<&[String]>) -> Pick {
    match paths {
        Some(paths) => {
            Pick { paths: paths.iter().cloned().collect(), ends: Vec::new(), file_bytes: FILE_BYTES }
        }
        None => Pick {
            paths: Kind::NAMES.iter().map(|name| (*name).to_owned()).collect(),
            ends: [".csproj", ".fsproj", ".vbproj"].map(str::to_owned).to_vec(),
            file_bytes: FILE_BYTES,
        },
    }
}

/// Named files of a web server, each with a validator of its own.
async fn web(reader: &Reader, base: &str, paths: &[String], etag: Option<&str>) -> Result<Look, Trouble> {
    let known: BTreeMap<String, String> =
        etag.and_then(|etag| serde_json::from_str(etag).ok()).unwrap_or_default();
    let address = |path: &str| format!("{}/{path}", base.trim_end_matches('/'));
    // Only if all are as they were nothing has to be read.
    let mut is_same = known.len() == paths.len() && !paths.is_empty();
    for path in paths.iter().filter(|_| !known.is_empty()) {
        if !is_same {
            break;
        }
        is_same = matches!(
            reader.read(&address(path), known.get(path).map(String::as_str)).await?,
            Answer::NotModified
        );
    }
    if is_same {
        return Ok(Look::Same);
    }
    let (mut files, mut marks) = (Files::new(), BTreeMap::new());
    for path in paths {
        match reader.read(&address(path), None).await {
            Ok(Answer::New(content)) => {
                if let Some(etag) = content.etag {
                    marks.insert(path.clone(), etag);
                }
                files.insert(path.clone(), Ok(content.bytes));
            }
            Ok(Answer::NotModified) => return Err(format!("{} has no content", address(path)).into()),
            Err(ReadError::TooLarge(why)) => drop(files.insert(path.clone(), Err(why))),
            // What is named and not there is somebody's mistake, or being moved: nothing is concluded from it.
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Look::New { files, etag: serde_json::to_string(&marks).ok() })
}

/// Manifests in a folder on disk, which must lie within another one, wherever links lead.
fn on_disk(
    folder: &Path,
    within: &Path,
    paths: Option<&[String]>,
    etag: Option<&str>,
) -> Result<Look, Trouble> {
    let failed = |error: io::Error| Trouble::from(format!("{} cannot be read: {error}", folder.display()));
    let (real, within) =
        (fs::canonicalize(folder).map_err(failed)?, fs::canonicalize(within).map_err(failed)?);
    if !real.starts_with(&within) {
        let why = format!(
            "{} lies outside of the folder of the file that describes the component, and is not read",
            folder.display()
        );
        return Err(why.into());
    }
    let paths = match paths {
        Some(paths) => paths.to_vec(),
        None => names(&real).map_err(failed)?,
    };
    let mut marks = String::new();
    for path in &paths {
        // What is not there has no mark; when it comes, the marks are others.
        if let Ok(about) = fs::metadata(real.join(path)) {
            let changed = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let changed = changed.map_or(0, |at| at.as_nanos());
            // Writing to a String cannot fail.
            let _ = writeln!(marks, "{path} {} {changed}", about.len());
        }
    }
    let mark = sha1_hex(marks.as_bytes());
    if etag == Some(mark.as_str()) {
        return Ok(Look::Same);
    }
    let mut files = Files::new();
    for path in paths {
        if let Some(content) = file(&real.join(&path), &within) {
            files.insert(path, content);
        }
    }
    Ok(Look::New { files, etag: Some(mark) })
}

/// The names of manifests in a folder.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)?.take(MANIFEST_FOLDER) {
        if let Some(name) = entry?.file_name().to_str().filter(|name| Kind::of(name).is_some()) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    // Each may weigh a megabyte, and all are held at once.
    names.truncate(MANIFEST_FILES);
    Ok(names)
}

/// A file on disk; none if it is not there.
fn file(path: &Path, within: &Path) -> Option<Result<Vec<u8>, String>> {
    let real = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return Some(Err(format!("It cannot be read: {error}"))),
    };
    let about = fs::metadata(&real).ok().filter(fs::Metadata::is_file)?;
    if !real.starts_with(within) {
        return Some(
            Err("It is a link that leads out of the component's folder, and is not read".to_owned()),
        );
    }
    if about.len() > FILE_BYTES as u64 {
        return Some(Err(format!("The file is larger than {} MB", FILE_BYTES / 1_048_576)));
    }
    Some(fs::read(&real).map_err(|error| format!("It cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::{Look, on_disk};
    use crate::server::limits::MANIFEST_FILES;
    use std::fs;

    #[test]
    fn a_folder_is_read_when_it_changes_and_nothing_outside_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (inner, outer) = (folder.path().join("till"), folder.path().join("other"));
        fs::create_dir_all(&inner).expect("a folder");
        fs::create_dir_all(&outer).expect("a folder");
        fs::write(inner.join("go.mod"), "module a.test/x").expect("a file");
        fs::write(inner.join("README.md"), "x").expect("a file");
        fs::write(outer.join("package.json"), "{}").expect("a file");
        let look = |etag: Option<&str>| on_disk(&inner, &inner, None, etag).expect("a look");
        let Look::New { files, etag } = look(None) else { panic!("nothing new") };
        assert_eq!(files.keys().collect::<Vec<_>>(), ["go.mod"]);
        assert_eq!(look(etag.as_deref()), Look::Same);
        #[cfg(unix)]
        std::os::unix::fs::symlink(outer.join("package.json"), inner.join("package.json")).expect("a link");
        let Look::New { files, .. } = look(etag.as_deref()) else { panic!("a link is news") };
        #[cfg(unix)]
        assert!(files["package.json"].as_ref().is_err_and(|why| why.contains("leads out")));
        let error = on_disk(&outer, &inner, None, None).expect_err("outside");
        assert!(error.why.contains("lies outside"), "{error:?}");
        assert!(on_disk(&inner.join("gone"), &inner, None, None).is_err());
        let named = on_disk(&inner, &inner, Some(&["web/package.json".to_owned()]), None).expect("a look");
        assert!(
            matches!(named, Look::New { files, .. } if files.is_empty()),
            "what is not there is no trouble"
        );
        fs::write(inner.join("pom.xml"), vec![b' '; 2_000_000]).expect("a file");
        let Look::New { files, .. } = look(None) else { panic!("nothing new") };
        assert!(files["pom.xml"].as_ref().is_err_and(|why| why.contains("larger than 1 MB")));
    }

    #[test]
    fn of_a_folder_full_of_manifests_only_some_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..MANIFEST_FILES + 5 {
            fs::write(folder.path().join(format!("{number:03}.csproj")), "<Project/>").expect("a file");
        }
        let Look::New { files, .. } = on_disk(folder.path(), folder.path(), None, None).expect("a look")
        else {
            panic!("nothing new")
        };
        assert_eq!(files.len(), MANIFEST_FILES);
        assert!(files.contains_key("000.csproj"), "always the same ones");
    }
}
