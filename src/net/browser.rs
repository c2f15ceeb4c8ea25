//! The transport of a page, a worker or Node: `fetch`, timers and clocks.
//!
//! A page may have put anything in the place of `fetch` and of what it gives: a mock, a polyfill, a wrapper. An exception that
//! leaves an import without `catch` is a trap. So answers are asked by name, each time with `catch`, and nothing is taken for an
//! instance of a class: a polyfill's `Response` is not the browser's, and a proxy of one is, until somebody asks it something.

use super::client::Client;
use super::options::ClientOptions;
use super::transport::{
    Body, BoxFuture, CredentialsMode, Fault, Head, LONGEST_SLEEP_MS, Piece, Redirect, Request, Transport,
};
use crate::failure::{Cause, Failure};
use gloo_net::http::{Headers, RequestBuilder};
use js_sys::{ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit, RequestRedirect};

const NO_RESPONSE: &str = "`fetch` gave no Response: something in this page replaced it, and what it gives has no `status`, or no body (a stream, `arrayBuffer()`, `text()`, `json()`)";
const READ_ALREADY: &str =
    "the body was read already: something in this page replaced `fetch`, and must read a clone";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;

    /// Returns a number in a page and an object in Node.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(done: &Function, ms: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// The transport of a page, a worker or Node.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Called in place of the global `fetch`: it may have sent the same request already.
    pub(crate) fetch: Option<Function>,
}

impl Transport for Browser {
    type Body = BrowserBody;

    async fn send(&self, request: Request) -> Result<(Head, BrowserBody), Fault> {
        let abort = AbortOnDrop::new();
        let request = build(request, &abort)?;
        let fetched = match &self.fetch {
            Some(fetch) => fetch.call1(&JsValue::UNDEFINED, &request),
            None => fetch(&request),
        };
        let response = settled(fetched).await.map_err(caused)?;
        let head = head_of(&response)
            .map_err(|cause| Fault { cause: Some(Cause::Js(cause)), ..Fault::new(NO_RESPONSE) })?;
        if get(&response, "bodyUsed").is_ok_and(|used| used.is_truthy()) {
            return Err(Fault::new(READ_ALREADY));
        }
        let reader = get(&response, "body").and_then(|body| call(&body, "getReader"));
        Ok((head, BrowserBody { rest: reader.map_or(Rest::Whole(response), Rest::Stream), abort }))
    }

    fn resolve_url(&self, url: &str) -> Option<String> {
        // Without a `Request` nothing can be sent, which `send` says.
        if !get(&js_sys::global(), "Request").is_ok_and(|class| class.is_function()) {
            return Some(url.into());
        }
        Some(web_sys::Request::new_with_str(url).ok()?.url())
    }

    fn now(&self) -> f64 {
        js_sys::Date::now()
    }

    fn monotonic(&self) -> f64 {
        performance_now()
    }

    async fn sleep(&self, ms: f64) {
        Timer::new(ms).await;
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }

    fn spawn(&self, task: BoxFuture<()>) {
        spawn_local(task);
    }
}

impl Client<Browser> {
    /// A client that asks by the browser's `fetch`.
    ///
    /// # Errors
    /// `invalid-option` for a base URL that is none.
    pub fn new(options: ClientOptions) -> Result<Client<Browser>, Box<Failure>> {
        Client::with_transport(options, Browser::default())
    }
}

/// Builds the request.
///
/// gloo-net panics where a constructor fails, and where it throws anything but an `Error` of this realm. So what may fail is
/// called here first.
fn build(request: Request, abort: &AbortOnDrop) -> Result<web_sys::Request, Fault> {
    let Request { url, headers, credentials, redirect } = request;
    let raw = web_sys::Headers::new().map_err(caused)?;
    for (name, value) in headers {
        raw.set(&name, &value).map_err(caused)?;
    }
    // The causes are dropped: what the browser says may quote the URL.
    web_sys::Request::new_with_str(&url).map_err(|_| Fault::default())?;
    let builder = RequestBuilder::new(&url)
        .headers(Headers::from_raw(raw))
        .credentials(match credentials {
            CredentialsMode::SameOrigin => RequestCredentials::SameOrigin,
            CredentialsMode::Include => RequestCredentials::Include,
            CredentialsMode::Omit => RequestCredentials::Omit,
        })
        .redirect(match redirect {
            Redirect::Follow => RequestRedirect::Follow,
            Redirect::Manual => RequestRedirect::Manual,
        })
        // The body holds the customer's profile, which no cache on disk may have; and the `Date` must be of now.
        .cache(RequestCache::NoStore);
    let request: web_sys::Request = builder.build().map_err(|_| Fault::default())?.into();
    let Some(controller) = &abort.0 else { return Ok(request) };
    // Where a test runner plays a page inside Node, the signal is the page's and the request is Node's, which refuses it. Then
    // the request cannot be aborted, only its answer be ignored.
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    Ok(web_sys::Request::new_with_request_and_init(&request, &init).unwrap_or(request))
}

