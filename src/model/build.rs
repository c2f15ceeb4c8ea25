//! From rows to a model (rule 1): rows of a rule become a target, in order, each cycle once.

use super::window::{Sources, Span};
use super::{
    Cycle, Evaluation, Group, Level, Model, Part, Received, Target, Tracking, Trigger, Unit, is_word, part,
};
use crate::failure::Failure;
use crate::wire::{self, Issue, IssueCode, Milestone, Path, Row, Stamp, Streak, Text, Texts, push_number};
use std::cmp::Ordering;

/// Reads a response into a model.
pub(super) fn model(bytes: &[u8], received: Received) -> Result<Model, Box<Failure>> {
    let mut parts = Parts::default();
    let wire::Response { data: user_id, errors, warnings, texts, issues } =
        wire::read_user(bytes, &mut parts)?;
    let Parts { groups, targets, cycles, order, triggers, levels } = parts;
    Ok(Model {
        user_id,
        received,
        groups,
        targets,
        cycles,
        order,
        triggers,
        levels,
        texts,
        issues,
        api_errors: errors,
        api_warnings: warnings,
    })
}

/// The lists of a model, while they grow.
#[derive(Default)]
struct Parts {
    groups: Vec<Group>,
    targets: Vec<Target>,
    cycles: Vec<Cycle>,
    order: Vec<u32>,
    triggers: Vec<Trigger>,
    levels: Vec<Level>,
}

impl wire::TakeGroups for Parts {
    fn begin(&mut self) {
        *self = Parts::default();
    }

    fn take(&mut self, group: &wire::Group, texts: &mut Texts, issues: &mut Vec<Issue>) {
        let text = |text: Option<Text>| text.map(|text| texts.get(text));
        let evaluation = Evaluation::read(text(group.evaluation));
        let tracking = Tracking::read(text(group.tracking));
        let rows = &group.rows;
        let levels = self.add_levels(group.streaks.iter().chain(&group.of_rows.streaks));
        let first_cycle = self.cycles.len() as u32;
        for row in rows {
            self.add_cycle(row, &group.of_rows.milestones, evaluation, texts);
        }
        let targets_start = self.targets.len() as u32;
        for_each_target(texts, rows, |first, places| {
            let unit = Unit::read(first.target_type.map(|text| texts.get(text)));
            let cycles = self.add_order(places, first_cycle, evaluation);
            self.targets.push(Target {
                rule_id: first.rule_id,
                name: first.target_name,
                target_type: first.target_type,
                target_entity: first.target_entity,
                event_name: first.event_name,
                unit,
                cycles,
            });
        });
        let group = Group {
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
        };
        self.drop_duplicates(&group, rows.len(), texts, issues);
        self.groups.push(group);
    }
}

impl Parts {
    fn add_cycle(&mut self, row: &Row, milestones: &[Milestone], evaluation: Evaluation, texts: &Texts) {
        let start = Sources { iso: row.start_iso, stamp: row.start, date: row.start_date };
        let end = Sources { iso: row.end_iso, stamp: row.end, date: row.end_date };
        let span = match evaluation {
            // Start and end are the same there, or whatever they like: the dates say nothing.
            Evaluation::PeriodAgnostic => Span::default(),
            _ => Span::read(&start, &end, evaluation == Evaluation::FixedCalendar),
        };
        let triggers_start = self.triggers.len() as u32;
        let milestones = part(milestones, &(row.milestones.0..row.milestones.1));
        self.triggers.extend(milestones.iter().map(|trigger| Trigger {
            id: trigger.id,
            name: trigger.name,
            kind: trigger.kind,
            value: trigger.value,
            percentage: trigger.value_type.map(|text| is_word(texts.get(text), "PERCENTAGE")),
            achieved: trigger.achieved,
            index: trigger.index,
        }));
        self.cycles.push(Cycle {
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
        });
    }

    /// Puts the cycles of a target in order; the part of the order that is theirs.
    fn add_order(&mut self, places: &[u32], first_cycle: u32, evaluation: Evaluation) -> Part {
        let start = self.order.len() as u32;
        self.order.extend(places.iter().map(|place| first_cycle + place));
        let cycles = &self.cycles;
        if let Some(own) = self.order.get_mut(start as usize..) {
            sort_places(own, &mut |a, b| at(cycles, a, b, |a, b| order(a, b, evaluation)));
        }
        start..self.order.len() as u32
    }

