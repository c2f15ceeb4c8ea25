//! Whether to ask again after a failure that may pass, and when.

use super::http_date::parse_http_date;
use crate::wire::Millis;

/// How often to ask, and how long to wait in between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// How many requests there may be in all.
    pub(crate) attempts: f64,
    /// The longest wait after the first failure; it doubles with each further one.
    pub(crate) base_delay_ms: f64,
    /// No wait is longer.
    pub(crate) max_delay_ms: f64,
}

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Next {
    /// Ask again after so many milliseconds.
    Wait(f64),
    /// Give up: there were enough requests, or the time is up before the next one.
    Stop,
    /// Give up: the server wants to be left alone for longer than a caller can be kept waiting.
    TooLong,
}

impl Policy {
    /// Decides after the failure of request number `attempt`, counted from 1, which may pass by itself.
    ///
    /// The wait is a random part of what is allowed ("full jitter"): clients that failed together do not come back
    /// together. A wait that the server asked for is never cut short. `random` is from 0 up to but not including 1.
    pub(crate) fn next(
        &self,
        attempt: u32,
        retry_after_ms: Option<f64>,
        time_left_ms: f64,
        random: f64,
    ) -> Next {
        if retry_after_ms.is_some_and(|asked| asked > self.max_delay_ms) {
            return Next::TooLong;
        }
        let doubled = self.base_delay_ms * (1u64 << attempt.saturating_sub(1).min(31)) as f64;
        let jittered = random * doubled.min(self.max_delay_ms);
        let wait = jittered.max(retry_after_ms.unwrap_or(0.0));
        if f64::from(attempt) >= self.attempts || wait >= time_left_ms {
            return Next::Stop;
        }
        Next::Wait(wait)
    }
}

/// The milliseconds that a `Retry-After` asks for: seconds, or a date that is compared with `now`. None when it says
/// nothing readable.
pub(crate) fn retry_after(header: &str, now: Millis) -> Option<f64> {
    let text = header.trim_ascii();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.bytes().fold(0.0, |value, digit| value * 10.0 + f64::from(digit - b'0'));
        return Some(seconds * 1000.0);
    }
    parse_http_date(text).map(|date| (date - now).max(0) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const POLICY: Policy = Policy { attempts: 4.0, base_delay_ms: 300.0, max_delay_ms: 1000.0 };
    const LONG: f64 = 60_000.0;

    #[test]
    fn waits_a_random_part_of_twice_as_much_each_time() {
        let most = |attempt| POLICY.next(attempt, None, LONG, 0.5);
        assert_eq!(most(1), Next::Wait(150.0));
        assert_eq!(most(2), Next::Wait(300.0));
        assert_eq!(most(3), Next::Wait(500.0), "no more than max_delay_ms");
        assert_eq!(POLICY.next(1, None, LONG, 0.0), Next::Wait(0.0));
        let Next::Wait(longest) = POLICY.next(1, None, LONG, 1.0 - f64::EPSILON) else { panic!() };
        assert!((299.0..300.0).contains(&longest));
    }

    #[test]
    fn stops_after_the_last_attempt() {
        assert_eq!(POLICY.next(4, None, LONG, 0.0), Next::Stop);
        assert_eq!(POLICY.next(9, Some(10.0), LONG, 0.0), Next::Stop);
        let once = Policy { attempts: 1.0, ..POLICY };
        assert_eq!(once.next(1, None, LONG, 0.0), Next::Stop);
        let for_ever = Policy { attempts: f64::INFINITY, ..POLICY };
        assert_eq!(for_ever.next(u32::MAX, None, f64::INFINITY, 0.5), Next::Wait(500.0));
    }

    #[test]
    fn leaves_the_server_alone_for_as_long_as_it_asks() {
        assert_eq!(POLICY.next(1, Some(700.0), LONG, 0.1), Next::Wait(700.0));
        assert_eq!(
            POLICY.next(1, Some(10.0), LONG, 0.5),
            Next::Wait(150.0),
            "jitter stays when it is longer"
        );
        assert_eq!(POLICY.next(1, Some(1000.0), LONG, 0.0), Next::Wait(1000.0));
        assert_eq!(POLICY.next(1, Some(1001.0), LONG, 0.0), Next::TooLong);
        assert_eq!(
            POLICY.next(4, Some(9000.0), LONG, 0.0),
            Next::TooLong,
            "also told after the last attempt"
        );
    }

    #[test]
    fn begins_no_wait_that_the_deadline_would_end() {
        assert_eq!(POLICY.next(1, None, 151.0, 0.5), Next::Wait(150.0));
        assert_eq!(POLICY.next(1, None, 150.0, 0.5), Next::Stop);
        assert_eq!(POLICY.next(1, Some(700.0), 500.0, 0.0), Next::Stop);
        assert_eq!(POLICY.next(1, None, -5.0, 0.0), Next::Stop);
    }

    #[test]
    fn reads_retry_after_as_seconds_or_as_a_date() {
        let now = 784_111_777_000;
        let expected = [
            ("0", Some(0.0)),
            ("120", Some(120_000.0)),
            (" 3 ", Some(3_000.0)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10_000.0)),
            ("Sun, 06 Nov 1994 08:49:27 GMT", Some(0.0)),
            ("Sunday, 06-Nov-24 08:49:37 GMT", Some(946_771_200_000.0)),
            ("", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
        ];
        for (header, wait) in expected {
            assert_eq!(retry_after(header, now), wait, "{header:?}");
        }
        assert!(retry_after(&"9".repeat(400), now).is_some_and(|wait| wait > 1e300));
    }
}
