//! Makes instructions of the parts of a regular expression.

use super::syntax::{Class, Part, Pattern};
use crate::limits::REGEX_PROGRAM;

/// An instruction.
#[derive(Debug, Clone)]
pub(super) enum Op {
    Unit(u16),
    Any,
    /// A class, by its number.
    Class(usize),
    /// From here on, go backwards through the text, or forwards again.
    Direction {
        back: bool,
    },
    Start,
    End,
    Boundary(bool),
    /// Remember where we are.
    Save(usize),
    /// Forget groups that an earlier round matched.
    Forget(usize, usize),
    /// Try one place, and the other if that fails.
    Try(usize, usize),
    Jump(usize),
    Again(usize),
    /// Look at what is between here and the place where to go on.
    Look {
        wanted: bool,
        after: usize,
    },
    /// A round of a loop begins; where is remembered under that number.
    Round(usize),
    /// It ends; if it matched nothing the loop is over.
    Progress(usize),
    Done,
}

/// A compiled regular expression.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) classes: Vec<Class>,
    pub(super) groups: usize,
    pub(super) rounds: usize,
    pub(super) names: Vec<(String, usize)>,
    pub(super) global: bool,
    pub(super) ignore_case: bool,
    pub(super) multiline: bool,
    pub(super) sticky: bool,
}

pub(super) fn compile(pattern: &Pattern, flags: &str) -> Result<Program, String> {
    let mut program = Program {
        ops: Vec::new(),
        classes: Vec::new(),
        groups: pattern.groups,
        rounds: 0,
        names: pattern.names.clone(),
        global: flags.contains('g'),
        ignore_case: flags.contains('i'),
        multiline: flags.contains('m'),
        sticky: flags.contains('y'),
    };
    program.part(&pattern.body, false)?;
    program.push(Op::Done)?;
    Ok(program)
}

impl Program {
    fn push(&mut self, op: Op) -> Result<usize, String> {
        if self.ops.len() >= REGEX_PROGRAM {
            return Err("it is too large when its counted parts are written out".to_owned());
        }
        self.ops.push(op);
        Ok(self.ops.len() - 1)
    }

    fn part(&mut self, part: &Part, back: bool) -> Result<(), String> {
        match part {
            Part::Unit(unit) => self.push(Op::Unit(*unit)).map(drop),
            Part::Any => self.push(Op::Any).map(drop),
            Part::Class(class) => {
                self.classes.push(class.clone());
                self.push(Op::Class(self.classes.len() - 1)).map(drop)
            }
            Part::Start => self.push(Op::Start).map(drop),
            Part::End => self.push(Op::End).map(drop),
            Part::Boundary(wanted) => self.push(Op::Boundary(*wanted)).map(drop),
            Part::Again(group) => self.push(Op::Again(*group)).map(drop),
            Part::AgainNamed(name) => {
                let group = self.names.iter().find(|(known, _)| known == name).map(|(_, group)| *group);
                let group = group.ok_or_else(|| format!("there is no group `{name}`"))?;
                self.push(Op::Again(group)).map(drop)
            }
            Part::Group(body, None) => self.part(body, back),
            Part::Group(body, Some(number)) => {
                let (before, after) = (2 * number + usize::from(back), 2 * number + usize::from(!back));
                self.push(Op::Save(before))?;
                self.part(body, back)?;
                self.push(Op::Save(after)).map(drop)
            }
            Part::Sequence(parts) if back => parts.iter().rev().try_for_each(|part| self.part(part, back)),
            Part::Sequence(parts) => parts.iter().try_for_each(|part| self.part(part, back)),
            Part::Either(choices) => self.either(choices, back),
            Part::Look { ahead, wanted, body } => {
                let look = self.push(Op::Look { wanted: *wanted, after: 0 })?;
                self.push(Op::Direction { back: !ahead })?;
                self.part(body, !ahead)?;
                self.push(Op::Done)?;
                let end = self.ops.len();
                self.set(look, Op::Look { wanted: *wanted, after: end });
                Ok(())
            }
            Part::Repeat { body, least, most, greedy, groups } => {
                for _ in 0..*least {
                    self.round(body, back, groups)?;
                }
                match most {
                    None => self.endless(body, back, *greedy, groups),
                    Some(most) => self.optional(body, back, *greedy, groups, most - least),
                }
            }
        }
    }

    fn set(&mut self, at: usize, op: Op) {
        if let Some(place) = self.ops.get_mut(at) {
            *place = op;
        }
    }

    fn either(&mut self, choices: &[Part], back: bool) -> Result<(), String> {
        let mut jumps = Vec::new();
        for (at, choice) in choices.iter().enumerate() {
            if at + 1 == choices.len() {
                self.part(choice, back)?;
                break;
            }
            let fork = self.push(Op::Try(0, 0))?;
            self.part(choice, back)?;
            jumps.push(self.push(Op::Jump(0))?);
            let next = self.ops.len();
            self.set(fork, Op::Try(fork + 1, next));
        }
        let end = self.ops.len();
        jumps.into_iter().for_each(|jump| self.set(jump, Op::Jump(end)));
        Ok(())
    }

    fn round(&mut self, body: &Part, back: bool, groups: &std::ops::Range<usize>) -> Result<(), String> {
        if !groups.is_empty() {
            self.push(Op::Forget(2 * groups.start, 2 * groups.end))?;
        }
        self.part(body, back)
    }

    fn fork(&mut self, at: usize, greedy: bool, inside: usize, outside: usize) {
        self.set(at, if greedy { Op::Try(inside, outside) } else { Op::Try(outside, inside) });
    }

    fn endless(
        &mut self,
        body: &Part,
        back: bool,
        greedy: bool,
        groups: &std::ops::Range<usize>,
    ) -> Result<(), String> {
        let number = self.rounds;
        self.rounds += 1;
        let fork = self.push(Op::Try(0, 0))?;
        self.push(Op::Round(number))?;
        self.round(body, back, groups)?;
        self.push(Op::Progress(number))?;
        self.push(Op::Jump(fork))?;
        let end = self.ops.len();
        self.fork(fork, greedy, fork + 1, end);
        Ok(())
    }

    fn optional(
        &mut self,
        body: &Part,
        back: bool,
        greedy: bool,
        groups: &std::ops::Range<usize>,
        count: u32,
    ) -> Result<(), String> {
        let mut forks = Vec::new();
        for _ in 0..count {
            let number = self.rounds;
            self.rounds += 1;
            forks.push(self.push(Op::Try(0, 0))?);
            self.push(Op::Round(number))?;
            self.round(body, back, groups)?;
            self.push(Op::Progress(number))?;
        }
        let end = self.ops.len();
        forks.into_iter().for_each(|fork| self.fork(fork, greedy, fork + 1, end));
        Ok(())
    }
}
