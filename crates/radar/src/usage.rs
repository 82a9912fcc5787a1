//! Which entry a word of the catalog means: a tag, an annotation, a language.

use crate::{Entry, Radar};
use std::collections::HashMap;

/// A name without what people write one way or the other: lower-case letters and digits, with hyphens between.
/// `Spring Boot` and `spring-boot` are the same; C, C++ and C# are not.
pub fn word(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            '+' => word.push_str("plus"),
            '#' => word.push_str("sharp"),
            c if c.is_alphanumeric() => word.push(c),
            _ if !word.is_empty() && !word.ends_with('-') => word.push('-'),
            _ => {}
        }
    }
    word.truncate(word.trim_end_matches('-').len());
    word
}

/// The words by which the entries of a radar are known.
#[derive(Clone, Debug, Default)]
pub struct Words {
    keys: HashMap<String, String>,
}

impl Words {
    /// The words of a radar. What two entries are called means the one that comes first; keys come before titles, and
    /// titles before aliases.
    pub fn of(radar: &Radar) -> Self {
        let mut words = Self::default();
        let names: [fn(&Entry) -> Vec<&str>; 3] = [
            |entry| vec![&entry.key, &entry.id],
            |entry| vec![&entry.title],
            |entry| entry.aliases.iter().map(String::as_str).collect(),
        ];
        for names in names {
            for entry in &radar.entries {
                for name in names(entry) {
                    words.keys.entry(word(name)).or_insert_with(|| entry.key.clone());
                }
            }
        }
        words.keys.remove("");
        words
    }

    /// The key of the entry that a name means.
    pub fn key(&self, name: &str) -> Option<&str> {
        self.keys.get(&word(name)).map(String::as_str)
    }

    /// The words and the keys of the entries that they mean.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.keys.iter().map(|(word, key)| (word.as_str(), key.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn names_are_the_same_however_they_are_written() {
        for (name, expect) in [
            ("Spring Boot", "spring-boot"),
            ("spring-boot", "spring-boot"),
            ("C++", "cplusplus"),
            ("C#", "csharp"),
            ("Vue.js (2)", "vue-js-2"),
            ("!!", ""),
        ] {
            assert_eq!(word(name), expect);
        }
    }
}
