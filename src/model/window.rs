//! When a cycle runs: from what is said of its start and end to one window (rules 0 and 3).

use super::clock::ServerClock;
use super::{Evaluation, Zone};
use crate::wire::{DAY, Day, Form, Millis, Row, Stamp};

/// A stretch of time: its first instant, and the first one after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub start: Millis,
    /// The first instant after the last; [`Window::NEVER`] when there is none.
    pub end: Millis,
}

impl Window {
    /// The end of a window that has none. An end in the year 9000 or later means that.
    pub const NEVER: Millis = Millis::MAX / 4;

    fn new(start: Millis, end: Millis) -> Option<Window> {
        (start < end).then_some(Window { start, end })
    }

    /// Whether an instant lies in it.
    pub fn holds(self, instant: Millis) -> bool {
        self.start <= instant && instant < self.end
    }

    /// The first instant after the last; none when there is none.
    pub fn ends_at(self) -> Option<Millis> {
        (self.end < Window::NEVER).then_some(self.end)
    }
}

/// From when on an end means that there is none: the year 9000.
const NO_END: Millis = 221_845_392_000_000;

/// A start, or an end that is already exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The instant, as the server's clock has it.
    pub(crate) at: Millis,
    /// The day with whose midnight it falls together, if it is a boundary of civil days: a time zone says when that is.
    pub(crate) day: Option<Day>,
}

impl Edge {
    fn instant(at: Millis) -> Edge {
        Edge { at, day: None }
    }

    fn midnight(day: Day, server: &ServerClock) -> Edge {
        Edge { at: server.instant_of(day.start()), day: Some(day) }
    }

    /// An end that is no end is never.
    fn or_never(self) -> Edge {
        if self.at < NO_END { self } else { Edge { at: Window::NEVER, ..self } }
    }

    fn instant_in(self, zone: &dyn Zone) -> Millis {
        match self.day {
            Some(day) if self.at < Window::NEVER => zone.instant_of(day.start()),
            _ => self.at,
        }
    }
}

/// Start and end of a cycle as far as they can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Span {
    pub(crate) start: Option<Edge>,
    pub(crate) end: Option<Edge>,
}

impl Span {
    /// When the cycle of a row runs.
    pub(crate) fn of_row(row: &Row, evaluation: Evaluation, server: &ServerClock) -> Span {
        if evaluation == Evaluation::PeriodAgnostic {
            // Start and end are the same there, or whatever they like: the dates say nothing.
            return Span::default();
        }
        let start = Source::best(row.start_iso, row.start.or(row.start_date));
        let end = Source::best(row.end_iso, row.end.or(row.end_date));
        let has_civil_days = evaluation != Evaluation::Cyclic;
        let starts_at_midnight =
            has_civil_days && start.is_some_and(|start| start.is_time_of_server() && start.stamp.time() == 0);
        Span {
            start: start.map(|start| match start.stamp.form() {
                Form::Date => Edge::midnight(start.stamp.day(), server),
                _ if starts_at_midnight => Edge::midnight(start.stamp.day(), server),
                _ => Edge::instant(start.instant(server)),
            }),
            end: end.map(|end| {
                let (stamp, time) = (end.stamp, end.stamp.time());
                let is_boundary = has_civil_days && end.is_time_of_server();
                let edge = match stamp.form() {
                    Form::Date => Edge::midnight(Day(stamp.day().0 + 1), server),
                    _ if is_boundary && is_last_second(time) => {
                        Edge::midnight(Day(stamp.day().0 + 1), server)
                    }
                    _ if is_boundary && time == 0 && starts_at_midnight => {
                        Edge::midnight(stamp.day(), server)
                    }
                    _ => Edge::instant(end.instant(server) + inclusive_unit(stamp, evaluation)),
                };
                edge.or_never()
            }),
        }
    }

