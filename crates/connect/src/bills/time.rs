//! Moments as object stores write them.

use portico_cost::Day;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// `20130524T000000Z`.
pub(super) fn compact(moment: SystemTime) -> String {
    let seconds = moment.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let day = Day::from_seconds(i64::try_from(seconds).unwrap_or_default());
    let of_day = seconds % 86_400;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{}T{hour:02}{minute:02}{second:02}Z", day.to_string().replace('-', ""))
}

/// Milliseconds since 1970 of `2009-10-12T17:50:30.000Z` or `Mon, 12 Oct 2009 17:50:30 GMT`.
pub(super) fn read_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = httpdate::parse_http_date(text) {
        return ms(moment.duration_since(UNIX_EPOCH).ok()?);
    }
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut parts = time.splitn(3, ':');
    let mut next = || parts.next();
    let (hour, minute, second) =
        (next()?.parse::<u64>().ok()?, next()?.parse::<u64>().ok()?, next()?.parse::<f64>().ok()?);
    let day = u64::try_from(Day::parse(day).ok()?.number()).ok()?;
    let whole = Duration::from_secs(day * 86_400 + hour.min(23) * 3600 + minute.min(59) * 60);
    ms(whole + Duration::try_from_secs_f64(second.clamp(0.0, 60.0)).ok()?)
}

/// Milliseconds since 1970 of a moment; 0 for what was before.
pub(super) fn since_1970_ms(moment: SystemTime) -> i64 {
    ms(moment.duration_since(UNIX_EPOCH).unwrap_or_default()).unwrap_or(i64::MAX)
}

fn ms(duration: Duration) -> Option<i64> {
    i64::try_from(duration.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::{compact, read_ms};
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn moments_are_read_and_written() {
        assert_eq!(read_ms("2009-10-12T17:50:30.250Z"), Some(1_255_369_830_250));
        assert_eq!(read_ms("Mon, 12 Oct 2009 17:50:30 GMT"), Some(1_255_369_830_000));
        assert_eq!(read_ms("yesterday"), None);
        assert_eq!(compact(UNIX_EPOCH + Duration::from_secs(1_369_353_600)), "20130524T000000Z");
    }
}
