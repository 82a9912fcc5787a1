//! An explanation in words.

use super::{How, Step};
use crate::limits::STEPS;

/// A piece of a sentence about entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// The name of an entity.
    Entity(u32),
}

/// A sentence that says why the last entity of a path is concerned, read from it to the first one: "storefront
/// depends on checkout, which consumes basket-api, which basket-service provides". The middle of a very long path is
/// counted.
pub fn explain(path: &[Step]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let Some(last) = path.last() else { return pieces };
    pieces.push(Piece::Entity(last.to));
    let hidden = path.len().saturating_sub(STEPS);
    let (head, tail) = (STEPS / 2, STEPS - STEPS / 2);
    for (at, step) in path.iter().rev().enumerate() {
        if hidden > 0 && (head..path.len() - tail).contains(&at) {
            if at == head {
                pieces.push(Piece::Words(format!(", and so on over {hidden} more steps to ")));
                pieces.push(Piece::Entity(step_from(path, path.len() - tail - 1)));
            }
            continue;
        }
        if at > 0 {
            pieces.push(Piece::Words(", which".to_owned()));
        }
        let is_last = at + 1 == path.len();
        say(step, is_last, &mut pieces);
    }
    pieces
}

/// Where the step at a position, counted from the end of the path, comes from.
fn step_from(path: &[Step], from_end: usize) -> u32 {
    path.iter().rev().nth(from_end).map_or(0, |step| step.from)
}

/// The words behind the name of `step.to`.
fn say(step: &Step, is_last: bool, pieces: &mut Vec<Piece>) {
    let mut through = |verb: &str, api: u32| {
        pieces.push(Piece::Words(format!(" {verb} ")));
        pieces.push(Piece::Entity(api));
        if is_last {
            pieces.push(Piece::Words(", which ".to_owned()));
            pieces.push(Piece::Entity(step.from));
            pieces.push(Piece::Words(" provides".to_owned()));
        } else {
            // "which" would be about the wrong one.
            pieces.push(Piece::Words(" of ".to_owned()));
            pieces.push(Piece::Entity(step.from));
        }
    };
    match step.how {
        How::DependsOnApi(api) => return through("depends on", api),
        How::ConsumesApi(api) => return through("consumes", api),
        _ => {}
    }
    let verb = match step.how {
        How::DependsOn | How::DependsOnApi(_) => " depends on ",
        How::Consumes | How::ConsumesApi(_) => " consumes ",
        How::Provided => " is provided by ",
        How::Has => " has the part ",
        How::IsPart => " is part of ",
    };
    pieces.push(Piece::Words(verb.to_owned()));
    pieces.push(Piece::Entity(step.from));
}
