//! The inside of a client.

use super::attempts::{Answer, Limits};
use super::cache::{Cache, Cached, Freshness};
use super::flight::{Flight, Listeners};
use super::options::{Auth, CallOptions, ClientOptions, DataScope, Fetched, Query};
use super::shared::Shared;
use super::store::{StoreQueue, StoredSnapshot};
use super::token::Tokens;
use super::transport::{Fault, Transport};
use super::wait::{First, first};
use crate::client::clock::ClockSkew;
use crate::failure::{Failure, FailureCode};
use crate::insight::Snapshot;
use crate::model::{Model, Received};
use crate::wire::{self, Millis};
use crate::write::{push_ascii, push_hexadecimal, push_number};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::{Rc, Weak};

const NOT_A_URL: &str = "baseUrl is no URL that can be fetched";

/// How long a call waits for the store before it asks the server, in milliseconds.
const STORE_TIMEOUT_MS: f64 = 1_000.0;

/// How long a sign-out waits for the store, in milliseconds.
const SIGN_OUT_TIMEOUT_MS: f64 = 10_000.0;

/// The time until somebody signs out, who ends it.
pub(super) type Session = Shared<()>;

/// What a client is made of.
pub(super) struct Service<T> {
    pub(super) transport: T,
    pub(super) options: ClientOptions,
    /// Absolute.
    pub(super) base_url: String,
    /// As the header has them.
    pub(super) data_scope_orgs: String,
    pub(super) limits: Limits,
    pub(super) tokens: Rc<Tokens>,
    pub(super) clock_skew: RefCell<ClockSkew>,
    session: RefCell<Rc<Session>>,
    /// A key's figures were another customer's all at once: somebody else has signed in, and the client was not told. Nothing is held
    /// from then on.
    has_changed_hands: Cell<bool>,
    flights: RefCell<Vec<Weak<Flight>>>,
    cache: Option<RefCell<Cache>>,
    store: Option<Rc<StoreQueue>>,
    /// What all keys in the store begin with.
    prefix: String,
}

impl<T: Transport> Service<T> {
    pub(super) fn new(options: ClientOptions, transport: T) -> Result<Service<T>, Box<Failure>> {
        let Some(base_url) = transport.resolve_url(&options.base_url) else {
            return Err(Box::new(Failure::new(FailureCode::InvalidOption, NOT_A_URL).at("baseUrl")));
        };
        let mut data_scope_orgs = String::new();
        for id in &options.data_scope_orgs {
            if !data_scope_orgs.is_empty() {
                push_ascii(&mut data_scope_orgs, b',');
            }
            push_number(&mut data_scope_orgs, *id);
        }
        let cache = options.cache.as_ref();
        let store = cache.and_then(|cache| cache.store.clone());
        Ok(Service {
            prefix: prefix(&options, &base_url, &data_scope_orgs),
            cache: cache.map(|cache| RefCell::new(Cache::new(cache))),
            store: store.map(StoreQueue::new),
            limits: Limits::new(&options),
            transport,
            options,
            base_url,
            data_scope_orgs,
            tokens: Rc::default(),
            clock_skew: RefCell::default(),
            session: RefCell::new(Session::unfinished()),
            has_changed_hands: Cell::new(false),
            flights: RefCell::default(),
        })
    }

    /// The server's clock, as far as it is known.
    pub(super) fn now(&self) -> Millis {
        self.transport.now() as Millis + self.clock_skew.borrow().millis()
    }

    pub(super) fn session(&self) -> Rc<Session> {
        Rc::clone(&self.session.borrow())
    }

    /// A snapshot: what is held if it will do, else the server's answer.
    pub(super) async fn ask(
        self: Rc<Self>,
        query: Query,
        options: CallOptions,
        session: Rc<Session>,
    ) -> Result<Fetched, Box<Failure>> {
        let key = key_of(&query);
        if self.store.is_some() {
            self.check_identity(&query)?;
            self.restore(&key, &session).await;
        }
        check_session(&session)?;
        if !options.refresh
            && let Some((cached, is_stale)) = self.cached(&key)
        {
            if is_stale {
                let flight = self.flight(key, query);
                self.transport.spawn(Box::pin(async move { drop(flight.answer.wait().await) }));
            }
            return Ok(Fetched { snapshot: Rc::clone(&cached.snapshot), is_stale });
        }
        let flight = self.flight(key, query);
        let _listening = options.progress.map(|listener| flight.listeners.add(listener));
        let snapshot = flight.answer.wait().await?;
        Ok(Fetched { snapshot, is_stale: false })
    }

