//! The model itself, as it is shown: what the response says, in order and by name, before any rule.

use super::{Snapshot, TriggerPoints};
use crate::failure::ApiMessage;
use crate::model::{Catalog, Cycle, Evaluation, Group, Kind, Model, Target, Tracking, Unit, Window};
use crate::shape::record;
use crate::wire::{Id, Millis};

record! {
    /// What is said of a user's response as a whole.
    pub struct SnapshotHead {
        /// Whose it is.
        pub user_id: Option<Id>,
        /// When it was received, in epoch milliseconds; null when that was not said.
        pub received_at: Option<Millis>,
        /// The moment the response speaks of, in epoch milliseconds: when it was received, or when the server made rows up for
        /// it, whichever is earlier; null when neither is known.
        pub answered_at: Option<Millis>,
        /// How far the server's clocks are ahead of UTC, in milliseconds, by what the response shows; null when `serverTimeZone`
        /// was given.
        pub server_offset: Option<Millis>,
        /// Whether some `startsAt` or `endsAt` is a day's edge on the programme's calendar, and so moves with `timeZone`.
        pub needs_time_zone: bool,
        /// Whether all cycles were asked for, or only the current ones; null when that was not said.
        pub all_cycles: Option<bool>,
        /// What the API reported beside its data.
        pub api_errors: Vec<ApiMessage>,
        /// What the API warned of.
        pub api_warnings: Vec<ApiMessage>,
    }
}

record! {
    /// What is said of an organisation's list as a whole.
    pub struct CatalogHead {
        /// How many definitions a page of the list holds.
        pub limit: Option<f64>,
        /// How many definitions come before this page.
        pub offset: Option<f64>,
        /// How many definitions there are on all pages.
        pub total: Option<f64>,
        /// What the API reported beside its data.
        pub api_errors: Vec<ApiMessage>,
        /// What the API warned of.
        pub api_warnings: Vec<ApiMessage>,
    }
}

record! {
    /// A target group, as the response has it.
    pub struct TargetGroup<'m> {
        /// Its id.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// The id of the organisation.
        pub org_id: Option<Id>,
        /// The id of the till it belongs to.
        pub preferred_till_id: Option<Id>,
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
        /// Its targets, in order of arrival.
        pub targets: Vec<TargetView<'m>>,
        /// The levels of its streak, the lowest goal first.
        pub streaks: Vec<StreakView<'m>>,
    }
}

record! {
    /// A target: all rows of a group with the same rule.
    pub struct TargetView<'m> {
        /// The id of its rule.
        pub rule_id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// What is measured, in the server's words.
        pub target_type: Option<&'m str>,
        /// Of what it is measured, in the server's words.
        pub target_entity: Option<&'m str>,
        /// The event that is listened to, in the server's words.
        pub event_name: Option<&'m str>,
        /// What its values are counted in.
        pub unit: Unit,
        /// Its cycles, in order.
        pub cycles: Vec<CycleView<'m>>,
    }
}

record! {
    /// A cycle of a target: one row of the response.
    pub struct CycleView<'m> {
        /// The id of this customer's cycle; null until there is activity in it.
        pub target_id: Option<Id>,
        /// The id of its period.
        pub period_id: Option<Id>,
        /// The name of its period.
        pub ref_code: Option<&'m str>,
        /// The id of its loyalty programme.
        pub program_id: Option<Id>,
        /// The identifier of the alternate currency it counts, as text.
        pub alternate_currency_identifier: Option<&'m str>,
        /// The name of the alternate currency it counts.
        pub alternate_currency_name: Option<&'m str>,
        /// Its first instant, in epoch milliseconds, civil days read as days of the server's clock; null without a usable
        /// window.
        pub starts_at: Option<Millis>,
        /// The first instant after it, likewise; null also when it has no end.
        pub ends_at: Option<Millis>,
        /// What is to be reached, as sent.
        pub target: Option<f64>,
        /// What was reached; 0 when nothing was sent; null when what was sent cannot be read.
        pub achieved: Option<f64>,
        /// When the target was reached, in epoch milliseconds.
        pub achieved_at: Option<Millis>,
        /// The event that reached it.
        pub achieved_event_log_id: Option<Id>,
        /// When the streak was reached, in epoch milliseconds.
        pub streak_achieved_at: Option<Millis>,
        /// Whether the server has a record of this customer for the cycle. It makes up rows for cycles without one.
        pub is_enrolled: bool,
        /// When the customer was enrolled, in epoch milliseconds; null without a record.
        pub enrolled_at: Option<Millis>,
        /// When the row last changed, in epoch milliseconds.
        pub updated_at: Option<Millis>,
        /// Whether the server calls it the current period.
        pub current_period: bool,
        /// Whether the customer is no longer enrolled.
        pub unenrolled: bool,
        /// Its triggers, in order of arrival.
        pub triggers: Vec<TriggerView<'m>>,
    }
}

record! {
    /// A trigger of a cycle, as the response has it.
    pub struct TriggerView<'m> {
        /// Its id.
        pub id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// Its value.
        pub value: Option<f64>,
        /// Whether the value is a percentage of the target; else it is an amount in the target's unit.
        pub is_percentage: bool,
        /// Whether the server says that it is achieved; null when it does not say.
        pub is_achieved: Option<bool>,
        /// When it was achieved, in epoch milliseconds; null when it was not or the server does not say.
        pub achieved_at: Option<Millis>,
        /// What it is worth; null when the response does not say.
        pub points: Option<TriggerPoints>,
    }
}

