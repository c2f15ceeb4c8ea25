//! A user's target groups, as they are sent.

use super::day::Millis;
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
    pub(crate) written: Written,
    /// Where its rows begin among those of all groups, and where they end.
    pub(crate) rows: (u32, u32),
    pub(crate) streaks: Vec<Streak>,
}

/// Stamps that show how far the server's clocks are from UTC: of when something was made, changed and joined.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written {
    pub(crate) attribution: Attribution,
    pub(crate) enrolled_at: Option<Stamp>,
    pub(crate) updated_at: Option<Stamp>,
}

/// `attribution`: who made something and when. Who it was is nobody's business.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Attribution {
    created_at: Option<Stamp>,
    updated_at: Option<Stamp>,
}

impl Written {
    pub(crate) fn stamps(&self) -> [Option<Stamp>; 4] {
        [self.attribution.created_at, self.attribution.updated_at, self.enrolled_at, self.updated_at]
    }
}

/// What a whole response shows, noted while its rows are at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown {
    /// Some row carries the property `targetId`.
    pub(crate) target_ids: bool,
    /// The numeric offset of the first stamp that has one.
    pub(crate) offset: Option<Millis>,
    /// Another stamp has another, or may have: only looking at all of them tells.
    pub(crate) offset_varies: bool,
}

impl Shown {
    pub(super) fn look_at(&mut self, stamps: &[Option<Stamp>]) {
        for offset in stamps.iter().flatten().filter_map(|stamp| stamp.offset()) {
            self.offset_varies |= *self.offset.get_or_insert(offset) != offset;
        }
    }

    #[inline]
    pub(super) fn look_at_row(&mut self, row: &Row) {
        self.target_ids |= row.marks.has(Marks::TARGET_ID);
        self.look_at(&[row.enrolled_at, row.updated_at]);
    }
}

/// One entry of `targets`: one cycle of one target.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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
    pub(crate) marks: Marks,
    /// Where its milestones begin among those of all rows, and where they end.
    pub(crate) milestones: (u32, u32),
}

/// What is known of a row besides its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u8);

impl Marks {
    /// The row carries the property `targetId`, though it may be null.
    pub(crate) const TARGET_ID: Marks = Marks(1);
    /// It has a target id that cannot be read.
    pub(crate) const ODD_TARGET_ID: Marks = Marks(2);
    /// It has an achieved value that cannot be read.
    pub(crate) const ODD_ACHIEVED: Marks = Marks(4);
    /// The server has a record of the customer for it.
    pub(crate) const RECORD: Marks = Marks(8);
    /// It has a target value that cannot be read.
    pub(crate) const ODD_TARGET: Marks = Marks(16);
    /// It has an achieved stamp, though it may be one that cannot be read.
    pub(crate) const STAMP: Marks = Marks(32);
    /// It has one that is an instant.
    pub(crate) const STAMP_ISO: Marks = Marks(64);

    pub(crate) const fn or(self, mark: Marks) -> Marks {
        Marks(self.0 | mark.0)
    }

    /// Whether one of these is there.
    pub(crate) fn has(self, mark: Marks) -> bool {
        self.0 & mark.0 != 0
    }

    pub(crate) fn set(&mut self, mark: Marks, is_set: bool) {
        self.0 = if is_set { self.0 | mark.0 } else { self.0 & !mark.0 };
    }
}

/// One entry of `milestones`: a trigger on the way to a target.
#[derive(Debug, Default, PartialEq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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
    "attribution" => from.attribution(&mut group.written.attribution),
    "enrolledOn" => from.stamp(&mut group.written.enrolled_at),
    "lastUpdatedOn" => from.stamp(&mut group.written.updated_at),
});

object!(Attribution, |attribution, from| {
    "createdOn" => from.stamp(&mut attribution.created_at),
    "lastUpdatedOn" => from.stamp(&mut attribution.updated_at),
});

object!(Row, |row, from| {
    "targetId" => from.id(&mut row.target_id).map(|()| {
        row.marks.set(Marks::TARGET_ID, true);
        row.marks.set(Marks::ODD_TARGET_ID, from.is_odd());
    }),
    "periodId" => from.id(&mut row.period_id),
    "programId" => from.id(&mut row.program_id),
    "alternateCurrencyIdentifier" => from.label(&mut row.alternate_currency_identifier),
    "alternateCurrencyName" => from.text(&mut row.alternate_currency_name),
    "periodRefCode" => from.text(&mut row.ref_code),
    "periodStartDate" => from.stamp(&mut row.start_date),
    "periodEndDate" => from.stamp(&mut row.end_date),
    "targetValue" => from.number(&mut row.target_value).map(|()| {
        row.marks.set(Marks::ODD_TARGET, from.is_odd());
    }),
    "targetAchievedValue" => from.number(&mut row.achieved_value).map(|()| {
        row.marks.set(Marks::ODD_ACHIEVED, from.is_odd());
    }),
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
    "targetAchievedDateTime" => from.stamp(&mut row.achieved_at).map(|()| {
        row.marks.set(Marks::STAMP, row.achieved_at.is_some() || from.is_odd_time());
    }),
    "targetAchievedDateTimeISO" => from.stamp(&mut row.achieved_at_iso).map(|()| {
        row.marks.set(Marks::STAMP_ISO, row.achieved_at_iso.is_some() || from.is_odd_time());
    }),
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
