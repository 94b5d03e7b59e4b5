//! ABC tune books.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    musaic_fuzz::in_time(|| {
        let readings = notation::abc::read_all(bytes).unwrap_or_default();
        readings.into_iter().take(4).for_each(|reading| musaic_fuzz::read(Ok(reading)));
        let _ = notation::abc::read(bytes);
    });
});
