//! Writing SVG.

use crate::figure::sane;

/// Markup that grows.
#[derive(Default)]
pub(crate) struct Svg {
    text: String,
}

/// Where a text begins, ends, or has its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// The upright span of a box: left, top, width, height.
pub(crate) type Area = (f64, f64, f64, f64);

impl Svg {
    /// Markup that is already right.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        for part in [" ", name, "=\"", &escape(value), "\""] {
            self.text.push_str(part);
        }
    }

    pub(crate) fn element(&mut self, name: &str, id: &str, content: &str) {
        self.raw("<");
        self.raw(name);
        self.attribute("id", id);
        self.raw(">");
        self.text.push_str(&escape(content));
        self.raw(&format!("</{name}>"));
    }

    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, content: &str) {
        self.raw("<text");
        self.attribute("class", class);
        self.attribute("x", &place(x));
        self.attribute("y", &place(y));
        if anchor != Anchor::Start {
            self.attribute("text-anchor", anchor.word());
        }
        self.raw(">");
        self.text.push_str(&escape(content));
        self.raw("</text>");
    }

    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.raw("<line");
        self.attribute("class", class);
        for (name, value) in [("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)] {
            self.attribute(name, &place(value));
        }
        self.raw("/>");
    }

    pub(crate) fn rect(&mut self, class: &str, (x, y, width, height): Area) {
        self.raw("<rect");
        self.attribute("class", class);
        for (name, value) in [("x", x), ("y", y), ("width", width.max(0.0)), ("height", height.max(0.0))] {
            self.attribute(name, &place(value));
        }
        self.raw("/>");
    }

    pub(crate) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        self.raw("<circle");
        self.attribute("class", class);
        for (name, value) in [("cx", x), ("cy", y), ("r", radius)] {
            self.attribute(name, &place(value));
        }
        self.raw("/>");
    }

    pub(crate) fn path(&mut self, class: &str, drawn: &str) {
        self.raw("<path");
        self.attribute("class", class);
        self.attribute("d", drawn);
        self.raw("/>");
    }

    pub(crate) fn finish(mut self) -> String {
        self.raw("</svg>");
        self.text
    }
}

/// A line through points.
pub(crate) fn through(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut drawn = String::new();
    for (index, (x, y)) in points.into_iter().enumerate() {
        drawn.push(if index == 0 { 'M' } else { 'L' });
        drawn.push_str(&place(x));
        drawn.push(' ');
        drawn.push_str(&place(y));
    }
    drawn
}

/// The outline between an upper and a lower edge.
pub(crate) fn between(upper: impl IntoIterator<Item = (f64, f64)>, lower: &[(f64, f64)]) -> String {
    let mut drawn = through(upper.into_iter().chain(lower.iter().rev().copied()));
    if !drawn.is_empty() {
        drawn.push('Z');
    }
    drawn
}

/// A place in the picture, to a tenth.
pub(crate) fn place(value: f64) -> String {
    let tenths = (sane(value) * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// Text as XML and HTML hold it, in elements and between double quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no place for them.
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// About how wide a text of the axes' size is. Rather too much, so that nothing is cut at the edge.
pub(crate) fn width_of(text: &str) -> f64 {
    // Labels are short; their number of characters is far below what an f64 counts exactly.
    text.chars().count() as f64 * 6.3
}

/// A text of at most so many characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::{cut, escape, place};

    #[test]
    fn places_are_short() {
        assert_eq!([place(0.0), place(12.04), place(-0.26), place(f64::NAN)], ["0", "12", "-0.3", "0"]);
    }

    #[test]
    fn names_are_text() {
        assert_eq!(escape("a<b>&\"c\"\u{1}"), "a&lt;b&gt;&amp;&quot;c&quot; ");
        assert_eq!(cut("a name that is long", 8), "a name…");
        assert_eq!(cut("short", 8), "short");
    }
}
