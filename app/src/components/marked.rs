//! A text in which what was asked for is marked.

use leptos::prelude::*;
use portico_portal::views::search::Piece;

/// The pieces in their order.
pub(crate) fn marked(pieces: Vec<Piece>) -> AnyView {
    let views = pieces.into_iter().map(|(text, is_marked)| {
        if is_marked { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    });
    views.collect::<Vec<_>>().into_any()
}
