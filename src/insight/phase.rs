//! Which cycle runs now (rule 3), and which were over before the customer took part (rule 1).

use super::Snapshot;
use super::change::Next;
use crate::model::{Cycle, Evaluation, Target, Window, Zone, is_not_begun, part};
use crate::shape::choice;
use crate::wire::{HOUR, Millis};
use std::cell::Cell;
use std::ops::Range;

choice! {
    /// Where a cycle stands in time.
    pub enum Phase {
        /// It has yet to begin.
        Upcoming = "upcoming",
        /// It runs.
        Active = "active",
        /// It is over.
        Ended = "ended",
    }
}

choice! {
    /// What decided the phase of a cycle.
    pub enum PhaseBy {
        /// The server's `currentPeriod`, of this cycle or of another one of its target.
        Flag = "flag",
        /// Its own start and end.
        Window = "window",
        /// Its place among cycles that follow one another as they are achieved (period-agnostic groups).
        Sequence = "sequence",
        /// It waits for the customer's next activity, which starts its clock (cyclic groups that have not begun).
        Activity = "activity",
        /// Nothing: it has no usable window and no flag. Achieved is taken for ended, all else for upcoming.
        None = "none",
    }
}

/// When a question is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub(crate) now: Millis,
    /// Up to when the response is evidence of what happened: a flag speaks of this instant, not of now.
    pub(crate) as_of: Millis,
}

/// What is decided of a cycle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Decision {
    pub(crate) phase: Phase,
    pub(crate) by: PhaseBy,
    /// It was over before the customer took part.
    pub(crate) is_not_enrolled: bool,
}

/// What is decided of every cycle of a snapshot, and for which instants it holds.
#[derive(Debug)]
pub(crate) struct Phases {
    /// Of each cycle of the model, in its order.
    decisions: Vec<Decision>,
    /// From the instant that was asked about up to the next edge of a window.
    now: Range<Millis>,
    /// The moment of the answer, which says what flags are worth.
    answered_at: Option<Millis>,
    /// When something else is decided, or `Millis::MAX` if never; none until somebody asks.
    pub(super) next_change: Cell<Option<Millis>>,
}

impl Phases {
    /// Decides, in the time zone of the windows.
    pub(super) fn decide(
        snapshot: &Snapshot,
        windows: &[Option<Window>],
        zone: Option<&dyn Zone>,
        at: At,
    ) -> Phases {
        let model = &*snapshot.model;
        let mut decisions = Vec::with_capacity(model.order.len());
        let mut next = Next::after(at.now);
        for group in &model.groups {
            for target in model.targets(group) {
                let windows = part(windows, &target.cycles);
                decide(group.evaluation, model.cycles(target), windows, zone, at, &mut decisions);
                for (cycle, window) in model.cycles(target).zip(windows) {
                    each_edge(cycle, *window, |edge| next.surely(edge));
                }
            }
        }
        Phases {
            decisions,
            now: at.now..next.at,
            answered_at: snapshot.answered_at(),
            next_change: Cell::new(None),
        }
    }

    /// Whether the same is decided of a snapshot of the model at an instant.
    pub(super) fn hold(&self, snapshot: &Snapshot, now: Millis) -> bool {
        self.now.contains(&now) && self.answered_at == snapshot.answered_at()
    }

    /// What is decided of the cycles of a target.
    pub(super) fn of(&self, target: &Target) -> &[Decision] {
        part(&self.decisions, &target.cycles)
    }
}

/// Calls with each instant at which something else may be decided of a cycle.
pub(super) fn each_edge(cycle: Cycle<'_>, window: Option<Window>, mut call: impl FnMut(Millis)) {
    if let Some(window) = window {
        call(window.start);
        call(window.end);
    }
    if cycle.is_flagged()
        && let Some(credible) = credible(cycle)
    {
        call(credible.start);
        call(credible.end);
    }
}

/// Appends what is decided of each cycle of a target.
pub(super) fn decide<'m>(
    evaluation: Evaluation,
    cycles: impl Iterator<Item = Cycle<'m>> + Clone,
    windows: &[Option<Window>],
    zone: Option<&dyn Zone>,
    at: At,
    out: &mut Vec<Decision>,
) {
    let start = out.len();
    match evaluation {
        Evaluation::PeriodAgnostic => decide_by_sequence(cycles.clone(), out),
        _ => decide_by_time(cycles.clone(), windows, zone, at, out),
    }
    let decisions = out.get_mut(start..).unwrap_or_default();
    if is_not_begun(evaluation, cycles.clone()) {
        wait_for_activity(cycles.clone(), decisions);
    }
    // What was over before the first cycle of which there is a record is no concern of the customer's.
    let has_no_part = |cycle: &Cycle<'_>| !cycle.has_record() && !cycle.is_unenrolled();
    for (_, decision) in cycles.take_while(has_no_part).zip(decisions) {
        decision.is_not_enrolled = decision.phase == Phase::Ended;
    }
}

