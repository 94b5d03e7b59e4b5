//! The fonts that people really have. Nothing here fails for want of one, but it says so.

use std::path::PathBuf;
use std::sync::Arc;

use super::listen::{level_db, pitch_hertz};
use super::{alone, dry, part, play};
use crate::{Instrument, Part, SYSTEM_PLACES, SoundFont, find_soundfont};

fn installed() -> Vec<PathBuf> {
    let folders = SYSTEM_PLACES.iter().filter_map(|place| std::fs::read_dir(place).ok());
    let files = folders.flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let named = |path: &PathBuf| {
        path.extension().is_some_and(|it| it == "sf2" || it == "sf3")
            && !path.to_string_lossy().contains("default")
    };
    let found: Vec<PathBuf> = files.filter(named).collect();
    if found.is_empty() {
        eprintln!("SKIPPED: no SoundFont is installed in {SYSTEM_PLACES:?}");
    }
    found
}

#[test]
fn instruments_sound_and_are_in_tune() {
    for path in installed() {
        let font = Arc::new(SoundFont::open(&path).unwrap());
        assert!(font.presets().count() > 100, "{}", path.display());
        // Piano, organ, violin, strings, flute.
        for program in [0, 19, 40, 48, 73] {
            let mut player = part(program);
            player.note(0.0, 1.5, 69, 100);
            let frames = play(&font, &alone(player), &dry());
            let pitch = pitch_hertz(&frames[8_000..40_768], 32_000);
            let octaves = (pitch / 440.0).log2();
            let cents = 1200.0 * (octaves - octaves.round());
            assert!(cents.abs() < 25.0, "{}: program {program} at {pitch} Hz", path.display());
            assert!(level_db(&frames[..32_000]) > -50.0, "{}: {program}", path.display());
        }
        let mut kit = Part::new("kit", Instrument::drums());
        (35..60).for_each(|key| kit.note(f64::from(key - 35) * 0.1, 0.1, key, 100));
        assert!(level_db(&play(&font, &alone(kit), &dry())) > -50.0, "{}", path.display());
    }
}

#[test]
fn one_is_found_where_systems_keep_them() {
    if !installed().is_empty() {
        let found = find_soundfont(SYSTEM_PLACES).unwrap();
        assert!(SoundFont::open(&found).is_ok(), "{}", found.display());
    }
}
