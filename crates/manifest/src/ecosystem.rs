//! Where packages come from, and when two names are the same.

use std::{borrow::Cow, fmt, str::FromStr};

/// A registry of packages, or the platform that a component is built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// Languages and platforms themselves: `platform:go`.
    Platform,
    /// Packages of JavaScript.
    Npm,
    /// Crates of Rust.
    Cargo,
    /// Modules of Go.
    Go,
    /// Artifacts of the JVM, as `group:artifact`.
    Maven,
    /// Packages of Python.
    Pypi,
    /// Gems of Ruby.
    Gem,
    /// Packages of PHP, as `vendor/name`.
    Composer,
    /// Packages of .NET.
    Nuget,
}

/// A word that names no ecosystem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownEcosystem;

impl Ecosystem {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Platform,
        Self::Npm,
        Self::Cargo,
        Self::Go,
        Self::Maven,
        Self::Pypi,
        Self::Gem,
        Self::Composer,
        Self::Nuget,
    ];

    /// The word that stands before the colon in `npm:react`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Npm => "npm",
            Self::Cargo => "cargo",
            Self::Go => "go",
            Self::Maven => "maven",
            Self::Pypi => "pypi",
            Self::Gem => "gem",
            Self::Composer => "composer",
            Self::Nuget => "nuget",
        }
    }

    /// A name as it is compared: registries do not tell apart what this makes equal.
    pub fn key(self, name: &str) -> Cow<'_, str> {
        let is_lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
        match self {
            Self::Pypi => python(name).into(),
            Self::Cargo => name.replace('_', "-").into(),
            Self::Npm | Self::Composer | Self::Nuget | Self::Platform if !is_lower => {
                name.to_ascii_lowercase().into()
            }
            _ => name.into(),
        }
    }

    /// The one word under which a package may be known without being listed: its whole name; of an artifact of the JVM
    /// what stands behind its group. Names that say whose they are (`@angular/core`, `symfony/console`, modules of Go) have
    /// none: the part behind could mean anything.
    pub fn plain_name(self, name: &str) -> Option<&str> {
        match self {
            Self::Maven => name.split_once(':').map(|(_, artifact)| artifact),
            _ => (!name.contains(['/', ':'])).then_some(name),
        }
    }

    /// Other names of a platform. The first ones are those that manifests stand for.
    pub fn platforms() -> &'static [&'static [&'static str]] {
        &[
            &["rust"],
            &["go", "golang"],
            &["node", "node.js", "nodejs"],
            &["python"],
            &["ruby"],
            &["php"],
            &["java", "jvm"],
            &["kotlin"],
            &["dotnet", ".net", ".net core"],
            &["csharp", "c#"],
            &["fsharp", "f#"],
        ]
    }
}

/// As the Python Packaging Authority has it: lower case, and runs of `-`, `_` and `.` are one hyphen.
fn python(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            '-' | '_' | '.' if key.ends_with('-') => {}
            '-' | '_' | '.' => key.push('-'),
            c => key.push(c),
        }
    }
    key
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

impl FromStr for Ecosystem {
    type Err = UnknownEcosystem;

    /// Reads the word; what others call an ecosystem is understood, too.
    fn from_str(word: &str) -> Result<Self, UnknownEcosystem> {
        let lower = word.trim().to_ascii_lowercase();
        let found = Self::ALL.into_iter().find(|one| one.word() == lower);
        found.map_or_else(
            || match lower.as_str() {
                "crates" | "crates.io" => Ok(Self::Cargo),
                "golang" => Ok(Self::Go),
                "gradle" => Ok(Self::Maven),
                "pip" | "python" => Ok(Self::Pypi),
                "rubygems" => Ok(Self::Gem),
                "packagist" => Ok(Self::Composer),
                _ => Err(UnknownEcosystem),
            },
            Ok,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Ecosystem;

    #[test]
    fn names_are_compared_as_registries_do() {
        for (ecosystem, one, other) in [
            (Ecosystem::Pypi, "Flask_SQLAlchemy", "flask-sqlalchemy"),
            (Ecosystem::Pypi, "zope.._interface", "zope-interface"),
            (Ecosystem::Cargo, "serde_json", "serde-json"),
            (Ecosystem::Nuget, "Newtonsoft.Json", "newtonsoft.json"),
        ] {
            assert_eq!(ecosystem.key(one), ecosystem.key(other));
        }
        assert_ne!(Ecosystem::Go.key("a.test/B"), Ecosystem::Go.key("a.test/b"));
    }

    #[test]
    fn words_are_read_back() {
        for one in Ecosystem::ALL {
            assert_eq!(one.to_string().parse(), Ok(one));
        }
        assert_eq!("PIP".parse(), Ok(Ecosystem::Pypi));
        assert!("cpan".parse::<Ecosystem>().is_err());
    }

    #[test]
    fn what_belongs_to_somebody_has_no_plain_name() {
        assert_eq!(Ecosystem::Npm.plain_name("react"), Some("react"));
        assert_eq!(Ecosystem::Npm.plain_name("@angular/core"), None);
        assert_eq!(Ecosystem::Maven.plain_name("org.apache.kafka:kafka-clients"), Some("kafka-clients"));
        assert_eq!(Ecosystem::Go.plain_name("github.com/a/redis"), None);
    }
}
