//! What a score locks is in the file that comes out, note for note: onset, duration and pitch.

use std::path::{Path, PathBuf};
use std::process::Command;

use score::Quarters;

/// Four voices with a pick-up, ties over barlines, repeated notes, a syncopation, sharps that are not the key's.
const HYMN: &str = "\
X:1\nT:Hymn\nM:4/4\nL:1/4\nQ:1/4=80\nK:G\n\
V:1\nD | G G A B- | B c/B/ A2 | B B c d- | d c/B/ A F | G3 |]\n\
V:2\nB, | D D F G- | G A/G/ F2 | G G G G- | G G/G/ E D | D3 |]\n\
V:3 clef=treble-8\nG, | B, B, D D- | D ^D E2 | D D E/F/ G- | G E C C | B,3 |]\n\
V:4 clef=bass\nG,, | G,, G,/F,/ D, G,,- | G,, A,, C,2 | G,3/2 F,/ E, B,,- | B,, C, C, D, | G,,3 |]\n";

/// Voice, onset, end, semitones.
type Note = (usize, Quarters, Quarters, i32);

fn notes(path: &Path) -> Vec<Note> {
    let reading = notation::read_all(&std::fs::read(path).expect("a file")).expect("a score");
    let sounding = reading.into_iter().next().expect("a piece").score.soundings();
    sounding.iter().map(|n| (n.place.part, n.onset, n.end(), n.pitch.semitones())).collect()
}

/// Runs a verb on the hymn for some seeds and says which notes of the hymn came out, in all of them.
fn check(verb: &str, options: &[&str], output: &str, locked: impl Fn(&Note) -> bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let hymn = folder.path().join("hymn.abc");
    std::fs::write(&hymn, HYMN).expect("room for a hymn");
    let model: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/composer-chorale");
    let all = notes(&hymn);
    let given: Vec<&Note> = all.iter().filter(|note| locked(note)).collect();
    assert!(!given.is_empty());
    for seed in ["1", "2"] {
        let made = folder.path().join(format!("{seed}-{output}"));
        let run = Command::new(env!("CARGO_BIN_EXE_musaic"))
            .arg(verb)
            .arg(&hymn)
            .args(options)
            .args(["-n", "1", "--seed", seed, "--model"])
            .args([&model, Path::new("-o"), &made])
            .output()
            .expect("the binary runs");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let made = notes(&made);
        for note in &given {
            assert!(made.contains(note), "{verb} {options:?}, seed {seed}: {note:?} is lost");
        }
        // Of a note that is tied into an open bar, the locked part stays.
        let part_of = |note: &Note, whole: &Note| {
            (note.0, note.3) == (whole.0, whole.3) && whole.1 <= note.1 && note.2 <= whole.2
        };
        for note in made.iter().filter(|note| locked(note)) {
            let known = all.iter().any(|whole| part_of(note, whole));
            assert!(known, "{verb} {options:?}, seed {seed}: {note:?} was added");
        }
    }
}

fn bar(number: i64) -> Quarters {
    Quarters::whole(1 + 4 * (number - 1))
}

#[test]
fn harmonising_keeps_the_melody() {
    check("harmonise", &[], "a.musicxml", |note| note.0 == 0);
}

#[test]
fn infilling_keeps_other_voices_and_other_bars() {
    let inner = |note: &Note| note.0 == 1 || note.0 == 2;
    check("infill", &["--bars", "1-5", "--parts", "alto,tenor"], "a.musicxml", move |n| !inner(n));
    // Notes that lie outside bars 2 and 3 as a whole.
    let outside = |note: &Note| note.2 <= bar(2) || note.1 >= bar(4);
    check("infill", &["--bars", "2-3"], "a.mxl", outside);
    check("infill", &["--bars", "2-3", "--parts", "2"], "a.mxl", move |n| n.0 != 1 || outside(n));
}

#[test]
fn continuing_keeps_the_opening() {
    // The hymn's last bar is full but for a rest, which the choir may fill.
    check("continue", &["--bars", "2"], "a.musicxml", |note| note.2 <= Quarters::whole(20));
}

#[test]
fn a_variation_of_no_strength_is_the_piece() {
    check("vary", &["--strength", "0"], "a.musicxml", |_| true);
}
