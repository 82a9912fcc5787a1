//! For spreadsheets: RFC 4180, and no cell is taken for a formula.

use super::more;
use portico_portal::views::impact::ImpactView;

const COLUMNS: [&str; 9] =
    ["entity", "kind", "name", "distance", "group", "system", "owners", "lifecycle", "because"];

pub(super) fn write(view: &ImpactView) -> String {
    let mut text = line(&COLUMNS.map(str::to_owned));
    for group in &view.groups {
        for item in &group.items {
            let owners: Vec<&str> = item.owners.iter().map(|owner| owner.entity_ref.as_str()).collect();
            text += &line(&[
                item.entity_ref.clone(),
                item.kind.clone(),
                item.label.clone(),
                item.distance.to_string(),
                group.title.clone(),
                item.system.as_ref().map(|system| system.entity_ref.clone()).unwrap_or_default(),
                owners.join(" "),
                item.lifecycle.clone().unwrap_or_default(),
                item.explanation(),
            ]);
        }
    }
    let more = more(view);
    if more > 0 {
        let mut last = COLUMNS.map(|_| String::new());
        last[COLUMNS.len() - 1] = format!("and {more} more that are not listed");
        text += &line(&last);
    }
    text
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    cells.join(",") + "\r\n"
}

/// A cell. What spreadsheets would take for a formula gets an apostrophe, as they write texts themselves; also behind
/// what some of them take for the end of a cell.
fn escaped(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    let mut cell = cell;
    for end in [';', '\t'] {
        for begin in ['=', '+', '-', '@'] {
            cell = cell.replace(&format!("{end}{begin}"), &format!("{end}'{begin}"));
        }
    }
    let is_plain = !cell.contains([',', ';', '\t', '"', '\n', '\r']) && cell.trim() == cell;
    if is_plain { cell } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn cells_stay_what_they_are() {
        let check = |cell: &str, expect: &str| assert_eq!(escaped(cell), expect);
        check("component:default/till", "component:default/till");
        check("a, b", "\"a, b\"");
        check("The \"Shelf\"", "\"The \"\"Shelf\"\"\"");
        check("two\nlines", "\"two\nlines\"");
        check(" blank", "\" blank\"");
        check("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
        check("@sum", "'@sum");
        check("-1+1", "'-1+1");
        check("+1", "'+1");
        check("\tx", "\"'\tx\"");
        check("x;=WEBSERVICE(A1)", "\"x;'=WEBSERVICE(A1)\"");
        check("", "");
    }
}
