//! Drawn pages, kept on disk under the hash of their file, so that a page is drawn once however
//! often it is looked at. Everything here can be deleted at any time: it is drawn again.

use super::{Error, Reader};
use crate::domain::document::Document;
use async_trait::async_trait;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// A reader whose drawn pages are kept.
pub struct Cached<R> {
    reader: R,
    folder: PathBuf,
    most_bytes: u64,
}

impl<R: Reader> Cached<R> {
    /// Keeps at most `mib` of what `reader` draws in `folder`.
    pub fn new(reader: R, folder: PathBuf, mib: u64) -> Self {
        Self {
            reader,
            folder,
            most_bytes: mib << 20,
        }
    }
}

#[async_trait]
impl<R: Reader> Reader for Cached<R> {
    async fn read(&self, file: Bytes) -> Result<Document, Error> {
        self.reader.read(file).await
    }

    async fn draw(&self, file: Bytes, page: u32, width: u32) -> Result<Bytes, Error> {
        let hash = hex::encode(Sha256::digest(&file));
        let kept = self.folder.join(format!("{hash}-{page}-{width}.png"));
        if let Ok(png) = tokio::fs::read(&kept).await {
            return Ok(png.into());
        }
        let png = self.reader.draw(file, page, width).await?;
        let (folder, most, copy) = (self.folder.clone(), self.most_bytes, png.clone());
        let keeping = tokio::task::spawn_blocking(move || keep(&folder, &kept, &copy, most));
        // A full or read-only disk costs time, never the page.
        if let Ok(Err(error)) = keeping.await {
            tracing::warn!(%error, "a drawn page could not be kept");
        }
        Ok(png)
    }

    async fn ping(&self) -> Result<String, Error> {
        self.reader.ping().await
    }
}

/// Writes beside and renames, so that no reader sees half a page; then makes room.
fn keep(folder: &Path, place: &Path, png: &[u8], most: u64) -> std::io::Result<()> {
    if png.len() as u64 > most {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    // Two that draw the same page at once must not write into one file.
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let mine = DRAWN.fetch_add(1, Ordering::Relaxed);
    let beside = place.with_extension(format!("{}-{mine}.part", std::process::id()));
    std::fs::write(&beside, png)?;
    std::fs::rename(&beside, place)?;
    make_room(folder, most)
}

/// Deletes the pages drawn longest ago until the rest fits.
fn make_room(folder: &Path, most: u64) -> std::io::Result<()> {
    let mut kept: Vec<(SystemTime, u64, PathBuf)> = std::fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            let about = entry.metadata()?;
            Ok((about.modified()?, about.len(), entry.path()))
        })
        // Another page may be deleted at the same time.
        .filter_map(std::io::Result::ok)
        .collect();
    kept.sort();
    let mut total: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, bytes, path) in kept {
        if total <= most {
            break;
        }
        // It may be gone already; the next page makes room again.
        let _ = std::fs::remove_file(path);
        total -= bytes;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    /// Draws a page of 400 kB and counts how often.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    #[async_trait]
    impl Reader for Counting {
        async fn read(&self, _: Bytes) -> Result<Document, Error> {
            Err(Error::Empty)
        }

        async fn draw(&self, _: Bytes, page: u32, _: u32) -> Result<Bytes, Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(vec![u8::try_from(page).unwrap_or(0); 400 << 10].into())
        }

        async fn ping(&self) -> Result<String, Error> {
            Ok(String::new())
        }
    }

    #[tokio::test]
    async fn a_page_is_drawn_once_per_file_and_the_oldest_make_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("pages");
        let cached = Cached::new(Counting::default(), place.clone(), 1);
        let drawn = |cached: &Cached<Counting>| cached.reader.0.load(Ordering::Relaxed);
        let file = Bytes::from_static(b"one");
        let first = cached.draw(file.clone(), 1, 600).await.expect("a page");
        let again = cached.draw(file.clone(), 1, 600).await.expect("a page");
        assert_eq!((drawn(&cached), first), (1, again));
        for (bytes, page, width) in [(&b"one"[..], 2, 600), (b"two", 1, 600), (b"one", 1, 601)] {
            let file = Bytes::from_static(bytes);
            cached.draw(file, page, width).await.expect("a page");
        }
        assert_eq!(drawn(&cached), 4);
        let left = std::fs::read_dir(&place).expect("a folder").count();
        assert_eq!(left, 2, "1 MiB holds two pages of 400 kB");
        cached.draw(file, 1, 600).await.expect("a page");
        assert_eq!(
            drawn(&cached),
            5,
            "the oldest was deleted and is drawn again"
        );
    }
}
