//! When a cycle runs: from what its row says of start and end to one window.

use super::zone::{Zone, instant_of};
use crate::wire::{DAY, Form, Millis, Stamp};

/// A stretch of time: its first instant, and the first one after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub start: Millis,
    /// The first instant after the last.
    pub end: Millis,
}

impl Window {
    fn new(start: Millis, end: Millis) -> Option<Window> {
        (start < end).then_some(Window { start, end })
    }

    /// Whether an instant lies in it.
    pub fn holds(self, instant: Millis) -> bool {
        self.start <= instant && instant < self.end
    }
}

/// A start, or an end that is already exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Epoch milliseconds; of a civil time those it would have in UTC.
    pub(crate) ms: Millis,
    /// A time on somebody's clock, which a zone makes an instant.
    civil: bool,
}

impl Edge {
    fn instant_in(self, zone: &dyn Zone) -> Millis {
        if self.civil { instant_of(zone, self.ms) } else { self.ms }
    }
}

/// Start and end of a cycle as its row gives them, each as far as it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: Option<Edge>,
    pub(crate) end: Option<Edge>,
}

/// The stamps a row may give for one edge, the best first.
pub(crate) struct Sources {
    /// From a field that promises an instant.
    pub(crate) iso: Option<Stamp>,
    /// From a field that may hold a civil time printed as if it were UTC.
    pub(crate) stamp: Option<Stamp>,
    /// From a field that holds a date.
    pub(crate) date: Option<Stamp>,
}

impl Sources {
    /// The stamp to use, and whether its field promises an instant.
    fn best(&self) -> Option<(Stamp, bool)> {
        match (self.iso, self.stamp.or(self.date)) {
            (Some(iso), _) => Some((iso, true)),
            (None, stamp) => stamp.map(|stamp| (stamp, false)),
        }
    }
}

impl Span {
    /// Reads the edges. `fixed_calendar`: midnight to the last second of a day, printed with `Z`, are days of the
    /// organisation's calendar, not of UTC's.
    pub(crate) fn read(start: &Sources, end: &Sources, fixed_calendar: bool) -> Span {
        let (start, end) = (start.best(), end.best());
        let civil_days = fixed_calendar
            && start.is_some_and(|(stamp, iso)| is_day_edge(stamp, iso, |time| time == 0))
            && end.is_some_and(|(stamp, iso)| {
                is_day_edge(stamp, iso, |time| time == LAST_SECOND || time == LAST_SECOND + 999)
            });
        let edge = |stamp: Stamp, ms| Edge { ms, civil: civil_days || is_civil(stamp) };
        Span {
            start: start.map(|(stamp, _)| edge(stamp, stamp.ms())),
            end: end.map(|(stamp, _)| edge(stamp, stamp.ms() + inclusive_unit(stamp))),
        }
    }

    /// The window, its civil times read as if the zone were UTC.
    pub(crate) fn nominal(self) -> Option<Window> {
        Window::new(self.start?.ms, self.end?.ms)
    }

    /// The window in a zone.
    pub(crate) fn window_in(self, zone: &dyn Zone) -> Option<Window> {
        self.nominal()?;
        Window::new(self.start?.instant_in(zone), self.end?.instant_in(zone))
    }
}

/// When the last second of a day begins, in milliseconds.
const LAST_SECOND: u32 = DAY as u32 - 1000;

fn is_civil(stamp: Stamp) -> bool {
    matches!(stamp.form(), Form::Date | Form::Local)
}

/// Whether a stamp can be one side of a pair of civil days.
fn is_day_edge(stamp: Stamp, iso: bool, time_fits: impl Fn(u32) -> bool) -> bool {
    match stamp.form() {
        Form::Date => true,
        Form::Utc => !iso && time_fits(stamp.time()),
        Form::Local | Form::Instant => false,
    }
}

/// How much a stated end still belongs to the cycle: an end is inclusive to the unit it states, and one that
/// states no last second or day is where the next cycle begins.
fn inclusive_unit(stamp: Stamp) -> Millis {
    if stamp.form() == Form::Date {
        return DAY;
    }
    match stamp.time() % 60_000 {
        59_000 => 1000,
        59_999 => 1,
        _ => 0,
    }
}
