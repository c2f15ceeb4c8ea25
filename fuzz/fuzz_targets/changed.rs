#![no_main]
//! What changed between two responses, each of them damaged.

use libfuzzer_sys::fuzz_target;
use milestreak_fuzz::{Damage, USER, When, compare, damaged, read};

fuzz_target!(|input: (When, Vec<Damage>, Vec<Damage>)| {
    let (when, before, after) = input;
    if let (Some(previous), Some(next)) = (read(&damaged(USER, &before)), read(&damaged(USER, &after))) {
        compare(&previous, &next, when);
    }
});
