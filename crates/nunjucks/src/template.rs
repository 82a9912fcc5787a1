//! A template that was read and can be rendered.

use std::fmt;
use std::sync::Arc;

use crate::ast::{Expr, NodeKind, Tree};
use crate::environment::Shared;
use crate::error::Error;
use crate::run::Run;
use crate::scope::{Reads, Scope};
use crate::value::Value;

/// A template. Cloning is cheap.
#[derive(Clone)]
pub struct Template {
    pub(crate) shared: Arc<Shared>,
    pub(crate) source: Arc<str>,
    pub(crate) tree: Arc<Tree>,
}

impl Template {
    /// The text that the template gives.
    pub fn render(&self, scope: &Scope) -> Result<String, Error> {
        Run::new(&self.shared, &self.tree, scope, None).text().map_err(|fail| fail.locate(&self.source))
    }

    /// The same; the members of the scope that were read are added to `reads`.
    pub fn render_noting(&self, scope: &Scope, reads: &mut Reads) -> Result<String, Error> {
        Run::new(&self.shared, &self.tree, scope, Some(reads))
            .text()
            .map_err(|fail| fail.locate(&self.source))
    }

    /// The value of a template that is nothing but one expression, in its own type; of any other the text.
    pub fn evaluate(&self, scope: &Scope) -> Result<Value, Error> {
        self.valued(scope, None)
    }

    /// The same; the members of the scope that were read are added to `reads`.
    pub fn evaluate_noting(&self, scope: &Scope, reads: &mut Reads) -> Result<Value, Error> {
        self.valued(scope, Some(reads))
    }

    fn valued(&self, scope: &Scope, reads: Option<&mut Reads>) -> Result<Value, Error> {
        let run = Run::new(&self.shared, &self.tree, scope, reads);
        let outcome = match self.sole() {
            Some(expression) => run.value(expression),
            None => run.text().map(Value::from),
        };
        outcome.map_err(|fail| fail.locate(&self.source))
    }

    /// Whether the template is nothing but one expression.
    pub fn is_expression(&self) -> bool {
        self.sole().is_some()
    }

    fn sole(&self) -> Option<&Expr> {
        match self.tree.nodes.as_slice() {
            [node] => match &node.kind {
                NodeKind::Output(expression) => Some(expression),
                _ => None,
            },
            _ => None,
        }
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template").field("source", &self.source).finish_non_exhaustive()
    }
}
