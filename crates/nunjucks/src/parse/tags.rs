//! The block tags.

use std::ops::Range;
use std::sync::Arc;

use super::cursor::{Cursor, deepest};
use super::did_you_mean;
use super::postfix::args_depth;
use super::template::{Parser, targets};
use crate::ast::{Assigned, Expr, ExprKind, For, Key, Macro, Node, NodeKind, Parameter};
use crate::error::{Fail, Outcome};

const TAGS: &[&str] = &["if", "for", "set", "macro", "call", "filter", "block", "switch", "raw", "verbatim"];
const LOADING: &[&str] = &["include", "import", "from", "extends"];
const INNER: &[&str] = &[
    "else",
    "elif",
    "elseif",
    "endif",
    "endfor",
    "endset",
    "endmacro",
    "endcall",
    "endfilter",
    "case",
    "default",
    "endswitch",
];

impl Parser<'_> {
    pub(super) fn statement(
        &mut self,
        name: &str,
        code: Range<usize>,
        at: usize,
        stops: &[&str],
    ) -> Outcome<NodeKind> {
        match name {
            "if" => self.condition(code, at),
            "for" => self.repetition(code, at),
            "set" => self.assignment(code, at),
            "macro" => self.definition(code, at),
            "call" => self.call_block(code, at),
            "filter" => self.filter_block(code, at),
            "block" => self.block(code, at),
            "switch" => self.switch(code, at),
            "" => Err(Fail::syntax("this tag is empty", at)),
            _ if LOADING.contains(&name) => Err(Fail::syntax(
                format!("`{name}` is not available: a template cannot load other templates"),
                at,
            )),
            _ if INNER.contains(&name) => {
                let wanted = stops.join("`, `");
                let wanted = if stops.is_empty() { String::new() } else { format!(", expected `{wanted}`") };
                Err(Fail::syntax(format!("`{name}` does not belong here{wanted}"), at))
            }
            _ => {
                let near = did_you_mean(name, TAGS.iter().copied());
                Err(Fail::syntax(format!("there is no tag `{name}`{near}"), at))
            }
        }
    }

    fn condition(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        let mut branches = Vec::new();
        let mut condition = self.expression(code)?;
        loop {
            let (body, stop) = self.until(&["elif", "elseif", "else", "endif"], at)?;
            branches.push((condition, body));
            match stop.name.as_str() {
                "endif" => return Ok(NodeKind::If { branches, otherwise: None }),
                "else" => {
                    let otherwise = Some(self.until(&["endif"], at)?.0);
                    return Ok(NodeKind::If { branches, otherwise });
                }
                _ => condition = self.expression(stop.rest).map_err(|fail| fail.at(stop.at))?,
            }
        }
    }

    fn repetition(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        let mut cursor = self.cursor(code)?;
        let names = targets(&mut cursor)?;
        if !cursor.word("in") {
            return Err(cursor.unexpected("`in`"));
        }
        let list = cursor.expression()?;
        cursor.expect_end()?;
        if names.len() == 1 && names.iter().any(|name| &**name == "loop") {
            return Err(Fail::syntax("`loop` is taken: it tells about the loop itself", at));
        }
        let id = self.counts.loops;
        self.counts.loops += 1;
        let (body, stop) = self.until(&["else", "endfor"], at)?;
        let otherwise = if stop.name == "else" { Some(self.until(&["endfor"], at)?.0) } else { None };
        Ok(NodeKind::For(Box::new(For { id, names, list, body, otherwise })))
    }

    fn assignment(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        let mut cursor = self.cursor(code)?;
        let names = targets(&mut cursor)?;
        if cursor.sign("=") {
            let value = cursor.expression()?;
            cursor.expect_end()?;
            return Ok(NodeKind::Set { names, value: Assigned::Value(value) });
        }
        cursor.expect_end()?;
        let body = self.captured("endset", at)?;
        Ok(NodeKind::Set { names, value: Assigned::Body(body) })
    }

    fn captured(&mut self, end: &str, at: usize) -> Outcome<Vec<Node>> {
        self.captures += 1;
        let (body, _) = self.until(&[end], at)?;
        self.captures -= 1;
        Ok(body)
    }

    fn definition(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        if self.captures > 0 {
            return Err(Fail::syntax("a macro cannot be made inside of `set` or `filter`", at));
        }
        let mut cursor = self.cursor(code)?;
        let name = cursor.expect_name("the name of the macro")?;
        cursor.expect_sign("(")?;
        let parameters = parameters(&mut cursor)?;
        cursor.expect_end()?;
        let (body, _) = self.until(&["endmacro"], at)?;
        Ok(NodeKind::Macro(Arc::new(Macro { name, parameters, body })))
    }

    fn call_block(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        let mut cursor = self.cursor(code)?;
        let parameters = if cursor.sign("(") { parameters(&mut cursor)? } else { Vec::new() };
        let call = cursor.expression()?;
        cursor.expect_end()?;
        if !matches!(&*call.kind, ExprKind::Call(callee, _) if is_static(callee)) {
            return Err(Fail::syntax("`call` needs the call of a macro: {% call name(…) %}", at));
        }
        let (body, _) = self.until(&["endcall"], at)?;
        let body = Arc::new(Macro { name: "caller".into(), parameters, body });
        Ok(NodeKind::Call { call: Box::new(call), body })
    }

    fn filter_block(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        let body = self.captured("endfilter", at)?;
        let nesting = deepest_of(&body);
        let mut cursor = self.cursor(code)?;
        let input = cursor.make(at, nesting, ExprKind::Capture(body))?;
        let output = cursor.filter(input)?;
        cursor.expect_end()?;
        Ok(NodeKind::Output(output))
    }

    fn block(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        let mut cursor = self.cursor(code)?;
        let name = cursor.expect_name("the name of the block")?;
        cursor.expect_end()?;
        let (body, stop) = self.until(&["endblock"], at)?;
        let closing = &self.source[stop.rest];
        if !closing.is_empty() && *closing != *name {
            return Err(Fail::syntax(format!("this ends `{closing}`, but the block is `{name}`"), stop.at));
        }
        if !self.blocks.insert(Arc::clone(&name)) {
            return Err(Fail::syntax(format!("there are two blocks with the name `{name}`"), at));
        }
        Ok(NodeKind::Block(body))
    }

    fn switch(&mut self, code: Range<usize>, at: usize) -> Outcome<NodeKind> {
        const STOPS: &[&str] = &["case", "default", "endswitch"];
        let value = self.expression(code)?;
        let (before, mut stop) = self.until(STOPS, at)?;
        if !before.is_empty() {
            return Err(Fail::syntax("`switch` has to go on with `case` or `default` at once", at));
        }
        let mut cases = Vec::new();
        while stop.name == "case" {
            let case = self.expression(stop.rest).map_err(|fail| fail.at(stop.at))?;
            let (body, next) = self.until(STOPS, at)?;
            cases.push((case, body));
            stop = next;
        }
        let mut otherwise = None;
        if stop.name == "default" {
            otherwise = Some(self.until(&["endswitch"], at)?.0);
        }
        if cases.is_empty() && otherwise.is_none() {
            return Err(Fail::syntax("`switch` needs a `case` or a `default`", at));
        }
        Ok(NodeKind::Switch { value, cases, otherwise })
    }
}

