//! Robust figures: a single odd day must not move them. Floating point, for what is expected; never for what is.

/// The middle value; none of none. Reorders the values.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len().checked_sub(1)? / 2;
    let (_, lower, above) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = *lower;
    if above.len() == middle {
        return Some(lower);
    }
    let upper = above.iter().copied().min_by(f64::total_cmp).unwrap_or(lower);
    Some(f64::midpoint(lower, upper))
}

/// What a standard deviation would be without odd values: the median distance from the median, as for a normal
/// distribution.
pub(super) fn deviation(values: &[f64]) -> Option<f64> {
    let middle = median(&mut values.to_vec())?;
    let mut distances: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    median(&mut distances).map(|distance| distance * 1.4826)
}

/// The median slope between all pairs of values (Theil and Sen), per step.
pub(super) fn slope(values: &[f64]) -> f64 {
    let mut slopes = Vec::with_capacity(values.len() * values.len() / 2);
    for (place, value) in values.iter().enumerate() {
        let mut distance = 1.0;
        for later in values.iter().skip(place + 1) {
            slopes.push((later - value) / distance);
            distance += 1.0;
        }
    }
    median(&mut slopes).unwrap_or_default()
}

/// How the days of the week differ from their week: a factor for each, 1 where too little is known. `weekday` is that of
/// the first value.
pub(super) fn weekdays(values: &[f64], weekday: u8) -> [f64; 7] {
    let mut ratios: [Vec<f64>; 7] = Default::default();
    for (place, week) in values.windows(7).enumerate() {
        let mut sorted: [f64; 7] = [0.0; 7];
        sorted.copy_from_slice(week);
        let level = median(&mut sorted).unwrap_or_default();
        let middle = week.get(3).copied().unwrap_or_default();
        let of = (usize::from(weekday) + place + 3) % 7;
        if let (true, Some(ratios)) = (level > 0.0 && middle >= 0.0, ratios.get_mut(of)) {
            ratios.push(middle / level);
        }
    }
    let factors = ratios.map(|mut ratios| match ratios.len() {
        0..3 => 1.0,
        _ => median(&mut ratios).unwrap_or(1.0).clamp(0.05, 20.0),
    });
    let mean = factors.iter().sum::<f64>() / 7.0;
    factors.map(|factor| factor / mean)
}

#[cfg(test)]
mod tests {
    use super::{deviation, median, slope, weekdays};

    #[test]
    fn an_odd_value_moves_nothing() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0, 1.0, 1000.0]), Some(3.0));
        assert_eq!(median(&mut [1.0, 2.0, 3.0, 1000.0]), Some(2.5));
        assert!((deviation(&[1.0, 2.0, 3.0, 2.0, 900.0]).unwrap() - 1.4826).abs() < 1e-9);
        assert!((slope(&[1.0, 2.0, 3.0, 400.0, 5.0]) - 1.0).abs() < 1e-9);
        assert!(slope(&[4.0]).abs() < f64::EPSILON);
    }

    #[test]
    fn weekends_are_found() {
        let values: Vec<f64> = (0..42).map(|day| if day % 7 >= 5 { 50.0 } else { 100.0 }).collect();
        let factors = weekdays(&values, 0);
        assert!(factors[6] / factors[0] > 0.45 && factors[6] / factors[0] < 0.55, "{factors:?}");
        assert!(weekdays(&[1.0; 10], 0).iter().all(|factor| (factor - 1.0).abs() < 1e-9));
    }
}
