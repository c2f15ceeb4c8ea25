//! Asking the API: what a request looks like, and what an answer means.
//!
//! Pure: it sends nothing, waits for nothing and reads no clock. `net` does that, and asks here.

pub(crate) mod answer;
pub(crate) mod clock;
pub(crate) mod http_date;
pub(crate) mod request;
pub(crate) mod retry;
