//! How deep tables lie within tables in TOML, before a tree is made of it.
//!
//! The parser limits the parts of a key and the tables that are open, but not how many levels they make together; its trees
//! are walked and dropped by functions that call themselves, for which thousands of levels end the process.

use crate::limits::TOML_DEPTH;

/// What is open around a key.
struct Open {
    /// What closes it.
    end: u8,
    /// How deep keys around it begin.
    floor: usize,
    /// How deep it lies itself.
    depth: usize,
}

/// Where a text goes deeper than [`TOML_DEPTH`]. Texts that are no TOML may count as deeper than they are, never as
/// shallower by more than one key: what is not closed stays open.
pub(crate) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    // How deep the keys of the innermost table begin, and how deep the one is that is being read.
    let (mut floor, mut depth) = (0_usize, 0_usize);
    let (mut is_fresh, mut is_header) = (true, false);
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let begin = at;
        at += 1;
        match byte {
            b' ' | b'\t' => continue,
            b'#' => {
                at = end_of(bytes, at, |byte| matches!(byte, b'\n' | b'\r'));
                continue;
            }
            b'\n' | b'\r' => {
                if open.is_empty() {
                    // The name of a table is around all keys that follow.
                    if is_header {
                        floor = depth;
                    }
                    (depth, is_fresh, is_header) = (floor, true, false);
                }
                continue;
            }
            b'[' if open.is_empty() && (is_fresh || is_header) => {
                if !is_header {
                    depth = 0;
                }
                is_header = true;
                depth += 1;
            }
            b'[' | b'{' => {
                open.push(Open { end: if byte == b'[' { b']' } else { b'}' }, floor, depth });
                depth += 1;
                floor = depth;
            }
            b']' | b'}' => {
                if let Some(closed) = open.pop_if(|one| one.end == byte) {
                    (floor, depth) = (closed.floor, closed.depth);
                }
            }
            b',' if !open.is_empty() => depth = floor,
            b'.' => depth += 1,
            b'"' | b'\'' => at = end_of_text(bytes, begin, byte),
            b',' | b'=' => {}
            // Quotes within a word begin no text.
            _ => at = end_of(bytes, at, |byte| b".=,[]{} \t#\r\n".contains(&byte)),
        }
        is_fresh = false;
        if depth > TOML_DEPTH {
            return Some(begin);
        }
    }
    None
}

/// Where the first such byte stands, or the end.
fn end_of(bytes: &[u8], from: usize, is_end: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| is_end(*byte)).map_or(bytes.len(), |end| from + end)
}

/// Where the text ends that begins with a quote; one that is not closed ends where the parser lets it end.
fn end_of_text(bytes: &[u8], begin: usize, quote: u8) -> usize {
    let is_quote = |at: usize| bytes.get(at) == Some(&quote);
    let is_long = |at: usize| (at..at + 3).all(is_quote);
    let has_lines = is_long(begin);
    let mut at = begin + if has_lines { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'\\' | b'"'))),
            b'\n' if !has_lines => return at,
            byte if *byte == quote && !has_lines => return at + 1,
            // Up to two more quotes belong to what they end.
            _ if has_lines && is_long(at) => {
                return at + 3 + (at + 3..at + 5).take_while(|at| is_quote(*at)).count();
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::{TOML_DEPTH, too_deep};

    #[track_caller]
    fn check(text: &str, is_deep: bool) {
        assert_eq!(too_deep(text).is_some(), is_deep, "{text}");
    }

    #[test]
    fn keys_and_what_is_open_count_together() {
        let dots = |count: usize| vec!["a"; count + 1].join(".");
        let most = TOML_DEPTH;
        check(&format!("{} = 1", dots(most)), false);
        check(&format!("{} = 1", dots(most + 1)), true);
        check(&format!("[{}]\nb.c = 1\n[x]\nb.c = 1", dots(most - 2)), false);
        check(&format!("[{}]\nb.c.d = 1", dots(most - 2)), true);
        check(&format!("[[{}]]\nb = {{}}", dots(most - 2)), true);
        check(&format!("a = [{}]", "1.5, {b.c = 1.5}, ".repeat(most)), false);
        check(&"a.b = 1.5\n[a.b] # ...\n".repeat(most), false);
        check(&format!("{}{}", "a={".repeat(most / 2), "a=[".repeat(most / 2 + 1)), true);
        // What is not closed as it was opened stays open.
        check(&"x={a.a=]".repeat(most / 2 + 1), true);
    }

    #[test]
    fn texts_and_comments_do_not_count() {
        let deep = "{".repeat(TOML_DEPTH + 1);
        for hidden in [
            format!("a = \"\\\"{deep}\""),
            format!("a = '\\{deep}'"),
            format!("a = \"\"\"\n\"\" \\\"\"\" {deep} \"\"\"\"\"\n"),
            format!("a = '''\n'' {deep} '''''\n"),
            format!("# {deep}"),
        ] {
            check(&hidden, false);
            check(&format!("{hidden}\n b={deep}"), true);
        }
        // Neither do they hide what the parser sees.
        for open in ["a = \"\n", "a = '\n", "a = b\"", "a = b''' ", "a = \"\"", "# \r"] {
            check(&format!("{open}b={deep}"), true);
        }
    }
}
