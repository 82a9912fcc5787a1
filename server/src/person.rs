//! Saying who one is, without sign-in: a form sets a cookie for a year and leads back.

use crate::{rest::caller::PERSON_COOKIE, router::AppState};
use axum::{
    Form,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use portico_app::paths::{self, own_page};
use portico_portal::Caller;
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Choice {
    /// The user; empty for nobody any more.
    #[serde(default)]
    person: String,
    #[serde(default)]
    back: String,
}

/// Remembers who the reader says they are and leads back to the page, which must be one of ours. A user that is not in
/// the catalog is nobody: the question is asked again, with the words that did not lead to anybody.
pub(crate) async fn choose(State(state): State<AppState>, Form(choice): Form<Choice>) -> Response {
    let Choice { person, back } = choice;
    if person.is_empty() {
        return lead(&own_page(&back), Some(cookie("", 0)));
    }
    match Caller::user(&person).person().filter(|person| state.portal.index().get(person).is_some()) {
        Some(person) => lead(&own_page(&back), Some(cookie(person, 365 * 24 * 60 * 60))),
        None => lead(&paths::who(&person, &own_page(&back)), None),
    }
}

fn cookie(person: &str, seconds: u32) -> String {
    let person = utf8_percent_encode(person, NON_ALPHANUMERIC);
    format!("{PERSON_COOKIE}={person}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly")
}

fn lead(to: &str, cookie: Option<String>) -> Response {
    let cookie = cookie.map(|cookie| [(header::SET_COOKIE, cookie)]);
    (StatusCode::SEE_OTHER, cookie, [(header::LOCATION, to.to_owned())]).into_response()
}
