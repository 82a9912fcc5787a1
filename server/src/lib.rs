//! The program: configuration, command line, router, and the built site.
//!
//! Everything that knows HTTP, the environment or the command line is here, and nothing else is.

mod check;
mod cli;
mod config;
pub mod costs;
mod create;
mod data;
mod database;
mod demo;
mod graph_file;
mod impact;
mod insight;
mod live;
pub mod machine;
mod metrics;
mod notifications;
mod pages;
mod paths;
mod person;
mod radar;
mod rest;
mod router;
mod same_site;
mod serve;
mod site;
mod sources;
mod swagger;
mod template;
mod theme;

pub use cli::{Cli, Command, run};
pub use config::{Config, ConfigProblem};
pub use rest::Webhooks;
pub use router::{AppState, router};
pub use site::SiteFiles;
