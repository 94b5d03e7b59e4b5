//! Composing from nothing but wishes.

use score::{Key, Meter, Mode, SketchBar, Tempo};

use super::candidate::{Candidate, candidates};
use super::chords;
use super::close::{close_at_home, close_song, close_with};
use super::form;
use super::pieces::{Frame, compass_tokens, empty_draft};
use super::song::{Manner, song_rules};
use super::{Choices, LONGEST, refuse};
use crate::random::Random;
use crate::sampling::Draft;
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
        let (frame, draft) = self.plan(controls, choices)?;
        Ok(candidates(self, &draft, choices, |written| frame.fill(written)))
    }

    /// What is to be written, as the controls ask.
    pub(super) fn plan(
        &self,
        controls: &Controls,
        choices: &Choices,
    ) -> Result<(Frame, Draft), ComposeError> {
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
        let kind = kind(controls.style.as_deref(), self.writes_songs());
        frame.info.title.get_or_insert_with(|| format!("{kind} in {key}"));
        let mut draft = empty_draft(&frame, steps);
        draft.given.density = notes_a_beat(controls).map(density_class);
        if let (Some(compass), Some(voice)) = (controls.compass, frame.first_voice()) {
            draft.rules.compass[voice] = Some(compass_tokens(compass));
        }
        if self.writes_songs() {
            let manner = Manner::of(controls.style.as_deref());
            song_rules(&mut draft, &frame, manner);
            draft.echoes = form::echoes(&frame.bars, manner.returns, &mut random);
        }
        let beat = usize::try_from(meter.beat_length().div_floor(grid())).unwrap_or(4);
        match (&controls.chords, controls.ending) {
            (Some(progression), None) => chords::follow(&mut draft, &frame, progression),
            (None, None) if self.writes_songs() => close_song(&mut draft, &frame),
            (None, None) => close_at_home(&mut draft, &frame, beat),
            (None, Some(ending)) => {
                // A song's chords are slower than a choir's.
                let half = bar_steps(&frame) / 2;
                let each = if self.writes_songs() { half.max(beat) } else { beat };
                close_with(ending, &mut draft, &frame, each)?;
            }
            (Some(_), Some(ending)) => {
                return refuse(format!("chords decide the ending: ask for them or for {ending}"));
            }
        }
        Ok((frame, draft))
    }
}

/// The key asked for, or that the chords suggest; else one in the mode that the mood or the ending asks for.
fn key(controls: &Controls, random: &mut Random) -> Result<Key, ComposeError> {
    let suggested = controls.chords.as_ref().and_then(chords::key_of);
    let wish = controls.mode.or(controls.key.map(|key| key.mode));
    if let Some(mode) = wish.filter(|mode| !learned(*mode)) {
        return refuse(format!(
            "the composer has learned major and minor, not {}: ask for one of these",
            mode.name()
        ));
    }
    if let Some(key) = controls.key.or(suggested) {
        return Ok(key);
    }
    let minor = match (controls.mode, controls.ending, controls.mood) {
        (Some(mode), ..) => Some(Key::new(0, mode).is_minor()),
        (None, Some(Ending::Picardy), _) => Some(true),
        (None, _, Some(mood)) => Some(mood.valence() < 0.0),
        (None, _, None) => None,
    };
    let fits = |key: &Key| minor.is_none_or(|minor| key.is_minor() == minor);
    let keys: Vec<Key> = KEYS.iter().filter_map(|name| name.parse().ok()).filter(fits).collect();
    Ok(keys.get(random.below(keys.len().max(1))).copied().unwrap_or(Key::C_MAJOR))
}

const fn learned(mode: Mode) -> bool {
    matches!(mode, Mode::Major | Mode::Minor | Mode::Ionian | Mode::Aeolian)
}

/// How many notes the melody strikes a beat: as asked, or as the mood's energy has it.
fn notes_a_beat(controls: &Controls) -> Option<f64> {
    let mood = || controls.mood.map(|mood| libm::exp2(0.7 * f64::from(mood.energy())));
    controls.notes_per_beat.map(f64::from).or_else(mood)
}

/// What a piece without a title is called: `Waltz`, `Folk song`, `Chorale`.
fn kind(style: Option<&str>, song: bool) -> String {
    const MANNERS: [&str; 9] =
        ["folk", "pop", "rock", "country", "jazz", "blues", "nursery", "classical", "ambient"];
    let style = style.unwrap_or(if song { "song" } else { "chorale" });
    let mut letters = style.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let name: String = first.into_iter().chain(letters).collect();
    if MANNERS.contains(&style) { format!("{name} song") } else { name }
}

/// Steps of the last bar.
fn bar_steps(frame: &Frame) -> usize {
    frame.bars.last().map_or(0, |bar| bar.steps)
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
