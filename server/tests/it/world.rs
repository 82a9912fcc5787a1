//! A small organisation on disk, and a portal that shows it.

use crate::double::{Double, Fault};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, StatusCode, header, response::Parts},
};
use portico_catalog::{CatalogConfig, Row, Shown};
use portico_connect::{
    http::Http,
    reader::{Allow, Reader},
};
use portico_cost::{config::CostConfig, sources::Source};
use portico_portal::{
    Portal, Settings, Sources,
    costs::{CostParts, imports::Imports},
    create::ScaffolderConfig,
};
use portico_radar::RadarConfig;
use portico_scm::Integrations;
use portico_server::{
    AppState, SiteFiles, Webhooks,
    costs::bills,
    machine::{self, Making},
    router,
};
use portico_store::{CatalogStore, SqliteStore, Store};
use serde_json::Value;
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
pub(crate) const DATABASE: &str = "portico.sqlite";

pub(crate) struct World {
    folder: TempDir,
    router: Router,
    portal: Arc<Portal>,
    reader: Reader,
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

    /// A portal that reads what the configuration says and no folder, with web servers that it may read.
    pub(crate) async fn configured(catalog: &Value, reading: &Value, integrations: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join(DATABASE)).await.unwrap();
        let mut catalog = CatalogConfig::read(catalog, str::to_owned).unwrap();
        catalog.integrations = Arc::new(Integrations::read(integrations).unwrap());
        let world = Self::with(folder, Arc::new(store), catalog, reading).await;
        world.until("the first look is done", || world.portal.status().ready).await;
        world
    }

    /// The same world with other rows in its store, at a standstill: what changes from now on is never shown.
    pub(crate) async fn with_rows(self, change: impl FnOnce(&mut Vec<(Row, Option<Shown>)>)) -> Self {
        let store = SqliteStore::open(&self.path(DATABASE)).await.unwrap();
        let (mut stored, _) = store.load().await.unwrap();
        change(&mut stored.rows);
        Self::over(self.folder, Arc::new(Double { store, fault: Fault::Standstill(stored) })).await
    }

    /// A portal whose store fails whatever it is asked.
    pub(crate) async fn with_broken_store(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write(folder.path(), name, text);
        }
        let store = SqliteStore::open(&folder.path().join(DATABASE)).await.unwrap();
        Self::over(folder, Arc::new(Double { store, fault: Fault::Full })).await
    }

    /// A portal over a folder with these files and hosts that it may read.
    pub(crate) async fn with_hosts(files: &[(&str, &str)], integrations: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            write(folder.path(), name, text);
        }
        Self::on_hosts(folder, integrations).await
    }

    /// The same folder and store, started anew, with hosts that it may read.
    pub(crate) async fn restarted_with(self, integrations: &Value) -> Self {
        Self::on_hosts(self.folder, integrations).await
    }

    async fn on_hosts(folder: TempDir, integrations: &Value) -> Self {
        let store = SqliteStore::open(&folder.path().join(DATABASE)).await.unwrap();
        let mut catalog = CatalogConfig::default();
        catalog.add_root(folder.path().join("catalog").to_string_lossy().into_owned());
        catalog.integrations = Arc::new(Integrations::read(integrations).unwrap());
        let world = Self::with(folder, Arc::new(store), catalog, &Value::Null).await;
        world.until("all files are read", || world.portal.status().ready).await;
        world
    }

    async fn over(folder: TempDir, store: Arc<dyn Store>) -> Self {
        let mut catalog = CatalogConfig::default();
        catalog.add_root(folder.path().join("catalog").to_string_lossy().into_owned());
        Self::with(folder, store, catalog, &Value::Null).await
    }

    async fn with(folder: TempDir, store: Arc<dyn Store>, catalog: CatalogConfig, reading: &Value) -> Self {
        let allow = Allow::read(reading).unwrap();
        let reader = Reader::new(Http::direct().unwrap(), Arc::clone(&catalog.integrations), allow);
        let settings = Settings {
            title: "Portico".into(),
            organization: "Acorn".into(),
            catalog,
            base: folder.path().to_owned(),
            sources: Sources::new(reader.clone(), Vec::new()),
            history: None,
            search: Some(folder.path().join("search")),
        };
        let portal = Portal::start(settings, Arc::clone(&store)).await.unwrap().portal;
        let config = ScaffolderConfig::default();
        machine::start(Making {
            portal: &portal,
            store,
            reader: reader.clone(),
            proxy: &Value::Null,
            config,
            data: folder.path(),
        })
        .unwrap();
        let files = Arc::new(SiteFiles::open(None));
        let webhooks = Arc::new(Webhooks::of([("github", "acorn")]));
        let state = AppState { portal: Arc::clone(&portal), files, webhooks };
        Self { folder, router: router(state), portal, reader }
    }

    /// The same folder and store, started anew, without anything that may be read over the network.
    pub(crate) async fn restarted(self) -> Self {
        let store = SqliteStore::open(&self.path(DATABASE)).await.unwrap();
        Self::over(self.folder, Arc::new(store)).await
    }

    /// Follows the radars of the section `techRadar`; paths are those of the world's folder.
    pub(crate) async fn follow_radars(&self, section: &Value) {
        let config = RadarConfig::read(section, |path| self.path(path).display().to_string()).unwrap();
        self.portal.follow_radars(config, self.reader.clone()).await.unwrap();
    }

    /// Lets the portal take in bills.
    pub(crate) async fn bills(&self, sources: Vec<Source>) -> Imports {
        let store = Arc::new(SqliteStore::open(&self.path(DATABASE)).await.unwrap());
        let allow = Allow::read(&Value::Null).unwrap();
        let reader = Reader::new(Http::direct().unwrap(), Arc::new(Integrations::default()), allow);
        let (portal, data) = (&self.portal, self.folder.path());
        bills::start(bills::Making { portal, store, reader, sources, data })
    }

    /// Lets the portal answer questions about costs.
    pub(crate) fn costs(&self, config: &Value) {
        let config = CostConfig::read(config, &str::to_owned).unwrap();
        let allow = Allow::read(&Value::Null).unwrap();
        let reader = Reader::new(Http::direct().unwrap(), Arc::new(Integrations::default()), allow);
        self.portal.keep_costs(CostParts { config, reader });
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

    /// Headers and length of an answer whose body is not text.
    pub(crate) async fn weigh(&self, request: Request<Body>) -> (HeaderMap, usize) {
        let (parts, body) = self.receive(request).await;
        (parts.headers, body.len())
    }

    /// The answer to a question of a living page.
    pub(crate) async fn ask<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let (parts, body) = self.receive(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(parts.status, 200, "{path}: {body:?}");
        postcard::from_bytes(&body).unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.receive(request).await;
        let body = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn receive(&self, request: Request<Body>) -> (Parts, Bytes) {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        (parts, to_bytes(body, 64 * 1024 * 1024).await.unwrap())
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
