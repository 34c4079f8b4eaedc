//! What runs inside the limited child: limits on itself first, then one file from standard input
//! to frames on standard output. It opens no file, and says nothing that stood in the file except
//! in its frames. The same child, limited the same way, becomes the OCR program where asked to.

mod limits;

use crate::connectors::reader::frame::{self, Kind};
use crate::connectors::reader::{Error, WITH_OCR};
use crate::domain::document::Document;
use crate::domain::id::Sha256;
use crate::text::forms::{self, Form};
use crate::text::pdf::{self, Failure, Limits};
use crate::text::scan::Recognise;
use crate::text::{docx, render, second};
use limits::Reach;
use sha2::Digest;
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, ExitCode};

/// What the parent says on the command line, after `pdf-child`: memory in MiB, CPU seconds,
/// bytes, pages, then the task.
struct Orders<'a> {
    memory_mib: u64,
    cpu_seconds: u64,
    limits: Limits,
    task: Task<'a>,
}

enum Task<'a> {
    Read {
        can_ask: bool,
    },
    Draw {
        page: u32,
        width: u32,
    },
    Ping,
    Recognise {
        program: &'a str,
        rest: &'a [String],
    },
}

/// Files that the reader may hold open, and those that a program with libraries and models may.
const FEW_FILES: u64 = 16;
const SOME_FILES: u64 = 64;
/// CPU seconds that each MiB of a file adds: a hundred pages of text, or a scan.
const CPU_PER_MIB: u64 = 2;
const MAX_CPU_FOR_SIZE: u64 = 50;
/// Longest table of words that the parent may send.
const MAX_WORDS: u64 = 16 << 20;

/// Does what `arguments` (those after `pdf-child`) say. Must run before any thread is started.
pub fn run(arguments: &[String]) -> ExitCode {
    let Some(orders) = parse(arguments) else {
        return ExitCode::from(64);
    };
    let (reach, files) = match orders.task {
        Task::Recognise { .. } => (Reach::Reading, SOME_FILES),
        _ => (Reach::Nothing, FEW_FILES),
    };
    let shut = limits::shut(reach);
    // Without its limits the child must not look at the file.
    if limits::resources(orders.memory_mib, orders.cpu_seconds, files).is_err() {
        return ExitCode::from(71);
    }
    // A parser's panic message can quote the document.
    std::panic::set_hook(Box::new(|_| {}));
    match serve(&orders, &shut) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(74),
    }
}

fn parse(arguments: &[String]) -> Option<Orders<'_>> {
    let [memory, cpu, bytes, pages, verb, rest @ ..] = arguments else {
        return None;
    };
    let task = match (verb.as_str(), rest) {
        ("read", []) => Task::Read { can_ask: false },
        ("read", [ocr]) if ocr == WITH_OCR => Task::Read { can_ask: true },
        ("ping", []) => Task::Ping,
        ("draw", [page, width]) => Task::Draw {
            page: page.parse().ok()?,
            width: width.parse().ok()?,
        },
        ("recognise", [program, rest @ ..]) => Task::Recognise { program, rest },
        _ => return None,
    };
    Some(Orders {
        memory_mib: memory.parse().ok()?,
        cpu_seconds: cpu.parse().ok()?,
        limits: Limits {
            max_bytes: bytes.parse().ok()?,
            max_pages: pages.parse().ok()?,
        },
        task,
    })
}

fn serve(orders: &Orders<'_>, shut: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match orders.task {
        Task::Ping => send(Ok((Kind::Protection, shut.into())), &mut out),
        // The picture on standard input and the table on standard output are the program's own.
        Task::Recognise { program, rest } => Err(Command::new(program).args(rest).exec()),
        Task::Read { can_ask } => read(orders, can_ask, &mut std::io::stdin().lock(), &mut out),
        Task::Draw { page, width } => {
            let bytes = file(&mut std::io::stdin().lock(), orders.limits)?;
            let drawn =
                guarded(|| render::draw(&forms::as_pdf(&bytes)?, page, width, orders.limits));
            send(drawn.map(|png| (Kind::Page, png)), &mut out)
        }
    }
}

