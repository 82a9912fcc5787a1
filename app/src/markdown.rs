//! Markdown of descriptions as HTML. What people wrote stays text: raw HTML is shown as it is written, and addresses
//! that do harm lead nowhere.

use portico_entity::is_safe_link;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// Headings of a description stand below those of the page.
const LEVELS_DOWN: usize = 2;

/// The HTML of a text in Markdown.
pub(crate) fn html(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(text, options).filter_map(tamed));
    out
}

/// What may stand in a page. Pictures are left to what they are called: nothing is loaded from elsewhere.
fn tamed(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => return None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = address(link_type, dest_url);
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::Heading { level, .. }) => {
            let level = lowered(level);
            Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lowered(level))),
        other => other,
    })
}

fn lowered(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    pulldown_cmark::HeadingLevel::try_from(level as usize + LEVELS_DOWN)
        .unwrap_or(pulldown_cmark::HeadingLevel::H6)
}

/// An address that may be followed: one of the web, or a path of the portal. Markdown allows blanks in `<…>`, addresses do
/// not.
fn address(link_type: LinkType, address: CowStr<'_>) -> CowStr<'_> {
    let address = if address.contains(' ') { address.replace(' ', "%20").into() } else { address };
    if link_type == LinkType::Email || is_safe_link(&address) { address } else { CowStr::Borrowed("") }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(html(text).trim_end(), expect);
    }

    #[test]
    fn words_are_formatted() {
        check("a **b** `c`", "<p>a <strong>b</strong> <code>c</code></p>");
        check("# A", "<h3>A</h3>");
        check("[x](https://a.test)", "<p><a href=\"https://a.test\">x</a></p>");
        check("[x](/catalog)", "<p><a href=\"/catalog\">x</a></p>");
    }

    #[test]
    fn blanks_in_addresses_are_encoded() {
        check("[x](<https://wiki.test/My Page>)", "<p><a href=\"https://wiki.test/My%20Page\">x</a></p>");
        check("[x](</docs/a b>)", "<p><a href=\"/docs/a%20b\">x</a></p>");
        for bad in ["https://a.test/&#9;b", "https://a.test/&#10;b", "java script:alert", " //evil.test"] {
            check(&format!("[x](<{bad}>)"), "<p><a href=\"\">x</a></p>");
        }
    }

    #[test]
    fn nothing_of_it_runs() {
        check("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;");
        check("a <img src=x onerror=y>", "<p>a &lt;img src=x onerror=y&gt;</p>");
        check("[x](javascript:alert)", "<p><a href=\"\">x</a></p>");
        check("[x](//evil.test)", "<p><a href=\"\">x</a></p>");
        check("![x](https://evil.test/pixel)", "<p>x</p>");
    }
}
