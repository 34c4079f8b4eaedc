//! Feeds hundreds of hostile files to the real child. Whatever a file does, the process that asked
//! lives on and has a typed answer in time, and no answer is an empty document.

use crate::hostile_files::{Hostile, files};
use countersign::connectors::reader::{Error, Ocr, Process, Reader, Settings};
use countersign::domain::document::Document;
use futures::{StreamExt, stream};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What any file may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contracts");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("our own fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "pdf"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("our own fixture"))
        .collect()
}

/// A word for the outcome, or what is wrong with it.
fn outcome(file: &Hostile, read: Result<Document, Error>) -> Result<&'static str, String> {
    let whole_file_expected = file.name.starts_with("bomb: picture")
        || file.name.starts_with("shape")
        || file.name.starts_with("mutant")
        || file.name.starts_with("bomb: map of letters")
        || file.name.starts_with("bomb: one page")
        || file.name.starts_with("bomb: object stream");
    match read {
        Ok(document) if document.words.is_empty() => Err("ok but empty".to_owned()),
        Ok(_) if whole_file_expected => Ok("ok"),
        Ok(_) => Err("a bomb, a cut or no PDF was taken for a contract".to_owned()),
        Err(Error::NeedsOcr) => Ok("needs OCR"),
        Err(Error::Encrypted) => Ok("encrypted"),
        Err(Error::Damaged { .. }) => Ok("damaged"),
        Err(Error::Unsupported { .. }) => Ok("unsupported"),
        Err(Error::Empty) => Ok("empty"),
        Err(Error::TooLarge { .. }) => Ok("too large"),
        Err(Error::Hostile { .. }) => Ok("hostile"),
        Err(Error::Unavailable { detail }) => Err(format!("no child: {detail}")),
    }
}

/// T5, G13: at least 300 hostile files; the parent lives, each answer is typed and in time, and none
/// is "ok but empty".
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_hostile_file_takes_the_reader_down_or_passes_for_an_empty_contract() {
    let reader = Process::new(Settings {
        cpu_seconds: 4,
        wall_seconds: PATIENCE.as_secs() - 5,
        executable: Some(PathBuf::from(env!("CARGO_BIN_EXE_countersign"))),
        // OCR has a clock of its own for each picture; a mutant whose letters mean nothing would
        // measure here how fast the machine recognises seven pages, and no danger.
        ocr: Ocr {
            pictures: 3,
            ..Ocr::default()
        },
        ..Settings::default()
    });
    let files = files(1, &samples());
    assert!(files.len() >= 300, "only {} files", files.len());
    let answers: Vec<(Hostile, Result<&str, String>, Duration)> = stream::iter(files)
        .map(|file| {
            let reader = &reader;
            async move {
                let begun = Instant::now();
                let read = reader.read(file.bytes.clone().into()).await;
                let outcome = outcome(&file, read);
                (file, outcome, begun.elapsed())
            }
        })
        .buffer_unordered(2)
        .collect()
        .await;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (file, outcome, took) in &answers {
        match outcome {
            Ok(outcome) => *counts.entry(outcome).or_default() += 1,
            Err(what) => wrong.push(format!("{}: {what}", file.name)),
        }
        if *took > PATIENCE {
            wrong.push(format!("{} took {took:?}", file.name));
        }
    }
    let slowest = answers.iter().max_by_key(|(_, _, took)| *took);
    let (slow, _, took) = slowest.expect("there are files");
    println!(
        "{} files: {counts:?}; slowest {took:.1?}: {}",
        answers.len(),
        slow.name
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A seed names its files, so that a failure can be looked at again.
#[test]
fn the_same_seed_makes_the_same_files() {
    let samples = [samples().remove(0)];
    let (one, other) = (files(7, &samples), files(7, &samples));
    assert!(
        one.iter()
            .zip(&other)
            .all(|(one, other)| one.bytes == other.bytes)
    );
}
