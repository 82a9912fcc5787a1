//! Signatures of requests that only read: version 4 of S3, and the shared key of Azure.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_scm::Secret;
use ring::{digest, hmac};
use url::Url;

/// Everything but what a signature takes as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// The same in the path of an object.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// The name of an object as it stands in an address.
pub(super) fn encoded_path(key: &str) -> String {
    utf8_percent_encode(key, RESERVED_IN_PATH).to_string()
}

/// Pairs as they stand in an address, in the order of a signature.
pub(super) fn encoded_query(pairs: &[(&str, &str)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let mut pairs: Vec<_> = pairs.iter().map(|(key, value)| (encoded(key), encoded(value))).collect();
    pairs.sort();
    pairs.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
}

/// What signs requests to S3.
pub(super) struct Version4<'a> {
    pub(super) key_id: &'a str,
    pub(super) key: &'a Secret,
    pub(super) region: &'a str,
}

impl Version4<'_> {
    /// The header `authorization` of a request with these headers, which have lower-case names, are sorted and hold
    /// `x-amz-content-sha256`. `moment` is the value of `x-amz-date`.
    pub(super) fn authorization(&self, url: &Url, headers: &[(&str, &str)], moment: &str) -> String {
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let lines: String =
            headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
        let content = headers.iter().find(|(name, _)| *name == "x-amz-content-sha256");
        let content = content.map_or(EMPTY_SHA256, |(_, value)| value);
        let (path, query) = (url.path(), url.query().unwrap_or_default());
        let request = format!("GET\n{path}\n{query}\n{lines}\n{names}\n{content}");
        let day = moment.get(..8).unwrap_or(moment);
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let digest = hex(digest::digest(&digest::SHA256, request.as_bytes()).as_ref());
        let text = format!("AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}");
        let mut key = format!("AWS4{}", self.key.expose()).into_bytes();
        for part in [day, self.region, "s3", "aws4_request"] {
            key = sign(&key, part.as_bytes());
        }
        let signature = hex(&sign(&key, text.as_bytes()));
        let key_id = self.key_id;
        format!("AWS4-HMAC-SHA256 Credential={key_id}/{scope},SignedHeaders={names},Signature={signature}")
    }
}

/// The digest of nothing, which is what requests that only read send along.
pub(super) const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The header `authorization` of a request to Azure with these headers of Azure's own, sorted; none if the key is not
/// written in base64.
pub(super) fn shared_key(account: &str, key: &Secret, url: &Url, headers: &[(&str, &str)]) -> Option<String> {
    let key = STANDARD.decode(key.expose()).ok()?;
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let mut pairs: Vec<_> = url.query_pairs().collect();
    pairs.sort();
    let query: String =
        pairs.iter().map(|(key, value)| format!("\n{}:{value}", key.to_lowercase())).collect();
    // The twelve lines are the method and the headers that are not Azure's own, none of which is sent.
    let text = format!("GET{}{lines}/{account}{}{query}", "\n".repeat(12), url.path());
    Some(format!("SharedKey {account}:{}", STANDARD.encode(sign(&key, text.as_bytes()))))
}

fn sign(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
}

/// Bytes as digits of base 16, in small letters.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{EMPTY_SHA256, Version4, encoded_path, encoded_query, shared_key};
    use portico_scm::Secret;
    use url::Url;

    /// The examples in the documentation of S3.
    #[track_caller]
    fn check(url: &str, range: Option<&str>, expect: &str) {
        let key = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let signing = Version4 { key_id: "AKIAIOSFODNN7EXAMPLE", key: &key, region: "us-east-1" };
        let moment = "20130524T000000Z";
        let mut headers = vec![("host", "examplebucket.s3.amazonaws.com")];
        headers.extend(range.map(|range| ("range", range)));
        headers.extend([("x-amz-content-sha256", EMPTY_SHA256), ("x-amz-date", moment)]);
        let url = Url::parse(url).expect("an address");
        let said = signing.authorization(&url, &headers, moment);
        assert!(said.ends_with(&format!("Signature={expect}")), "{said}");
    }

    #[test]
    fn requests_are_signed_as_s3_wants_it() {
        check(
            "https://examplebucket.s3.amazonaws.com/test.txt",
            Some("bytes=0-9"),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        );
        check(
            "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J",
            None,
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        );
    }

    #[test]
    fn what_is_signed_is_what_is_sent() {
        assert_eq!(encoded_path("a b/ü+(1)~.csv"), "a%20b/%C3%BC%2B%281%29~.csv");
        assert_eq!(encoded_query(&[("prefix", "a/b"), ("list-type", "2")]), "list-type=2&prefix=a%2Fb");
    }

    #[test]
    fn a_shared_key_must_be_base64() {
        let url =
            Url::parse("http://127.0.0.1:1/acme/bills?restype=container&comp=list").expect("an address");
        let key = Secret::new("a2V5");
        let said = shared_key("acme", &key, &url, &[("x-ms-date", "d"), ("x-ms-version", "v")]);
        assert!(said.is_some_and(|said| said.starts_with("SharedKey acme:") && said.ends_with('=')));
        assert_eq!(shared_key("acme", &Secret::new("§"), &url, &[]), None);
    }
}
