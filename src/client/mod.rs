//! Asking the API: what a request looks like, and what an answer means.
//!
//! Pure, and tested natively. Sending, waiting, signals and tokens belong to JavaScript and stay there.

pub(crate) mod answer;
pub(crate) mod clock;
pub(crate) mod http_date;
pub(crate) mod request;
pub(crate) mod retry;
