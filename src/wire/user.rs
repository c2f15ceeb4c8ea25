//! A user's target groups, as they are sent.

use super::decode::object;
use super::id::Id;
use super::stamp::Stamp;
use super::text::Text;

/// One entry of `data.targetGroups`.
#[derive(Default)]
pub(crate) struct Group {
    /// Its place in the array.
    pub(crate) index: u32,
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) org_id: Option<Id>,
    pub(crate) preferred_till_id: Option<Id>,
    pub(crate) evaluation: Option<Text>,
    pub(crate) tracking: Option<Text>,
    /// Where its rows begin among those of all groups, and where they end.
    pub(crate) rows: (u32, u32),
    pub(crate) streaks: Vec<Streak>,
}

/// One entry of `targets`: one cycle of one target.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    /// Its place in the array.
    pub(crate) index: u32,
    pub(crate) target_id: Option<Id>,
    /// The id of its period.
    pub period_id: Option<Id>,
    pub(crate) program_id: Option<Id>,
    pub(crate) alternate_currency_identifier: Option<Text>,
    pub(crate) alternate_currency_name: Option<Text>,
    pub(crate) ref_code: Option<Text>,
    pub(crate) start_date: Option<Stamp>,
    pub(crate) end_date: Option<Stamp>,
    pub(crate) start: Option<Stamp>,
    pub(crate) end: Option<Stamp>,
    pub(crate) start_iso: Option<Stamp>,
    pub(crate) end_iso: Option<Stamp>,
    pub(crate) target_value: Option<f64>,
    pub(crate) achieved_value: Option<f64>,
    pub(crate) target_name: Option<Text>,
    pub(crate) target_type: Option<Text>,
    pub(crate) target_entity: Option<Text>,
    pub(crate) event_name: Option<Text>,
    pub(crate) rule_id: Option<Id>,
    pub(crate) enrolled_at: Option<Stamp>,
    pub(crate) enrolled_at_iso: Option<Stamp>,
    pub(crate) updated_at: Option<Stamp>,
    pub(crate) achieved_at: Option<Stamp>,
    pub(crate) achieved_at_iso: Option<Stamp>,
    pub(crate) streak_achieved_at: Option<Stamp>,
    pub(crate) achieved_event_log_id: Option<Id>,
    pub(crate) current: Option<bool>,
    pub(crate) unenrolled: Option<bool>,
    /// Where its milestones begin among those of all rows, and where they end.
    pub(crate) milestones: (u32, u32),
}

/// One entry of `milestones`: a trigger on the way to a target.
#[derive(Debug, Default)]
pub struct Milestone {
    pub(crate) index: u32,
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) kind: Option<Text>,
    pub(crate) value: Option<f64>,
    pub(crate) value_type: Option<Text>,
    pub(crate) achieved: Option<bool>,
    pub(crate) achieved_at: Option<Stamp>,
    pub(crate) redeemable_points: Option<f64>,
    pub(crate) delayed_points: Option<f64>,
    pub(crate) external_points: Option<f64>,
}

/// One entry of `streaks`: one level of the group's streak.
#[derive(Clone, Copy, Debug, Default)]
pub struct Streak {
    pub(crate) user_streak_id: Option<Id>,
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<Text>,
    pub(crate) status: Option<Text>,
    pub(crate) current_count: Option<f64>,
    pub(crate) goal: Option<f64>,
    pub(crate) achieved_at: Option<Stamp>,
    pub(crate) achieved_user_target_id: Option<Id>,
}

object!(Group, |group, from| {
    "id" => from.id(&mut group.id),
    "name" => from.text(&mut group.name),
    "orgId" => from.id(&mut group.org_id),
    "preferredTillId" => from.id(&mut group.preferred_till_id),
    "targets" => from.group_rows(&mut group.rows),
    "streaks" => from.list("streaks", &mut group.streaks),
    "targetEvaluationType" => from.text(&mut group.evaluation),
    "trackingType" => from.text(&mut group.tracking),
});

object!(Row, |row, from| {
    "targetId" => from.id(&mut row.target_id),
    "periodId" => from.id(&mut row.period_id),
    "programId" => from.id(&mut row.program_id),
    "alternateCurrencyIdentifier" => from.label(&mut row.alternate_currency_identifier),
    "alternateCurrencyName" => from.text(&mut row.alternate_currency_name),
    "periodRefCode" => from.text(&mut row.ref_code),
    "periodStartDate" => from.stamp(&mut row.start_date),
    "periodEndDate" => from.stamp(&mut row.end_date),
    "targetValue" => from.number(&mut row.target_value),
    "targetAchievedValue" => from.number(&mut row.achieved_value),
    "targetName" => from.text(&mut row.target_name),
    "targetType" => from.text(&mut row.target_type),
    "targetEntity" => from.text(&mut row.target_entity),
    "targetRuleId" => from.id(&mut row.rule_id),
    "enrolledOn" => from.stamp(&mut row.enrolled_at),
    "enrolledOnISO" => from.stamp(&mut row.enrolled_at_iso),
    "eventName" => from.text(&mut row.event_name),
    "periodStartDateWithTimeStamp" => from.stamp(&mut row.start),
    "periodEndDateWithTimeStamp" => from.stamp(&mut row.end),
    "periodStartDateWithTimeStampISO" => from.stamp(&mut row.start_iso),
    "periodEndDateWithTimeStampISO" => from.stamp(&mut row.end_iso),
    "lastUpdatedOn" => from.stamp(&mut row.updated_at),
    "targetAchievedDateTime" => from.stamp(&mut row.achieved_at),
    "targetAchievedDateTimeISO" => from.stamp(&mut row.achieved_at_iso),
    "targetAchievedEventLogId" => from.id(&mut row.achieved_event_log_id),
    "streakAchievedDateTime" => from.stamp(&mut row.streak_achieved_at),
    "currentPeriod" => from.flag(&mut row.current),
    "unEnrolled" => from.flag(&mut row.unenrolled),
    "milestones" => from.milestones(&mut row.milestones),
    "streaks" => from.row_streaks(),
});

object!(Milestone, |trigger, from| {
    "id" => from.id(&mut trigger.id),
    "triggerName" => from.text(&mut trigger.name),
    "triggerType" => from.text(&mut trigger.kind),
    "triggerValue" => from.number(&mut trigger.value),
    "triggerValueType" => from.text(&mut trigger.value_type),
    "isAchieved" => from.flag(&mut trigger.achieved),
    "achievedDate" => from.stamp(&mut trigger.achieved_at),
    "redeemablePoints" => from.number(&mut trigger.redeemable_points),
    "delayedPoints" => from.number(&mut trigger.delayed_points),
    "externalTriggeredPoints" => from.number(&mut trigger.external_points),
});

object!(Streak, |streak, from| {
    "userStreakId" => from.id(&mut streak.user_streak_id),
    "streakId" => from.id(&mut streak.id),
    "streakName" => from.text(&mut streak.name),
    "status" => from.text(&mut streak.status),
    "currentCount" => from.number(&mut streak.current_count),
    "totalTargetCountOfSequence" => from.number(&mut streak.goal),
    "streakAchievedDateTime" => from.stamp(&mut streak.achieved_at),
    "streakAchievedUserTargetId" => from.id(&mut streak.achieved_user_target_id),
});
