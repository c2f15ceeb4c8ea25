//! The client, as JavaScript uses it.
//!
//! What comes in was checked by `pkg/src/client.ts` and is plain data: reading it runs no code of the page's. The functions in it
//! throw nothing, and those that take time return promises.

use super::handle::{Object, TimedSnapshot};
use super::output::thrown;
use super::zone::JsZone;
use super::{no_such_handle, shared};
use crate::failure::{Cause, Failure, FailureCode};
use crate::net::{
    Auth, BoxFuture, Browser, CacheOptions, CallOptions, Client, ClientOptions, CredentialsMode, DataScope,
    Fault, Fetched, Progress, Query, RetryPolicy, SnapshotStore, StoredSnapshot, Token, TokenSource,
    Transport,
};
use crate::wire::Millis;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Hears how a call ends. Each call ends once.
    #[derive(Clone)]
    pub type JsSettle;

    #[wasm_bindgen(method, js_name = resolve)]
    fn resolve_snapshot(this: &JsSettle, snapshot: u32, is_stale: bool);

    #[wasm_bindgen(method)]
    fn resolve(this: &JsSettle);

    /// With a failure of this crate.
    #[wasm_bindgen(method)]
    fn fail(this: &JsSettle, failure: JsValue);

    /// With what a function of the page threw.
    #[wasm_bindgen(method)]
    fn reject(this: &JsSettle, reason: &JsValue);

    /// `total` is NaN when it is not known.
    #[wasm_bindgen(method)]
    fn progress(this: &JsSettle, received: f64, total: f64);

    /// A store, of which no method throws.
    #[derive(Clone)]
    type JsStore;

    #[wasm_bindgen(method)]
    fn get(this: &JsStore, key: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn set(
        this: &JsStore,
        key: &str,
        body: Uint8Array,
        received_at: f64,
        all_cycles: Option<bool>,
        etag: Option<String>,
    ) -> Promise;

    #[wasm_bindgen(method)]
    fn delete(this: &JsStore, prefix: &str) -> Promise;
}

/// Makes a client and returns its handle. `options` are `EngineClientOptions` of `pkg/src/client/connection.ts`.
#[wasm_bindgen(js_name = createClient)]
pub fn create_client(options: JsValue) -> Result<u32, JsValue> {
    let options = Data(options);
    let transport = Browser { fetch: options.function("fetch") };
    let client = Client::with_transport(client_options(&options), transport).map_err(thrown)?;
    Ok(Object::Client(client).insert())
}

/// Asks for a user's target groups. `query` is an `EngineQuery`. Returns the handle of the call, which ends when that is freed;
/// `settle` hears of nothing before this returns.
#[wasm_bindgen(js_name = targetGroups)]
pub fn target_groups(client: u32, query: JsValue, settle: JsSettle) -> Result<u32, JsValue> {
    let client = client_of(client)?;
    let query = Data(query);
    let progress = Data(settle.clone().into()).function("progress").map(|_| {
        let settle = settle.clone();
        let tell = move |Progress { received_bytes, total_bytes }| {
            settle.progress(received_bytes as f64, total_bytes.map_or(f64::NAN, |total| total as f64));
        };
        Rc::new(tell) as Rc<dyn Fn(Progress)>
    });
    let options = CallOptions { refresh: query.is("refresh"), progress };
    let query = Query {
        user_id: query.text("userId").unwrap_or_default(),
        include_inactive: query.flag("includeInactive"),
        include_inactive_targets: query.flag("includeInactiveTargets"),
        target_rule_id: query.id("targetRuleId"),
    };
    let answer = client.target_groups(&query, &options);
    Ok(start(Box::pin(async move {
        match answer.await {
            Ok(Fetched { snapshot, is_stale }) => {
                settle.resolve_snapshot(TimedSnapshot::new((*snapshot).clone()).insert(), is_stale);
            }
            Err(failure) => settle.fail(thrown(failure)),
        }
    })))
}

