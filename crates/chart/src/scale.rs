//! From figures to places.

/// A straight scale: one span onto another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    pub(crate) fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        Self { from, to }
    }

    /// Where a figure lies; what is outside lies at the edge.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (low, high) = self.from;
        let length = high - low;
        let share = if length > 0.0 { ((value - low) / length).clamp(0.0, 1.0) } else { 0.5 };
        let (start, end) = self.to;
        start + share * (end - start)
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn places_stay_on_the_scale() {
        let scale = Scale::new((0.0, 10.0), (200.0, 0.0));
        assert_eq!([scale.at(0.0), scale.at(5.0), scale.at(10.0)], [200.0, 100.0, 0.0]);
        assert_eq!([scale.at(-1.0), scale.at(11.0)], [200.0, 0.0]);
        assert_eq!(Scale::new((3.0, 3.0), (0.0, 100.0)).at(3.0), 50.0);
    }
}
