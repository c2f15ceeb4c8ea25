#![no_main]
//! Any bytes as a time stamp: what jiff reads as one we read alike.

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use milestreak::wire::{Form, MAX_MILLIS, Stamp};

fuzz_target!(|text: &[u8]| {
    let Some(stamp) = Stamp::parse(text) else { return };
    assert!(stamp.ms().abs() <= MAX_MILLIS);
    if matches!(stamp.form(), Form::Utc)
        && let Ok(text) = str::from_utf8(text)
        && let Ok(timestamp) = text.parse::<Timestamp>()
    {
        // Digits beyond the millisecond are cut off, before 1970 as after it.
        assert_eq!(timestamp.as_nanosecond().div_euclid(1_000_000), i128::from(stamp.ms()), "{text}");
    }
});
