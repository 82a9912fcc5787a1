//! What git says when it fails, in our words.

use super::{access::Access, command::CallError};
use crate::{limits::SAID_CHARS, reader::ReadError};

/// Why a question to the server failed.
pub(super) fn remote_error(error: CallError, access: &Access) -> ReadError {
    let (place, failure) = (&access.url, access.failure);
    match error {
        CallError::NotInstalled => not_installed(place),
        CallError::TooSlow(time) => {
            ReadError::Unreachable(format!("{place} {failure}: no answer within {} s", time.as_secs()))
        }
        CallError::TooMuch => ReadError::TooLarge(format!(
            "{place} is larger than what is read of one repository; keep its catalog files in a smaller one"
        )),
        CallError::Broken(error) => {
            ReadError::Failed(format!("{place} {failure}: git cannot be run: {error}"))
        }
        CallError::Said(text) => judge(&text, access),
    }
}

pub(super) fn not_installed(place: &str) -> ReadError {
    ReadError::Failed(format!(
        "{place} could not be read: the program git is not installed here; install it where Portico runs"
    ))
}

const UNAUTHORIZED: &[&str] = &[
    "authentication failed",
    "could not read username",
    "could not read password",
    "terminal prompts disabled",
    "returned error: 401",
    "returned error: 403",
    "permission denied",
    "access denied",
    "host key verification failed",
];
const UNREACHABLE: &[&str] = &[
    "could not resolve host",
    "failed to connect",
    "couldn't connect",
    "could not connect",
    "connection refused",
    "connection reset",
    "connection timed out",
    "connection closed",
    "operation timed out",
    "operation too slow",
    "empty reply",
    "the remote end hung up",
    "early eof",
    "returned error: 5",
];
const NOT_FOUND: &[&str] = &[
    "couldn't find remote ref",
    "not our ref",
    "returned error: 404",
    "returned error: 410",
    "does not appear to be a git repository",
    "repository not found",
    "' not found",
    "no such remote ref",
];

fn judge(text: &str, access: &Access) -> ReadError {
    let (place, failure) = (&access.url, access.failure);
    let lower = text.to_lowercase();
    let says = |marks: &[&str]| marks.iter().any(|mark| lower.contains(mark));
    let said = essence(text, access);
    if says(&["host key verification failed"]) {
        let help =
            "the server's key is unknown; enter it in the known_hosts file of the user that runs Portico";
        return ReadError::Unauthorized(format!("{place} {failure}: {help}"));
    }
    if says(&["returned error: 429"]) {
        let message = format!("{place} wants to be asked less");
        return ReadError::RateLimited { message, retry_after: None };
    }
    if says(UNAUTHORIZED) {
        let what = match (&access.header, place.starts_with("ssh:")) {
            (_, true) => "check the ssh key of the user that runs Portico",
            (Some(_), _) => {
                "it does not accept the credentials; check those of its host below `integrations`"
            }
            (None, _) => "it wants credentials; enter its host with a token or password below `integrations`",
        };
        return ReadError::Unauthorized(format!("{place} {failure}: {what} ({said})"));
    }
    if says(NOT_FOUND) {
        let text = format!("{place} {failure}: there is no such repository, branch or commit ({said})");
        return ReadError::NotFound(text);
    }
    if says(UNREACHABLE) {
        return ReadError::Unreachable(format!("{place} {failure}: {said}"));
    }
    if says(&["returned error: 30", "unable to update url base"]) {
        let help = "it answers with a redirect; write the address that it leads to";
        return ReadError::Failed(format!("{place} {failure}: {help}"));
    }
    if lower.contains("transport '") && lower.contains("not allowed") {
        return ReadError::NotAllowed(format!("{place} {failure}: {said}"));
    }
    ReadError::Failed(format!("{place} {failure}: {said}"))
}

/// The first line that says what is wrong, short and without credentials. What the server says is not repeated.
fn essence(text: &str, access: &Access) -> String {
    let is_ours = |line: &&str| ["fatal:", "error:", "ssh:"].iter().any(|start| line.starts_with(start));
    let line = text.lines().find(is_ours).unwrap_or("git failed and did not say why");
    let line = line.trim_start_matches("fatal:").trim_start_matches("error:").trim();
    let mut line: String = line.chars().filter(|c| !c.is_control()).take(SAID_CHARS).collect();
    if let Some((_, header)) = &access.header {
        let secret = header.expose().rsplit(' ').next().unwrap_or_default();
        line = line.replace(header.expose(), "***").replace(secret, "***");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::{
        git::access::{Access, NOT_READ},
        reader::ReadError,
    };
    use portico_scm::Secret;

    fn said(text: &str, with_credentials: bool) -> ReadError {
        let header = Secret::new("Authorization: Basic c2VjcmV0");
        let header = with_credentials.then(|| ("http.https://x.test/.extraHeader".to_owned(), header));
        judge(
            text,
            &Access { url: "https://x.test/a.git".into(), protocols: "https:ssh", header, failure: NOT_READ },
        )
    }

    #[test]
    fn what_git_says_is_understood() {
        let asks = "fatal: could not read Username for 'https://x.test': terminal prompts disabled";
        assert!(
            matches!(said(asks, false), ReadError::Unauthorized(text) if text.contains("wants credentials"))
        );
        assert!(
            matches!(said(asks, true), ReadError::Unauthorized(text) if text.contains("does not accept"))
        );
        let none = "remote: secret things\nfatal: repository 'https://x.test/a.git/' not found";
        assert!(matches!(said(none, false), ReadError::NotFound(text) if !text.contains("secret things")));
        let down = "fatal: unable to access 'https://x.test/a.git/': Could not resolve host: x.test";
        assert!(said(down, false).is_passing());
        let busy = "fatal: unable to access 'x': The requested URL returned error: 503";
        assert!(said(busy, false).is_passing());
        let ssh =
            "ssh: connect to host x.test port 22: Connection refused\r\nfatal: Could not read from remote";
        let ReadError::Unreachable(text) = said(ssh, false) else { panic!("another kind") };
        assert!(text.contains("Connection refused"), "{text}");
        let odd = "error: header Authorization: Basic c2VjcmV0 is odd, c2VjcmV0";
        let text = said(odd, true).to_string();
        assert!(text.contains("***") && !text.contains("c2VjcmV0"), "{text}");
        assert!(matches!(said("", false), ReadError::Failed(_)));
    }
}
