//! What an API offers, from its definition: as words to be found by, not as a model of the format.
//!
//! Definitions are read line by line, as their formats are written everywhere; a definition in one line of JSON is
//! parsed. What is not understood gives no words, and that is all.

use crate::limits;
use serde_json::Value;

/// Methods of HTTP, as OpenAPI writes them.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// The operations of a definition, each as one text: `GET /orders listOrders All orders of a customer`.
pub(super) fn of_definition(kind: &str, definition: &str) -> Vec<String> {
    if definition.is_empty() || definition.len() > limits::DEFINITION {
        return Vec::new();
    }
    let mut found = match kind.to_lowercase().as_str() {
        "openapi" => openapi(definition),
        "asyncapi" => asyncapi(definition),
        "graphql" => graphql(definition),
        "grpc" | "proto" | "protobuf" => proto(definition),
        _ => Vec::new(),
    };
    found.truncate(limits::OPERATIONS);
    found
}

fn openapi(definition: &str) -> Vec<String> {
    if let Some(document) = json(definition) {
        return of_paths(&document);
    }
    let mut found: Vec<String> = Vec::new();
    let mut path: Option<(usize, &str)> = None;
    let mut method_indent = None;
    for line in definition.lines() {
        let Some((indent, key, value)) = key_and_value(line) else { continue };
        if path.is_some_and(|(outer, _)| indent <= outer) {
            (path, method_indent) = (None, None);
        }
        match path {
            _ if key.starts_with('/') && value.is_empty() => {
                (path, method_indent) = (Some((indent, key)), None)
            }
            Some((_, path))
                if METHODS.contains(&key) && method_indent.is_none_or(|known| known == indent) =>
            {
                method_indent = Some(indent);
                found.push(format!("{} {path}", key.to_uppercase()));
            }
            Some(_) if matches!(key, "operationId" | "summary") => append(&mut found, value),
            _ => {}
        }
    }
    found
}

/// OpenAPI as JSON.
fn of_paths(document: &Value) -> Vec<String> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let operations = paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation))
    });
    let known = operations.filter(|(_, method, _)| METHODS.contains(&method.as_str()));
    known
        .map(|(path, method, operation)| {
            let mut words = format!("{} {path}", method.to_uppercase());
            for key in ["operationId", "summary"] {
                if let Some(text) = operation.get(key).and_then(Value::as_str) {
                    words.push(' ');
                    words.push_str(text);
                }
            }
            words
        })
        .collect()
}

fn asyncapi(definition: &str) -> Vec<String> {
    if let Some(document) = json(definition) {
        let of = |key: &str| document.get(key).and_then(Value::as_object).into_iter().flatten();
        return of("channels").chain(of("operations")).map(|(name, _)| name.clone()).collect();
    }
    let mut found: Vec<String> = Vec::new();
    let (mut inside, mut level) = (false, None);
    for line in definition.lines() {
        let Some((indent, key, value)) = key_and_value(line) else { continue };
        if indent == 0 {
            (inside, level) = (matches!(key, "channels" | "operations" | "components"), None);
            continue;
        }
        if !inside {
            continue;
        }
        if level.is_none_or(|level| level == indent) {
            level = Some(indent);
            if !matches!(key, "schemas" | "messages" | "securitySchemes" | "parameters") {
                found.push(key.to_owned());
            }
        } else if matches!(key, "operationId" | "summary" | "title" | "address" | "name") {
            append(&mut found, value);
        }
    }
    found
}

fn graphql(definition: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut within = "";
    for line in definition.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        let first = if first == "extend" { words.next().unwrap_or_default() } else { first };
        if matches!(first, "type" | "input" | "enum" | "interface" | "union" | "scalar") {
            within = words.next().unwrap_or_default().trim_end_matches('{');
            if !matches!(within, "Query" | "Mutation" | "Subscription" | "") {
                found.push(within.to_owned());
            }
        } else if line.starts_with('}') {
            within = "";
        } else if !within.is_empty() && line.contains(':') {
            let name = line.split(['(', ':']).next().unwrap_or_default().trim();
            if !name.is_empty() && name.chars().all(|one| one.is_alphanumeric() || one == '_') {
                found.push(format!("{within}.{name}"));
            }
        }
    }
    found
}

