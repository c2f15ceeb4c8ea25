//! Days of the calendar, and the units that time is counted in.

use crate::shape::schema::{Schema, Type};
use crate::shape::{Shape, packed_as_number};
use crate::write::{push_ascii, push_digits};
use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// A minute.
pub const MINUTE: Millis = 60_000;
/// An hour.
pub const HOUR: Millis = 60 * MINUTE;
/// A day of twenty-four hours.
pub const DAY: Millis = 24 * HOUR;

/// A day of the calendar, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a year, a month from 1 to 12 and a day of the month; none if the calendar has no such day.
    pub const fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        if month < 1 || month > 12 || day < 1 || day > days_in(year, month) {
            return None;
        }
        // Years that begin in March put the leap day last, so the days before a month follow one formula.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let of_year = (153 * month + 2) / 5 + day - 1;
        Some(Day(year * 365 + leap_days + of_year as i32 - 719_468))
    }

    /// The day that a civil time, read as if it were UTC, falls on.
    pub const fn of(civil: Millis) -> Day {
        Day(civil.div_euclid(DAY) as i32)
    }

    /// The day's first instant, read as if it were UTC.
    pub const fn start(self) -> Millis {
        self.0 as Millis * DAY
    }

    /// Year, month from 1, day of the month from 1.
    pub const fn civil(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = (of_era - (365 * year + year / 4 - year / 100)) as u32;
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
        (year + era * 400, month, day)
    }

    fn text(self) -> String {
        let (year, month, day) = self.civil();
        let mut out = String::new();
        let is_short = (0..=9999).contains(&year);
        if !is_short {
            push_ascii(&mut out, if year < 0 { b'-' } else { b'+' });
        }
        push_digits(&mut out, year.unsigned_abs(), if is_short { 4 } else { 6 });
        for part in [month, day] {
            push_ascii(&mut out, b'-');
            push_digits(&mut out, part, 2);
        }
        out
    }
}

/// How many days a month has.
#[inline]
pub(super) const fn days_in(year: i32, month: u32) -> u32 {
    if month == 2 {
        return if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) { 29 } else { 28 };
    }
    // Thirty, and one more in every other month, the other way round from August on.
    30 | (month ^ month >> 3)
}

/// Writes `2024-08-30`; six digits and a sign for years that four digits cannot hold, as ECMAScript does.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A browser writes dates as ECMAScript does, as we do: it is handed the number.
impl Shape for Day {
    packed_as_number!(|day: &Day| f64::from(day.0));

    fn describe(_: &mut Schema) -> Type {
        Type::Date
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::MAX_MILLIS;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn days_and_dates_are_the_same_thing() {
        let mut expected = Day::new(-400, 1, 1).unwrap();
        for year in -400..2800 {
            for month in 1..=12 {
                for day in 1..=days_in(year, month) {
                    assert_eq!(Day::new(year, month, day), Some(expected));
                    assert_eq!(expected.civil(), (year, month, day));
                    expected.0 += 1;
                }
            }
        }
        assert_eq!(Day(0).to_string(), "1970-01-01");
        assert_eq!(Day::of(-1).to_string(), "1969-12-31");
        assert_eq!(Day::of(MAX_MILLIS).to_string(), "+275760-09-13");
        assert_eq!(Day::of(-MAX_MILLIS).to_string(), "-271821-04-20");
    }
}
