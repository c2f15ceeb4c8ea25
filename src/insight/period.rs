//! The periods of a group: what its targets have in common in time.

use super::{Moment, Phase, Timed};
use crate::model::{Group, Target, none_last, order, sort_places};
use crate::wire::{Id, Text};
use std::cmp::Ordering;

/// The cycles that the targets of a group have in one period. Never empty; cycles that count nowhere are not in it.
pub(super) struct Period<'m> {
    pub(super) cycles: Vec<(&'m Target, Timed<'m>)>,
}

impl<'m> Period<'m> {
    fn timed(&self) -> impl Iterator<Item = Timed<'m>> + '_ {
        self.cycles.iter().map(|(_, timed)| *timed)
    }

    /// The cycle of a target.
    pub(super) fn of(&self, target: Option<&Target>) -> Option<Timed<'m>> {
        let wanted = target?;
        self.cycles.iter().find(|(target, _)| std::ptr::eq(*target, wanted)).map(|(_, timed)| *timed)
    }

    pub(super) fn period_id(&self) -> Option<Id> {
        self.timed().find_map(|timed| timed.cycle.period_id)
    }

    pub(super) fn ref_code(&self) -> Option<Text> {
        self.timed().find_map(|timed| timed.cycle.ref_code)
    }

    pub(super) fn is_active(&self) -> bool {
        self.timed().any(|timed| timed.phase == Phase::Active)
    }
}

impl<'m> Moment<'m> {
    /// The periods of a group, in order.
    pub(super) fn periods(&self, group: &Group) -> Vec<Period<'m>> {
        let mut cycles: Vec<(&Target, Timed<'_>)> = Vec::new();
        for target in self.model.targets(group) {
            cycles.extend(self.cycles(target).filter(|timed| timed.counts()).map(|timed| (target, timed)));
        }
        // Cycles belong together by the id of their period, or without one by its name.
        let of = |place: u32| cycles.get(place as usize).map(|(_, timed)| timed.cycle);
        let by_period = |a: u32, b: u32| {
            let id = |place| of(place).and_then(|cycle| cycle.period_id);
            let name = |place| of(place).and_then(|cycle| self.model.text(cycle.ref_code));
            none_last(id(a), id(b))
                .then_with(|| if id(a).is_some() { Ordering::Equal } else { none_last(name(a), name(b)) })
                .then_with(|| if id(a).is_some() || name(a).is_some() { Ordering::Equal } else { a.cmp(&b) })
        };
        let mut places: Vec<u32> = (0..cycles.len() as u32).collect();
        let by_time = |a: u32, b: u32| match (of(a), of(b)) {
            (Some(a), Some(b)) => order(a, b, group.evaluation),
            _ => Ordering::Equal,
        };
        // The earliest of a period first: it says where the period stands, and what it is called.
        sort_places(&mut places, &mut |a, b| by_period(a, b).then_with(|| by_time(a, b)));
        let together: Vec<&[u32]> = places.chunk_by(|a, b| by_period(*a, *b).is_eq()).collect();
        let mut ordered: Vec<u32> = (0..together.len() as u32).collect();
        let first = |period: u32| together.get(period as usize).and_then(|places| places.first()).copied();
        sort_places(&mut ordered, &mut |a, b| match (first(a), first(b)) {
            (Some(a), Some(b)) => by_time(a, b).then(a.cmp(&b)),
            _ => Ordering::Equal,
        });
        let period = |number: &u32| {
            let places = together.get(*number as usize).copied().unwrap_or_default();
            Period {
                cycles: places.iter().filter_map(|place| cycles.get(*place as usize)).copied().collect(),
            }
        };
        ordered.iter().map(period).collect()
    }
}
