//! Whatever a template says: no panic, an end, and no more memory than the limits allow.

#![expect(clippy::expect_used, reason = "tests stop at the first surprise")]

use std::thread;

use portico_nunjucks::{Environment, ErrorKind, Limits, Scope};
use proptest::prelude::*;
use serde_json::json;

#[path = "../fuzz/template.rs"]
mod template;

/// Words of the language, so that random templates get further than their first character.
const SOUP: &[&str] = &[
    "${{",
    "}}",
    "{{",
    "{%",
    "%}",
    "{#",
    "#}",
    "-",
    "if ",
    "else",
    "endif",
    "for ",
    "x",
    " in ",
    "y",
    "endfor",
    "set ",
    "endset",
    "macro ",
    "m",
    "endmacro",
    "call ",
    "endcall",
    "filter ",
    "endfilter",
    "switch ",
    "case ",
    "default",
    "endswitch",
    "block ",
    "endblock",
    "raw",
    "endraw",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ".",
    "|",
    "~",
    "+",
    "*",
    "**",
    "/",
    "//",
    "%",
    "==",
    "=",
    "<",
    " not ",
    " and ",
    " or ",
    " is ",
    "odd",
    "join",
    "replace",
    "dump",
    "center",
    "indent",
    "batch",
    "slice",
    "sort",
    "striptags",
    "urlize",
    "push",
    "concat",
    "repeat",
    "values",
    "\"text\"",
    "'\\",
    "1",
    "99999",
    "1e9",
    ".5",
    "r/(a*)*b/g",
    "r/",
    "/i",
    "range",
    "cycler",
    "joiner",
    "caller",
    "loop",
    "\n",
    " ",
    "é",
    "😀",
    "\u{0}",
];

fn environments() -> [Environment; 2] {
    let limits = Limits { work: 20_000, output: 200_000, scratch: 1_000_000, ..Limits::default() };
    [Environment::scaffolder(), Environment::cookiecutter()].map(|environment| {
        environment.with_limits(limits.clone()).with_trim_blocks(true).with_lstrip_blocks(true)
    })
}

fn scope() -> Scope {
    Scope::of(&json!({
        "values": { "name": "cart", "list": [1, "two", null, [3]], "n": 3.5, "o": { "a": { "b": "c" } } },
        "x": "aaaaaaaaaaaaaaaaaaaaaaaa", "y": [1, 2, 3],
    }))
}

fn survives(source: &str) {
    for environment in environments() {
        let Ok(template) = environment.compile(source) else { continue };
        if let Ok(text) = template.render(&scope()) {
            assert!(text.encode_utf16().count() <= 200_000);
        }
        let _ = template.evaluate(&scope()).map(|value| value.to_json());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(source in "\\PC{0,200}") {
        survives(&source);
    }

    #[test]
    fn any_words_are_survived(words in prop::collection::vec(prop::sample::select(SOUP), 0..60)) {
        survives(&words.concat());
        survives(&format!("${{{{ {} }}}}", words.concat()));
    }

    #[test]
    fn any_bytes_that_make_a_request_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        template::render(&bytes);
    }

    #[test]
    fn errors_lie_inside_of_the_source(words in prop::collection::vec(prop::sample::select(SOUP), 0..30)) {
        let source = words.concat();
        if let Err(error) = Environment::scaffolder().compile(&source) {
            let line = source.split('\n').nth(error.line - 1);
            prop_assert!(line.is_some_and(|line| error.column <= line.chars().count() + 1), "{error}");
        }
    }

    #[test]
    fn texts_without_syntax_stay(text in "[^{}#%]{0,200}") {
        let rendered = Environment::scaffolder().compile(&text).and_then(|template| template.render(&scope()));
        prop_assert_eq!(rendered, Ok(text));
    }

    #[test]
    fn numbers_are_read_as_they_are_written(number in any::<f64>()) {
        prop_assume!(number.is_finite());
        let scope = Scope::new().with("n", number);
        let text = Environment::scaffolder().compile("${{ n }}").and_then(|template| template.render(&scope)).unwrap();
        prop_assert_eq!(text.parse::<f64>().unwrap(), number);
    }
}

/// Ends with an error of a limit, or with a text; on a stack as small as those of the server's threads.
#[track_caller]
fn ends(source: &str) -> Option<ErrorKind> {
    let source = source.to_owned();
    let ended = thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(move || {
        let environment = Environment::scaffolder();
        let rendered = environment.compile(&source).and_then(|template| template.render(&scope()));
        rendered.err().map(|error| error.kind)
    });
    ended.expect("a thread").join().expect("no panic")
}

