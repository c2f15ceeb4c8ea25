//! Responses made up by proptest: small, but with everything in them that the rules tell apart.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use milestreak::model::Received;
use milestreak::wire::{DAY, HOUR, MINUTE, Millis};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The middle of the time all made-up cycles lie around: 2024-08-16T12:00:00Z.
pub const MIDDLE: Millis = 1_723_809_600_000;

/// An instant around the made-up cycles, often on an edge of theirs.
pub fn instant() -> impl Strategy<Value = Millis> {
    prop_oneof![
        (-12 * 24..12 * 24i64).prop_map(|hours| MIDDLE + hours * HOUR),
        (-12..12i64, -1..=1i64).prop_map(|(days, off)| MIDDLE - 12 * HOUR + days * DAY + off),
        (-12 * DAY..12 * DAY).prop_map(|off| MIDDLE + off),
    ]
}

/// What is known of how a response was obtained.
pub fn received() -> impl Strategy<Value = Received> {
    (prop::option::weighted(0.4, instant()), prop::option::of(any::<bool>()))
        .prop_map(|(at, all_cycles)| Received { at, all_cycles })
}

/// How far the server's clock is ahead of UTC, in minutes.
pub fn offset() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![0, 330, 60, -480, 840])
}

/// A response with a few groups, rows as objects.
pub fn response() -> impl Strategy<Value = Value> {
    let groups = prop::collection::vec(group(), 0..4);
    (groups, any::<bool>(), prop::option::of(offset())).prop_map(|(groups, has_ids, offset)| {
        let number = |(place, mut group): (usize, Value)| {
            group["id"] = json!(100 + place);
            group
        };
        let groups: Vec<Value> = groups.into_iter().enumerate().map(number).collect();
        let mut response = json!({ "data": { "userId": 7, "targetGroups": groups } });
        if !has_ids {
            for_each_row(&mut response, |row| drop(row.remove("targetId")));
        }
        if let Some(offset) = offset {
            write_with_offset(&mut response, offset);
        }
        response
    })
}

/// Changes every row.
pub fn for_each_row(response: &mut Value, mut change: impl FnMut(&mut Map<String, Value>)) {
    for group in response["data"]["targetGroups"].as_array_mut().unwrap() {
        for row in group["targets"].as_array_mut().unwrap() {
            change(row.as_object_mut().unwrap());
        }
    }
}

/// Writes when customers were enrolled as a server does whose clock is so many minutes ahead of UTC.
pub fn write_with_offset(response: &mut Value, offset: i64) {
    let written = |at: Millis| {
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs());
        let time = stamp(at + offset * MINUTE).replace('Z', "");
        json!(format!("{time}{sign}{:02}:{:02}", minutes / 60, minutes % 60))
    };
    for_each_row(response, |row| {
        let enrolled = row["enrolledOn"].as_i64();
        row.insert("enrolledOn".into(), written(enrolled.unwrap_or(MIDDLE)));
    });
    for group in response["data"]["targetGroups"].as_array_mut().unwrap() {
        group["attribution"] = json!({ "createdOn": written(MIDDLE - 40 * DAY) });
    }
}

/// A group with up to three targets in up to four periods; some targets lack some periods.
pub fn group() -> impl Strategy<Value = Value> {
    let evaluation = prop_oneof![
        3 => Just("FIXED_CALENDAR_WINDOW"),
        2 => Just("CYCLIC_WINDOW"),
        1 => Just("PERIOD_AGNOSTIC_WINDOW"),
        1 => Just("SOMETHING_NEW"),
    ];
    let tracking = prop_oneof![
        Just("DEFAULT"),
        Just("UNIFIED"),
        Just("STREAKS"),
        Just("NON_CONTINUOUS_STREAKS"),
        Just("CAPPING"),
    ];
    let rows = (1..=3usize, prop::collection::vec(prop::option::weighted(0.8, row()), 0..9));
    let windows = prop::collection::vec(window(), 9);
    let (levels, shadow) = (prop::collection::vec(level(), 0..3), prop::option::weighted(0.2, 1..=2usize));
    (evaluation, tracking, rows, windows, levels, shadow).prop_map(
        |(evaluation, tracking, (targets, rows), windows, levels, shadow)| {
            let finish = |(place, row): (usize, Option<Map<String, Value>>)| {
                let (rule, period) = (1 + place % targets, place / targets);
                let mut row = row?;
                row.insert("targetRuleId".into(), json!(rule));
                row.insert("targetName".into(), json!(format!("target {rule}")));
                if shadow == Some(rule) {
                    row.insert("eventName".into(), json!("ReturnBill"));
                }
                row.insert("periodId".into(), json!(period));
                row.insert("periodRefCode".into(), json!(format!("period {period}")));
                row.extend(windows[period].clone());
                Some(Value::Object(row))
            };
            let rows: Vec<Value> = rows.into_iter().enumerate().filter_map(finish).collect();
            let number = |(place, mut level): (usize, Value)| {
                level["streakId"] = json!(place);
                level
            };
            let levels: Vec<Value> = levels.into_iter().enumerate().map(number).collect();
            json!({
                "name": "group", "targetEvaluationType": evaluation, "trackingType": tracking,
                "targets": rows, "streaks": levels,
            })
        },
    )
}

