//! Working on a template: its file, and beside it the form, what it would write, and a run without consequences. Nothing
//! is stored: the file lives in its repository, and goes back there.

use super::Markup;
use crate::{api::server, components::state::Empty, paths, query_string};
use leptos::prelude::*;
use portico_entity::{Diagnostic, EntityRef, Severity};
use portico_form::html::{Labels, Look, escape};
use portico_portal::create::{CreateError, Draft, Edited, Tried, WizardError};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Lines that are numbered.
const NUMBERED: usize = 5_000;
/// Problems that are told.
const TOLD: usize = 100;

/// The list of templates that can be worked on.
pub(super) fn choice() -> Markup {
    let templates = server::portal().template_titles();
    let none = templates.is_empty().then(|| {
        view! {
            <Empty title="There is no template yet">
                <p>"A template is an entity of kind Template. Register one, then work on it here."</p>
            </Empty>
        }
    });
    let templates = templates.into_iter().map(|(reference, title)| {
        let href = paths::edit(&reference);
        view! {
            <li>
                <a href=href>{title}</a>
                <span class="muted">{reference}</span>
            </li>
        }
    });
    let templates = templates.collect_view();
    Markup::page(
        "Edit templates",
        view! {
            <div class="page-head">
                <h1>"Edit templates"</h1>
            </div>
            <p class="page-lead">
                "Change a template's file and see its form, what it would write, and a run without consequences. Nothing is stored here."
            </p>
            {none}
            <ul class="card editor-choice">{templates}</ul>
        },
    )
}

/// The page of a template.
pub(super) async fn answer(namespace: &str, name: &str, query: &str) -> Result<Markup, ServerFnError> {
    let reference = EntityRef::new("template", namespace, name);
    let (portal, caller) = (server::portal(), server::caller());
    let looked_at = async {
        let yaml = portal.template_file(&caller, &reference).await?;
        let draft = Draft { reference: reference.clone(), yaml, pairs: query_string::pairs(query) };
        let edited = portal.edited(&caller, &draft).await?;
        Ok::<_, WizardError>((draft, edited))
    };
    match looked_at.await {
        Ok((draft, edited)) => {
            let title =
                edited.form.as_ref().map_or_else(|| name.to_owned(), |form| form.0.template.title.clone());
            let parts = parts(&draft, &edited, None);
            Ok(Markup::page(&format!("Edit {title}"), view! { <Editor title draft parts /> }))
        }
        Err(WizardError::Unknown(_)) => Ok(Markup::nothing("There is no such template")),
        Err(error) => Err(server::failed(error)),
    }
}

#[component]
fn Editor(title: String, draft: Draft, parts: Value) -> impl IntoView {
    let template = draft.reference.to_string();
    let data = json!({ "template": template, "look": paths::EDIT_LOOK, "try": paths::EDIT_TRY, "pairs": draft.pairs });
    // Within a script, only this could end it.
    let data = data.to_string().replace('<', "\\u003c");
    let part = |name: &str| parts.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let entity = paths::entity(&template);
    view! {
        <div class="page-head">
            <h1>"Edit " {title}</h1>
            <div class="page-actions">
                <a class="button" href=entity>
                    "Its page"
                </a>
            </div>
        </div>
        <p class="page-lead">
            "Everything follows what you type. Nothing is stored: when it is right, take the file to its repository."
        </p>
        <noscript>
            <p class="notice notice-warn">
                "Editing needs JavaScript. Without it you see the file as it is, its form, and what it would write."
            </p>
        </noscript>
        <div class="editor" data-studio="editor">
            <script r#type="application/json" inner_html=data></script>
            <section class="card editor-file" aria-labelledby="editor-file">
                <h2 id="editor-file">"Template"</h2>
                <div class="editor-code">
                    <div class="editor-gutter" aria-hidden="true" data-editor="gutter" inner_html=part("gutter")></div>
                    <textarea
                        aria-label="The template's file"
                        aria-describedby="editor-problems"
                        spellcheck="false"
                        autocapitalize="off"
                        autocomplete="off"
                        wrap="off"
                        readonly
                        inner_html=lines(&draft.yaml)
                    ></textarea>
                </div>
                <div id="editor-problems" role="status" data-editor="problems" inner_html=part("problems")></div>
            </section>
            <section class="editor-form" aria-label="Form" data-editor="form" inner_html=part("form")></section>
            <section class="card preview editor-preview" aria-label="Preview">
                <div class="preview-body" data-editor="preview" inner_html=part("preview")></div>
            </section>
            <section class="card editor-run" aria-labelledby="editor-run">
                <div class="editor-run-head">
                    <h2 id="editor-run">"Dry run"</h2>
                    <button type="button" class="button" data-editor-try="" hidden>
                        "Run"
                    </button>
                </div>
                <div role="log" data-editor="log">
                    <p class="muted">
                        "Runs all steps with the values of the form. What reaches outside is left out, and nothing is kept."
                    </p>
                </div>
            </section>
        </div>
    }
}

/// The parts of the page, by their names.
pub(crate) fn parts(draft: &Draft, edited: &Edited, chosen: Option<&str>) -> Value {
    let (form, query) = match &edited.form {
        None => (none_yet(), json!(draft.pairs)),
        Some((wizard, state, offers)) => {
            let template = draft.reference.to_string();
            let address = paths::edit(&template);
            let labels = Labels { create: Some("Dry run".to_owned()), ..wizard.labels.clone() };
            let look = Look {
                address: &address,
                start: paths::EDIT_RUN,
                template: &template,
                labels,
                offers: Some(offers),
                is_live: false,
                secret_problems: &[],
                failure: None,
            };
            (wizard.form.html(state, &look), json!(state.query()))
        }
    };
    json!({
        "problems": problems(&edited.diagnostics),
        "gutter": gutter(&draft.yaml, &edited.diagnostics),
        "form": form,
        "preview": edited.preview_html(chosen),
        "query": query,
    })
}

