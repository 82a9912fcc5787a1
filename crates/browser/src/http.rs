//! Asking the server. All addresses are the site's own.

use crate::dom;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, RequestRedirect, Response, UrlSearchParams};

/// What the server answered.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub text: String,
}

impl Answer {
    /// Whether it is what was asked for.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Asks for something. Nothing if there was no answer at all.
pub async fn get(address: &str) -> Option<Answer> {
    send(address, &RequestInit::new()).await
}

/// Has something done, with a body of JSON. Nothing if there was no answer at all: then it may or may not be done.
pub async fn post(address: &str, json: &str) -> Option<Answer> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&JsValue::from_str(json));
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/json").ok()?;
    request.set_headers(&headers);
    send(address, &request).await
}

/// Sends the fields of a form. Whether it was done: the page that it leads to is not asked for.
pub async fn send_form(address: &str, fields: &UrlSearchParams) -> bool {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(fields);
    request.set_redirect(RequestRedirect::Manual);
    // A redirect that is not followed has no status to see.
    send(address, &request).await.is_some_and(|answer| answer.status == 0 || answer.is_ok())
}

async fn send(address: &str, request: &RequestInit) -> Option<Answer> {
    let asked = dom::window()?.fetch_with_str_and_init(address, request);
    let response: Response = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    Some(Answer { status: response.status(), text: text.as_string()? })
}
