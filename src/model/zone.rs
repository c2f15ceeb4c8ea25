//! Civil time and instants.

use crate::wire::{DAY, Day, Millis};

/// A time zone: how far its clocks are ahead of UTC at each instant.
pub trait Zone {
    /// Local time minus UTC, in milliseconds, at an instant.
    fn offset_at(&self, instant: Millis) -> Millis;

    /// The instant at which its clocks show a civil time (given as its epoch milliseconds in UTC). A time that a change of
    /// clocks leaves out moves forward by what was left out; one that comes twice is the earlier.
    fn instant_of(&self, civil: Millis) -> Millis {
        // No zone is farther than a day from UTC or changes its clocks twice within two days, so these two offsets
        // are the only ones that can hold at the instant looked for.
        let before = self.offset_at(civil - DAY);
        let after = self.offset_at(civil + DAY);
        let early = civil - before;
        if before == after || self.offset_at(early) == before {
            return early;
        }
        let late = civil - after;
        if self.offset_at(late) == after { late } else { early }
    }

    /// The first instant after one, and not after another, from which on its clocks are at another distance from UTC. The two
    /// must be less than two days apart.
    fn next_offset_change(&self, after: Millis, until: Millis) -> Option<Millis> {
        let offset = self.offset_at(after);
        if after >= until || self.offset_at(until) == offset {
            return None;
        }
        let (mut before, mut change) = (after, until);
        while change - before > 1 {
            let middle = before + (change - before) / 2;
            if self.offset_at(middle) == offset {
                before = middle;
            } else {
                change = middle;
            }
        }
        Some(change)
    }
}

/// Coordinated universal time.
pub struct Utc;

impl Zone for Utc {
    fn offset_at(&self, _: Millis) -> Millis {
        0
    }
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
        assert_eq!(spring.instant_of(-1), -1);
        assert_eq!(spring.instant_of(0), 0);
        assert_eq!(spring.instant_of(30 * MINUTE), 30 * MINUTE, "00:30 does not exist and becomes 01:30");
        assert_eq!(spring.instant_of(HOUR), 0);
    }

    #[test]
    fn a_fold_is_its_earlier_instant() {
        let autumn = Change { before: HOUR, after: 0 };
        assert_eq!(autumn.instant_of(30 * MINUTE), -30 * MINUTE);
        assert_eq!(autumn.instant_of(HOUR), HOUR, "01:00 comes once, after the change");
        assert_eq!(autumn.instant_of(-1), -HOUR - 1);
    }

    #[test]
    fn a_skipped_day_is_the_next_one() {
        let samoa = Change { before: -10 * HOUR, after: 14 * HOUR };
        assert_eq!(samoa.instant_of(-10 * HOUR), 0);
        assert_eq!(samoa.instant_of(14 * HOUR), 0);
        assert_eq!(day_of(&samoa, -1), Day(-1));
        assert_eq!(day_of(&samoa, 0), Day(0));
    }

    #[test]
    fn clocks_change_between_two_instants_or_not() {
        let change = Change { before: 0, after: HOUR };
        assert_eq!(change.next_offset_change(-HOUR, HOUR), Some(0));
        assert_eq!(change.next_offset_change(-1, 0), Some(0));
        assert_eq!(change.next_offset_change(-HOUR, -1), None, "later");
        assert_eq!(change.next_offset_change(0, HOUR), None, "before");
        assert_eq!(change.next_offset_change(1, -1), None, "there is nothing between them");
    }
}
