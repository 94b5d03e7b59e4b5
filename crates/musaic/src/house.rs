//! What commands on the house's database share: where it is, threads, the time.

use std::io::Read;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use clap::Args;
use library::UserId;
use store::{Deed, Event, Store};

use crate::home;

/// A password has at most 1,024 bytes; whatever follows its line is not read.
const MOST_INPUT: u64 = 4_096;

/// Which house.
#[derive(Debug, Args)]
#[command(next_help_heading = "House")]
pub(crate) struct HouseArguments {
    /// Folder that the house keeps its database in, made when it is not there; the data folder when left out
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Database: sqlite:FILE or postgres://... [default: musaic.db in the data folder]
    #[arg(long, value_name = "URL", env = "MUSAIC_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Place for what is large: `file:FOLDER` or `s3://BUCKET/FOLDER` [default: the data folder]
    #[arg(long, value_name = "URL", env = "MUSAIC_BLOBS")]
    blobs: Option<String>,
}

impl HouseArguments {
    /// The data folder.
    pub(crate) fn data(&self) -> Result<PathBuf> {
        home::made(self.data.clone())
    }

    /// Opens the house's database and works on it, at a time in milliseconds since 1970.
    pub(crate) fn work<T>(&self, work: impl AsyncFnOnce(&Store, i64) -> Result<T>) -> Result<T> {
        let data = self.data()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let now_ms = i64::try_from(now.as_millis())?;
        let runtime = tokio::runtime::Runtime::new().context("cannot start worker threads")?;
        runtime.block_on(async {
            let store = home::store(&data, self.database.as_deref()).await?;
            // Not where a house that is open keeps its copies.
            let copies = std::env::temp_dir().join(format!("musaic-{}", std::process::id()));
            let store = store.with_blobs(home::blobs(&data, self.blobs.as_deref(), &copies)?);
            let outcome = work(&store, now_ms).await;
            store.close().await;
            outcome
        })
    }

    /// As [`HouseArguments::work`], on the account of a name; what is done to it stands in the audit log.
    pub(crate) fn on_account<T>(
        &self,
        name: &str,
        deed: Option<Deed>,
        work: impl AsyncFnOnce(&Store, UserId, i64) -> Result<T>,
    ) -> Result<T> {
        self.work(async |store, now_ms| {
            let account = store.account_named(name).await;
            let account = account.with_context(|| format!("cannot find {name}"))?;
            let outcome = work(store, account.id, now_ms).await?;
            if let Some(deed) = deed {
                log(store, deed, name, now_ms).await?;
            }
            Ok(outcome)
        })
    }
}

/// Has the audit log tell what was done from the command line.
pub(crate) async fn log(store: &Store, deed: Deed, object: &str, now_ms: i64) -> Result<()> {
    Ok(store.audit(&Event { actor: None, deed, object, from: None }, now_ms).await?)
}

/// The first line of standard input.
pub(crate) fn password() -> Result<String> {
    let mut text = String::new();
    let input = std::io::stdin().lock().take(MOST_INPUT);
    { input }.read_to_string(&mut text).context("cannot read a password from standard input")?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => bail!("there is no password on standard input: echo it, or give a file with < FILE"),
    }
}

/// A day of the calendar (UTC), for people: `2026-11-25`.
pub(crate) fn day(time_ms: i64) -> String {
    // Days to dates by the civil calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
    let days = time_ms.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(951_782_400_000), "2000-02-29");
        assert_eq!(day(1_764_028_799_999), "2025-11-24");
        assert_eq!(day(-1), "1969-12-31");
    }
}
