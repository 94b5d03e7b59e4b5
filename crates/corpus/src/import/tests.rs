//! Files of many kinds become one corpus; what is left out has its reason; hostile files are refused.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use score::{Pitch, Quarters};

use super::*;
use crate::{Corpus, CorpusError, Form, Manifest, Sketching, Split, read_jsb};

/// A tune of 4/4 bars in ABC whose notes a number decides.
fn tune(number: u64, bars: usize) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
    let mut text = format!("X:{number}\nT:Tune {number}\nM:4/4\nL:1/4\nK:C\n");
    for _ in 0..bars {
        for _ in 0..4 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push(['C', 'D', 'E', 'F', 'G', 'A', 'B', 'c'][(state >> 61) as usize]);
        }
        text.push('|');
    }
    text.push('\n');
    text
}

/// The same tune a tone higher.
fn in_d(tune: &str) -> String {
    let (head, notes) = tune.split_once("K:C").unwrap();
    let higher = |letter: char| match "CDEFGABc".find(letter) {
        Some(at) => "DEFGABcd".chars().nth(at).unwrap(),
        None => letter,
    };
    format!("{head}K:D{}", notes.chars().map(higher).collect::<String>())
}

fn collection(paths: &[PathBuf]) -> Collection {
    Collection {
        paths: paths.to_vec(),
        source: "tests".to_owned(),
        licence: "CC0-1.0".to_owned(),
        only: Vec::new(),
        sketching: Sketching { form: Form::Auto, unfold: false },
    }
}

fn adding() -> Adding {
    Adding { name: "made".to_owned(), duplicate_percent: 60, ..Adding::default() }
}

fn made(home: &Path, collection: &Collection, adding: &Adding) -> (Manifest, Corpus) {
    let folder = home.join("made");
    let manifest = add(&folder, std::slice::from_ref(collection), adding, &mut |_| ()).unwrap();
    (manifest, Corpus::open(&folder).unwrap())
}

fn ids(corpus: &Corpus) -> Vec<String> {
    (0..corpus.len()).map(|number| corpus.piece(number).unwrap().id).collect()
}

fn dropped(manifest: &Manifest) -> Vec<(&str, &str)> {
    manifest.dropped_pieces.iter().map(|d| (d.piece.as_str(), d.reason.as_str())).collect()
}

#[test]
fn a_folder_with_archives_becomes_a_corpus() {
    let home = tempfile::tempdir().unwrap();
    let files = home.path().join("files");
    fs::create_dir_all(files.join("sub")).unwrap();
    fs::write(files.join("sub/book.abc"), tune(1, 8) + "\n" + &tune(2, 8)).unwrap();
    fs::write(files.join("broken.musicxml"), "<score-partwise><").unwrap();
    fs::write(files.join("notes.txt"), "no music").unwrap();
    fs::write(files.join("short.abc"), tune(3, 1)).unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(files.join("more.zip")).unwrap());
    zip.start_file("a/tune.abc", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(tune(4, 8).as_bytes()).unwrap();
    zip.finish().unwrap();
    let gz = flate2::write::GzEncoder::new(
        fs::File::create(files.join("last.tar.gz")).unwrap(),
        flate2::Compression::fast(),
    );
    let mut tar = tar::Builder::new(gz);
    let text = tune(5, 8);
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_cksum();
    tar.append_data(&mut header, "b/tune.abc", text.as_bytes()).unwrap();
    tar.into_inner().unwrap().finish().unwrap();

    let (manifest, corpus) = made(home.path(), &collection(&[files]), &adding());
    assert_eq!(ids(&corpus), ["b/tune.abc", "a/tune.abc", "sub/book.abc#1", "sub/book.abc#2"]);
    assert_eq!(dropped(&manifest), [("broken.musicxml", "unreadable"), ("short.abc", "too short")]);
    assert_eq!((manifest.found, manifest.kept), (6, 4));
    let inputs: Vec<&str> =
        manifest.sources[0].inputs.iter().map(|input| input.name.as_str()).collect();
    let expected = ["broken.musicxml", "last.tar.gz", "more.zip", "short.abc", "sub/book.abc"];
    assert_eq!(inputs, expected);
    let piece = corpus.piece(2).unwrap();
    assert_eq!((piece.title.as_deref(), piece.sketch.bars.len()), (Some("Tune 1"), 8));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2, "nothing else is left behind");
}

