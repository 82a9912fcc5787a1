//! `Gemfile`: a program, of which the lines that name gems are read.

use crate::{Ecosystem, gradle::literals, reading::Collector};

pub(crate) fn read(text: &str, all: &mut Collector) {
    all.platform("ruby", "");
    for line in text.lines() {
        let line = line.trim_start();
        let Some((word, rest)) = line.split_once([' ', '(', '\t']) else { continue };
        let mut literals = literals(rest).into_iter();
        match word {
            "gem" => {
                let Some(name) = literals.next() else { continue };
                // Behind the name come versions, then options, whose texts are no versions.
                let is_version =
                    |text: &&str| text.starts_with(|c: char| c.is_ascii_digit() || "~><=!".contains(c));
                let versions: Vec<&str> = literals.take_while(is_version).collect();
                all.package(Ecosystem::Gem, name, &versions.join(", "));
            }
            "ruby" => all.platform("ruby", literals.next().unwrap_or_default()),
            _ => {}
        }
    }
}
