//! Replies written as text from entities that are text already.

const NULL: &str = "null";

/// A JSON array; items that are missing are null.
pub(crate) fn array<'a>(items: impl Iterator<Item = Option<&'a str>> + Clone) -> String {
    let length = |item: Option<&str>| item.map_or(NULL.len(), str::len) + 1;
    // The array is often the most of a reply, which adds a little around it.
    let mut text = String::with_capacity(items.clone().map(length).sum::<usize>() + 2);
    text.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(item.unwrap_or(NULL));
    }
    text.push(']');
    text
}
