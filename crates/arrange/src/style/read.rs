//! How the values of a style file are read, and what they are when left out.

use score::{Clef, Dynamic, Meter, Pitch};
use serde::{Deserialize, Deserializer, de::Error};

pub(super) fn one() -> u8 {
    1
}

pub(super) fn two() -> u8 {
    2
}

pub(super) fn three() -> u8 {
    3
}

pub(super) fn volume() -> u8 {
    100
}

pub(super) fn some_tempo() -> f64 {
    100.0
}

pub(super) fn every_key() -> (u8, u8) {
    (21, 108)
}

pub(super) fn mezzo() -> Dynamic {
    Dynamic::Mf
}

pub(super) fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(u8, u8), D::Error> {
    let names = <[String; 2]>::deserialize(deserializer)?;
    let key = |name: &String| {
        let pitch: Pitch = name.parse().map_err(D::Error::custom)?;
        let key = pitch.midi().ok_or_else(|| D::Error::custom("no MIDI key is so far off"))?;
        Ok(key.number())
    };
    let (low, high) = (key(&names[0])?, key(&names[1])?);
    if low > high {
        return Err(D::Error::custom("a range names its lower pitch first"));
    }
    Ok((low, high))
}

pub(super) fn meter<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Meter, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

pub(super) fn dynamic<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Dynamic, D::Error> {
    let name = String::deserialize(deserializer)?;
    let sign = Dynamic::from_name(&name);
    if sign.velocity().is_none() {
        return Err(D::Error::custom(format!(
            "`{name}` is not a loudness: write pp, p, mp, mf, f or ff"
        )));
    }
    Ok(sign)
}

pub(super) fn clefs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Clef>, D::Error> {
    let named = |name: String| match name.as_str() {
        "treble" => Ok(Clef::TREBLE),
        "bass" => Ok(Clef::BASS),
        "alto" => Ok(Clef::ALTO),
        "tenor" => Ok(Clef::TENOR_G),
        _ => Err(D::Error::custom(format!(
            "`{name}` is not a clef: write treble, bass, alto or tenor"
        ))),
    };
    Vec::<String>::deserialize(deserializer)?.into_iter().map(named).collect()
}
