//! Problems: how bad, where, what, and what to do.

use crate::paths;
use leptos::prelude::*;
use portico_entity::{Diagnostic, Severity};
use portico_portal::views::problems::advised;

/// A list of problems, each with a link to its entity if there is one. With `show_file`, each names its file; otherwise only its line.
#[component]
pub(crate) fn DiagnosticList(
    diagnostics: Vec<Diagnostic>,
    show_file: bool,
    /// References that lead somewhere.
    known: Vec<String>,
) -> impl IntoView {
    view! {
        <ul class="diagnostics">
            {diagnostics
                .into_iter()
                .map(|diagnostic| {
                    let about = diagnostic.entity_ref.clone();
                    let exists = about.is_some_and(|about| known.contains(&about));
                    view! { <DiagnosticItem diagnostic show_file exists /> }
                })
                .collect_view()}
        </ul>
    }
}

#[component]
fn DiagnosticItem(diagnostic: Diagnostic, show_file: bool, exists: bool) -> impl IntoView {
    let diagnostic = advised(diagnostic);
    let tone = match diagnostic.severity {
        Severity::Error => "badge badge-bad",
        Severity::Warning => "badge badge-warn",
        Severity::Info => "badge badge-info",
    };
    let place = match (show_file, diagnostic.line, diagnostic.column) {
        (true, ..) => diagnostic.place(),
        (false, 0, _) if matches!(diagnostic.code.as_str(), "not-found" | "unreachable") => {
            "the source itself".to_owned()
        }
        (false, 0, _) => "whole file".to_owned(),
        (false, line, 0) => format!("line {line}"),
        (false, line, column) => format!("line {line}, column {column}"),
    };
    // The catalog made this name up; the address beside it says the same to people.
    let made_up = |about: &String| !exists && about.starts_with("location:default/generated-");
    let about = diagnostic.entity_ref.clone().filter(|about| !made_up(about)).map(|about| {
        if exists {
            let href = paths::entity(&about);
            view! { <a href=href>{about}</a> }.into_any()
        } else {
            view! { <span>{about}</span> }.into_any()
        }
    });
    view! {
        <li class="diagnostic">
            <span class=tone>{diagnostic.severity.word()}</span>
            <div class="diagnostic-body">
                <p class="diagnostic-message">{diagnostic.message}</p>
                {diagnostic.help.map(draw_help)}
                <p class="diagnostic-place">
                    <code>{place}</code>
                    <span class="diagnostic-code">{diagnostic.code}</span>
                    {about}
                </p>
            </div>
        </li>
    }
}

/// Advice; lines after the first are something to write, and keep their form.
fn draw_help(help: String) -> impl IntoView {
    let (text, example) = match help.split_once('\n') {
        Some((text, example)) => (text.to_owned(), Some(example.to_owned())),
        None => (help, None),
    };
    view! {
        <p class="diagnostic-help">{text}</p>
        {example.map(|example| view! { <pre class="diagnostic-example">{example}</pre> })}
    }
}
