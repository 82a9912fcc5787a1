//! The gallery of templates: what does not fit the words is gone while they are typed. The server says the same for the
//! address, which follows.

use portico_browser::{dom, listen, parts::Part};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

/// Takes over the gallery: a field `input[name=text]`, cards with `data-words`, and an element with `data-count`.
pub(crate) fn open(gallery: &HtmlElement) -> Option<Part> {
    let field: HtmlInputElement = dom::find(gallery, "input[name=text]")?.dyn_into().ok()?;
    let (gallery, source) = (gallery.clone(), field.clone());
    let typed = listen::on(&field, "input", move |_| narrow(&gallery, &source.value()));
    Some(Box::new(typed))
}

fn narrow(gallery: &HtmlElement, text: &str) {
    let words = words(text);
    let cards = dom::all_in(gallery, "[data-words]");
    let mut shown = 0_usize;
    for card in &cards {
        let fits = fits(&card.get_attribute("data-words").unwrap_or_default(), &words);
        card.set_hidden(!fits);
        shown += usize::from(fits);
    }
    if let Some(count) = dom::find(gallery, "[data-count]") {
        let said = match shown {
            0 => "No template fits these words".to_owned(),
            1 => "1 template".to_owned(),
            _ => format!("{shown} templates"),
        };
        count.set_text_content(Some(&said));
    }
    dom::address("text", text.trim());
}

/// The words that are sought, in small letters.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// Whether every word is somewhere in a text of small letters.
fn fits(text: &str, words: &[String]) -> bool {
    words.iter().all(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{fits, words};

    #[test]
    fn every_word_must_be_somewhere() {
        assert!(fits("rust service axum", &words(" Ser  RUST ")));
        assert!(!fits("rust service", &words("rust node")));
        assert!(fits("anything", &words(" ")));
    }
}
