//! What a look at manifests changes about what is known: what began, what goes on, what ended.

use super::{super::super::limits::MANIFEST_PACKAGES, fetch::Files};
use portico_entity::Diagnostic;
use portico_manifest::{Ecosystem, Kind, read};
use portico_store::{KeptManifests, KeptPackage};
use std::collections::{BTreeMap, BTreeSet};

/// What is told of a file of which nothing is concluded.
const STILL_COUNTS: &str =
    "What it said before still counts; see \"By dependency manifests\" in docs/radar.md";

/// What files say.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// By file, ecosystem and name as registries compare it.
    packages: BTreeMap<(String, Ecosystem, String), (String, String)>,
    /// Files of which something is not known; nothing is concluded from what is missing in them.
    doubtful: BTreeSet<String>,
    /// What is wrong with them.
    pub(super) problems: Vec<Diagnostic>,
}

impl Taken {
    /// Reads files. `name` says what messages call one.
    pub(super) fn of(files: Files, name: impl Fn(&str) -> String) -> Self {
        let mut taken = Self::default();
        for (path, content) in files {
            let Some(kind) = path.rsplit('/').next().and_then(Kind::of) else { continue };
            let text = content.and_then(|bytes| {
                String::from_utf8(bytes).map_err(|_| "The file is not UTF-8; save it as UTF-8".to_owned())
            });
            let text = match text {
                Ok(text) => text,
                Err(why) => {
                    taken.unread(&path, &name, why);
                    continue;
                }
            };
            let reading = read(kind, &text);
            let room = MANIFEST_PACKAGES.saturating_sub(taken.packages.len());
            if reading.packages.len() > room {
                let why = format!(
                    "The manifests of a component name more than {MANIFEST_PACKAGES} packages; the rest is left out"
                );
                taken.unread(&path, &name, why);
            }
            for package in reading.packages.into_iter().take(room) {
                let key = package.ecosystem.key(&package.name).into_owned();
                let said = (package.name, package.version);
                taken.packages.insert((path.clone(), package.ecosystem, key), said);
            }
            for problem in reading.problems {
                let wrong = Diagnostic::warning("manifest", &name(&path), (problem.line, 0), problem.message);
                taken.problems.push(if reading.is_partial { wrong.help(STILL_COUNTS) } else { wrong });
            }
            if reading.is_partial {
                taken.doubtful.insert(path);
            }
        }
        taken
    }

    /// A file that cannot be read at all.
    fn unread(&mut self, path: &str, name: &impl Fn(&str) -> String, why: String) {
        self.doubtful.insert(path.to_owned());
        let wrong = Diagnostic::warning("manifest", &name(path), (0, 0), why);
        self.problems.push(wrong.help(STILL_COUNTS));
    }

    /// What is known after what was known before.
    pub(super) fn settled(&self, before: &KeptManifests, now_ms: i64) -> Vec<KeptPackage> {
        let mut wanted = self.packages.clone();
        let mut packages = Vec::new();
        for mut one in before.packages.iter().cloned() {
            if one.until_ms.is_some() {
                packages.push(one);
                continue;
            }
            let ecosystem: Option<Ecosystem> = one.ecosystem.parse().ok();
            let found = ecosystem
                .and_then(|of| wanted.remove(&(one.file.clone(), of, of.key(&one.name).into_owned())));
            match found {
                Some(said) => (one.name, one.version) = said,
                None if self.doubtful.contains(&one.file) => {}
                None => one.until_ms = Some(now_ms),
            }
            packages.push(one);
        }
        packages.extend(wanted.into_iter().map(|((file, ecosystem, _), (name, version))| KeptPackage {
            file,
            ecosystem: ecosystem.word().to_owned(),
            name,
            version,
            since_ms: now_ms,
            until_ms: None,
        }));
        let order =
            |one: &KeptPackage| (one.file.clone(), one.ecosystem.clone(), one.name.clone(), one.since_ms);
        packages.sort_by_key(order);
        // Given up and taken again within one millisecond is not given up.
        packages.dedup_by(|second, first| {
            let is_same = order(first) == order(second);
            if is_same && second.until_ms.is_none() {
                first.until_ms = None;
            }
            is_same
        });
        packages
    }
}