fn decide_by_time<'m>(
    cycles: impl Iterator<Item = Cycle<'m>> + Clone,
    windows: &[Option<Window>],
    zone: Option<&dyn Zone>,
    at: At,
    out: &mut Vec<Decision>,
) {
    let timed = cycles.zip(windows);
    let mut is_flagged = false;
    // The start of the earliest flagged cycle that has one.
    let mut flagged_start: Option<Millis> = None;
    for (cycle, window) in timed.clone().filter(|(cycle, window)| is_current(*cycle, **window, at)) {
        is_flagged = true;
        let start = window.map(|window| window.start).or_else(|| cycle.span.start_in(zone));
        flagged_start = [flagged_start, start].into_iter().flatten().min();
    }
    out.extend(timed.map(|(cycle, window)| {
        let (phase, by) = match window {
            _ if is_flagged && is_current(cycle, *window, at) => (Phase::Active, PhaseBy::Flag),
            None => (without_window(cycle), PhaseBy::None),
            Some(window) => match phase_in(*window, at.now) {
                Phase::Active if is_flagged && !cycle.is_unenrolled() => {
                    let is_before = flagged_start.is_some_and(|flagged| window.start < flagged);
                    (if is_before { Phase::Ended } else { Phase::Upcoming }, PhaseBy::Flag)
                }
                phase => (phase, PhaseBy::Window),
            },
        };
        Decision { phase, by, is_not_enrolled: false }
    }));
}

/// The clocks of the world are between these two from UTC.
const EARLIEST_CLOCKS: Millis = 14 * HOUR;
const LATEST_CLOCKS: Millis = 12 * HOUR;

/// Whether the server's flag is to be believed now. It speaks of the moment of the answer: a page left open overnight must not
/// take yesterday's word for it, and one that was given a wrong time zone must not lose today's.
fn is_current(cycle: Cycle<'_>, window: Option<Window>, at: At) -> bool {
    if !cycle.is_flagged() || cycle.is_unenrolled() {
        return false;
    }
    match (window, credible(cycle)) {
        (None, _) => true,
        // From then on its window decides.
        (Some(window), _) if window.holds(at.as_of) => at.now < window.end,
        (_, Some(credible)) => credible.holds(at.as_of) && at.now < credible.end,
        _ => false,
    }
}

/// From the first midnight of a pair of civil days, where clocks are earliest, to the last one, where they are latest, if there is
/// a last one.
fn credible(cycle: Cycle<'_>) -> Option<Window> {
    let (first, end) = cycle.span.civil_days()?;
    let end = cycle.span.end_in(None).map_or(Window::NEVER, |_| end.start() + LATEST_CLOCKS);
    Some(Window { start: first.start() - EARLIEST_CLOCKS, end })
}

fn phase_in(window: Window, now: Millis) -> Phase {
    if now < window.start {
        Phase::Upcoming
    } else if now < window.end {
        Phase::Active
    } else {
        Phase::Ended
    }
}

fn without_window(cycle: Cycle<'_>) -> Phase {
    if cycle.is_achieved() { Phase::Ended } else { Phase::Upcoming }
}

/// A cyclic target that the customer has not begun: unless a cycle of it runs by the calendar, the first one whose clock has
/// not started waits for their next activity, and the others for it.
fn wait_for_activity<'m>(cycles: impl Iterator<Item = Cycle<'m>> + Clone, decisions: &mut [Decision]) {
    let is_point = |cycle: Cycle<'_>| cycle.span.is_point();
    let runs = |(cycle, decision): (Cycle<'_>, &Decision)| {
        decision.phase == Phase::Active && !is_point(cycle) && !cycle.is_unenrolled()
    };
    if cycles.clone().zip(&*decisions).any(runs) {
        return;
    }
    let mut phase = Phase::Active;
    let points = cycles.zip(decisions).filter(|(cycle, _)| is_point(*cycle) && !cycle.is_unenrolled());
    for (_, decision) in points {
        (decision.phase, decision.by) = (phase, PhaseBy::Activity);
        phase = Phase::Upcoming;
    }
}

/// Period-agnostic: the first cycle that is not achieved is the one that runs.
fn decide_by_sequence<'m>(cycles: impl Iterator<Item = Cycle<'m>>, out: &mut Vec<Decision>) {
    let mut next = Phase::Ended;
    out.extend(cycles.map(|cycle| {
        if cycle.is_unenrolled() {
            return Decision { phase: without_window(cycle), by: PhaseBy::None, is_not_enrolled: false };
        }
        if next == Phase::Active {
            next = Phase::Upcoming;
        } else if next == Phase::Ended && !cycle.is_achieved() {
            next = Phase::Active;
        }
        Decision { phase: next, by: PhaseBy::Sequence, is_not_enrolled: false }
    }));
}
