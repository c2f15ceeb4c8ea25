//! The reader against serde_json: equal verdicts on every text, and the same model however a response is written.
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

use milestreak::failure::FailureCode;
use milestreak::insight::Snapshot;
use milestreak::model::{Catalog, Model, Received, Zones};
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// Whether the reader takes a text for JSON. What kind of JSON it is does not matter here.
fn is_json(bytes: &[u8]) -> bool {
    match Model::parse(bytes, Received::default(), None) {
        Err(failure) => failure.code != FailureCode::InvalidJson && failure.code != FailureCode::TooLarge,
        Ok(_) => true,
    }
}

/// The same, from a reader that many rely on. It steps over strings without looking at their encoding, so that is
/// looked at first.
fn is_json_to_serde(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_ok() && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// Any JSON, with more of what is odd about it than usual.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[\\\\\"/\u{0}-\u{1f}é漢😀]{0,4}".prop_map(Value::from),
        Just(json!("2024-08-30")),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(
                prop_oneof![name().prop_map(str::to_owned), ".{0,4}".prop_map(String::from)],
                inner,
                0..6
            )
            .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Names that mean something to the reader.
fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "data",
        "errors",
        "warnings",
        "userId",
        "customer",
        "targetGroups",
        "id",
        "name",
        "targets",
        "streaks",
        "targetId",
        "periodId",
        "targetRuleId",
        "targetValue",
        "targetAchievedValue",
        "targetName",
        "periodStartDate",
        "milestones",
        "currentPeriod",
        "currentCount",
        "streakId",
        "trackingType",
        "code",
        "message",
        "attribution",
        "pagination",
    ])
}

/// Writes JSON with white space, escapes and forms of numbers that `to_string` would not choose.
fn write(value: &Value, style: &mut impl FnMut(usize) -> usize, out: &mut String) {
    let space = |style: &mut dyn FnMut(usize) -> usize, out: &mut String| {
        for _ in 0..style(3) {
            out.push([' ', '\n', '\t', '\r'][style(4)]);
        }
    };
    space(style, out);
    match value {
        Value::String(text) => write_text(text, style, out),
        // Larger ones are quoted as they are written, so they must be written alike.
        Value::Number(number)
            if number.as_i64().is_some_and(|number| number != 0 && number.abs() < 1 << 53) =>
        {
            out.push_str(&format!("{number}{}", ["", ".0", "E+0", "0e-1"][style(4)]));
        }
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(item, style, out);
            }
            space(style, out);
            out.push(']');
        }
        Value::Object(fields) => {
            out.push('{');
            for (place, (name, field)) in fields.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                space(style, out);
                write_text(name, style, out);
                space(style, out);
                out.push(':');
                write(field, style, out);
            }
            space(style, out);
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
    space(style, out);
}

fn write_text(text: &str, style: &mut impl FnMut(usize) -> usize, out: &mut String) {
    if style(3) > 0 {
        out.push_str(&serde_json::to_string(text).unwrap());
        return;
    }
    out.push('"');
    for unit in text.encode_utf16() {
        out.push_str(&format!("\\u{unit:04x}"));
    }
    out.push('"');
}

/// A style: numbers below a bound, one after another.
fn style(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    }
}

/// All that is read from a response.
fn everything(bytes: &[u8]) -> Result<Value, String> {
    let model =
        Model::parse(bytes, Received::default(), None).map_err(|failure| format!("{:?}", failure.code))?;
    let snapshot = Snapshot::new(model);
    Ok(json!([
        support::json(&snapshot.head()),
        support::json(&snapshot.groups()),
        support::json(&snapshot.issues())
    ]))
}

/// All that is read from a list.
fn everything_of_a_list(bytes: &[u8]) -> Result<Value, String> {
    let catalog = Catalog::parse(bytes, Zones::default()).map_err(|failure| format!("{:?}", failure.code))?;
    let definitions = milestreak::insight::definitions(&catalog, None, random::MIDDLE, false);
    Ok(json!([support::json(&catalog.head()), support::json(&definitions), support::json(&catalog.issues())]))
}

/// A response in which some values are of another kind than the API's.
fn odd_response() -> impl Strategy<Value = Value> {
    (random::response(), prop::collection::vec((any::<Index>(), value()), 0..4)).prop_map(
        |(mut response, odd)| {
            for (place, value) in odd {
                let mut places = Vec::new();
                collect(&mut response, &mut places);
                let count = places.len();
                *places.swap_remove(place.index(count)) = value;
            }
            response
        },
    )
}

