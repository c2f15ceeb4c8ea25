//! Figures of a whole group, and everything a dashboard shows (rule 4).

use super::figures::{exact, sum};
use super::progress::status;
use super::{
    AvailableGroup, CycleProgress, Include, Issue, Moment, Status, StreakSummary, Timed, UnifiedPeriod,
};
use crate::failure::ApiMessage;
use crate::model::{Evaluation, Group, Kind, Target, Tracking, Unit};
use crate::shape::record;
use crate::wire::{Id, Millis};

record! {
    /// A group at a glance.
    pub struct GroupSummary<'m> {
        /// Its id.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// What the organisation says of it; null unless the snapshot is joined with a catalogue.
        pub description: Option<&'m str>,
        /// How its cycles are laid out in time.
        pub evaluation: Evaluation,
        /// What it keeps track of.
        pub tracking: Tracking,
        /// Whether its values are to be reached or not to be exceeded.
        pub kind: Kind,
        /// How many cycles are achieved; 0 for a limit. Cycles that the customer left, and those that were over before they took
        /// part, count in none of the three; nor do targets that only take returns into account (event `ReturnBill`).
        pub achieved_cycles: u32,
        /// How many cycles are achieved or missed; 0 for a limit.
        pub decided_cycles: u32,
        /// How many cycles there are.
        pub total_cycles: u32,
        /// The mean of what was achieved in the cycles that have started, with or without a goal, in the targets' unit; null when
        /// none has, or when the targets are counted in different things.
        pub average_achieved: Option<f64>,
        /// The cycles that run now, the soonest end first.
        pub active: Vec<CycleProgress<'m>>,
        /// The periods of a unified group, in order; null for all others.
        pub unified: Option<Vec<UnifiedPeriod<'m>>>,
        /// The streak of a group that has levels; null for all others.
        pub streak: Option<StreakSummary<'m>>,
    }
}

record! {
    /// Everything a dashboard shows.
    pub struct Summary<'m> {
        /// Whose it is.
        pub user_id: Option<Id>,
        /// When the response was received, in epoch milliseconds; null when that was not said.
        pub received_at: Option<Millis>,
        /// The moment the response speaks of, in epoch milliseconds: when it was received, or when the server made rows up for
        /// it, whichever is earlier; null when neither is known.
        pub answered_at: Option<Millis>,
        /// How far the server's clocks are ahead of UTC, in milliseconds, by what the response shows; null when `serverTimeZone`
        /// was given.
        pub server_offset: Option<Millis>,
        /// Whether some `startsAt` or `endsAt` is a day's edge on the programme's calendar, and so moves with `timeZone`.
        pub needs_time_zone: bool,
        /// The instant it was worked out for, in epoch milliseconds.
        pub now: Millis,
        /// The groups, in order of arrival.
        pub groups: Vec<GroupSummary<'m>>,
        /// What the customer could still join; null unless the snapshot is joined with a catalogue and was asked for with all
        /// cycles.
        pub available: Option<Vec<AvailableGroup<'m>>>,
        /// What could not be read or had to be left out.
        pub issues: Vec<Issue>,
        /// What the API reported beside its data.
        pub api_errors: Vec<ApiMessage>,
        /// What the API warned of.
        pub api_warnings: Vec<ApiMessage>,
        /// The earliest instant at which anything here changes by itself (what moves all the time, such as the time
        /// left, apart), in epoch milliseconds; null when nothing will.
        pub next_change_at: Option<Millis>,
    }
}

impl<'m> Moment<'m> {
    /// Everything a dashboard shows, in one go.
    pub fn summary(&self, at_risk_within: Millis) -> Summary<'m> {
        let groups = self.model.groups.iter().enumerate();
        let streaks = self.streaks_with_gaps(at_risk_within);
        let next_change_at = self.next_change_with(&streaks, at_risk_within);
        Summary {
            user_id: self.model.user_id,
            received_at: self.snapshot.received.at,
            answered_at: self.snapshot.answered_at(),
            server_offset: self.model.server.offset(),
            needs_time_zone: self.model.needs_time_zone,
            now: self.at.now,
            groups: (groups.zip(streaks))
                .map(|((place, group), found)| {
                    self.group_summary(place, group, found.map(|(streak, _)| streak))
                })
                .collect(),
            available: self.available(Include::default()),
            issues: self.snapshot.issues(),
            api_errors: self.model.api_errors.clone(),
            api_warnings: self.model.api_warnings.clone(),
            next_change_at,
        }
    }

    fn group_summary(
        &self,
        place: usize,
        group: &'m Group,
        streak: Option<StreakSummary<'m>>,
    ) -> GroupSummary<'m> {
        let kind = group.tracking.kind();
        let (mut achieved_cycles, mut decided_cycles, mut total_cycles) = (0, 0, 0);
        let own_targets = self.own_targets(group);
        for target in &own_targets {
            for timed in self.cycles(target) {
                let status = status(timed, kind, self.at);
                achieved_cycles += u32::from(status == Status::Achieved);
                decided_cycles += u32::from(matches!(status, Status::Achieved | Status::Missed));
                total_cycles += u32::from(timed.counts());
            }
        }
        let definition = self.definition(place);
        GroupSummary {
            id: group.id,
            name: self.group_name(place, group),
            description: definition.and_then(|definition| definition.text(definition.description)),
            evaluation: group.evaluation,
            tracking: group.tracking,
            kind,
            achieved_cycles,
            decided_cycles,
            total_cycles,
            average_achieved: self.average_of(&own_targets),
            active: self.active_of(place, group),
            unified: (group.tracking == Tracking::Unified).then(|| self.unified(place, group)),
            streak,
        }
    }

    /// The targets of a group that do not only take returns into account, unless all do.
    pub(super) fn own_targets(&self, group: &Group) -> Vec<&'m Target> {
        let mut targets: Vec<_> = self.model.targets(group).iter().collect();
        let is_shadow = |target: &Target| self.model.text(target.event_name) == Some("ReturnBill");
        if !targets.iter().all(|target| is_shadow(target)) {
            targets.retain(|target| !is_shadow(target));
        }
        targets
    }

    /// The mean of what was achieved in the cycles of some targets that have started, as far as that can be read. None when
    /// nothing can, or when they are not all counted in the same.
    pub(super) fn average_of(&self, targets: &[&'m Target]) -> Option<f64> {
        let mut unit_of_all = None;
        let (mut all, mut count) = (0.0, 0.0);
        for target in targets {
            for Timed { cycle, .. } in self.cycles(target).filter(Timed::has_started) {
                let name = cycle.alternate_currency_name.filter(|_| target.unit == Unit::AlternateCurrency);
                let unit = (target.unit, self.model.text(name));
                if *unit_of_all.get_or_insert(unit) != unit {
                    return None;
                }
                if let Some(achieved) = cycle.achieved() {
                    count += 1.0;
                    all = sum(all, achieved);
                }
            }
        }
        (count > 0.0).then(|| exact(all / count))
    }
}
