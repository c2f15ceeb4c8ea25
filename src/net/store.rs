//! A place that outlives the page.

use super::transport::{BoxFuture, Fault};
use crate::wire::Millis;

/// What a store keeps of a response: the figures, and nothing of the customer's profile.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSnapshot {
    /// The response as JSON, with nothing in it but the fields that this crate reads.
    pub body: Vec<u8>,
    /// When it was received, in epoch milliseconds of the server's clock.
    pub received_at: Millis,
    /// Whether all cycles were asked for.
    pub all_cycles: Option<bool>,
    /// Its version, as the server named it.
    pub etag: Option<String>,
}

/// A place that outlives the page, for the cache of a client.
///
/// Keys are texts that name the address, the scope, the [identity](super::CacheOptions::identity) and the user. A store may lose
/// what it keeps, and may fail, which counts as having nothing, except that [`Client::sign_out`](super::Client::sign_out) returns why
/// `delete` failed. It is asked for one thing after the other.
pub trait SnapshotStore {
    /// What is kept under a key.
    fn get(&self, key: String) -> BoxFuture<Result<Option<StoredSnapshot>, Fault>>;
    /// Keeps something under a key, in place of what was there.
    fn set(&self, key: String, value: StoredSnapshot) -> BoxFuture<Result<(), Fault>>;
    /// Removes everything whose key begins with a text.
    fn delete(&self, prefix: String) -> BoxFuture<Result<(), Fault>>;
}
