//! Tokens and their renewal.

use crate::support::*;
use milestreak::failure::FailureCode;
use milestreak::net::{CacheOptions, CallOptions, ClientOptions, Fault, Query, RetryPolicy};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A source whose tokens are `old` until it is asked for a new one, which takes a while.
struct Source {
    current: RefCell<&'static str>,
    renewals: Cell<u32>,
    questions: Cell<u32>,
}

fn source(world: &World, renewed: &'static str, takes: f64) -> (Rc<Source>, ClientOptions) {
    let source =
        Rc::new(Source { current: RefCell::new("old"), renewals: Cell::new(0), questions: Cell::new(0) });
    let (world, asked) = (world.clone(), Rc::clone(&source));
    let auth = token_from(move |refresh| {
        asked.questions.set(asked.questions.get() + 1);
        if !refresh {
            let current = String::from(*asked.current.borrow());
            return Box::pin(async move { Ok(current) });
        }
        asked.renewals.set(asked.renewals.get() + 1);
        let (sleep, asked) = (world.sleep(takes), Rc::clone(&asked));
        Box::pin(async move {
            sleep.await;
            *asked.current.borrow_mut() = renewed;
            Ok(renewed.into())
        })
    });
    (source, ClientOptions { auth, ..options() })
}

fn ask_many(world: &World, client: &TestClient, count: u64) -> Vec<Answer> {
    let calls: Vec<_> =
        (0..count).map(|rule| world.ask(client, &Query { target_rule_id: Some(rule), ..user() })).collect();
    calls.into_iter().map(|call| world.finish(call)).collect()
}

#[test]
fn many_refused_calls_renew_the_token_once() {
    let world = behind_token("new");
    let (source, options) = source(&world, "new", 30.0);
    let client = world.client(options);
    assert!(ask_many(&world, &client, 20).iter().all(Result::is_ok));
    assert_eq!((source.renewals.get(), world.requests()), (1, 40));
    assert!(ask_many(&world, &client, 3).iter().all(Result::is_ok));
    assert_eq!(source.renewals.get(), 1, "the new one is good");
    *source.current.borrow_mut() = "expired again";
    assert!(ask_many(&world, &client, 5).iter().all(Result::is_ok));
    assert_eq!(source.renewals.get(), 2, "until it is not");
    drop((client, source));
    assert_eq!((world.tasks(), world.timers()), (0, 0));
}

#[test]
fn one_who_asks_during_a_renewal_waits_for_it() {
    let world = behind_token("new");
    let (source, options) = source(&world, "new", 30.0);
    let client = world.client(options);
    let first = world.ask(&client, &user());
    world.pass(10.0);
    let second = world.ask(&client, &Query { target_rule_id: Some(5), ..user() });
    assert!(world.finish(second).is_ok() && world.finish(first).is_ok());
    assert_eq!(
        (source.renewals.get(), world.requests()),
        (1, 3),
        "the second was sent once, with the new one"
    );
}

#[test]
fn one_who_was_refused_late_takes_what_was_renewed() {
    // The answer to the slow one says that its old token was refused when the new one is there already.
    let world = World::serving(|request, number| {
        let is_new = request.headers.iter().any(|(_, value)| value == "Bearer new");
        let slow = if number == 0 { 100.0 } else { 0.0 };
        (if is_new { body(small("good")) } else { status(401) }).after(slow)
    });
    let (source, options) = source(&world, "new", 10.0);
    let client = world.client(options);
    let slow = world.ask(&client, &user());
    let quick = world.ask(&client, &Query { target_rule_id: Some(5), ..user() });
    assert!(world.finish(quick).is_ok());
    assert!(!slow.is_done());
    assert!(world.finish(slow).is_ok());
    assert_eq!(source.renewals.get(), 1);
}

#[test]
fn a_renewal_goes_on_when_its_caller_leaves_and_is_not_begun_twice() {
    let world = behind_token("new");
    let (source, options) = source(&world, "new", 30.0);
    let client = world.client(options);
    let left = world.ask(&client, &user());
    world.pass(10.0);
    drop(left);
    let next = world.ask(&client, &user());
    assert!(world.finish(next).is_ok());
    assert_eq!((source.renewals.get(), world.requests()), (1, 2));
    // Nobody waits for it at all: what it gave is known to the next one who is refused.
    *source.current.borrow_mut() = "old";
    let left = world.ask(&client, &user());
    world.pass(10.0);
    drop(left);
    world.pass(100.0);
    assert_eq!(*source.current.borrow(), "new", "it has come to its end");
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    assert_eq!((source.renewals.get(), world.tasks()), (2, 0));
}

