//! The commands as a user types them, on the piece that comes with the house.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn musaic(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_musaic")).args(arguments).output().expect("the binary runs")
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/lamplight.abc")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are plain")
}

#[test]
fn info_names_the_key_and_finds_no_fault() {
    let output = musaic(&["info", text(&sample()), "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["key"]["name"], "G major");
    assert_eq!(json["measures"], 4);
    assert_eq!(json["parts"].as_array().unwrap().len(), 4);
    assert_eq!(json["faults"].as_array().unwrap().len(), 0);
    let cadences = json["cadences"].as_array().unwrap();
    assert_eq!(cadences.last().unwrap()["kind"], "perfect authentic cadence");
}

#[test]
fn conversion_goes_round_and_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let mut from = sample();
    for name in ["a.musicxml", "a.mxl", "a.abc", "a.mid"] {
        let to = file(name);
        assert!(musaic(&["convert", text(&from), text(&to)]).status.success(), "{name}");
        from = to;
    }
    let notes = |path: &Path| {
        let output = musaic(&["info", text(path), "--json"]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["notes"].as_u64().unwrap()
    };
    assert_eq!(notes(&file("a.abc")), 48);
    // MIDI plays the repeat out: 28 notes more.
    assert_eq!(notes(&file("a.mid")), 76);
    let refused = musaic(&["convert", text(&sample()), text(&file("a.mid"))]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
}

#[test]
fn a_folder_is_converted_with_one_bad_file_in_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(sample(), folder.path().join("good.abc")).unwrap();
    std::fs::write(folder.path().join("bad.mid"), "not MIDI").unwrap();
    let out = folder.path().join("out");
    let output = musaic(&["convert", text(folder.path()), "--to", "musicxml", "-o", text(&out)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(out.join("good.musicxml").exists());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("bad.mid") && said.contains("1 of 2 files"), "{said}");
}

#[test]
fn help_completions_and_manual() {
    assert!(String::from_utf8_lossy(&musaic(&["--help"]).stdout).contains("Examples:"));
    assert!(!musaic(&["completions", "bash"]).stdout.is_empty());
    assert!(!musaic(&["man"]).stdout.is_empty());
    assert_eq!(musaic(&["frobnicate"]).status.code(), Some(2));
}

/// The model of chorales that comes with the house.
fn model() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/composer-chorale")
}

/// The model of songs that comes with the house.
fn song_model() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/composer-song")
}

#[test]
fn composes_the_same_piece_for_the_same_seed() {
    let folder = tempfile::tempdir().unwrap();
    let compose = |name: &str, seed: &str| {
        let to = folder.path().join(name);
        let (model, to) = (model(), to.clone());
        let wish = ["compose", "a calm waltz in D minor, 4 bars", "-n", "2", "--seed", seed];
        let place = ["--model", text(&model), "-o", text(&to), "--json"];
        let output = musaic(&[&wish[..], &place[..]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["key"], "D minor");
        assert_eq!(report["bars"], 4);
        std::fs::read(&to).unwrap()
    };
    let (one, again, other) = (compose("a.abc", "7"), compose("b.abc", "7"), compose("c.abc", "8"));
    assert_eq!(one, again);
    assert_ne!(one, other);
    let written = String::from_utf8(one).unwrap();
    assert!(written.contains("M:3/4") && written.contains("musaic.seed: 7"), "{written}");
}

#[test]
fn harmonising_keeps_the_melody_and_infilling_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let tune = "X:1\nT:Tune\nM:4/4\nL:1/4\nK:G\nG A B G | c B A2 | B G A F | G4 |]\n";
    std::fs::write(file("tune.abc"), tune).unwrap();
    let model = model();
    let run = |arguments: &[&str]| {
        let output = musaic(&[arguments, &["--model", text(&model), "-n", "1"]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let (tune, hymn, new) = (file("tune.abc"), file("hymn.musicxml"), file("new.musicxml"));
    run(&["harmonise", text(&tune), "-o", text(&hymn)]);
    run(&["infill", text(&hymn), "--bars", "2-3", "--parts", "alto,tenor", "-o", text(&new)]);
    let score = |path: &Path| {
        let reading = notation::read_all(&std::fs::read(path).unwrap()).unwrap();
        reading.into_iter().next().unwrap().score
    };
    let notes = |path: &Path| {
        let sounding = score(path).soundings();
        let told = |n: &score::Sounding| (n.place.part, n.onset, n.duration, n.pitch.semitones());
        sounding.iter().map(told).collect::<Vec<_>>()
    };
    let melody: Vec<_> = notes(&hymn).into_iter().filter(|note| note.0 == 0).collect();
    assert_eq!(melody, notes(&tune));
    let bar = score::Quarters::whole(4);
    // A note tied into an open bar may be cut at its barline, so bars 1 and 4 are compared by what sounds.
    let locked = |path: &Path| -> Vec<_> {
        let all = notes(path);
        let outer: Vec<_> = all.iter().copied().filter(|n| n.0 == 0 || n.0 == 3).collect();
        let at = |beat: i64| {
            let now = bar * (beat / 4 * 3) + score::Quarters::whole(beat % 4);
            let sounds =
                |n: &&(usize, score::Quarters, score::Quarters, i32)| n.1 <= now && now < n.1 + n.2;
            all.iter().filter(sounds).map(|n| (n.0, n.3)).collect::<std::collections::BTreeSet<_>>()
        };
        (0..8).map(at).map(|sounding| (outer.clone(), sounding)).collect()
    };
    assert_eq!(locked(&new), locked(&hymn));
}

#[test]
fn songs_are_lead_sheets_or_arranged() {
    let folder = tempfile::tempdir().unwrap();
    let model = song_model();
    let compose = |name: &str, words: &str, more: &[&str]| {
        let to = folder.path().join(name);
        let wish =
            ["compose", words, "-n", "1", "--model", text(&model), "-o", text(&to), "--json"];
        let output = musaic(&[&wish[..], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (report["players"].as_str().unwrap().to_owned(), std::fs::read_to_string(&to).unwrap())
    };
    let lead = ["--ensemble", "lead-sheet", "--ending", "plagal"];
    let (_, sheet) = compose("sheet.abc", "a folk song in G, 4 bars", &lead);
    assert!(sheet.contains("name=\"Melody\"") && sheet.contains("\"C\""), "{sheet}");
    let (players, waltz) = compose("waltz.abc", "a waltz for string quartet, 4 bars", &[]);
    assert_eq!(players, "string-quartet");
    assert!(waltz.contains("name=\"Viola\"") && waltz.contains("M:3/4"), "{waltz}");
    assert_eq!(compose("piano.abc", "a song, 4 bars", &[]).0, "piano-arpeggio");
}

#[test]
fn a_tune_with_triplets_is_given_chords_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let tune = "X:1\nT:Tune\nM:4/4\nL:1/4\nK:G\n\"G9\"(3GAB G2 G | c B A2 | (3BAG A F2 | G4 |]\n";
    std::fs::write(file("tune.abc"), tune).unwrap();
    let (tune, sheet, again) = (file("tune.abc"), file("sheet.abc"), file("again.abc"));
    let model = song_model();
    let run = |arguments: &[&str]| {
        let more = ["--model", text(&model), "-n", "1", "--ensemble", "lead-sheet"];
        let output = musaic(&[arguments, &more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["harmonise", text(&tune), "--style", "song", "-o", text(&sheet)]);
    run(&["infill", text(&tune), "--bars", "2-3", "--parts", "chords", "-o", text(&again)]);
    let notes = |path: &Path| {
        let reading = notation::read_all(&std::fs::read(path).unwrap()).unwrap();
        let told = |n: &score::Sounding| (n.onset, n.duration, n.pitch.semitones());
        reading[0].score.soundings().iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(notes(&sheet), notes(&tune));
    assert_eq!(notes(&again), notes(&tune));
    let written = std::fs::read_to_string(&again).unwrap();
    assert!(written.contains("\"G9\""), "a locked chord is kept as it was: {written}");
}

#[test]
fn arranging_keeps_the_melody_and_says_what_it_made() {
    let folder = tempfile::tempdir().unwrap();
    let (hymn, output) = (sample(), folder.path().join("quartet.abc"));
    let arguments =
        ["arrange", text(&hymn), "--style", "string-quartet", "-o", text(&output), "--json"];
    let run = musaic(&arguments);
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(json["parts"][2]["name"], "Viola");
    assert_eq!(json["style"], "string-quartet");
    let written = std::fs::read_to_string(&output).unwrap();
    assert!(written.contains("name=\"Violin I\""), "{written}");
    assert!(!musaic(&arguments).status.success(), "never over an existing file");
}

#[test]
fn styles_are_listed_and_what_one_cannot_is_said() {
    let listed = String::from_utf8(musaic(&["arrange", "--style", "list"]).stdout).unwrap();
    assert!(listed.lines().count() >= 15 && listed.contains("jazz-trio"), "{listed}");
    let refused = musaic(&["arrange", text(&sample()), "--style", "waltz", "-o", "never.mid"]);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("has no patterns for 4/4: it can 3/4, 6/8"), "{told}");
}

#[test]
fn scan_lists_bad_files_and_then_reads_nothing_twice() {
    let (music, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::copy(sample(), music.path().join("lamplight.abc")).unwrap();
    std::fs::write(music.path().join("broken.flac"), "fLaC").unwrap();
    let scan = || {
        let output = musaic(&["scan", "--data", text(data.path()), "--music", text(music.path())]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let first = scan();
    assert!(first.starts_with("broken.flac: it is damaged"), "{first}");
    assert!(first.contains("1 new, 0 changed, 0 unchanged, 0 moved, 0 missing, 1 bad"), "{first}");
    assert!(scan().contains("0 new, 0 changed, 2 unchanged, 0 moved, 0 missing, 1 bad"));
}
