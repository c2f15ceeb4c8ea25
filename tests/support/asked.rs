//! What properties ask of made-up responses, and how they compare the answers.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use crate::support::{self, in_zone};
use milestreak::insight::{Called, Include, Moment, Snapshot, definitions};
use milestreak::model::{Model, Received, Zone};
use milestreak::wire::{HOUR, Id, Millis};
use serde_json::{Map, Value, json};
use std::rc::Rc;

/// How long before its deadline a streak is at risk.
pub const AT_RISK_WITHIN: Millis = 6 * HOUR;

pub fn snapshot(response: &Value) -> Snapshot {
    received(response, Received::default())
}

pub fn received(response: &Value, received: Received) -> Snapshot {
    Snapshot::new(Model::parse(&serde_json::to_vec(response).unwrap(), received, None).unwrap())
}

pub fn joined(response: &Value, how: Received, catalog: &Value) -> Snapshot {
    let catalog = support::catalog(&serde_json::to_vec(catalog).unwrap()).unwrap();
    received(response, how).with_catalog(Rc::new(catalog))
}

pub fn progress(snapshot: &Snapshot, now: Millis) -> Vec<Value> {
    list(support::at(snapshot, now, |moment| support::json(&moment.progress(false))))
}

pub fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        other => panic!("{other} is no list"),
    }
}

pub fn summary(moment: &Moment<'_>) -> Value {
    support::json(&moment.summary(AT_RISK_WITHIN))
}

/// All that can be asked of a response.
pub fn everything(snapshot: &Snapshot, now: Millis, zone: Option<&dyn Zone>) -> Value {
    in_zone(snapshot, now, zone, |moment| {
        let definitions = snapshot.catalog.as_ref().map(|catalog| definitions(catalog, zone, now, false));
        json!({
            "head": support::json(&snapshot.head()),
            "groups": support::json(&snapshot.groups()),
            "issues": support::json(&snapshot.issues()),
            "progress": support::json(&moment.progress(false)),
            "activeCycles": support::json(&moment.active_cycles()),
            "streaks": support::json(&moment.streaks(AT_RISK_WITHIN)),
            "summary": summary(moment),
            "nextChangeAt": moment.next_change(AT_RISK_WITHIN),
            "available": support::json(&moment.available(Include::default())),
            "offers": support::json(&moment.available(Include { invited: true, user_created: true })),
            "definitions": definitions.map(|definitions| support::json(&definitions)),
            "attributes": attributes(snapshot, moment),
        })
    })
}

/// The single figures of every target, streak level and group, by function and by what they are asked of.
pub fn attributes(snapshot: &Snapshot, moment: &Moment<'_>) -> Value {
    let by_id = |id| Called::Id(Id::new(id).unwrap());
    let mut out = Map::new();
    let mut add = |function: &str, of: i64, answer: Value| out.insert(format!("{function} {of}"), answer);
    for group in list(support::json(&snapshot.groups())) {
        let periods = (0..9).map(|period| format!("period {period}"));
        let id = group["id"].as_i64().unwrap();
        let called = by_id(id);
        let achieved = periods.clone().map(|period| moment.targets_achieved(called, &period)).collect();
        add("targetsAchieved", id, achieved);
        add("targetsAchievedInCurrentPeriod", id, moment.targets_achieved_in_current_period(called).into());
        for target in group["targets"].as_array().unwrap() {
            let id = target["ruleId"].as_i64().unwrap();
            let called = by_id(id);
            let achieved = periods.clone().map(|period| moment.achieved_in_period(called, &period)).collect();
            add("averageAchieved", id, moment.average_achieved(called).into());
            add("achievedInPeriod", id, achieved);
            add("achievedInCurrentPeriod", id, moment.achieved_in_current_period(called).into());
        }
        for level in group["streaks"].as_array().unwrap() {
            let id = level["streakId"].as_i64().unwrap();
            add("isStreakAchieved", id, moment.is_streak_achieved(by_id(id)).into());
            add("streakCurrentValue", id, moment.streak_current_value(by_id(id)).into());
        }
    }
    out.into()
}

/// The events between two responses.
pub fn events(previous: &Snapshot, next: &Snapshot, now: Millis) -> Value {
    support::events(previous, next, None, now)
}

/// The same programme with other figures: windows and flags stay, what the customer did differs.
pub fn later(before: &Value, other: &Value) -> Value {
    let mut later = before.clone();
    let (mut other_rows, mut other_levels) = (Vec::new(), Vec::new());
    for group in other["data"]["targetGroups"].as_array().unwrap() {
        other_rows.extend(group["targets"].as_array().unwrap());
        other_levels.extend(group["streaks"].as_array().unwrap());
    }
    for row in rows(&mut later).flatten() {
        let Some(other) = other_rows.pop() else { continue };
        for name in ["targetId", "targetAchievedValue", "targetAchievedDateTime", "unEnrolled"] {
            if let (Some(own), Some(other)) = (row.get_mut(name), other.get(name)) {
                *own = other.clone();
            }
        }
    }
    for group in later["data"]["targetGroups"].as_array_mut().unwrap() {
        for level in group["streaks"].as_array_mut().unwrap() {
            let Some(other) = other_levels.pop() else { continue };
            for name in ["currentCount", "status"] {
                level[name] = other[name].clone();
            }
        }
    }
    later
}

pub fn rows(response: &mut Value) -> impl Iterator<Item = &mut Vec<Value>> {
    let groups = response["data"]["targetGroups"].as_array_mut().unwrap();
    groups.iter_mut().map(|group| group["targets"].as_array_mut().unwrap())
}

/// The key of a cycle.
pub fn cycle_key(cycle: &Value) -> String {
    format!("{}/{}/{}", cycle["groupId"], cycle["targetRuleId"], cycle["periodId"])
}