#[test]
fn duplicates_are_found_in_any_key_and_kin_stay_together() {
    let home = tempfile::tempdir().unwrap();
    let book = home.path().join("book.abc");
    let in_d = in_d(&tune(1, 12)).replace("X:1\n", "X:90\n");
    // The same first half, another second half: kin, but no duplicate.
    let (one, other) = (tune(1, 12), tune(7, 12));
    let half = |text: &str| text.match_indices('|').nth(5).map(|(at, _)| at + 1).unwrap();
    let kin =
        format!("{}{}", &one[..half(&one)], &other[half(&other)..]).replace("X:1\n", "X:91\n");
    let mut text = tune(1, 12) + "\n" + &in_d + "\n" + &kin + "\n";
    (10..60).for_each(|number| text += &(tune(number, 12) + "\n"));
    fs::write(&book, text).unwrap();
    let (manifest, corpus) = made(home.path(), &collection(std::slice::from_ref(&book)), &adding());
    let split = |id: &str| {
        let number = ids(&corpus).iter().position(|name| name == id).unwrap();
        corpus.piece(number).unwrap().split
    };
    assert_eq!(split("book.abc#1"), split("book.abc#3"));
    assert_eq!(manifest.dropped["duplicate"], 1);
    assert_eq!(manifest.dropped_pieces[0].piece, "book.abc#2");
    assert!(manifest.dropped_pieces[0].detail.contains("100 % of its passages with book.abc#1"));
    assert!(manifest.splits.len() == 3 && manifest.splits[&Split::Train].pieces > 30);
}

fn table(pieces: u64, seed: u64) -> serde_json::Value {
    let row = |piece: u64, step: u64| {
        let mut state =
            (seed + piece).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (step / 4 * 0xd134_2543);
        state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        [65 + state % 9, 60 + (state >> 8) % 5, 52 + (state >> 16) % 7, 40 + (state >> 24) % 11]
    };
    (0..pieces)
        .map(|piece| (0..80).map(|step| row(piece, step)).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .into()
}

#[test]
fn a_table_keeps_its_splits_and_what_is_excluded_stays_out() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("chorales.json");
    let text = serde_json::json!({
        "train": table(6, 0), "valid": table(2, 100), "test": table(2, 200)
    });
    fs::write(&path, text.to_string()).unwrap();
    let (manifest, corpus) = made(home.path(), &collection(std::slice::from_ref(&path)), &adding());
    assert_eq!(manifest.splits[&Split::Valid].pieces, 2);
    assert_eq!(corpus.pieces(Split::Train).count(), 6);
    let first = corpus.pieces(Split::Test).next().unwrap();
    assert_eq!(corpus.piece(first).unwrap().id, "chorales.json#test/0");

    let mut exclusion = Exclusion::default();
    exclusion.add(&format!("{}:valid,test", path.display())).unwrap();
    assert_eq!(exclusion.len(), 4);
    let rest = home.path().join("rest");
    let adding = Adding { exclusion, ..adding() };
    let manifest = add(&rest, &[collection(&[path])], &adding, &mut |_| ()).unwrap();
    assert_eq!((manifest.kept, manifest.dropped["excluded"]), (6, 4));
    let mut whole = Exclusion::default();
    whole.add(&rest.display().to_string()).unwrap();
    assert_eq!(whole.len(), 6);
    assert!(matches!(whole.add("x:none"), Err(CorpusError::NoSplit(_))));
}

#[test]
fn one_corpus_has_one_content() {
    let home = tempfile::tempdir().unwrap();
    let book = home.path().join("book.abc");
    fs::write(&book, (0..40).map(|n| tune(n, 8) + "\n").collect::<String>()).unwrap();
    let make = |name: &str| {
        let folder = home.path().join(name);
        add(&folder, &[collection(std::slice::from_ref(&book))], &adding(), &mut |_| ()).unwrap()
    };
    assert_eq!(make("one"), make("other"));
}

