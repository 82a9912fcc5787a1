//! Reading the radars' files: those on disk when they change, those elsewhere on a schedule. What was last read is
//! stored.

use super::{
    super::{
        PortalError,
        limits::{BACKOFF_LEAST, BACKOFF_MOST, RADAR_LOOK, RADAR_TIME},
    },
    Portal, ShownRadar, now_ms,
};
use portico_connect::reader::{Answer, ReadError, Reader};
use portico_radar::{RadarConfig, RadarSource, limits::FILE_BYTES};
use portico_store::KeptRadar;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

/// All radars, and when each is looked at.
pub(super) struct Board {
    portal: Arc<Portal>,
    reader: Reader,
    items: Vec<Item>,
}

struct Item {
    source: RadarSource,
    kept: KeptRadar,
    /// Where its file lies, as people may read it.
    target: String,
    due: Instant,
    failures: u32,
    /// Time and size of a file on disk, as it was last read.
    seen: Option<Mark>,
}

/// Why something was not read, and when it may be asked for again.
type Trouble = (String, Option<Duration>);

/// Time and size of a file.
type Mark = (SystemTime, u64);

/// What came of a look at a file.
enum Look {
    /// As it was.
    Same,
    /// This now.
    New { text: String, etag: Option<String> },
}

impl Board {
    /// Shows what is stored.
    pub(super) async fn open(
        portal: Arc<Portal>,
        config: RadarConfig,
        reader: Reader,
    ) -> Result<Self, PortalError> {
        let mut stored = portal.store.radars().await?;
        let ids: Vec<String> = config.radars.iter().map(|source| source.id.clone()).collect();
        portal.store.forget_radars(&ids).await?;
        let mut items = Vec::with_capacity(ids.len());
        for source in config.radars {
            let found = stored.iter().position(|kept| kept.id == source.id && kept.target == source.target);
            let kept = found.map(|position| stored.swap_remove(position)).unwrap_or_else(|| KeptRadar {
                id: source.id.clone(),
                target: source.target.clone(),
                ..KeptRadar::default()
            });
            let base = portal.settings.base.clone();
            let target = match Path::new(&source.target).strip_prefix(&base) {
                Ok(path) if !source.is_remote() => path.display().to_string(),
                _ => source.target.clone(),
            };
            items.push(Item { source, kept, target, due: Instant::now(), failures: 0, seen: None });
        }
        let board = Self { portal, reader, items };
        if !board.items.is_empty() {
            board.show();
        }
        Ok(board)
    }

    /// Looks at every radar when it is due, for ever.
    pub(super) async fn run(mut self) {
        if self.items.is_empty() {
            return;
        }
        loop {
            let mut is_news = false;
            for index in 0..self.items.len() {
                if self.items[index].due <= Instant::now() {
                    is_news |= self.look(index).await;
                }
            }
            if is_news {
                self.show();
            }
            let due = self.items.iter().map(|item| item.due).min().unwrap_or_else(Instant::now);
            tokio::time::sleep_until(due.into()).await;
        }
    }

    /// Makes visible what is known now.
    fn show(&self) {
        let shown = self
            .items
            .iter()
            .map(|item| Arc::new(ShownRadar::of(&item.kept, item.source.title.as_deref(), &item.target)));
        self.portal.show_radars(shown.collect());
    }

