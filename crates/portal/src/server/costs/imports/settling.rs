//! Which chunks of a source count, by what is stored of its files.

use super::Imports;
use portico_cost::{
    settle::{Counting, Offer, Overlap, Settled, can_be_forgotten, delivery, overlaps, settle},
    sources::{NewFiles, Source},
};
use portico_store::{CostChunk, CostFile, CostSettling, StoreError};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// Of each path of a source the file that was read last.
pub fn newest(files: &[CostFile]) -> impl Iterator<Item = &CostFile> {
    let newest: BTreeMap<&str, &CostFile> =
        files.iter().map(|file| (file.file.path.as_str(), file)).collect();
    newest.into_values()
}

/// What is settled about the chunks of a source's newest files.
pub(super) fn settled(
    source: &Source,
    files: &[CostFile],
    chunks: &[CostChunk],
) -> Result<Vec<(i64, Settled)>, StoreError> {
    let (ids, offers) = offers(files, chunks)?;
    Ok(ids.into_iter().zip(settle(&offers, source.new_files)).collect())
}

/// Files of a source that add up although each seems to hold the month so far; among the chunks that are given.
pub(super) fn overlapping(
    source: &Source,
    files: &[CostFile],
    chunks: &[CostChunk],
) -> Result<Vec<Overlap>, StoreError> {
    // Whoever says that everything adds up knows it, and of what stands for itself only the newest counts.
    if source.new_files != NewFiles::Replace {
        return Ok(Vec::new());
    }
    Ok(overlaps(&offers(files, chunks)?.1))
}

/// The chunks of the newest files: their ids, and what they offer.
fn offers(files: &[CostFile], chunks: &[CostChunk]) -> Result<(Vec<i64>, Vec<Offer>), StoreError> {
    let newest: HashMap<i64, &CostFile> = newest(files).map(|file| (file.id, file)).collect();
    let mut offers = Vec::with_capacity(chunks.len());
    let mut ids = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let Some(file) = newest.get(&chunk.file) else { continue };
        ids.push(chunk.id);
        offers.push(Offer {
            file: file.id,
            path: file.file.path.clone(),
            digest: file.end.digest.clone(),
            modified_ms: file.file.modified_ms,
            taken_ms: file.end.taken_ms,
            gone_ms: file.gone_ms,
            month: chunk.month.clone(),
            scopes: serde_json::from_str(&chunk.scopes)?,
        });
    }
    Ok((ids, offers))
}

/// Files that do not count yet, although they are read: parts of deliveries of which another part could not be read, when
/// they would take the place of what counts. A delivery replaces another one as a whole, or money is missing.
fn withheld(
    files: &[CostFile],
    chunks: &[CostChunk],
    settled: &HashMap<i64, Settled>,
    failed: &BTreeSet<String>,
) -> BTreeSet<i64> {
    let counted: BTreeSet<i64> =
        chunks.iter().filter(|chunk| chunk.counts.is_some()).map(|chunk| chunk.file).collect();
    // What is written anew in its place goes on counting.
    let counted: BTreeSet<&str> =
        files.iter().filter(|file| counted.contains(&file.id)).map(|file| file.file.path.as_str()).collect();
    let is_new = |file: &&CostFile| !counted.contains(file.file.path.as_str());
    let incomplete: HashMap<i64, String> = newest(files)
        .filter(is_new)
        .map(|file| (file.id, delivery(&file.file.path)))
        .filter(|(_, delivery)| failed.contains(delivery))
        .collect();
    let replaced = chunks.iter().filter(|chunk| chunk.counts.is_some());
    let by = replaced.filter_map(|chunk| settled.get(&chunk.id)).flat_map(|settled| &settled.superseded_by);
    let replacing: BTreeSet<&String> = by.filter_map(|file| incomplete.get(file)).collect();
    incomplete.iter().filter(|(_, delivery)| replacing.contains(delivery)).map(|(file, _)| *file).collect()
}

impl Imports {
    /// Settles what counts of a source; `failed` are deliveries of which a part could not be read. What is returned are
    /// paths of files that would count, but of which it is not known any more what they say.
    pub(super) async fn settle(
        &self,
        source: &Source,
        failed: &BTreeSet<String>,
    ) -> Result<Vec<String>, StoreError> {
        let store = Arc::clone(&self.inner.parts.store);
        let revision = store.cost_revision().await?;
        let files = store.cost_files(Some(&source.id)).await?;
        let chunks = store.cost_chunks(&source.id).await?;
        let Outcome { settling, wanted } = outcome(source, &files, chunks, failed)?;
        if !settling.counts.is_empty() || !settling.forgotten.is_empty() {
            store.settle_costs(revision, &settling).await?;
        }
        Ok(wanted)
    }
}

/// What settling a source comes to.
struct Outcome {
    settling: CostSettling,
    /// Paths of files that would count, but of which it is not known any more what they say.
    wanted: Vec<String>,
}

