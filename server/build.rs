//! Takes Swagger UI's script and style sheet out of its release and compresses them, for `src/swagger.rs` to embed.
//!
//! The release is a crate, so nothing is fetched. Everything else in it (maps, other bundles, sources) stays out.

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::{
    env, fs,
    io::{self, Cursor},
    path::Path,
};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

/// What the page needs, and what its licence asks to hand on.
const FILES: [&str; 4] = ["dist/swagger-ui-bundle.js", "dist/swagger-ui.css", "LICENSE", "NOTICE"];

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var_os("OUT_DIR").context("OUT_DIR is not set")?;
    let mut release = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)).context("not a zip file")?;
    let first = release.file_names().next().context("an empty release")??;
    let folder = first.split('/').next().unwrap_or_default().to_owned();
    let version =
        folder.strip_prefix("swagger-ui-").context("the release has another folder than expected")?;
    println!("cargo::rustc-env=SWAGGER_UI_VERSION={version}");
    for file in FILES {
        let name = file.rsplit('/').next().unwrap_or(file);
        let mut found = release.by_name(&format!("{folder}/{file}")).with_context(|| file.to_owned())?;
        let target = fs::File::create(Path::new(&out).join(format!("{name}.gz")))?;
        let mut target = GzEncoder::new(target, Compression::best());
        io::copy(&mut found, &mut target)?;
        target.finish()?;
    }
    Ok(())
}
