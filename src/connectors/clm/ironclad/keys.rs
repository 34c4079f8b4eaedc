//! The key that deliveries are checked with: from the settings, or fetched once and kept. Forged
//! deliveries must not make us call out: a fetch happens at most once a minute.

use super::api::Api;
use super::signature::Key;
use crate::domain::clock::Clock;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The least time between two fetches, in microseconds.
const PAUSE: i64 = 60_000_000;

pub struct Keys {
    pinned: Option<Key>,
    clock: Arc<dyn Clock>,
    fetched: Mutex<Fetched>,
}

#[derive(Default)]
struct Fetched {
    key: Option<Key>,
    /// When the last fetch was tried, in microseconds since 1970.
    tried: Option<i64>,
}

impl Keys {
    pub fn new(pinned: Option<Key>, clock: Arc<dyn Clock>) -> Self {
        Self {
            pinned,
            clock,
            fetched: Mutex::default(),
        }
    }

    /// The key, fetched if there is none yet; `None` when it cannot be had now.
    pub async fn current(&self, api: &Api) -> Option<Key> {
        if self.pinned.is_some() {
            return self.pinned.clone();
        }
        let mut fetched = self.fetched.lock().await;
        if fetched.key.is_none() {
            self.refresh(&mut fetched, api).await;
        }
        fetched.key.clone()
    }

    /// Another key than `key`, should the vendor have rotated it.
    pub async fn newer_than(&self, key: &Key, api: &Api) -> Option<Key> {
        if self.pinned.is_some() {
            return None;
        }
        let mut fetched = self.fetched.lock().await;
        if fetched.key.as_ref() == Some(key) {
            self.refresh(&mut fetched, api).await;
        }
        fetched.key.clone().filter(|other| other != key)
    }

    async fn refresh(&self, fetched: &mut Fetched, api: &Api) {
        let now = self.clock.micros();
        if fetched
            .tried
            .is_some_and(|at| now.saturating_sub(at) < PAUSE)
        {
            return;
        }
        fetched.tried = Some(now);
        if let Ok(text) = api.text(&["webhooks", "verification-key"]).await
            && let Some(key) = Key::from_pem(&text)
        {
            fetched.key = Some(key);
        }
    }
}
