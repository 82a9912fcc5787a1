//! Stories about reading files: each host is played by a server on the loopback interface.

mod apps;
mod hosts;
mod refusals;
mod trees;
mod web;
pub mod world;
