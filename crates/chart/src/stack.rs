//! Series on top of each other. Credits hang below nothing, so that they do not hide in what they are taken from.

/// Where one series lies on each day: its costs between two heights, and its credits between two depths.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layer {
    /// Lower and upper edge of what is above nothing.
    pub(crate) up: Vec<(f64, f64)>,
    /// Lower and upper edge of what is below nothing.
    pub(crate) down: Vec<(f64, f64)>,
}

impl Layer {
    pub(crate) fn has_up(&self) -> bool {
        self.up.iter().any(|(low, high)| low != high)
    }

    pub(crate) fn has_down(&self) -> bool {
        self.down.iter().any(|(low, high)| low != high)
    }
}

/// Stacks series of the same length, the first at the bottom.
pub(crate) fn stack<'a>(series: impl Iterator<Item = &'a [f64]>, length: usize) -> Vec<Layer> {
    let mut top = vec![0.0_f64; length];
    let mut bottom = vec![0.0_f64; length];
    let layer = |values: &[f64]| {
        let mut layer = Layer { up: Vec::with_capacity(length), down: Vec::with_capacity(length) };
        for index in 0..length {
            let value = values.get(index).copied().unwrap_or(0.0);
            let (low, high) = (top[index], top[index] + value.max(0.0));
            layer.up.push((low, high));
            top[index] = high;
            let (high, low) = (bottom[index], bottom[index] + value.min(0.0));
            layer.down.push((low, high));
            bottom[index] = low;
        }
        layer
    };
    series.map(layer).collect()
}

/// The deepest and the highest edge.
pub(crate) fn extent(layers: &[Layer]) -> (f64, f64) {
    let low = layers.iter().flat_map(|layer| &layer.down).map(|(low, _)| *low).fold(0.0, f64::min);
    let high = layers.iter().flat_map(|layer| &layer.up).map(|(_, high)| *high).fold(0.0, f64::max);
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::{extent, stack};
    use proptest::prelude::*;

    #[test]
    fn credits_hang_below_nothing() {
        let layers = stack([&[3.0, 2.0][..], &[-1.0, 4.0], &[1.0, -2.0]].into_iter(), 2);
        assert_eq!(layers[0].up, [(0.0, 3.0), (0.0, 2.0)]);
        assert_eq!(layers[1].up, [(3.0, 3.0), (2.0, 6.0)]);
        assert_eq!(layers[1].down, [(-1.0, 0.0), (0.0, 0.0)]);
        assert_eq!(layers[2].down, [(-1.0, -1.0), (-2.0, 0.0)]);
        assert_eq!(extent(&layers), (-2.0, 6.0));
        assert!(!layers[0].has_down() && layers[1].has_up() && layers[2].has_down());
    }

    proptest! {
        #[test]
        fn stacks_sum_up(series in prop::collection::vec(prop::collection::vec(-1e9_f64..1e9, 5), 1..8)) {
            let layers = stack(series.iter().map(Vec::as_slice), 5);
            for day in 0..5 {
                let sum: f64 = series.iter().map(|values| values[day]).sum();
                let last = layers.last().expect("one layer at least");
                let stacked = last.up[day].1 + last.down[day].0;
                prop_assert!((sum - stacked).abs() < 1.0, "{sum} {stacked}");
                for (layer, values) in layers.iter().zip(&series) {
                    let height = layer.up[day].1 - layer.up[day].0;
                    let depth = layer.down[day].1 - layer.down[day].0;
                    prop_assert!((height - depth - values[day]).abs() < 1.0);
                }
            }
        }
    }
}
