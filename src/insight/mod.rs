//! What a widget shows: pure functions of a snapshot, an instant and options. No clock, no locale, no network.
//!
//! A [`Snapshot`] is what was received. A [`Schedule`] is when its cycles run, in a time zone. A [`Moment`] is both
//! at an instant, and every question is asked of it:
//!
//! ```
//! use milestreak::insight::{Moment, Schedule, Snapshot};
//! use milestreak::model::{Model, Received, Utc};
//!
//! let body = br#"{ "data": { "userId": 7, "targetGroups": [ {
//!     "id": 1, "name": "Spend in May", "targetEvaluationType": "FIXED_CALENDAR_WINDOW", "trackingType": "DEFAULT",
//!     "targets": [ { "periodId": 1, "targetRuleId": 1, "targetValue": 1000.0, "targetAchievedValue": 750.0,
//!         "periodStartDate": "2024-05-01", "periodEndDate": "2024-05-31" } ] } ] } }"#;
//! let snapshot = Snapshot::new(Model::parse(body, Received::default(), None).unwrap());
//! let schedule = Schedule::new(&snapshot, Some(&Utc));
//! let noon_on_may_28 = 1_716_897_600_000;
//! let moment = Moment::new(&snapshot, &schedule, Some(&Utc), noon_on_may_28);
//!
//! let cycle = &moment.active_cycles()[0];
//! assert_eq!(cycle.display_percent, Some(75.0));
//! assert_eq!(cycle.days_left, Some(3.0));
//! ```

mod attribute;
mod catalog;
mod change;
mod diff;
mod figures;
mod group;
mod issue;
mod level;
mod period;
mod phase;
mod progress;
mod run;
mod streak;
mod trigger;
mod unified;
mod view;

pub use attribute::Called;
pub use catalog::{
    AvailableGroup, DefaultValue, DefinitionPeriod, DefinitionTarget, GroupDefinition, Include,
    LevelDefinition, TriggerDefinition, definitions,
};
pub use diff::{Comparison, Event, EventType};
pub use group::{GroupSummary, Summary};
pub use issue::Issue;
pub use phase::{Phase, PhaseBy};
pub use progress::{CycleProgress, Pace, PaceStatus, Status};
pub use streak::{LevelStatus, Step, StepState, StreakLevel, StreakSummary};
pub use trigger::{TriggerPoints, TriggerProgress};
pub use unified::{OverallTarget, UnifiedPeriod};
pub use view::{CatalogHead, CycleView, SnapshotHead, StreakView, TargetGroup, TargetView, TriggerView};

use crate::model::{
    Catalog, Cycle, Definition, Group, Model, Received, Target, TargetDefinition, Window, Zone, day_of, part,
};
use crate::wire::{Day, Millis};
use phase::{At, Phases};
use std::cell::RefCell;
use std::rc::Rc;

/// Everything that crosses the boundary, for the generator of bindings and for tests. What a ticking page asks for again and
/// again is packed.
pub fn schema() -> crate::shape::schema::Schema {
    let mut schema = crate::shape::schema::Schema::default();
    schema
        .plain::<crate::failure::Failure>("failure")
        .packed::<Vec<String>>("texts")
        .plain::<SnapshotHead>("snapshotHead")
        .plain::<Vec<TargetGroup<'_>>>("groups")
        .plain::<Vec<Issue>>("issues")
        .packed::<Vec<CycleProgress<'_>>>("cycles")
        .packed::<Vec<StreakSummary<'_>>>("streaks")
        .packed::<Summary<'_>>("summary")
        .plain::<Option<Vec<AvailableGroup<'_>>>>("available")
        .plain::<Vec<Event<'_>>>("events")
        .plain::<CatalogHead>("catalogHead")
        .plain::<Vec<GroupDefinition<'_>>>("definitions");
    schema
}

/// A response, alone or joined with the definitions of the organisation.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What the user's response says.
    pub model: Rc<Model>,
    /// How it was obtained.
    pub received: Received,
    /// What the organisation's list says, once joined.
    pub catalog: Option<Rc<Catalog>>,
    /// The definition of each group.
    definitions: Vec<Option<u32>>,
    /// The definition of each target, within that of its group.
    target_definitions: Vec<Option<u32>>,
}

