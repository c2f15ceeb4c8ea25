//! What the organisation offers, and what of it a customer has not begun (rule 6).

use super::Moment;
use crate::model::{
    Catalog, Definition, Evaluation, Index, Kind, Tracking, Unit, Window, Zone, day_of, is_word,
};
use crate::shape::record;
use crate::wire::{Day, Id, Millis, Period, TargetDefinition};

record! {
    /// A period of a definition.
    pub struct DefinitionPeriod<'m> {
        /// Its id.
        pub id: Option<Id>,
        /// Its name.
        pub ref_code: Option<&'m str>,
        /// What the organisation says of it.
        pub description: Option<&'m str>,
        /// Where it stood when the response was made, in the server's words (`RUNNING`).
        pub status_raw: Option<&'m str>,
        /// Whether it is switched on.
        pub active: Option<bool>,
        /// Its first instant, in epoch milliseconds; null without a usable window.
        pub starts_at: Option<Millis>,
        /// The first instant after it, in epoch milliseconds; null without a usable window.
        pub ends_at: Option<Millis>,
        /// Its first day, in the time zone that the definition names, or else the one asked for (without one, on the server's
        /// clock), `YYYY-MM-DD`; null without a usable window.
        pub start_date: Option<Day>,
        /// Its last day, likewise; null also when it has no end.
        pub end_date: Option<Day>,
    }
}

record! {
    /// What a target asks for in a period, unless the customer has a goal of their own.
    pub struct DefaultValue {
        /// The id of the period.
        pub period_id: Option<Id>,
        /// The value, in the target's unit.
        pub value: Option<f64>,
    }
}

record! {
    /// A trigger of a target.
    pub struct TriggerDefinition<'m> {
        /// Its id.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// Whether it is switched on.
        pub active: Option<bool>,
        /// What sets it off, in the server's words (`SYSTEM_TRIGGER`).
        pub trigger_type: Option<&'m str>,
        /// Its value: percent of the target, or a value in the target's unit.
        pub value: Option<f64>,
        /// Whether the value is a percentage of the target.
        pub is_percentage: bool,
    }
}

record! {
    /// A target of a definition.
    pub struct DefinitionTarget<'m> {
        /// The id of its rule: the `targetRuleId` of a customer's cycles.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// What the organisation says of it.
        pub description: Option<&'m str>,
        /// What is measured, in the server's words.
        pub target_type: Option<&'m str>,
        /// Of what it is measured, in the server's words.
        pub target_entity: Option<&'m str>,
        /// The event that is listened to, in the server's words.
        pub event_name: Option<&'m str>,
        /// What its values are counted in.
        pub unit: Unit,
        /// How customers come to it, in the server's words (`TRANSACTION`).
        pub enrolment_method: Option<&'m str>,
        /// Whether it is switched on.
        pub active: Option<bool>,
        /// What it asks for in each period.
        pub default_values: Vec<DefaultValue>,
        /// Its triggers, in order of arrival.
        pub triggers: Vec<TriggerDefinition<'m>>,
    }
}

record! {
    /// A level of the streak of a definition.
    pub struct LevelDefinition<'m> {
        /// Its id: the `streakId` of a customer's level.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// How many periods make it.
        pub goal: Option<f64>,
    }
}

