//! What can grow, and how far.

/// Most steps of a template.
pub const STEPS: usize = 500;

/// Most pages of a template's form.
pub const PAGES: usize = 100;

/// Deepest nesting of a JSON tree whose texts are rendered.
pub const DEPTH: usize = 128;

/// Most turns of a step with `each`.
pub const TURNS: usize = 1_000;
