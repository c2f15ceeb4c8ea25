//! What changes: between two responses, and by itself.
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
    AT_RISK_WITHIN, cycle_key, events, everything, joined, later, list, progress, received, rows, snapshot,
};
use milestreak::insight::Snapshot;
use milestreak::model::Zone;
use milestreak::wire::{DAY, Millis};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::{JiffZone, in_zone};

/// The answers, without what moves all the time.
fn at_rest(mut answers: Value) -> Value {
    fn clear(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in ["timeLeftMs", "elapsedRatio", "now", "nextChangeAt", "definitions"] {
                    fields.remove(name);
                }
                if let Some(Value::Object(pace)) = fields.get_mut("pace") {
                    pace.retain(|name, _| name == "status");
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_changes_before_the_next_change_and_something_does_then(
        response in random::response(),
        how in random::received(),
        catalog in random::catalog(),
        now in random::instant(),
        zone in prop::option::of(random::zone()),
        part in 0.0..1.0,
    ) {
        let zone = zone.map(JiffZone::named);
        let zone = zone.as_ref().map(|zone| zone as &dyn Zone);
        let snapshot = joined(&response, how, &catalog);
        let all = |now: Millis| at_rest(everything(&snapshot, now, zone));
        match in_zone(&snapshot, now, zone, |moment| moment.next_change(AT_RISK_WITHIN)) {
            Some(next) => {
                prop_assert!(next > now);
                let between = now + ((next - 1 - now) as f64 * part) as Millis;
                prop_assert_eq!(all(between), all(now), "something changed before {}", between);
                prop_assert_eq!(all(next - 1), all(now), "something changed before {}", next);
                prop_assert_ne!(all(next), all(now), "nothing changed at {}", next);
            }
            None => prop_assert_eq!(all(now + 400 * DAY), all(now)),
        }
    }

    #[test]
    fn the_same_response_is_no_news_and_no_customer_is_another(
        response in random::response(),
        other in random::response(),
        how in random::received(),
        catalog in random::catalog(),
        now in random::instant(),
    ) {
        let mut turned = response.clone();
        rows(&mut turned).for_each(|rows| rows.reverse());
        let first = snapshot(&response);
        for again in [received(&turned, how), joined(&response, how, &catalog)] {
            prop_assert_eq!(events(&first, &again, now), json!([]));
            prop_assert_eq!(events(&again, &first, now), json!([]));
        }
        let mut another = later(&response, &other);
        another["data"]["userId"] = json!(4321);
        prop_assert_eq!(events(&first, &snapshot(&another), now), json!([]));
    }

    #[test]
    fn events_are_what_the_figures_say(response in random::response(), other in random::response(), now in random::instant()) {
        let other = later(&response, &other);
        let (before, later) = (snapshot(&response), snapshot(&other));
        let events = events(&before, &later, now);
        if response == other {
            prop_assert_eq!(events, json!([]));
            return Ok(());
        }
        let then = before.answered_at().unwrap_or(now);
        let of = |kind: &str, key: &str| -> Vec<&Value> {
            let fits = |event: &&Value| event["type"] == kind && cycle_key(event) == key;
            events.as_array().unwrap().iter().filter(fits).collect()
        };
        let runs = |cycle: &Value| cycle["phase"] == "active" && cycle["status"] != "unenrolled";
        let started = |old: &Value, new: &Value| runs(new) && new["startsOnActivity"] == false && !runs(old);
        for (old, new) in progress(&before, then).iter().zip(progress(&later, now)) {
            let key = cycle_key(&new);
            let enrolled = new["status"] != "unenrolled";
            let progressed: Vec<_> = of("progressed", &key).iter().map(|event| (&event["from"], &event["to"])).collect();
            let expected = (&old["achieved"], &new["achieved"]);
            let are_known = !expected.0.is_null() && !expected.1.is_null();
            let has_moved = enrolled && are_known && expected.0 != expected.1;
            prop_assert_eq!(progressed, if has_moved { vec![expected] } else { vec![] });
            // Of what cannot be known nothing is told.
            let is_known = |cycle: &Value| {
                let has_goal = cycle["target"].as_f64().is_some_and(|target| target > 0.0);
                cycle["isAchieved"] == true || !has_goal || !cycle["achieved"].is_null()
            };
            let are_known = is_known(old) && is_known(&new);
            let reached = enrolled && are_known && old["isAchieved"] == false && new["isAchieved"] == true;
            let cap = new["kind"] == "cap";
            prop_assert_eq!(of("target-achieved", &key).len(), usize::from(reached && !cap));
            prop_assert_eq!(of("cap-reached", &key).len(), usize::from(reached && cap));
            let lost = enrolled && are_known && old["isAchieved"] == true && new["isAchieved"] == false;
            prop_assert_eq!(of("target-lost", &key).len(), usize::from(lost && !cap));
            prop_assert_eq!(of("cycle-started", &key).len(), usize::from(enrolled && started(old, &new)));
            let triggers = |cycle: &Value| cycle["triggers"].as_array().unwrap().clone();
            let was = |id: &Value| triggers(old).iter().any(|trigger| trigger["id"] == *id && trigger["isAchieved"] == true) || old["achieved"].is_null();
            let set_off = triggers(&new).into_iter().filter(|trigger| trigger["isAchieved"] == true && trigger["isTarget"] == false && !was(&trigger["id"]));
            let mut expected: Vec<Value> = set_off.filter(|_| enrolled && !cap).map(|trigger| trigger["id"].clone()).collect();
            let mut found: Vec<Value> = of("trigger-achieved", &key).iter().map(|event| event["triggerId"].clone()).collect();
            expected.sort_by_key(Value::as_i64);
            found.sort_by_key(Value::as_i64);
            prop_assert_eq!(found, expected);
        }
        let streaks = |snapshot: &Snapshot, at| list(support::at(snapshot, at, |moment| support::json(&moment.streaks(0))));
        for (old, new) in streaks(&before, then).iter().zip(streaks(&later, now)) {
            let key = cycle_key(&json!({ "groupId": new["groupId"] }));
            let levels = |streak: &Value| streak["levels"].as_array().unwrap().clone();
            let (from, to) = (old["current"].as_f64().unwrap(), new["current"].as_f64().unwrap());
            prop_assert_eq!(of("streak-extended", &key).len(), usize::from(to > from));
            let is = |level: &Value, status: &str| level["status"] == status;
            let was = |level: &Value, status: &str| {
                levels(old).into_iter().any(|old| old["streakId"] == level["streakId"] && old["status"] == status)
            };
            let became = |level: &Value, status: &str| is(level, status) && !was(level, status);
            let count = |fits: &dyn Fn(&Value) -> bool| levels(&new).iter().filter(|level| fits(level)).count();
            prop_assert_eq!(of("level-achieved", &key).len(), count(&|level| became(level, "achieved")));
            let lost = count(&|level| was(level, "achieved") && !is(level, "achieved"));
            prop_assert_eq!(of("level-lost", &key).len(), lost);
            let broke = (new["continuous"] == true && to < from) || count(&|level| became(level, "broken")) > 0;
            let is_open = count(&|level| !is(level, "achieved")) > 0;
            prop_assert_eq!(of("streak-broken", &key).len(), usize::from(broke && is_open));
        }
    }

    #[test]
    fn events_explain_every_changed_status(
        mut response in random::response(),
        other in random::response(),
        now in random::instant(),
    ) {
        // What happened at one instant, to somebody who stays.
        random::for_each_row(&mut response, |row| {
            row.insert("targetId".into(), json!(900));
            row.insert("unEnrolled".into(), json!(false));
        });
        let mut other = later(&response, &other);
        random::for_each_row(&mut other, |row| {
            row.insert("targetId".into(), json!(900));
            row.insert("unEnrolled".into(), json!(false));
        });
        let (before, later) = (snapshot(&response), snapshot(&other));
        // A figure that cannot be read tells nothing.
        let statuses = |snapshot: &Snapshot| -> BTreeMap<String, Value> {
            let readable = progress(snapshot, now).into_iter().filter(|cycle| !cycle["achieved"].is_null());
            readable.map(|cycle| (cycle_key(&cycle), cycle["status"].clone())).collect()
        };
        let events = events(&before, &later, now);
        let told: BTreeSet<String> = events.as_array().unwrap().iter().map(cycle_key).collect();
        let after = statuses(&later);
        for (key, status) in statuses(&before) {
            // Nobody is told that a limit is far again. Other cycles of a target make way when one of them is achieved.
            let Some(new_status) = after.get(&key).filter(|_| status != "cap-reached") else { continue };
            let is_told = told.contains(&key) || target_moved(&events, key.rsplit_once('/').unwrap().0);
            prop_assert!(status == *new_status || is_told, "{} went from {} to {}, and {} says nothing of it", key, status, new_status, events);
        }
    }
}

fn target_moved(events: &Value, target: &str) -> bool {
    events.as_array().unwrap().iter().any(|event| cycle_key(event).starts_with(&format!("{target}/")))
}
