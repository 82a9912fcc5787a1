//! What can be wrong with an address.

use crate::Kind;

/// An address that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScmError {
    /// Not an absolute address.
    #[error("\"{text}\" is not an address; write it whole, beginning with https://")]
    NotAnAddress {
        /// What was given.
        text: String,
    },
    /// The host is known, but the address does not lead to a repository there.
    #[error("{url} does not lead into a repository; addresses of files on {kind} look like {}", kind.example())]
    NotInARepository {
        /// The host's kind.
        kind: Kind,
        /// The address.
        url: String,
    },
    /// A path with `..` or `.` hidden in it.
    #[error(
        "{url} has \".\" or \"..\" in the path of the file, which would lead out of the repository; write the path plainly"
    )]
    Traversal {
        /// The address.
        url: String,
    },
    /// No integration is configured for the host.
    #[error("no integration is configured for the host of {url}; add one below `integrations`")]
    NoIntegration {
        /// The address.
        url: String,
    },
    /// Not what a form picks for a repository, or of a host that is not known.
    #[error("\"{text}\" names no repository: {why}")]
    NotARepoUrl {
        /// What was given, without credentials.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// Not a target in a git repository.
    #[error(
        "\"{text}\" is no target in a git repository: {why}; such targets look like \
         https://HOST/TEAM/REPOSITORY.git#BRANCH:FILE"
    )]
    NotAGitTarget {
        /// What was given, without credentials.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
}