#[test]
fn nesting_has_an_end_before_the_stack_has() {
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{a: ", "1", "}"),
        ("-(", "1", ")"),
        ("1 + (", "1", ")"),
        ("not (", "1", ")"),
        ("1 | default(", "1", ")"),
        ("y[", "0", "]"),
        ("1 if (", "1", ")"),
        ("1 is eq(", "1", ")"),
        ("y.at(", "0", ")"),
        ("1 in [", "1", "]"),
        ("2 * (", "1", ")"),
    ] {
        for depth in [400, 600, 20_000] {
            let source = format!("${{{{ {}{middle}{} }}}}", open.repeat(depth), close.repeat(depth));
            ends(&source);
        }
    }
    for (open, close) in [
        ("{% if true %}", "{% endif %}"),
        ("{% for x in y %}", "{% endfor %}"),
        ("{% set x %}", "{% endset %}"),
        ("{% filter upper %}", "{% endfilter %}"),
        ("{% switch 1 %}{% case 1 %}", "{% endswitch %}"),
        ("{% macro m() %}", "{% endmacro %}"),
        ("{% raw %}", "{% endraw %}"),
    ] {
        for depth in [150, 600, 5_000] {
            ends(&format!("{}x{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    let chain = |part: &str| format!("${{{{ 1{} }}}}", part.repeat(50_000));
    for part in
        [" + 1", " | string", ".a", "[0]", " and 1", " ~ 1", " ** 1", " == 1", "()", " if 1", " else 1"]
    {
        ends(&chain(part));
    }
    assert_eq!(ends("{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}"), Some(ErrorKind::Limit));
    assert_eq!(
        ends("{% macro m() %}{% call m() %}x{% endcall %}{% endmacro %}${{ m() }}"),
        Some(ErrorKind::Limit)
    );
    ends("{% set a = [] %}{% for i in range(2000) %}{% set a = [a] %}{% endfor %}${{ a }}");
    ends("{% set a = [] %}{% set b = [a] %}${{ a.push(b) }}${{ a }}");
    ends(
        "{% set a = [] %}{% for i in range(300) %}{% set b = [a] %}${{ a.push(b) }}{% set a = b %}{% endfor %}${{ a | dump }}",
    );
}

#[test]
fn work_and_memory_have_an_end() {
    for source in [
        "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}x{% endfor %}{% endfor %}{% endfor %}",
        "${{ range(0, 1e300 | default(1)) }}",
        "${{ range(0, 1, 0.0000001) | length }}",
        "{% set s = \"x\" %}{% for i in range(64) %}{% set s = s ~ s %}{% endfor %}${{ s | length }}",
        "{% set a = [1] %}{% for i in range(64) %}{% set a = [a, a] %}{% endfor %}${{ a }}",
        "{% set a = [1] %}{% for i in range(64) %}{% set a = a.concat(a) %}{% endfor %}${{ a.length }}",
        "{% set a = [1] %}{% for i in range(64) %}{% set a = [a, a] %}{% endfor %}${{ a | dump }}",
        "{% set a = [1] %}{% for i in range(64) %}{% set a = [a, a] %}{% endfor %}${{ a.flat(99) }}",
        "${{ \"x\" | center(1000000000) }}",
        "${{ \"a\\nb\" | indent(1000000000) }}",
        "${{ [1] | batch(4000000000, 1) }}",
        "${{ [1] | slice(4000000000) }}",
        "${{ {length: 4000000000} | reverse }}",
        "{% set s = \"x\" | center(200000) %}{% for i in range(9) %}{% set s = s | replace(\" \", s) %}{% endfor %}",
        "{% set s = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" %}${{ r/(a*)*b/.test(s) }}${{ r/(a|a)*$x/.test(s) }}",
        "${{ \"x\" | center(200000) | replace(r/(.*)*y/, \"z\") }}",
        "${{ r/((a{1,1000}){1,1000}){1,1000}/.test(\"a\") }}",
        "{% set s = \"x\" | center(200000) %}{% for i in range(100000) %}${{ s[i] }}{% endfor %}",
        "{% set s = \"x\" | center(200000) %}{% for i in range(100000) %}${{ \"z\" in s }}{% endfor %}",
        "{% set s = \"x\" | center(200000) %}{% for i in range(100) %}${{ s }}{% endfor %}",
    ] {
        let started = std::time::Instant::now();
        ends(source);
        assert!(started.elapsed().as_secs() < 20, "{:?} {source}", started.elapsed());
    }
}

#[test]
fn long_sources_without_an_end_are_read_once() {
    for part in ["${{ ", "{% raw %}", "{#", "{{", "{% if x %}", "a #", "<", "{% set x %}", "'"] {
        let started = std::time::Instant::now();
        ends(&part.repeat(1_000_000 / part.len()));
        ends(&format!("${{{{ {:?} | striptags }}}}", part.repeat(20_000)));
        assert!(started.elapsed().as_secs() < 20, "{:?} {part}", started.elapsed());
    }
}
