//! What changed between two snapshots (rule 7).

use super::{
    LevelStatus, Moment, Phase, Schedule, Snapshot, StreakLevel, Timed, TriggerProgress, UnifiedPeriod,
};
use crate::model::{
    Group, Kind, Target, TargetDefinition, Tracking, Zone, key, none_last, number_none_last, pair,
    sort_places,
};
use crate::shape::{choice, record};
use crate::wire::{Id, Millis};
use std::rc::Rc;

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

/// Two snapshots, the earlier one judged at the moment it speaks of, the later one at an instant. Both are looked at with the
/// catalogues that either has: what a catalogue adds is no news.
///
/// Both must have been obtained with the same filters. A group that the later one lacks gives nothing; nor does a row
/// that is new and does not run.
pub struct Comparison<'s> {
    previous: Side<'s>,
    next: Side<'s>,
    zone: Option<&'s dyn Zone>,
}

struct Side<'s> {
    snapshot: Snapshot,
    schedule: &'s Schedule,
    at: Millis,
}

impl Side<'_> {
    fn moment<'m>(&'m self, zone: Option<&'m dyn Zone>) -> Moment<'m> {
        Moment::new(&self.snapshot, self.schedule, zone, self.at)
    }
}

impl<'s> Comparison<'s> {
    /// Compares two snapshots in a time zone, or without one by the server's clock. Each schedule must be the snapshot's own, and
    /// of the same zone.
    pub fn new(
        previous: (&Snapshot, &'s Schedule),
        next: (&Snapshot, &'s Schedule),
        zone: Option<&'s dyn Zone>,
        now: Millis,
    ) -> Comparison<'s> {
        let catalog = match (&previous.0.catalog, &next.0.catalog) {
            (Some(old), Some(new)) if !Rc::ptr_eq(old, new) => Some(Rc::new(old.concat(new))),
            (old, new) => new.as_ref().or(old.as_ref()).cloned(),
        };
        let side = |(snapshot, schedule): (&Snapshot, &'s Schedule), at| {
            let snapshot = match &catalog {
                Some(catalog) => snapshot.joined(Rc::clone(catalog)),
                None => snapshot.clone(),
            };
            Side { snapshot, schedule, at }
        };
        Comparison {
            previous: side(previous, previous.0.answered_at().unwrap_or(now)),
            next: side(next, now),
            zone,
        }
    }

    /// What changed from the one to the other, by group, target and period. Nothing between two users, nor between a response
    /// and itself, however much later it is asked about.
    pub fn events(&self) -> Vec<Event<'_>> {
        let (old, new) = (&self.previous.snapshot.model, &self.next.snapshot.model);
        if old.user_id != new.user_id || Rc::ptr_eq(old, new) || old.says_the_same(new) {
            return Vec::new();
        }
        let (previous, next) = (self.previous.moment(self.zone), self.next.moment(self.zone));
        let mut changes = Changes { previous: &previous, next: &next, events: Vec::new() };
        changes.add_groups();
        changes.in_order()
    }
}

struct Changes<'a, 'm> {
    previous: &'a Moment<'m>,
    next: &'a Moment<'m>,
    events: Vec<Event<'m>>,
}

