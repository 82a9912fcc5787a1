//! SQL's LIKE, because full-text terms of requests are its patterns: `%` is any text, `_` any
//! one character. There is no escape.

/// "Contains this pattern somewhere", compared in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Like {
    pattern: Vec<char>,
    /// The term itself, when it has no wildcards and searching for a text is enough.
    plain: Option<String>,
}

impl Like {
    pub(crate) fn containing(term: &str) -> Self {
        let lower = term.to_lowercase();
        let wild = lower.contains(['%', '_']);
        let mut pattern: Vec<char> = if wild { format!("%{lower}%").chars().collect() } else { Vec::new() };
        pattern.dedup_by(|a, b| *a == '%' && *b == '%');
        Self { pattern, plain: (!wild).then_some(lower) }
    }

    /// The term, if it has no wildcards.
    pub(crate) fn plain(&self) -> Option<&str> {
        self.plain.as_deref()
    }

    /// `text` is lower case.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match &self.plain {
            Some(plain) => text.contains(plain.as_str()),
            // No text can be shorter than the characters it must have.
            None if self.pattern.iter().filter(|c| **c != '%').count() > text.len() => false,
            None => matches(&self.pattern, &text.chars().collect::<Vec<_>>()),
        }
    }
}

/// Goes back to the last `%` only, hence at most pattern times text steps.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('%') => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == '_' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((after, from)) = retry else { return false };
                retry = Some((after, from + 1));
                p = after;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '%')
}

#[cfg(test)]
mod tests {
    use super::Like;

    #[track_caller]
    fn check(term: &str, text: &str, expect: bool) {
        assert_eq!(Like::containing(term).matches(text), expect, "{term} in {text}");
    }

    #[test]
    fn wildcards_work_as_in_sql() {
        check("art", "cart", true);
        check("ART", "cart", true);
        check("c%t", "checkout", true);
        check("c_t", "cut", true);
        check("c_t", "cart", false);
        check("a%b%c", "xaxxbxxbxxd", false);
        check("a%b%c", "xaxxbxxbxxc", true);
        check("_", "", false);
        check("%", "", true);
        check("%%%", "x", true);
        check("__", "a", false);
        check("ü_", "xüß", true);
        check("\\%", "a\\b", true);
    }
}
