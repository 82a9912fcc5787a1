//! Patterns of paths: `*` and `?` within a segment, `**` over segments, `[a-z]`, and `{a,b}`. Names that begin with a dot
//! are matched like any other.

use crate::limits::{GLOB_ALTERNATIVES, GLOB_BYTES, GLOB_STARS, GLOB_STEPS};

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    alternatives: Vec<Vec<char>>,
    /// Whether it is a plain path: then it also means everything below it.
    is_plain: bool,
}

impl Glob {
    /// Reads a pattern.
    ///
    /// # Errors
    /// If its braces make more alternatives than anybody means.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        if pattern.len() > GLOB_BYTES || pattern.matches('*').count() > GLOB_STARS {
            return Err(format!("a pattern has at most {GLOB_BYTES} bytes and {GLOB_STARS} stars"));
        }
        let mut open = vec![pattern.to_owned()];
        let mut alternatives = Vec::new();
        while let Some(one) = open.pop() {
            match braces(&one) {
                None => alternatives.push(one.chars().collect()),
                Some((from, to)) => {
                    let choices = choices(&one[from + 1..to]);
                    open.extend(
                        choices.iter().map(|choice| format!("{}{choice}{}", &one[..from], &one[to + 1..])),
                    );
                }
            }
            if open.len() + alternatives.len() > GLOB_ALTERNATIVES {
                return Err(format!("the braces of `{pattern}` make more than {GLOB_ALTERNATIVES} patterns"));
            }
        }
        Ok(Self { alternatives, is_plain: !pattern.contains(['*', '?', '[', '{']) })
    }

    /// Whether a path, with `/` between its segments, is meant.
    pub fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.trim_end_matches('/').chars().collect();
        let mut steps = 0;
        self.alternatives.iter().any(|pattern| {
            let below = self.is_plain && path.starts_with(pattern) && path.get(pattern.len()) == Some(&'/');
            below || fits(pattern, &path, &mut steps)
        })
    }
}

/// The first pair of braces that has a comma, from its opening to its closing one.
fn braces(pattern: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(open) = pattern[from..].find('{').map(|at| at + from) {
        let mut depth = 0usize;
        let close = pattern[open..].char_indices().find_map(|(at, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(open + at)
        });
        match close {
            Some(close) if choices(&pattern[open + 1..close]).len() > 1 => return Some((open, close)),
            _ => from = open + 1,
        }
    }
    None
}

/// The parts between the commas that are in no inner braces.
fn choices(inside: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[start..]);
    parts
}

fn fits(mut pattern: &[char], mut path: &[char], steps: &mut usize) -> bool {
    loop {
        *steps += 1;
        if *steps > GLOB_STEPS {
            return false;
        }
        let rest = match pattern {
            [] => return path.is_empty(),
            ['*', ..] | ['/', '*', '*'] => return star(pattern, path, steps),
            ['?', rest @ ..] => matches!(path, [c, ..] if *c != '/').then_some(rest),
            ['[', inside @ ..] => match class(inside) {
                Some((set, negated, rest)) => {
                    let has = |c: char| set.iter().any(|(low, high)| (*low..=*high).contains(&c)) != negated;
                    matches!(path, [c, ..] if *c != '/' && has(*c)).then_some(rest)
                }
                None => (path.first() == Some(&'[')).then_some(inside),
            },
            ['\\', c, rest @ ..] | [c, rest @ ..] => (path.first() == Some(c)).then_some(rest),
        };
        match (rest, path) {
            (Some(rest), [_, after @ ..]) => (pattern, path) = (rest, after),
            _ => return false,
        }
    }
}

/// A pattern that begins with stars.
fn star(pattern: &[char], path: &[char], steps: &mut usize) -> bool {
    match pattern {
        ['/', '*', '*'] if path.is_empty() => true,
        ['/', ..] => path.first() == Some(&'/'),
        ['*', '*', '/', rest @ ..] => {
            let below = path.iter().enumerate().filter(|(_, c)| **c == '/').map(|(at, _)| at + 1);
            std::iter::once(0).chain(below).any(|at| fits(rest, &path[at..], steps))
        }
        ['*', '*'] => true,
        ['*', '*', rest @ ..] => (0..=path.len()).any(|at| fits(rest, &path[at..], steps)),
        _ => {
            let segment = path.iter().position(|c| *c == '/').unwrap_or(path.len());
            (0..=segment).any(|at| fits(&pattern[1..], &path[at..], steps))
        }
    }
}

type Class<'p> = (Vec<(char, char)>, bool, &'p [char]);

/// A set of characters after its bracket, whether it is turned around, and what follows it.
fn class(inside: &[char]) -> Option<Class<'_>> {
    let (negated, inside) = match inside {
        ['!' | '^', rest @ ..] => (true, rest),
        _ => (false, inside),
    };
    let end = inside.iter().skip(1).position(|c| *c == ']')? + 1;
    let (mut chars, rest) = (&inside[..end], &inside[end + 1..]);
    let mut set = Vec::new();
    loop {
        match chars {
            [low, '-', high, after @ ..] => {
                set.push((*low, *high));
                chars = after;
            }
            [one, after @ ..] => {
                set.push((*one, *one));
                chars = after;
            }
            [] => return Some((set, negated, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let glob = Glob::new(pattern).unwrap();
        yes.iter().for_each(|path| assert!(glob.matches(path), "{pattern} {path}"));
        no.iter().for_each(|path| assert!(!glob.matches(path), "{pattern} {path}"));
    }

    #[test]
    fn patterns_mean_what_they_mean_elsewhere() {
        check(
            ".github/workflows",
            &[".github/workflows", ".github/workflows/ci.yml"],
            &[".github/workflowsx"],
        );
        check("*.md", &["a.md", ".md"], &["docs/a.md", "a.mdx"]);
        check("**/*.md", &["a.md", "docs/x/a.md"], &["a.txt"]);
        check("src/**", &["src/a", "src/a/b", "src"], &["srcs/a"]);
        check("**", &["a", "a/b/.c"], &[]);
        check("a?[0-9].{rs,{c,h}}", &["ab1.rs", "ac2.h"], &["a/1.rs", "ab1.{rs", "abx.c"]);
        check("src/*/x", &["src/a/x"], &["src/a/b/x"]);
        check("[!a]b", &["cb"], &["ab"]);
    }

    #[test]
    fn patterns_cannot_take_long() {
        let glob = Glob::new(&format!("{}b", "**/*a".repeat(10))).unwrap();
        assert!(!glob.matches(&"aaaa/".repeat(200)));
        assert!(Glob::new(&"{a,b}".repeat(20)).is_err());
        assert!(Glob::new(&"*".repeat(200_000)).is_err());
        let _ = Glob::new("{{{").unwrap().matches("{{{");
    }
}
