//! Streaks: levels to reach, the steps so far, and whether the run is in danger (rule 5).

use super::Moment;
use super::figures::{Figures, figures};
use super::period::Period;
use crate::model::{Group, Kind, Tracking, instant, is_word, number_none_last, sort_places};
use crate::shape::{choice, record};
use crate::wire::{Id, Millis};

choice! {
    /// Where a level of a streak stands.
    pub enum LevelStatus {
        /// It is reached.
        Achieved = "achieved",
        /// Its streak has not begun.
        NotStarted = "not-started",
        /// The server says that its streak broke.
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
        /// How many are missing, never below 0; null without a goal above zero.
        pub remaining: Option<f64>,
        /// `current` of `goal`, 0 to 100; null without a goal above zero.
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
        /// (`historyComplete`).
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
        /// Its levels, the lowest goal first.
        pub levels: Vec<StreakLevel<'m>>,
        /// The first level that is not reached; null when all are.
        pub next_level: Option<StreakLevel<'m>>,
        /// Its periods, as far as the response carries them, in order.
        pub steps: Vec<Step<'m>>,
        /// The achieved steps in a row up to now; all achieved steps when gaps are permitted. Evidence beside the
        /// server's `current`, which may know more.
        pub run: u32,
        /// The longest such run among the steps present.
        pub longest_run: u32,
        /// Whether the steps are all there are: true when the response was asked with all cycles, false when with
        /// the current ones, null when that is not known.
        pub history_complete: Option<bool>,
        /// Whether the run is lost unless the active step is achieved soon.
        pub at_risk: bool,
        /// When the active step that is not yet achieved ends, in epoch milliseconds; null when there is none.
        pub deadline: Option<Millis>,
        /// Milliseconds until then, never below 0; null without a deadline.
        pub time_left_ms: Option<Millis>,
    }
}

/// What counts of the steps.
struct Tally {
    run: u32,
    longest_run: u32,
    /// Steps that can still be achieved.
    left: u32,
}

