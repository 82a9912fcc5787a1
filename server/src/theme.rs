//! Choosing the theme without JavaScript: a form sets the cookie and leads back.

use axum::{
    Form,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_app::shell::{THEME_COOKIE, ThemeChoice};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Choice {
    theme: String,
    back: String,
}

/// Remembers the choice for a year and leads back to the page, which must be one of ours.
pub(crate) async fn choose(Form(choice): Form<Choice>) -> Response {
    let word = ThemeChoice::of(&choice.theme).word();
    let cookie = format!("{THEME_COOKIE}={word}; Path=/; Max-Age=31536000; SameSite=Lax");
    (StatusCode::SEE_OTHER, [(header::SET_COOKIE, cookie), (header::LOCATION, own_page(&choice.back))])
        .into_response()
}

/// A path of this site; the first page for anything that would lead elsewhere.
pub(crate) fn own_page(back: &str) -> String {
    let local = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    let printable = back.chars().all(|c| c.is_ascii_graphic());
    if local && printable { back.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn only_pages_of_this_site_are_led_back_to() {
        assert_eq!(own_page("/catalog?kind=api"), "/catalog?kind=api");
        for elsewhere in ["https://x.test", "//x.test", "/\\x.test", "", "/a\r\nb"] {
            assert_eq!(own_page(elsewhere), "/", "{elsewhere}");
        }
    }
}
