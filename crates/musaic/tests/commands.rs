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
