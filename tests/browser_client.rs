//! The client on the browser's own transport, as a Rust program for the web uses it: `wasm-pack test`, against the mock API whose
//! address is in `MILESTREAK_ORIGIN`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may")]

use js_sys::{Math, encode_uri_component};
use milestreak::Client;
use milestreak::failure::{Cause, FailureCode};
use milestreak::net::{
    Auth, BoxFuture, CacheOptions, CallOptions, ClientOptions, DataScope, Fault, Query, RetryPolicy, Token,
    TokenSource,
};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const USER: u64 = 347286146;

fn origin() -> &'static str {
    option_env!("MILESTREAK_ORIGIN").expect("start the browser tests with npm test: they need the mock API")
}

fn options(base_url: &str) -> ClientOptions {
    ClientOptions {
        auth: Auth::bearer("demo-token"),
        data_scope: Some(DataScope::Own),
        retry: RetryPolicy { base_delay: Duration::from_millis(5), ..RetryPolicy::default() },
        ..ClientOptions::new(base_url)
    }
}

/// The address of a network that does what a plan says: one entry for each request.
fn faulty(plan: &str) -> String {
    let plan = String::from(encode_uri_component(plan));
    format!("{}/fault/rust-{}/{plan}", origin(), (Math::random() * 1e15) as u64)
}

fn all_cycles() -> Query {
    Query { include_inactive: Some(true), include_inactive_targets: Some(true), ..Query::user(USER) }
}

#[wasm_bindgen_test]
async fn fetches_and_reads() {
    let client = Client::new(options(origin())).unwrap();
    let fetched = client.target_groups(&all_cycles(), &CallOptions::default()).await.unwrap();
    assert_eq!(fetched.snapshot.model.groups.len(), 9);
    assert!(!fetched.is_stale);
    assert_eq!(client.clock_skew_ms(), 0, "the mock API is on this machine");
}

#[wasm_bindgen_test]
async fn asks_again_after_failures_that_pass() {
    let client = Client::new(options(&faulty(r#"[{"status":503},{"reset":true},{}]"#))).unwrap();
    assert!(client.target_groups(&all_cycles(), &CallOptions::default()).await.is_ok());
    let client = Client::new(options(&faulty(r#"[{"status":403}]"#))).unwrap();
    let failure = client.target_groups(&all_cycles(), &CallOptions::default()).await.unwrap_err();
    assert_eq!((failure.code, failure.attempts), (FailureCode::Forbidden, Some(1)));
}

#[wasm_bindgen_test]
async fn a_failure_of_the_network_has_what_the_browser_said() {
    let client = Client::new(options("http://127.0.0.1:1")).unwrap();
    let failure = client.target_groups(&all_cycles(), &CallOptions::default()).await.unwrap_err();
    assert_eq!((failure.code, failure.attempts), (FailureCode::Network, Some(3)));
    assert!(matches!(failure.cause, Some(Cause::Js(said)) if said.is_object()));
}

#[wasm_bindgen_test]
async fn a_slow_answer_is_timed_out() {
    let slow = ClientOptions {
        timeout: Duration::from_millis(100),
        retry: RetryPolicy { attempts: 1, ..RetryPolicy::default() },
        ..options(&faulty(r#"[{"trickle":[10,50]}]"#))
    };
    let failure =
        Client::new(slow).unwrap().target_groups(&all_cycles(), &CallOptions::default()).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Timeout);
}

#[wasm_bindgen_test]
async fn a_call_that_is_dropped_ends_and_the_client_works_on() {
    let client = Client::new(options(&faulty(r#"[{"delayMs":5000},{}]"#))).unwrap();
    {
        let mut call = pin!(client.target_groups(&all_cycles(), &CallOptions::default()));
        poll_fn(|context| {
            assert!(call.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
    }
    assert!(client.target_groups(&all_cycles(), &CallOptions::default()).await.is_ok());
}

struct Tokens {
    asked: RefCell<Vec<bool>>,
}

impl TokenSource for Tokens {
    fn token(&self, refresh: bool) -> BoxFuture<Result<String, Fault>> {
        self.asked.borrow_mut().push(refresh);
        Box::pin(async move { Ok(if refresh { "demo-token" } else { "expired" }.into()) })
    }
}

#[wasm_bindgen_test]
async fn a_token_that_is_refused_is_renewed() {
    let tokens = Rc::new(Tokens { asked: RefCell::default() });
    let auth = Auth::Bearer { token: Token::Source(tokens.clone()) };
    let client = Client::new(ClientOptions { auth, ..options(origin()) }).unwrap();
    client.target_groups(&all_cycles(), &CallOptions::default()).await.unwrap();
    assert_eq!(*tokens.asked.borrow(), [false, true]);
}

#[wasm_bindgen_test]
async fn progress_is_told_and_the_cache_asks_nobody() {
    let cache = Some(CacheOptions::default());
    let client = Client::new(ClientOptions { cache, ..options(origin()) }).unwrap();
    let received = Rc::new(Cell::new(0));
    let hear = Rc::clone(&received);
    let progress =
        Some(Rc::new(move |progress: milestreak::net::Progress| hear.set(progress.received_bytes))
            as Rc<dyn Fn(milestreak::net::Progress)>);
    let first =
        client.target_groups(&all_cycles(), &CallOptions { progress, ..CallOptions::default() }).await;
    assert!(received.get() > 1_000);
    let again = client.target_groups(&all_cycles(), &CallOptions::default()).await;
    assert!(Rc::ptr_eq(&first.unwrap().snapshot, &again.unwrap().snapshot));
    client.sign_out().await.unwrap();
}
