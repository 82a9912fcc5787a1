//! One rendering.

mod calls;
mod coerce;
mod expressions;
mod frame;
mod globals;
mod heap;
mod loops;
mod macros;
mod nodes;
mod slices;
mod strings;

use crate::ast::{Expr, Tree};
use crate::environment::Shared;
use crate::error::{Fail, Outcome, over};
use crate::limits::{self, LEVEL};
use crate::scope::{Reads, Scope};
use crate::text;
use crate::value::Value;

pub(crate) use calls::Arguments;
pub(crate) use coerce::order_texts;
pub(crate) use frame::Place;
use globals::Helper;
pub(crate) use heap::{Heap, Items};
use macros::Made;

/// One rendering: what it may see, what it made, and what it cost so far.
pub(crate) struct Run<'t> {
    pub(crate) shared: &'t Shared,
    tree: &'t Tree,
    scope: &'t Scope,
    reads: Option<&'t mut Reads>,
    /// Lists and regular expressions as the template changed them.
    pub(crate) heap: Heap,
    /// Macros and bodies of call blocks.
    made: Vec<Made<'t>>,
    /// What `cycler` and `joiner` gave.
    helpers: Vec<Helper>,
    work: u64,
    output: usize,
    scratch: usize,
    calls: usize,
    depth: usize,
    /// State of the generator behind `random`.
    pub(crate) random: u64,
}

/// What is put out. Units are counted where they are added.
pub(crate) type Out = String;

impl<'t> Run<'t> {
    pub(crate) fn new(
        shared: &'t Shared,
        tree: &'t Tree,
        scope: &'t Scope,
        reads: Option<&'t mut Reads>,
    ) -> Self {
        Self {
            shared,
            tree,
            scope,
            reads,
            heap: Heap::default(),
            made: Vec::new(),
            helpers: Vec::new(),
            work: 0,
            output: 0,
            scratch: 0,
            calls: 0,
            depth: 0,
            random: shared.seed,
        }
    }

    /// The text of the whole template.
    pub(crate) fn text(mut self) -> Outcome<String> {
        let mut out = Out::new();
        let tree = self.tree;
        self.nodes(&tree.nodes, &Place::root(), &mut out)?;
        Ok(self.finished(out))
    }

    fn finished(&self, out: String) -> String {
        if self.heap.is_torn() { text::well_formed(&out).into_owned() } else { out }
    }

    /// The value of its only expression.
    pub(crate) fn value(mut self, expression: &'t Expr) -> Outcome<Value> {
        let value = self.eval(expression, &Place::root())?;
        let shown = self.shown(&value)?;
        self.count_output(&shown)?;
        self.settled(&value)
    }

    /// One step.
    pub(crate) fn step(&mut self) -> Outcome<()> {
        self.steps(1)
    }

    /// Several steps at once.
    pub(crate) fn steps(&mut self, count: u64) -> Outcome<()> {
        self.work = self.work.saturating_add(count);
        let limit = self.shared.limits.work;
        if self.work > limit { Err(over("steps", limit)) } else { Ok(()) }
    }

    /// Something that goes one level further down.
    pub(crate) fn deeper<T>(&mut self, go: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let limit = self.shared.limits.nesting;
        if self.depth + LEVEL > limit {
            return Err(over("levels of nesting", limit));
        }
        self.depth += LEVEL;
        let outcome = go(self);
        self.depth -= LEVEL;
        outcome
    }

    /// Memory for something that is about to be made.
    pub(crate) fn reserve(&mut self, bytes: usize) -> Outcome<()> {
        let limit = self.shared.limits.scratch;
        self.scratch = self.scratch.saturating_add(bytes);
        if bytes > limit || self.scratch > limit.saturating_mul(4) {
            return Err(over("bytes of values", limit));
        }
        self.steps((bytes / limits::TEXT_PER_STEP) as u64)
    }

    /// Memory for the items of a list.
    pub(crate) fn reserve_items(&mut self, count: usize) -> Outcome<()> {
        self.reserve(count.saturating_mul(limits::ITEM_BYTES))?;
        self.steps(count as u64)
    }

    fn count_output(&mut self, added: &str) -> Outcome<()> {
        // Bytes are at least as many as units, so that short texts need no counting.
        self.output = self.output.saturating_add(text::length(added));
        let limit = self.shared.limits.output;
        if self.output > limit { Err(over("characters of output", limit)) } else { Ok(()) }
    }

    /// Adds a text to what is put out.
    fn put(&mut self, out: &mut Out, added: &str) -> Outcome<()> {
        self.count_output(added)?;
        self.steps((added.len() / limits::TEXT_PER_STEP) as u64)?;
        out.push_str(added);
        if self.heap.is_torn() && text::has_markers(added) {
            *out = text::heal(std::mem::take(out));
        }
        Ok(())
    }

    fn count_call(&mut self) -> Outcome<()> {
        self.calls += 1;
        let limit = self.shared.limits.calls;
        if self.calls > limit { Err(over("calls of the host", limit)) } else { Ok(()) }
    }

    /// A failure inside of a host's function.
    fn host_failure(message: &str) -> Box<Fail> {
        Fail::new(crate::error::ErrorKind::Host, message)
    }
}
