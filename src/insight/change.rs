//! When anything changes by itself (rule 7).

use super::phase::{At, decide, each_edge};
use super::progress::{PaceStatus, days_left};
use super::run::Gaps;
use super::{Include, Moment, StreakSummary, Timed};
use crate::model::{Evaluation, Group, Kind, Target, Unit, Window, Zone, day_of, is_not_begun, part};
use crate::wire::{Day, Millis};

impl<'m> Moment<'m> {
    /// The earliest instant after this one at which an answer changes although nothing is received: a cycle starts or ends, a
    /// flag stops being credible, somebody falls behind, a day turns while days are counted, a streak enters its last
    /// `at_risk_within` milliseconds or is seen to have a gap, an offer comes or goes. None when nothing will.
    pub fn next_change(&self, at_risk_within: Millis) -> Option<Millis> {
        self.next_change_with(&self.streaks_with_gaps(at_risk_within), at_risk_within)
    }

    /// The same, where the streaks are known already.
    pub(super) fn next_change_with(
        &self,
        streaks: &[Option<(StreakSummary<'m>, Gaps)>],
        at_risk_within: Millis,
    ) -> Option<Millis> {
        let mut next = Next::after(self.at.now);
        for (_, window) in self.offers(Include { invited: true, user_created: true }).unwrap_or_default() {
            // One without an end ends never, which is no change.
            next.surely(window.start);
            next.surely(window.end);
        }
        next.surely(self.next_phase_change());
        self.add_day_change(&mut next);
        for group in &self.model.groups {
            for target in self.model.targets(group) {
                let unit = target.unit;
                for timed in self.cycles(target) {
                    self.add_pace_change(timed, group.tracking.kind(), unit, &mut next);
                }
            }
        }
        for (place, (group, streak)) in self.model.groups.iter().zip(streaks).enumerate() {
            if let Some((streak, gaps)) = streak {
                self.add_streak_changes(place, group, streak, gaps, at_risk_within, &mut next);
            }
        }
        (next.at < Window::NEVER).then_some(next.at)
    }

    /// When the phase of a cycle changes, or what decides it; `Millis::MAX` if never.
    fn next_phase_change(&self) -> Millis {
        // No `OnceCell`: a zone may call the page, and that may ask the same meanwhile.
        let known = &self.phases.next_change;
        known.get().unwrap_or_else(|| {
            let mut next = Next::after(self.at.now);
            for group in &self.model.groups {
                for target in self.model.targets(group) {
                    self.add_phase_changes(group, target, &mut next);
                }
            }
            known.set(Some(next.at));
            next.at
        })
    }

    /// The same, of a target.
    fn add_phase_changes(&self, group: &Group, target: &Target, next: &mut Next) {
        if group.evaluation == Evaluation::PeriodAgnostic {
            return;
        }
        let windows = part(&self.schedule.windows, &target.cycles);
        // A cycle that waits for the customer's activity does so whatever its window says.
        let may_wait = is_not_begun(group.evaluation, self.model.cycles(target));
        for (cycle, window) in self.model.cycles(target).zip(windows) {
            // Whether a flag is to be believed depends on when the response was made.
            let is_sure = !may_wait && !cycle.is_flagged();
            each_edge(cycle, *window, |edge| {
                next.perhaps(edge, || is_sure || self.phases_change(group, target, edge));
            });
        }
    }

    /// Whether something else is decided of the cycles of a target at a later instant.
    fn phases_change(&self, group: &Group, target: &Target, later: Millis) -> bool {
        let windows = part(&self.schedule.windows, &target.cycles);
        let at = At { now: later, as_of: self.snapshot.as_of(later) };
        let mut decisions = Vec::with_capacity(windows.len());
        let cycles = self.model.cycles(target);
        decide(group.evaluation, cycles, windows, self.asked_zone, at, &mut decisions);
        decisions != self.phases.of(target)
    }

    /// When the day turns and so less of them are left of a cycle.
    fn add_day_change(&self, next: &mut Next) {
        let turns = next_day(self.zone, self.at.now, self.today);
        next.perhaps(turns, || {
            let tomorrow = day_of(self.zone, turns);
            let targets = self.model.targets.iter();
            let running = targets.flat_map(|target| self.cycles(target)).filter_map(Timed::running);
            let mut last_days = running.filter_map(|window| self.last_day(window));
            last_days.any(|last| days_left(self.today, last) != days_left(tomorrow, last))
        });
    }

    /// When somebody who is ahead falls behind: nobody catches up by waiting.
    fn add_pace_change(&self, timed: Timed<'m>, kind: Kind, unit: Unit, next: &mut Next) {
        let Some(pace) = self.pace_of(timed, kind, unit) else { return };
        if pace.status(self.at.now) != PaceStatus::Ahead {
            return;
        }
        let is_behind = |instant: Millis| pace.status(instant) == PaceStatus::Behind;
        let (mut ahead, mut behind) = (self.at.now, next.at.min(pace.window.end));
        if behind <= ahead || !is_behind(behind) {
            return;
        }
        while behind - ahead > 1 {
            let middle = ahead + (behind - ahead) / 2;
            if is_behind(middle) {
                behind = middle;
            } else {
                ahead = middle;
            }
        }
        next.surely(behind);
    }

    /// When a streak enters its risk window, or a step that is missing is missed for sure.
    fn add_streak_changes(
        &self,
        place: usize,
        group: &'m Group,
        streak: &StreakSummary<'m>,
        gaps: &Gaps,
        at_risk_within: Millis,
        next: &mut Next,
    ) {
        if let Some(deadline) = streak.deadline.filter(|_| streak.can_be_lost()) {
            next.surely(deadline.saturating_sub(at_risk_within));
        }
        for shows_at in gaps.show_at().filter(|shows_at| self.snapshot.as_of(*shows_at) == *shows_at) {
            next.perhaps(shows_at, || {
                let later = self.streak_as_of(place, group, at_risk_within, shows_at);
                // All that a gap changes follows from these.
                let run =
                    |streak: &StreakSummary<'_>| (streak.run, streak.longest_run, streak.history_complete);
                later.is_none_or(|(later, _)| run(&later) != run(streak))
            });
        }
    }
}

/// The earliest change found so far.
pub(super) struct Next {
    now: Millis,
    /// `Millis::MAX` until one is found.
    pub(super) at: Millis,
}

impl Next {
    /// Looks for changes later than an instant.
    pub(super) fn after(now: Millis) -> Next {
        Next { now, at: Millis::MAX }
    }

    /// Something changes at an instant.
    pub(super) fn surely(&mut self, instant: Millis) {
        if self.now < instant && instant < self.at {
            self.at = instant;
        }
    }

    /// Something changes at an instant if it turns out so. Only asked where it would be the earliest.
    fn perhaps(&mut self, instant: Millis, changes: impl FnOnce() -> bool) {
        if self.now < instant && instant < self.at && changes() {
            self.at = instant;
        }
    }
}

/// The next instant at which the calendars of a zone show another day. Nearly always its next midnight; but a zone
/// may change its clocks across midnight, and then the day turns with the clocks, forward or even back.
fn next_day(zone: &dyn Zone, now: Millis, today: Day) -> Millis {
    let midnight = Day(today.0 + 1).start();
    let mut at = now;
    loop {
        let turns = midnight - zone.offset_at(at);
        match zone.next_offset_change(at, turns) {
            Some(change) if day_of(zone, change) == today => at = change,
            Some(change) => return change,
            None => return turns,
        }
    }
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
