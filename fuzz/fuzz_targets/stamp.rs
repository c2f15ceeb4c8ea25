#![no_main]
//! Any bytes as a time stamp: what jiff reads as one we read alike.

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use milestreak::wire::{Form, MAX_MILLIS, Stamp};

fuzz_target!(|text: &[u8]| {
    let Some(stamp) = Stamp::parse(text) else { return };
    assert!(stamp.ms.abs() <= MAX_MILLIS);
    if matches!(stamp.form, Form::Utc)
        && let Ok(text) = str::from_utf8(text)
        && let Ok(timestamp) = text.parse::<Timestamp>()
    {
        assert_eq!(timestamp.as_millisecond(), stamp.ms, "{text}");
    }
});
