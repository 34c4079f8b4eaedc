//! `countersign train`: learns the clause classifier from labelled contracts and writes its file.

use crate::eval::cuad::dataset::{self, CATEGORIES};
use crate::eval::cuad::suite::{self, Case};
use crate::offline::clauses::file;
use crate::offline::train::{Example, Recipe, Trained, train};
use anyhow::{Context as _, Result, ensure};
use indicatif::ProgressBar;
use std::path::PathBuf;

/// The largest model that is compiled into the binary, in bytes.
const LARGEST: usize = 2_000_000;

/// What to learn from.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// A folder of labelled contracts: txt/ and labels.csv (form: eval/README.md)
    #[arg(value_name = "DIR")]
    contracts: PathBuf,
    /// Where the model goes; it is compiled in at the next build
    #[arg(long, default_value = "src/offline/clauses.model", value_name = "FILE")]
    out: PathBuf,
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
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let examples: Vec<Example> = contracts.iter().map(example).collect();
    let recipe = Recipe::new(options.seed);
    let trained = train(&examples, &CATEGORIES, recipe, &|step| {
        bar.set_message(step.to_owned());
    });
    bar.finish_and_clear();
    println!("{}", figures(&contracts, &trained));
    let bytes = file::encode(&trained.model);
    ensure!(
        bytes.len() <= LARGEST,
        "the model has {} bytes, more than {LARGEST}; keep fewer weights",
        bytes.len()
    );
    std::fs::write(&options.out, &bytes)
        .with_context(|| format!("cannot write {}", options.out.display()))?;
    println!("{} bytes in {}", bytes.len(), options.out.display());
    Ok(())
}

fn example(contract: &dataset::Contract) -> Example {
    Example {
        text: contract.text.clone(),
        marks: contract
            .labels
            .iter()
            .map(|label| label.spans.clone())
            .collect(),
    }
}

/// The figures of the contracts that were held out, fold by fold, in one line each.
fn figures(contracts: &[dataset::Contract], trained: &Trained) -> String {
    let cases: Vec<Case> = contracts
        .iter()
        .zip(&trained.held_out)
        .map(|(contract, reading)| Case {
            contract,
            text: &contract.text,
            reading,
        })
        .collect();
    let suite = suite::score(&cases);
    format!(
        "held out, {} contracts: spans AUPR {:.3} (by the paper's rule {:.3}), precision at 80 % recall {:.3}\n\
         presence F1 {:.3}, mean average precision {:.3}; hit@1/3/5 {:.3} {:.3} {:.3}\n\
         evidence in the passages {:.3} with {:.3} of the tokens",
        suite.contracts,
        suite.strict.aupr,
        suite.paper.aupr,
        suite.paper.p80r,
        suite.presence.f1,
        suite.presence_macro_ap,
        suite.hits.hit1,
        suite.hits.hit3,
        suite.hits.hit5,
        suite.evidence_coverage,
        suite.token_share
    )
}
