//! The formats of `format`. What is not known here conforms.

use serde_json::Value;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a value has a format. Only texts can fail.
pub(super) fn conforms(format: &str, value: &Value) -> bool {
    let Value::String(text) = value else { return true };
    match format {
        "date" => is_date(text),
        "time" => is_time(text),
        "date-time" => text
            .split_once(['T', 't', ' '])
            .is_some_and(|(date, time)| is_date(date) && is_time(time) && has_zone(time)),
        "email" | "idn-email" => is_email(text),
        "ipv4" | "ip-address" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "uri" | "url" => is_address(text),
        "hostname" | "host-name" => is_host(text),
        "color" => is_color(text),
        "alpha" => text.chars().all(|letter| letter.is_ascii_alphabetic()),
        "alphanumeric" => text.chars().all(|letter| letter.is_ascii_alphanumeric()),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let is_plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// The place at which the zone begins.
fn zone(time: &str) -> Option<usize> {
    time.find(['Z', 'z', '+', '-'])
}

fn has_zone(time: &str) -> bool {
    zone(time).is_some()
}

fn is_time(text: &str) -> bool {
    let (clock, zone) = text.split_at(zone(text).unwrap_or(text.len()));
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return false };
    let below = |text: &str, bound: u32| number(text, 2).is_some_and(|number| number < bound);
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let is_zone = match zone.get(1..) {
        None => true,
        Some("") => zone.eq_ignore_ascii_case("z"),
        Some(offset) => {
            offset.split_once(':').is_some_and(|(hour, minute)| below(hour, 24) && below(minute, 60))
        }
    };
    below(hour, 24) && below(minute, 60) && below(second, 61) && is_fraction && is_zone
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let is_named = !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || letter == '@');
    is_named && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..") && is_host(host)
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter == '-' || letter.is_alphanumeric())
    };
    text.len() <= 255 && text.split('.').all(is_label)
}

/// A scheme, a colon and something behind it, without blanks and what must be encoded.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let is_plain =
        |letter: char| !letter.is_whitespace() && !letter.is_control() && !"<>\"{}|\\^`".contains(letter);
    is_scheme && !rest.is_empty() && rest.chars().all(is_plain)
}

fn is_color(text: &str) -> bool {
    match text.strip_prefix('#') {
        Some(hex) => matches!(hex.len(), 3 | 4 | 6 | 8) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => {
            !text.is_empty()
                && text.chars().all(|letter| letter.is_ascii_alphanumeric() || " ,.()%".contains(letter))
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::conforms;

    #[track_caller]
    fn check(format: &str, yes: &[&str], no: &[&str]) {
        for (texts, expect) in [(yes, true), (no, false)] {
            for text in texts {
                assert_eq!(conforms(format, &(*text).into()), expect, "{format} {text}");
            }
        }
    }

    #[test]
    fn formats_are_checked() {
        check(
            "date",
            &["2024-02-29", "2026-11-21"],
            &["2023-02-29", "2026-13-01", "1-1-1", "", "2026-11-2x"],
        );
        check(
            "time",
            &["12:30:00", "12:30:00.5Z", "12:30:00+01:00"],
            &["12:30", "25:00:00", "12:00:00+1", "é"],
        );
        check("date-time", &["2026-11-21T12:00:00Z"], &["2026-11-21", "2026-11-21T12:00:00"]);
        check("email", &["a@b.test", "a.b+c@d"], &["a", "@b", "a b@c", "a@-b"]);
        check("uri", &["https://a.test/x?y", "mailto:a@b"], &["a.test", "http://a b", "1:x"]);
        check("ipv4", &["1.2.3.4"], &["1.2.3", "1.2.3.256"]);
        check("hostname", &["a.b-c"], &["-a", "a..b"]);
        check("color", &["#fff", "#12ab34", "red"], &["#ff", "#ggg", ""]);
        check("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["123e4567"]);
        check("something else", &["anything"], &[]);
    }
}
