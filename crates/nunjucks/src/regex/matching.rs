//! Matches by trying, and counts what it tries.

use super::compile::{Op, Program};
use crate::error::{Outcome, over};
use crate::limits::{REGEX_STACK, REGEX_STEPS_PER_STEP};
use crate::run::Run;

/// The places of a match: of all of it, then of its groups.
pub(super) type Places = Vec<Option<(usize, usize)>>;

/// Something to come back to, or to undo on the way.
enum Step {
    Place { op: usize, at: usize, back: bool },
    Slot { slot: usize, before: Option<usize> },
    Round { number: usize, before: usize },
}

struct Matcher<'m, 't, 'r> {
    program: &'m Program,
    text: &'m [u16],
    run: &'r mut Run<'t>,
    slots: Vec<Option<usize>>,
    rounds: Vec<usize>,
    steps: u64,
    stacked: usize,
}

/// Finds the first match at or after a place; with `sticky` only at it.
pub(super) fn find(
    run: &mut Run<'_>,
    program: &Program,
    text: &[u16],
    from: usize,
    sticky: bool,
) -> Outcome<Option<Places>> {
    let mut matcher = Matcher {
        program,
        text,
        run,
        slots: vec![None; 2 * (program.groups + 1)],
        rounds: vec![usize::MAX; program.rounds],
        steps: 0,
        stacked: 0,
    };
    let last = if sticky { from } else { text.len() };
    for start in from..=last.min(text.len()) {
        matcher.slots.fill(None);
        if let Some(end) = matcher.from(0, start, false)? {
            let groups = matcher.slots.chunks(2).skip(1).map(|pair| match pair {
                [Some(start), Some(end)] => Some((*start, *end)),
                _ => None,
            });
            return Ok(Some(std::iter::once(Some((start, end))).chain(groups).collect()));
        }
    }
    Ok(None)
}

