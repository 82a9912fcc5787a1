//! "Did you mean …?"

/// The candidate that `word` was most likely meant to be: the same but for letter case, or a few edits away (one
/// in three letters at most, so that short words don't match everything).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let letters = lower.chars().count();
    let allowed = (letters / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.chars().count().abs_diff(letters) <= allowed)
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The advice `Did you mean "…"?`, if there is a near candidate.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|candidate| format!("Did you mean \"{candidate}\"?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[track_caller]
    fn check(word: &str, candidates: &[&str], expect: Option<&str>) {
        assert_eq!(nearest(word, candidates.iter().copied()), expect);
    }

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        check("component", &["Component", "API"], Some("Component"));
        check("lifecyle", &["lifecycle", "owner"], Some("lifecycle"));
        check("team-chekout", &["team-checkout", "team-search"], Some("team-checkout"));
        check("dependOn", &["dependsOn", "dependencyOf"], Some("dependsOn"));
        check("db", &["api", "web"], None);
        check("Deployment", &["Component", "Template"], None);
        check("", &["a"], Some("a"));
    }
}
