//! Standard MIDI Files.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    musaic_fuzz::in_time(|| musaic_fuzz::read(notation::midi::read(bytes)));
});
