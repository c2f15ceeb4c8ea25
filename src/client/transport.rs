//! One request through the browser's `fetch`.

use super::answer::{failure_of, no_answer, too_large};
use super::clock::skew;
use super::http_date::parse_http_date;
use super::request::Request;
use super::retry::retry_after;
use crate::failure::Failure;
use crate::wire::{self, Millis};
use gloo_net::http::{Headers, RequestBuilder, Response};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestRedirect, ResponseType,
};

#[wasm_bindgen]
extern "C" {
    // gloo-net's own `send` panics when a request is rejected with something that is no Error, or answered with
    // something that is no Response: both can be had from a page that wraps `fetch`.
    #[wasm_bindgen(catch)]
    fn fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
}

/// What a request needs beside itself.
pub(crate) struct Conditions<'a> {
    pub(crate) credentials: RequestCredentials,
    pub(crate) signal: &'a AbortSignal,
    pub(crate) max_bytes: f64,
    /// Told how many bytes of the body there are, and how many there will be; NaN when that is not known.
    pub(crate) progress: &'a dyn Fn(f64, f64),
}

/// A success.
pub(crate) struct Answer {
    /// The body; none when it is still the one that the request names by its `ETag`.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) etag: Option<String>,
    /// What to add to this device's clock to have the server's, when the answer tells.
    pub(crate) skew: Option<Millis>,
}

/// Sends a request and reads its whole body, if it is a success and no larger than allowed.
pub(crate) async fn send(request: Request, on: Conditions<'_>) -> Result<Answer, Box<Failure>> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value);
    }
    // A redirect would take headers of our own along, to wherever it leads.
    let redirect = if request.has_secrets { RequestRedirect::Manual } else { RequestRedirect::Follow };
    let built = RequestBuilder::new(&request.url)
        .headers(headers)
        .credentials(on.credentials)
        .redirect(redirect)
        // The body holds the customer's profile, which no cache on disk may have; and the `Date` must be of now.
        .cache(RequestCache::NoStore)
        .abort_signal(Some(on.signal))
        .build()
        .map_err(|_| no_answer(false))?;
    let sent = now();
    let promise = fetch(&built.into()).map_err(|_| no_answer(false))?;
    let answer = JsFuture::from(promise).await.map_err(|_| no_answer(false))?;
    let answer: Response = answer.dyn_into::<web_sys::Response>().map_err(|_| no_answer(false))?.into();
    if answer.type_() == ResponseType::Opaqueredirect {
        return Err(failure_of(302, Vec::new()));
    }
    let heard = now();
    let headers = answer.headers();
    let date = headers.get("date").and_then(|date| parse_http_date(&date));
    let status = u32::from(answer.status());
    let is_unchanged = status == 304 && request.is_conditional;
    if !answer.ok() && !is_unchanged {
        let body = read_body(&answer, &on).await;
        let mut failure = failure_of(status, body.map(|body| wire::read_errors(&body)).unwrap_or_default());
        let wait = headers.get("retry-after");
        failure.retry_after_ms = wait.and_then(|wait| retry_after(&wait, date.unwrap_or(heard)));
        return Err(failure);
    }
    Ok(Answer {
        body: if is_unchanged { None } else { Some(read_body(&answer, &on).await?) },
        etag: headers.get("etag"),
        skew: date.map(|date| skew(date, sent, heard)),
    })
}

/// The device's clock.
fn now() -> Millis {
    js_sys::Date::now() as Millis
}

async fn read_body(answer: &Response, on: &Conditions<'_>) -> Result<Vec<u8>, Box<Failure>> {
    let max_bytes = on.max_bytes;
    let announced = answer
        .headers()
        .get("content-length")
        .map_or(f64::NAN, |length| js_sys::Number::parse_float(&length));
    if announced > max_bytes {
        return Err(too_large(max_bytes));
    }
    let mut body = Vec::new();
    let Some(stream) = answer.body() else { return Ok(body) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|_| no_answer(true))?;
        let step: ReadResult = step.unchecked_into();
        let Some(chunk) = step.value() else { return Ok(body) };
        let end = body.len() + chunk.length() as usize;
        if end as f64 > max_bytes {
            // Whether the rest can be stopped makes no difference to the answer.
            drop(reader.cancel());
            return Err(too_large(max_bytes));
        }
        let start = body.len();
        body.try_reserve(chunk.length() as usize).map_err(|_| too_large(start as f64))?;
        body.resize(end, 0);
        if let Some(place) = body.get_mut(start..) {
            chunk.copy_to(place);
        }
        // The length announced is that of the compressed body, where it is compressed: no total that is exceeded is one.
        (on.progress)(end as f64, if announced < end as f64 { f64::NAN } else { announced });
    }
}

#[wasm_bindgen]
extern "C" {
    type ReadResult;

    #[wasm_bindgen(method, getter)]
    fn value(this: &ReadResult) -> Option<Uint8Array>;
}
