//! Unified groups: several targets that are one together (rule 4).

use super::figures::{display_percent, percent, remaining, sum};
use super::period::Period;
use super::{Moment, Timed};
use crate::model::{Combination, Condition, Definition, Group, Index, Target, Unit};
use crate::shape::record;
use crate::wire::Id;

record! {
    /// One period of a unified group: several targets that are one together.
    pub struct UnifiedPeriod<'m> {
        /// The id of the period.
        pub period_id: Option<Id>,
        /// The name of the period.
        pub ref_code: Option<&'m str>,
        /// Whether it runs now.
        pub is_active: bool,
        /// How many of its targets are achieved.
        pub targets_achieved: u32,
        /// How many of them must be: all of them unless the organisation's list says otherwise; null when that is a rule that
        /// cannot be counted, such as `(1 & 2) | 3`.
        pub targets_needed: Option<u32>,
        /// How many targets it has.
        pub targets_total: u32,
        /// Whether those are all targets of the group. Without a catalogue, and unless all cycles were asked for, the response
        /// may lack some: say "1 achieved" then, and not "1 of 1".
        pub is_complete: bool,
        /// How far the whole has come, 0 to 100: the mean of the targets' percentages, or of as many of the highest as are
        /// needed; no more than the overall target has, where there is one.
        pub percent: f64,
        /// The same as an integer for people, by the rule of `CycleProgress.displayPercent`.
        pub display_percent: f64,
        /// Whether the whole is achieved: all targets, or what the organisation's list says. Never while `isComplete` is false.
        pub is_achieved: bool,
        /// What the targets must achieve together besides; null when they need not.
        pub overall: Option<OverallTarget>,
        #[serde(skip)]
        /// Whether it can be known if the whole is achieved: figures that cannot be read may decide.
        pub is_known: bool,
    }
}

record! {
    /// What the targets of a unified group must achieve together.
    pub struct OverallTarget {
        /// The sum of what they achieved.
        pub achieved: f64,
        /// What it must come to.
        pub target: f64,
        /// What both are counted in: the unit of the targets if it is the same for all, else `value`.
        pub unit: Unit,
        /// `achieved` of `target`, 0 to 100.
        pub percent: f64,
        /// The same as an integer for people, by the rule of `CycleProgress.displayPercent`.
        pub display_percent: f64,
        /// What is still to go, never below 0.
        pub remaining: f64,
        /// Whether the sum is reached.
        pub is_achieved: bool,
    }
}

/// A target of a unified group.
struct Member<'m> {
    rule_id: Option<Id>,
    /// None when the response has no row of it.
    target: Option<&'m Target>,
    unit: Unit,
}

/// What a target has come to in a period: nothing where it has no row.
struct Part {
    percent: f64,
    achieved: f64,
    is_achieved: bool,
    /// Its figures cannot be read.
    is_odd: bool,
}

