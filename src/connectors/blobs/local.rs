//! Files in a folder of this machine, each under the SHA-256 of its bytes. A file appears whole or
//! not at all and survives a power cut once `put` has returned. Nothing is ever changed in place,
//! and no name that is not a SHA-256 becomes part of a path.

use super::{Blobs, Error};
use crate::domain::id::Sha256;
use async_trait::async_trait;
use bytes::Bytes;
use serde::Deserialize;
use sha2::Digest;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where the files are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The folder; made when it is not there.
    pub dir: PathBuf,
}

/// A store in one folder: `<dir>/ab/cd/<sha256>`. It may be opened by several processes at once.
#[derive(Debug, Clone)]
pub struct Local {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    /// Makes the names of unfinished files differ within this process.
    drawn: AtomicU64,
}

impl Local {
    /// Opens the store, making its folder if need be. Unfinished files of a crash are left to
    /// [`Local::sweep`], since another process may still be writing them.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, Error> {
        let dir = dir.into();
        fs::create_dir_all(dir.join("unfinished"))?;
        synced(&dir)?;
        let shared = Shared {
            dir,
            drawn: AtomicU64::new(0),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Removes unfinished files; how many there were. Only for when no other process has the store open.
    pub fn sweep(&self) -> Result<usize, Error> {
        let mut removed = 0;
        for entry in fs::read_dir(self.shared.dir.join("unfinished"))? {
            fs::remove_file(entry?.path())?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Runs blocking work off the async threads.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shared = self.shared.clone();
        let joined = tokio::task::spawn_blocking(move || work(&shared)).await;
        joined.unwrap_or_else(|_| Err(Error::Io(io::Error::other("the file task was cut short"))))
    }
}

#[async_trait]
impl Blobs for Local {
    async fn put(&self, bytes: Bytes) -> Result<Sha256, Error> {
        self.blocking(move |shared| shared.put(&bytes)).await
    }

    async fn get(&self, sha256: &Sha256) -> Result<Bytes, Error> {
        let sha256 = sha256.clone();
        self.blocking(move |shared| shared.get(&sha256)).await
    }

    async fn ping(&self) -> Result<String, Error> {
        self.blocking(|shared| {
            let (path, file) = shared.unfinished()?;
            drop(file);
            fs::remove_file(path)?;
            Ok(format!("files in {}", shared.dir.display()))
        })
        .await
    }
}

impl Shared {
    fn put(&self, bytes: &[u8]) -> Result<Sha256, Error> {
        let sha256 = hashed(bytes);
        let path = self.path(&sha256)?;
        // A copy that is whole is kept; a damaged one is replaced, which heals it.
        if fs::read(&path).is_ok_and(|held| held == bytes) {
            // Another process may have renamed it and not yet synced the folder.
            synced(parent(&path))?;
            return Ok(sha256);
        }
        self.folders(&path)?;
        let (unfinished, mut file) = self.unfinished()?;
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&unfinished, &path));
        if let Err(error) = written {
            // A full disk must not fill up with halves of files; the first error is the one to tell.
            let _ = fs::remove_file(&unfinished);
            return Err(error.into());
        }
        synced(parent(&path))?;
        Ok(sha256)
    }