/// All places below the groups at which a value stands.
fn collect<'a>(value: &'a mut Value, places: &mut Vec<&'a mut Value>) {
    match value {
        Value::Array(items) if items.is_empty() => places.push(value),
        Value::Object(fields) => {
            for (name, field) in fields {
                if ["data", "targetGroups", "targets", "milestones", "streaks"].contains(&name.as_str()) {
                    collect(field, places);
                } else {
                    places.push(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| collect(item, places)),
        other => places.push(other),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_json_is_read_and_nothing_else(
        value in value(),
        seed in any::<u64>(),
        damage in prop::collection::vec((any::<Index>(), any::<u8>(), 0..5u8), 0..3),
    ) {
        let mut text = String::new();
        write(&value, &mut style(seed), &mut text);
        let mut bytes = text.into_bytes();
        for (place, byte, kind) in damage {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                2 => drop(bytes.remove(place)),
                3 => bytes.insert(place, b",:{}[]\"\\0-.e"[usize::from(byte) % 12]),
                _ => bytes.truncate(place),
            }
        }
        prop_assert_eq!(is_json(&bytes), is_json_to_serde(&bytes), "{:?}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn damage_to_real_responses_is_found_wherever_it_is(
        file in prop::sample::select(vec!["docs-user-all-cycles.json", "docs-user-over-target.json", "catalog-all-milestones.json"]),
        place in any::<Index>(),
        byte in any::<u8>(),
        insert in any::<bool>(),
    ) {
        let mut bytes = support::fixture(file);
        let place = place.index(bytes.len());
        if insert {
            bytes.insert(place, byte);
        } else {
            bytes[place] = byte;
        }
        prop_assert_eq!(is_json(&bytes), is_json_to_serde(&bytes));
    }

    #[test]
    fn what_is_skipped_is_checked_though_it_looks_like_what_was_skipped_before(
        value in value(),
        damage in prop::option::of((any::<Index>(), any::<u8>())),
    ) {
        let first = json!({ "v": value }).to_string();
        let mut second = first.clone().into_bytes();
        if let Some((at, byte)) = damage {
            let at = at.index(second.len());
            second[at] = byte;
        }
        let text = [
            br#"{"data":{"targetGroups":[{"attribution":"#,
            first.as_bytes(),
            br#"},{"attribution":"#,
            &second,
            br#","id":2}]}}"#,
        ]
        .concat();
        prop_assert_eq!(is_json(&text), is_json_to_serde(&text), "{}", String::from_utf8_lossy(&text));
    }

    #[test]
    fn a_response_means_the_same_however_it_is_written(response in odd_response(), seed in any::<u64>()) {
        let plain = serde_json::to_vec(&response).unwrap();
        let mut styled = String::new();
        write(&response, &mut style(seed), &mut styled);
        prop_assert_eq!(everything(styled.as_bytes()), everything(&plain));
        let pretty = serde_json::to_vec_pretty(&response).unwrap();
        prop_assert_eq!(everything(&pretty), everything(&plain));
    }

    #[test]
    fn a_list_means_the_same_however_it_is_written(list in random::catalog(), seed in any::<u64>()) {
        let plain = serde_json::to_vec(&list).unwrap();
        let mut styled = String::new();
        write(&list, &mut style(seed), &mut styled);
        prop_assert_eq!(everything_of_a_list(styled.as_bytes()), everything_of_a_list(&plain));
    }

    #[test]
    fn every_double_is_exact(bits in any::<u64>(), digits in "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?") {
        let double = f64::from_bits(bits);
        let shortest = if double.is_finite() { format!("{double:?}") } else { "0".into() };
        for text in [shortest, digits] {
            let body = format!(r#"{{"data":{{"targetGroups":[{{"targets":[{{"targetValue":{text}}}]}}]}}}}"#);
            let snapshot = support::snapshot(body.as_bytes());
            let found = snapshot.groups()[0].targets[0].cycles[0].target;
            let expected: f64 = text.parse().unwrap();
            if expected.is_finite() {
                prop_assert_eq!(found.unwrap().to_bits(), (expected + 0.0).to_bits(), "{}", text);
            } else {
                prop_assert_eq!(found, None);
            }
        }
    }

    // Of letters that no message has in a row.
    #[test]
    fn the_customer_is_in_no_answer(response in random::response(), secret in "[QXZ]{12}", where_ in 0..4usize) {
        let mut response = response;
        let hidden = json!({ "firstName": &secret, "profiles": [{ "commChannels": [{ "value": &secret }] }], &secret: &secret });
        response["data"]["customer"] = hidden;
        let mut text = serde_json::to_string(&response).unwrap();
        let secret_at = text.find(&secret).unwrap();
        match where_ {
            0 => {}
            1 => text.insert(secret_at, '\u{1}'),
            2 => text.insert(secret_at + secret.len(), '\\'),
            _ => text.truncate(secret_at + secret.len() - 2),
        }
        match Model::parse(text.as_bytes(), Received::default(), None) {
            Ok(model) => {
                let snapshot = Snapshot::new(model);
                let said = everything(text.as_bytes()).unwrap().to_string();
                prop_assert!(!said.contains(&secret));
                let kept = format!("{snapshot:?}");
                prop_assert!(!kept.contains(&secret));
            }
            Err(failure) => prop_assert!(!format!("{failure:?}").contains(&secret[..4]), "{}", failure.message),
        }
    }
}

#[test]
fn what_is_skipped_again_counts_its_depth_anew() {
    let deep = format!("{{\"v\":{}{}}}", "[".repeat(124), "]".repeat(124));
    let shallow = format!(r#"{{"x":{deep},"y":{deep},"data":{{"targetGroups":[]}}}}"#);
    assert!(Model::parse(shallow.as_bytes(), Received::default(), None).is_ok());
    let deeper = format!(r#"{{"x":{deep},"data":{{"targetGroups":[{{"y":{deep}}}]}}}}"#);
    let failure = Model::parse(deeper.as_bytes(), Received::default(), None).unwrap_err();
    assert_eq!(failure.code, FailureCode::TooLarge);
}