fn level() -> impl Strategy<Value = Value> {
    let status = prop::option::of(prop_oneof![
        Just("NOT_STARTED"),
        Just("ACHIEVED"),
        Just("BROKEN"),
        Just("INPROGRESS")
    ]);
    (status, 0..5u32, 0..5u32).prop_map(|(status, current, goal)| {
        json!({ "status": status, "currentCount": current, "totalTargetCountOfSequence": goal })
    })
}

/// Values in cents, as amounts are.
pub fn amount() -> impl Strategy<Value = f64> {
    prop_oneof![
        2 => (0..2_000i64).prop_map(|whole| whole as f64),
        2 => (-10_000..200_000i64).prop_map(|cents| cents as f64 / 100.0),
        1 => Just(0.0),
        1 => Just(1000.0),
    ]
}

/// A row without what makes it one of a group: its ids and its window.
fn row() -> impl Strategy<Value = Map<String, Value>> {
    let target = prop_oneof![4 => amount().prop_map(Some), 1 => Just(None), 2 => Just(Some(1000.0))];
    let stamp = prop::option::weighted(0.1, Just("2024-08-10T10:00:00Z"));
    let figures = (target, prop::option::weighted(0.9, amount()), stamp);
    let flags = (prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    // A record of the customer, and when they were enrolled, or the response made.
    let record = (any::<bool>(), prop::option::of(instant()), prop::bool::weighted(0.05));
    let row = (figures, flags, record, milestones());
    row.prop_map(|((target, achieved, stamp), (current, left), (has_id, enrolled, is_odd), milestones)| {
        let mut row = Map::new();
        row.insert("targetId".into(), if has_id { json!(900) } else { Value::Null });
        row.insert("enrolledOn".into(), json!(enrolled));
        row.insert("targetValue".into(), json!(target));
        // Half of the made-up rows have nothing achieved.
        let achieved = if has_id || enrolled.is_some() { achieved } else { Some(0.0) };
        row.insert("targetAchievedValue".into(), if is_odd { json!("some") } else { json!(achieved) });
        row.insert("targetAchievedDateTime".into(), json!(stamp));
        row.insert("currentPeriod".into(), json!(current));
        row.insert("unEnrolled".into(), json!(left));
        row.insert("milestones".into(), milestones);
        row
    })
}

fn milestones() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![Just(Value::Null), Just(json!("PERCENTAGE")), Just(json!("ABSOLUTE"))];
    let milestone = (0..150u32, kind, prop::option::weighted(0.3, any::<bool>()));
    prop::collection::vec(milestone, 0..3).prop_map(|list| {
        let row = |(place, (value, kind, achieved))| {
            json!({ "id": place, "triggerValue": value, "triggerValueType": kind, "isAchieved": achieved })
        };
        list.into_iter().enumerate().map(row).collect()
    })
}

