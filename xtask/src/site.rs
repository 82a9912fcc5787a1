//! The browser's half: Trunk's bundle in `dist/`, every file also compressed, the WASM inside its budget.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use walkdir::WalkDir;

use crate::inputs::{SITE, fingerprint_of_contents};
use crate::npm;
use crate::process::{self, heading, note, seconds};
use crate::project::Project;
use crate::setup::{self, Need};
use crate::tools::wasm_bindgen_version;

pub(crate) const HELP: &str = "\
usage: cargo xtask site

Builds the browser's half with Trunk into dist/: the frontend, the studio, which pages under /create load in addition,
and the insight, which dashboards load in addition. Writes a .br and a .gz beside every file, and prints what the WASM weighs. Fails when the frontend is over
450 KB in brotli, the studio over 500 KB, or the insight over 90 KB. Does nothing when nothing it is made of has changed.
Without Node (wasm-opt) the site is larger, and the budget is only reported.";

/// A file of WASM: how its name starts, what it may weigh on the wire, and the crate it is made of.
struct Budget {
    name: &'static str,
    bytes: u64,
    package: &'static str,
}

/// What every page loads, and what pages under `/create` and dashboards load in addition.
const BUDGETS: [Budget; 3] = [
    Budget { name: "portico-frontend", bytes: 450_000, package: "portico-frontend" },
    Budget { name: "portico-studio", bytes: 500_000, package: "portico-studio" },
    Budget { name: "portico-insight", bytes: 90_000, package: "portico-insight" },
];
/// What Trunk makes the further programs of, and the names under which their pages lie beside the frontend's.
const FURTHER: [(&str, &str); 2] =
    [("crates/studio/index.html", "studio.html"), ("crates/insight/index.html", "insight.html")];
/// Below this a compressed copy saves less than its header costs.
const SMALLEST_BYTES: usize = 256;
const WASM_PROFILE: &str = "wasm-release";

/// How the bundle is built.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    /// The real one.
    Small,
    /// The same profile, but there is no wasm-opt.
    WithoutWasmOpt,
}

/// `cargo xtask site`.
pub(crate) fn run(project: &Project, _arguments: &[String]) -> Result<()> {
    build(project)
}

/// Builds `dist/` unless it is what it would become.
pub(crate) fn build(project: &Project) -> Result<()> {
    heading("site");
    setup::ensure(project, &[Need::WasmTarget, Need::Site])?;
    let mode = if npm::has_wasm_opt(project) { Mode::Small } else { Mode::WithoutWasmOpt };
    let dist = project.root.join("dist");
    let stamp = format!("{mode:?} {:016x}\n", fingerprint_of_contents(&project.root, SITE)?);
    if fs::read_to_string(dist.join(".stamp")).is_ok_and(|text| text == stamp) {
        note("dist/ is up to date");
        return report(&dist, mode);
    }
    setup::ensure(project, &[Need::Sources])?;
    let fresh = project.root.join("target/site");
    bundle(project, mode, &fresh)?;
    precompress(&fresh)?;
    fs::write(fresh.join(".stamp"), stamp).context("writing the site's stamp")?;
    replace(&fresh, &dist, &project.root.join("target/site-before"))?;
    report(&dist, mode)
}

/// A bundle for development: quick to build, large, not compressed.
pub(crate) fn build_for_development(project: &Project, into: &Path) -> Result<()> {
    trunk(project, into, &["--release=false"])
}

fn bundle(project: &Project, mode: Mode, into: &Path) -> Result<()> {
    // Whatever a killed build left there.
    remove(into)?;
    match mode {
        Mode::Small => trunk(project, into, &["--release=true"]),
        Mode::WithoutWasmOpt => {
            note(
                "wasm-opt is not there: the site will be larger; install Node 20 and run again for the small one",
            );
            // Trunk runs wasm-opt only in its release mode; this is all the rest of that mode.
            trunk(project, into, &["--release=false", "--cargo-profile", WASM_PROFILE])
        }
    }
}

/// Runs Trunk for the frontend, and once more for each further program, whose files are put beside the frontend's.
fn trunk(project: &Project, into: &Path, options: &[&str]) -> Result<()> {
    let mut further = Vec::new();
    for (page, name) in FURTHER {
        let aside = into.with_extension(name);
        remove(&aside)?;
        run_trunk(project, &aside, Some(page), options)?;
        further.push((aside, name));
    }
    // Empties its folder, so that it comes first in it.
    run_trunk(project, into, None, options)?;
    for (aside, name) in further {
        for file in files(&aside)? {
            let own = file.file_name().unwrap_or_default();
            let own = if own == "index.html" { name.as_ref() } else { own };
            fs::rename(&file, into.join(own)).with_context(|| format!("moving {}", file.display()))?;
        }
        remove(&aside)?;
    }
    Ok(())
}

fn run_trunk(project: &Project, into: &Path, page: Option<&str>, options: &[&str]) -> Result<()> {
    fs::create_dir_all(into).with_context(|| format!("making {}", into.display()))?;
    let mut command = project.command("trunk");
    // Trunk takes NO_COLOR for a boolean and stops at the usual `NO_COLOR=1`.
    command.env_remove("NO_COLOR").env("TRUNK_SKIP_VERSION_CHECK", "true");
    command.env("TRUNK_TOOLS_WASM_BINDGEN", wasm_bindgen_version(project)?);
    command.args(["build", "--offline=true", "--dist"]).arg(into).args(options).args(page);
    process::run(&mut command)?;
    let staging = into.join(".stage");
    if staging.is_dir() { remove(&staging) } else { Ok(()) }
}

