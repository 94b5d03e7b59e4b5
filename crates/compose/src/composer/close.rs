//! How a piece closes: which chords its last two beats have.

use score::{ChordKind, ChordSymbol, Key, Tone};

use super::pieces::Frame;
use super::refuse;
use crate::sampling::Draft;
use crate::tokens::{chord_token, class_set};
use crate::{ComposeError, Ending};

/// The chords of a close; each list holds what may be chosen from.
struct Close {
    /// Before the last; empty for anything.
    before: Vec<ChordSymbol>,
    last: Vec<ChordSymbol>,
    /// The tone on top of the last chord, where it is decided.
    top: Option<Tone>,
}

/// For the last `steps` steps only the home chord: tones of its triad in the voices, the tonic in the
/// lowest. A minor piece may close in major.
pub(super) fn close_at_home(draft: &mut Draft, frame: &Frame, steps: usize) {
    let Some(key) = frame.key else { return };
    apply(&Close { before: Vec::new(), last: home(key), top: None }, draft, frame, steps);
}

/// A song's last bar is at home, and in its second half the melody rests on the tonic.
pub(super) fn close_song(draft: &mut Draft, frame: &Frame) {
    let (Some(key), Some(bar)) = (frame.key, frame.bars.last()) else { return };
    let close = |top| Close { before: Vec::new(), last: home(key), top };
    apply(&close(None), draft, frame, bar.steps);
    apply(&close(Some(key.tonic())), draft, frame, bar.steps / 2);
    if let Some(voice) = frame.first_voice() {
        let rests = draft.steps - (bar.steps / 2).saturating_sub(1)..draft.steps;
        draft.struck[voice][rests].fill(Some(false));
    }
}

/// The last two beats, of so many steps each, as an ending asks.
///
/// # Errors
/// When the key cannot have it.
pub(super) fn close_with(
    ending: Ending,
    draft: &mut Draft,
    frame: &Frame,
    beat: usize,
) -> Result<(), ComposeError> {
    let Some(key) = frame.key else { return Ok(()) };
    if ending == Ending::Picardy && !key.is_minor() {
        return refuse(format!("a Picardy third closes a piece in minor: {key} is major already"));
    }
    apply(&Close::of(ending, key), draft, frame, beat);
    Ok(())
}

impl Close {
    fn of(ending: Ending, key: Key) -> Close {
        let on = |degree: u8, kind| ChordSymbol::new(key.scale()[usize::from(degree) - 1], kind);
        let dominant = || vec![on(5, ChordKind::Major), on(5, ChordKind::Dominant)];
        let tonic = Some(key.tonic());
        match ending {
            Ending::Authentic => Close { before: dominant(), last: home(key), top: tonic },
            Ending::Plagal if key.is_minor() => {
                Close { before: vec![on(4, ChordKind::Minor)], last: home(key), top: None }
            }
            Ending::Plagal => {
                Close { before: vec![on(4, ChordKind::Major)], last: home(key), top: None }
            }
            Ending::Half => {
                Close { before: Vec::new(), last: vec![on(5, ChordKind::Major)], top: None }
            }
            Ending::Deceptive => {
                let kind = if key.is_minor() { ChordKind::Major } else { ChordKind::Minor };
                Close { before: dominant(), last: vec![on(6, kind)], top: tonic }
            }
            Ending::Picardy => {
                Close { before: dominant(), last: vec![on(1, ChordKind::Major)], top: None }
            }
        }
    }
}

/// The home chord; a minor piece may close in major.
pub(super) fn home(key: Key) -> Vec<ChordSymbol> {
    let kinds: &[ChordKind] =
        if key.is_minor() { &[ChordKind::Minor, ChordKind::Major] } else { &[ChordKind::Major] };
    kinds.iter().map(|&kind| ChordSymbol::new(key.tonic(), kind)).collect()
}

fn apply(close: &Close, draft: &mut Draft, frame: &Frame, beat: usize) {
    let steps = draft.steps;
    let last = steps.saturating_sub(beat)..steps;
    let before = steps.saturating_sub(2 * beat)..last.start;
    ask(&close.before, draft, frame, before);
    ask(&close.last, draft, frame, last.clone());
    if let (Some(top), Some(voice)) = (close.top, frame.first_voice()) {
        draft.rules.asked.resize(draft.steps, Vec::new());
        for step in last {
            draft.rules.asked[step].push((voice, top.pitch_class()));
        }
    }
}

/// Only these chords for some steps, their root in the lowest of several voices.
fn ask(chords: &[ChordSymbol], draft: &mut Draft, frame: &Frame, steps: std::ops::Range<usize>) {
    let Some(first) = chords.first() else { return };
    let classes = class_set(chords.iter().flat_map(ChordSymbol::pitch_classes));
    draft.rules.classes.resize(draft.steps, 0);
    draft.rules.asked.resize(draft.steps, Vec::new());
    draft.rules.chords.resize(draft.steps, Vec::new());
    for step in steps {
        draft.rules.classes[step] = classes;
        draft.rules.chords[step] = chords.iter().map(chord_token).collect();
        if frame.voices() > 1 {
            let lowest = frame.lowest_voice();
            draft.rules.asked[step].extend(lowest.map(|voice| (voice, first.root.pitch_class())));
        }
    }
}
