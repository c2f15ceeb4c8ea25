//! Streaks: levels to reach, the steps so far, and whether the run is in danger (rule 5).

use super::level::current;
use super::progress::status;
use super::run::{Gaps, Run};
use super::{Moment, Status};
use crate::model::{Group, Kind, Tracking, Window, none_last};
use crate::shape::{choice, record};
use crate::wire::{Id, Millis};

choice! {
    /// Where a level of a streak stands.
    pub enum LevelStatus {
        /// It is reached.
        Achieved = "achieved",
        /// Its streak has not begun.
        NotStarted = "not-started",
        /// Its streak broke: the server says so, or a period was missed since and it does not know yet (`isStale`).
        Broken = "broken",
        /// It is being worked on.
        InProgress = "in-progress",
    }
}

choice! {
    /// How a step of a streak went.
    pub enum StepState {
        /// The goal of the period is reached.
        Achieved = "achieved",
        /// It was not reached.
        Missed = "missed",
        /// The period is over, and ended after the response was made: nobody knows yet.
        Ended = "ended",
        /// The period runs, and there is still something to reach.
        Active = "active",
        /// It has yet to begin.
        Upcoming = "upcoming",
        /// It was over before the customer took part; it counts nowhere.
        NotEnrolled = "not-enrolled",
    }
}

record! {
    /// A level of a streak: so many periods in a row (or in all).
    pub struct StreakLevel<'m> {
        /// The id of the level.
        pub streak_id: Option<Id>,
        /// The id of this customer's streak; null until it has begun.
        pub user_streak_id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// How many the server counts. This is the number to show.
        pub current: f64,
        /// How many make the level; null when the server does not say.
        pub goal: Option<f64>,
        /// How many are missing: 0 once it is reached, and above 0 before; null without a goal above zero.
        pub remaining: Option<f64>,
        /// `current` of `goal`, 0 to 100, and under 100 for a level that only the catalogue knows; null without a goal above
        /// zero.
        pub percent: Option<f64>,
        /// The same as an integer for people, by the rule of `CycleProgress.displayPercent`.
        pub display_percent: Option<f64>,
        /// Where the level stands.
        pub status: LevelStatus,
        /// The same in the server's words; null when it does not say, or for a level known from the catalogue alone.
        pub status_raw: Option<&'m str>,
        /// Whether the status is ours and the count the server's: it resets the count of a broken streak only at the next
        /// activity.
        pub is_stale: bool,
        /// When it was reached, in epoch milliseconds; null when it was not or the server does not say.
        pub achieved_at: Option<Millis>,
        /// Whether it can still be reached with the periods that are left; null unless all of them are known
        /// (`historyComplete`), or without a goal.
        pub reachable: Option<bool>,
    }
}

record! {
    /// A step of a streak: one period of its group.
    pub struct Step<'m> {
        /// The id of the period.
        pub period_id: Option<Id>,
        /// The name of the period.
        pub ref_code: Option<&'m str>,
        /// How it went.
        pub state: StepState,
        /// Its first instant, in epoch milliseconds; null when not known.
        pub starts_at: Option<Millis>,
        /// The first instant after it, in epoch milliseconds; null when not known.
        pub ends_at: Option<Millis>,
    }
}

record! {
    /// The streak of a group.
    pub struct StreakSummary<'m> {
        /// The id of the group.
        pub group_id: Option<Id>,
        /// The name of the group.
        pub group_name: Option<&'m str>,
        /// Whether a missed period starts the count anew.
        pub continuous: bool,
        /// How many periods the server counts: the largest count of the levels not achieved, or of all once all are.
        pub current: f64,
        /// Its levels, the lowest goal first, those without one last.
        pub levels: Vec<StreakLevel<'m>>,
        /// The first level with a goal that is not reached; null when all are.
        pub next_level: Option<StreakLevel<'m>>,
        /// Its periods, as far as the response carries them, in order.
        pub steps: Vec<Step<'m>>,
        /// The achieved steps in a row up to the last one that is decided; all achieved steps when gaps are permitted. Evidence
        /// beside the server's `current`, which may know more.
        pub run: u32,
        /// The longest such run among the steps present.
        pub longest_run: u32,
        /// Whether the steps are all there are: true when the response was asked for with all cycles or has as many as the
        /// organisation's list says, false when some are missing between them or after them, null when that is not known.
        pub history_complete: Option<bool>,
        /// Whether the run is lost unless the active step is achieved soon.
        pub at_risk: bool,
        /// When the first active step that is not yet achieved ends, in epoch milliseconds; null when there is none.
        pub deadline: Option<Millis>,
        /// Milliseconds until then, never below 0; null without a deadline.
        pub time_left_ms: Option<Millis>,
    }
}

