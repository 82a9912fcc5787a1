//! A form from YAML, and a browser without JavaScript that sends what a page holds.

use portico_form::{Form, Place, State, html::Look, repo::Host};
use portico_scm::Kind;
use serde_json::Value;

pub fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// A place with a host of each sort that matters.
pub fn place() -> Place {
    let hosts = [
        ("github.com", Kind::Github),
        ("gitlab.com", Kind::Gitlab),
        ("dev.azure.com", Kind::Azure),
        ("bitbucket.org", Kind::BitbucketCloud),
        ("code.example.test", Kind::Gerrit),
    ];
    let hosts = hosts.map(|(name, kind)| Host { name: name.to_owned(), kind });
    Place { hosts: hosts.to_vec(), flags: vec!["on".to_owned()] }
}

/// The form of one page or a list of pages.
pub fn form(text: &str) -> Form {
    let pages = match yaml(text) {
        Value::Array(pages) => pages,
        page => vec![page],
    };
    Form::of(&pages, place()).0
}

pub fn html(form: &Form, state: &State) -> String {
    form.html(state, &look())
}

pub fn look() -> Look<'static> {
    Look { address: "/create/templates/default/x", start: "/ui/create/start", ..Look::default() }
}

pub fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// What the form of a page would send, without any button, and with some texts put in.
pub fn sent(html: &str, typed: &[(&str, &str)], go: &str) -> Vec<(String, String)> {
    let form = &html[html.find("id=\"wizard-form\"").unwrap()..];
    let mut pairs = controls(&form[..form.find("</form>").unwrap()]);
    for (name, text) in typed {
        pairs.retain(|(known, _)| known != name);
        pairs.push(((*name).to_owned(), (*text).to_owned()));
    }
    pairs.push(("go".to_owned(), go.to_owned()));
    pairs
}

/// The pairs of all controls in some HTML, as a browser sends them.
fn controls(html: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut select: Option<(String, Option<String>)> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = rest.find('>').unwrap();
        let (tag, behind) = (&rest[..end], &rest[end + 1..]);
        let attribute = |name: &str| {
            let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            Some(unescape(&tag[from..from + tag[from..].find('"').unwrap()]))
        };
        let has = |name: &str| tag.split_whitespace().any(|word| word == name);
        if tag.starts_with("<input") && !has("disabled") {
            let is_off =
                matches!(attribute("type").as_deref(), Some("checkbox" | "radio")) && !has("checked");
            if let Some(name) = attribute("name").filter(|_| !is_off) {
                pairs.push((name, attribute("value").unwrap_or_default()));
            }
        } else if tag.starts_with("<textarea") && !has("disabled") {
            let text = &behind[..behind.find("</textarea>").unwrap()];
            let text = unescape(text.strip_prefix('\n').unwrap_or(text)).replace('\n', "\r\n");
            pairs.extend(attribute("name").map(|name| (name, text)));
        } else if tag.starts_with("<select") && !has("disabled") {
            select = attribute("name").map(|name| (name, None));
        } else if tag.starts_with("<option") {
            if let Some((_, value)) = &mut select
                && (value.is_none() || has("selected"))
                && !has("disabled")
            {
                *value = attribute("value");
            }
        } else if tag.starts_with("</select") {
            pairs.extend(select.take().and_then(|(name, value)| Some((name, value?))));
        }
        rest = behind;
    }
    pairs
}

fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#13;", "\r"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Fills in a page and presses a button.
pub fn press(form: &Form, state: &State, typed: &[(&str, &str)], go: &str) -> State {
    form.read(&sent(&html(form, state), typed, go))
}

/// The problems of the page as `pointer: message`.
pub fn problems(form: &Form, state: &State) -> Vec<String> {
    let problems = form.check(state.page, state);
    problems.iter().map(|problem| format!("{}: {}", problem.pointer, problem.message)).collect()
}
