//! Which entry a package of a dependency manifest means.

use crate::{Entry, Radar, limits::PACKAGE_STARS, word};
use portico_manifest::Ecosystem;
use std::{
    collections::{BTreeSet, HashMap},
    str::FromStr,
};

/// A package that stands for an entry: `npm:react`, or several: `npm:@angular/*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagePattern {
    ecosystem: Ecosystem,
    /// As registries compare it; `*` stands for anything.
    name: String,
}

impl FromStr for PackagePattern {
    /// What to do instead.
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let (ecosystem, name) = text.trim().split_once(':').ok_or(
            "Write where it comes from, a colon, and its name, such as npm:react or maven:org.apache.kafka:*",
        )?;
        let ecosystem: Ecosystem = ecosystem.parse().map_err(
            |_| "Known before the colon are npm, cargo, go, maven, pypi, gem, composer, nuget, and platform",
        )?;
        let name = name.trim();
        if name.trim_matches('*').is_empty() {
            return Err("Write a name behind the colon; a star alone would mean every package");
        }
        if name.matches('*').count() > PACKAGE_STARS {
            return Err("Write several patterns instead of one with so many stars");
        }
        Ok(Self { ecosystem, name: ecosystem.key(name).into_owned() })
    }
}

impl PackagePattern {
    fn matches(&self, ecosystem: Ecosystem, name: &str) -> bool {
        self.ecosystem == ecosystem && fits(&self.name, name)
    }
}

/// Whether a name fits a pattern with stars.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    // The earliest place is the best one for every part but the last, which must stand at the end.
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

/// Which packages mean which entries of a radar.
///
/// An entry that lists packages is known by these alone. Any other one is known by its names (key, id, title, aliases):
/// by a platform of such a name, or a package whose whole name that is. Names of platforms mean no packages: the npm
/// package `go` is not Go.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    exact: HashMap<(Ecosystem, String), BTreeSet<String>>,
    patterns: Vec<(PackagePattern, String)>,
    plain: HashMap<String, String>,
}

impl Packages {
    /// The packages of a radar's entries.
    pub fn of(radar: &Radar) -> Self {
        let mut packages = Self::default();
        let platforms: HashMap<String, &str> = Ecosystem::platforms()
            .iter()
            .flat_map(|names| names.iter().map(|name| (word(name), names[0])))
            .collect();
        for entry in &radar.entries {
            match &entry.packages {
                Some(listed) => packages.listed(entry, listed),
                None => packages.named(entry, &platforms),
            }
        }
        packages.plain.remove("");
        packages
    }

    fn listed(&mut self, entry: &Entry, listed: &[PackagePattern]) {
        for pattern in listed {
            if pattern.name.contains('*') {
                self.patterns.push((pattern.clone(), entry.key.clone()));
            } else {
                self.put(pattern.ecosystem, pattern.name.clone(), &entry.key);
            }
        }
    }

    fn named(&mut self, entry: &Entry, platforms: &HashMap<String, &str>) {
        for name in entry.names().map(word) {
            match platforms.get(&name) {
                Some(platform) => self.put(Ecosystem::Platform, (*platform).to_owned(), &entry.key),
                // What two entries are called means the one that comes first.
                None => drop(self.plain.entry(name).or_insert_with(|| entry.key.clone())),
            }
        }
    }

    fn put(&mut self, ecosystem: Ecosystem, name: String, key: &str) {
        self.exact.entry((ecosystem, name)).or_default().insert(key.to_owned());
    }

    /// The keys of the entries that a package means.
    pub fn keys(&self, ecosystem: Ecosystem, name: &str) -> BTreeSet<&str> {
        let name = ecosystem.key(name);
        let mut keys: BTreeSet<&str> = BTreeSet::new();
        if let Some(exact) = self.exact.get(&(ecosystem, name.clone().into_owned())) {
            keys.extend(exact.iter().map(String::as_str));
        }
        let fitting = self.patterns.iter().filter(|(pattern, _)| pattern.matches(ecosystem, &name));
        keys.extend(fitting.map(|(_, key)| key.as_str()));
        if ecosystem != Ecosystem::Platform
            && let Some(plain) = ecosystem.plain_name(&name)
            && let Some(key) = self.plain.get(&word(plain))
        {
            keys.insert(key);
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::{PackagePattern, Packages};
    use crate::{Day, read};
    use portico_manifest::Ecosystem;

    const RADAR: &str = "
quadrants: [{id: q, name: Q}, {id: r, name: R}, {id: s, name: S}, {id: t, name: T}]
rings: [{id: adopt, name: Adopt}]
entries:
  - {key: react, title: React, quadrant: q, timeline: [{date: 2026-01-01, ringId: adopt}]}
  - {key: golang, title: Go, quadrant: q, timeline: [{date: 2026-01-01, ringId: adopt}]}
  - {key: angular, title: Angular, quadrant: q, packages: ['npm:@angular/*', 'pip:Flask_CORS'], timeline: [{date: 2026-01-01, ringId: adopt}]}
  - {key: c, title: C++, quadrant: q, packages: [], timeline: [{date: 2026-01-01, ringId: adopt}]}
  - {key: d, title: D, quadrant: q, packages: ['d', 'cpan:d', 'npm:*', 5], timeline: [{date: 2026-01-01, ringId: adopt}]}
";

    #[test]
    fn packages_mean_what_lists_them_or_is_called_like_them() {
        let reading = read("radar.yaml", RADAR, Day::parse("2026-11-21").expect("a day"));
        let packages = Packages::of(&reading.radar.expect("a radar"));
        let check = |ecosystem, name: &str, expect: &[&str]| {
            let keys: Vec<&str> = packages.keys(ecosystem, name).into_iter().collect();
            assert_eq!(keys, expect, "{ecosystem}:{name}");
        };
        check(Ecosystem::Npm, "react", &["react"]);
        check(Ecosystem::Npm, "react-dom", &[]);
        check(Ecosystem::Npm, "@types/react", &[]);
        check(Ecosystem::Platform, "go", &["golang"]);
        check(Ecosystem::Npm, "go", &[]);
        check(Ecosystem::Npm, "@angular/core", &["angular"]);
        check(Ecosystem::Npm, "angular", &[]);
        check(Ecosystem::Pypi, "flask-cors", &["angular"]);
        check(Ecosystem::Npm, "c", &[]);
        let told: Vec<_> = reading.diagnostics.iter().map(|one| (one.code.as_str(), one.line)).collect();
        assert_eq!(told, [("unknown-package", 9); 4]);
    }

    #[test]
    fn stars_stand_for_anything() {
        let fits = |pattern: &str, name: &str| {
            pattern.parse::<PackagePattern>().expect("a pattern").matches(Ecosystem::Maven, name)
        };
        assert!(fits("maven:org.apache.kafka:*", "org.apache.kafka:kafka-clients"));
        assert!(fits("maven:*kafka*", "org.apache.kafka:kafka-clients"));
        assert!(fits("maven:*:kafka*s", "org.apache.kafka:kafka-clients"));
        assert!(!fits("maven:*:kafka", "org.apache.kafka:kafka-clients"));
        assert!(!fits("maven:a*a", "a"), "a star does not share letters");
        assert!("maven:*a*a*a*a*".parse::<PackagePattern>().is_err());
    }
}
