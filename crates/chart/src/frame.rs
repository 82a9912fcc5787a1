//! What charts are given, and what they give.

/// How large a picture is. Pages show a wide one or a narrow one, so that its writing is of the page's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Width in units of the view box.
    pub width: u32,
    /// Height in units of the view box.
    pub height: u32,
}

impl Frame {
    /// Beside other things, or alone on a wide page.
    pub const WIDE: Self = Self { width: 720, height: 250 };
    /// On a phone.
    pub const NARROW: Self = Self { width: 340, height: 220 };
    /// Two beside each other on a wide page.
    pub const HALF: Self = Self { width: 460, height: 210 };
}

/// Which colour something has. Style sheets know them by their classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The colour of this number, from 1 to 8; further numbers begin anew.
    Series(u8),
    /// What remains.
    Rest,
    /// What belongs to nobody.
    Nobody,
}

impl Tone {
    /// The class of what has the tone.
    pub fn class(self) -> &'static str {
        const CLASSES: [&str; 8] =
            ["tone-1", "tone-2", "tone-3", "tone-4", "tone-5", "tone-6", "tone-7", "tone-8"];
        match self {
            Self::Series(number) => CLASSES[usize::from(number.saturating_sub(1)) % CLASSES.len()],
            Self::Rest => "tone-rest",
            Self::Nobody => "tone-nobody",
        }
    }
}

/// One value per day.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is called.
    pub label: String,
    /// The values, from the chart's first day on.
    pub values: Vec<f64>,
    /// Its colour.
    pub tone: Tone,
}

impl Series {
    /// All days together.
    pub fn total(&self) -> f64 {
        self.values.iter().copied().map(crate::figure::sane).sum()
    }
}

/// Something that happened, from a day to a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The first day.
    pub first: i32,
    /// The last day.
    pub last: i32,
    /// What it says.
    pub label: String,
}

/// Where in the picture the figures are: what a pointer needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    /// The left edge.
    pub left: f64,
    /// The right edge.
    pub right: f64,
    /// The upper edge.
    pub top: f64,
    /// The lower edge.
    pub bottom: f64,
    /// Whether days have a width, as bars have, or are points from edge to edge.
    pub is_banded: bool,
    /// How many days there are.
    pub days: usize,
}

impl Plot {
    /// The middle of a day, counted from the first.
    pub fn day_at(&self, index: f64) -> f64 {
        let width = self.right - self.left;
        // Days are few thousands.
        let days = self.days as f64;
        if self.is_banded || self.days < 2 {
            self.left + (index + 0.5) / days.max(1.0) * width
        } else {
            self.left + index / (days - 1.0) * width
        }
    }

    /// The day nearest to a place.
    pub fn nearest(&self, x: f64) -> usize {
        let share = ((x - self.left) / (self.right - self.left).max(1.0)).clamp(0.0, 1.0);
        let days = self.days as f64;
        let index = if self.is_banded || self.days < 2 {
            (share * days).floor()
        } else {
            (share * (days - 1.0)).round()
        };
        (index as usize).min(self.days.saturating_sub(1))
    }
}

/// A chart as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The markup of an `svg` element.
    pub svg: String,
    /// What the picture shows, in words; the markup has them, too.
    pub words: String,
    /// Where the figures are.
    pub plot: Plot,
}
