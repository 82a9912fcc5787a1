//! What some parts of a sharing have together: the same as the sum of what [`Sharing::split`](super::Sharing::split) gives
//! each of them, without dividing for each.
//!
//! Parts that follow each other have the difference of two shares: that of all parts up to the last one, and that of all
//! before the first one. Such a share of an amount is a quotient by the day's total of weights. It is had by multiplying
//! with the fraction that it is of the total, in 2⁻⁶⁴, which is at most one too small, and corrected.

use crate::money::Amount;
use std::ptr;

/// The shares that some parts have together, by day.
#[derive(Debug, Default)]
pub(crate) struct Together {
    days: Vec<Of>,
    edges: Vec<Edge>,
}

/// One day.
#[derive(Clone, Copy, Debug)]
struct Of {
    /// The total of all weights.
    total: u64,
    /// The total of the weights of the wanted parts.
    wanted: u64,
    /// Where its edges begin and end.
    begin: usize,
    end: usize,
}

/// Where parts that follow each other end, or before which they begin.
#[derive(Clone, Copy, Debug)]
struct Edge {
    sum: u64,
    /// The sum over the total, in 2⁻⁶⁴, rounded towards nothing.
    fraction: u64,
    is_end: bool,
}

impl Together {
    /// From the places of parts, in order, and the running sums of each day's weights, which are below 2⁶².
    pub(super) fn new<'a>(wanted: &[usize], rows: impl Iterator<Item = &'a [u64]>) -> Self {
        let follow = |pair: &usize, next: &usize| pair + 1 == *next;
        let neighbours: Vec<(usize, usize)> = (wanted.chunk_by(follow))
            .filter_map(|places| Some((*places.first()?, *places.last()?)))
            .collect();
        let mut together = Self::default();
        let mut earlier: Option<&[u64]> = None;
        for row in rows {
            // Weights that do not change are the same row every day, whose edges are known.
            let is_same = earlier.replace(row).is_some_and(|earlier| ptr::eq(earlier, row));
            if let Some(same) = together.days.last().copied().filter(|_| is_same) {
                together.days.push(same);
                continue;
            }
            let total = row.last().copied().unwrap_or_default();
            let mut of_day = Of { total, wanted: 0, begin: together.edges.len(), end: 0 };
            for (first, last) in &neighbours {
                let end = row.get(*last).copied().unwrap_or(total);
                let before = first.checked_sub(1).and_then(|before| row.get(before)).copied();
                let before = before.unwrap_or_default();
                if end > before {
                    of_day.wanted += end - before;
                    together.edges.push(Edge::new(end, total, true));
                    together.edges.extend((before > 0).then(|| Edge::new(before, total, false)));
                }
            }
            of_day.end = together.edges.len();
            together.days.push(of_day);
        }
        together
    }

    /// How many edges are held, which take the room.
    pub(crate) fn edges(&self) -> usize {
        self.edges.len()
    }

    /// What the parts have of an amount of the day at a place.
    pub(crate) fn of(&self, place: usize, amount: Amount) -> Amount {
        let Some(day) = self.days.get(place).filter(|day| day.wanted > 0) else { return Amount::ZERO };
        let (whole, rest) = divided(amount.raw().unsigned_abs(), day.total);
        // Edges that are added are not below those that are taken away, and what is left is not above the rest: what
        // wraps in between comes back.
        let edges = self.edges.get(day.begin..day.end).unwrap_or_default();
        let part = edges.iter().fold(0_u64, |part, edge| match edge.is_end {
            true => part.wrapping_add(edge.share(rest, day.total)),
            false => part.wrapping_sub(edge.share(rest, day.total)),
        });
        let part = (whole * u128::from(day.wanted) + u128::from(part)).cast_signed();
        Amount::from_raw(if amount.raw() < 0 { -part } else { part })
    }
}

impl Edge {
    fn new(sum: u64, total: u64, is_end: bool) -> Self {
        let fraction = (u128::from(sum) << 64) / u128::from(total.max(1));
        // One itself does not fit; the correction makes up for what is missing.
        Self { sum, fraction: u64::try_from(fraction).unwrap_or(u64::MAX), is_end }
    }

    /// `value` × sum ÷ total, rounded towards nothing, of a value below the total.
    fn share(self, value: u64, total: u64) -> u64 {
        let product = u128::from(value) * u128::from(self.fraction);
        let near = u64::try_from(product >> 64).unwrap_or_default();
        // Below twice the total, and so below 2⁶³, whatever wraps.
        let left = value.wrapping_mul(self.sum).wrapping_sub(near.wrapping_mul(total));
        near + u64::from(left >= total)
    }
}

/// Quotient and rest; the divisor is above 0.
fn divided(value: u128, divisor: u64) -> (u128, u64) {
    if let Ok(value) = u64::try_from(value) {
        return (u128::from(value / divisor), value % divisor);
    }
    let divisor = u128::from(divisor);
    (value / divisor, u64::try_from(value % divisor).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::Together;
    use crate::money::Amount;
    use proptest::prelude::*;

    /// By the definition: the difference of two quotients for each part.
    fn one_by_one(wanted: &[usize], row: &[u64], raw: i128) -> i128 {
        let total = u128::from(*row.last().unwrap());
        let (whole, rest) = (raw.unsigned_abs() / total, raw.unsigned_abs() % total);
        let up_to = |sum: u64| (whole * u128::from(sum) + rest * u128::from(sum) / total).cast_signed();
        let of = |place: &usize| up_to(row[*place]) - up_to(if *place == 0 { 0 } else { row[place - 1] });
        wanted.iter().map(of).sum::<i128>() * raw.signum()
    }

    proptest! {
        #[test]
        fn together_is_the_sum_of_the_parts(
            weights in prop::collection::vec((0_u64..1 << 53, any::<bool>()), 1..200),
            shift in 0_u32..53,
            raw in prop_oneof![any::<i64>().prop_map(i128::from), -(1_i128 << 105)..1 << 105],
        ) {
            let mut sum = 0;
            let row: Vec<u64> = weights.iter().map(|(weight, _)| { sum += weight >> shift; sum }).collect();
            prop_assume!(sum > 0);
            let wanted: Vec<usize> = (0..row.len()).filter(|place| weights[*place].1).collect();
            let copy = row.clone();
            let together = Together::new(&wanted, [&row[..], &copy[..]].into_iter());
            let expect = one_by_one(&wanted, &row, raw);
            prop_assert_eq!(together.of(1, Amount::from_raw(raw)).raw(), expect);
            prop_assert_eq!(together.of(0, Amount::from_raw(raw)).raw(), expect);
            let usual = Together::new(&wanted, [&row[..], &row[..], &row[..]].into_iter());
            prop_assert!(usual.edges() <= 2 * wanted.len(), "edges of the same weights are held once");
            prop_assert_eq!(usual.of(2, Amount::from_raw(raw)).raw(), expect);
            let all = Together::new(&(0..row.len()).collect::<Vec<_>>(), std::iter::once(&row[..]));
            prop_assert_eq!(all.of(0, Amount::from_raw(raw)).raw(), raw, "the whole is the whole");
            prop_assert_eq!(all.of(1, Amount::from_raw(raw)), Amount::ZERO, "there is no such day");
        }
    }
}
