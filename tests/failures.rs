//! What is said of input that cannot be read: the code, the place, the cause, and no more of the input than is needed.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

mod support;

use milestreak::failure::{ApiMessage, Failure, FailureCode};
use milestreak::model::{Catalog, Model, Received, Zones};

fn failure(text: impl AsRef<[u8]>) -> Failure {
    *Model::parse(text.as_ref(), Received::default(), None).unwrap_err()
}

/// Line, column and message.
fn invalid(text: impl AsRef<[u8]>) -> (u32, u32, String) {
    let failure = failure(text);
    assert_eq!(failure.code, FailureCode::InvalidJson, "{}", failure.message);
    (failure.line.unwrap(), failure.column.unwrap(), failure.message)
}

#[test]
fn each_way_of_not_being_json_has_its_place_and_its_cause() {
    let cases: &[(&str, (u32, u32), &str)] = &[
        ("", (1, 1), "the body is empty"),
        ("  \n ", (2, 2), "the body is empty"),
        ("<!doctype html>", (1, 1), "page of HTML"),
        ("\n  <Error/>", (2, 3), "page of HTML"),
        ("{", (1, 2), "the text ends here; it was cut off"),
        ("{\"data\": {\"a\": [1, 2", (1, 21), "the text ends here; it was cut off"),
        ("{\"data\": \"abc", (1, 14), "expected the closing quote of the string but the text ends here"),
        ("{\"data\": 12", (1, 12), "the text ends here"),
        ("{\"data\": -", (1, 11), "the text ends inside a number"),
        ("{\"data\": \"\\u12", (1, 15), "the text ends inside an escape"),
        ("{\"data\": undefined}", (1, 10), "expected a value but found undefined, which is not JSON"),
        ("{\"data\": NaN}", (1, 10), "found NaN, which is not JSON"),
        ("{'data': 1}", (1, 2), "JSON has double quotes only"),
        ("{“data”: 1}", (1, 2), "typographic quotation mark"),
        ("{\"data\": [1,],}", (1, 13), "a comma too many"),
        ("{\"data\": 1,}", (1, 12), "a comma too many"),
        ("{\"data\" 1}", (1, 9), "expected a colon after the property name but found a number"),
        (
            "{\"data\": 1 \"b\": 2}",
            (1, 12),
            "expected a comma or the closing } of the object but found a string",
        ),
        ("{\"data\": 1 // x\n}", (1, 12), "JSON has no comments"),
        ("{\"data\": 01}", (1, 11), "a number that is not written as JSON"),
        ("{\"data\": \"a\nb\"}", (1, 12), "a control character inside a string (U+000A)"),
        ("{\"data\": \"\\x\"}", (1, 12), "a backslash escape that JSON does not have"),
        ("{\"data\": 1} x", (1, 13), "the JSON ended before this, and \"x\" follows"),
        ("{\"data\":\u{a0}1}", (1, 9), "a no-break space (U+00A0), which is not white space in JSON"),
        ("{\"data\":\u{3000}1}", (1, 9), "an ideographic space (U+3000)"),
        ("{\"data\":\u{feff}1}", (1, 9), "a byte-order mark (U+FEFF)"),
        ("{\"data\":\u{200b}1}", (1, 9), "an invisible character of no width (U+200B)"),
        ("{\n  \"näme\": \"é😀\", x}", (2, 17), "expected a property name in double quotes but found \"x\""),
        ("\u{feff}{x}", (1, 2), "found \"x\""),
        ("\u{1}", (1, 1), "a control character (U+0001)"),
    ];
    for (text, place, cause) in cases {
        let (line, column, message) = invalid(text);
        assert_eq!((line, column), *place, "{text:?}: {message}");
        assert!(message.contains(cause), "{text:?}: {message}");
        assert!(message.starts_with(&format!("line {line}, column {column}: ")), "{message}");
    }
}