#[test]
fn a_renewal_that_hangs_is_a_timeout() {
    let world = behind_token("new");
    let auth = token_from(|refresh| {
        Box::pin(async move {
            if refresh {
                std::future::pending::<()>().await;
            }
            Ok("old".into())
        })
    });
    let client = world.client(ClientOptions { auth, ..options() });
    let answers = ask_many(&world, &client, 3);
    for answer in answers {
        let failure = failure(answer, FailureCode::Timeout);
        assert_eq!(failure.attempts, Some(1), "one was sent, and refused");
    }
}

#[test]
fn a_renewal_that_hangs_is_given_up_once_an_attempt_would_be() {
    let world = behind_token("new");
    let renewals = Rc::new(Cell::new(0));
    let count = Rc::clone(&renewals);
    let auth = token_from(move |refresh| {
        if refresh {
            count.set(count.get() + 1);
        }
        let (hangs, token) = (count.get() == 1 && refresh, if count.get() > 1 { "new" } else { "old" });
        Box::pin(async move {
            if hangs {
                std::future::pending::<()>().await;
            }
            Ok(token.into())
        })
    });
    let retry = RetryPolicy { attempts: 1, ..options().retry };
    let client = world.client(ClientOptions { auth, retry, ..options() });
    // All who waited for it have left: one who came to it as well.
    let left = world.ask(&client, &user());
    world.pass(100.0);
    let came = world.ask(&client, &Query { target_rule_id: Some(5), ..user() });
    world.pass(100.0);
    drop(left);
    failure(world.finish(came), FailureCode::Timeout);
    assert!(world.finish(world.ask(&client, &user())).is_ok(), "the page is asked anew");
    assert_eq!(renewals.get(), 2);
    world.drop_tasks();
}

#[test]
fn a_source_that_fails_says_why_and_is_not_asked_again() {
    for (fault, message) in [
        (fault("no token"), "auth: the token function failed"),
        (Fault::new("auth: the token function must give a string"), "must give a string"),
    ] {
        let world = behind_token("new");
        let asked = Rc::new(Cell::new(0));
        let count = Rc::clone(&asked);
        let has_cause = fault.cause.is_some();
        let auth = token_from(move |_| {
            count.set(count.get() + 1);
            let fault = fault.clone();
            Box::pin(async { Err(fault) })
        });
        let client = world.client(ClientOptions { auth, ..options() });
        let failure = failure(world.finish(world.ask(&client, &user())), FailureCode::InvalidOption);
        assert!(failure.message.contains(message), "{}", failure.message);
        assert_eq!((failure.path.as_deref(), failure.cause.is_some()), (Some("auth"), has_cause));
        assert_eq!((asked.get(), world.requests()), (1, 0));
    }
}

#[test]
fn a_renewal_that_fails_fails_all_who_wait_and_can_be_tried_again() {
    let world = behind_token("new");
    let works = Rc::new(Cell::new(false));
    let renewals = Rc::new(Cell::new(0));
    let (can, count, clock) = (Rc::clone(&works), Rc::clone(&renewals), world.clone());
    let auth = token_from(move |refresh| {
        if !refresh {
            return Box::pin(async { Ok("old".into()) });
        }
        count.set(count.get() + 1);
        let (works, sleep) = (can.get(), clock.sleep(10.0));
        Box::pin(async move {
            sleep.await;
            if works { Ok("new".into()) } else { Err(fault("signed out elsewhere")) }
        })
    });
    let client = world.client(ClientOptions { auth, ..options() });
    for answer in ask_many(&world, &client, 4) {
        let failure = failure(answer, FailureCode::Unauthorized);
        assert_eq!(cause_of(&failure).as_deref(), Some("signed out elsewhere"));
        assert_eq!((failure.status, failure.attempts), (Some(401), Some(1)), "the server refused it");
    }
    assert_eq!(renewals.get(), 1);
    works.set(true);
    assert!(ask_many(&world, &client, 4).iter().all(Result::is_ok));
    assert_eq!(renewals.get(), 2);
}

