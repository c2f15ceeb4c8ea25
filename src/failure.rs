//! The one error of this crate.

use crate::shape::{choice, record};
use std::fmt;
use std::sync::Arc;

choice! {
    /// What kind of failure it is: the thing to branch on. `ERRORS.md` has the cause and the cure of each.
    pub enum FailureCode {
        /// A function was called before `init()` had finished.
        NotInitialized = "not-initialized",
        /// An option or an argument is of the wrong kind, out of range, or has a name nobody knows.
        InvalidOption = "invalid-option",
        /// The text is not JSON.
        InvalidJson = "invalid-json",
        /// The JSON is not a response of the expected kind.
        UnexpectedShape = "unexpected-shape",
        /// The body is larger, or nested deeper, than what is allowed.
        TooLarge = "too-large",
        /// The request failed before an answer came: no connection, DNS, TLS, CORS, or a cut body.
        Network = "network",
        /// No complete answer came in time.
        Timeout = "timeout",
        /// The caller's signal was aborted.
        Aborted = "aborted",
        /// HTTP 401: the credentials are missing, wrong or expired.
        Unauthorized = "unauthorized",
        /// HTTP 403: the credentials are good and do not allow this.
        Forbidden = "forbidden",
        /// HTTP 404: there is no such user, or no such address.
        NotFound = "not-found",
        /// HTTP 429: too many requests.
        RateLimited = "rate-limited",
        /// Another HTTP status that is no success.
        Http = "http",
        /// The API answered with errors and without data.
        Api = "api",
    }
}

record! {
    /// A message of the API itself, from the `errors` or `warnings` of a response.
    pub struct ApiMessage {
        /// Its code as text, whether the API sent a number or a string; null without one.
        pub code: Option<String>,
        /// Its text; null without one.
        pub message: Option<String>,
    }
}

record! {
    /// Why something could not be done, and what to do about it. In JavaScript this is a `MilestreakError`.
    pub struct Failure {
        /// The kind of failure.
        pub code: FailureCode,
        /// What is wrong, where, and what to do; in English, for developers. Quotes no more than 40 characters
        /// of input, and nothing of the customer's profile.
        pub message: String,
        /// The HTTP status, when there was an answer.
        pub status: Option<u32>,
        /// Whether the same call may succeed later without any change.
        pub retryable: bool,
        /// How long to wait before trying again, in milliseconds, when the server said so.
        pub retry_after_ms: Option<f64>,
        /// How many requests were sent.
        pub attempts: Option<u32>,
        /// The JSON path of what is wrong, as in `data.targetGroups`.
        pub path: Option<String>,
        /// The line of the text, from 1.
        pub line: Option<u32>,
        /// The character in the line, from 1.
        pub column: Option<u32>,
        /// What the API itself said.
        pub api_errors: Vec<ApiMessage>,
        #[serde(skip)]
        /// What was said by whatever failed first: the network, a token source. It is no field of the result; in JavaScript it
        /// becomes the `cause` of the error.
        pub cause: Option<Cause>,
    }
}

/// What was said by whatever failed first.
#[derive(Clone)]
pub enum Cause {
    /// An error of Rust.
    Error(Arc<dyn std::error::Error + Send + Sync>),
    /// What JavaScript threw, or rejected a promise with.
    #[cfg(target_arch = "wasm32")]
    Js(wasm_bindgen::JsValue),
}

impl Cause {
    /// The error of Rust that it is.
    pub fn as_error(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Cause::Error(error) => Some(&**error),
            #[cfg(target_arch = "wasm32")]
            Cause::Js(_) => None,
        }
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Cause {
    fn from(error: E) -> Cause {
        Cause::Error(Arc::new(error))
    }
}

/// Does not show what was said: it may hold anything.
impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cause")
    }
}

/// Whether they are the same one.
impl PartialEq for Cause {
    fn eq(&self, other: &Cause) -> bool {
        match (self, other) {
            (Cause::Error(one), Cause::Error(other)) => Arc::ptr_eq(one, other),
            #[cfg(target_arch = "wasm32")]
            (Cause::Js(one), Cause::Js(other)) => one == other,
            #[cfg(target_arch = "wasm32")]
            _ => false,
        }
    }
}

impl Failure {
    /// A failure with a code and a message, and nothing else known.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Failure {
        Failure {
            code,
            message: message.into(),
            status: None,
            retryable: false,
            retry_after_ms: None,
            attempts: None,
            path: None,
            line: None,
            column: None,
            api_errors: Vec::new(),
            cause: None,
        }
    }

    /// The same failure, at a JSON path.
    pub(crate) fn at(mut self, path: &str) -> Failure {
        self.path = Some(path.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref()?.as_error()
    }
}