#[test]
fn other_encodings_are_named() {
    let utf16: Vec<u8> = "{\"data\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(invalid(&utf16).2.contains("UTF-16"));
    assert!(invalid([b"\xff\xfe".as_slice(), &utf16].concat()).2.contains("UTF-16"));
    assert!(invalid(b"\x1f\x8b\x08\x00").2.contains("gzip"));
    let latin1 = invalid(b"{\"data\": {\"targetGroups\": [{\"name\": \"Caf\xe9\"}]}}");
    assert_eq!((latin1.0, latin1.1), (1, 41));
    assert!(latin1.2.contains("not UTF-8"));
}

#[test]
fn what_is_skipped_is_checked_as_well() {
    for inside in ["{\"a\":1,}", "[1 2]", "\"\\q\"", "01", "{\"a\"}", "tru", "\"\u{1}\""] {
        for name in ["customer", "attribution", "whatever"] {
            let text = format!("{{\"data\":{{\"{name}\":{inside},\"targetGroups\":[]}}}}");
            assert_eq!(failure(text).code, FailureCode::InvalidJson, "{name}: {inside}");
        }
    }
}

#[test]
fn nothing_of_the_customer_is_quoted() {
    for secret in ["Ä", "Z", "J", "'"] {
        let text =
            format!("{{\"data\":{{\"customer\":{{\"firstName\": {secret}ohn}},\"targetGroups\":[]}}}}");
        let failure = failure(text);
        assert!(!failure.message.contains(secret), "{}", failure.message);
        assert!(failure.message.contains("found something else"), "{}", failure.message);
        assert_eq!((failure.line, failure.column), (Some(1), Some(35)));
    }
}

#[test]
fn nesting_beyond_what_is_allowed_is_too_large() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |levels: usize| {
            format!(
                "{{\"x\":{}1{},\"data\":{{\"targetGroups\":[]}}}}",
                open.repeat(levels),
                close.repeat(levels)
            )
        };
        assert!(
            Model::parse(nested(127).as_bytes(), Received::default(), None).is_ok(),
            "the envelope is the first level of 128"
        );
        let failure = failure(nested(128));
        assert_eq!(failure.code, FailureCode::TooLarge);
        assert!(failure.message.contains("nested deeper than 128 levels") && failure.column.is_some());
    }
    assert_eq!(failure("[".repeat(10_000_000)).code, FailureCode::TooLarge);
}

#[test]
fn json_of_another_shape_says_what_was_expected() {
    let cases = [
        ("[]", "", "not an object"),
        ("\"text\"", "", "not an object"),
        ("null", "", "not an object"),
        ("{}", "data", "no data"),
        ("{\"data\":null}", "data", "no data"),
        ("{\"data\":7}", "data", "no data"),
        ("{\"data\":{}}", "data.targetGroups", "missing"),
        ("{\"data\":{\"userId\":7}}", "data.targetGroups", "missing"),
        ("{\"data\":{\"targetGroups\":\"none\"}}", "data.targetGroups", "data.targetGroups is no list"),
        ("{\"data\":{\"targetGroups\":{}}}", "data.targetGroups", "data.targetGroups is no list"),
        ("{\"data\":{\"targetGroups\":5}}", "data.targetGroups", "data.targetGroups is no list"),
        ("{\"data\":[]}", "data", "parseCatalog()"),
    ];
    for (text, path, cause) in cases {
        let failure = failure(text);
        assert_eq!(
            (failure.code, failure.path.as_deref()),
            (FailureCode::UnexpectedShape, Some(path)),
            "{text}"
        );
        assert!(failure.message.contains(cause), "{text}: {}", failure.message);
    }
    assert_eq!(
        Catalog::parse(b"{\"data\":{\"targetGroups\":[]}}", Zones::default()).unwrap_err().code,
        FailureCode::UnexpectedShape
    );
}