record! {
    /// The definition of a target group: what the organisation offers.
    pub struct GroupDefinition<'m> {
        /// Its id.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// What the organisation says of it.
        pub description: Option<&'m str>,
        /// Whether it is switched on.
        pub active: Option<bool>,
        /// Whether it is switched on and its active period holds the instant asked for. Without an active period, cyclic and
        /// period-agnostic ones run from their first cycle to their last.
        pub is_running: bool,
        /// How its cycles are laid out in time.
        pub evaluation: Evaluation,
        /// The same in the server's words.
        pub evaluation_raw: Option<&'m str>,
        /// What it keeps track of.
        pub tracking: Tracking,
        /// The same in the server's words.
        pub tracking_raw: Option<&'m str>,
        /// Whether its values are to be reached or not to be exceeded.
        pub kind: Kind,
        /// How often its cycles repeat, in the server's words (`MONTHLY`).
        pub frequency_type: Option<&'m str>,
        /// When its first cycle starts, in epoch milliseconds.
        pub cycles_start_at: Option<Millis>,
        /// When its last cycle ends: the first instant after it, in epoch milliseconds; null also when it has no end.
        pub cycles_end_at: Option<Millis>,
        /// When it was made, in epoch milliseconds.
        pub created_at: Option<Millis>,
        /// The period that runs, as the server sees it.
        pub active_period: Option<DefinitionPeriod<'m>>,
        /// All its periods, as far as the response carries them.
        pub periods: Vec<DefinitionPeriod<'m>>,
        /// How many periods there are.
        pub total_periods: Option<f64>,
        /// Its targets, in order of arrival.
        pub targets: Vec<DefinitionTarget<'m>>,
        /// The levels of its streak, in order of arrival.
        pub streak_levels: Vec<LevelDefinition<'m>>,
        /// How the targets of a unified group combine where it has no rule, in the server's words (`ALL`, `ANY`).
        pub combination_type: Option<&'m str>,
        /// What else a unified group asks for, in the server's words: `COUNT` (so many of its targets) or `SUM` (an overall
        /// target for what they achieve together).
        pub aggregation: Option<&'m str>,
        /// How many targets (`COUNT`), or what they must achieve together (`SUM`).
        pub threshold_value: Option<f64>,
        /// The rule by which they combine, in the server's words (`(31132 & 31133)`).
        pub rule_expression: Option<&'m str>,
        /// The time zone whose days its periods are, an IANA name; null when the organisation does not say.
        pub time_zone_name: Option<&'m str>,
        /// Whether it has a leaderboard.
        pub leaderboard_enabled: Option<bool>,
        /// Whether it was made for a single customer.
        pub user_created: Option<bool>,
    }
}

record! {
    /// What a customer could still join.
    pub struct AvailableGroup<'m> {
        /// The id of the group.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// What the organisation says of it.
        pub description: Option<&'m str>,
        /// What it keeps track of.
        pub tracking: Tracking,
        /// Since when it is on offer, in epoch milliseconds.
        pub starts_at: Millis,
        /// Until when: the first instant after it, in epoch milliseconds; null when it has no end.
        pub ends_at: Option<Millis>,
    }
}

/// The definitions of a catalogue at an instant, in order of arrival; only those that run, if asked. The days of their periods
/// are those of the zone that each names, or else of this one, or else of the server's clock.
pub fn definitions<'m>(
    catalog: &'m Catalog,
    zone: Option<&dyn Zone>,
    now: Millis,
    active_only: bool,
) -> Vec<GroupDefinition<'m>> {
    let definitions = catalog.definitions.iter().map(|definition| &**definition);
    let running = definitions.filter(|definition| !active_only || is_running(definition, zone, now));
    running.map(|definition| group_definition(definition, zone, now)).collect()
}

fn is_running(definition: &Definition, zone: Option<&dyn Zone>, now: Millis) -> bool {
    definition.active_window(zone).is_some_and(|window| window.holds(now))
}

fn group_definition<'m>(
    definition: &'m Definition,
    zone: Option<&dyn Zone>,
    now: Millis,
) -> GroupDefinition<'m> {
    let period = |period| definition_period(definition, period, zone);
    GroupDefinition {
        id: definition.id,
        name: definition.text(definition.name),
        description: definition.text(definition.description),
        active: definition.active,
        is_running: is_running(definition, zone, now),
        evaluation: definition.evaluation,
        evaluation_raw: definition.text(definition.evaluation_raw),
        tracking: definition.tracking,
        tracking_raw: definition.text(definition.tracking_raw),
        kind: definition.tracking.kind(),
        frequency_type: definition.text(definition.frequency_type),
        cycles_start_at: definition.cycles().start_in(definition.zone(zone)),
        cycles_end_at: definition.cycles_end(zone),
        created_at: definition.server().instant(definition.created_at),
        active_period: definition.active_period.as_ref().map(period),
        periods: definition.periods.iter().map(period).collect(),
        total_periods: definition.total_periods,
        targets: definition.targets.iter().map(|target| definition_target(definition, target)).collect(),
        streak_levels: (definition.levels.iter())
            .map(|level| LevelDefinition {
                id: level.id,
                name: definition.text(level.name),
                goal: level.goal,
            })
            .collect(),
        combination_type: definition.text(definition.combination_raw),
        aggregation: definition.text(definition.aggregation()),
        threshold_value: definition.threshold(),
        rule_expression: definition.text(definition.rule()),
        time_zone_name: definition.text(definition.time_zone_name),
        leaderboard_enabled: definition.leaderboard_enabled,
        user_created: definition.user_created,
    }
}

