//! `milestreak::Client` itself in a headless browser, against the mock API: `wasm-pack test`. What JavaScript makes of it is
//! tested through the built package (`tests/browser.rs`), and what needs no browser in `tests/client`.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may"
)]

use milestreak::Client;
use milestreak::failure::{Cause, Failure, FailureCode};
use milestreak::net::{
    Auth, Body, BoxFuture, Browser, CacheOptions, CallOptions, ClientOptions, CredentialsMode, DataScope,
    Fault, Fetched, Piece, Progress, Query, Redirect, Request, RetryPolicy, Token, TokenSource, Transport,
};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

const USER: u64 = 347_286_146;

fn browser() -> Browser {
    Browser::default()
}

fn origin() -> &'static str {
    match option_env!("MILESTREAK_ORIGIN") {
        Some(origin) => origin,
        None => panic!("start the browser tests with npm test: they need the mock API"),
    }
}

/// A server that does these things, one for each request, and the last one again and again; and its name.
fn faulty(plan: Value) -> (String, String) {
    let name = format!("rust-{}-{}", browser().now(), (browser().random() * 1e9) as u64);
    let plan = js_sys::encode_uri_component(&plan.to_string());
    (format!("{}/fault/{name}/{}", origin(), String::from(plan)), name)
}

/// How many requests a plan has met.
async fn requests(name: &str) -> u32 {
    let url = format!("{}/requests?fault={name}", origin());
    let (credentials, redirect) = (CredentialsMode::Omit, Redirect::Follow);
    let request = Request { url, headers: Vec::new(), credentials, redirect };
    let (head, mut body) = browser().send(request).await.unwrap();
    assert_eq!(head.status, 200);
    let mut text = Vec::new();
    while body.read(&mut text, 100).await.unwrap() == Piece::Appended {}
    String::from_utf8(text).unwrap().parse().unwrap()
}

/// A token, three attempts that may take as long as a busy machine does, and short waits.
fn options(base_url: &str) -> ClientOptions {
    ClientOptions {
        auth: Auth::bearer("demo-token"),
        data_scope: Some(DataScope::Own),
        timeout: Duration::from_secs(10),
        deadline: Duration::from_secs(60),
        retry: RetryPolicy {
            attempts: 3,
            base_delay: Duration::from_millis(5),
            max_delay: Duration::from_millis(20),
        },
        ..ClientOptions::new(base_url)
    }
}

fn client(base_url: &str) -> Client {
    Client::new(options(base_url)).unwrap()
}

async fn ask(client: &Client) -> Result<Fetched, Box<Failure>> {
    client.target_groups(&Query::user(USER), &CallOptions::default()).await
}

/// How a question to a faulty server fails.
async fn failure(plan: Value) -> Failure {
    *ask(&client(&faulty(plan).0)).await.expect_err("no failure")
}

#[wasm_bindgen_test]
async fn it_fetches_and_reads() {
    let client = client(origin());
    let query =
        Query { include_inactive: Some(true), include_inactive_targets: Some(true), ..Query::user(USER) };
    let before = browser().now() as i64;
    let fetched = client.target_groups(&query, &CallOptions::default()).await.unwrap();
    assert_eq!(fetched.snapshot.model.user_id.map(|id| id.get()), Some(USER as i64));
    assert_eq!(fetched.snapshot.model.groups.len(), 9);
    let received = fetched.snapshot.received;
    assert_eq!(received.all_cycles, Some(true));
    assert!((before..=browser().now() as i64).contains(&received.at.unwrap()));
    assert_eq!(client.clock_skew_ms(), 0);
}

