//! What is left of a budget, day by day, and what is expected to be left at its end.

use crate::{
    Unit,
    frame::{Frame, Picture, Tone},
    line::{Band, Line, Lines},
};

/// A budget that is being used up.
#[derive(Clone, Debug)]
pub struct Burn<'a> {
    /// Begins the identifiers of its elements; different for each picture of a page.
    pub id: &'a str,
    /// Whose budget it is.
    pub title: &'a str,
    /// What is counted.
    pub unit: &'a Unit,
    /// The first day of the budget's period, in days since 1 January 1970.
    pub first: i32,
    /// How many days the period has.
    pub days: usize,
    /// The budget.
    pub budget: f64,
    /// What was spent on each day so far.
    pub spent: &'a [f64],
    /// What is expected to be spent on each day from then on: low, likely, high.
    pub expected: &'a [(f64, f64, f64)],
    /// How large it is.
    pub frame: Frame,
}

impl Burn<'_> {
    /// Draws it.
    pub fn draw(&self) -> Picture {
        let mut left = self.budget;
        let spent: Vec<Option<f64>> = self
            .spent
            .iter()
            .take(self.days)
            .map(|spent| {
                left -= spent;
                Some(left)
            })
            .collect();
        // The edges of what is expected begin where what is known ends.
        let known = spent.len();
        let (mut low, mut likely, mut high) = (vec![left], vec![left], vec![left]);
        for (little, some, much) in self.expected.iter().take(self.days.saturating_sub(known)) {
            high.push(high.last().copied().unwrap_or(left) - little);
            likely.push(likely.last().copied().unwrap_or(left) - some);
            low.push(low.last().copied().unwrap_or(left) - much);
        }
        let gap = known.saturating_sub(1);
        let expected = (0..gap).map(|_| None).chain(likely.into_iter().map(Some)).collect();
        // An even pace: as much on every day. Days are few hundreds.
        let even = |day: usize| Some(self.budget * (1.0 - (day + 1) as f64 / self.days.max(1) as f64));
        let even = Line {
            label: "even pace".to_owned(),
            values: (0..self.days).map(even).collect(),
            tone: Tone::Rest,
            is_dashed: true,
        };
        let spent = Line { label: "left".to_owned(), values: spent, tone: Tone::Series(1), is_dashed: false };
        let is_over = known >= self.days || self.expected.is_empty();
        let expected =
            Line { label: "expected".to_owned(), values: expected, tone: Tone::Series(1), is_dashed: true };
        let band = Band { label: "expected".to_owned(), first: gap, low, high };
        let lines = if is_over { vec![even, spent] } else { vec![even, expected, spent] };
        Lines {
            id: self.id,
            title: self.title,
            unit: self.unit,
            first: self.first,
            lines: &lines,
            band: (!is_over).then_some(&band),
            flags: &[],
            frame: self.frame,
        }
        .draw()
    }
}
