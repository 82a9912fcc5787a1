//! Stories about what is read over the network: every host is a double on the loopback interface.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod actions;
mod bills;
mod git;
mod providers_azure;
mod providers_directory;
mod providers_double;
mod providers_github;
mod providers_gitlab;
mod providers_http_client;
mod providers_inventory;
mod providers_ldap;
mod providers_microsoft;
mod reader;
