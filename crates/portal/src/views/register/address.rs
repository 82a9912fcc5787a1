//! Addresses as people paste them.

/// Reads an address as people paste it.
///
/// # Errors
/// If it cannot be registered: what is wrong and what to do.
pub fn address(text: &str) -> Result<String, (String, &'static str)> {
    let text = text.trim();
    let text = text.strip_prefix("url:").unwrap_or(text).trim_start();
    if text.is_empty() {
        return Err(("There is no address".to_owned(), "Paste the address of a catalog-info.yaml."));
    }
    if text.chars().any(char::is_whitespace) {
        return Err(("An address has no blanks in it".to_owned(), "Paste one address, nothing around it."));
    }
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let Some(rest) = rest else {
        let is_path = lower.starts_with("file:") || lower.starts_with(['/', '.']);
        return Err(if is_path {
            let help = "Only web addresses are registered here; files on the server's own disk are named in the \
                        configuration, below catalog.locations.";
            (format!("\u{201c}{text}\u{201d} is a path, not a web address"), help)
        } else {
            let help = "Begin with https://, as the address bar of your browser shows it.";
            (format!("\u{201c}{text}\u{201d} is not a web address"), help)
        });
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        let help =
            "Take it out. How Portico signs in to a host is said in the configuration, below integrations.";
        return Err(("The address carries a user or a password".to_owned(), help));
    }
    if host.is_empty() {
        return Err((format!("\u{201c}{text}\u{201d} names no host"), "Paste the whole address."));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_are_read_as_they_are_pasted() {
        for text in ["https://x.test/a.yaml", "  https://x.test/a.yaml\n", "url:https://x.test/a.yaml"] {
            assert_eq!(address(text).as_deref(), Ok("https://x.test/a.yaml"), "{text}");
        }
    }

    #[track_caller]
    fn refused(text: &str, words: &str) {
        let (message, help) = address(text).expect_err(text);
        assert!(format!("{message}. {help}").contains(words), "{text}: {message}. {help}");
    }

    #[test]
    fn what_cannot_be_registered_says_why_and_what_to_do() {
        refused("", "no address");
        refused("url: ", "no address");
        refused("x.test/a.yaml", "Begin with https://");
        refused("ftp://x.test/a", "Begin with https://");
        refused("javascript:alert(1)", "not a web address");
        refused("/srv/catalog.yaml", "catalog.locations");
        refused("file:./catalog.yaml", "catalog.locations");
        refused("https://", "names no host");
        refused("https:///a", "names no host");
        refused("https://me:secret@x.test/a", "integrations");
        refused("see https://x.test/a", "blanks");
    }
}
