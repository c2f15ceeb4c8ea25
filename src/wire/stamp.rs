//! Points in time in every form the API writes them.

use super::day::{DAY, Day, HOUR, MINUTE, Millis, days_in};
use std::fmt;
use std::num::NonZeroU64;

/// The farthest instant from 1970 that a JavaScript `Date` can hold.
pub const MAX_MILLIS: Millis = 100_000_000 * DAY;

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stamp").field("ms", &self.ms()).field("form", &self.form()).finish()
    }
}

/// How a point in time was written, which decides what moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A bare date: a day of somebody's calendar, no instant yet.
    Date = 1,
    /// Date and time without an offset: a time on somebody's clock, no instant yet.
    Local,
    /// Date and time with `Z`, which in some fields of the API is not UTC.
    Utc,
    /// Date and time with another offset.
    Offset,
    /// Epoch milliseconds.
    Epoch,
}

/// A point in time as the API wrote it. One word: a row has a dozen of them, and rows are copied. Day and time of day, in UTC,
/// lie in it side by side: both are asked for, and dividing takes longer than all else that is done with a stamp.
///
/// From the lowest bit: three of the form, which is never 0; 27 of the time of day; and 34 of the day. A stamp with an offset
/// has that in minutes in the lowest twelve of those, and counts its days from the middle of the years of four digits, which
/// are all that such a stamp can have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Stamp(NonZeroU64);

const TIME_SHIFT: u32 = 3;
const DAY_SHIFT: u32 = TIME_SHIFT + 27;
const OFFSET_BITS: u32 = 12;
const MIDDLE_DAY: i32 = 1_100_000;

impl Stamp {
    fn new(ms: Millis, form: Form) -> Stamp {
        Stamp::on(Day::of(ms), ms.rem_euclid(DAY) as u32, form)
    }

    /// A time of a day, in milliseconds.
    #[inline]
    fn on(day: Day, time: u32, form: Form) -> Stamp {
        Stamp::packed(i64::from(day.0), time, form)
    }

    /// The same, written with an offset from UTC, in minutes.
    #[inline]
    fn with_offset(day: Day, time: u32, offset: i32) -> Stamp {
        let day = i64::from(day.0 - MIDDLE_DAY) << OFFSET_BITS;
        Stamp::packed(day | i64::from(offset) & ((1 << OFFSET_BITS) - 1), time, Form::Offset)
    }

    #[inline]
    fn packed(day: i64, time: u32, form: Form) -> Stamp {
        let word = (day as u64) << DAY_SHIFT | u64::from(time) << TIME_SHIFT;
        // The form alone is not 0.
        Stamp(NonZeroU64::MIN.saturating_add(word | (form as u64 - 1)))
    }

    /// Epoch milliseconds; for [`Form::Date`] and [`Form::Local`] what they would be in UTC.
    #[inline]
    pub const fn ms(self) -> Millis {
        self.day().start() + self.time() as Millis
    }

    /// The day, in UTC where the form has an offset.
    #[inline]
    pub(crate) const fn day(self) -> Day {
        let day = self.0.get() as i64 >> DAY_SHIFT;
        match self.form() {
            Form::Offset => Day((day >> OFFSET_BITS) as i32 + MIDDLE_DAY),
            _ => Day(day as i32),
        }
    }

    /// Milliseconds since midnight, in UTC where the form has an offset.
    #[inline]
    pub(crate) const fn time(self) -> u32 {
        (self.0.get() >> TIME_SHIFT) as u32 & ((1 << (DAY_SHIFT - TIME_SHIFT)) - 1)
    }

    /// How far ahead of UTC the clock was that wrote it, in milliseconds; none unless the stamp has a numeric offset.
    #[inline]
    pub const fn offset(self) -> Option<Millis> {
        match self.form() {
            Form::Offset => {
                let low = (self.0.get() as i64) << (64 - DAY_SHIFT - OFFSET_BITS);
                Some((low >> (64 - OFFSET_BITS)) * MINUTE)
            }
            _ => None,
        }
    }

    /// How it was written.
    #[inline]
    pub const fn form(self) -> Form {
        match self.0.get() & 7 {
            1 => Form::Date,
            2 => Form::Local,
            3 => Form::Utc,
            4 => Form::Offset,
            _ => Form::Epoch,
        }
    }

    /// Epoch milliseconds sent as a number; none beyond what a JavaScript `Date` can hold.
    pub fn from_epoch(ms: f64) -> Option<Stamp> {
        (ms.abs() <= MAX_MILLIS as f64).then(|| Stamp::new(ms.floor() as Millis, Form::Epoch))
    }

