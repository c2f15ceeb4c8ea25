//! The list of an organisation's target groups, as it is sent.

use super::decode::object;
use super::id::Id;
use super::stamp::Stamp;
use super::text::{Text, Texts};
use super::user::Written;

/// Where a page of the list stands in the whole.
#[derive(Default, Clone, Copy)]
pub(crate) struct Pagination {
    pub(crate) limit: Option<f64>,
    pub(crate) offset: Option<f64>,
    pub(crate) total: Option<f64>,
}

/// One entry of `data`: the definition of a target group.
#[derive(Debug, Default)]
pub struct Definition {
    /// Its place in the array; none if it stands alone.
    pub(crate) index: Option<u32>,
    /// It has a property that only definitions have.
    pub(crate) is_definition: bool,
    /// What it has that definitions have not.
    pub(crate) other: Other,
    pub(crate) written: Written,
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) active_period: Option<Period>,
    pub(crate) periods: Vec<Period>,
    pub(crate) total_periods: Option<f64>,
    pub(crate) evaluation_raw: Option<Text>,
    pub(crate) tracking_raw: Option<Text>,
    pub(crate) frequency_type: Option<Text>,
    pub(crate) cycle_start: Option<Stamp>,
    pub(crate) cycle_end: Option<Stamp>,
    pub(crate) created_at: Option<Stamp>,
    pub(crate) targets: Vec<TargetDefinition>,
    pub(crate) levels: Vec<LevelDefinition>,
    pub(crate) combination_raw: Option<Text>,
    pub(crate) expression: Option<Expression>,
    pub(crate) time_zone_name: Option<Text>,
    pub(crate) leaderboard_enabled: Option<bool>,
    pub(crate) user_created: Option<bool>,
}

/// One entry of `periods`, or `activePeriod`.
#[derive(Debug, Default)]
pub(crate) struct Period {
    pub(crate) id: Option<Id>,
    pub(crate) start: Option<Stamp>,
    pub(crate) end: Option<Stamp>,
    pub(crate) ref_code: Option<Text>,
    pub(crate) status: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) active: Option<bool>,
}

/// One entry of `targets`.
#[derive(Debug, Default)]
pub(crate) struct TargetDefinition {
    pub(crate) id: Option<Id>,
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
    pub(crate) period_id: Option<Id>,
    pub(crate) value: Option<f64>,
}

/// One entry of `targetMilestoneTriggers`.
#[derive(Debug, Default)]
pub(crate) struct TriggerDefinition {
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) active: Option<bool>,
    pub(crate) kind: Option<Text>,
    pub(crate) value_type: Option<Text>,
    pub(crate) value: Option<f64>,
}

/// One entry of `streaks`.
#[derive(Debug, Default)]
pub(crate) struct LevelDefinition {
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) goal: Option<f64>,
}

/// Signs that an entry is something else that the API has lists of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Other {
    #[default]
    None,
    Period,
    Event,
}

impl Definition {
    /// What it looks like, if it is no definition.
    pub(crate) fn looks_like(&self, texts: &Texts) -> Option<&'static str> {
        const CHANNELS: [&str; 5] = ["SMS", "EMAIL", "WHATSAPP", "MOBILE PUSH", "PUSH"];
        match self.other {
            Other::Period => Some("periods"),
            Other::Event => Some("events"),
            Other::None => {
                let name = texts.get(self.name?);
                CHANNELS.iter().any(|channel| name.eq_ignore_ascii_case(channel)).then_some("channels")
            }
        }
    }

    /// The rule by which its targets combine.
    pub(crate) fn rule(&self) -> Option<Text> {
        self.expression.as_ref()?.rule
    }

    /// What its targets are asked for besides.
    pub(crate) fn aggregation(&self) -> Option<Text> {
        self.expression.as_ref()?.aggregation
    }

    /// How much or how many of that.
    pub(crate) fn threshold(&self) -> Option<f64> {
        self.expression.as_ref()?.threshold
    }
}

/// `unifiedTargetExpression`.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    pub(crate) aggregation: Option<Text>,
    pub(crate) threshold: Option<f64>,
    pub(crate) rule: Option<Text>,
}

