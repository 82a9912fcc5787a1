//! As much of XML as the lists of object stores need: elements that hold texts or elements.

use std::borrow::Cow;

/// The inner parts of all elements of a name that do not lie in each other, in their order.
pub(super) fn elements<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(&open)?;
            let after = &rest[start + open.len()..];
            let tag_end = after.find('>')?;
            let is_whole_name = after.starts_with([' ', '>', '/', '\n', '\t', '\r']);
            if !is_whole_name || after[..tag_end].ends_with('/') {
                rest = &after[tag_end + 1..];
                continue;
            }
            let inner = &after[tag_end + 1..];
            let end = inner.find(&close)?;
            rest = &inner[end + close.len()..];
            return Some(&inner[..end]);
        }
    })
}

/// The text of the first element of a name.
pub(super) fn text<'a>(inside: &'a str, name: &str) -> Option<Cow<'a, str>> {
    elements(inside, name).next().map(unescaped)
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        let behind = &rest[start..];
        let end = behind.find(';').filter(|end| *end <= 10);
        let character = end.and_then(|end| character(&behind[1..end]));
        match (end, character) {
            (Some(end), Some(character)) => {
                plain.push(character);
                rest = &behind[end + 1..];
            }
            _ => {
                plain.push('&');
                rest = &behind[1..];
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{elements, text};

    #[test]
    fn elements_hold_texts() {
        let list =
            "<List a='1'><Key>a&amp;b&#x20;&lt;ü&#33;</Key><Keys/><Key \n x='1'>c & d</Key><Key/></List>";
        let keys: Vec<_> = elements(list, "Key").collect();
        assert_eq!(keys, ["a&amp;b&#x20;&lt;ü&#33;", "c & d"]);
        assert_eq!(text(list, "Key").as_deref(), Some("a&b <ü!"));
        assert_eq!(text(list, "None"), None);
        assert_eq!(text("<Key>never closed", "Key"), None);
    }
}
