//! Progress of a cycle: figures, status, time left, pace, triggers (rules 2 and 3).

use super::figures::{Figures, figures, finite, remaining};
use super::phase::At;
use super::{Moment, Phase, PhaseBy, Timed, TriggerProgress};
use crate::model::{
    Evaluation, Group, Kind, Target, TargetDefinition, Tracking, Unit, Window, day_of, none_last, sort_places,
};
use crate::shape::{choice, record};
use crate::wire::{DAY, Day, Id, Millis};

choice! {
    /// Where a cycle stands.
    pub enum Status {
        /// The customer is no longer enrolled; the cycle counts nowhere.
        Unenrolled = "unenrolled",
        /// The goal is reached.
        Achieved = "achieved",
        /// The limit of a capping group is reached.
        CapReached = "cap-reached",
        /// There is room below the limit of a capping group.
        WithinCap = "within-cap",
        /// It has yet to begin.
        Upcoming = "upcoming",
        /// It was over before the customer took part; it counts nowhere.
        NotEnrolled = "not-enrolled",
        /// It is over, and nobody knows how it went: it has no goal, or it ended after the response was made.
        Ended = "ended",
        /// It is over and the goal was not reached.
        Missed = "missed",
        /// It runs, and something is achieved.
        InProgress = "in-progress",
        /// It runs, and nothing is achieved yet.
        NotStarted = "not-started",
    }
}

choice! {
    /// How a cycle compares with a steady walk to its target.
    pub enum PaceStatus {
        /// The target is reached.
        Achieved = "achieved",
        /// As much as a steady walk would have by now, or more; of what is counted in whole ones, those that are due.
        Ahead = "ahead",
        /// Less than that.
        Behind = "behind",
    }
}

record! {
    /// How a cycle compares with a steady walk from nothing at its start to the target at its end.
    pub struct Pace {
        /// What a steady walk would have by now: the target times `elapsedRatio`, in the target's unit.
        pub expected: f64,
        /// Ahead of that or behind.
        pub status: PaceStatus,
        /// What the cycle would end with at the speed so far; null in its first twentieth, when that says nothing.
        pub projected: Option<f64>,
        /// What is needed in each day that is left, in the target's unit: 0 when nothing is, all that remains when less than a day
        /// is left, null when no time is.
        pub required_per_day: Option<f64>,
    }
}

