//! `countersign eval`: scores the service on labelled cases and holds it to gates and baseline.

mod llm;

use super::ingest::{self, Ingest};
use super::{engines, limits};
use crate::config::{self, Settings};
use crate::domain::document::Document;
use crate::domain::reading::Reading;
use crate::domain::term::Engine;
use crate::eval::baseline::Baseline;
use crate::eval::cuad::dataset::{self, Contract};
use crate::eval::cuad::report::{self as cuad, Case};
use crate::eval::cuad::retrieval;
use crate::eval::report::{Report, Verdict};
use crate::eval::{self, gate, html, reading};
use crate::offline::Extract;
use crate::pipeline::extract::passages::Limits;
use crate::text::plain;
use anyhow::{Context as _, Result, anyhow};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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
    /// The engine that reads [default: that of the settings]
    #[arg(long, value_parser = engine)]
    engine: Option<Engine>,
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
    /// Contracts that lawyers labelled, in the layout of CUAD
    Cuad,
    /// Duties in passages of CUAD's training contracts; --data is their folder
    Obligations,
    /// Personal data planted in the golden texts, and whether it is masked
    Pii,
    /// The text of PDFs against a reference text
    Reading,
    /// Heads, foots and page numbers of CUAD's training contracts; --data is their folder
    Furniture,
    /// Short contracts of our own on beginning, end, renewal and notice, each in other words
    Terms,
    /// The way to a model and back with a scripted reader: evidence reached, grades, tokens, cost
    Llm,
}

fn engine(name: &str) -> Result<Engine, String> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| "expected offline, llm or both".to_owned())
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
        gates: gates.count(&report.suite),
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
    let mut settings =
        config::load(&options.files).map_err(|problems| anyhow!(problems.join("; ")))?;
    if let Some(engine) = options.engine {
        settings.pipeline.engine = engine;
    }
    let bench = Bench {
        ingest: Ingest::new(&settings)?,
        limits: limits(&settings),
        runtime: tokio::runtime::Handle::current(),
    };
    let options = options.clone();
    // Scoring waits for each reading, so it runs beside the runtime and not on it.
    tokio::task::spawn_blocking(move || match options.suite {
        Suite::Golden => bench.golden(&options),
        Suite::Cuad => bench.cuad(data(&options)?),
        Suite::Obligations => obligations(&settings, data(&options)?),
        Suite::Reading => bench.reading(data(&options)?),
        Suite::Furniture => bench.furniture(data(&options)?),
        Suite::Terms => bench.terms(options.data.as_deref()),
        Suite::Llm => bench.llm(&settings, options.data.as_deref(), &options.contracts),
        Suite::Pii => pii(&settings, options.data.as_deref()),
    })
    .await?
}

/// The folder of a suite whose cases are not ours.
fn data(options: &Options) -> Result<&Path> {
    options.data.as_deref().context(
        "this suite needs --data DIR, a folder with txt/, pdf/ and labels.csv (see eval/README.md)",
    )
}

/// The service's own reading, for suites to call.
struct Bench {
    ingest: Ingest,
    /// How much a model is shown first.
    limits: Limits,
    runtime: tokio::runtime::Handle,
}

