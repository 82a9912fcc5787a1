//! The filters that golden paths have beyond those of the language.
//!
//! ```text
//! let mut language = Environment::scaffolder();
//! filters::add(&mut language, &integrations);
//! ```

use std::sync::Arc;

use portico_entity::{EntityRef, RefContext};
use portico_nunjucks::{Environment, Value as Term};
use portico_scm::{Integrations, RepoUrl};
use serde_json::{Map, Value, json};

/// What the filters are called, what they do, and how they are used: `(name, description, example)`.
pub const DESCRIPTIONS: [(&str, &str, &str); 4] = [
    (
        "parseRepoUrl",
        "Takes the value of a RepoUrlPicker apart: host, owner, repo, organization, workspace, project.",
        "${{ (parameters.repoUrl | parseRepoUrl).owner }}",
    ),
    (
        "parseEntityRef",
        "Takes a reference apart: kind, namespace, name. An object with defaultKind and defaultNamespace fills in what is missing.",
        "${{ parameters.owner | parseEntityRef | pick(\"name\") }}",
    ),
    (
        "pick",
        "The member of an object at a path of dots and brackets.",
        "${{ steps.a.output | pick(\"list[0].name\") }}",
    ),
    (
        "projectSlug",
        "Owner and name of the repository that a RepoUrlPicker gave, with a slash between them.",
        "${{ parameters.repoUrl | projectSlug }}",
    ),
];

/// Adds the filters to a language.
pub fn add(language: &mut Environment, integrations: &Arc<Integrations>) {
    let hosts = Arc::clone(integrations);
    language.filter("parseRepoUrl", Arc::new(move |args| Ok(repo_url(&hosts, args)?.0.into())));
    let hosts = Arc::clone(integrations);
    language.filter("projectSlug", Arc::new(move |args| Ok(repo_url(&hosts, args)?.1.into())));
    language.filter("parseEntityRef", Arc::new(entity_ref));
    language.filter("pick", Arc::new(|args| Ok(pick(args))));
}

/// The parts of a repository's address, and its slug.
fn repo_url(hosts: &Integrations, args: &[Term]) -> Result<(Value, String), String> {
    let text = args.first().and_then(Term::as_str);
    let text = text.ok_or("the address of a repository is a text: HOST?owner=OWNER&repo=REPOSITORY")?;
    let (parts, _) = hosts.repo_url(text).map_err(|error| error.to_string())?;
    let slug = parts.slug();
    let RepoUrl { host, owner, repo, organization, workspace, project } = parts;
    let mut members = Map::new();
    members.insert("host".to_owned(), host.into());
    let others = [
        ("owner", owner),
        ("repo", Some(repo).filter(|repo| !repo.is_empty())),
        ("organization", organization),
        ("workspace", workspace),
        ("project", project),
    ];
    for (name, value) in others {
        members.extend(value.map(|value| (name.to_owned(), value.into())));
    }
    Ok((Value::Object(members), slug))
}

fn entity_ref(args: &[Term]) -> Result<Term, String> {
    let input = args.first().and_then(Term::to_json);
    let defaults = args.get(1).and_then(Term::to_json).unwrap_or_default();
    let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).map(str::to_owned);
    let (kind, namespace) = (text(&defaults, "defaultKind"), text(&defaults, "defaultNamespace"));
    let context = RefContext { default_kind: kind.as_deref(), default_namespace: namespace.as_deref() };
    let reference = match &input {
        Some(Value::String(reference)) => EntityRef::parse(reference, context),
        Some(parts @ Value::Object(_)) => EntityRef::from_parts(
            text(parts, "kind").as_deref(),
            text(parts, "namespace").as_deref(),
            text(parts, "name").as_deref(),
            context,
        ),
        _ => return Err("a reference is a text or an object with kind, namespace and name".to_owned()),
    };
    let EntityRef { kind, namespace, name } = reference.map_err(|error| error.to_string())?;
    Ok(json!({ "kind": kind, "namespace": namespace, "name": name }).into())
}

