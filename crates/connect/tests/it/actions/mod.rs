//! Stories about what steps of templates do outside: hosts with an API and a git server on the loopback interface.

mod azure;
mod bitbucket;
mod complete;
mod fetch;
mod gitea;
mod github;
mod gitlab;
mod http;
mod pushes;
mod troubles;
mod world;