#[wasm_bindgen_test]
async fn passing_faults_pass_and_others_say_what_they_are() {
    let (base_url, name) = faulty(json!([{ "status": 503 }, { "cutAt": 100 }, {}]));
    assert!(ask(&client(&base_url)).await.is_ok());
    assert_eq!(requests(&name).await, 3);
    for (plan, code, attempts) in [
        (json!([{ "status": 504 }]), FailureCode::Http, 3),
        (json!([{ "status": 403 }]), FailureCode::Forbidden, 1),
        (json!([{ "status": 429, "headers": { "retry-after": "3600" } }]), FailureCode::RateLimited, 1),
        (json!([{ "body": "<html>" }]), FailureCode::InvalidJson, 1),
        (json!([{ "json": {} }]), FailureCode::UnexpectedShape, 1),
        (json!([{ "status": 302, "headers": { "location": "/" } }]), FailureCode::Http, 1),
    ] {
        let failure = failure(plan).await;
        assert_eq!((failure.code, failure.attempts), (code, Some(attempts)), "{}", failure.message);
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_takes_too_long_is_a_timeout() {
    let (base_url, name) = faulty(json!([{ "delayMs": 30_000 }]));
    let client =
        Client::new(ClientOptions { timeout: Duration::from_millis(100), ..options(&base_url) }).unwrap();
    let before = browser().monotonic();
    let failure = ask(&client).await.expect_err("no failure");
    assert_eq!((failure.code, failure.attempts), (FailureCode::Timeout, Some(3)));
    assert!(browser().monotonic() - before < 20_000.0, "it did not wait for the server");
    assert_eq!(requests(&name).await, 3);
}

#[wasm_bindgen_test]
async fn a_network_failure_has_what_the_browser_said_as_its_cause() {
    for failure in
        [*ask(&client("http://127.0.0.1:1")).await.err().unwrap(), failure(json!([{ "cutAt": 50 }])).await]
    {
        assert_eq!((failure.code, failure.attempts), (FailureCode::Network, Some(3)));
        let Some(Cause::Js(cause)) = failure.cause else { panic!("no cause") };
        assert!(cause.is_object(), "an error of the browser");
    }
}

#[wasm_bindgen_test]
async fn a_body_is_no_larger_than_allowed_and_its_progress_is_heard() {
    for chunked in [false, true] {
        let (base_url, _) = faulty(json!([{ "bytes": 50_000, "chunked": chunked }]));
        let small = Client::new(ClientOptions { max_bytes: 40_000, ..options(&base_url) }).unwrap();
        assert_eq!(ask(&small).await.err().unwrap().code, FailureCode::TooLarge);
        let heard = Rc::new(RefCell::new(Vec::new()));
        let into = Rc::clone(&heard);
        let progress: Rc<dyn Fn(Progress)> = Rc::new(move |progress| into.borrow_mut().push(progress));
        let call = CallOptions { progress: Some(progress), ..CallOptions::default() };
        client(&base_url).target_groups(&Query::user(USER), &call).await.unwrap();
        let last = *heard.borrow().last().unwrap();
        assert!(last.received_bytes > 50_000);
        assert_eq!(last.total_bytes, (!chunked).then_some(last.received_bytes));
    }
}

#[wasm_bindgen_test]
async fn a_dropped_call_ends_its_request_and_the_client_works_on() {
    let (base_url, name) = faulty(json!([{ "delayMs": 300 }, {}]));
    let client = client(&base_url);
    {
        let mut call = pin!(ask(&client));
        let polled = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await;
        assert!(polled, "it waits");
        browser().sleep(50.0).await;
    }
    assert!(ask(&client).await.is_ok());
    assert_eq!(requests(&name).await, 2, "the one that nobody waited for was not shared");
}

/// Gives an old token until it is asked for a new one.
struct Source {
    renewals: Rc<Cell<u32>>,
}

impl TokenSource for Source {
    fn token(&self, refresh: bool) -> BoxFuture<Result<String, Fault>> {
        self.renewals.set(self.renewals.get() + u32::from(refresh));
        Box::pin(async move {
            browser().sleep(10.0).await;
            Ok(if refresh { "demo-token" } else { "expired" }.into())
        })
    }
}

#[wasm_bindgen_test]
async fn calls_in_flight_are_shared_and_renew_the_token_once() {
    let (base_url, name) = faulty(json!([{}]));
    let renewals = Rc::new(Cell::new(0));
    let token = Token::Source(Rc::new(Source { renewals: Rc::clone(&renewals) }));
    let client = Client::new(ClientOptions { auth: Auth::Bearer { token }, ..options(&base_url) }).unwrap();
    let answers = Rc::new(Cell::new(0));
    for rule in [1, 1, 2, 3, 3] {
        let query = Query { target_rule_id: Some(rule), ..Query::user(USER) };
        let (call, answers) = (client.target_groups(&query, &CallOptions::default()), Rc::clone(&answers));
        browser().spawn(Box::pin(async move {
            assert!(call.await.is_ok());
            answers.set(answers.get() + 1);
        }));
    }
    while answers.get() < 5 {
        browser().sleep(10.0).await;
    }
    assert_eq!((renewals.get(), requests(&name).await), (1, 6), "three questions, each refused once");
}

#[wasm_bindgen_test]
async fn what_is_held_is_given_again_confirmed_and_forgotten() {
    let (base_url, name) = faulty(json!([{ "headers": { "etag": "\"v1\"" } }, { "status": 304 }, {}]));
    let cache = Some(CacheOptions::default());
    let client = Client::new(ClientOptions { cache, ..options(&base_url) }).unwrap();
    let first = ask(&client).await.unwrap();
    let again = ask(&client).await.unwrap();
    assert!(Rc::ptr_eq(&first.snapshot, &again.snapshot));
    assert_eq!(requests(&name).await, 1);
    let refresh = CallOptions { refresh: true, ..CallOptions::default() };
    let confirmed = client.target_groups(&Query::user(USER), &refresh).await.unwrap();
    assert!(Rc::ptr_eq(&first.snapshot.model, &confirmed.snapshot.model), "a 304 is read from what is held");
    client.sign_out().await.unwrap();
    ask(&client).await.unwrap();
    assert_eq!(requests(&name).await, 3);
}

#[wasm_bindgen_test]
async fn a_sign_out_ends_what_is_in_flight() {
    let client = client(&faulty(json!([{ "delayMs": 5_000 }])).0);
    let mut call = pin!(ask(&client));
    assert!(poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await);
    client.sign_out().await.unwrap();
    assert_eq!(call.await.err().unwrap().code, FailureCode::Aborted);
}

#[wasm_bindgen_test]
async fn the_servers_clock_counts() {
    let hour = 3_600_000.0;
    let ahead = js_sys::Date::new(&(browser().now() + hour).into()).to_utc_string();
    let client = client(&faulty(json!([{ "headers": { "date": String::from(ahead) } }, {}])).0);
    ask(&client).await.unwrap();
    let skew = client.clock_skew_ms() as f64;
    assert!((skew - hour).abs() < 2_000.0, "{skew}");
    ask(&client).await.unwrap();
    assert_eq!(client.clock_skew_ms(), 0);
}
