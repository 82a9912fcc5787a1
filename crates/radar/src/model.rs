//! A radar as it was understood: quadrants, rings, entries, and when each entry moved where.

use crate::{Color, Day, PackagePattern};

/// A radar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Radar {
    /// What it is called.
    pub title: Option<String>,
    /// The quadrants: bottom right, bottom left, top left, top right. Those beyond the fourth are in lists only.
    pub quadrants: Vec<Quadrant>,
    /// The rings, from the inner one to the outer one.
    pub rings: Vec<Ring>,
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// A quarter of the picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quadrant {
    /// By which entries name it.
    pub id: String,
    /// What people read.
    pub name: String,
}

/// How much something is recommended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ring {
    /// By which timelines name it.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Its colour, if the file gives one.
    pub color: Option<Color>,
    /// What it means.
    pub description: Option<String>,
}

/// Something that a radar has an opinion about.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// By which addresses name it; unique.
    pub key: String,
    /// The identifier that the file gives it.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Position of its quadrant.
    pub quadrant: usize,
    /// Where more is said.
    pub url: Option<String>,
    /// What it is, in Markdown.
    pub description: Option<String>,
    /// Further addresses.
    pub links: Vec<Link>,
    /// Words to filter by.
    pub tags: Vec<String>,
    /// Other names under which the catalog knows it.
    pub aliases: Vec<String>,
    /// The packages by which dependency manifests name it; nothing if the file leaves that to its names.
    pub packages: Option<Vec<PackagePattern>>,
    /// Whether it is still on the radar.
    pub active: bool,
    /// Where it was when, the newest first. At least one.
    pub timeline: Vec<Step>,
    /// The line of the file on which it begins.
    pub line: u32,
}

/// An address with a title.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The address, which is safe to link to.
    pub url: String,
    /// What people read.
    pub title: String,
}

/// That an entry came to a ring, or stayed there.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// When.
    pub date: Day,
    /// Position of the ring.
    pub ring: usize,
    /// What the file says about the movement.
    pub moved: Option<Moved>,
    /// Why, in Markdown.
    pub description: Option<String>,
}

/// How an entry moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moved {
    /// It was not on the radar before.
    New,
    /// Towards the centre.
    Up,
    /// Away from the centre.
    Down,
    /// It stayed where it was.
    #[default]
    Unchanged,
}

impl Moved {
    /// All of them, in the order of the key beside the picture.
    pub const ALL: [Self; 4] = [Self::New, Self::Up, Self::Down, Self::Unchanged];

    /// A word for addresses, classes and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Up => "up",
            Self::Down => "down",
            Self::Unchanged => "unchanged",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Up => "Moved in",
            Self::Down => "Moved out",
            Self::Unchanged => "Not moved",
        }
    }

    /// The shape that stands for it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::New => "★",
            Self::Up => "▲",
            Self::Down => "▼",
            Self::Unchanged => "●",
        }
    }

    /// The number by which the community's files know it.
    pub fn number(self) -> i64 {
        match self {
            Self::Up => 1,
            Self::Down => -1,
            Self::New | Self::Unchanged => 0,
        }
    }

    /// From one ring to another.
    pub fn between(before: usize, after: usize) -> Self {
        match after.cmp(&before) {
            std::cmp::Ordering::Less => Self::Up,
            std::cmp::Ordering::Greater => Self::Down,
            std::cmp::Ordering::Equal => Self::Unchanged,
        }
    }
}

impl Radar {
    /// The entry with a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// What a ring is called.
    pub fn ring_name(&self, ring: usize) -> &str {
        self.rings.get(ring).map(|ring| ring.name.as_str()).unwrap_or_default()
    }

    /// What a quadrant is called.
    pub fn quadrant_name(&self, quadrant: usize) -> &str {
        self.quadrants.get(quadrant).map(|quadrant| quadrant.name.as_str()).unwrap_or_default()
    }

    /// The days on which something was said, the oldest first; of very many, the newest.
    pub fn editions(&self) -> Vec<Day> {
        let steps = self.entries.iter().flat_map(|entry| &entry.timeline);
        let mut days: Vec<Day> = steps.map(|step| step.date).filter(|day| *day != Day::UNDATED).collect();
        days.sort_unstable();
        days.dedup();
        let left_out = days.len().saturating_sub(crate::limits::EDITIONS);
        days.drain(..left_out);
        days
    }

    /// The newest edition that is not in the future; the first one if all are, and no day if nothing is dated.
    pub fn current(&self, today: Day) -> Day {
        let editions = self.editions();
        let past = editions.iter().rev().find(|day| **day <= today);
        past.or(editions.first()).copied().unwrap_or(Day::UNDATED)
    }

    /// All tags, with how many entries have each, in the order of the alphabet.
    pub fn tags(&self) -> Vec<(String, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for tag in self.entries.iter().flat_map(|entry| &entry.tags) {
            *counts.entry(tag.clone()).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }
}

impl Entry {
    /// Its last step until a day, and the steps before that one.
    pub fn at(&self, day: Day) -> Option<(&Step, &[Step])> {
        let index = self.timeline.iter().position(|step| step.date <= day)?;
        Some((self.timeline.get(index)?, self.timeline.get(index + 1..).unwrap_or_default()))
    }

    /// The words under which the catalog may know it: key, identifier, title and aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.key, &self.id, &self.title].into_iter().chain(&self.aliases).map(String::as_str)
    }
}
