//! Paths as people give them, made absolute.

use portico_catalog::normal_path;
use std::path::{Path, PathBuf};

/// An absolute path for a `file` target of the configuration: relative to the working folder, as in the format that
/// we read; and, if there is nothing, relative to the configuration file.
pub(crate) fn target(text: &str, working: &Path, beside: Option<&Path>) -> String {
    let from_working = working.join(text);
    let chosen = match beside.map(|folder| folder.join(text)) {
        Some(from_config) if !fixed_part(&from_working).exists() && fixed_part(&from_config).exists() => {
            from_config
        }
        _ => from_working,
    };
    normal_path(&chosen).to_string_lossy().into_owned()
}

/// The part of a path in front of its first wildcard.
fn fixed_part(path: &Path) -> PathBuf {
    let has_wildcard =
        |part: &std::path::Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '{', '[']);
    path.components().take_while(|part| !has_wildcard(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::target;
    use std::path::Path;

    #[test]
    fn targets_are_relative_to_the_working_folder_then_to_the_configuration() {
        let world = tempfile::tempdir().expect("a folder");
        let config = world.path().join("etc");
        std::fs::create_dir_all(&config).expect("folders");
        std::fs::write(config.join("a.yaml"), "").expect("a file");
        let there = |text: &str| target(text, world.path(), Some(&config));
        assert_eq!(Path::new(&there("./a.yaml")), config.join("a.yaml"));
        assert_eq!(Path::new(&there("./etc/../etc/a.yaml")), config.join("a.yaml"));
        assert_eq!(Path::new(&there("none.yaml")), world.path().join("none.yaml"));
        assert_eq!(there("/srv/../srv/a/*.yaml"), "/srv/a/*.yaml");
    }
}