#[test]
fn without_a_licence_nothing_is_made() {
    let home = tempfile::tempdir().unwrap();
    let unlicensed = Collection { licence: String::new(), ..collection(&[home.path().join("x")]) };
    let folder = home.path().join("made");
    let error = add(&folder, &[unlicensed], &adding(), &mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("--licence"));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

/// An array `[steps, 4]` of doubles inside an array of objects, as numpy pickles it.
fn pickled(chorales: &[Vec<[f64; 4]>]) -> Vec<u8> {
    let mut out =
        b"\x80\x03cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R"
            .to_vec();
    let dtype = |name: &[u8; 2]| {
        [b"cnumpy\ndtype\nX\x02\x00\x00\x00", &name[..], b"\x89\x88\x87R"].concat()
    };
    out.extend(b"(K\x01K\x02\x85");
    out.extend(dtype(b"O8"));
    out.extend(b"\x89](");
    for chorale in chorales {
        out.extend(b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R");
        out.extend(b"(K\x01M");
        out.extend(u16::try_from(chorale.len()).unwrap().to_le_bytes());
        out.extend(b"K\x04\x86");
        out.extend(dtype(b"f8"));
        out.extend(b"\x89B");
        out.extend(u32::try_from(chorale.len() * 32).unwrap().to_le_bytes());
        chorale.iter().flatten().for_each(|value| out.extend(value.to_le_bytes()));
        out.extend(b"tb");
    }
    out.extend(b"etb.");
    out
}

fn npz(pickle: &[u8]) -> Vec<u8> {
    let header = "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }\n";
    let mut content = b"\x93NUMPY\x01\x00".to_vec();
    content.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    content.extend(header.as_bytes());
    content.extend(pickle);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("pitches.npy", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&content).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_numpy_table_is_read() {
    let chorales = [vec![[67.0, 64.0, -1.0, 48.0]; 3], vec![[60.0, 55.0, 52.0, 40.0]; 2]];
    let sketches = read_js_fakes(&npz(&pickled(&chorales))).unwrap();
    let json = serde_json::json!({ "train": chorales });
    assert_eq!(sketches, read_jsb(json.to_string().as_bytes()).unwrap().split(Split::Train));
    assert_eq!(sketches[0].grid, Quarters::new(1, 4));
    let call = b"\x80\x03cos\nsystem\nX\x02\x00\x00\x00ls\x85R.";
    assert!(read_js_fakes(&npz(call)).unwrap_err().to_string().contains("something other"));
    assert!(read_js_fakes(b"PK").unwrap_err().to_string().contains("no numpy table"));
    let off = [vec![[128.0, 64.0, -1.0, 48.0]]];
    assert!(read_js_fakes(&npz(&pickled(&off))).unwrap_err().to_string().contains("128"));
}

proptest! {
    #[test]
    fn no_pickle_makes_the_reader_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        keep in any::<prop::sample::Index>(),
    ) {
        let mut bytes = pickled(&[vec![[67.0, 64.0, -1.0, 48.0]; 3], vec![[1.0; 4]; 2]]);
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = pickle::arrays(&bytes).map(|arrays| arrays.iter().map(pickle::Array::values).count());
        let _ = pickle::arrays(&bytes[..keep.index(bytes.len())]);
    }

    #[test]
    fn random_pickles_do_not_either(bytes in prop::collection::vec(
        prop::sample::select(b"\x80\x03(.qhRbea]K\x01)\x85\x86\x87tN\x89C\x02X\x00cn\n".to_vec()), 0..60)) {
        let _ = pickle::arrays(&bytes);
    }
}

#[test]
fn pitches_of_scores_are_sounding_ones() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("tune.abc");
    fs::write(&path, tune(1, 8)).unwrap();
    let (_, corpus) = made(home.path(), &collection(&[path]), &adding());
    let sketch = corpus.piece(0).unwrap().sketch;
    let low: Pitch = "C4".parse().unwrap();
    assert!(sketch.voices[0].iter().filter_map(|cell| cell.pitch()).all(|p| Some(p) >= low.midi()));
}