impl Snapshot {
    /// A response on its own.
    pub fn new(model: Model) -> Snapshot {
        Snapshot {
            received: model.received,
            model: Rc::new(model),
            catalog: None,
            definitions: Vec::new(),
            target_definitions: Vec::new(),
        }
    }

    /// The same response, with what the organisation says about its groups: matched by the ids of groups and rules. It adds to
    /// what another catalogue said before.
    #[must_use]
    pub fn with_catalog(&self, catalog: Rc<Catalog>) -> Snapshot {
        self.joined(match &self.catalog {
            Some(earlier) if !Rc::ptr_eq(earlier, &catalog) => Rc::new(earlier.concat(&catalog)),
            _ => catalog,
        })
    }

    /// The same response, with what this catalogue says and no other.
    fn joined(&self, catalog: Rc<Catalog>) -> Snapshot {
        let model = &self.model;
        let mut definitions = Vec::with_capacity(model.groups.len());
        let mut target_definitions = Vec::with_capacity(model.targets.len());
        for group in &model.groups {
            let place = catalog.by_id.find(group.id);
            let definition = place.and_then(|place| catalog.definitions.get(place));
            target_definitions.extend(model.targets(group).iter().map(|target| {
                definition
                    .and_then(|definition| definition.targets_by_id.find(target.rule_id))
                    .map(|place| place as u32)
            }));
            definitions.push(place.map(|place| place as u32));
        }
        let model = Rc::clone(model);
        Snapshot { model, received: self.received, catalog: Some(catalog), definitions, target_definitions }
    }

    /// The moment the response speaks of: when it was received, or when the server made rows up for it, whichever is earlier.
    pub fn answered_at(&self) -> Option<Millis> {
        [self.received.at, self.model.made_up_at].into_iter().flatten().min()
    }

    /// The instant up to which the response is evidence of what happened, at an instant.
    pub fn as_of(&self, now: Millis) -> Millis {
        self.answered_at().map_or(now, |answered| answered.min(now))
    }

    /// What the organisation says of the group at a place.
    fn definition(&self, place: usize) -> Option<&Definition> {
        let definition = self.definitions.get(place).copied().flatten()?;
        self.catalog.as_deref()?.definitions.get(definition as usize).map(|definition| &**definition)
    }

    /// The targets of the group at a place, each with what the organisation says of it.
    fn targets<'m>(
        &'m self,
        place: usize,
        group: &'m Group,
    ) -> impl Iterator<Item = (&'m Target, Option<TargetDefinition<'m>>)> {
        let definition = self.definition(place);
        let places = part(&self.target_definitions, &group.targets);
        self.model.targets(group).iter().enumerate().map(move |(at, target)| {
            let place = places.get(at).copied().flatten();
            (target, definition.zip(place).and_then(|(definition, place)| definition.target(place as usize)))
        })
    }
}

/// When the cycles of a snapshot run, in one time zone. It does not depend on the instant, so one serves every tick
/// of a clock.
#[derive(Debug)]
pub struct Schedule {
    windows: Vec<Option<Window>>,
    /// What was decided last. A clock ticks many times before anything else is decided.
    phases: RefCell<Option<Rc<Phases>>>,
}

impl Schedule {
    /// Resolves the windows of all cycles in a time zone, or without one by the server's clock.
    pub fn new(snapshot: &Snapshot, zone: Option<&dyn Zone>) -> Schedule {
        let model = &snapshot.model;
        let mut windows = Vec::with_capacity(model.order.len());
        for target in &model.targets {
            windows.extend(model.cycles(target).map(|cycle| cycle.span.window_in(zone)));
        }
        Schedule { windows, phases: RefCell::default() }
    }

