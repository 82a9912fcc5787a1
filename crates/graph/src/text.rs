//! How wide texts are, by guess: the picture is drawn where no font is at hand. A little too wide rather than too
//! narrow.

/// The width of a text in a system font of this size.
pub fn width(text: &str, size: f32) -> f32 {
    text.chars().map(advance).sum::<f32>() * size
}

/// The text, or as much of its beginning as fits with a mark that something is missing.
pub fn fit(text: &str, size: f32, most: f32) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut room = most - advance('…') * size;
    let short: String = text
        .chars()
        .take_while(|letter| {
            room -= advance(*letter) * size;
            room >= 0.0
        })
        .collect();
    format!("{}…", short.trim_end())
}

/// A letter's share of the font's size.
fn advance(letter: char) -> f32 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' | 'I' => 0.34,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '/' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.96,
        '…' => 1.0,
        'A'..='Z' => 0.72,
        // Beyond the alphabets, letters are as wide as they are high.
        letter if letter as u32 >= 0x2E80 => 1.05,
        _ => 0.61,
    }
}

#[cfg(test)]
mod tests {
    use super::{fit, width};

    #[test]
    fn what_does_not_fit_is_cut_and_marked() {
        assert_eq!(fit("cart", 13.0, 100.0), "cart");
        let short = fit("a very long name of a component", 13.0, 100.0);
        assert!(short.ends_with('…') && short.starts_with("a very"), "{short}");
        assert!(width(&short, 13.0) <= 100.0);
        assert_eq!(fit("long", 13.0, 0.0), "…");
        assert!(width("請求", 13.0) > width("ab", 13.0));
    }
}
