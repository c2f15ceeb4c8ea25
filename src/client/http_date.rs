//! Points in time as HTTP headers write them.

use crate::wire::{Day, HOUR, MINUTE, Millis};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date in any of the three forms that a recipient must accept (RFC 9110, section 5.6.7). They hold the same
/// parts and differ in what stands between them, so the parts are told by their looks: a month has letters, a time has
/// colons, and of two numbers the first is the day. All of them are in GMT.
pub(crate) fn parse_http_date(text: &str) -> Option<Millis> {
    let (mut day, mut month, mut year, mut time) = (None, None, None, None);
    let is_between = |byte: &u8| b" ,-".contains(byte);
    for word in text.as_bytes().split(is_between).filter(|word| !word.is_empty()) {
        let digits = number(word);
        if word.contains(&b':') {
            time = Some(time_of_day(word)?);
        } else if let Some(number) = digits {
            match (day, year) {
                (None, _) => day = Some(number),
                // The oldest form has two digits; no header of today means the last century by them.
                (_, None) if word.len() == 2 => year = Some(2000 + number),
                (_, None) => year = Some(number),
                _ => return None,
            }
        } else if let Some(place) = MONTHS.iter().position(|name| word.eq_ignore_ascii_case(name.as_bytes()))
        {
            month = Some(place as u32 + 1);
        } else if !word.ends_with(b"day") && !is_weekday(word) && word != b"GMT" {
            return None;
        }
    }
    let day = Day::new(i32::try_from(year?).ok()?, month?, day?)?;
    Some(day.start() + time?)
}

fn is_weekday(word: &[u8]) -> bool {
    matches!(word, b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun")
}

/// The milliseconds of `08:49:37`. A leap second belongs to the minute that follows.
fn time_of_day(word: &[u8]) -> Option<Millis> {
    let mut parts = word.split(|byte| *byte == b':').map(number);
    let mut next = |most: u32| parts.next().flatten().filter(|part| *part <= most).map(Millis::from);
    let millis = next(23)? * HOUR + next(59)? * MINUTE + next(60)? * 1000;
    parts.next().is_none().then_some(millis)
}

/// The value of up to four digits.
fn number(word: &[u8]) -> Option<u32> {
    let is_short = matches!(word.len(), 1..=4);
    (is_short && word.iter().all(u8::is_ascii_digit))
        .then(|| word.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn reads_the_three_forms() {
        let same =
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 NOV 1994 08:49:37 GMT"];
        for text in same {
            assert_eq!(parse_http_date(text), Some(784_111_777_000), "{text}");
        }
        assert_eq!(parse_http_date("Friday, 30-Aug-24 09:21:43 GMT"), Some(1_725_009_703_000));
        assert_eq!(parse_http_date("Fri, 30 Aug 2024 09:21:43 GMT"), Some(1_725_009_703_000));
        assert_eq!(
            parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT"),
            parse_http_date("Fri, 01 Mar 2024 00:00:00 GMT")
        );
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "0",
            "soon",
            "Sun, 06 Nov 1994",
            "Sun, 31 Feb 2024 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37 PST",
            "Sun, 06 Nov 1994 08:49:37 +0530",
            "Sun, 06 06 Nov 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(parse_http_date(text), None, "{text}");
        }
    }
}
