//! Choosing the theme without JavaScript: a form sets the cookie and leads back.

use axum::{
    Form,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_app::{
    paths::own_page,
    shell::{THEME_COOKIE, ThemeChoice},
};
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
