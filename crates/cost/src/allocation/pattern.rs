//! Patterns in rules: `*` stands for any text, `{name}` for any text that is not empty and is kept under that name.
//! Upper and lower case are the same. Each takes as little as possible, from left to right, so matching is linear.

use crate::limits::{PATTERN, WILDCARDS};

/// A pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// What the text begins with, in lower case.
    start: String,
    /// What stands for any text, and what follows it.
    rest: Vec<(Wild, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wild {
    Any,
    Named(String),
}

/// Texts that patterns kept, by name; the last one of a name counts.
pub type Captures = Vec<(String, String)>;

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence without a subject.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > PATTERN {
            return Err(format!("is longer than {PATTERN} bytes"));
        }
        let mut pattern = Self { start: String::new(), rest: Vec::new() };
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let wild = match letter {
                '*' => Wild::Any,
                '{' => Wild::Named(name(&mut letters)?),
                letter => {
                    let literal = pattern.rest.last_mut().map_or(&mut pattern.start, |(_, literal)| literal);
                    literal.push(letter.to_ascii_lowercase());
                    continue;
                }
            };
            if pattern.rest.last().is_some_and(|(_, literal)| literal.is_empty()) {
                return Err("has two of * and {name} side by side; put a text between them".to_owned());
            }
            if pattern.rest.len() >= WILDCARDS {
                return Err(format!("has more than {WILDCARDS} of * and {{name}}"));
            }
            pattern.rest.push((wild, String::new()));
        }
        Ok(pattern)
    }

    /// The names that it keeps texts under.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rest.iter().filter_map(|(wild, _)| match wild {
            Wild::Named(name) => Some(name.as_str()),
            Wild::Any => None,
        })
    }

    /// Whether a text fits; what it keeps is appended. A text that is empty fits nothing but the empty pattern: there,
    /// nothing was said.
    pub fn fits(&self, text: &str, captures: &mut Captures) -> bool {
        if text.is_empty() {
            return self.start.is_empty() && self.rest.is_empty();
        }
        let lower = text.to_ascii_lowercase();
        if !lower.starts_with(&self.start) {
            return false;
        }
        let mut at = self.start.len();
        let mut found = Captures::new();
        for (place, (wild, literal)) in self.rest.iter().enumerate() {
            let least = usize::from(matches!(wild, Wild::Named(_)));
            let is_last = place + 1 == self.rest.len();
            let Some(end) = end_of_wild(&lower, at, least, literal, is_last) else { return false };
            if let Wild::Named(name) = wild {
                found.push((name.clone(), text.get(at..end).unwrap_or_default().to_owned()));
            }
            at = end + literal.len();
        }
        let fits = at == text.len();
        if fits {
            captures.append(&mut found);
        }
        fits
    }
}

/// Where the text that a wildcard stands for ends, before `literal`: at its first place, or at the end of all.
fn end_of_wild(text: &str, from: usize, least: usize, literal: &str, is_last: bool) -> Option<usize> {
    let behind = text.get(from..)?;
    // At least one letter, which may be several bytes.
    let skipped = behind.chars().next().filter(|_| least > 0).map_or(0, char::len_utf8);
    if least > 0 && skipped == 0 {
        return None;
    }
    let rest = behind.get(skipped..)?;
    if is_last {
        return rest.ends_with(literal).then(|| text.len() - literal.len());
    }
    rest.find(literal).map(|place| from + skipped + place)
}

/// The name up to the closing brace.
fn name(letters: &mut std::str::Chars<'_>) -> Result<String, String> {
    let mut name = String::new();
    for letter in letters {
        match letter {
            '}' if !name.is_empty() => return Ok(name),
            letter if letter.is_ascii_alphanumeric() || letter == '_' => name.push(letter),
            _ => break,
        }
    }
    Err("has a { without a name of letters, digits and _ and a } behind it".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Captures, Pattern};

    #[track_caller]
    fn check(pattern: &str, text: &str, expect: Option<&[(&str, &str)]>) {
        let mut captures = Captures::new();
        let fits = Pattern::parse(pattern).unwrap().fits(text, &mut captures);
        let found: Vec<(&str, &str)> = captures.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_eq!(fits.then_some(found.as_slice()), expect, "{pattern} {text}");
    }

    #[test]
    fn patterns_fit_and_keep() {
        check("cart", "Cart", Some(&[]));
        check("cart", "carts", None);
        check("*", "x", Some(&[]));
        check("*", "", None);
        check("", "", Some(&[]));
        check("", "x", None);
        check("arn:aws:s3:::{bucket}", "arn:aws:s3:::Data", Some(&[("bucket", "Data")]));
        check("{app}-{env}", "my-cart-prod", Some(&[("app", "my"), ("env", "cart-prod")]));
        check("{app}-prod", "my-cart-prod", Some(&[("app", "my-cart")]));
        check("{app}-prod", "-prod", None);
        check("*/clusters/{name}/*", "/subscriptions/1/clusters/blue/x", Some(&[("name", "blue")]));
        check("*é{x}", "caféé", Some(&[("x", "é")]));
        check("a*b", "ab", Some(&[]));
        check("a*b*b", "ab", None);
    }

    #[test]
    fn patterns_that_mean_nothing_are_refused() {
        for wrong in ["{a", "{}", "{a b}", "**", "{a}*", &"*a".repeat(40), &"a".repeat(9000)] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
    }
}
