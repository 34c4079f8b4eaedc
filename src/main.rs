//! Commands, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == countersign::connectors::reader::process::CHILD => {
            countersign::child::run(rest)
        }
        _ => ExitCode::SUCCESS,
    }
}