#[test]
fn a_renewal_that_fails_fails_who_came_during_it_and_forgets_everything() {
    // A session that ended while a page was open: the first request is good, and no new token is to be had.
    let world = World::serving(|_, number| if number == 0 { body(small("good")) } else { status(401) });
    let clock = world.clone();
    let auth = token_from(move |refresh| {
        let sleep = clock.sleep(10.0);
        Box::pin(async move {
            if refresh {
                sleep.await;
                return Err(fault("session ended"));
            }
            Ok("old".into())
        })
    });
    let cache = Some(CacheOptions::default());
    let client = world.client(ClientOptions { auth, cache, ..options() });
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    let refused = world.start(client.target_groups(&user(), &refresh()));
    let came = world.ask(&client, &Query { target_rule_id: Some(5), ..user() });
    for (call, attempts) in [(refused, 1), (came, 0)] {
        let failure = failure(world.finish(call), FailureCode::Unauthorized);
        assert_eq!((failure.status, failure.attempts), (Some(401), Some(attempts)));
        assert_eq!(cause_of(&failure).as_deref(), Some("session ended"));
    }
    assert_eq!(world.requests(), 2);
    failure(world.finish(world.ask(&client, &user())), FailureCode::Unauthorized);
    assert_eq!(world.requests(), 3, "nothing is held");
}

#[test]
fn a_token_is_asked_for_before_each_attempt() {
    let world = World::new([status(503), status(503), good()]);
    let (source, options) = source(&world, "new", 0.0);
    let client = world.client(options);
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    assert_eq!((source.questions.get(), source.renewals.get()), (3, 0));
}

#[test]
fn the_one_who_signs_in_next_does_not_get_the_token_that_was_being_renewed() {
    let world = World::serving(|request, _| {
        let token = request.headers.iter().find(|(name, _)| name == "authorization").unwrap().1.clone();
        if token == "Bearer old" { status(401) } else { body(small(&token)) }
    });
    let (source, options) = source(&world, "annas", 50.0);
    let client = world.client(options);
    let annas = world.ask(&client, &user());
    world.pass(10.0);
    let signed_out = world.start(client.sign_out());
    failure(world.finish(annas), FailureCode::Aborted);
    assert!(world.finish(signed_out).is_ok());
    *source.current.borrow_mut() = "berts";
    let berts = world.run(client.target_groups(&user(), &CallOptions::default())).unwrap();
    assert_eq!(name_in(&berts), "Bearer berts");
    world.pass(100.0);
    *source.current.borrow_mut() = "berts";
    let berts = world.run(client.target_groups(&user(), &CallOptions::default())).unwrap();
    assert_eq!(name_in(&berts), "Bearer berts", "nor when it has come");
}

#[test]
fn a_renewal_of_before_a_sign_out_does_not_end_the_one_of_after_it() {
    // Each renewal takes 50 ms and gives the next number; only the second number is good.
    let world = behind_token("2");
    let renewals = Rc::new(Cell::new(0));
    let (count, clock) = (Rc::clone(&renewals), world.clone());
    let auth = token_from(move |refresh| {
        if !refresh {
            return Box::pin(async { Ok("old".into()) });
        }
        count.set(count.get() + 1);
        let (number, sleep) = (count.get().to_string(), clock.sleep(50.0));
        Box::pin(async move {
            sleep.await;
            Ok(number)
        })
    });
    let client = world.client(ClientOptions { auth, ..options() });
    let annas = world.ask(&client, &user());
    world.pass(30.0);
    assert!(world.run(client.sign_out()).is_ok());
    failure(world.finish(annas), FailureCode::Aborted);
    let berts = world.ask(&client, &user());
    // Anna's renewal ends here, and Bert's is under way.
    world.pass(35.0);
    let other = world.ask(&client, &Query { target_rule_id: Some(5), ..user() });
    assert!(world.finish(berts).is_ok() && world.finish(other).is_ok());
    assert_eq!(renewals.get(), 2);
}
