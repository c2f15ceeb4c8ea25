//! What holds for every response, whatever is in it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

#[path = "support/random.rs"]
mod random;
mod support;

use milestreak::insight::{Moment, Snapshot, diff};
use milestreak::model::{Catalog, Model, Received, Zone};
use milestreak::wire::{DAY, HOUR, Millis};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use support::{JiffZone, at, in_zone};

fn snapshot(response: &Value) -> Snapshot {
    support::snapshot(&serde_json::to_vec(response).unwrap())
}

fn joined(response: &Value, catalog: &Value) -> Snapshot {
    let catalog = Catalog::parse(&serde_json::to_vec(catalog).unwrap()).unwrap();
    snapshot(response).with_catalog(Rc::new(catalog))
}

fn progress(snapshot: &Snapshot, now: Millis) -> Vec<Value> {
    match at(snapshot, now, |moment| support::json(&moment.progress(false))) {
        Value::Array(cycles) => cycles,
        other => panic!("{other} is no list"),
    }
}

fn summary(moment: &Moment<'_>) -> Value {
    support::json(&moment.summary(6 * HOUR))
}

/// The answers, without what moves all the time.
fn at_rest(mut answers: Value) -> Value {
    fn clear(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in ["timeLeftMs", "elapsedRatio", "pace", "now", "nextChangeAt"] {
                    fields.remove(name);
                }
                fields.values_mut().for_each(clear);
            }
            Value::Array(items) => items.iter_mut().for_each(clear),
            _ => {}
        }
    }
    clear(&mut answers);
    answers
}

fn rows(response: &mut Value) -> impl Iterator<Item = &mut Vec<Value>> {
    let groups = response["data"]["targetGroups"].as_array_mut().unwrap();
    groups.iter_mut().map(|group| group["targets"].as_array_mut().unwrap())
}

