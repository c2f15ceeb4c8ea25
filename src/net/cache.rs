//! Responses that are held in memory.

use super::attempts::millis;
use super::options::CacheOptions;
use crate::insight::Snapshot;
use crate::wire::Millis;
use std::rc::Rc;

/// More users than any page shows, and few enough to hold.
const MOST: usize = 32;

/// A response that is held.
pub(super) struct Cached {
    pub(super) snapshot: Rc<Snapshot>,
    /// When it was received, or last confirmed by the server.
    pub(super) received_at: Millis,
    /// Its version, as the server named it.
    pub(super) etag: Option<String>,
    /// What the store keeps of it; none without a store.
    pub(super) body: Option<Rc<[u8]>>,
}

/// Whether a response can be given.
pub(super) enum Freshness {
    Fresh,
    /// It can, while a new one is fetched.
    Stale,
    TooOld,
}

/// The responses that a client holds, the oldest first.
pub(super) struct Cache {
    entries: Vec<(String, Rc<Cached>)>,
    max_age: f64,
    max_stale: f64,
}

impl Cache {
    pub(super) fn new(options: &CacheOptions) -> Cache {
        Cache { entries: Vec::new(), max_age: millis(options.max_age), max_stale: millis(options.max_stale) }
    }

    pub(super) fn get(&self, key: &str) -> Option<Rc<Cached>> {
        self.entries.iter().find(|(known, _)| known == key).map(|(_, cached)| Rc::clone(cached))
    }

    /// Holds a response, in place of the oldest if there are too many.
    pub(super) fn insert(&mut self, key: &str, cached: Rc<Cached>) {
        self.remove(key);
        if self.entries.len() >= MOST {
            self.entries.remove(0);
        }
        self.entries.push((key.into(), cached));
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.entries.retain(|(known, _)| known != key);
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    /// By its age. A clock that went back makes it older than anything: nothing is known of its age then.
    pub(super) fn freshness(&self, cached: &Cached, now: Millis) -> Freshness {
        let age = now - cached.received_at;
        let age = if age < 0 { f64::INFINITY } else { age as f64 };
        if age <= self.max_age {
            Freshness::Fresh
        } else if age <= self.max_stale {
            Freshness::Stale
        } else {
            Freshness::TooOld
        }
    }
}
