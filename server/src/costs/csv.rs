//! Costs as a CSV file: one line for each group and day, with all decimals.

use portico_cost::dashboard::{Dashboard, Series};

/// The days of all series of an answer.
pub(crate) fn csv(dashboard: &Dashboard) -> String {
    let mut text = String::from("date,group,key,label,amount,currency,cost\r\n");
    let group = cell(&dashboard.question.group.to_string());
    let cost = dashboard.question.measure.word();
    for (place, day) in dashboard.days.iter().enumerate() {
        for series in &dashboard.series {
            let amount = series.daily.get(place).copied().unwrap_or_default();
            let Series { name, .. } = series;
            let (key, label, currency) = (cell(&name.key), cell(&name.label), dashboard.currency);
            text.push_str(&format!("{day},{group},{key},{label},{},{currency},{cost}\r\n", amount.exact()));
        }
    }
    text
}

/// A cell that reads as it is. What a spreadsheet would take for a formula begins with a quote; and what one might cut at
/// another separator is quoted.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.len() > 1;
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    match text.contains(['"', ',', ';', '|', '\t', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_run_nothing() {
        for (text, expect) in [
            ("a", "a"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "'=1+1"),
            ("-", "-"),
            ("x;=1+1", "\"x;=1+1\""),
        ] {
            assert_eq!(cell(text), expect);
        }
    }
}
