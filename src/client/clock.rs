//! How wrong the clock of a device is, by the `Date` and the `Age` of answers.

use super::http_date::parse_http_date;
use crate::wire::{DAY, Millis};

/// Below this, a difference may be that of the header and the network, not of the clocks; and no cycle that ends two
/// seconds early or late makes a difference to a customer.
const TOLERANCE: Millis = 2_000;

/// A clock that is wrong by more than this is believed only after a second answer.
const FAR: Millis = DAY;

/// The time of the server when it sent an answer: `Date`, and what the answer spent in caches since (`Age`, in seconds).
pub(crate) fn server_time(date: Option<&str>, age: Option<&str>) -> Option<Millis> {
    Some(parse_http_date(date?)? + age.and_then(seconds).unwrap_or(0) * 1000)
}

/// A number of seconds, as `Age` has it: no more than what fits its grammar of old, 2^31.
fn seconds(text: &str) -> Option<Millis> {
    let digits = text.trim_ascii().as_bytes();
    let is_number = matches!(digits.len(), 1..=10) && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |value, digit| value * 10 + Millis::from(digit - b'0')))
}

/// When an answer was asked for and came, by the clocks of the device, and the time of the server in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) server_time: Millis,
    /// By the clock that may be wrong.
    pub(crate) sent: Millis,
    pub(crate) heard: Millis,
    /// By the clock that never goes back, and stands at whatever it does.
    pub(crate) sent_at: f64,
    pub(crate) heard_at: f64,
}

impl Reading {
    /// What to add to the device's clock to have the server's.
    ///
    /// The server's second was cut off, so its clock stood half a second later on average; and it was read halfway between
    /// sending and hearing, as far as anybody knows.
    fn skew(&self) -> Millis {
        let trip = (self.heard - self.sent).max(0);
        let skew = self.server_time + 500 - (self.sent + trip / 2);
        if skew.abs() <= TOLERANCE + trip / 2 { 0 } else { skew }
    }

    /// When the server's clock was read, by the clock that never goes back, and by how much that may be wrong.
    fn read_at(&self) -> (f64, f64) {
        let half = (self.heard_at - self.sent_at) / 2.0;
        (self.sent_at + half, half)
    }
}

/// How wrong the device's clock is, as far as is known.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew {
    /// What to add to it to have the server's, in milliseconds.
    millis: Millis,
    /// The reading that later ones are compared with, and the skew before it.
    last: Option<(Reading, Millis)>,
    /// The last `Date` stood still: it was no clock, and the next one is believed only if it goes with the time.
    is_doubtful: bool,
}

impl ClockSkew {
    /// What to add to the device's clock to have the server's, in milliseconds.
    pub(crate) fn millis(&self) -> Millis {
        self.millis
    }

