//! The syntax tree. Every node knows where it stands and how deep the tree below it is.

use std::sync::Arc;

use crate::regex::Regex;

/// An expression.
#[derive(Debug)]
pub(crate) struct Expr {
    /// Where it stands in the source, in bytes.
    pub(crate) at: usize,
    /// How many levels it has, with its own.
    pub(crate) depth: usize,
    pub(crate) kind: Box<ExprKind>,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    Literal(Literal),
    Name(Arc<str>),
    List(Vec<Expr>),
    /// Expressions in parentheses; the last one counts.
    Group(Vec<Expr>),
    Object(Vec<(Arc<str>, Expr)>),
    Member(Expr, Key),
    Slice(Expr, [Option<Expr>; 3]),
    Call(Expr, Args),
    Filter(Arc<str>, Args),
    /// A test: the tested value, the test's name, its arguments if there is a list of them.
    Is(Expr, Arc<str>, Option<Args>),
    Unary(Unary, Expr),
    Binary(Binary, Expr, Expr),
    Compare(Expr, Vec<(Comparison, Expr)>),
    And(Expr, Expr),
    Or(Expr, Expr),
    In(Expr, Expr),
    /// Condition, then, else.
    If(Expr, Expr, Option<Expr>),
    /// The text that a block puts out: what `filter` blocks give to their filter.
    Capture(Vec<Node>),
}

#[derive(Debug)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Text(Arc<str>),
    Regex(Arc<Regex>),
}

/// How a member is named.
#[derive(Debug)]
pub(crate) enum Key {
    Fixed(Arc<str>),
    Computed(Expr),
}

/// The arguments of a call; for filters the piped value comes first.
#[derive(Debug, Default)]
pub(crate) struct Args {
    pub(crate) positional: Vec<Expr>,
    pub(crate) named: Vec<(Arc<str>, Expr)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unary {
    Not,
    Negate,
    Plus,
    Floor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Concat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Same,
    NotSame,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A part of a template.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) at: usize,
    pub(crate) kind: NodeKind,
}

#[derive(Debug)]
pub(crate) enum NodeKind {
    Text(Arc<str>),
    Output(Expr),
    If { branches: Vec<(Expr, Vec<Node>)>, otherwise: Option<Vec<Node>> },
    For(Box<For>),
    Set { names: Vec<Arc<str>>, value: Assigned },
    Macro(Arc<Macro>),
    Call { call: Box<Expr>, body: Arc<Macro> },
    Block(Vec<Node>),
    Switch { value: Expr, cases: Vec<(Expr, Vec<Node>)>, otherwise: Option<Vec<Node>> },
}

#[derive(Debug)]
pub(crate) struct For {
    /// Its number in the template.
    pub(crate) id: usize,
    pub(crate) names: Vec<Arc<str>>,
    pub(crate) list: Expr,
    pub(crate) body: Vec<Node>,
    pub(crate) otherwise: Option<Vec<Node>>,
}

#[derive(Debug)]
pub(crate) enum Assigned {
    Value(Expr),
    Body(Vec<Node>),
}

/// A macro, or the body of a call block.
#[derive(Debug)]
pub(crate) struct Macro {
    pub(crate) name: Arc<str>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Vec<Node>,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Arc<str>,
    pub(crate) default: Option<Expr>,
}

/// A whole template, read.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    /// Whether the name `loop` is read anywhere.
    pub(crate) reads_loop: bool,
}
