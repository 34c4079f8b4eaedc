//! The composition root: settings in, running service out. Wires connectors to steps, steps to
//! workers, and the house to its pages; holds no rule of the domain.

mod clock;
pub mod cost;
pub mod demo;
pub mod doctor;
mod embedded;
pub mod evaluate;
mod house;
pub mod ingest;
pub mod jobs_command;
pub mod replay;
pub mod show;
pub mod train;

pub use clock::System;

use crate::config::Settings;
use crate::connectors::blobs::{self, Blobs};
use crate::connectors::clm::Clm;
use crate::connectors::clm::ironclad::Ironclad;
use crate::connectors::crm::Crm;
use crate::connectors::crm::salesforce::Salesforce;
use crate::connectors::embedder::Embedder;
use crate::connectors::llm::Llm;
use crate::connectors::reader::{Cached, Process, Reader};
use crate::connectors::vectors::Vectors;
use crate::connectors::{embedder, llm, vectors};
use crate::domain::clock::Clock;
use crate::domain::playbook::Dictionary;
use crate::jobs::worker::{Aside, Runner, Workers};
use crate::offline::Offline;
use crate::offline::library::Index;
use crate::pipeline::{self, Context, extract};
use crate::prompt::Prompts;
use crate::store::Store;
use crate::{config, http, telemetry};
use anyhow::{Context as _, Result, anyhow};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a stop waits until what was on its way to a model is in the ledger.
const BOOKING: Duration = Duration::from_secs(2);

/// A running service.
pub struct App {
    /// What the steps work with; tests and the demo look at it.
    pub ctx: Arc<Context>,
    address: SocketAddr,
    stop: CancellationToken,
    tracker: TaskTracker,
}

