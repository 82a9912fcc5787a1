//! The pages of the technology radar, and the card of an entity.

mod board;
mod card;
mod entry;
mod filters;
mod legend;
mod state;
mod table;

pub(super) use card::card;

use super::Asked;
use crate::{pages::made::Markup, paths, query_string};
use portico_portal::ShownRadar;
use portico_radar::{Day, Question, Radar};
use std::{collections::BTreeMap, sync::Arc};

/// What all parts of the page know.
struct Board<'a> {
    /// The radar that is shown, and how reading it is going.
    shown: &'a ShownRadar,
    radar: &'a Radar,
    /// All radars, to choose from.
    all: &'a [Arc<ShownRadar>],
    question: &'a Question,
    /// What of the address made no sense.
    notes: &'a [String],
    today: Day,
    now_ms: i64,
    /// How many components use each entry.
    counts: BTreeMap<String, usize>,
}

impl Board<'_> {
    /// The page's address with another question.
    fn href(&self, change: impl FnOnce(&mut Question)) -> String {
        let mut question = self.question.clone();
        change(&mut question);
        address(&question)
    }

    /// The page of an entry.
    fn entry_href(&self, key: &str) -> String {
        entry_address(&self.question.radar, key)
    }

    fn used_by(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or_default()
    }
}

/// The radar's address with a question.
fn address(question: &Question) -> String {
    paths::with_pairs(paths::RADAR, &question.pairs())
}

/// The page of an entry; the first radar goes without saying.
fn entry_address(radar: &str, key: &str) -> String {
    let path = format!("{}/entry/{}", paths::RADAR, paths::segment(key));
    let pairs = (!radar.is_empty()).then(|| ("radar", radar.to_owned()));
    paths::with_pairs(&path, &pairs.into_iter().collect::<Vec<_>>())
}

/// Answers for an address under `/tech-radar`.
pub(super) async fn answer(asked: &Asked<'_>, rest: &[&str]) -> Markup {
    let pairs = query_string::pairs(asked.query);
    let (question, mut notes) =
        Question::read(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let all = asked.portal.radars();
    let Some(first) = all.first() else { return state::none() };
    let shown = match asked.portal.radar(&question.radar) {
        Some(shown) => shown,
        None => {
            let known: Vec<&str> = all.iter().map(|radar| radar.id.as_str()).collect();
            notes.push(format!("There is no radar {}; there are {}.", question.radar, known.join(", ")));
            Arc::clone(first)
        }
    };
    // The first radar's address is the short one.
    let radar_id = if shown.id == first.id { String::new() } else { shown.id.clone() };
    let question = Question { radar: radar_id, ..question };
    let now_ms = asked.portal.now_ms();
    let Some(radar) = shown.radar.clone() else { return state::unreadable(&shown, &all, &question, now_ms) };
    let question = question.fitting(&radar, &mut notes);
    let counts = asked.portal.radar_counts(&asked.caller, &shown);
    let today = Day::of_ms(now_ms);
    let board = Board {
        shown: &shown,
        radar: &radar,
        all: &all,
        question: &question,
        notes: &notes,
        today,
        now_ms,
        counts,
    };
    match rest {
        [] => board::page(&board),
        ["entry", key] => entry::page(asked, &board, key).await,
        _ => Markup::nothing("There is no such page"),
    }
}
