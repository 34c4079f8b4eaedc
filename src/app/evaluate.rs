//! `countersign eval`: scores the service on labelled cases and holds it to gates and baseline.

mod llm;
mod spent;
mod standards;

use super::ingest::{self, Ingest};
use super::{engines, limits};
use crate::config::{self, Settings};
use crate::domain::document::Document;
use crate::domain::reading::Reading;
use crate::domain::term::Engine;
use crate::eval::cuad::dataset::{self, Contract};
use crate::eval::cuad::report::{self as cuad, Case};
use crate::eval::cuad::retrieval;
use crate::eval::cuad::speed::Pass;
use crate::eval::gate::Build;
use crate::eval::progress::Progress;
use crate::eval::report::{Report, Verdict, digest_of};
use crate::eval::unread::Missed;
use crate::eval::{self, gate, obligations, reading};
use crate::offline::Extract;
use crate::offline::clauses::MODEL_FILE;
use crate::pipeline::extract::passages::Limits;
use crate::text::plain;
use anyhow::{Context as _, Result, anyhow, ensure};
use standards::{Outputs, Standards};
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
    /// The figures beyond which the command fails, with exit code 3 [default: eval/gates.toml, where the
    /// cases are the repository's own and you are in it; none for cases of yours]
    #[arg(long, value_name = "FILE")]
    gates: Option<PathBuf>,
    /// The earlier figures to compare with; absent is no fault, a loss is exit code 3 [default:
    /// eval/baseline.json, where the cases are the repository's own; none for cases of yours]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// A settings file, such as for a dictionary of your own or a model; may be given several times
    #[arg(long = "config", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where a model's answers are kept, so that a question is paid for once; they quote the contracts
    /// [default: `answers` in the data folder of the settings]
    #[arg(long, value_name = "DIR")]
    answers: Option<PathBuf>,
    /// Keep this run's figures as the baseline; for cases of yours name a file with --baseline
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

impl Suite {
    /// The folder of the repository, or beside it, that its gates and baseline were made for.
    fn home(self) -> &'static str {
        match self {
            Suite::Golden | Suite::Pii | Suite::Llm => "eval/golden",
            Suite::Terms => "eval/terms",
            Suite::Obligations | Suite::Furniture => "../shared/cuad/train",
            Suite::Cuad | Suite::Reading => "../shared/cuad/dev",
        }
    }

    /// Whether its cases lie in the repository, so that it needs no `--data`.
    fn is_at_home(self) -> bool {
        self.home().starts_with("eval/")
    }

    /// What reads its cases, where the settings say `engine`.
    fn read_by(self, engine: Engine) -> &'static str {
        match self {
            Suite::Golden | Suite::Cuad | Suite::Terms | Suite::Obligations => match engine {
                Engine::Offline => "offline",
                Engine::Llm => "llm",
                Engine::Both => "both",
            },
            Suite::Pii => "offline",
            Suite::Llm => "llm, answered by a script",
            Suite::Reading | Suite::Furniture => "none",
        }
    }
}

fn engine(name: &str) -> Result<Engine, String> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| "expected offline, llm or both".to_owned())
}

/// Scores, prints, and says whether every contract was read, every gate holds and nothing was lost.
pub async fn run(options: Options) -> Result<bool> {
    let named = (options.gates.as_deref(), options.baseline.as_deref());
    let mut standards = Standards::of(options.suite, options.data.as_deref(), named, options.keep)?;
    let mut outputs = Outputs::open(&options, &standards)?;
    let mut report = report(&options).await?;
    report.notes.append(&mut standards.notes);
    let verdict = Verdict {
        failures: gate::failures(&standards.gates, &report, Build::OWN),
        changes: standards.baseline.changes(&report),
        unread: report.unread,
        gates: standards.gates.count(&report.suite, Build::OWN),
        unjudged: standards.gates.unjudged(&report.suite, Build::OWN),
    };
    outputs.show(&report, &verdict)?;
    // Figures without some of the contracts are no measure for a later run.
    if let Some(kept) = outputs.baseline.filter(|_| verdict.unread == 0) {
        standards.baseline.keep(&report);
        let text = serde_json::to_string_pretty(&standards.baseline)?;
        kept.write(&format!("{text}\n"))?;
    }
    Ok(verdict.is_good())
}

async fn report(options: &Options) -> Result<Report> {
    let mut settings =
        config::load(&options.files).map_err(|problems| anyhow!(problems.join("; ")))?;
    if let Some(engine) = options.engine {
        settings.pipeline.engine = engine;
    }
    let read_by = options.suite.read_by(settings.pipeline.engine);
    if matches!(read_by, "llm" | "both") {
        let faults = settings.llm.faults();
        ensure!(
            faults.is_empty(),
            "engine {read_by} needs a model: {}; set [llm] in a file that --config names",
            faults.join("; ")
        );
    }
    let folder = options.data.as_deref();
    let folder = folder.unwrap_or(Path::new(options.suite.home()));
    ensure!(
        folder.is_dir() || !(options.suite.is_at_home() || options.data.is_some()),
        "{} is no folder here: run this in the repository, or name a folder of yours with --data \
         (forms: eval/README.md)",
        folder.display()
    );
    let asks = matches!(read_by, "llm" | "both");
    let mut report = scored(options, settings, asks).await?;
    let made_by = [
        ("engine", read_by.to_owned()),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("classifier", digest_of(MODEL_FILE)),
        ("data", folder.display().to_string()),
    ];
    let made_by = made_by.map(|(what, by)| (what.to_owned(), by));
    report.made_by.splice(0..0, made_by);
    Ok(report)
}

