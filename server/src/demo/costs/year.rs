//! How a year goes: growth, seasons, and the small differences between days.

use portico_cost::day::Day;
use serde::Deserialize;

/// How much each month is of an ordinary one, for a shop with outdoor gear.
const SHOP: [f64; 12] = [0.93, 0.91, 0.96, 1.02, 1.11, 1.06, 0.99, 0.96, 1.0, 1.04, 1.16, 1.28];

/// What a line follows.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Season {
    /// Nothing.
    Flat,
    /// What people buy.
    Shop,
    /// What shops sell.
    Tills,
    /// When people work.
    Office,
}

impl Season {
    /// How much of an ordinary day a day is.
    pub(super) fn of(self, day: Day) -> f64 {
        // Monday is 0.
        let weekday = day.weekday();
        match self {
            Self::Flat => 1.0,
            Self::Shop => shop(day) * if weekday >= 5 { 1.07 } else { 0.98 },
            Self::Tills => match weekday {
                5 => 1.38,
                6 => 0.62,
                _ => 1.0,
            },
            Self::Office => {
                if weekday >= 5 {
                    0.48
                } else {
                    1.1
                }
            }
        }
    }
}

/// Between the middles of two months, the year goes evenly from one to the other.
fn shop(day: Day) -> f64 {
    let (_, month, date) = day.date();
    let length = f64::from(day.month().last().date().2);
    let within = (f64::from(date) - 0.5) / length - 0.5;
    let month = usize::from(month.saturating_sub(1)) % 12;
    let other = if within < 0.0 { (month + 11) % 12 } else { (month + 1) % 12 };
    SHOP[month] * (1.0 - within.abs()) + SHOP[other] * within.abs()
}

/// Growth after some days, for a growth over a year.
pub(super) fn grown(trend: f64, days: i32) -> f64 {
    trend.powf(f64::from(days) / 365.0)
}

/// A factor near one that is the same whenever it is asked for.
pub(super) fn noise(number: usize, day: Day) -> f64 {
    let mut state = u64::from(day.number().unsigned_abs()) ^ ((number as u64 + 1) << 32);
    let mut bits = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    // Two dice are nearer to what days are than one.
    let dice = (bits() >> 40) as f64 + (bits() >> 40) as f64;
    1.0 + (dice / f64::from(1_u32 << 24) - 1.0) * 0.05
}
