//! Reads analyses in the `RomanText` format (Tymoczko, Gotham, Cuthbert & Ariza 2019, ISMIR): lines
//! such as `m3 IV b2.5 viio6 b3 D: I`, so that ours can be measured against people's.

use crate::{Key, Mode, Quarters, Tone};

use super::RomanNumeral;

/// A numeral and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RomanEntry {
    /// The measure's printed number.
    pub measure: u32,
    /// The beat, 1 first.
    pub beat: Quarters,
    /// The numeral in the key that holds there.
    pub numeral: RomanNumeral,
}

/// An analysis as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct RomanText {
    /// The numerals in order; variant readings are left out.
    pub entries: Vec<RomanEntry>,
    /// Words that were not understood.
    pub skipped: Vec<String>,
}

/// No analysis is longer; copied ranges cannot grow beyond it.
const MOST_ENTRIES: usize = 100_000;

impl RomanText {
    /// The value of a header line such as `BWV: 269`.
    #[must_use]
    pub fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
        let value = |line: &'a str| line.split_once(':').filter(|(key, _)| key.trim() == name);
        text.lines().find_map(value).map(|(_, value)| value.trim())
    }

    /// Reads an analysis; what it does not understand it lists as skipped.
    #[must_use]
    pub fn read(text: &str) -> RomanText {
        let mut analysis = RomanText::default();
        let mut key = None;
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let Some(first) = words.next() else { continue };
            let Some((from, to)) = measures(first) else { continue };
            if let Some((_, source)) = line.split_once('=') {
                analysis.copy(from, to, source.trim());
            } else {
                analysis.line(from, words, &mut key);
            }
            if analysis.entries.len() >= MOST_ENTRIES {
                break;
            }
        }
        analysis
    }

    fn line<'a>(
        &mut self,
        measure: u32,
        words: impl Iterator<Item = &'a str>,
        key: &mut Option<Key>,
    ) {
        let mut at = Quarters::ONE;
        for word in words.filter(|word| !word.contains("||")) {
            if let Some(found) = word.strip_suffix(':').and_then(read_key) {
                *key = Some(found);
            } else if let Some(found) = word.strip_prefix('b').and_then(read_beat) {
                at = found;
            } else if let Some(numeral) = key.and_then(|key| RomanNumeral::parse(word, key).ok()) {
                self.entries.push(RomanEntry { measure, beat: at, numeral });
            } else {
                self.skipped.push(word.to_owned());
            }
        }
    }

    /// `m8-10 = m2-4`.
    fn copy(&mut self, from: u32, to: u32, source: &str) {
        let source = source.split_whitespace().next().and_then(measures);
        let Some((first, _)) = source.filter(|_| from <= to) else { return };
        let span = to - from;
        let within = |entry: &&RomanEntry| entry.measure >= first && entry.measure - first <= span;
        let moved = |entry: &RomanEntry| RomanEntry {
            measure: (entry.measure - first).saturating_add(from),
            ..entry.clone()
        };
        let copies: Vec<RomanEntry> = self.entries.iter().filter(within).map(moved).collect();
        self.entries.extend(copies);
    }
}

/// `m12` or `m8-10`; not the variants `m11var1`.
fn measures(word: &str) -> Option<(u32, u32)> {
    let numbers = word.strip_prefix('m')?;
    let (from, to) = numbers.split_once('-').unwrap_or((numbers, numbers));
    Some((from.parse().ok()?, to.trim_start_matches('m').parse().ok()?))
}

/// `G` major, `g` minor, `bb` B flat minor, `F#`.
fn read_key(text: &str) -> Option<Key> {
    let mut letters = text.chars();
    let letter = letters.next()?;
    let signs = letters.as_str().replace('-', "b");
    let tonic: Tone = format!("{}{signs}", letter.to_ascii_uppercase()).parse().ok()?;
    let mode = if letter.is_ascii_lowercase() { Mode::Minor } else { Mode::Major };
    Key::on(tonic, mode)
}

/// `2`, `2.5`, `3.33`: decimals stand for the nearest simple fraction.
fn read_beat(text: &str) -> Option<Quarters> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok().filter(|beat| (0..=1000).contains(beat))?;
    if decimals.is_empty() {
        return Some(Quarters::whole(whole));
    }
    let share: f64 = format!("0.{decimals}").parse().ok()?;
    let fractions = [1, 2, 3, 4, 6, 8]
        .into_iter()
        .flat_map(|den| (0..=den).map(move |num| Quarters::new(num, den)));
    let distance = |fraction: &Quarters| (fraction.to_f64() - share).abs();
    let nearest = fractions.min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    Some(Quarters::whole(whole) + nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SMALL: &str = "Composer: Nobody\nBWV: 1.6\n\nm0 b4 G: I\nNote: m1 is odd\n\
        m1 V6 b2.66 D: V6/5 b3 I ||\nm1var1 I\nm2 b: iio6 ?\nm3-4 = m1-2\n";

    #[test]
    fn lines_keys_beats_and_copies() {
        let analysis = RomanText::read(SMALL);
        let shown: Vec<String> = analysis
            .entries
            .iter()
            .map(|e| format!("{}:{} {} {}", e.measure, e.beat, e.numeral.key, e.numeral))
            .collect();
        assert_eq!(
            shown.join(", "),
            "0:4 G major I, 1:1 G major V6, 1:8/3 D major V65, 1:3 D major I, 2:1 B minor ii°6, \
             3:1 G major V6, 3:8/3 D major V65, 3:3 D major I, 4:1 B minor ii°6"
        );
        assert_eq!(analysis.skipped, ["?"]);
        assert_eq!(RomanText::header(SMALL, "BWV"), Some("1.6"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,60}", lines in "(m[0-9=\\-m ]{0,9} b[0-9.]{1,4} [a-gA-G#b:]{1,3} [IViv/o0-9]{1,4}\n){0,4}") {
            let _ = (RomanText::read(&text), RomanText::read(&lines));
        }
    }
}
