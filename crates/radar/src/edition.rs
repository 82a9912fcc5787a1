//! A radar on a day: what was on it, where, and how it had moved.

use crate::{Day, Entry, Moved, Radar, Step};

/// A radar on a day.
#[derive(Clone, Debug)]
pub struct Edition<'a> {
    /// The radar.
    pub radar: &'a Radar,
    /// The day.
    pub date: Day,
    /// What is on it, in the order of the legend.
    pub blips: Vec<Blip<'a>>,
    /// What is on it no more.
    pub gone: Vec<&'a Entry>,
}

/// An entry on a radar on a day.
#[derive(Clone, Debug)]
pub struct Blip<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Its number in the picture and the legend, counted from 1.
    pub number: u32,
    /// The step that says where it is.
    pub step: &'a Step,
    /// How it moved.
    pub moved: Moved,
}

/// The quadrants as people read the picture: from the top left.
const READING: [usize; 4] = [2, 3, 1, 0];

/// The order in which quadrants are numbered and listed; those without a place in the picture come last.
pub fn reading_order(count: usize) -> Vec<usize> {
    let drawn = READING.into_iter().filter(|quadrant| *quadrant < count);
    drawn.chain(READING.len()..count).collect()
}

impl Radar {
    /// The radar on a day. With `since`, movements are told from that day on; without, they are those of the last
    /// step of each entry.
    pub fn on(&self, date: Day, since: Option<Day>) -> Edition<'_> {
        let editions = self.editions();
        let current = editions.iter().rev().find(|day| **day <= date).copied();
        let order = reading_order(self.quadrants.len());
        let rank = |entry: &Entry| order.iter().position(|quadrant| *quadrant == entry.quadrant);
        let mut blips: Vec<Blip<'_>> = Vec::new();
        let mut gone = Vec::new();
        for entry in &self.entries {
            let Some((step, before)) = entry.at(date) else { continue };
            if !entry.active {
                gone.push(entry);
                continue;
            }
            let moved = match since {
                Some(since) => moved_since(entry, step, since),
                None => {
                    let is_fresh = editions.len() > 1 && current == Some(step.date);
                    let is_first = editions.first() == Some(&step.date);
                    moved(step, before, is_fresh, is_first)
                }
            };
            blips.push(Blip { entry, number: 0, step, moved });
        }
        blips.sort_by(|one, other| {
            let place = |blip: &Blip<'_>| (rank(blip.entry), blip.step.ring);
            let title = |blip: &Blip<'_>| (blip.entry.title.to_lowercase(), blip.entry.key.clone());
            place(one).cmp(&place(other)).then_with(|| title(one).cmp(&title(other)))
        });
        for (number, blip) in (1..).zip(&mut blips) {
            blip.number = number;
        }
        gone.sort_by_key(|entry| entry.title.to_lowercase());
        Edition { radar: self, date, blips, gone }
    }

    /// Whether a ring says that something should not be used any more: one that is called so, else the outermost.
    pub fn is_hold(&self, ring: usize) -> bool {
        const WORDS: [&str; 9] =
            ["hold", "avoid", "retire", "deprecate", "caution", "stop", "phase out", "sunset", "contain"];
        let says_so = |one: &crate::Ring| {
            let (id, name) = (one.id.to_lowercase(), one.name.to_lowercase());
            WORDS.iter().any(|word| id.contains(word) || name.contains(word))
        };
        if self.rings.iter().any(says_so) {
            return self.rings.get(ring).is_some_and(says_so);
        }
        self.rings.len() >= 3 && ring + 1 == self.rings.len()
    }
}

/// How an entry moved with a step, given the steps before. Where there is something to compare with, rings are believed
/// before words; a movement of an older edition is told only if the file says so.
fn moved(step: &Step, before: &[Step], is_fresh: bool, is_first_edition: bool) -> Moved {
    match (step.moved, before.first()) {
        (Some(Moved::New), _) => Moved::New,
        (Some(said @ (Moved::Up | Moved::Down)), None) => said,
        (_, None) if is_fresh && !is_first_edition => Moved::New,
        (said, Some(previous)) if is_fresh || matches!(said, Some(Moved::Up | Moved::Down)) => {
            Moved::between(previous.ring, step.ring)
        }
        _ => Moved::Unchanged,
    }
}

/// How an entry moved after a day.
fn moved_since(entry: &Entry, step: &Step, since: Day) -> Moved {
    match entry.at(since) {
        None => Moved::New,
        Some((then, _)) => Moved::between(then.ring, step.ring),
    }
}

impl<'a> Edition<'a> {
    /// The blip of an entry.
    pub fn blip(&self, key: &str) -> Option<&Blip<'a>> {
        self.blips.iter().find(|blip| blip.entry.key == key)
    }

    /// The blips of a quadrant and a ring.
    pub fn within(&self, quadrant: usize, ring: usize) -> impl Iterator<Item = &Blip<'a>> {
        self.blips.iter().filter(move |blip| blip.entry.quadrant == quadrant && blip.step.ring == ring)
    }

    /// How many moved how, in the order of [`Moved::ALL`].
    pub fn counts(&self) -> [(Moved, usize); 4] {
        Moved::ALL.map(|moved| (moved, self.blips.iter().filter(|blip| blip.moved == moved).count()))
    }
}
