//! `musaic user`: accounts of the house, without a browser.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use library::AccountRole;
use store::Deed;

use crate::house::{self, HouseArguments};

/// `musaic user`
#[derive(Debug, Args)]
pub(crate) struct UserArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes an account
    #[command(after_help = "\
Example: musaic user add ann --role owner --password-stdin < password.txt

The password is for the web. Players sign in with app passwords: musaic key add ann --device phone")]
    Add {
        /// The name they sign in with
        name: String,
        /// What they may do: owner, member or listener
        #[arg(long, value_name = "ROLE", value_parser = role, default_value = "listener")]
        role: AccountRole,
        /// Read the password from the first line of standard input; without one, only keys open the account
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Lists accounts: name, role, since when, and whether they are disabled
    List {
        /// Print JSON, one object an account
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Gives an account another role
    Role {
        /// The account
        name: String,
        /// owner, member or listener
        #[arg(value_parser = role)]
        role: AccountRole,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Gives an account another name
    Rename {
        /// The account
        name: String,
        /// Its new name
        to: String,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Keeps an account from being signed in to, and ends its sessions
    Disable {
        /// The account
        name: String,
        /// Let it be signed in to again
        #[arg(long)]
        undo: bool,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Gives an account another password, from standard input, and ends its sessions
    #[command(after_help = "Example: musaic user password ann --password-stdin < password.txt")]
    Password {
        /// The account
        name: String,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Writes all that the house knows of an account into a ZIP file
    #[command(after_help = "Example: musaic user export ann -o ann.zip")]
    Export {
        /// The account
        name: String,
        /// The file
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        house: HouseArguments,
    },
    /// Erases an account and all that is its own; prints a receipt; this cannot be undone
    Erase {
        /// The account
        name: String,
        /// Yes, erase it
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        house: HouseArguments,
    },
}

fn role(word: &str) -> Result<AccountRole, &'static str> {
    AccountRole::from_name(word).ok_or("write owner, member or listener")
}

pub(crate) fn run(arguments: UserArguments) -> Result<ExitCode> {
    match arguments.what {
        What::Add { name, role, password_stdin, house } => add(&house, &name, role, password_stdin),
        What::List { json, house } => list(&house, json),
        What::Role { name, role, house } => {
            house.on_account(&name, Some(Deed::SetRole), async |store, id, _| {
                Ok(store.set_role(id, role).await?)
            })?;
            eprintln!("{name} is {} now", role.name());
            Ok(ExitCode::SUCCESS)
        }
        What::Rename { name, to, house } => {
            house.on_account(&name, Some(Deed::Rename), async |store, id, _| {
                Ok(store.rename_account(id, &to).await?)
            })?;
            eprintln!("{name} is called {to} now");
            Ok(ExitCode::SUCCESS)
        }
        What::Disable { name, undo, house } => {
            house.on_account(
                &name,
                Some(if undo { Deed::Enable } else { Deed::Disable }),
                async |store, id, _| Ok(store.set_disabled(id, !undo).await?),
            )?;
            eprintln!("{name} is {}", if undo { "enabled again" } else { "disabled" });
            Ok(ExitCode::SUCCESS)
        }
        What::Password { name, house, .. } => {
            let password = house::password()?;
            house.on_account(&name, Some(Deed::SetPassword), async |store, id, _| {
                Ok(store.set_password(id, &password).await?)
            })?;
            eprintln!("{name} has another password, and is signed out everywhere on the web");
            Ok(ExitCode::SUCCESS)
        }
        What::Export { name, output, house } => export(&house, &name, &output),
        What::Erase { name, yes, house } => erase(&house, &name, yes),
    }
}

fn add(
    house: &HouseArguments,
    name: &str,
    role: AccountRole,
    password_stdin: bool,
) -> Result<ExitCode> {
    let password = if password_stdin { Some(house::password()?) } else { None };
    house.work(async |store, now_ms| {
        store.add_account(name, role, password.as_deref(), now_ms).await?;
        house::log(store, Deed::AddAccount, name, now_ms).await
    })?;
    eprintln!("{name} is {} of this house", with_article(role));
    if password.is_none() {
        eprintln!(
            "without a password, only keys open the account: musaic key add {name} --device LABEL"
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn with_article(role: AccountRole) -> &'static str {
    match role {
        AccountRole::Owner => "an owner",
        AccountRole::Member => "a member",
        AccountRole::Listener => "a listener",
    }
}

fn list(house: &HouseArguments, json: bool) -> Result<ExitCode> {
    for account in house.work(async |store, _| Ok(store.accounts().await?))? {
        if json {
            println!("{}", serde_json::to_string(&account)?);
        } else {
            let disabled = if account.disabled { "\tdisabled" } else { "" };
            let since = house::day(account.created_ms);
            println!("{}\t{}\t{since}{disabled}", account.name, account.role.name());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn erase(house: &HouseArguments, name: &str, yes: bool) -> Result<ExitCode> {
    if !yes {
        bail!("this erases {name} and all that is theirs for good: say --yes");
    }
    let receipt = house.on_account(name, None, async |store, id, now_ms| {
        let receipt = store.erase_account(id, now_ms).await?;
        house::log(store, Deed::Erase, &format!("account {id}"), now_ms).await?;
        Ok(receipt)
    })?;
    println!("{}", serde_json::to_string(&receipt)?);
    eprintln!("{name} is erased; the line above is the receipt");
    Ok(ExitCode::SUCCESS)
}

/// Written beside its name and then renamed, so that no half one is ever there.
fn export(house: &HouseArguments, name: &str, output: &Path) -> Result<ExitCode> {
    let folder = match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write into {}", folder.display()))?;
    house.on_account(name, Some(Deed::Export), async |store, id, now_ms| {
        Ok(store.export_account(id, &mut file, now_ms).await?)
    })?;
    file.persist_noclobber(output)
        .with_context(|| format!("{} is there already", output.display()))?;
    Ok(ExitCode::SUCCESS)
}
