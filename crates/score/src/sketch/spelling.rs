//! How the notes of a sketch are spelled: by the key, and where a note is foreign to it by the chord,
//! by what sounds with it and by where it goes.

use crate::{Cell, ChordSymbol, Interval, Key, MidiPitch, Pitch, Sketch, Tone};

/// What a foreign note that rises or falls by a semitone counts, in steps on the line of fifths: as
/// much as one chord tone spelled the wrong way.
const LEADS: i32 = 8;

impl Pitch {
    /// Spells a MIDI key by the key of the piece and the chord that holds there: as the chord spells
    /// its own tones, otherwise as [`Pitch::spelled`]. A chord written far from the key is read as its
    /// enharmonic twin: B in G♭ major is C♭.
    #[must_use]
    pub fn spelled_in(midi: MidiPitch, key: Key, chord: Option<&ChordSymbol>) -> Pitch {
        let class = midi.number() % 12;
        let tones = chord.map(|chord| near(chord, key).tones()).unwrap_or_default();
        let of_chord = tones.into_iter().find(|tone| tone.pitch_class() == class);
        match of_chord.filter(|tone| tone.alter.abs() <= 1 || is_far(key)) {
            Some(tone) => Pitch::at_semitones(tone, i32::from(midi.number())),
            None => Pitch::spelled(midi, key),
        }
    }
}

/// Keys that have double sharps or flats of their own.
fn is_far(key: Key) -> bool {
    key.fifths.abs() >= 5
}

/// The place of a key on the line of fifths: the middle of its scale.
fn centre(key: Key) -> i32 {
    i32::from(key.fifths) + 2
}

/// The chord, or its enharmonic twin where that lies nearer to the key.
fn near(chord: &ChordSymbol, key: Key) -> ChordSymbol {
    let root = chord.root.fifths();
    let twins = [root, root - 12, root + 12].into_iter();
    let best =
        twins.min_by_key(|twin| ((twin - centre(key)).abs() + i32::from(*twin != root), *twin));
    let by = best.unwrap_or(root) - root;
    let moved = |tone: Tone| Tone::from_fifths(tone.fifths() + by);
    ChordSymbol { root: moved(chord.root), bass: chord.bass.map(moved), ..chord.clone() }
}

impl Sketch {
    /// The spelling of a note that one voice strikes at a step.
    pub(super) fn spelling(&self, key: Key, voice: usize, step: usize, midi: MidiPitch) -> Pitch {
        let chord = self.chord_at(step).map(|chord| near(chord, key));
        let by_chord = Pitch::spelled_in(midi, key, chord.as_ref());
        let in_chord = chord.is_some_and(|chord| chord.pitch_classes().contains(&midi_class(midi)));
        if in_chord || belongs(by_chord.tone(), key) {
            return by_chord;
        }
        let choices = [by_chord, twin(by_chord)].into_iter().filter(|pitch| pitch.alter.abs() <= 1);
        let with = self.others(key, voice, step);
        let goes = self.next_after(voice, step, midi);
        let cost = |pitch: &Pitch| {
            let place = pitch.tone().fifths();
            let apart: i32 = with.iter().map(|tone| (tone.fifths() - place).abs()).sum();
            let leads = match goes {
                // A note that rises is a raised one, a note that falls a lowered one.
                Some(1) => -i32::from(pitch.alter) * LEADS,
                Some(-1) => i32::from(pitch.alter) * LEADS,
                _ => 0,
            };
            (apart + leads, (place - centre(key)).abs())
        };
        choices.min_by_key(cost).unwrap_or(by_chord)
    }

    /// What the other voices sound at a step, as far as the key spells it.
    fn others(&self, key: Key, voice: usize, step: usize) -> Vec<Tone> {
        let sounding = |(index, cells): (usize, &Vec<Cell>)| {
            let midi = cells.get(step)?.pitch().filter(|_| index != voice)?;
            Some(Pitch::spelled(midi, key).tone()).filter(|tone| belongs(*tone, key))
        };
        self.voices.iter().enumerate().filter_map(sounding).collect()
    }

    /// How many semitones the voice moves to its next other note.
    fn next_after(&self, voice: usize, step: usize, midi: MidiPitch) -> Option<i32> {
        let later = self.voices.get(voice)?.get(step + 1..)?;
        let next = later.iter().filter_map(|cell| cell.pitch()).find(|next| *next != midi)?;
        Some(i32::from(next.number()) - i32::from(midi.number()))
    }
}

fn midi_class(midi: MidiPitch) -> u8 {
    midi.number() % 12
}

/// The same key of the piano under another name.
fn twin(pitch: Pitch) -> Pitch {
    let by = if pitch.alter > 0 { -12 } else { 12 };
    Pitch::at_semitones(Tone::from_fifths(pitch.tone().fifths() + by), pitch.semitones())
}

/// Tones of the scale; in minor also the raised sixth and seventh.
fn belongs(tone: Tone, key: Key) -> bool {
    let raised = key.is_minor() && {
        let seventh = key.leading_tone();
        let sixth = (seventh.in_octave(4) - Interval::new(1, 2)).tone();
        tone == seventh || tone == sixth
    };
    raised || tone.alter == key.signature_alter(tone.step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Quarters, SketchBar};

    /// The spelling of the top voice of a progression of chords struck one a step.
    fn check(key: &str, frames: &[&[u8]], chord: Option<&str>, expected: &str) {
        let voices = frames[0].len();
        let bars = SketchBar::lay(&crate::Meter::default(), Quarters::ONE, 0, 1);
        let mut sketch = Sketch::silent(Quarters::ONE, bars, voices);
        for (step, frame) in frames.iter().enumerate() {
            for (voice, midi) in frame.iter().enumerate() {
                sketch.voices[voice][step] = Cell::Strike(MidiPitch::new(*midi).unwrap());
            }
        }
        sketch.chords = chord.into_iter().map(|text| (0, text.parse().unwrap())).collect();
        let key = key.parse().unwrap();
        let midi = MidiPitch::new(frames[0][0]).unwrap();
        assert_eq!(sketch.spelling(key, 0, 0, midi).to_string(), expected);
    }

    #[test]
    fn by_what_sounds_and_where_it_goes() {
        check("C", &[&[68, 64, 59, 50], &[69, 64, 57, 45]], None, "G#4");
        check("C", &[&[68, 65, 60, 41], &[67, 64, 60, 48]], None, "Ab4");
        check("C", &[&[63], &[64]], None, "D#4");
        check("C", &[&[63], &[62]], None, "Eb4");
        check("C", &[&[70], &[70]], None, "Bb4");
        check("Am", &[&[68, 64], &[69, 69]], None, "G#4");
        check("Dm", &[&[71, 62], &[73, 64]], None, "B4");
    }

    #[test]
    fn by_the_chord() {
        check("C", &[&[68]], Some("E7"), "G#4");
        check("C", &[&[68]], Some("Fm"), "Ab4");
        check("Cm", &[&[68]], Some("E"), "G#4");
        check("Gb", &[&[71]], Some("B"), "Cb5");
        check("C", &[&[73]], Some("A7(b9)"), "C#5");
        check("C", &[&[70]], Some("A7(b9)"), "Bb4");
    }
}
