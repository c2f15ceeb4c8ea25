//! What an answer that is no success means.

use crate::failure::{ApiMessage, Failure, FailureCode};

/// The failure that a status is.
pub(crate) fn failure_of(status: u32, api_errors: Vec<ApiMessage>) -> Box<Failure> {
    let (code, what) = match status {
        401 => (
            FailureCode::Unauthorized,
            "the credentials are missing, wrong or expired; check `auth`, and that the token is fresh",
        ),
        403 => (
            FailureCode::Forbidden,
            "the credentials are good but do not allow this; check the scope and the organisation",
        ),
        404 => (
            FailureCode::NotFound,
            "there is no such user in this scope, or no such address; check the user id, `baseUrl` and `path`",
        ),
        429 => (FailureCode::RateLimited, "too many requests; try again later"),
        408 | 500 | 502 | 503 | 504 => {
            (FailureCode::Http, "the server has a problem that may pass; try again later")
        }
        304 => (
            FailureCode::Http,
            "the server says that nothing changed since an answer that nobody holds; it must not without If-None-Match",
        ),
        300..=399 => (
            FailureCode::Http,
            "the server redirects, and credentials are not taken to another address; use the final one as `baseUrl`",
        ),
        400..=499 => (
            FailureCode::Http,
            "the server does not accept the request; `apiErrors` has what it says, if anything",
        ),
        _ => (FailureCode::Http, "the server failed; `apiErrors` has what it says, if anything"),
    };
    let mut message = String::from("HTTP ");
    crate::write::push_number(&mut message, u64::from(status));
    message.push_str(": ");
    message.push_str(what);
    Box::new(Failure {
        status: Some(status),
        retryable: matches!(status, 408 | 429 | 500 | 502 | 503 | 504),
        api_errors,
        ..Failure::new(code, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn each_kind_of_refusal_is_said_in_its_own_words() {
        let words = [
            (302, "redirects"),
            (304, "nothing changed"),
            (400, "does not accept"),
            (408, "may pass"),
            (418, "does not accept"),
            (501, "the server failed"),
            (503, "may pass"),
        ];
        for (status, words) in words {
            let message = failure_of(status, Vec::new()).message;
            assert!(message.starts_with(&format!("HTTP {status}: ")) && message.contains(words), "{message}");
        }
    }

    #[test]
    fn each_status_has_its_code_and_only_passing_ones_are_worth_a_retry() {
        let expected = [
            (302, FailureCode::Http, false),
            (304, FailureCode::Http, false),
            (400, FailureCode::Http, false),
            (401, FailureCode::Unauthorized, false),
            (403, FailureCode::Forbidden, false),
            (404, FailureCode::NotFound, false),
            (408, FailureCode::Http, true),
            (410, FailureCode::Http, false),
            (429, FailureCode::RateLimited, true),
            (500, FailureCode::Http, true),
            (501, FailureCode::Http, false),
            (502, FailureCode::Http, true),
            (503, FailureCode::Http, true),
            (504, FailureCode::Http, true),
        ];
        for (status, code, retryable) in expected {
            let failure = failure_of(status, Vec::new());
            assert_eq!((failure.code, failure.retryable, failure.status), (code, retryable, Some(status)));
            assert!(failure.message.starts_with(&format!("HTTP {status}: ")));
        }
    }
}
