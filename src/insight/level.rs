//! The levels of a streak: how many periods in a row (or in all) make each (rule 5).

use super::figures::{Figures, figures};
use super::run::Run;
use super::{LevelStatus, Moment, StreakLevel};
use crate::model::{Group, Index, is_word, number_none_last, sort_places};
use crate::wire::{Id, Millis};

/// What is known of a level before its figures are worked out.
#[derive(Clone, Copy)]
pub(super) struct LevelFacts<'m> {
    pub(super) streak_id: Option<Id>,
    user_streak_id: Option<Id>,
    pub(super) name: Option<&'m str>,
    status_raw: Option<&'m str>,
    pub(super) current: f64,
    goal: Option<f64>,
    achieved_at: Option<Millis>,
    /// The response lacks it: the organisation has it, and the server never awarded it.
    is_of_catalog: bool,
}

impl<'m> Moment<'m> {
    /// The levels of a group, the lowest goal first: those of the response, and those the catalogue has besides.
    pub(super) fn levels(&self, place: usize, group: &'m Group) -> Vec<LevelFacts<'m>> {
        let mut levels: Vec<_> = (self.model.levels(group).iter())
            .map(|level| LevelFacts {
                streak_id: level.id,
                user_streak_id: level.user_streak_id,
                name: self.model.text(level.name),
                status_raw: self.model.text(level.status),
                current: level.current(),
                goal: level.goal,
                achieved_at: self.model.server.legacy(level.achieved_at),
                is_of_catalog: false,
            })
            .collect();
        let Some(definition) = self.definition(place) else { return levels };
        // All levels of a streak count the same run, those not yet begun too.
        let current = current(&levels);
        let known = Index::new(levels.iter().map(|level| level.streak_id));
        let unknown = definition.levels.iter().filter(|level| known.find(level.id).is_none());
        levels.extend(unknown.map(|level| LevelFacts {
            streak_id: level.id,
            user_streak_id: None,
            name: definition.text(level.name),
            status_raw: None,
            current,
            goal: level.goal,
            achieved_at: None,
            is_of_catalog: true,
        }));
        let goal = |place: u32| levels.get(place as usize).and_then(LevelFacts::goal);
        let mut places: Vec<u32> = (0..levels.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| number_none_last(goal(a), goal(b)));
        places.iter().filter_map(|place| levels.get(*place as usize)).copied().collect()
    }
}

/// What a streak counts: the largest count of the levels not achieved, or of all where all are. The server leaves the count of
/// an achieved level at its goal for ever.
pub(super) fn current(levels: &[LevelFacts<'_>]) -> f64 {
    let of_response = || levels.iter().filter(|level| !level.is_of_catalog);
    let open = of_response().filter(|level| !level.is_achieved()).map(|level| level.current);
    let largest = open.reduce(f64::max).or_else(|| of_response().map(|level| level.current).reduce(f64::max));
    largest.unwrap_or(0.0)
}

impl<'m> LevelFacts<'m> {
    /// How many make the level; none unless it is above zero.
    fn goal(&self) -> Option<f64> {
        self.goal.filter(|goal| *goal > 0.0)
    }

    fn says(&self, words: &[&str]) -> bool {
        self.status_raw.is_some_and(|raw| words.iter().any(|word| is_word(raw, word)))
    }

    /// By the server's word or by its count.
    pub(super) fn is_achieved(&self) -> bool {
        let counts = || !self.is_of_catalog && self.goal().is_some_and(|goal| self.current >= goal);
        self.says(&["ACHIEVED", "COMPLETED"]) || counts()
    }

    /// Where it stands, and whether that is more than the server knows: it resets the count of a broken streak only at the next
    /// activity. `broken`: by the steps, the streak is.
    fn status(&self, broken: bool) -> (LevelStatus, bool) {
        let has_none = self.status_raw.is_none() && self.current == 0.0;
        if self.is_achieved() {
            (LevelStatus::Achieved, false)
        } else if self.says(&["NOT_STARTED"]) || has_none {
            (LevelStatus::NotStarted, false)
        } else if self.says(&["BROKEN", "FAILED", "RESET", "EXPIRED"]) {
            (LevelStatus::Broken, false)
        } else if broken && self.current > 0.0 {
            (LevelStatus::Broken, true)
        } else {
            (LevelStatus::InProgress, false)
        }
    }

    /// The level, beside what the steps come to. `all_known`: those are all the steps there are.
    pub(super) fn level(&self, run: &Run, continuous: bool, all_known: bool) -> StreakLevel<'m> {
        let (status, is_stale) = self.status(continuous && run.is_broken());
        let is_achieved = status == LevelStatus::Achieved;
        let current = self.current;
        let figures = figures(self.goal(), current, is_achieved);
        let Figures { mut percent, display_percent, mut remaining, .. } = figures;
        if self.is_of_catalog {
            percent = percent.map(|percent| if percent < 100.0 { percent } else { 99.0 });
            remaining = remaining.map(|remaining| remaining.max(1.0));
        }
        let left = f64::from(run.left);
        let so_far = match (continuous, status) {
            (false, _) => f64::from(run.achieved),
            (true, LevelStatus::Broken) => 0.0,
            (true, _) => f64::from(run.now).max(current),
        };
        StreakLevel {
            streak_id: self.streak_id,
            user_streak_id: self.user_streak_id,
            name: self.name,
            current,
            goal: self.goal,
            remaining,
            percent,
            display_percent,
            status,
            status_raw: self.status_raw,
            is_stale,
            achieved_at: self.achieved_at,
            reachable: self.goal.filter(|_| all_known).map(|goal| is_achieved || so_far + left >= goal),
        }
    }
}
