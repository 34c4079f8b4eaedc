//! `countersign eval`: scores the engine on golden cases and holds it to the gates.

use super::ingest::Ingest;
use crate::config::Settings;
use crate::eval::{self, gate, report};
use anyhow::{Context as _, Result, anyhow};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};

/// What to score.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The labels, one TOML per contract (form: eval/README.md)
    #[arg(long, default_value = "eval/golden", value_name = "DIR")]
    golden: PathBuf,
    /// The PDFs that the labels name
    #[arg(long, default_value = "fixtures/contracts", value_name = "DIR")]
    contracts: PathBuf,
    /// The lowest accepted figures
    #[arg(long, default_value = "eval/gates.toml", value_name = "FILE")]
    gates: PathBuf,
    /// Also write the scores as JSON; `-` for standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Scores, prints, and says whether every gate holds.
pub async fn run(options: Options) -> Result<bool> {
    let settings = Settings::defaults().map_err(|problems| anyhow!(problems.join("; ")))?;
    let gates = std::fs::read_to_string(&options.gates)
        .with_context(|| format!("cannot read {}", options.gates.display()))?;
    let gates = gate::parse(&gates).with_context(|| options.gates.display().to_string())?;
    let ingest = Ingest::new(&settings)?;
    let (golden, contracts) = (options.golden.clone(), options.contracts.clone());
    // Scoring waits for each reading, so it runs beside the runtime and not on it.
    let score = tokio::task::spawn_blocking(move || score(&ingest, &golden, &contracts)).await??;
    let failures = gate::failures(&gates, &score);
    let json = serde_json::to_string_pretty(&report::json(&score, &failures))?;
    match options.json.as_deref() {
        Some(path) if path == Path::new("-") => println!("{json}"),
        Some(path) => {
            std::fs::write(path, json)
                .with_context(|| format!("cannot write {}", path.display()))?;
            println!("{}", report::table(&score, &failures));
        }
        None => println!("{}", report::table(&score, &failures)),
    }
    Ok(failures.is_empty())
}

fn score(ingest: &Ingest, golden: &Path, contracts: &Path) -> Result<eval::score::Score> {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let runtime = tokio::runtime::Handle::current();
    let read = |file: &Path| {
        bar.set_message(file.display().to_string());
        runtime
            .block_on(ingest.read(file))
            .map_err(|failure| anyhow!(failure.to_string()))
    };
    let score = eval::run(golden, contracts, &read);
    bar.finish_and_clear();
    score
}
