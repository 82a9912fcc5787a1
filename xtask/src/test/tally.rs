//! Counting tests from the closing lines of their runners.

use std::fmt;
use std::ops::AddAssign;

/// How many passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tally {
    passed: u32,
    failed: u32,
}

impl Tally {
    /// What this line of a runner's output adds; nothing, if it is not one of its closing lines.
    pub(super) fn of_line(line: &str) -> Self {
        let line = without_colour(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            // nextest: `Summary [ 1.2s] 5 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 0 skipped`
            ["Summary", ..] => Self {
                passed: before(&words, "passed"),
                failed: before(&words, "failed") + before(&words, "timed") + before(&words, "exec"),
            },
            // node --test: `ℹ pass 5`, or `# pass 5` in its other reporter
            ["ℹ" | "#", "pass", count] => Self { passed: count.parse().unwrap_or_default(), failed: 0 },
            ["ℹ" | "#", "fail" | "cancelled", count] => {
                Self { passed: 0, failed: count.parse().unwrap_or_default() }
            }
            _ => Self::default(),
        }
    }

    /// A gate without tests counts as one, and so does a failure outside the tests.
    pub(super) fn or_one(self, success: bool) -> Self {
        match (success, self) {
            (true, Self { passed: 0, failed: 0 }) => Self { passed: 1, failed: 0 },
            (false, Self { passed, failed: 0 }) => Self { passed, failed: 1 },
            _ => self,
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number before the first word that begins like this.
fn before(words: &[&str], word: &str) -> u32 {
    let place = words.iter().position(|found| found.trim_end_matches(',') == word);
    place.and_then(|place| words.get(place.checked_sub(1)?)?.parse().ok()).unwrap_or_default()
}

/// The text without terminal colours (`ESC [ … m`).
fn without_colour(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, passed: u32, failed: u32) {
        assert_eq!(Tally::of_line(line), Tally { passed, failed }, "{line}");
    }

    #[test]
    fn closing_lines_are_counted_and_others_are_not() {
        check("     Summary [   0.020s] 3 tests run: 3 passed, 0 skipped", 3, 0);
        check(
            "     Summary [   1.5s] 9 tests run: 5 passed (1 slow), 2 failed, 2 timed out, 4 skipped",
            5,
            4,
        );
        check(
            "\u{1b}[32;1m     Summary\u{1b}[0m [ 0.2s] \u{1b}[1m7\u{1b}[0m tests run: \u{1b}[1m7\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 0 skipped",
            7,
            0,
        );
        check("ℹ pass 12", 12, 0);
        check("\u{1b}[34mℹ fail 2\u{1b}[39m", 0, 2);
        check("# pass 4", 4, 0);
        check("ℹ tests 14", 0, 0);
        check("        PASS [   0.006s] portico-entity reference::tests::parses", 0, 0);
        check("", 0, 0);
    }

    #[test]
    fn a_gate_without_tests_counts_as_one() {
        assert_eq!(Tally::default().or_one(true).to_string(), "1 passed, 0 failed");
        assert_eq!(Tally::default().or_one(false).to_string(), "0 passed, 1 failed");
        assert_eq!(Tally { passed: 3, failed: 0 }.or_one(false).to_string(), "3 passed, 1 failed");
        assert_eq!(Tally { passed: 3, failed: 2 }.or_one(false).to_string(), "3 passed, 2 failed");
    }
}