/// Reads the status and the headers of a response.
fn head_of(response: &JsValue) -> Result<Head, JsValue> {
    let status = match get(response, "status")?.as_f64() {
        // A redirect that is not followed tells neither where it leads nor its status.
        Some(_) if get(response, "type")? == "opaqueredirect" => 302,
        Some(status) => status as u16,
        None if get(response, "ok")?.is_truthy() => 200,
        None => return Err(JsValue::UNDEFINED),
    };
    let headers = get(response, "headers")?;
    let lookup = get(&headers, "get").and_then(|get| get.dyn_into::<Function>());
    let mut header = |name: &str| lookup.as_ref().ok()?.call1(&headers, &name.into()).ok()?.as_string();
    Ok(Head::new(status, &mut header))
}

/// The body of a response.
#[derive(Debug)]
pub struct BrowserBody {
    rest: Rest,
    abort: AbortOnDrop,
}

/// What has not been read of a body.
#[derive(Debug)]
enum Rest {
    /// What the reader of its stream gives.
    Stream(JsValue),
    /// All of it: the response has no stream, as those of older polyfills and of mocks.
    Whole(JsValue),
    Nothing,
}

impl Body for BrowserBody {
    async fn read(&mut self, into: &mut Vec<u8>, most: usize) -> Result<Piece, Fault> {
        let piece = match &self.rest {
            Rest::Stream(reader) => {
                let step = settled(call(reader, "read")).await;
                step.and_then(|step| get(&step, "value")).map_err(caused)?
            }
            Rest::Whole(response) => {
                let whole = read_whole(response).await?;
                self.rest = Rest::Nothing;
                whole
            }
            Rest::Nothing => JsValue::UNDEFINED,
        };
        if piece.is_undefined() {
            self.rest = Rest::Nothing;
            self.abort.disarm();
            return Ok(Piece::End);
        }
        append(into, &piece, most)
    }
}

/// Reads the body of a response that has no stream.
async fn read_whole(response: &JsValue) -> Result<JsValue, Fault> {
    for method in ["arrayBuffer", "text", "json"] {
        if get(response, method).is_ok_and(|method| method.is_function()) {
            let said = settled(call(response, method)).await;
            let whole = if method == "json" {
                let text = said.and_then(|value| js_sys::JSON::stringify(&value));
                // Without a cause: what the browser says of malformed JSON quotes some of it.
                text.map_err(|_| Fault::new(NO_RESPONSE))?.into()
            } else {
                said.map_err(caused)?
            };
            if !whole.is_undefined() {
                return Ok(whole);
            }
        }
    }
    Err(Fault::new(NO_RESPONSE))
}

/// Copies a piece of a body (bytes, a buffer or a text) to the end of what was read.
fn append(into: &mut Vec<u8>, piece: &JsValue, most: usize) -> Result<Piece, Fault> {
    let start = into.len();
    let fits = |length: usize| length <= most.saturating_sub(start);
    if let Some(text) = piece.as_string() {
        if !fits(text.len()) {
            return Ok(Piece::TooLarge);
        }
        into.extend_from_slice(text.as_bytes());
        return Ok(Piece::Appended);
    }
    // Not `instanceof`, which is false for buffers of another realm.
    let buffer;
    let bytes: &Uint8Array = if ArrayBuffer::is_view(piece) {
        piece.unchecked_ref()
    } else if get(piece, "byteLength").is_ok_and(|length| length.as_f64().is_some()) {
        buffer = Uint8Array::new(piece);
        &buffer
    } else {
        return Err(Fault::new(NO_RESPONSE));
    };
    let length = bytes.length() as usize;
    if !fits(length) {
        return Ok(Piece::TooLarge);
    }
    into.resize(start + length, 0);
    bytes.copy_to(into.get_mut(start..).unwrap_or_default());
    Ok(Piece::Appended)
}

impl Drop for BrowserBody {
    fn drop(&mut self) {
        // Aborting the request does not end a stream that is not the network's, such as a mock's.
        if let Rest::Stream(reader) = &self.rest
            && let Ok(cancelled) = call(reader, "cancel")
        {
            // Handles a rejection, which nobody else would.
            drop(JsFuture::from(Promise::resolve(&cancelled)));
        }
    }
}

/// Aborts a request when it is dropped. Holds nothing where there is no `AbortController`.
#[derive(Debug)]
struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    fn new() -> AbortOnDrop {
        AbortOnDrop(AbortController::new().ok())
    }

    /// The request has ended: there is nothing to abort.
    fn disarm(&mut self) {
        self.0 = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// A timer that is cleared when it is dropped.
struct Timer {
    timer: JsValue,
    fire: Function,
    fired: JsFuture,
}

impl Timer {
    fn new(ms: f64) -> Timer {
        let mut fire = None;
        let promise = Promise::new(&mut |resolve, _| fire = Some(resolve));
        let fire = fire.unwrap_or_default();
        let timer = set_timeout(&fire, ms.min(LONGEST_SLEEP_MS));
        Timer { timer, fire, fired: JsFuture::from(promise) }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.fired).poll(context).map(drop)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
        // The callbacks of a promise are freed when it settles, not before.
        drop(self.fire.call0(&JsValue::UNDEFINED));
    }
}

/// Waits for what a function of the page returned: a promise of any kind, or a value.
async fn settled(returned: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&returned?)).await
}

fn get(target: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(target, &name.into())
}

/// Calls a method without arguments.
fn call(target: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    get(target, name)?.dyn_into::<Function>()?.call0(target)
}

/// A fault that is explained by what the browser says.
fn caused(said: JsValue) -> Fault {
    Cause::Js(said).into()
}
