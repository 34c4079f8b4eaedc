//! `countersign jobs`: dead letters and waiting work, listed and moved beside a running service.

use super::{System, show};
use crate::config::Settings;
use crate::domain::id::JobId;
use crate::pipeline;
use crate::store::Store;
use anyhow::Result;
use comfy_table::Cell;

/// Prints the jobs in `state`, or all that are not done.
pub async fn list(settings: &Settings, state: Option<&str>, json: bool) -> Result<()> {
    let store = Store::attach(&settings.storage).await?;
    let jobs = store.jobs(state).await?;
    if json {
        let rows = jobs.iter().map(|job| {
            serde_json::json!({
                "id": job.id, "step": job.step, "contract": job.contract, "state": job.state,
                "attempts": job.attempts, "error": job.error,
            })
        });
        println!("{}", serde_json::Value::Array(rows.collect()));
        return Ok(());
    }
    let mut table = show::table(&["job", "step", "contract", "state", "tries", "last error"]);
    for job in &jobs {
        table.add_row([
            Cell::new(&job.id),
            Cell::new(&job.step),
            Cell::new(&job.contract),
            Cell::new(&job.state),
            show::number(job.attempts),
            Cell::new(&job.error),
        ]);
    }
    println!("{table}\n{} jobs", jobs.len());
    Ok(())
}

/// Makes a dead or parked job due again.
pub async fn retry(settings: &Settings, job: &JobId, person: &str) -> Result<()> {
    let store = Store::attach(&settings.storage).await?;
    pipeline::retry(&store, &System, job, person).await?;
    println!("job {job} is due again");
    Ok(())
}

/// Gives a job up for good.
pub async fn cancel(settings: &Settings, job: &JobId, person: &str) -> Result<()> {
    let store = Store::attach(&settings.storage).await?;
    pipeline::cancel(&store, &System, job, person).await?;
    println!("job {job} is cancelled");
    Ok(())
}