    /// Learns from an answer.
    ///
    /// Some `Date`s are no clock: an answer from a cache that does not say its `Age` has the same one each time. And one that is
    /// more than a day away is more often a server's mistake than the device's. So the next answer is asked for a second opinion:
    /// its `Date` must have gone as far as the time did.
    pub(crate) fn observe(&mut self, reading: Reading) {
        let mut agrees = false;
        if let Some((last, before)) = self.last {
            let ((at, error), (last_at, last_error)) = (reading.read_at(), last.read_at());
            let tolerance = TOLERANCE as f64 + error + last_error;
            let (advanced, passed) = (reading.server_time - last.server_time, at - last_at);
            if advanced == 0 && passed > tolerance {
                self.millis = before;
                self.is_doubtful = true;
                return;
            }
            let is_later = reading.sent_at >= last.heard_at;
            agrees = is_later && advanced > 0 && (advanced as f64 - passed).abs() <= tolerance;
        }
        let before = self.millis;
        let skew = reading.skew();
        self.is_doubtful &= !agrees;
        if agrees || !(self.is_doubtful || skew.abs() > FAR) {
            self.millis = skew;
        }
        self.last = Some((reading, before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const HOUR: Millis = 3_600_000;
    const START: Millis = 1_725_010_000_000;

    /// An answer that came at once, so many milliseconds after the start, with the time of the server in it.
    fn heard(after: Millis, server_time: Millis) -> Reading {
        let (now, at) = (START + after, 5_000.0 + after as f64);
        Reading { server_time, sent: now, heard: now, sent_at: at, heard_at: at }
    }

    /// What is believed after each of some answers.
    fn skews(readings: &[Reading]) -> Vec<Millis> {
        let mut clock = ClockSkew::default();
        let skew_after = |reading: &Reading| {
            clock.observe(*reading);
            clock.millis()
        };
        readings.iter().map(skew_after).collect()
    }

    fn skew(server_time: Millis, sent: Millis, heard: Millis) -> Millis {
        Reading { server_time, sent, heard, sent_at: 0.0, heard_at: 0.0 }.skew()
    }

    #[test]
    fn a_clock_that_may_be_right_is_right() {
        assert_eq!(skew(10_000, 10_400, 10_600), 0);
        assert_eq!(skew(10_000, 12_000, 12_100), 0, "within two seconds");
        assert_eq!(skew(10_000, 10_000, 16_000), 0, "a slow answer tells little");
        assert_eq!(skew(10_000, 10_600, 10_400), 0, "the clock was set back meanwhile");
    }

    #[test]
    fn half_the_time_an_answer_took_is_doubted_besides() {
        assert_eq!(skew(15_500, 10_000, 14_000), 0);
        assert_eq!(skew(15_501, 10_000, 14_000), 4_001);
    }

    #[test]
    fn a_date_stands_still_when_that_cannot_be_the_time_two_answers_took() {
        let asked = |after: i32, trip: i32| {
            let (sent, sent_at) = (START + Millis::from(after), f64::from(after));
            let (heard, heard_at) = (sent + Millis::from(trip), sent_at + f64::from(trip));
            Reading { server_time: START - HOUR, sent, heard, sent_at, heard_at }
        };
        // Half of 6 and of 2 seconds, and the two that always pass.
        assert_eq!(skews(&[asked(0, 6_000), asked(8_000, 2_000)]), [-HOUR - 2_500, -HOUR - 8_500]);
        assert_eq!(skews(&[asked(0, 6_000), asked(8_001, 2_000)]), [-HOUR - 2_500, 0]);
    }

    #[test]
    fn a_whole_day_is_believed_at_once_and_more_is_not() {
        assert_eq!(skews(&[heard(0, START + FAR - 500)]), [FAR]);
        assert_eq!(skews(&[heard(0, START + FAR - 499)]), [0]);
    }

    #[test]
    fn a_wrong_clock_is_told_by_how_much() {
        assert_eq!(skew(10_000 + HOUR, 10_400, 10_600), HOUR);
        assert_eq!(skew(10_000 - HOUR, 10_400, 10_600), -HOUR);
        assert_eq!(skew(13_000, 10_400, 10_600), 3_000);
    }

    #[test]
    fn what_an_answer_spent_in_caches_counts() {
        let date = Some("Fri, 30 Aug 2024 09:00:00 GMT");
        let nine = server_time(date, None).unwrap();
        for (age, seconds) in
            [("3600", 3_600), (" 7 ", 7), ("0", 0), ("-5", 0), ("1.5", 0), ("soon", 0), ("", 0)]
        {
            assert_eq!(server_time(date, Some(age)), Some(nine + seconds * 1000), "{age:?}");
        }
        assert_eq!(server_time(date, Some("99999999999999999999")), Some(nine));
        assert_eq!((server_time(None, Some("5")), server_time(Some("soon"), None)), (None, None));
    }

    #[test]
    fn a_date_that_stands_still_is_no_clock() {
        let old = START - HOUR;
        let believed = skews(&[heard(0, old), heard(60_000, old), heard(120_000, old)]);
        assert_eq!(believed, [-HOUR + 500, 0, 0]);
        // The cache was filled again: that is one reading, and nobody knows how old it is.
        assert_eq!(skews(&[heard(0, old), heard(60_000, old), heard(120_000, old + 300_000)])[2], 0);
        // The server itself answers: its clock goes with the time.
        let again = [
            heard(0, old),
            heard(60_000, old),
            heard(120_000, START + 120_000 + HOUR),
            heard(180_000, START + 180_000 + HOUR),
        ];
        assert_eq!(skews(&again)[2..], [0, HOUR + 500]);
    }

    #[test]
    fn what_was_known_before_a_date_stood_still_is_known_again() {
        let ahead = |after| heard(after, START + after + HOUR);
        let old = START - HOUR;
        let believed = skews(&[ahead(0), ahead(60_000), heard(120_000, old), heard(180_000, old)]);
        assert_eq!(believed[3], HOUR + 500);
    }

    #[test]
    fn answers_within_the_same_second_do_not_stand_still() {
        assert_eq!(skews(&[heard(0, START + HOUR), heard(900, START + HOUR)]), [HOUR + 500, HOUR - 400]);
    }

    #[test]
    fn a_date_more_than_a_day_away_needs_a_second_that_agrees() {
        let year = 365 * DAY;
        let far = |after| heard(after, START + year + after);
        assert_eq!(skews(&[far(0), far(60_000), far(120_000)]), [0, year + 500, year + 500]);
        let epoch = |after| heard(after, 0);
        assert_eq!(skews(&[epoch(0), epoch(500), epoch(60_000)]), [0, 0, 0], "1970 stands still");
        assert_eq!(skews(&[far(0), heard(60_000, START - year), far(120_000)]), [0, 0, 0], "they disagree");
        let known = skews(&[heard(0, START + HOUR), far(60_000), heard(120_000, START + 120_000 + HOUR)]);
        assert_eq!(known, [HOUR + 500; 3], "one mistake changes nothing");
    }

    #[test]
    fn an_answer_that_was_asked_for_at_the_same_time_is_no_second_opinion() {
        let year = 365 * DAY;
        let slow = |sent: Millis, heard: Millis| Reading {
            server_time: START + year + (sent + heard) / 2,
            sent: START + sent,
            heard: START + heard,
            sent_at: sent as f64,
            heard_at: heard as f64,
        };
        assert_eq!(skews(&[slow(0, 4_000), slow(1_000, 8_000)]), [0, 0]);
        assert_eq!(skews(&[slow(0, 4_000), slow(1_000, 8_000), slow(9_000, 9_000)])[2], year + 500);
    }
}
