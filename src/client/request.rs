//! From options to a URL and headers.

use crate::failure::{Failure, FailureCode};
use crate::write::{join, push_ascii, push_hexadecimal, push_number};

/// What a request is made of. What is empty is not there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call<'a> {
    /// Scheme, host and whatever comes before the path; absolute, and written as URLs are.
    pub(crate) base_url: &'a str,
    /// The path, with `{userId}` in it.
    pub(crate) path: &'a str,
    pub(crate) user_id: &'a str,
    /// Whose data, and of which organisations.
    pub(crate) data_scope: &'a str,
    pub(crate) data_scope_orgs: &'a str,
    pub(crate) auth: Auth<'a>,
    pub(crate) include_inactive: Option<bool>,
    pub(crate) include_inactive_targets: Option<bool>,
    pub(crate) target_rule_id: Option<u64>,
    /// Further headers, names and values. They replace those of the same names.
    pub(crate) headers: &'a [(String, String)],
    /// The version of the response that is held already, by its `ETag`.
    pub(crate) etag: &'a str,
}

/// How a request says who asks. Has no `Debug` that would show a secret.
#[derive(Clone, Copy, Default)]
pub(crate) enum Auth<'a> {
    #[default]
    None,
    Basic {
        username: &'a str,
        password: &'a str,
    },
    Oauth {
        token: &'a str,
        /// Empty when the token says it.
        org_id: &'a str,
    },
    Bearer {
        token: &'a str,
    },
}

impl std::fmt::Debug for Auth<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Auth")
    }
}

/// A request.
pub(crate) struct Request {
    pub(crate) url: String,
    /// Names in lower case, each once, and values.
    pub(crate) headers: Vec<(String, String)>,
    /// There are headers that may be secrets. No redirect may take them elsewhere.
    pub(crate) has_secrets: bool,
}

impl Call<'_> {
    /// Builds the request.
    ///
    /// # Errors
    /// `invalid-option` for a base URL that is none, a path without `{userId}`, a header that cannot be sent, and
    /// credentials that would travel in the clear.
    pub(crate) fn request(&self) -> Result<Request, Box<Failure>> {
        let headers = self.all_headers()?;
        if authority(self.base_url).contains(&b'@') {
            return Err(invalid(
                "baseUrl",
                "baseUrl has a user name or a password in it, which no page can send; use auth",
            ));
        }
        let has_credentials =
            !matches!(self.auth, Auth::None) || self.headers.iter().any(|(name, _)| is_credential(name));
        if has_credentials && !is_confidential(self.base_url) {
            return Err(invalid(
                "baseUrl",
                "credentials are not sent over plain http, where anybody on the way can read them; use https (only localhost may do without)",
            ));
        }
        Ok(Request { url: self.url()?, headers, has_secrets: has_credentials || !self.headers.is_empty() })
    }

    fn url(&self) -> Result<String, Box<Failure>> {
        const PLACE: &str = "{userId}";
        let place = self.path.as_bytes().windows(PLACE.len()).position(|text| text == PLACE.as_bytes());
        let parts = place.and_then(|at| Some((self.path.get(..at)?, self.path.get(at + PLACE.len()..)?)));
        let Some((before, after)) = parts else {
            return Err(invalid(
                "path",
                "path must hold {userId}, which each request replaces by the user it asks for",
            ));
        };
        if matches!(self.user_id, "" | "." | "..") {
            return Err(invalid("userId", "a userId that is empty or of dots alone would be another path"));
        }
        let mut base = self.base_url;
        while let Some(shorter) = base.strip_suffix('/') {
            base = shorter;
        }
        let mut url = String::from(base);
        if !before.starts_with('/') {
            push_ascii(&mut url, b'/');
        }
        url.push_str(before);
        push_encoded(&mut url, self.user_id);
        url.push_str(after);
        let mut parameter = |name: &str, value: &str| {
            let separator = if url.as_bytes().contains(&b'?') { "&" } else { "?" };
            url.extend([separator, name, "=", value]);
        };
        for (name, flag) in [
            ("includeInactive", self.include_inactive),
            ("includeInactiveTargets", self.include_inactive_targets),
        ] {
            if let Some(flag) = flag {
                parameter(name, if flag { "true" } else { "false" });
            }
        }
        if let Some(id) = self.target_rule_id {
            let mut digits = String::new();
            push_number(&mut digits, id);
            parameter("targetRuleId", &digits);
        }
        Ok(url)
    }

    fn all_headers(&self) -> Result<Vec<(String, String)>, Box<Failure>> {
        let (first, second) = match self.auth {
            Auth::None => (("", String::new()), ""),
            Auth::Basic { username, password } => {
                let mut value = String::from("Basic ");
                push_base64(&mut value, &join(&[username, ":", password]));
                (("authorization", value), "")
            }
            Auth::Oauth { token, org_id } => (("x-cap-api-oauth-token", token.into()), org_id),
            Auth::Bearer { token } => (("authorization", join(&["Bearer ", token])), ""),
        };
        let known = [
            ("accept", "application/json"),
            ("data-scope", self.data_scope),
            ("data-scope-org", self.data_scope_orgs),
            (first.0, &first.1),
            ("x-cap-api-auth-org-id", second),
            ("if-none-match", self.etag),
        ];
        let known = known.into_iter().filter(|(_, value)| !value.is_empty());
        let own = self.headers.iter().map(|(name, value)| (&**name, &**value));
        let mut headers: Vec<(String, String)> = Vec::with_capacity(8);
        for (name, value) in known.chain(own) {
            // The value is not quoted: it may be the secret.
            if !(is_header_name(name) && is_header_value(value)) {
                let name = crate::wire::clip(name);
                let message = ["the header \"", name, "\" has a character that HTTP headers cannot carry"];
                return Err(invalid("headers", &join(&message)));
            }
            let name = name.to_ascii_lowercase();
            headers.retain(|(earlier, _)| *earlier != name);
            headers.push((name, value.into()));
        }
        Ok(headers)
    }
}

