//! The published responses: what they must say.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

mod support;

use milestreak::failure::FailureCode;
use milestreak::insight::{CycleProgress, Moment, PhaseBy, Schedule, Status, definitions};
use milestreak::model::{Catalog, Model, Received, Zones};
use serde_json::{Value, json};
use support::{at, fixture, ms, snapshot};

/// The moment at which the user's response was recorded.
fn recorded() -> i64 {
    ms("2024-08-30T09:21:43.744Z")
}

fn find<'a, 'm>(cycles: &'a [CycleProgress<'m>], ref_code: &str, target: &str) -> &'a CycleProgress<'m> {
    let fits =
        |cycle: &&CycleProgress<'_>| cycle.ref_code == Some(ref_code) && cycle.target_name == Some(target);
    cycles.iter().find(fits).unwrap()
}

#[test]
fn the_fixed_calendar_cycle_is_active_by_flag() {
    at(&snapshot(&fixture("docs-user-all-cycles.json")), recorded(), |moment| {
        let active = moment.active_cycles();
        let cycle = find(&active, "Cycle_5", "t1Fixed");
        assert_eq!(
            (cycle.phase_by, cycle.status, cycle.days_left),
            (PhaseBy::Flag, Status::NotStarted, Some(0.0))
        );
    });
}

#[test]
fn the_cyclic_cycle_is_active_by_window_though_its_flag_is_false() {
    at(&snapshot(&fixture("docs-user-all-cycles.json")), recorded(), |moment| {
        let cycles = moment.progress(false);
        let active = find(&cycles, "PERIOD_G_53235_3", "t1Cyclic");
        assert_eq!((active.phase_by, active.status), (PhaseBy::Window, Status::NotStarted));
        assert_eq!(active.ends_at, Some(ms("2024-08-30T09:43:40Z")));
        let first = find(&cycles, "PERIOD_G_53235_1", "t1Cyclic");
        assert_eq!((first.status, first.ratio, first.surplus), (Status::Achieved, Some(1.2), Some(200.0)));
        assert_eq!(first.achieved_at, Some(ms("2024-08-27T09:43:41Z")));
    });
}

#[test]
fn the_period_agnostic_cycle_is_active_by_sequence() {
    at(&snapshot(&fixture("docs-user-all-cycles.json")), recorded(), |moment| {
        let cycles = moment.progress(false);
        assert_eq!(find(&cycles, "PERIOD_G_53236_1", "t1PA").status, Status::Achieved);
        let active = find(&cycles, "PERIOD_G_53236_2", "t1PA");
        assert_eq!((active.phase_by, active.display_percent), (PhaseBy::Sequence, Some(20.0)));
        assert_eq!(active.ends_at, None, "its dates say nothing");
    });
}

#[test]
fn no_other_group_has_an_active_cycle() {
    let snapshot = snapshot(&fixture("docs-user-all-cycles.json"));
    assert_eq!(snapshot.model.groups.len(), 9);
    at(&snapshot, recorded(), |moment| {
        let mut active: Vec<_> =
            moment.active_cycles().iter().map(|cycle| cycle.group_name.unwrap()).collect();
        active.sort_unstable();
        assert_eq!(active, ["t1Cyclic", "t1Fixed", "t1PA"]);
    });
    assert_eq!(snapshot.issues(), []);
}

#[test]
fn cycles_are_in_order_though_the_one_with_activity_comes_last() {
    at(&snapshot(&fixture("docs-user-all-cycles.json")), recorded(), |moment| {
        let cycles = moment.progress(false);
        let names: Vec<_> = cycles
            .iter()
            .filter(|cycle| cycle.target_name == Some("t1Fixed"))
            .map(|cycle| cycle.ref_code.unwrap())
            .collect();
        assert_eq!(names, ["Cycle_1", "Cycle_2", "Cycle_3", "Cycle_4", "Cycle_5"]);
    });
}

#[test]
fn the_published_streaks_have_not_begun() {
    at(&snapshot(&fixture("docs-user-all-cycles.json")), recorded(), |moment| {
        let streaks = moment.streaks(86_400_000);
        let goals: Vec<Vec<_>> = streaks
            .iter()
            .map(|streak| streak.levels.iter().map(|level| level.goal.unwrap()).collect())
            .collect();
        assert_eq!(goals, [vec![1.0, 2.0], vec![1.0], vec![1.0]]);
        assert!(streaks.iter().all(|streak| streak.continuous && !streak.at_risk && streak.run == 0));
    });
}

#[test]
fn far_over_the_target_is_achieved_without_a_stamp() {
    at(&snapshot(&fixture("docs-user-over-target.json")), ms("2025-09-29T12:00:00Z"), |moment| {
        let [cycle] = &moment.progress(false)[..] else { panic!("one cycle") };
        assert_eq!((cycle.achieved, cycle.target), (Some(999.0), Some(1.0)));
        assert_eq!((cycle.status, cycle.surplus, cycle.achieved_at), (Status::Achieved, Some(998.0), None));
        assert_eq!((cycle.percent, cycle.display_percent), (Some(100.0), Some(100.0)));
    });
}

