//! Nunjucks, the template language of golden paths, with the values of JavaScript.
//!
//! Templates are read into a tree and interpreted: there is no code, no prototype and no host behind a value, only what
//! the caller put into the [`Scope`] and registered with the [`Environment`]. The crate is pure (no input or output, no
//! clock, no randomness) and runs in the browser as well. Any template ends: source, syntax tree, work, nesting, memory
//! and output have [`Limits`].
//!
//! ```
//! use portico_nunjucks::{Environment, Scope};
//! use serde_json::json;
//!
//! let environment = Environment::scaffolder();
//! let scope = Scope::of(&json!({"values": {"name": "cart", "port": 8080}}));
//!
//! let text = environment.compile("port: ${{ values.port }}")?.render(&scope)?;
//! assert_eq!(text, "port: 8080");
//!
//! // A template that is nothing but one expression keeps the type of its value.
//! let port = environment.compile("${{ values.port + 1 }}")?.evaluate(&scope)?;
//! assert_eq!(port.to_json(), Some(json!(8081)));
//! # Ok::<(), portico_nunjucks::Error>(())
//! ```
//!
//! # Where it differs
//!
//! Golden paths were written for `nunjucks` and are run by `nunjitsu`. A test renders written and random templates with
//! both and with this crate. Texts and values are those of nunjitsu (0.6.2, with regular expressions switched on), except:
//!
//! - Regular expressions always work: matching is counted as work and ends, so there is nothing to switch off.
//! - A loop over a list that the loop itself adds to goes over the items that were there at its start; nunjitsu goes on
//!   until its work is used up.
//! - Members keep the order in which they were written, also those whose names are whole numbers.
//! - What counts as a step of work is ours, so that a template near a limit may pass in one and fail in the other. Regular
//!   expressions have a largest size when their counted parts are written out.
//! - Comparisons without an order (`sort` of texts and numbers mixed) may put more than 32 items in another order.
//! - `{%- endraw %}` and `{% endraw -%}` end a raw part and take white space away, as people expect; nunjitsu looks for
//!   `{% endraw %}` alone and fails, nunjucks puts everything to the end of the file out.
//! - `random` follows a seed, so that the same template gives the same text on the server and in the browser.
//!
//! Beyond that, nunjucks differs from both, and each such template is listed with its reason in the list that the test
//! reads (`end2end/language/differences.json`): prototypes are out of reach; methods that are not on the list do not
//! exist; `[start:stop:step]` works; a call block's body sees the loop around it; `striptags` goes on until no tag is left;
//! wrong numbers of arguments, rows of no size, a raw part without its end, text in a `switch` before its first `case`,
//! putting out a function, and signs that make no sense are errors.

mod ast;
mod environment;
mod error;
mod filters;
mod function;
pub mod limits;
mod methods;
mod number;
mod parse;
mod predicates;
mod regex;
mod run;
mod scan;
mod scope;
mod template;
mod text;
mod token;
mod value;

pub use environment::{Environment, HostFn};
pub use error::{Error, ErrorKind};
pub use function::Function;
pub use limits::Limits;
pub use regex::Regex;
pub use scope::{Reads, Scope};
pub use template::Template;
pub use value::{List, Object, Value};
