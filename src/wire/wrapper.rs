//! What a response was wrapped in on its way: by a gateway, an HTTP library, a query language, or by encoding it twice.

use super::json::{Json, Stop};
use crate::failure::{Failure, FailureCode};
use crate::write::join;

/// How deep a response is looked for.
const DEEPEST: usize = 6;
/// How much of the way to it is told.
const LONGEST: usize = 40;

/// Says of JSON of another shape that it has the response inside, if it does; else `failure` is all there is to say. `wanted`
/// is the field that holds the array of the response.
#[cold]
pub(super) fn explain(bytes: &[u8], wanted: &str, failure: Box<Failure>) -> Box<Failure> {
    if failure.code != FailureCode::UnexpectedShape {
        return failure;
    }
    let mut path = String::new();
    let mut json = Json::new(bytes);
    json.skip_blank();
    let Ok(Some(found)) = find(&mut json, wanted, &mut path, 0) else { return failure };
    // It stands where it should, and something else is wrong with it.
    if matches!(found, Found::Array) && (path == "data.targetGroups" || path == "data") {
        return failure;
    }
    let mut end = path.len().min(LONGEST);
    while !path.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    path.truncate(end);
    let message = match found {
        Found::Text if path.is_empty() => {
            String::from("the JSON is a text that holds JSON: it was encoded twice; decode it once more")
        }
        // Text in place of the array is nobody's wrapper.
        Found::Text => {
            let whose = if path == "data.targetGroups" { "" } else { wrapper(&path) };
            join(&[&path, " is a text that holds JSON: ", whose, "pass what it decodes to"])
        }
        Found::Array => join(&[
            wanted,
            " stands at ",
            &path,
            ": ",
            wrapper(&path),
            "pass the object as the API sent it, { \"data\": … }",
        ]),
    };
    Box::new(Failure::new(FailureCode::UnexpectedShape, message).at(&path))
}

/// Whose wrapper has the response at this path.
fn wrapper(path: &str) -> &'static str {
    match path.as_bytes() {
        [b'b', b'o', b'd', b'y'] | [b'b', b'o', b'd', b'y', b'.', ..] => {
            "this is the envelope of a gateway ({ statusCode, body }); "
        }
        [b'd', b'a', b't', b'a', b'.', b'd', b'a', b't', b'a', ..] => {
            "this is the response object of axios or the like; "
        }
        [b'd', b'a', b't', b'a', b'.', ..] => "this is an answer of GraphQL or of a backend of your own; ",
        _ => "",
    }
}

/// What was found.
enum Found {
    /// The array of the response.
    Array,
    /// A text that is JSON again.
    Text,
}

