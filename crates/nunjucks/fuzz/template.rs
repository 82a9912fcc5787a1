// What is done with arbitrary bytes: the first says how the rest is read.

use portico_nunjucks::{Environment, Limits, Reads, Scope};
use serde_json::json;

/// Reads bytes as a template and renders it.
pub fn render(bytes: &[u8]) {
    let Some((how, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let source = match how % 4 {
        0 => text.into_owned(),
        1 => format!("${{{{ {text} }}}}"),
        2 => format!("{{% for x in list %}}${{{{ {text} }}}}{{% endfor %}}"),
        _ => format!("${{{{ text | replace(r/{text}/, \"$1\") }}}}"),
    };
    let limits = Limits { work: 20_000, output: 200_000, scratch: 1_000_000, ..Limits::default() };
    let environment = Environment::scaffolder()
        .with_cookiecutter(how & 8 != 0)
        .with_trim_blocks(how & 16 != 0)
        .with_lstrip_blocks(how & 32 != 0)
        .with_limits(limits);
    let scope = Scope::of(&json!({
        "list": [1, "two", null, [3]], "text": "The quick brown fox, 1.5 + é😀", "o": { "a": { "b": "c" } }, "n": -2.5,
    }));
    let Ok(template) = environment.compile(&source) else { return };
    let plain = template.render(&scope);
    let noted = template.render_noting(&scope, &mut Reads::new());
    assert_eq!(plain, noted, "noting what is read changes nothing");
    if let Ok(value) = template.evaluate(&scope) {
        value.to_json();
    }
}
