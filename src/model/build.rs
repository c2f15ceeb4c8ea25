//! From rows to a model (rule 1): rows of a rule become a target, in order, each cycle once.

use super::clock::{ServerClock, add_offsets};
use super::window::Span;
use super::{
    Cycle, Evaluation, Group, Level, Model, Part, Received, Target, Tracking, Unit, Zone, is_not_begun, part,
};
use crate::failure::Failure;
use crate::wire::{
    self, Issue, IssueCode, Keys, Marks, Millis, Path, Row, Streak, Text, Texts, UserData, read_user,
};
use crate::write::{push_ascii, push_number};
use std::cmp::Ordering;
use std::rc::Rc;

/// Reads a response into a model.
pub(super) fn model(
    bytes: &[u8],
    keys: Keys,
    received: Received,
    server_zone: Option<Rc<dyn Zone>>,
) -> Result<Model, Box<Failure>> {
    let wire::Response { mut data, errors, warnings, mut texts, mut issues } = read_user(bytes, keys)?;
    let server = server_zone.map_or_else(|| server_clock(&data), ServerClock::Zone);
    server.add_issue(Path::ROOT.field("data"), &mut texts, &mut issues);
    let mut parts = Parts::with_room(data.rows.len(), data.groups.len());
    let mut made_up_at = None;
    for group in &data.groups {
        let range = group.rows.0 as usize..group.rows.1 as usize;
        let rows = data.rows.get_mut(range).unwrap_or_default();
        for row in rows.iter_mut() {
            let has_record = !data.shown.target_ids || has_record(row);
            row.marks.set(Marks::RECORD, has_record);
            if !has_record {
                made_up_at = made_up_at.max(enrolled_at(row, &server));
            }
        }
        parts.add_group(group, rows, &server, &mut texts, &mut issues);
    }
    let Parts { groups, targets, spans, order, levels } = parts;
    let mut model = Model {
        user_id: data.id,
        received,
        made_up_at,
        needs_time_zone: false,
        server,
        groups,
        targets,
        rows: data.rows,
        spans,
        order,
        triggers: data.milestones,
        levels,
        texts,
        issues,
        api_errors: errors,
        api_warnings: warnings,
    };
    model.needs_time_zone = needs_time_zone(&model);
    Ok(model)
}

/// Whether a time zone would move the start or end of some cycle.
fn needs_time_zone(model: &Model) -> bool {
    let moves = |group: &Group, target: &Target| {
        // A clock that the customer's first activity starts has no window before.
        let waits = is_not_begun(group.evaluation, model.cycles(target));
        let has_window = |cycle: &Cycle<'_>| !waits || cycle.is_unenrolled() || !cycle.span.is_point();
        model.cycles(target).filter(has_window).any(|cycle| cycle.span.moves_with_zone())
    };
    model.groups.iter().any(|group| model.targets(group).iter().any(|target| moves(group, target)))
}

/// The server's clock, by what the response shows.
fn server_clock(data: &UserData) -> ServerClock {
    if !data.shown.offset_varies {
        return ServerClock::Fixed(data.shown.offset.unwrap_or(0));
    }
    let mut written = Vec::new();
    data.groups.iter().for_each(|group| add_offsets(&group.written.stamps(), &mut written));
    data.rows.iter().for_each(|row| add_offsets(&[row.enrolled_at, row.updated_at], &mut written));
    ServerClock::of(&written)
}

/// Whether a row is one that the server has of the customer, and not one that it made up for the response.
fn has_record(row: &Row) -> bool {
    const SHOWN: Marks = Marks::ODD_TARGET_ID.or(Marks::ODD_ACHIEVED).or(Marks::STAMP).or(Marks::STAMP_ISO);
    row.target_id.is_some()
        || row.marks.has(SHOWN)
        || row.achieved_value.is_some_and(|achieved| achieved != 0.0)
}

/// When a row says that the customer was enrolled.
pub(super) fn enrolled_at(row: &Row, server: &ServerClock) -> Option<Millis> {
    server.instant(row.enrolled_at_iso.or(row.enrolled_at))
}

/// The lists of a model, while they grow.
struct Parts {
    groups: Vec<Group>,
    targets: Vec<Target>,
    /// Of all rows so far.
    spans: Vec<Span>,
    order: Vec<u32>,
    levels: Vec<Level>,
}

impl Parts {
    fn with_room(rows: usize, groups: usize) -> Parts {
        Parts {
            groups: Vec::with_capacity(groups),
            targets: Vec::with_capacity(groups),
            spans: Vec::with_capacity(rows),
            order: Vec::with_capacity(rows),
            levels: Vec::new(),
        }
    }

