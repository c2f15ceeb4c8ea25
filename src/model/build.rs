//! From rows to a model (rule 1): rows of a rule become a target, in order, each cycle once.

use super::window::{Sources, Span};
use super::{
    Cycle, Evaluation, Group, Level, Model, Part, Received, Target, Tracking, Trigger, Unit, is_word,
};
use crate::wire::{self, Issue, IssueCode, Path, Row, Stamp, Streak, Texts, push_number};
use std::cmp::Ordering;

/// Builds the model of a response.
pub(super) fn model(response: wire::Response<wire::User>, received: Received) -> Model {
    let wire::Response { data, errors, warnings, texts, issues } = response;
    let mut model = Model {
        user_id: data.id,
        received,
        groups: Vec::new(),
        targets: Vec::new(),
        cycles: Vec::new(),
        triggers: Vec::new(),
        levels: Vec::new(),
        texts,
        issues,
        api_errors: errors,
        api_warnings: warnings,
    };
    for group in data.groups.unwrap_or_default() {
        model.add(group);
    }
    model
}

/// Sorts places of a list by what stands there; equals keep their order. The one sort of this crate: every
/// further instance would cost the page another kilobyte or two.
pub(crate) fn sort_places(places: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    if !places.is_sorted_by(|a, b| compare(*a, *b).is_le()) {
        places.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    }
}

/// Nothing comes last.
pub(crate) fn none_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// What makes rows one target: the id of their rule, or without one their name.
fn same_target(texts: &Texts, a: &Row, b: &Row) -> Ordering {
    let name = |row: &Row| row.target_name.map(|name| texts.get(name));
    none_last(a.rule_id, b.rule_id)
        .then_with(|| if a.rule_id.is_some() { Ordering::Equal } else { none_last(name(a), name(b)) })
}

impl Model {
    fn add(&mut self, group: wire::Group) {
        let evaluation = Evaluation::read(self.text(group.evaluation));
        let tracking = Tracking::read(self.text(group.tracking));
        let rows = &group.rows;

        let levels = self.add_levels(group.streaks.iter().chain(rows.iter().flat_map(|row| &row.streaks)));
        let cycles: Vec<Cycle> = rows.iter().map(|row| self.cycle(row, evaluation)).collect();
        let targets_start = self.targets.len() as u32;
        for mut places in by_target(&self.texts, rows) {
            let Some(first) = places.first().and_then(|place| rows.get(*place as usize)) else { continue };
            sort_places(&mut places, &mut |a, b| at(&cycles, a, b, |a, b| order(a, b, evaluation)));
            self.drop_duplicates(&mut places, &cycles, group.index);
            let cycles_start = self.cycles.len() as u32;
            self.cycles.extend(places.iter().filter_map(|place| cycles.get(*place as usize)).cloned());
            self.targets.push(Target {
                rule_id: first.rule_id,
                name: first.target_name,
                target_type: first.target_type,
                target_entity: first.target_entity,
                event_name: first.event_name,
                unit: Unit::read(self.text(first.target_type)),
                cycles: cycles_start..self.cycles.len() as u32,
            });
        }
        self.groups.push(Group {
            id: group.id,
            name: group.name,
            org_id: group.org_id,
            preferred_till_id: group.preferred_till_id,
            evaluation,
            evaluation_raw: group.evaluation,
            tracking,
            tracking_raw: group.tracking,
            targets: targets_start..self.targets.len() as u32,
            levels,
            index: group.index,
        });
    }

    fn cycle(&mut self, row: &Row, evaluation: Evaluation) -> Cycle {
        let start = Sources { iso: row.start_iso, stamp: row.start, date: row.start_date };
        let end = Sources { iso: row.end_iso, stamp: row.end, date: row.end_date };
        let span = match evaluation {
            // Start and end are the same there, or whatever they like: the dates say nothing.
            Evaluation::PeriodAgnostic => Span::default(),
            _ => Span::read(&start, &end, evaluation == Evaluation::FixedCalendar),
        };
        let triggers_start = self.triggers.len() as u32;
        for trigger in &row.milestones {
            let percentage = self.text(trigger.value_type).map(|text| is_word(text, "PERCENTAGE"));
            self.triggers.push(Trigger {
                id: trigger.id,
                name: trigger.name,
                kind: trigger.kind,
                value: trigger.value,
                percentage,
                achieved: trigger.achieved,
                index: trigger.index,
            });
        }
        Cycle {
            target_id: row.target_id,
            period_id: row.period_id,
            program_id: row.program_id,
            alternate_currency_identifier: row.alternate_currency_identifier,
            alternate_currency_name: row.alternate_currency_name,
            ref_code: row.ref_code,
            span,
            target: row.target.filter(|target| *target > 0.0),
            target_value: row.target,
            achieved: row.achieved.unwrap_or(0.0),
            achieved_at: row.achieved_at_iso.or(row.achieved_at).map(instant),
            enrolled_at: row.enrolled_at_iso.or(row.enrolled_at).map(instant),
            updated_at: row.updated_at.map(instant),
            streak_achieved_at: row.streak_achieved_at.map(instant),
            achieved_event_log_id: row.achieved_event_log_id,
            flagged: row.current == Some(true),
            unenrolled: row.unenrolled == Some(true),
            triggers: triggers_start..self.triggers.len() as u32,
            index: row.index,
        }
    }