record! {
    /// A level of a streak, as the response has it.
    pub struct StreakView<'m> {
        /// The id of the level.
        pub streak_id: Option<Id>,
        /// The id of this customer's streak; null until it has begun.
        pub user_streak_id: Option<Id>,
        /// Its name.
        pub name: Option<&'m str>,
        /// Where it stands, in the server's words.
        pub status_raw: Option<&'m str>,
        /// How many the server counts.
        pub current: f64,
        /// How many make the level.
        pub goal: Option<f64>,
        /// When it was reached, in epoch milliseconds.
        pub achieved_at: Option<Millis>,
        /// The customer's cycle that reached it.
        pub achieved_user_target_id: Option<Id>,
    }
}

impl Catalog {
    /// What is said of the list as a whole.
    pub fn head(&self) -> CatalogHead {
        let (limit, offset, total) = (self.limit, self.offset, self.total);
        let mut head = CatalogHead { limit, offset, total, api_errors: Vec::new(), api_warnings: Vec::new() };
        for page in &self.pages {
            head.api_errors.extend_from_slice(&page.api_errors);
            head.api_warnings.extend_from_slice(&page.api_warnings);
        }
        head
    }
}

impl Snapshot {
    /// What is said of the response as a whole.
    pub fn head(&self) -> SnapshotHead {
        let model = &*self.model;
        SnapshotHead {
            user_id: model.user_id,
            received_at: self.received.at,
            answered_at: self.answered_at(),
            server_offset: model.server.offset(),
            needs_time_zone: model.needs_time_zone,
            all_cycles: self.received.all_cycles,
            api_errors: model.api_errors.clone(),
            api_warnings: model.api_warnings.clone(),
        }
    }

    /// The groups as the response has them, in order of arrival.
    pub fn groups(&self) -> Vec<TargetGroup<'_>> {
        let model = &*self.model;
        model.groups.iter().map(|group| target_group(model, group)).collect()
    }
}

fn target_group<'m>(model: &'m Model, group: &Group) -> TargetGroup<'m> {
    let streak = |level: &crate::model::Level| StreakView {
        streak_id: level.id,
        user_streak_id: level.user_streak_id,
        name: model.text(level.name),
        status_raw: model.text(level.status),
        current: level.current(),
        goal: level.goal,
        achieved_at: model.server.legacy(level.achieved_at),
        achieved_user_target_id: level.achieved_user_target_id,
    };
    TargetGroup {
        id: group.id,
        name: model.text(group.name),
        org_id: group.org_id,
        preferred_till_id: group.preferred_till_id,
        evaluation: group.evaluation,
        evaluation_raw: model.text(group.evaluation_raw),
        tracking: group.tracking,
        tracking_raw: model.text(group.tracking_raw),
        kind: group.tracking.kind(),
        targets: model.targets(group).iter().map(|target| target_view(model, target)).collect(),
        streaks: model.levels(group).iter().map(streak).collect(),
    }
}

fn target_view<'m>(model: &'m Model, target: &Target) -> TargetView<'m> {
    TargetView {
        rule_id: target.rule_id,
        name: model.text(target.name),
        target_type: model.text(target.target_type),
        target_entity: model.text(target.target_entity),
        event_name: model.text(target.event_name),
        unit: target.unit,
        cycles: model.cycles(target).map(|cycle| cycle_view(model, cycle)).collect(),
    }
}

fn cycle_view<'m>(model: &'m Model, cycle: Cycle<'m>) -> CycleView<'m> {
    let window = cycle.span.window();
    let trigger = |trigger: &crate::model::Trigger| TriggerView {
        id: trigger.id,
        name: model.text(trigger.name),
        value: trigger.value,
        is_percentage: model.is_percentage(trigger),
        is_achieved: trigger.achieved,
        achieved_at: model.server.legacy(trigger.achieved_at),
        points: TriggerPoints::of(trigger),
    };
    CycleView {
        target_id: cycle.target_id,
        period_id: cycle.period_id,
        ref_code: model.text(cycle.ref_code),
        program_id: cycle.program_id,
        alternate_currency_identifier: model.text(cycle.alternate_currency_identifier),
        alternate_currency_name: model.text(cycle.alternate_currency_name),
        starts_at: window.map(|window| window.start),
        ends_at: window.and_then(Window::ends_at),
        target: cycle.target_value,
        achieved: cycle.achieved(),
        achieved_at: model.achieved_at(cycle),
        achieved_event_log_id: cycle.achieved_event_log_id,
        streak_achieved_at: model.server.legacy(cycle.streak_achieved_at),
        is_enrolled: cycle.has_record(),
        enrolled_at: model.enrolled_at(cycle),
        updated_at: model.server.instant(cycle.updated_at),
        current_period: cycle.is_flagged(),
        unenrolled: cycle.is_unenrolled(),
        triggers: model.triggers(cycle).iter().map(trigger).collect(),
    }
}