record! {
    /// The progress of one cycle of one target.
    pub struct CycleProgress<'m> {
        /// The id of its group.
        pub group_id: Option<Id>,
        /// The name of its group.
        pub group_name: Option<&'m str>,
        /// The id of the rule that makes its target.
        pub target_rule_id: Option<Id>,
        /// The name of its target.
        pub target_name: Option<&'m str>,
        /// What the organisation says of the target; null unless the snapshot is joined with a catalogue.
        pub target_description: Option<&'m str>,
        /// The id of this customer's cycle; null until there is activity in it.
        pub target_id: Option<Id>,
        /// The id of its period.
        pub period_id: Option<Id>,
        /// The name of its period, as in `Cycle_5`.
        pub ref_code: Option<&'m str>,
        /// Whether the value is to be reached or not to be exceeded.
        pub kind: Kind,
        /// How the cycles of its group are laid out in time.
        pub evaluation: Evaluation,
        /// The same in the server's words.
        pub evaluation_raw: Option<&'m str>,
        /// What its group keeps track of.
        pub tracking: Tracking,
        /// The same in the server's words.
        pub tracking_raw: Option<&'m str>,
        /// What is measured, in the server's words (`GROSS_SALES`).
        pub target_type: Option<&'m str>,
        /// Of what it is measured, in the server's words (`TRANSACTION`).
        pub target_entity: Option<&'m str>,
        /// The event that is listened to, in the server's words (`TransactionAdd`).
        pub event_name: Option<&'m str>,
        /// What `target`, `achieved`, `remaining` and `surplus` are counted in.
        pub unit: Unit,
        /// The name of the alternate currency that they are counted in; null for all other units.
        pub unit_name: Option<&'m str>,
        /// What is to be reached, as it was sent; null when it was not. Zero and below are no goal.
        pub target: Option<f64>,
        /// What was reached; 0 when nothing was sent; negative after net returns; null when what was sent cannot be read, and
        /// then all figures below are.
        pub achieved: Option<f64>,
        /// `achieved / target`, not clamped: 1.2 is 20 % over, −0.2 is net returns. Null without a goal.
        pub ratio: Option<f64>,
        /// The ratio from 0 to 100; 100 also when achieved by the server's time stamp alone. Null without a goal.
        pub percent: Option<f64>,
        /// An integer for people: rounded down, but never 0 once something is achieved, and never 100 before the
        /// cycle is. Null without a goal.
        pub display_percent: Option<f64>,
        /// What is still to go: 0 once achieved, and above 0 before. Null without a goal.
        pub remaining: Option<f64>,
        /// What is over the target, never below 0. Null without a goal.
        pub surplus: Option<f64>,
        /// Whether the target is reached, by the figures or by the server's time stamp.
        pub is_achieved: bool,
        /// When it was, in epoch milliseconds; null when the server does not say, which it also does of achieved
        /// cycles.
        pub achieved_at: Option<Millis>,
        /// Whether the server has a record of this customer for the cycle. It makes up rows for cycles without one.
        pub is_enrolled: bool,
        /// When the customer was enrolled, in epoch milliseconds; null without a record.
        pub enrolled_at: Option<Millis>,
        /// Where the cycle stands.
        pub status: Status,
        /// Where the cycle stands in time.
        pub phase: Phase,
        /// What decided the phase.
        pub phase_by: PhaseBy,
        /// Whether it waits for the customer's next activity, which starts its clock and counts.
        pub starts_on_activity: bool,
        /// Its first instant, in epoch milliseconds; null without a usable window, as in period-agnostic groups.
        pub starts_at: Option<Millis>,
        /// The first instant after it, in epoch milliseconds; null without a usable window, or when it has no end (the year 9000
        /// or later means that).
        pub ends_at: Option<Millis>,
        /// Its first day, in the time zone asked for (without one, on the server's clock), `YYYY-MM-DD`; null without a usable
        /// window.
        pub start_date: Option<Day>,
        /// Its last day, likewise; null also when it has no end.
        pub end_date: Option<Day>,
        /// Milliseconds until it ends, never below 0; null unless active with a usable window that ends.
        pub time_left_ms: Option<Millis>,
        /// Calendar days from today to its last day: 0 is “ends today”, 1 “ends tomorrow”. Null unless active with a
        /// usable window that ends.
        pub days_left: Option<f64>,
        /// The part of its window that has passed, 0 to 1; null unless active with a usable window that ends.
        pub elapsed_ratio: Option<f64>,
        /// How it compares with a steady walk; null unless it is an active goal with a usable window that ends.
        pub pace: Option<Pace>,
        /// Its triggers, the lowest threshold first.
        pub triggers: Vec<TriggerProgress<'m>>,
        /// The lowest trigger that is not achieved and not the target itself; null when there is none.
        pub next_trigger: Option<TriggerProgress<'m>>,
    }
}

/// A cycle at a moment, and where it belongs.
struct Placed<'m> {
    /// The place of the group among the groups.
    place: usize,
    group: &'m Group,
    target: &'m Target,
    definition: Option<TargetDefinition<'m>>,
    timed: Timed<'m>,
}