    /// The same of seconds, if that is what a number must be: as milliseconds it would be a day of January 1970, when no
    /// programme ran.
    pub(crate) fn from_epoch_seconds(number: f64) -> Option<Stamp> {
        let january_1970 = 0.0..31.0 * DAY as f64;
        january_1970.contains(&number).then(|| Stamp::new((number * 1000.0).floor() as Millis, Form::Epoch))
    }

    /// Reads `2024-08-30`, `2024-08-30T09:21:43`, the same with `.741` and with `Z`, `+0530`, `+05:30` or `+05` after it.
    #[inline]
    pub fn parse(text: &[u8]) -> Option<Stamp> {
        let mut cursor = Cursor(text);
        let year = cursor.two()? * 100 + cursor.two()?;
        cursor.expect(b"-")?;
        let month = cursor.two()?;
        cursor.expect(b"-")?;
        let date = Day::new(year as i32, month, cursor.two()?)?.start();
        if cursor.0.is_empty() {
            return Some(Stamp::new(date, Form::Date));
        }
        cursor.expect(b"Tt ")?;
        let hour = cursor.two()?;
        cursor.expect(b":")?;
        let minute = cursor.two()?;
        let (mut second, mut milli) = (0, 0);
        if cursor.accept(b":") {
            second = cursor.two()?;
            if cursor.accept(b".,") {
                milli = cursor.millis()?;
            }
        }
        // A leap second is told as the second before it: no clock that this is compared with has one.
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let time = Millis::from(hour) * HOUR
            + Millis::from(minute) * MINUTE
            + Millis::from(second.min(59)) * 1000
            + Millis::from(milli);
        let (form, offset) = cursor.offset()?;
        let at = date + time - Millis::from(offset) * MINUTE;
        Some(match form {
            Form::Offset => Stamp::with_offset(Day::of(at), at.rem_euclid(DAY) as u32, offset),
            form => Stamp::new(at, form),
        })
    }
}

impl Stamp {
    /// Reads the forms that nearly all stamps have, `"2024-08-30T09:21:43.741Z"`, the same with `+0530`, and `"2024-08-30"`, at
    /// the start of some JSON text, quotes and all. None for all others, and how many bytes it took. Eight bytes at a time:
    /// this is what most of the work of reading a row is.
    #[inline]
    pub(crate) fn read_plain(text: &[u8], months: &mut LastMonths) -> Option<(Stamp, usize)> {
        // Asked for once, so that nothing below has to ask whether there is more. JSON that ends sooner is read otherwise.
        let text: &[u8; 32] = text.first_chunk()?;
        let (date, rest) = text.strip_prefix(b"\"")?.split_first_chunk()?;
        let day = months.day(date)?;
        if rest.first() == Some(&b'"') {
            return Some((Stamp::on(day, 0, Form::Date), 12));
        }
        let (time, rest) = rest.strip_prefix(b"T")?.split_first_chunk()?;
        let pairs = digit_pairs(u64::from_le_bytes(*time), 0x0000_3a00_003a_0000, 0xffff_00ff_ff00_ffff)?;
        let (hour, minute, second) = (pairs & 0xff, pairs >> 24 & 0xff, pairs >> 48 & 0xff);
        let (milli, rest) = rest.strip_prefix(b".")?.split_first_chunk::<3>()?;
        let [a, b, c] = milli;
        let (form, [d, e, f, g], len) = match rest.first_chunk::<6>()? {
            [b'Z', b'"', ..] => (Form::Utc, *b"0000", 26),
            [b'+' | b'-', offset @ .., b'"'] => (Form::Offset, *offset, 30),
            _ => return None,
        };
        let digits = u64::from_le_bytes([b'0', *a, *b, *c, d, e, f, g]);
        let pairs = digit_pairs(digits, 0, u64::MAX)?;
        let milli = (pairs & 0xff) * 100 + (pairs >> 16 & 0xff);
        let (offset_hours, offset_minutes) = (pairs >> 32 & 0xff, pairs >> 48);
        if hour > 23 || minute > 59 || second > 59 || offset_hours > 23 || offset_minutes > 59 {
            return None;
        }
        let time = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
        let offset = (offset_hours * 60 + offset_minutes) as i32;
        if form == Form::Utc {
            return Some((Stamp::on(day, time as u32, form), len));
        }
        if offset == 0 {
            return Some((Stamp::with_offset(day, time as u32, 0), len));
        }
        let offset = if rest.first() == Some(&b'-') { -offset } else { offset };
        let at = day.start() + time as Millis - Millis::from(offset) * MINUTE;
        Some((Stamp::with_offset(Day::of(at), at.rem_euclid(DAY) as u32, offset), len))
    }
}

