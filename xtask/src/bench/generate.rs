//! A made-up company of any size: the same seed gives the same files, and every reference has a target.
//!
//! The company is laid out before anything is written: domains hold systems, systems hold components, APIs and
//! resources, groups form a tree and hold people. Relations stay near: a component uses its own system's
//! resources and some neighbour's APIs, as in real landscapes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const ENTITIES_PER_FILE: usize = 100;
const TRADES: &[&str] = &[
    "anchor", "bakery", "canvas", "dairy", "ember", "ferry", "granary", "harbor", "island", "joinery",
    "kiln", "loom", "mill", "nursery", "orchard", "pottery", "quarry", "rope", "saddle", "tannery",
];
const ROLES: &[&str] = &["intake", "planner", "keeper", "router", "desk", "counter", "watch", "press"];
const TAGS: &[&str] = &["rust", "java", "go", "python", "typescript", "kafka", "postgres", "batch"];
const LIFECYCLES: &[&str] = &["production", "production", "production", "experimental", "deprecated"];
const COMPONENT_TYPES: &[&str] = &["service", "service", "service", "website", "library"];
const RESOURCE_TYPES: &[&str] = &["database", "bucket", "topic", "cache"];

/// How many of each kind; together the number asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counts {
    pub(super) components: usize,
    apis: usize,
    resources: usize,
    systems: usize,
    domains: usize,
    groups: usize,
    users: usize,
}

impl Counts {
    fn of(entities: usize) -> Self {
        let percent = |share: usize| (entities * share / 100).max(1);
        let (apis, resources, systems) = (percent(10), percent(10), percent(5));
        let (domains, groups, users) = (percent(1), percent(4), percent(10));
        let components = entities - apis - resources - systems - domains - groups - users;
        Self { components, apis, resources, systems, domains, groups, users }
    }

    pub(super) fn total(self) -> usize {
        self.components + self.apis + self.resources + self.systems + self.domains + self.groups + self.users
    }
}

/// The generated catalog: one YAML document per entity, and the component whose file the measurement changes.
pub(super) struct World {
    pub(super) counts: Counts,
    documents: Vec<String>,
}

impl World {
    /// Lays out a company of this many entities.
    pub(super) fn generate(entities: usize, seed: u64) -> Self {
        let counts = Counts::of(entities);
        let mut writer = Writer { counts, random: Random(seed), documents: Vec::with_capacity(entities) };
        writer.organisation();
        writer.landscape();
        writer.software();
        Self { counts, documents: writer.documents }
    }

    /// Writes the files, a hundred entities each, in folders of their own as repositories would.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        for (index, documents) in self.documents.chunks(ENTITIES_PER_FILE).enumerate() {
            let path = file(folder, index);
            let parent = path.parent().context("a generated file without a folder")?;
            fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
            fs::write(&path, documents.concat()).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }

    /// The last component's name, and its file's path and content with another title for it.
    pub(super) fn changed(&self, folder: &Path, title: &str) -> (String, PathBuf, String) {
        let name = component(self.counts.components - 1);
        let last = self.documents.len() - 1;
        let first = last / ENTITIES_PER_FILE * ENTITIES_PER_FILE;
        let before = self.documents[first..last].concat();
        let marked = self.documents[last].replacen("  title: ", &format!("  title: {title} "), 1);
        (name, file(folder, last / ENTITIES_PER_FILE), before + &marked)
    }

    /// The name of a component; numbers beyond the last begin anew.
    pub(super) fn component(&self, index: usize) -> String {
        component(index % self.counts.components)
    }

    /// The name of a team; numbers beyond the last begin anew.
    pub(super) fn team(&self, index: usize) -> String {
        name(index % self.counts.groups, "team")
    }

    /// A word that is in many names.
    pub(super) fn word(&self, index: usize) -> &'static str {
        TRADES[index % TRADES.len()]
    }

    /// What there is, in words.
    pub(super) fn summary(&self) -> String {
        let Counts { components, apis, resources, systems, domains, groups, users } = self.counts;
        format!(
            "{} entities: {components} components, {apis} APIs, {resources} resources, {systems} systems, \
             {domains} domains, {groups} groups, {users} users",
            self.counts.total()
        )
    }
}

fn file(folder: &Path, index: usize) -> PathBuf {
    folder.join(format!("repository-{index:04}")).join("catalog-info.yaml")
}

fn name(index: usize, role: &str) -> String {
    format!("{}-{role}-{index}", TRADES[index % TRADES.len()])
}

fn component(index: usize) -> String {
    name(index, ROLES[index / TRADES.len() % ROLES.len()])
}

struct Writer {
    counts: Counts,
    random: Random,
    documents: Vec<String>,
}

