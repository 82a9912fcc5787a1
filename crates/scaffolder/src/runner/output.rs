//! What the turns of a step give together.

use crate::{
    action::{Failure, Output},
    limits::OUTPUT_BYTES,
};
use serde_json::{Map, Value};

/// What a step hands to later ones.
pub(super) enum Gathered {
    /// The output of its one run.
    One(Output),
    /// Of each name, what every turn gave.
    Each(Map<String, Value>),
}

impl Gathered {
    /// For a step with or without `each`.
    pub(super) fn new(is_repeated: bool) -> Self {
        if is_repeated { Self::Each(Map::new()) } else { Self::One(Output::new()) }
    }

    /// Adds what a turn gave.
    pub(super) fn add(&mut self, output: Output) {
        match self {
            Self::One(one) => *one = output,
            Self::Each(each) => {
                for (name, value) in output {
                    match each.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
                        Value::Array(values) => values.push(value),
                        other => *other = value,
                    }
                }
            }
        }
    }

    /// All of it.
    ///
    /// # Errors
    /// If it is too much to be remembered.
    pub(super) fn whole(self) -> Result<Output, Failure> {
        let (Self::One(output) | Self::Each(output)) = self;
        let bytes = serde_json::to_string(&output).map_or(0, |text| text.len());
        if bytes > OUTPUT_BYTES {
            let most = OUTPUT_BYTES / (1024 * 1024);
            return Err(Failure::other(format!(
                "The step gives {bytes} bytes of output, and a task remembers {most} MB of a step; write them to a file"
            )));
        }
        Ok(output)
    }
}