    /// Leaves one cycle of each period: the one that is told about most.
    fn drop_duplicates(&mut self, places: &mut Vec<u32>, cycles: &[Cycle], group: u32) {
        let period = |place: u32| cycles.get(place as usize).and_then(|cycle| cycle.period_id);
        if places.is_sorted_by(|a, b| matches!((period(*a), period(*b)), (Some(a), Some(b)) if a < b)) {
            return;
        }
        let mut by_period = places.clone();
        sort_places(&mut by_period, &mut |a, b| none_last(period(a), period(b)));
        let mut dropped = Vec::new();
        for same in by_period.chunk_by(|a, b| period(*a).is_some() && period(*a) == period(*b)) {
            let fuller = |a: &u32, b: &u32| at(cycles, *a, *b, told_about);
            let Some(kept) = same.iter().copied().max_by(fuller) else { continue };
            dropped.extend(same.iter().copied().filter(|place| *place != kept).map(|place| (place, kept)));
        }
        dropped.sort_unstable();
        let index = |place: u32| cycles.get(place as usize).map_or(0, |cycle| cycle.index);
        for (place, kept) in &dropped {
            let mut detail = String::from("targets[");
            push_number(&mut detail, u64::from(index(*kept)));
            detail.push(']');
            let path = Path::ROOT
                .then("data", None)
                .then("targetGroups", Some(group))
                .then("targets", Some(index(*place)));
            let detail = self.texts.add(&detail);
            self.issues.push(Issue { code: IssueCode::DuplicateCycle, path, detail });
        }
        if !dropped.is_empty() {
            places.retain(|place| dropped.binary_search_by_key(place, |(place, _)| *place).is_err());
        }
    }

    fn add_levels<'a>(&mut self, streaks: impl Iterator<Item = &'a Streak>) -> Part {
        let streaks: Vec<&Streak> = streaks.collect();
        let start = self.levels.len() as u32;
        // The same level twice (a response that repeats them in each row) is one level: the first that came.
        let mut places: Vec<u32> = (0..streaks.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| at(&streaks, a, b, |a, b| none_last(a.id, b.id)));
        let id = |place: &u32| streaks.get(*place as usize).and_then(|streak| streak.id);
        places.dedup_by(|later, earlier| id(later).is_some() && id(later) == id(earlier));
        places.sort_unstable();
        sort_places(&mut places, &mut |a, b| {
            at(&streaks, a, b, |a, b| match (a.goal, b.goal) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            })
        });
        for streak in places.iter().filter_map(|place| streaks.get(*place as usize)) {
            self.levels.push(Level {
                id: streak.id,
                user_streak_id: streak.user_streak_id,
                name: streak.name,
                status: streak.status,
                current: streak.current.unwrap_or(0.0),
                goal: streak.goal,
                achieved_at: streak.achieved_at.map(instant),
                achieved_user_target_id: streak.achieved_user_target_id,
            });
        }
        start..self.levels.len() as u32
    }
}

/// The instant of a stamp that no rule moves: when something was recorded. Without an offset it is UTC.
fn instant(stamp: Stamp) -> wire::Millis {
    stamp.ms
}

/// Compares what stands at two places of a list.
fn at<T>(list: &[T], a: u32, b: u32, compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (list.get(a as usize), list.get(b as usize)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    }
}

/// The places of the rows of each target; targets and rows in order of arrival.
fn by_target(texts: &Texts, rows: &[Row]) -> Vec<Vec<u32>> {
    let mut places: Vec<u32> = (0..rows.len() as u32).collect();
    sort_places(&mut places, &mut |a, b| at(rows, a, b, |a, b| same_target(texts, a, b)));
    let same = |a: &u32, b: &u32| at(rows, *a, *b, |a, b| same_target(texts, a, b)).is_eq();
    let mut targets: Vec<Vec<u32>> = places.chunk_by(same).map(<[u32]>::to_vec).collect();
    // Equals kept their order, so each target's first place is where it first appeared.
    targets.sort_unstable_by_key(|places| places.first().copied());
    targets
}

/// The order of the cycles of a target.
pub(crate) fn order(a: &Cycle, b: &Cycle, evaluation: Evaluation) -> Ordering {
    let by_period = none_last(a.period_id, b.period_id);
    if evaluation == Evaluation::PeriodAgnostic {
        return by_period;
    }
    let start = |cycle: &Cycle| cycle.span.start.map(|edge| edge.ms);
    let end = |cycle: &Cycle| cycle.span.end.map(|edge| edge.ms);
    match (start(a), start(b)) {
        (None, None) => Ordering::Equal,
        (a_start, b_start) => {
            none_last(a_start, b_start).then_with(|| none_last(end(a), end(b))).then(by_period)
        }
    }
}

/// Which of two rows for the same cycle says more.
fn told_about(a: &Cycle, b: &Cycle) -> Ordering {
    let key = |cycle: &Cycle| (cycle.target_id.is_some(), cycle.updated_at, cycle.index);
    key(a).cmp(&key(b))
}
