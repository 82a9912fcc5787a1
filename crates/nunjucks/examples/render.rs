//! Renders templates that come as lines of JSON, and answers each with a line: what the differential test talks to.
//!
//! A line is `{"template": "…", "context": {…}, "mode": "scaffolder" | "cookiecutter"}`, perhaps with `trimBlocks` and
//! `lstripBlocks`; the answer is `{"text": "…"}` and, for a sole expression, its `value`, or `{"error": "…"}`.

use std::io::{self, BufRead, Write};

use portico_nunjucks::{Environment, Scope};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let answer = serde_json::from_str(&line?)
            .map_or_else(|error| json!({"error": format!("not JSON: {error}")}), |request| answer(&request));
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn answer(request: &Value) -> Value {
    let environment = if request["mode"] == "cookiecutter" {
        Environment::cookiecutter()
    } else {
        Environment::scaffolder()
    };
    let flag = |name: &str| request[name].as_bool().unwrap_or_default();
    let environment =
        environment.with_trim_blocks(flag("trimBlocks")).with_lstrip_blocks(flag("lstripBlocks"));
    let scope = Scope::of(&request["context"]);
    let rendered = environment
        .compile(request["template"].as_str().unwrap_or_default())
        .and_then(|template| Ok((template.render(&scope)?, template.evaluate(&scope)?)));
    match rendered {
        Ok((text, value)) => match value.to_json() {
            Some(value) => json!({"text": text, "value": value}),
            None => json!({"text": text}),
        },
        Err(error) => json!({"error": error.to_string()}),
    }
}
