//! Portico's pages: one set of components, rendered on the server and hydrated in the browser.
//!
//! A page asks one server function per question and shows the answer; the address holds its whole state. Nothing
//! here reads a clock or a locale while rendering, so both sides make the same HTML.
//!
//! **Invariant:** this crate knows neither SQL nor HTTP. What it needs of the server it finds in context:
//! the portal, the [`portico_portal::Caller`], [`shell::Site`], [`shell::ThemeChoice`] and [`status::SetStatus`].

mod api;
mod ask;
mod components;
#[cfg(feature = "ssr")]
pub mod created;
mod decimal;
mod frame;
#[cfg(feature = "ssr")]
pub mod insight;
mod live;
#[cfg(feature = "ssr")]
mod markdown;
pub mod markup;
#[cfg(feature = "ssr")]
mod notified;
mod orders;
mod pages;
pub mod paths;
mod query_string;
pub mod shell;
pub mod status;
pub mod time;

pub use frame::App;
pub use pages::graph::Drawn;