object!(Pagination, |page, from| {
    "limit" => from.number(&mut page.limit),
    "offset" => from.number(&mut page.offset),
    "total" => from.number(&mut page.total),
});

object!(Definition, |group, from| {
    "id" => from.id(&mut group.id),
    "name" => from.text(&mut group.name),
    "description" => from.text(&mut group.description),
    "active" => from.flag(&mut group.active),
    "activePeriod" => from.inner("activePeriod").map(|inner| group.active_period = inner),
    "periods" => from.list("periods", &mut group.periods),
    "totalPeriods" => from.number(&mut group.total_periods),
    "targetEvaluationType" => from.text(&mut group.evaluation_raw).map(|()| group.is_definition = true),
    "trackingType" => from.text(&mut group.tracking_raw).map(|()| group.is_definition = true),
    "frequencyType" => from.text(&mut group.frequency_type),
    "targetCycleStartDate" => from.stamp(&mut group.cycle_start),
    "targetCycleEndDate" => from.stamp(&mut group.cycle_end),
    "createdOn" => from.stamp(&mut group.created_at),
    "targets" => from.list("targets", &mut group.targets).map(|()| group.is_definition = true),
    "streaks" => from.list("streaks", &mut group.levels),
    "combinationType" => from.text(&mut group.combination_raw),
    "unifiedTargetExpression" => from.inner("unifiedTargetExpression").map(|inner| group.expression = inner),
    "timeZoneName" => from.text(&mut group.time_zone_name),
    "leaderboardEnabled" => from.flag(&mut group.leaderboard_enabled),
    "userCreated" => from.flag(&mut group.user_created),
    "attribution" => from.attribution(&mut group.written.attribution),
    "enrolledOn" => from.stamp(&mut group.written.enrolled_at),
    "lastUpdatedOn" => from.stamp(&mut group.written.updated_at),
    "refCode" => from.json.skip_value().map(|()| group.other = Other::Period),
    "eventLogId" => from.json.skip_value().map(|()| group.other = Other::Event),
});

object!(Period, |period, from| {
    "id" => from.id(&mut period.id),
    "startDate" => from.stamp(&mut period.start),
    "endDate" => from.stamp(&mut period.end),
    "refCode" => from.text(&mut period.ref_code),
    "periodStatus" => from.text(&mut period.status),
    "description" => from.text(&mut period.description),
    "active" => from.flag(&mut period.active),
});

object!(TargetDefinition, |target, from| {
    "id" => from.id(&mut target.id),
    "name" => from.text(&mut target.name),
    "description" => from.text(&mut target.description),
    "targetType" => from.text(&mut target.target_type),
    "targetEntity" => from.text(&mut target.target_entity),
    "eventName" => from.text(&mut target.event_name),
    "enrolmentMethod" => from.text(&mut target.enrolment_method),
    "active" => from.flag(&mut target.active),
    "defaultValues" => from.list("defaultValues", &mut target.default_values),
    "targetMilestoneTriggers" => from.list("targetMilestoneTriggers", &mut target.triggers),
});

object!(DefaultValue, |default, from| {
    "periodId" => from.id(&mut default.period_id),
    "defaultValue" => from.number(&mut default.value),
});

object!(TriggerDefinition, |trigger, from| {
    "id" => from.id(&mut trigger.id),
    "triggerName" => from.text(&mut trigger.name),
    "isActive" => from.flag(&mut trigger.active),
    "triggerType" => from.text(&mut trigger.kind),
    "triggerValueType" => from.text(&mut trigger.value_type),
    "triggerValue" => from.number(&mut trigger.value),
});

object!(LevelDefinition, |level, from| {
    "id" => from.id(&mut level.id),
    "name" => from.text(&mut level.name),
    "targetCountOfSequence" => from.number(&mut level.goal),
});

object!(Expression, |expression, from| {
    "aggregation" => from.text(&mut expression.aggregation),
    "thresholdValue" => from.number(&mut expression.threshold),
    "ruleExpression" => from.text(&mut expression.rule),
});