/// Eight characters as pairs of digits: in each byte the number that it and the next one make. `marks` is what must stand
/// where `digits` has no ones; none if it does not, or where a digit is none.
#[inline(always)]
const fn digit_pairs(text: u64, marks: u64, digits: u64) -> Option<u64> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // With the marks taken out, everything must be '0' to '9'. Six more than '9' would leave the sixteen of the digits.
    let text = (text & digits) | (!digits & (text ^ marks ^ (0x30 * ONES)));
    let all_digits = text & (0xf0 * ONES) == 0x30 * ONES && (text + 6 * ONES) & (0xf0 * ONES) == 0x30 * ONES;
    let values = text & (0x0f * ONES);
    // A mark is 0 by now, if it is the right one.
    if !all_digits || values & !digits != 0 {
        return None;
    }
    Some(values * 10 + (values >> 8))
}

/// The months that were read last: nearly all stamps of a row are of the month it begins or of the month it ends.
#[derive(Default)]
pub(crate) struct LastMonths([Month; 2]);

/// A month as dates begin with it, its first day, and how many it has.
#[derive(Clone, Copy, Default)]
struct Month {
    text: u64,
    first: Day,
    days: u32,
}

impl LastMonths {
    /// The day that a date is; none unless it is written as `2024-08-30`.
    #[inline]
    fn day(&mut self, date: &[u8; 10]) -> Option<Day> {
        let [month @ .., d, e] = date;
        let text = u64::from_le_bytes(*month);
        let [last, one_before] = &mut self.0;
        if text != last.text {
            std::mem::swap(last, one_before);
            if text != last.text {
                *last = Month::read(text)?;
            }
        }
        let (d, e) = (d.wrapping_sub(b'0'), e.wrapping_sub(b'0'));
        let day = u32::from(d) * 10 + u32::from(e);
        (d <= 9 && e <= 9 && 1 <= day && day <= last.days).then(|| Day(last.first.0 + day as i32 - 1))
    }
}

impl Month {
    /// `2024-08-`
    #[inline(never)]
    fn read(text: u64) -> Option<Month> {
        let pairs = digit_pairs(text, 0x2d00_002d_0000_0000, 0x00ff_ff00_ffff_ffff)?;
        let year = ((pairs & 0xff) * 100 + (pairs >> 16 & 0xff)) as i32;
        let month = (pairs >> 40 & 0xff) as u32;
        Some(Month { text, first: Day::new(year, month, 1)?, days: days_in(year, month) })
    }
}

