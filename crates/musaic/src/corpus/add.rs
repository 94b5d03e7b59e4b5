//! `musaic corpus add`: files in, a corpus out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use corpus::{Adding, Collection, Exclusion, Form, Manifest, Progress, Sketching, Splitting};
use indicatif::ProgressBar;

use super::arguments::{AddArguments, FormArgument};
use super::{corpora, music21, show};
use crate::progress;

/// A corpus to be made.
pub(super) struct Order {
    pub(super) name: String,
    pub(super) collections: Vec<Collection>,
}

pub(super) fn run(arguments: &AddArguments) -> Result<ExitCode> {
    let exclusion = exclusion(&arguments.exclude)?;
    if music21::is_recipe(&arguments.from) {
        let package = music21::fetch()?;
        return make(arguments, &exclusion, music21::orders(package.path(), arguments)?);
    }
    make(arguments, &exclusion, vec![order(arguments)?])
}

/// The pieces that must not be in a corpus.
pub(super) fn exclusion(named: &[String]) -> Result<Exclusion> {
    let mut exclusion = Exclusion::default();
    for named in named {
        exclusion.add(named).with_context(|| format!("--exclude {named}"))?;
    }
    Ok(exclusion)
}

/// How scores become sketches.
pub(super) fn sketching(arguments: &AddArguments) -> Sketching {
    let form = match arguments.form {
        FormArgument::Auto => Form::Auto,
        FormArgument::Chorale => Form::Chorale,
        FormArgument::Song => Form::Song,
    };
    Sketching { form, unfold: arguments.unfold }
}

fn order(arguments: &AddArguments) -> Result<Order> {
    let Some(licence) = arguments.licence.clone() else {
        bail!("say under which terms these pieces may be used: --licence CC0-1.0, or what applies");
    };
    let first = arguments.from.first().map(PathBuf::as_path).unwrap_or(Path::new("."));
    let stem = first.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = arguments.name.clone().unwrap_or_else(|| stem.clone());
    let source = arguments.source.clone().unwrap_or(stem);
    let collection = Collection {
        paths: arguments.from.clone(),
        source,
        licence,
        only: arguments.only.clone(),
        sketching: sketching(arguments),
    };
    Ok(Order { name, collections: vec![collection] })
}

fn make(arguments: &AddArguments, exclusion: &Exclusion, orders: Vec<Order>) -> Result<ExitCode> {
    let place = corpora(arguments.place.data.as_deref())?;
    for order in &orders {
        let folder = place.join(checked(&order.name)?);
        if folder.exists() && !arguments.force {
            bail!("{} exists: give another --name, or --force to replace it", folder.display());
        }
    }
    for order in orders {
        let folder = place.join(&order.name);
        let manifest = one(arguments, exclusion, &order, &folder)
            .with_context(|| format!("making the corpus {}", order.name))?;
        let text = if arguments.place.json {
            serde_json::to_string(&show::summary(&manifest, &folder))?
        } else {
            show::table(&manifest, &folder)
        };
        super::print(&text)?;
        if manifest.kept == 0 {
            bail!(
                "{} holds no piece: see `musaic corpus show {} --dropped`",
                order.name,
                order.name
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a corpus beside its place and puts it there when it is whole.
fn one(
    arguments: &AddArguments,
    exclusion: &Exclusion,
    order: &Order,
    folder: &Path,
) -> Result<Manifest> {
    let adding = Adding {
        name: order.name.clone(),
        splitting: Splitting { seed: arguments.seed, valid: arguments.valid, test: arguments.test },
        exclusion: exclusion.clone(),
        duplicate_percent: arguments.duplicates,
    };
    let place = folder.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(place).with_context(|| format!("making {}", place.display()))?;
    let room = tempfile::Builder::new().prefix(".making-").tempdir_in(place)?;
    let made = room.path().join(&order.name);
    let bar = progress::of_corpus();
    let result =
        corpus::add(&made, &order.collections, &adding, &mut |progress| tell(&bar, progress));
    bar.finish_and_clear();
    let manifest = result?;
    if folder.exists() {
        fs::rename(folder, room.path().join("old")).context("moving the old corpus away")?;
    }
    fs::rename(&made, folder).with_context(|| format!("putting {} in place", folder.display()))?;
    Ok(manifest)
}

fn tell(bar: &ProgressBar, progress: Progress) {
    match progress {
        Progress::Reading(pieces) => {
            bar.set_message("pieces read");
            bar.set_position(pieces as u64);
        }
        Progress::Writing(done, all) => {
            bar.set_message("pieces written");
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
    }
}

/// A corpus's name is a folder's name, and nothing more.
fn checked(name: &str) -> Result<&str> {
    let plain =
        !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0']);
    if !plain {
        bail!("`{name}` is no name for a corpus: use letters, digits and dashes (--name)");
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        assert!(checked("songs-2").is_ok());
        for name in ["", "..", ".x", "a/b", "a\\b", "c:x"] {
            assert!(checked(name).is_err(), "{name}");
        }
    }
}
