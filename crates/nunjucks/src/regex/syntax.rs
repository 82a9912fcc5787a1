//! The parts of a regular expression.

/// A part.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Unit(u16),
    /// Any unit that does not end a line.
    Any,
    Class(Class),
    Start,
    End,
    /// At the edge of a word, or not.
    Boundary(bool),
    /// What is in parentheses, and the number of the group if it is one.
    Group(Box<Part>, Option<usize>),
    /// The same text as a group before.
    Again(usize),
    AgainNamed(String),
    /// What has to come, or has not to come, or to have come.
    Look {
        ahead: bool,
        wanted: bool,
        body: Box<Part>,
    },
    Sequence(Vec<Part>),
    Either(Vec<Part>),
    Repeat {
        body: Box<Part>,
        least: u32,
        most: Option<u32>,
        greedy: bool,
        groups: std::ops::Range<usize>,
    },
}

/// A set of units.
#[derive(Debug, Clone, Default)]
pub(super) struct Class {
    pub(super) ranges: Vec<(u16, u16)>,
    pub(super) negated: bool,
}

/// A whole regular expression.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) body: Part,
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
}

impl Class {
    pub(super) fn digits() -> Self {
        Self { ranges: vec![(0x30, 0x39)], negated: false }
    }

    pub(super) fn words() -> Self {
        Self { ranges: vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)], negated: false }
    }

    pub(super) fn spaces() -> Self {
        let ranges = vec![
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ];
        Self { ranges, negated: false }
    }

    pub(super) fn negated(mut self) -> Self {
        self.negated = !self.negated;
        self
    }

    /// All units that are in the class, as ranges.
    pub(super) fn flattened(mut self) -> Vec<(u16, u16)> {
        if !self.negated {
            return self.ranges;
        }
        self.ranges.sort_unstable();
        let mut rest = Vec::new();
        let mut next = 0u32;
        for (low, high) in self.ranges {
            if let (Ok(from), Some(to)) = (u16::try_from(next), low.checked_sub(1))
                && from <= to
            {
                rest.push((from, to));
            }
            next = next.max(u32::from(high) + 1);
        }
        if let Ok(from) = u16::try_from(next) {
            rest.push((from, u16::MAX));
        }
        rest
    }

    pub(super) fn has(&self, unit: u16) -> bool {
        self.ranges.iter().any(|(low, high)| (*low..=*high).contains(&unit)) != self.negated
    }
}
