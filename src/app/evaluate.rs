//! `countersign eval`: scores the service on labelled cases and holds it to gates and baseline.

use super::ingest::Ingest;
use crate::config;
use crate::eval::baseline::Baseline;
use crate::eval::report::{Report, Verdict};
use crate::eval::{self, gate, html};
use anyhow::{Context as _, Result, anyhow};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};

/// What to score.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Which labelled cases
    #[arg(long, value_enum, default_value_t = Suite::Golden)]
    suite: Suite,
    /// Where the cases lie [default for golden: eval/golden]; forms: eval/README.md
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The PDFs that golden cases name
    #[arg(long, default_value = "fixtures/contracts", value_name = "DIR")]
    contracts: PathBuf,
    /// The figures beyond which the command fails
    #[arg(long, default_value = "eval/gates.toml", value_name = "FILE")]
    gates: PathBuf,
    /// The earlier figures to compare with; absent is no fault
    #[arg(long, default_value = "eval/baseline.json", value_name = "FILE")]
    baseline: PathBuf,
    /// A settings file, such as for a dictionary of your own or a model; may be given several times
    #[arg(long = "config", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Keep this run's figures as the baseline
    #[arg(long)]
    keep: bool,
    /// Also write the report as JSON; `-` for standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Also write the report as one HTML file with charts
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// The suites, by what they are scored on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Suite {
    /// Contracts of our own with every field and duty labelled
    Golden,
}

/// Scores, prints, and says whether every gate holds and nothing was lost.
pub async fn run(options: Options) -> Result<bool> {
    let gates = std::fs::read_to_string(&options.gates)
        .with_context(|| format!("cannot read {}", options.gates.display()))?;
    let gates = gate::parse(&gates).with_context(|| options.gates.display().to_string())?;
    let mut baseline = baseline(&options.baseline)?;
    let report = report(&options).await?;
    let verdict = Verdict {
        failures: gate::failures(&gates, &report),
        changes: baseline.changes(&report),
    };
    show(&options, &report, &verdict)?;
    if options.keep {
        baseline.keep(&report);
        let text = serde_json::to_string_pretty(&baseline)?;
        write(&options.baseline, &format!("{text}\n"))?;
    }
    Ok(verdict.is_good())
}

fn baseline(path: &Path) -> Result<Baseline> {
    if !path.exists() {
        return Ok(Baseline::default());
    }
    let text = std::fs::read_to_string(path)?;
    Baseline::parse(&text).with_context(|| format!("{} is no baseline", path.display()))
}

async fn report(options: &Options) -> Result<Report> {
    let settings = config::load(&options.files).map_err(|problems| anyhow!(problems.join("; ")))?;
    let ingest = Ingest::new(&settings)?;
    let options = options.clone();
    // Scoring waits for each reading, so it runs beside the runtime and not on it.
    tokio::task::spawn_blocking(move || match options.suite {
        Suite::Golden => golden(&ingest, &options),
    })
    .await?
}

fn golden(ingest: &Ingest, options: &Options) -> Result<Report> {
    let folder = options.data.as_deref().unwrap_or(Path::new("eval/golden"));
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let runtime = tokio::runtime::Handle::current();
    let read = |file: &Path| {
        bar.set_message(file.display().to_string());
        runtime
            .block_on(ingest.read(file))
            .map_err(|failure| anyhow!(failure.to_string()))
    };
    let report = eval::run(folder, &options.contracts, &read);
    bar.finish_and_clear();
    report
}

fn show(options: &Options, report: &Report, verdict: &Verdict) -> Result<()> {
    if let Some(path) = &options.html {
        write(path, &html::page(report, verdict)?)?;
    }
    let json = serde_json::to_string_pretty(&report.json(verdict))?;
    match options.json.as_deref() {
        Some(path) if path == Path::new("-") => println!("{json}"),
        Some(path) => {
            write(path, &json)?;
            println!("{}", report.text(verdict));
        }
        None => println!("{}", report.text(verdict)),
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
