//! What templates are compiled with: the language's variant, limits, and what the host adds.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::limits::Limits;
use crate::parse;
use crate::scan::Syntax;
use crate::template::Template;
use crate::value::Value;

/// A filter or function of the host. The first argument of a filter is the piped value. An `Err` stops the template
/// with that message.
pub type HostFn = Arc<dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync>;

/// Everything that templates have in common. Cloning is cheap; a clone that is changed does not change the original.
#[derive(Clone)]
pub struct Environment {
    pub(crate) shared: Arc<Shared>,
}

#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) syntax: Syntax,
    pub(crate) limits: Limits,
    pub(crate) filters: HashMap<String, HostFn>,
    pub(crate) functions: HashMap<String, HostFn>,
    pub(crate) values: HashMap<String, Value>,
    pub(crate) seed: u64,
}

impl Environment {
    /// `${{ … }}`, as in golden paths.
    pub fn scaffolder() -> Self {
        Self::of(Syntax::default())
    }

    /// `{{ … }}`, with the helpers of Python's Jinja and the filter `jsonify`, as in cookiecutter's skeletons.
    pub fn cookiecutter() -> Self {
        Self::of(Syntax { cookiecutter: true, ..Syntax::default() })
    }

    fn of(syntax: Syntax) -> Self {
        Self {
            shared: Arc::new(Shared {
                syntax,
                limits: Limits::default(),
                filters: HashMap::new(),
                functions: HashMap::new(),
                values: HashMap::new(),
                seed: 1,
            }),
        }
    }

    fn change(&mut self) -> &mut Shared {
        Arc::make_mut(&mut self.shared)
    }

    /// With the syntax of cookiecutter's skeletons, or that of golden paths; what the host added stays.
    #[must_use]
    pub fn with_cookiecutter(mut self, cookiecutter: bool) -> Self {
        self.change().syntax.cookiecutter = cookiecutter;
        self
    }

    /// Whether the line end after a block tag is left out.
    #[must_use]
    pub fn with_trim_blocks(mut self, trim: bool) -> Self {
        self.change().syntax.trim_blocks = trim;
        self
    }

    /// Whether the white space before a block tag that begins its line is left out.
    #[must_use]
    pub fn with_lstrip_blocks(mut self, strip: bool) -> Self {
        self.change().syntax.lstrip_blocks = strip;
        self
    }

    /// With other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.change().limits = limits;
        self
    }

    /// What the filter `random` chooses by: equal seeds choose equally.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.change().seed = seed;
        self
    }

    /// Adds a filter. It goes before a built-in one of the same name.
    pub fn filter(&mut self, name: &str, filter: HostFn) {
        self.change().filters.insert(name.to_owned(), filter);
    }

    /// Adds a function: `name(…)`. Names of the scope go before it.
    pub fn global(&mut self, name: &str, function: HostFn) {
        self.change().functions.insert(name.to_owned(), function);
    }

    /// Adds a value under a name that all templates see. Names of the scope go before it.
    pub fn value(&mut self, name: &str, value: impl Into<Value>) {
        self.change().values.insert(name.to_owned(), value.into());
    }

    /// Reads a template.
    pub fn compile(&self, source: &str) -> Result<Template, Error> {
        let tree = parse::parse(source, self.shared.syntax, &self.shared.limits)
            .map_err(|fail| fail.locate(source))?;
        Ok(Template { shared: Arc::clone(&self.shared), source: Arc::from(source), tree: Arc::new(tree) })
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("syntax", &self.shared.syntax).finish_non_exhaustive()
    }
}