    /// Leaves one cycle of each period of a target: the one that is told about most. The group is the last there is, and has
    /// so many cycles.
    fn drop_duplicates(
        &mut self,
        group: &Group,
        group_len: usize,
        texts: &mut Texts,
        issues: &mut Vec<Issue>,
    ) {
        let period = |place: &u32| self.cycles.get(*place as usize).and_then(|cycle| cycle.period_id);
        let in_sequence = |a: &u32, b: &u32| matches!((period(a), period(b)), (Some(a), Some(b)) if a < b);
        let targets = self.targets.get(group.targets.start as usize..).unwrap_or_default();
        if targets.iter().all(|target| part(&self.order, &target.cycles).is_sorted_by(in_sequence)) {
            return;
        }
        // Of each cycle of the group the one that is kept in its place, if that is another.
        let first = self.cycles.len() - group_len;
        let mut kept_instead: Vec<Option<u32>> = vec![None; group_len];
        for target in targets {
            let mut places = part(&self.order, &target.cycles).to_vec();
            sort_places(&mut places, &mut |a, b| none_last(period(&a), period(&b)));
            for same in places.chunk_by(|a, b| period(a).is_some() && period(a) == period(b)) {
                let fuller = |a: &u32, b: &u32| at(&self.cycles, *a, *b, told_about);
                let kept = same.iter().copied().max_by(fuller);
                for place in same.iter().filter(|place| Some(**place) != kept) {
                    if let Some(instead) = kept_instead.get_mut(*place as usize - first) {
                        *instead = kept;
                    }
                }
            }
        }
        let index = |place: usize| self.cycles.get(place).map_or(0, |cycle| cycle.index);
        for (place, kept) in kept_instead.iter().enumerate() {
            let Some(kept) = *kept else { continue };
            let mut detail = String::from("targets[");
            push_number(&mut detail, u64::from(index(kept as usize)));
            detail.push(']');
            let path = Path::ROOT.then("data", None).then("targetGroups", Some(group.index));
            let path = path.then("targets", Some(index(first + place)));
            issues.push(Issue {
                code: IssueCode::DuplicateCycle,
                path,
                detail: texts.add(detail.as_bytes()),
            });
        }
        self.leave_out(group, |place| kept_instead.get(place as usize - first).is_some_and(Option::is_some));
    }

    /// Takes cycles out of the order of a group, the last there is.
    fn leave_out(&mut self, group: &Group, is_left_out: impl Fn(u32) -> bool) {
        let targets = self.targets.get_mut(group.targets.start as usize..).unwrap_or_default();
        let Some(start) = targets.first().map(|target| target.cycles.start) else { return };
        let mut kept = self.order.split_off(start as usize).into_iter();
        for target in targets {
            let own = kept.by_ref().take(target.cycles.len());
            let start = self.order.len() as u32;
            self.order.extend(own.filter(|place| !is_left_out(*place)));
            target.cycles = start..self.order.len() as u32;
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
        sort_places(&mut places, &mut |a, b| a.cmp(&b));
        sort_places(&mut places, &mut |a, b| at(&streaks, a, b, |a, b| number_none_last(a.goal, b.goal)));
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

/// Sorts places of a list by what stands there; equals keep their order. A plain merge sort: those of the standard library
/// are faster on long lists, and weigh as much as everything else that the rules need.
pub(crate) fn sort_places(places: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    if places.is_sorted_by(|a, b| compare(*a, *b).is_le()) {
        return;
    }
    let mut from = places.to_vec();
    let mut to = Vec::with_capacity(places.len());
    let mut width = 1;
    while width < places.len() {
        to.clear();
        for runs in from.chunks(2 * width) {
            let (mut left, mut right) = runs.split_at_checked(width).unwrap_or((runs, &[]));
            while let ([first, rest_left @ ..], [second, rest_right @ ..]) = (left, right) {
                if compare(*first, *second).is_le() {
                    to.push(*first);
                    left = rest_left;
                } else {
                    to.push(*second);
                    right = rest_right;
                }
            }
            to.extend_from_slice(left);
            to.extend_from_slice(right);
        }
        std::mem::swap(&mut from, &mut to);
        width *= 2;
    }
    places.iter_mut().zip(from).for_each(|(place, sorted)| *place = sorted);
}

/// Nothing comes last.
pub(crate) fn none_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// The smaller number first, nothing last.
pub(crate) fn number_none_last(a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// Compares what stands at two places of a list.
fn at<T>(list: &[T], a: u32, b: u32, compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (list.get(a as usize), list.get(b as usize)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    }
}

/// The instant of a stamp that no rule moves: when something was recorded. Without an offset it is UTC.
fn instant(stamp: Stamp) -> wire::Millis {
    stamp.ms
}

/// What makes rows one target: the id of their rule, or without one their name.
fn same_target(texts: &Texts, a: &Row, b: &Row) -> Ordering {
    let name = |row: &Row| row.target_name.map(|name| texts.get(name));
    none_last(a.rule_id, b.rule_id)
        .then_with(|| if a.rule_id.is_some() { Ordering::Equal } else { none_last(name(a), name(b)) })
}

/// Goes through the targets of some rows, in order of arrival: the first row of each, and the places of all its rows.
fn for_each_target(texts: &Texts, rows: &[Row], mut target: impl FnMut(&Row, &[u32])) {
    let mut places: Vec<u32> = (0..rows.len() as u32).collect();
    sort_places(&mut places, &mut |a, b| at(rows, a, b, |a, b| same_target(texts, a, b)));
    let same = |a: &u32, b: &u32| at(rows, *a, *b, |a, b| same_target(texts, a, b)).is_eq();
    let targets: Vec<&[u32]> = places.chunk_by(same).collect();
    // Equals kept their order, so the first place of each target is where it first appeared.
    let mut turns: Vec<u32> = (0..targets.len() as u32).collect();
    sort_places(&mut turns, &mut |a, b| at(&targets, a, b, |a, b| a.first().cmp(&b.first())));
    for places in turns.into_iter().filter_map(|turn| targets.get(turn as usize)) {
        if let Some(first) = places.first().and_then(|place| rows.get(*place as usize)) {
            target(first, places);
        }
    }
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
