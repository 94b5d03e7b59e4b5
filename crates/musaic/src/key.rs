//! `musaic key`: app passwords and API keys of devices, and the house's master key.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use library::{KeyId, Scope};
use store::{Deed, KeyKind};

use crate::home;
use crate::house::{self, HouseArguments};

const DAY_MS: i64 = 86_400_000;

/// `musaic key`
#[derive(Debug, Args)]
pub(crate) struct KeyArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes an app password for a device and prints it, once
    #[command(after_help = "\
Examples:
  musaic key add ann --device phone
  musaic key add ann --device backup --api --scope listen --days 30

Players sign in with the account's name and the app password, plain or as a token. The secret stands alone on
standard output.")]
    Add {
        /// The account
        name: String,
        /// What the device is called
        #[arg(long, value_name = "LABEL")]
        device: String,
        /// How much of the account it may use: listen, edit or manage
        #[arg(long, value_parser = scope, default_value = "edit")]
        scope: Scope,
        /// Make an API key instead, for programs that show one secret
        #[arg(long)]
        api: bool,
        /// How many days it is good; for ever when left out
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        days: Option<u16>,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Lists the app passwords and API keys of an account: number, device, kind, scope, when made, used, until when
    List {
        /// The account
        name: String,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Revokes an app password or API key
    Revoke {
        /// The account
        name: String,
        /// Its number, as list tells
        number: i64,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Seals everybody's data keys with a new master key
    #[command(after_help = "\
Stop the house before, or start it anew afterwards. Broken off, the same command goes on. Where MUSAIC_MASTER_KEY
tells the master key, put a new one before it, with a space between, run this, and take the old one out.")]
    RotateMaster {
        #[command(flatten)]
        house: HouseArguments,
    },
}

fn scope(word: &str) -> Result<Scope, &'static str> {
    Scope::from_name(word).ok_or("write listen, edit or manage")
}

pub(crate) fn run(arguments: KeyArguments) -> Result<ExitCode> {
    match arguments.what {
        What::Add { name, device, scope, api, days, house } => {
            let kind = if api { KeyKind::ApiKey } else { KeyKind::AppPassword };
            let (id, secret) =
                house.on_account(&name, Some(Deed::AddKey), async |store, user, now_ms| {
                    let expires_ms = days.map(|days| now_ms + i64::from(days) * DAY_MS);
                    Ok(store
                        .add_device_key(user, kind, (&device, scope), expires_ms, now_ms)
                        .await?)
                })?;
            eprintln!("number {id}, for {device}; it is not shown again:");
            println!("{}", secret.expose());
        }
        What::List { name, house } => list(&house, &name)?,
        What::Revoke { name, number, house } => {
            house.on_account(&name, Some(Deed::RevokeKey), async |store, user, _| {
                Ok(store.revoke_device_key(user, KeyId(number)).await?)
            })?;
            eprintln!("number {number} of {name} is revoked");
        }
        What::RotateMaster { house } => rotate_master(&house)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(house: &HouseArguments, name: &str) -> Result<()> {
    let keys =
        house.on_account(name, None, async |store, user, _| Ok(store.device_keys(user).await?))?;
    for key in keys {
        let kind = match key.kind {
            KeyKind::AppPassword => "app password",
            KeyKind::ApiKey => "API key",
        };
        let (id, label, scope) = (key.id, key.label, key.scope.name());
        let made = house::day(key.created_ms);
        let used = key.used_ms.map_or("never used".to_owned(), house::day);
        let until = key.expires_ms.map_or("for ever".to_owned(), house::day);
        println!("{id}\t{label}\t{kind}\t{scope}\t{made}\t{used}\t{until}");
    }
    Ok(())
}

/// The new master key is in the file before anything is sealed with it, and the old one leaves the file
/// after nothing is.
fn rotate_master(house: &HouseArguments) -> Result<()> {
    let source = home::MasterKey::of(&house.data()?);
    source.begin_rotation()?;
    let count = house.work(async |store, now_ms| {
        let count = store.rotate_master_key().await?;
        house::log(store, Deed::RotateMasterKey, "", now_ms).await?;
        Ok(count)
    })?;
    source.end_rotation()?;
    eprintln!("{count} data keys are sealed with the new master key; start the house anew");
    Ok(())
}
