//! Qdrant Edge: the vector engine inside this process, one shard in one folder.
//!
//! Version 0.7.2 never replays its own log and its `flush` panics while another thread holds the
//! shard, so that one lock serialises writers with everybody and each `replace` ends with a flush.
//! No contract text goes into a payload; what is stored can be rebuilt from our store.

mod shard;

use super::{Error, Hit, Point, Query, Vectors, check};
use crate::domain::id::ContractId;
use async_trait::async_trait;
use shard::Shard;
use std::path::Path;
use std::sync::{Arc, RwLock};

/// An open shard. Only one process can have it.
pub struct Edge {
    dimensions: usize,
    /// `None` once it is closed.
    shard: Arc<RwLock<Option<Shard>>>,
}

impl Edge {
    /// Opens the shard in `dir` for vectors of `dimensions` numbers, or makes it.
    ///
    /// # Errors
    /// When the folder cannot be used, holds vectors of another size, or is open elsewhere.
    pub async fn open(dir: &Path, dimensions: usize) -> Result<Self, Error> {
        let dir = dir.to_owned();
        let shard = blocking(move || Shard::open(&dir, dimensions)).await?;
        Ok(Self {
            dimensions,
            shard: Arc::new(RwLock::new(Some(shard))),
        })
    }

    /// Runs `work` with the shard to itself.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Option<Shard>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shard = Arc::clone(&self.shard);
        blocking(move || work(&mut *shard.write().map_err(|_| broken())?)).await
    }

    /// Runs `work` beside other readers.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shard) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shard = Arc::clone(&self.shard);
        blocking(move || {
            let guard = shard.read().map_err(|_| broken())?;
            work(guard.as_ref().ok_or_else(closed)?)
        })
        .await
    }
}

#[async_trait]
impl Vectors for Edge {
    async fn replace(&self, contract: &ContractId, points: Vec<Point>) -> Result<(), Error> {
        for point in &points {
            check(&point.vector, self.dimensions)?;
        }
        let contract = contract.clone();
        self.write(move |shard| {
            let shard = shard.as_ref().ok_or_else(closed)?;
            shard.replace(&contract, &points)
        })
        .await
    }

    async fn search(&self, query: Query) -> Result<Vec<Hit>, Error> {
        check(&query.vector, self.dimensions)?;
        self.read(move |shard| shard.search(query)).await
    }

    async fn count(&self, contract: &ContractId) -> Result<usize, Error> {
        let contract = contract.clone();
        self.read(move |shard| shard.count(Some(&contract))).await
    }

    async fn close(&self) -> Result<(), Error> {
        self.write(|shard| {
            // Dropping a shard flushes it, and the lock on its folder goes with it.
            drop(shard.take());
            Ok(())
        })
        .await
    }

    async fn ping(&self) -> Result<String, Error> {
        let points = self.read(|shard| shard.count(None)).await?;
        Ok(format!("qdrant edge, {points} chunks"))
    }
}

/// Calls into the engine block; a panic inside it becomes an error, and the lock it held is then
/// poisoned, so that nobody goes on with a shard in an unknown state.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(broken()))
}

fn broken() -> Error {
    Error::permanent("the engine stopped in the middle of a call: restart, then rebuild the index")
}

fn closed() -> Error {
    Error::permanent("the index is closed")
}

#[cfg(test)]
mod tests {
    use super::super::conformance::{self, DIMENSIONS, point, question};
    use super::*;

    #[tokio::test]
    async fn the_engine_keeps_every_promise() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut shards = 0;
        let mut opened = Vec::new();
        for _ in 0..conformance::PROMISES {
            shards += 1;
            let path = dir.path().join(shards.to_string());
            opened.push(Edge::open(&path, DIMENSIONS).await.expect("a shard"));
        }
        let mut fresh = opened.into_iter();
        conformance::all(move || Arc::new(fresh.next().expect("one shard per promise"))).await;
    }

    #[tokio::test]
    async fn what_was_replaced_is_there_after_a_kill() {
        let dir = tempfile::tempdir().expect("a folder");
        let contract = ContractId::from("kept");
        let edge = Edge::open(dir.path(), DIMENSIONS).await.expect("a shard");
        let points = vec![
            point(0, "governing law is Delaware"),
            point(1, "fees are due"),
        ];
        edge.replace(&contract, points).await.expect("stored");
        // A copy of the files as they are now is what a killed process leaves behind.
        let left = tempfile::tempdir().expect("a folder");
        copy(dir.path(), left.path());
        let again = Edge::open(left.path(), DIMENSIONS).await.expect("reopened");
        assert_eq!(again.count(&contract).await.expect("count"), 2);
        let hits = again.search(question("Delaware law")).await.expect("hits");
        assert_eq!(hits[0].ordinal, 0);
    }

    #[tokio::test]
    async fn a_closed_shard_can_be_opened_again_and_an_open_one_cannot() {
        let dir = tempfile::tempdir().expect("a folder");
        let contract = ContractId::from("kept");
        let edge = Edge::open(dir.path(), DIMENSIONS).await.expect("a shard");
        let point = vec![point(0, "fees are due")];
        edge.replace(&contract, point).await.expect("stored");
        assert!(Edge::open(dir.path(), DIMENSIONS).await.is_err());
        edge.close().await.expect("closed");
        assert!(edge.count(&contract).await.is_err());
        let again = Edge::open(dir.path(), DIMENSIONS).await.expect("reopened");
        assert_eq!(again.count(&contract).await.expect("count"), 1);
        again.close().await.expect("closed");
        let other = Edge::open(dir.path(), DIMENSIONS + 1).await;
        assert!(other.is_err(), "vectors of another size must be refused");
    }

    #[tokio::test]
    async fn no_word_of_a_contract_is_in_the_files() {
        let dir = tempfile::tempdir().expect("a folder");
        let edge = Edge::open(dir.path(), DIMENSIONS).await.expect("a shard");
        let points = vec![point(0, "xylophonic quibbledash")];
        let contract = ContractId::from("secret");
        edge.replace(&contract, points).await.expect("stored");
        edge.close().await.expect("closed");
        let mut files = 0;
        visit(dir.path(), &mut |path| {
            files += 1;
            let bytes = std::fs::read(path).expect("readable");
            assert!(!bytes.windows(10).any(|w| w == b"xylophonic"), "{path:?}");
        });
        assert!(files > 3);
    }

    fn visit(dir: &Path, see: &mut dyn FnMut(&Path)) {
        for entry in std::fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                visit(&path, see);
            } else {
                see(&path);
            }
        }
    }

    fn copy(from: &Path, to: &Path) {
        visit(from, &mut |path| {
            let target = to.join(path.strip_prefix(from).expect("inside"));
            std::fs::create_dir_all(target.parent().expect("a parent")).expect("a folder");
            std::fs::copy(path, target).expect("copied");
        });
    }
}
