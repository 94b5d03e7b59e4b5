//! Scores: MusicXML, MIDI and ABC files are tracks too, through `notation`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use score::{Score, Tempo};

use super::items::text;
use super::{ContentHash, Description, Properties};
use crate::{Credit, LibraryError, Role, Tags};

/// Quarter notes a minute where a score names no tempo, as `musaic render` takes it.
const QUARTERS_PER_MINUTE: f64 = 100.0;
/// Most measures that are played, repeats included.
const MAX_MEASURES: usize = 20_000;

pub(super) fn read(place: &Path) -> Result<Description, LibraryError> {
    let bytes = whole(place)?;
    let reading = notation::read(&bytes)?;
    Ok(Description {
        format: reading.format.into(),
        tags: tags(&reading.score),
        properties: Properties {
            duration_ms: duration_ms(&reading.score),
            ..Properties::default()
        },
        content: ContentHash::of(&bytes),
        cover: None,
        warnings: Vec::new(),
    })
}

/// A file's bytes, unless they are more than any score has.
fn whole(place: &Path) -> Result<Vec<u8>, LibraryError> {
    let limit = notation::limits::MAX_BYTES as u64;
    let file = File::open(place)?;
    let size = file.metadata()?.len();
    if size > limit {
        return Err(notation::Error::TooLarge { what: "bytes", limit }.into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size + 1).unwrap_or(0));
    // It may be growing.
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn tags(score: &Score) -> Tags {
    let info = &score.info;
    let people = [
        // Who made a score is its artist as long as nobody plays it.
        (Role::Artist, &info.composer),
        (Role::Composer, &info.composer),
        (Role::Lyricist, &info.lyricist),
        (Role::Arranger, &info.arranger),
    ];
    let credit = |(role, name): (Role, &Option<String>)| {
        Some(Credit { role, name: text(name.as_deref()?)? })
    };
    Tags {
        title: info.title.as_deref().and_then(text),
        works: info.work.as_deref().and_then(text).into_iter().collect(),
        credits: people.into_iter().filter_map(credit).collect(),
        tempo_bpm: None,
        ..Tags::default()
    }
}

/// How long it takes to play, repeats included, by the tempo at the start of each measure.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped, and a float holds the longest duration exactly"
)]
fn duration_ms(score: &Score) -> u64 {
    let (mut tempo, mut minutes) = (QUARTERS_PER_MINUTE, 0.0);
    for &measure in &score.play_order(MAX_MEASURES).measures {
        let Some(measure) = score.measures.get(measure) else { continue };
        let told = measure.tempi.first().map(|placed| Tempo::quarters_per_minute(&placed.what));
        tempo = told.filter(|tempo| (1.0..=2_000.0).contains(tempo)).unwrap_or(tempo);
        minutes += measure.length.to_f64() / tempo;
    }
    (minutes * 60_000.0).clamp(0.0, crate::limits::MAX_DURATION_MS as f64) as u64
}
