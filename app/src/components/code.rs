//! A text file as its author sees it: line numbers, quiet colours, and problems under the lines that they are about.

use leptos::prelude::*;
use portico_entity::Diagnostic;

/// A text. `first_line` is the number of its first line; `diagnostics` stand below their lines.
#[component]
pub(crate) fn CodeView(
    text: String,
    first_line: u32,
    diagnostics: Vec<Diagnostic>,
    #[prop(into)] label: String,
) -> impl IntoView {
    let lines: Vec<_> = text
        .lines()
        .zip(first_line..)
        .map(|(line, number)| {
            let notes: Vec<_> =
                diagnostics.iter().filter(|diagnostic| diagnostic.line == number).cloned().collect();
            let marked = if notes.is_empty() { "code-line" } else { "code-line code-marked" };
            let parts: Vec<_> = parts(line)
                .into_iter()
                .map(|(class, text)| view! { <span class=class>{text.to_owned()}</span> })
                .collect();
            view! {
                <span class=marked>
                    <span class="code-number" aria-hidden="true">{number}</span>
                    <span class="code-text">{parts}"\n"</span>
                </span>
                {notes.into_iter().map(note).collect_view()}
            }
        })
        .collect();
    view! {
        <pre class="code" tabindex="0" role="region" aria-label=label>
            <code>{lines}</code>
        </pre>
    }
}

fn note(diagnostic: Diagnostic) -> impl IntoView {
    let help = diagnostic.help.map(|help| {
        let stop = if help.ends_with(['?', '.', '!']) { "" } else { "." };
        format!(" {help}{stop}")
    });
    view! {
        <span class=format!("code-note code-note-{}", diagnostic.severity.word())>
            <strong>{diagnostic.severity.word()}": "</strong>
            {diagnostic.message}
            {"."}
            {help}
            {"\n"}
        </span>
    }
}

/// The parts of a line: comment, key, and the rest. Not a parser: only colours hang on it.
fn parts(line: &str) -> Vec<(&'static str, &str)> {
    let bare = line.trim_start();
    if bare.is_empty() {
        return Vec::new();
    }
    if bare.starts_with('#') || bare.starts_with("//") {
        return vec![("code-comment", line)];
    }
    let key_end = line.find(": ").or_else(|| line.ends_with(':').then(|| line.len() - 1));
    let Some(end) = key_end else { return vec![("", line)] };
    let start = line.len() - bare.trim_start_matches("- ").trim_start().len();
    let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "-_./$\"' ".contains(c));
    if start >= end || !plain(&line[start..end]) {
        return vec![("", line)];
    }
    let parts = [("", &line[..start]), ("code-key", &line[start..end]), ("", &line[end..])];
    // An empty text would be rendered as a blank, so that the browser finds it again.
    parts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[track_caller]
    fn check(line: &str, expect: &[(&str, &str)]) {
        assert_eq!(parts(line), expect);
        assert_eq!(parts(line).iter().map(|(_, text)| *text).collect::<String>(), line);
    }

    #[test]
    fn a_line_is_coloured_and_never_changed() {
        check("# note", &[("code-comment", "# note")]);
        check("  name: x: y", &[("", "  "), ("code-key", "name"), ("", ": x: y")]);
        check("  - url: u", &[("", "  - "), ("code-key", "url"), ("", ": u")]);
        check("spec:", &[("code-key", "spec"), ("", ":")]);
        check("- -", &[("", "- -")]);
        check("- : ü", &[("", "- : ü")]);
        check("", &[]);
    }
}
