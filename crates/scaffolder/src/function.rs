//! Actions that are a definition and a function.

use crate::action::{Action, Definition, Example, Failure, Later, Output, Registry, Step};

/// What such an action does, with what it was made with.
pub type Run<C> = for<'a> fn(&'a C, Step<'a>) -> Later<'a, Result<Output, Failure>>;

struct Function<C> {
    definition: Definition,
    context: C,
    run: Run<C>,
}

impl<C: Send + Sync> Action for Function<C> {
    fn definition(&self) -> &Definition {
        &self.definition
    }

    fn run<'a>(&'a self, step: Step<'a>) -> Later<'a, Result<Output, Failure>> {
        (self.run)(&self.context, step)
    }
}

impl Registry {
    /// Adds actions that are functions, each with its own copy of what they are made with.
    pub fn add_all<C>(&mut self, context: &C, actions: Vec<(Definition, Run<C>)>)
    where
        C: Clone + Send + Sync + 'static,
    {
        for (definition, run) in actions {
            self.add(Function { definition, context: context.clone(), run });
        }
    }
}

impl Example {
    /// A use of an action with its YAML; blank lines around it do not count.
    pub fn new(description: &str, example: &str) -> Self {
        let lines: Vec<&str> = example.lines().skip_while(|line| line.trim().is_empty()).collect();
        let text = lines.join("\n");
        Self { description: description.to_owned(), example: format!("{}\n", text.trim_end()) }
    }
}
