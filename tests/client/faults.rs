//! What networks and servers do wrong, and how a request must end: the table of `tests/cases/faults.mjs`, as far as it needs no
//! socket.

use crate::support::*;
use milestreak::failure::{ApiMessage, FailureCode};
use milestreak::net::{
    Auth, CallOptions, ClientOptions, CredentialsMode, DataScope, Fault, Progress, Query, Redirect, Token,
};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// The fault, what the server does, and how it ends.
struct Row {
    fault: &'static str,
    plan: Vec<Step>,
    options: ClientOptions,
    code: Option<FailureCode>,
    requests: usize,
    /// How long it takes: waits are half of what is allowed.
    took: f64,
    retry_after: Option<f64>,
}

fn row(fault: &'static str, plan: Vec<Step>) -> Row {
    Row { fault, plan, options: options(), code: None, requests: 1, took: 0.0, retry_after: None }
}

impl Row {
    fn ends(self, code: FailureCode) -> Row {
        Row { code: Some(code), ..self }
    }

    fn requests(self, requests: usize) -> Row {
        Row { requests, ..self }
    }

    fn took(self, took: f64) -> Row {
        Row { took, ..self }
    }

    fn retry_after(self, ms: f64) -> Row {
        Row { retry_after: Some(ms), ..self }
    }

    fn with(self, change: impl FnOnce(&mut ClientOptions)) -> Row {
        let mut options = self.options;
        change(&mut options);
        Row { options, ..self }
    }
}

const RENEWING: &str = "the second token is good";

