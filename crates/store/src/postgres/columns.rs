//! Many rows in one statement, as one array per column.

use std::borrow::Cow;

/// A text as PostgreSQL takes it: it knows no character zero, which stands for nothing that anybody could read.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

/// A column of texts.
pub(super) fn texts<'a, T>(rows: &'a [T], of: impl Fn(&'a T) -> &'a str) -> Vec<Cow<'a, str>> {
    rows.iter().map(|row| text(of(row))).collect()
}

/// A column of texts that may be missing.
pub(super) fn options<'a, T>(
    rows: &'a [T],
    of: impl Fn(&'a T) -> Option<&'a str>,
) -> Vec<Option<Cow<'a, str>>> {
    rows.iter().map(|row| of(row).map(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_that_the_database_does_not_know_is_replaced() {
        assert_eq!(text("süß"), "süß");
        assert_eq!(text("a\0b"), "a\u{fffd}b");
    }
}
