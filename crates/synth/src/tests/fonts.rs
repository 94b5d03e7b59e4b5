use std::io::Cursor;
use std::sync::Arc;

use proptest::prelude::*;

use super::listen::level_db;
use super::{dry, phrase, play};
use crate::{RenderOptions, Renderer, SoundFont, toy_soundfont};

/// Opens bytes as a font and plays every preset, which must not panic, hang or eat memory.
fn survive(bytes: Vec<u8>) {
    let Ok(font) = SoundFont::from_bytes("damaged", bytes) else { return };
    let font = Arc::new(font);
    let options = RenderOptions { sample_rate: 8_000, max_tail_seconds: 0.2, ..dry() };
    let mut sequence = phrase();
    let presets: Vec<_> = font.presets().take(6).collect();
    for (part, preset) in presets.iter().enumerate() {
        let mut player = sequence.parts[part % 4].clone();
        player.instrument =
            crate::Instrument { bank: preset.bank, program: preset.program.min(127) as u8 };
        player.events.retain(|event| event.seconds < 0.6);
        sequence.parts.push(player);
    }
    let mut renderer = Renderer::new(&font, &sequence, &options).unwrap();
    for _ in 0..8 {
        let Some(block) = renderer.next_block() else { break };
        assert!(block.as_flattened().iter().all(|sample| sample.is_finite()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn damaged_fonts_do_no_harm(
        changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..40),
        // Half the changes hit the tables at the end, which are small but say everything.
        in_tables in any::<bool>(),
        keep in prop::option::weighted(0.3, 0.0..1.0_f64),
    ) {
        let mut bytes = toy_soundfont();
        let from = if in_tables { bytes.len() - 1_200 } else { 0 };
        for (place, value) in changes {
            let at = from + ((bytes.len() - from - 1) as f64 * place) as usize;
            bytes[at] = value;
        }
        if let Some(keep) = keep {
            bytes.truncate((bytes.len() as f64 * keep) as usize);
        }
        survive(bytes);
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(tail in prop::collection::vec(any::<u8>(), 0..400)) {
        survive(tail.clone());
        survive([b"RIFF\xff\xff\xff\xffsfbkLIST".as_slice(), &tail].concat());
    }
}

#[test]
fn samples_that_claim_to_be_vorbis_are_silent() {
    let mut bytes = toy_soundfont();
    let headers = bytes.windows(4).position(|window| window == b"shdr").unwrap() + 8;
    for sample in 0..4 {
        bytes[headers + 46 * sample + 44] |= 0x10;
    }
    survive(bytes);
}

#[test]
fn presets_are_listed_and_missing_ones_replaced() {
    let font = super::toy();
    let names: Vec<String> = font.presets().map(|preset| preset.name).collect();
    assert_eq!(names, ["Sine", "Pluck", "Saw", "Wide", "Kit"]);
    assert_eq!(font.preset(0, 40), 2);
    assert_eq!(font.preset(5, 40), 2, "the same program of bank 0");
    assert_eq!(font.preset(0, 99), 0, "the piano's place");
    assert_eq!(font.preset(128, 25), 4, "the standard kit");
}

/// An independent player of the same font must come out at about the same levels.
#[test]
fn levels_agree_with_rustysynth() {
    let bytes = toy_soundfont();
    let font = Arc::new(rustysynth::SoundFont::new(&mut Cursor::new(bytes)).unwrap());
    let mut settings = rustysynth::SynthesizerSettings::new(32_000);
    settings.enable_reverb_and_chorus = false;
    let mut offsets = Vec::new();
    for program in [0, 24, 40, 48] {
        let mut peer = rustysynth::Synthesizer::new(&font, &settings).unwrap();
        peer.process_midi_message(0, 0xc0, program, 0);
        let (mut left, mut right) = (vec![0.0; 16_000], vec![0.0; 16_000]);
        peer.note_on(0, 62, 90);
        peer.render(&mut left, &mut right);
        let theirs: Vec<_> =
            left.into_iter().zip(right).map(|(left, right)| [left, right]).collect();
        let mut part = super::part(program as u8);
        part.note(0.0, 2.0, 62, 90);
        let ours = play(&super::toy(), &super::alone(part), &dry());
        offsets.push(level_db(&ours[..16_000]) - level_db(&theirs));
    }
    let mean = offsets.iter().sum::<f64>() / offsets.len() as f64;
    assert!(offsets.iter().all(|offset| (offset - mean).abs() < 1.5), "{offsets:?}");
}
