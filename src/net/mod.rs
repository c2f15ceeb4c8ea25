//! Asking the API, for real: a [`Client`] on a [`Transport`].
//!
//! In a browser, a worker or Node the transport is `Browser`, and `milestreak::Client` is the client on it:
//!
//! ```
//! # #[cfg(target_arch = "wasm32")]
//! # async fn in_a_page() -> Result<(), Box<milestreak::failure::Failure>> {
//! use milestreak::Client;
//! use milestreak::net::{CallOptions, ClientOptions, Query};
//!
//! let client = Client::new(ClientOptions::new("https://shop.example/loyalty"))?;
//! let fetched = client.target_groups(&Query::user(347286146), &CallOptions::default()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What happens
//!
//! - **Attempts.** Network failures, timeouts and the statuses 408, 429, 500, 502, 503 and 504 are tried again, after a random part of
//!   a wait that doubles each time, and never before `Retry-After`. Each attempt has a timeout, all of them have a deadline.
//! - **Tokens.** A [`TokenSource`] that the server refused is asked once for a new token, however many calls wait for it.
//! - **Requests in flight.** The same question asked at the same time is one request. Dropping a future ends its wait, and dropping the
//!   last one the request.
//! - **Cache.** What is young is given again; what is old is given while a new one is fetched. A version that the server named is asked
//!   for by `If-None-Match`. A [`SnapshotStore`] outlives the page.
//! - **Clock.** [`Client::now`] is the server's, by the `Date` of its answers.
//! - **Sign-out.** [`Client::sign_out`] ends and forgets everything.
//!
//! # Another transport
//!
//! Whatever can send a GET can be a transport. This one answers from memory:
//!
//! ```
//! use milestreak::net::{
//!     Body, BoxFuture, CallOptions, Client, ClientOptions, Fault, Head, Piece, Query, Request, Transport,
//! };
//! use std::future::pending;
//! use std::pin::pin;
//! use std::task::{Context, Poll, Waker};
//!
//! struct Memory;
//! struct Text(&'static [u8]);
//!
//! impl Body for Text {
//!     async fn read(&mut self, into: &mut Vec<u8>, most: usize) -> Result<Piece, Fault> {
//!         let piece = std::mem::take(&mut self.0);
//!         if into.len() + piece.len() > most {
//!             return Ok(Piece::TooLarge);
//!         }
//!         into.extend_from_slice(piece);
//!         Ok(if piece.is_empty() { Piece::End } else { Piece::Appended })
//!     }
//! }
//!
//! impl Transport for Memory {
//!     type Body = Text;
//!
//!     async fn send(&self, request: Request) -> Result<(Head, Text), Fault> {
//!         assert!(request.url.ends_with("/users/7/targetGroups"));
//!         let head = Head { status: 200, ..Head::default() };
//!         Ok((head, Text(br#"{ "data": { "userId": 7, "targetGroups": [] } }"#)))
//!     }
//!     fn resolve_url(&self, url: &str) -> Option<String> {
//!         Some(url.into())
//!     }
//!     fn now(&self) -> f64 {
//!         1_725_010_000_000.0
//!     }
//!     fn monotonic(&self) -> f64 {
//!         0.0
//!     }
//!     async fn sleep(&self, _ms: f64) {
//!         pending().await
//!     }
//!     fn random(&self) -> f64 {
//!         0.5
//!     }
//!     fn spawn(&self, _task: BoxFuture<()>) {}
//! }
//!
//! let client = Client::with_transport(ClientOptions::new("https://shop.example"), Memory)?;
//! let (query, options) = (Query::user(7), CallOptions::default());
//! let mut answer = pin!(client.target_groups(&query, &options));
//! // Nothing here waits, so polling once is enough.
//! let Poll::Ready(fetched) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) else { panic!() };
//! assert!(fetched?.snapshot.model.groups.is_empty());
//! # Ok::<(), Box<milestreak::failure::Failure>>(())
//! ```

mod attempts;
#[cfg(target_arch = "wasm32")]
mod browser;
mod cache;
mod client;
mod flight;
mod options;
mod service;
mod shared;
mod store;
mod token;
mod transport;
mod wait;

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
