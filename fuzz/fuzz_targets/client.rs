#![no_main]
//! A client in any sequence of calls, aborts, sign-outs, expired tokens, faults, failing stores and set clocks, over the network
//! in memory of the native tests: every call settles, no request is sent too many, and nothing is left.

#[path = "../../tests/client/support.rs"]
#[allow(dead_code, reason = "the native tests use more of it")]
mod support;
#[path = "../../tests/client/walk.rs"]
mod walk;

use libfuzzer_sys::fuzz_target;
use walk::{Move, Reply, walk};

fuzz_target!(|input: (Vec<Move>, Vec<Reply>, u16)| {
    let (moves, plan, random) = input;
    if !plan.is_empty() {
        walk(&moves, &plan, f64::from(random) / 65_536.0);
    }
});
