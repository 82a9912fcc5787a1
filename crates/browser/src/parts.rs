//! Parts of a page that are alive.
//!
//! A page is complete HTML from the server. An element with a certain attribute names the part that takes it over, and
//! holds what that part needs to know in a `<script type="application/json">`. The page's shell says with an event on the
//! document when such elements may have come or gone. A part lives until its element is gone: dropping it ends what it
//! started.

use crate::{dom, listen};
use std::{any::Any, cell::RefCell, rc::Rc};
use web_sys::HtmlElement;

/// A part that is alive. Dropping it ends it.
pub type Part = Box<dyn Any>;

/// Starts the part of a name for an element. One that cannot start leaves the page as the server made it.
pub type Open = fn(name: &str, element: &HtmlElement) -> Option<Part>;

/// What a program takes over.
#[derive(Clone, Copy)]
pub struct Program {
    /// The attribute by which elements name their part.
    pub attribute: &'static str,
    /// Told on the document when elements came or went. The pages' shell has the same name.
    pub event: &'static str,
    /// Starts a part.
    pub open: Open,
}

struct Alive(Vec<(HtmlElement, Option<Part>)>);

/// Takes over what the page has, and whatever comes later, for as long as the page is open.
pub fn follow(program: Program) {
    let Some(document) = dom::document() else { return };
    let alive = Rc::new(RefCell::new(Alive(Vec::new())));
    let later = Rc::clone(&alive);
    listen::forever(&document, program.event, move |_| refresh(program, &later));
    refresh(program, &alive);
}

/// Ends parts whose elements are gone, and starts those of new elements.
fn refresh(program: Program, alive: &RefCell<Alive>) {
    alive.borrow_mut().0.retain(|(element, _)| element.is_connected());
    let Program { attribute, open, .. } = program;
    for element in dom::all(&format!("[{attribute}]")) {
        if alive.borrow().0.iter().any(|(known, _)| *known == element) {
            continue;
        }
        let part = element.get_attribute(attribute).and_then(|name| open(&name, &element));
        alive.borrow_mut().0.push((element, part));
    }
}