/// The key of a cycle.
fn cycle_key(cycle: &Value) -> String {
    format!("{}/{}/{}", cycle["groupId"], cycle["targetRuleId"], cycle["periodId"])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_are_in_range_and_100_is_only_achieved(response in random::response(), now in random::instant()) {
        for cycle in progress(&snapshot(&response), now) {
            let number = |name: &str| cycle[name].as_f64();
            let achieved = cycle["isAchieved"] == true;
            prop_assert_eq!(number("percent").is_some(), number("target").is_some_and(|target| target > 0.0));
            for name in ["percent", "displayPercent"] {
                prop_assert!(number(name).is_none_or(|percent| (0.0..=100.0).contains(&percent)));
            }
            if let Some(shown) = number("displayPercent") {
                prop_assert_eq!(shown, shown.trunc());
                prop_assert_eq!(shown == 100.0, achieved, "100 is shown exactly when it is achieved");
                prop_assert!(shown > 0.0 || number("achieved").unwrap() <= 0.0 , "something is never shown as 0");
            }
            prop_assert!(number("remaining").is_none_or(|left| left >= 0.0));
            prop_assert!(number("surplus").is_none_or(|over| over >= 0.0));
            prop_assert!(number("remaining").unwrap_or(0.0) * number("surplus").unwrap_or(0.0) == 0.0);
            prop_assert!(number("daysLeft").is_none_or(|days| days >= 0.0 && days == days.trunc()));
            prop_assert!(number("elapsedRatio").is_none_or(|part| (0.0..=1.0).contains(&part)));
            let running = cycle["phase"] == "active" && !cycle["startsAt"].is_null();
            prop_assert_eq!(!cycle["timeLeftMs"].is_null(), running);
            let cap = cycle["kind"] == "cap";
            let status = cycle["status"].as_str().unwrap();
            prop_assert!(cap || !["cap-reached", "within-cap"].contains(&status));
            prop_assert!(!cap || ["cap-reached", "within-cap", "upcoming", "unenrolled"].contains(&status));
            let triggers = cycle["triggers"].as_array().unwrap();
            let thresholds: Vec<_> = triggers.iter().filter_map(|trigger| trigger["threshold"].as_f64()).collect();
            prop_assert!(thresholds.is_sorted());
            let next = triggers.iter().find(|trigger| trigger["isAchieved"] == false).unwrap_or(&Value::Null);
            prop_assert_eq!(next, &cycle["nextTrigger"]);
        }
    }

    #[test]
    fn the_order_of_rows_means_nothing(
        mut response in random::response(),
        now in random::instant(),
        order in prop::collection::vec(any::<Index>(), 8),
    ) {
        // Rows without a start keep the order of arrival, which is what this is about not to have.
        for rows in rows(&mut response) {
            rows.retain(|row| row.as_object().unwrap().keys().any(|name| name.starts_with("periodStart")));
        }
        let sorted = |response: &Value| -> BTreeMap<String, Value> {
            progress(&snapshot(response), now).into_iter().map(|cycle| (cycle_key(&cycle), cycle)).collect()
        };
        let before = sorted(&response);
        for rows in rows(&mut response) {
            for (place, other) in order.iter().enumerate().take(rows.len()) {
                let other = other.index(rows.len());
                rows.swap(place, other);
            }
        }
        prop_assert_eq!(sorted(&response), before);
    }

    #[test]
    fn scaling_target_and_achieved_changes_no_percentage(
        mut response in random::response(),
        now in random::instant(),
        factor in prop::sample::select(vec![0.5, 2.0, 3.0, 10.0, 1024.0, 0.1]),
    ) {
        for rows in rows(&mut response) {
            rows.iter_mut().for_each(|row| row["milestones"] = Value::Null);
        }
        let before = progress(&snapshot(&response), now);
        for row in rows(&mut response).flatten() {
            for name in ["targetValue", "targetAchievedValue"] {
                if let Some(value) = row[name].as_f64() {
                    row[name] = json!(value * factor);
                }
            }
        }
        for (before, after) in before.iter().zip(progress(&snapshot(&response), now)) {
            // What is achieved to the cent may be short by a rounding error once it is scaled.
            if factor.log2().fract() != 0.0 && before["target"] == before["achieved"] {
                continue;
            }
            for name in ["displayPercent", "status", "isAchieved", "phase"] {
                prop_assert_eq!(&before[name], &after[name], "{}", name);
            }
            let percent = |cycle: &Value| cycle["percent"].as_f64().unwrap_or(-1.0);
            prop_assert!((percent(before) - percent(&after)).abs() < 1e-9);
        }
    }

    #[test]
    fn moving_everything_by_days_changes_nothing_but_instants(
        response in random::response(),
        now in random::instant(),
        days in -400..400i64,
    ) {
        let moved = moved(&response, days * DAY);
        let before = at(&snapshot(&response), now, summary);
        let after = at(&snapshot(&moved), now + days * DAY, summary);
        prop_assert_eq!(instants_moved(before, days * DAY), after);
    }

    #[test]
    fn an_unrelated_group_changes_nothing(
        response in random::response(),
        unrelated in random::group(),
        now in random::instant(),
    ) {
        let mut more = response.clone();
        let mut unrelated = unrelated;
        unrelated["id"] = json!(999);
        more["data"]["targetGroups"].as_array_mut().unwrap().push(unrelated);
        let before = at(&snapshot(&response), now, summary);
        let after = at(&snapshot(&more), now, summary);
        let groups = after["groups"].as_array().unwrap();
        prop_assert_eq!(before["groups"].as_array().unwrap(), &groups[..groups.len() - 1]);
    }

    #[test]
    fn answers_agree_with_each_other(response in random::response(), catalog in random::catalog(), now in random::instant()) {
        let snapshot = joined(&response, &catalog);
        at(&snapshot, now, |moment| {
            let all = moment.progress(false);
            let mut active: Vec<_> = all.iter().filter(|cycle| cycle.phase == milestreak::insight::Phase::Active).cloned().collect();
            assert_eq!(moment.progress(true), active);
            active.sort_by_key(|cycle| cycle.ends_at.unwrap_or(Millis::MAX));
            assert_eq!(moment.active_cycles(), active);
            let summary = moment.summary(6 * HOUR);
            let in_groups: usize = summary.groups.iter().map(|group| group.active.len()).sum();
            assert_eq!(in_groups, active.len());
            let streaks: Vec<_> = summary.groups.iter().filter_map(|group| group.streak.clone()).collect();
            assert_eq!(moment.streaks(6 * HOUR), streaks);
            assert_eq!(summary.available, moment.available());
            assert_eq!(summary.next_change_at, moment.next_change(6 * HOUR));
            for group in &summary.groups {
                assert!(group.achieved_cycles <= group.decided_cycles && group.decided_cycles <= group.total_cycles);
                for period in group.unified.iter().flatten() {
                    assert!(period.targets_achieved <= period.targets_total && (0.0..=100.0).contains(&period.percent));
                }
            }
            for streak in streaks {
                assert!(streak.run <= streak.longest_run && streak.longest_run as usize <= streak.steps.len());
                assert!(!streak.at_risk || (streak.continuous && streak.deadline.is_some()));
            }
        });
    }

    #[test]
    fn nothing_changes_before_the_next_change_and_something_does_then(
        response in random::response(),
        catalog in random::catalog(),
        now in random::instant(),
        zone in random::zone(),
    ) {
        let zone = JiffZone::named(zone);
        let snapshot = joined(&response, &catalog);
        let answers = |now: Millis| {
            in_zone(&snapshot, now, &zone, |moment| {
                (at_rest(summary(moment)), at_rest(support::json(&moment.progress(false))))
            })
        };
        let definitions = |now: Millis| {
            let catalog = snapshot.catalog.as_ref().unwrap();
            support::json(&milestreak::insight::definitions(catalog, &zone, now, false))
        };
        let all = |now: Millis| (answers(now), definitions(now));
        match in_zone(&snapshot, now, &zone, |moment| moment.next_change(6 * HOUR)) {
            Some(next) => {
                prop_assert!(next > now);
                prop_assert_eq!(all(next - 1), all(now), "something changed before {}", next);
                prop_assert_ne!(all(next), all(now), "nothing changed at {}", next);
            }
            None => prop_assert_eq!(all(now + 400 * DAY), all(now)),
        }
    }

    #[test]
    fn the_difference_of_a_snapshot_and_itself_is_nothing(
        response in random::response(),
        catalog in random::catalog(),
        now in random::instant(),
    ) {
        let snapshot = joined(&response, &catalog);
        at(&snapshot, now, |moment| assert_eq!(diff(moment, moment), []));
    }

    #[test]
    fn events_explain_every_changed_status(
        before in random::response(),
        after in random::response(),
        now in random::instant(),
    ) {
        // The same programme with other figures: windows and flags stay, what the customer did differs.
        let mut later = before.clone();
        let mut other: Vec<Value> = after["data"]["targetGroups"].as_array().unwrap().iter()
            .flat_map(|group| group["targets"].as_array().unwrap().clone()).collect();
        for row in rows(&mut later).flatten() {
            if let Some(other) = other.pop() {
                for name in ["targetAchievedValue", "targetAchievedDateTime", "unEnrolled"] {
                    // A stamp that is taken back while the figures stay is no event: nothing happened.
                    if name != "targetAchievedDateTime" || row[name].is_null() {
                        row[name] = other[name].clone();
                    }
                }
            }
        }
        let (before, later) = (snapshot(&before), snapshot(&later));
        let statuses = |snapshot: &Snapshot| -> BTreeMap<String, (String, String)> {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            progress(snapshot, now).iter().map(|cycle| (cycle_key(cycle), (text(&cycle["status"]), text(&cycle["phase"])))).collect()
        };
        let events = at(&before, now, |previous| at(&later, now, |next| support::json(&diff(previous, next))));
        let mut told: BTreeSet<String> = BTreeSet::new();
        let mut targets: BTreeSet<String> = BTreeSet::new();
        for event in events.as_array().unwrap() {
            if ["enrolled", "unenrolled", "cycle-started"].contains(&event["type"].as_str().unwrap()) {
                targets.insert(format!("{}/{}", event["groupId"], event["targetRuleId"]));
            }
            told.insert(cycle_key(event));
        }
        let changed = statuses(&later);
        for (key, (status, phase)) in statuses(&before) {
            let (now_status, now_phase) = &changed[&key];
            let target = key.rsplit_once('/').unwrap().0;
            // Other rows of a target make way when one of them starts or the customer leaves.
            let explained = told.contains(&key) || targets.contains(target) || (*now_phase != phase && target_moved(&events, target));
            prop_assert!(status == *now_status || explained, "{} went from {} to {}, and {} says nothing of it", key, status, now_status, events);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Model::parse(&bytes, Received::default());
        let _ = Catalog::parse(&bytes);
    }

    #[test]
    fn no_damage_makes_it_panic(
        file in prop::sample::select(vec!["docs-user-all-cycles.json", "docs-user-over-target.json", "catalog-audience-filter.json"]),
        damage in prop::collection::vec((any::<Index>(), any::<u8>(), 0..4u8), 1..6),
        now in random::instant(),
    ) {
        let mut bytes = support::fixture(file);
        for (place, byte, kind) in damage {
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                2 => drop(bytes.remove(place)),
                _ => bytes.truncate(place.max(1)),
            }
        }
        if let Ok(model) = Model::parse(&bytes, Received::default()) {
            at(&Snapshot::new(model), now, |moment| drop(summary(moment)));
        }
        if let Ok(catalog) = Catalog::parse(&bytes) {
            drop(milestreak::insight::definitions(&catalog, &milestreak::model::Utc, now, false));
        }
    }

    #[test]
    fn a_schedule_serves_every_instant(response in random::response(), now in random::instant(), zone in random::zone()) {
        let (snapshot, zone) = (snapshot(&response), JiffZone::named(zone));
        let zone: &dyn Zone = &zone;
        let schedule = milestreak::insight::Schedule::new(&snapshot, zone);
        for hours in [0, 30, 300] {
            let now = now + hours * HOUR;
            let held = summary(&Moment::new(&snapshot, &schedule, zone, now));
            prop_assert_eq!(held, in_zone(&snapshot, now, zone, summary));
        }
    }
}

