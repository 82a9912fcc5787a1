//! The built-in filters.

mod html;
mod json;
mod lists;
mod numbers;
mod records;
mod selecting;
mod sorting;
mod texts;

use crate::error::{Outcome, fail};
use crate::run::{Arguments, Run};
use crate::value::Value;

pub(crate) use sorting::sorted_by_text;

/// What a filter gets: the rendering, the piped value, and the arguments after it.
pub(crate) struct Call<'r, 't> {
    pub(crate) run: &'r mut Run<'t>,
    pub(crate) input: Value,
    pub(crate) arguments: Vec<Value>,
}

/// A built-in filter.
pub(crate) type Filter = fn(&mut Call<'_, '_>) -> Outcome<Value>;

const FILTERS: &[(&str, Filter)] = &[
    ("abs", numbers::abs),
    ("batch", lists::batch),
    ("capitalize", texts::capitalize),
    ("center", texts::center),
    ("d", records::default),
    ("default", records::default),
    ("dictsort", sorting::dictsort),
    ("dump", json::filter),
    ("e", html::escape),
    ("escape", html::escape),
    ("first", lists::first),
    ("float", numbers::float),
    ("forceescape", html::forceescape),
    ("groupby", records::groupby),
    ("indent", texts::indent),
    ("int", numbers::int),
    ("join", lists::join),
    ("last", lists::last),
    ("length", lists::length),
    ("list", lists::list),
    ("lower", texts::lower),
    ("nl2br", html::nl2br),
    ("random", lists::random),
    ("reject", selecting::reject),
    ("rejectattr", selecting::rejectattr),
    ("replace", texts::replace),
    ("reverse", lists::reverse),
    ("round", numbers::round),
    ("safe", html::safe),
    ("select", selecting::select),
    ("selectattr", selecting::selectattr),
    ("slice", lists::slice),
    ("sort", sorting::sort),
    ("string", texts::string),
    ("striptags", html::striptags),
    ("sum", numbers::sum),
    ("title", texts::title),
    ("trim", texts::trim),
    ("truncate", texts::truncate),
    ("upper", texts::upper),
    ("urlencode", html::urlencode),
    ("urlize", html::urlize),
    ("wordcount", texts::wordcount),
];

/// Filters whose arguments have names.
const NAMED: &[(&str, &[&str])] =
    &[("int", &["default", "base"]), ("sort", &["reverse", "case_sensitive", "attribute"])];

/// A filter and the names of its arguments, if they have any.
#[derive(Clone, Copy)]
pub(crate) struct Builtin {
    filter: Filter,
    parameters: &'static [&'static str],
}

/// The built-in filter of that name.
pub(crate) fn named(name: &str, cookiecutter: bool) -> Option<Builtin> {
    let name = if cookiecutter && name == "jsonify" { "dump" } else { name };
    let (name, filter) = FILTERS.iter().find(|(known, _)| *known == name)?;
    let parameters = NAMED.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, names)| names);
    Some(Builtin { filter: *filter, parameters })
}

/// All names.
pub(crate) fn names(cookiecutter: bool) -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|(name, _)| *name).chain(cookiecutter.then_some("jsonify"))
}

/// Calls a filter; the first argument is the piped value.
pub(crate) fn call(run: &mut Run<'_>, builtin: Builtin, arguments: Arguments) -> Outcome<Value> {
    let Arguments { positional, mut named } = arguments;
    let functions = positional.iter().chain(named.iter().map(|(_, value)| value));
    if functions.into_iter().any(|value| matches!(value, Value::Function(_))) {
        return Err(fail("a function cannot go through a filter"));
    }
    let mut positional = positional.into_iter();
    let input = positional.next().unwrap_or_default();
    let mut arguments: Vec<Value> = positional.collect();
    if builtin.parameters.is_empty() {
        // JavaScript hands arguments with names over as one object behind the others.
        if !named.is_empty() {
            named.push(("__keywords".into(), Value::Bool(true)));
            arguments.push(Value::object(std::mem::take(&mut named)));
        }
    } else {
        for name in builtin.parameters.iter().skip(arguments.len()) {
            let at = named.iter().position(|(known, _)| **known == **name);
            arguments.push(at.map(|at| named.remove(at).1).unwrap_or_default());
        }
    }
    if let Value::String(text) | Value::Safe(text) = &input {
        run.steps((text.len() / crate::limits::TEXT_PER_STEP) as u64)?;
    }
    (builtin.filter)(&mut Call { run, input, arguments })
}

impl Call<'_, '_> {
    /// An argument; undefined if there are fewer.
    pub(crate) fn argument(&self, at: usize) -> Value {
        self.arguments.get(at).cloned().unwrap_or_default()
    }

    /// An argument if it is truthy, else a number.
    pub(crate) fn or_number(&self, at: usize, otherwise: f64) -> Value {
        self.arguments.get(at).filter(|value| value.is_truthy()).cloned().unwrap_or(Value::Number(otherwise))
    }

    /// The input as text; nothing is the empty text.
    pub(crate) fn normalized(&self) -> Outcome<std::sync::Arc<str>> {
        match &self.input {
            Value::Undefined | Value::Null | Value::Bool(false) => Ok("".into()),
            _ => self.text(),
        }
    }

    /// The input, which has to be a text.
    pub(crate) fn text(&self) -> Outcome<std::sync::Arc<str>> {
        match &self.input {
            Value::String(text) | Value::Safe(text) => Ok(text.clone()),
            other => Err(fail(format!("the value is {}, not a text", other.kind()))),
        }
    }

    /// A text that is safe if the input was.
    pub(crate) fn alike(&mut self, text: String) -> Outcome<Value> {
        let made = self.run.torn(text)?;
        Ok(match (&self.input, made) {
            (Value::Safe(_), Value::String(text)) => Value::Safe(text),
            (_, made) => made,
        })
    }
}
