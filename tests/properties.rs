//! What holds for every response, whatever is in it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

#[path = "support/asked.rs"]
mod asked;
#[path = "support/random.rs"]
mod random;
mod support;

use asked::{
    cycle_key, events, everything, joined, later, list, progress, received, rows, snapshot, summary,
};
use milestreak::insight::{CycleProgress, Include, Moment, Phase, Schedule, Snapshot, Status, definitions};
use milestreak::model::{Catalog, Model, Received, Zone, Zones};
use milestreak::wire::{DAY, HOUR, Id, MINUTE, Millis};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{JiffZone, at, differences, in_zone};

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

/// A cycle that runs, for somebody who takes part.
fn runs(cycle: &CycleProgress<'_>) -> bool {
    cycle.phase == Phase::Active && cycle.status != Status::Unenrolled
}

/// The window of a cycle, by its key.
fn window_of(cycle: &CycleProgress<'_>) -> (String, Option<(Millis, Millis)>) {
    let key = format!("{:?}/{:?}/{:?}", cycle.group_id, cycle.target_rule_id, cycle.period_id);
    (key, cycle.starts_at.zip(cycle.ends_at))
}

/// Of each row its key, and whether its window is on the server's clock.
fn legacy_rows(response: &Value) -> Vec<(String, bool)> {
    let groups = response["data"]["targetGroups"].as_array().unwrap();
    let of_group = |group: &Value| {
        let is_cyclic = group["targetEvaluationType"] == "CYCLIC_WINDOW";
        let key = |row: &Value| {
            let id = |value: &Value| value.as_i64().and_then(Id::new);
            format!("{:?}/{:?}/{:?}", id(&group["id"]), id(&row["targetRuleId"]), id(&row["periodId"]))
        };
        let is_legacy = |row: &Value| {
            let start = row["periodStartDateWithTimeStamp"].as_str();
            start.is_some_and(|start| is_cyclic || !start.contains("T00:00:00"))
        };
        let rows = group["targets"].as_array().unwrap();
        rows.iter().map(|row| (key(row), is_legacy(row))).collect::<Vec<_>>()
    };
    groups.iter().flat_map(of_group).collect()
}

/// Every figure of an answer that has a `displayPercent`, and whether what it is of is achieved.
fn shown(answers: &Value) -> Vec<(f64, bool)> {
    match answers {
        Value::Object(fields) => {
            let is_achieved = fields.get("isAchieved").map_or_else(
                || fields.get("status").is_some_and(|status| status == "achieved"),
                |is_achieved| is_achieved == true,
            );
            let own = fields.get("displayPercent").and_then(Value::as_f64).map(|shown| (shown, is_achieved));
            own.into_iter().chain(fields.values().flat_map(shown)).collect()
        }
        Value::Array(items) => items.iter().flat_map(shown).collect(),
        _ => Vec::new(),
    }
}

/// A row that the server made up for a cycle that is over since long, without what makes it one of a target.
fn made_up() -> Value {
    json!({
        "targetId": null, "periodId": -1, "periodRefCode": "before", "targetValue": 10, "targetAchievedValue": 0,
        "periodStartDate": "2024-07-01", "periodEndDate": "2024-07-02", "currentPeriod": false, "milestones": [],
    })
}

