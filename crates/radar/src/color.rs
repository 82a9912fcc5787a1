//! Colours of rings, as files give them. They are read, not passed on: what ends in a page is always `#rrggbb`.

use std::fmt;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// The names of CSS that people write in radars.
const NAMES: [(&str, u32); 24] = [
    ("black", 0x00_0000),
    ("blue", 0x00_00ff),
    ("brown", 0xa5_2a2a),
    ("coral", 0xff_7f50),
    ("crimson", 0xdc_143c),
    ("cyan", 0x00_ffff),
    ("darkgreen", 0x00_6400),
    ("darkorange", 0xff_8c00),
    ("firebrick", 0xb2_2222),
    ("gold", 0xff_d700),
    ("gray", 0x80_8080),
    ("green", 0x00_8000),
    ("grey", 0x80_8080),
    ("lightgreen", 0x90_ee90),
    ("navy", 0x00_0080),
    ("olive", 0x80_8000),
    ("orange", 0xff_a500),
    ("orangered", 0xff_4500),
    ("purple", 0x80_0080),
    ("red", 0xff_0000),
    ("steelblue", 0x46_82b4),
    ("teal", 0x00_8080),
    ("white", 0xff_ffff),
    ("yellow", 0xff_ff00),
];

impl Color {
    /// Reads `#rgb`, `#rrggbb` (with or without opacity, which is left out), `rgb(1, 2, 3)` and common names.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            return Self::hex(digits);
        }
        if let Some(inner) = text.strip_prefix("rgb").and_then(|rest| rest.strip_suffix(')')) {
            let inner = inner.strip_prefix('(').or_else(|| inner.strip_prefix("a("))?;
            let mut parts = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
            let mut channel = || parts.next()?.parse::<u8>().ok();
            return Some(Self { red: channel()?, green: channel()?, blue: channel()? });
        }
        let named = NAMES.iter().find(|(name, _)| *name == text)?.1;
        Some(Self::of(named))
    }

    fn hex(digits: &str) -> Option<Self> {
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = |text: &str| u32::from_str_radix(text, 16).ok();
        match digits.len() {
            3 | 4 => number(&digits[..3].chars().flat_map(|digit| [digit, digit]).collect::<String>())
                .map(Self::of),
            6 | 8 => number(&digits[..6]).map(Self::of),
            _ => None,
        }
    }

    fn of(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self { red, green, blue }
    }

    /// Whether dark text is easier to read on it than white.
    pub fn is_light(self) -> bool {
        // Where both contrasts are equal by WCAG: sqrt(1.05 * 0.05) - 0.05.
        self.luminance() > 0.179
    }

    /// Relative luminance by WCAG, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Color {
    /// `#rrggbb`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::Color;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(Color::parse(text).map(|color| color.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn colours_are_read_and_nothing_else() {
        check("#5BA300", Some("#5ba300"));
        check("#abc", Some("#aabbcc"));
        check("#11223344", Some("#112233"));
        check("rgb(1, 2,3)", Some("#010203"));
        check("rgba(1 2 3 / 0.5)", Some("#010203"));
        check("Teal", Some("#008080"));
        for wrong in [
            "",
            "#12",
            "#é12",
            "rgb(1,2)",
            "rgb(256,0,0)",
            "red;background:url(x)",
            "var(--x)",
            "\"/><script>",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn numbers_in_blips_can_be_read() {
        assert!(Color::parse("#fff").is_some_and(Color::is_light));
        assert!(!Color::parse("navy").is_some_and(Color::is_light));
    }
}
