use expect_test::expect;

use super::listen::{by_second, level_db, pitch_hertz};
use super::{alone, dry, part, phrase, play, toy};
use crate::{Action, Event, Instrument, Part, RenderOptions, Renderer, Sequence, SynthError};

const RATE: usize = 32_000;

#[test]
fn a_phrase_sounds_as_it_did() {
    let options = RenderOptions { sample_rate: 32_000, ..RenderOptions::default() };
    let heard = by_second(&play(&toy(), &phrase(), &options), 32_000);
    expect![[r#"
         0 s  -31.9 dB  3505 Hz
         1 s  -28.0 dB  3310 Hz
         2 s  -28.1 dB  3330 Hz
         3 s  -29.2 dB  3255 Hz
         4 s  -30.2 dB  3240 Hz
         5 s  -27.4 dB  3060 Hz
         6 s  -27.3 dB  3050 Hz
         7 s  -26.7 dB  2870 Hz
         8 s  -39.1 dB   795 Hz
         9 s  -73.8 dB   480 Hz
        10 s -106.3 dB   410 Hz
        11 s -119.8 dB   525 Hz
    "#]]
    .assert_eq(&heard);
}

#[test]
fn the_same_sequence_gives_the_same_samples() {
    let options = RenderOptions::default();
    assert_eq!(play(&toy(), &phrase(), &options), play(&toy(), &phrase(), &options));
}

#[test]
fn a_note_starts_on_its_frame_and_at_its_pitch() {
    for start in [0.0, 0.1, 1234.0 / 32_000.0] {
        let mut violin = part(0);
        violin.note(start, 1.0, 69, 100);
        let frames = play(&toy(), &alone(violin), &dry());
        let first = frames.iter().position(|frame| *frame != [0.0; 2]).unwrap();
        // The sine's own first frame is zero.
        assert_eq!(first, (start * 32_000.0).round() as usize + 1, "start {start}");
        let sounding = &frames[first + 1000..first + 1000 + 16_384];
        let pitch = pitch_hertz(sounding, 32_000);
        assert!((pitch - 440.0).abs() < 0.5, "{pitch} Hz");
    }
}

#[test]
fn keys_are_semitones_apart_over_the_whole_range() {
    let mut previous = None;
    for key in [36, 48, 60, 72, 84, 96] {
        let mut sine = part(0);
        sine.note(0.0, 1.0, key, 100);
        let pitch = pitch_hertz(&play(&toy(), &alone(sine), &dry())[4_000..20_384], 32_000);
        if let Some(previous) = previous {
            let ratio: f64 = pitch / previous;
            assert!((ratio - 2.0).abs() < 0.01, "octave below key {key}: {ratio}");
        }
        previous = Some(pitch);
    }
}

#[test]
fn velocity_volume_and_pan_do_what_they_say() {
    let heard = |change: &dyn Fn(&mut Part)| {
        let mut sine = part(0);
        change(&mut sine);
        play(&toy(), &alone(sine), &dry())[1_000..20_000].to_vec()
    };
    let plain = heard(&|it| it.note(0.0, 1.0, 69, 127));
    let half = heard(&|it| it.note(0.0, 1.0, 69, 64));
    assert!((level_db(&plain) - level_db(&half) - 11.9).abs() < 0.2);
    let quiet = heard(&|it| {
        it.gain_db = -6.0;
        it.note(0.0, 1.0, 69, 127);
    });
    assert!((level_db(&plain) - level_db(&quiet) - 6.0).abs() < 0.1);
    let left = heard(&|it| {
        it.pan = -1.0;
        it.note(0.0, 1.0, 69, 127);
    });
    assert!(left.iter().all(|frame| frame[1].abs() < 1e-6 && frame[0].is_finite()));
    assert!((level_db(&left) - level_db(&plain)).abs() < 0.1, "equal power");
}

#[test]
fn a_unison_ends_note_by_note() {
    let mut sine = part(0);
    sine.note(0.0, 1.0, 69, 100);
    sine.note(0.0, 2.0, 69, 100);
    let frames = play(&toy(), &alone(sine), &dry());
    let (both, one) = (level_db(&frames[8_000..16_000]), level_db(&frames[48_000..56_000]));
    assert!((both - one - 6.0).abs() < 0.3, "{both} {one}");
}

#[test]
fn the_pedal_holds_what_was_let_go() {
    let with = |pedal: &[(f64, bool)]| {
        let mut sine = part(0);
        sine.note(0.1, 0.4, 69, 100);
        let events = pedal.iter();
        sine.events.extend(
            events
                .map(|(seconds, down)| Event { seconds: *seconds, action: Action::Sustain(*down) }),
        );
        level_db(&play(&toy(), &alone(sine), &dry())[35_000..38_000])
    };
    let mut long = part(0);
    long.note(0.0, 3.0, 40, 1);
    assert!(with(&[(0.0, true), (2.0, false)]) > -40.0);
    assert!(with(&[(0.0, true), (0.7, false), (2.0, true), (2.1, false)]) < -60.0);
}

#[test]
fn an_open_hi_hat_stops_when_it_closes() {
    let hat = |closes: bool| {
        let mut kit = Part::new("kit", Instrument::drums());
        kit.reverb_send = 0.0;
        kit.note(0.0, 1.0, 46, 127);
        if closes {
            kit.note(0.02, 0.1, 42, 1);
        }
        level_db(&play(&toy(), &alone(kit), &dry())[1_500..3_500])
    };
    assert!(hat(false) - hat(true) > 20.0);
}

#[test]
fn forty_parts_play_at_once() {
    let keys = 40..80_u8;
    let parts = keys.clone().map(|key| {
        let mut part = part(0);
        part.note(0.0, 2.0, key, 90);
        part
    });
    let frames = play(&toy(), &Sequence { parts: parts.collect() }, &dry());
    let spectrum = super::listen::spectrum(&frames[8_000..40_000]);
    for key in keys {
        // Bins are one hertz wide.
        let bin = (440.0 * ((f64::from(key) - 69.0) / 12.0).exp2()).round() as usize;
        let between = (bin as f64 * 1.029).round() as usize;
        assert!(spectrum[bin] > 30.0 * spectrum[between], "key {key} at {bin} Hz");
    }
}

#[test]
fn voices_beyond_the_limit_are_stopped_softly() {
    let mut sine = part(0);
    for key in 30..100 {
        sine.note(0.0, 1.0, key, 100);
    }
    let options = RenderOptions { max_voices: 8, ..dry() };
    let few = level_db(&play(&toy(), &alone(sine.clone()), &options)[10_000..20_000]);
    let all = level_db(&play(&toy(), &alone(sine), &dry())[10_000..20_000]);
    assert!(all - few > 6.0, "{all} {few}");
}

#[test]
fn a_hundred_thousand_notes_at_once_are_no_burden() {
    let mut sine = part(0);
    (0..100_000).for_each(|note| sine.note(0.0, 0.5, 30 + (note % 60) as u8, 100));
    let frames = play(&toy(), &alone(sine), &RenderOptions { max_voices: 16, ..dry() });
    assert!(level_db(&frames[1_000..10_000]) > -60.0);
}

#[test]
fn the_room_rings_as_long_as_it_should_and_then_stops() {
    let mut kit = Part::new("kit", Instrument::drums());
    kit.note(0.0, 0.05, 42, 127);
    let options = RenderOptions { reverb_seconds: 1.0, ..dry() };
    let frames = play(&toy(), &alone(kit), &options);
    let at = |seconds: f64| {
        let from = (seconds * 32_000.0) as usize;
        level_db(&frames[from..from + 3_200])
    };
    let fall = at(0.2) - at(0.7);
    assert!((22.0..45.0).contains(&fall), "fell {fall} dB in half a second");
    assert!(frames.len() < 3 * RATE, "{}", frames.len());
}

#[test]
fn limits_are_kept() {
    let mut sine = part(0);
    sine.note(0.0, 100.0, 60, 100);
    let options = RenderOptions { max_seconds: 99.0, ..dry() };
    let error = Renderer::new(&toy(), &alone(sine.clone()), &options).unwrap_err();
    assert!(matches!(error, SynthError::TooLong { .. }), "{error}");
    sine.events.retain(|event| event.action.rank() == 2);
    let options = RenderOptions { max_tail_seconds: 1.0, ..dry() };
    let frames = play(&toy(), &alone(sine), &options);
    assert!((frames.len() as i64 - RATE as i64).abs() <= 64, "a note without end fades out");
    assert!(frames[frames.len() - 1][0].abs() < 0.001);
}

#[test]
fn wrong_numbers_are_named() {
    let mut sine = part(0);
    sine.events.push(Event { seconds: 0.0, action: Action::NoteOn { key: 200, velocity: 1 } });
    let error = Renderer::new(&toy(), &alone(sine), &dry()).unwrap_err().to_string();
    expect![[r#"the sequence cannot be played: part "test": a key, velocity or controller is out of range"#]]
        .assert_eq(&error);
}

#[test]
fn nothing_gives_nothing_or_a_moment_of_silence() {
    let frames = play(&toy(), &Sequence::default(), &dry());
    assert!(frames.iter().all(|frame| *frame == [0.0; 2]) && frames.len() <= 64);
}
