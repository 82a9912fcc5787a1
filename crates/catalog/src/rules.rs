//! `catalog.rules`: which kinds may come from which locations.

use globset::{GlobBuilder, GlobMatcher};
use portico_entity::LocationRef;
use portico_settings::ConfigError;
use serde_json::Value;

/// Kinds that are allowed from everywhere when the configuration has no rules.
const DEFAULT_KINDS: [&str; 3] = ["Component", "API", "Location"];

/// All rules; an entity is allowed if any one allows it.
#[derive(Clone, Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    allow: Vec<Allowed>,
    /// Locations it applies to; none given means all.
    locations: Option<Vec<Matcher>>,
}

#[derive(Clone, Debug)]
struct Allowed {
    kind: String,
    spec_type: Option<String>,
}

#[derive(Clone, Debug)]
struct Matcher {
    kind: String,
    target: Target,
}

#[derive(Clone, Debug)]
enum Target {
    Any,
    Exact(String),
    Pattern(GlobMatcher),
}

impl Default for RuleSet {
    fn default() -> Self {
        let allow = DEFAULT_KINDS.iter().map(|kind| Allowed { kind: (*kind).into(), spec_type: None });
        Self { rules: vec![Rule { allow: allow.collect(), locations: None }] }
    }
}

impl RuleSet {
    /// Reads `catalog.rules` and adds the rules of single locations.
    pub(crate) fn read(rules: Option<&Value>, located: Vec<Rule>) -> Result<Self, ConfigError> {
        let mut set = match rules {
            None | Some(Value::Null) => Self::default(),
            Some(Value::Array(rules)) => {
                let read = rules
                    .iter()
                    .enumerate()
                    .map(|(index, rule)| Rule::read(rule, &format!("catalog.rules[{index}]")));
                Self { rules: read.collect::<Result<_, _>>()? }
            }
            Some(_) => return Err(ConfigError::at("catalog.rules", "must be a list")),
        };
        set.rules.extend(located);
        Ok(set)
    }

    /// Whether an entity may come from `origin`, the location that started the chain to it.
    pub fn allows(&self, kind: &str, spec_type: Option<&str>, origin: &LocationRef) -> bool {
        self.rules.iter().any(|rule| rule.allows(kind, spec_type, origin))
    }

    /// All kinds that some rule names.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = String> + '_ {
        self.rules.iter().flat_map(|rule| rule.allow.iter().map(|allowed| allowed.kind.clone()))
    }
}

impl Rule {
    fn read(rule: &Value, path: &str) -> Result<Self, ConfigError> {
        let locations = match rule.get("locations") {
            None | Some(Value::Null) => None,
            Some(Value::Array(locations)) => {
                let read = locations
                    .iter()
                    .enumerate()
                    .map(|(index, location)| Matcher::read(location, &format!("{path}.locations[{index}]")));
                Some(read.collect::<Result<_, _>>()?)
            }
            Some(_) => return Err(ConfigError::at(format!("{path}.locations"), "must be a list")),
        };
        Ok(Self { allow: allow(rule, path)?, locations })
    }

    /// A rule that stands at a configured location and holds for exactly that one.
    pub(crate) fn for_location(
        rule: &Value,
        location: &LocationRef,
        path: &str,
    ) -> Result<Self, ConfigError> {
        let target = Target::Exact(location.target.clone());
        let only = Matcher { kind: location.kind.clone(), target };
        Ok(Self { allow: allow(rule, path)?, locations: Some(vec![only]) })
    }

    fn allows(&self, kind: &str, spec_type: Option<&str>, origin: &LocationRef) -> bool {
        let from_here = self
            .locations
            .as_ref()
            .is_none_or(|locations| locations.iter().any(|location| location.matches(origin)));
        from_here && self.allow.iter().any(|allowed| allowed.matches(kind, spec_type))
    }
}

