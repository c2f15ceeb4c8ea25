//! The run of a streak: what its steps are evidence of (rule 5).

use super::{Step, StepState};
use crate::wire::Millis;

/// What the steps of a streak come to.
pub(super) struct Run {
    /// The achieved steps in a row up to the last one that is decided; all achieved steps when gaps are permitted.
    pub(super) now: u32,
    /// The longest such run.
    pub(super) longest: u32,
    /// All achieved steps.
    pub(super) achieved: u32,
    /// The steps that can still be achieved, or may have been.
    pub(super) left: u32,
    /// Some step is missing.
    pub(super) has_gap: bool,
}

impl Run {
    /// Counts the steps as of an instant. Only a missed step and a gap break a run: a step that may still be achieved, or may
    /// have been, is passed over.
    pub(super) fn of(steps: &[Step<'_>], continuous: bool, gaps: &Gaps, as_of: Millis) -> Run {
        let mut run = Run { now: 0, longest: 0, achieved: 0, left: 0, has_gap: false };
        for (place, step) in steps.iter().enumerate() {
            match step.state {
                StepState::Achieved => {
                    run.now += 1;
                    run.achieved += 1;
                }
                StepState::Missed if continuous => run.now = 0,
                StepState::Active | StepState::Upcoming | StepState::Ended => run.left += 1,
                StepState::Missed | StepState::NotEnrolled => {}
            }
            run.longest = run.longest.max(run.now);
            if gaps.shows_after(place, as_of) {
                run.has_gap = true;
                run.now = 0;
            }
        }
        run
    }

    /// The last achieved step was followed by a missed one, or by a gap.
    pub(super) fn is_broken(&self) -> bool {
        self.achieved > 0 && self.now == 0
    }
}

/// Where steps may be missing: after which, and from when on nobody can doubt it. Responses that were not asked for with all
/// cycles lack those in which the customer was not active.
#[derive(Default)]
pub(super) struct Gaps(Vec<Gap>);

struct Gap {
    /// The place of the step before it.
    after: usize,
    /// From when on the answer shows it.
    shows_at: Millis,
}

impl Gaps {
    /// Looks for gaps between steps, and if `goes_on` also after the last one: up to `end`, when the cycles end.
    pub(super) fn of(steps: &[Step<'_>], goes_on: bool, end: Option<Millis>) -> Gaps {
        let Some(length) = step_length(steps) else { return Gaps::default() };
        let counts = |(_, step): &(usize, &Step<'_>)| step.state != StepState::NotEnrolled;
        let mut counted = steps.iter().enumerate().filter(counts).peekable();
        let mut gaps = Vec::new();
        while let Some((after, step)) = counted.next() {
            let Some(start) = step.starts_at else { continue };
            // The first instant more than 2.1 steps past its start: the next step is surely over then.
            let shows_at = start + 21 * length / 10 + 1;
            let is_gap = match counted.peek() {
                Some((_, next)) => next.starts_at.is_some_and(|next| 2 * (next - start) > 3 * length),
                None => goes_on && end.is_none_or(|end| end >= shows_at),
            };
            if is_gap {
                gaps.push(Gap { after, shows_at });
            }
        }
        Gaps(gaps)
    }

    /// Whether an answer of an instant shows a gap after the step at a place.
    fn shows_after(&self, place: usize, as_of: Millis) -> bool {
        self.0.iter().any(|gap| gap.after == place && gap.shows_at <= as_of)
    }

    /// The instants from which on gaps show.
    pub(super) fn show_at(&self) -> impl Iterator<Item = Millis> + '_ {
        self.0.iter().map(|gap| gap.shows_at)
    }
}

/// How far apart steps are: the smallest distance between the starts of two neighbours that do not start together.
fn step_length(steps: &[Step<'_>]) -> Option<Millis> {
    let starts = steps.iter().map(|step| step.starts_at);
    let distances = starts.clone().zip(starts.skip(1)).filter_map(|(a, b)| Some(b? - a?));
    distances.filter(|distance| *distance > 0).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::DAY;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// Steps of a day each, that start on these days.
    fn steps(days: &[(Millis, StepState)]) -> Vec<Step<'static>> {
        let step = |&(day, state): &(Millis, StepState)| Step {
            period_id: None,
            ref_code: None,
            state,
            starts_at: Some(day * DAY),
            ends_at: Some((day + 1) * DAY),
        };
        days.iter().map(step).collect()
    }

    fn run(days: &[(Millis, StepState)], as_of: Millis, end: Option<Millis>) -> (u32, u32, bool) {
        let steps = steps(days);
        let run = Run::of(&steps, true, &Gaps::of(&steps, true, end), as_of);
        (run.now, run.longest, run.has_gap)
    }

    use StepState::{Achieved, Active, Ended, Missed, NotEnrolled, Upcoming};

    #[test]
    fn a_gap_shows_a_tenth_after_the_next_step_is_over() {
        let two = [(0, Achieved), (1, Achieved)];
        let shows = DAY + 21 * DAY / 10;
        assert_eq!(run(&two, shows, None), (2, 2, false));
        assert_eq!(run(&two, shows + 1, None), (0, 2, true));
        assert_eq!(run(&two, 9 * DAY, Some(shows)), (2, 2, false), "the cycles ended before");
        assert_eq!(run(&two, 9 * DAY, Some(shows + 1)), (0, 2, true));
    }

    #[test]
    fn a_gap_is_more_than_half_a_step_too_much() {
        let between = |half_days: Millis| {
            let mut steps = steps(&[(0, Achieved), (1, Achieved), (9, Achieved)]);
            steps[2].starts_at = Some(DAY + half_days * DAY / 2);
            let run = Run::of(&steps, true, &Gaps::of(&steps, false, None), 99 * DAY);
            (run.now, run.longest, run.has_gap)
        };
        assert_eq!(between(3), (3, 3, false));
        assert_eq!(between(4), (1, 2, true));
    }

    #[test]
    fn one_step_has_no_length_and_steps_that_start_together_none_either() {
        assert_eq!(run(&[(0, Achieved)], 99 * DAY, None), (1, 1, false));
        assert_eq!(run(&[(0, Achieved), (0, Achieved)], 99 * DAY, None), (2, 2, false));
    }

    #[test]
    fn what_was_over_before_is_no_neighbour_but_tells_the_length() {
        let days = [(0, NotEnrolled), (1, NotEnrolled), (5, Achieved), (6, Active)];
        assert_eq!(run(&days, 6 * DAY, None), (1, 1, false));
        let days = [(0, NotEnrolled), (1, NotEnrolled), (5, Achieved), (7, Active)];
        assert_eq!(run(&days, 8 * DAY, None), (0, 1, true));
    }

    #[test]
    fn only_what_is_surely_missed_breaks_a_run() {
        let days = [(0, Achieved), (1, Ended), (2, Achieved), (3, Active), (4, Upcoming)];
        assert_eq!(run(&days, 3 * DAY, None), (2, 2, false));
        let days = [(0, Achieved), (1, Missed), (2, Achieved)];
        assert_eq!(run(&days, 3 * DAY, None), (1, 1, false));
    }
}
