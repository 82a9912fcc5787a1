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
