//! What a reader wants to see of a radar, as an address says it.

use crate::{Blip, Day, Edition, Moved, Radar, limits::SEARCH_CHARS};

/// What a reader wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Identifier of the radar; empty for the first one.
    pub radar: String,
    /// Identifier of the quadrant that alone is shown.
    pub quadrant: Option<String>,
    /// Identifier of the ring that alone is shown.
    pub ring: Option<String>,
    /// Only entries with this tag.
    pub tag: Option<String>,
    /// Only entries with these words.
    pub words: String,
    /// Only what changed after this day.
    pub since: Option<Day>,
    /// The radar as it was on this day.
    pub at: Option<Day>,
    /// Picture or table.
    pub view: View,
    /// What the table is ordered by.
    pub order: Order,
}

/// How a radar is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// As a picture with its legend.
    #[default]
    Picture,
    /// As a table.
    Table,
}

/// What the table is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Position in [`Order::WORDS`].
    pub column: usize,
    /// Whether the last comes first.
    pub descending: bool,
}

impl Order {
    /// What a table can be ordered by, as addresses say it.
    pub const WORDS: [&'static str; 7] = ["number", "title", "quadrant", "ring", "moved", "changed", "users"];

    /// As addresses say it: `-users`.
    pub fn word(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{}", Self::WORDS.get(self.column).copied().unwrap_or_default())
    }

    fn read(text: &str) -> Option<Self> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        let column = Self::WORDS.iter().position(|known| *known == word)?;
        Some(Self { column, descending })
    }
}

impl Question {
    /// Reads the pairs of an address. What makes no sense is left out and told.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut question = Self::default();
        let mut notes = Vec::new();
        for (key, value) in pairs {
            let value: String = value.trim().chars().take(SEARCH_CHARS).collect();
            if value.is_empty() {
                continue;
            }
            match key {
                "radar" => question.radar = value,
                "quadrant" => question.quadrant = Some(value),
                "ring" => question.ring = Some(value),
                "tag" => question.tag = Some(value),
                "q" => question.words = value,
                "since" | "at" => match Day::parse(&value) {
                    Some(day) if key == "at" => question.at = Some(day),
                    Some(day) => question.since = Some(day),
                    None => notes.push(format!("{key}={value} is no date; write it as 2026-11-21.")),
                },
                "view" if value == "table" => question.view = View::Table,
                "view" if value == "radar" => question.view = View::Picture,
                "sort" if Order::read(&value).is_some() => {
                    question.order = Order::read(&value).unwrap_or_default();
                }
                "view" => notes.push(format!("view={value} is not known; there are radar and table.")),
                "sort" => {
                    notes.push(format!("sort={value} is not known; there are {}.", Order::WORDS.join(", ")))
                }
                _ => {}
            }
        }
        (question, notes)
    }

    /// What of it a radar does not know: that is left out, and told.
    #[must_use]
    pub fn fitting(mut self, radar: &Radar, notes: &mut Vec<String>) -> Self {
        let mut check = |what: &str, given: &mut Option<String>, known: Vec<&str>| {
            if let Some(wrong) = given.take_if(|given| !known.contains(&given.as_str())) {
                notes.push(format!("There is no {what} {wrong}; there are {}.", known.join(", ")));
            }
        };
        check("quadrant", &mut self.quadrant, radar.quadrants.iter().map(|one| one.id.as_str()).collect());
        check("ring", &mut self.ring, radar.rings.iter().map(|one| one.id.as_str()).collect());
        if let Some(tag) = &self.tag
            && !radar.entries.iter().any(|entry| entry.tags.contains(tag))
        {
            notes.push(format!("No entry has the tag {tag}."));
        }
        self
    }

    /// The pairs of its address: only what differs from nothing.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let order = (self.order != Order::default()).then(|| self.order.word());
        let view = (self.view == View::Table).then(|| "table".to_owned());
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let all = [
            ("radar", given(&self.radar)),
            ("quadrant", self.quadrant.clone()),
            ("ring", self.ring.clone()),
            ("tag", self.tag.clone()),
            ("q", given(&self.words)),
            ("since", self.since.map(|day| day.to_string())),
            ("at", self.at.map(|day| day.to_string())),
            ("view", view),
            ("sort", order),
        ];
        all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// Whether it leaves anything out.
    pub fn is_narrowed(&self) -> bool {
        let chosen = [&self.quadrant, &self.ring, &self.tag];
        chosen.into_iter().any(Option::is_some) || !self.words.is_empty() || self.since.is_some()
    }

    /// Whether an entry of an edition is what the reader wants to see.
    pub fn fits(&self, radar: &Radar, blip: &Blip<'_>) -> bool {
        let entry = blip.entry;
        let is_in = |chosen: &Option<String>, id: Option<&String>| chosen.is_none() || chosen.as_ref() == id;
        is_in(&self.quadrant, radar.quadrants.get(entry.quadrant).map(|one| &one.id))
            && is_in(&self.ring, radar.rings.get(blip.step.ring).map(|one| &one.id))
            && self.tag.as_ref().is_none_or(|tag| entry.tags.contains(tag))
            && (self.since.is_none() || blip.moved != Moved::Unchanged)
            && self.says(blip)
    }

    /// Whether every word is somewhere in an entry.
    fn says(&self, blip: &Blip<'_>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let entry = blip.entry;
        let texts = [&entry.key, &entry.title].into_iter().chain(&entry.tags).chain(&entry.aliases);
        let said = [&entry.description, &blip.step.description].into_iter().flatten();
        let all = texts.chain(said).map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n");
        self.words.to_lowercase().split_whitespace().all(|word| all.contains(word))
    }

    /// The radar as it is asked for.
    pub fn edition<'a>(&self, radar: &'a Radar, today: Day) -> Edition<'a> {
        radar.on(self.at.unwrap_or_else(|| radar.current(today)), self.since)
    }
}