fn outcome(
    source: &Source,
    files: &[CostFile],
    mut chunks: Vec<CostChunk>,
    failed: &BTreeSet<String>,
) -> Result<Outcome, StoreError> {
    // Files that have come since they were listed are settled the next time; now they would count for nothing.
    let known: BTreeSet<i64> = files.iter().map(|file| file.id).collect();
    chunks.retain(|chunk| known.contains(&chunk.file));
    let all = |chunks: &[CostChunk]| -> Result<HashMap<i64, Settled>, StoreError> {
        Ok(settled(source, files, chunks)?.into_iter().collect())
    };
    let mut settled = all(&chunks)?;
    let withheld = withheld(files, &chunks, &settled, failed);
    if !withheld.is_empty() {
        // They keep what they say until their delivery is complete.
        chunks.retain(|chunk| !withheld.contains(&chunk.file));
        settled = all(&chunks)?;
    }
    let mut settling = CostSettling::default();
    let (mut counting, mut forgotten) = (BTreeSet::new(), BTreeSet::new());
    for chunk in &chunks {
        let now = settled.get(&chunk.id).map_or(&Counting::Nothing, |settled| &settled.counting);
        if *now != Counting::Nothing && !chunk.has_content {
            forgotten.insert(chunk.file);
        }
        let counts = match now {
            Counting::Nothing => None,
            _ if !chunk.has_content => None,
            some => Some(serde_json::to_string(some)?),
        };
        if counts.is_some() {
            counting.insert(chunk.file);
        }
        // What does not count and is still there takes room.
        if counts != chunk.counts || (counts.is_none() && chunk.has_content) {
            settling.counts.push((chunk.id, counts));
        }
    }
    let current: BTreeSet<i64> = newest(files).map(|file| file.id).collect();
    let there = newest(files).filter(|file| file.gone_ms.is_none()).map(|file| file.end.digest.as_str());
    let there: BTreeSet<&str> = there.collect();
    let is_over = |file: &&CostFile| {
        let counts = counting.contains(&file.id) || withheld.contains(&file.id);
        let can_go = || can_be_forgotten(file.gone_ms, &file.end.digest, &there);
        !current.contains(&file.id) || (!counts && can_go())
    };
    settling.forgotten = files.iter().filter(is_over).map(|file| file.id).collect();
    let wanted = files.iter().filter(|file| forgotten.contains(&file.id) && current.contains(&file.id));
    let wanted = wanted.map(|file| file.file.path.clone()).collect();
    Ok(Outcome { settling, wanted })
}

#[cfg(test)]
mod tests {
    use super::outcome;
    use portico_cost::{settle::Scope, sources};
    use portico_store::{CostChunk, CostFile, CostFileEnd, NewCostFile};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    fn file(id: i64, path: &str) -> CostFile {
        let file = NewCostFile {
            source: "aws".to_owned(),
            path: path.to_owned(),
            mark: String::new(),
            mapping: String::new(),
            modified_ms: id,
        };
        let end = CostFileEnd {
            taken_ms: id,
            bytes: 1,
            digest: id.to_string(),
            good_rows: 1,
            bad_rows: 0,
            report: Value::Null,
        };
        CostFile { id, file, gone_ms: None, end }
    }

    fn chunk(id: i64, file: i64) -> CostChunk {
        let scope =
            Scope { billing_account: "b".to_owned(), account: "x".to_owned(), first_day: 1, last_day: 2 };
        CostChunk {
            id,
            file,
            month: "2025-10".to_owned(),
            scopes: serde_json::to_string(&[scope]).unwrap(),
            counts: None,
            has_content: true,
        }
    }

    #[test]
    fn chunks_of_files_that_have_come_since_are_left_as_they_are() {
        let sources = sources::read(&json!([{"id": "aws", "target": "bills"}]), &Value::Null).unwrap();
        let (files, chunks) = ([file(1, "a.csv")], vec![chunk(10, 1), chunk(20, 2)]);
        let outcome = outcome(&sources[0], &files, chunks, &BTreeSet::new()).unwrap();
        assert_eq!(outcome.settling.counts, [(10, Some("\"everything\"".to_owned()))], "20 is left alone");
        assert_eq!((outcome.settling.forgotten, outcome.wanted), (vec![], vec![]));
    }

    #[test]
    fn what_is_gone_is_forgotten_unless_its_content_lies_there_under_another_name() {
        let sources = sources::read(&json!([{"id": "aws", "target": "bills"}]), &Value::Null).unwrap();
        let mut files = vec![file(1, "old/a.csv"), file(2, "new/a.csv"), file(3, "archive/a.csv")];
        files[0].gone_ms = Some(3);
        let chunks = || vec![chunk(10, 1), chunk(20, 2), chunk(30, 3)];
        let forgotten = |files: &[CostFile], chunks| {
            outcome(&sources[0], files, chunks, &BTreeSet::new()).unwrap().settling.forgotten
        };
        assert_eq!(forgotten(&files, chunks()), [1]);
        // A copy stands for nothing while its original is known, and would replace what is newer without it.
        files[2].end.digest = "1".to_owned();
        assert_eq!(forgotten(&files, chunks()), Vec::<i64>::new());
    }
}