fn definition_period<'m>(
    definition: &'m Definition,
    period: &Period,
    zone: Option<&dyn Zone>,
) -> DefinitionPeriod<'m> {
    let window = definition.period_window(period, zone);
    let day = |instant| day_of(definition.zone(zone).unwrap_or(definition.server()), instant);
    DefinitionPeriod {
        id: period.id,
        ref_code: definition.text(period.ref_code),
        description: definition.text(period.description),
        status_raw: definition.text(period.status),
        active: period.active,
        starts_at: window.map(|window| window.start),
        ends_at: window.and_then(Window::ends_at),
        start_date: window.map(|window| day(window.start)),
        end_date: window.and_then(Window::ends_at).map(|end| day(end - 1)),
    }
}

fn definition_target<'m>(definition: &'m Definition, target: &TargetDefinition) -> DefinitionTarget<'m> {
    let text = |text| definition.text(text);
    let default_value = |default: &crate::wire::DefaultValue| DefaultValue {
        period_id: default.period_id,
        value: default.value,
    };
    let trigger = |trigger: &crate::wire::TriggerDefinition| TriggerDefinition {
        id: trigger.id,
        name: text(trigger.name),
        active: trigger.active,
        trigger_type: text(trigger.kind),
        value: trigger.value,
        is_percentage: definition.is_percentage(trigger),
    };
    DefinitionTarget {
        id: target.id,
        name: text(target.name),
        description: text(target.description),
        target_type: text(target.target_type),
        target_entity: text(target.target_entity),
        event_name: text(target.event_name),
        unit: Unit::read(text(target.target_type), text(target.target_entity)),
        enrolment_method: text(target.enrolment_method),
        active: target.active,
        default_values: target.default_values.iter().map(default_value).collect(),
        triggers: target.triggers.iter().map(trigger).collect(),
    }
}

/// What may be offered to a customer besides what is open to everybody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Include {
    /// What one is invited to: by an audience filter or a list that is imported.
    pub invited: bool,
    /// What customers made for themselves.
    pub user_created: bool,
}

/// Whether a definition is one that a customer may be offered.
fn is_offer(definition: &Definition, include: Include) -> bool {
    let open: &[&str] =
        if include.invited { &["TRANSACTION", "AUDIENCE_FILTER", "IMPORT"] } else { &["TRANSACTION"] };
    let is_open = |target: &TargetDefinition| {
        let method = definition.text(target.enrolment_method);
        method.is_none_or(|method| open.iter().any(|open| is_word(method, open)))
    };
    !definition.targets.is_empty()
        && definition.tracking.kind() == Kind::Goal
        && (include.user_created || definition.user_created != Some(true))
        && definition.targets.iter().all(is_open)
}

impl<'m> Moment<'m> {
    /// What the customer could still join: definitions that run, of which they have no row with a record that they did not
    /// leave. None unless the snapshot is joined with a catalogue, and was asked for with all cycles: else nobody knows.
    pub fn available(&self, include: Include) -> Option<Vec<AvailableGroup<'m>>> {
        let mut available = Vec::new();
        for (definition, window) in self.offers(include)? {
            if window.holds(self.at.now) {
                available.push(AvailableGroup {
                    id: definition.id,
                    name: definition.text(definition.name),
                    description: definition.text(definition.description),
                    tracking: definition.tracking,
                    starts_at: window.start,
                    ends_at: window.ends_at(),
                });
            }
        }
        Some(available)
    }

    /// What the customer could join at some time, and when.
    pub(super) fn offers(&self, include: Include) -> Option<Vec<(&'m Definition, Window)>> {
        let catalog = self.snapshot.catalog.as_deref()?;
        if self.model.received.all_cycles != Some(true) {
            return None;
        }
        let model = self.model;
        let takes_part = |group: &&crate::model::Group| {
            let is_part = |cycle: crate::model::Cycle<'_>| cycle.has_record() && !cycle.is_unenrolled();
            model.targets(group).iter().any(|target| model.cycles(target).any(is_part))
        };
        let joined = Index::new(model.groups.iter().filter(takes_part).map(|group| group.id));
        let mut offers = Vec::new();
        for definition in &catalog.definitions {
            if joined.find(definition.id).is_none() && is_offer(definition, include) {
                offers
                    .extend(definition.active_window(self.asked_zone).map(|window| (&**definition, window)));
            }
        }
        Some(offers)
    }
}
