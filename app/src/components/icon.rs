//! Icons: one drawing each, on a 24-unit grid, in the colour of the text around.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IconName {
    Portico,
    Home,
    Grid,
    Code,
    Layers,
    People,
    Spark,
    Warning,
    Search,
    Menu,
    Link,
    Book,
    Chart,
    Chat,
    Mail,
    Star,
    Logs,
    Plus,
    More,
    Refresh,
    Remove,
    Map,
    Person,
    Graph,
    Radar,
    Bell,
}

impl IconName {
    fn path(self) -> &'static str {
        match self {
            Self::Portico => "M3 9 12 4l9 5v2H3zM5 11v7M10 11v7M14 11v7M19 11v7M3 20h18",
            Self::Bell => "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
            Self::Home => "M4 11 12 4l8 7M6 10v10h5v-6h2v6h5V10",
            Self::Grid => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
            Self::Code => "m8 7-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
            Self::Layers => "m12 4 9 5-9 5-9-5zM4 13l8 4.5 8-4.5M4 17l8 4.5 8-4.5",
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.7 3.5 5.5"
            }
            Self::Spark => "M12 3v6M12 15v6M3 12h6M15 12h6M6 6l3 3M15 15l3 3M18 6l-3 3M9 15l-3 3",
            Self::Warning => "M12 4 2.5 20h19zM12 10v5M12 17.5v.5",
            Self::Search => "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l5 5",
            Self::Menu => "M4 6h16M4 12h16M4 18h16",
            Self::Link => {
                "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 6 6l1-1"
            }
            Self::Book => "M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10",
            Self::Chart => "M4 20V4M4 20h16M8 16v-5M13 16V7M18 16v-8",
            Self::Chat => "M4 5h16v11H10l-5 4v-4H4z",
            Self::Mail => "M3 6h18v12H3zM3 7l9 6 9-6",
            Self::Star => "m12 4 2.5 5.2 5.5.8-4 3.9 1 5.6-5-2.7-5 2.7 1-5.6-4-3.9 5.5-.8z",
            Self::Logs => "M4 6h4M4 12h4M4 18h4M11 6h9M11 12h9M11 18h6",
            Self::Plus => "M12 5v14M5 12h14",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Refresh => {
                "M20 11a8 8 0 0 0-14.5-4L3 9.5M3 4v5.5h5.5M4 13a8 8 0 0 0 14.5 4l2.5-2.5M21 20v-5.5h-5.5"
            }
            Self::Map => "M3 4h11v9H3zM16 4h5v5h-5zM16 11h5v9h-5zM3 15h11v5H3z",
            Self::Person => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7",
            Self::Graph => "M3 4h6v5H3zM15 4h6v5h-6zM9 15h6v5H9zM6 9v2.5h12V9M12 11.5V15",
            Self::Radar => {
                "M12 21a9 9 0 1 1 9-9M12 17a5 5 0 1 1 5-5M12 12l7-7M12 12.5a.5.5 0 1 0 0-1 .5.5 0 0 0 0 1"
            }
            Self::Remove => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        }
    }

    /// The icon for the name that a link gives; a plain link for names that are not known.
    pub(crate) fn for_link(icon: Option<&str>, kind: Option<&str>) -> Self {
        match icon.or(kind).unwrap_or_default() {
            "dashboard" | "chart" => Self::Chart,
            "docs" | "techdocs" | "documentation" | "runbook" | "book" => Self::Book,
            "chat" | "message" | "slack" => Self::Chat,
            "email" | "mail" => Self::Mail,
            "github" | "gitlab" | "code" | "source" | "kind:api" => Self::Code,
            "group" | "user" | "kind:group" | "kind:user" => Self::People,
            "catalog" | "kind:system" | "kind:domain" => Self::Layers,
            "logs" => Self::Logs,
            "warning" | "alert" => Self::Warning,
            "star" => Self::Star,
            "search" => Self::Search,
            "scaffolder" => Self::Spark,
            _ => Self::Link,
        }
    }
}

/// An icon beside a text. It says nothing of its own, so it is hidden from screen readers.
#[component]
pub(crate) fn Icon(name: IconName) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            width="16"
            height="16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.8"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=name.path()></path>
        </svg>
    }
}
