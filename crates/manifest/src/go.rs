//! `go.mod`.

use crate::{
    Ecosystem,
    reading::{Collector, quoted},
};

pub(crate) fn read(text: &str, all: &mut Collector) {
    let mut block: Option<(String, u32)> = None;
    for (number, line) in (1_u32..).zip(text.lines()) {
        let (line, comment) = line.split_once("//").unwrap_or((line, ""));
        // What only other packages need was nobody's choice.
        let is_indirect = comment.trim_start().starts_with("indirect");
        let words: Vec<&str> = line.split_whitespace().collect();
        match (&block, words.as_slice()) {
            (_, []) => {}
            (Some(_), [")"]) => block = None,
            (None, [word, "("]) => block = Some(((*word).to_owned(), number)),
            (Some((of, _)), words) if of == "require" => require(words, number, is_indirect, all),
            (None, ["require", words @ ..]) => require(words, number, is_indirect, all),
            (None, ["go", version]) => all.platform("go", version),
            (None, ["module", _]) => all.platform("go", ""),
            (Some(_), _)
            | (None, ["exclude" | "replace" | "retract" | "toolchain" | "tool" | "godebug" | "ignore", ..]) =>
                {}
            (None, [other, ..]) => {
                all.broken(number, format!("{} is no directive of a go.mod", quoted(other)));
            }
        }
    }
    if let Some((of, line)) = block {
        all.broken(line, format!("The block {} is not closed; end it with )", quoted(&of)));
    }
}

fn require(words: &[&str], line: u32, is_indirect: bool, all: &mut Collector) {
    match words {
        [path, version] if version.starts_with('v') => {
            if !is_indirect {
                all.package(Ecosystem::Go, path.trim_matches('"'), version);
            }
        }
        _ => all.problem(
            || line,
            || "A requirement is a module and a version, such as example.com/kit v1.2.0".to_owned(),
        ),
    }
}
