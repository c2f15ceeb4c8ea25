//! Civil time and time stamps, compared with jiff in every zone it knows.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

mod support;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use milestreak::model::{Zone, day_of};
use milestreak::wire::{DAY, Form, HOUR, MAX_MILLIS, MINUTE, Millis, Stamp};
use proptest::prelude::*;
use support::JiffZone;

/// From 1900 to 2100, where people's cycles are and where zones did everything that zones do.
const FROM: Millis = -2_208_988_800_000;
const TO: Millis = 4_102_444_800_000;

/// `STEP` of `pkg/src/zone.ts`.
const STEP: Millis = 2 * DAY;

fn names() -> Vec<String> {
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    assert!(names.len() > 400, "the bundled zones are there");
    names
}

/// All instants between two others at which a zone changes its clocks.
fn changes(zone: &TimeZone, from: Millis, to: Millis) -> Vec<Millis> {
    let start = Timestamp::from_millisecond(from).unwrap();
    let transitions = zone.following(start).map(|transition| transition.timestamp().as_millisecond());
    transitions.take_while(|instant| *instant < to).collect()
}

fn civil(ms: Millis) -> DateTime {
    TimeZone::UTC.to_datetime(Timestamp::from_millisecond(ms).unwrap())
}

fn check(name: &str, zone: &TimeZone, instant: Millis, time: Millis) {
    let ours = JiffZone(zone.clone());
    let expected = zone.to_datetime(Timestamp::from_millisecond(instant).unwrap()).date();
    assert_eq!(day_of(&ours, instant).to_string(), expected.to_string(), "the day in {name} at {instant}");
    let expected = zone.to_ambiguous_timestamp(civil(time)).compatible().unwrap().as_millisecond();
    assert_eq!(ours.instant_of(time), expected, "{} in {name}", civil(time));
}

#[test]
fn every_zone_agrees_around_every_change_of_its_clocks() {
    let mut checked = 0;
    for name in names() {
        let zone = TimeZone::get(&name).unwrap();
        let ours = JiffZone(zone.clone());
        for change in changes(&zone, FROM, TO) {
            for off in [-25, -24, -3, -1, 0, 1, 2, 23, 25] {
                for fine in [-1, 0, 1, HOUR / 2] {
                    let instant = change + off * HOUR + fine;
                    let local = instant + milestreak::model::Zone::offset_at(&ours, instant);
                    check(&name, &zone, instant, local);
                    checked += 1;
                }
            }
        }
    }
    println!("{checked} times checked");
    assert!(checked > 1_000_000);
}

#[test]
fn no_zone_comes_back_to_an_offset_within_a_step() {
    // Then two equal offsets a step apart mean that it was the same all the way, which spares asking `Intl`.
    for name in names() {
        let zone = TimeZone::get(&name).unwrap();
        let offset =
            |instant: Millis| zone.to_offset(Timestamp::from_millisecond(instant).unwrap()).seconds();
        let changes = changes(&zone, FROM, TO);
        for (place, first) in changes.iter().enumerate() {
            for second in changes[place + 1..].iter().take_while(|second| **second - first < STEP) {
                assert_ne!(
                    offset(first - 1),
                    offset(*second),
                    "{name} leaves its offset at {first} and is back at {second}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_zone_agrees_at_random(
        name in prop::sample::select(names()),
        instants in prop::collection::vec((FROM..TO, FROM..TO), 50),
    ) {
        let zone = TimeZone::get(&name).unwrap();
        for (instant, time) in instants {
            check(&name, &zone, instant, time);
        }
    }

    #[test]
    fn stamps_with_an_offset_agree(
        at in -62_167_219_200_000..253_402_207_200_000i64,
        offset in -1439..=1439i32,
        digits in 0..=9usize,
        colon in any::<bool>(),
    ) {
        let (sign, hours, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60, offset.abs() % 60);
        let local = civil(at);
        let fraction = format!("{:09}", i64::from(local.subsec_nanosecond()) + at.rem_euclid(1_000_000));
        let fraction = if digits == 0 { String::new() } else { format!(".{}", &fraction[..digits]) };
        let time = local.strftime("%Y-%m-%dT%H:%M:%S");
        let plain = format!("{time}{fraction}{sign}{hours:02}:{minutes:02}");
        let Ok(expected) = plain.parse::<Timestamp>() else { return Ok(()) };
        let text = if colon { plain } else { format!("{time}{fraction}{sign}{hours:02}{minutes:02}") };
        let stamp = Stamp::parse(text.as_bytes()).unwrap();
        prop_assert_eq!((stamp.form(), stamp.offset()), (Form::Offset, Some(i64::from(offset) * MINUTE)));
        // jiff keeps nanoseconds, and rounds towards 1970 where we always round down.
        let expected = expected.as_nanosecond().div_euclid(1_000_000);
        prop_assert_eq!(i128::from(stamp.ms()), expected, "{}", text);
    }

    #[test]
    fn dates_agree(days in -719_528..2_932_896i64) {
        let date = civil(0).date().checked_add(Span::new().days(days)).unwrap();
        let stamp = Stamp::parse(date.to_string().as_bytes()).unwrap();
        prop_assert_eq!((stamp.ms(), stamp.form()), (days * DAY, Form::Date));
    }

    #[test]
    fn what_is_no_stamp_to_jiff_is_none_to_us(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})") {
        let theirs = text.parse::<Timestamp>().ok();
        let ours = Stamp::parse(text.as_bytes());
        match (theirs, ours) {
            (Some(theirs), Some(ours)) => prop_assert_eq!(theirs.as_nanosecond().div_euclid(1_000_000), i128::from(ours.ms())),
            (None, None) => {}
            // jiff reads years and offsets that end before its smallest or after its largest time as errors.
            (None, Some(ours)) => prop_assert!(!(-62_135_596_800_000..=253_402_207_200_000).contains(&ours.ms()) , "{}", text),
            (Some(_), None) => prop_assert!(text[20..].rsplit(['+', '-']).next().is_some_and(|offset| offset > "23:59"), "{}", text),
        }
    }

    #[test]
    fn epoch_milliseconds_are_themselves(ms in -MAX_MILLIS..=MAX_MILLIS) {
        prop_assert_eq!(Stamp::from_epoch(ms as f64).unwrap().ms(), ms);
        prop_assert!(Stamp::from_epoch((MAX_MILLIS + 1) as f64).is_none());
    }
}
