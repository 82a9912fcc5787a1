//! `portico serve`.

use crate::{
    cli::ServeOptions,
    config::{self, Config},
    costs::bills,
    data,
    database::Database,
    demo::{self, Forge},
    machine::{self, Making},
    paths,
    router::{AppState, router},
    site::SiteFiles,
    sources,
};
use anyhow::{Context, Result};
use axum::serve::ListenerExt as _;
use portico_portal::{Portal, Settings, costs::CostParts, create::Machine};
use portico_store::{PostgresStore, SqliteStore, Store};
use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};
use tokio::net::TcpListener;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7007);

/// Folder of the search index, beside the database. It can be thrown away.
const SEARCH: &str = "search";

/// Serves until it is told to stop.
pub(crate) fn serve(mut options: ServeOptions) -> Result<ExitCode> {
    std::fs::create_dir_all(&options.data)
        .with_context(|| format!("the data folder {} cannot be made", options.data.display()))?;
    let forge = if options.demo { Forge::open(&options.data)? } else { None };
    if options.demo {
        let company = demo::unpack(&options.data, forge.is_some())?;
        options.config.splice(0..0, company);
    }
    let known = |name: &str| forge.as_ref().and_then(|forge| forge.variable(name));
    let (mut config, working) = config::load_with(&options.config, &known)?;
    for target in &options.catalog {
        config.catalog.add_root(paths::target(target, &working, None));
    }
    if config.catalog.roots.is_empty() {
        tracing::warn!(
            "no catalog is named; use --catalog PATH, --demo, or catalog.locations in portico.yaml"
        );
    }
    let database = Database::of(options.database.as_ref().or(config.database.as_ref()), &options.data)?;
    // Two programs on one file that read different sources would take each other's entities away. With PostgreSQL,
    // that is the business of the one that leads.
    let _lock = matches!(database, Database::File(_)).then(|| data::lock(&options.data)).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(options, config, working, database, forge))?;
    Ok(ExitCode::SUCCESS)
}

async fn run(
    options: ServeOptions,
    config: Config,
    working: PathBuf,
    database: Database,
    forge: Option<Forge>,
) -> Result<()> {
    let listen = options.listen.or(config.listen).unwrap_or(DEFAULT_LISTEN);
    // The address first: when it is taken, nothing else should have happened.
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    forge.map(Forge::serve).transpose()?;
    let sources = sources::sources(&config, &options.data)?;
    let store: Arc<dyn Store> = match database {
        Database::File(file) => Arc::new(SqliteStore::open(&file).await?),
        Database::Server(address) => Arc::new(PostgresStore::open(&address).await?),
    };
    if options.demo {
        demo::remember(&*store).await?;
    }
    let reader = sources::reader(&config);
    let settings = Settings {
        title: config.title,
        organization: config.organization,
        catalog: config.catalog,
        base: working,
        sources,
        history: config.history,
        search: Some(options.data.join(SEARCH)),
    };
    let started = Portal::start(settings, Arc::clone(&store)).await?;
    started.portal.follow_radars(config.radars, reader.clone()).await?;
    bills::start(bills::Making {
        portal: &started.portal,
        store: Arc::clone(&store),
        reader: reader.clone(),
        sources: config.cost_sources,
        data: &options.data,
    });
    started.portal.keep_costs(CostParts { config: config.costs, reader: reader.clone() });
    let machine = machine::start(Making {
        portal: &started.portal,
        store,
        reader,
        proxy: &config.proxy,
        config: config.scaffolder,
        data: &options.data,
    })?;
    let files = Arc::new(SiteFiles::open(options.site));
    let state = AppState { portal: started.portal, files, webhooks: Arc::new(config.webhooks) };
    let address = listener.local_addr()?;
    eprintln!("listening on http://{address}");
    // The last piece of a reply does not wait until the client has acknowledged those before.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection waits to fill its packets");
        }
    });
    axum::serve(listener, router(state)).with_graceful_shutdown(stopped(machine)).await?;
    Ok(())
}

/// Ends with Ctrl-C or a polite request to stop. Tasks are let go first; a second request does not wait for that. Pages
/// that listen for news would keep the connection open, so the program does not wait for them.
async fn stopped(machine: Machine) {
    asked_to_stop().await;
    tracing::info!("stopping");
    tokio::select! {
        () = machine.stop() => {}
        () = asked_to_stop() => {}
    }
    tokio::spawn(async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        std::process::exit(0);
    });
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        else {
            // Without a way to hear it, only Ctrl-C stops the program in an orderly way.
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
