//! Patterns of `pattern` and `patternProperties`: regular expressions as JavaScript means them. In the browser they are
//! JavaScript's own; elsewhere they are rewritten for an engine whose effort is bounded.

/// Whether a text matches.
///
/// # Errors
/// If the pattern cannot be used, with the reason.
pub(crate) fn matches(pattern: &str, text: &str) -> Result<bool, String> {
    if pattern.len() > crate::limits::PATTERN {
        return Err(format!("it is longer than {} bytes", crate::limits::PATTERN));
    }
    engine::matches(pattern, text)
}

#[cfg(target_arch = "wasm32")]
mod engine {
    use js_sys::{Reflect, RegExp};
    use wasm_bindgen_free::construct;

    pub(super) fn matches(pattern: &str, text: &str) -> Result<bool, String> {
        // With `u` first, as the original does; what is not allowed there may be without.
        let expression = construct(pattern, "u").or_else(|_| construct(pattern, ""))?;
        Ok(expression.test(text))
    }

    /// `new RegExp` throws, and the binding of its constructor does not catch that.
    mod wasm_bindgen_free {
        use super::{Reflect, RegExp};
        use js_sys::{Array, Function, global, wasm_bindgen::JsCast};

        pub(super) fn construct(pattern: &str, flags: &str) -> Result<RegExp, String> {
            let broken = || "the browser cannot read it".to_owned();
            let constructor = Reflect::get(&global(), &"RegExp".into()).map_err(|_| broken())?;
            let constructor: Function = constructor.dyn_into().map_err(|_| broken())?;
            let arguments = Array::of2(&pattern.into(), &flags.into());
            Reflect::construct(&constructor, &arguments).map(JsCast::unchecked_into).map_err(|_| broken())
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod engine {
    use super::translate::translate;
    use crate::limits::BACKTRACKS;
    use fancy_regex::RegexBuilder;

    pub(super) fn matches(pattern: &str, text: &str) -> Result<bool, String> {
        let expression = RegexBuilder::new(&translate(pattern))
            .backtrack_limit(BACKTRACKS)
            .delegate_size_limit(1 << 20)
            .delegate_dfa_size_limit(1 << 20)
            .build()
            .map_err(|error| error.to_string())?;
        expression.is_match(text).map_err(|error| error.to_string())
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod translate {
    /// The pattern in the engine's words: digits and letters are ASCII's, and what has a meaning only there has none.
    pub(super) fn translate(pattern: &str) -> String {
        let letters: Vec<char> = pattern.chars().collect();
        let mut out = String::with_capacity(pattern.len() + 16);
        let mut at = 0;
        let mut in_class = false;
        while at < letters.len() {
            let rest = &letters[at..];
            at += match (rest[0], in_class) {
                ('\\', _) => escape(rest, in_class, &mut out),
                ('[', false) => {
                    in_class = true;
                    open_class(rest, &mut out, &mut in_class)
                }
                (']', true) => {
                    in_class = false;
                    out.push(']');
                    1
                }
                // Sets of sets are not JavaScript's.
                (letter @ ('[' | '&' | '~'), true) => {
                    out.push('\\');
                    out.push(letter);
                    1
                }
                ('-', true) if rest.get(1) == Some(&'-') => {
                    out.push_str("\\-");
                    1
                }
                ('{', false) if !is_quantifier(rest) => {
                    out.push_str("\\{");
                    1
                }
                ('}', false) if !out_is_quantified(&letters[..at]) => {
                    out.push_str("\\}");
                    1
                }
                ('$', false) => {
                    // There a line end may stand behind it.
                    out.push_str("\\z");
                    1
                }
                (letter, _) => {
                    out.push(letter);
                    1
                }
            };
        }
        out
    }

    /// `[`, with the two classes that only JavaScript has: nothing, and anything. Returns the letters that were read.
    fn open_class(rest: &[char], out: &mut String, in_class: &mut bool) -> usize {
        if rest.starts_with(&['[', ']']) {
            *in_class = false;
            out.push_str("(?!)");
            2
        } else if rest.starts_with(&['[', '^', ']']) {
            *in_class = false;
            out.push_str("(?s:.)");
            3
        } else if rest.starts_with(&['[', '^']) {
            out.push_str("[^");
            2
        } else {
            out.push('[');
            1
        }
    }

    /// An escape. Returns the letters that were read.
    fn escape(rest: &[char], in_class: bool, out: &mut String) -> usize {
        let Some(letter) = rest.get(1) else {
            out.push_str("\\\\");
            return 1;
        };
        let class = |inner: &str| if in_class { inner.to_owned() } else { format!("[{inner}]") };
        match letter {
            'd' => out.push_str(&class("0-9")),
            'w' => out.push_str(&class("A-Za-z0-9_")),
            'D' => out.push_str("[^0-9]"),
            'W' => out.push_str("[^A-Za-z0-9_]"),
            's' => out.push_str(&class(r"\s\x{FEFF}")),
            'b' if in_class => out.push_str(r"\x08"),
            'b' => out.push_str("(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))"),
            'B' if !in_class => {
                out.push_str("(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))")
            }
            '0' => out.push_str(r"\x00"),
            'u' => return code(rest, 4, out),
            'x' => return code(rest, 2, out),
            'c' if rest.get(2).is_some_and(char::is_ascii_alphabetic) => {
                out.push_str(&format!("\\x{:02X}", u32::from(rest[2]) % 32));
                return 3;
            }
            'p' | 'P' if rest.get(2) == Some(&'{') && rest.contains(&'}') => {
                let name = rest.iter().take_while(|letter| **letter != '}').count() + 1;
                out.extend(&rest[..name]);
                return name;
            }
            'S' | 't' | 'n' | 'r' | 'v' | 'f' | 'k' | '1'..='9' => out.extend(['\\', *letter]),
            letter if letter.is_ascii_alphanumeric() => out.push(*letter),
            letter if letter.is_ascii() => out.extend(['\\', *letter]),
            letter => out.push(*letter),
        }
        2
    }

    /// `\u00e9`, `\u{e9}` or `\xe9`.
    fn code(rest: &[char], digits: usize, out: &mut String) -> usize {
        let braced = rest.get(2) == Some(&'{');
        let from = if braced { 3 } else { 2 };
        let most = if braced { 6 } else { digits };
        let hex: String = rest[from.min(rest.len())..]
            .iter()
            .take_while(|letter| letter.is_ascii_hexdigit())
            .take(most)
            .collect();
        let is_whole = if braced { rest.get(from + hex.len()) == Some(&'}') } else { hex.len() == digits };
        if hex.is_empty() || !is_whole {
            out.push(rest[1]);
            return 2;
        }
        out.push_str(&format!("\\x{{{hex}}}"));
        from + hex.len() + usize::from(braced)
    }

    /// Whether `{` opens `{2}`, `{2,}` or `{2,3}`.
    fn is_quantifier(rest: &[char]) -> bool {
        let inner: Vec<char> = rest[1..].iter().copied().take_while(|letter| *letter != '}').collect();
        let is_closed = rest.len() > inner.len() + 1;
        let text: String = inner.into_iter().collect();
        let (least, most) = text.split_once(',').unwrap_or((&text, ""));
        let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
        is_closed && !least.is_empty() && digits(least) && digits(most)
    }

    /// Whether the `}` behind these letters ends a quantifier.
    fn out_is_quantified(before: &[char]) -> bool {
        let open = before.iter().rposition(|letter| *letter == '{');
        open.is_some_and(|open| {
            let mut whole = before[open..].to_vec();
            whole.push('}');
            is_quantifier(&whole)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        for text in yes {
            assert_eq!(matches(pattern, text), Ok(true), "{pattern} {text}");
        }
        for text in no {
            assert_eq!(matches(pattern, text), Ok(false), "{pattern} {text}");
        }
    }

    #[test]
    fn patterns_mean_what_they_mean_in_javascript() {
        check("^[a-z0-9-]+$", &["a-1"], &["A", "a b", "", "a\n"]);
        check("^(?!test)[a-z]+$", &["prod"], &["test1", "testing"]);
        check(r"^\d{3}\/\d+$", &["123/4"], &["12/3", "١٢٣/4"]);
        check(r"^[\w.\-[&&]+$", &["a_1.-[&"], &["é"]);
        check(r"^a{b}$", &["a{b}"], &["ab"]);
        check(r"^a{2,3}$", &["aa", "aaa"], &["a"]);
        check(r"^[^]$", &["\n"], &[""]);
        check(r"[]", &[], &["", "a"]);
        check(r"^\u00e9\x41\u{1F600}\cJ$", &["éA😀\n"], &["e"]);
        check(r"^\p{L}+$", &["é"], &["1"]);
        check(r"^(?<a>x)\k<a>\1$", &["xxx"], &["xx"]);
        check(r"\bcat\b", &["a cat"], &["cats"]);
        check(r"b", &["abc"], &["ac"]);
    }

    #[test]
    fn a_pattern_that_cannot_be_used_is_an_error() {
        for pattern in ["(", "[a", "a**", "(?<", "\\", &"a".repeat(10_000)] {
            let _ = matches(pattern, "aaa");
        }
        assert!(matches("(", "a").is_err());
        assert!(matches("^(a+)+$", &format!("{}b", "a".repeat(200))).is_ok_and(|found| !found));
        // Too costly is not endless.
        let _ = matches(r"^(a|a|b\1)+\1$", &"a".repeat(60));
    }
}