    /// Looks at one radar. Returns whether something is another now.
    async fn look(&mut self, index: usize) -> bool {
        let before = self.items[index].kept.clone();
        let found = self.read(index).await;
        let item = &mut self.items[index];
        let found = found.and_then(|look| good(look, &item.kept.text, &item.target));
        let is_remote = item.source.is_remote();
        let usual = if is_remote { item.source.frequency } else { RADAR_LOOK };
        let pause = match found {
            Ok(look) => {
                item.failures = 0;
                (item.kept.failed_ms, item.kept.error) = (None, None);
                if let Look::New { text, etag } = look {
                    (item.kept.text, item.kept.etag) = (text, etag);
                    item.kept.read_ms = Some(now_ms());
                } else if is_remote || item.kept.read_ms.is_none() || before.failed_ms.is_some() {
                    item.kept.read_ms = Some(now_ms());
                }
                usual
            }
            Err((why, retry_after)) => {
                item.failures = item.failures.saturating_add(1);
                item.seen = None;
                item.kept.failed_ms = before.failed_ms.or_else(|| Some(now_ms()));
                item.kept.error = Some(why);
                let doubled = BACKOFF_LEAST.saturating_mul(1 << item.failures.min(16).saturating_sub(1));
                // A file on disk costs nothing to look at.
                let pause = if is_remote { doubled.min(BACKOFF_MOST) } else { RADAR_LOOK };
                pause.max(retry_after.unwrap_or_default())
            }
        };
        item.due = Instant::now() + jittered(pause, is_remote);
        if item.kept == before {
            return false;
        }
        if let Err(error) = self.portal.store.keep_radar(&item.kept).await {
            // It is shown all the same; only a restart without network will not know it.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                radar = item.kept.id,
                "a radar cannot be stored"
            );
        }
        true
    }

    async fn read(&mut self, index: usize) -> Result<Look, Trouble> {
        let item = &mut self.items[index];
        if !item.source.is_remote() {
            let (path, seen, has_text) = (item.source.target.clone(), item.seen, !item.kept.text.is_empty());
            let look = tokio::task::spawn_blocking(move || on_disk(&path, seen.filter(|_| has_text))).await;
            let (look, mark) =
                look.map_err(|_| ("Reading the file ended unexpectedly".to_owned(), None))??;
            item.seen = Some(mark);
            // What was stored before the start is what the file says, most of the time.
            return Ok(match look {
                Look::New { text, .. } if text == item.kept.text => Look::Same,
                other => other,
            });
        }
        let etag = item.kept.etag.clone().filter(|_| !item.kept.text.is_empty());
        let answer = self.reader.read(&item.source.target, etag.as_deref());
        let waited = tokio::time::timeout(RADAR_TIME, answer).await;
        let seconds = RADAR_TIME.as_secs();
        let answer = waited.map_err(|_| (format!("It was not read within {seconds} s"), None))?;
        match answer {
            Ok(Answer::NotModified) => Ok(Look::Same),
            Ok(Answer::New(content)) => Ok(Look::New { text: text(content.bytes)?, etag: content.etag }),
            Err(ReadError::RateLimited { message, retry_after }) => Err((message, retry_after)),
            Err(error) => Err((error.to_string(), None)),
        }
    }
}

/// What was read, unless it is no radar any more while the text before was one: half a file, or the page that asks people
/// to sign in. The radar that was good stays.
fn good(look: Look, before: &str, file: &str) -> Result<Look, Trouble> {
    let Look::New { text, .. } = &look else { return Ok(look) };
    let today = portico_radar::Day::UNDATED;
    let reading = portico_radar::read(file, text, today);
    if reading.radar.is_some() || portico_radar::read(file, before, today).radar.is_none() {
        return Ok(look);
    }
    let first = reading.diagnostics.first();
    let why = first.map_or_else(String::new, |wrong| {
        format!(": line {}, column {}: {}", wrong.line, wrong.column, wrong.message)
    });
    Err((format!("What was read is no radar{why}"), None))
}

/// A file on disk, and its time and size. One that is as it was is not read.
fn on_disk(path: &str, seen: Option<Mark>) -> Result<(Look, Mark), Trouble> {
    let failed = |error: std::io::Error| (format!("The file cannot be read: {error}"), None);
    let about = std::fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        return Err(("This is a folder; name a file in it".to_owned(), None));
    }
    let mark = (about.modified().map_err(failed)?, about.len());
    if seen == Some(mark) {
        return Ok((Look::Same, mark));
    }
    if about.len() > FILE_BYTES as u64 {
        return Err((format!("The file is larger than {} MB", FILE_BYTES / 1_048_576), None));
    }
    let text = text(std::fs::read(path).map_err(failed)?)?;
    Ok((Look::New { text, etag: None }, mark))
}

fn text(bytes: Vec<u8>) -> Result<String, Trouble> {
    match String::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => Err(("The file is empty".to_owned(), None)),
        Ok(text) => Ok(text),
        Err(_) => Err(("The file is not UTF-8; save it as UTF-8".to_owned(), None)),
    }
}

/// A little later by chance, so that several processes do not ask at the same moment.
fn jittered(pause: Duration, is_remote: bool) -> Duration {
    if is_remote { pause + pause.mul_f64(0.1 * rand::random::<f64>()) } else { pause }
}
