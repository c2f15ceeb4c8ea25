#![no_main]
//! Any bytes: refused or read, never a panic; and refused as not JSON exactly when serde_json refuses them.

use libfuzzer_sys::fuzz_target;
use milestreak::failure::FailureCode;
use milestreak::model::{Model, Received};
use milestreak_fuzz::{When, ask_all, is_json, read};

fuzz_target!(|input: (When, Vec<u8>)| {
    let (when, body) = input;
    if let Err(failure) = Model::parse(&body, Received::default(), None) {
        // Its own limit on nesting comes before that of serde_json.
        if failure.code != FailureCode::TooLarge {
            assert_eq!(failure.code == FailureCode::InvalidJson, !is_json(&body), "{}", failure.message);
        }
    } else {
        assert!(is_json(&body));
    }
    if let Some(snapshot) = read(&body) {
        ask_all(&snapshot, when);
    }
});
