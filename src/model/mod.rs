//! What a response means: groups of targets, targets of cycles, in order and without duplicates.
//!
//! Everything of a kind lies in one list, and what belongs together lies together in it: a group names its range
//! of targets, a target its range of cycles.

mod build;
mod catalog;
mod clock;
mod condition;
mod expression;
mod index;
mod kind;
mod same;
mod window;
mod zone;

pub(crate) use build::{none_last, number_none_last, order, sort_places};
pub(crate) use catalog::TargetDefinition;
pub use catalog::{Catalog, Definition, ZoneByName, Zones};
pub(crate) use clock::ServerClock;
pub(crate) use condition::{Combination, Condition};
pub(crate) use index::{Index, key, pair};
pub(crate) use kind::is_word;
pub use kind::{Evaluation, Kind, Tracking, Unit};
pub(crate) use window::Span;
pub use window::Window;
pub use zone::{Utc, Zone, day_of};

use crate::failure::{ApiMessage, Failure};
use crate::wire::{Id, Issue, Keys, Marks, Millis, Row, Text, Texts};
pub use crate::wire::{Milestone as Trigger, Streak as Level};
use std::ops::{Deref, Range};
use std::rc::Rc;

/// A user's target groups at one moment, as the server told them.
///
/// ```
/// use milestreak::model::{Model, Received};
/// use milestreak::wire::Id;
///
/// let body = br#"{ "data": { "userId": 7, "targetGroups": [] } }"#;
/// let model = Model::parse(body, Received::default(), None).unwrap();
/// assert_eq!(model.user_id, Id::new(7));
/// ```
#[derive(Debug)]
pub struct Model {
    /// Whose they are.
    pub user_id: Option<Id>,
    /// What is known of how the response was obtained.
    pub received: Received,
    /// When the server made up rows for cycles that it has no record of: the moment of the response.
    pub(crate) made_up_at: Option<Millis>,
    /// Whether a time zone would move some start or end.
    pub(crate) needs_time_zone: bool,
    /// The server's clock.
    pub(crate) server: ServerClock,
    /// In order of arrival.
    pub groups: Vec<Group>,
    pub(crate) targets: Vec<Target>,
    /// What was sent of each cycle, in order of arrival.
    pub(crate) rows: Vec<Row>,
    /// When each of them runs.
    pub(crate) spans: Vec<Span>,
    /// The places of the cycles in those lists, target by target, each in order, without those left out.
    pub(crate) order: Vec<u32>,
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) levels: Vec<Level>,
    pub(crate) texts: Texts,
    /// What could not be read or had to be left out.
    pub issues: Vec<Issue>,
    /// What the API reported beside its data.
    pub api_errors: Vec<ApiMessage>,
    /// What the API warned of.
    pub api_warnings: Vec<ApiMessage>,
}

/// What is known of how a response was obtained.
#[derive(Clone, Copy, Debug, Default)]
pub struct Received {
    /// When it was received.
    pub at: Option<Millis>,
    /// Whether all cycles were asked for, or only the current ones.
    pub all_cycles: Option<bool>,
}

/// A range of a list of the model.
pub(crate) type Part = Range<u32>;

/// The part of a list that a range names.
pub(crate) fn part<'a, T>(list: &'a [T], part: &Part) -> &'a [T] {
    list.get(part.start as usize..part.end as usize).unwrap_or_default()
}

/// A target group.
#[derive(Debug)]
pub struct Group {
    /// Its id.
    pub id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) org_id: Option<Id>,
    pub(crate) preferred_till_id: Option<Id>,
    /// How its cycles are laid out in time.
    pub evaluation: Evaluation,
    pub(crate) evaluation_raw: Option<Text>,
    /// What it keeps track of.
    pub tracking: Tracking,
    pub(crate) tracking_raw: Option<Text>,
    pub(crate) targets: Part,
    pub(crate) levels: Part,
    /// Its place in the response.
    pub(crate) index: u32,
}

/// A target of a group: all rows with the same rule.
#[derive(Debug)]
pub struct Target {
    /// The id of its rule.
    pub rule_id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) target_type: Option<Text>,
    pub(crate) target_entity: Option<Text>,
    pub(crate) event_name: Option<Text>,
    /// What its values are counted in.
    pub unit: Unit,
    /// Its part of the order of cycles.
    pub(crate) cycles: Part,
}

/// A cycle of a target for this user: one row of the response, whose fields it has.
#[derive(Clone, Copy, Debug)]
pub struct Cycle<'m> {
    row: &'m Row,
    pub(crate) span: &'m Span,
}

impl Deref for Cycle<'_> {
    type Target = Row;

    fn deref(&self) -> &Row {
        self.row
    }
}

