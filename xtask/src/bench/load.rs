//! A closed loop of keep-alive connections: each sends its next request as soon as its answer has been read.
//!
//! Few threads serve many connections in turn, because a thread each would spend the machine on switching between
//! them. A time of one connection among several therefore includes waiting for its turn: it is an upper bound.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use super::http::Client;

const MOST_THREADS: usize = 2;
const WARM_UP: Duration = Duration::from_millis(300);

/// What one question cost at one number of connections.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Load {
    pub(super) connections: usize,
    pub(super) requests: usize,
    pub(super) per_second: f64,
    /// Size of the last body.
    pub(super) bytes: usize,
    pub(super) times: Times,
}

/// Times of a run, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Times {
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) p99: f64,
    pub(super) longest: f64,
}

/// Asks the same `requests` in turn over several connections for so long, after a warm-up.
pub(super) fn run(
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    duration: Duration,
) -> Result<Load> {
    round(address, requests, connections, WARM_UP)?;
    let (tallies, took) = round(address, requests, connections, duration)?;
    let bytes = tallies.last().map_or(0, |tally| tally.bytes);
    let mut times: Vec<Duration> = tallies.into_iter().flat_map(|tally| tally.times).collect();
    let count = times.len();
    Ok(Load {
        connections,
        requests: count,
        per_second: count as f64 / took.as_secs_f64(),
        bytes,
        times: Times::of(&mut times).context("no request was answered in time")?,
    })
}

impl Times {
    /// None without any.
    pub(super) fn of(times: &mut [Duration]) -> Option<Self> {
        times.sort_unstable();
        let at = |percent| percentile(times, percent).map(|time| time.as_secs_f64() * 1e3);
        Some(Self { p50: at(50)?, p95: at(95)?, p99: at(99)?, longest: at(100)? })
    }
}

/// The smallest time that so many percent of all do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[derive(Default)]
struct Tally {
    times: Vec<Duration>,
    bytes: usize,
}

fn round(
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    duration: Duration,
) -> Result<(Vec<Tally>, Duration)> {
    let threads = connections.clamp(1, MOST_THREADS);
    let mut groups: Vec<Vec<Client>> = (0..threads).map(|_| Vec::new()).collect();
    for number in 0..connections {
        groups[number % threads].push(Client::connect(address)?);
    }
    let started = Instant::now();
    let tallies: Result<Vec<Tally>> = thread::scope(|scope| {
        let each = groups.into_iter().enumerate();
        let running: Vec<_> = each
            .map(|(number, clients)| {
                let first = number * requests.len() / threads;
                scope.spawn(move || in_turn(clients, requests, first, started, duration))
            })
            .collect();
        running.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a reader panicked"))?).collect()
    });
    Ok((tallies?, started.elapsed()))
}

/// Keeps one request under way on every connection until the time is over.
fn in_turn(
    mut clients: Vec<Client>,
    requests: &[Vec<u8>],
    first: usize,
    started: Instant,
    duration: Duration,
) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut next = requests.iter().cycle().skip(first);
    let mut send = |client: &mut Client| -> Result<Instant> {
        let sent = Instant::now();
        client.send(next.next().context("there is nothing to ask")?)?;
        Ok(sent)
    };
    let mut sent = clients.iter_mut().map(&mut send).collect::<Result<Vec<Instant>>>()?;
    loop {
        for (client, sent) in clients.iter_mut().zip(&mut sent) {
            let answer = client.receive()?;
            if answer.status != 200 {
                bail!("answered {}: {}", answer.status, String::from_utf8_lossy(answer.body));
            }
            tally.times.push(sent.elapsed());
            tally.bytes = answer.body.len();
            *sent = send(client)?;
        }
        // What is still under way is not counted.
        if started.elapsed() >= duration {
            return Ok(tally);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        let at = |percent| percentile(&times, percent).map(|time| time.as_millis());
        assert_eq!([at(0), at(50), at(95), at(99), at(100)], [1, 100, 190, 198, 200].map(Some));
        let few: Vec<Duration> = [1, 2, 3].map(Duration::from_millis).to_vec();
        assert_eq!(percentile(&few, 50), Some(few[1]));
        assert_eq!(percentile(&few, 99), Some(few[2]));
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn times_need_not_be_sorted() {
        let mut times = [30, 10, 20].map(Duration::from_millis);
        let times = Times::of(&mut times).unwrap();
        assert_eq!((times.p50, times.longest), (20.0, 30.0));
        assert_eq!(Times::of(&mut []), None);
    }
}