/// The parameters of a macro, after the parenthesis; those with defaults come last.
fn parameters(cursor: &mut Cursor<'_>) -> Outcome<Vec<Parameter>> {
    let at = cursor.at();
    let args = cursor.nested(Cursor::arguments)?;
    // The depth counts as that of an expression, so that a default cannot be nested without end.
    cursor.make(at, args_depth(&args), ExprKind::List(Vec::new()))?;
    let mut parameters = Vec::new();
    for positional in args.positional {
        let ExprKind::Name(name) = *positional.kind else {
            return Err(Fail::syntax(
                "a parameter is a name, or a name with `=` and a default",
                positional.at,
            ));
        };
        parameters.push(Parameter { name, default: None });
    }
    parameters
        .extend(args.named.into_iter().map(|(name, default)| Parameter { name, default: Some(default) }));
    Ok(parameters)
}

/// Whether what is called is a name, or a member of one that is written out.
fn is_static(callee: &Expr) -> bool {
    match &*callee.kind {
        ExprKind::Name(_) => true,
        ExprKind::Member(value, Key::Fixed(_)) => is_static(value),
        _ => false,
    }
}

/// The depth of the deepest expression that a body puts out.
fn deepest_of(body: &[Node]) -> usize {
    deepest(body.iter().filter_map(|node| match &node.kind {
        NodeKind::Output(output) => Some(output),
        _ => None,
    }))
}
