//! The server's clock: how far it is from UTC, by what a response shows (rule 0).

use super::build::sort_places;
use super::zone::Zone;
use crate::wire::{Form, HOUR, Issue, IssueCode, Millis, Path, Stamp, Texts};
use crate::write::push_offset;
use std::fmt;
use std::rc::Rc;

/// The clock that the server writes its times by.
#[derive(Clone)]
pub(crate) enum ServerClock {
    /// The same distance from UTC in all that it wrote.
    Fixed(Millis),
    /// As written in each of these stamps, and between them as in the nearest.
    Written(Rc<WrittenOffsets>),
    /// That of a time zone, which the caller knows.
    Zone(Rc<dyn Zone>),
}

/// The offsets in which stamps were written.
pub(crate) struct WrittenOffsets {
    /// By their instants.
    instants: Vec<WrittenOffset>,
    /// By what the clock showed.
    civil: Vec<WrittenOffset>,
    /// The least of them and the most.
    range: (Millis, Millis),
}

#[derive(Clone, Copy)]
struct WrittenOffset {
    /// Where it lies in the list.
    key: Millis,
    instant: Millis,
    offset: Millis,
}

impl fmt::Debug for ServerClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerClock(")?;
        self.offset().fmt(f)?;
        f.write_str(")")
    }
}

impl ServerClock {
    /// The clock that wrote stamps at these instants, with these offsets.
    pub(crate) fn of(written: &[(Millis, Millis)]) -> ServerClock {
        let offsets = || written.iter().map(|(_, offset)| *offset);
        let (Some(least), Some(most)) = (offsets().min(), offsets().max()) else {
            return ServerClock::Fixed(0);
        };
        if least == most {
            return ServerClock::Fixed(least);
        }
        ServerClock::Written(Rc::new(WrittenOffsets {
            instants: sorted(written, false),
            civil: sorted(written, true),
            range: (least, most),
        }))
    }

    /// How far it was ahead of UTC in the latest stamp; none where a time zone says it.
    pub(crate) fn offset(&self) -> Option<Millis> {
        match self {
            ServerClock::Fixed(offset) => Some(*offset),
            ServerClock::Written(written) => written.instants.last().map(|last| last.offset),
            ServerClock::Zone(_) => None,
        }
    }

    /// Notes where the offsets differ by more than a change of clocks explains.
    pub(crate) fn add_issue(&self, path: Path, texts: &mut Texts, issues: &mut Vec<Issue>) {
        let ServerClock::Written(written) = self else { return };
        let (least, most) = written.range;
        if most - least > HOUR {
            let mut detail = String::new();
            push_offset(&mut detail, least);
            detail.push_str(" to ");
            push_offset(&mut detail, most);
            issues.push(Issue { code: IssueCode::ServerOffsetVaries, path, detail: texts.add(&detail) });
        }
    }

    /// The instant of a stamp that is one, unless it has neither offset nor `Z`: then it is a time of the server's.
    pub(crate) fn instant(&self, stamp: Option<Stamp>) -> Option<Millis> {
        stamp.map(|stamp| match stamp.form() {
            Form::Date | Form::Local => self.instant_of(stamp.ms()),
            _ => stamp.ms(),
        })
    }

    /// The instant of a stamp whose `Z` is not UTC's but the server's.
    pub(crate) fn legacy(&self, stamp: Option<Stamp>) -> Option<Millis> {
        stamp.map(|stamp| match stamp.form() {
            Form::Date | Form::Local | Form::Utc => self.instant_of(stamp.ms()),
            _ => stamp.ms(),
        })
    }

    /// The instant of a stamp, by its twin that promises one, or else by the legacy field.
    pub(crate) fn twin_or_legacy(&self, twin: Option<Stamp>, legacy: Option<Stamp>) -> Option<Millis> {
        match twin {
            Some(twin) => Some(twin.ms()),
            None => self.legacy(legacy),
        }
    }
}

impl Zone for ServerClock {
    fn offset_at(&self, instant: Millis) -> Millis {
        match self {
            ServerClock::Fixed(offset) => *offset,
            ServerClock::Written(written) => nearest(&written.instants, instant),
            ServerClock::Zone(zone) => zone.offset_at(instant),
        }
    }

    fn instant_of(&self, civil: Millis) -> Millis {
        match self {
            ServerClock::Fixed(offset) => civil - offset,
            ServerClock::Written(written) => civil - nearest(&written.civil, civil),
            ServerClock::Zone(zone) => zone.instant_of(civil),
        }
    }

    fn next_offset_change(&self, after: Millis, until: Millis) -> Option<Millis> {
        match self {
            ServerClock::Fixed(_) => None,
            ServerClock::Written(written) => {
                let neighbours = written.instants.iter().zip(written.instants.iter().skip(1));
                let changes = neighbours.filter(|(a, b)| a.offset != b.offset);
                // Half way between the two, for the later one counts where they are as near.
                let mut halfway = changes.map(|(a, b)| b.instant - (b.instant - a.instant) / 2);
                halfway.find(|change| after < *change && *change <= until)
            }
            ServerClock::Zone(zone) => zone.next_offset_change(after, until),
        }
    }
}

/// Adds those of some stamps that have an offset: their instants and offsets.
pub(crate) fn add_offsets(stamps: &[Option<Stamp>], out: &mut Vec<(Millis, Millis)>) {
    for stamp in stamps.iter().flatten() {
        out.extend(stamp.offset().map(|offset| (stamp.ms(), offset)));
    }
}

/// Stamps in order of their instants, or of what the clock showed; of those with one key the latest, and of those the one farthest
/// ahead of UTC.
fn sorted(written: &[(Millis, Millis)], by_civil: bool) -> Vec<WrittenOffset> {
    let key = |(instant, offset): (Millis, Millis)| if by_civil { instant + offset } else { instant };
    let at = |place: u32| written.get(place as usize).map(|stamp| (key(*stamp), stamp.0, stamp.1));
    let mut places: Vec<u32> = (0..written.len() as u32).collect();
    sort_places(&mut places, &mut |a, b| at(a).cmp(&at(b)));
    let mut out: Vec<WrittenOffset> = Vec::with_capacity(places.len());
    for (key, instant, offset) in places.into_iter().filter_map(at) {
        if out.last().is_some_and(|last| last.key == key) {
            out.pop();
        }
        out.push(WrittenOffset { key, instant, offset });
    }
    out
}

/// The offset of the stamp that is nearest to a key; of two as near the later one, and of two of one instant the one farthest ahead
/// of UTC.
fn nearest(written: &[WrittenOffset], key: Millis) -> Millis {
    let after = written.partition_point(|stamp| stamp.key < key);
    let before = after.checked_sub(1).and_then(|before| written.get(before));
    let nearness = |stamp: &&WrittenOffset| ((stamp.key - key).abs(), -stamp.instant, -stamp.offset);
    let candidates = [before, written.get(after)].into_iter().flatten();
    candidates.min_by_key(nearness).map_or(0, |stamp| stamp.offset)
}