/// Looks for the response in the value that comes next; `path` leads to it then.
fn find(json: &mut Json<'_>, wanted: &str, path: &mut String, depth: usize) -> Result<Option<Found>, Stop> {
    let before = path.len();
    if json.peek() == b'"' {
        let text = json.string()?.resolve();
        let text = text.as_bytes().trim_ascii();
        // Compared as bytes: searching in `str` brings three algorithms along, a kilobyte of them.
        let mentions_it = || text.windows(wanted.len()).any(|letters| letters == wanted.as_bytes());
        let holds_json = match text {
            [b'{', .., b'}'] => matches!(path.as_bytes(), b"" | b"body") || mentions_it(),
            // The array itself, encoded once more than the rest.
            [b'[', .., b']'] => path.as_bytes().ends_with(wanted.as_bytes()),
            _ => false,
        };
        return Ok(holds_json.then_some(Found::Text));
    }
    if depth > DEEPEST {
        json.skip_value()?;
    } else if json.open_object()? {
        let mut first = true;
        while let Some(key) = json.next_key(first)? {
            first = false;
            let key = key.resolve();
            if key == "customer" {
                json.skip_private()?;
                continue;
            }
            if before > 0 {
                path.push('.');
            }
            path.push_str(&key);
            if key == wanted && json.peek() == b'[' {
                return Ok(Some(Found::Array));
            }
            if let Some(found) = find(json, wanted, path, depth.saturating_add(1))? {
                return Ok(Some(found));
            }
            path.truncate(before);
        }
    } else if json.open_array()? {
        let mut first = true;
        while json.next_element(first)? {
            if first {
                path.push_str("[0]");
                if let Some(found) = find(json, wanted, path, depth.saturating_add(1))? {
                    return Ok(Some(found));
                }
                path.truncate(before);
            } else {
                json.skip_value()?;
            }
            first = false;
        }
    } else {
        json.skip_value()?;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::super::{Keys, read_list, read_user};
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const BODY: &str = r#"{"data":{"userId":7,"targetGroups":[]},"errors":[]}"#;
    const LIST: &str = r#"{"data":[{"id":1,"targets":[]}],"pagination":null}"#;

    fn quoted(text: &str) -> String {
        format!("\"{}\"", text.replace('"', "\\\""))
    }

    fn of_user(text: &str) -> (String, String) {
        let failure = read_user(text.as_bytes(), Keys::Written).err().unwrap();
        assert_eq!(failure.code, FailureCode::UnexpectedShape, "{text}");
        (failure.path.unwrap_or_default(), failure.message)
    }

    #[test]
    fn wrappers_are_named() {
        let body = quoted(BODY);
        for (text, path, says) in [
            (
                format!(r#"{{"statusCode":200,"headers":{{}},"body":{body}}}"#),
                "body",
                "the envelope of a gateway",
            ),
            (
                format!(r#"{{"statusCode":200,"body":{BODY}}}"#),
                "body.data.targetGroups",
                "the envelope of a gateway",
            ),
            (format!(r#"{{"data":{BODY},"status":200,"config":{{}}}}"#), "data.data.targetGroups", "axios"),
            (r#"{"data":{"loyalty":{"targetGroups":[]}}}"#.into(), "data.loyalty.targetGroups", "GraphQL"),
            (format!(r#"{{"data":{{"me":{BODY}}}}}"#), "data.me.data.targetGroups", "GraphQL"),
            (body.clone(), "", "encoded twice"),
            (format!(r#"{{"data":{}}}"#, quoted(r#"{"targetGroups":[]}"#)), "data", "a text that holds JSON"),
            (
                r#"{"userId":7,"targetGroups":[]}"#.into(),
                "targetGroups",
                "targetGroups stands at targetGroups",
            ),
            (r#"{"data":{"targetGroups":"[]"}}"#.into(), "data.targetGroups", "a text that holds JSON: pass"),
            (r#"{"statusCode":200,"body":"{}"}"#.into(), "body", "the envelope of a gateway"),
            (format!("[{BODY}]"), "[0].data.targetGroups", "pass the object as the API sent it"),
            (
                format!(r#"{{"success":true,"result":{BODY}}}"#),
                "result.data.targetGroups",
                "stands at result.data",
            ),
        ] {
            let (found, message) = of_user(&text);
            assert_eq!(found, path, "{text}: {message}");
            assert!(message.contains(says), "{text}: {message}");
        }
    }

    #[test]
    fn wrappers_of_lists_are_named() {
        for (text, path) in [
            (format!(r#"{{"statusCode":200,"body":{}}}"#, quoted(LIST)), "body"),
            (format!(r#"{{"data":{LIST},"status":200}}"#), "data.data"),
            (format!("[{LIST}]"), "[0].data"),
        ] {
            let failure = read_list(text.as_bytes()).err().unwrap();
            assert_eq!(failure.path.as_deref(), Some(path), "{}", failure.message);
        }
    }

    #[test]
    fn what_is_no_wrapper_is_told_as_before() {
        for text in [
            "{}",
            "[]",
            "7",
            r#"{"data":null}"#,
            r#"{"data":{}}"#,
            r#"{"data":{"targetGroups":{}}}"#,
            "\"hello\"",
        ] {
            let (_, message) = of_user(text);
            assert!(!message.contains("stands at") && !message.contains("holds JSON"), "{text}: {message}");
        }
    }

    #[test]
    fn nothing_of_the_customer_is_looked_at_and_little_is_quoted() {
        let name = "n".repeat(100);
        let text = format!(r#"{{"customer":{{"x":{BODY}}},"{name}":{BODY}}}"#);
        let (path, message) = of_user(&text);
        assert_eq!(path, "n".repeat(LONGEST));
        assert!(!message.contains("customer"), "{message}");
        let (_, message) = of_user(&format!(r#"{{"data":{{"customer":{BODY}}}}}"#));
        assert!(!message.contains("stands at"), "{message}");
    }

    #[test]
    fn guards_and_base64_are_named() {
        for (text, says) in [(")]}',\n{}", "guard"), ("for(;;);{}", "guard"), ("eyJkYXRhIjp7fX0=", "base64")]
        {
            let failure = read_user(text.as_bytes(), Keys::Written).err().unwrap();
            assert_eq!(failure.code, FailureCode::InvalidJson);
            assert!(failure.message.contains(says), "{}", failure.message);
        }
    }
}
