//! Our own database, and the only SQL of the house.
//!
//! One SQL text serves SQLite and PostgreSQL (`$1` placeholders, TEXT ids, BIGINT microseconds,
//! JSON as TEXT). A transaction is never held over a call to the outside.

pub mod answers;
pub mod audit;
pub mod contracts;
pub mod crash;
pub mod documents;
pub mod events;
pub mod jobs;
pub mod ledger;
pub mod reviews;
pub mod writebacks;

use serde::{Deserialize, Serialize};
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyPool, Executor};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Notify;

/// Where the database lies.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder of the embedded storage; made when it is not there.
    pub dir: PathBuf,
    /// How many connections are kept open at most.
    pub connections: u32,
}

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database itself: locked, full, damaged.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row that does not read back as what was written.
    #[error("a stored {what} does not read back: restore a backup, or cancel the job")]
    Unreadable {
        /// What kind of row.
        what: &'static str,
    },
    /// The folder is in use or cannot be used.
    #[error("the data folder {dir} cannot be used: {why}")]
    Folder {
        /// The folder.
        dir: String,
        /// Why, and what to do.
        why: String,
    },
    /// Somebody else changed the row first.
    #[error("somebody else changed this first")]
    Stale,
    /// There is no such row.
    #[error("there is no such {what}")]
    Missing {
        /// What kind of row.
        what: &'static str,
    },
    /// The lease of this job was lost; its result must not be stored.
    #[error("the lease of this job is lost")]
    LeaseLost,
}

/// The result of a call to the store.
pub type Result<T> = std::result::Result<T, Error>;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
    enqueued: Arc<Notify>,
    _lock: Arc<Option<std::fs::File>>,
}

/// One transaction. What is not committed is undone.
pub struct Tx {
    inner: sqlx::Transaction<'static, Any>,
    enqueued: Option<Arc<Notify>>,
}

/// The database's file in the data folder.
const FILE: &str = "countersign.db";
/// The most a writer waits for another one, in milliseconds.
const BUSY_MS: u32 = 10_000;

impl Store {
    /// Opens the database in `settings.dir`, making and migrating it as needed.
    ///
    /// # Errors
    /// Refuses a folder that another process has open, and a database whose durability settings
    /// do not hold (WAL and `synchronous=FULL` are read back, not assumed).
    pub async fn open(settings: &Settings) -> Result<Self> {
        let lock = lock(&settings.dir)?;
        let store = Self::connect(settings, Some(lock)).await?;
        sqlx::migrate!("src/store/migrations")
            .run(store.pool())
            .await?;
        Ok(store)
    }

    /// Opens the database beside a service that may be running on it, to list and move jobs. Makes
    /// nothing and takes no lock.
    ///
    /// # Errors
    /// Refuses a folder that holds no database.
    pub async fn attach(settings: &Settings) -> Result<Self> {
        if settings.dir.join(FILE).is_file() {
            return Self::connect(settings, None).await;
        }
        let why = "it holds no database: name the service's --config or --data".to_owned();
        Err(Error::Folder {
            dir: settings.dir.display().to_string(),
            why,
        })
    }

    async fn connect(settings: &Settings, lock: Option<std::fs::File>) -> Result<Self> {
        install_default_drivers();
        let url = address(&settings.dir)?;
        let pool = AnyPoolOptions::new()
            .max_connections(settings.connections.max(2))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute("PRAGMA journal_mode = WAL").await?;
                    connection.execute("PRAGMA synchronous = FULL").await?;
                    connection.execute("PRAGMA foreign_keys = ON").await?;
                    connection
                        .execute(sqlx::AssertSqlSafe(format!(
                            "PRAGMA busy_timeout = {BUSY_MS}"
                        )))
                        .await?;
                    Ok(())
                })
            })
            .connect(&url)
            .await?;
        assert_durable(&pool, &settings.dir).await?;
        Ok(Self {
            pool,
            enqueued: Arc::new(Notify::new()),
            _lock: Arc::new(lock),
        })
    }

    /// Begins a transaction that may write. On SQLite it takes the write lock at once, since a
    /// reader that turns writer would fail instead of waiting.
    pub async fn begin(&self) -> Result<Tx> {
        let inner = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Tx {
            inner,
            enqueued: None,
        })
    }

    /// Resolves when a job has been enqueued by this process since the last call.
    pub async fn enqueued(&self) {
        self.enqueued.notified().await;
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes all connections; the last one folds the write-ahead log into the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    fn pool(&self) -> &AnyPool {
        &self.pool
    }
}

impl Tx {
    /// Makes all of it durable, then wakes the workers if a job was enqueued.
    pub async fn commit(self) -> Result<()> {
        self.inner.commit().await?;
        if let Some(enqueued) = self.enqueued {
            enqueued.notify_waiters();
            enqueued.notify_one();
        }
        Ok(())
    }

    /// Wakes the workers of `store` after the commit.
    fn wake(&mut self, store: &Store) {
        self.enqueued = Some(store.enqueued.clone());
    }
}

/// Takes the folder for this process: SQLite would allow a second one, our queue and Qdrant Edge do not.
fn lock(dir: &Path) -> Result<std::fs::File> {
    let refuse = |why: String| Error::Folder {
        dir: dir.display().to_string(),
        why,
    };
    std::fs::create_dir_all(dir).map_err(|e| refuse(e.to_string()))?;
    let file = std::fs::File::create(dir.join("lock")).map_err(|e| refuse(e.to_string()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(refuse(
            "another countersign is running on it: stop that one, or name another --data folder"
                .to_owned(),
        )),
        Err(std::fs::TryLockError::Error(e)) => Err(refuse(e.to_string())),
    }
}

/// The database's address. The folder exists by now; relative steps (`../data`) and the characters
/// that mean something in an address must not change which file it is.
fn address(dir: &Path) -> Result<String> {
    let dir = dir.canonicalize().map_err(|error| Error::Folder {
        dir: dir.display().to_string(),
        why: error.to_string(),
    })?;
    let path = dir.join(FILE).display().to_string();
    let path = path
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    Ok(format!("sqlite://{path}?mode=rwc"))
}

async fn assert_durable(pool: &AnyPool, dir: &Path) -> Result<()> {
    let (journal,): (String,) = sqlx::query_as("PRAGMA journal_mode")
        .fetch_one(pool)
        .await?;
    let (synchronous,): (i64,) = sqlx::query_as("PRAGMA synchronous").fetch_one(pool).await?;
    if journal == "wal" && synchronous == 2 {
        return Ok(());
    }
    let why = format!(
        "it does not keep a write-ahead log with full sync (journal {journal}, synchronous {synchronous}): use a local disk"
    );
    Err(Error::Folder {
        dir: dir.display().to_string(),
        why,
    })
}

/// Holds where a statement changed its one row; otherwise somebody else was first, or there is none.
fn changed(done: &sqlx::any::AnyQueryResult, otherwise: Error) -> Result<()> {
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(otherwise)
    }
}

fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have string keys and finite numbers")
}

fn from_json<T: for<'de> Deserialize<'de>>(text: &str, what: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Unreadable { what })
}

impl From<Error> for crate::domain::failure::Failure {
    fn from(error: Error) -> Self {
        let transient = matches!(error, Error::Database(_) | Error::Stale | Error::LeaseLost);
        Self::by(transient, error, None)
    }
}