impl<'m> Moment<'m> {
    /// The streak of every group that has levels. A run counts as at risk in the last `at_risk_within` milliseconds.
    pub fn streaks(&self, at_risk_within: Millis) -> Vec<StreakSummary<'m>> {
        self.streaks_with_gaps(at_risk_within).into_iter().flatten().map(|(streak, _)| streak).collect()
    }

    /// The streak of a group; none when it has no levels.
    pub(super) fn streak(
        &self,
        place: usize,
        group: &'m Group,
        at_risk_within: Millis,
    ) -> Option<StreakSummary<'m>> {
        self.streak_as_of(place, group, at_risk_within, self.at.as_of).map(|(streak, _)| streak)
    }

    /// The streak of each group, and where steps of it may be missing.
    pub(super) fn streaks_with_gaps(&self, at_risk_within: Millis) -> Vec<Option<(StreakSummary<'m>, Gaps)>> {
        let groups = self.model.groups.iter().enumerate();
        groups.map(|(place, group)| self.streak_as_of(place, group, at_risk_within, self.at.as_of)).collect()
    }

    /// The streak of a group as an answer of an instant has it, and where steps may be missing.
    pub(super) fn streak_as_of(
        &self,
        place: usize,
        group: &'m Group,
        at_risk_within: Millis,
        as_of: Millis,
    ) -> Option<(StreakSummary<'m>, Gaps)> {
        let facts = self.levels(place, group);
        if facts.is_empty() {
            return None;
        }
        let continuous = group.tracking != Tracking::NonContinuousStreaks;
        let all_cycles = self.model.received.all_cycles == Some(true);
        let steps = self.steps(group);
        let definition = self.definition(place);
        let total_periods = definition.and_then(|definition| definition.total_periods);
        let has_all_periods = total_periods.is_some_and(|total| total > 0.0 && steps.len() as f64 >= total);
        let gaps = if continuous && !all_cycles {
            let goes_on = !has_all_periods && !facts.iter().all(|level| level.is_achieved());
            let end = definition.and_then(|definition| definition.cycles_end(self.asked_zone));
            Gaps::of(&steps, goes_on, end)
        } else {
            Gaps::default()
        };
        let run = Run::of(&steps, continuous, &gaps, as_of);
        let history_complete = match all_cycles || has_all_periods {
            true => Some(true),
            false => run.has_gap.then_some(false),
        };
        let all_known = history_complete == Some(true);
        let levels: Vec<_> = facts.iter().map(|level| level.level(&run, continuous, all_known)).collect();
        let is_next = |level: &&StreakLevel<'_>| {
            level.status != LevelStatus::Achieved && level.goal.is_some_and(|goal| goal > 0.0)
        };
        let active = steps.iter().filter(|step| step.state == StepState::Active);
        let deadline = active.filter_map(|step| step.ends_at).min();
        let mut streak = StreakSummary {
            group_id: group.id,
            group_name: self.group_name(place, group),
            continuous,
            current: current(&facts),
            next_level: levels.iter().find(is_next).cloned(),
            levels,
            steps,
            run: run.now,
            longest_run: run.longest,
            history_complete,
            at_risk: false,
            deadline,
            time_left_ms: deadline.map(|deadline| (deadline - self.at.now).max(0)),
        };
        let is_near = deadline.is_some_and(|deadline| deadline - self.at.now <= at_risk_within);
        streak.at_risk = is_near && streak.can_be_lost();
        Some((streak, gaps))
    }

    /// The steps of a group that has goals: the cycles of its one target.
    fn steps(&self, group: &'m Group) -> Vec<Step<'m>> {
        let mut steps = Vec::new();
        let targets = self.own_targets(group);
        let first = targets.iter().min_by(|a, b| none_last(a.rule_id, b.rule_id));
        let Some(target) = first.filter(|_| group.tracking.kind() == Kind::Goal) else { return steps };
        for timed in self.cycles(target).filter(|timed| timed.cycle.target().is_some()) {
            let state = match status(timed, Kind::Goal, self.at) {
                Status::Achieved => StepState::Achieved,
                Status::Missed => StepState::Missed,
                Status::Ended => StepState::Ended,
                Status::Upcoming => StepState::Upcoming,
                Status::NotEnrolled => StepState::NotEnrolled,
                Status::InProgress | Status::NotStarted => StepState::Active,
                // The customer left; and limits have no steps.
                Status::Unenrolled | Status::CapReached | Status::WithinCap => continue,
            };
            steps.push(Step {
                period_id: timed.cycle.period_id,
                ref_code: self.model.text(timed.cycle.ref_code),
                state,
                starts_at: timed.window.map(|window| window.start),
                ends_at: timed.window.and_then(Window::ends_at),
            });
        }
        steps
    }
}

impl StreakSummary<'_> {
    /// Whether missing a step would cost something: a run that a gap ends, on the way to a level.
    pub(super) fn can_be_lost(&self) -> bool {
        let has_begun = self.run > 0 || self.current > 0.0;
        let is_broken = |level: &StreakLevel<'_>| level.status == LevelStatus::Broken;
        let is_open = |level: &StreakLevel<'_>| level.status != LevelStatus::Achieved;
        self.continuous
            && has_begun
            && !self.next_level.as_ref().is_some_and(is_broken)
            && self.levels.iter().any(is_open)
    }
}
