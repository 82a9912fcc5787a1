//! The title of the document.

use leptos::prelude::*;
use leptos_meta::Title;

/// What the tab shows: the page and the portal. The library writes titles into the head as they are, so nothing that
/// could end the element may be in it; a title is plain text for people, who read the look-alikes just as well.
#[component]
pub(crate) fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    view! { <Title text=safe(&text) /> }
}

fn safe(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '<' => '‹',
            '>' => '›',
            '&' => '＆',
            other => other,
        })
        .collect();
    format!("{plain} · Portico")
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn a_title_cannot_end_its_element() {
        assert_eq!(safe("a</title><script>&lt;"), "a‹/title›‹script›＆lt; · Portico");
        assert_eq!(safe("Till"), "Till · Portico");
    }
}