    fn get(&self, sha256: &Sha256) -> Result<Bytes, Error> {
        let bytes = match fs::read(self.path(sha256)?) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Error::Missing(sha256.clone()));
            }
            Err(error) => return Err(error.into()),
        };
        if hashed(&bytes) != *sha256 {
            return Err(Error::Damaged(sha256.clone()));
        }
        Ok(bytes.into())
    }

    /// Where a file lies. A name that is not 64 lower-case hexadecimal digits is in no store.
    fn path(&self, sha256: &Sha256) -> Result<PathBuf, Error> {
        let name = sha256.as_str();
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if name.len() != 64 || !name.bytes().all(hex) {
            return Err(Error::Missing(sha256.clone()));
        }
        Ok(self.dir.join(&name[..2]).join(&name[2..4]).join(name))
    }

    /// Makes the two folders above a file, each synced into the one above it.
    fn folders(&self, path: &Path) -> io::Result<()> {
        let inner = parent(path);
        fs::create_dir_all(inner)?;
        synced(parent(inner))?;
        synced(&self.dir)
    }

    /// A new file for bytes that are not whole yet.
    fn unfinished(&self) -> io::Result<(PathBuf, File)> {
        loop {
            let number = self.drawn.fetch_add(1, Ordering::Relaxed);
            let name = format!("{}-{number}", std::process::id());
            let path = self.dir.join("unfinished").join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((path, file)),
                // A process of the same number crashed before: its file keeps its name.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

fn hashed(bytes: &[u8]) -> Sha256 {
    Sha256(hex::encode(sha2::Sha256::digest(bytes)))
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Makes the entries of a folder last: a renamed file is only safe once its folder is.
fn synced(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Local) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Local::open(folder.path().join("blobs")).expect("opens");
        (folder, store)
    }

    fn unfinished(store: &Local) -> usize {
        fs::read_dir(store.shared.dir.join("unfinished"))
            .expect("is there")
            .count()
    }

    #[tokio::test]
    async fn what_was_put_is_got_under_the_hash_of_its_bytes() {
        let (_folder, store) = store();
        let name = store
            .put(Bytes::from_static(b"abc"))
            .await
            .expect("is kept");
        // The first test vector of FIPS 180-2.
        assert_eq!(
            name.as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(store.get(&name).await.expect("is there"), "abc");
        let path = store.shared.dir.join("ba/78").join(name.as_str());
        assert!(path.is_file(), "not at the documented place");
        assert_eq!(unfinished(&store), 0);
    }

    #[tokio::test]
    async fn putting_again_changes_nothing_and_a_new_process_finds_it() {
        let (_folder, store) = store();
        let name = store
            .put(Bytes::from_static(b"abc"))
            .await
            .expect("is kept");
        let path = store.shared.path(&name).expect("a name");
        let before = fs::metadata(&path)
            .expect("is there")
            .modified()
            .expect("has a time");
        assert_eq!(
            store
                .put(Bytes::from_static(b"abc"))
                .await
                .expect("is kept"),
            name
        );
        assert_eq!(
            fs::metadata(&path)
                .expect("is there")
                .modified()
                .expect("has a time"),
            before
        );
        let again = Local::open(&store.shared.dir).expect("opens");
        assert_eq!(again.get(&name).await.expect("is there"), "abc");
    }

    #[tokio::test]
    async fn a_damaged_file_is_never_given_out_and_a_new_put_heals_it() {
        let (_folder, store) = store();
        let name = store
            .put(Bytes::from_static(b"abc"))
            .await
            .expect("is kept");
        fs::write(store.shared.path(&name).expect("a name"), b"abd").expect("is changed");
        assert!(matches!(store.get(&name).await, Err(Error::Damaged(at)) if at == name));
        store
            .put(Bytes::from_static(b"abc"))
            .await
            .expect("is kept");
        assert_eq!(store.get(&name).await.expect("is healed"), "abc");
    }

    #[tokio::test]
    async fn a_name_that_is_no_hash_is_in_no_store() {
        let (_folder, store) = store();
        let secret = store.shared.dir.join("secret");
        fs::write(&secret, b"x").expect("is written");
        let upper = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
        let slashes = "/../".repeat(16);
        for name in [
            "",
            "secret",
            "../secret",
            upper,
            slashes.as_str(),
            &"é".repeat(32),
        ] {
            let outcome = store.get(&Sha256::from(name)).await;
            assert!(matches!(outcome, Err(Error::Missing(_))), "{name}");
        }
    }

    #[tokio::test]
    async fn ping_leaves_no_trace_and_a_lost_folder_is_an_error() {
        let (_folder, store) = store();
        store.ping().await.expect("can be written");
        assert_eq!(unfinished(&store), 0);
        fs::remove_dir_all(&store.shared.dir).expect("is removed");
        assert!(matches!(store.ping().await, Err(Error::Io(_))));
    }

    #[tokio::test]
    async fn the_same_bytes_put_by_many_at_once_are_one_file() {
        let (_folder, store) = store();
        let puts = (0..16).map(|_| store.put(Bytes::from_static(b"abc")));
        for outcome in futures::future::join_all(puts).await {
            outcome.expect("is kept");
        }
        assert_eq!(unfinished(&store), 0);
    }

    #[tokio::test]
    async fn what_a_crash_left_is_swept_and_never_read() {
        let (_folder, store) = store();
        fs::write(
            store
                .shared
                .dir
                .join("unfinished")
                .join(format!("{}-0", std::process::id())),
            b"half",
        )
        .expect("is written");
        store
            .put(Bytes::from_static(b"abc"))
            .await
            .expect("goes round the old file");
        assert_eq!(store.sweep().expect("can be swept"), 1);
        assert_eq!(unfinished(&store), 0);
    }
}
