//! What the whole program takes to import a bill: `portico cost import` into a database of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::server::field_mb;

/// How often the memory of the program is looked at; the highest that it had is told by the system.
const LOOK: Duration = Duration::from_millis(20);

/// What an import took, and what it says that counts.
pub(super) struct Imported {
    pub(super) seconds: f64,
    /// None where the system does not tell.
    pub(super) peak_mb: Option<f64>,
    pub(super) database_mb: f64,
    pub(super) rows: String,
    pub(super) billed: String,
    pub(super) effective: String,
}

/// Imports the bills of a folder into a database in another one, which is made anew.
pub(super) fn import(program: &Path, bills: &Path, folder: &Path) -> Result<Imported> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let bills = fs::canonicalize(bills).with_context(|| format!("looking for {}", bills.display()))?;
    let config = folder.join("portico.yaml");
    let text = serde_json::json!({"costInsights": {"sources": [{"id": "year", "target": bills}]}});
    fs::write(&config, text.to_string()).with_context(|| format!("writing {}", config.display()))?;
    let (data, log) = (folder.join("data"), folder.join("told.json"));
    let told = fs::File::create(&log).with_context(|| format!("writing {}", log.display()))?;
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(["cost", "import", "--format", "json", "--config"])
        .arg(&config)
        .arg("--data")
        .arg(&data)
        .stdin(Stdio::null())
        .stdout(told)
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let mut peak_mb = None;
    let status = loop {
        let told = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        peak_mb = field_mb(&told, "VmHWM:").or(peak_mb);
        match child.try_wait()? {
            Some(status) => break status,
            None => std::thread::sleep(LOOK),
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{} ended with {status}; it says more in {}", program.display(), log.display());
    }
    let told: Value = serde_json::from_str(&fs::read_to_string(&log)?)
        .with_context(|| format!("reading what {} says", program.display()))?;
    let total = &told["sources"][0]["source"]["totals"][0];
    let text = |name: &str| total[name].as_str().unwrap_or_default().to_owned();
    let database = fs::metadata(data.join("portico.sqlite")).map(|database| database.len()).unwrap_or(0);
    Ok(Imported {
        seconds,
        peak_mb,
        database_mb: database as f64 / 1e6,
        rows: total["rows"].to_string(),
        billed: text("billed"),
        effective: text("effective"),
    })
}