/// The component is gone: what it used then, it does not use any more.
pub(super) fn ended(before: &KeptManifests, now_ms: i64) -> KeptManifests {
    let end = |mut one: KeptPackage| {
        one.until_ms = one.until_ms.or(Some(now_ms));
        one
    };
    KeptManifests {
        entity_ref: before.entity_ref.clone(),
        first_ms: before.first_ms,
        problems: "[]".to_owned(),
        packages: before.packages.iter().cloned().map(end).collect(),
        ..KeptManifests::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{MANIFEST_PACKAGES, Taken, ended};
    use portico_store::{KeptManifests, KeptPackage};

    fn taken(files: &[(&str, &str)]) -> Taken {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), Ok(text.as_bytes().to_vec()));
        Taken::of(files.iter().map(file).collect(), |path| format!("till/{path}"))
    }

    /// `react ^18 1-3`: since and until, by name.
    fn said(of: &KeptManifests) -> Vec<String> {
        let until = |until: Option<i64>| until.map(|at| at.to_string()).unwrap_or_default();
        let line = |one: &KeptPackage| {
            format!("{} {} {}-{}", one.name, one.version, one.since_ms, until(one.until_ms))
        };
        let mut lines: Vec<String> = of.packages.iter().map(line).collect();
        lines.sort_by_key(|line| line.to_lowercase());
        lines
    }

    #[test]
    fn packages_begin_go_on_and_end() {
        let mut known = KeptManifests::default();
        let mut look = |files: &[(&str, &str)], now| {
            let taken = taken(files);
            known.packages = taken.settled(&known, now);
            (said(&known), taken.problems.len())
        };
        let flask = ("requirements.txt", "Flask==2\npandas\n");
        assert_eq!(look(&[flask], 1).0, ["Flask ==2 1-", "pandas  1-", "python  1-"]);
        // Written otherwise, it is the same package in another version.
        let news = [("requirements.txt", "flask==3\n")];
        assert_eq!(look(&news, 2).0, ["flask ==3 1-", "pandas  1-2", "python  1-"]);
        // Nothing is concluded from what cannot be read.
        let broken = ("package.json", "{");
        assert_eq!(
            look(&[news[0], broken], 3),
            (vec!["flask ==3 1-".into(), "pandas  1-2".into(), "python  1-".into()], 1)
        );
        assert_eq!(look(&[("requirements.txt", "<<<<<<< a\n")], 4).0[0], "flask ==3 1-");
        assert_eq!(look(&[flask], 5).0, ["Flask ==2 1-", "pandas  1-2", "pandas  5-", "python  1-"]);
        assert_eq!(look(&[], 6).0, ["Flask ==2 1-6", "pandas  1-2", "pandas  5-6", "python  1-6"]);
    }

    #[test]
    fn one_wrong_entry_does_not_keep_what_was_removed() {
        let mut known = KeptManifests::default();
        known.packages = taken(&[("requirements.txt", "flask\npandas\n")]).settled(&known, 1);
        let taken = taken(&[("requirements.txt", "pandas\n==\n")]);
        known.packages = taken.settled(&known, 2);
        assert_eq!(said(&known), ["flask  1-2", "pandas  1-", "python  1-"]);
        assert_eq!((taken.problems.len(), taken.problems[0].help.clone()), (1, None));
    }

    #[test]
    fn all_manifests_together_may_name_so_many_packages_and_no_more() {
        let text: String = (0..1_900).map(|number| format!("package-{number}==1\n")).collect();
        let paths: Vec<String> = (0..6).map(|number| format!("part-{number}/requirements.txt")).collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), text.as_str())).collect();
        let all = taken(&files);
        assert_eq!((all.packages.len(), all.problems.len()), (MANIFEST_PACKAGES, 1));
        assert!(all.problems[0].message.contains("more than 10000 packages"), "{:?}", all.problems[0]);
        // Nothing is concluded from what was left out.
        let before = KeptManifests {
            packages: taken(&files[5..]).settled(&KeptManifests::default(), 1),
            ..KeptManifests::default()
        };
        let after = all.settled(&before, 2);
        assert!(after.iter().all(|one| one.until_ms.is_none()));
    }

    #[test]
    fn what_is_gone_uses_nothing() {
        let packages = taken(&[("go.mod", "module a.test/x\n")]).settled(&KeptManifests::default(), 1);
        let known = KeptManifests { place: "x".into(), packages, ..KeptManifests::default() };
        let gone = ended(&known, 9);
        assert_eq!((said(&gone), gone.place.as_str()), (vec!["go  1-9".to_owned()], ""));
    }
}
