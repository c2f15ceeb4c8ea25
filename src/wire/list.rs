//! The list of an organisation's target groups, as it is sent.

use super::decode::{layout, object};
use super::stamp::Stamp;
use super::text::Text;

/// Where a page of the list stands in the whole.
#[derive(Default, Clone, Copy)]
pub(crate) struct Pagination {
    pub(crate) limit: Option<f64>,
    pub(crate) offset: Option<f64>,
    pub(crate) total: Option<f64>,
}

/// One entry of `data`: the definition of a target group.
#[derive(Default)]
pub(crate) struct Definition {
    /// Its place in the array.
    pub(crate) index: u32,
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) active_period: Option<Period>,
    pub(crate) periods: Vec<Period>,
    pub(crate) total_periods: Option<f64>,
    pub(crate) evaluation: Option<Text>,
    pub(crate) tracking: Option<Text>,
    pub(crate) frequency_type: Option<Text>,
    pub(crate) cycle_start: Option<Stamp>,
    pub(crate) cycle_end: Option<Stamp>,
    pub(crate) created_at: Option<Stamp>,
    pub(crate) targets: Vec<TargetDefinition>,
    pub(crate) levels: Vec<LevelDefinition>,
    pub(crate) combination: Option<Text>,
    pub(crate) expression: Option<Expression>,
    pub(crate) leaderboard_enabled: Option<bool>,
    pub(crate) user_created: Option<bool>,
}

/// One entry of `periods`, or `activePeriod`.
#[derive(Default)]
pub(crate) struct Period {
    pub(crate) id: Option<i64>,
    pub(crate) start: Option<Stamp>,
    pub(crate) end: Option<Stamp>,
    pub(crate) ref_code: Option<Text>,
    pub(crate) status: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) active: Option<bool>,
}

/// One entry of `targets`.
#[derive(Default)]
pub(crate) struct TargetDefinition {
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) target_type: Option<Text>,
    pub(crate) target_entity: Option<Text>,
    pub(crate) event_name: Option<Text>,
    pub(crate) enrolment_method: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) default_values: Vec<DefaultValue>,
    pub(crate) triggers: Vec<TriggerDefinition>,
}

/// One entry of `defaultValues`: what the target asks for in a period, unless the customer has a goal of their own.
#[derive(Debug, Default)]
pub(crate) struct DefaultValue {
    pub(crate) period_id: Option<i64>,
    pub(crate) value: Option<f64>,
}

/// One entry of `targetMilestoneTriggers`.
#[derive(Default)]
pub(crate) struct TriggerDefinition {
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) kind: Option<Text>,
    pub(crate) value_type: Option<Text>,
    pub(crate) value: Option<f64>,
}

/// One entry of `streaks`.
#[derive(Default)]
pub(crate) struct LevelDefinition {
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<Text>,
    pub(crate) goal: Option<f64>,
}

/// `unifiedTargetExpression`.
#[derive(Default)]
pub(crate) struct Expression {
    pub(crate) rule: Option<Text>,
}

object!(Pagination, layout layout::PAGINATION, |page, from, memo| {
    "limit" => page.limit = from.number()?,
    "offset" => page.offset = from.number()?,
    "total" => page.total = from.number()?,
});

object!(Definition, layout layout::DEFINITION, |group, from, memo| {
    "id" => group.id = from.id()?,
    "name" => group.name = from.text(memo)?,
    "description" => group.description = from.text(memo)?,
    "active" => group.active = from.flag()?,
    "activePeriod" => group.active_period = from.inner("activePeriod")?,
    "periods" => group.periods = from.list("periods")?,
    "totalPeriods" => group.total_periods = from.number()?,
    "targetEvaluationType" => group.evaluation = from.text(memo)?,
    "trackingType" => group.tracking = from.text(memo)?,
    "frequencyType" => group.frequency_type = from.text(memo)?,
    "targetCycleStartDate" => group.cycle_start = from.stamp(memo)?,
    "targetCycleEndDate" => group.cycle_end = from.stamp(memo)?,
    "createdOn" => group.created_at = from.stamp(memo)?,
    "targets" => group.targets = from.list("targets")?,
    "streaks" => group.levels = from.list("streaks")?,
    "combinationType" => group.combination = from.text(memo)?,
    "unifiedTargetExpression" => group.expression = from.inner("unifiedTargetExpression")?,
    "leaderboardEnabled" => group.leaderboard_enabled = from.flag()?,
    "userCreated" => group.user_created = from.flag()?,
});

object!(Period, layout layout::PERIOD, |period, from, memo| {
    "id" => period.id = from.id()?,
    "startDate" => period.start = from.stamp(memo)?,
    "endDate" => period.end = from.stamp(memo)?,
    "refCode" => period.ref_code = from.text(memo)?,
    "periodStatus" => period.status = from.text(memo)?,
    "description" => period.description = from.text(memo)?,
    "active" => period.active = from.flag()?,
});

object!(TargetDefinition, layout layout::TARGET, |target, from, memo| {
    "id" => target.id = from.id()?,
    "name" => target.name = from.text(memo)?,
    "description" => target.description = from.text(memo)?,
    "targetType" => target.target_type = from.text(memo)?,
    "targetEntity" => target.target_entity = from.text(memo)?,
    "eventName" => target.event_name = from.text(memo)?,
    "enrolmentMethod" => target.enrolment_method = from.text(memo)?,
    "active" => target.active = from.flag()?,
    "defaultValues" => target.default_values = from.list("defaultValues")?,
    "targetMilestoneTriggers" => target.triggers = from.list("targetMilestoneTriggers")?,
});

object!(DefaultValue, layout layout::DEFAULT_VALUE, |default, from, memo| {
    "periodId" => default.period_id = from.id()?,
    "defaultValue" => default.value = from.number()?,
});

object!(TriggerDefinition, layout layout::TRIGGER, |trigger, from, memo| {
    "id" => trigger.id = from.id()?,
    "triggerName" => trigger.name = from.text(memo)?,
    "isActive" => trigger.active = from.flag()?,
    "triggerType" => trigger.kind = from.text(memo)?,
    "triggerValueType" => trigger.value_type = from.text(memo)?,
    "triggerValue" => trigger.value = from.number()?,
});

object!(LevelDefinition, layout layout::LEVEL, |level, from, memo| {
    "id" => level.id = from.id()?,
    "name" => level.name = from.text(memo)?,
    "targetCountOfSequence" => level.goal = from.number()?,
});

object!(Expression, layout layout::EXPRESSION, |expression, from, memo| {
    "ruleExpression" => expression.rule = from.text(memo)?,
});
