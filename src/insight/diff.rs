//! What changed between two snapshots (rule 7).

use super::streak::LevelFacts;
use super::{LevelStatus, Moment, Phase, Snapshot, Timed, TriggerProgress};
use crate::model::{
    Group, Kind, Target, TargetDefinition, Tracking, key, none_last, number_none_last, pair, sort_places,
};
use crate::shape::{choice, record};
use crate::wire::{Id, Millis};

choice! {
    /// What happened.
    pub enum EventType {
        /// A cycle runs that did not before.
        CycleStarted = "cycle-started",
        /// What was achieved in a cycle is another value now: `from` and `to`, smaller after a return.
        Progressed = "progressed",
        /// A trigger on the way to a target was reached.
        TriggerAchieved = "trigger-achieved",
        /// The target of a cycle was reached.
        TargetAchieved = "target-achieved",
        /// The target of a cycle was reached and no longer is: a return took it back.
        TargetLost = "target-lost",
        /// The limit of a capping group was reached.
        CapReached = "cap-reached",
        /// The server counts more periods of a streak than before: `from` and `to`.
        StreakExtended = "streak-extended",
        /// A level of a streak was reached.
        LevelAchieved = "level-achieved",
        /// A level of a streak was reached and no longer is: a return took it back.
        LevelLost = "level-lost",
        /// A streak has ended: fewer periods count than before, or a period was missed.
        StreakBroken = "streak-broken",
        /// The targets of a unified group make the whole in a period.
        UnifiedAchieved = "unified-achieved",
        /// They did in a period and no longer do: a return took it back.
        UnifiedLost = "unified-lost",
        /// The customer takes part in a target they did not take part in before.
        Enrolled = "enrolled",
        /// The customer no longer takes part in a target.
        Unenrolled = "unenrolled",
    }
}

record! {
    /// Something that changed between two snapshots. What an event is not about is null.
    pub struct Event<'m> {
        /// What happened.
        pub r#type: EventType,
        /// The id of the group.
        pub group_id: Option<Id>,
        /// The name of the group.
        pub group_name: Option<&'m str>,
        /// The id of the target's rule; null for a streak.
        pub target_rule_id: Option<Id>,
        /// The name of the target; null for a streak.
        pub target_name: Option<&'m str>,
        /// The id of the period, of events about a cycle.
        pub period_id: Option<Id>,
        /// The name of the period, of events about a cycle.
        pub ref_code: Option<&'m str>,
        /// The value before, of `progressed`, `streak-extended` and `streak-broken`.
        pub from: Option<f64>,
        /// The value now, likewise.
        pub to: Option<f64>,
        /// The id of the trigger, of `trigger-achieved`.
        pub trigger_id: Option<Id>,
        /// The name of the trigger, of `trigger-achieved`.
        pub trigger_name: Option<&'m str>,
        /// The id of the level, of `level-achieved`.
        pub streak_id: Option<Id>,
        /// The name of the level, of `level-achieved`.
        pub streak_name: Option<&'m str>,
        /// What was to be reached: the target of a cycle, the threshold of a trigger, the periods of a level.
        pub goal: Option<f64>,
    }
}

/// What changed from one snapshot to another, as seen at `now`, by group, target and period.
///
/// Both must have been obtained with the same filters. A group that the later one lacks gives nothing; nor does a row
/// that is new and does not run. Where both say when they were received, the earlier one is seen as of then: so a
/// cycle that began between the two has started.
pub fn diff<'m>(previous: &Moment<'m>, next: &Moment<'m>) -> Vec<Event<'m>> {
    let mut changes = Changes { previous, next, events: Vec::new() };
    let ids = |moment: &Moment<'m>| moment.model.groups.iter().map(|group| group.id).collect::<Vec<_>>();
    let old = pair(&ids(previous), &ids(next));
    for ((place, group), old) in next.model.groups.iter().enumerate().zip(old) {
        let old = old.and_then(|place| Some((place, previous.model.groups.get(place)?)));
        changes.add_group(old, (place, group));
    }
    changes.in_order()
}

/// The instant at which the earlier of two snapshots is looked at.
pub fn earlier_instant(previous: &Snapshot, next: &Snapshot, now: Millis) -> Millis {
    match (previous.received.at, next.received.at) {
        (Some(before), Some(after)) if before < after => before.min(now),
        _ => now,
    }
}

struct Changes<'a, 'm> {
    previous: &'a Moment<'m>,
    next: &'a Moment<'m>,
    events: Vec<Event<'m>>,
}

