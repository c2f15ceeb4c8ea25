//! When anything changes by itself (rule 7).

use super::phase::next_decision;
use super::{Moment, Phase};
use crate::model::{Zone, day_of, part};
use crate::wire::{Day, Millis};

impl Moment<'_> {
    /// The earliest instant after this one at which an answer changes although nothing is received: a cycle starts
    /// or ends, a flag stops being credible, a day turns while days are counted, a streak enters its last
    /// `at_risk_within` milliseconds, a definition comes or goes. None when nothing will.
    pub fn next_change(&self, at_risk_within: Millis) -> Option<Millis> {
        let decisions = self.model.groups.iter().flat_map(|group| {
            self.model.targets(group).iter().filter_map(|target| {
                let windows = part(&self.schedule.0, &target.cycles);
                next_decision(group.evaluation, self.model.cycles(target), windows, self.now)
            })
        });
        let streaks = self.streaks(at_risk_within).into_iter().filter_map(|streak| {
            // What makes a streak one to worry about does not change before its deadline does.
            let enters = streak.deadline?.saturating_sub(at_risk_within);
            (streak.can_be_lost() && enters > self.now).then_some(enters)
        });
        let definitions = self.definition_changes();
        let days = self.counts_days().then(|| next_day(self.zone, self.now, self.today));
        decisions.chain(streaks).chain(definitions).chain(days).min()
    }

    /// Whether any answer counts days that are left.
    fn counts_days(&self) -> bool {
        let cycles = self.phases.iter().zip(&self.schedule.0);
        cycles
            .filter(|((phase, _), _)| *phase == Phase::Active)
            .any(|(_, window)| window.is_some_and(|window| self.last_day(window) > self.today))
    }
}

/// The next instant at which the calendars of a zone show another day. Nearly always its next midnight; but a zone
/// may change its clocks across midnight, and then the day turns with the clocks, forward or even back.
fn next_day(zone: &dyn Zone, now: Millis, today: Day) -> Millis {
    let tomorrow = Day(today.0 + 1).start();
    let offset = zone.offset_at(now);
    let midnight = tomorrow - offset;
    if zone.offset_at(midnight) == offset {
        return midnight;
    }
    let (mut before, mut change) = (now, midnight);
    while change - before > 1 {
        let middle = before + (change - before) / 2;
        if zone.offset_at(middle) == offset {
            before = middle;
        } else {
            change = middle;
        }
    }
    if day_of(zone, change) == today { tomorrow - zone.offset_at(change) } else { change }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Utc;
    use crate::wire::{DAY, HOUR, MINUTE};

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// UTC until instant 0, and `after` from then on.
    struct Change {
        after: Millis,
    }

    impl Zone for Change {
        fn offset_at(&self, instant: Millis) -> Millis {
            if instant < 0 { 0 } else { self.after }
        }
    }

    fn next(zone: &dyn Zone, now: Millis) -> Millis {
        next_day(zone, now, day_of(zone, now))
    }

    #[test]
    fn the_day_turns_at_midnight() {
        assert_eq!(next(&Utc, 0), DAY);
        assert_eq!(next(&Utc, DAY - 1), DAY);
        assert_eq!(next(&Utc, -1), 0);
    }

    #[test]
    fn the_day_turns_where_midnight_does_not_exist() {
        let forward = Change { after: HOUR };
        assert_eq!(next(&forward, -5), 0, "00:00 became 01:00");
        assert_eq!(next(&forward, 0), 23 * HOUR);
    }

    #[test]
    fn the_day_turns_once_though_midnight_comes_twice() {
        let back = Change { after: -HOUR };
        assert_eq!(day_of(&back, 0), Day(-1), "midnight came and the clocks went back to 23:00");
        assert_eq!(next(&back, -DAY), HOUR, "so the day turns an hour later");
        assert_eq!(next(&back, -1), HOUR);
        let late = Change { after: -HOUR - MINUTE };
        assert_eq!(next(&late, -30 * MINUTE), HOUR + MINUTE);
    }
}
