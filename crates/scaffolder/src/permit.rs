//! Who may run which action with which input.

use crate::limits::CONDITION_DEPTH;
use serde_json::Value;

/// Decides whether an action may be run.
pub trait Permit: Send + Sync {
    /// Whether it may.
    fn allows(&self, action: &str, input: &Value) -> bool;
}

/// Everything may be run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Everything;

impl Permit for Everything {
    fn allows(&self, _: &str, _: &Value) -> bool {
        true
    }
}

/// A decision of a permission policy: `{result: ALLOW | DENY | CONDITIONAL, conditions?}`.
#[derive(Clone, Debug)]
pub struct Decision(pub Value);

impl Permit for Decision {
    fn allows(&self, action: &str, input: &Value) -> bool {
        match self.0["result"].as_str() {
            Some("ALLOW") => true,
            Some("CONDITIONAL") => holds(&self.0["conditions"], action, input, 0),
            _ => false,
        }
    }
}

/// Whether a condition holds. One that nobody knows does not.
fn holds(condition: &Value, action: &str, input: &Value, level: usize) -> bool {
    if level > CONDITION_DEPTH {
        return false;
    }
    let of = |condition: &Value| holds(condition, action, input, level + 1);
    if let Some(all) = condition["allOf"].as_array() {
        return all.iter().all(of);
    }
    if let Some(any) = condition["anyOf"].as_array() {
        return any.iter().any(of);
    }
    if condition["not"].is_object() {
        return !of(&condition["not"]);
    }
    let params = &condition["params"];
    match condition["rule"].as_str() {
        Some("HAS_ACTION_ID") => params["actionId"].as_str() == Some(action),
        Some("HAS_STRING_PROPERTY") => has(params, action, input, Value::is_string),
        Some("HAS_NUMBER_PROPERTY") => has(params, action, input, Value::is_number),
        Some("HAS_BOOLEAN_PROPERTY") => has(params, action, input, Value::is_boolean),
        _ => false,
    }
}

/// Whether the input has a value of a type under a path, and this one if one is asked for.
fn has(params: &Value, action: &str, input: &Value, is_kind: impl Fn(&Value) -> bool) -> bool {
    let Some(key) = params["key"].as_str() else { return false };
    let found = key.split('.').try_fold(input, |value, key| value.get(key));
    let Some(found) = found.filter(|found| is_kind(found)) else { return false };
    match (params.get("value"), found) {
        (None, _) => true,
        (Some(Value::String(wanted)), Value::String(found)) if is_name(action, key) => {
            wanted.to_lowercase() == found.to_lowercase()
        }
        (Some(Value::Number(wanted)), Value::Number(found)) => wanted.as_f64() == found.as_f64(),
        (Some(wanted), found) => wanted == found,
    }
}

/// Names on source-control hosts are compared without case.
fn is_name(action: &str, key: &str) -> bool {
    let is_host = ["github", "gitlab", "bitbucket"].iter().any(|host| action.contains(host));
    let is_group = action.starts_with("gitlab:group:") && key == "path";
    is_host && (is_group || ["owner", "repoName", "projectId", "repoUrl"].contains(&key))
}

#[cfg(test)]
mod tests {
    use super::{Decision, Permit as _};
    use serde_json::{Value, json};

    #[track_caller]
    fn check(conditions: Value, action: &str, input: &Value, expect: bool) {
        let decision = Decision(json!({ "result": "CONDITIONAL", "conditions": conditions }));
        assert_eq!(decision.allows(action, input), expect, "{decision:?}");
    }

    fn rule(rule: &str, params: Value) -> Value {
        json!({ "rule": rule, "resourceType": "scaffolder-action", "params": params })
    }

    #[test]
    fn conditions_look_at_the_action_and_its_input() {
        let input = json!({ "repoUrl": "github.com?owner=Acme", "n": 3, "on": true, "deep": { "x": "y" } });
        let id = rule("HAS_ACTION_ID", json!({ "actionId": "publish:github" }));
        check(id.clone(), "publish:github", &input, true);
        check(id.clone(), "publish:gitlab", &input, false);
        check(json!({ "not": id.clone() }), "publish:gitlab", &input, true);
        let deep = rule("HAS_STRING_PROPERTY", json!({ "key": "deep.x" }));
        check(json!({ "allOf": [id.clone(), deep.clone()] }), "publish:github", &input, true);
        check(json!({ "anyOf": [id, deep] }), "other", &input, true);
        let number = rule("HAS_NUMBER_PROPERTY", json!({ "key": "n", "value": 3.0 }));
        check(number, "x", &input, true);
        check(rule("HAS_NUMBER_PROPERTY", json!({ "key": "on" })), "x", &input, false);
        check(rule("HAS_BOOLEAN_PROPERTY", json!({ "key": "on", "value": false })), "x", &input, false);
        check(rule("HAS_WINGS", json!({})), "x", &input, false);
    }

    #[test]
    fn names_on_hosts_are_compared_without_case() {
        let input = json!({ "repoUrl": "github.com?owner=Acme" });
        let wanted =
            rule("HAS_STRING_PROPERTY", json!({ "key": "repoUrl", "value": "GitHub.com?owner=acme" }));
        check(wanted.clone(), "publish:github", &input, true);
        check(wanted, "debug:log", &input, false);
    }

    #[test]
    fn no_decision_is_no() {
        for (decision, expect) in [("ALLOW", true), ("DENY", false), ("PERHAPS", false)] {
            assert_eq!(Decision(json!({ "result": decision })).allows("a", &json!({})), expect);
        }
    }
}
