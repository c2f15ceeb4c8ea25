//! Asking the API, for real: a [`Client`] on a [`Transport`].

#[cfg(target_arch = "wasm32")]
mod browser;
mod client;
mod options;
mod store;
mod token;
mod transport;

#[cfg(target_arch = "wasm32")]
pub use browser::{Browser, BrowserBody};
pub use client::Client;
pub use options::{
    Auth, CacheOptions, CallOptions, ClientOptions, DEFAULT_PATH, DataScope, Fetched, Progress, Query,
    RetryPolicy, Token,
};
pub use store::{SnapshotStore, StoredSnapshot};
pub use token::TokenSource;
pub use transport::{
    Body, BoxFuture, CredentialsMode, Fault, Head, LONGEST_SLEEP_MS, Piece, Redirect, Request, Transport,
};