/// Ends all calls of a client and forgets what it holds. Returns the handle of the call.
#[wasm_bindgen(js_name = signOut)]
pub fn sign_out(client: u32, settle: JsSettle) -> Result<u32, JsValue> {
    let done = client_of(client)?.sign_out();
    Ok(start(Box::pin(async move {
        match done.await {
            Ok(()) => settle.resolve(),
            Err(Fault { cause: Some(Cause::Js(reason)), .. }) => settle.reject(&reason),
            Err(Fault { message, .. }) => {
                let message = message.unwrap_or_default();
                settle.fail(thrown(Box::new(Failure::new(FailureCode::Timeout, message))));
            }
        }
    })))
}

/// What to add to the device's clock to have the server's, in milliseconds, as far as a client knows.
#[wasm_bindgen(js_name = clockSkew)]
pub fn clock_skew(client: u32) -> Result<f64, JsValue> {
    Ok(client_of(client)?.clock_skew_ms() as f64)
}

fn client_of(handle: u32) -> Result<Client<Browser>, JsValue> {
    match Object::get(handle) {
        Some(Object::Client(client)) => Ok(client),
        _ => Err(no_such_handle()),
    }
}

/// A call that is under way. Dropping it ends the call.
pub(super) struct Call {
    abort: Rc<Abort>,
}

#[derive(Default)]
struct Abort {
    is_aborted: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Drop for Call {
    fn drop(&mut self) {
        self.abort.is_aborted.set(true);
        // Not dropped here: the future may be what is running.
        if let Some(waker) = self.abort.waker.take() {
            waker.wake();
        }
    }
}

/// Runs a future, and returns the handle of the call. When that is freed, the future is dropped.
fn start(mut future: BoxFuture<()>) -> u32 {
    let abort = Rc::new(Abort::default());
    let call = Object::Call(Rc::new(Call { abort: Rc::clone(&abort) })).insert();
    let until_aborted = poll_fn(move |context| {
        if abort.is_aborted.get() {
            return Poll::Ready(());
        }
        abort.waker.set(Some(context.waker().clone()));
        future.as_mut().poll(context)
    });
    Browser::default().spawn(Box::pin(until_aborted));
    call
}

/// An object of plain data.
struct Data(JsValue);

impl Data {
    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }

    /// An object within, if it is there.
    fn object(&self, name: &str) -> Option<Data> {
        let value = self.get(name);
        value.is_object().then_some(Data(value))
    }

    fn function(&self, name: &str) -> Option<Function> {
        self.get(name).dyn_into().ok()
    }

    fn array(&self, name: &str) -> Array {
        self.get(name).dyn_into().unwrap_or_default()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }

    fn id(&self, name: &str) -> Option<u64> {
        self.number(name).map(|id| id as u64)
    }

    fn duration(&self, name: &str) -> Option<Duration> {
        self.number(name).map(|ms| Duration::from_millis(ms as u64))
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).as_bool()
    }

    fn is(&self, name: &str) -> bool {
        self.flag(name) == Some(true)
    }
}