/// Whether a cycle of a target was achieved or gave it up, so that a sequence moved on.
fn target_moved(events: &Value, target: &str) -> bool {
    events.as_array().unwrap().iter().any(|event| cycle_key(event).starts_with(&format!("{target}/")))
}

/// A response with all its times moved.
fn moved(response: &Value, by: Millis) -> Value {
    let mut response = response.clone();
    for row in rows(&mut response).flatten() {
        for (name, value) in row.as_object_mut().unwrap() {
            let Some(text) = value.as_str().filter(|_| name.contains("Date")) else { continue };
            let is_date = text.len() == 10;
            let at = support::ms(&if is_date { format!("{text}T00:00:00Z") } else { text.to_owned() });
            let text = random::stamp(at + by);
            *value = json!(if is_date { text[..10].to_owned() } else { text });
        }
    }
    response
}

/// Answers with all their instants moved.
fn instants_moved(mut answers: Value, by: Millis) -> Value {
    fn walk(value: &mut Value, name: &str, by: Millis) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| walk(value, name, by)),
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name, by)),
            Value::Number(number) if name.ends_with("At") || ["now", "deadline"].contains(&name) => {
                *value = json!(number.as_i64().unwrap() + by);
            }
            Value::String(text) if name.ends_with("Date") => {
                let moved = random::stamp(support::ms(&format!("{text}T00:00:00Z")) + by);
                *value = json!(moved[..10]);
            }
            _ => {}
        }
    }
    walk(&mut answers, "", by);
    answers
}
