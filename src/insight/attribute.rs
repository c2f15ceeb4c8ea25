//! Single figures under readable names: the vendor's attribute functions (rule 4).

use super::level::LevelFacts;
use super::{Moment, Timed};
use crate::model::{Group, Target};
use crate::wire::Id;

/// What somebody calls a target, a streak level or a group: the first in the response that fits is meant.
#[derive(Clone, Copy, Debug)]
pub enum Called<'a> {
    /// Its id: of a target that of its rule.
    Id(Id),
    /// Its name.
    Name(&'a str),
}

impl Called<'_> {
    fn fits(self, id: Option<Id>, name: Option<&str>) -> bool {
        match self {
            Called::Id(wanted) => id == Some(wanted),
            Called::Name(wanted) => name == Some(wanted),
        }
    }
}

impl<'m> Moment<'m> {
    fn target(&self, called: Called<'_>) -> Option<&'m Target> {
        self.model.targets.iter().find(|target| called.fits(target.rule_id, self.model.text(target.name)))
    }

    fn group(&self, called: Called<'_>) -> Option<(usize, &'m Group)> {
        let mut groups = self.model.groups.iter().enumerate();
        groups.find(|(place, group)| called.fits(group.id, self.group_name(*place, group)))
    }

    /// The mean of what was achieved in the cycles of a target that have started (the vendor's
    /// `avgTargetAchieved`). None when there is no such target, when none of its cycles has started, or when they are not all
    /// counted in the same.
    pub fn average_achieved(&self, target: Called<'_>) -> Option<f64> {
        self.average_of(&[self.target(target)?])
    }

    /// What was achieved in a period of a target (the vendor's `targetAchievedInPeriod`). None when there is no
    /// such target or period, or when what was achieved cannot be read.
    pub fn achieved_in_period(&self, target: Called<'_>, ref_code: &str) -> Option<f64> {
        let is_asked = |timed: &Timed<'_>| {
            !timed.cycle.is_unenrolled() && self.model.text(timed.cycle.ref_code) == Some(ref_code)
        };
        self.cycles(self.target(target)?).find(is_asked)?.cycle.achieved()
    }

    /// What was achieved in the cycle of a target that runs now, 0 when none does (the vendor's
    /// `targetAchievedInCurrentPeriod`). None when there is no such target.
    pub fn achieved_in_current_period(&self, target: Called<'_>) -> Option<f64> {
        let current = self.cycles(self.target(target)?).find(|timed| timed.runs());
        current.map_or(Some(0.0), |timed| timed.cycle.achieved())
    }

    /// Whether a level of a streak is reached (the vendor's `isStreakAchieved`). None when there is no such level.
    pub fn is_streak_achieved(&self, streak: Called<'_>) -> Option<bool> {
        Some(self.level(streak)?.is_achieved())
    }

    /// How many the server counts for a level of a streak (the vendor's `streakCurrentValue`). None when there is
    /// no such level.
    pub fn streak_current_value(&self, streak: Called<'_>) -> Option<f64> {
        Some(self.level(streak)?.current)
    }

    fn level(&self, called: Called<'_>) -> Option<LevelFacts<'m>> {
        let groups = self.model.groups.iter().enumerate();
        let mut levels = groups.flat_map(|(place, group)| self.levels(place, group));
        levels.find(|level| called.fits(level.streak_id, level.name))
    }

    /// How many targets of a unified group are achieved in a period (the vendor's `targetsAchievedForUnified`).
    /// None when there is no such group or period.
    pub fn targets_achieved(&self, group: Called<'_>, ref_code: &str) -> Option<u32> {
        let (place, group) = self.group(group)?;
        let periods = self.unified(place, group);
        periods.iter().find(|period| period.ref_code == Some(ref_code)).map(|period| period.targets_achieved)
    }

    /// How many targets of a unified group are achieved in the period that runs now, 0 when none does (the vendor's
    /// `targetsAchievedForUnifiedInCurrentPeriod`). None when there is no such group.
    pub fn targets_achieved_in_current_period(&self, group: Called<'_>) -> Option<u32> {
        let (place, group) = self.group(group)?;
        let periods = self.unified(place, group);
        Some(periods.iter().find(|period| period.is_active).map_or(0, |period| period.targets_achieved))
    }
}
