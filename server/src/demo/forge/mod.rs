//! The demo company's git server: golden paths create repositories there, which can be cloned, read and looked at.
//!
//! It is `git http-backend` with as much of Gitea's API around it as publishing and reading need, listens on this machine
//! only, and exists with `--demo` alone. Repositories are bare folders below the data folder. Reading is open; writing
//! needs the token that the demo's configuration carries.

mod api;
mod pages;
mod repository;
mod smart;

use anyhow::{Context, Result};
use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use repository::Repositories;
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};

/// The port that is tried first; afterwards the one that was used before, so that links stay good.
const FIRST_PORT: u16 = 7008;

/// A server that has its address, but does not answer yet.
pub(crate) struct Forge {
    listener: TcpListener,
    address: SocketAddr,
    token: String,
    repositories: Repositories,
}

/// What its routes share.
struct Shared {
    /// Where it is, as in links.
    base: String,
    token: String,
    repositories: Repositories,
}

impl Forge {
    /// Takes an address; nothing, with a warning, where there is no git.
    ///
    /// # Errors
    /// If its folder cannot be made, or no address is free.
    pub(crate) fn open(data: &Path) -> Result<Option<Self>> {
        if let Err(error) = repository::version() {
            tracing::warn!(%error, "the demo has no git server: templates can be tried, but not published");
            return Ok(None);
        }
        let folder = data.join("demo-forge");
        let repositories = Repositories::open(&folder)?;
        let known = folder.join("port");
        let before = std::fs::read_to_string(&known).ok().and_then(|port| port.trim().parse().ok());
        let ports = [before, Some(FIRST_PORT), Some(0)].into_iter().flatten();
        let listener = ports
            .filter_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
            .next()
            .context("the demo's git server finds no free port")?;
        listener.set_nonblocking(true).context("the demo's git server cannot listen")?;
        let address = listener.local_addr().context("the demo's git server has no address")?;
        std::fs::write(&known, address.port().to_string())
            .with_context(|| format!("{} cannot be written", known.display()))?;
        Ok(Some(Self { listener, address, token: repository::token()?, repositories }))
    }

    /// What the configuration of the demo calls its address and its token.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        match name {
            "PORTICO_DEMO_FORGE" => Some(self.address.to_string()),
            "PORTICO_DEMO_FORGE_TOKEN" => Some(self.token.clone()),
            _ => None,
        }
    }

    /// Answers, in the background, for as long as the program runs.
    ///
    /// # Errors
    /// If the operating system takes the address back.
    pub(crate) fn serve(self) -> Result<()> {
        let listener = tokio::net::TcpListener::from_std(self.listener).context("the demo's git server")?;
        let base = format!("http://{}", self.address);
        tracing::info!("the demo's git server is at {base}");
        let shared = Arc::new(Shared { base, token: self.token, repositories: self.repositories });
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router(shared)).await {
                tracing::error!(%error, "the demo's git server ended");
            }
        });
        Ok(())
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(pages::repositories))
        .route("/{owner}/{name}", get(pages::repository))
        .route("/{owner}/{name}/src/branch/{branch}/{*path}", get(pages::file))
        .route("/{owner}/{name}/src/branch/{branch}", get(pages::branch))
        .route("/{owner}/{name}/src/branch/{branch}/", get(pages::branch))
        .route("/{owner}/{name}/{*service}", get(smart::answer).post(smart::answer))
        .route("/api/v1/version", get(api::version))
        .route("/api/v1/orgs/{owner}", get(api::owner))
        .route("/api/v1/users/{owner}", get(api::owner))
        .route("/api/v1/orgs/{owner}/repos", post(api::create).get(api::of_owner))
        .route("/api/v1/repos/{owner}/{name}", get(api::repository).patch(api::repository))
        .route("/api/v1/repos/{owner}/{name}/branches", get(api::branches))
        .route("/api/v1/repos/{owner}/{name}/commits", get(api::commits))
        .route("/api/v1/repos/{owner}/{name}/raw/{*path}", get(api::raw))
        .route("/api/v1/repos/{owner}/{name}/archive/{file}", get(api::archive))
        .layer(axum::extract::DefaultBodyLimit::max(smart::BODY_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard))
        .with_state(shared)
}

/// Lets everybody read, and those with the token write.
async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let is_push = request.uri().path().ends_with("/git-receive-pack")
        || request.uri().query().is_some_and(|query| query.contains("git-receive-pack"));
    let writes =
        is_push || !(request.method().is_safe() || request.uri().path().ends_with("/git-upload-pack"));
    let said = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if writes && !said.is_some_and(|said| carries(said, &shared.token)) {
        let wanted = [(header::WWW_AUTHENTICATE, "Basic realm=\"demo\"")];
        return (StatusCode::UNAUTHORIZED, wanted, "This needs the demo's token\n").into_response();
    }
    next.run(request).await
}

/// Whether a header carries the token: as such, or as somebody's password.
fn carries(header: &str, token: &str) -> bool {
    let Some((scheme, value)) = header.split_once(' ') else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "token" | "bearer" => value == token,
        "basic" => {
            let decoded = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            decoded.is_some_and(|text| text.split_once(':').is_some_and(|(_, password)| password == token))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
