//! `portico radar check`: radar files judged before they are merged.

use crate::cli::{RadarCheckOptions, RadarCommand, RadarOptions, TestFormat};
use anyhow::{Context, Result};
use portico_entity::{Diagnostic, Severity};
use portico_radar::Day;
use serde_json::json;
use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

/// What was found.
#[derive(Default)]
struct Report {
    files: usize,
    entries: usize,
    diagnostics: Vec<Diagnostic>,
}

/// `portico radar`.
pub(crate) fn radar(options: &RadarOptions) -> Result<ExitCode> {
    let RadarCommand::Check(options) = &options.command;
    check(options)
}

fn check(options: &RadarCheckOptions) -> Result<ExitCode> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let today = Day::of_ms(i64::try_from(now).unwrap_or(i64::MAX));
    let mut report = Report::default();
    for file in &options.files {
        report.take_in(file, today)?;
    }
    let output = match options.format {
        TestFormat::Text => report.text(),
        TestFormat::Json => report.json()?,
    };
    // A reader that has seen enough (`| head`) is no failure.
    let _ = std::io::stdout().lock().write_all(output.as_bytes());
    let warnings = if options.strict { report.count(Severity::Warning) } else { 0 };
    let failed = report.count(Severity::Error) + warnings > 0;
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

impl Report {
    fn take_in(&mut self, file: &Path, today: Day) -> Result<()> {
        let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let name = file.display().to_string();
        self.files += 1;
        let Ok(text) = String::from_utf8(bytes) else {
            let wrong = Diagnostic::error("not-utf8", &name, (0, 0), "This file is not UTF-8");
            self.diagnostics.push(wrong.help("Save it as UTF-8"));
            return Ok(());
        };
        let reading = portico_radar::read(&name, &text, today);
        self.entries += reading.radar.map_or(0, |radar| radar.entries.len());
        self.diagnostics.extend(reading.diagnostics);
        Ok(())
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|one| one.severity == severity).count()
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{diagnostic}");
            if let Some(help) = &diagnostic.help {
                let _ = writeln!(text, "  help: {help}");
            }
        }
        let count = |number: usize, one: &str, many: &str| {
            format!("{number} {}", if number == 1 { one } else { many })
        };
        let _ = writeln!(
            text,
            "{} in {}: {}, {}",
            count(self.entries, "good entry", "good entries"),
            count(self.files, "file", "files"),
            count(self.count(Severity::Error), "error", "errors"),
            count(self.count(Severity::Warning), "warning", "warnings"),
        );
        text
    }

    fn json(&self) -> Result<String> {
        let value = json!({
            "files": self.files,
            "entries": self.entries,
            "errors": self.count(Severity::Error),
            "warnings": self.count(Severity::Warning),
            "diagnostics": self.diagnostics,
        });
        Ok(serde_json::to_string_pretty(&value)? + "\n")
    }
}
