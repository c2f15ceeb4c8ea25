//! Requests, as JavaScript makes them.

use super::answer::{answer, or_answer};
use super::body::with_body;
use crate::client::answer::failure_of;
use crate::client::clock::skew;
use crate::client::http_date::parse_http_date;
use crate::client::request::{Auth, Call, Request};
use crate::client::retry::{self, Next, Policy};
use crate::wire::{self, Millis};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A request, checked by the JavaScript side: every property is there and of its type.
    pub type JsCall;

    #[wasm_bindgen(method, getter, js_name = baseUrl)]
    fn base_url(this: &JsCall) -> String;
    #[wasm_bindgen(method, getter)]
    fn path(this: &JsCall) -> String;
    #[wasm_bindgen(method, getter, js_name = userId)]
    fn user_id(this: &JsCall) -> String;
    #[wasm_bindgen(method, getter, js_name = includeInactive)]
    fn include_inactive(this: &JsCall) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = includeInactiveTargets)]
    fn include_inactive_targets(this: &JsCall) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = targetRuleId)]
    fn target_rule_id(this: &JsCall) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = dataScope)]
    fn data_scope(this: &JsCall) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = dataScopeOrgs)]
    fn data_scope_orgs(this: &JsCall) -> Option<String>;
    /// Names and values in turn.
    #[wasm_bindgen(method, getter)]
    fn headers(this: &JsCall) -> Vec<String>;
    /// The kind, then what belongs to it.
    #[wasm_bindgen(method, getter)]
    fn auth(this: &JsCall) -> Vec<String>;
    /// The version of the response that is held already.
    #[wasm_bindgen(method, getter)]
    fn etag(this: &JsCall) -> Option<String>;
}

impl JsCall {
    fn to_call(&self) -> Call {
        let mut headers = self.headers().into_iter();
        let mut pairs = Vec::new();
        while let (Some(name), Some(value)) = (headers.next(), headers.next()) {
            pairs.push((name, value));
        }
        let mut auth = self.auth().into_iter();
        let kind = auth.next().unwrap_or_default();
        let mut next = || auth.next().unwrap_or_default();
        let auth = match kind.as_str() {
            "basic" => Auth::Basic { username: next(), password: next() },
            "oauth" => Auth::Oauth { token: next(), org_id: auth.next() },
            "bearer" => Auth::Bearer { token: next() },
            _ => Auth::None,
        };
        Call {
            base_url: self.base_url(),
            path: self.path(),
            user_id: self.user_id(),
            include_inactive: self.include_inactive(),
            include_inactive_targets: self.include_inactive_targets(),
            target_rule_id: self.target_rule_id(),
            data_scope: self.data_scope(),
            data_scope_orgs: self.data_scope_orgs(),
            auth,
            headers: pairs,
            etag: self.etag(),
        }
    }
}

/// The request that a call is: how to deal with a redirect, the URL, then names and values of headers in turn.
#[wasm_bindgen(js_name = requestOf)]
pub fn request_of(call: &JsCall) -> Option<u32> {
    let Request { url, headers, has_secrets } = or_answer(call.to_call().request())?;
    // A redirect would take headers of our own along, to wherever it leads.
    let redirect = if has_secrets { "manual" } else { "follow" };
    let headers = headers.into_iter().flat_map(|(name, value)| [name, value]);
    Some(answer(&[redirect.into(), url].into_iter().chain(headers).collect::<Vec<String>>()))
}

/// What to add to the device's clock to have the server's, by the `Date` of an answer; NaN when that is no date.
#[wasm_bindgen(js_name = clockSkew)]
pub fn clock_skew(date: &str, sent: f64, heard: f64) -> f64 {
    parse_http_date(date).map_or(f64::NAN, |date| skew(date, sent as Millis, heard as Millis) as f64)
}

/// What an answer is that is no success, as a packed failure.
#[wasm_bindgen]
pub fn refusal(status: u32, retry_after: &str, date: &str, heard: f64, body: &Uint8Array) -> u32 {
    let mut failure = failure_of(status, with_body(body, wire::read_errors));
    failure.retry_after_ms =
        retry::retry_after(retry_after, parse_http_date(date).unwrap_or(heard as Millis));
    answer(&*failure)
}

/// What a store may keep of a response.
#[wasm_bindgen]
pub fn kept(body: &Uint8Array) -> Option<Vec<u8>> {
    with_body(body, wire::kept)
}

/// The milliseconds to wait before asking again after a failure that may pass: NaN for never, infinity when the server wants
/// to be left alone for too long. `retry_after_ms` is NaN when it does not say.
#[wasm_bindgen(js_name = retryDelay)]
pub fn retry_delay(
    attempt: u32,
    attempts: f64,
    base_delay_ms: f64,
    max_delay_ms: f64,
    retry_after_ms: f64,
    time_left_ms: f64,
    random: f64,
) -> f64 {
    let asked = (!retry_after_ms.is_nan()).then_some(retry_after_ms);
    match (Policy { attempts, base_delay_ms, max_delay_ms }).next(attempt, asked, time_left_ms, random) {
        Next::Wait(ms) => ms,
        Next::Stop => f64::NAN,
        Next::TooLong => f64::INFINITY,
    }
}
