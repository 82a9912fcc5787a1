//! The demo company, carried inside the program, and the git server that its golden paths publish to.

mod costs;
mod forge;
mod uses;

pub(crate) use forge::Forge;
pub(crate) use uses::remember;

use anyhow::{Context, Result};
use rust_embed::RustEmbed;
use std::path::{Path, PathBuf};

#[derive(RustEmbed)]
#[folder = "../examples/demo"]
struct Company;

/// Writes the company's files below the data folder, where they can be edited, and returns its configuration: with the
/// part about the git server if there is one. Files that are there already are left alone: they may have been edited.
pub(crate) fn unpack(data: &Path, with_forge: bool) -> Result<Vec<PathBuf>> {
    let folder = data.join("demo-company");
    for name in Company::iter() {
        let file = folder.join(&*name);
        let Some(content) = Company::get(&name).filter(|_| !file.exists()) else { continue };
        let parent = file.parent().unwrap_or(&folder);
        std::fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
        std::fs::write(&file, &content.data)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    costs::write(&folder.join("costs"))?;
    let parts: &[&str] = match with_forge {
        true => &["portico.yaml", "insight.yaml", "forge.yaml"],
        false => &["portico.yaml", "insight.yaml"],
    };
    Ok(parts.iter().map(|part| folder.join(part)).collect())
}
