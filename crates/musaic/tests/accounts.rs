//! `musaic user` and `musaic key`, as an operator types them.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn musaic(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_musaic"));
    command.args(arguments).arg("--data").arg(data);
    for variable in ["MUSAIC_DATABASE", "MUSAIC_MASTER_KEY", "MUSAIC_MASTER_KEY_FILE"] {
        command.env_remove(variable);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    // A command that needs no input may be gone by now.
    let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
    child.wait_with_output().expect("the binary ends")
}

/// What a command that succeeds prints.
fn printed(data: &Path, arguments: &[&str], input: &str) -> String {
    let output = musaic(data, arguments, input);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).expect("text")
}

/// What a command that fails says.
fn complaint(data: &Path, arguments: &[&str], input: &str) -> String {
    let output = musaic(data, arguments, input);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn a_house_gets_its_owner_and_a_device() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let add = ["user", "add", "ann", "--role", "owner", "--password-stdin"];
    assert_eq!(printed(data, &add, "correct horse\n"), "");
    assert!(complaint(data, &add, "correct horse\n").contains("already"));
    let secret = printed(data, &["key", "add", "ann", "--device", "phone"], "");
    assert_eq!(secret.trim_end().len(), 34, "the secret alone, for scripts");
    let key = printed(data, &["key", "add", "ann", "--device", "sync", "--api", "--days", "2"], "");
    assert!(key.starts_with("musaic-"));

    let list = printed(data, &["key", "list", "ann"], "");
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines[0][..4], ["1", "phone", "app password", "edit"]);
    assert_eq!(lines[1][..4], ["2", "sync", "API key", "edit"]);
    assert!(!list.contains(secret.trim_end()));
    printed(data, &["key", "revoke", "ann", "1"], "");
    assert!(complaint(data, &["key", "revoke", "ann", "1"], "").contains("no such"));

    // Nothing of it is in the database as it is.
    for entry in std::fs::read_dir(data).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for text in [secret.trim_end(), key.trim_end(), "correct horse"] {
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()));
        }
    }
}

#[test]
fn accounts_are_changed_and_erased() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    printed(data, &["user", "add", "ann", "--role", "owner"], "");
    printed(data, &["user", "add", "bob"], "");
    printed(data, &["user", "role", "bob", "member"], "");
    printed(data, &["user", "disable", "bob"], "");
    printed(data, &["user", "password", "bob", "--password-stdin"], "battery staple");
    printed(data, &["user", "rename", "bob", "Robert"], "");
    let list = printed(data, &["user", "list"], "");
    let robert = list.lines().nth(1).unwrap();
    assert!(robert.starts_with("Robert\tmember\t") && robert.ends_with("\tdisabled"), "{robert}");

    assert!(complaint(data, &["user", "erase", "robert"], "").contains("--yes"));
    let zip = folder.path().join("robert.zip");
    printed(data, &["user", "export", "robert", "-o", zip.to_str().unwrap()], "");
    assert!(std::fs::read(&zip).unwrap().starts_with(b"PK"));
    let receipt = printed(data, &["user", "erase", "robert", "--yes"], "");
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    assert_eq!(receipt["account"], 2);
    let list = printed(data, &["user", "list", "--json"], "");
    let ann: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!((ann["name"].as_str(), ann["role"].as_str()), (Some("ann"), Some("owner")));
    assert!(complaint(data, &["user", "disable", "ann"], "").contains("last owner"));
    assert!(complaint(data, &["user", "role", "eve", "owner"], "").contains("eve"));
    let empty = ["user", "add", "eve", "--password-stdin"];
    assert!(complaint(data, &empty, "").contains("standard input"));
}

#[test]
fn the_master_key_is_rotated() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path(), folder.path().join("master.key"));
    printed(data, &["user", "add", "ann", "--role", "owner"], "");
    let before = std::fs::read_to_string(&file).unwrap();
    printed(data, &["key", "rotate-master"], "");
    let after = std::fs::read_to_string(&file).unwrap();
    assert_eq!(before.lines().count(), after.lines().count());
    assert_ne!(before, after);
    printed(data, &["key", "add", "ann", "--device", "phone"], "");
    // The old one opens nothing any more.
    std::fs::write(&file, before).unwrap();
    assert!(complaint(data, &["key", "add", "ann", "--device", "x"], "").contains("master.key"));
}
