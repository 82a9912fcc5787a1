//! What pickers offer: asked once for each question, and again for what is typed.

use super::{Wizard, page::After};
use portico_browser::http;
use portico_form::{Offer, Offers, Question};
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// The answers that came with the page.
pub(super) fn of_json(value: Option<&Value>) -> Offers {
    let answers = value.and_then(Value::as_object).into_iter().flatten();
    answers.map(|(key, offer)| (key.clone(), Offer::of_json(offer))).collect()
}

/// Asks for what fits a question and a text. Nothing if there was no answer.
pub(super) async fn ask(question: &str, text: &str) -> Option<Offer> {
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let address = format!("/ui/create/options?ask={}&text={}", encode(question), encode(text));
    let answer = http::get(&address).await.filter(http::Answer::is_ok)?;
    Some(Offer::of_json(&serde_json::from_str(&answer.text).ok()?))
}

impl Wizard {
    /// Asks what the pickers of the page need and do not have.
    pub(super) fn ask_offers(self: &Rc<Self>) {
        let questions = self.form.questions(&self.state.borrow());
        for key in questions.iter().map(Question::key) {
            let is_known = self.offers.borrow().contains_key(&key);
            if is_known || !self.asked.borrow_mut().insert(key.clone()) {
                continue;
            }
            let wizard = Rc::clone(self);
            spawn_local(async move {
                if let Some(offer) = ask(&key, "").await {
                    wizard.offers.borrow_mut().insert(key, offer);
                    wizard.show(After::Nothing);
                }
            });
        }
    }

    /// What is offered and titled for a value is remembered, so that it is called the same later.
    pub(super) fn remember(&self, question: &str, option: &portico_form::Offered) {
        let mut offers = self.offers.borrow_mut();
        let offer = offers.entry(question.to_owned()).or_default();
        if !offer.options.iter().any(|known| known.value == option.value) {
            offer.options.push(option.clone());
        }
    }
}