fn invalid(option: &str, message: &str) -> Box<Failure> {
    Box::new(Failure::new(FailureCode::InvalidOption, message).at(option))
}

/// Whether a header of the caller's own is one that says who asks.
fn is_credential(name: &str) -> bool {
    ["authorization", "x-cap-api-oauth-token", "x-cap-api-auth-key"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether what is sent to an absolute URL stays between the page and the server.
fn is_confidential(url: &str) -> bool {
    const PLAIN: &[u8] = b"http:";
    if !url.as_bytes().get(..PLAIN.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(PLAIN)) {
        return true;
    }
    let host = authority(url);
    let name = match host {
        [b'[', ip6 @ ..] => up_to(ip6, b"]"),
        _ => up_to(host, b":"),
    };
    let name = name.to_ascii_lowercase();
    matches!(name.as_slice(), b"localhost" | b"127.0.0.1" | b"::1") || name.ends_with(b".localhost")
}

/// The part of an absolute URL between the scheme and the path: host and port, and perhaps a user.
fn authority(url: &str) -> &[u8] {
    let url = url.as_bytes();
    let start = url.windows(3).position(|three| three == b"://").map_or(url.len(), |at| at + 3);
    up_to(url.get(start..).unwrap_or_default(), b"/\\?#")
}

/// A text up to the first of some bytes.
fn up_to<'a>(text: &'a [u8], ends: &[u8]) -> &'a [u8] {
    text.split(|byte| ends.contains(byte)).next().unwrap_or_default()
}

/// The characters of a header name (RFC 9110, token).
fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// A header value that every server and `fetch` takes: visible ASCII, blanks and tabs.
fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
}

/// Writes a text as one segment of a path, as `encodeURIComponent` does, by which a page may have asked before the engine.
fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'!' | b'\''..=b'*' | b'-' | b'.' | b'_' | b'~') {
            push_ascii(out, byte);
        } else {
            push_ascii(out, b'%');
            push_hexadecimal(out, u32::from(byte), 2);
        }
    }
}

