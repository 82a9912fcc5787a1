//! When each remote is asked: at an interval with jitter, later and later after failures, at once when somebody wants
//! it, and never more than a few at the same time.

use crate::server::limits::{BACKOFF_LEAST, BACKOFF_MOST, FETCHES};
use std::{
    collections::{BTreeSet, HashMap},
    time::{Duration, Instant},
};

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An answer.
    Good,
    /// None, or one that says no.
    Failed {
        /// How long the other side wants to be left alone.
        retry_after: Option<Duration>,
    },
}

/// How often a remote is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    /// The shortest time between two questions; `None` asks once only.
    pub(crate) least: Option<Duration>,
    /// Up to this much is added, by chance.
    pub(crate) jitter: Duration,
}

#[derive(Debug)]
struct Entry {
    due: Option<Instant>,
    interval: Interval,
    failures: u32,
    is_running: bool,
    /// Somebody wants it again, while it was running.
    is_wanted_again: bool,
    /// Whether it must come whole the next time.
    whole: bool,
    /// Whether it was asked for whole the last time.
    asked_whole: bool,
}

/// The remotes and when they are due.
#[derive(Debug)]
pub(crate) struct Schedule {
    entries: HashMap<String, Entry>,
    queue: BTreeSet<(Instant, String)>,
    running: usize,
    /// How many may be asked at the same time.
    most: usize,
}

impl Default for Schedule {
    fn default() -> Self {
        Self::at_most(FETCHES)
    }
}

impl Schedule {
    /// Nothing to ask yet; never more than so many at the same time.
    pub(crate) fn at_most(most: usize) -> Self {
        Self { entries: HashMap::new(), queue: BTreeSet::new(), running: 0, most }
    }

    /// Asks exactly these remotes from now on. New ones are due when `first` says.
    pub(crate) fn set(&mut self, remotes: &[String], mut first: impl FnMut(&str) -> (Instant, Interval)) {
        let wanted: BTreeSet<&String> = remotes.iter().collect();
        let gone: Vec<String> =
            self.entries.keys().filter(|remote| !wanted.contains(remote)).cloned().collect();
        for remote in gone {
            if let Some(entry) = self.entries.remove(&remote) {
                self.running -= usize::from(entry.is_running);
                self.unqueue(&remote, entry.due);
            }
        }
        for remote in remotes {
            if !self.entries.contains_key(remote) {
                let (due, interval) = first(remote);
                let entry = Entry {
                    due: Some(due),
                    interval,
                    failures: 0,
                    is_running: false,
                    is_wanted_again: false,
                    whole: false,
                    asked_whole: false,
                };
                self.entries.insert(remote.clone(), entry);
                self.queue.insert((due, remote.clone()));
            }
        }
    }

    /// Makes a remote due now. With `whole`, it must come whole even if it did not change.
    pub(crate) fn hurry(&mut self, remote: &str, whole: bool, now: Instant) {
        let Some(entry) = self.entries.get_mut(remote) else { return };
        entry.whole |= whole;
        if whole && entry.failures > 0 && entry.due.is_some() {
            // The catalog wants it, not a person: one that fails is left alone for as long as others of its kind.
            return;
        }
        if entry.is_running {
            entry.is_wanted_again = true;
            return;
        }
        let before = entry.due.replace(now);
        self.unqueue(remote, before);
        self.queue.insert((now, remote.to_owned()));
    }

    /// Makes all remotes due whose address begins like this. Returns how many there are.
    pub(crate) fn hurry_below(&mut self, prefix: &str, now: Instant) -> usize {
        // The address of a repository goes on with its branch and path, `.git` or not.
        let repository = prefix.trim_end_matches(['/', '?']);
        let is_below = |remote: &&String| match remote.split_once(':') {
            Some(("url", url)) => url.starts_with(prefix),
            Some(("git", target)) => {
                let rest = target.strip_prefix(repository);
                rest.is_some_and(|rest| {
                    rest.trim_start_matches(".git").starts_with(['#', '/']) || rest.is_empty()
                })
            }
            _ => false,
        };
        let below: Vec<String> = self.entries.keys().filter(is_below).cloned().collect();
        below.iter().for_each(|remote| self.hurry(remote, false, now));
        below.len()
    }

