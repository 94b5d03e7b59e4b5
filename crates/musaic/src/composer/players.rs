//! Who plays what was composed: the voices as they are written, or an arrangement in a style.

use std::path::Path;

use anyhow::{Context, Result};
use arrange::Style;
use compose::Candidate;
use score::{Score, Sketch, Staves};

/// Who plays.
#[derive(Clone, Debug)]
pub(crate) enum Players {
    /// Four voices on staves of their own, sung by a choir.
    Choir,
    /// A melody under chord symbols.
    LeadSheet,
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

/// Who plays a song that nobody was named for: the first that can play its meter; the last plays all.
const USUAL: [&str; 3] = ["piano-arpeggio", "piano-block", "piano-chorale"];

impl Players {
    /// The players for a sketch: those `asked` for, else those of its style, else the usual ones. Says what could
    /// not be had.
    ///
    /// # Errors
    /// When a style file is named that cannot be read.
    pub(crate) fn choose(
        asked: Option<&str>,
        style: Option<&str>,
        song: bool,
        sketch: &Sketch,
    ) -> Result<(Players, Option<String>)> {
        if let Some(path) = asked.filter(|name| is_file(name)) {
            let text = std::fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
            let style = Style::parse(&text).with_context(|| path.to_owned())?;
            return Ok((Players::Arranged(Box::new(style)), None));
        }
        let Some(name) = asked.or(style).filter(|name| !matches!(*name, "song" | "chorale")) else {
            return Ok((usual(song, sketch), None));
        };
        if name == LEAD_SHEET && song {
            return Ok((Players::LeadSheet, None));
        }
        if matches!(name, "satb" | "choir" | LEAD_SHEET) && !song {
            return Ok((Players::Choir, None));
        }
        let exact = Style::builtin(name).ok();
        let near = || NEAREST.iter().find(|(_, names)| names.contains(&name)).map(|row| row.0);
        let found = exact.clone().or_else(|| Style::builtin(near()?).ok());
        let Some(found) = found.filter(|style| asked.is_some() || plays(style, sketch)) else {
            let players = usual(song, sketch);
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
            Players::Choir | Players::LeadSheet => {
                Ok((candidate.sketch.to_score(Staves::Open), Vec::new()))
            }
            Players::Arranged(style) => {
                let arranged = arrange::arrange(&candidate.sketch, style, seed)?;
                Ok((arranged.score, arranged.remarks.iter().map(ToString::to_string).collect()))
            }
        }
    }

    /// The ensemble of the synthesiser that plays the score.
    pub(crate) const fn ensemble(&self) -> &'static str {
        match self {
            Players::Choir => "satb",
            Players::LeadSheet => "piano",
            // An arrangement names its instruments itself.
            Players::Arranged(_) => "as-written",
        }
    }
}

impl std::fmt::Display for Players {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Players::Choir => f.write_str("satb"),
            Players::LeadSheet => f.write_str(LEAD_SHEET),
            Players::Arranged(style) => f.write_str(&style.name),
        }
    }
}

fn usual(song: bool, sketch: &Sketch) -> Players {
    let styles = USUAL.iter().filter_map(|name| Style::builtin(name).ok());
    let style = styles.filter(|style| plays(style, sketch)).map(Box::new).next();
    match style {
        Some(style) if song => Players::Arranged(style),
        _ => Players::Choir,
    }
}

/// Whether a style can play a sketch: its meter, and the compass of its melody.
fn plays(style: &Style, sketch: &Sketch) -> bool {
    arrange::arrange(sketch, style, 1).is_ok()
}

fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "toml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::{Cell, MidiPitch, Quarters, SketchBar};

    /// Two bars of one held note over its chord.
    fn song(meter: &str) -> Sketch {
        let grid = Quarters::new(1, 4);
        let mut sketch =
            Sketch::silent(grid, SketchBar::lay(&meter.parse().unwrap(), grid, 0, 2), 1);
        let key = MidiPitch::new(67).unwrap();
        sketch.voices[0].fill(Cell::Hold(key));
        sketch.voices[0][0] = Cell::Strike(key);
        sketch.chords = vec![(0, "G".parse().unwrap())];
        sketch
    }

    fn chosen(asked: Option<&str>, style: Option<&str>, meter: &str) -> (String, bool) {
        let (players, note) = Players::choose(asked, style, true, &song(meter)).unwrap();
        (players.to_string(), note.is_some())
    }

    #[test]
    fn players_by_name_by_style_or_as_usual() {
        let is = |name: &str, noted| (name.to_owned(), noted);
        assert_eq!(chosen(None, Some("song"), "4/4"), is("piano-arpeggio", false));
        assert_eq!(chosen(None, None, "2/2"), is("piano-arpeggio", false));
        assert_eq!(chosen(None, None, "7/8"), is("piano-chorale", false));
        assert_eq!(chosen(None, Some("waltz"), "3/4"), is("waltz", false));
        assert_eq!(
            chosen(Some("string-quartet"), Some("waltz"), "3/4"),
            is("string-quartet", false)
        );
        assert_eq!(chosen(Some("lead-sheet"), None, "4/4"), is("lead-sheet", false));
        assert_eq!(chosen(None, Some("jig"), "6/8"), is("folk-accordion", true));
        assert_eq!(chosen(Some("orchestra"), None, "4/4"), is("string-quartet", true));
        assert_eq!(chosen(Some("kazoo"), None, "4/4"), is("piano-arpeggio", true));
        // A waltz has no pattern for 4/4.
        assert_eq!(chosen(None, Some("waltz"), "4/4"), is("piano-arpeggio", true));
        assert!(Players::choose(Some("no-such.toml"), None, true, &song("4/4")).is_err());
        let (choir, note) = Players::choose(None, Some("chorale"), false, &song("4/4")).unwrap();
        assert_eq!((choir.to_string(), note), ("satb".to_owned(), None));
    }
}
