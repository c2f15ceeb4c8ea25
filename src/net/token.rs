//! Tokens: where they come from, and their renewal.

use super::transport::{BoxFuture, Fault};

/// Gives tokens.
pub trait TokenSource {
    /// A token. `refresh` says that the server refused the last one: whatever is remembered of it is of no use, a new one is needed.
    ///
    /// # Errors
    /// When there is none. The call that needed it fails with `invalid-option`.
    fn token(&self, refresh: bool) -> BoxFuture<Result<String, Fault>>;
}