    /// Takes the next remote that is due, if one more may be asked at the same time, and whether it must come whole.
    pub(crate) fn take(&mut self, now: Instant) -> Option<(String, bool)> {
        self.take_free(now, |_| true)
    }

    /// Like [`take`](Self::take), but passes over remotes that may not be asked now; they stay due.
    pub(crate) fn take_free(
        &mut self,
        now: Instant,
        is_free: impl Fn(&str) -> bool,
    ) -> Option<(String, bool)> {
        if self.running >= self.most {
            return None;
        }
        let mut due = self.queue.iter().take_while(|(due, _)| *due <= now);
        let (due, remote) = due.find(|(_, remote)| is_free(remote)).cloned()?;
        self.queue.remove(&(due, remote.clone()));
        let entry = self.entries.get_mut(&remote)?;
        entry.due = None;
        entry.is_running = true;
        self.running += 1;
        entry.asked_whole = std::mem::take(&mut entry.whole);
        Some((remote, entry.asked_whole))
    }

    /// Notes what came of asking. `chance` is between 0 and 1.
    pub(crate) fn done(&mut self, remote: &str, outcome: Outcome, now: Instant, chance: f64) {
        let Some(entry) = self.entries.get_mut(remote).filter(|entry| entry.is_running) else { return };
        entry.is_running = false;
        self.running -= 1;
        entry.whole |= entry.asked_whole && outcome != Outcome::Good;
        entry.failures = match outcome {
            Outcome::Good => 0,
            Outcome::Failed { .. } => entry.failures.saturating_add(1),
        };
        let usual = entry.interval.least.map(|least| least + entry.interval.jitter.mul_f64(chance));
        let pause = match outcome {
            Outcome::Good => usual,
            // Soon at first, whatever the interval: a list that is read twice a day should not wait half a day because
            // of a moment's failure.
            Outcome::Failed { retry_after } => {
                let doubled =
                    BACKOFF_LEAST.saturating_mul(1 << entry.failures.clamp(1, 16).saturating_sub(1));
                Some(doubled.min(BACKOFF_MOST).max(retry_after.unwrap_or_default()))
            }
        };
        let pause = if std::mem::take(&mut entry.is_wanted_again) { Some(Duration::ZERO) } else { pause };
        if let Some(pause) = pause {
            let due = now + pause;
            entry.due = Some(due);
            self.queue.insert((due, remote.to_owned()));
        }
    }

    /// When each remote is due; those that are being asked are not.
    pub(crate) fn dues(&self) -> HashMap<String, Instant> {
        let dues = self.entries.iter().filter_map(|(remote, entry)| Some((remote.clone(), entry.due?)));
        dues.collect()
    }

