//! Where the figures of a page come from, and whether they may be old.

use crate::time;
use portico_portal::costs::imports::Freshness;

/// What is known of where the figures come from.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// What the source is called.
    pub(super) label: String,
    /// When something was last read, in milliseconds since 1970.
    pub(super) at_ms: Option<i64>,
    /// What the clock says.
    pub(super) now_ms: i64,
    /// Why the figures may be old: a sentence for the reader.
    pub(super) stale: Option<String>,
}

/// A source that is so many times later than it should be is late.
const LATE: i64 = 3;

impl Origin {
    pub(super) fn of(sources: &[Freshness], now_ms: i64) -> Self {
        let label = match sources {
            [] => String::new(),
            [one] => format!("{} import", one.title),
            many => format!("{} imports", many.len()),
        };
        let at_ms = sources.iter().filter_map(|source| source.done_ms).max();
        Self { label, at_ms, now_ms, stale: sources.iter().find_map(|source| stale(source, now_ms)) }
    }
}

fn stale(source: &Freshness, now_ms: i64) -> Option<String> {
    let title = &source.title;
    let Some(done_ms) = source.done_ms else {
        let failed = source.failed.as_ref()?;
        return Some(format!("The bills of {title} have never been read: {failed}."));
    };
    let ago = time::ago(now_ms, done_ms);
    if let Some(failed) = &source.failed {
        return Some(format!("The bills of {title} were last read {ago}; the last look failed: {failed}."));
    }
    let is_late = now_ms.saturating_sub(done_ms) > source.frequency_ms.saturating_mul(LATE);
    is_late.then(|| {
        format!("The bills of {title} were last read {ago}, which is much longer than they should be.")
    })
}

#[cfg(test)]
mod tests {
    use super::Origin;
    use portico_portal::costs::imports::Freshness;

    const HOUR: i64 = 3_600_000;

    fn source(done_ms: Option<i64>, failed: Option<&str>) -> Freshness {
        Freshness {
            title: "Cloud".to_owned(),
            frequency_ms: HOUR,
            done_ms,
            failed: failed.map(str::to_owned),
        }
    }

    #[test]
    fn figures_that_may_be_old_are_said_to_be() {
        let said = |source| Origin::of(&[source], 10 * HOUR).stale.unwrap_or_default();
        assert_eq!(said(source(Some(9 * HOUR), None)), "");
        assert_eq!(said(source(None, None)), "", "it is about to be read");
        assert!(said(source(Some(HOUR), None)).contains("9 hours ago, which is much longer"));
        assert!(
            said(source(Some(9 * HOUR), Some("it is gone"))).contains("the last look failed: it is gone.")
        );
        assert!(said(source(None, Some("it is gone"))).contains("never been read"));
        let two = Origin::of(&[source(None, None), source(Some(5), None)], HOUR);
        assert_eq!((two.label.as_str(), two.at_ms), ("2 imports", Some(5)));
    }
}
