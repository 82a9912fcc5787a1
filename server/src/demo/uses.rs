//! What the demo company's manifests said before the portal first started: without it, nothing would have moved yet.

use super::Company;
use anyhow::{Context, Result};
use portico_store::{KeptManifests, KeptPackage, Store};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

/// Since when the manifests are said to have been read, in days before the first start.
const FIRST: i64 = 720;
const DAY_MS: i64 = 86_400_000;

/// That a component named a package, in days before the first start.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    component: String,
    file: String,
    package: String,
    version: String,
    since: i64,
    until: Option<i64>,
}

/// Puts it into a store that knows nothing of manifests.
pub(crate) async fn remember(store: &dyn Store) -> Result<()> {
    if store.manifests_revision().await? > 0 {
        return Ok(());
    }
    let file = Company::get("radar/uses.yaml").context("the demo's radar/uses.yaml is missing")?;
    let said: Vec<Said> =
        serde_yaml::from_slice(&file.data).context("the demo's radar/uses.yaml is wrong")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    for kept in kept(said, i64::try_from(now).unwrap_or(i64::MAX))? {
        store.keep_manifests(&kept, true).await?;
    }
    Ok(())
}

fn kept(said: Vec<Said>, now_ms: i64) -> Result<Vec<KeptManifests>> {
    let mut all: BTreeMap<String, KeptManifests> = BTreeMap::new();
    for one in said {
        let (ecosystem, name) =
            one.package.split_once(':').with_context(|| format!("{} is no package", one.package))?;
        let entity_ref = format!("component:default/{}", one.component);
        let kept = all.entry(entity_ref.clone()).or_insert_with(|| KeptManifests {
            entity_ref,
            first_ms: Some(now_ms - FIRST * DAY_MS),
            problems: "[]".to_owned(),
            ..KeptManifests::default()
        });
        kept.packages.push(KeptPackage {
            file: one.file,
            ecosystem: ecosystem.to_owned(),
            name: name.to_owned(),
            version: one.version,
            since_ms: now_ms - one.since.min(FIRST) * DAY_MS,
            until_ms: one.until.map(|until| now_ms - until * DAY_MS),
        });
    }
    Ok(all.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::{Company, Said, kept};

    #[test]
    fn what_the_demo_remembers_makes_sense() {
        let file = Company::get("radar/uses.yaml").expect("the file");
        let said: Vec<Said> = serde_yaml::from_slice(&file.data).expect("uses");
        for one in kept(said, 1_800_000_000_000).expect("packages") {
            for package in &one.packages {
                assert!(package.ecosystem.parse::<portico_manifest::Ecosystem>().is_ok(), "{package:?}");
                assert!(package.until_ms.is_none_or(|until| until > package.since_ms), "{package:?}");
                let content = Company::iter()
                    .find(|name| name.ends_with(&package.file))
                    .and_then(|name| Company::get(&name));
                let text = String::from_utf8(content.expect("its manifest").data.into_owned()).expect("text");
                let kind = portico_manifest::Kind::of(package.file.rsplit('/').next().expect("a name"))
                    .expect("a manifest");
                let names_it = portico_manifest::read(kind, &text)
                    .packages
                    .iter()
                    .any(|found| found.name == package.name);
                assert_eq!(names_it, package.until_ms.is_none(), "{package:?}");
            }
        }
    }
}
