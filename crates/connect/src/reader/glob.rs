//! Patterns of paths: `*` within a segment, `**` over segments, `?`, and `{a,b}`. As in the original, what begins with a
//! dot must be named with its dot.

use super::limits::ALTERNATIVES;

/// A pattern.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    alternatives: Vec<Vec<String>>,
}

impl Glob {
    /// The pattern written as `text`; none if its braces make too many alternatives.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut alternatives = vec![text.trim_matches('/').to_owned()];
        // One pair of braces after the other, the innermost first.
        while let Some(index) = alternatives.iter().position(|one| braces(one).is_some()) {
            let one = alternatives.swap_remove(index);
            let Some((open, close)) = braces(&one) else { break };
            let choices = one[open + 1..close].split(',');
            alternatives
                .extend(choices.map(|choice| format!("{}{choice}{}", &one[..open], &one[close + 1..])));
            if alternatives.len() > ALTERNATIVES {
                return None;
            }
        }
        let segments = |one: String| one.split('/').map(str::to_owned).collect();
        Some(Self { alternatives: alternatives.into_iter().map(segments).collect() })
    }

    /// Whether a text is a pattern and not a path.
    pub(crate) fn is_pattern(text: &str) -> bool {
        text.contains('*')
    }

    /// The folder in which everything lies that a pattern can match.
    pub(crate) fn folder(text: &str) -> &str {
        let special = text.find(['*', '?', '{']).unwrap_or(text.len());
        text[..special].rfind('/').map_or("", |end| &text[..end])
    }

    /// Whether a path matches; without `/` at its beginning.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split('/').collect();
        self.alternatives.iter().any(|pattern| segments_match(pattern, &path))
    }
}

/// Where the first pair of braces without braces inside stands.
fn braces(text: &str) -> Option<(usize, usize)> {
    let close = text.find('}').filter(|close| text[..*close].contains('{'))?;
    Some((text[..close].rfind('{')?, close))
}

/// Row by row over the segments of the pattern: which lengths of the path it can have matched so far. Linear in both, so
/// that no pattern takes long.
fn segments_match(pattern: &[String], path: &[&str]) -> bool {
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for (index, part) in pattern.iter().enumerate() {
        let mut next = vec![false; path.len() + 1];
        if part == "**" {
            // At the end of a pattern it means something, not nothing.
            let least = usize::from(index + 1 == pattern.len());
            for start in (0..=path.len()).filter(|start| reached[*start]) {
                for end in start..=path.len() {
                    if end > start && path[end - 1].starts_with('.') {
                        break;
                    }
                    next[end] |= end >= start + least;
                }
            }
        } else {
            for start in (0..path.len()).filter(|start| reached[*start]) {
                next[start + 1] |= segment_matches(part, path[start]);
            }
        }
        reached = next;
    }
    reached[path.len()]
}

fn segment_matches(pattern: &str, text: &str) -> bool {
    if text.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // The last `*` and how much of the text it has taken: going back to it is enough.
    let (mut at, mut taken, mut star) = (0, 0, None);
    while taken < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, taken));
                at += 1;
            }
            Some(one) if *one == '?' || *one == text[taken] => {
                at += 1;
                taken += 1;
            }
            _ => {
                let Some((place, count)) = star else { return false };
                star = Some((place, count + 1));
                (at, taken) = (place + 1, count + 1);
            }
        }
    }
    pattern[at..].iter().all(|one| *one == '*')
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[track_caller]
    fn check(pattern: &str, path: &str, expect: bool) {
        assert_eq!(Glob::new(pattern).expect("a pattern").matches(path), expect, "{pattern} {path}");
    }

    #[test]
    fn patterns() {
        check("*.yaml", "a.yaml", true);
        check("*.yaml", "x/a.yaml", false);
        check("**/catalog-info.yaml", "catalog-info.yaml", true);
        check("**/catalog-info.yaml", "a/b/catalog-info.yaml", true);
        check("**/catalog-info.yaml", "a/xcatalog-info.yaml", false);
        check("**/catalog-info.yaml", ".github/catalog-info.yaml", false);
        check(".github/**/*.yaml", ".github/a/b.yaml", true);
        check("a/**", "a/b/c", true);
        check("a/**", "a", false);
        check("a/*/c?.y{a,}ml", "a/b/c1.yml", true);
        check("a/*/c?.y{a,}ml", "a/b/c1.yaml", true);
        check("{a,b/{c,d}}/*.yaml", "b/d/x.yaml", true);
        check("a*b*c", "aXbYbc", true);
        check("a*b*c", "aXbYb", false);
        check("*", ".hidden", false);
        check(&"*a".repeat(200), &"a".repeat(500), true);
        assert!(Glob::new(&"{a,b}".repeat(20)).is_none());
        assert_eq!(Glob::folder("a/b/*.yaml"), "a/b");
        assert_eq!(Glob::folder("*.yaml"), "");
    }
}
