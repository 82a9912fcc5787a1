//! Rows that could not be read.

use serde::{Deserialize, Serialize};

/// A row that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadRow {
    /// The line of the file on which the row begins; in JSON, the number of the row, from 1.
    pub line: u64,
    /// The column that is wrong, if it is one.
    pub column: Option<String>,
    /// What stands there, shortened.
    pub value: String,
    /// What is wrong with it and what to do.
    pub reason: String,
    /// The whole row as it is in the file, but for needless quotes; shortened if it is very long.
    pub row: String,
}

impl BadRow {
    /// The first line of a CSV file of bad rows.
    pub const HEADER: &str = "line,column,value,reason,row\r\n";

    /// Its line in a CSV file.
    pub fn csv(&self) -> String {
        let cells = [
            self.line.to_string(),
            quoted(self.column.as_deref().unwrap_or_default()),
            quoted(&self.value),
            quoted(&self.reason),
            quoted(&self.row),
        ];
        cells.join(",") + "\r\n"
    }
}

/// In quotes, so that commas, quotes and line ends are part of it; and so that no spreadsheet takes it for a formula.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// The beginning of a text, up to so many bytes.
pub(super) fn shortened(text: &[u8], bytes: usize) -> String {
    let begin = text.get(..bytes).unwrap_or(text);
    let mut short = String::from_utf8_lossy(begin).into_owned();
    if begin.len() < text.len() {
        // A sign that was cut in two.
        short.truncate(short.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::{BadRow, shortened};

    #[test]
    fn a_bad_row_is_a_line_of_csv() {
        let bad = BadRow {
            line: 7,
            column: Some("BilledCost".to_owned()),
            value: "=1+2".to_owned(),
            reason: "it is \"no\" number".to_owned(),
            row: "a,b".to_owned(),
        };
        assert_eq!(bad.csv(), "7,\"BilledCost\",\"'=1+2\",\"it is \"\"no\"\" number\",\"a,b\"\r\n");
    }

    #[test]
    fn texts_are_shortened_between_signs() {
        assert_eq!(shortened("ééé".as_bytes(), 3), "é…");
        assert_eq!(shortened(b"abc", 3), "abc");
    }
}