impl<'m> Moment<'m> {
    /// The periods of a unified group.
    pub(super) fn unified(&self, place: usize, group: &Group) -> Vec<UnifiedPeriod<'m>> {
        let definition = self.definition(place).filter(|definition| !definition.counted.is_empty());
        let members = match definition {
            Some(definition) => self.defined_members(group, definition),
            None => self.members(group),
        };
        let condition = definition.map_or(&Condition::UNKNOWN, |definition| &definition.condition);
        let is_complete = definition.is_some() || self.model.received.all_cycles == Some(true);
        if members.is_empty() {
            // The customer left them all, and nothing is left but what takes returns into account.
            return Vec::new();
        }
        let period = |period: &Period<'m>| self.unified_period(period, &members, condition, is_complete);
        self.periods(group).iter().map(period).collect()
    }

    /// The targets that the definition of a group has.
    fn defined_members(&self, group: &Group, definition: &Definition) -> Vec<Member<'m>> {
        let targets = self.model.targets(group);
        let by_rule = Index::new(targets.iter().map(|target| target.rule_id));
        let sent = definition.counted.iter().filter_map(|place| definition.targets.get(*place as usize));
        let member = |sent: &crate::wire::TargetDefinition| {
            let target = by_rule.find(sent.id).and_then(|place| targets.get(place));
            let text = |text| definition.text(text);
            let defined = || Unit::read(text(sent.target_type), text(sent.target_entity));
            Member { rule_id: sent.id, target, unit: target.map_or_else(defined, |target| target.unit) }
        };
        sent.map(member).collect()
    }

    /// The targets that any period of a group has.
    fn members(&self, group: &Group) -> Vec<Member<'m>> {
        let mut targets = self.own_targets(group);
        targets.retain(|target| self.cycles(target).any(Timed::counts));
        let member =
            |target: &'m Target| Member { rule_id: target.rule_id, target: Some(target), unit: target.unit };
        targets.into_iter().map(member).collect()
    }

    fn unified_period(
        &self,
        period: &Period<'m>,
        members: &[Member<'m>],
        condition: &Condition,
        is_complete: bool,
    ) -> UnifiedPeriod<'m> {
        let parts: Vec<Part> = members.iter().map(|member| part(period.of(member.target))).collect();
        let targets_achieved = parts.iter().filter(|part| part.is_achieved).count() as u32;
        let targets_possible = parts.iter().filter(|part| part.is_achieved || part.is_odd).count() as u32;
        let targets_total = members.len() as u32;
        let (targets_needed, holds) = match &condition.combination {
            Combination::All => (Some(targets_total), targets_achieved == targets_total),
            Combination::AtLeast(count) => (Some(*count), targets_achieved >= *count),
            Combination::Rule(rule) => {
                let achieved = members.iter().zip(&parts).filter(|(_, part)| part.is_achieved);
                let achieved = Index::new(achieved.map(|(member, _)| member.rule_id));
                (None, rule.holds(|id| achieved.find(Some(id)).is_some()))
            }
        };
        let overall = condition.overall.map(|target| overall(target, members, &parts));
        let is_achieved = is_complete && holds && overall.as_ref().is_none_or(|overall| overall.is_achieved);
        let percent = match &overall {
            _ if is_achieved => 100.0,
            Some(overall) if holds => overall.percent,
            Some(overall) => overall.percent.min(mean_of_highest(&parts, targets_needed)),
            None => mean_of_highest(&parts, targets_needed),
        };
        let is_sure = |needed| targets_possible < needed || overall.is_none() && targets_achieved >= needed;
        let is_known = targets_needed.is_some_and(is_sure) || !parts.iter().any(|part| part.is_odd);
        UnifiedPeriod {
            period_id: period.period_id(),
            ref_code: self.model.text(period.ref_code()),
            is_active: period.is_active(),
            targets_achieved,
            targets_needed,
            targets_total,
            is_complete,
            percent,
            display_percent: display_percent(percent, percent, is_achieved),
            is_achieved,
            overall,
            is_known,
        }
    }
}

/// What a target has come to by its row.
fn part(row: Option<Timed<'_>>) -> Part {
    let Some(Timed { cycle, .. }) = row else {
        return Part { percent: 0.0, achieved: 0.0, is_achieved: false, is_odd: false };
    };
    let is_achieved = cycle.is_achieved();
    let percent = match cycle.goal() {
        _ if is_achieved => 100.0,
        None => 0.0,
        Some(goal) => percent(cycle.amount(), goal, false),
    };
    Part { percent, achieved: cycle.amount(), is_achieved, is_odd: cycle.is_odd() }
}

/// The mean of as many of the highest percentages as are needed; of all where that cannot be counted.
fn mean_of_highest(parts: &[Part], needed: Option<u32>) -> f64 {
    let mut percents: Vec<f64> = parts.iter().map(|part| part.percent).collect();
    // Sorted also where all count: then the order of arrival does not show in the last digit.
    percents.sort_unstable_by(|a, b| b.total_cmp(a));
    percents.truncate(needed.map_or(percents.len(), |needed| needed as usize));
    percents.iter().sum::<f64>() / percents.len() as f64
}

fn overall(target: f64, members: &[Member<'_>], parts: &[Part]) -> OverallTarget {
    let achieved = parts.iter().fold(0.0, |all, part| sum(all, part.achieved));
    let is_achieved = achieved >= target;
    let percent = percent(achieved, target, is_achieved);
    let mut units = members.iter().map(|member| member.unit);
    let unit = units.next().filter(|first| units.all(|unit| unit == *first)).unwrap_or(Unit::Value);
    OverallTarget {
        achieved,
        target,
        unit,
        percent,
        display_percent: display_percent(percent, achieved, is_achieved),
        remaining: remaining(target, achieved, is_achieved),
        is_achieved,
    }
}
