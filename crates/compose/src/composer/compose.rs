//! Composing from nothing but wishes.

use score::{Key, Meter, SketchBar, Tempo};

use super::candidate::{Candidate, candidates};
use super::chords;
use super::pieces::{Frame, close_at_home, compass_tokens, empty_draft};
use super::{Choices, LONGEST, refuse};
use crate::random::Random;
use crate::tokens::grid;
use crate::tokens::text::density_class;
use crate::{ComposeError, Controls, Ending, Model};

/// Keys that are chosen from when none is asked for.
const KEYS: [&str; 12] = ["C", "G", "D", "F", "Bb", "A", "Eb", "Am", "Dm", "Gm", "Em", "Bm"];
/// Bars of a piece when no length is asked for.
const BARS: u16 = 16;
const CHOOSING: u64 = 0x6368_6f6f;

impl Model {
    /// Composes a piece as the controls ask; what they leave open is chosen by the seed.
    ///
    /// # Errors
    /// When something asked for cannot be done; says why and what can.
    pub fn compose(
        &self,
        controls: &Controls,
        choices: &Choices,
    ) -> Result<Vec<Candidate>, ComposeError> {
        let mut random = Random::new(choices.seed, CHOOSING);
        let (key, meter) = (key(controls, &mut random)?, meter(controls)?);
        let bars = usize::from(controls.bars.unwrap_or(BARS));
        let laid = SketchBar::lay(&meter, grid(), 0, bars);
        let steps = laid.last().map_or(0, SketchBar::end);
        if bars == 0 || steps > LONGEST {
            return refuse(format!(
                "{bars} bars of {meter} cannot be written: from 1 to {LONGEST} sixteenths can"
            ));
        }
        let mut frame = Frame {
            info: score::Info { title: controls.title.clone(), ..Default::default() },
            key: Some(key),
            tempo: Some(controls.tempo.clone().unwrap_or_else(|| tempo(controls))),
            bars: laid,
            columns: self.net.shape.columns.clone(),
        };
        frame.info.title.get_or_insert_with(|| format!("Piece in {key}"));
        let mut draft = empty_draft(&frame, steps);
        draft.given.density = controls.notes_per_beat.map(|n| density_class(f64::from(n)));
        if let (Some(compass), Some(voice)) = (controls.compass, frame.first_voice()) {
            draft.rules.compass[voice] = Some(compass_tokens(compass));
        }
        match (&controls.chords, controls.ending) {
            (Some(progression), None) => chords::follow(&mut draft, &frame, progression),
            (None, None | Some(Ending::Authentic)) => {
                let beat = meter.beat_length().div_floor(grid());
                close_at_home(&mut draft, &frame, usize::try_from(beat).unwrap_or(4));
            }
            (Some(_), Some(ending)) => {
                return refuse(format!("chords decide the ending: ask for them or for {ending}"));
            }
            (None, Some(other)) => {
                return refuse(format!(
                    "an ending of the kind {other} cannot be promised yet: authentic can"
                ));
            }
        }
        Ok(candidates(self, &draft, choices, |written| frame.fill(written)))
    }
}

fn key(controls: &Controls, random: &mut Random) -> Result<Key, ComposeError> {
    let suggested = controls.chords.as_ref().and_then(chords::key_of);
    let Some(key) = controls.key.or(suggested) else {
        let chosen = KEYS[random.below(KEYS.len())];
        return Ok(chosen.parse().unwrap_or(Key::C_MAJOR));
    };
    match key.mode {
        score::Mode::Major | score::Mode::Minor | score::Mode::Ionian | score::Mode::Aeolian => {
            Ok(key)
        }
        _ => refuse(format!(
            "the composer has learned major and minor, not {key}: ask for one of these"
        )),
    }
}

fn meter(controls: &Controls) -> Result<Meter, ComposeError> {
    let meter = controls.meter.clone().unwrap_or_default();
    let bar = meter.bar_length();
    if bar.is_zero() || !bar.rem_floor(grid()).is_zero() {
        return refuse(format!(
            "the composer writes in sixteenths, which do not fill a bar of {meter}"
        ));
    }
    Ok(meter)
}

/// A tempo for the mood: 84 quarters a minute, up to a half more or less.
fn tempo(controls: &Controls) -> Tempo {
    let energy = controls.mood.map_or(0.0, crate::Mood::energy);
    let bpm = libm::round(84.0 * libm::exp2(f64::from(energy) * 0.6));
    Tempo::quarters(bpm)
}
