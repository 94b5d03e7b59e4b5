use std::ops::ControlFlow;

use ebur128::{EbuR128, Mode};

use super::{alone, part, phrase, toy};
use crate::{
    Audio, Instrument, MasterOptions, Part, RenderOptions, Sequence, Stage, SynthError, Tone,
    produce, render,
};

/// Loudness and true peak by a meter that is not ours.
fn measure(audio: &Audio) -> (f64, f64) {
    let mut meter = EbuR128::new(2, audio.sample_rate, Mode::I | Mode::TRUE_PEAK).unwrap();
    meter.add_frames_f32(audio.frames.as_flattened()).unwrap();
    let peak = meter.true_peak(0).unwrap().max(meter.true_peak(1).unwrap());
    (meter.loudness_global().unwrap(), 20.0 * peak.log10())
}

/// Drum hits far apart: high peaks, little loudness.
fn peaky() -> Sequence {
    let mut kit = Part::new("kit", Instrument::drums());
    for beat in 0..8 {
        kit.note(f64::from(beat) * 0.5, 0.1, if beat % 2 == 0 { 36 } else { 42 }, 127);
    }
    alone(kit)
}

#[test]
fn loudness_and_peak_are_on_target() {
    for (name, sequence) in [("phrase", phrase()), ("peaky", peaky())] {
        for options in [
            MasterOptions::default(),
            MasterOptions { glue: true, ..MasterOptions::default() },
            MasterOptions {
                target_lufs: Some(-14.0),
                tone: Some(Tone { bass_db: 2.0, treble_db: -3.0 }),
                ..MasterOptions::default()
            },
        ] {
            let (audio, report) =
                render(&toy(), &sequence, &RenderOptions::default(), &options).unwrap();
            let (lufs, peak) = measure(&audio);
            let target = options.target_lufs.unwrap();
            assert!((lufs - target).abs() < 0.3, "{name}: {lufs} LUFS for {target}\n{report}");
            assert!(peak <= -1.0, "{name}: {peak} dBTP\n{report}");
            assert!((report.integrated_lufs.unwrap() - lufs).abs() < 0.05);
            assert!((report.true_peak_dbtp.unwrap() - peak).abs() < 0.2, "{peak}\n{report}");
            assert!((report.seconds - audio.seconds()).abs() < 1e-9);
        }
    }
}

#[test]
fn a_long_piece_rendered_anew_is_the_same() {
    let again = MasterOptions { keep_seconds: 0, ..MasterOptions::default() };
    let options = RenderOptions { sample_rate: 32_000, ..RenderOptions::default() };
    let kept = render(&toy(), &peaky(), &options, &MasterOptions::default()).unwrap();
    assert!(kept == render(&toy(), &peaky(), &options, &again).unwrap());
}

#[test]
fn silence_stays_silence() {
    let options = (RenderOptions::default(), MasterOptions::default());
    let (audio, report) = render(&toy(), &Sequence::default(), &options.0, &options.1).unwrap();
    assert!(audio.frames.iter().all(|frame| *frame == [0.0; 2]));
    assert_eq!((report.integrated_lufs, report.true_peak_dbtp), (None, None));
    assert!(serde_json::to_string(&report).unwrap().contains("\"integrated_lufs\":null"));
}

#[test]
fn what_is_below_the_ceiling_is_only_turned_up() {
    let mut sine = part(0);
    sine.note(0.0, 3.0, 69, 100);
    let options = RenderOptions { reverb_seconds: 0.0, ..RenderOptions::default() };
    let raw = super::play(&toy(), &alone(sine.clone()), &options);
    let (audio, report) =
        render(&toy(), &alone(sine), &options, &MasterOptions::default()).unwrap();
    assert_eq!((audio.frames.len(), report.limited_db), (raw.len(), 0.0));
    let gain = audio.frames[10_000][0] / raw[10_000][0];
    let same =
        audio.frames.iter().zip(&raw).all(|(out, raw)| (out[0] - gain * raw[0]).abs() < 1e-6);
    assert!(same, "only the gain changed");
}

#[test]
fn rendering_can_be_watched_and_cancelled() {
    let (render, master) = (RenderOptions::default(), MasterOptions::default());
    let mut stages = Vec::new();
    let mut watch = |stage, done: f64| {
        assert!((0.0..=1.0).contains(&done));
        stages.push(stage);
        ControlFlow::Continue(())
    };
    produce(&toy(), &phrase(), &render, &master, &mut |_| Ok(()), &mut watch).unwrap();
    stages.dedup();
    assert_eq!((stages[0], stages[stages.len() - 1]), (Stage::Performing, Stage::Writing));
    let mut stop =
        |_, done| if done > 0.5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let stopped = produce(&toy(), &phrase(), &render, &master, &mut |_| Ok(()), &mut stop);
    assert!(matches!(stopped, Err(SynthError::Cancelled)));
}
