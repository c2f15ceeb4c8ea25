//! How wrong the clock of a device is, by the `Date` of an answer.

use crate::wire::Millis;

/// Below this, a difference may be that of the header and the network, not of the clocks; and no cycle that ends two
/// seconds early or late makes a difference to a customer.
const TOLERANCE: Millis = 2_000;

/// What to add to the device's clock to have the server's, in milliseconds.
///
/// `date` is what the answer says, which was `sent` and `heard` by the device's clock. The server's second was cut off, so
/// its clock stood half a second later on average; and it was read halfway between the two, as far as anybody knows.
pub(crate) fn skew(date: Millis, sent: Millis, heard: Millis) -> Millis {
    let trip = (heard - sent).max(0);
    let skew = date + 500 - (sent + trip / 2);
    if skew.abs() <= TOLERANCE + trip / 2 { 0 } else { skew }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_clock_that_may_be_right_is_right() {
        assert_eq!(skew(10_000, 10_400, 10_600), 0);
        assert_eq!(skew(10_000, 12_000, 12_100), 0, "within two seconds");
        assert_eq!(skew(10_000, 10_000, 16_000), 0, "a slow answer tells little");
        assert_eq!(skew(10_000, 10_600, 10_400), 0, "the clock was set back meanwhile");
    }

    #[test]
    fn a_wrong_clock_is_told_by_how_much() {
        let hour = 3_600_000;
        assert_eq!(skew(10_000 + hour, 10_400, 10_600), hour);
        assert_eq!(skew(10_000 - hour, 10_400, 10_600), -hour);
        assert_eq!(skew(13_000, 10_400, 10_600), 3_000);
    }
}
