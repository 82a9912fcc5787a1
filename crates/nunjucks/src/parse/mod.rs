//! Reads pieces and tokens into a tree.

mod cursor;
mod expression;
mod operators;
mod postfix;
mod tags;
mod template;

pub(crate) use template::parse;

/// Names that would lead out of the values in JavaScript.
pub(crate) fn is_reserved(name: &str) -> bool {
    matches!(name, "constructor" | "prototype" | "__proto__")
}

/// The candidate that is most like a name that nothing has.
pub(crate) fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    let near = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2 && *distance < candidate.len())
        .min();
    near.map_or_else(String::new, |(_, candidate)| format!("; did you mean `{candidate}`?"))
}