fn client_options(data: &Data) -> ClientOptions {
    let mut options = ClientOptions::new(data.text("baseUrl").unwrap_or_default());
    if let Some(path) = data.text("path") {
        options.path = path;
    }
    if let Some(auth) = data.object("auth") {
        options.auth = auth_of(&auth);
    }
    options.data_scope = match data.text("dataScope").as_deref() {
        Some("SELF") => Some(DataScope::Own),
        Some("OTHER") => Some(DataScope::Other),
        Some("ALL") => Some(DataScope::All),
        _ => None,
    };
    options.data_scope_orgs =
        data.array("dataScopeOrgs").iter().filter_map(|id| Some(id.as_f64()? as u64)).collect();
    options.credentials = match data.text("credentials").as_deref() {
        Some("include") => CredentialsMode::Include,
        Some("omit") => CredentialsMode::Omit,
        _ => CredentialsMode::SameOrigin,
    };
    let pair = |pair: JsValue| {
        let pair: Array = pair.dyn_into().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    options.headers = data.array("headers").iter().filter_map(pair).collect();
    options.timeout = data.duration("timeoutMs").unwrap_or(options.timeout);
    options.deadline = data.duration("deadlineMs").unwrap_or(options.deadline);
    options.max_bytes = data.number("maxBytes").map_or(options.max_bytes, |bytes| bytes as usize);
    if let Some(retry) = data.object("retry") {
        let RetryPolicy { attempts, base_delay, max_delay } = options.retry;
        options.retry = RetryPolicy {
            attempts: retry.number("attempts").map_or(attempts, |attempts| attempts as u32),
            base_delay: retry.duration("baseDelayMs").unwrap_or(base_delay),
            max_delay: retry.duration("maxDelayMs").unwrap_or(max_delay),
        };
    }
    options.cache = data.object("cache").map(|cache| {
        let CacheOptions { max_age, max_stale, .. } = CacheOptions::default();
        let store = cache.object("store").map(|Data(store)| Rc::new(store.unchecked_into::<JsStore>()));
        CacheOptions {
            max_age: cache.duration("maxAgeMs").unwrap_or(max_age),
            max_stale: cache.duration("maxStaleMs").unwrap_or(max_stale),
            store: store.map(|store| store as Rc<dyn SnapshotStore>),
            identity: cache.text("identity"),
        }
    });
    let zone = data.object("serverTimeZone").map(|Data(zone)| zone.unchecked_into::<JsZone>());
    options.server_time_zone = shared(zone);
    options
}

fn auth_of(data: &Data) -> Auth {
    let token = || match data.function("getToken") {
        Some(source) => Token::Source(Rc::new(JsTokenSource(source))),
        None => Token::Fixed(data.text("token").unwrap_or_default()),
    };
    match data.text("type").as_deref() {
        Some("basic") => Auth::Basic {
            username: data.text("username").unwrap_or_default(),
            password: data.text("password").unwrap_or_default(),
        },
        Some("bearer") => Auth::Bearer { token: token() },
        Some("oauth") => Auth::Oauth { token: token(), org_id: data.id("orgId") },
        _ => Auth::None,
    }
}

/// A function of the page that gives tokens. It is told whether the last one was refused. What it rejects with is an object with a
/// `message`, or with the `cause` where something was thrown.
struct JsTokenSource(Function);

impl TokenSource for JsTokenSource {
    fn token(&self, refresh: bool) -> BoxFuture<Result<String, Fault>> {
        let promise = self.0.call1(&JsValue::UNDEFINED, &refresh.into());
        Box::pin(async move {
            let token = match promise {
                Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
                Err(error) => Err(error),
            };
            token.map(|token| token.as_string().unwrap_or_default()).map_err(|error| {
                let error = Data(error);
                match error.text("message") {
                    Some(message) => Fault::new(message),
                    None => Cause::Js(error.get("cause")).into(),
                }
            })
        })
    }
}

impl SnapshotStore for JsStore {
    fn get(&self, key: String) -> BoxFuture<Result<Option<StoredSnapshot>, Fault>> {
        let stored = settled(JsStore::get(self, &key));
        Box::pin(async move {
            let stored = Data(stored.await?);
            Ok(stored.get("body").dyn_into::<Uint8Array>().ok().map(|body| StoredSnapshot {
                body: body.to_vec(),
                received_at: stored.number("receivedAt").unwrap_or_default() as Millis,
                all_cycles: stored.flag("allCycles"),
                etag: stored.text("etag"),
            }))
        })
    }

    fn set(&self, key: String, value: StoredSnapshot) -> BoxFuture<Result<(), Fault>> {
        let StoredSnapshot { body, received_at, all_cycles, etag } = value;
        let body = Uint8Array::from(body.as_slice());
        let done = settled(JsStore::set(self, &key, body, received_at as f64, all_cycles, etag));
        Box::pin(async move { done.await.map(drop) })
    }

    fn delete(&self, prefix: String) -> BoxFuture<Result<(), Fault>> {
        let done = settled(JsStore::delete(self, &prefix));
        Box::pin(async move { done.await.map(drop) })
    }
}

async fn settled(promise: Promise) -> Result<JsValue, Fault> {
    JsFuture::from(promise).await.map_err(|reason| Cause::Js(reason).into())
}
