//! What runs inside the limited child: limits on itself first, then one PDF from standard input
//! to frames on standard output. It opens no file, and says nothing that stood in the PDF except
//! in its frames.

use crate::connectors::reader::Error;
use crate::connectors::reader::frame::{Kind, encode};
use crate::text::pdf::{self, Failure, Limits};
use crate::text::{render, second};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// What the parent says on the command line, after `pdf-child`: memory in MiB, CPU seconds,
/// bytes, pages, then `read`, `draw PAGE WIDTH` or `ping`.
struct Orders {
    memory_mib: u64,
    cpu_seconds: u64,
    limits: Limits,
    task: Task,
}

enum Task {
    Read,
    Draw { page: u32, width: u32 },
    Ping,
}

/// Does what `arguments` (those after `pdf-child`) say. Must run before any thread is started.
pub fn run(arguments: &[String]) -> ExitCode {
    let Some(orders) = parse(arguments) else {
        return ExitCode::from(64);
    };
    // Without its limits the child must not look at the file.
    if limit(&orders).is_err() {
        return ExitCode::from(71);
    }
    // A parser's panic message can quote the document.
    std::panic::set_hook(Box::new(|_| {}));
    match serve(&orders) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(74),
    }
}

fn parse(arguments: &[String]) -> Option<Orders> {
    let [memory, cpu, bytes, pages, task @ ..] = arguments else {
        return None;
    };
    let words: Vec<&str> = task.iter().map(String::as_str).collect();
    let task = match words.as_slice() {
        ["read"] => Task::Read,
        ["ping"] => Task::Ping,
        ["draw", page, width] => Task::Draw {
            page: page.parse().ok()?,
            width: width.parse().ok()?,
        },
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

/// Both limits of each resource, so that nothing run later can raise them again. CPU time has
/// one second between the signal that names the limit and the one that ends everything.
fn limit(orders: &Orders) -> rustix::io::Result<()> {
    let set = |resource, soft: u64, hard: u64| {
        setrlimit(
            resource,
            Rlimit {
                current: Some(soft),
                maximum: Some(hard),
            },
        )
    };
    let memory = orders.memory_mib << 20;
    set(Resource::As, memory, memory)?;
    set(Resource::Cpu, orders.cpu_seconds, orders.cpu_seconds + 1)?;
    set(Resource::Core, 0, 0)?;
    set(Resource::Fsize, 0, 0)?;
    set(Resource::Nofile, 16, 16)?;
    set(Resource::Nproc, 0, 0)
}

fn serve(orders: &Orders) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if matches!(orders.task, Task::Ping) {
        return Ok(());
    }
    let mut bytes = Vec::new();
    // One byte more than allowed is enough for the gate to refuse.
    let cap = orders.limits.max_bytes as u64 + 1;
    std::io::stdin().lock().take(cap).read_to_end(&mut bytes)?;
    match orders.task {
        Task::Read => read(&bytes, orders.limits, &mut out),
        Task::Draw { page, width } => {
            let drawn = guarded(|| render::draw(&bytes, page, width, orders.limits));
            send(drawn.map(|png| (Kind::Page, png)), &mut out)
        }
        Task::Ping => Ok(()),
    }
}

/// The document goes out before the second reading begins, whose death then costs nothing.
fn read(bytes: &[u8], limits: Limits, out: &mut impl Write) -> std::io::Result<()> {
    let document = match guarded(|| pdf::read(bytes, limits)) {
        Ok(document) => document,
        Err(error) => return send(Err(error), out),
    };
    send(Ok((Kind::Document, serde_json::to_vec(&document)?)), out)?;
    let agreement = second::agreement(bytes, &document);
    send(Ok((Kind::Agreement, serde_json::to_vec(&agreement)?)), out)
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
    out.write_all(&encode(kind, &payload))?;
    out.flush()
}
