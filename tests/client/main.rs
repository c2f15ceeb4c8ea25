//! The client over a network in memory, with a clock that is moved by hand: nothing here waits for anything.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

mod cache;
mod clock;
mod faults;
mod sharing;
mod sign_out;
mod support;
mod tokens;
mod walk;
mod walks;
