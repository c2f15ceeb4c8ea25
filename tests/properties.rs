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

use milestreak::insight::{Called, Moment, Snapshot, definitions, diff};
use milestreak::model::{Catalog, Model, Received, Utc, Zone};
use milestreak::wire::{DAY, HOUR, Id, Millis};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use support::{JiffZone, at, differences, in_zone};

fn snapshot(response: &Value) -> Snapshot {
    support::snapshot(&serde_json::to_vec(response).unwrap())
}

fn joined(response: &Value, catalog: &Value) -> Snapshot {
    let catalog = Catalog::parse(&serde_json::to_vec(catalog).unwrap()).unwrap();
    snapshot(response).with_catalog(Rc::new(catalog))
}

fn progress(snapshot: &Snapshot, now: Millis) -> Vec<Value> {
    list(at(snapshot, now, |moment| support::json(&moment.progress(false))))
}

fn list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        other => panic!("{other} is no list"),
    }
}

fn summary(moment: &Moment<'_>) -> Value {
    support::json(&moment.summary(6 * HOUR))
}

/// All that can be asked of a response.
fn everything(snapshot: &Snapshot, now: Millis, zone: &dyn Zone) -> Value {
    in_zone(snapshot, now, zone, |moment| {
        let definitions = snapshot.catalog.as_ref().map(|catalog| definitions(catalog, zone, now, false));
        json!({
            "groups": support::json(&snapshot.groups()),
            "issues": support::json(&snapshot.issues()),
            "progress": support::json(&moment.progress(false)),
            "activeCycles": support::json(&moment.active_cycles()),
            "streaks": support::json(&moment.streaks(6 * HOUR)),
            "summary": summary(moment),
            "nextChangeAt": moment.next_change(6 * HOUR),
            "available": support::json(&moment.available()),
            "definitions": definitions.map(|definitions| support::json(&definitions)),
            "attributes": attributes(snapshot, moment),
        })
    })
}

