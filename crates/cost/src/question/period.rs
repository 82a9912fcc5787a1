//! Which days are asked about.

use crate::day::{Day, Span};

/// Which days are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So many days up to the last complete one.
    Days(u16),
    /// The month of the last complete day, up to that day.
    Month,
    /// From one day to another, both included.
    Between(Span),
}

/// The periods that are offered: word, days, name.
pub const PERIODS: [(&str, Period, &str); 5] = [
    ("30d", Period::Days(30), "30 d"),
    ("60d", Period::Days(60), "60 d"),
    ("90d", Period::Days(90), "90 d"),
    ("1y", Period::Days(365), "1 y"),
    ("month", Period::Month, "Month"),
];

impl Default for Period {
    fn default() -> Self {
        Self::Days(30)
    }
}

impl Period {
    /// The period of a word in an address.
    pub fn of_word(word: &str) -> Option<Self> {
        PERIODS.iter().find(|(known, ..)| *known == word).map(|(_, period, _)| *period)
    }

    /// The word in an address; none for days that are named one by one.
    pub fn word(self) -> Option<&'static str> {
        PERIODS.iter().find(|(_, period, _)| *period == self).map(|(word, ..)| *word)
    }

    /// The days that are meant when `through` is the last complete day.
    pub fn span(self, through: Day) -> Span {
        match self {
            Self::Days(days) => Span { first: through.plus(1 - i32::from(days.max(1))), last: through },
            Self::Month => Span { first: through.month().first(), last: through },
            Self::Between(span) => span,
        }
    }
}
