#![no_main]
//! Any bytes as an organisation's list, and a damaged list joined with a snapshot.

use libfuzzer_sys::fuzz_target;
use milestreak_fuzz::{Damage, LIST, USER, When, ask_list, damaged, read, read_list};

fuzz_target!(|input: (When, Vec<u8>, Vec<Damage>)| {
    let (when, body, damage) = input;
    for body in [body, damaged(LIST, &damage)] {
        if let (Some(catalog), Some(snapshot)) = (read_list(&body), read(USER)) {
            ask_list(catalog, snapshot, when);
        }
    }
});