/// The single figures of every target, streak level and group, by function and by what they are asked of.
fn attributes(snapshot: &Snapshot, moment: &Moment<'_>) -> Value {
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
fn events(previous: &Snapshot, next: &Snapshot, now: Millis) -> Value {
    at(previous, now, |previous| at(next, now, |next| support::json(&diff(previous, next))))
}

/// The same programme with other figures: windows and flags stay, what the customer did differs.
fn later(before: &Value, other: &Value) -> Value {
    let mut later = before.clone();
    let (mut other_rows, mut other_levels) = (Vec::new(), Vec::new());
    for group in other["data"]["targetGroups"].as_array().unwrap() {
        other_rows.extend(group["targets"].as_array().unwrap());
        other_levels.extend(group["streaks"].as_array().unwrap());
    }
    for row in rows(&mut later).flatten() {
        let Some(other) = other_rows.pop() else { continue };
        for name in ["targetAchievedValue", "targetAchievedDateTime", "unEnrolled"] {
            // A stamp that is taken back while the figures stay is no event: nothing happened.
            if name != "targetAchievedDateTime" || row[name].is_null() {
                row[name] = other[name].clone();
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

/// The answers, without what depends on the order of arrival: which target comes first, and the places in issues.
fn in_any_order(mut answers: Value) -> Value {
    fn sort(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.values_mut().for_each(sort),
            Value::Array(items) => {
                items.iter_mut().for_each(sort);
                if items.iter().any(|item| item["path"].is_string()) {
                    items.iter_mut().for_each(|issue| *issue = issue["code"].clone());
                    items.sort_by_key(Value::to_string);
                } else if items.iter().any(|item| !item["targetRuleId"].is_null()) {
                    items.sort_by_key(cycle_key);
                } else if items.iter().any(|item| !item["ruleId"].is_null()) {
                    items.sort_by_key(|target| target["ruleId"].as_i64());
                }
            }
            _ => {}
        }
    }
    sort(&mut answers);
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
    fn cycles_are_in_the_same_order_whatever_else_is_in_the_group(response in random::response(), turn in 0..9usize) {
        let mut turned = response;
        for group in turned["data"]["targetGroups"].as_array_mut().unwrap() {
            let rows = group["targets"].as_array_mut().unwrap();
            let turn = turn % rows.len().max(1);
            rows.rotate_left(turn);
        }
        // One target whose rows are nearly in order is not sorted like others.
        let mut mixed = turned.clone();
        for group in mixed["data"]["targetGroups"].as_array_mut().unwrap() {
            group["targets"].as_array_mut().unwrap().push(json!({ "targetRuleId": 99, "periodId": 1 }));
        }
        let mut groups = list(support::json(&snapshot(&mixed).groups()));
        for group in &mut groups {
            group["targets"].as_array_mut().unwrap().pop();
        }
        prop_assert_eq!(groups, list(support::json(&snapshot(&turned).groups())));
    }

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
            let is_next = |trigger: &&Value| trigger["isAchieved"] == false && trigger["isTarget"] == false;
            let next = triggers.iter().find(is_next).unwrap_or(&Value::Null);
            prop_assert_eq!(next, &cycle["nextTrigger"]);
        }
    }

    #[test]
    fn the_order_of_rows_means_nothing(
        mut response in random::response(),
        other in random::response(),
        catalog in random::catalog(),
        now in random::instant(),
        zone in random::zone(),
        order in prop::collection::vec(any::<Index>(), 9),
    ) {
        // Rows without a start keep the order of arrival, which is what this is about not to have.
        for rows in rows(&mut response) {
            rows.retain(|row| row.as_object().unwrap().keys().any(|name| name.starts_with("periodStart")));
        }
        let mut shuffled = response.clone();
        for rows in rows(&mut shuffled) {
            for (place, other) in order.iter().enumerate().take(rows.len()) {
                let other = other.index(rows.len());
                rows.swap(place, other);
            }
        }
        let zone = JiffZone::named(zone);
        let answers = |response| in_any_order(everything(&joined(response, &catalog), now, &zone));
        // Means are sums, and sums of doubles depend on their order in the last digit.
        prop_assert_eq!(differences(&answers(&response), &answers(&shuffled), ""), [""; 0]);
        let before = snapshot(&later(&response, &other));
        prop_assert_eq!(events(&before, &snapshot(&response), now), events(&before, &snapshot(&shuffled), now));
        let before = snapshot(&later(&shuffled, &response));
        prop_assert_eq!(events(&snapshot(&response), &before, now), events(&snapshot(&shuffled), &before, now));
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
    fn scaling_every_amount_changes_nothing_but_amounts(
        response in random::response(),
        other in random::response(),
        now in random::instant(),
        power in -12..12i32,
    ) {
        // By a power of two, which changes no digit of a double.
        let factor = f64::from(power).exp2();
        let (before, after) = (snapshot(&response), snapshot(&scaled(&response, factor)));
        let expected = amounts_scaled(everything(&before, now, &Utc), factor);
        prop_assert_eq!(differences(&expected, &everything(&after, now, &Utc), ""), [""; 0]);
        let other = later(&response, &other);
        let expected = amounts_scaled(events(&before, &snapshot(&other), now), factor);
        let found = events(&after, &snapshot(&scaled(&other, factor)), now);
        prop_assert_eq!(differences(&expected, &found, ""), [""; 0]);
    }

    #[test]
    fn moving_everything_by_days_changes_nothing_but_instants(
        response in random::response(),
        other in random::response(),
        catalog in random::catalog(),
        now in random::instant(),
        // Where the clocks never change: elsewhere another week has other hours.
        zone in prop::sample::select(vec!["UTC", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
        days in -400..400i64,
    ) {
        let (by, zone) = (days * DAY, JiffZone::named(zone));
        let before = everything(&joined(&response, &catalog), now, &zone);
        let after = everything(&joined(&moved(&response, by), &moved(&catalog, by)), now + by, &zone);
        prop_assert_eq!(instants_moved(before, by), after);
        let other = later(&response, &other);
        prop_assert_eq!(
            events(&snapshot(&response), &snapshot(&other), now),
            events(&snapshot(&moved(&response, by)), &snapshot(&moved(&other, by)), now + by)
        );
    }

    #[test]
    fn an_unrelated_group_changes_nothing(
        response in random::response(),
        other in random::response(),
        catalog in random::catalog(),
        unrelated in random::group(),
        place in any::<Index>(),
        now in random::instant(),
    ) {
        let unrelated = renumbered(unrelated);
        let with = |response: &Value| {
            let mut more = response.clone();
            let groups = more["data"]["targetGroups"].as_array_mut().unwrap();
            groups.insert(place.index(groups.len() + 1), unrelated.clone());
            more
        };
        let alone = json!({ "data": { "userId": 7, "targetGroups": [unrelated] } });
        let more = with(&response);
        let next = |response: &Value| at(&snapshot(response), now, |moment| moment.next_change(6 * HOUR));
        prop_assert_eq!(next(&more), [next(&response), next(&alone)].into_iter().flatten().min());
        let answers = |response: &Value| without_unrelated(everything(&joined(response, &catalog), now, &Utc));
        prop_assert_eq!(answers(&more), answers(&response));
        let other = later(&response, &other);
        let (before, after) = (snapshot(&more), snapshot(&with(&other)));
        prop_assert_eq!(events(&before, &after, now), events(&snapshot(&response), &snapshot(&other), now));
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
        let all = |now: Millis| at_rest(everything(&snapshot, now, &zone));
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
    fn time_alone_starts_cycles_and_nothing_else(
        response in random::response(),
        now in random::instant(),
        hours in 0..300i64,
    ) {
        let snapshot = snapshot(&response);
        let events = at(&snapshot, now, |previous| {
            at(&snapshot, now + hours * HOUR, |next| support::json(&diff(previous, next)))
        });
        prop_assert!(list(events.clone()).iter().all(|event| event["type"] == "cycle-started"), "{}", events);
    }

    #[test]
    fn events_are_what_the_figures_say(before in random::response(), other in random::response(), now in random::instant()) {
        let (before, later) = (snapshot(&before), snapshot(&later(&before, &other)));
        let events = events(&before, &later, now);
        let of = |kind: &str, key: &str| -> Vec<&Value> {
            let fits = |event: &&Value| event["type"] == kind && cycle_key(event) == key;
            events.as_array().unwrap().iter().filter(fits).collect()
        };
        let started = |old: &Value, new: &Value| new["phase"] == "active" && old["phase"] != "active";
        for (old, new) in progress(&before, now).iter().zip(progress(&later, now)) {
            let key = cycle_key(&new);
            let enrolled = new["status"] != "unenrolled";
            let progressed: Vec<_> = of("progressed", &key).iter().map(|event| (&event["from"], &event["to"])).collect();
            let expected = (&old["achieved"], &new["achieved"]);
            prop_assert_eq!(progressed, if enrolled && expected.0 != expected.1 { vec![expected] } else { vec![] });
            let reached = enrolled && old["isAchieved"] == false && new["isAchieved"] == true;
            let cap = new["kind"] == "cap";
            prop_assert_eq!(of("target-achieved", &key).len(), usize::from(reached && !cap));
            prop_assert_eq!(of("cap-reached", &key).len(), usize::from(reached && cap));
            prop_assert_eq!(of("cycle-started", &key).len(), usize::from(enrolled && started(old, &new)));
            let triggers = |cycle: &Value| cycle["triggers"].as_array().unwrap().clone();
            let was = |id: &Value| triggers(old).iter().any(|trigger| trigger["id"] == *id && trigger["isAchieved"] == true);
            let set_off = triggers(&new).into_iter().filter(|trigger| trigger["isAchieved"] == true && trigger["isTarget"] == false && !was(&trigger["id"]));
            let mut expected: Vec<Value> = set_off.filter(|_| enrolled && !cap).map(|trigger| trigger["id"].clone()).collect();
            let mut found: Vec<Value> = of("trigger-achieved", &key).iter().map(|event| event["triggerId"].clone()).collect();
            expected.sort_by_key(Value::as_i64);
            found.sort_by_key(Value::as_i64);
            prop_assert_eq!(found, expected);
        }
        let streaks = |snapshot: &Snapshot| list(at(snapshot, now, |moment| support::json(&moment.streaks(0))));
        for (old, new) in streaks(&before).iter().zip(streaks(&later)) {
            let key = cycle_key(&json!({ "groupId": new["groupId"] }));
            let levels = |streak: &Value| streak["levels"].as_array().unwrap().clone();
            let count = |streak: &Value| levels(streak).iter().filter_map(|level| level["current"].as_f64()).fold(0.0, f64::max);
            let (from, to) = (count(old), count(&new));
            prop_assert_eq!(of("streak-extended", &key).len(), usize::from(to > from));
            let reached = |level: &Value, status: &str| {
                let was = levels(old).into_iter().find(|old| old["streakId"] == level["streakId"]).unwrap();
                level["status"] == status && was["status"] != status
            };
            let achieved = levels(&new).iter().filter(|level| reached(level, "achieved")).count();
            prop_assert_eq!(of("level-achieved", &key).len(), achieved);
            let broke = to < from || levels(&new).iter().any(|level| reached(level, "broken"));
            prop_assert_eq!(of("streak-broken", &key).len(), usize::from(new["continuous"] == true && to <= from && broke));
        }
    }

    #[test]
    fn events_explain_every_changed_status(
        before in random::response(),
        other in random::response(),
        now in random::instant(),
    ) {
        let (before, later) = (snapshot(&before), snapshot(&later(&before, &other)));
        let statuses = |snapshot: &Snapshot| -> BTreeMap<String, (String, String)> {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            progress(snapshot, now).iter().map(|cycle| (cycle_key(cycle), (text(&cycle["status"]), text(&cycle["phase"])))).collect()
        };
        let events = events(&before, &later, now);
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
            drop(definitions(&catalog, &Utc, now, false));
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

/// A response or list with all its times moved.
fn moved(response: &Value, by: Millis) -> Value {
    fn walk(value: &mut Value, name: &str, by: Millis) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| walk(value, name, by)),
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name, by)),
            Value::String(text) if name.contains("Date") => {
                let is_date = text.len() == 10;
                let at = support::ms(&if is_date { format!("{text}T00:00:00Z") } else { text.to_owned() });
                let text = random::stamp(at + by);
                *value = json!(if is_date { text[..10].to_owned() } else { text });
            }
            _ => {}
        }
    }
    let mut response = response.clone();
    walk(&mut response, "", by);
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

/// A response with all its amounts scaled: targets, what was achieved, and triggers that are no percentages.
fn scaled(response: &Value, factor: f64) -> Value {
    let mut response = response.clone();
    for row in rows(&mut response).flatten() {
        scale(row, &["targetValue", "targetAchievedValue"], factor);
        for milestone in row["milestones"].as_array_mut().unwrap() {
            if milestone["triggerValueType"] != "PERCENTAGE" {
                scale(milestone, &["triggerValue"], factor);
            }
        }
    }
    response
}

/// The fields and functions that answer with an amount of what a target counts.
#[rustfmt::skip]
const AMOUNTS: [&str; 14] = [
    "target", "achieved", "remaining", "surplus", "threshold", "expected", "projected", "requiredPerDay",
    "from", "to", "goal", "averageAchieved", "achievedInPeriod", "achievedInCurrentPeriod",
];

fn is_of_a_streak(event_type: &Value) -> bool {
    event_type.as_str().is_some_and(|event_type| event_type.starts_with("streak"))
}

/// Answers with all their amounts scaled.
fn amounts_scaled(mut answers: Value, factor: f64) -> Value {
    fn walk(value: &mut Value, name: &str, factor: f64) {
        match value {
            // Streaks and their levels count periods.
            Value::Object(_) if value.get("streakId").is_some_and(|id| !id.is_null()) => {}
            Value::Object(fields) if fields.get("type").is_some_and(is_of_a_streak) => {}
            Value::Object(fields) => {
                fields.iter_mut().for_each(|(name, value)| walk(value, name, factor));
                if fields.get("isPercentage") == Some(&json!(false)) {
                    scale(fields.get_mut("value").unwrap(), &[], factor);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name, factor)),
            _ => {
                // A single figure has the name of its function, and then what it was asked of.
                if AMOUNTS.contains(&name.split(' ').next().unwrap()) {
                    scale(value, &[], factor);
                }
            }
        }
    }
    walk(&mut answers, "", factor);
    answers
}

/// Scales a number, or some of the fields of an object.
fn scale(value: &mut Value, fields: &[&str], factor: f64) {
    if let Some(number) = value.as_f64() {
        *value = json!(number * factor);
    }
    for name in fields {
        scale(&mut value[*name], &[], factor);
    }
}

/// The id of the group that is unrelated to all others; those of its targets and levels are as large.
const UNRELATED: i64 = 999;

fn renumbered(mut group: Value) -> Value {
    group["id"] = json!(UNRELATED);
    for (list, name) in [("targets", "targetRuleId"), ("streaks", "streakId")] {
        for item in group[list].as_array_mut().unwrap() {
            item[name] = json!(UNRELATED + item[name].as_i64().unwrap());
        }
    }
    group
}

/// Whether a single figure is of the unrelated group.
fn of_unrelated(name: &str) -> bool {
    name.rsplit(' ').next().is_some_and(|id| id.parse().is_ok_and(|id: i64| id >= UNRELATED))
}

/// The answers, without the unrelated group, its single figures and its issues (which move the places of others).
fn without_unrelated(mut answers: Value) -> Value {
    fn clear(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in ["issues", "nextChangeAt"] {
                    fields.remove(name);
                }
                fields.retain(|name, _| !of_unrelated(name));
                fields.values_mut().for_each(clear);
            }
            Value::Array(items) => {
                items.retain(|item| item["id"] != UNRELATED && item["groupId"] != UNRELATED);
                items.iter_mut().for_each(clear);
            }
            _ => {}
        }
    }
    clear(&mut answers);
    answers
}