    fn add_group(
        &mut self,
        group: &wire::Group,
        rows: &[Row],
        server: &ServerClock,
        texts: &mut Texts,
        issues: &mut Vec<Issue>,
    ) {
        let text = |text: Option<Text>| text.map(|text| texts.get(text));
        let evaluation = Evaluation::read(text(group.evaluation));
        let tracking = Tracking::read(text(group.tracking));
        let levels = self.add_levels(&group.streaks);
        let first = self.spans.len() as u32;
        self.spans.extend(rows.iter().map(|row| Span::of_row(row, evaluation, server)));
        let targets_start = self.targets.len() as u32;
        let earliest = self.earliest_of_tidy(rows, evaluation);
        if let (Some(earliest), [sent, ..]) = (earliest, rows) {
            let (earliest, start) = (first + earliest as u32, self.order.len() as u32);
            self.order.extend(earliest..first + rows.len() as u32);
            self.order.extend(first..earliest);
            self.add_target(texts, sent, start..self.order.len() as u32);
        } else {
            for_each_target(texts, rows, |sent, places| {
                let cycles = self.add_order(rows, places, first, evaluation);
                self.add_target(texts, sent, cycles);
            });
        }
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
        if earliest.is_none() {
            self.drop_duplicates(&group, rows, first, server, texts, issues);
        }
        self.groups.push(group);
    }
}

impl Parts {
    /// The place of the earliest row of a group, the last there is, if its rows are one target, each another cycle, and in order
    /// from there on and round to it: as most are, for the API puts cycles in which the customer was active last.
    fn earliest_of_tidy(&self, rows: &[Row], evaluation: Evaluation) -> Option<usize> {
        let spans = self.spans.get(self.spans.len() - rows.len()..).unwrap_or_default();
        let mut cycles = rows.iter().zip(spans).map(|(row, span)| Cycle { row, span });
        let follows = |a: Cycle<'_>, b: Cycle<'_>| {
            let is_another = a.period_id.is_some() && a.period_id < b.period_id;
            is_another && a.rule_id.is_some() && a.rule_id == b.rule_id && order(a, b, evaluation).is_le()
        };
        let first = cycles.next()?;
        let (mut last, mut earliest) = (first, 0);
        for (place, cycle) in cycles.enumerate() {
            if !follows(last, cycle) {
                if earliest > 0 {
                    return None;
                }
                earliest = place + 1;
            }
            last = cycle;
        }
        let goes_round = || follows(last, first) && order(last, first, evaluation).is_lt();
        (earliest == 0 || goes_round()).then_some(earliest)
    }

    /// Adds a target of which one row is known, and its part of the order.
    fn add_target(&mut self, texts: &Texts, sent: &Row, cycles: Part) {
        self.targets.push(Target {
            rule_id: sent.rule_id,
            name: sent.target_name,
            target_type: sent.target_type,
            target_entity: sent.target_entity,
            event_name: sent.event_name,
            unit: Unit::read(
                sent.target_type.map(|text| texts.get(text)),
                sent.target_entity.map(|text| texts.get(text)),
            ),
            cycles,
        });
    }

    /// Puts the cycles of a target in order; the part of the order that is theirs. `places` are those of the target's rows
    /// in the group, whose first cycle is `first`.
    fn add_order(&mut self, rows: &[Row], places: &[u32], first: u32, evaluation: Evaluation) -> Part {
        let start = self.order.len() as u32;
        self.order.extend(places.iter().map(|place| first + place));
        let cycle = |place: u32| {
            Some(Cycle { row: rows.get((place - first) as usize)?, span: self.spans.get(place as usize)? })
        };
        if let Some(own) = self.order.get_mut(start as usize..) {
            sort_places(own, &mut |a, b| match (cycle(a), cycle(b)) {
                (Some(a), Some(b)) => order(a, b, evaluation),
                _ => Ordering::Equal,
            });
        }
        start..self.order.len() as u32
    }

