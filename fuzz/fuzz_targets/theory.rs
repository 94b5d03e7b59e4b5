//! What theory says of music that a stranger wrote: ABC, since it says most with the fewest bytes.

#![no_main]

use score::theory;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    musaic_fuzz::in_time(|| {
        let Ok(reading) = notation::abc::read(bytes) else { return };
        let score = &reading.score;
        let _ = theory::analyse(score);
        let _ = synth::perform(score, &synth::Performance::default());
    });
});
