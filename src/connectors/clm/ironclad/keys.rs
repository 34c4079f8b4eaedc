//! The key that deliveries are checked with: from the settings, or fetched once and kept. Forged
//! deliveries must not make us call out: a fetch happens at most once a minute. Nor may they hold
//! up genuine ones: the kept key is read without waiting for a fetch that is under way.

use super::api::Api;
use super::signature::Key;
use crate::domain::clock::Clock;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// The least time between two fetches, in microseconds.
const PAUSE: i64 = 60_000_000;

pub struct Keys {
    pinned: Option<Key>,
    clock: Arc<dyn Clock>,
    kept: RwLock<Option<Key>>,
    /// When the last fetch was tried, in microseconds since 1970. Locked while one is under way.
    tried: Mutex<Option<i64>>,
}

impl Keys {
    pub fn new(pinned: Option<Key>, clock: Arc<dyn Clock>) -> Self {
        Self {
            pinned,
            clock,
            kept: RwLock::new(None),
            tried: Mutex::new(None),
        }
    }

    /// The key, fetched if there is none yet; `None` when it cannot be had now.
    pub async fn current(&self, api: &Api) -> Option<Key> {
        if self.pinned.is_some() {
            return self.pinned.clone();
        }
        if let Some(key) = self.kept() {
            return Some(key);
        }
        // Without any key there is nothing to answer from, so the first deliveries do wait.
        let mut tried = self.tried.lock().await;
        if self.kept().is_none() {
            self.refresh(&mut tried, api).await;
        }
        self.kept()
    }

    /// Another key than `key`, should the vendor have rotated it. Whoever finds a fetch under way
    /// does not wait for it: the vendor sends a genuine delivery again.
    pub async fn newer_than(&self, key: &Key, api: &Api) -> Option<Key> {
        if self.pinned.is_some() {
            return None;
        }
        if let Ok(mut tried) = self.tried.try_lock() {
            let is_same = self.kept().as_ref() == Some(key);
            if is_same {
                self.refresh(&mut tried, api).await;
            }
        }
        self.kept().filter(|other| other != key)
    }

    fn kept(&self) -> Option<Key> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }

    fn keep(&self, key: Key) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(key);
    }

    async fn refresh(&self, tried: &mut Option<i64>, api: &Api) {
        let now = self.clock.micros();
        if tried.is_some_and(|at| now.saturating_sub(at) < PAUSE) {
            return;
        }
        *tried = Some(now);
        if let Ok(text) = api.text(&["webhooks", "verification-key"]).await
            && let Some(key) = Key::from_pem(&text)
        {
            self.keep(key);
        }
    }
}