/// Swaps the folders by renaming, so that there is never half a site.
fn replace(fresh: &Path, dist: &Path, aside: &Path) -> Result<()> {
    remove(aside)?;
    if dist.exists() {
        fs::rename(dist, aside).context("moving the site before aside")?;
    }
    fs::rename(fresh, dist).context("putting the new site into dist/")?;
    remove(aside)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

/// Writes `.br` and `.gz` beside every file that gets smaller by it. Strong and slow: once per build, never per
/// request.
fn precompress(folder: &Path) -> Result<()> {
    let started = Instant::now();
    let mut files = files(folder)?;
    // Workers take from the end: the biggest first, so that none is left with it alone.
    files.sort_by_key(|path| fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default());
    let count = files.len();
    let (queue, first_error) = (Mutex::new(files), Mutex::new(None));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(path) = queue.lock().ok().and_then(|mut queue| queue.pop()) {
                    if let Err(error) = compress(&path)
                        && let Ok(mut first) = first_error.lock()
                    {
                        first.get_or_insert(error);
                    }
                }
            });
        }
    });
    match first_error.into_inner() {
        Ok(Some(error)) => Err(error),
        Ok(None) => {
            note(&format!("{count} files compressed in {}", seconds(started.elapsed())));
            Ok(())
        }
        Err(_) => Err(anyhow!("a thread that compresses the site stopped")),
    }
}

fn compress(path: &Path) -> Result<()> {
    let name = path.extension().unwrap_or_default().to_string_lossy();
    if matches!(&*name, "br" | "gz" | "png" | "webp" | "avif" | "jpg" | "woff2") {
        return Ok(());
    }
    let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    if content.len() < SMALLEST_BYTES {
        return Ok(());
    }
    for (suffix, smaller) in [("br", brotli(&content)?), ("gz", gzip(&content)?)] {
        if smaller.len() < content.len() {
            let beside = beside(path, suffix);
            fs::write(&beside, smaller).with_context(|| format!("writing {}", beside.display()))?;
        }
    }
    Ok(())
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut smaller = Vec::new();
    let strongest = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut smaller, &strongest).context("compressing with brotli")?;
    Ok(smaller)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).context("compressing with gzip")?;
    encoder.finish().context("compressing with gzip")
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.context("listing the site")?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Prints what each file of WASM weighs, and fails when one is missing or over its budget.
fn report(dist: &Path, mode: Mode) -> Result<()> {
    let files = files(dist)?;
    for Budget { name, bytes: budget, package } in BUDGETS {
        let is_it = |path: &&PathBuf| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            file.starts_with(name) && file.ends_with(".wasm")
        };
        let Some(wasm) = files.iter().find(is_it) else {
            bail!("dist/ has no .wasm file of {name}; see what Trunk printed");
        };
        let size = |path: &Path| fs::metadata(path).map(|metadata| metadata.len());
        let raw = size(wasm).with_context(|| format!("reading {}", wasm.display()))?;
        let on_the_wire = size(&beside(wasm, "br")).unwrap_or(raw);
        note(&format!(
            "{name}: {} KB, {} KB in brotli, budget {} KB",
            kilobytes(raw),
            kilobytes(on_the_wire),
            kilobytes(budget)
        ));
        if on_the_wire > budget && mode == Mode::Small {
            bail!(
                "{name} is {} KB over its budget of {} KB: `cargo tree -p {package} --target wasm32-unknown-unknown \
                 -e normal` shows what comes along",
                kilobytes(on_the_wire - budget),
                kilobytes(budget)
            );
        }
    }
    Ok(())
}

fn kilobytes(bytes: u64) -> u64 {
    bytes.div_ceil(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("portico-xtask-site-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn compressed_copies_appear_only_where_they_pay() {
        let folder = folder("compress");
        fs::write(folder.join("large.js"), "let a = 1;\n".repeat(500)).unwrap();
        fs::write(folder.join("small.js"), "let a = 1;").unwrap();
        fs::write(folder.join("picture.png"), vec![0; 4096]).unwrap();
        precompress(&folder).unwrap();
        let mut names: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["large.js", "large.js.br", "large.js.gz", "picture.png", "small.js"]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_new_site_takes_the_place_of_the_old_one_whole() {
        let folder = folder("replace");
        for (name, file) in [("fresh", "new.js"), ("dist", "old.js")] {
            fs::create_dir_all(folder.join(name)).unwrap();
            fs::write(folder.join(name).join(file), "").unwrap();
        }
        replace(&folder.join("fresh"), &folder.join("dist"), &folder.join("aside")).unwrap();
        assert!(folder.join("dist/new.js").exists() && !folder.join("dist/old.js").exists());
        assert!(!folder.join("fresh").exists() && !folder.join("aside").exists());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_site_without_wasm_or_over_budget_fails() {
        let folder = folder("report");
        assert!(report(&folder, Mode::Small).is_err());
        let write = |name: &str, bytes: u64| fs::write(folder.join(name), vec![0; bytes as usize]).unwrap();
        write("portico-studio-1_bg.wasm", 10);
        write("portico-insight-1_bg.wasm", 10);
        assert!(report(&folder, Mode::Small).is_err(), "without a frontend");
        write("portico-frontend-1_bg.wasm", BUDGETS[0].bytes + 1);
        assert!(report(&folder, Mode::Small).is_err(), "over its budget");
        assert!(report(&folder, Mode::WithoutWasmOpt).is_ok());
        write("portico-frontend-1_bg.wasm.br", 100);
        assert!(report(&folder, Mode::Small).is_ok());
        fs::remove_dir_all(&folder).unwrap();
    }
}
