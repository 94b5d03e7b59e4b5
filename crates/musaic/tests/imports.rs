//! `musaic import`, as a listener types it.

use std::path::Path;
use std::process::{Command, Output};

fn musaic(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musaic"));
    command.args(arguments).arg("--data").arg(data);
    for variable in ["MUSAIC_DATABASE", "MUSAIC_MASTER_KEY", "MUSAIC_MASTER_KEY_FILE"] {
        command.env_remove(variable);
    }
    command.output().expect("the binary runs")
}

fn printed(data: &Path, arguments: &[&str]) -> String {
    let output = musaic(data, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_history_comes_along_once_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let file = |name: &str| data.join(name).to_str().expect("paths of tests are plain").to_owned();
    let music = file("music");
    std::fs::create_dir(&music).unwrap();
    let tune = "X:1\nT:Lamplight\nC:Ann\nM:4/4\nL:1/4\nK:C\nCDEF|]\n";
    std::fs::write(data.join("music/lamplight.abc"), tune).unwrap();
    printed(data, &["scan", "--music", &music]);
    printed(data, &["user", "add", "ann", "--role", "owner"]);
    let history = "artist,track,uts\nAnn,Lampligth,1675168440\nBob,Gone,1675168500\nBob,,1\n";
    std::fs::write(data.join("history.csv"), history).unwrap();
    let (history, missing) = (file("history.csv"), file("missing.tsv"));
    let import = ["import", "listens", &history, "--user", "ann", "--unmatched", &missing];
    let told = printed(data, &import);
    assert!(told.contains("2 new listens, 0 known"), "{told}");
    assert!(told.contains("1 rows are no listens"), "{told}");
    let table = std::fs::read_to_string(&missing).unwrap();
    assert!(table.ends_with("1\tBob\tGone\t\n"), "{table}");
    assert!(!musaic(data, &import).status.success(), "the file is there");
    let again = printed(data, &[&import[..], &["--force"]].concat());
    assert!(again.contains("0 new listens, 2 known"), "{again}");
}

#[test]
fn playlists_come_along_and_say_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let file = |name: &str| data.join(name).to_str().expect("paths of tests are plain").to_owned();
    std::fs::create_dir(data.join("music")).unwrap();
    let tune = "X:1\nT:Lamplight\nC:Ann\nM:4/4\nL:1/4\nK:C\nCDEF|]\n";
    std::fs::write(data.join("music/lamplight.abc"), tune).unwrap();
    printed(data, &["scan", "--music", &file("music")]);
    printed(data, &["user", "add", "ann", "--role", "owner"]);
    let list = "C:\\old\\LAMPLIGHT.abc\r\n#EXTINF:9,Bob - Gone\r\nBob/gone.mp3\r\n";
    std::fs::write(data.join("calm.m3u"), list).unwrap();
    let (list, missing) = (file("calm.m3u"), file("missing.tsv"));
    let import = ["import", "playlist", &list, "--user", "ann", "--unmatched", &missing];
    assert_eq!(printed(data, &import), "calm: 1 tracks, 1 not in the library\n");
    let table = std::fs::read_to_string(&missing).unwrap();
    assert!(table.ends_with("calm\t2\tBob\tGone\t\tBob/gone.mp3\n"), "{table}");
    let bad = file("missing.html");
    std::fs::write(&bad, "<html></html>").unwrap();
    assert!(!musaic(data, &["import", "playlist", &bad, "--user", "ann"]).status.success());
}
