//! MusicXML documents, plain.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    musaic_fuzz::in_time(|| musaic_fuzz::read(notation::musicxml::read(bytes)));
});
