//! Files of whatever format, as they come from a stranger.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    musaic_fuzz::in_time(|| musaic_fuzz::any(bytes));
});
