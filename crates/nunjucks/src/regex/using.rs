//! What templates do with regular expressions: test, replace and split.

use super::Regex;
use super::compile::Program;
use super::matching::{Places, find};
use crate::error::Outcome;
use crate::run::Run;
use crate::text;
use crate::value::Value;

/// A match and what is around it.
pub(crate) struct Found<'t> {
    pub(crate) before: &'t [u16],
    pub(crate) matched: &'t [u16],
    pub(crate) after: &'t [u16],
    /// The groups and their names.
    pub(crate) groups: Vec<(Option<&'t str>, Option<&'t [u16]>)>,
}

impl<'t> Found<'t> {
    fn of(program: &'t Program, text: &'t [u16], places: &Places) -> Self {
        let (start, end) = places.first().copied().flatten().unwrap_or_default();
        let groups = places.iter().enumerate().skip(1).map(|(number, place)| {
            let name = program.names.iter().find(|(_, group)| *group == number);
            (name.map(|(name, _)| name.as_str()), place.map(|(start, end)| &text[start..end]))
        });
        Self {
            before: &text[..start],
            matched: &text[start..end],
            after: &text[end..],
            groups: groups.collect(),
        }
    }

    /// Writes a replacement, in which `$1`, `$&`, `$<name>` and others stand for parts of the match.
    pub(crate) fn expand(&self, run: &mut Run<'_>, replacement: &[u16], out: &mut Vec<u16>) -> Outcome<()> {
        const DOLLAR: u16 = b'$' as u16;
        let mut at = 0;
        while let Some(unit) = replacement.get(at) {
            let rest = &replacement[at + 1..];
            let special = if *unit == DOLLAR { self.special(rest) } else { None };
            let (part, length) = special.unwrap_or((std::slice::from_ref(unit), 0));
            run.reserve(2 * part.len())?;
            out.extend_from_slice(part);
            at += 1 + length;
        }
        Ok(())
    }

    /// What stands behind a dollar sign, and how many units it takes.
    fn special<'s>(&'s self, rest: &'s [u16]) -> Option<(&'s [u16], usize)> {
        let sign = char::from_u32(u32::from(*rest.first()?))?;
        match sign {
            '$' => Some((&rest[..1], 1)),
            '&' => Some((self.matched, 1)),
            '`' => Some((self.before, 1)),
            '\'' => Some((self.after, 1)),
            '0'..='9' => {
                let one = sign.to_digit(10)? as usize;
                let second = rest.get(1).and_then(|unit| char::from_u32(u32::from(*unit))?.to_digit(10));
                let two = second.map(|digit| one * 10 + digit as usize);
                let fits = |number: &usize| (1..=self.groups.len()).contains(number);
                let (number, length) = match two.filter(fits) {
                    Some(two) => (two, 2),
                    None => (Some(one).filter(fits)?, 1),
                };
                Some((self.groups.get(number - 1)?.1.unwrap_or_default(), length))
            }
            '<' if self.groups.iter().any(|(name, _)| name.is_some()) => {
                let end = rest.iter().position(|unit| *unit == u16::from(b'>'))?;
                let name = text::from_units(&rest[1..end]);
                let group = self.groups.iter().find(|(known, _)| *known == Some(name.as_str()));
                Some((group.and_then(|(_, text)| *text).unwrap_or_default(), end + 1))
            }
            _ => None,
        }
    }
}

fn end_of(places: &Places) -> (usize, usize) {
    places.first().copied().flatten().unwrap_or_default()
}

/// Whether it matches, and from where to go on.
pub(crate) fn test(run: &mut Run<'_>, regex: &Regex, from: usize, text: &str) -> Outcome<(bool, usize)> {
    let program = &*regex.program;
    let units = text::units(text);
    run.reserve(2 * units.len())?;
    let goes_on = program.global || program.sticky;
    if goes_on && from > units.len() {
        return Ok((false, 0));
    }
    let from = if goes_on { from } else { 0 };
    let found = find(run, program, &units, from, program.sticky)?;
    let next = found.as_ref().map_or(0, |places| end_of(places).1);
    Ok((found.is_some(), if goes_on { next } else { 0 }))
}

/// The text with what matches replaced, and from where to go on.
pub(crate) fn replace(
    run: &mut Run<'_>,
    regex: &Regex,
    from: usize,
    text: &str,
    replacement: &str,
) -> Outcome<(String, usize)> {
    let program = &*regex.program;
    let (units, replacement) = (text::units(text), text::units(replacement));
    run.reserve(2 * units.len())?;
    let mut from = if program.sticky && !program.global { from } else { 0 };
    let mut replaced = Vec::with_capacity(units.len());
    let (mut kept, mut next) = (0, 0);
    while from <= units.len() {
        let Some(places) = find(run, program, &units, from, program.sticky)? else { break };
        let (start, end) = end_of(&places);
        replaced.extend_from_slice(&units[kept..start]);
        Found::of(program, &units, &places).expand(run, &replacement, &mut replaced)?;
        kept = end;
        if !program.global {
            next = if program.sticky { end } else { from };
            break;
        }
        from = if end == start { end + 1 } else { end };
    }
    replaced.extend_from_slice(&units[kept..]);
    Ok((text::from_units(&replaced), next))
}

/// The parts between the matches, and the groups of the matches.
pub(crate) fn split(run: &mut Run<'_>, regex: &Regex, text: &str, most: usize) -> Outcome<Vec<Value>> {
    let program = &*regex.program;
    let units = text::units(text);
    run.reserve(2 * units.len())?;
    if units.is_empty() {
        let found = find(run, program, &units, 0, true)?;
        return Ok(if found.is_some() { Vec::new() } else { vec![Value::from("")] });
    }
    let (mut parts, mut kept, mut from) = (Vec::new(), 0, 0);
    while from < units.len() {
        let Some(places) = find(run, program, &units, from, false)? else { break };
        let (start, end) = end_of(&places);
        if start >= units.len() {
            break;
        }
        if end == kept {
            from = start + 1;
            continue;
        }
        run.reserve_items(places.len())?;
        parts.push(run.torn(text::from_units(&units[kept..start]))?);
        for (_, group) in Found::of(program, &units, &places).groups {
            parts.push(match group {
                Some(group) => run.torn(text::from_units(group))?,
                None => Value::Undefined,
            });
        }
        if parts.len() >= most {
            parts.truncate(most);
            return Ok(parts);
        }
        kept = end;
        from = end;
    }
    parts.push(run.torn(text::from_units(&units[kept..]))?);
    parts.truncate(most);
    Ok(parts)
}