impl Matcher<'_, '_, '_> {
    fn count(&mut self) -> Outcome<()> {
        self.steps += 1;
        if self.steps.is_multiple_of(REGEX_STEPS_PER_STEP) { self.run.step() } else { Ok(()) }
    }

    /// Runs from an instruction to `Done`; where the match ends. Slots keep what was found.
    fn from(&mut self, op: usize, at: usize, back: bool) -> Outcome<Option<usize>> {
        let mut stack: Vec<Step> = Vec::new();
        let mut place = (op, at, back);
        loop {
            match self.one(place, &mut stack)? {
                Next::Go(next) => place = next,
                Next::Done(end) => {
                    self.stacked -= stack.len();
                    return Ok(Some(end));
                }
                Next::Fail => match self.back(&mut stack) {
                    Some(next) => place = next,
                    None => return Ok(None),
                },
            }
        }
    }

    /// Undoes what was done since the last place that has another way.
    fn back(&mut self, stack: &mut Vec<Step>) -> Option<(usize, usize, bool)> {
        while let Some(step) = stack.pop() {
            self.stacked -= 1;
            match step {
                Step::Place { op, at, back } => return Some((op, at, back)),
                Step::Slot { slot, before } => self.slots[slot] = before,
                Step::Round { number, before } => self.rounds[number] = before,
            }
        }
        None
    }

    fn push(&mut self, stack: &mut Vec<Step>, step: Step) -> Outcome<()> {
        if self.stacked >= REGEX_STACK {
            return Err(over("places to come back to in a regular expression", REGEX_STACK));
        }
        self.stacked += 1;
        stack.push(step);
        Ok(())
    }

    fn slot(&mut self, stack: &mut Vec<Step>, slot: usize, value: Option<usize>) -> Outcome<()> {
        let before = self.slots[slot];
        self.push(stack, Step::Slot { slot, before })?;
        self.slots[slot] = value;
        Ok(())
    }

    fn one(&mut self, (op, at, back): (usize, usize, bool), stack: &mut Vec<Step>) -> Outcome<Next> {
        self.count()?;
        let next = |at: usize| Next::Go((op + 1, at, back));
        let holds = |holds: bool| if holds { next(at) } else { Next::Fail };
        Ok(match &self.program.ops[op] {
            Op::Unit(unit) => self
                .unit(at, back, |seen, matcher| matcher.fold(seen) == matcher.fold(*unit))
                .map_or(Next::Fail, next),
            Op::Any => self.unit(at, back, |seen, _| !is_line_end(seen)).map_or(Next::Fail, next),
            Op::Class(class) => {
                let class = &self.program.classes[*class];
                self.unit(at, back, |seen, matcher| matcher.cases(seen).any(|unit| class.has(unit)))
                    .map_or(Next::Fail, next)
            }
            Op::Direction { back } => Next::Go((op + 1, at, *back)),
            Op::Start => {
                let line = self.program.multiline && at > 0 && is_line_end(self.text[at - 1]);
                holds(at == 0 || line)
            }
            Op::End => {
                let line = self.program.multiline && self.text.get(at).is_some_and(|unit| is_line_end(*unit));
                holds(at == self.text.len() || line)
            }
            Op::Boundary(wanted) => {
                let before = at > 0 && is_word(self.text[at - 1]);
                let after = self.text.get(at).is_some_and(|unit| is_word(*unit));
                holds((before != after) == *wanted)
            }
            Op::Save(slot) => {
                self.slot(stack, *slot, Some(at))?;
                next(at)
            }
            Op::Forget(from, to) => {
                for slot in *from..*to {
                    self.slot(stack, slot, None)?;
                }
                next(at)
            }
            Op::Try(first, second) => {
                self.push(stack, Step::Place { op: *second, at, back })?;
                Next::Go((*first, at, back))
            }
            Op::Jump(to) => Next::Go((*to, at, back)),
            Op::Again(group) => self.again(*group, at, back)?.map_or(Next::Fail, next),
            Op::Look { wanted, after } => {
                self.look(*wanted, op + 1, at, stack)?.map_or(Next::Fail, |()| Next::Go((*after, at, back)))
            }
            Op::Round(number) => {
                let before = self.rounds[*number];
                self.push(stack, Step::Round { number: *number, before })?;
                self.rounds[*number] = at;
                next(at)
            }
            Op::Progress(number) => holds(self.rounds[*number] != at),
            Op::Done => Next::Done(at),
        })
    }

    /// One unit in the direction of travel; where it ends.
    fn unit(&self, at: usize, back: bool, fits: impl Fn(u16, &Self) -> bool) -> Option<usize> {
        let (seen, next) =
            if back { (self.text.get(at.checked_sub(1)?)?, at - 1) } else { (self.text.get(at)?, at + 1) };
        fits(*seen, self).then_some(next)
    }

    fn again(&mut self, group: usize, at: usize, back: bool) -> Outcome<Option<usize>> {
        let (Some(start), Some(end)) = (self.slots[2 * group], self.slots[2 * group + 1]) else {
            return Ok(Some(at));
        };
        let mut here = at;
        for by in 0..end - start {
            self.count()?;
            let wanted = self.text[if back { end - 1 - by } else { start + by }];
            match self.unit(here, back, |seen, matcher| matcher.fold(seen) == matcher.fold(wanted)) {
                Some(next) => here = next,
                None => return Ok(None),
            }
        }
        Ok(Some(here))
    }

    /// Looks without moving. What a wanted look found in its groups stays.
    fn look(&mut self, wanted: bool, op: usize, at: usize, stack: &mut Vec<Step>) -> Outcome<Option<()>> {
        let before = self.slots.clone();
        let found = self.from(op, at, false)?.is_some();
        if found && wanted {
            let after = std::mem::replace(&mut self.slots, before);
            for (slot, value) in after.into_iter().enumerate() {
                if self.slots[slot] != value {
                    self.slot(stack, slot, value)?;
                }
            }
        } else {
            self.slots = before;
        }
        Ok((found == wanted).then_some(()))
    }

    /// A unit as it is compared.
    fn fold(&self, unit: u16) -> u16 {
        if self.program.ignore_case { upper(unit) } else { unit }
    }

    /// A unit in the forms in which a class may have it.
    fn cases(&self, unit: u16) -> impl Iterator<Item = u16> {
        let others = if self.program.ignore_case { [upper(unit), lower(unit)] } else { [unit; 2] };
        std::iter::once(unit).chain(others)
    }
}

enum Next {
    Go((usize, usize, bool)),
    Done(usize),
    Fail,
}

fn is_line_end(unit: u16) -> bool {
    matches!(unit, 0x0A | 0x0D | 0x2028 | 0x2029)
}

fn is_word(unit: u16) -> bool {
    matches!(unit, 0x30..=0x39 | 0x41..=0x5A | 0x5F | 0x61..=0x7A)
}

fn upper(unit: u16) -> u16 {
    let Some(c) = char::from_u32(u32::from(unit)) else { return unit };
    let mut upper = c.to_uppercase();
    match (upper.next().map(u32::from), upper.next()) {
        (Some(only), None) if unit < 128 || only >= 128 => u16::try_from(only).unwrap_or(unit),
        _ => unit,
    }
}

fn lower(unit: u16) -> u16 {
    let Some(c) = char::from_u32(u32::from(unit)) else { return unit };
    let mut lower = c.to_lowercase();
    match (lower.next().map(u32::from), lower.next()) {
        (Some(only), None) if unit < 128 || only >= 128 => u16::try_from(only).unwrap_or(unit),
        _ => unit,
    }
}
