//! The program from outside: pages as a browser without JavaScript gets them, the command line, and what happens
//! when the process is killed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod api;
mod bills;
mod check;
mod cluster;
mod cost;
mod cost_pages;
mod costs;
mod description;
mod double;
mod golden_path;
mod graph;
mod impact;
mod kill;
mod locations;
mod manifests;
mod metrics;
mod notifications;
mod pages;
mod people;
#[path = "../../../crates/store/tests/it/server.rs"]
mod postgres;
mod program;
mod radar;
mod register_page;
mod routes;
mod scaffolder;
mod search;
mod template;
mod web;
mod world;
