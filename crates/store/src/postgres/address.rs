//! Addresses of databases, as they may be shown.

use url::Url;

/// The address without what is secret in it: the password becomes `***`, and the query goes, which may hold one as
/// well. Of an address that is hard to take apart, only the scheme is left.
pub(super) fn without_password(address: &str) -> String {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    let hidden = match scheme {
        Some(scheme @ ("postgres" | "postgresql")) => format!("{scheme}://***"),
        _ => "***".to_owned(),
    };
    let Ok(mut url) = Url::parse(address) else { return hidden };
    let is_torn = [Some(url.path()), url.query(), url.fragment()].into_iter().flatten().any(|part| {
        // A password with a character that should have been written as a percent escape ended the part before.
        part.contains('@')
    });
    if scheme.is_none() || is_torn {
        return hidden;
    }
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return hidden;
    }
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[track_caller]
    fn check(address: &str, expect: &str) {
        assert_eq!(without_password(address), expect);
    }

    #[test]
    fn passwords_are_not_shown() {
        check("postgres://db.test/portico", "postgres://db.test/portico");
        check("postgres://me@db.test:5432/portico", "postgres://me@db.test:5432/portico");
        check("postgres://me:secret@db.test/portico", "postgres://me:***@db.test/portico");
        check("postgresql://me:se%40cret@db.test", "postgresql://me:***@db.test");
        check("postgres://db.test/portico?user=me&password=secret", "postgres://db.test/portico");
        check("postgres:///portico?host=/run/sockets&password=secret", "postgres:///portico");
        check("postgres://me:se@cret@db.test/portico", "postgres://me:***@db.test/portico");
    }

    #[test]
    fn nothing_is_shown_of_what_is_hard_to_take_apart() {
        check("postgres://me:se/cret@db.test/portico", "postgres://***");
        check("postgres://me:12/cret@db.test/portico", "postgres://***");
        check("postgres://me:12?cret@db.test/portico", "postgres://***");
        check("postgres://me:12#cret@db.test/portico", "postgres://***");
        check("me:secret@db.test/portico", "***");
        check("host=db.test password=secret", "***");
        check("", "***");
    }
}