/// What is left to read of a stamp.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    #[inline]
    fn two(&mut self) -> Option<u32> {
        let ([a, b], rest) = self.0.split_first_chunk()?;
        let (a, b) = (u32::from(a.wrapping_sub(b'0')), u32::from(b.wrapping_sub(b'0')));
        self.0 = rest;
        (a < 10 && b < 10).then_some(a * 10 + b)
    }

    #[inline]
    fn accept(&mut self, one_of: &[u8]) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if one_of.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    #[inline]
    fn expect(&mut self, one_of: &[u8]) -> Option<()> {
        self.accept(one_of).then_some(())
    }

    /// One to nine digits of a fraction; what is below a millisecond is dropped.
    #[inline]
    fn millis(&mut self) -> Option<u32> {
        let len = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        let milli = (0..3).fold(0, |sum, at| {
            sum * 10 + digits.get(at).map_or(0, |byte| u32::from(byte.wrapping_sub(b'0')))
        });
        (1..=9).contains(&len).then_some(milli)
    }

    /// The offset that ends a stamp, in minutes.
    #[inline]
    fn offset(&mut self) -> Option<(Form, i32)> {
        match self.0 {
            [] => Some((Form::Local, 0)),
            [b'Z' | b'z'] => Some((Form::Utc, 0)),
            [sign @ (b'+' | b'-'), rest @ ..] => {
                self.0 = rest;
                let hours = self.two()?;
                self.accept(b":");
                let minutes = if self.0.is_empty() { 0 } else { self.two()? };
                let offset = (hours * 60 + minutes) as i32;
                let known = self.0.is_empty() && hours < 24 && minutes < 60;
                known.then_some((Form::Offset, if *sign == b'-' { -offset } else { offset }))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn stamp(text: &str) -> Option<(Millis, Form)> {
        Stamp::parse(text.as_bytes()).map(|stamp| (stamp.ms(), stamp.form()))
    }

    #[test]
    fn reads_every_form_the_api_was_seen_to_send() {
        assert_eq!(stamp("2024-08-30"), Some((1_724_976_000_000, Form::Date)));
        assert_eq!(stamp("2024-08-30T23:59:59.000Z"), Some((1_725_062_399_000, Form::Utc)));
        assert_eq!(stamp("2024-08-30T09:21:43.741+0000"), Some((1_725_009_703_741, Form::Offset)));
        assert_eq!(stamp("2024-08-30T14:51:43.741+0530"), Some((1_725_009_703_741, Form::Offset)));
        assert_eq!(stamp("2024-08-30T14:51:43.741+05:30"), Some((1_725_009_703_741, Form::Offset)));
        assert_eq!(stamp("2025-07-23T07:18:01Z"), Some((1_753_255_081_000, Form::Utc)));
    }

    #[test]
    fn reads_the_forms_next_to_them() {
        assert_eq!(stamp("2024-08-30T09:21:43"), Some((1_725_009_703_000, Form::Local)));
        assert_eq!(stamp("2024-08-30 09:21"), Some((1_725_009_660_000, Form::Local)));
        assert_eq!(stamp("2024-08-30T04:21:43.7419999-05"), Some((1_725_009_703_741, Form::Offset)));
        assert_eq!(stamp("1969-12-31T23:59:59.999Z"), Some((-1, Form::Utc)));
        assert_eq!(stamp("2016-12-31T23:59:60Z"), Some((1_483_228_799_000, Form::Utc)));
        assert_eq!(stamp("0000-01-01"), Some((-62_167_219_200_000, Form::Date)));
    }

    #[test]
    fn the_quick_way_agrees_with_the_careful_one() {
        let plain = "2024-08-30T09:21:43.741Z";
        let quick = [plain, "2024-08-30T09:21:43.741+0530", "2024-08-30T20:21:43.741-0930", &plain[..10]];
        let mut texts: Vec<String> = quick.iter().map(|text| (*text).to_owned()).collect();
        for text in quick {
            for place in 0..text.len() {
                for byte in
                    ["0", "1", "3", "5", "9", "/", ":", "-", "+", "T", "t", "Z", ".", " ", "\u{0}", "\u{7f}"]
                {
                    let mut text = text.to_owned();
                    text.replace_range(place..=place, byte);
                    texts.push(text);
                }
            }
        }
        let mut last = LastMonths::default();
        for text in texts {
            // What follows may be anything.
            let quoted = format!("\"{text}\",{plain}");
            let quick = Stamp::read_plain(quoted.as_bytes(), &mut last);
            let careful = Stamp::parse(text.as_bytes());
            match quick {
                Some((stamp, len)) => assert_eq!((Some(stamp), len), (careful, text.len() + 2), "{text}"),
                // Forms like `2024-08-30T09:21:43,741z` are for the careful way alone.
                None => assert!(
                    careful.is_none_or(|_| !text.ends_with('Z')
                        || !text.contains('T')
                        || !text.contains('.')
                        || text[17..19] == *"60"),
                    "{text}"
                ),
            }
        }
        for text in quick {
            let quoted = format!("\"{text}\",{plain}");
            assert!(Stamp::read_plain(quoted.as_bytes(), &mut last).is_some(), "{text} is read quickly");
        }
        assert_eq!(Stamp::read_plain(b"\"2024-08-30,                 ", &mut last), None);
        assert_eq!(Stamp::read_plain(b"\"2024-08-30\"}", &mut last), None, "too near the end");
        assert_eq!(Stamp::read_plain(b"", &mut last), None);
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2024",
            "2024-8-30",
            "2024-02-30",
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-08-32",
            "2024-08-30T",
            "2024-08-30T24:00:00Z",
            "2024-08-30T09:60:00Z",
            "2024-08-30T09:21:61Z",
            "2024-08-30T09:21:43.Z",
            "2024-08-30T09:21:43+5",
            "2024-08-30T09:21:43+05:3",
            "2024-08-30T09:21:43+24:00",
            "2024-08-30T09:21:43 UTC",
            "30/08/2024",
            "yesterday",
            "2024-08-30T09:21:43.1234567890Z",
            "+2024-08-30",
            "８月",
            "2024-08-3é",
            "17246579380000000000",
        ] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }
}
