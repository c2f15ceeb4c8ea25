//! A user's target groups, as they are sent.

use super::decode::{layout, object};
use super::stamp::Stamp;
use super::text::Text;

/// One entry of `data.targetGroups`.
#[derive(Default)]
pub(crate) struct Group {
    /// Its place in the array.
    pub(crate) index: u32,
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<Text>,
    pub(crate) org_id: Option<i64>,
    pub(crate) preferred_till_id: Option<i64>,
    pub(crate) evaluation: Option<Text>,
    pub(crate) tracking: Option<Text>,
    pub(crate) rows: Vec<Row>,
    pub(crate) streaks: Vec<Streak>,
}

/// One entry of `targets`: one cycle of one target.
#[derive(Default)]
pub(crate) struct Row {
    /// Its place in the array.
    pub(crate) index: u32,
    pub(crate) target_id: Option<i64>,
    pub(crate) period_id: Option<i64>,
    pub(crate) program_id: Option<i64>,
    pub(crate) alternate_currency_identifier: Option<Text>,
    pub(crate) alternate_currency_name: Option<Text>,
    pub(crate) ref_code: Option<Text>,
    pub(crate) start_date: Option<Stamp>,
    pub(crate) end_date: Option<Stamp>,
    pub(crate) start: Option<Stamp>,
    pub(crate) end: Option<Stamp>,
    pub(crate) start_iso: Option<Stamp>,
    pub(crate) end_iso: Option<Stamp>,
    pub(crate) target: Option<f64>,
    pub(crate) achieved: Option<f64>,
    pub(crate) target_name: Option<Text>,
    pub(crate) target_type: Option<Text>,
    pub(crate) target_entity: Option<Text>,
    pub(crate) event_name: Option<Text>,
    pub(crate) rule_id: Option<i64>,
    pub(crate) enrolled_at: Option<Stamp>,
    pub(crate) enrolled_at_iso: Option<Stamp>,
    pub(crate) updated_at: Option<Stamp>,
    pub(crate) achieved_at: Option<Stamp>,
    pub(crate) achieved_at_iso: Option<Stamp>,
    pub(crate) streak_achieved_at: Option<Stamp>,
    pub(crate) achieved_event_log_id: Option<i64>,
    pub(crate) current: Option<bool>,
    pub(crate) unenrolled: Option<bool>,
    pub(crate) milestones: Vec<Milestone>,
    /// The reference page indents them as if they stood here; elsewhere they stand in the group.
    pub(crate) streaks: Vec<Streak>,
}

/// One entry of `milestones`: a trigger on the way to a target.
#[derive(Default)]
pub(crate) struct Milestone {
    pub(crate) index: u32,
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<Text>,
    pub(crate) kind: Option<Text>,
    pub(crate) value: Option<f64>,
    pub(crate) value_type: Option<Text>,
    pub(crate) achieved: Option<bool>,
}

/// One entry of `streaks`: one level of the group's streak.
#[derive(Default)]
pub(crate) struct Streak {
    pub(crate) user_streak_id: Option<i64>,
    pub(crate) id: Option<i64>,
    pub(crate) name: Option<Text>,
    pub(crate) status: Option<Text>,
    pub(crate) current: Option<f64>,
    pub(crate) goal: Option<f64>,
    pub(crate) achieved_at: Option<Stamp>,
    pub(crate) achieved_user_target_id: Option<i64>,
}

object!(Group, layout layout::GROUP, |group, from, memo| {
    "id" => group.id = from.id()?,
    "name" => group.name = from.text(memo)?,
    "orgId" => group.org_id = from.id()?,
    "preferredTillId" => group.preferred_till_id = from.id()?,
    "targets" => {
        group.rows.clear();
        from.objects("targets", |index, row| group.rows.push(Row { index, ..row }))?;
    },
    "streaks" => group.streaks = from.list("streaks")?,
    "targetEvaluationType" => group.evaluation = from.text(memo)?,
    "trackingType" => group.tracking = from.text(memo)?,
});

object!(Row, layout layout::ROW, |row, from, memo| {
    "targetId" => row.target_id = from.id()?,
    "periodId" => row.period_id = from.id()?,
    "programId" => row.program_id = from.id()?,
    "alternateCurrencyIdentifier" => row.alternate_currency_identifier = from.label(memo)?,
    "alternateCurrencyName" => row.alternate_currency_name = from.text(memo)?,
    "periodRefCode" => row.ref_code = from.text(memo)?,
    "periodStartDate" => row.start_date = from.stamp(memo)?,
    "periodEndDate" => row.end_date = from.stamp(memo)?,
    "targetValue" => row.target = from.number()?,
    "targetAchievedValue" => row.achieved = from.number()?,
    "targetName" => row.target_name = from.text(memo)?,
    "targetType" => row.target_type = from.text(memo)?,
    "targetEntity" => row.target_entity = from.text(memo)?,
    "targetRuleId" => row.rule_id = from.id()?,
    "enrolledOn" => row.enrolled_at = from.stamp(memo)?,
    "enrolledOnISO" => row.enrolled_at_iso = from.stamp(memo)?,
    "eventName" => row.event_name = from.text(memo)?,
    "periodStartDateWithTimeStamp" => row.start = from.stamp(memo)?,
    "periodEndDateWithTimeStamp" => row.end = from.stamp(memo)?,
    "periodStartDateWithTimeStampISO" => row.start_iso = from.stamp(memo)?,
    "periodEndDateWithTimeStampISO" => row.end_iso = from.stamp(memo)?,
    "lastUpdatedOn" => row.updated_at = from.stamp(memo)?,
    "targetAchievedDateTime" => row.achieved_at = from.stamp(memo)?,
    "targetAchievedDateTimeISO" => row.achieved_at_iso = from.stamp(memo)?,
    "targetAchievedEventLogId" => row.achieved_event_log_id = from.id()?,
    "streakAchievedDateTime" => row.streak_achieved_at = from.stamp(memo)?,
    "currentPeriod" => row.current = from.flag()?,
    "unEnrolled" => row.unenrolled = from.flag()?,
    "milestones" => {
        row.milestones.clear();
        from.objects("milestones", |index, trigger| row.milestones.push(Milestone { index, ..trigger }))?;
    },
    "streaks" => row.streaks = from.list("streaks")?,
});

object!(Milestone, layout layout::MILESTONE, |trigger, from, memo| {
    "id" => trigger.id = from.id()?,
    "triggerName" => trigger.name = from.text(memo)?,
    "triggerType" => trigger.kind = from.text(memo)?,
    "triggerValue" => trigger.value = from.number()?,
    "triggerValueType" => trigger.value_type = from.text(memo)?,
    "isAchieved" => trigger.achieved = from.flag()?,
});

object!(Streak, layout layout::STREAK, |streak, from, memo| {
    "userStreakId" => streak.user_streak_id = from.id()?,
    "streakId" => streak.id = from.id()?,
    "streakName" => streak.name = from.text(memo)?,
    "status" => streak.status = from.text(memo)?,
    "currentCount" => streak.current = from.number()?,
    "totalTargetCountOfSequence" => streak.goal = from.number()?,
    "streakAchievedDateTime" => streak.achieved_at = from.stamp(memo)?,
    "streakAchievedUserTargetId" => streak.achieved_user_target_id = from.id()?,
});
