//! Measures what a skeleton costs: 1,000 files of 4 KB, each read and rendered. `cargo run --release --example files`.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use portico_nunjucks::{Environment, Error, Scope};
use serde_json::json;

const FILES: usize = 1_000;
const BYTES: usize = 4 * 1024;

/// A file as skeletons have them: text, some values, a loop and a condition.
fn file(number: usize) -> String {
    let mut text = String::new();
    while text.len() < BYTES {
        text.push_str(
            "# ${{ values.name | upper }} of ${{ values.owner }}\n\
             {% if values.port %}port: ${{ values.port + 1 }}{% endif %}\n\
             {%- for dependency in values.dependencies %}\n  - ${{ dependency.name }}@${{ dependency.version }}\n{%- endfor %}\n\
             fn main() { println!(\"{}\", \"plain text that is copied as it is\"); }\n\n",
        );
    }
    format!("{text}// ${{{{ values.name | replace(r/[^a-z]+/g, \"-\") }}}} {number}\n")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scope = Scope::of(&json!({ "values": {
        "name": "cart service", "owner": "group:default/shop", "port": 8080,
        "dependencies": (0..5).map(|n| json!({ "name": format!("lib-{n}"), "version": "1.2.3" })).collect::<Vec<_>>(),
    } }));
    let environment = Environment::scaffolder();
    let files: Vec<String> = (0..FILES).map(file).collect();
    let mut best = Duration::MAX;
    let mut bytes = 0;
    for _ in 0..3 {
        let started = Instant::now();
        bytes = files
            .iter()
            .map(|source| Ok(environment.compile(source)?.render(&scope)?.len()))
            .sum::<Result<usize, Error>>()?;
        best = best.min(started.elapsed());
    }
    let milliseconds = best.as_secs_f64() * 1000.0;
    writeln!(io::stdout(), "{FILES} files of {BYTES} bytes, {bytes} bytes written: {milliseconds:.0} ms")?;
    Ok(())
}
