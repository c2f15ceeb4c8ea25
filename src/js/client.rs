//! Requests, as JavaScript makes them.

use super::input::with_input;
use super::output::{packed, thrown};
use crate::client::answer::failure_of;
use crate::client::clock::{Reading, ServerClock, server_time};
use crate::client::http_date::parse_http_date;
use crate::client::request::{Auth, Call, Request};
use crate::client::retry::{self, Next, Policy};
use crate::wire::{self, Millis};
use wasm_bindgen::prelude::*;

/// The request of a call: how to deal with a redirect, the URL, then names and values of headers in turn. The call is a list of
/// texts of so many bytes: the base URL, the path, the user, the two headers of the data's scope, the version that is held, who
/// asks (the kind, and two texts that belong to it), the three parameters, and then headers of the caller's own, names and
/// values in turn. What is empty is not there.
#[wasm_bindgen(js_name = requestOf)]
pub fn request_of(len: usize) -> Result<u32, JsValue> {
    let texts = with_input(len, wire::read_all_texts);
    let (texts, headers) = texts.split_at_checked(12).unwrap_or_default();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let &[base_url, path, user_id, data_scope, data_scope_orgs, etag, kind, first, second, ref query @ ..] =
        texts.as_slice()
    else {
        return Ok(0);
    };
    let auth = match kind {
        "basic" => Auth::Basic { username: first, password: second },
        "oauth" => Auth::Oauth { token: first, org_id: second },
        "bearer" => Auth::Bearer { token: first },
        _ => Auth::None,
    };
    let query = query.try_into().unwrap_or_default();
    let headers: Vec<(String, String)> = headers
        .chunks_exact(2)
        .filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())))
        .collect();
    let headers = headers.as_slice();
    let call = Call { base_url, path, user_id, data_scope, data_scope_orgs, etag, auth, query, headers };
    let Request { url, headers, has_secrets } = call.request().map_err(thrown)?;
    // A redirect would take headers of our own along, to wherever it leads.
    let redirect = if has_secrets { "manual" } else { "follow" };
    let headers = headers.into_iter().flat_map(|(name, value)| [name, value]);
    Ok(packed(&[redirect.into(), url].into_iter().chain(headers).collect::<Vec<String>>()))
}

/// What to add to the device's clock to have the server's, by the `Date` of an answer; NaN when that is no date.
#[wasm_bindgen(js_name = clockSkew)]
pub fn clock_skew(len: usize, sent: f64, heard: f64) -> f64 {
    let [date] = with_input(len, wire::read_texts);
    server_time(Some(&date), None).map_or(f64::NAN, |server_time| {
        let (sent, heard) = (sent as Millis, heard as Millis);
        let mut clock = ServerClock::default();
        clock.observe(Reading { server_time, sent, heard, sent_at: 0.0, heard_at: 0.0 });
        clock.skew() as f64
    })
}

/// How long to wait before asking again, in milliseconds, by the `Retry-After` and the `Date` of an answer; NaN when the server
/// does not say.
#[wasm_bindgen(js_name = retryAfter)]
pub fn retry_after(len: usize, heard: f64) -> f64 {
    let [retry_after, date] = with_input(len, wire::read_texts);
    let now = parse_http_date(&date).unwrap_or(heard as Millis);
    retry::retry_after(&retry_after, now).unwrap_or(f64::NAN)
}

/// What an answer is that is no success and has a body of so many bytes, as a failure.
#[wasm_bindgen]
pub fn refusal(len: usize, status: u32, retry_after_ms: f64) -> JsValue {
    let mut failure = failure_of(status, with_input(len, wire::read_errors));
    failure.retry_after_ms = (!retry_after_ms.is_nan()).then_some(retry_after_ms);
    thrown(failure)
}

/// What a store may keep of a response of so many bytes, as one text; an empty one for what is no JSON.
#[wasm_bindgen]
pub fn kept(len: usize) -> u32 {
    packed(&vec![with_input(len, wire::kept).unwrap_or_default()])
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
