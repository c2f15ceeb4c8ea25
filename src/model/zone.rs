//! Civil time and instants.

use crate::wire::{DAY, Day, Millis};

/// A time zone: how far its clocks are ahead of UTC at each instant.
pub trait Zone {
    /// Local time minus UTC, in milliseconds, at an instant.
    fn offset_at(&self, instant: Millis) -> Millis;
}

/// Coordinated universal time.
pub struct Utc;

impl Zone for Utc {
    fn offset_at(&self, _: Millis) -> Millis {
        0
    }
}

/// The instant at which the clocks of a zone show a civil time (given as its epoch milliseconds in UTC). A time
/// that a change of clocks leaves out moves forward by what was left out; one that comes twice is the earlier.
pub fn instant_of(zone: &dyn Zone, civil: Millis) -> Millis {
    // No zone is farther than a day from UTC or changes its clocks twice within two days, so these two offsets
    // are the only ones that can hold at the instant looked for.
    let before = zone.offset_at(civil - DAY);
    let after = zone.offset_at(civil + DAY);
    let early = civil - before;
    if before == after || zone.offset_at(early) == before {
        return early;
    }
    let late = civil - after;
    if zone.offset_at(late) == after { late } else { early }
}

/// The day on the calendars of a zone at an instant.
pub fn day_of(zone: &dyn Zone, instant: Millis) -> Day {
    Day::of(instant + zone.offset_at(instant))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{HOUR, MINUTE};

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// Clocks that change once, at instant 0.
    struct Change {
        before: Millis,
        after: Millis,
    }

    impl Zone for Change {
        fn offset_at(&self, instant: Millis) -> Millis {
            if instant < 0 { self.before } else { self.after }
        }
    }

    #[test]
    fn a_gap_moves_forward_by_its_length() {
        let spring = Change { before: 0, after: HOUR };
        assert_eq!(instant_of(&spring, -1), -1);
        assert_eq!(instant_of(&spring, 0), 0);
        assert_eq!(instant_of(&spring, 30 * MINUTE), 30 * MINUTE, "00:30 does not exist and becomes 01:30");
        assert_eq!(instant_of(&spring, HOUR), 0);
    }

    #[test]
    fn a_fold_is_its_earlier_instant() {
        let autumn = Change { before: HOUR, after: 0 };
        assert_eq!(instant_of(&autumn, 30 * MINUTE), -30 * MINUTE);
        assert_eq!(instant_of(&autumn, HOUR), HOUR, "01:00 comes once, after the change");
        assert_eq!(instant_of(&autumn, -1), -HOUR - 1);
    }

    #[test]
    fn a_skipped_day_is_the_next_one() {
        let samoa = Change { before: -10 * HOUR, after: 14 * HOUR };
        assert_eq!(instant_of(&samoa, -10 * HOUR), 0);
        assert_eq!(instant_of(&samoa, 14 * HOUR), 0);
        assert_eq!(day_of(&samoa, -1), Day(-1));
        assert_eq!(day_of(&samoa, 0), Day(0));
    }
}
