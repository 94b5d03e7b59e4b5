//! The small texts that people type: chord symbols, keys, meters, pitches, lengths, Roman numerals and
//! analyses of them, ensembles and the shorthand. What was understood prints as something that is
//! understood again.

#![no_main]

use std::fmt::Display;
use std::str::FromStr;

use score::theory::{RomanNumeral, RomanText};
use score::{ChordSymbol, Key, Meter, Pitch, Quarters, Tone};

libfuzzer_sys::fuzz_target!(|text: &str| musaic_fuzz::in_time(|| understand(text)));

fn understand(text: &str) {
    prints_back::<ChordSymbol>(text);
    prints_back::<Key>(text);
    prints_back::<Meter>(text);
    prints_back::<Pitch>(text);
    prints_back::<Tone>(text);
    prints_back::<Quarters>(text);
    let _ = synth::Ensemble::parse(text);
    let _ = RomanText::read(text);
    roman(text);
    let mut lines = text.split('\n');
    let (key, meter) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let _ = score::shorthand(key, meter, &lines.take(16).collect::<Vec<_>>());
}

fn prints_back<T: FromStr + Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let shown = value.to_string();
        let again = shown.parse::<T>().map(|again| again.to_string());
        assert_eq!(again.ok(), Some(shown), "{text:?} was understood once, but not twice");
    }
}

/// A key and a numeral, a space between.
fn roman(text: &str) {
    let Some((key, numeral)) = text.split_once(' ') else { return };
    let Ok(key) = key.parse::<Key>() else { return };
    if let Ok(numeral) = RomanNumeral::parse(numeral, key) {
        let shown = numeral.to_string();
        assert!(RomanNumeral::parse(&shown, key).is_ok(), "{text:?} became {shown:?}");
    }
}