/// A group, and its place among the groups.
type Placed<'m> = (usize, &'m Group);

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
    fn add_groups(&mut self) {
        let ids = |moment: &Moment<'m>| -> Vec<_> {
            moment.model.groups.iter().map(|group| key(group.id, None)).collect()
        };
        let pairs = pair(&ids(self.previous), &ids(self.next));
        for ((place, group), old) in self.next.model.groups.iter().enumerate().zip(pairs) {
            let old = old.and_then(|place| Some((place, self.previous.model.groups.get(place)?)));
            self.add_group(old, (place, group));
        }
    }

    fn add_group(&mut self, old: Option<Placed<'m>>, new: Placed<'m>) {
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
            let (target, definition) = new;
            let known_name = || definition?.text(definition?.name);
            let blank = Event {
                target_rule_id: target.rule_id,
                target_name: self.next.model.text(target.name).or_else(known_name),
                ..blank.clone()
            };
            self.add_target(group, old, new, &blank);
        }
        if let Some(old) = old {
            self.add_streak(old, new, &blank);
        }
        if group.tracking == Tracking::Unified {
            self.add_unified(old, new, &blank);
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
        for (new, old) in new_cycles.iter().zip(pairs) {
            let cycle = new.timed.cycle;
            if !cycle.is_unenrolled() {
                let old = old.and_then(|place| old_cycles.get(place)).copied();
                let ref_code = self.next.model.text(cycle.ref_code);
                let blank = Event { period_id: cycle.period_id, ref_code, ..blank.clone() };
                self.add_cycle(group, old, *new, &blank);
            }
        }
        if let Some(r#type) = enrolment(&old_cycles, &new_cycles) {
            self.tell(blank, r#type);
        }
    }

    fn add_cycle(&mut self, group: &Group, old: Option<Place<'m>>, new: Place<'m>, blank: &Event<'m>) {
        let cycle = new.timed.cycle;
        let runs = new.timed.phase == Phase::Active;
        if old.is_none() && !runs {
            // A row that was not asked for last time, most likely.
            return;
        }
        if runs && !new.timed.waits() && !old.is_some_and(|old| old.timed.runs()) {
            self.tell(blank, EventType::CycleStarted);
        }
        let before = old.map_or(Some(0.0), |old| old.timed.cycle.achieved());
        if let (Some(from), Some(to)) = (before, cycle.achieved())
            && from != to
        {
            let event = self.tell(blank, EventType::Progressed);
            (event.from, event.to) = (Some(from), Some(to));
        }
        let kind = group.tracking.kind();
        let is_known = cycle.is_known() && old.is_none_or(|old| old.timed.cycle.is_known());
        let r#type = match (old.is_some_and(|old| old.timed.cycle.is_achieved()), cycle.is_achieved(), kind) {
            _ if !is_known => None,
            (false, true, Kind::Goal) => Some(EventType::TargetAchieved),
            (true, false, Kind::Goal) => Some(EventType::TargetLost),
            (false, true, Kind::Cap) => Some(EventType::CapReached),
            _ => None,
        };
        if let Some(r#type) = r#type {
            self.tell(blank, r#type).goal = cycle.target();
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
            let old = old.and_then(|place| before.get(place));
            let was_achieved = old.is_some_and(|old| old.is_achieved || !old.is_known);
            if trigger.is_achieved && !was_achieved && !trigger.is_target {
                let event = self.tell(blank, EventType::TriggerAchieved);
                (event.trigger_id, event.trigger_name) = (trigger.id, trigger.name);
                event.goal = trigger.threshold;
            }
        }
    }

    fn add_streak(&mut self, old: Placed<'m>, new: Placed<'m>, blank: &Event<'m>) {
        let before = self.previous.streak(old.0, old.1, 0);
        let Some(after) = self.next.streak(new.0, new.1, 0) else { return };
        let old_levels = before.as_ref().map(|streak| &*streak.levels).unwrap_or_default();
        let keys = |levels: &[StreakLevel<'m>]| -> Vec<_> {
            levels.iter().map(|level| key(level.streak_id, level.name)).collect()
        };
        let pairs = pair(&keys(old_levels), &keys(&after.levels));
        let mut broke = false;
        for (level, old) in after.levels.iter().zip(pairs) {
            let was = old.and_then(|place| old_levels.get(place)).map(|level| level.status);
            let became = |status| level.status == status && was != Some(status);
            broke |= became(LevelStatus::Broken);
            let lost = was == Some(LevelStatus::Achieved) && level.status != LevelStatus::Achieved;
            if became(LevelStatus::Achieved) || lost {
                let r#type = if lost { EventType::LevelLost } else { EventType::LevelAchieved };
                let event = self.tell(blank, r#type);
                (event.streak_id, event.streak_name) = (level.streak_id, level.name);
                event.goal = level.goal;
            }
        }
        let (from, to) = (before.map_or(0.0, |streak| streak.current), after.current);
        if to > from {
            let event = self.tell(blank, EventType::StreakExtended);
            (event.from, event.to) = (Some(from), Some(to));
        }
        let is_open = after.levels.iter().any(|level| level.status != LevelStatus::Achieved);
        if is_open && (broke || (after.continuous && to < from)) {
            let event = self.tell(blank, EventType::StreakBroken);
            (event.from, event.to) = (Some(from), Some(to));
        }
    }

    fn add_unified(&mut self, old: Option<Placed<'m>>, new: Placed<'m>, blank: &Event<'m>) {
        let before = old.map(|(place, group)| self.previous.unified(place, group)).unwrap_or_default();
        let after = self.next.unified(new.0, new.1);
        let keys = |periods: &[UnifiedPeriod<'m>]| -> Vec<_> {
            periods.iter().map(|period| key(period.period_id, period.ref_code)).collect()
        };
        let pairs = pair(&keys(&before), &keys(&after));
        for (period, old) in after.iter().zip(pairs) {
            let old = old.and_then(|place| before.get(place));
            let was_achieved = old.is_some_and(|old| old.is_achieved);
            let r#type = match (was_achieved, period.is_achieved) {
                // A period that was not asked for last time, most likely.
                _ if old.is_none() && !period.is_active => continue,
                _ if !period.is_known || old.is_some_and(|old| !old.is_known) => continue,
                (false, true) => EventType::UnifiedAchieved,
                (true, false) => EventType::UnifiedLost,
                _ => continue,
            };
            let event = self.tell(blank, r#type);
            (event.period_id, event.ref_code) = (period.period_id, period.ref_code);
        }
    }

    /// The events by group, target and period, what is of a whole after what is of its parts; within one period in the order in
    /// which one follows from another.
    fn in_order(self) -> Vec<Event<'m>> {
        let mut places: Vec<u32> = (0..self.events.len() as u32).collect();
        let event = |place: u32| self.events.get(place as usize);
        sort_places(&mut places, &mut |a, b| match (event(a), event(b)) {
            (Some(a), Some(b)) => none_last(a.group_id, b.group_id)
                .then_with(|| none_last(a.target_rule_id, b.target_rule_id))
                .then_with(|| none_last(a.target_name, b.target_name))
                .then_with(|| none_last(a.period_id, b.period_id))
                .then_with(|| none_last(a.ref_code, b.ref_code))
                .then_with(|| a.r#type.cmp(&b.r#type))
                .then_with(|| number_none_last(a.goal, b.goal)),
            _ => std::cmp::Ordering::Equal,
        });
        places.into_iter().filter_map(|place| event(place).cloned()).collect()
    }
}

/// Whether somebody joined a target or left it. Cycles that are over say nothing of that, and rows that the server made up are
/// no enrolment.
fn enrolment(old: &[Place<'_>], new: &[Place<'_>]) -> Option<EventType> {
    let is_open = |place: &&Place<'_>| place.timed.phase != Phase::Ended;
    let has_left = |place: &Place<'_>| place.timed.cycle.is_unenrolled();
    let all_left = |places: &[Place<'_>]| {
        let mut open = places.iter().filter(is_open).peekable();
        open.peek().is_some() && open.all(has_left)
    };
    let takes_part = |place: &Place<'_>| place.timed.cycle.has_record() && !has_left(place);
    let had_record = old.iter().any(|place| place.timed.cycle.has_record());
    if new.iter().filter(is_open).any(takes_part) && (!had_record || all_left(old)) {
        Some(EventType::Enrolled)
    } else if all_left(new) && old.iter().filter(is_open).any(|place| !has_left(place)) {
        Some(EventType::Unenrolled)
    } else {
        None
    }
}
