//! Cutting texts. Halves of surrogate pairs are possible, and remembered.

use super::Run;
use crate::error::Outcome;
use crate::text;
use crate::value::Value;

impl Run<'_> {
    /// A new text, counted.
    pub(crate) fn made(&mut self, made: String) -> Outcome<Value> {
        self.reserve(made.len())?;
        Ok(Value::from(made))
    }

    /// A text that was made by cutting or joining.
    pub(crate) fn torn(&mut self, made: String) -> Outcome<Value> {
        if text::has_markers(&made) {
            self.heap.tear();
        }
        let made = text::heal(made);
        self.made(made)
    }

    /// The units from one place to another.
    pub(crate) fn cut(&mut self, text: &str, from: usize, to: usize) -> Outcome<Value> {
        self.steps((text.len() / crate::limits::TEXT_PER_STEP) as u64)?;
        self.torn(text::cut(text, from, to))
    }

    /// The units of a text, each as a text of its own.
    pub(crate) fn units(&mut self, text: &str) -> Outcome<Vec<Value>> {
        self.reserve_items(text::length(text))?;
        let units = text::units(text);
        units.iter().map(|unit| self.torn(text::from_units(&[*unit]))).collect()
    }
}