    /// Whether it is known who a user is: with a store, one page's `me` must not be the next one's.
    fn check_identity(&self, query: &Query) -> Result<(), Box<Failure>> {
        let identity = self.options.cache.as_ref().and_then(|cache| cache.identity.as_deref());
        // An empty one is what a page makes of nobody.
        if identity.is_some_and(|identity| !identity.is_empty())
            || query.user_id.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Ok(());
        }
        let message = "cache.identity is needed: with a store, and a userId that is no number, nothing tells who is signed in";
        Err(Box::new(Failure::new(FailureCode::InvalidOption, message).at("identity")))
    }

    /// What is held under a key, and whether a new one should be fetched.
    fn cached(&self, key: &str) -> Option<(Rc<Cached>, bool)> {
        let cache = self.cache.as_ref()?;
        let now = self.now();
        let cached = cache.borrow().get(key)?;
        let freshness = cache.borrow().freshness(&cached, now);
        match freshness {
            Freshness::Fresh => Some((cached, false)),
            Freshness::Stale => Some((cached, true)),
            Freshness::TooOld => {
                self.forget(key);
                None
            }
        }
    }

    /// The request in flight for a key, or a new one.
    fn flight(self: &Rc<Self>, key: String, query: Query) -> Rc<Flight> {
        let mut flights = self.flights.borrow_mut();
        flights.retain(|flight| flight.upgrade().is_some_and(|flight| !flight.answer.is_done()));
        if let Some(flight) = flights.iter().filter_map(Weak::upgrade).find(|flight| flight.key == key) {
            return flight;
        }
        let listeners = Rc::<Listeners>::default();
        let answer =
            Shared::new(Rc::clone(self).fetch(key.clone(), query, Rc::clone(&listeners), self.session()));
        let flight = Rc::new(Flight { key, answer, listeners });
        flights.push(Rc::downgrade(&flight));
        flight
    }

    async fn fetch(
        self: Rc<Self>,
        key: String,
        query: Query,
        listeners: Rc<Listeners>,
        session: Rc<Session>,
    ) -> Result<Rc<Snapshot>, Box<Failure>> {
        let held = self.cached(&key).map(|(cached, _)| cached);
        let etag = held.as_ref().and_then(|held| held.etag.as_deref());
        let answer = self.send(&query, etag, &|progress| listeners.notify(progress)).await;
        // A listener, or the page's token function, may have signed out in this very moment.
        check_session(&session)?;
        answer.and_then(|answer| self.take(&key, &query, held.as_deref(), answer)).inspect_err(|failure| {
            match failure.code {
                // Whoever signs in next may be somebody else.
                FailureCode::Unauthorized => drop(self.forget_all()),
                FailureCode::Forbidden | FailureCode::NotFound => self.forget(&key),
                _ => {}
            }
        })
    }

    /// Makes a snapshot of an answer, and holds it.
    // `inline(never)`: what stands in an async function is twice as long.
    #[inline(never)]
    fn take(
        &self,
        key: &str,
        query: &Query,
        held: Option<&Cached>,
        Answer { body, mut etag, attempts }: Answer,
    ) -> Result<Rc<Snapshot>, Box<Failure>> {
        let received = Received { at: Some(self.now()), all_cycles: query.include_inactive };
        let (snapshot, kept) = match (body, held) {
            (None, Some(held)) => {
                etag = etag.or_else(|| held.etag.clone());
                let mut snapshot = Snapshot::clone(&held.snapshot);
                snapshot.received = received;
                (snapshot, held.body.clone())
            }
            (body, _) => {
                let body = body.unwrap_or_default();
                let zone = self.options.server_time_zone.clone();
                let model = Model::parse(&body, received, zone).map_err(|mut failure| {
                    failure.attempts = Some(attempts);
                    failure
                })?;
                let kept = if self.store.is_some() { wire::kept(&body) } else { None };
                (Snapshot::new(model), kept.map(|kept| Rc::from(kept.into_bytes())))
            }
        };
        let snapshot = Rc::new(snapshot);
        if held.is_some_and(|held| held.snapshot.model.user_id != snapshot.model.user_id) {
            self.has_changed_hands.set(true);
            drop(self.forget_all());
        }
        self.hold(key, Rc::clone(&snapshot), kept, etag);
        Ok(snapshot)
    }

    /// Holds a response, and has the store keep it.
    fn hold(&self, key: &str, snapshot: Rc<Snapshot>, body: Option<Rc<[u8]>>, etag: Option<String>) {
        let Some(cache) = self.cache.as_ref().filter(|_| !self.has_changed_hands.get()) else { return };
        let received_at = snapshot.received.at.unwrap_or_default();
        if let (Some(queue), Some(body)) = (&self.store, &body) {
            let stored = StoredSnapshot {
                body: body.to_vec(),
                received_at,
                all_cycles: snapshot.received.all_cycles,
                etag: etag.clone(),
            };
            let (store, key) = (Rc::clone(&queue.store), self.stored_key(key));
            queue.push(&self.transport, Box::pin(async move { drop(store.set(key, stored).await) }));
        }
        cache.borrow_mut().insert(key, Rc::new(Cached { snapshot, received_at, etag, body }));
    }

    /// Forgets what is held under a key, in the store as well.
    fn forget(&self, key: &str) {
        if let Some(cache) = &self.cache {
            cache.borrow_mut().remove(key);
        }
        drop(self.delete(self.stored_key(key)));
    }

    /// Forgets all that is held, in the store as well; how that ends, if there is one.
    fn forget_all(&self) -> Option<Rc<Shared<Result<(), Fault>>>> {
        if let Some(cache) = &self.cache {
            cache.borrow_mut().clear();
        }
        self.delete(self.prefix.clone())
    }

    /// Deletes what the store keeps under keys that begin with this.
    fn delete(&self, prefix: String) -> Option<Rc<Shared<Result<(), Fault>>>> {
        let queue = self.store.as_ref()?;
        let store = Rc::clone(&queue.store);
        let deleted = Shared::unfinished();
        let end = Rc::clone(&deleted);
        queue.push(&self.transport, Box::pin(async move { end.finish(store.delete(prefix).await) }));
        Some(deleted)
    }

    fn stored_key(&self, key: &str) -> String {
        crate::write::join(&[&self.prefix, key])
    }

    /// Takes what the store keeps under a key into memory, unless it takes too long to answer.
    async fn restore(self: &Rc<Self>, key: &str, session: &Rc<Session>) {
        let (Some(cache), Some(queue)) = (&self.cache, &self.store) else { return };
        if queue.is_silent.get() || self.has_changed_hands.get() || cache.borrow().get(key).is_some() {
            return;
        }
        let (service, of_session) = (Rc::downgrade(self), Rc::clone(session));
        let (store, silent) = (Rc::clone(&queue.store), Rc::downgrade(queue));
        let (key, stored_key) = (String::from(key), self.stored_key(key));
        let restored = Shared::unfinished();
        let end = Rc::clone(&restored);
        let operation = async move {
            let stored = store.get(stored_key).await;
            if let (Ok(Some(stored)), Some(service)) = (stored, service.upgrade()) {
                service.take_stored(&key, stored, &of_session);
            }
            if let Some(queue) = silent.upgrade() {
                queue.is_silent.set(false);
            }
            end.finish(());
        };
        queue.push(&self.transport, Box::pin(operation));
        let answered = first(restored.wait(), session.wait());
        if let First::That(()) = first(answered, self.transport.sleep(STORE_TIMEOUT_MS)).await {
            queue.is_silent.set(true);
        }
    }

    /// Holds what the store kept, unless there is something newer or somebody signed out meanwhile. What is damaged counts as nothing.
    fn take_stored(&self, key: &str, stored: StoredSnapshot, session: &Session) {
        let StoredSnapshot { body, received_at, all_cycles, etag } = stored;
        let Some(cache) = &self.cache else { return };
        if session.is_done() || cache.borrow().get(key).is_some() {
            return;
        }
        let received = Received { at: Some(received_at), all_cycles };
        let parsed = Model::parse(&body, received, self.options.server_time_zone.clone());
        if let Ok(model) = parsed {
            let snapshot = Rc::new(Snapshot::new(model));
            let body = Some(Rc::from(body));
            cache.borrow_mut().insert(key, Rc::new(Cached { snapshot, received_at, etag, body }));
        }
    }

    /// Ends and forgets everything, at once; the future waits for the store.
    pub(super) fn sign_out(self: &Rc<Self>) -> impl Future<Output = Result<(), Fault>> + use<T> {
        self.session.replace(Session::unfinished()).finish(());
        self.has_changed_hands.set(false);
        self.tokens.forget();
        let flights = self.flights.take();
        for flight in flights.iter().filter_map(Weak::upgrade) {
            flight.answer.finish(Err(signed_out()));
        }
        let deleted = self.forget_all();
        let service = Rc::clone(self);
        async move {
            let Some(deleted) = deleted else { return Ok(()) };
            match first(deleted.wait(), service.transport.sleep(SIGN_OUT_TIMEOUT_MS)).await {
                First::This(result) => result,
                First::That(()) => Err(Fault::new(
                    "the store did not answer within 10 seconds: what it keeps of the customer may still be there",
                )),
            }
        }
    }
}

