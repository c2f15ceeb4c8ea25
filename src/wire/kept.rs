//! What may be kept of a body.

use super::decode::Object;
use super::json::{Json, Stop};
use super::response::User;
use super::user::{Attribution, Group, Milestone, Row, Streak};

/// The body again, with nothing in it but the fields that are read: it says the same as the whole one and holds nothing of
/// the customer, whatever the API may add. None for what is no JSON.
pub(crate) fn kept(body: &[u8]) -> Option<String> {
    let mut json = Json::new(body);
    let mut out = Vec::with_capacity(body.len());
    json.skip_blank();
    copy(&mut json, &["data"], &mut out).ok()?;
    String::from_utf8(out).ok()
}

/// The fields that are read of the objects in the value of a field.
fn fields_within(name: &str) -> &'static [&'static str] {
    match name {
        "data" => User::default().names(),
        "targetGroups" => Group::default().names(),
        "targets" => Row::default().names(),
        "milestones" => Milestone::default().names(),
        "streaks" => Streak::default().names(),
        "attribution" => Attribution::default().names(),
        _ => &[],
    }
}

/// Copies the value that comes next; of objects, only these fields.
fn copy(json: &mut Json<'_>, fields: &[&str], out: &mut Vec<u8>) -> Result<(), Stop> {
    let start = json.pos();
    if json.open_object()? {
        out.push(b'{');
        let mut separator: &[u8] = b"";
        let mut first = true;
        while let Some(key) = json.next_key(first)? {
            first = false;
            let key = key.resolve();
            if key == "customer" || !fields.contains(&&*key) {
                json.skip_value()?;
                continue;
            }
            // A name that is known has nothing in it that would have to be escaped.
            out.extend_from_slice(separator);
            out.push(b'"');
            out.extend_from_slice(key.as_bytes());
            out.extend_from_slice(b"\":");
            copy(json, fields_within(&key), out)?;
            separator = b",";
        }
        out.push(b'}');
    } else if json.open_array()? {
        out.push(b'[');
        let mut first = true;
        while json.next_element(first)? {
            if !first {
                out.push(b',');
            }
            copy(json, fields, out)?;
            first = false;
        }
        out.push(b']');
    } else {
        json.skip_value()?;
        out.extend_from_slice(json.span(start, json.pos()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, Received};

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const BODY: &str = r#" {
        "pagination": null,
        "data": {
            "userId": 7, "name": "Jane", "mobile": "919999999999",
            "customer": { "firstName": "Jane", "userId": 7, "targetGroups": [ { "name": "Jane" } ] },
            "\u0063ustomer": "Jane",
            "targetGroups": [ {
                "id": 1, "name": "Spend \u0022more\u0022", "trackingType": "STREAKS", "attribution": { "createdBy": "Jane" },
                "targets": [
                    { "targetRuleId": 5, "targetName": { "firstName": "Jane" }, "targetValue": "10.0", "targetAchievedValue": 4,
                        "periodStartDate": "2024-05-01", "periodEndDate": "2024-05-31", "customer": { "name": "Jane" },
                        "milestones": [ { "id": 1, "triggerValue": 50, "owner": "Jane" }, null ] },
                    5, null
                ],
                "streaks": [ { "streakId": 3, "currentCount": 1, "totalTargetCountOfSequence": 2, "for": [ "Jane" ] } ]
            } ]
        },
        "errors": null, "warnings": [ { "code": 1, "message": "Jane" } ]
    }"#;

    #[test]
    fn what_is_kept_means_the_same_and_names_nobody() {
        let kept = kept(BODY.as_bytes()).unwrap();
        assert!(!kept.contains("Jane") && !kept.contains("9199"), "{kept}");
        let meaning = |body: &[u8]| {
            let model = Model::parse(body, Received::default(), None).unwrap();
            format!("{:?}", Model { api_warnings: Vec::new(), ..model })
        };
        let whole = BODY.replace(r#""code": 1, "message": "Jane""#, "");
        assert_eq!(meaning(kept.as_bytes()), meaning(whole.as_bytes()));
    }

    #[test]
    fn of_another_response_nothing_is_kept() {
        assert_eq!(kept(b"[1,{\"name\":2}]").unwrap(), "[1,{}]");
        assert_eq!(kept(b"{\"data\":[{\"name\":\"x\"}]}").unwrap(), "{\"data\":[{}]}");
        assert_eq!(kept(b"<html>"), None);
    }
}
