//! The whole journey in one file: a tune is read and understood, harmonised, arranged, written and played.
//!
//! `cargo run --release -p musaic --example tour`

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use compose::{Choices, Model};
use corpus::{Form, Sketching};
use score::{Staves, theory};
use synth::{Format, Performance, SoundFont, perform, render, toy_soundfont};

const TUNE: &str = "X:1\nT:Tour\nM:4/4\nL:1/4\nK:G\nG A B G | c B A2 | B G A F | G4 |]\n";

fn main() -> Result<(), Box<dyn Error>> {
    // Read: bytes become a score; the format is found by content.
    let tune = notation::read_all(TUNE.as_bytes())?.swap_remove(0).score;

    // Understand: theory says what it is.
    let key = theory::find_key(&tune).ok_or("no key")?.key;
    println!("a tune of {} bars in {key}", tune.measures.len());

    // Compose: the tune becomes a sketch, and a model writes three voices under it.
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let chorales = Model::open(&house.join("models/composer-chorale"))?;
    let sketching = Sketching { form: Form::Song, unfold: false };
    let melody = sketching.sketch(&tune).map_err(|reason| reason.to_string())?;
    let choices = Choices { seed: 7, candidates: 2, ..Choices::default() };
    let hymn = chorales.harmonise(&melody, &choices)?.swap_remove(0).sketch;

    // It follows you: every note of the tune is there, and each part can be checked.
    let sixteenths =
        corpus::regridded(&melody, hymn.grid).ok_or("the tune is no whole sixteenths")?;
    assert_eq!(hymn.voices[0], sixteenths.voices[0]);
    let faults = theory::faults(&hymn.to_score(Staves::Open), Some(key)).unwrap_or_default();
    println!("harmonised, with {} faults of part writing", faults.len());

    // Arrange: the same sketch for four players in a style.
    let style = arrange::Style::builtin("string-quartet")?;
    let quartet = arrange::arrange(&hymn, &style, 7)?.score;

    // Write: any format; what it cannot hold would be a warning.
    let written = notation::write(&quartet, notation::Format::MusicXml)?;
    println!("{} bytes of MusicXML, {} warnings", written.bytes.len(), written.warnings.total());

    // Play: a performance through a SoundFont, mastered and encoded. A toy font stands in for a real one here.
    let font = Arc::new(SoundFont::from_bytes("toy", toy_soundfont())?);
    let performed = perform(&quartet, &Performance::default());
    let (audio, mastered) =
        render(&font, &performed.sequence, &Default::default(), &Default::default())?;
    let mut flac = std::io::Cursor::new(Vec::new());
    audio.encode(&mut flac, Format::Flac { bits: 16 }, &Default::default())?;
    let loudness = mastered.integrated_lufs.unwrap_or(f64::NEG_INFINITY);
    println!("{} bytes of FLAC at {loudness:.1} LUFS", flac.get_ref().len());
    Ok(())
}

#[test]
fn the_tour_is_walked_to_its_end() -> Result<(), Box<dyn Error>> {
    main()
}
