//! The technology radars: what their files said last, and who in the catalog uses what.

mod keep;
mod manifests;
mod moves;
mod users;

pub use manifests::PackageUse;
pub use moves::{Moves, UseChange};
pub use users::{How, Standing, Use, Users};

use super::{Portal, ingest::now_ms};
use keep::Board;
use portico_connect::reader::Reader;
use portico_entity::Diagnostic;
use portico_radar::{Day, Packages, Radar, RadarConfig, Words};
use portico_store::KeptRadar;
use std::sync::{Arc, PoisonError, RwLock};

/// Radars that are shown, and what is known of their use.
#[derive(Default)]
pub(super) struct Radars {
    shown: RwLock<Vec<Arc<ShownRadar>>>,
    moves: moves::Kept,
    manifests: manifests::Manifests,
}

/// A radar as it was last read, and how reading it is going.
#[derive(Clone, Debug, Default)]
pub struct ShownRadar {
    /// Identifier from the configuration.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where its file lies, as people may read it.
    pub target: String,
    /// What the file says; nothing if it was never read, or is no radar.
    pub radar: Option<Arc<Radar>>,
    /// By which words the catalog may know its entries.
    pub words: Arc<Words>,
    /// Which packages of dependency manifests mean which entry.
    pub packages: Arc<Packages>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
    /// When it was last read or found unchanged, in milliseconds since 1970.
    pub read_ms: Option<i64>,
    /// Since when it cannot be read, and why.
    pub failure: Option<(i64, String)>,
}

impl ShownRadar {
    /// What is shown of what is kept.
    fn of(kept: &KeptRadar, title: Option<&str>, target: &str) -> Self {
        let reading = match kept.text.is_empty() {
            true => portico_radar::Reading::default(),
            false => portico_radar::read(target, &kept.text, today()),
        };
        let radar = reading.radar.map(Arc::new);
        let said = radar.as_ref().and_then(|radar| radar.title.clone());
        let words = radar.as_ref().map(|radar| Arc::new(Words::of(radar))).unwrap_or_default();
        let packages = radar.as_ref().map(|radar| Arc::new(Packages::of(radar))).unwrap_or_default();
        Self {
            id: kept.id.clone(),
            title: title.map(str::to_owned).or(said).unwrap_or_else(|| "Tech radar".to_owned()),
            target: target.to_owned(),
            radar,
            words,
            packages,
            diagnostics: reading.diagnostics,
            read_ms: kept.read_ms,
            failure: kept.failed_ms.map(|since| (since, kept.error.clone().unwrap_or_default())),
        }
    }
}

/// The day that it is, in UTC.
fn today() -> Day {
    Day::of_ms(now_ms())
}

impl Portal {
    /// All radars, in the order of the configuration.
    pub fn radars(&self) -> Vec<Arc<ShownRadar>> {
        self.radars.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The radar with an identifier, or the first one if that is empty.
    pub fn radar(&self, id: &str) -> Option<Arc<ShownRadar>> {
        self.radars().into_iter().find(|radar| id.is_empty() || radar.id == id)
    }

    /// Shows what is stored of the radars, and keeps it up to date from then on, for as long as the program runs.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn follow_radars(
        self: &Arc<Self>,
        config: RadarConfig,
        reader: Reader,
    ) -> Result<(), super::PortalError> {
        if !config.radars.is_empty() {
            manifests::watch(Arc::clone(self), config.manifests.clone(), reader.clone()).await?;
        }
        let board = Board::open(Arc::clone(self), config, reader).await?;
        tokio::spawn(board.run());
        Ok(())
    }

    /// Makes a radar visible as it is now, and what is wrong with it.
    fn show_radars(&self, shown: Vec<Arc<ShownRadar>>) {
        *self.radars.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
        let problems = self.radar_problems();
        self.change_problems(|all| all.update(&problems));
        self.version.send_modify(|version| *version += 1);
    }

    /// What is wrong with the radars' files, by radar, and with manifests, by place.
    pub(super) fn radar_problems(&self) -> Vec<(String, Vec<Diagnostic>)> {
        let of = |radar: &Arc<ShownRadar>| {
            let mut list = radar.diagnostics.clone();
            if let Some((_, why)) = &radar.failure {
                let wrong = Diagnostic::error("radar-unreadable", &radar.target, (0, 0), why.clone());
                let help = match radar.radar {
                    Some(_) => "The last good state is shown; see techRadar in the configuration",
                    None => "Nothing is shown until then; see techRadar in the configuration",
                };
                list.push(wrong.help(help));
            }
            (format!("radar:{}", radar.id), list)
        };
        self.radars().iter().map(of).chain(self.manifest_problems()).collect()
    }
}
