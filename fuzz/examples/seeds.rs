//! Fills corpus/ with small files to start from: `cargo run --example seeds`. They are made from the
//! example that comes with the house and from scores like those of the property tests.

use std::fs;
use std::path::Path;

use notation::{Format, write};
use score::{Score, shorthand};

const LAMPLIGHT: &[u8] = include_bytes!("../../examples/lamplight.abc");

/// Most signs that ABC has, so that most elements of MusicXML come about.
const SIGNS: &str = "X:1\nT:Signs\nC:Nobody\nM:6/8\nL:1/8\nQ:\"Lively\" 3/8=100\n%%score (1 2) | 3\n\
V:1 name=\"High\"\nV:2 name=\"Low\"\nV:3 clef=bass\nK:Ador\n\
[V:1] E|\"Am\"A>Bc (3edc B|{/g}e2^f- f2.g|[M:3/4][K:Eb]!f!!<(!Tc2!<)! ~d z vu_e|1 [Ace]3-[Ace]3:|2 z6|]\n\
w:One two three-four *_ | five\n[V:2] E|!segno!A,6|!fermata!A,3 !trill!B,3|Z2|x6|]\n\
[V:3] z|A,,6:|:[I:MIDI program 40]\"^slow\"A,,6|!D.S.!A,,6&C,6|A,,6|A,,6|]\nW:Words below\n\nX:2\nK:D\nD4||\n";

const CONTAINER: &str =
    "<container><rootfiles><rootfile full-path=\"score.xml\"/></rootfiles></container>";

/// Wishes for `words`: the phrases of its tests, and a file of words.
const PHRASES: &str = include_str!("../../crates/compose/src/words/phrases.txt");
const OWN_WORDS: &str = include_str!("../../crates/compose/src/words/lexicon/harmony.toml");

const TEXTS: [&str; 14] = [
    "Eb viio65/V",
    "BWV: 1\nTime Signature: 3/4\nm1 b1 f: i b2 V7/iv\nm2-3 = m1\nm4 b2.5 Ger65 || Ab: V",
    "Bbmaj7(#11)/D",
    "F#m7b5",
    "Csus4(add9)",
    "N.C.",
    "Eb minor",
    "C# mixolydian",
    "3+2/8",
    "C|",
    "-7/12",
    "G##-1",
    "C\n4/4\nE4:1 D4 C4 D4 | E4:4\nC3:4~ | C3:4",
    "Bb\n6/8\nBb4:3/2 C5:1/2 D5 Eb5 | F5:3\nBb2+F3:3 | r:3",
];

fn main() {
    for (index, score) in scores().iter().enumerate() {
        for (format, target) in [
            (Format::MusicXml, "musicxml"),
            (Format::Mxl, "mxl"),
            (Format::Midi, "midi"),
            (Format::Abc, "abc"),
        ] {
            let bytes = write(score, format).expect("a small score").bytes;
            keep(target, index, &bytes);
            keep(&format!("any/{target}"), index, &bytes);
        }
        let plain = write(score, Format::MusicXml).expect("a small score").bytes;
        keep("mxl", index + 100, &[CONTAINER.as_bytes(), b"\0", &plain].concat());
    }
    keep("abc", 100, LAMPLIGHT);
    keep("abc", 101, SIGNS.as_bytes());
    keep("theory", 0, LAMPLIGHT);
    keep("theory", 1, SIGNS.as_bytes());
    keep("soundfont", 0, &synth::toy_soundfont());
    keep("words", 0, OWN_WORDS.as_bytes());
    for (index, line) in PHRASES.lines().enumerate() {
        let phrase = line.split(" => ").next().unwrap_or_default();
        keep("words", index + 1, phrase.as_bytes());
    }
    for (index, text) in TEXTS.iter().enumerate() {
        keep("text", index, text.as_bytes());
    }
}

fn scores() -> Vec<Score> {
    let short = |key, meter, lines: &[&str]| shorthand(key, meter, lines).expect("in shorthand");
    let read = |abc: &[u8]| notation::read(abc).expect("a good tune").score;
    vec![
        short("C", "4/4", &["E4:1 D4 C4 D4 | E4:4", "C3:4~ | C3:4"]),
        short("Bb", "6/8", &["Bb4:3/2 C5:1/2 D5 Eb5 | F5:3", "Bb2+F3:3 | Bb2:3"]),
        short("F# minor", "5/8", &["F#4:1/3 G#4 A4 B4:1/4 C#5 r:1"]),
        read(LAMPLIGHT),
        read(SIGNS.as_bytes()),
    ]
}

fn keep(target: &str, index: usize, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder).expect("a folder for the corpus");
    fs::write(folder.join(format!("seed-{index:03}")), bytes).expect("room on the disk");
}
