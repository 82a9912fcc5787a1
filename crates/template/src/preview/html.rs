//! A preview as HTML: the tree of files, what is told beside it, and the file that was chosen. The same on the server and
//! in the browser.
//!
//! Rows are buttons with `data-preview-file`; who shows the markup listens for them and makes it again with another
//! [`Shown::chosen`].

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::{Content, File, Preview};
use crate::limits::{PREVIEW_ROWS, PREVIEW_SHOWN};

/// Most characters of a value beside a file.
const VALUE: usize = 40;

/// How a preview is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown<'a> {
    /// What the top of the tree is called: the repository that comes out of it.
    pub root: &'a str,
    /// The path of the file that is looked at.
    pub chosen: Option<&'a str>,
    /// The parameters that are told beside files; all if it does not say. A form tells those of its page.
    pub marked: Option<&'a [String]>,
}

/// A file or folder in the tree.
enum Row<'p> {
    Folder(String),
    File(&'p File),
}

impl Preview {
    /// The whole preview.
    pub fn html(&self, shown: &Shown<'_>) -> String {
        let mut out = String::new();
        out.push_str("<div class=\"preview-head\"><h2>What you will get</h2><p>live preview</p></div>");
        if self.files.is_empty() {
            out.push_str("<p class=\"preview-none\">No files yet. They appear as the form is filled in.</p>");
        } else {
            self.tree(shown, &mut out);
        }
        self.viewer(shown, &mut out);
        self.told(&mut out);
        out
    }

    fn tree(&self, shown: &Shown<'_>, out: &mut String) {
        let root = if shown.root.is_empty() { "repository" } else { shown.root };
        put(
            out,
            format_args!(
                "<div class=\"preview-tree\" role=\"group\" aria-label=\"Files\"><p>{}/</p>",
                escape(root)
            ),
        );
        let mut rows = 0;
        let files: Vec<(&str, &File)> = self.files.iter().map(|file| (file.path.as_str(), file)).collect();
        level(&files, "", shown, &mut rows, out);
        if rows > PREVIEW_ROWS {
            put(out, format_args!("<p>… and {} more</p>", rows - PREVIEW_ROWS));
        }
        out.push_str("</div>");
    }

    fn viewer(&self, shown: &Shown<'_>, out: &mut String) {
        let Some(file) = shown.chosen.and_then(|path| self.file(path)) else { return };
        let path = escape(&file.path);
        put(
            out,
            format_args!(
                "<section class=\"preview-file\" aria-label=\"{path}\"><div class=\"preview-file-head\"><h3>{path}</h3>\
                 <button type=\"button\" class=\"button\" data-preview-file=\"\">Close</button></div>"
            ),
        );
        if !file.values.is_empty() {
            out.push_str("<p class=\"preview-from\">From ");
            for (at, (name, value)) in file.values.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                put(out, format_args!("{comma}{}: <b>{}</b>", escape(name), escape(&brief(value))));
            }
            out.push_str("</p>");
        }
        match &file.content {
            Content::Text(text) => {
                let end = text.char_indices().nth(PREVIEW_SHOWN).map_or(text.len(), |(at, _)| at);
                put(out, format_args!("<pre tabindex=\"0\"><code>{}</code></pre>", escape(&text[..end])));
                if end < text.len() {
                    out.push_str("<p>The file goes on; only its beginning is shown.</p>");
                }
            }
            Content::Binary(bytes) => {
                put(out, format_args!("<p>No text: {bytes} bytes, copied as they are.</p>"))
            }
            Content::Link(target) => put(out, format_args!("<p>A link to {}</p>", escape(target))),
        }
        out.push_str("</section>");
    }

    fn told(&self, out: &mut String) {
        if self.notes.is_empty() {
            return;
        }
        let count = self.notes.len();
        let what = if count == 1 {
            "One thing cannot be shown".to_owned()
        } else {
            format!("{count} things cannot be shown")
        };
        put(out, format_args!("<details class=\"preview-notes\"><summary>{what}</summary><ul>"));
        for note in &self.notes {
            put(out, format_args!("<li><b>{}</b> {}</li>", escape(&note.step), escape(&note.message)));
        }
        out.push_str("</ul></details>");
    }
}

/// One folder, and what is below it.
fn level(files: &[(&str, &File)], stem: &str, shown: &Shown<'_>, rows: &mut usize, out: &mut String) {
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let mut here = Vec::new();
    for (path, file) in files {
        match path.split_once('/') {
            Some((folder, _)) => {
                if folders.insert(folder) {
                    here.push((folder.to_owned(), Row::Folder(format!("{folder}/"))));
                }
            }
            None => here.push(((*path).to_owned(), Row::File(file))),
        }
    }
    here.sort_by(|one, other| one.0.cmp(&other.0));
    out.push_str("<ul>");
    let count = here.len();
    for (at, (name, row)) in here.into_iter().enumerate() {
        *rows += 1;
        let is_last = at + 1 == count;
        let (branch, below) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let inside = |path: &'_ str| path.split_once('/').is_some_and(|(folder, _)| folder == name);
        let parts: Vec<(&str, &File)> = match &row {
            Row::Folder(_) => files
                .iter()
                .filter(|(path, _)| inside(path))
                .map(|(path, file)| (&path[name.len() + 1..], *file))
                .collect(),
            Row::File(_) => Vec::new(),
        };
        if *rows > PREVIEW_ROWS {
            *rows += parts.len();
            continue;
        }
        put(out, format_args!("<li><span aria-hidden=\"true\">{stem}{branch}</span>"));
        match row {
            Row::Folder(folder) => {
                put(out, format_args!("<span>{}</span>", escape(&folder)));
                level(&parts, &format!("{stem}{below}"), shown, rows, out);
            }
            Row::File(file) => line(file, &name, shown, out),
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// A file, and what of it comes from values.
fn line(file: &File, name: &str, shown: &Shown<'_>, out: &mut String) {
    let pressed = shown.chosen == Some(file.path.as_str());
    put(
        out,
        format_args!(
            "<button type=\"button\" data-preview-file=\"{}\" aria-pressed=\"{pressed}\">{}</button>",
            escape(&file.path),
            escape(name)
        ),
    );
    let is_marked = |name: &String| shown.marked.is_none_or(|marked| marked.contains(name));
    let marked: Vec<&(String, Value)> =
        file.values.iter().filter(|(name, value)| is_marked(name) && !value.is_null()).collect();
    match marked.as_slice() {
        [] => {}
        [(name, value)] => {
            put(
                out,
                format_args!(
                    "<span class=\"preview-mark\">← {}: {}</span>",
                    escape(name),
                    escape(&brief(value))
                ),
            );
        }
        several => put(out, format_args!("<span class=\"preview-mark\">← {} values</span>", several.len())),
    }
}

/// A value in a few words.
fn brief(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(brief).collect::<Vec<_>>().join(", "),
        Value::Object(_) => "…".to_owned(),
        other => other.to_string(),
    };
    let text = text.replace(['\n', '\r'], " ");
    match text.char_indices().nth(VALUE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = out.write_fmt(what);
}

/// Text that can stand between tags and in attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
