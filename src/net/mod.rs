//! Asking the API, for real: a [`Client`] on a [`Transport`].

mod client;
mod options;
mod store;
mod token;
mod transport;

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
