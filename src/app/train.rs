//! `countersign train`: learns the clause classifier from labelled contracts, fits the weights of
//! confidence to what is read of contracts that were held out, and writes both files.
//!
//! What it prints as held out is not wholly so: see `Trained::held_out`.

use super::limits;
use crate::config::{Settings, dictionary};
use crate::domain::confidence::{FEATURES, Fitted};
use crate::domain::playbook::Dictionary;
use crate::domain::term::Engine;
use crate::eval::calibration::{Calibration, calibration};
use crate::eval::cuad::clauses;
use crate::eval::cuad::dataset::{self, CATEGORIES};
use crate::eval::cuad::retrieval::{Questions, sent};
use crate::eval::cuad::suite::{Case, Tally};
use crate::eval::cuad::trust::{Judged, judged};
use crate::offline::Offline;
use crate::offline::clauses::{Reading, file};
use crate::offline::train::{Example, Recipe, Trained, train, trust};
use crate::pipeline::extract::passages::Limits;
use crate::pipeline::extract::{Claims, settle};
use crate::text::plain;
use anyhow::{Context as _, Result, anyhow, ensure};
use indicatif::ProgressBar;
use std::path::PathBuf;

/// The largest model that is compiled into the binary, in bytes.
const LARGEST: usize = 2_000_000;

/// The first line of the file with the weights of confidence.
const HEADER: &str = "# Written by `countersign train`; not edited by hand. What it means: src/domain/confidence.rs.\n";

/// What to learn from.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// A folder of labelled contracts: txt/ and labels.csv (form: eval/README.md)
    #[arg(value_name = "DIR")]
    contracts: PathBuf,
    /// A folder of clauses in words of our own, for what few contracts have (form: eval/README.md)
    #[arg(long, default_value = "eval/clauses", value_name = "DIR")]
    clauses: PathBuf,
    /// Where the model goes; it is compiled in at the next build
    #[arg(long, default_value = "src/offline/clauses.model", value_name = "FILE")]
    out: PathBuf,
    /// Where the weights of confidence go; they are compiled in at the next build
    #[arg(
        long,
        default_value = "src/domain/confidence.toml",
        value_name = "FILE"
    )]
    confidence: PathBuf,
    /// The same seed and contracts give the same file, bit for bit
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Trains, prints how well contracts are read that were held out, and writes the file.
///
/// # Errors
/// When the contracts cannot be read, the file cannot be written, or it grows too large.
pub fn run(options: &Options) -> Result<()> {
    let contracts = dataset::load(&options.contracts)?;
    ensure!(
        contracts.iter().all(dataset::Contract::is_whole),
        "training needs the columns of all {} categories: one without them would be taught to be nowhere",
        CATEGORIES.len()
    );
    let written = clauses::load(&options.clauses)?;
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let examples: Vec<Example> = contracts.iter().map(example).collect();
    let recipe = Recipe::new(options.seed);
    let trained = train(&examples, &written, &CATEGORIES, recipe, &|step| {
        bar.set_message(step.to_owned());
    });
    bar.finish_and_clear();
    let reader = Reader::new()?;
    println!("{}", figures(&contracts, &trained, &reader));
    let bytes = file::encode(&trained.model);
    ensure!(
        bytes.len() <= LARGEST,
        "the model has {} bytes, more than {LARGEST}; keep fewer weights",
        bytes.len()
    );
    std::fs::write(&options.out, &bytes)
        .with_context(|| format!("cannot write {}", options.out.display()))?;
    println!("{} bytes in {}", bytes.len(), options.out.display());
    let fitted = reader.fitted(&contracts, trained.held_out);
    println!(
        "confidence: {} of {} judged values are right; on these, to which it was fitted, error {}, Brier {}",
        fitted.weights.right,
        fitted.weights.values,
        shown(fitted.shown.ece),
        shown(fitted.shown.brier)
    );
    let (sure, wrong) = fitted.verified;
    println!("shown as verified: {sure} of them, {wrong} of which are wrong");
    let text = format!("{HEADER}{}", toml::to_string(&fitted.weights)?);
    std::fs::write(&options.confidence, text)
        .with_context(|| format!("cannot write {}", options.confidence.display()))
}

/// Reads contracts as the service does, with what another classifier says of them.
struct Reader {
    dictionary: Dictionary,
    offline: Offline,
    limits: Limits,
}

