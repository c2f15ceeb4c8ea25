//! Asking the API: what a request looks like, and what an answer means.
//!
//! [`request`], [`answer`], [`retry`] and [`clock`] are pure and tested natively. [`transport`] is the browser's `fetch`.
//! Waiting, signals and tokens belong to JavaScript and stay there.

pub(crate) mod answer;
pub(crate) mod clock;
pub(crate) mod http_date;
pub(crate) mod request;
pub(crate) mod retry;
#[cfg(target_arch = "wasm32")]
pub(crate) mod transport;