fn push_base64(out: &mut String, text: &str) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in text.as_bytes().chunks(3) {
        let word =
            chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit =
                DIGITS.get((word >> (18 - 6 * place) & 0x3f) as usize).filter(|_| place <= chunk.len());
            push_ascii(out, digit.copied().unwrap_or(b'='));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn call() -> Call<'static> {
        Call {
            base_url: "https://eu.api.capillarytech.com",
            path: "/api_gateway/intouch-api-v3/v3.1/users/{userId}/targetGroups",
            user_id: "347286146",
            ..Call::default()
        }
    }

    fn header(call: &Call<'_>, name: &str) -> Option<String> {
        let headers = call.request().ok().unwrap().headers;
        headers.into_iter().find(|pair| pair.0 == name).map(|pair| pair.1)
    }

    #[test]
    fn fills_the_path_and_adds_only_the_parameters_asked_for() {
        assert_eq!(
            call().request().ok().unwrap().url,
            "https://eu.api.capillarytech.com/api_gateway/intouch-api-v3/v3.1/users/347286146/targetGroups"
        );
        let all = Call {
            base_url: "https://shop.example/api/",
            path: "v3/users/{userId}/targetGroups",
            include_inactive: Some(true),
            include_inactive_targets: Some(false),
            target_rule_id: Some(113_762),
            ..call()
        };
        assert_eq!(
            all.request().ok().unwrap().url,
            "https://shop.example/api/v3/users/347286146/targetGroups?includeInactive=true&includeInactiveTargets=false&targetRuleId=113762"
        );
        let proxied = Call { path: "/loyalty?user={userId}", include_inactive: Some(true), ..call() };
        assert!(
            proxied.request().ok().unwrap().url.ends_with("/loyalty?user=347286146&includeInactive=true")
        );
    }

    #[test]
    fn a_user_cannot_leave_its_segment() {
        let sly = Call { user_id: "../7?x=1#é /-_.!~*'()", ..call() };
        let url = sly.request().ok().unwrap().url;
        assert!(url.ends_with("/users/..%2F7%3Fx%3D1%23%C3%A9%20%2F-_.!~*'()/targetGroups"), "{url}");
        for dots in ["", ".", ".."] {
            let failure = Call { user_id: dots, ..call() }.request().err().unwrap();
            assert_eq!(failure.path.as_deref(), Some("userId"));
        }
    }

    #[test]
    fn says_who_asks_in_each_of_the_four_ways() {
        assert_eq!(header(&call(), "authorization"), None);
        let basic = Auth::Basic { username: "till.1", password: "pä:ss" };
        assert_eq!(
            header(&Call { auth: basic, ..call() }, "authorization").unwrap(),
            "Basic dGlsbC4xOnDDpDpzcw=="
        );
        let bearer = Auth::Bearer { token: "abc" };
        assert_eq!(header(&Call { auth: bearer, ..call() }, "authorization").unwrap(), "Bearer abc");
        let oauth = Call { auth: Auth::Oauth { token: "t", org_id: "50363" }, ..call() };
        assert_eq!(header(&oauth, "x-cap-api-oauth-token").unwrap(), "t");
        assert_eq!(header(&oauth, "x-cap-api-auth-org-id").unwrap(), "50363");
    }

    #[test]
    fn headers_of_the_callers_own_may_be_secrets() {
        let own = |name: &str| {
            let headers = &[(name.into(), "s".into())];
            Call { base_url: "http://shop.example", headers, ..call() }.request()
        };
        assert!(own("X-CAP-API-AUTH-KEY").is_err(), "not over plain http");
        assert!(own("x-request-id").ok().unwrap().has_secrets, "not to wherever a redirect leads");
        assert!(!call().request().ok().unwrap().has_secrets);
    }

    #[test]
    fn a_header_of_the_callers_own_replaces_ours() {
        let headers =
            &[("Accept".into(), "a".into()), ("X-A".into(), "1".into()), ("x-a".into(), "2".into())];
        let headers = Call { headers, ..call() }.request().ok().unwrap().headers;
        assert_eq!(headers, [("accept".into(), "a".into()), ("x-a".into(), "2".into())]);
    }

    #[test]
    fn no_url_has_a_password_in_it() {
        for url in ["https://till:s3cret@a.example/x", "http://localhost@evil.example"] {
            let failure = Call { base_url: url, ..call() }.request().err().unwrap();
            assert_eq!(failure.path.as_deref(), Some("baseUrl"), "{url}");
            assert!(!failure.message.contains("s3cret"));
        }
        assert!(Call { base_url: "https://a.example/@x", ..call() }.request().is_ok());
    }

    #[test]
    fn asks_whether_what_is_held_is_still_good() {
        let held = Call { etag: "W/\"7\"", ..call() };
        assert_eq!(header(&held, "if-none-match").unwrap(), "W/\"7\"");
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (text, expected) in pairs {
            let mut out = String::new();
            push_base64(&mut out, text);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn no_secret_travels_in_the_clear() {
        let secret =
            |base_url: &str| Call { base_url, auth: Auth::Bearer { token: "s3cret" }, ..call() }.request();
        for url in [
            "https://a.example",
            "http://localhost:8080",
            "http://127.0.0.1",
            "http://[::1]:9/x",
            "http://app.localhost",
        ] {
            assert!(secret(url).is_ok(), "{url}");
        }
        for url in [
            "http://a.example",
            "HTTP://a.example:443",
            "http://localhost.evil.example",
            "http://evil.example\\@localhost",
            "http://127.0.0.1.evil.example",
        ] {
            let failure = secret(url).err().unwrap();
            assert_eq!(
                (failure.code, failure.path.as_deref()),
                (FailureCode::InvalidOption, Some("baseUrl")),
                "{url}"
            );
            assert!(!failure.message.contains("s3cret"));
        }
        assert!(
            Call { base_url: "http://a.example", ..call() }.request().is_ok(),
            "there is no secret in it"
        );
    }

    #[test]
    fn a_header_cannot_smuggle_another_one() {
        for value in ["a\r\nx-evil: 1", "a\0", "a\nb", "schlüssel"] {
            let auth = Auth::Bearer { token: value };
            let failure = Call { auth, ..call() }.request().err().unwrap();
            assert_eq!(failure.code, FailureCode::InvalidOption);
            assert!(!failure.message.contains(value), "the secret is not quoted");
        }
        let odd = Call { headers: &[("x y".into(), "1".into())], ..call() };
        assert!(odd.request().err().unwrap().message.contains("\"x y\""));
    }

    #[test]
    fn a_path_without_a_user_is_refused() {
        let failure = Call { path: "/v3/targetGroups", ..call() }.request().err().unwrap();
        assert_eq!((failure.code, failure.path.as_deref()), (FailureCode::InvalidOption, Some("path")));
    }
}
