use super::{CostConfig, MetricSource};
use crate::{
    allocation::{By, Then},
    money::Currency,
};
use serde_json::{Value, json};

fn read(value: &Value) -> Result<CostConfig, String> {
    CostConfig::read(value, &|path| format!("/at/{path}")).map_err(|error| error.to_string())
}

#[test]
fn the_keys_of_the_plugin_are_understood() {
    let config = read(&json!({
        "engineerCost": 120_000,
        "engineerThreshold": 0.25,
        "products": {"computeEngine": {"name": "Compute Engine", "icon": "compute"}},
        "metrics": {"DAU": {"name": "Daily active users", "default": true, "file": "dau.csv"}},
        "currencies": {"beers": {"label": "Beers", "unit": "beer", "rate": 4.5}},
        "baseCurrency": {"locale": "de", "options": {"currency": "EUR", "minimumFractionDigits": 2}},
        "sources": [],
    }))
    .unwrap();
    assert_eq!(config.engineer_cost.map(|cost| cost.exact()).as_deref(), Some("120000"));
    assert_eq!(config.currency, Some(Currency::EUR));
    assert_eq!(config.metrics[0].source, Some(MetricSource::File("/at/dau.csv".into())));
    assert_eq!(config.currencies[0].rate, Some(4.5));
    let nothing = read(&Value::Null).unwrap();
    assert!(!nothing.is_there && !nothing.rules.rules.is_empty());
}

#[test]
fn rules_are_read_in_their_order() {
    let config = read(&json!({"allocation": {
        "rules": [
            {"name": "tagged", "when": {"tag": {"app": "*"}}, "to": ["component:${tag.app}", "system:${tag.app}"]},
            {"when": {"resource": "{app}-db", "account": [42, "x"]}, "to": "component:default/${app}", "unknown": "next"},
            {"when": {"category": ["Networking", "Security"]}, "share": {"among": ["system:a", "system:*"]}},
            {"when": {"service": "Support"}, "share": {"by": {"fixed": {"group:a": 0.3, "group:b": 1}}}},
            {"when": {"charge": "Tax"}, "to": "nobody"},
        ],
        "environment": ["stage", {"when": {"account": "prod-*"}, "is": "production"}],
        "defaults": false,
    }}))
    .unwrap();
    let rules = &config.rules.rules;
    assert_eq!(
        rules.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>(),
        ["tagged", "rule 2", "rule 3", "rule 4", "rule 5"]
    );
    assert!(rules[1].goes_on && !rules[0].goes_on);
    assert!(matches!(&rules[2].then, Then::Share(share) if share.among == ["system:default/a", "system:*"]));
    assert!(matches!(&rules[3].then, Then::Share(share) if share.by == By::Fixed(vec![300_000, 1_000_000])));
    assert_eq!(rules[4].then, Then::Nobody);
    assert_eq!(config.rules.environment.len(), 2);
}

#[track_caller]
fn wrong(value: Value, expect: &str) {
    let error = read(&value).map(|_| ()).unwrap_err();
    assert!(error.contains(expect), "{value}: {error}");
}

#[test]
fn what_is_wrong_names_its_path() {
    wrong(json!({"engineercost": 1}), "costInsights.engineercost: is not known");
    wrong(json!({"engineerCost": "a lot"}), "costInsights.engineerCost: ");
    wrong(
        json!({"products": {"x": {"name": "X", "icon": "rocket"}}}),
        "costInsights.products.x.icon: must be one of",
    );
    wrong(
        json!({"currencies": {"x": {"label": "X", "unit": "x", "rate": 0}}}),
        "costInsights.currencies.x.rate",
    );
    wrong(json!({"metrics": {"engineers": {}}}), "costInsights.metrics.engineers");
    wrong(json!({"metrics": {"x": {"url": "ftp://x"}}}), "costInsights.metrics.x.url");
    wrong(json!({"budgets": [{"name": "a", "amount": 1}]}), "costInsights.budgets[0].entity: or team");
    wrong(
        json!({"budgets": [{"name": "a", "team": "x", "amount": -1}]}),
        "costInsights.budgets[0].amount: must be above 0",
    );
    wrong(
        json!({"budgets": [{"name": "a", "team": "x", "amount": 1, "per": "week"}]}),
        "must be month or year",
    );
    wrong(json!({"rates": [{"from": "EUR", "to": "EUR"}]}), "costInsights.rates[0].to");
    wrong(
        json!({"rates": [{"from": "EUR", "to": "USD", "since": "May", "rate": 1}]}),
        "costInsights.rates[0].since",
    );
    let rule = |rule: Value| json!({"allocation": {"rules": [rule]}});
    wrong(
        rule(json!({"when": {"colour": "*"}, "to": "x"})),
        "costInsights.allocation.rules[0].when.colour: is not known",
    );
    wrong(
        rule(json!({"when": {"tag": {"a": "{"}}, "to": "x"})),
        "costInsights.allocation.rules[0].when.tag.a: the pattern",
    );
    wrong(rule(json!({"to": "x", "share": {}})), "give exactly one");
    wrong(rule(json!({"to": "component:${what}"})), "costInsights.allocation.rules[0].to: names ${what}");
    wrong(
        rule(json!({"share": {"among": ["a"], "by": {"measure": "orders"}}})),
        "rules[0].share.by.measure: \"orders\" is none",
    );
    wrong(rule(json!({"share": {"among": []}})), "rules[0].share.among");
    wrong(json!({"allocation": {"environment": 5}}), "costInsights.allocation.environment");
}

/// What the documentation shows is understood.
#[test]
fn examples_in_the_documentation_are_right() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/costs.md")).unwrap();
    let blocks = docs.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut found = 0;
    for block in blocks.filter(|block| block.starts_with("costInsights:")) {
        let value: Value = serde_yaml::from_str(block).unwrap();
        read(&value["costInsights"]).unwrap_or_else(|error| panic!("{error} in\n{block}"));
        found += 1;
    }
    assert!(found >= 2, "{found}");
}
