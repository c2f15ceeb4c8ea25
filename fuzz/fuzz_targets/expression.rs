#![no_main]
//! Any text as the rule of a unified group.

use libfuzzer_sys::fuzz_target;
use milestreak_fuzz::{When, ask_list, read, read_list};
use serde_json::json;

fuzz_target!(|input: (When, &str)| {
    let (when, rule) = input;
    let targets = json!([
        { "targetRuleId": 1, "periodId": 1, "targetValue": 10, "targetAchievedValue": 10 },
        { "targetRuleId": 2, "periodId": 1, "targetValue": 10, "targetAchievedValue": 1 },
    ]);
    let user =
        json!({ "data": { "targetGroups": [{ "id": 1, "trackingType": "UNIFIED", "targets": targets }] } });
    let definition = json!({
        "id": 1,
        "trackingType": "UNIFIED",
        "targets": [{ "id": 1 }, { "id": 2 }],
        "unifiedTargetExpression": { "ruleExpression": rule },
    });
    let list = json!({ "data": [definition] });
    let (user, list) = (user.to_string(), list.to_string());
    ask_list(read_list(list.as_bytes()).unwrap(), read(user.as_bytes()).unwrap(), when);
});