/// The suite's report; where a model is asked, with what it cost.
async fn scored(options: &Options, settings: Settings, asks: bool) -> Result<Report> {
    let ingest = match asks {
        true => Ingest::keeping(&settings, options.answers.as_deref()).await?,
        false => Ingest::new(&settings)?,
    };
    let (llm, asked) = (settings.llm.clone(), ingest.clone());
    let mut report = measured(options, settings, ingest).await?;
    if asks {
        spent::add(&mut report, &asked, &llm).await?;
    }
    Ok(report)
}

async fn measured(options: &Options, settings: Settings, ingest: Ingest) -> Result<Report> {
    let bench = Bench {
        ingest,
        limits: limits(&settings),
        runtime: tokio::runtime::Handle::current(),
    };
    let options = options.clone();
    // Scoring waits for each reading, so it runs beside the runtime and not on it.
    tokio::task::spawn_blocking(move || match options.suite {
        Suite::Golden => bench.golden(&options),
        Suite::Cuad => bench.cuad(data(&options)?, settings.pipeline.engine),
        Suite::Obligations => bench.obligations(data(&options)?, settings.pipeline.engine),
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
        let read = |file: &Path| {
            let document = match file.extension() {
                Some(end) if end == "txt" => plain::document(&std::fs::read_to_string(file)?),
                _ => self.document(file)?,
            };
            self.extract(document)
        };
        watched(|progress| eval::run(folder, &options.contracts, &read, progress))
    }

    fn cuad(&self, folder: &Path, engine: Engine) -> Result<Report> {
        let contracts = dataset::load(folder)?;
        let mut missed = Missed::default();
        let texts = |contract: &Contract| Ok(plain::document(&contract.text));
        let texts = self.cases(&contracts, &mut missed, texts);
        let dictionary = self.ingest.dictionary();
        let mut report = cuad::report(&texts, dictionary, engine);
        let filed: Vec<Contract> = contracts
            .iter()
            .filter(|contract| contract.pdf.is_some())
            .cloned()
            .collect();
        if !filed.is_empty() {
            let pdfs = self.cases(&filed, &mut missed, |contract| {
                self.document(contract.pdf.as_deref().expect("only those with a PDF"))
            });
            cuad::add_pdf(&mut report, &texts, &pdfs, dictionary);
        }
        missed.tell(&mut report);
        Ok(report)
    }

    /// Those of `contracts` that can be read; the others are noted in `missed`.
    fn cases<'a>(
        &self,
        contracts: &'a [Contract],
        missed: &mut Missed,
        document: impl Fn(&Contract) -> Result<Document>,
    ) -> Pass<'a> {
        let bar = ingest::bar(2 * contracts.len(), "readings");
        let begun = Instant::now();
        let mut pages = 0;
        // The engine reads them all in one go, so that its time is its own: what else is done with a
        // contract would empty the caches in between.
        let mut read = Vec::new();
        for contract in contracts {
            bar.inc(1);
            let Some(document) = missed.read(&contract.id, document(contract)) else {
                continue;
            };
            pages += document.pages.len();
            let begun = Instant::now();
            let extract = self.ingest.offline().read(&document);
            read.push((contract, document, extract, begun.elapsed()));
        }
        let cases = read
            .into_iter()
            .filter_map(|(contract, document, extract, spent)| {
                bar.inc(1);
                let case = self.case(contract, document, extract, spent);
                missed.read(&contract.id, case)
            });
        let cases = cases.collect();
        bar.finish_and_clear();
        Pass {
            cases,
            pages,
            wall: begun.elapsed(),
        }
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

    fn obligations(&self, folder: &Path, engine: Engine) -> Result<Report> {
        let read = |text: &str| match engine.asks() {
            false => Ok(obligations::drafts(self.ingest.offline(), text)),
            true => self.extract(plain::document(text)).map(obligations::owed),
        };
        let labels = Path::new("eval/obligations");
        let measured = watched(|progress| obligations::run(labels, folder, &read, progress))?;
        Ok(obligations::shown(measured))
    }

    fn reading(&self, folder: &Path) -> Result<Report> {
        let measured =
            watched(|progress| reading::run(folder, &|file| self.document(file), progress))?;
        Ok(reading::figures(&measured))
    }

    fn furniture(&self, folder: &Path) -> Result<Report> {
        let labels = Path::new("eval/furniture.toml");
        let read = |file: &Path| self.document(file);
        watched(|progress| eval::furniture::run(labels, folder, &read, progress))
    }

    fn terms(&self, folder: Option<&Path>) -> Result<Report> {
        let folder = folder.unwrap_or(Path::new("eval/terms"));
        let read = |document| self.extract(document);
        watched(|progress| eval::terms::run(folder, self.ingest.dictionary(), &read, progress))
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

/// Runs a suite under a progress bar, which standard error shows where it is a terminal.
fn watched<T>(run: impl FnOnce(&Progress<'_>) -> T) -> T {
    let bar = ingest::bar(0, "cases");
    let result = run(&|done, all| {
        bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    });
    bar.finish_and_clear();
    result
}

/// Items of each type of personal data that are planted in a text, and the seed that says where.
const PLANTED: (usize, u64) = (6, 20_261_121);

fn pii(settings: &Settings, folder: Option<&Path>) -> Result<Report> {
    let dictionary = engines(settings, None)?.dictionary;
    let texts = eval::pii::texts(folder.unwrap_or(Path::new("eval/golden")))?;
    let (each, seed) = PLANTED;
    let measured = watched(|progress| eval::pii::run(&texts, &dictionary, each, seed, progress));
    Ok(eval::pii::report(&measured))
}