/// Fails when somebody has signed out since a call was made.
fn check_session(session: &Session) -> Result<(), Box<Failure>> {
    if session.is_done() { Err(signed_out()) } else { Ok(()) }
}

#[cold]
fn signed_out() -> Box<Failure> {
    Box::new(Failure::new(FailureCode::Aborted, "the client was signed out"))
}

/// What all keys of a client in its store begin with: the address, the scope, the kind of credentials and the identity, as JSON.
fn prefix(options: &ClientOptions, base_url: &str, data_scope_orgs: &str) -> String {
    let mut out = String::from("[");
    push_json(&mut out, Some(base_url));
    let orgs = Some(data_scope_orgs).filter(|orgs| !orgs.is_empty());
    for part in [Some(options.path.as_str()), options.data_scope.map(DataScope::as_str), orgs] {
        push_ascii(&mut out, b',');
        push_json(&mut out, part);
    }
    out.push_str(",[");
    push_json(&mut out, Some(options.auth.kind()));
    if let Auth::Oauth { org_id: Some(id), .. } = options.auth {
        push_ascii(&mut out, b',');
        push_number(&mut out, id);
    }
    out.push_str("],");
    push_json(&mut out, options.cache.as_ref().and_then(|cache| cache.identity.as_deref()));
    push_ascii(&mut out, b']');
    out
}

/// What tells a query from others of the same client, as JSON.
fn key_of(query: &Query) -> String {
    let mut out = String::from("[");
    push_json(&mut out, Some(&query.user_id));
    for flag in [query.include_inactive, query.include_inactive_targets] {
        out.push_str(match flag {
            None => ",null",
            Some(true) => ",true",
            Some(false) => ",false",
        });
    }
    match query.target_rule_id {
        None => out.push_str(",null"),
        Some(id) => {
            push_ascii(&mut out, b',');
            push_number(&mut out, id);
        }
    }
    push_ascii(&mut out, b']');
    out
}

/// Appends a text as JSON, or null.
fn push_json(out: &mut String, text: Option<&str>) {
    let Some(text) = text else { return out.push_str("null") };
    push_ascii(out, b'"');
    for char in text.chars() {
        match char {
            '"' | '\\' => {
                push_ascii(out, b'\\');
                out.push(char);
            }
            '\0'..='\x1f' => {
                out.push_str("\\u");
                push_hexadecimal(out, u32::from(char), 4);
            }
            _ => out.push(char),
        }
    }
    push_ascii(out, b'"');
}