fn none_yet() -> String {
    "<p class=\"card editor-none\">The form is shown as soon as the file can be read.</p>".to_owned()
}

/// What is wrong, as buttons that lead to the lines.
fn problems(diagnostics: &[Diagnostic]) -> String {
    if diagnostics.is_empty() {
        return "<p class=\"editor-good\">No problems.</p>".to_owned();
    }
    let mut out = "<ul class=\"editor-problems\">".to_owned();
    for one in diagnostics.iter().take(TOLD) {
        let help = one
            .help
            .as_deref()
            .map_or_else(String::new, |help| format!(" <span class=\"muted\">{}</span>", escape(help)));
        put(
            &mut out,
            format_args!(
                "<li data-severity=\"{}\"><button type=\"button\" data-editor-line=\"{}\">Line {}</button> <b>{}</b> {}{help}</li>",
                one.severity.word(),
                one.line.max(1),
                one.line.max(1),
                one.severity.word(),
                escape(&one.message)
            ),
        );
    }
    out.push_str("</ul>");
    if diagnostics.len() > TOLD {
        put(&mut out, format_args!("<p>… and {} more</p>", diagnostics.len() - TOLD));
    }
    out
}

/// The numbers of the lines, with marks where something is wrong.
fn gutter(text: &str, diagnostics: &[Diagnostic]) -> String {
    let count = text.lines().count().clamp(1, NUMBERED);
    let mut worst: Vec<Option<Severity>> = vec![None; count];
    for one in diagnostics {
        let line = usize::try_from(one.line.max(1)).unwrap_or(1) - 1;
        if let Some(mark) = worst.get_mut(line) {
            *mark = Some(mark.map_or(one.severity, |known| known.min(one.severity)));
        }
    }
    let mut out = String::with_capacity(count * 24);
    for (line, mark) in worst.iter().enumerate() {
        match mark {
            Some(severity) => put(
                &mut out,
                format_args!("<span data-severity=\"{}\">{}</span>\n", severity.word(), line + 1),
            ),
            None => put(&mut out, format_args!("<span>{}</span>\n", line + 1)),
        }
    }
    out
}

/// What came of a run, as markup.
pub(crate) fn outcome(outcome: &Result<Tried, CreateError>) -> String {
    let tried = match outcome {
        Ok(tried) => tried,
        Err(error) => return format!("<p class=\"notice notice-bad\">{}</p>", escape(&refusal(error))),
    };
    let mut out = match &tried.error {
        Some(error) => {
            format!("<p class=\"notice notice-bad\">It would fail: {}</p>", escape(&error.message))
        }
        None => format!("<p class=\"editor-good\">It would end well. {}</p>", files(tried.files.len())),
    };
    out.push_str("<ol class=\"editor-log\">");
    for event in &tried.log {
        let (step, message) = told(&event.body);
        let step = if step.is_empty() { String::new() } else { format!("<b>{}</b> ", escape(step)) };
        put(&mut out, format_args!("<li>{step}{}</li>", escape(message)));
    }
    out.push_str("</ol>");
    out
}

/// The same as text.
pub(crate) fn outcome_text(outcome: &Result<Tried, CreateError>) -> String {
    let tried = match outcome {
        Ok(tried) => tried,
        Err(error) => return format!("{}\n", refusal(error)),
    };
    let mut out = String::new();
    for event in &tried.log {
        let (step, message) = told(&event.body);
        let step = if step.is_empty() { String::new() } else { format!("[{step}] ") };
        put(&mut out, format_args!("{step}{message}\n"));
    }
    match &tried.error {
        Some(error) => put(&mut out, format_args!("\nIt would fail: {}\n", error.message)),
        None => put(&mut out, format_args!("\nIt would end well. {}\n", files(tried.files.len()))),
    }
    out
}

fn files(count: usize) -> String {
    match count {
        1 => "1 file is written.".to_owned(),
        count => format!("{count} files are written."),
    }
}

fn told(body: &Value) -> (&str, &str) {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    (text("stepId"), text("message"))
}

fn refusal(error: &CreateError) -> String {
    match error {
        CreateError::Invalid(_) => format!("Fill in the form first: {error}"),
        error => format!("It cannot be run: {error}"),
    }
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a text does not fail.
    let _ = out.write_fmt(what);
}

/// The content of a text area. The library writes it as it is; and the first line break in it does not count.
fn lines(text: &str) -> String {
    format!("\n{}", escape(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_problems_are_marked() {
        let found = [
            Diagnostic::warning("a", "", (2, 1), "w"),
            Diagnostic::error("b", "", (2, 5), "<e>"),
            Diagnostic::error("c", "", (99, 1), "far"),
        ];
        assert_eq!(
            gutter("a\nb\nc\n", &found),
            "<span>1</span>\n<span data-severity=\"error\">2</span>\n<span>3</span>\n"
        );
        let told = problems(&found);
        assert!(told.contains("data-editor-line=\"2\""));
        assert!(told.contains("&lt;e&gt;"));
        assert!(problems(&[]).contains("No problems"));
    }
}
