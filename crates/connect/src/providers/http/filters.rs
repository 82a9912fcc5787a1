//! What a template does with a value: `{{ team | slug }}`. Filters of texts do the same to every text of a list.

use crate::limits::SLUG_CHARS;
use portico_entity::location::sha1_hex;
use serde_json::Value;

/// One filter with its arguments, other than `default`, which is part of the expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    /// A valid entity name.
    Slug,
    /// A valid tag.
    Tag,
    /// Small letters.
    Lower,
    /// Capital letters.
    Upper,
    /// Without blanks at the ends.
    Trim,
    /// What stands before the `@`.
    EmailLocal,
    /// One text in place of another.
    Replace(String, String),
    /// The first of a list.
    First,
    /// The last of a list.
    Last,
    /// The texts of a list in one.
    Join(String),
    /// The pieces of a text as a list.
    Split(String),
}

/// The filters by name, for messages.
pub(super) const NAMES: &str = "slug, tag, lower, upper, trim, email-local, first, last, join('…'), split('…'), replace('…', '…'), default(…)";

impl Filter {
    /// The filter of a name with its arguments.
    pub(super) fn named(name: &str, arguments: &[String]) -> Result<Self, String> {
        let filter = match (name, arguments) {
            ("slug", []) => Self::Slug,
            ("tag", []) => Self::Tag,
            ("lower", []) => Self::Lower,
            ("upper", []) => Self::Upper,
            ("trim", []) => Self::Trim,
            ("email-local", []) => Self::EmailLocal,
            ("first", []) => Self::First,
            ("last", []) => Self::Last,
            ("join", []) => Self::Join(",".to_owned()),
            ("join", [separator]) => Self::Join(separator.clone()),
            ("split", []) => Self::Split(",".to_owned()),
            ("split", [separator]) if !separator.is_empty() => Self::Split(separator.clone()),
            ("replace", [from, to]) if !from.is_empty() => Self::Replace(from.clone(), to.clone()),
            _ => {
                return Err(format!(
                    "there is no filter {name} with {} arguments; there are {NAMES}",
                    arguments.len()
                ));
            }
        };
        Ok(filter)
    }

    /// Does it.
    pub(super) fn apply(&self, value: Value) -> Result<Value, String> {
        Ok(match self {
            Self::First => match value {
                Value::Array(items) => items.into_iter().next().unwrap_or_default(),
                other => other,
            },
            Self::Last => match value {
                Value::Array(mut items) => items.pop().unwrap_or_default(),
                other => other,
            },
            Self::Join(separator) => match value {
                Value::Array(items) => {
                    items.iter().map(text).collect::<Result<Vec<_>, _>>()?.join(separator).into()
                }
                other => text(&other)?.into(),
            },
            Self::Split(separator) => match value {
                Value::Array(_) => value,
                other => {
                    let text = text(&other)?;
                    let pieces =
                        text.split(separator.as_str()).map(str::trim).filter(|piece| !piece.is_empty());
                    pieces.map(Value::from).collect()
                }
            },
            _ => match value {
                Value::Array(items) => {
                    let items = items.iter().map(|item| Ok(self.of_text(&text(item)?)));
                    let mut items = items.collect::<Result<Vec<String>, String>>()?;
                    items.retain(|item| !item.is_empty());
                    items.into()
                }
                other => self.of_text(&text(&other)?).into(),
            },
        })
    }

    fn of_text(&self, text: &str) -> String {
        match self {
            Self::Slug => slug(text),
            Self::Tag => words(text, |c| c.is_ascii_alphanumeric() || matches!(c, ':' | '+' | '#')),
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::Trim => text.trim().to_owned(),
            Self::EmailLocal => text.split_once('@').map_or(text, |(local, _)| local).to_owned(),
            Self::Replace(from, to) => text.replace(from, to),
            Self::First | Self::Last | Self::Join(_) | Self::Split(_) => text.to_owned(),
        }
    }
}

/// A text, number or truth value as text.
pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Null => Ok(String::new()),
        Value::Array(_) => {
            Err("it is a list where a text is needed; use the filter first or join".to_owned())
        }
        Value::Object(_) => Err("it is a mapping where a text is needed; name one of its keys".to_owned()),
    }
}

/// A valid entity name from any text: small letters without accents, `-` for what cannot be in a name. One that has to
/// be cut ends in a checksum, so that two long texts that begin alike stay two names. Empty if nothing is left.
pub(in crate::providers) fn slug(text: &str) -> String {
    words(text, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

/// Words of certain characters with single `-` between, not too long.
fn words(text: &str, inside: impl Fn(char) -> bool) -> String {
    let mut name = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match without_accent(c) {
            Some(letters) => name.push_str(letters),
            None if inside(c) => name.push(c),
            // A combining accent, as decomposed texts have.
            None if ('\u{300}'..='\u{36f}').contains(&c) => {}
            None if name.ends_with('-') => {}
            None => name.push('-'),
        }
    }
    let edge = |c: char| matches!(c, '-' | '_' | '.');
    let name = name.trim_matches(edge);
    if name.len() <= SLUG_CHARS {
        return name.to_owned();
    }
    let digest = &sha1_hex(name.as_bytes())[..6];
    // Only ASCII is left, so any cut is between characters.
    format!("{}-{digest}", name[..SLUG_CHARS - digest.len() - 1].trim_end_matches(edge))
}

/// The letters that stand for a small letter with an accent.
fn without_accent(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' | 'ĺ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::slug;
    use portico_entity::format::is_entity_name;

    #[track_caller]
    fn check_slug(text: &str, expect: &str) {
        assert_eq!(slug(text), expect, "{text}");
        assert!(expect.is_empty() || is_entity_name(expect), "{expect}");
    }

    #[test]
    fn slugs_are_names() {
        check_slug("Team Cart", "team-cart");
        check_slug("  Größe & Maße / 2  ", "grosse-masse-2");
        check_slug("İzmir--Ops", "izmir-ops");
        check_slug("cart_v2.1", "cart_v2.1");
        check_slug("--._x_.--", "x");
        check_slug("名前", "");
        let long = "payments ".repeat(20);
        let cut = slug(&long);
        check_slug(&long, &cut);
        assert_eq!(cut.len(), 63);
        assert_ne!(slug(&format!("{long}b")), slug(&format!("{long}c")));
    }
}
