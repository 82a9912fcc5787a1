//! The measurements and their budgets.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::generate::World;
use super::server::Server;
use crate::process::note;

const COLD_LIMIT: Duration = Duration::from_secs(120);
const CHANGE_LIMIT: Duration = Duration::from_secs(30);
const WARM_UP: usize = 20;
const REQUESTS: usize = 200;
const PAGE: &str = "/catalog";
/// Beside the folder of the data.
const LOG: &str = "server.log";

/// One figure beside its budget, in the same unit.
pub(super) struct Figure {
    name: &'static str,
    value: Option<f64>,
    budget: Option<f64>,
    unit: &'static str,
}

/// Measures everything on one catalog, with the server started twice.
pub(super) fn all(binary: &Path, world: &World, catalog: &Path, data: &Path) -> Result<Vec<Figure>> {
    fs::create_dir_all(data).with_context(|| format!("making {}", data.display()))?;
    let log = data.with_file_name(LOG);
    let counts = [world.counts.total(), world.counts.components];
    let start = || -> Result<(Server, Duration)> {
        let mut server = Server::start(binary, catalog, data, &log)?;
        let took = server.wait_for(PAGE, None, COLD_LIMIT, |answer| shows_one_of(&answer.body, &counts))?;
        Ok((server, took))
    };

    note("cold start");
    let (server, cold) = start()?;
    drop(server);
    note("warm start");
    let (mut server, warm) = start()?;
    note(&format!("{REQUESTS} requests of {PAGE}"));
    let times = first_bytes(&server)?;
    let memory = server.memory_mb();
    note("a changed file");
    let changed = change(&mut server, world, catalog)?;

    let seconds = |duration: Duration| Some(duration.as_secs_f64());
    Ok(vec![
        Figure { name: "cold start", value: seconds(cold), budget: Some(5.0), unit: "s" },
        Figure { name: "warm start", value: seconds(warm), budget: Some(1.0), unit: "s" },
        Figure { name: "first byte, median", value: percentile_ms(&times, 50), budget: None, unit: "ms" },
        Figure { name: "first byte, p95", value: percentile_ms(&times, 95), budget: Some(30.0), unit: "ms" },
        Figure { name: "memory", value: memory.map(|(now, _)| now), budget: Some(150.0), unit: "MB" },
        Figure {
            name: "memory, highest",
            value: memory.map(|(_, highest)| highest),
            budget: None,
            unit: "MB",
        },
        Figure { name: "changed file to page", value: seconds(changed), budget: Some(1.0), unit: "s" },
    ])
}

/// Times to the first byte over one connection, sorted.
fn first_bytes(server: &Server) -> Result<Vec<Duration>> {
    let mut client = server.client()?;
    let mut times = Vec::with_capacity(REQUESTS);
    for round in 0..WARM_UP + REQUESTS {
        let answer = client.get(PAGE)?;
        if answer.status != 200 {
            bail!("{PAGE} answered {}", answer.status);
        }
        if round >= WARM_UP {
            times.push(answer.first_byte);
        }
    }
    times.sort();
    Ok(times)
}

/// From writing a file to the new title on the entity's page.
fn change(server: &mut Server, world: &World, catalog: &Path) -> Result<Duration> {
    let marker = format!("Renamed{}", std::process::id());
    let (name, path, content) = world.changed(catalog, &marker);
    let page = format!("{PAGE}/default/component/{name}");
    let from = Instant::now();
    fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    server.wait_for(&page, Some(from), CHANGE_LIMIT, |answer| answer.body.contains(&marker))
}

fn percentile_ms(sorted: &[Duration], percent: usize) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((sorted.len() * percent / 100).min(last)).map(|time| time.as_secs_f64() * 1e3)
}

/// Whether the page's text has one of these numbers, however its thousands are parted.
fn shows_one_of(html: &str, numbers: &[usize]) -> bool {
    let text = visible_text(html);
    let mut number = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next_is_digit = characters.peek().is_some_and(char::is_ascii_digit);
        if character.is_ascii_digit() {
            number.push(character);
        } else if !number.is_empty() && next_is_digit && is_separator(character) {
            continue;
        } else {
            if number.parse().is_ok_and(|number| numbers.contains(&number)) {
                return true;
            }
            number.clear();
        }
    }
    number.parse().is_ok_and(|number| numbers.contains(&number))
}

fn is_separator(character: char) -> bool {
    matches!(character, ',' | '.' | '\'' | '\u{a0}' | '\u{202f}' | '\u{2019}')
}

/// The text outside tags, scripts and styles. Good enough for our own pages.
fn visible_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        // Comments are Leptos' marks inside one text; other tags part words.
        if !tag.starts_with('!') {
            text.push(' ');
        }
        let hidden = ["script", "style"].into_iter().find(|name| tag.starts_with(name));
        rest = match hidden.and_then(|name| tag.split_once(&format!("</{name}"))) {
            Some((_, after)) => after,
            None => tag,
        };
        rest = rest.split_once('>').map_or("", |(_, after)| after);
    }
    text + rest
}

/// The figures as a table.
pub(super) fn table(figures: &[Figure]) -> String {
    let mut text = format!("{:<22} {:>12} {:>12}\n", "", "measured", "budget");
    for figure in figures {
        let shown = |value: Option<f64>| {
            value.map_or("–".to_owned(), |value| format!("{value:.2} {}", figure.unit))
        };
        let over = matches!((figure.value, figure.budget), (Some(value), Some(budget)) if value > budget);
        let mark = if over { "  over" } else { "" };
        text +=
            &format!("{:<22} {:>12} {:>12}{mark}\n", figure.name, shown(figure.value), shown(figure.budget));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for page in
            ["<b>10000</b> entities", "10,000", "1<p>10\u{202f}000 of them</p>", "<i>x</i>10<!-- -->000"]
        {
            assert!(shows_one_of(page, &[10_000]), "{page}");
        }
    }

    #[test]
    fn a_number_elsewhere_does_not_count() {
        for page in ["<a href='/10000'>a</a>", "<script>let a = 10000</script>", "110000", "1000 0", "9,999"]
        {
            assert!(!shows_one_of(page, &[10_000]), "{page}");
        }
    }

    #[test]
    fn percentiles_of_sorted_times() {
        let times: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile_ms(&times, 50), Some(101.0));
        assert_eq!(percentile_ms(&times, 95), Some(191.0));
        assert_eq!(percentile_ms(&[], 50), None);
    }

    #[test]
    fn the_table_marks_what_is_over_its_budget() {
        let figure = |value, budget| Figure { name: "cold start", value, budget, unit: "s" };
        let text = table(&[figure(Some(6.0), Some(5.0)), figure(Some(4.0), Some(5.0)), figure(None, None)]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].ends_with("over") && !lines[2].ends_with("over"), "{text}");
        assert!(lines[3].contains('–'), "{text}");
    }
}
