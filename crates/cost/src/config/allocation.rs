//! `costInsights.allocation`: rules in the order of the file.

use super::parts::reference;
use crate::{
    allocation::{
        By, Condition, EnvironmentRule, Key, Pattern, Rule, Rules, Share, Template, Then,
        default_environment, defaults,
    },
    ledger::Field,
    limits::{PARTS, RULES},
    metrics::millionths,
};
use portico_settings::{ConfigError, Section};
use serde_json::Value;

type Read<T> = Result<T, ConfigError>;

/// Reads the section. What holds without any configuration follows the organisation's rules, unless it says
/// `defaults: false`. `metrics` are the ids that shares may name.
pub(super) fn rules(section: &Section<'_>, metrics: &[&str]) -> Read<Rules> {
    section.only(&["rules", "environment", "defaults"])?;
    let sections = section.sections("rules")?;
    if sections.len() > RULES {
        return Err(section.wrong("rules", format!("has more than {RULES} entries")));
    }
    let rules = sections.iter().enumerate().map(|(place, rule)| read(rule, place, metrics));
    let mut rules = rules.collect::<Read<Vec<Rule>>>()?;
    if section.flag("defaults")?.unwrap_or(true) {
        rules.extend(defaults());
    }
    Ok(Rules { rules, environment: environment(section)? })
}

fn read(section: &Section<'_>, place: usize, metrics: &[&str]) -> Read<Rule> {
    section.only(&["name", "when", "to", "annotation", "share", "unknown"])?;
    let when = conditions(&section.section("when")?)?;
    let captures: Vec<String> = when
        .iter()
        .flat_map(|condition| condition.patterns.iter().flat_map(Pattern::names))
        .map(str::to_owned)
        .collect();
    let captures: Vec<&str> = captures.iter().map(String::as_str).collect();
    let goes_on = match section.text("unknown")? {
        None | Some("stop") => false,
        Some("next") => true,
        Some(_) => return Err(section.wrong("unknown", "must be stop or next")),
    };
    let name = section.text("name")?.map_or_else(|| format!("rule {}", place + 1), str::to_owned);
    Ok(Rule { name, when, then: then(section, &captures, metrics)?, goes_on, is_default: false })
}

/// What becomes of the costs: exactly one of `to`, `annotation` and `share`.
fn then(section: &Section<'_>, captures: &[&str], metrics: &[&str]) -> Read<Then> {
    let given = ["to", "annotation", "share"].map(|key| section.get(key).is_some());
    if given.iter().filter(|given| **given).count() != 1 {
        return Err(section.wrong("to", "or share or annotation says whose the costs are; give exactly one"));
    }
    if section.get("share").is_some() {
        return share(&section.section("share")?, metrics).map(Then::Share);
    }
    match section.text("annotation")? {
        Some("resource") => return Ok(Then::Annotated(Field::Resource)),
        Some("account") => return Ok(Then::Annotated(Field::Account)),
        Some(_) => {
            return Err(
                section.wrong("annotation", "must be resource or account: the id that annotations hold")
            );
        }
        None => {}
    }
    let targets = section.texts("to")?;
    if targets == ["nobody"] {
        return Ok(Then::Nobody);
    }
    let template =
        |text: &String| Template::parse(text, captures).map_err(|error| section.wrong("to", error));
    targets.iter().map(template).collect::<Read<Vec<_>>>().map(Then::To)
}

fn share(section: &Section<'_>, metrics: &[&str]) -> Read<Share> {
    section.only(&["among", "by"])?;
    let (fixed, by) = match section.get("by") {
        None => (None, By::Even),
        Some(Value::String(word)) if word == "even" => (None, By::Even),
        Some(Value::String(word)) if word == "cost" => (None, By::Cost),
        Some(Value::Object(_)) => proportion(&section.section("by")?, metrics)?,
        Some(_) => {
            return Err(section
                .wrong("by", "must be even, cost, {fixed: {REF: WEIGHT}} or {measure: cost or a metric}"));
        }
    };
    let mut among = match fixed {
        Some(names) if section.get("among").is_none() => names,
        Some(_) => return Err(section.wrong("among", "is said by the fixed weights already; leave it out")),
        None => section.texts("among")?,
    };
    if among.is_empty() || among.len() > PARTS {
        return Err(section.wrong("among", format!("must name from 1 to {PARTS} entities")));
    }
    for name in &mut among {
        if name.contains('*') {
            Pattern::parse(name).map_err(|error| section.wrong("among", format!("\"{name}\" {error}")))?;
        } else {
            *name = reference(section, "among", name, "component")?;
        }
    }
    Ok(Share { among, by })
}

