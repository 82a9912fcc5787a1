//! What hosts have, for people who fill in a form: organisations, repositories, branches.

use crate::action::{Failure, Later};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::Arc};

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What becomes the value.
    pub id: String,
    /// What people read, if it is something else.
    pub title: Option<String>,
}

/// Knows what one kind of host has.
pub trait Completer: Send + Sync {
    /// What there is of a resource, such as `repositories`, for whoever has this token; the context says where.
    fn complete<'a>(
        &'a self,
        resource: &'a str,
        token: &'a str,
        context: &'a Map<String, Value>,
    ) -> Later<'a, Result<Vec<Choice>, Failure>>;
}

/// Those that there are, by the name of the kind of host.
#[derive(Clone, Default)]
pub struct Completers {
    known: BTreeMap<String, Arc<dyn Completer>>,
}

impl Completers {
    /// Adds one.
    pub fn add(&mut self, provider: &str, completer: impl Completer + 'static) {
        self.known.insert(provider.to_owned(), Arc::new(completer));
    }

    /// What there is of a resource.
    ///
    /// # Errors
    /// If nobody knows this kind of host, or the host does not say.
    pub async fn complete(
        &self,
        provider: &str,
        resource: &str,
        token: &str,
        context: &Map<String, Value>,
    ) -> Result<Vec<Choice>, Failure> {
        let completer = self.known.get(provider).ok_or_else(|| {
            let known: Vec<_> = self.known.keys().map(String::as_str).collect();
            let known = if known.is_empty() {
                "there are none".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            Failure::input(format!("there is no provider {provider} for autocompletion; {known}"))
        })?;
        completer.complete(resource, token, context).await
    }
}
