//! Forms of templates: from the JSON Schema of `spec.parameters` to fields, from what readers send to values, and what
//! is wrong with them.
//!
//! The same code runs on the server and in the browser: the page without JavaScript, the one that is alive, and the
//! check of a request are of one mind. The crate is pure; what pickers offer comes in as [`Offers`].
//!
//! ```
//! use portico_form::{Form, Place};
//! let page = serde_json::json!({"required": ["name"], "properties": {"name": {"type": "string"}}});
//! let (form, faults) = Form::of(&[page], Place::default());
//! assert!(faults.is_empty());
//! let sent = [("p", "1"), ("f./name", ""), ("go", "next")].map(|(name, text)| (name.into(), text.into()));
//! let state = form.read(&sent);
//! assert_eq!(form.check(state.page, &state)[0].message, "Enter a value.");
//! ```

mod build;
pub mod check;
mod defaults;
mod effective;
pub mod field;
mod form;
pub mod html;
pub mod limits;
mod pattern;
pub mod picker;
pub mod pointer;
mod problems;
mod read;
pub mod repo;
mod settle;
mod state;
mod ui;
mod words;

pub use build::Chosen;
pub use form::{Finished, Form, KNOWN, Page};
pub use picker::{Offer, Offered, Offers, Place, Question};
pub use problems::{Problem, Secrets, within};
pub use read::Pairs;
pub use state::{State, Told};