impl<'m> Moment<'m> {
    /// The progress of every cycle, groups and targets in order of arrival; only of those that run, if asked.
    pub fn progress(&self, active_only: bool) -> Vec<CycleProgress<'m>> {
        let mut cycles = Vec::new();
        for (place, group) in self.model.groups.iter().enumerate() {
            self.add_placed(place, group, active_only, &mut cycles);
        }
        cycles.iter().map(|cycle| self.cycle_progress(cycle)).collect()
    }

    /// The progress of the cycles that run now, the soonest end first; those whose end is not known come last.
    pub fn active_cycles(&self) -> Vec<CycleProgress<'m>> {
        let mut cycles = Vec::with_capacity(self.model.targets.len());
        for (place, group) in self.model.groups.iter().enumerate() {
            self.add_placed(place, group, true, &mut cycles);
        }
        self.soonest_end_first(&cycles)
    }

    /// The same, of one group.
    pub(super) fn active_of(&self, place: usize, group: &'m Group) -> Vec<CycleProgress<'m>> {
        let mut cycles = Vec::new();
        self.add_placed(place, group, true, &mut cycles);
        self.soonest_end_first(&cycles)
    }

    fn soonest_end_first(&self, cycles: &[Placed<'m>]) -> Vec<CycleProgress<'m>> {
        let cycle = |place: &u32| cycles.get(*place as usize);
        let end = |place: u32| cycle(&place)?.timed.window?.ends_at();
        let mut places: Vec<u32> = (0..cycles.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| none_last(end(a), end(b)));
        let mut sorted = Vec::with_capacity(cycles.len());
        sorted.extend(places.iter().filter_map(cycle).map(|cycle| self.cycle_progress(cycle)));
        sorted
    }

    /// Appends the cycles of a group.
    fn add_placed(&self, place: usize, group: &'m Group, active_only: bool, out: &mut Vec<Placed<'m>>) {
        for (target, definition) in self.snapshot.targets(place, group) {
            let cycles = self.cycles(target).filter(|timed| !active_only || timed.runs());
            out.extend(cycles.map(|timed| Placed { place, group, target, definition, timed }));
        }
    }

    fn cycle_progress(&self, placed: &Placed<'m>) -> CycleProgress<'m> {
        let Placed { place, group, target, definition, timed } = *placed;
        let Timed { cycle, window, phase, phase_by, .. } = timed;
        let model = self.model;
        let kind = group.tracking.kind();
        let is_achieved = cycle.is_achieved();
        let Figures { ratio, percent, display_percent, remaining, surplus } =
            figures(cycle.goal(), cycle.amount(), is_achieved);
        // A window without an end has no time left and no part that has passed.
        let running = timed.running();
        let end_date = window.and_then(|window| self.last_day(window));
        let triggers = self.triggers(cycle, definition);
        CycleProgress {
            group_id: group.id,
            group_name: self.group_name(place, group),
            target_rule_id: target.rule_id,
            target_name: model.text(target.name).or_else(|| definition?.text(definition?.name)),
            target_description: definition.and_then(|definition| definition.text(definition.description)),
            target_id: cycle.target_id,
            period_id: cycle.period_id,
            ref_code: model.text(cycle.ref_code),
            kind,
            evaluation: group.evaluation,
            evaluation_raw: model.text(group.evaluation_raw),
            tracking: group.tracking,
            tracking_raw: model.text(group.tracking_raw),
            target_type: model.text(target.target_type),
            target_entity: model.text(target.target_entity),
            event_name: model.text(target.event_name),
            unit: target.unit,
            unit_name: (model.text(cycle.alternate_currency_name))
                .filter(|_| target.unit == Unit::AlternateCurrency),
            target: cycle.target_value,
            achieved: cycle.achieved(),
            ratio,
            percent,
            display_percent,
            remaining,
            surplus,
            is_achieved,
            achieved_at: model.achieved_at(cycle),
            is_enrolled: cycle.has_record(),
            enrolled_at: model.enrolled_at(cycle),
            status: status(timed, kind, self.at),
            phase,
            phase_by,
            starts_on_activity: timed.waits(),
            starts_at: window.map(|window| window.start),
            ends_at: window.and_then(Window::ends_at),
            start_date: window.map(|window| day_of(self.zone, window.start)),
            end_date,
            time_left_ms: running.map(|window| (window.end - self.at.now).max(0)),
            days_left: running.and(end_date).map(|last| days_left(self.today, last)),
            elapsed_ratio: running.map(|window| elapsed_ratio(window, self.at.now)),
            pace: self.pace_of(timed, kind, target.unit).map(|pace| pace.at(self.at.now)),
            next_trigger: triggers.iter().find(|trigger| trigger.is_open()).cloned(),
            triggers,
        }
    }

    /// What the pace of a cycle follows from; none unless it is an active goal with a window that ends.
    pub(super) fn pace_of(&self, timed: Timed<'m>, kind: Kind, unit: Unit) -> Option<PaceOf> {
        let cycle = timed.cycle;
        let window = timed.running().filter(|_| timed.runs())?;
        let target = cycle.goal().filter(|_| kind == Kind::Goal)?;
        let achieved = cycle.amount();
        Some(PaceOf { target, achieved, is_achieved: cycle.is_achieved(), window, unit })
    }
}

/// Whole calendar days to the last one.
pub(super) fn days_left(today: Day, last: Day) -> f64 {
    f64::from((last.0 - today.0).max(0))
}

/// The part of a window that has passed.
fn elapsed_ratio(window: Window, now: Millis) -> f64 {
    let (passed, whole) = (now - window.start, window.end - window.start);
    (passed as f64 / whole as f64).max(0.0).min(1.0)
}

pub(super) fn status(timed: Timed<'_>, kind: Kind, at: At) -> Status {
    let Timed { cycle, window, phase, is_not_enrolled, .. } = timed;
    let (reached, otherwise) = match kind {
        Kind::Goal => (Status::Achieved, None),
        Kind::Cap => (Status::CapReached, Some(Status::WithinCap)),
    };
    // It is over by now, but was not when the response was made. (One that another's flag ended is not over.)
    let is_news = window.is_some_and(|window| at.as_of < window.end && window.end <= at.now);
    match phase {
        _ if cycle.is_unenrolled() => Status::Unenrolled,
        _ if cycle.is_achieved() => reached,
        Phase::Upcoming => Status::Upcoming,
        _ if is_not_enrolled => Status::NotEnrolled,
        _ if let Some(within) = otherwise => within,
        Phase::Ended if is_news || cycle.goal().is_none() => Status::Ended,
        Phase::Ended => Status::Missed,
        Phase::Active if cycle.amount() > 0.0 => Status::InProgress,
        Phase::Active => Status::NotStarted,
    }
}

/// In the first twentieth of a cycle its speed so far says nothing.
const TOO_EARLY: f64 = 0.05;

/// What a pace follows from.
pub(super) struct PaceOf {
    target: f64,
    achieved: f64,
    is_achieved: bool,
    pub(super) window: Window,
    unit: Unit,
}

impl PaceOf {
    fn at(&self, now: Millis) -> Pace {
        let elapsed = elapsed_ratio(self.window, now);
        let left = (self.window.end - now).max(0);
        let required = remaining(self.target, self.achieved, self.is_achieved);
        let days_left = (left as f64 / DAY as f64).max(1.0);
        Pace {
            expected: self.target * elapsed,
            status: self.status(now),
            projected: (elapsed >= TOO_EARLY).then(|| finite(self.achieved / elapsed)),
            required_per_day: (left > 0).then(|| required / days_left),
        }
    }

    pub(super) fn status(&self, now: Millis) -> PaceStatus {
        let expected = self.target * elapsed_ratio(self.window, now);
        let is_counted = matches!(self.unit, Unit::Count | Unit::Visits | Unit::Quantity);
        // Nobody is behind before a whole one is due.
        let due = if is_counted { expected.floor() } else { expected };
        if self.is_achieved {
            PaceStatus::Achieved
        } else if self.achieved.max(0.0) >= due {
            PaceStatus::Ahead
        } else {
            PaceStatus::Behind
        }
    }
}