fn file(input: &mut impl Read, limits: Limits) -> std::io::Result<Vec<u8>> {
    match frame::read(input, limits.max_bytes as u64)? {
        (Kind::File, bytes) => Ok(bytes),
        _ => Err(std::io::ErrorKind::InvalidInput.into()),
    }
}

/// The document goes out before the second reading begins, whose death then costs nothing.
fn read(
    orders: &Orders<'_>,
    can_ask: bool,
    input: &mut impl Read,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let bytes = &file(input, orders.limits)?;
    let large = CPU_PER_MIB * (bytes.len() as u64 >> 20);
    let mut cpu = orders.cpu_seconds + large.min(MAX_CPU_FOR_SIZE);
    limits::cpu(cpu);
    let mut recognise = |picture: &[u8]| {
        // Another picture must be drawn and cleaned; the parent counts how many.
        cpu += 1;
        limits::cpu(cpu);
        ask(picture, input, out)
    };
    let document = match guarded(|| {
        let recognise: Option<&mut Recognise<'_>> = can_ask.then_some(&mut recognise);
        document(bytes, orders.limits, recognise)
    }) {
        Ok(document) => document,
        Err(error) => return send(Err(error), out),
    };
    send(Ok((Kind::Document, serde_json::to_vec(&document)?)), out)?;
    let agreement = second::agreement(bytes, &document);
    send(Ok((Kind::Agreement, serde_json::to_vec(&agreement)?)), out)
}

/// The document of a file of any kind that is read. Its hash is the file's own, also where the file
/// had to be put into another form first.
fn document(
    bytes: &[u8],
    limits: Limits,
    recognise: Option<&mut Recognise<'_>>,
) -> Result<Document, Failure> {
    if forms::of(bytes)? == Form::Docx {
        return docx::read(bytes);
    }
    let pdf = forms::as_pdf(bytes)?;
    let mut document = pdf::read(&pdf, limits, recognise)?;
    document.sha256 = Sha256(hex::encode(sha2::Sha256::digest(bytes)));
    Ok(document)
}

/// Asks the parent for the words of a picture.
fn ask(picture: &[u8], input: &mut impl Read, out: &mut impl Write) -> Option<String> {
    send(Ok((Kind::Picture, picture.to_vec())), out).ok()?;
    match frame::read(input, MAX_WORDS).ok()? {
        (Kind::Words, table) => String::from_utf8(table).ok(),
        _ => None,
    }
}

fn guarded<T>(parse: impl FnOnce() -> Result<T, Failure>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(parse)) {
        Ok(parsed) => parsed.map_err(explain),
        Err(_) => Err(Error::Damaged {
            detail: "the parser gave up".to_owned(),
        }),
    }
}

fn explain(failure: Failure) -> Error {
    match failure {
        Failure::NeedsOcr => Error::NeedsOcr,
        Failure::Encrypted => Error::Encrypted,
        Failure::Empty => Error::Empty,
        Failure::Unsupported(detail) => Error::Unsupported {
            detail: detail.to_owned(),
        },
        Failure::Damaged(detail) => Error::Damaged {
            detail: detail.to_owned(),
        },
        Failure::TooLarge(detail) => Error::TooLarge {
            detail: detail.to_owned(),
        },
        Failure::Hostile(detail) => Error::Hostile {
            detail: detail.to_owned(),
        },
    }
}

fn send(answer: Result<(Kind, Vec<u8>), Error>, out: &mut impl Write) -> std::io::Result<()> {
    let (kind, payload) = match answer {
        Ok(answer) => answer,
        Err(error) => (Kind::Error, serde_json::to_vec(&error)?),
    };
    out.write_all(&frame::encode(kind, &payload))?;
    out.flush()
}
