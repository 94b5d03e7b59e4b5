//! Where models are found.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::ValueEnum;
use compose::Model;

/// A family of models, by what they write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Family {
    /// Part writing in four voices.
    Chorale,
    /// A melody over chords.
    Song,
}

impl Family {
    /// Which family writes a style for an ensemble.
    pub(crate) fn of(style: Option<&str>, ensemble: Option<&str>) -> Family {
        const CHORALES: [&str; 4] = ["chorale", "hymn", "carol", "anthem"];
        const CHOIRS: [&str; 5] = ["satb", "choir", "organ", "string-quartet", "strings"];
        match (style, ensemble) {
            (Some(style), _) if CHORALES.contains(&style) => Family::Chorale,
            (Some(_), _) => Family::Song,
            (None, Some(ensemble)) if !CHOIRS.contains(&ensemble) => Family::Song,
            (None, _) => Family::Chorale,
        }
    }

    /// Its name: that of the models' folders.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Family::Chorale => "chorale",
            Family::Song => "song",
        }
    }
}

/// The model in a folder, or the one of a style in the usual places.
pub(crate) fn open(named: Option<&Path>, style: &str) -> Result<Model> {
    if let Some(folder) = named {
        return Ok(Model::open(folder)?);
    }
    let name = format!("composer-{style}");
    let places = places();
    for place in &places {
        let folder = place.join(&name);
        if folder.join("model.json").exists() {
            return Ok(Model::open(&folder)?);
        }
    }
    let looked: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    bail!(
        "there is no model {name} in {}: train one with `musaic train composer`, or name its folder with --model",
        looked.join(", ")
    )
}

/// The user's own models, those beside the program, and those of a checkout.
fn places() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let data = data.or_else(|| home.map(|home| home.join(".local/share")));
    let own = data.map(|data| data.join("musaic/models"));
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("models")));
    own.into_iter().chain(beside).chain([PathBuf::from("models")]).collect()
}