/// A summary without what says that a cycle was over before the customer took part.
fn without_not_enrolled(mut summary: Value) -> Value {
    fn clear(value: &mut Value) {
        match value {
            Value::Object(fields) => fields.values_mut().for_each(clear),
            Value::Array(items) => {
                items.retain(|item| item["state"] != "not-enrolled");
                items.iter_mut().for_each(clear);
            }
            _ => {}
        }
    }
    clear(&mut summary);
    summary
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
            let has_figures = number("target").is_some_and(|target| target > 0.0) && number("achieved").is_some();
            prop_assert_eq!(number("percent").is_some(), has_figures);
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
            prop_assert!(number("remaining").is_none_or(|left| (left == 0.0) == achieved), "0 exactly when achieved");
            prop_assert!(number("daysLeft").is_none_or(|days| days >= 0.0 && days == days.trunc()));
            prop_assert!(number("elapsedRatio").is_none_or(|part| (0.0..=1.0).contains(&part)));
            let running = cycle["phase"] == "active" && !cycle["endsAt"].is_null();
            prop_assert_eq!(!cycle["timeLeftMs"].is_null(), running);
            let cap = cycle["kind"] == "cap";
            let status = cycle["status"].as_str().unwrap();
            prop_assert!(cap || !["cap-reached", "within-cap"].contains(&status));
            let of_caps = ["cap-reached", "within-cap", "upcoming", "not-enrolled", "unenrolled"];
            prop_assert!(!cap || of_caps.contains(&status));
            prop_assert!(status != "not-enrolled" || cycle["isEnrolled"] == false);
            prop_assert!(cycle["enrolledAt"].is_null() || cycle["isEnrolled"] == true);
            let triggers = cycle["triggers"].as_array().unwrap();
            let thresholds: Vec<_> = triggers.iter().filter_map(|trigger| trigger["threshold"].as_f64()).collect();
            prop_assert!(thresholds.is_sorted());
            let is_next = |trigger: &&Value| {
                trigger["isAchieved"] == false && trigger["isTarget"] == false && !trigger["threshold"].is_null()
            };
            let next = triggers.iter().find(is_next).unwrap_or(&Value::Null);
            prop_assert_eq!(next, &cycle["nextTrigger"]);
        }
    }

    #[test]
    fn the_order_of_rows_means_nothing(
        response in random::response(),
        how in random::received(),
        other in random::response(),
        catalog in random::catalog(),
        now in random::instant(),
        zone in random::zone(),
        order in prop::collection::vec(any::<Index>(), 9),
    ) {
        let mut shuffled = response.clone();
        for rows in rows(&mut shuffled) {
            for (place, other) in order.iter().enumerate().take(rows.len()) {
                let other = other.index(rows.len());
                rows.swap(place, other);
            }
        }
        let zone = JiffZone::named(zone);
        let answers = |response| in_any_order(everything(&joined(response, how, &catalog), now, Some(&zone)));
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
        let expected = amounts_scaled(everything(&before, now, None), factor);
        prop_assert_eq!(differences(&expected, &everything(&after, now, None), ""), [""; 0]);
        let other = later(&response, &other);
        let expected = amounts_scaled(events(&before, &snapshot(&other), now), factor);
        let found = events(&after, &snapshot(&scaled(&other, factor)), now);
        prop_assert_eq!(differences(&expected, &found, ""), [""; 0]);
    }

    #[test]
    fn moving_everything_by_days_changes_nothing_but_instants(
        response in random::response(),
        how in random::received(),
        other in random::response(),
        catalog in random::catalog(),
        now in random::instant(),
        // Where the clocks never change: elsewhere another week has other hours.
        zone in prop::sample::select(vec!["UTC", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
        days in -400..400i64,
    ) {
        let (by, zone) = (days * DAY, JiffZone::named(zone));
        let before = everything(&joined(&response, how, &catalog), now, Some(&zone));
        let how_later = Received { at: how.at.map(|at| at + by), ..how };
        let after = everything(&joined(&moved(&response, by), how_later, &moved(&catalog, by)), now + by, Some(&zone));
        prop_assert_eq!(instants_moved(before, by), after);
        let other = later(&response, &other);
        prop_assert_eq!(
            events(&snapshot(&response), &snapshot(&other), now),
            events(&snapshot(&moved(&response, by)), &snapshot(&moved(&other, by)), now + by)
        );
    }

    #[test]
    fn an_unrelated_group_changes_nothing(
        mut response in random::response(),
        how in random::received(),
        other in random::response(),
        catalog in random::catalog(),
        unrelated in random::group(),
        place in any::<Index>(),
        now in random::instant(),
    ) {
        // When the response was made, what the server's clock is and whether it says who has a record is told by all groups.
        let mut alone = json!({ "data": { "userId": 7, "targetGroups": [renumbered(unrelated)] } });
        for response in [&mut response, &mut alone] {
            random::for_each_row(response, |row| {
                row.insert("targetId".into(), json!(900));
                row.remove("enrolledOn");
            });
            for group in response["data"]["targetGroups"].as_array_mut().unwrap() {
                group.as_object_mut().unwrap().remove("attribution");
            }
        }
        let with = |response: &Value| {
            let mut more = response.clone();
            let groups = more["data"]["targetGroups"].as_array_mut().unwrap();
            groups.insert(place.index(groups.len() + 1), alone["data"]["targetGroups"][0].clone());
            more
        };
        let more = with(&response);
        let next = |response: &Value| at(&received(response, how), now, |moment| moment.next_change(6 * HOUR));
        prop_assert_eq!(next(&more), [next(&response), next(&alone)].into_iter().flatten().min());
        let answers = |response: &Value| without_unrelated(everything(&joined(response, how, &catalog), now, None));
        prop_assert_eq!(answers(&more), answers(&response));
        let other = later(&response, &other);
        let (before, after) = (snapshot(&more), snapshot(&with(&other)));
        prop_assert_eq!(events(&before, &after, now), events(&snapshot(&response), &snapshot(&other), now));
    }

    #[test]
    fn answers_agree_with_each_other(
        response in random::response(),
        how in random::received(),
        catalog in random::catalog(),
        now in random::instant(),
    ) {
        let snapshot = joined(&response, how, &catalog);
        at(&snapshot, now, |moment| {
            let all = moment.progress(false);
            let mut active: Vec<_> = all.iter().filter(|cycle| runs(cycle)).cloned().collect();
            assert_eq!(moment.progress(true), active);
            active.sort_by_key(|cycle| cycle.ends_at.unwrap_or(Millis::MAX));
            assert_eq!(moment.active_cycles(), active);
            let summary = moment.summary(6 * HOUR);
            let in_groups: usize = summary.groups.iter().map(|group| group.active.len()).sum();
            assert_eq!(in_groups, active.len());
            let streaks: Vec<_> = summary.groups.iter().filter_map(|group| group.streak.clone()).collect();
            assert_eq!(moment.streaks(6 * HOUR), streaks);
            assert_eq!(summary.available, moment.available(Include::default()));
            assert_eq!(summary.next_change_at, moment.next_change(6 * HOUR));
            for group in &summary.groups {
                assert!(group.achieved_cycles <= group.decided_cycles && group.decided_cycles <= group.total_cycles);
                for period in group.unified.iter().flatten() {
                    assert!(period.targets_achieved <= period.targets_total && (0.0..=100.0).contains(&period.percent));
                }
            }
            for streak in streaks {
                assert!(streak.run <= streak.longest_run && streak.longest_run as usize <= streak.steps.len());
                assert!(streak.levels.iter().all(|level| !level.is_stale || (streak.continuous && streak.run == 0)));
                assert!(!streak.at_risk || (streak.continuous && streak.deadline.is_some()));
            }
        });
    }

    #[test]
    fn one_hundred_percent_is_shown_exactly_when_it_is_achieved(
        response in random::response(),
        how in random::received(),
        catalog in random::catalog(),
        now in random::instant(),
    ) {
        let answers = everything(&joined(&response, how, &catalog), now, None);
        for (shown, is_achieved) in shown(&answers) {
            prop_assert_eq!(shown == 100.0, is_achieved, "{} is shown", shown);
            prop_assert!((0.0..=100.0).contains(&shown) && shown == shown.trunc());
        }
    }

    #[test]
    fn the_servers_offset_moves_its_own_times_and_nothing_else(
        mut response in random::response(),
        offset in random::offset(),
        how in random::received(),
        now in random::instant(),
    ) {
        random::for_each_row(&mut response, |row| drop(row.insert("enrolledOn".into(), json!(random::MIDDLE))));
        let with_offset = |offset: i64| {
            let mut response = response.clone();
            random::write_with_offset(&mut response, offset);
            response
        };
        let asked = |response: &Value| {
            let (snapshot, zone) = (received(response, how), JiffZone::named("Asia/Tokyo"));
            let windows = in_zone(&snapshot, now, Some(&zone), |moment| {
                moment.progress(false).iter().map(window_of).collect::<BTreeMap<_, _>>()
            });
            (snapshot.head(), windows)
        };
        let ((utc, before), (elsewhere, after)) = (asked(&with_offset(0)), asked(&with_offset(offset)));
        let has_groups = response["data"]["targetGroups"] != json!([]);
        prop_assert_eq!(elsewhere.server_offset, Some(if has_groups { offset * MINUTE } else { 0 }));
        prop_assert_eq!((utc.answered_at, utc.needs_time_zone), (elsewhere.answered_at, elsewhere.needs_time_zone));
        for (key, row) in legacy_rows(&response) {
            // A time of the server comes so much earlier; a day of the zone asked for, and an instant, stay.
            let by = if row { offset * MINUTE } else { 0 };
            let earlier = before.get(&key).copied().flatten().map(|(start, end)| (start - by, end - by));
            prop_assert_eq!(after.get(&key).copied().flatten(), earlier, "{}", key);
        }
    }

    #[test]
    fn rows_made_up_before_the_first_record_change_no_figure_but_theirs(
        mut response in random::response(),
        received_at in prop::option::of(random::instant()),
        now in random::instant(),
        zone in random::zone(),
    ) {
        // Of a target whose first cycle is the customer's; where cycles follow one another, the first that is open runs.
        random::for_each_row(&mut response, |row| drop(row.insert("targetId".into(), json!(900))));
        let mut more = response.clone();
        for group in more["data"]["targetGroups"].as_array_mut().unwrap() {
            let rule = group["targets"].get(0).map(|row| row["targetRuleId"].clone());
            if let Some(rule) = rule.filter(|_| group["targetEvaluationType"] != "PERIOD_AGNOSTIC_WINDOW") {
                let mut row = made_up();
                row["targetRuleId"] = rule;
                row["targetName"] = group["targets"][0]["targetName"].clone();
                row["eventName"] = group["targets"][0]["eventName"].clone();
                group["targets"].as_array_mut().unwrap().push(row);
            }
        }
        let how = Received { at: received_at, all_cycles: Some(true) };
        let zone = JiffZone::named(zone);
        let answers = |response| in_zone(&received(response, how), now, Some(&zone), |moment| {
            let own = |cycle: &Value| cycle["refCode"] != "before";
            let cycles: Vec<_> = list(support::json(&moment.progress(false))).into_iter().filter(own).collect();
            let mut summary = without_not_enrolled(summary(moment));
            // It may have an end that a time zone moves, where nothing else has.
            summary.as_object_mut().unwrap().remove("needsTimeZone");
            (cycles, summary)
        });
        prop_assert_eq!(answers(&more), answers(&response));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Model::parse(&bytes, Received::default(), None);
        let _ = Catalog::parse(&bytes, Zones::default());
    }

    #[test]
    fn no_damage_makes_it_panic(
        file in prop::sample::select(vec!["docs-user-all-cycles.json", "docs-user-over-target.json", "catalog-audience-filter.json"]),
        damage in prop::collection::vec((any::<Index>(), any::<u8>(), 0..4u8), 1..6),
        now in random::instant(),
    ) {
        let mut bytes = support::fixture(file);
        for (place, byte, kind) in damage {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                2 => drop(bytes.remove(place)),
                _ => bytes.truncate(place),
            }
        }
        if let Ok(model) = Model::parse(&bytes, Received::default(), None) {
            at(&Snapshot::new(model), now, |moment| drop(summary(moment)));
        }
        if let Ok(catalog) = Catalog::parse(&bytes, Zones::default()) {
            drop(definitions(&catalog, None, now, false));
        }
    }

    #[test]
    fn a_schedule_serves_every_instant(response in random::response(), now in random::instant(), zone in random::zone()) {
        let (snapshot, zone) = (snapshot(&response), JiffZone::named(zone));
        let zone: &dyn Zone = &zone;
        let schedule = Schedule::new(&snapshot, Some(zone));
        let windows = in_zone(&snapshot, now, Some(zone), |moment| {
            moment.progress(false).iter().map(|cycle| [cycle.starts_at, cycle.ends_at]).collect::<Vec<_>>()
        });
        let edges = windows.into_iter().flatten().flatten().flat_map(|edge| [edge - 1, edge]);
        // Forth and back, and where something changes.
        let hours = [0, 1, 30, 300, -20].map(|hours| now + hours * HOUR);
        let ticks = hours.into_iter().chain(edges.take(20)).map(|now| (now, None));
        // While the clock stands, the same response received at other times.
        let received = [0, 10, 20, 40].map(|hours| (now, Some(now - hours * HOUR)));
        for (now, received_at) in ticks.chain(received) {
            let mut snapshot = snapshot.clone();
            snapshot.received.at = received_at.or(snapshot.received.at);
            let held = summary(&Moment::new(&snapshot, &schedule, Some(zone), now));
            prop_assert_eq!(held, in_zone(&snapshot, now, Some(zone), summary));
        }
    }
}

/// A response or list with all its times moved.
fn moved(response: &Value, by: Millis) -> Value {
    fn walk(value: &mut Value, name: &str, by: Millis) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| walk(value, name, by)),
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name, by)),
            Value::String(text) if name.contains("Date") || name.ends_with("On") => {
                // A date, or a time and what follows its seconds.
                let (time, rest) = text.split_at(text.len().min(19));
                let at = support::ms(&if time.len() == 10 {
                    format!("{time}T00:00:00Z")
                } else {
                    format!("{time}Z")
                });
                *value = json!(format!("{}{rest}", &random::stamp(at + by)[..time.len()]));
            }
            Value::Number(number) if name == "enrolledOn" => *value = json!(number.as_i64().unwrap() + by),
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
                for name in ["issues", "nextChangeAt", "needsTimeZone"] {
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
