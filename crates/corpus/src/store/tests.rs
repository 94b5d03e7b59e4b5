//! What is written comes back; what is damaged is refused, with the file and the remedy.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use score::{Cell, Info, Meter, MidiPitch, Quarters, Sketch, SketchBar, Tempo};

use super::record::{decode, encode};
use super::*;
use crate::{CorpusError, Piece, Split};

fn cells(steps: usize) -> impl Strategy<Value = Vec<Cell>> {
    let pitch = (0u8..128).prop_map(|key| MidiPitch::new(key).unwrap());
    let cell = prop_oneof![
        Just(Cell::Rest),
        pitch.clone().prop_map(Cell::Strike),
        pitch.prop_map(Cell::Hold),
        Just(Cell::Hold(MidiPitch::new(60).unwrap())),
    ];
    prop::collection::vec(cell, steps)
}

fn meters() -> impl Strategy<Value = Meter> {
    prop::sample::select(vec!["4/4", "3/4", "6/8", "3+2/8", "C|", "C", "free"])
        .prop_map(|text| text.parse().unwrap())
}

fn bars() -> impl Strategy<Value = Vec<SketchBar>> {
    prop::collection::vec((0usize..9, 0usize..5, meters()), 0..9).prop_map(|list| {
        let mut first = 0;
        let mut bar = |(steps, missing, meter): (usize, usize, Meter)| {
            first += steps;
            SketchBar { first: first - steps, steps, missing, meter }
        };
        list.into_iter().map(&mut bar).collect()
    })
}

fn sketches() -> impl Strategy<Value = Sketch> {
    let chord = prop::sample::select(vec!["C", "F#m7b5/A", "Bb13", "N.C.", "Ebsus4", "G7#5"]);
    let chords = prop::collection::vec((0usize..9, chord), 0..6);
    let voices = (0usize..40, 0usize..5)
        .prop_flat_map(|(steps, voices)| prop::collection::vec(cells(steps), voices));
    let key = prop::option::of(prop::sample::select(vec!["C", "F#m", "E dorian", "Ab"]));
    (voices, bars(), chords, key, ".{0,9}", 1i64..9, prop::option::of(20f64..300.0)).prop_map(
        |(voices, bars, chords, key, title, parts, bpm)| {
            let mut at = 0;
            let mut placed = |(step, chord): (usize, &str)| {
                at += step;
                (at, chord.parse().unwrap())
            };
            Sketch {
                info: Info {
                    title: Some(title.clone()),
                    misc: vec![("a".to_owned(), title)],
                    ..Info::default()
                },
                key: key.map(|key| key.parse().unwrap()),
                tempo: bpm.map(Tempo::quarters),
                grid: Quarters::new(1, parts),
                bars,
                voices,
                chords: chords.into_iter().map(&mut placed).collect(),
            }
        },
    )
}

fn piece(number: usize, split: Split, sketch: Sketch) -> Piece {
    Piece {
        id: format!("piece {number}"),
        title: (number > 0).then(|| format!("Piece {number}")),
        source: format!("source {}", number % 2),
        licence: "CC0-1.0".to_owned(),
        split,
        sketch,
    }
}

proptest! {
    #[test]
    fn a_record_comes_back(sketch in sketches(), id in ".{0,9}", source in 0usize..300) {
        let bytes = encode(&id, None, source, &sketch);
        let record = decode(&bytes).unwrap();
        prop_assert_eq!((record.id, record.title, record.source), (id, None, source));
        prop_assert_eq!(record.sketch, sketch);
    }

    #[test]
    fn no_bytes_make_a_record_panic(
        sketch in sketches(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        keep in any::<prop::sample::Index>(),
    ) {
        let mut bytes = encode("x", None, 0, &sketch);
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = decode(&bytes);
        let _ = decode(&bytes[..keep.index(bytes.len())]);
    }
}

fn silent(steps: usize) -> Sketch {
    Sketch {
        voices: vec![vec![Cell::Rest; steps]; 4],
        grid: Quarters::new(1, 4),
        ..Sketch::default()
    }
}

fn small_corpus(folder: &Path) -> PathBuf {
    let folder = folder.join("small");
    let mut writer = CorpusWriter::create(&folder, "small", 1).unwrap();
    for number in 0..7 {
        let split = if number < 4 { Split::Train } else { Split::Test };
        writer.push(&piece(number, split, silent(10 + number))).unwrap();
    }
    writer.drop(DroppedPiece {
        piece: "short".to_owned(),
        reason: "too short".to_owned(),
        detail: "2 bars".to_owned(),
    });
    writer.finish().unwrap();
    folder
}

#[test]
fn a_corpus_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let folder = small_corpus(home.path());
    let corpus = Corpus::open(&folder).unwrap();
    assert_eq!(corpus.len(), 7);
    assert_eq!(corpus.pieces(Split::Test).collect::<Vec<_>>(), [4, 5, 6]);
    assert_eq!(corpus.piece(5).unwrap(), piece(5, Split::Test, silent(15)));
    assert!(matches!(corpus.piece(7), Err(CorpusError::NoSuchPiece { number: 7, pieces: 7 })));
    let manifest = corpus.manifest();
    assert_eq!((manifest.found, manifest.kept, manifest.dropped["too short"]), (8, 7, 1));
    assert_eq!(manifest.splits[&Split::Train], SplitCounts { pieces: 4, steps: 46 });
    assert_eq!(manifest.sources.len(), 2);
    let mut seen = 0;
    corpus.check(|pieces| seen = pieces).unwrap();
    assert_eq!(seen, 7);
    assert!(matches!(CorpusWriter::create(&folder, "small", 1), Err(CorpusError::Exists { .. })));
}

