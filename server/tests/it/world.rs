//! A small organisation on disk, and a portal that shows it.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use portico_catalog::{Batch, CatalogConfig, Row};
use portico_portal::{Portal, Settings};
use portico_server::{AppState, SiteFiles, router};
use portico_store::{BoxFuture, CatalogStore, LoggedChange, Source, SqliteStore, StoreError};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tower::ServiceExt;

/// How long a change may take before a test gives up. Not a claim about speed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where a world's catalog is stored.
const DATABASE: &str = "portico.sqlite";

pub(crate) struct World {
    folder: TempDir,
    router: Router,
    portal: Arc<Portal>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl World {
    /// A portal over a folder with these files, once all have been read.
    pub(crate) async fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write(folder.path(), name, text);
        }
        let store = SqliteStore::open(&folder.path().join(DATABASE)).await.unwrap();
        let world = Self::over(folder, Arc::new(store)).await;
        world.until("all files are read", || world.portal.status().ready).await;
        world
    }

    /// The same world with other rows in its store, at a standstill: what changes from now on is never shown.
    pub(crate) async fn with_rows(self, change: impl FnOnce(&mut Vec<Row>)) -> Self {
        let store = SqliteStore::open(&self.path(DATABASE)).await.unwrap();
        let mut rows = store.load().await.unwrap();
        change(&mut rows);
        Self::over(self.folder, Arc::new(Standstill(rows))).await
    }

    /// A portal whose store fails whatever it is asked.
    pub(crate) async fn with_broken_store(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write(folder.path(), name, text);
        }
        Self::over(folder, Arc::new(Broken)).await
    }

    async fn over(folder: TempDir, store: Arc<dyn CatalogStore>) -> Self {
        let mut catalog = CatalogConfig::default();
        catalog.add_root(folder.path().join("catalog").to_string_lossy().into_owned());
        let settings = Settings {
            title: "Portico".into(),
            organization: "Acorn".into(),
            catalog,
            base: folder.path().to_owned(),
        };
        let portal = Portal::start(settings, store).await.unwrap().portal;
        let state = AppState { portal: Arc::clone(&portal), files: Arc::new(SiteFiles::open(None)) };
        Self { folder, router: router(state), portal }
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        write(self.folder.path(), name, text);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Waits until something holds, without sleeping on a guess.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let started = Instant::now();
        let mut versions = self.portal.versions();
        while !holds() {
            assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
            // Woken by every change, and now and then in case the change came before the wait.
            let _ = tokio::time::timeout(Duration::from_millis(50), versions.changed()).await;
        }
    }

    pub(crate) fn portal(&self) -> &Portal {
        &self.portal
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// A store on a disk that is full and hardly readable: every question but the first fails.
struct Broken;

fn full<T>() -> Result<T, StoreError> {
    let error = serde_json::from_str::<u8>("the disk is full").expect_err("this is no number");
    Err(StoreError::Value(error))
}

impl CatalogStore for Broken {
    fn load(&self) -> BoxFuture<'_, Result<Vec<Row>, StoreError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn commit<'a>(&'a self, _: &'a Batch) -> BoxFuture<'a, Result<i64, StoreError>> {
        Box::pin(async { full() })
    }

    fn source<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Source>, StoreError>> {
        Box::pin(async { full() })
    }

    fn recent_changes(&self, _: u32) -> BoxFuture<'_, Result<Vec<LoggedChange>, StoreError>> {
        Box::pin(async { full() })
    }
}

/// A store that never finishes storing. The portal shows only what is safe, hence what was here from the start.
struct Standstill(Vec<Row>);

impl CatalogStore for Standstill {
    fn load(&self) -> BoxFuture<'_, Result<Vec<Row>, StoreError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn commit<'a>(&'a self, _: &'a Batch) -> BoxFuture<'a, Result<i64, StoreError>> {
        Box::pin(std::future::pending())
    }

    fn source<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Source>, StoreError>> {
        Box::pin(async { Ok(None) })
    }

    fn recent_changes(&self, _: u32) -> BoxFuture<'_, Result<Vec<LoggedChange>, StoreError>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

impl Answer {
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    #[track_caller]
    pub(crate) fn shows(self, texts: &[&str]) -> Self {
        let text = self.text();
        for wanted in texts {
            assert!(text.contains(wanted), "{wanted:?} is not shown in: {text}");
        }
        self
    }

    #[track_caller]
    pub(crate) fn hides(self, texts: &[&str]) -> Self {
        let text = self.text();
        for unwanted in texts {
            assert!(!text.contains(unwanted), "{unwanted:?} is shown in: {text}");
        }
        self
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The body as JSON; null if there is none.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        if self.body.is_empty() {
            return serde_json::Value::Null;
        }
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// What a reader sees: the page without tags, scripts and comments, with single blanks.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.body.split("<main").nth(1).unwrap_or(&self.body);
        while let Some((before, tag)) = rest.split_once('<') {
            text.push_str(before);
            text.push(' ');
            let end = if tag.starts_with("script") {
                "</script>"
            } else if tag.starts_with("!--") {
                "-->"
            } else {
                ">"
            };
            rest = tag.split_once(end).map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A component, as short as it can be.
pub(crate) fn component(name: &str, more: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n  type: service\n  \
         lifecycle: production\n  owner: team-oak\n{more}"
    )
}

/// A small world: a team, a system, two components, an API and a database.
pub(crate) const SMALL: &[(&str, &str)] = &[
    (
        "catalog/org.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: team-oak, title: Team Oak}
spec: {type: team, children: [], profile: {displayName: Oak People}}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop, description: Sells acorns}
spec: {owner: team-oak}
",
    ),
    (
        "catalog/shop.yaml",
        "apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: till, description: Takes money, tags: [rust]}
spec: {type: service, lifecycle: production, owner: team-oak, system: shop, providesApis: [prices],
       dependsOn: ['resource:ledger']}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shelf, title: The <Shelf> & more}
spec: {type: website, lifecycle: deprecated, owner: team-oka, consumesApis: [prices]}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: prices}
spec: {type: openapi, lifecycle: production, owner: team-oak, system: shop, definition: {$text: ./prices.txt}}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: ledger}
spec: {type: database, owner: team-oak, system: shop}
",
    ),
    ("catalog/prices.txt", "openapi: 3.1.0\ninfo: {title: Prices of acorns}\n"),
];