impl<'m> Moment<'m> {
    /// The streak of every group that has levels. A run counts as at risk in the last `at_risk_within` milliseconds.
    pub fn streaks(&self, at_risk_within: Millis) -> Vec<StreakSummary<'m>> {
        let groups = self.model.groups.iter().enumerate();
        groups.filter_map(|(place, group)| self.streak(place, group, at_risk_within)).collect()
    }

    /// The streak of a group; none when it has no levels.
    pub(super) fn streak(
        &self,
        place: usize,
        group: &'m Group,
        at_risk_within: Millis,
    ) -> Option<StreakSummary<'m>> {
        let facts = self.level_facts(place, group);
        if facts.is_empty() {
            return None;
        }
        let continuous = group.tracking != Tracking::NonContinuousStreaks;
        let steps = self.steps(group);
        let tally = tally(&steps, continuous);
        let history_complete = self.model.received.all_cycles;
        let levels: Vec<_> = (facts.iter())
            .map(|facts| self.level(facts, (history_complete == Some(true)).then_some(&tally)))
            .collect();
        let next_level = levels.iter().find(|level| level.status != LevelStatus::Achieved).cloned();
        let deadline = steps.iter().find(|step| step.state == StepState::Active && step.ends_at.is_some());
        let deadline = deadline.and_then(|step| step.ends_at);
        let time_left_ms = deadline.map(|deadline| (deadline - self.now).max(0));
        let mut streak = StreakSummary {
            group_id: group.id,
            group_name: self.group_name(place, group),
            continuous,
            current: current_of(&facts),
            levels,
            next_level,
            steps,
            run: tally.run,
            longest_run: tally.longest_run,
            history_complete,
            at_risk: false,
            deadline,
            time_left_ms,
        };
        streak.at_risk = streak.can_be_lost() && time_left_ms.is_some_and(|left| left <= at_risk_within);
        Some(streak)
    }

    /// The steps of a group that has goals.
    fn steps(&self, group: &Group) -> Vec<Step<'m>> {
        if group.tracking.kind() == Kind::Cap {
            return Vec::new();
        }
        self.periods(group).iter().map(|period| self.step(period)).collect()
    }

    fn step(&self, period: &Period<'m>) -> Step<'m> {
        let state = if period.is_achieved() {
            StepState::Achieved
        } else if period.is_missed() {
            StepState::Missed
        } else if period.is_active() {
            StepState::Active
        } else {
            StepState::Upcoming
        };
        Step {
            period_id: period.period_id(),
            ref_code: self.model.text(period.ref_code()),
            state,
            starts_at: period.starts_at(),
            ends_at: period.ends_at(),
        }
    }

    /// The levels of a group, the lowest goal first: those of the response, and those the catalogue has besides.
    pub(super) fn level_facts(&self, place: usize, group: &'m Group) -> Vec<LevelFacts<'m>> {
        let of_user = self.model.levels(group);
        let mut levels: Vec<_> = (of_user.iter())
            .map(|level| LevelFacts {
                streak_id: level.id,
                user_streak_id: level.user_streak_id,
                name: self.model.text(level.name),
                status_raw: self.model.text(level.status),
                current: level.current(),
                goal: level.goal,
                achieved_at: instant(level.achieved_at),
            })
            .collect();
        let Some(definition) = self.definition(place) else { return levels };
        // All levels of a streak count the same run, those not yet begun too.
        let current = of_user.iter().map(|level| level.current()).fold(0.0, f64::max);
        let known = crate::model::Index::new(of_user.iter().map(|level| level.id));
        let begun = levels.len();
        for level in definition.levels.iter().filter(|level| known.find(level.id).is_none()) {
            levels.push(LevelFacts {
                streak_id: level.id,
                user_streak_id: None,
                name: self.catalog_text(level.name),
                status_raw: None,
                current,
                goal: level.goal,
                achieved_at: None,
            });
        }
        if levels.len() == begun {
            return levels;
        }
        let goal = |place: u32| levels.get(place as usize).and_then(|level| level.goal);
        let mut places: Vec<u32> = (0..levels.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| number_none_last(goal(a), goal(b)));
        places.iter().filter_map(|place| levels.get(*place as usize)).copied().collect()
    }

    /// The level, and whether it can be reached if all steps are known.
    fn level(&self, facts: &LevelFacts<'m>, tally: Option<&Tally>) -> StreakLevel<'m> {
        let LevelFacts { streak_id, user_streak_id, name, status_raw, current, goal, achieved_at } = *facts;
        let above_zero = goal.filter(|goal| *goal > 0.0);
        let status = facts.status();
        let is_achieved = status == LevelStatus::Achieved;
        let Figures { percent, display_percent, remaining, .. } = figures(above_zero, current, is_achieved);
        StreakLevel {
            streak_id,
            user_streak_id,
            name,
            current,
            goal,
            remaining,
            percent,
            display_percent,
            status,
            status_raw,
            is_stale: false,
            achieved_at,
            reachable: tally
                .zip(goal)
                .map(|(tally, goal)| is_achieved || f64::from(tally.run + tally.left) >= goal),
        }
    }
}

/// What a streak counts: the largest count of the levels not achieved, or of all levels where all are.
fn current_of(levels: &[LevelFacts<'_>]) -> f64 {
    let open = levels.iter().filter(|level| level.status() != LevelStatus::Achieved);
    let most = |levels: &mut dyn Iterator<Item = &LevelFacts<'_>>| {
        levels.map(|level| level.current).reduce(f64::max)
    };
    most(&mut open.into_iter()).or_else(|| most(&mut levels.iter())).unwrap_or(0.0)
}

/// What is known of a level before its figures are worked out.
#[derive(Clone, Copy)]
pub(super) struct LevelFacts<'m> {
    pub(super) streak_id: Option<Id>,
    user_streak_id: Option<Id>,
    pub(super) name: Option<&'m str>,
    status_raw: Option<&'m str>,
    pub(super) current: f64,
    pub(super) goal: Option<f64>,
    achieved_at: Option<Millis>,
}

impl LevelFacts<'_> {
    pub(super) fn status(&self) -> LevelStatus {
        level_status(self.status_raw, self.current, self.goal.filter(|goal| *goal > 0.0))
    }
}

impl StreakSummary<'_> {
    /// Whether missing a step would cost something: a run that a gap ends, on the way to a level.
    pub(super) fn can_be_lost(&self) -> bool {
        let begun = self.run > 0 || self.levels.iter().any(|level| level.current > 0.0);
        self.continuous && begun && self.next_level.is_some()
    }
}

fn level_status(raw: Option<&str>, current: f64, goal: Option<f64>) -> LevelStatus {
    let says = |words: &[&str]| raw.is_some_and(|raw| words.iter().any(|word| is_word(raw, word)));
    if says(&["ACHIEVED", "COMPLETED"]) || goal.is_some_and(|goal| current >= goal) {
        LevelStatus::Achieved
    } else if says(&["NOT_STARTED"]) || (raw.is_none() && current == 0.0) {
        LevelStatus::NotStarted
    } else if says(&["BROKEN", "FAILED", "RESET", "EXPIRED"]) {
        LevelStatus::Broken
    } else {
        LevelStatus::InProgress
    }
}

/// Counts runs. Only a missed step breaks one: a step that may still be achieved is passed over.
fn tally(steps: &[Step<'_>], continuous: bool) -> Tally {
    let (mut run, mut longest_run, mut left) = (0, 0, 0);
    for step in steps {
        match step.state {
            StepState::Achieved => run += 1,
            StepState::Missed if continuous => run = 0,
            StepState::Missed => {}
            StepState::Active | StepState::Upcoming | StepState::Ended => left += 1,
            StepState::NotEnrolled => {}
        }
        longest_run = longest_run.max(run);
    }
    Tally { run, longest_run, left }
}
