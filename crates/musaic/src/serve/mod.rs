//! `musaic serve`: opens the house.

mod settings;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use server::House;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::home;
pub(crate) use settings::HouseSettings;

/// `musaic serve`
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Folder that the house keeps its own things in, made when it is not there; the data folder when left out
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// File of settings [default: musaic.toml in the data folder]
    #[arg(long, value_name = "FILE", env = "MUSAIC_CONFIG")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: HouseSettings,
}

pub(crate) fn run(arguments: ServeArguments) -> Result<ExitCode> {
    let data = home::made(arguments.data)?;
    let settings = arguments.settings.with_file(arguments.config.as_deref(), &data)?;
    log_to_stderr(settings.log.as_deref().unwrap_or("info"))?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start worker threads")?;
    runtime.block_on(async {
        let store = home::store(&data, settings.database.as_deref()).await?;
        let blobs = home::blobs(&data, settings.blobs.as_deref(), &data.join("copies"))?;
        let (store, cache) = (store.with_blobs(blobs), settings.cache()?);
        let house = House::new(store, cache, settings.for_server(&data)?, settings.music.clone());
        let listener = server::listen(&house)?;
        // Nobody else has this house open, or the door would be taken.
        house.clear_up();
        welcome(&house).await?;
        house.start_scan();
        let _watch = house.watch();
        server::serve(Arc::clone(&house), listener, stopped()).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Where the house is and, as long as nobody lives in it, the link by which its first owner moves in.
async fn welcome(house: &House) -> Result<()> {
    let url = house.url();
    println!("Musaic is open at {url}");
    if let Some(token) = house.set_up_token().await? {
        println!(
            "Nobody has an account yet. This link makes the owner's, once, within three days:"
        );
        println!("{url}/setup?token={}", token.expose());
        println!("Or: musaic user add NAME --role owner --password-stdin");
    }
    Ok(())
}

fn log_to_stderr(filter: &str) -> Result<()> {
    let filter: Targets =
        filter.parse().with_context(|| format!("log: {filter:?} is no filter"))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry().with(lines).with(filter).try_init()?;
    Ok(())
}

/// Over when the process is asked to stop, by Ctrl-C or SIGTERM.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping: streams may end");
}
