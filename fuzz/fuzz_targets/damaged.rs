#![no_main]
//! A recorded response with something wrong in it.

use libfuzzer_sys::fuzz_target;
use milestreak_fuzz::{Damage, USER, When, ask_all, damaged, is_json, read};

fuzz_target!(|input: (When, Vec<Damage>)| {
    let (when, damage) = input;
    let body = damaged(USER, &damage);
    if let Some(snapshot) = read(&body) {
        assert!(is_json(&body));
        ask_all(&snapshot, when);
    }
});
