//! The parts of a template, one after another.

use std::sync::Arc;

use super::{Out, Place, Run};
use crate::ast::{Assigned, Expr, Node, NodeKind};
use crate::error::Outcome;
use crate::value::Value;

impl<'t> Run<'t> {
    pub(super) fn nodes(&mut self, nodes: &'t [Node], place: &Place, out: &mut Out) -> Outcome<()> {
        self.deeper(|run| nodes.iter().try_for_each(|node| run.node(node, place, out)))
    }

    fn node(&mut self, node: &'t Node, place: &Place, out: &mut Out) -> Outcome<()> {
        self.step()?;
        let outcome = match &node.kind {
            NodeKind::Text(text) => self.put(out, text),
            NodeKind::Output(expression) => self.output(expression, place, out),
            NodeKind::If { branches, otherwise } => self.branch(branches, otherwise.as_deref(), place, out),
            NodeKind::For(repetition) => self.repetition(repetition, place, out),
            NodeKind::Set { names, value } => self.assignment(names, value, place),
            NodeKind::Macro(definition) => {
                self.define(definition, place);
                Ok(())
            }
            NodeKind::Call { call, body } => self.call_block(call, body, place, out),
            NodeKind::Block(body) => {
                let place = place.separate(&place.frame, true);
                self.nodes(body, &place, out)
            }
            NodeKind::Switch { value, cases, otherwise } => {
                self.switch(value, cases, otherwise.as_deref(), place, out)
            }
        };
        outcome.map_err(|fail| fail.at(node.at))
    }

    fn output(&mut self, expression: &'t Expr, place: &Place, out: &mut Out) -> Outcome<()> {
        let value = self.eval(expression, place)?;
        let shown = self.shown(&value)?;
        self.put(out, &shown)
    }

    fn branch(
        &mut self,
        branches: &'t [(Expr, Vec<Node>)],
        otherwise: Option<&'t [Node]>,
        place: &Place,
        out: &mut Out,
    ) -> Outcome<()> {
        for (condition, body) in branches {
            if self.eval(condition, place)?.is_truthy() {
                return self.nodes(body, place, out);
            }
        }
        otherwise.map_or(Ok(()), |body| self.nodes(body, place, out))
    }

    fn assignment(&mut self, names: &'t [Arc<str>], value: &'t Assigned, place: &Place) -> Outcome<()> {
        let value = match value {
            Assigned::Value(expression) => self.eval(expression, place)?,
            Assigned::Body(body) => Value::from(self.capture(body, place)?),
        };
        for name in names {
            place.frame.assign(name, value.clone());
            if place.exports_names {
                place.exports.set(name, value.clone());
            }
        }
        Ok(())
    }

    /// What a body puts out, as a text.
    pub(super) fn capture(&mut self, body: &'t [Node], place: &Place) -> Outcome<String> {
        let mut kept = Out::new();
        self.nodes(body, place, &mut kept)?;
        self.reserve(kept.len())?;
        Ok(kept)
    }

    /// A case without a body goes on in the next one.
    fn switch(
        &mut self,
        value: &'t Expr,
        cases: &'t [(Expr, Vec<Node>)],
        otherwise: Option<&'t [Node]>,
        place: &Place,
        out: &mut Out,
    ) -> Outcome<()> {
        let value = self.eval(value, place)?;
        let mut matched = false;
        for (case, body) in cases {
            matched = matched || Self::same(&value, &self.eval(case, place)?);
            if matched && !body.is_empty() {
                return self.nodes(body, place, out);
            }
        }
        otherwise.map_or(Ok(()), |body| self.nodes(body, place, out))
    }
}