fn table() -> Vec<Row> {
    use FailureCode::*;
    let html = || body("<!doctype html><title>502</title>").header("content-type", "text/html");
    let no_data = r#"{"code":8015,"message":"Customer not found"}"#;
    let text = || String::from_utf8(fixture()).unwrap();
    let utf16 = || text().encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let latin1 = || [b"{\"data\":{\"name\":\"caf\xe9\"}}".as_slice()].concat();
    let wait = |status_: u16, retry_after: &str| status(status_).header("retry-after", retry_after);
    let renewing = |options: &mut ClientOptions| {
        options.auth = token_from(|refresh| {
            Box::pin(async move { Ok(if refresh { RENEWING } else { "expired" }.into()) })
        });
    };
    vec![
        row("none", vec![good()]),
        row("503, then good", vec![status(503), good()]).requests(2).took(10.0),
        row("500 and 502, then good", vec![status(500), status(502), good()]).requests(3).took(30.0),
        row("408, then good", vec![status(408), good()]).requests(2).took(10.0),
        row("504 for good", vec![status(504)]).ends(Http).requests(3).took(30.0),
        row("429, then good", vec![status(429), good()]).requests(2).took(10.0),
        row("429 for good", vec![status(429)]).ends(RateLimited).requests(3).took(30.0),
        row("429, Retry-After: 0, then good", vec![wait(429, "0"), good()]).requests(2).took(10.0),
        row("429, Retry-After: 1, within maxDelayMs, then good", vec![wait(429, "1"), good()])
            .with(|options| options.retry.max_delay = Duration::from_millis(1_500))
            .requests(2)
            .took(1_000.0),
        row("429, Retry-After: 3600", vec![wait(429, "3600")]).ends(RateLimited).retry_after(3_600_000.0),
        row("503, Retry-After: 60", vec![wait(503, "60")]).ends(RateLimited).retry_after(60_000.0),
        row(
            "429, Retry-After: a date in an hour",
            vec![wait(429, "Fri, 30 Aug 2024 10:00:00 GMT").header("date", "Fri, 30 Aug 2024 09:00:00 GMT")],
        )
        .ends(RateLimited)
        .retry_after(3_600_000.0),
        row(
            "429, Retry-After: a date that has passed, then good",
            vec![wait(429, "Sun, 06 Nov 1994 08:49:37 GMT"), good()],
        )
        .requests(2)
        .took(10.0),
        row("503, Retry-After: nonsense, then good", vec![wait(503, "soon"), good()]).requests(2).took(10.0),
        row("400 with {}", vec![status(400)]).ends(Http),
        row("401", vec![status(401)]).ends(Unauthorized),
        row("401, then a new token", vec![status(401), good()]).with(renewing).requests(2),
        row("401, and again with a new token", vec![status(401)])
            .with(renewing)
            .ends(Unauthorized)
            .requests(2),
        row("403", vec![status(403)]).ends(Forbidden),
        row("404", vec![status(404)]).ends(NotFound),
        row("410", vec![status(410)]).ends(Http),
        row("501", vec![status(501)]).ends(Http),
        row("304 that nobody asked for", vec![status(304)]).ends(Http),
        row("connection reset", vec![no_answer("reset")]).ends(Network).requests(3).took(30.0),
        row("connection reset, then good", vec![no_answer("reset"), good()]).requests(2).took(10.0),
        row("body cut off", vec![Step { cut_at: Some(100), ..good() }]).ends(Network).requests(3).took(30.0),
        row("body cut off, then good", vec![Step { cut_at: Some(100), ..good() }, good()])
            .requests(2)
            .took(10.0),
        row(
            "Content-Length too large",
            vec![Step { is_endless: true, ..body("{}").header("content-length", "500") }],
        )
        .ends(Timeout)
        .requests(3)
        .took(1_530.0),
        row("Content-Length too small", vec![body(&fixture()[..40]).header("content-length", "40")])
            .ends(InvalidJson),
        row("malformed JSON", vec![body(r#"{"data":{"userId":7,}}"#)]).ends(InvalidJson),
        row("HTML of a gateway, 200", vec![html()]).ends(InvalidJson),
        row("HTML of a gateway, 502", vec![Step { status: 502, ..html() }]).ends(Http).requests(3).took(30.0),
        row("empty body", vec![body("")]).ends(InvalidJson),
        row("204", vec![Step { status: 204, ..body("") }]).ends(InvalidJson),
        row("{}", vec![body("{}")]).ends(UnexpectedShape),
        row("null", vec![body("null")]).ends(UnexpectedShape),
        row("the organisation's list", vec![body(r#"{"data":[]}"#)]).ends(UnexpectedShape),
        row("nested 200 deep", vec![body("[".repeat(200))]).ends(TooLarge),
        row("errors without data: a list", vec![body(format!(r#"{{"data":null,"errors":[{no_data}]}}"#))])
            .ends(Api),
        row("errors without data: an object", vec![body(format!(r#"{{"errors":{no_data}}}"#))]).ends(Api),
        row("errors without data: a text", vec![body(r#"{"errors":["Customer not found"]}"#)]).ends(Api),
        row(
            "errors beside data",
            vec![body(text().replace("\"errors\": null", &format!("\"errors\": [{no_data}]")))],
        ),
        row("byte-order mark", vec![body(format!("\u{feff}{}", text()))]),
        row("JSON called text/html", vec![good().header("content-type", "text/html")]),
        row("Latin-1", vec![body(latin1())]).ends(InvalidJson),
        row("UTF-16", vec![body(utf16())]).ends(InvalidJson),
        row("too large, announced", vec![body(vec![b' '; 50_000]).announced()])
            .with(|options| options.max_bytes = 40_000)
            .ends(TooLarge),
        row("too large, not announced", vec![Step { pieces: (1_000, 0.0), ..body(vec![b' '; 50_000]) }])
            .with(|options| options.max_bytes = 40_000)
            .ends(TooLarge),
        row("too large once unpacked", vec![body(vec![b' '; 2_000_000]).header("content-length", "2000")])
            .with(|options| options.max_bytes = 40_000)
            .ends(TooLarge),
        row("headers after 5 s", vec![good().after(5_000.0)]).ends(Timeout).requests(3).took(1_530.0),
        row("headers after 5 s, then good", vec![good().after(5_000.0), good()]).requests(2).took(510.0),
        row("slow, but in time", vec![good().after(200.0)]).took(200.0),
        row("a body of 10 bytes every 50 ms", vec![Step { pieces: (10, 50.0), ..good() }])
            .ends(Timeout)
            .requests(3)
            .took(1_530.0),
        row("a body in pieces", vec![Step { pieces: (2_000, 1.0), ..body(small("x")) }]).took(2.0),
        row("no end before the deadline", vec![good().after(5_000.0)])
            .with(|options| options.deadline = Duration::from_millis(800))
            .ends(Timeout)
            .requests(2)
            .took(800.0),
        row("a wait that the deadline would end", vec![wait(503, "1")])
            .with(|options| {
                options.retry.max_delay = Duration::from_millis(5_000);
                options.deadline = Duration::from_millis(700);
            })
            .ends(Http)
            .retry_after(1_000.0),
        row("redirect, with credentials", vec![status(302)]).ends(Http),
    ]
}

/// The rows of the table that are about what lies below a transport.
const NEED_A_SOCKET: [&str; 4] =
    ["nobody listens", "no CORS headers", "gzip", "redirect, without credentials"];

#[test]
fn every_fault_ends_as_the_table_says() {
    for Row { fault, plan, options, code, requests, took, retry_after } in table() {
        let world = World::new(plan);
        let client = world.client(options);
        let query = Query { include_inactive: Some(true), ..user() };
        let answer = world.run(client.target_groups(&query, &CallOptions::default()));
        assert_eq!(answer.as_ref().err().map(|failure| failure.code), code, "{fault}: {answer:?}");
        assert_eq!(world.requests(), requests, "{fault}: requests");
        assert_eq!(world.time(), took, "{fault}: milliseconds");
        if let Err(failure) = &answer {
            assert_eq!(failure.attempts, Some(requests as u32), "{fault}: attempts");
            assert_eq!(failure.retry_after_ms, retry_after, "{fault}: retryAfterMs");
        }
        assert_eq!((world.open(), world.timers(), world.tasks()), (0, 0, 0), "{fault}: something is left");
        drop((client, answer));
        assert_eq!(world.references(), 1, "{fault}: something leaks");
    }
}

#[test]
fn the_table_is_that_of_the_browsers() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/faults.mjs");
    let text = std::fs::read_to_string(path).unwrap();
    let of_browsers = text.split("fault: \"").skip(1).filter_map(|rest| rest.split('"').next());
    let missing: Vec<&str> = of_browsers
        .filter(|fault| !NEED_A_SOCKET.contains(fault) && table().iter().all(|row| row.fault != *fault))
        .collect();
    assert_eq!(missing, [] as [&str; 0], "in no row");
}

#[test]
fn a_network_failure_keeps_its_cause_through_attempts_and_for_all_who_wait() {
    let world = World::new([no_answer("first").after(5.0), no_answer("second"), no_answer("third")]);
    let client = world.client(options());
    let (one, other) = (world.ask(&client, &user()), world.ask(&client, &user()));
    let (one, other) = (world.finish(one), world.finish(other));
    for answer in [one, other] {
        let failure = failure(answer, FailureCode::Network);
        assert_eq!(cause_of(&failure).as_deref(), Some("third"));
        assert!(failure.message.starts_with("no answer"), "{}", failure.message);
        assert!(failure.retryable);
    }
    assert_eq!(world.requests(), 3);
    let cut = World::new([Step { cut_at: Some(7), ..good() }]);
    let answer = cut.run(cut.client(options()).target_groups(&user(), &CallOptions::default()));
    let failure = failure(answer, FailureCode::Network);
    assert_eq!(cause_of(&failure).as_deref(), Some("cut off"));
    assert!(failure.message.contains("broke off"));
}

#[test]
fn what_refuses_a_call_says_what_the_server_said() {
    let said = r#"{"errors":[{"code":310011,"message":"Invalid userId"}]}"#;
    let world = World::new([Step { status: 400, ..body(said) }]);
    let answer = world.run(world.client(options()).target_groups(&user(), &CallOptions::default()));
    let failure = failure(answer, FailureCode::Http);
    let message = ApiMessage { code: Some("310011".into()), message: Some("Invalid userId".into()) };
    assert_eq!((failure.api_errors, failure.status), (vec![message], Some(400)));
}

#[test]
fn a_refusal_whose_body_breaks_off_or_is_too_large_is_a_refusal() {
    for step in [
        Step { status: 403, cut_at: Some(0), ..body("{}") },
        Step { status: 403, ..body(vec![b' '; 50_000]).announced() },
    ] {
        let world = World::new([step]);
        let client = world.client(ClientOptions { max_bytes: 40_000, ..options() });
        failure(world.finish(world.ask(&client, &user())), FailureCode::Forbidden);
    }
}

#[test]
fn a_body_announced_as_too_large_is_not_read_and_one_of_just_the_limit_is() {
    let slow = Step { pieces: (100, 1_000.0), ..body(vec![b' '; 50_000]).announced() };
    let world = World::new([slow]);
    let client = world.client(ClientOptions { max_bytes: 40_000, ..options() });
    failure(world.finish(world.ask(&client, &user())), FailureCode::TooLarge);
    let world = World::new([body(fixture()).announced()]);
    let client = world.client(ClientOptions { max_bytes: fixture().len(), ..options() });
    assert!(world.finish(world.ask(&client, &user())).is_ok());
}

#[test]
fn messages_name_the_option_that_ended_it() {
    let world = World::new([good().after(9_000.0)]);
    let long = |options: ClientOptions| {
        let client = world.client(options);
        failure(world.finish(world.ask(&client, &user())), FailureCode::Timeout).message
    };
    assert!(long(options()).contains("within 500 ms (timeoutMs)"));
    let deadline = Duration::from_millis(80);
    assert!(long(ClientOptions { deadline, ..options() }).contains("within 80 ms (deadlineMs)"));
    let deadline = Duration::from_millis(500);
    assert!(
        long(ClientOptions { deadline, ..options() }).contains("(timeoutMs)"),
        "one as long is no shorter"
    );
    let world = World::new([good()]);
    let client = world.client(ClientOptions { max_bytes: 4_000, ..options() });
    let failure = failure(world.finish(world.ask(&client, &user())), FailureCode::TooLarge);
    assert!(failure.message.contains("4000 bytes"), "{}", failure.message);
    assert_eq!(failure.attempts, Some(1));
}

#[test]
fn the_last_wait_is_no_longer_than_a_timer_can_be() {
    let world = World::new([good().after(5.0)]);
    let for_ever = Duration::from_secs(1 << 40);
    let client = world.client(ClientOptions { timeout: for_ever, deadline: for_ever, ..options() });
    assert!(world.finish(world.ask(&client, &user())).is_ok());
}

#[test]
fn a_request_has_what_the_options_say_and_nothing_else() {
    let world = World::new([good()]);
    let client = world.client(ClientOptions {
        auth: Auth::Oauth { token: Token::Fixed("demo-token".into()), org_id: Some(50363) },
        data_scope_orgs: vec![50363, 7],
        headers: vec![("X-Cap-Api-Auth-Key".into(), "demo-key".into())],
        credentials: CredentialsMode::Include,
        ..options()
    });
    let query = Query {
        include_inactive: Some(false),
        include_inactive_targets: Some(true),
        target_rule_id: Some(113_762),
        ..user()
    };
    assert!(world.run(client.target_groups(&query, &CallOptions::default())).is_ok());
    let headers = [
        ("accept", "application/json"),
        ("data-scope", "SELF"),
        ("data-scope-org", "50363,7"),
        ("x-cap-api-oauth-token", "demo-token"),
        ("x-cap-api-auth-org-id", "50363"),
        ("x-cap-api-auth-key", "demo-key"),
    ];
    let headers = headers.map(|(name, value)| (String::from(name), String::from(value)));
    world.look_at(0, |request| {
        assert_eq!(
            request.url,
            "https://shop.example/api_gateway/intouch-api-v3/v3.1/users/347286146/targetGroups?includeInactive=false&includeInactiveTargets=true&targetRuleId=113762"
        );
        assert_eq!(request.headers, headers);
        assert_eq!((request.credentials, request.redirect), (CredentialsMode::Include, Redirect::Manual));
    });
    let open = world.client(ClientOptions {
        data_scope: Some(DataScope::All),
        ..ClientOptions::new("https://shop.example")
    });
    assert!(world.run(open.target_groups(&user(), &CallOptions::default())).is_ok());
    world.look_at(1, |request| {
        assert_eq!(request.headers.len(), 2, "{:?}", request.headers);
        assert_eq!((request.credentials, request.redirect), (CredentialsMode::SameOrigin, Redirect::Follow));
    });
}

#[test]
fn what_cannot_be_sent_is_refused_before_anything_is() {
    let world = World::new([good()]);
    let refused = |options: ClientOptions, query: &Query, path: &str| {
        let client = world.client(options);
        let failure = failure(
            world.run(client.target_groups(query, &CallOptions::default())),
            FailureCode::InvalidOption,
        );
        assert_eq!((failure.path.as_deref(), failure.attempts), (Some(path), None));
        assert!(!format!("{failure:?}").contains("s3cret"));
    };
    let secret = || Auth::bearer("s3cret");
    refused(
        ClientOptions { auth: secret(), ..ClientOptions::new("http://shop.example") },
        &user(),
        "baseUrl",
    );
    refused(ClientOptions { auth: Auth::bearer("s3cret\n"), ..options() }, &user(), "headers");
    refused(ClientOptions { path: "/v3".into(), ..options() }, &user(), "path");
    refused(options(), &Query::user(".."), "userId");
    assert_eq!(world.requests(), 0);
    let no_url =
        milestreak::net::Client::with_transport(ClientOptions::new("/loyalty"), NoUrl).err().unwrap();
    assert_eq!((no_url.code, no_url.path.as_deref()), (FailureCode::InvalidOption, Some("baseUrl")));
}

/// A transport that knows no URL.
struct NoUrl;

impl milestreak::net::Transport for NoUrl {
    type Body = MemoryBody;

    async fn send(&self, _: milestreak::net::Request) -> Result<(milestreak::net::Head, MemoryBody), Fault> {
        Err(Fault::new("nothing can be sent"))
    }

    fn resolve_url(&self, _: &str) -> Option<String> {
        None
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn monotonic(&self) -> f64 {
        0.0
    }

    async fn sleep(&self, _: f64) {}

    fn random(&self) -> f64 {
        0.0
    }

    fn spawn(&self, _: milestreak::net::BoxFuture<()>) {}
}

#[test]
fn progress_grows_and_knows_the_total_where_it_was_announced() {
    let fixture = fixture();
    let all = fixture.len();
    let in_pieces = Step { pieces: (4_000, 1.0), begins_empty: true, ..body(fixture) };
    let compressed = in_pieces.clone().header("content-length", "5000");
    for (step, totals) in [
        (in_pieces.clone().announced(), [Some(all), Some(all)]),
        (in_pieces, [None, None]),
        (compressed, [Some(5_000), None]),
    ] {
        let world = World::new([step]);
        let heard = Rc::new(RefCell::new(Vec::new()));
        let listener = Rc::clone(&heard);
        let progress: Rc<dyn Fn(Progress)> = Rc::new(move |progress| listener.borrow_mut().push(progress));
        let client = world.client(options());
        let call = CallOptions { progress: Some(progress), ..CallOptions::default() };
        assert!(world.run(client.target_groups(&user(), &call)).is_ok());
        let heard = heard.borrow();
        assert_eq!(heard[0].received_bytes, 4_000, "no bytes are no progress");
        assert_eq!(heard.last().unwrap().received_bytes, all);
        assert!(heard.is_sorted_by_key(|progress| progress.received_bytes));
        assert_eq!([heard[0].total_bytes, heard.last().unwrap().total_bytes], totals);
    }
}

#[test]
fn a_fault_keeps_what_the_outside_said_as_its_source() {
    let fault = Fault::from(milestreak::failure::Cause::Error(std::sync::Arc::new(std::fmt::Error)));
    let source = std::error::Error::source(&fault).unwrap();
    assert_eq!(source.to_string(), std::fmt::Error.to_string());
    assert!(std::error::Error::source(&Fault::new("nothing besides")).is_none());
}

#[test]
fn a_client_shows_no_secret() {
    assert_eq!(format!("{:?}", Auth::bearer("s3cret")), "bearer");
    let world = World::new([status(401)]);
    let client = world.client(ClientOptions { auth: Auth::bearer("s3cret"), ..options() });
    let failure = failure(world.finish(world.ask(&client, &user())), FailureCode::Unauthorized);
    assert!(!format!("{failure:?} {failure}").contains("s3cret"));
}
