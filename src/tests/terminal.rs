//! What a terminal, a pipe or a hand does to the commands: closed pipes, paths from elsewhere, names
//! and files that mean harm, and mistakes in settings. The real binary, never a stand-in.

use crate::harness::fixture;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn countersign(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts")
}

fn said(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}

/// `countersign ... | head` is no fault of ours, and is not told as one.
#[test]
fn a_reader_that_goes_away_ends_the_command_quietly() {
    let paths: Vec<String> = ["contracts/master-services.pdf", "contracts/mutual-nda.pdf"]
        .iter()
        .map(|name| fixture(name).display().to_string())
        .collect();
    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign"))
        .arg("ingest")
        .args(&paths)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let mut told = String::new();
    let mut stderr = child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut told).expect("text");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(141));
    assert!(!told.contains("fault"), "{told}");
}

#[test]
fn a_data_folder_is_found_by_a_path_with_steps_up_and_strange_letters() {
    let dir = tempfile::tempdir().expect("a folder");
    let below = dir.path().join("below");
    std::fs::create_dir(&below).expect("a folder");
    let data = "../da ta 100%?";
    let made = countersign(&below, &["demo", "--once", "--port", "0", "--data", data]);
    assert!(made.status.success(), "{}", said(&made));
    assert!(dir.path().join("da ta 100%?/countersign.db").is_file());
    let listed = countersign(&below, &["jobs", "list", "--data", data]);
    assert!(listed.status.success(), "{}", said(&listed));
}

/// A file that is too large is refused by its size, before its bytes take memory.
#[test]
fn folders_devices_and_giants_are_refused_without_being_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let giant = std::fs::File::create(dir.path().join("giant.pdf")).expect("a file");
    giant.set_len(8 << 30).expect("a sparse file");
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("zero.pdf")).expect("a link");
    let output = countersign(dir.path(), &["ingest", "giant.pdf", "zero.pdf", "."]);
    assert_eq!(output.status.code(), Some(3));
    let told = said(&output);
    assert!(
        told.contains("giant.pdf: too large: it has 8589934592 bytes"),
        "{told}"
    );
    assert!(told.contains("zero.pdf: it is no file"), "{told}");
    assert!(told.contains(".: it is no file"), "{told}");
}

#[test]
fn a_name_with_control_characters_does_not_reach_the_terminal() {
    let dir = tempfile::tempdir().expect("a folder");
    let name = "red\u{1b}[31m.pdf";
    std::fs::write(dir.path().join(name), b"not a contract").expect("a file");
    let told = said(&countersign(dir.path(), &["ingest", name]));
    assert!(told.contains("red\u{fffd}[31m.pdf"), "{told}");
    assert!(!told.contains('\u{1b}'));
}

#[test]
fn an_empty_password_is_refused() {
    let output = countersign(Path::new("."), &["password"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("holds no password"));
}

#[test]
fn all_unknown_keys_of_the_settings_are_told_at_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let text =
        "[pipeline]\nengin = \"offline\"\nchunks = 3\n[log]\ncolour = true\n[extra]\nkey = 1\n";
    std::fs::write(dir.path().join("my.toml"), text).expect("a file");
    let output = countersign(dir.path(), &["config", "check", "--config", "my.toml"]);
    let told = said(&output);
    for unknown in ["`engin`", "`chunks`", "`colour`", "[extra]"] {
        assert!(told.contains(unknown), "{unknown}: {told}");
    }
    assert!(told.contains("4 problems"), "{told}");
    std::fs::write(dir.path().join("my.toml"), "[pipeline]\nengine = \"gpt\"\n").expect("a file");
    let told = said(&countersign(
        dir.path(),
        &["config", "check", "--config", "my.toml"],
    ));
    assert!(
        told.contains("pipeline.engine") && told.contains("config default"),
        "{told}"
    );
    assert!(told.contains("1 problem\n"), "{told}");
}
