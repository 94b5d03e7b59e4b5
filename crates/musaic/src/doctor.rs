//! `musaic doctor`: says what is wrong with a set-up, and what to do.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use library::AccountRole;
use store::Store;

use crate::serve::HouseSettings;
use crate::{home, sound};

/// `musaic doctor`
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Folder that the house keeps its own things in; the data folder when left out
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// File of settings [default: musaic.toml in the data folder]
    #[arg(long, value_name = "FILE", env = "MUSAIC_CONFIG")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: HouseSettings,
}

/// What was found, one line each.
#[derive(Debug, Default)]
struct Findings {
    faults: usize,
}

impl Findings {
    /// Tells what holds, or what does not and what helps.
    fn tell(&mut self, what: &str, found: Result<String>) {
        match found {
            Ok(found) => println!("ok  {what}: {found}"),
            Err(error) => {
                println!("NO  {what}: {error:#}");
                self.faults += 1;
            }
        }
    }
}

pub(crate) fn run(arguments: DoctorArguments) -> Result<ExitCode> {
    let mut findings = Findings::default();
    let data = home::made(arguments.data)?;
    let settings = arguments.settings.with_file(arguments.config.as_deref(), &data)?;
    findings.tell("data folder", writable(&data));
    findings.tell("network", network(&settings, &data));
    for folder in &settings.music {
        findings.tell("music", music(folder));
    }
    if settings.music.is_empty() {
        findings.tell("music", Err(anyhow::anyhow!("no folder is named: set music")));
    }
    findings.tell("soundfont", soundfont(&settings));
    let runtime = tokio::runtime::Runtime::new().context("cannot start worker threads")?;
    runtime.block_on(house(&settings, &data, &mut findings));
    Ok(if findings.faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn writable(data: &Path) -> Result<String> {
    let file = tempfile::NamedTempFile::new_in(data);
    file.with_context(|| format!("{} cannot be written: check who owns it", data.display()))?;
    Ok(data.display().to_string())
}

fn network(settings: &HouseSettings, data: &Path) -> Result<String> {
    let server = settings.for_server(data)?;
    server.check().map_err(anyhow::Error::msg)?;
    if let Some(server::Tls::Files { certificate, key }) = &server.tls {
        server::certificate(certificate, key)?;
    }
    let free = TcpListener::bind(server.listen);
    free.with_context(|| format!("{} is taken: is the house open already?", server.listen))?;
    Ok(format!("{} is free", server.listen))
}

fn music(folder: &Path) -> Result<String> {
    let walk = library::walk(folder);
    if let Some(top) = walk.bad.iter().find(|bad| bad.path.is_empty()) {
        anyhow::bail!("{}: {}: is its disk mounted?", folder.display(), top.complaint);
    }
    Ok(format!("{}: {} files", folder.display(), walk.files.len()))
}

fn soundfont(settings: &HouseSettings) -> Result<String> {
    let places = match &settings.soundfont {
        Some(named) => vec![named.clone()],
        None => sound::places(),
    };
    Ok(synth::find_soundfont(&places)?.display().to_string())
}

async fn house(settings: &HouseSettings, data: &Path, findings: &mut Findings) {
    findings.tell("blobs", blobs(settings, data).await);
    findings.tell("cache", cache(settings).await);
    if settings.database.is_none() && !data.join("musaic.db").exists() {
        return findings.tell("database", Ok("none yet: musaic serve makes it".to_owned()));
    }
    let store = match home::store(data, settings.database.as_deref()).await {
        Ok(store) => store,
        Err(error) => return findings.tell("database", Err(error)),
    };
    findings.tell("database", counts(&store).await);
    findings.tell("accounts", accounts(&store).await);
    findings.tell("jobs", jobs(&store).await);
    store.close().await;
}

/// Keeps a few bytes, reads them and deletes them.
async fn blobs(settings: &HouseSettings, data: &Path) -> Result<String> {
    let place = settings.blobs.as_deref().unwrap_or("the data folder");
    let work = async {
        let copies = tempfile::tempdir()?;
        let blobs = home::blobs(data, settings.blobs.as_deref(), copies.path())?;
        let id = blobs.put(b"musaic doctor was here".as_slice().into()).await?;
        anyhow::ensure!(blobs.get(id).await?.is_some(), "what was just kept is not there");
        Ok(blobs.delete(id).await?)
    };
    work.await.with_context(|| {
        format!(
            "{place} does not keep what uploads bring (for a bucket, AWS_ACCESS_KEY_ID and \
             AWS_SECRET_ACCESS_KEY say who asks)"
        )
    })?;
    Ok(place.to_owned())
}

async fn cache(settings: &HouseSettings) -> Result<String> {
    // A password may stand before the host.
    let place =
        settings.cache.as_deref().map_or("memory", |url| url.rsplit('@').next().unwrap_or(url));
    settings.cache()?.check().await.with_context(|| {
        format!("{place} does not answer: the house would make everything anew each time")
    })?;
    Ok(place.to_owned())
}

async fn counts(store: &Store) -> Result<String> {
    let counts = store.counts().await?;
    Ok(format!("{} tracks, {} albums, {} artists", counts.tracks, counts.albums, counts.artists))
}

async fn accounts(store: &Store) -> Result<String> {
    let accounts = store.accounts().await?;
    let owns =
        |account: &&library::Account| account.role == AccountRole::Owner && !account.disabled;
    let owners = accounts.iter().filter(owns).count();
    anyhow::ensure!(
        owners > 0,
        "there is no owner: musaic user add NAME --role owner --password-stdin"
    );
    Ok(format!("{}, {owners} of them owners", accounts.len()))
}

async fn jobs(store: &Store) -> Result<String> {
    let (waiting, dead) = store.job_counts().await?;
    let complaint = store.dead_jobs(0, 1).await?.first().map(|job| job.complaint.clone());
    anyhow::ensure!(
        dead == 0,
        "{dead} were given up, the first because: {}",
        complaint.unwrap_or_default()
    );
    Ok(format!("{waiting} wait"))
}