    /// When the next remote is due, if one more may be asked at the same time.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.queue.first().map(|(due, _)| *due).filter(|_| self.running < self.most)
    }

    /// Like [`next`](Self::next), if each remote may be asked only from a moment on.
    pub(crate) fn next_free(&self, free: impl Fn(&str) -> Instant) -> Option<Instant> {
        let mut next: Option<Instant> = None;
        for (due, remote) in &self.queue {
            if next.is_some_and(|next| next <= *due) {
                break;
            }
            let at = free(remote).max(*due);
            next = Some(next.map_or(at, |next| next.min(at)));
        }
        next.filter(|_| self.running < self.most)
    }

    fn unqueue(&mut self, remote: &str, due: Option<Instant>) {
        if let Some(due) = due {
            self.queue.remove(&(due, remote.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, Outcome, Schedule};
    use crate::server::limits::{BACKOFF_LEAST, BACKOFF_MOST, FETCHES};
    use std::time::{Duration, Instant};

    const MINUTE: Duration = Duration::from_secs(60);

    fn world(remotes: &[&str], now: Instant) -> Schedule {
        let mut schedule = Schedule::default();
        let remotes: Vec<String> = remotes.iter().map(|remote| (*remote).to_owned()).collect();
        schedule.set(&remotes, |_| (now, Interval { least: Some(MINUTE), jitter: MINUTE / 2 }));
        schedule
    }

    #[test]
    fn an_answer_is_asked_for_again_after_the_interval_and_some_chance() {
        let now = Instant::now();
        let mut schedule = world(&["url:a"], now);
        assert_eq!(schedule.take(now), Some(("url:a".into(), false)));
        assert_eq!(schedule.take(now), None, "it is being asked");
        schedule.done("url:a", Outcome::Good, now, 0.5);
        assert_eq!(schedule.next(), Some(now + MINUTE + MINUTE / 4));
    }

    #[test]
    fn failures_make_it_patient_but_never_beyond_a_limit() {
        let now = Instant::now();
        let mut schedule = world(&["url:a"], now);
        let mut pauses = Vec::new();
        let mut at = now;
        for _ in 0..10 {
            schedule.take(at).expect("due");
            schedule.done("url:a", Outcome::Failed { retry_after: None }, at, 0.0);
            let next = schedule.next().expect("asked again");
            pauses.push(next - at);
            at = next;
        }
        assert_eq!(pauses[..3], [BACKOFF_LEAST, BACKOFF_LEAST * 2, BACKOFF_LEAST * 4]);
        assert_eq!(pauses[9], BACKOFF_MOST);
        assert!(pauses.iter().all(|pause| *pause <= BACKOFF_MOST));
        schedule.take(at).expect("due");
        let retry_after = Some(BACKOFF_MOST * 2);
        schedule.done("url:a", Outcome::Failed { retry_after }, at, 0.0);
        assert_eq!(schedule.next(), Some(at + BACKOFF_MOST * 2), "the other side's wish counts");
    }

    #[test]
    fn who_is_in_a_hurry_comes_first_and_is_not_lost_while_it_is_asked() {
        let now = Instant::now();
        let mut schedule = world(&["url:https://a.test/x", "url:https://b.test/y"], now + MINUTE);
        assert_eq!(schedule.take(now), None);
        assert_eq!(schedule.hurry_below("https://b.test/", now), 1);
        let mut git =
            world(&["git:https://a.test/shop.git#main:x", "git:https://a.test/shopping#main:x"], now);
        assert_eq!(git.hurry_below("https://a.test/shop/", now), 1, "one repository, not its neighbour");
        let (remote, _) = schedule.take(now).expect("due");
        assert_eq!(remote, "url:https://b.test/y");
        schedule.hurry(&remote, true, now);
        schedule.done(&remote, Outcome::Good, now, 0.0);
        assert_eq!(schedule.take(now), Some((remote.clone(), true)));
        // What came to nothing is still wanted whole, but in its own time.
        schedule.done(&remote, Outcome::Failed { retry_after: None }, now, 0.0);
        schedule.hurry(&remote, true, now);
        assert_eq!(schedule.take(now), None);
        assert_eq!(schedule.take(now + BACKOFF_LEAST), Some((remote, true)));
    }

    #[test]
    fn who_may_not_be_asked_holds_up_nobody_else() {
        let now = Instant::now();
        let mut schedule = world(&["url:a", "url:b"], now);
        let is_b = |remote: &str| remote == "url:b";
        let free = |remote: &str| if is_b(remote) { now } else { now + MINUTE };
        assert_eq!(schedule.next_free(free), Some(now));
        assert_eq!(schedule.take_free(now, is_b), Some(("url:b".into(), false)));
        assert_eq!(schedule.take_free(now, is_b), None);
        assert_eq!(schedule.next_free(free), Some(now + MINUTE), "nobody wakes up for nothing");
        assert_eq!(schedule.take(now), Some(("url:a".into(), false)), "it stayed due");
        assert_eq!(schedule.next_free(free), None);
        // Who is hurried as of a while ago comes before those that have been due since then.
        let later = now + MINUTE;
        let mut schedule = world(&["url:a", "url:b"], later);
        schedule.hurry("url:b", false, now);
        assert_eq!(schedule.take(later), Some(("url:b".into(), false)));
    }

    #[test]
    fn only_a_few_are_asked_at_the_same_time() {
        let now = Instant::now();
        let many: Vec<String> = (0..FETCHES + 3).map(|number| format!("url:{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let mut schedule = world(&many, now);
        let taken: Vec<_> = std::iter::from_fn(|| schedule.take(now)).collect();
        assert_eq!((taken.len(), schedule.next()), (FETCHES, None));
        schedule.done(&taken[0].0, Outcome::Good, now, 0.0);
        assert!(schedule.take(now).is_some());
        schedule.set(&[], |_| unreachable!());
        assert_eq!((schedule.entries.len(), schedule.running), (0, 0));
    }
}