#[test]
fn the_mean_of_decimals_is_a_decimal() {
    let average = |achieved: [&str; 4]| {
        let row = |(place, value)| {
            json!({ "periodId": place, "targetRuleId": 11, "targetValue": 500, "targetAchievedValue": value,
                "periodStartDate": "2024-08-01", "periodEndDate": "2024-08-31" })
        };
        let rows: Vec<Value> = achieved.into_iter().enumerate().map(row).collect();
        let response = json!({ "data": { "userId": 7, "targetGroups": [{ "id": 1, "targets": rows }] } });
        at(&snapshot(response.to_string().as_bytes()), ms("2024-08-16T12:00:00Z"), |moment| {
            moment.summary(0).groups.first().unwrap().average_achieved.unwrap()
        })
    };
    assert_eq!(average(["0", "100", "0", "0"]), 25.0);
    assert_eq!(average(["281.34", "499.25", "219.41", "0"]), 250.0);
    assert!(average(["1.7e308"; 4]).is_finite());
}

#[test]
fn a_schedule_that_was_asked_before_answers_the_same() {
    const DAY: i64 = 86_400_000;
    let snapshot = snapshot(&fixture("docs-user-all-cycles.json"));
    let schedule = Schedule::new(&snapshot, None);
    let edges: Vec<i64> = at(&snapshot, recorded(), |moment| {
        moment.progress(false).iter().flat_map(|cycle| [cycle.starts_at, cycle.ends_at]).flatten().collect()
    });
    // Around each edge, forth and back, with and without the moment of the answer.
    for edge in edges {
        for (now, received_at) in [
            (edge - 1, None),
            (edge, None),
            (edge + 1, Some(edge - DAY)),
            (edge + 1, Some(edge - 2 * DAY)),
            (edge - 1, None),
            (edge - DAY, None),
        ] {
            let mut snapshot = snapshot.clone();
            snapshot.received.at = received_at;
            let asked_before = Moment::new(&snapshot, &schedule, None, now).summary(DAY);
            let fresh = Schedule::new(&snapshot, None);
            assert_eq!(asked_before, Moment::new(&snapshot, &fresh, None, now).summary(DAY), "{now}");
        }
    }
}

#[test]
fn the_lists_are_read() {
    for (name, count, total) in
        [("catalog-all-milestones.json", 7, 20.0), ("catalog-audience-filter.json", 2, 2.0)]
    {
        let catalog = Catalog::parse(&fixture(name), Zones::default()).unwrap();
        assert_eq!((catalog.definitions.len(), catalog.total), (count, Some(total)), "{name}");
        assert_eq!(catalog.issues(), [], "{name}");
    }
    let catalog = Catalog::parse(&fixture("catalog-all-milestones.json"), Zones::default()).unwrap();
    let all = definitions(&catalog, None, ms("2024-04-15T00:00:00Z"), false);
    let unified = all.iter().find(|group| group.name == Some("unified")).unwrap();
    assert_eq!(unified.rule_expression, Some("(31132 & 31133)"));
    let streak = all.iter().find(|group| group.name == Some("Madridstaloyaltystreak")).unwrap();
    assert_eq!(
        streak.streak_levels.iter().map(|level| level.goal.unwrap()).collect::<Vec<_>>(),
        [2.0, 4.0, 7.0]
    );
    let running = definitions(&catalog, None, ms("2024-04-15T00:00:00Z"), true);
    assert_eq!(running.iter().map(|group| group.name.unwrap()).collect::<Vec<_>>(), ["testsub", "ewdwe"]);
}

#[test]
fn the_damaged_samples_say_what_is_wrong_with_them() {
    let expected = [
        ("catalog-all-milestones.nbsp.txt", (2, 1), "no-break space (U+00A0)"),
        ("catalog-leaderboard.not-json.txt", (11, 13), "abridged"),
        ("catalog-user-created.not-json.txt", (127, 3), "beginning of the text were missing"),
    ];
    for (name, place, cause) in expected {
        for failure in [
            Catalog::parse(&fixture(name), Zones::default()).unwrap_err(),
            Model::parse(&fixture(name), Received::default(), None).unwrap_err(),
        ] {
            assert_eq!(failure.code, FailureCode::InvalidJson, "{name}");
            assert_eq!((failure.line.unwrap(), failure.column.unwrap()), place, "{name}");
            assert!(failure.message.contains(cause), "{name}: {}", failure.message);
        }
    }
}

#[test]
fn a_user_is_no_list_and_a_list_no_user() {
    let failure =
        Model::parse(&fixture("catalog-audience-filter.json"), Received::default(), None).unwrap_err();
    assert_eq!((failure.code, failure.path.as_deref()), (FailureCode::UnexpectedShape, Some("data")));
    assert!(failure.message.contains("parseCatalog()"));
    let failure = Catalog::parse(&fixture("docs-user-over-target.json"), Zones::default()).unwrap_err();
    assert_eq!((failure.code, failure.path.as_deref()), (FailureCode::UnexpectedShape, Some("data")));
    assert!(failure.message.contains("parse()"));
}