#[test]
fn many_shards_are_one_corpus() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("many");
    let mut writer = CorpusWriter::create(&folder, "many", 1).unwrap();
    writer.shrink_shards(100);
    for number in 0..9 {
        writer.push(&piece(number, Split::ALL[number % 3], silent(number))).unwrap();
    }
    assert!(writer.finish().unwrap().shards.len() > 2);
    let corpus = Corpus::open(&folder).unwrap();
    assert_eq!(corpus.pieces(Split::Valid).collect::<Vec<_>>(), [1, 4, 7]);
    for number in 0..9 {
        let expected = piece(number, Split::ALL[number % 3], silent(number));
        assert_eq!(corpus.piece(number).unwrap(), expected);
    }
}

#[test]
fn a_piece_without_a_licence_is_refused_and_nothing_is_left() {
    let home = tempfile::tempdir().unwrap();
    let mut writer = CorpusWriter::create(&home.path().join("x"), "x", 1).unwrap();
    let unlicensed = Piece { licence: " ".to_owned(), ..piece(1, Split::Train, silent(1)) };
    assert!(writer.push(&unlicensed).unwrap_err().to_string().contains("--licence"));
    drop(writer);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn uneven_and_endless_sketches_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let mut writer = CorpusWriter::create(&home.path().join("x"), "x", 1).unwrap();
    let mut uneven = silent(3);
    uneven.voices[1].pop();
    assert!(matches!(writer.push(&piece(1, Split::Train, uneven)), Err(CorpusError::Uneven)));
    let mut far = silent(3);
    far.chords.push((crate::limits::MAX_STEPS, "C".parse().unwrap()));
    let refused = writer.push(&piece(1, Split::Train, far));
    assert!(matches!(refused, Err(CorpusError::TooLarge { .. })));
}

/// Every byte of a shard, changed, is noticed when it is opened or when everything is read.
#[test]
fn damage_names_the_file_and_the_remedy() {
    let home = tempfile::tempdir().unwrap();
    let folder = small_corpus(home.path());
    let shard = folder.join("pieces-0000.shard");
    let whole = std::fs::read(&shard).unwrap();
    let complaint = |folder: &Path| {
        let error = Corpus::open(folder).and_then(|corpus| corpus.check(|_| ())).unwrap_err();
        error.to_string()
    };
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        std::fs::write(&shard, &bytes).unwrap();
        let said = complaint(&folder);
        assert!(said.contains("pieces-0000.shard") && said.contains("corpus add"), "{at}: {said}");
    }
    std::fs::write(&shard, &whole[..whole.len() - 1]).unwrap();
    assert!(complaint(&folder).contains("size"));
    std::fs::remove_file(&shard).unwrap();
    assert!(complaint(&folder).contains("pieces-0000.shard"));
}

/// Without the whole file's hash, a record still notices damage to itself.
#[test]
fn a_damaged_piece_is_refused_when_it_is_read() {
    let home = tempfile::tempdir().unwrap();
    let folder = small_corpus(home.path());
    let shard = folder.join("pieces-0000.shard");
    let mut bytes = std::fs::read(&shard).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&shard, &bytes).unwrap();
    let corpus = Corpus::open(&folder).unwrap();
    assert!(corpus.piece(0).unwrap_err().to_string().contains("checksum"));
    assert!(corpus.piece(1).is_ok());
}

#[test]
fn foreign_manifests_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let folder = small_corpus(home.path());
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from));
        std::fs::write(&path, text.replace(from, to)).unwrap();
        Corpus::open(&folder).unwrap_err().to_string()
    };
    assert!(with("\"version\": 1", "\"version\": 2").contains("reads version 1"));
    assert!(with("pieces-0000.shard", "../pieces-0000.shard").contains("outside"));
    assert!(with("{", "[").contains("manifest.json is damaged"));
}