/// A member, by a name that may have dots itself, or by a path.
fn pick(args: &[Term]) -> Term {
    let input = args.first().and_then(Term::to_json);
    let Some(input) = input else { return Term::Undefined };
    let path = match args.get(1) {
        Some(Term::String(path)) => path.to_string(),
        Some(other) => match other.to_json() {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Array(segments)) => {
                let segments: Vec<_> = segments.iter().map(segment_text).collect();
                return at(&input, segments.iter().map(String::as_str));
            }
            _ => return Term::Undefined,
        },
        None => return Term::Undefined,
    };
    if let Some(member) = input.get(&path) {
        return member.into();
    }
    let segments = segments(&path);
    at(&input, segments.iter().map(String::as_str))
}

fn segment_text(segment: &Value) -> String {
    segment.as_str().map_or_else(|| segment.to_string(), str::to_owned)
}

fn at<'p>(input: &Value, segments: impl Iterator<Item = &'p str>) -> Term {
    let mut value = input;
    for segment in segments {
        let member = match value {
            Value::Array(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
            other => other.get(segment),
        };
        match member {
            Some(member) => value = member,
            None => return Term::Undefined,
        }
    }
    value.into()
}

/// `a.b[0]["c d"]` as `a`, `b`, `0`, `c d`.
fn segments(path: &str) -> Vec<String> {
    let mut segments = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let end = inside.find(']').unwrap_or(inside.len());
            let (key, after) = inside.split_at(end);
            let quoted = ['"', '\''].iter().find_map(|quote| key.strip_prefix(*quote)?.strip_suffix(*quote));
            segments.push(quoted.unwrap_or(key).to_owned());
            rest = after.strip_prefix(']').unwrap_or(after);
            rest = rest.strip_prefix('.').unwrap_or(rest);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            segments.push(rest[..end].to_owned());
            rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_nunjucks::Scope;

    #[track_caller]
    fn check(template: &str, expect: &Value) {
        let mut language = Environment::scaffolder();
        add(&mut language, &Arc::new(Integrations::default()));
        let scope = Scope::of(&json!({
            "repo": "github.com?owner=acme&repo=cart", "owner": "group:hq/team-a",
            "obj": { "deep": { "x": [1, { "y z": "w" }] }, "a.b": 2, "nothing": null },
        }));
        let value = language.compile(template).and_then(|template| template.evaluate(&scope));
        let shown = value.map_or_else(|error| json!(error.message), |value| value.to_json().into());
        assert_eq!(&shown, expect, "{template}");
    }

    #[test]
    fn addresses_and_references_are_taken_apart() {
        check(
            "${{ repo | parseRepoUrl }}",
            &json!({ "host": "github.com", "owner": "acme", "repo": "cart" }),
        );
        check("${{ repo | projectSlug }}", &json!("acme/cart"));
        check(
            "${{ owner | parseEntityRef }}",
            &json!({ "kind": "group", "namespace": "hq", "name": "team-a" }),
        );
        check(
            "${{ { name: 'b' } | parseEntityRef({ defaultKind: 'user' }) }}",
            &json!({ "kind": "user", "namespace": "default", "name": "b" }),
        );
        check(
            "${{ 'b' | parseEntityRef }}",
            &json!("the filter `parseEntityRef`: \"b\" does not say which kind it means; write <kind>:b"),
        );
        check(
            "${{ owner | parseEntityRef(defaultKind='group') }}",
            &json!("the filter `parseEntityRef` takes no arguments by name"),
        );
    }

    #[test]
    fn members_are_picked_by_path() {
        check("${{ obj | pick('deep.x[0]') }}", &json!(1));
        check("${{ obj | pick('deep.x[1][\"y z\"]') }}", &json!("w"));
        check("${{ obj | pick('a.b') }}", &json!(2));
        check("${{ obj | pick('nothing') }}", &Value::Null);
        check("${{ obj | pick('no.where') is undefined }}", &json!(true));
        check("${{ [1, 2] | pick(1) }}", &json!(2));
    }
}
