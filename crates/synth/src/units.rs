//! Conversions between the units of sound. They go through `libm`, which gives the same bits on
//! every machine; the standard library's functions may not.

/// Decibels of amplitude to a factor.
pub(crate) fn db_to_gain(db: f32) -> f32 {
    libm::exp2f(db * (std::f32::consts::LOG2_10 / 20.0))
}

/// A factor of amplitude to decibels.
pub(crate) fn gain_to_db(gain: f32) -> f32 {
    20.0 * libm::log10f(gain)
}

/// Cents to a ratio of frequencies.
pub(crate) fn cents_to_ratio(cents: f32) -> f32 {
    libm::exp2f(cents / 1200.0)
}

/// Absolute cents (SoundFont 2.04, section 8.1.3: 8.176 Hz is 0) to hertz.
pub(crate) fn cents_to_hertz(cents: f32) -> f32 {
    8.175_799 * cents_to_ratio(cents)
}

/// Timecents to seconds.
pub(crate) fn timecents_to_seconds(timecents: f32) -> f32 {
    libm::exp2f(timecents / 1200.0)
}

/// The two factors of equal-power panning, `pan` from -0.5 (left) to 0.5 (right).
pub(crate) fn pan_gains(pan: f32) -> [f32; 2] {
    let angle = (pan.clamp(-0.5, 0.5) + 0.5) * std::f32::consts::FRAC_PI_2;
    [libm::cosf(angle), libm::sinf(angle)]
}
