//! What a client needs of the world outside: a way to send requests, clocks, timers, chance and tasks.
//!
//! In a browser that is `Browser`. Tests implement it in memory, with a clock that they move by hand.

use crate::failure::Cause;
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// A future on the heap, of one thread.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// The longest time that [`Transport::sleep`] is asked for, in milliseconds: browsers fire longer timers at once.
pub const LONGEST_SLEEP_MS: f64 = 2_147_483_647.0;

/// A GET request. It must not be answered from the browser's HTTP cache, nor stored there: the body holds the customer's profile.
pub struct Request {
    /// Absolute.
    pub url: String,
    /// Names in lower case, each once. Names and values have only characters that HTTP allows there.
    pub headers: Vec<(String, String)>,
    /// Whether cookies are sent.
    pub credentials: CredentialsMode,
    /// What to do about a redirect.
    pub redirect: Redirect,
}

/// Whether cookies are sent, as in `fetch`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CredentialsMode {
    /// To the origin of the page.
    #[default]
    SameOrigin,
    /// To every origin.
    Include,
    /// To none.
    Omit,
}

/// What to do about a redirect, as in `fetch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// Follow it.
    Follow,
    /// Do not: the request has headers that may be secrets, and they would be sent to wherever it leads.
    Manual,
}

/// The head of an answer: its status, and the headers that a client reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The HTTP status. A redirect that was not followed and does not tell its status is a 302.
    pub status: u16,
    /// `ETag`, the version of the response.
    pub etag: Option<String>,
    /// `Date`, when the answer was made.
    pub date: Option<String>,
    /// `Age`, how many seconds it spent in caches.
    pub age: Option<String>,
    /// `Retry-After`
    pub retry_after: Option<String>,
    /// `Content-Length`, of the body as it is transferred: compressed, perhaps.
    pub content_length: Option<String>,
}

impl Head {
    /// Reads the headers by a function that looks one up by its name in lower case.
    pub fn new(status: u16, header: &mut dyn FnMut(&str) -> Option<String>) -> Head {
        Head {
            status,
            etag: header("etag"),
            date: header("date"),
            age: header("age"),
            retry_after: header("retry-after"),
            content_length: header("content-length"),
        }
    }
}

/// A failure outside of the crate: of the network, of a token source, of a store.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    /// What is wrong and what to do about it, for developers; where there is none, the usual sentence is said. Must not hold
    /// anything secret.
    pub message: Option<Cow<'static, str>>,
    /// What the outside said.
    pub cause: Option<Cause>,
}

impl Fault {
    /// A fault with a message of its own.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Fault {
        Fault { message: Some(message.into()), cause: None }
    }
}

impl From<Cause> for Fault {
    fn from(cause: Cause) -> Fault {
        Fault { message: None, cause: Some(cause) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.as_deref().unwrap_or("something outside of milestreak failed"))
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref()?.as_error()
    }
}

/// What came of asking for the next piece of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It was appended.
    Appended,
    /// There is none: the body is complete.
    End,
    /// The body would have become longer than allowed. Nothing was appended.
    TooLarge,
}

/// The body of an answer. Dropping it cancels what has not arrived.
pub trait Body {
    /// Waits for the next piece and appends it, unless `into` would become longer than `most` bytes. A body that cannot be read in
    /// pieces is one piece.
    fn read(&mut self, into: &mut Vec<u8>, most: usize) -> impl Future<Output = Result<Piece, Fault>>;
}

/// Everything that a client needs of the world outside. Dropping a future of it aborts what it does and clears its timers.
pub trait Transport: 'static {
    /// The body of an answer.
    type Body: Body + 'static;

    /// Sends a request and waits for the head of its answer, whatever its status.
    ///
    /// # Errors
    /// When there was no answer.
    fn send(&self, request: Request) -> impl Future<Output = Result<(Head, Self::Body), Fault>>;

    /// The absolute form of a URL, written as the URL standard says; none for what is no URL. Whether credentials may be sent to it
    /// is decided by what this returns.
    fn resolve_url(&self, url: &str) -> Option<String>;

    /// The device's clock, in epoch milliseconds.
    fn now(&self) -> f64;

    /// A clock that never goes back, in milliseconds since whenever.
    fn monotonic(&self) -> f64;

    /// Waits, for no more than [`LONGEST_SLEEP_MS`].
    fn sleep(&self, ms: f64) -> impl Future<Output = ()>;

    /// A random number, from 0 up to but not including 1.
    fn random(&self) -> f64;

    /// Runs a task until it ends, whoever waits for it.
    fn spawn(&self, task: BoxFuture<()>);
}
