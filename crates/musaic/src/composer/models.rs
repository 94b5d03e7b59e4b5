//! Where models are found.

use std::path::Path;

use anyhow::Result;
use clap::ValueEnum;
use compose::Model;

use crate::home;

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

/// The model in a folder, or that of a family: the user's own, else the one that comes with the house.
pub(crate) fn open(named: Option<&Path>, family: Family) -> Result<Model> {
    if let Some(folder) = named {
        return Ok(Model::open(folder)?);
    }
    let name = format!("composer-{}", family.name());
    let own = home::data().map(|data| data.join("models").join(name));
    match own.filter(|folder| folder.join("model.json").exists()) {
        Some(folder) => Ok(Model::open(&folder)?),
        None => of_the_house(family),
    }
}

/// The files of a model that is part of this program: description, weights, index.
macro_rules! part_of_the_program {
    ($name:literal) => {
        [
            include_bytes!(concat!("../../../../models/", $name, "/model.json")) as &[u8],
            include_bytes!(concat!("../../../../models/", $name, "/weights.safetensors")),
            include_bytes!(concat!("../../../../models/", $name, "/originality.index")),
        ]
    };
}

/// The model that comes with the house.
pub(crate) fn of_the_house(family: Family) -> Result<Model> {
    let [info, weights, index] = match family {
        Family::Chorale => part_of_the_program!("composer-chorale"),
        Family::Song => part_of_the_program!("composer-song"),
    };
    let name = format!("composer-{} (part of this program)", family.name());
    Ok(Model::from_bytes(Path::new(&name), info, weights, Some(index))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_models_of_the_house_are_whole() {
        for (family, songs) in [(Family::Chorale, false), (Family::Song, true)] {
            let model = of_the_house(family).unwrap();
            assert_eq!(model.writes_songs(), songs);
            assert!(model.originality.is_some());
            assert_eq!(model.info.name, format!("composer-{}", family.name()));
        }
    }
}