fn allow(rule: &Value, path: &str) -> Result<Vec<Allowed>, ConfigError> {
    let path = format!("{path}.allow");
    let wrong = || ConfigError::at(&path, "must be a list of kinds, such as [Component, API]");
    let items = rule.get("allow").and_then(Value::as_array).ok_or_else(wrong)?;
    let item = |item: &Value| match item {
        Value::String(kind) => Some(Allowed { kind: kind.clone(), spec_type: None }),
        Value::Object(parts) => Some(Allowed {
            kind: parts.get("kind")?.as_str()?.to_owned(),
            spec_type: parts.get("spec.type").and_then(Value::as_str).map(str::to_owned),
        }),
        _ => None,
    };
    items.iter().map(|value| item(value).ok_or_else(wrong)).collect()
}

impl Allowed {
    fn matches(&self, kind: &str, spec_type: Option<&str>) -> bool {
        let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        same(&self.kind, kind)
            && self.spec_type.as_ref().is_none_or(|wanted| spec_type.is_some_and(|given| same(wanted, given)))
    }
}

impl Matcher {
    fn read(location: &Value, path: &str) -> Result<Self, ConfigError> {
        let text = |key: &str| location.get(key).and_then(Value::as_str);
        let kind = text("type").ok_or_else(|| ConfigError::at(format!("{path}.type"), "must be a text"))?;
        let target = match (text("exact"), text("pattern")) {
            (Some(_), Some(_)) => {
                return Err(ConfigError::at(
                    path,
                    "has both exact and pattern; only one of them is possible",
                ));
            }
            (Some(exact), None) => Target::Exact(exact.to_owned()),
            (None, Some(pattern)) => {
                let glob = GlobBuilder::new(pattern).case_insensitive(true).literal_separator(true).build();
                let wrong =
                    |error| ConfigError::at(format!("{path}.pattern"), format!("is no glob: {error}"));
                Target::Pattern(glob.map_err(wrong)?.compile_matcher())
            }
            (None, None) => Target::Any,
        };
        Ok(Self { kind: kind.to_owned(), target })
    }

    fn matches(&self, origin: &LocationRef) -> bool {
        self.kind == origin.kind
            && match &self.target {
                Target::Any => true,
                Target::Exact(exact) => *exact == origin.target,
                Target::Pattern(pattern) => pattern.is_match(&origin.target),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::RuleSet;
    use portico_entity::LocationRef;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(rules: Value, kind: &str, spec_type: Option<&str>, origin: &str, expect: bool) {
        let set = RuleSet::read(Some(&rules), Vec::new()).expect("good rules");
        let origin = LocationRef::parse(origin).expect("a location");
        assert_eq!(set.allows(kind, spec_type, &origin), expect, "{kind} from {origin} under {rules}");
    }

    #[test]
    fn without_rules_three_kinds_are_allowed() {
        check(Value::Null, "component", None, "file:/a", true);
        check(Value::Null, "System", None, "file:/a", false);
    }

    #[test]
    fn rules_add_up_and_name_kinds_types_and_places() {
        let rules = json!([
            {"allow": ["System", {"kind": "Component", "spec.type": "Service"}]},
            {"allow": ["Group"], "locations": [{"type": "url", "pattern": "https://git.test/org/*.yaml"}]},
            {"allow": ["User"], "locations": [{"type": "file", "exact": "/org.yaml"}]},
            {"allow": ["Robot"], "locations": [{"type": "file"}]},
        ]);
        check(rules.clone(), "system", None, "file:/a", true);
        check(rules.clone(), "Component", Some("service"), "file:/a", true);
        check(rules.clone(), "Component", Some("website"), "file:/a", false);
        check(rules.clone(), "Group", None, "url:https://GIT.test/ORG/x.yaml", true);
        check(rules.clone(), "Group", None, "url:https://git.test/org/deep/x.yaml", false);
        check(rules.clone(), "User", None, "file:/org.yaml", true);
        check(rules.clone(), "User", None, "file:/other.yaml", false);
        check(rules.clone(), "Robot", None, "file:/x", true);
        check(rules, "Robot", None, "url:https://x.test", false);
    }

    #[test]
    fn exact_and_pattern_together_are_refused() {
        let rules = json!([{"allow": [], "locations": [{"type": "url", "exact": "a", "pattern": "b"}]}]);
        assert!(RuleSet::read(Some(&rules), Vec::new()).is_err());
    }
}