impl Cycle<'_> {
    /// What is to be reached; none unless it is above zero.
    pub(crate) fn target(self) -> Option<f64> {
        self.target_value.filter(|target| *target > 0.0)
    }

    /// The same, if it can be said how far the cycle has come: nothing can when what was achieved cannot be read.
    pub fn goal(self) -> Option<f64> {
        self.target().filter(|_| self.achieved().is_some())
    }

    /// What was reached: 0 when nothing was sent, none when what was sent cannot be read.
    pub fn achieved(self) -> Option<f64> {
        if self.marks.has(Marks::ODD_ACHIEVED) { None } else { Some(self.achieved_value.unwrap_or(0.0)) }
    }

    /// What was reached, where it counts together with others: nothing where it cannot be read.
    pub(crate) fn amount(self) -> f64 {
        self.achieved_value.unwrap_or(0.0)
    }

    /// Whether the cycle is achieved: by its figures, or by the server's word.
    // `inline(never)`: called from a dozen places.
    #[inline(never)]
    pub fn is_achieved(self) -> bool {
        self.marks.has(Marks::STAMP.or(Marks::STAMP_ISO))
            || self.goal().is_some_and(|goal| self.amount() >= goal)
    }

    /// Whether figures that decide if it is achieved cannot be read.
    pub(crate) fn is_odd(self) -> bool {
        self.marks.has(Marks::ODD_TARGET) || self.target() != self.goal()
    }

    /// Whether it can be known if it is achieved.
    pub(crate) fn is_known(self) -> bool {
        self.is_achieved() || !self.is_odd()
    }

    /// The server calls this the current period.
    pub(crate) fn is_flagged(self) -> bool {
        self.current == Some(true)
    }

    /// The customer is no longer enrolled.
    pub(crate) fn is_unenrolled(self) -> bool {
        self.unenrolled == Some(true)
    }

    /// The server has a record of the customer for it, and did not make it up for the response.
    pub(crate) fn has_record(self) -> bool {
        self.marks.has(Marks::RECORD)
    }
}

/// Whether a target is one whose clock the customer's first activity starts, and has no record of any yet.
pub(crate) fn is_not_begun<'m>(evaluation: Evaluation, mut cycles: impl Iterator<Item = Cycle<'m>>) -> bool {
    evaluation == Evaluation::Cyclic && !cycles.any(Cycle::has_record)
}

impl Level {
    /// How many the server counts.
    pub(crate) fn current(&self) -> f64 {
        self.current_count.unwrap_or(0.0)
    }

    /// How many make the level; none unless it is above zero.
    pub(crate) fn goal(&self) -> Option<f64> {
        self.goal.filter(|goal| *goal > 0.0)
    }
}

impl Model {
    /// Reads the response of *Get Associated Target Groups of a User*. `server_zone` is the time zone of the server's clock,
    /// where that is known; otherwise the response shows how far it is from UTC.
    ///
    /// # Errors
    /// `invalid-json` for what is not JSON, `unexpected-shape` for JSON of another kind, `api` for a response that
    /// has errors and no data, `too-large` for nesting that no response has. Everything smaller than that becomes
    /// one of the model's [`issues`](Model::issues).
    pub fn parse(
        bytes: &[u8],
        received: Received,
        server_zone: Option<Rc<dyn Zone>>,
    ) -> Result<Model, Box<Failure>> {
        build::model(bytes, Keys::Written, received, server_zone)
    }

    /// Reads a response that was an object in JavaScript, in the form that [`writers`](crate::wire::writers) write. None if
    /// anything about it is wrong or odd: reading its JSON says what and where.
    #[doc(hidden)]
    pub fn from_object(
        keyless: &[u8],
        received: Received,
        server_zone: Option<Rc<dyn Zone>>,
    ) -> Option<Model> {
        let model = build::model(keyless, Keys::Omitted, received, server_zone).ok();
        model.filter(|model| model.issues.is_empty())
    }

    /// When the server says that a cycle was achieved.
    pub(crate) fn achieved_at(&self, cycle: Cycle<'_>) -> Option<Millis> {
        self.server.twin_or_legacy(cycle.achieved_at_iso, cycle.row.achieved_at)
    }

    /// When the customer was enrolled in a cycle. What a made-up row says of it is the moment of the response.
    pub(crate) fn enrolled_at(&self, cycle: Cycle<'_>) -> Option<Millis> {
        if cycle.has_record() { build::enrolled_at(cycle.row, &self.server) } else { None }
    }

    pub(crate) fn text(&self, text: Option<Text>) -> Option<&str> {
        text.map(|text| self.texts.get(text))
    }

    /// The targets of a group.
    pub fn targets(&self, group: &Group) -> &[Target] {
        part(&self.targets, &group.targets)
    }

    /// The cycles of a target, in order.
    pub fn cycles(&self, target: &Target) -> impl Iterator<Item = Cycle<'_>> + Clone {
        part(&self.order, &target.cycles).iter().filter_map(|place| self.cycle(*place))
    }

    fn cycle(&self, place: u32) -> Option<Cycle<'_>> {
        Some(Cycle { row: self.rows.get(place as usize)?, span: self.spans.get(place as usize)? })
    }

    /// The triggers of a cycle, as they arrived.
    pub fn triggers(&self, cycle: Cycle<'_>) -> &[Trigger] {
        let (start, end) = cycle.milestones;
        part(&self.triggers, &(start..end))
    }

    /// The streak levels of a group, the lowest goal first.
    pub fn levels(&self, group: &Group) -> &[Level] {
        part(&self.levels, &group.levels)
    }
}