/// Start and end, in one of the forms they are sent in; sometimes one is missing.
fn window() -> impl Strategy<Value = Map<String, Value>> {
    let days = (-10..10i64, 0..6i64).prop_map(|(start, length)| {
        let day = |offset: i64| date(MIDDLE + offset * DAY);
        pairs([("periodStartDate", json!(day(start))), ("periodEndDate", json!(day(start + length)))])
    });
    let civil =
        (-10..10i64, 0..6i64, prop_oneof![Just("000"), Just("999")]).prop_map(|(start, length, millis)| {
            let day = |offset: i64| date(MIDDLE + offset * DAY);
            pairs([
                ("periodStartDateWithTimeStamp", json!(format!("{}T00:00:00.000Z", day(start)))),
                ("periodEndDateWithTimeStamp", json!(format!("{}T23:59:59.{millis}Z", day(start + length)))),
            ])
        });
    let exact = (-10 * 24 * 60..10 * 24 * 60i64, 0..5 * 24 * 60i64).prop_map(|(start, length)| {
        let at = |minutes: i64| stamp(MIDDLE + minutes * MINUTE);
        pairs([
            ("periodStartDateWithTimeStampISO", json!(at(start))),
            ("periodEndDateWithTimeStampISO", json!(at(start + length))),
        ])
    });
    let half = (-10..10i64).prop_map(|start| pairs([("periodStartDate", json!(date(MIDDLE + start * DAY)))]));
    prop_oneof![3 => days, 3 => civil, 3 => exact, 2 => legacy(), 1 => half, 1 => Just(Map::new())]
}

/// Start and end on the server's clock; of a cyclic cycle that has not begun they are the same.
pub fn legacy() -> impl Strategy<Value = Map<String, Value>> {
    let minutes = prop_oneof![2 => 1..5 * 24 * 60i64, 1 => Just(0)];
    (-10 * 24 * 60..10 * 24 * 60i64, minutes).prop_map(|(start, length)| {
        let at = |minutes: i64| json!(stamp(MIDDLE + minutes * MINUTE + 7_000));
        pairs([
            ("periodStartDateWithTimeStamp", at(start)),
            ("periodEndDateWithTimeStamp", at(start + length)),
        ])
    })
}

fn pairs<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn date(instant: Millis) -> String {
    stamp(instant)[..10].to_owned()
}

/// A stamp as ISO 8601.
pub fn stamp(instant: Millis) -> String {
    format!("{:.3}", jiff::Timestamp::from_millisecond(instant).unwrap())
}

/// A list of definitions that fit the made-up groups.
pub fn catalog() -> impl Strategy<Value = Value> {
    let period = prop::option::of((-10..10i64, 0..10i64)).prop_map(|days| {
        days.map(|(start, length)| {
            json!({ "id": 1, "startDate": date(MIDDLE + start * DAY), "endDate": date(MIDDLE + (start + length) * DAY) })
        })
    });
    let rule = prop_oneof![
        Just(Value::Null),
        Just(json!("1 & 2")),
        Just(json!("1 | !2")),
        Just(json!("(1")),
        Just(json!("9")),
    ];
    let aggregation = prop_oneof![
        3 => Just(json!(null)),
        1 => (0..4u32).prop_map(|count| json!({ "aggregation": "COUNT", "thresholdValue": count })),
        1 => amount().prop_map(|sum| json!({ "aggregation": "SUM", "thresholdValue": sum })),
    ];
    let method = prop::sample::select(vec![json!(null), json!("TRANSACTION"), json!("IMPORT")]);
    let cycles = prop::option::of((-10..20i64, 1..6u32));
    let condition = (rule, aggregation, method, cycles);
    let definition = (98..106u32, any::<bool>(), period, condition).prop_map(|(id, active, period, condition)| {
        let (rule, mut expression, method, cycles) = condition;
        if expression.is_null() {
            expression = json!({});
        }
        expression["ruleExpression"] = rule;
        json!({
            "id": id, "name": "defined", "active": active, "activePeriod": period,
            "targetEvaluationType": "FIXED_CALENDAR_WINDOW", "trackingType": "UNIFIED",
            "totalPeriods": cycles.map(|(_, periods)| periods),
            "targetCycleEndDate": cycles.map(|(end, _)| date(MIDDLE + end * DAY)),
            "targets": [
                { "id": 1, "name": "one", "enrolmentMethod": method, "targetMilestoneTriggers": [
                    { "id": 0, "triggerType": "SYSTEM_TRIGGER", "triggerValueType": "ABSOLUTE", "triggerValue": 10 },
                ] },
                { "id": 2 },
            ],
            "streaks": [{ "id": 1, "name": "level", "targetCountOfSequence": 3 }],
            "unifiedTargetExpression": expression,
        })
    });
    prop::collection::vec(definition, 0..5).prop_map(|definitions| json!({ "data": definitions }))
}

/// Names of zones in which something odd happened around the made-up time, or happens always.
pub fn zone() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "UTC",
        "Asia/Kolkata",
        "America/New_York",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Santiago",
        "Africa/Casablanca",
    ])
}
