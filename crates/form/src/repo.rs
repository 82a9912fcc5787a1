//! Values of the repository picker: `host?owner=…&repo=…`, whose parts depend on what software the host runs.

use portico_scm::Kind;

/// A source-control host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its name, with its port if that is not the usual one.
    pub name: String,
    /// What software it runs.
    pub kind: Kind,
}

/// A picker of a repository.
#[derive(Clone, Debug, PartialEq)]
pub struct Repo {
    /// The hosts that can be chosen.
    pub hosts: Vec<Host>,
    /// The host that is chosen.
    pub host: Option<Host>,
    /// The other parts, in the order in which they are asked for.
    pub parts: Vec<Part>,
}

/// A part of a repository's address.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its key in the address.
    pub key: &'static str,
    /// What readers call it on this host.
    pub title: &'static str,
    /// Whether it must be there.
    pub is_required: bool,
    /// The values that may be chosen; empty for any.
    pub allowed: Vec<String>,
    /// The value.
    pub value: String,
}

/// The parts of addresses in the order in which they are written.
pub const KEYS: [&str; 5] = ["owner", "repo", "organization", "workspace", "project"];

/// The parts that an address on such a host has, with their titles and whether they must be there.
pub fn parts_of(kind: Kind) -> &'static [(&'static str, &'static str, bool)] {
    match kind {
        Kind::Github => &[("owner", "Owner", true), ("repo", "Repository", true)],
        Kind::Gitea => &[("owner", "Owner", true), ("repo", "Repository", true)],
        Kind::Gitlab => &[("owner", "Group", true), ("repo", "Repository", true)],
        Kind::BitbucketCloud => {
            &[("workspace", "Workspace", true), ("project", "Project", true), ("repo", "Repository", true)]
        }
        Kind::BitbucketServer => &[("project", "Project", true), ("repo", "Repository", true)],
        Kind::Azure => &[
            ("organization", "Organization", true),
            ("project", "Project", true),
            ("repo", "Repository", true),
        ],
        Kind::Gerrit => {
            &[("workspace", "Parent project", false), ("owner", "Owner", false), ("repo", "Repository", true)]
        }
    }
}

/// The host and the parts of an address.
pub fn read(text: &str) -> (String, Vec<(String, String)>) {
    let (host, query) = text.split_once('?').unwrap_or((text, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(key), decode(value))
    });
    (host.to_owned(), pairs.collect())
}

/// The address of a host and parts; parts that are empty are left out.
pub fn write(host: &str, parts: &[(String, String)]) -> String {
    let mut address = host.to_owned();
    let mut separator = '?';
    for key in KEYS {
        let value = parts.iter().find(|(name, value)| name == key && !value.is_empty());
        if let Some((_, value)) = value {
            address.push(separator);
            address.push_str(key);
            address.push('=');
            encode(value, &mut address);
            separator = '&';
        }
    }
    address
}

fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => into.push(byte.into()),
            b' ' => into.push('+'),
            _ => into.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[at], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_and_put_together() {
        let parts = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let (host, found) = read("gitlab.com?owner=a%2Fb+c&repo=d");
        assert_eq!((host.as_str(), found), ("gitlab.com", parts(&[("owner", "a/b c"), ("repo", "d")])));
        assert_eq!(
            write("h", &parts(&[("project", "p"), ("repo", "r"), ("owner", "")])),
            "h?repo=r&project=p"
        );
        assert_eq!(write("h", &parts(&[("owner", "a/b c")])), "h?owner=a%2Fb+c");
        assert_eq!(write("h", &[]), "h");
        read("%?%=%é&=");
    }
}
