//! Extract: read fields and obligations through one door, with two engines behind it.
//!
//! Idempotent: the offline engine is deterministic, and a model's answers are stored before they
//! are used. Whatever an engine says is a claim; `settle` finds its quote or it is not a value.

mod anew;
mod ask;
mod bill;
mod binding;
mod compute;
mod dated;
mod doubts;
mod duty;
mod evidence;
mod outlined;
pub mod passages;
mod place;
mod purchase;
mod purse;
mod question;
mod reading;
mod reconcile;
mod repeats;
mod running;
mod stated;
mod status;
mod tab;
mod timed;
mod weigh;
mod wording;

pub use anew::{anew, moved_on};
pub use purse::Purse;
pub use reading::{Claims, settle, settle_with};
pub use running::running;

use super::{Context, deidentify, off_runtime};
use crate::connectors::llm::Llm;
use crate::domain::clock::Clock;
use crate::domain::failure::Failure;
use crate::domain::holidays::Calendars;
use crate::domain::id::ContractId;
use crate::domain::playbook::Dictionary;
use crate::domain::reading::Reading;
use crate::domain::redaction::{Masked, Vault};
use crate::domain::review::Item;
use crate::domain::term::Engine;
use crate::domain::zone::Zone;
use crate::offline::Offline;
use crate::offline::library::Index;
use crate::prompt::Prompts;
use crate::store::documents::Read;
use crate::store::jobs::Claim;
use crate::store::{Store, crash};
use crate::text::outline::outline;
use std::sync::Arc;
use std::time::Duration;

/// The two engines and what they read for.
#[derive(Clone)]
pub struct Engines {
    /// The field dictionary.
    pub dictionary: Arc<Dictionary>,
    /// The holidays that are listed, for what is counted in business days.
    pub calendars: Arc<Calendars>,
    /// Our own rules.
    pub offline: Arc<Offline>,
    /// The firm's standard clauses, which what was read is compared with.
    pub library: Arc<Index>,
    /// A model with its prompts, when a key is set.
    pub model: Option<Model>,
}

/// A model and how it is asked.
#[derive(Clone)]
pub struct Model {
    /// The model.
    pub llm: Arc<dyn Llm>,
    /// The prompts, by name.
    pub prompts: Arc<Prompts>,
    /// The most tokens of passages in one question.
    pub passage_tokens: u32,
    /// The most tokens of one answer.
    pub reply_tokens: u32,
    /// How much of a contract is shown first.
    pub limits: passages::Limits,
    /// Questions about one contract on their way at the same time.
    pub at_once: usize,
    /// How long all questions about one contract may take together, with all attempts and waits.
    pub deadline: Duration,
    /// What may be spent.
    pub purse: Arc<Purse>,
    /// Where answers and costs are kept, so that nothing is paid for twice; `None` for a run without
    /// storage.
    pub records: Option<Records>,
}

/// Where answers and costs are kept.
#[derive(Clone)]
pub struct Records {
    /// Our database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where the days are counted for which money is limited.
    pub zone: Zone,
    /// Whether anything is written; a replay only reads.
    pub keeps: bool,
}

impl Records {
    /// When the present day of the house began, in microseconds since 1970.
    fn midnight(&self) -> i64 {
        self.zone.midnight(self.clock.now())
    }
}

/// What is read: a document with its pieces, and its masks.
#[derive(Clone)]
pub struct Source {
    /// Whose cost it is.
    pub contract: ContractId,
    /// The document and its pieces.
    pub read: Arc<Read>,
    /// Its text, masked.
    pub masked: Arc<Masked>,
    /// What the masks stand for.
    pub vault: Arc<Vault>,
}

impl Source {
    /// A document masked with `vault`, which knows the masks of an earlier time.
    ///
    /// # Errors
    /// When masking panics.
    pub async fn masked(
        contract: ContractId,
        read: Arc<Read>,
        vault: Vault,
    ) -> Result<Self, Failure> {
        let (masked, vault) = deidentify::mask(&read, vault).await?;
        Ok(Self {
            contract,
            read,
            masked: Arc::new(masked),
            vault: Arc::new(vault),
        })
    }
}

/// Reads the claimed contract and opens its review.
pub async fn run(ctx: &Context, claim: &Claim) -> Result<(), Failure> {
    let contract = ctx.contract(claim).await?;
    let read = Arc::new(ctx.store.document(&contract.id).await?);
    let vault = ctx.store.vault(&contract.id).await?;
    let source = Source::masked(contract.id.clone(), read, vault).await?;
    let mut reading = ctx.engines.read(ctx.settings.engine, &source).await?;
    running(
        &ctx.engines.dictionary,
        &mut reading,
        ctx.today(),
        &ctx.engines.calendars,
    );
    crash::point("extract.read");
    let items = Item::of(&contract.id, &reading);
    let stage = contract.stage.in_review().map_err(Failure::fail)?;
    let mut tx = ctx.store.begin().await?;
    tx.keep_reading(&contract.id, &reading).await?;
    tx.keep_items(&contract.id, &items).await?;
    ctx.advance(tx, claim, &contract, &stage).await
}

impl Engines {
    /// Reads `source` with the engine asked for.
    ///
    /// # Errors
    /// Fails when a model is asked for and none is configured, or when it cannot be reached. A
    /// model's refusal or cut-off answer is no failure: it is part of the reading.
    pub async fn read(&self, engine: Engine, source: &Source) -> Result<Reading, Failure> {
        let mut claims = Claims::default();
        if engine.reads() {
            claims = claims.and(self.read_offline(source).await?);
        }
        if engine.asks() {
            let model = self.model.as_ref().ok_or_else(|| {
                Failure::fail(
                    "a model is to read, but none is configured: set [llm], then retry the job",
                )
            })?;
            let known = claims.clauses.take();
            claims = claims.and(ask::claims(model, &self.dictionary, source, known).await?);
        }
        let (read, dictionary) = (source.read.clone(), self.dictionary.clone());
        let calendars = self.calendars.clone();
        let library = self.library.clone();
        off_runtime("reading the text", move || {
            let mut reading = settle_with(&read.document, &dictionary, engine, claims, &calendars);
            reading.outline = outline(&read.document, &read.sections);
            outlined::fields(&read.document, &dictionary, &mut reading);
            reading.reasons.extend(reading.outline.reasons());
            reading.standards = library.compared(&read.document.text, &reading, &dictionary);
            reading
        })
        .await
    }

    async fn read_offline(&self, source: &Source) -> Result<Claims, Failure> {
        let (offline, read) = (self.offline.clone(), source.read.clone());
        let extract = off_runtime("reading the text", move || offline.read(&read.document)).await?;
        Ok(Claims {
            candidates: extract.candidates,
            rivals: extract.rivals,
            drafts: extract.obligations,
            clauses: Some(extract.clauses),
            ..Claims::default()
        })
    }
}
