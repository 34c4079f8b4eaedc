//! `countersign demo`: the main job with one command, no key, no network, nothing installed.
//!
//! The service is the real one and speaks real HTTP to simulators of Ironclad and Salesforce, each
//! on a loopback port of its own. Nothing outside this machine can be reached from here.

mod outcome;
mod world;

use super::{App, System, asked_to_stop};
use crate::domain::contract::Origin;
use crate::domain::id::ContractId;
use crate::store::contracts::Listed;
use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressStyle};
use outcome::{Outcome, Row};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use world::World;

/// What the demo is asked to do.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The folder that holds everything; a second start goes on with it
    #[arg(long, default_value = "./countersign-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Start anew: forget what the folder holds
    #[arg(long)]
    pub fresh: bool,
    /// Exit after the table; 0 only if every contract reached review
    #[arg(long)]
    pub once: bool,
    /// The table as one JSON object on standard output
    #[arg(long)]
    pub json: bool,
    /// The port of the service; the simulators take the next ones. 0 takes free ones
    #[arg(long, default_value_t = 7420)]
    pub port: u16,
}

/// How long a contract may take to reach review.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often progress is looked at.
const TICK: Duration = Duration::from_millis(40);
/// How long running work may take to drain at the end.
const DRAIN: Duration = Duration::from_secs(10);

/// Runs the demo; whether every contract reached review.
pub async fn run(options: Options) -> Result<bool> {
    if options.fresh {
        world::forget(&options.data)?;
    }
    let begun = Instant::now();
    let clock = Arc::new(System);
    let (world, listener, settings) = World::start(&options, clock.clone()).await?;
    crate::telemetry::start(&settings.log);
    let app = App::start_on(listener, &settings, clock).await?;
    let outcome = tokio::select! {
        outcome = show(&app, &world, begun) => outcome?,
        () = asked_to_stop() => {
            app.stop(DRAIN).await;
            return Ok(false);
        }
    };
    outcome.print(options.json)?;
    if !options.once {
        world.explain(&settings.web.public_url);
        asked_to_stop().await;
        eprintln!("Stopping. The same command goes on with this data.");
    }
    app.stop(DRAIN).await;
    Ok(outcome.all_reached_review())
}

/// Sends a webhook for each contract that is not known yet, and waits until each has settled.
async fn show(app: &App, world: &World, begun: Instant) -> Result<Outcome> {
    let target = format!("http://{}/webhooks/ironclad", app.address());
    let workflows = world.ironclad.workflows();
    let bar = bar(workflows.len());
    let mut ids = Vec::new();
    for workflow in &workflows {
        let id = ContractId::of(
            "ironclad",
            &Origin {
                source: "ironclad".to_owned(),
                native: workflow.clone(),
            }
            .native,
        );
        if app.ctx.store.contract(&id).await?.is_none() {
            world.ironclad.deliver(workflow, &target).await;
        }
        ids.push(id);
    }
    let rows = settled(app, &ids, &bar).await?;
    bar.finish_and_clear();
    Ok(Outcome::new(rows, begun.elapsed()))
}

async fn settled(app: &App, ids: &[ContractId], bar: &ProgressBar) -> Result<Vec<Row>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let listed = app
            .ctx
            .store
            .contracts(None)
            .await
            .context("the contracts cannot be listed")?;
        let ours: Vec<&Listed> = ids
            .iter()
            .filter_map(|id| listed.iter().find(|row| row.contract.id == *id))
            .collect();
        bar.set_position(ours.iter().map(|row| steps_done(row)).sum());
        let all = ours.len() == ids.len()
            && ours
                .iter()
                .all(|row| outcome::is_settled(&row.contract.stage));
        if all || Instant::now() > deadline {
            let mut rows = Vec::new();
            for id in ids {
                rows.push(match ours.iter().find(|row| row.contract.id == *id) {
                    Some(row) => outcome::row(&app.ctx.store, row).await?,
                    None => outcome::missing(id),
                });
            }
            return Ok(rows);
        }
        tokio::time::sleep(TICK).await;
    }
}

/// The steps that a worker does before a person is asked.
const STEPS: u64 = 5;

fn steps_done(row: &Listed) -> u64 {
    match row.contract.stage.name() {
        "accepted" => 0,
        "acquired" => 1,
        "chunked" => 2,
        "deidentified" => 3,
        "embedded" => 4,
        _ => STEPS,
    }
}

fn bar(contracts: usize) -> ProgressBar {
    let bar = ProgressBar::new(STEPS * u64::try_from(contracts).unwrap_or(0));
    let template = "fetch, read, mask, index, extract {bar:40.cyan/blue} {pos}/{len}  {elapsed}";
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