impl App {
    /// Opens the storage, starts workers and pages.
    ///
    /// # Errors
    /// Says what could not be opened and what to do.
    pub async fn start(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self> {
        let listener = TcpListener::bind(settings.service.address)
            .await
            .with_context(|| {
                format!(
                    "cannot listen on {}: is another service there?",
                    settings.service.address
                )
            })?;
        Self::start_on(listener, settings, clock).await
    }

    /// Like [`App::start`], on a listener that is open already.
    pub async fn start_on(
        listener: TcpListener,
        settings: &Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        telemetry::metrics();
        let address = listener.local_addr()?;
        let ctx = Arc::new(context(settings, clock).await?);
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        workers(settings, &ctx)
            .start(&tracker, stop.clone())
            .await?;
        let house = Arc::new(house::Rooms {
            ctx: ctx.clone(),
            people: settings.people.clone(),
        });
        let router = http::router(http::State::new(
            house,
            settings.web.clone(),
            ctx.clock.clone(),
        ));
        let closing = stop.clone();
        tracker.spawn(async move {
            let served = axum::serve(listener, router)
                .with_graceful_shutdown(closing.cancelled_owned())
                .await;
            if let Err(error) = served {
                tracing::error!(%error, "the web server stopped");
            }
        });
        tracing::info!(%address, "countersign is up");
        Ok(Self {
            ctx,
            address,
            stop,
            tracker,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops claiming, drains what runs, closes the storage.
    pub async fn stop(self, drain: Duration) {
        self.stop.cancel();
        self.tracker.close();
        let purse = self.ctx.engines.model.as_ref().map(|model| &model.purse);
        if let Some(purse) = purse {
            purse.close(Instant::now() + drain);
        }
        if tokio::time::timeout(drain + Duration::from_secs(2), self.tracker.wait())
            .await
            .is_err()
        {
            tracing::warn!("some work did not drain in time; its leases will lapse");
        }
        if let Some(purse) = purse
            && tokio::time::timeout(BOOKING, purse.emptied())
                .await
                .is_err()
        {
            tracing::warn!("what a question to the model cost could not be written down in time");
        }
        if let Err(error) = self.ctx.vectors.close().await {
            tracing::error!(%error, "the index was not closed cleanly; it will be rebuilt where needed");
        }
        self.ctx.store.close().await;
        tracing::info!("countersign is down");
    }
}

async fn context(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Context> {
    let store = Store::open(&settings.storage).await?;
    let embedder: Arc<dyn Embedder> = Arc::new(embedder::local::Local);
    let dir = &settings.storage.dir;
    let vectors: Arc<dyn Vectors> = vectors::open(
        &vectors::Settings {
            dir: dir.join("vectors"),
        },
        embedder.model(),
        embedder.dimensions(),
    )
    .await?;
    let blobs: Arc<dyn Blobs> = Arc::new(blobs::local::Local::open(dir.join("files"))?);
    let clm: Arc<dyn Clm> = Arc::new(Ironclad::new(settings.clm.ironclad.clone(), clock.clone())?);
    let crm: Arc<dyn Crm> = Arc::new(Salesforce::new(
        settings.crm.salesforce.clone(),
        clock.clone(),
    )?);
    let records = extract::Records {
        store: store.clone(),
        clock: clock.clone(),
        zone: settings.pipeline.time_zone,
        keeps: true,
    };
    let engines = engines(settings, Some(records))?;
    Ok(Context {
        store,
        clock,
        clms: vec![clm],
        crm,
        blobs,
        reader: reader(settings),
        embedder,
        vectors,
        engines,
        settings: pipeline::Settings {
            chunk_tokens: settings.pipeline.chunk_tokens,
            engine: settings.pipeline.engine,
            public_url: settings.web.public_url.clone(),
            time_zone: settings.pipeline.time_zone,
        },
    })
}

/// The reader of these settings.
pub fn reader(settings: &Settings) -> Arc<dyn Reader> {
    let process = Process::new(settings.reader.clone());
    let pages = settings.storage.dir.join("pages");
    Arc::new(Cached::new(process, pages, settings.reader.cache_mib))
}

/// The engines of these settings; a model only where one is asked for.
///
/// # Errors
/// Says what is wrong with the dictionary, the prompts or the model's settings.
pub fn engines(settings: &Settings, records: Option<extract::Records>) -> Result<extract::Engines> {
    let dictionary = config::dictionary::load(&settings.pipeline.dictionary)
        .map_err(|faults| anyhow!(faults.join("; ")))?;
    let library = library(settings, &dictionary)?;
    let offline = Arc::new(Offline::new(&dictionary));
    let model = match settings.pipeline.engine.asks() {
        false => None,
        true => {
            let llm = llm::openai::OpenAi::new(settings.llm.clone())?;
            Some(model(settings, Arc::new(llm), records))
        }
    };
    Ok(extract::Engines {
        dictionary: Arc::new(dictionary),
        calendars: Arc::new(settings.pipeline.holidays.clone()),
        offline,
        library,
        model,
    })
}

/// The standard clauses of these settings, ready to be compared with.
fn library(settings: &Settings, dictionary: &Dictionary) -> Result<Arc<Index>> {
    let library = config::library::load(&settings.pipeline.library, dictionary)
        .map_err(|faults| anyhow!(faults.join("; ")))?;
    Ok(Arc::new(Index::new(library)))
}

/// How much a model is shown first.
fn limits(settings: &Settings) -> extract::passages::Limits {
    extract::passages::Limits {
        share: settings.pipeline.passage_share,
        total: settings.pipeline.passage_total,
    }
}

/// A model as these settings have it asked.
fn model(
    settings: &Settings,
    llm: Arc<dyn Llm>,
    records: Option<extract::Records>,
) -> extract::Model {
    let price = settings.llm.prices.get(llm.model()).cloned();
    extract::Model {
        prompts: Arc::new(Prompts::shipped()),
        passage_tokens: settings.pipeline.passage_tokens,
        limits: limits(settings),
        reply_tokens: settings.llm.max_tokens,
        at_once: settings.llm.concurrency,
        deadline: Duration::from_secs(settings.llm.contract_deadline_seconds),
        purse: Arc::new(extract::Purse::new(settings.llm.budget.clone(), price)),
        records,
        llm,
    }
}

fn workers(settings: &Settings, ctx: &Arc<Context>) -> Workers {
    let (steps, failures) = (ctx.clone(), ctx.clone());
    let runner: Runner = Arc::new(move |claim| {
        let ctx = steps.clone();
        Box::pin(async move { pipeline::run(&ctx, &claim).await })
    });
    let aside: Aside = Arc::new(move |claim, reason, fate| {
        let ctx = failures.clone();
        Box::pin(async move { pipeline::aside(&ctx, &claim, &reason, &fate).await })
    });
    Workers {
        store: ctx.store.clone(),
        clock: ctx.clock.clone(),
        settings: settings.jobs.clone(),
        runner,
        aside,
    }
}

/// Runs the service until it is asked to stop (Ctrl-C or SIGTERM).
///
/// # Errors
/// Every fault of the settings at once, or what could not be opened.
pub async fn serve(settings: Settings) -> Result<()> {
    let faults = settings.faults();
    if !faults.is_empty() {
        return Err(anyhow!(
            "the settings do not allow a start:\n  {}",
            faults.join("\n  ")
        ));
    }
    let app = App::start(&settings, Arc::new(System)).await?;
    eprintln!(
        "Countersign listens on http://{} (review at {})",
        app.address(),
        settings.web.public_url
    );
    asked_to_stop().await;
    eprintln!("Stopping: no new work is taken up, running work drains.");
    app.stop(Duration::from_secs(settings.jobs.drain_seconds.into()))
        .await;
    Ok(())
}

/// Resolves at Ctrl-C or SIGTERM.
pub async fn asked_to_stop() {
    let mut terminated =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => return std::future::pending().await,
        };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
