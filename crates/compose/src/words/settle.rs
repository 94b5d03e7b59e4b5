//! From the gathered wishes to controls: what depends on another wish is decided here, and said.

use score::{Key, Meter, Mode, Tempo, TempoBeat, ValueBase};

use crate::controls::{Controls, Mood, Progression};

use super::draft::{Chords, Draft, Said};
use super::language::Language;
use super::say;

/// The tempo that is taken where a length in time is asked for without one.
const USUAL_BPM: f64 = 90.0;

/// The controls, and notes on what was decided.
pub(super) fn settle(draft: &Draft, language: Language) -> (Controls, Vec<String>) {
    let mut notes = Vec::new();
    let numerals = draft.chords.as_ref().map(|said| &said.value);
    let key = key(draft, numerals, language, &mut notes);
    let mode = draft.mode.as_ref().map(|said| said.value).filter(|_| key.is_none());
    let meter = value(draft.meter.as_ref());
    let tempo = tempo(draft, meter.as_ref());
    let (tempo, bars) = length(draft, tempo, meter.as_ref(), language, &mut notes);
    let controls = Controls {
        title: value(draft.title.as_ref()),
        style: value(draft.style.as_ref()).or_else(|| value(draft.form.as_ref())),
        ensemble: (!draft.ensemble.is_empty()).then(|| draft.ensemble.join("+")),
        key,
        mode,
        bars,
        tempo,
        mood: mean(&draft.moods),
        chords: chords(draft, key, language, &mut notes),
        notes_per_beat: value(draft.notes_per_beat.as_ref()),
        compass: value(draft.compass.as_ref()),
        ending: value(draft.ending.as_ref()),
        meter,
    };
    (controls, notes)
}

fn value<T: Clone>(said: Option<&Said<T>>) -> Option<T> {
    said.map(|said| said.value.clone())
}

/// The key that was named, or made of a tonic and a mode; degrees need one, so one is taken for them.
fn key(
    draft: &Draft,
    chords: Option<&Chords>,
    language: Language,
    notes: &mut Vec<String>,
) -> Option<Key> {
    if let Some(key) = value(draft.key.as_ref()) {
        return Some(key);
    }
    let mode = value(draft.mode.as_ref());
    if let Some(tonic) = value(draft.tonic.as_ref()) {
        let key = Key::on(tonic, mode.unwrap_or_default())?;
        let easy = (-7..=7).contains(&key.fifths);
        return Some(if easy { key } else { key.transposed(score::Interval::UNISON) });
    }
    let Some(Chords::Numerals(numerals)) = chords else { return None };
    let minor = numerals.begins_minor().then_some(Mode::Minor);
    let key = Key::new(0, mode.or(minor).unwrap_or_default());
    let shown = say::key(key, language);
    notes.push(language.pick(
        format!("Degrees need a key: {shown} is taken."),
        format!("级数需要调,取 {shown}。"),
    ));
    Some(key)
}

fn chords(
    draft: &Draft,
    key: Option<Key>,
    language: Language,
    notes: &mut Vec<String>,
) -> Option<Progression> {
    match value(draft.chords.as_ref())? {
        Chords::Symbols(progression) => Some(progression),
        Chords::Numerals(numerals) => {
            let progression = numerals.in_key(key?);
            notes.push(match &progression {
                Some(chords) => language.pick(
                    format!("The degrees are the chords {chords}."),
                    format!("这些级数即和弦 {chords}。"),
                ),
                None => language.pick(
                    "These degrees make no chords in this key.".to_owned(),
                    "这些级数在此调中不成和弦。".to_owned(),
                ),
            });
            progression
        }
    }
}

/// Figures before words; the word is printed beside the figure. Without a note value the beat is the
/// meter's: a dotted quarter in 6/8, a half in 2/2.
fn tempo(draft: &Draft, meter: Option<&Meter>) -> Option<Tempo> {
    let (words, text) = value(draft.tempo_words.as_ref()).unzip();
    let text = text.flatten();
    let beat = meter.map_or(beat(ValueBase::Quarter, 0), beat_of);
    match (value(draft.speed.as_ref()), words) {
        (Some((bpm, named)), _) => {
            Some(Tempo { bpm, beat: named.unwrap_or(beat), text, shown: true })
        }
        (None, Some(bpm)) => Some(Tempo { bpm, beat, text, shown: false }),
        (None, None) => None,
    }
}

const fn beat(base: ValueBase, dots: u8) -> TempoBeat {
    TempoBeat { base, dots }
}

/// The note value that a beat of a meter has.
fn beat_of(meter: &Meter) -> TempoBeat {
    match meter.terms.as_slice() {
        [_] if meter.is_compound() => beat(ValueBase::Quarter, 1),
        [term] if term.unit == 2 => beat(ValueBase::Half, 0),
        _ => beat(ValueBase::Quarter, 0),
    }
}

/// The length in bars, and the tempo that a length in time was reckoned with.
fn length(
    draft: &Draft,
    tempo: Option<Tempo>,
    meter: Option<&Meter>,
    language: Language,
    notes: &mut Vec<String>,
) -> (Option<Tempo>, Option<u16>) {
    if let Some((least, most)) = value(draft.bars.as_ref()) {
        let bars = round_length(least, most);
        if least != most {
            notes.push(
                language.pick(format!("{bars} bars are taken."), format!("取 {bars} 小节。")),
            );
        }
        return (tempo, Some(bars));
    }
    let Some(seconds) = value(draft.seconds.as_ref()) else { return (tempo, None) };
    let meter = meter.cloned().unwrap_or_default();
    let usual = || Tempo { shown: false, beat: beat_of(&meter), ..Tempo::quarters(USUAL_BPM) };
    let tempo = tempo.unwrap_or_else(usual);
    let quarters = seconds / 60.0 * tempo.quarters_per_minute();
    let bars = whole_bars(quarters / meter.bar_length().to_f64().max(0.25));
    notes.push(language.pick(
        format!("{seconds} s at {} beats a minute in {meter} are about {bars} bars.", tempo.bpm),
        format!("按每分钟 {} 拍、{meter} 拍,{seconds} 秒约为 {bars} 小节。", tempo.bpm),
    ));
    (Some(tempo), Some(bars))
}

/// The middle of a range, as a multiple of four where there is one: phrases like it.
fn round_length(least: u16, most: u16) -> u16 {
    let middle = least.midpoint(most);
    let fours = [middle / 4 * 4, middle.div_ceil(4) * 4];
    let inside = |bars: &u16| *bars > 0 && (least..=most).contains(bars);
    fours.into_iter().find(inside).unwrap_or(middle)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "brought within 1 to 999 first"
)]
fn whole_bars(bars: f64) -> u16 {
    bars.round().clamp(1.0, 999.0) as u16
}

#[allow(clippy::cast_precision_loss, reason = "a text has few moods")]
fn mean(moods: &[Mood]) -> Option<Mood> {
    let count = moods.len() as f32;
    let of = |part: fn(Mood) -> f32| moods.iter().map(|mood| part(*mood)).sum::<f32>() / count;
    (!moods.is_empty()).then(|| Mood::new(of(Mood::valence), of(Mood::energy)))
}
