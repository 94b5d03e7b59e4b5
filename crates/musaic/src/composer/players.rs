//! Who plays what was composed: the voices as they are written, or an arrangement in a style.

use std::path::Path;

use anyhow::{Context, Result};
use arrange::Style;
use compose::Candidate;
use score::{Meter, Score, Staves};

/// Who plays.
#[derive(Clone, Debug)]
pub(crate) enum Players {
    /// Four voices on staves of their own, or a melody under chord symbols; in sound by this ensemble.
    AsWritten(String),
    /// An arrangement.
    Arranged(Box<Style>),
}

/// What stands for a melody and chord symbols, nothing more.
const LEAD_SHEET: &str = "lead-sheet";

/// Manners and forms, and the style of arrangement that is nearest to each.
const NEAREST: [(&str, &[&str]); 9] = [
    ("band", &["rock", "country", "anthem", "march", "tango"]),
    ("jazz-trio", &["blues", "bossa-nova", "jazz-quartet"]),
    ("lo-fi", &["ambient"]),
    ("piano-alberti", &["classical", "baroque", "minuet", "gavotte", "nursery", "harpsichord"]),
    ("piano-waltz", &["mazurka", "polonaise"]),
    ("piano-arpeggio", &["lullaby", "nocturne", "prelude", "serenade", "barcarolle", "siciliana"]),
    ("folk-accordion", &["jig", "reel", "polka", "dance"]),
    ("folk-duo", &["guitar", "violin", "flute", "ukulele"]),
    ("string-quartet", &["orchestra", "cello", "viola"]),
];

/// Who plays a song that nobody was named for: the first that can play its meter.
const USUAL: [&str; 2] = ["piano-arpeggio", "piano-block"];

impl Players {
    /// The players for a piece: those `asked` for, else those of its style, else the usual ones. Says what could not be had.
    ///
    /// # Errors
    /// When a style file is named that cannot be read.
    pub(crate) fn choose(
        asked: Option<&str>,
        style: Option<&str>,
        song: bool,
        meter: &Meter,
    ) -> Result<(Players, Option<String>)> {
        if let Some(path) = asked.filter(|name| is_file(name)) {
            let text = std::fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
            let style = Style::parse(&text).with_context(|| path.to_owned())?;
            return Ok((Players::Arranged(Box::new(style)), None));
        }
        let Some(name) = asked.or(style).filter(|name| !matches!(*name, "song" | "chorale")) else {
            return Ok((usual(song, meter), None));
        };
        if name == LEAD_SHEET || (!song && matches!(name, "satb" | "choir")) {
            return Ok((Players::AsWritten("satb".to_owned()), None));
        }
        let exact = Style::builtin(name).ok();
        let near = || NEAREST.iter().find(|(_, names)| names.contains(&name)).map(|row| row.0);
        let found = exact.clone().or_else(|| Style::builtin(near()?).ok());
        let Some(found) = found.filter(|style| asked.is_some() || plays(style, meter)) else {
            let players = usual(song, meter);
            return Ok((
                players.clone(),
                Some(format!("{name} cannot play this yet: {players} plays")),
            ));
        };
        let note = exact.is_none().then(|| format!("there is no {name} yet: {} plays", found.name));
        Ok((Players::Arranged(Box::new(found)), note))
    }

    /// A candidate as a score for these players, and what the arranger remarks.
    ///
    /// # Errors
    /// When the style cannot play the meter, or a melody is wider than its player's compass.
    pub(crate) fn score(&self, candidate: &Candidate, seed: u64) -> Result<(Score, Vec<String>)> {
        match self {
            Players::AsWritten(_) => Ok((candidate.sketch.to_score(Staves::Open), Vec::new())),
            Players::Arranged(style) => {
                let arranged = arrange::arrange(&candidate.sketch, style, seed)?;
                Ok((arranged.score, arranged.remarks.iter().map(ToString::to_string).collect()))
            }
        }
    }

    /// The ensemble of the synthesiser that plays the score.
    pub(crate) fn ensemble(&self) -> &str {
        match self {
            Players::AsWritten(ensemble) => ensemble,
            // An arrangement names its instruments itself.
            Players::Arranged(_) => "as-written",
        }
    }
}

impl std::fmt::Display for Players {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Players::AsWritten(ensemble) => f.write_str(ensemble),
            Players::Arranged(style) => f.write_str(&style.name),
        }
    }
}

fn usual(song: bool, meter: &Meter) -> Players {
    let styles = USUAL.iter().filter_map(|name| Style::builtin(name).ok());
    let mut styles = styles.filter(|style| plays(style, meter));
    match styles.next().filter(|_| song) {
        Some(style) => Players::Arranged(Box::new(style)),
        None => Players::AsWritten("satb".to_owned()),
    }
}

fn plays(style: &Style, meter: &Meter) -> bool {
    style.meters().is_none_or(|meters| meters.contains(meter))
}

fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(asked: Option<&str>, style: Option<&str>, song: bool, meter: &str) -> (String, bool) {
        let meter = meter.parse().unwrap();
        let (players, note) = Players::choose(asked, style, song, &meter).unwrap();
        (players.to_string(), note.is_some())
    }

    #[test]
    fn players_by_name_by_style_or_as_usual() {
        let is = |name: &str, noted| (name.to_owned(), noted);
        assert_eq!(chosen(None, None, false, "4/4"), is("satb", false));
        assert_eq!(chosen(None, Some("song"), true, "4/4"), is("piano-arpeggio", false));
        assert_eq!(chosen(None, Some("waltz"), true, "3/4"), is("waltz", false));
        assert_eq!(
            chosen(Some("string-quartet"), Some("waltz"), true, "3/4"),
            is("string-quartet", false)
        );
        assert_eq!(chosen(Some("lead-sheet"), None, true, "4/4"), is("satb", false));
        assert_eq!(chosen(None, Some("jig"), true, "6/8"), is("folk-accordion", true));
        assert_eq!(chosen(Some("orchestra"), None, true, "4/4"), is("string-quartet", true));
        assert_eq!(chosen(Some("kazoo"), None, true, "4/4"), is("piano-arpeggio", true));
        // A waltz style has no pattern for 4/4.
        assert_eq!(chosen(None, Some("waltz"), true, "4/4"), is("piano-arpeggio", true));
        assert!(Players::choose(Some("no-such.toml"), None, true, &Meter::new(4, 4)).is_err());
    }
}