/// `{fixed: …}` with the names that it has, or `{measure: …}`.
fn proportion(section: &Section<'_>, metrics: &[&str]) -> Read<(Option<Vec<String>>, By)> {
    section.only(&["fixed", "measure"])?;
    match (section.get("fixed"), section.text("measure")?) {
        (None, Some("cost")) => Ok((None, By::Cost)),
        (None, Some(id)) if metrics.contains(&id) => Ok((None, By::Metric(id.to_owned()))),
        (None, Some(id)) => {
            let known = if metrics.is_empty() { String::new() } else { format!(", {}", metrics.join(", ")) };
            let message =
                format!("\"{id}\" is none of cost{known}; metrics are told in costInsights.metrics");
            Err(section.wrong("measure", message))
        }
        (Some(_), None) => {
            let fixed = section.section("fixed")?;
            let weight = |(name, value): (&str, &Value)| {
                let number = value.as_f64().filter(|number| number.is_finite() && *number > 0.0);
                let number = number.ok_or_else(|| fixed.wrong(name, "must be a number above 0"))?;
                Ok((name.to_owned(), millionths(number)))
            };
            let weights = fixed.entries().map(weight).collect::<Read<Vec<_>>>()?;
            let (names, weights) = weights.into_iter().unzip();
            Ok((Some(names), By::Fixed(weights)))
        }
        _ => Err(section.wrong("fixed", "or measure says the proportion; give exactly one")),
    }
}

/// The conditions of `when`: keys with a pattern or a list of them; tags and columns also below `tag` and `column`.
fn conditions(section: &Section<'_>) -> Read<Vec<Condition>> {
    let mut conditions = Vec::new();
    for (word, value) in section.entries() {
        if let (true, Value::Object(_)) = (matches!(word, "tag" | "column"), value) {
            let inner = section.section(word)?;
            for (name, _) in inner.entries() {
                conditions.push(condition(&inner, name, &format!("{word}.{name}"))?);
            }
        } else {
            conditions.push(condition(section, word, word)?);
        }
    }
    Ok(conditions)
}

fn condition(section: &Section<'_>, at: &str, word: &str) -> Read<Condition> {
    let key = Key::of_word(word)
        .ok_or_else(|| section.wrong(at, format!("is not known; known here are {}", Key::words())))?;
    // Ids of accounts are numbers to YAML.
    let text = |value: &Value| match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    let texts: Option<Vec<String>> = match section.get(at) {
        Some(Value::Array(items)) => items.iter().map(text).collect(),
        Some(value) => text(value).map(|text| vec![text]),
        None => None,
    };
    let texts = texts.unwrap_or_default();
    if texts.is_empty() {
        return Err(section.wrong(at, "must be a pattern or a list of patterns; * fits any value"));
    }
    let pattern = |text: &String| {
        Pattern::parse(text).map_err(|error| section.wrong(at, format!("the pattern \"{text}\" {error}")))
    };
    Ok(Condition { key, patterns: texts.iter().map(pattern).collect::<Read<_>>()? })
}

/// `environment`: keys that say it (`tag.env`, or just the tags' names), or rules.
fn environment(section: &Section<'_>) -> Read<Vec<EnvironmentRule>> {
    let Some(value) = section.get("environment") else { return Ok(default_environment()) };
    let texts = match value {
        Value::String(text) => vec![Value::String(text.clone())],
        Value::Array(items) => items.clone(),
        _ => return Err(section.wrong("environment", "must be a list of tags, and of rules {when, is}")),
    };
    let mut rules = Vec::new();
    for (place, item) in texts.iter().enumerate() {
        let path = format!("{}[{place}]", section.at("environment"));
        rules.push(match item {
            Value::String(word) => {
                EnvironmentRule::Said(Key::of_word(word).unwrap_or_else(|| Key::Tag(word.clone())))
            }
            item => {
                let rule = Section::of(item, path)?;
                rule.only(&["when", "is"])?;
                EnvironmentRule::Is(conditions(&rule.section("when")?)?, rule.required_text("is")?.to_owned())
            }
        });
    }
    Ok(rules)
}