impl Bench {
    fn golden(&self, options: &Options) -> Result<Report> {
        let folder = options.data.as_deref().unwrap_or(Path::new("eval/golden"));
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(100));
        let read = |file: &Path| {
            bar.set_message(file.display().to_string());
            let document = match file.extension() {
                Some(end) if end == "txt" => plain::document(&std::fs::read_to_string(file)?),
                _ => self.document(file)?,
            };
            self.extract(document)
        };
        let report = eval::run(folder, &options.contracts, &read);
        bar.finish_and_clear();
        report
    }

    fn cuad(&self, folder: &Path) -> Result<Report> {
        let contracts = dataset::load(folder)?;
        let texts = self.cases(&contracts, |contract| Ok(plain::document(&contract.text)))?;
        let mut report = cuad::report(&texts, self.ingest.dictionary());
        let filed: Vec<Contract> = contracts
            .iter()
            .filter(|contract| contract.pdf.is_some())
            .cloned()
            .collect();
        if !filed.is_empty() {
            let pdfs = self.cases(&filed, |contract| {
                self.document(contract.pdf.as_deref().expect("only those with a PDF"))
            })?;
            cuad::add_pdf(&mut report, &pdfs);
        }
        Ok(report)
    }

    fn cases<'a>(
        &self,
        contracts: &'a [Contract],
        document: impl Fn(&Contract) -> Result<Document>,
    ) -> Result<Vec<Case<'a>>> {
        let bar = ingest::bar(2 * contracts.len());
        // The engine reads them all in one go, so that its time is its own: what else is done with a
        // contract would empty the caches in between.
        let read = contracts.iter().map(|contract| {
            let document = document(contract)
                .map_err(|error| error.context(format!("contract {}", contract.id)))?;
            let begun = Instant::now();
            let extract = self.ingest.offline().read(&document);
            let spent = begun.elapsed();
            bar.inc(1);
            Ok((contract, document, extract, spent))
        });
        let cases = read.collect::<Result<Vec<_>>>().and_then(|read| {
            let cases = read
                .into_iter()
                .map(|(contract, document, extract, spent)| {
                    bar.inc(1);
                    self.case(contract, document, extract, spent)
                });
            cases.collect()
        });
        bar.finish_and_clear();
        cases
    }

    fn case<'a>(
        &self,
        contract: &'a Contract,
        document: Document,
        extract: Extract,
        spent: Duration,
    ) -> Result<Case<'a>> {
        let questions = retrieval::Questions {
            dictionary: self.ingest.dictionary(),
            limits: self.limits,
        };
        Ok(Case {
            sent: retrieval::sent(contract, &document, &extract.clauses, questions),
            contract,
            clauses: extract.clauses,
            text: document.text.clone(),
            reading: self.extract(document)?,
            spent,
        })
    }

    fn reading(&self, folder: &Path) -> Result<Report> {
        let measured = reading::run(folder, &|file| self.document(file))?;
        Ok(reading::figures(&measured))
    }

    fn furniture(&self, folder: &Path) -> Result<Report> {
        let labels = Path::new("eval/furniture.toml");
        eval::furniture::run(labels, folder, &|file| self.document(file))
    }

    fn terms(&self, folder: Option<&Path>) -> Result<Report> {
        let folder = folder.unwrap_or(Path::new("eval/terms"));
        eval::terms::run(folder, self.ingest.dictionary(), &|document| {
            self.extract(document)
        })
    }

    fn document(&self, file: &Path) -> Result<Document> {
        let document = self.runtime.block_on(self.ingest.document(file));
        document.map_err(|failure| anyhow!(failure.to_string()))
    }

    fn extract(&self, document: Document) -> Result<Reading> {
        let reading = self.runtime.block_on(self.ingest.extract(document));
        reading.map_err(|failure| anyhow!(failure.to_string()))
    }
}

fn obligations(settings: &Settings, folder: &Path) -> Result<Report> {
    let engine = engines(settings, None)?.offline;
    let measured = eval::obligations::run(Path::new("eval/obligations"), folder, &engine)?;
    Ok(eval::obligations::shown(&measured))
}

/// Items of each type of personal data that are planted in a text, and the seed that says where.
const PLANTED: (usize, u64) = (6, 20_261_121);

fn pii(settings: &Settings, folder: Option<&Path>) -> Result<Report> {
    let dictionary = engines(settings, None)?.dictionary;
    let texts = eval::pii::texts(folder.unwrap_or(Path::new("eval/golden")))?;
    let (each, seed) = PLANTED;
    let measured = eval::pii::run(&texts, &dictionary, each, seed);
    Ok(eval::pii::report(&measured))
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