    /// Leaves one cycle of each period of a target: the one that is told about most. The group is the last there is, has
    /// these rows, and `first` is its first cycle.
    fn drop_duplicates(
        &mut self,
        group: &Group,
        rows: &[Row],
        first: u32,
        server: &ServerClock,
        texts: &mut Texts,
        issues: &mut Vec<Issue>,
    ) {
        let row = |place: u32| rows.get((place - first) as usize);
        let period = |place: &u32| row(*place).and_then(|row| row.period_id);
        let in_sequence = |a: &u32, b: &u32| matches!((period(a), period(b)), (Some(a), Some(b)) if a < b);
        let targets = self.targets.get(group.targets.start as usize..).unwrap_or_default();
        if targets.iter().all(|target| part(&self.order, &target.cycles).is_sorted_by(in_sequence)) {
            return;
        }
        // Of each row the cycle that is kept in its place, if that is another.
        let mut kept_instead: Vec<Option<u32>> = vec![None; rows.len()];
        for target in targets {
            let mut places = part(&self.order, &target.cycles).to_vec();
            sort_places(&mut places, &mut |a, b| none_last(period(&a), period(&b)));
            for same in places.chunk_by(|a, b| period(a).is_some() && period(a) == period(b)) {
                let fuller = |a: &u32, b: &u32| match (row(*a), row(*b)) {
                    (Some(a), Some(b)) => completeness(a, b, server),
                    _ => Ordering::Equal,
                };
                let kept = same.iter().copied().max_by(fuller);
                for place in same.iter().filter(|place| Some(**place) != kept) {
                    if let Some(instead) = kept_instead.get_mut((*place - first) as usize) {
                        *instead = kept;
                    }
                }
            }
        }
        for (left_out, kept) in rows.iter().zip(&kept_instead) {
            let Some(kept) = kept.and_then(row) else { continue };
            let mut detail = String::from("targets[");
            push_number(&mut detail, u64::from(kept.index));
            push_ascii(&mut detail, b']');
            let path = Path::ROOT.then("data", None).then("targetGroups", Some(group.index));
            let path = path.then("targets", Some(left_out.index));
            issues.push(Issue { code: IssueCode::DuplicateCycle, path, detail: texts.add(&detail) });
        }
        self.leave_out(group, |place| {
            kept_instead.get((place - first) as usize).is_some_and(Option::is_some)
        });
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

    fn add_levels(&mut self, streaks: &[Streak]) -> Part {
        let start = self.levels.len() as u32;
        // The same level twice (a response that repeats them in each row) is one level: the first that came.
        let mut places: Vec<u32> = (0..streaks.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| at(streaks, a, b, |a, b| none_last(a.id, b.id)));
        let id = |place: &u32| streaks.get(*place as usize).and_then(|streak| streak.id);
        places.dedup_by(|later, earlier| id(later).is_some() && id(later) == id(earlier));
        sort_places(&mut places, &mut |a, b| a.cmp(&b));
        sort_places(&mut places, &mut |a, b| at(streaks, a, b, |a, b| number_none_last(a.goal(), b.goal())));
        self.levels.extend(places.iter().filter_map(|place| streaks.get(*place as usize)));
        start..self.levels.len() as u32
    }
}

/// Sorts places of a list by what stands there; equals keep their order. A merge sort of the runs that are in order already,
/// which responses consist of. Those of the standard library are faster on long lists, and weigh as much as everything else
/// that the rules need.
pub(crate) fn sort_places(places: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    let first = first_run(places, compare);
    if first == places.len() {
        return;
    }
    let mut from = places.to_vec();
    let mut to = Vec::with_capacity(places.len());
    loop {
        let (mut rest, mut merged) = (from.as_slice(), 0);
        while !rest.is_empty() {
            let (mut left, others) = rest.split_at(first_run(rest, compare));
            let (mut right, others) = others.split_at(first_run(others, compare));
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
            (rest, merged) = (others, merged + 1);
        }
        std::mem::swap(&mut from, &mut to);
        if merged == 1 {
            break;
        }
        to.clear();
    }
    places.iter_mut().zip(from).for_each(|(place, sorted)| *place = sorted);
}

/// How many places at the beginning of a list are in order.
fn first_run(places: &[u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) -> usize {
    let followed = places.iter().zip(places.iter().skip(1));
    let in_order = followed.take_while(|(a, b)| compare(**a, **b).is_le()).count();
    (in_order + 1).min(places.len())
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

/// What makes rows one target: the id of their rule, or without one their name.
fn same_target(texts: &Texts, a: &Row, b: &Row) -> Ordering {
    let name = |row: &Row| row.target_name.map(|name| texts.get(name));
    none_last(a.rule_id, b.rule_id)
        .then_with(|| if a.rule_id.is_some() { Ordering::Equal } else { none_last(name(a), name(b)) })
}

/// Goes through the targets of some rows, in order of arrival: the first row of each, and the places of all its rows.
fn for_each_target(texts: &Texts, rows: &[Row], mut target: impl FnMut(&Row, &[u32])) {
    let mut places: Vec<u32> = (0..rows.len() as u32).collect();
    if let [first, others @ ..] = rows
        && others.iter().all(|row| same_target(texts, first, row).is_eq())
    {
        // As in most groups.
        return target(first, &places);
    }
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
pub(crate) fn order(a: Cycle<'_>, b: Cycle<'_>, evaluation: Evaluation) -> Ordering {
    let by_period = || none_last(a.period_id, b.period_id);
    if evaluation == Evaluation::PeriodAgnostic {
        return by_period();
    }
    let start = |cycle: Cycle<'_>| cycle.span.start.map(|edge| edge.at);
    let end = |cycle: Cycle<'_>| cycle.span.end.map(|edge| edge.at);
    match (start(a), start(b)) {
        (None, None) => by_period(),
        (a_start, b_start) => {
            none_last(a_start, b_start).then_with(|| none_last(end(a), end(b))).then_with(by_period)
        }
    }
}

/// Which of two rows for the same cycle is told about more.
fn completeness(a: &Row, b: &Row, server: &ServerClock) -> Ordering {
    let updated = |row: &Row| server.instant(row.updated_at);
    (a.marks.has(Marks::RECORD).cmp(&b.marks.has(Marks::RECORD)))
        .then_with(|| updated(a).cmp(&updated(b)))
        .then_with(|| achieved(a).total_cmp(&achieved(b)))
        .then_with(|| a.target_id.cmp(&b.target_id))
        .then_with(|| a.index.cmp(&b.index))
}

/// What a row says was achieved; less than anything when that cannot be read.
fn achieved(row: &Row) -> f64 {
    if row.marks.has(Marks::ODD_ACHIEVED) { f64::NEG_INFINITY } else { row.achieved_value.unwrap_or(0.0) }
}
