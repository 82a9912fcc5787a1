//! Replies written as text from entities that are text already.

/// A JSON array; items that are missing are null.
pub(crate) fn array<'a>(items: impl Iterator<Item = Option<&'a str>>) -> String {
    let mut text = String::from("[");
    for (at, item) in items.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(item.unwrap_or("null"));
    }
    text.push(']');
    text
}
