//! Which cycle runs now (rule 3).

use crate::model::{Cycle, Evaluation, Window};
use crate::shape::choice;
use crate::wire::{HOUR, Millis};

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

/// The clocks of the world are between these two from UTC.
const EARLIEST_CLOCKS: Millis = 14 * HOUR;
const LATEST_CLOCKS: Millis = 12 * HOUR;

/// Appends the phase of each cycle of a target.
pub(super) fn decide<'m>(
    evaluation: Evaluation,
    cycles: impl Iterator<Item = Cycle<'m>> + Clone,
    windows: &[Option<Window>],
    now: Millis,
    out: &mut Vec<(Phase, PhaseBy)>,
) {
    if evaluation == Evaluation::PeriodAgnostic {
        return decide_by_sequence(cycles, out);
    }
    let flagged = cycles.clone().find(|cycle| is_believed(*cycle, now));
    for (cycle, window) in cycles.zip(windows) {
        let decision = match (window, flagged) {
            (_, Some(_)) if is_believed(cycle, now) => (Phase::Active, PhaseBy::Flag),
            (None, _) => (without_window(cycle), PhaseBy::None),
            (Some(window), flagged) => match phase_in(*window, now) {
                // The customer left: nothing of it runs any more.
                Phase::Active if cycle.is_unenrolled() => (Phase::Ended, PhaseBy::Window),
                Phase::Active if let Some(flagged) = flagged => (
                    if starts_before(cycle, flagged) { Phase::Ended } else { Phase::Upcoming },
                    PhaseBy::Flag,
                ),
                phase => (phase, PhaseBy::Window),
            },
        };
        out.push(decision);
    }
}

/// Whether a cycle starts before the flagged one. One without a start comes last, and so after all that have.
fn starts_before(cycle: Cycle<'_>, flagged: Cycle<'_>) -> bool {
    match (cycle.span.start, flagged.span.start) {
        (Some(start), Some(flagged)) => start.ms < flagged.ms,
        (start, _) => start.is_some(),
    }
}

/// Whether the server's flag can be true now. A page left open for a week must not take last week's word for it.
fn is_believed(cycle: Cycle<'_>, now: Millis) -> bool {
    cycle.is_flagged() && !cycle.is_unenrolled() && credible(cycle).is_none_or(|window| window.holds(now))
}

/// When the flag of a cycle can be true: while its window holds somewhere on earth. None when there is no window to
/// say so; then it is simply believed.
fn credible(cycle: Cycle<'_>) -> Option<Window> {
    let window = cycle.span.nominal()?;
    Some(Window { start: window.start - EARLIEST_CLOCKS, end: window.end + LATEST_CLOCKS })
}

pub(super) fn phase_in(window: Window, now: Millis) -> Phase {
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

/// Period-agnostic: the first cycle that is not achieved is the one that runs.
fn decide_by_sequence<'m>(cycles: impl Iterator<Item = Cycle<'m>>, out: &mut Vec<(Phase, PhaseBy)>) {
    let mut next = Phase::Ended;
    for cycle in cycles {
        if cycle.is_unenrolled() {
            out.push((without_window(cycle), PhaseBy::None));
            continue;
        }
        if next == Phase::Active {
            next = Phase::Upcoming;
        } else if next == Phase::Ended && !cycle.is_achieved() {
            next = Phase::Active;
        }
        out.push((next, PhaseBy::Sequence));
    }
}

/// The earliest instant after `now` at which the phase of a cycle of a target, or what decides it, changes.
pub(super) fn next_decision<'m>(
    evaluation: Evaluation,
    cycles: impl Iterator<Item = Cycle<'m>>,
    windows: &[Option<Window>],
    now: Millis,
) -> Option<Millis> {
    if evaluation == Evaluation::PeriodAgnostic {
        return None;
    }
    cycles.zip(windows).filter_map(|(cycle, window)| next_of(cycle, *window, now)).min()
}

fn next_of(cycle: Cycle<'_>, window: Option<Window>, now: Millis) -> Option<Millis> {
    let edges = if cycle.is_flagged() && !cycle.is_unenrolled() {
        // Its own window lies within that of its flag, and so says nothing before the flag does.
        credible(cycle)
    } else {
        window
    }?;
    if now < edges.start {
        Some(edges.start)
    } else if now < edges.end && !cycle.is_unenrolled() {
        Some(edges.end)
    } else {
        None
    }
}
