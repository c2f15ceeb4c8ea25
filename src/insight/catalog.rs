//! What the organisation offers, and what of it a customer has not begun (rule 6).

use super::Moment;
use crate::model::{
    Catalog, Definition, Evaluation, Index, Kind, Span, Tracking, Unit, Window, Zone, day_of, instant,
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
        /// Its first day, in the time zone asked for (UTC without one), `YYYY-MM-DD`; null without a usable window.
        pub start_date: Option<Day>,
        /// Its last day, likewise.
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
        /// Whether it is switched on and its active period holds the instant asked for.
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
        /// When its first cycle starts, in epoch milliseconds, as sent.
        pub cycles_start_at: Option<Millis>,
        /// When its last cycle ends, in epoch milliseconds, as sent.
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
    /// An active definition that the customer has no row of.
    pub struct AvailableGroup<'m> {
        /// The id of the group.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// What the organisation says of it.
        pub description: Option<&'m str>,
        /// What it keeps track of.
        pub tracking: Tracking,
        /// The first instant of its active period, in epoch milliseconds.
        pub starts_at: Millis,
        /// The first instant after its active period, in epoch milliseconds; null when it has no end.
        pub ends_at: Option<Millis>,
    }
}

/// The definitions of a catalogue at an instant, in order of arrival; only those that run, if asked.
pub fn definitions<'m>(
    catalog: &'m Catalog,
    zone: &dyn Zone,
    now: Millis,
    active_only: bool,
) -> Vec<GroupDefinition<'m>> {
    let running = |definition: &&Definition| !active_only || is_running(definition, zone, now);
    let definitions = catalog.definitions.iter().filter(running);
    definitions.map(|definition| group_definition(catalog, definition, zone, now)).collect()
}

fn active_window(definition: &Definition, zone: &dyn Zone) -> Option<Window> {
    let period = definition.active_period.as_ref()?;
    definition.span(period).window_in(zone).filter(|_| definition.active == Some(true))
}

fn is_running(definition: &Definition, zone: &dyn Zone, now: Millis) -> bool {
    active_window(definition, zone).is_some_and(|window| window.holds(now))
}

fn group_definition<'m>(
    catalog: &'m Catalog,
    definition: &'m Definition,
    zone: &dyn Zone,
    now: Millis,
) -> GroupDefinition<'m> {
    let period = |period| definition_period(catalog, period, definition.span(period), zone);
    GroupDefinition {
        id: definition.id,
        name: catalog.text(definition.name),
        description: catalog.text(definition.description),
        active: definition.active,
        is_running: is_running(definition, zone, now),
        evaluation: definition.evaluation,
        evaluation_raw: catalog.text(definition.evaluation_raw),
        tracking: definition.tracking,
        tracking_raw: catalog.text(definition.tracking_raw),
        kind: definition.tracking.kind(),
        frequency_type: catalog.text(definition.frequency_type),
        cycles_start_at: instant(definition.cycle_start),
        cycles_end_at: instant(definition.cycle_end),
        created_at: instant(definition.created_at),
        active_period: definition.active_period.as_ref().map(period),
        periods: definition.periods.iter().map(period).collect(),
        total_periods: definition.total_periods,
        targets: definition.targets.iter().map(|target| definition_target(catalog, target)).collect(),
        streak_levels: (definition.levels.iter())
            .map(|level| LevelDefinition { id: level.id, name: catalog.text(level.name), goal: level.goal })
            .collect(),
        combination_type: catalog.text(definition.combination_raw),
        aggregation: catalog.text(definition.aggregation()),
        threshold_value: definition.threshold(),
        rule_expression: catalog.text(definition.rule()),
        time_zone_name: catalog.text(definition.time_zone_name),
        leaderboard_enabled: definition.leaderboard_enabled,
        user_created: definition.user_created,
    }
}

fn definition_period<'m>(
    catalog: &'m Catalog,
    period: &Period,
    span: Span,
    zone: &dyn Zone,
) -> DefinitionPeriod<'m> {
    let window = span.window_in(zone);
    DefinitionPeriod {
        id: period.id,
        ref_code: catalog.text(period.ref_code),
        description: catalog.text(period.description),
        status_raw: catalog.text(period.status),
        active: period.active,
        starts_at: window.map(|window| window.start),
        ends_at: window.map(|window| window.end),
        start_date: window.map(|window| day_of(zone, window.start)),
        end_date: window.map(|window| day_of(zone, window.end - 1)),
    }
}

fn definition_target<'m>(catalog: &'m Catalog, target: &TargetDefinition) -> DefinitionTarget<'m> {
    let default_value = |default: &crate::wire::DefaultValue| DefaultValue {
        period_id: default.period_id,
        value: default.value,
    };
    let trigger = |trigger: &crate::wire::TriggerDefinition| TriggerDefinition {
        id: trigger.id,
        name: catalog.text(trigger.name),
        active: trigger.active,
        trigger_type: catalog.text(trigger.kind),
        value: trigger.value,
        is_percentage: catalog.is_percentage(trigger),
    };
    DefinitionTarget {
        id: target.id,
        name: catalog.text(target.name),
        description: catalog.text(target.description),
        target_type: catalog.text(target.target_type),
        target_entity: catalog.text(target.target_entity),
        event_name: catalog.text(target.event_name),
        unit: Unit::read(catalog.text(target.target_type), catalog.text(target.target_entity)),
        enrolment_method: catalog.text(target.enrolment_method),
        active: target.active,
        default_values: target.default_values.iter().map(default_value).collect(),
        triggers: target.triggers.iter().map(trigger).collect(),
    }
}

impl<'m> Moment<'m> {
    /// The active definitions that the customer has no row of; none unless the snapshot is joined with a catalogue.
    pub fn available(&self) -> Option<Vec<AvailableGroup<'m>>> {
        let catalog = self.snapshot.catalog.as_deref()?;
        let has_rows = |group: &&crate::model::Group| {
            self.model.targets(group).iter().any(|target| !target.cycles.is_empty())
        };
        let known = Index::new(self.model.groups.iter().filter(has_rows).map(|group| group.id));
        let unknown = catalog.definitions.iter().filter(|definition| known.find(definition.id).is_none());
        let running = unknown.filter_map(|definition| {
            let window = active_window(definition, self.zone)?;
            window.holds(self.now).then(|| AvailableGroup {
                id: definition.id,
                name: catalog.text(definition.name),
                description: catalog.text(definition.description),
                tracking: definition.tracking,
                starts_at: window.start,
                ends_at: Some(window.end),
            })
        });
        Some(running.collect())
    }

    /// When definitions come or go.
    pub(super) fn definition_changes(&self) -> impl Iterator<Item = Millis> {
        let definitions = self.snapshot.catalog.iter().flat_map(|catalog| &catalog.definitions);
        let windows = definitions.filter_map(|definition| active_window(definition, self.zone));
        windows.flat_map(|window| [window.start, window.end]).filter(|edge| *edge > self.now)
    }
}
