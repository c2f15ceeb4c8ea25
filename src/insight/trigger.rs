//! Triggers: the marks on the way to a target (rule 2).

use super::Moment;
use super::figures::{display_percent, exact, percent, remaining};
use crate::model::{
    Cycle, Model, TargetDefinition, Trigger, is_word, none_last, number_none_last, sort_places,
};
use crate::shape::record;
use crate::wire::{Id, Millis};

record! {
    /// A trigger (“sub-target”) on the way to a target.
    pub struct TriggerProgress<'m> {
        /// Its id.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// What sets it off, in the server's words (`SYSTEM_TRIGGER`); null unless the response or a catalogue says.
        pub trigger_type: Option<&'m str>,
        /// The value at which it is achieved, in the target's unit; null without a value, or when it is a percentage of no
        /// goal.
        pub threshold: Option<f64>,
        /// Whether the threshold is the target itself. Such a trigger is achieved when the cycle is, and is never the next one:
        /// no mark on a bar.
        pub is_target: bool,
        /// Whether it is achieved: the server's word, or without one the figures'.
        pub is_achieved: bool,
        /// When it was achieved, in epoch milliseconds; null when it was not or the server does not say.
        pub achieved_at: Option<Millis>,
        /// How much of the threshold is reached, 0 to 100; null when there is no threshold above zero, or when what was achieved
        /// cannot be read.
        pub percent: Option<f64>,
        /// The same as an integer for people, by the rule of `CycleProgress.displayPercent`.
        pub display_percent: Option<f64>,
        /// What is still to go, in the target's unit, never below 0, and 0 once achieved; null without a threshold, or when what
        /// was achieved cannot be read.
        pub remaining: Option<f64>,
        /// What it is worth; null when the response does not say.
        pub points: Option<TriggerPoints>,
        #[serde(skip)]
        /// Whether it can be known if it is achieved.
        pub is_known: bool,
    }
}

record! {
    /// The points that a trigger is worth. Each is null when the response does not say.
    pub struct TriggerPoints {
        /// Points that can be redeemed at once.
        pub redeemable: Option<f64>,
        /// Points that can be redeemed later.
        pub delayed: Option<f64>,
        /// Points that another system gives.
        pub external: Option<f64>,
    }
}

impl TriggerProgress<'_> {
    /// Whether it is something to go for on the way to the target.
    pub(super) fn is_open(&self) -> bool {
        !self.is_achieved && !self.is_target && self.threshold.is_some()
    }
}

impl TriggerPoints {
    /// What a trigger is worth, if anything is said of it.
    pub(super) fn of(trigger: &Trigger) -> Option<TriggerPoints> {
        let points = TriggerPoints {
            redeemable: trigger.redeemable_points,
            delayed: trigger.delayed_points,
            external: trigger.external_points,
        };
        let is_said = [points.redeemable, points.delayed, points.external].iter().any(Option::is_some);
        is_said.then_some(points)
    }
}

impl Model {
    /// Whether the value of a trigger is a percentage of the target: only where its row says so.
    pub(super) fn is_percentage(&self, trigger: &Trigger) -> bool {
        self.text(trigger.value_type).is_some_and(|text| is_word(text, "PERCENTAGE"))
    }

    /// The value at which a trigger of a cycle is achieved.
    pub(super) fn threshold(&self, trigger: &Trigger, cycle: Cycle<'_>) -> Option<f64> {
        let value = trigger.value?;
        if !self.is_percentage(trigger) {
            return Some(value);
        }
        let goal = cycle.target()?;
        // All of the target is the target, whatever doubles make of the division.
        Some(if value == 100.0 { goal } else { exact(goal * value / 100.0) })
    }
}

impl<'m> Moment<'m> {
    /// The triggers of a cycle, the lowest threshold first, those without one last.
    pub(super) fn triggers(
        &self,
        cycle: Cycle<'m>,
        definition: Option<TargetDefinition<'m>>,
    ) -> Vec<TriggerProgress<'m>> {
        let sent = self.model.triggers(cycle);
        if sent.is_empty() {
            return Vec::new();
        }
        let triggers: Vec<_> = sent.iter().map(|trigger| self.trigger(trigger, cycle, definition)).collect();
        let key = |place: u32| triggers.get(place as usize).map(|trigger| (trigger.threshold, trigger.id));
        let mut places: Vec<u32> = (0..triggers.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| match (key(a), key(b)) {
            (Some((a, a_id)), Some((b, b_id))) => number_none_last(a, b).then_with(|| none_last(a_id, b_id)),
            _ => std::cmp::Ordering::Equal,
        });
        places.iter().filter_map(|place| triggers.get(*place as usize)).cloned().collect()
    }

    fn trigger(
        &self,
        trigger: &'m Trigger,
        cycle: Cycle<'m>,
        definition: Option<TargetDefinition<'m>>,
    ) -> TriggerProgress<'m> {
        let known_type = || definition?.text(definition?.trigger(trigger.id)?.kind);
        let achieved = cycle.achieved();
        let threshold = self.model.threshold(trigger, cycle);
        let is_target = threshold.is_some() && threshold == cycle.target();
        let is_achieved = if is_target {
            cycle.is_achieved()
        } else {
            trigger.achieved.unwrap_or(threshold.zip(achieved).is_some_and(|(at, achieved)| achieved >= at))
        };
        // What was achieved and what it takes, where both can be said.
        let way = achieved.zip(threshold);
        let percent = way
            .filter(|(_, at)| *at > 0.0)
            .map(|(achieved, at)| (percent(achieved, at, is_achieved), achieved));
        TriggerProgress {
            id: trigger.id,
            name: self.model.text(trigger.name),
            trigger_type: self.model.text(trigger.kind).or_else(known_type),
            threshold,
            is_target,
            is_achieved,
            achieved_at: self.model.server.legacy(trigger.achieved_at),
            percent: percent.map(|(percent, _)| percent),
            display_percent: percent
                .map(|(percent, achieved)| display_percent(percent, achieved, is_achieved)),
            remaining: way.map(|(achieved, at)| remaining(at, achieved, is_achieved)),
            points: TriggerPoints::of(trigger),
            is_known: trigger.achieved.is_some() || way.is_some(),
        }
    }
}