#[test]
fn errors_without_data_are_the_apis() {
    let message = |code: Option<&str>, message: Option<&str>| ApiMessage {
        code: code.map(Into::into),
        message: message.map(Into::into),
    };
    let cases = [
        (
            r#"{"errors":[{"code":8015,"message":"Customer not found"}]}"#,
            vec![message(Some("8015"), Some("Customer not found"))],
        ),
        (r#"{"data":null,"errors":{"code":"E1","message":"no"}}"#, vec![message(Some("E1"), Some("no"))]),
        (
            r#"{"data":null,"errors":["no","never"]}"#,
            vec![message(None, Some("no")), message(None, Some("never"))],
        ),
        (r#"{"data":null,"errors":[{"status":false,"code":null}]}"#, vec![message(None, None)]),
    ];
    for (text, expected) in cases {
        let failure = failure(text);
        assert_eq!((failure.code, failure.api_errors), (FailureCode::Api, expected), "{text}");
    }
    for none in ["null", "[]"] {
        assert_eq!(
            failure(format!("{{\"data\":null,\"errors\":{none}}}")).code,
            FailureCode::UnexpectedShape
        );
    }
    let long = failure(format!("{{\"errors\":[{{\"message\":\"{}\"}}]}}", "very long ".repeat(50)));
    assert!(long.message.len() < 120 && long.api_errors[0].message.as_ref().unwrap().len() == 500);
}

#[test]
fn no_message_quotes_more_than_forty_characters() {
    let long = "9".repeat(500);
    let body = format!(
        r#"{{"data":{{"targetGroups":[{{"id":{long},"targets":[{{"periodStartDate":"{long}","targetValue":1e{long}}}]}}]}}}}"#
    );
    let issues = support::snapshot(body.as_bytes()).issues();
    assert_eq!(issues.len(), 3);
    for issue in issues {
        assert!(
            issue.message.contains(&long[..35]) && !issue.message.contains(&long[..41]),
            "{}",
            issue.message
        );
    }
}

#[test]
fn a_body_of_nothing_but_short_entries_is_too_large() {
    let response = |inside: &str| format!("{{\"data\":{{\"targetGroups\":[{inside}]}}}}");
    let many = |count: usize, entry: &str| vec![entry; count].join(",");
    let group = |inside: &str| format!("{{\"id\":1,\"name\":\"G\",{inside}}}");
    for entry in ["{}", "5", "null", "{\"targetRuleId\":1}"] {
        let bodies = [
            response(&many(100_000, entry)),
            response(&group(&format!("\"targets\":[{}]", many(100_000, entry)))),
            response(&group(&format!("\"streaks\":[{}]", many(100_000, entry)))),
            response(&group(&format!("\"targets\":[{{\"milestones\":[{}]}}]", many(100_000, entry)))),
            // Of all lists together.
            response(&many(1000, &group(&format!("\"targets\":[{}]", many(100, entry))))),
            format!("{{\"data\":{{\"targetGroups\":[]}},\"errors\":[{}]}}", many(100_000, entry)),
        ];
        for body in bodies {
            let failure = failure(&body);
            assert_eq!(failure.code, FailureCode::TooLarge, "{entry}: {}", failure.message);
            assert!(failure.message.contains("more entries in lists"), "{}", failure.message);
        }
    }
    // A list that grows is there twice for a moment, and counts so.
    let levels = response(&group(&format!("\"streaks\":[{}]", many(14_000, "{}"))));
    assert_eq!(failure(&levels).code, FailureCode::TooLarge);
    // What is skipped takes no memory, and some thousands of short ones do not matter.
    for inside in [
        group(&format!("\"other\":[{}]", many(100_000, "{}"))),
        group(&format!("\"streaks\":[{}]", many(6000, "{}"))),
        group(&format!("\"targets\":[{}]", many(8000, "{}"))),
    ] {
        assert!(Model::parse(response(&inside).as_bytes(), Received::default(), None).is_ok());
    }
}
