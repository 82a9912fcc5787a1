//! Reads regular expressions, with the leniency that browsers have: `{` and `]` may stand for themselves.

use super::syntax::{Class, Part, Pattern};
use crate::limits::REGEX_NESTING;
use crate::text;

type Read<T> = Result<T, String>;

struct Reader {
    units: Vec<u16>,
    at: usize,
    groups: usize,
    all_groups: usize,
    names: Vec<(String, usize)>,
    has_names: bool,
    nested: usize,
}

/// Reads what stands between the slashes.
pub(super) fn parse(source: &str) -> Read<Pattern> {
    let units = text::units(source);
    let (all_groups, has_names) = count_groups(&units);
    let mut reader = Reader { units, at: 0, groups: 0, all_groups, names: Vec::new(), has_names, nested: 0 };
    let body = reader.either()?;
    if reader.at < reader.units.len() {
        return Err("there is a `)` without its `(`".to_owned());
    }
    Ok(Pattern { body, groups: reader.groups, names: reader.names })
}

/// How many groups there are, and whether some have names.
fn count_groups(units: &[u16]) -> (usize, bool) {
    let (mut count, mut names, mut in_class, mut at) = (0, false, false, 0);
    while let Some(unit) = units.get(at) {
        match char::from_u32(u32::from(*unit)) {
            Some('\\') => at += 1,
            Some('[') => in_class = true,
            Some(']') => in_class = false,
            Some('(') if !in_class => {
                let next = |by: usize| units.get(at + by).and_then(|unit| char::from_u32(u32::from(*unit)));
                let named =
                    next(1) == Some('?') && next(2) == Some('<') && !matches!(next(3), Some('=' | '!'));
                names |= named;
                count += usize::from(next(1) != Some('?') || named);
            }
            _ => {}
        }
        at += 1;
    }
    (count, names)
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.units.get(self.at).map(|unit| char::from_u32(u32::from(*unit)).unwrap_or('\u{fffd}'))
    }

    fn take(&mut self, wanted: &str) -> bool {
        let wanted: Vec<u16> = wanted.encode_utf16().collect();
        let found = self.units[self.at.min(self.units.len())..].starts_with(&wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    fn next_unit(&mut self) -> Option<u16> {
        let unit = self.units.get(self.at).copied();
        self.at += usize::from(unit.is_some());
        unit
    }

    fn either(&mut self) -> Read<Part> {
        if self.nested >= REGEX_NESTING {
            return Err(format!("its groups are nested deeper than {REGEX_NESTING}"));
        }
        self.nested += 1;
        let mut choices = vec![self.sequence()?];
        while self.take("|") {
            choices.push(self.sequence()?);
        }
        self.nested -= 1;
        Ok(match choices.pop() {
            Some(only) if choices.is_empty() => only,
            last => Part::Either(choices.into_iter().chain(last).collect()),
        })
    }

    fn sequence(&mut self) -> Read<Part> {
        let mut parts = Vec::new();
        while let Some(next) = self.peek() {
            if next == '|' || next == ')' {
                break;
            }
            let before = self.groups;
            let part = self.atom()?;
            parts.push(self.repeated(part, before)?);
        }
        Ok(Part::Sequence(parts))
    }

    /// A part with the quantifier behind it.
    fn repeated(&mut self, body: Part, groups_before: usize) -> Read<Part> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.counts() {
                Some((least, most, end)) => {
                    self.at = end - 1;
                    (least, most)
                }
                None => return Ok(body),
            },
            _ => return Ok(body),
        };
        self.at += 1;
        if most.is_some_and(|most| most < least) {
            return Err("a counted part asks for more than it allows".to_owned());
        }
        if matches!(body, Part::Start | Part::End | Part::Boundary(_) | Part::Look { ahead: false, .. }) {
            return Err("there is nothing to repeat".to_owned());
        }
        let greedy = !self.take("?");
        if matches!(self.peek(), Some('*' | '+' | '?')) || self.counts().is_some() {
            return Err("there is nothing to repeat".to_owned());
        }
        let groups = groups_before + 1..self.groups + 1;
        Ok(Part::Repeat { body: Box::new(body), least, most, greedy, groups })
    }

    /// `{1}`, `{1,}` or `{1,2}` and where it ends.
    fn counts(&self) -> Option<(u32, Option<u32>, usize)> {
        if self.peek() != Some('{') {
            return None;
        }
        let digits = |mut at: usize| {
            let start = at;
            let mut count = 0u32;
            while let Some(digit @ 0x30..=0x39) = self.units.get(at) {
                count = count.saturating_mul(10).saturating_add(u32::from(digit - 0x30));
                at += 1;
            }
            (at > start).then_some((count, at))
        };
        let (least, at) = digits(self.at + 1)?;
        let close = |at: usize| self.units.get(at) == Some(&0x7D);
        if close(at) {
            return Some((least, Some(least), at + 1));
        }
        if self.units.get(at) != Some(&0x2C) {
            return None;
        }
        if close(at + 1) {
            return Some((least, None, at + 2));
        }
        let (most, at) = digits(at + 1)?;
        close(at).then_some((least, Some(most), at + 1))
    }

    fn atom(&mut self) -> Read<Part> {
        let Some(unit) = self.next_unit() else { return Err("it ends too early".to_owned()) };
        Ok(match char::from_u32(u32::from(unit)) {
            Some('^') => Part::Start,
            Some('$') => Part::End,
            Some('.') => Part::Any,
            Some('[') => Part::Class(self.class()?),
            Some('(') => self.group()?,
            Some('\\') => self.escape()?,
            Some('*' | '+' | '?') => return Err("there is nothing to repeat".to_owned()),
            Some('{') => {
                self.at -= 1;
                let counted = self.counts().is_some();
                self.at += 1;
                if counted {
                    return Err("there is nothing to repeat".to_owned());
                }
                Part::Unit(unit)
            }
            _ => Part::Unit(unit),
        })
    }

    fn group(&mut self) -> Read<Part> {
        let looks = [("?=", true, true), ("?!", true, false), ("?<=", false, true), ("?<!", false, false)];
        let look = looks.into_iter().find(|(sign, ..)| self.take(sign));
        if let Some((_, ahead, wanted)) = look {
            let body = Box::new(self.closed()?);
            return Ok(Part::Look { ahead, wanted, body });
        }
        if self.take("?:") {
            return Ok(Part::Group(Box::new(self.closed()?), None));
        }
        self.groups += 1;
        let number = self.groups;
        if self.take("?<") {
            let name = self.name()?;
            if self.names.iter().any(|(known, _)| *known == name) {
                return Err(format!("there are two groups with the name `{name}`"));
            }
            self.names.push((name, number));
        } else if self.peek() == Some('?') {
            return Err("`(?` has to go on with `:`, `=`, `!` or `<`".to_owned());
        }
        Ok(Part::Group(Box::new(self.closed()?), Some(number)))
    }

    fn closed(&mut self) -> Read<Part> {
        let body = self.either()?;
        if self.take(")") { Ok(body) } else { Err("there is a `(` without its `)`".to_owned()) }
    }

    /// The name of a group, to its `>`.
    fn name(&mut self) -> Read<String> {
        let start = self.at;
        while self.peek().is_some_and(|c| c != '>') {
            self.at += 1;
        }
        let name = text::from_units(&self.units[start..self.at]);
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        if !self.take(">") || name.is_empty() || !name.chars().all(is_name) {
            return Err("the name of a group is made of letters and digits: (?<name>…)".to_owned());
        }
        Ok(name)
    }

    fn escape(&mut self) -> Read<Part> {
        if let Some(class) = self.class_escape() {
            return Ok(Part::Class(class));
        }
        if self.take("b") {
            return Ok(Part::Boundary(true));
        }
        if self.take("B") {
            return Ok(Part::Boundary(false));
        }
        if self.has_names && self.take("k") {
            if !self.take("<") {
                return Err("`\\k` needs the name of a group: \\k<name>".to_owned());
            }
            return Ok(Part::AgainNamed(self.name()?));
        }
        if let Some('1'..='9') = self.peek() {
            let start = self.at;
            let mut number = 0usize;
            while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
                number = number.saturating_mul(10).saturating_add(digit as usize);
                self.at += 1;
            }
            if number <= self.all_groups {
                return Ok(Part::Again(number));
            }
            self.at = start;
        }
        Ok(Part::Unit(self.unit_escape()?))
    }

    fn class_escape(&mut self) -> Option<Class> {
        let class = match self.peek()? {
            'd' => Class::digits(),
            'D' => Class::digits().negated(),
            'w' => Class::words(),
            'W' => Class::words().negated(),
            's' => Class::spaces(),
            'S' => Class::spaces().negated(),
            _ => return None,
        };
        self.at += 1;
        Some(class)
    }

    /// What a backslash makes of the units behind it.
    fn unit_escape(&mut self) -> Read<u16> {
        let Some(unit) = self.next_unit() else { return Err("it ends with a backslash".to_owned()) };
        Ok(match char::from_u32(u32::from(unit)) {
            Some('t') => 0x09,
            Some('n') => 0x0A,
            Some('v') => 0x0B,
            Some('f') => 0x0C,
            Some('r') => 0x0D,
            Some('x') => self.hex(2).unwrap_or(unit),
            Some('u') => self.hex(4).unwrap_or(unit),
            Some('c') => match self.peek() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    self.at += 1;
                    (letter as u16) % 32
                }
                _ => {
                    self.at -= 1;
                    u16::from(b'\\')
                }
            },
            Some(digit @ '0'..='7') => {
                let mut value = digit.to_digit(8).unwrap_or_default();
                while let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) {
                    if value * 8 + digit > 0o377 {
                        break;
                    }
                    value = value * 8 + digit;
                    self.at += 1;
                }
                value as u16
            }
            _ => unit,
        })
    }

    fn hex(&mut self, count: usize) -> Option<u16> {
        let digits = self.units.get(self.at..self.at + count)?;
        let value = digits.iter().try_fold(0u32, |value, unit| {
            Some(value * 16 + char::from_u32(u32::from(*unit))?.to_digit(16)?)
        })?;
        self.at += count;
        u16::try_from(value).ok()
    }

    /// A class after its bracket.
    fn class(&mut self) -> Read<Class> {
        let mut class = Class { negated: self.take("^"), ranges: Vec::new() };
        loop {
            if self.take("]") {
                return Ok(class);
            }
            let low = self.class_part()?;
            let next_is_end = self.units.get(self.at + 1) == Some(&0x5D);
            if self.peek() != Some('-') || next_is_end {
                class.ranges.extend(low.flattened());
                continue;
            }
            self.at += 1;
            let high = self.class_part()?;
            match (single(&low), single(&high)) {
                (Some(low), Some(high)) if low <= high => class.ranges.push((low, high)),
                (Some(_), Some(_)) => return Err("a range ends before it begins".to_owned()),
                _ => {
                    class.ranges.extend(low.flattened());
                    class.ranges.extend(high.flattened());
                    class.ranges.push((0x2D, 0x2D));
                }
            }
        }
    }

    fn class_part(&mut self) -> Read<Class> {
        let Some(unit) = self.next_unit() else { return Err("there is a `[` without its `]`".to_owned()) };
        let unit = if unit == u16::from(b'\\') {
            if let Some(class) = self.class_escape() {
                return Ok(class);
            }
            if self.take("b") { 0x08 } else { self.unit_escape()? }
        } else {
            unit
        };
        Ok(Class { ranges: vec![(unit, unit)], negated: false })
    }
}

fn single(class: &Class) -> Option<u16> {
    match class.ranges.as_slice() {
        [(low, high)] if low == high && !class.negated => Some(*low),
        _ => None,
    }
}
