//! Figures of a whole group, and everything a dashboard shows (rule 4).

use super::{AvailableGroup, Issue, StreakSummary, UnifiedPeriod};
use super::{CycleProgress, Moment, Phase, Timed};
use crate::failure::ApiMessage;
use crate::model::{Evaluation, Group, Kind, Tracking};
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
        /// How many goal cycles are achieved. Caps and cycles the customer left count in none of the three.
        pub achieved_cycles: u32,
        /// How many goal cycles are achieved or missed.
        pub decided_cycles: u32,
        /// How many goal cycles there are.
        pub total_cycles: u32,
        /// The mean of what was achieved in the cycles that have started, in the targets' unit; null when none has,
        /// or when the targets are counted in different things.
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
        /// Active definitions the customer has no row of; null unless the snapshot is joined with a catalogue.
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
        Summary {
            user_id: self.model.user_id,
            received_at: self.snapshot.received.at,
            answered_at: self.snapshot.received.at,
            server_offset: Some(0),
            needs_time_zone: true,
            now: self.now,
            groups: groups.map(|(place, group)| self.group_summary(place, group, at_risk_within)).collect(),
            available: self.available(),
            issues: self.snapshot.issues(),
            api_errors: self.model.api_errors.clone(),
            api_warnings: self.model.api_warnings.clone(),
            next_change_at: self.next_change(at_risk_within),
        }
    }

    fn group_summary(&self, place: usize, group: &'m Group, at_risk_within: Millis) -> GroupSummary<'m> {
        let kind = group.tracking.kind();
        let (mut achieved_cycles, mut decided_cycles, mut total_cycles) = (0, 0, 0);
        if kind == Kind::Goal {
            for timed in self.enrolled(group) {
                let is_achieved = timed.cycle.is_achieved();
                achieved_cycles += u32::from(is_achieved);
                decided_cycles += u32::from(is_achieved || timed.phase == Phase::Ended);
                total_cycles += 1;
            }
        }
        GroupSummary {
            id: group.id,
            name: self.group_name(place, group),
            description: self
                .definition(place)
                .and_then(|definition| self.catalog_text(definition.description)),
            evaluation: group.evaluation,
            tracking: group.tracking,
            kind,
            achieved_cycles,
            decided_cycles,
            total_cycles,
            average_achieved: self.group_average(group),
            active: self.active_of(place, group),
            unified: (group.tracking == Tracking::Unified).then(|| self.unified(place, group)),
            streak: self.streak(place, group, at_risk_within),
        }
    }

    /// The cycles of a group that count.
    fn enrolled(&self, group: &'m Group) -> impl Iterator<Item = Timed<'m>> {
        let targets = self.model.targets(group).iter();
        targets.flat_map(|target| self.cycles(target)).filter(|timed| !timed.cycle.is_unenrolled())
    }

    fn group_average(&self, group: &'m Group) -> Option<f64> {
        let kind = |target: &crate::model::Target| self.model.text(target.target_type);
        let mut kinds = self.model.targets(group).iter().map(kind);
        let first = kinds.next()?;
        kinds.all(|kind| kind == first).then(|| average_achieved(self.enrolled(group)))?
    }
}

/// The mean of what was achieved in those of some cycles that have started; none when none has.
pub(super) fn average_achieved<'m>(cycles: impl Iterator<Item = Timed<'m>>) -> Option<f64> {
    let (mut mean, mut count) = (0.0, 0.0);
    for timed in cycles.filter(|timed| timed.phase != Phase::Upcoming) {
        count += 1.0;
        // As a running mean: a sum of the largest figures would overflow.
        mean += timed.cycle.achieved() / count - mean / count;
    }
    (count > 0.0).then_some(mean)
}