    /// When a period of a definition runs, or its cycles do. There a `Z` is UTC's, except in a pair of civil days.
    pub(crate) fn of_definition(
        start: Option<Stamp>,
        end: Option<Stamp>,
        evaluation: Evaluation,
        server: &ServerClock,
    ) -> Span {
        let is_pair = evaluation != Evaluation::Cyclic
            && start.is_some_and(|start| start.form() == Form::Utc && start.time() == 0)
            && end.is_some_and(|end| end.form() == Form::Utc && is_last_second(end.time()));
        let edge = |stamp: Stamp, days: i32, unit: Millis| {
            if is_pair || stamp.form() == Form::Date {
                return Edge::midnight(Day(stamp.day().0 + days), server);
            }
            Edge::instant(server.instant(Some(stamp)).unwrap_or_default() + unit)
        };
        Span {
            start: start.map(|start| edge(start, 0, 0)),
            end: end.map(|end| edge(end, 1, inclusive_unit(end, evaluation)).or_never()),
        }
    }

    /// The window, as the server's clock has it.
    pub(crate) fn window(self) -> Option<Window> {
        Window::new(self.start?.at, self.end?.at)
    }

    /// The first instant in a time zone, also where there is no window.
    pub(crate) fn start_in(self, zone: Option<&dyn Zone>) -> Option<Millis> {
        let start = self.start?;
        Some(zone.map_or(start.at, |zone| start.instant_in(zone)))
    }

    /// The first instant after it in a time zone, likewise; none when it has no end.
    pub(crate) fn end_in(self, zone: Option<&dyn Zone>) -> Option<Millis> {
        let end = self.end?;
        Some(zone.map_or(end.at, |zone| end.instant_in(zone))).filter(|end| *end < Window::NEVER)
    }

    /// The window in a time zone, or without one as the server's clock has it.
    pub(crate) fn window_in(self, zone: Option<&dyn Zone>) -> Option<Window> {
        match zone {
            Some(zone) => Window::new(self.start?.instant_in(zone), self.end?.instant_in(zone)),
            None => self.window(),
        }
    }

    /// Start and end are the same instant, or the same bare date: a cyclic cycle whose clock has not started.
    pub(crate) fn is_point(self) -> bool {
        let (Some(start), Some(end)) = (self.start, self.end) else { return false };
        start.at == end.at || start.day.zip(end.day).is_some_and(|(start, end)| start.0 + 1 == end.0)
    }

    /// The days from whose first midnight to whose last one it runs, if both its edges are boundaries of civil days.
    pub(crate) fn civil_days(self) -> Option<(Day, Day)> {
        self.start?.day.zip(self.end?.day)
    }

    /// Whether a time zone would move one of its edges.
    pub(crate) fn moves_with_zone(self) -> bool {
        let moves =
            |edge: Option<Edge>| edge.is_some_and(|edge| edge.day.is_some() && edge.at < Window::NEVER);
        // Days that follow one another make a window in some zone, if not in every one: Apia skipped 30 December 2011.
        let are_days = self.civil_days().is_some_and(|(first, end)| first < end);
        (are_days || self.window().is_some()) && (moves(self.start) || moves(self.end))
    }
}

/// The stamp that counts for an edge.
#[derive(Clone, Copy)]
struct Source {
    stamp: Stamp,
    /// From a field that promises an instant.
    is_twin: bool,
}

impl Source {
    fn best(twin: Option<Stamp>, legacy: Option<Stamp>) -> Option<Source> {
        let legacy = || legacy.map(|stamp| Source { stamp, is_twin: false });
        twin.map(|stamp| Source { stamp, is_twin: true }).or_else(legacy)
    }

    /// It is a time on the server's clock, though it may be printed as if it were UTC.
    fn is_time_of_server(self) -> bool {
        !self.is_twin && matches!(self.stamp.form(), Form::Utc | Form::Local)
    }

    fn instant(self, server: &ServerClock) -> Millis {
        if self.is_time_of_server() { server.instant_of(self.stamp.ms()) } else { self.stamp.ms() }
    }
}

/// When the last second of a day begins, in milliseconds.
const LAST_SECOND: u32 = DAY as u32 - 1000;

fn is_last_second(time: u32) -> bool {
    time == LAST_SECOND || time == LAST_SECOND + 999
}

/// How much a stated end still belongs to the cycle. An end is inclusive to the unit it states, and one that states no last
/// second is where the next cycle begins; so is every one of a cyclic window, whose second is that of the first purchase.
fn inclusive_unit(stamp: Stamp, evaluation: Evaluation) -> Millis {
    match stamp.time() % 60_000 {
        _ if evaluation == Evaluation::Cyclic => 0,
        59_000 => 1000,
        59_999 => 1,
        _ => 0,
    }
}