/// A target, and what the organisation says of it.
type Whole<'m> = (&'m Target, Option<TargetDefinition<'m>>);

fn targets<'m>(moment: &Moment<'m>, place: usize, group: &'m Group) -> Vec<Whole<'m>> {
    moment.snapshot.targets(place, group).collect()
}

fn cycles<'m>(moment: &Moment<'m>, (target, definition): Whole<'m>) -> Vec<Place<'m>> {
    moment.cycles(target).map(|timed| Place { definition, timed }).collect()
}

/// A cycle, and what the organisation says of its target.
#[derive(Clone, Copy)]
struct Place<'m> {
    definition: Option<TargetDefinition<'m>>,
    timed: Timed<'m>,
}

impl<'m> Changes<'_, 'm> {
    fn add_group(&mut self, old: Option<(usize, &'m Group)>, new: (usize, &'m Group)) {
        let (place, group) = new;
        let blank = self.blank(place, group);
        let old_targets = old.map(|(place, group)| targets(self.previous, place, group)).unwrap_or_default();
        let new_targets = targets(self.next, place, group);
        let keys = |moment: &Moment<'m>, targets: &[Whole<'m>]| -> Vec<_> {
            targets.iter().map(|(target, _)| key(target.rule_id, moment.model.text(target.name))).collect()
        };
        let pairs = pair(&keys(self.previous, &old_targets), &keys(self.next, &new_targets));
        for (new, old) in new_targets.into_iter().zip(pairs) {
            let old = old.and_then(|place| old_targets.get(place)).copied();
            let blank = Event {
                target_rule_id: new.0.rule_id,
                target_name: self.next.model.text(new.0.name),
                ..blank.clone()
            };
            self.add_target(group, old, new, &blank);
        }
        if let Some(old) = old {
            self.add_streak(old, new, &blank);
        }
    }

    /// Adds an event about something, and gives it back for what else is to be said of it.
    fn tell(&mut self, about: &Event<'m>, r#type: EventType) -> &mut Event<'m> {
        self.events.push_mut(Event { r#type, ..about.clone() })
    }

    /// An event about a group of which nothing is said yet.
    fn blank(&self, place: usize, group: &'m Group) -> Event<'m> {
        Event {
            r#type: EventType::Progressed,
            group_id: group.id,
            group_name: self.next.group_name(place, group),
            target_rule_id: None,
            target_name: None,
            period_id: None,
            ref_code: None,
            from: None,
            to: None,
            trigger_id: None,
            trigger_name: None,
            streak_id: None,
            streak_name: None,
            goal: None,
        }
    }

    fn add_target(&mut self, group: &Group, old: Option<Whole<'m>>, new: Whole<'m>, blank: &Event<'m>) {
        let old_cycles = old.map(|old| cycles(self.previous, old)).unwrap_or_default();
        let new_cycles = cycles(self.next, new);
        let keys = |moment: &Moment<'m>, places: &[Place<'m>]| -> Vec<_> {
            let cycles = places.iter().map(|place| place.timed.cycle);
            cycles.map(|cycle| key(cycle.period_id, moment.model.text(cycle.ref_code))).collect()
        };
        let pairs = pair(&keys(self.previous, &old_cycles), &keys(self.next, &new_cycles));
        let (mut enrolled, mut unenrolled) = (false, false);
        for (new, old) in new_cycles.into_iter().zip(pairs) {
            let old = old.and_then(|place| old_cycles.get(place)).copied();
            let cycle = new.timed.cycle;
            let was_enrolled = old.is_some_and(|old| !old.timed.cycle.is_unenrolled());
            enrolled |= !cycle.is_unenrolled() && !was_enrolled && (old.is_some() || old_cycles.is_empty());
            unenrolled |= cycle.is_unenrolled() && was_enrolled;
            if !cycle.is_unenrolled() {
                let ref_code = self.next.model.text(cycle.ref_code);
                self.add_cycle(
                    group,
                    old,
                    new,
                    &Event { period_id: cycle.period_id, ref_code, ..blank.clone() },
                );
            }
        }
        if enrolled {
            self.tell(blank, EventType::Enrolled);
        }
        if unenrolled {
            self.tell(blank, EventType::Unenrolled);
        }
    }

    fn add_cycle(&mut self, group: &Group, old: Option<Place<'m>>, new: Place<'m>, blank: &Event<'m>) {
        let cycle = new.timed.cycle;
        let runs = new.timed.phase == Phase::Active;
        if old.is_none() && !runs {
            // A row that was not asked for last time, most likely.
            return;
        }
        if runs && old.is_none_or(|old| old.timed.phase != Phase::Active) {
            self.tell(blank, EventType::CycleStarted);
        }
        let before = old.map_or(0.0, |old| old.timed.cycle.achieved());
        if before != cycle.achieved() {
            let event = self.tell(blank, EventType::Progressed);
            (event.from, event.to) = (Some(before), Some(cycle.achieved()));
        }
        let kind = group.tracking.kind();
        if cycle.is_achieved() && !old.is_some_and(|old| old.timed.cycle.is_achieved()) {
            let r#type = if kind == Kind::Cap { EventType::CapReached } else { EventType::TargetAchieved };
            self.tell(blank, r#type).goal = cycle.goal();
        }
        // A cap is no goal, and nothing on the way to it an achievement.
        if kind == Kind::Goal {
            self.add_triggers(old, new, blank);
        }
    }

    fn add_triggers(&mut self, old: Option<Place<'m>>, new: Place<'m>, blank: &Event<'m>) {
        let of = |moment: &Moment<'m>, place: Place<'m>| moment.triggers(place.timed.cycle, place.definition);
        let before = old.map(|old| of(self.previous, old)).unwrap_or_default();
        let after = of(self.next, new);
        let keys = |triggers: &[TriggerProgress<'m>]| -> Vec<_> {
            triggers.iter().map(|trigger| key(trigger.id, trigger.name)).collect()
        };
        let pairs = pair(&keys(&before), &keys(&after));
        for (trigger, old) in after.iter().zip(pairs) {
            let was_achieved = old.and_then(|place| before.get(place)).is_some_and(|old| old.is_achieved);
            if trigger.is_achieved && !was_achieved && !trigger.is_target {
                let event = self.tell(blank, EventType::TriggerAchieved);
                (event.trigger_id, event.trigger_name) = (trigger.id, trigger.name);
                event.goal = trigger.threshold;
            }
        }
    }

    fn add_streak(&mut self, old: (usize, &'m Group), new: (usize, &'m Group), blank: &Event<'m>) {
        let before = self.previous.level_facts(old.0, old.1);
        let after = self.next.level_facts(new.0, new.1);
        let keys = |levels: &[LevelFacts<'m>]| -> Vec<_> {
            levels.iter().map(|level| key(level.streak_id, level.name)).collect()
        };
        let pairs = pair(&keys(&before), &keys(&after));
        let mut broken = false;
        for (level, old) in after.iter().zip(pairs) {
            let was = old.and_then(|place| before.get(place)).map(LevelFacts::status);
            let is = level.status();
            broken |= is == LevelStatus::Broken && was != Some(LevelStatus::Broken);
            if is == LevelStatus::Achieved && was != Some(LevelStatus::Achieved) {
                let event = self.tell(blank, EventType::LevelAchieved);
                (event.streak_id, event.streak_name) = (level.streak_id, level.name);
                event.goal = level.goal;
            }
        }
        // All levels of a streak count the same run.
        let count = |levels: &[LevelFacts<'m>]| levels.iter().map(|level| level.current).fold(0.0, f64::max);
        let (from, to) = (count(&before), count(&after));
        let continuous = new.1.tracking != Tracking::NonContinuousStreaks;
        let r#type = if to > from {
            EventType::StreakExtended
        } else if !after.is_empty() && continuous && (to < from || broken) {
            EventType::StreakBroken
        } else {
            return;
        };
        let event = self.tell(blank, r#type);
        (event.from, event.to) = (Some(from), Some(to));
    }

    /// The events by group, target and period; within one period in the order in which one follows from another.
    fn in_order(self) -> Vec<Event<'m>> {
        let mut places: Vec<u32> = (0..self.events.len() as u32).collect();
        let event = |place: u32| self.events.get(place as usize);
        sort_places(&mut places, &mut |a, b| match (event(a), event(b)) {
            (Some(a), Some(b)) => none_last(a.group_id, b.group_id)
                .then_with(|| none_last(a.target_rule_id, b.target_rule_id))
                .then_with(|| none_last(a.target_name, b.target_name))
                .then_with(|| a.period_id.cmp(&b.period_id))
                .then_with(|| a.ref_code.cmp(&b.ref_code))
                .then_with(|| a.r#type.cmp(&b.r#type))
                .then_with(|| number_none_last(a.goal, b.goal)),
            _ => std::cmp::Ordering::Equal,
        });
        places.into_iter().filter_map(|place| event(place).cloned()).collect()
    }
}
