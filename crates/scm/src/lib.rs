//! Addresses on source-control hosts: which host an address belongs to, what a relative address means there, and where
//! a file is edited. Pure: nothing is read and nothing is asked; credentials are kept for those who ask.
//!
//! ```text
//! let integrations = Integrations::read(&config["integrations"])?;
//! integrations.resolve("../b.yaml", "https://github.com/acme/shop/blob/main/svc/catalog-info.yaml")?;
//! // https://github.com/acme/shop/tree/main/b.yaml
//! ```

mod address;
mod credentials;
mod edit;
mod error;
mod git;
mod integration;
mod integrations;
mod kind;
mod read;
mod repo_url;
mod resolve;
mod secret;
mod slug;

pub use address::{Address, Reference};
pub use credentials::{AzureCredential, AzureSecret, Client, Credentials, GithubApp};
pub use error::ScmError;
pub use git::GitTarget;
pub use integration::Integration;
pub use integrations::Integrations;
pub use kind::Kind;
pub use repo_url::RepoUrl;
pub use secret::Secret;
