//! One request through the browser's `fetch`.

use super::answer::{failure_of, no_answer, too_large};
use super::request::Request;
use crate::failure::Failure;
use crate::wire;
use gloo_net::http::{Headers, RequestBuilder, Response};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, RequestCredentials, RequestRedirect, ResponseType};

#[wasm_bindgen]
extern "C" {
    // gloo-net's own `send` panics when a request is rejected with something that is no Error, or answered with
    // something that is no Response: both can be had from a page that wraps `fetch`.
    #[wasm_bindgen(catch)]
    fn fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
}

/// Sends a request and reads its whole body, if it is a success and no larger than allowed.
pub(crate) async fn send(
    request: Request,
    credentials: RequestCredentials,
    signal: &AbortSignal,
    max_bytes: f64,
) -> Result<Vec<u8>, Box<Failure>> {
    let headers = Headers::new();
    for (name, value) in &request.headers {
        headers.set(name, value);
    }
    // A redirect would take headers of our own along, to wherever it leads.
    let redirect = if request.is_secret { RequestRedirect::Manual } else { RequestRedirect::Follow };
    let built = RequestBuilder::new(&request.url)
        .headers(headers)
        .credentials(credentials)
        .redirect(redirect)
        .abort_signal(Some(signal))
        .build()
        .map_err(|_| no_answer(false))?;
    let promise = fetch(&built.into()).map_err(|_| no_answer(false))?;
    let answer = JsFuture::from(promise).await.map_err(|_| no_answer(false))?;
    let answer: Response = answer.dyn_into::<web_sys::Response>().map_err(|_| no_answer(false))?.into();
    if answer.type_() == ResponseType::Opaqueredirect {
        return Err(failure_of(302, Vec::new()));
    }
    let body = read_body(&answer, max_bytes).await;
    if answer.ok() {
        return body;
    }
    let status = u32::from(answer.status());
    Err(failure_of(status, body.map(|body| wire::read_errors(&body)).unwrap_or_default()))
}

async fn read_body(answer: &Response, max_bytes: f64) -> Result<Vec<u8>, Box<Failure>> {
    let announced = answer.headers().get("content-length");
    if announced.is_some_and(|length| js_sys::Number::parse_float(&length) > max_bytes) {
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
        body.resize(end, 0);
        if let Some(place) = body.get_mut(start..) {
            chunk.copy_to(place);
        }
    }
}

#[wasm_bindgen]
extern "C" {
    type ReadResult;

    #[wasm_bindgen(method, getter)]
    fn value(this: &ReadResult) -> Option<Uint8Array>;
}
