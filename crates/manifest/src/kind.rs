//! Which files are manifests.

/// The sort of a manifest, by the name of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `package.json`.
    Npm,
    /// `Cargo.toml`.
    Cargo,
    /// `go.mod`.
    Go,
    /// `pom.xml`.
    Maven,
    /// `build.gradle` and `build.gradle.kts`.
    Gradle,
    /// `requirements.txt`.
    Requirements,
    /// `pyproject.toml`.
    Pyproject,
    /// `Gemfile`.
    Gemfile,
    /// `composer.json`.
    Composer,
    /// `*.csproj`, and of the other languages of .NET `*.fsproj` and `*.vbproj`.
    Csproj,
}

impl Kind {
    /// The names of manifests that have a name of their own.
    pub const NAMES: [&str; 10] = [
        "package.json",
        "Cargo.toml",
        "go.mod",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "requirements.txt",
        "pyproject.toml",
        "Gemfile",
        "composer.json",
    ];

    /// What a file is by its name; none if it is no manifest.
    pub fn of(file_name: &str) -> Option<Self> {
        Some(match file_name {
            "package.json" => Self::Npm,
            "Cargo.toml" => Self::Cargo,
            "go.mod" => Self::Go,
            "pom.xml" => Self::Maven,
            "build.gradle" | "build.gradle.kts" => Self::Gradle,
            "requirements.txt" => Self::Requirements,
            "pyproject.toml" => Self::Pyproject,
            "Gemfile" => Self::Gemfile,
            "composer.json" => Self::Composer,
            other => {
                let is_project = [".csproj", ".fsproj", ".vbproj"]
                    .iter()
                    .any(|end| other.strip_suffix(end).is_some_and(|name| !name.is_empty()));
                return is_project.then_some(Self::Csproj);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn files_are_known_by_their_names() {
        assert!(Kind::NAMES.iter().all(|name| Kind::of(name).is_some()));
        assert_eq!(Kind::of("Shop.Api.csproj"), Some(Kind::Csproj));
        for other in ["package-lock.json", ".csproj", "cargo.toml", "README.md", ""] {
            assert_eq!(Kind::of(other), None, "{other}");
        }
    }
}
