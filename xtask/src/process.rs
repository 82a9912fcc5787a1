//! Running commands: printed before they start, timed, and never swallowed.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a child may take to end by itself after it was asked to.
const GRACE: Duration = Duration::from_secs(5);
/// How often a long, quiet installation says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How many of the last lines of a compacted output are shown when it fails.
const LAST_LINES: usize = 40;

/// Prints a heading that stands out in a long log.
pub(crate) fn heading(text: &str) {
    println!("\n=== {text}");
}

/// Says what is going on; on stdout, in order with the headings.
pub(crate) fn note(text: &str) {
    println!("    {text}");
}

/// A duration as people read it.
pub(crate) fn seconds(duration: Duration) -> String {
    let all = duration.as_secs_f64();
    if all < 60.0 {
        format!("{all:.1} s")
    } else {
        format!("{} min {:02} s", all as u64 / 60, all as u64 % 60)
    }
}

/// Runs to the end with the terminal's own input and output.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    announce(command);
    let status = command.status().with_context(|| missing(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// What a command printed; its errors go to the terminal.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| missing(command))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", line(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` printed something that is not UTF-8", line(command)))
}

/// What a command printed, if it could be started and succeeded; a probe, so nothing is shown.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    if output.status.success() { String::from_utf8(output.stdout).ok() } else { None }
}

/// Runs a command whose lines are shown as they come and also handed to `seen`, which can count in them.
pub(crate) fn run_watched(command: &mut Command, seen: impl FnMut(&str) + Send) -> Result<()> {
    announce(command);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().with_context(|| missing(command))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let seen = Mutex::new(seen);
    let each = |text: &str| {
        if let Ok(mut seen) = seen.lock() {
            seen(text);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            forward(out, |text| {
                println!("{text}");
                each(text);
            });
        });
        scope.spawn(|| {
            forward(err, |text| {
                eprintln!("{text}");
                each(text);
            });
        });
    });
    let status = child.wait().context("waiting for a command")?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a long installation: on a terminal with its own progress, in a log as one line now and then.
/// When it fails in a log, its last lines are shown.
pub(crate) fn run_compacted(command: &mut Command) -> Result<()> {
    if std::io::stderr().is_terminal() {
        return run(command);
    }
    announce(command);
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| missing(command))?;
    let mut last = VecDeque::new();
    let (mut compiled, mut told) = (0_usize, Instant::now());
    forward(child.stderr.take(), |text| {
        compiled += usize::from(text.trim_start().starts_with("Compiling"));
        if told.elapsed() >= HEARTBEAT {
            told = Instant::now();
            note(&format!("… {compiled} crates compiled, {}", seconds(started.elapsed())));
        }
        if last.len() == LAST_LINES {
            last.pop_front();
        }
        last.push_back(text.to_owned());
    });
    let status = child.wait().context("waiting for a command")?;
    if !status.success() {
        for text in last {
            eprintln!("{text}");
        }
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command that is only worth waiting for so long. `false` when it failed or took longer.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Result<bool> {
    announce(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| missing(command))?;
    match wait_within(&mut child, limit)? {
        Some(success) => Ok(success),
        None => {
            stop(&mut child)?;
            Ok(false)
        }
    }
}

/// Ends a child that this program started: asks by its id, waits, then insists.
pub(crate) fn stop(child: &mut Child) -> Result<()> {
    if child.try_wait().context("asking whether a child still runs")?.is_some() {
        return Ok(());
    }
    if cfg!(unix) {
        let asked =
            Command::new("kill").arg("-TERM").arg(child.id().to_string()).stderr(Stdio::null()).status();
        if asked.is_ok_and(|status| status.success()) && wait_within(child, GRACE)?.is_some() {
            return Ok(());
        }
    }
    child.kill().context("ending a child")?;
    child.wait().context("waiting for a child that was ended")?;
    Ok(())
}

fn wait_within(child: &mut Child, limit: Duration) -> Result<Option<bool>> {
    let started = Instant::now();
    while started.elapsed() < limit {
        if let Some(status) = child.try_wait().context("asking whether a child still runs")? {
            return Ok(Some(status.success()));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(None)
}

/// Reads lines until the other side closes; bytes that are no UTF-8 are replaced, never a reason to stop.
fn forward(source: Option<impl Read>, mut each: impl FnMut(&str)) {
    let Some(source) = source else { return };
    let mut reader = BufReader::new(source);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
        each(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']));
        bytes.clear();
    }
}

fn announce(command: &Command) {
    println!("    $ {}", line(command));
    // The child writes to the same place; a line of ours must not come after its own. Nothing to do if it fails.
    let _ = std::io::stdout().flush();
}

/// The command as one could type it.
fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

fn missing(command: &Command) -> String {
    format!("`{}` could not be started; is it installed?", command.get_program().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_by_people() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("cargo");
        command.args(["build", "--release"]);
        assert_eq!(line(&command), "cargo build --release");
    }

    #[test]
    fn lines_are_forwarded_even_when_they_are_not_utf8() {
        let mut lines = Vec::new();
        forward(Some(&b"one\r\ntw\xffo\nthree"[..]), |text| lines.push(text.to_owned()));
        assert_eq!(lines, ["one", "tw\u{fffd}o", "three"]);
    }
}
