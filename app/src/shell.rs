//! The document around the application: head, theme, and the script that wakes it up.

use crate::App;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The files of the built site, as the server found them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Address of the JavaScript glue; empty if the site was not built, then pages stay plain.
    pub script: String,
    /// Address of the WebAssembly file.
    pub wasm: String,
    /// The programs that pages load in addition, when they need them.
    pub further: Vec<Further>,
    /// Stylesheets and their integrity hashes.
    pub styles: Vec<Stylesheet>,
}

/// A program that makes certain pages live, beside the one that every page loads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Further {
    /// Its name, such as `studio`. It is loaded when the document is first told `portico:<name>`.
    pub name: &'static str,
    /// Address of the JavaScript glue.
    pub script: String,
    /// Address of the WebAssembly file.
    pub wasm: String,
}

/// Names of the programs that pages load in addition: the studio for pages under `/create`, the insight for dashboards.
pub const FURTHER: [&str; 2] = [STUDIO, INSIGHT];

/// Makes pages under `/create` live.
pub(crate) const STUDIO: &str = "studio";
/// Makes dashboards live.
pub(crate) const INSIGHT: &str = "insight";

/// A stylesheet of the built site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stylesheet {
    /// Address.
    pub href: String,
    /// Subresource integrity.
    pub integrity: Option<String>,
}

/// What the reader wants to see: the system's theme unless they chose one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl ThemeChoice {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in the cookie and on the root element.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice for a word; unknown words mean the system's theme.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|choice| choice.word() == word).unwrap_or_default()
    }
}

/// Name of the cookie that holds the theme.
pub const THEME_COOKIE: &str = "portico-theme";

/// How the document says how many notifications are unread: as properties that the styles show, so that what is hydrated is
/// the same for everybody. `/ui/live` tells the same when it changes.
pub fn unread_style(unread: u64) -> String {
    match unread {
        0 => String::new(),
        1..=99 => format!("--unread:\"{unread}\";--unread-words:\", {unread} unread\""),
        _ => format!("--unread:\"99+\";--unread-words:\", {unread} unread\""),
    }
}

/// The whole document. `moment` says in a word what was visible when it was asked for; the page is told of what comes
/// after it. `unread` notifications wait for the reader.
pub fn shell(site: &Site, theme: ThemeChoice, moment: &str, unread: u64) -> impl IntoView + use<> {
    let moment = moment.to_owned();
    let style = Some(unread_style(unread)).filter(|style| !style.is_empty());
    let styles: Vec<_> = site
        .styles
        .iter()
        .map(|style| {
            view! { <link rel="stylesheet" href=style.href.clone() integrity=style.integrity.clone() crossorigin="anonymous" /> }
        })
        .collect();
    // Marks the page before it is painted, so that what only serves plain pages never flashes.
    let mark = "document.documentElement.classList.add('js')";
    let wake = (!site.script.is_empty()).then(|| {
        let start = format!(
            "import init from \"{}\"; init({{ module_or_path: \"{}\" }});",
            site.script, site.wasm
        );
        view! {
            <link rel="modulepreload" href=site.script.clone() crossorigin="anonymous" />
            <link rel="preload" href=site.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
            <script type="module" inner_html=start></script>
        }
    });
    let further: Vec<_> = site
        .further
        .iter()
        .map(|Further { name, script, wasm }| {
            // Once: from then on, the program itself listens.
            let load = format!(
                "document.addEventListener(\"portico:{name}\",()=>import(\"{script}\").then(m=>m.default({{module_or_path:\"{wasm}\"}})),{{once:true}})"
            );
            view! { <script inner_html=load></script> }
        })
        .collect();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.word() data-moment=moment style=style>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                <script inner_html=mark></script>
                {styles}
                {further}
                {wake}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}
