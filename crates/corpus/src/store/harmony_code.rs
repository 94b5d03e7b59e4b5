//! Keys and chords as bytes.

use score::{ChordDegree, ChordKind, ChordSymbol, DegreeChange, Key, Mode, Step, Tone};

use super::bytes::{Broken, Reader, put_number, put_optional_text};
use crate::limits::MAX_DEGREES;

pub(super) fn put_key(out: &mut Vec<u8>, key: Option<Key>) {
    out.push(u8::from(key.is_some()));
    if let Some(key) = key {
        out.push(key.fifths.cast_unsigned());
        out.push(key.mode as u8);
    }
}

pub(super) fn take_key(from: &mut Reader<'_>) -> Result<Option<Key>, Broken> {
    if from.byte()? == 0 {
        return Ok(None);
    }
    let fifths = from.signed()?;
    let mode = Mode::ALL.get(usize::from(from.byte()?)).ok_or("a key has no mode")?;
    // As many signs as Key::on allows.
    let possible = (-14..=14).contains(&fifths);
    if possible { Ok(Some(Key::new(fifths, *mode))) } else { Err("a key has too many signs") }
}

fn put_tone(out: &mut Vec<u8>, tone: Tone) {
    out.push(tone.step as u8);
    out.push(tone.alter.cast_unsigned());
}

fn take_tone(from: &mut Reader<'_>) -> Result<Tone, Broken> {
    let step = Step::ALL.get(usize::from(from.byte()?)).ok_or("a tone has no letter")?;
    Ok(Tone::new(*step, from.signed()?))
}

pub(super) fn put_chord(out: &mut Vec<u8>, chord: &ChordSymbol) {
    put_tone(out, chord.root);
    out.push(chord.kind as u8);
    out.push(u8::from(chord.bass.is_some()));
    if let Some(bass) = chord.bass {
        put_tone(out, bass);
    }
    put_number(out, chord.degrees.len() as u64);
    for degree in &chord.degrees {
        out.extend([degree.degree, degree.alter.cast_unsigned(), degree.change as u8]);
    }
    put_optional_text(out, chord.text.as_deref());
}

pub(super) fn take_chord(from: &mut Reader<'_>) -> Result<ChordSymbol, Broken> {
    let root = take_tone(from)?;
    let kind = ChordKind::all().nth(usize::from(from.byte()?)).ok_or("a chord has no kind")?;
    let bass = if from.byte()? == 0 { None } else { Some(take_tone(from)?) };
    let mut degrees = Vec::new();
    for _ in 0..from.count(MAX_DEGREES)? {
        degrees.push(take_degree(from)?);
    }
    Ok(ChordSymbol { root, kind, bass, degrees, text: from.optional_text()? })
}

fn take_degree(from: &mut Reader<'_>) -> Result<ChordDegree, Broken> {
    let (degree, alter) = (from.byte()?, from.signed()?);
    let change = match from.byte()? {
        0 => DegreeChange::Add,
        1 => DegreeChange::Alter,
        2 => DegreeChange::Subtract,
        _ => return Err("a degree is changed in no known way"),
    };
    Ok(ChordDegree { degree, alter, change })
}
