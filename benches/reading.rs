//! How fast contracts are read and drawn, on one core, beside the peers that are installed:
//! `cargo bench --bench reading -- FOLDER`, where FOLDER holds PDFs.
//!
//! The whole reader (gate, text, boxes, structure) runs in this process, on files that are known to
//! be good; the second reading and the start of the child are shown apart. Peers that are absent are
//! named as absent. Times are processor time, so that a busy machine changes little. It never writes.

use countersign::text::pdf::{self, Limits};
use countersign::text::{render, second};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

const LIMITS: Limits = Limits {
    max_bytes: 64 << 20,
    max_pages: 2000,
};
/// A letter page at 110 dpi is this wide, in pixels.
const WIDTH: u32 = 935;
/// Pages drawn from each file.
const DRAWN: u32 = 3;
/// PyMuPDF's words with their boxes, page by page.
const PYMUPDF: &str = "
import sys, time, pymupdf
begun, pages = time.process_time(), 0
for path in sys.argv[1:]:
    with pymupdf.open(path) as file:
        for page in file:
            page.get_text('words')
            pages += 1
print(pages, time.process_time() - begun)
";

fn main() -> ExitCode {
    let folder = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let Some(folder) = folder else {
        println!("reading: nothing is measured without a folder of PDFs");
        return ExitCode::SUCCESS;
    };
    let files = match pdfs(Path::new(&folder)) {
        Ok(files) if !files.is_empty() => files,
        Ok(_) => return fail("it holds no PDF"),
        Err(error) => return fail(&error.to_string()),
    };
    let mut pages = 0;
    let (mut reading, mut again, mut drawing) = (Duration::ZERO, Duration::ZERO, Vec::new());
    for file in &files {
        let Ok(bytes) = std::fs::read(file) else {
            return fail("a file cannot be opened");
        };
        let begun = cpu();
        let Ok(document) = pdf::read(&bytes, LIMITS, None) else {
            return fail("a file cannot be read");
        };
        reading += cpu() - begun;
        pages += document.pages.len();
        let begun = cpu();
        std::hint::black_box(second::agreement(&bytes, &document));
        again += cpu() - begun;
        for page in 1..=DRAWN.min(u32::try_from(document.pages.len()).unwrap_or(DRAWN)) {
            let begun = cpu();
            let _ = std::hint::black_box(render::draw(&bytes, page, WIDTH, LIMITS));
            drawing.push(cpu() - begun);
        }
    }
    drawing.sort();
    println!("{} files, {pages} pages", files.len());
    println!(
        "our reader: text, boxes, structure  {}",
        speed(pages, reading)
    );
    println!(
        "our second reading                  {}",
        speed(pages, again)
    );
    println!("PyMuPDF words                       {}", pymupdf(&files));
    println!(
        "pdftotext -bbox                     {}",
        pdftotext(&files, pages)
    );
    let median = drawing.get(drawing.len() / 2).copied().unwrap_or_default();
    println!(
        "a page as PNG at 110 dpi            {:.1} ms in the median",
        median.as_secs_f64() * 1e3
    );
    ExitCode::SUCCESS
}

fn fail(what: &str) -> ExitCode {
    eprintln!("reading: {what}");
    ExitCode::FAILURE
}

fn pdfs(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|path| {
        path.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
    });
    files.sort();
    Ok(files)
}

fn speed(pages: usize, took: Duration) -> String {
    let rate = pages as f64 / took.as_secs_f64().max(f64::MIN_POSITIVE);
    format!("{rate:>7.0} pages a second")
}

fn pymupdf(files: &[PathBuf]) -> String {
    let answer = Command::new("python3")
        .arg("-c")
        .arg(PYMUPDF)
        .args(files)
        .output();
    let said = answer.ok().filter(|answer| answer.status.success());
    let said = said.and_then(|answer| String::from_utf8(answer.stdout).ok());
    let numbers: Option<(usize, f64)> = said.and_then(|said| {
        let (pages, seconds) = said.trim().split_once(' ')?;
        Some((pages.parse().ok()?, seconds.parse().ok()?))
    });
    match numbers {
        Some((pages, seconds)) => speed(pages, Duration::from_secs_f64(seconds)),
        None => "not installed (pip install pymupdf)".to_owned(),
    }
}

fn pdftotext(files: &[PathBuf], pages: usize) -> String {
    let begun = children();
    for file in files {
        let mut command = Command::new("pdftotext");
        let done = command.arg("-bbox").arg(file).arg("/dev/null").status();
        if !done.is_ok_and(|status| status.success()) {
            return "not installed (Debian: poppler-utils)".to_owned();
        }
    }
    speed(pages, children() - begun)
}

/// Processor time of this thread so far, which is all that works here.
fn cpu() -> Duration {
    let said = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = said
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.expect("Linux says how long a thread has run"))
}

/// Processor time of the programs that were started and have ended, in hundredths of a second.
fn children() -> Duration {
    let said = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The fields after the name, which may hold anything, in its brackets.
    let fields = said.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let ticks = fields.split(' ').skip(13).take(2);
    let ticks: u64 = ticks.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