impl Writer {
    /// Opens a document; the caller goes on inside `spec`.
    fn begin(&mut self, kind: &str, name: &str) -> String {
        let words = name.replace('-', " ");
        let first = self.random.pick(TAGS);
        let second = self.random.pick(TAGS);
        let tags = if first == second { first.to_owned() } else { format!("{first}, {second}") };
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\n  title: The {words}\n  \
             description: Looks after {words} for the whole company.\n  tags: [{tags}]\nspec:\n"
        )
    }

    /// A tree of groups, five below each, and people in one or two of them.
    fn organisation(&mut self) {
        for index in 0..self.counts.groups {
            let mut text = self.begin("Group", &name(index, "team"));
            let kind = if index == 0 { "company" } else { "team" };
            let _ = write!(text, "  type: {kind}\n  children: []\n");
            if index > 0 {
                let _ = writeln!(text, "  parent: {}", name((index - 1) / 5, "team"));
            }
            self.documents.push(text);
        }
        for index in 0..self.counts.users {
            let mut text = self.begin("User", &name(index, "person"));
            let home = self.random.below(self.counts.groups);
            let second = self.random.below(self.counts.groups);
            let _ = write!(text, "  profile:\n    email: person{index}@company.example\n");
            let _ = if home == second {
                writeln!(text, "  memberOf: [{}]", name(home, "team"))
            } else {
                writeln!(text, "  memberOf: [{}, {}]", name(home, "team"), name(second, "team"))
            };
            self.documents.push(text);
        }
    }

    /// Domains, the systems in them, and the systems' resources and APIs.
    fn landscape(&mut self) {
        for index in 0..self.counts.domains {
            let text = self.begin("Domain", &name(index, "domain"));
            self.owned(text);
        }
        for index in 0..self.counts.systems {
            let mut text = self.begin("System", &name(index, "system"));
            let _ = writeln!(text, "  domain: {}", name(index % self.counts.domains, "domain"));
            self.owned(text);
        }
        for index in 0..self.counts.resources {
            let mut text = self.begin("Resource", &name(index, "resource"));
            let _ = writeln!(text, "  type: {}", self.random.pick(RESOURCE_TYPES));
            let _ = writeln!(text, "  system: {}", name(index % self.counts.systems, "system"));
            self.owned(text);
        }
        for index in 0..self.counts.apis {
            let api = name(index, "api");
            let mut text = self.begin("API", &api);
            let _ = writeln!(text, "  type: openapi\n  lifecycle: {}", self.random.pick(LIFECYCLES));
            let _ = writeln!(text, "  system: {}", name(index % self.counts.systems, "system"));
            let _ = write!(
                text,
                "  definition: |\n    openapi: 3.1.0\n    info:\n      title: {api}\n      version: 1.{index}.0\n    \
                 paths:\n      /items:\n        get:\n          summary: List the items\n          responses:\n            \
                 '200':\n              description: The items\n"
            );
            self.owned(text);
        }
    }

    fn software(&mut self) {
        for index in 0..self.counts.components {
            let system = index % self.counts.systems;
            let mut text = self.begin("Component", &component(index));
            let _ = writeln!(text, "  type: {}", self.random.pick(COMPONENT_TYPES));
            let _ = writeln!(text, "  lifecycle: {}", self.random.pick(LIFECYCLES));
            let _ = writeln!(text, "  system: {}", name(system, "system"));
            if index < self.counts.apis {
                let _ = writeln!(text, "  providesApis: [{}]", name(index, "api"));
            }
            if self.random.below(3) > 0 {
                let _ =
                    writeln!(text, "  consumesApis: [{}]", name(self.random.below(self.counts.apis), "api"));
            }
            let _ = writeln!(
                text,
                "  dependsOn:\n    - resource:{}",
                name(self.near_resource(system), "resource")
            );
            // Only on components before it: a landscape without rings.
            if index > 0 {
                let _ = writeln!(text, "    - component:{}", component(self.random.below(index)));
            }
            self.owned(text);
        }
    }

    /// One of the system's own resources.
    fn near_resource(&mut self, system: usize) -> usize {
        let all = self.counts.resources;
        let own = all / self.counts.systems + 1;
        (system + self.random.below(own) * self.counts.systems) % all
    }

    fn owned(&mut self, mut text: String) {
        let _ = writeln!(text, "  owner: {}", name(self.random.below(self.counts.groups), "team"));
        self.documents.push(text);
    }
}

/// SplitMix64: small, even enough, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_same_seed_gives_the_same_company_of_the_size_asked_for() {
        for entities in [100, 1_234, 10_000] {
            let world = World::generate(entities, 1);
            assert_eq!(world.documents.len(), entities);
            assert_eq!(world.counts.total(), entities);
        }
        assert_eq!(World::generate(300, 1).documents, World::generate(300, 1).documents);
        assert_ne!(World::generate(300, 1).documents, World::generate(300, 2).documents);
        assert_eq!(Counts::of(10_000).components, 6_000);
    }

    #[test]
    fn names_are_unique_and_references_have_targets() {
        let world = World::generate(2_000, 3);
        let of = |text: &str, key: &str| {
            text.lines().find_map(|line| line.trim().strip_prefix(key)).unwrap_or_default().to_owned()
        };
        let known: HashSet<String> = world
            .documents
            .iter()
            .map(|text| format!("{}:{}", of(text, "kind: ").to_lowercase(), of(text, "name: ")))
            .collect();
        assert_eq!(known.len(), 2_000);
        for text in &world.documents {
            for (key, kind) in
                [("owner: ", "group"), ("system: ", "system"), ("domain: ", "domain"), ("parent: ", "group")]
            {
                let target = of(text, key);
                assert!(target.is_empty() || known.contains(&format!("{kind}:{target}")), "{key}{target}");
            }
            for target in text.lines().filter_map(|line| line.strip_prefix("    - ")) {
                assert!(known.contains(target), "{target}");
            }
        }
    }

    #[test]
    fn a_change_touches_one_title() {
        let world = World::generate(250, 1);
        let (name, path, content) = world.changed(Path::new("c"), "marker-1");
        assert!(path.ends_with("repository-0002/catalog-info.yaml"));
        assert_eq!(content.matches("marker-1").count(), 1);
        assert_eq!(content.matches("---\n").count(), 50);
        let last = content.rsplit("---\n").next().unwrap();
        assert!(last.contains(&format!("name: {name}\n  title: marker-1 ")), "{last}");
    }
}