/// What came of fitting confidence.
struct Confidence {
    weights: Fitted,
    /// How the weights judge the values that they were fitted to.
    shown: Calibration,
    /// How many of these are shown as verified, and how many of those are wrong.
    verified: (usize, usize),
}

impl Reader {
    fn new() -> Result<Self> {
        let settings = Settings::defaults().map_err(|faults| anyhow!("{faults:?}"))?;
        let dictionary = dictionary::load(&settings.pipeline.dictionary)
            .map_err(|faults| anyhow!(faults.join("; ")))?;
        Ok(Self {
            offline: Offline::new(&dictionary),
            limits: limits(&settings),
            dictionary,
        })
    }

    /// Fits confidence to what is read with classifiers that did not learn from the contract.
    fn fitted(&self, contracts: &[dataset::Contract], held_out: Vec<Reading>) -> Confidence {
        let pairs = contracts.iter().zip(held_out);
        let judged: Vec<Judged> = pairs
            .flat_map(|(contract, clauses)| self.judged(contract, clauses))
            .collect();
        let is_sure = |one: &&Judged| one.signals.is_sure(&one.value);
        let sure: Vec<&Judged> = judged.iter().filter(is_sure).collect();
        let verified = (sure.len(), sure.iter().filter(|one| !one.right).count());
        let row = |one: &Judged| (Fitted::features(&one.signals, &one.value), one.right);
        let rows: Vec<_> = judged.iter().map(row).collect();
        let found = trust::fit(&rows);
        let names = FEATURES.iter().map(|name| (*name).to_owned());
        let weights = Fitted {
            provenance: format!(
                "fitted by `countersign train` to {} contracts, each read from its text by the offline engine with a clause classifier that did not learn from it",
                contracts.len()
            ),
            values: rows.len(),
            right: rows.iter().filter(|(_, right)| *right).count(),
            weights: names.zip(found).collect(),
        };
        let shown = rows
            .iter()
            .map(|(features, right)| (trust::chance(features, &found), *right));
        Confidence {
            shown: calibration(&shown.collect::<Vec<_>>()),
            verified,
            weights,
        }
    }

    fn judged(&self, contract: &dataset::Contract, clauses: Reading) -> Vec<Judged> {
        let document = plain::document(&contract.text);
        let extract = self.offline.read_with(&document, clauses);
        let claims = Claims {
            candidates: extract.candidates,
            rivals: extract.rivals,
            clauses: Some(extract.clauses),
            ..Claims::default()
        };
        let reading = settle(&document, &self.dictionary, Engine::Offline, claims);
        judged(contract, &self.dictionary, &reading)
    }
}

fn example(contract: &dataset::Contract) -> Example {
    Example {
        text: contract.text.clone(),
        marks: contract
            .labels
            .iter()
            .map(|label| {
                label
                    .as_ref()
                    .map_or_else(Vec::new, |label| label.spans.clone())
            })
            .collect(),
    }
}

/// The figures of the contracts that were held out, fold by fold, in one line each.
fn figures(contracts: &[dataset::Contract], trained: &Trained, reader: &Reader) -> String {
    let questions = Questions {
        dictionary: &reader.dictionary,
        limits: reader.limits,
    };
    let cases: Vec<Case> = contracts
        .iter()
        .zip(&trained.held_out)
        .map(|(contract, reading)| Case {
            contract,
            text: &contract.text,
            reading,
            sent: sent(
                contract,
                &plain::document(&contract.text),
                reading,
                questions,
            ),
        })
        .collect();
    let suite = Tally::of(&cases).suite();
    let shown = |name| shown(suite.figure(name));
    format!(
        "held out, {} contracts: spans AUPR {} (by the paper's rule {}), precision at 80 % recall {}\n\
         presence F1 {} (at thresholds chosen on these very contracts), mean average precision {}; \
         hit@1/3/5 {} {} {}\n\
         evidence in the passages {} with {} of the tokens",
        suite.contracts,
        shown("aupr_strict"),
        shown("aupr_paper"),
        shown("p80r_paper"),
        shown("presence_micro_f1"),
        shown("presence_macro_ap"),
        shown("hit1"),
        shown("hit3"),
        shown("hit5"),
        shown("evidence_coverage"),
        shown("token_share")
    )
}

fn shown(figure: Option<f64>) -> String {
    figure.map_or("–".to_owned(), |figure| format!("{figure:.3}"))
}
