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

/// The request of a call: how to deal with a redirect, the URL, then names and values of headers in turn. `call` is the base
/// URL, the path, the user, the two headers of the data's scope, the version that is held, and who asks: the kind and what
/// belongs to it. What is empty is not there. `query` and `headers` are names and values in turn.
#[wasm_bindgen(js_name = requestOf)]
pub fn request_of(call: Vec<String>, query: Vec<String>, headers: Vec<String>) -> Option<u32> {
    let mut parts = call.into_iter();
    let mut next = || parts.next().unwrap_or_default();
    let call = Call {
        base_url: next(),
        path: next(),
        user_id: next(),
        data_scope: next(),
        data_scope_orgs: next(),
        etag: next(),
        auth: match next().as_str() {
            "basic" => Auth::Basic { username: next(), password: next() },
            "oauth" => Auth::Oauth { token: next(), org_id: next() },
            "bearer" => Auth::Bearer { token: next() },
            _ => Auth::None,
        },
        query: pairs(query),
        headers: pairs(headers),
    };
    let Request { url, headers, has_secrets } = or_answer(call.request())?;
    // A redirect would take headers of our own along, to wherever it leads.
    let redirect = if has_secrets { "manual" } else { "follow" };
    let headers = headers.into_iter().flat_map(|(name, value)| [name, value]);
    Some(answer(&[redirect.into(), url].into_iter().chain(headers).collect::<Vec<String>>()))
}

/// Names and values that stand in turn.
fn pairs(parts: Vec<String>) -> Vec<(String, String)> {
    let mut parts = parts.into_iter();
    let mut pairs = Vec::new();
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        pairs.push((name, value));
    }
    pairs
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
