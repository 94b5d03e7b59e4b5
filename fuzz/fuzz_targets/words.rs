//! What a musician asks for, and files of words: whatever is written, every word of it is accounted for
//! once, and what was understood can be printed.

#![no_main]

use compose::words::{Lexicon, understand};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let asked = understand(text);
    let mut spans: Vec<_> = asked.understood.iter().map(|row| row.span.clone()).collect();
    spans.extend(asked.ignored.iter().map(|row| row.span.clone()));
    spans.extend(asked.small.iter().cloned());
    spans.sort_by_key(|span| span.start);
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{spans:?} overlap in {text:?}");
    let covered = |at: usize| {
        let after = spans.partition_point(|span| span.start <= at);
        after > 0 && at < spans[after - 1].end
    };
    for (at, sign) in text.char_indices().filter(|(_, sign)| sign.is_alphanumeric()) {
        assert!(covered(at), "{sign:?} at {at} is in no span of {text:?}");
    }
    assert!(!asked.to_string().is_empty() || spans.len() == asked.small.len());
    if let Some(chords) = &asked.controls.chords {
        assert_eq!(chords.to_string().parse().as_ref(), Ok(chords), "{text:?}");
    }
    let _ = text.parse::<compose::Progression>();
    if text.contains("[[word]]") {
        let _ = Lexicon::builtin().clone().with(text);
    }
});
