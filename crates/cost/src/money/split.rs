//! Dividing an amount so that nothing is lost and nothing is made up.

use super::Amount;

impl Amount {
    /// One part for each weight, in proportion; the parts add up to the whole exactly.
    ///
    /// Every part is first rounded towards nothing; what is left, fewer 10⁻¹⁸ than there are parts, goes to the parts
    /// that lost most, earlier ones first. If all weights are 0 they count as equal. Without weights there are no parts.
    pub fn split(self, weights: &[u128]) -> Vec<Self> {
        let weights = scaled(weights);
        let total: u128 = weights.iter().sum();
        if total == 0 {
            return Vec::new();
        }
        let value = self.0.unsigned_abs();
        // Whole multiples and the rest by themselves: rest and weights are below 2⁶⁴, so nothing overflows.
        let (whole, rest) = (value / total, value % total);
        let mut parts: Vec<u128> =
            weights.iter().map(|weight| whole * weight + rest * weight / total).collect();
        let given: u128 = parts.iter().sum();
        let mut losses: Vec<(u128, usize)> =
            weights.iter().enumerate().map(|(at, weight)| (rest * weight % total, at)).collect();
        losses.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let left = usize::try_from(value - given).unwrap_or(usize::MAX);
        for &(_, at) in losses.iter().take(left) {
            if let Some(part) = parts.get_mut(at) {
                *part += 1;
            }
        }
        let signed = |part: u128| {
            // i128::MIN has no positive counterpart; as a single part it comes back through wrapping.
            let part = part.cast_signed();
            Self(if self.0 < 0 { part.wrapping_neg() } else { part })
        };
        parts.into_iter().map(signed).collect()
    }
}

/// The same proportions with a sum of at most 2⁶⁴; all 0 becomes all 1.
fn scaled(weights: &[u128]) -> Vec<u128> {
    if weights.iter().all(|&weight| weight == 0) {
        return vec![1; weights.len()];
    }
    let count = u128::try_from(weights.len()).unwrap_or(u128::MAX);
    let greatest = weights.iter().copied().max().unwrap_or(0);
    // The sum is at most greatest × count; as many low bits go as that has above 64.
    let bits = (128 - greatest.leading_zeros()) + (128 - count.leading_zeros());
    let shift = bits.saturating_sub(64);
    weights.iter().map(|weight| weight >> shift.min(127)).collect()
}