fn proto(definition: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut service = "";
    for line in definition.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let mut words =
            line.split(|one: char| !(one.is_alphanumeric() || one == '_')).filter(|word| !word.is_empty());
        match (words.next(), words.next()) {
            (Some("service"), Some(name)) => {
                service = name;
                found.push(name.to_owned());
            }
            (Some("rpc"), Some(name)) => found.push(format!("{service}.{name}")),
            (Some("message" | "enum"), Some(name)) => found.push(name.to_owned()),
            _ => {}
        }
    }
    found
}

fn json(definition: &str) -> Option<Value> {
    definition.trim_start().starts_with('{').then(|| serde_json::from_str(definition).ok()).flatten()
}

/// The indent, the key and what follows it on a line of YAML.
fn key_and_value(line: &str) -> Option<(usize, &str, &str)> {
    let trimmed = line.trim_start();
    if trimmed.starts_with('#') {
        return None;
    }
    let (key, value) = match trimmed.split_once(": ") {
        Some(pair) => pair,
        None => (trimmed.trim_end().strip_suffix(':')?, ""),
    };
    let (key, value) = (bare(key), bare(value));
    (!key.is_empty()).then(|| (line.len() - trimmed.len(), key, value))
}

/// A scalar without the quotes around it.
fn bare(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

/// Adds words to the operation that was met last.
fn append(found: &mut [String], words: &str) {
    // A text that goes on over several lines begins with a sign for it.
    if let Some(last) = found.last_mut().filter(|last| last.len() < limits::PASSAGE)
        && !words.is_empty()
        && !words.starts_with(['|', '>'])
    {
        last.push(' ');
        last.push_str(words);
    }
}

#[cfg(test)]
mod tests {
    use super::of_definition;

    #[track_caller]
    fn check(kind: &str, definition: &str, expected: &[&str]) {
        assert_eq!(of_definition(kind, definition), expected);
    }

    const OPENAPI: &str = "
openapi: 3.1.0
paths:
  /orders:
    parameters:
      - name: x
    get:
      operationId: listOrders
      summary: All orders
      responses:
        \"200\":
          description: ok
    post:
      summary: \"Places an order\"
      operationId: placeOrder
  '/orders/{id}':
    delete: # gone
      operationId: cancelOrder
components:
  schemas:
    Order:
      properties:
        get: { type: string }
";

    #[test]
    fn openapi_gives_methods_paths_and_names() {
        let expected = [
            "GET /orders listOrders All orders",
            "POST /orders Places an order placeOrder",
            "DELETE /orders/{id} cancelOrder",
        ];
        check("openapi", &OPENAPI.replace(" # gone", ""), &expected);
        let json = r#"{"paths": {"/a": {"get": {"operationId": "readA"}, "parameters": []}}}"#;
        check("openapi", json, &["GET /a readA"]);
    }

    #[test]
    fn other_formats_give_their_names() {
        let asyncapi =
            "asyncapi: 3.0.0\nchannels:\n  order.placed:\n    address: shop/orders\ninfo:\n  title: x\n";
        check("asyncapi", asyncapi, &["order.placed shop/orders"]);
        let graphql = "type Query {\n  product(id: ID!): Product\n}\ntype Product {\n  name: String\n}\n";
        check("graphql", graphql, &["Query.product", "Product", "Product.name"]);
        let proto =
            "service Ledger {\n  rpc Book(BookRequest) returns (Booked); // now\n}\nmessage Booked {}\n";
        check("grpc", proto, &["Ledger", "Ledger.Book", "Booked"]);
    }

    #[test]
    fn what_is_not_understood_gives_nothing() {
        check("openapi", "{ not json", &[]);
        check("openapi", ": :\n/:\n", &[]);
        check("wsdl", "<definitions/>", &[]);
    }
}
