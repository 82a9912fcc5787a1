//! When each host may be asked again: one after the other with a pause, and not while it wants to be left alone, whichever
//! of its folders it was that heard so.

use super::super::super::limits::MANIFEST_HOST_PAUSE;
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// What is known of the hosts.
#[derive(Debug, Default)]
pub(super) struct Hosts(HashMap<String, Instant>);

impl Hosts {
    /// When a place may be asked; the disk always.
    pub(super) fn free(&self, id: &str, now: Instant) -> Instant {
        host(id).and_then(|host| self.0.get(&host)).map_or(now, |not_before| now.max(*not_before))
    }

    /// A place of the host is asked now.
    pub(super) fn asked(&mut self, id: &str, now: Instant) {
        self.wait(id, now + MANIFEST_HOST_PAUSE);
    }

    /// The host wants to be left alone. Others heard the same and would come back in the same moment: `chance`, between 0
    /// and 1, adds up to a tenth.
    pub(super) fn left_alone(&mut self, id: &str, now: Instant, pause: Duration, chance: f64) {
        self.wait(id, now + pause + pause.mul_f64(chance / 10.0));
    }

    fn wait(&mut self, id: &str, until: Instant) {
        if let Some(host) = host(id) {
            let not_before = self.0.entry(host).or_insert(until);
            *not_before = until.max(*not_before);
        }
    }
}

/// The host of a place that is not on disk.
fn host(id: &str) -> Option<String> {
    let (_, rest) = id.strip_prefix("url:")?.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Hosts, MANIFEST_HOST_PAUSE};
    use std::time::{Duration, Instant};

    #[test]
    fn what_one_folder_of_a_host_hears_counts_for_all_of_them() {
        let (now, hour) = (Instant::now(), Duration::from_secs(3_600));
        let mut hosts = Hosts::default();
        hosts.asked("file:/srv/till", now);
        assert_eq!(hosts.free("file:/srv/till", now), now, "the disk is always there");
        hosts.asked("url:https://git.test/a/b", now);
        assert_eq!(hosts.free("url:https://GIT.test/a/c#go.mod", now), now + MANIFEST_HOST_PAUSE);
        assert_eq!(hosts.free("url:https://other.test/a/b", now), now);
        hosts.left_alone("url:https://git.test/a/b", now, hour, 0.5);
        hosts.asked("url:https://git.test/a/c", now);
        assert_eq!(hosts.free("url:https://git.test/a/d", now), now + hour + hour / 20);
        assert_eq!(hosts.free("url:https://git.test/a/d", now + hour * 2), now + hour * 2);
    }
}