    /// What is decided of every cycle.
    fn phases(&self, snapshot: &Snapshot, zone: Option<&dyn Zone>, at: At) -> Rc<Phases> {
        let last = self.phases.borrow().clone();
        last.filter(|phases| phases.hold(snapshot, at.now)).unwrap_or_else(|| {
            // Not borrowed meanwhile: a zone may call the page.
            let phases = Rc::new(Phases::decide(snapshot, &self.windows, zone, at));
            self.phases.replace(Some(Rc::clone(&phases)));
            phases
        })
    }
}

/// A snapshot at an instant: what every question is asked of.
pub struct Moment<'m> {
    snapshot: &'m Snapshot,
    model: &'m Model,
    schedule: &'m Schedule,
    /// The time zone that was asked for.
    asked_zone: Option<&'m dyn Zone>,
    /// The one whose days count: that, or the server's clock.
    zone: &'m dyn Zone,
    at: At,
    today: Day,
    phases: Rc<Phases>,
}

/// A cycle at a moment.
#[derive(Clone, Copy)]
pub(crate) struct Timed<'m> {
    pub(crate) cycle: Cycle<'m>,
    /// None also of a cycle whose clock has not started.
    pub(crate) window: Option<Window>,
    pub(crate) phase: Phase,
    pub(crate) phase_by: PhaseBy,
    /// It was over before the customer took part.
    pub(crate) is_not_enrolled: bool,
}

impl Timed<'_> {
    /// Whether it counts in any figure.
    pub(crate) fn counts(self) -> bool {
        !self.cycle.is_unenrolled() && !self.is_not_enrolled
    }

    /// Whether it counts, and is over or runs.
    pub(crate) fn has_started(&self) -> bool {
        self.counts() && self.phase != Phase::Upcoming
    }

    /// Its window while it runs, if that has an end.
    pub(crate) fn running(self) -> Option<Window> {
        self.window.filter(|window| self.phase == Phase::Active && window.ends_at().is_some())
    }

    /// Whether it waits for the customer's next activity.
    pub(crate) fn waits(self) -> bool {
        self.phase == Phase::Active && self.phase_by == PhaseBy::Activity
    }

    /// Whether it runs, for somebody who takes part.
    pub(crate) fn runs(self) -> bool {
        self.phase == Phase::Active && !self.cycle.is_unenrolled()
    }
}

impl<'m> Moment<'m> {
    /// Takes a look at a snapshot at an instant. The schedule must be the snapshot's own, and of the same zone.
    pub fn new(
        snapshot: &'m Snapshot,
        schedule: &'m Schedule,
        zone: Option<&'m dyn Zone>,
        now: Millis,
    ) -> Moment<'m> {
        let model = &*snapshot.model;
        let at = At { now, as_of: snapshot.as_of(now) };
        let phases = schedule.phases(snapshot, zone, at);
        let asked_zone = zone;
        let zone = zone.unwrap_or(&model.server);
        Moment { snapshot, model, schedule, asked_zone, zone, at, today: day_of(zone, now), phases }
    }

    /// The cycles of a target.
    pub(crate) fn cycles(&self, target: &Target) -> impl Iterator<Item = Timed<'m>> + Clone {
        let windows = part(&self.schedule.windows, &target.cycles);
        let decisions = self.phases.of(target);
        let cycles = self.model.cycles(target).zip(windows).zip(decisions);
        cycles.map(|((cycle, window), decision)| Timed {
            cycle,
            window: window.filter(|_| decision.by != PhaseBy::Activity),
            phase: decision.phase,
            phase_by: decision.by,
            is_not_enrolled: decision.is_not_enrolled,
        })
    }

    /// The last day of a window that has one.
    fn last_day(&self, window: Window) -> Option<Day> {
        window.ends_at().map(|end| day_of(self.zone, end - 1))
    }

    /// What the organisation says of the group at a place.
    pub(crate) fn definition(&self, place: usize) -> Option<&'m Definition> {
        self.snapshot.definition(place)
    }

    /// The name of the group at a place.
    pub(crate) fn group_name(&self, place: usize, group: &'m Group) -> Option<&'m str> {
        let definition = || self.definition(place);
        self.model.text(group.name).or_else(|| definition()?.text(definition()?.name))
    }
}
