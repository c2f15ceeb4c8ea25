//! Signing out while things are under way.

use crate::support::*;
use milestreak::failure::FailureCode;
use milestreak::net::{CacheOptions, CallOptions, ClientOptions, Progress, Query};
use std::cell::RefCell;
use std::rc::Rc;

fn with_store(world: &World) -> (Rc<MemoryStore>, ClientOptions) {
    let store = MemoryStore::new(world);
    let handle = Rc::new(StoreHandle(Rc::clone(&store)));
    let cache = CacheOptions { store: Some(handle), ..CacheOptions::default() };
    (store, ClientOptions { cache: Some(cache), ..options() })
}

fn is_signed_out(answer: Answer) {
    let failure = failure(answer, FailureCode::Aborted);
    assert!(failure.message.contains("signed out"), "{}", failure.message);
    assert_eq!((failure.attempts, failure.retryable), (None, false));
}

#[test]
fn afterwards_nothing_is_there_and_nothing_comes() {
    let world = World::new([body(small("one")), body(small("two")).after(100.0)]);
    let (store, options) = with_store(&world);
    let client = world.client(options);
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    assert_eq!(store.kept.borrow().len(), 1);
    let calls = [
        world.start(client.target_groups(&user(), &refresh())),
        world.start(client.target_groups(&user(), &refresh())),
    ];
    assert!(world.run(client.sign_out()).is_ok());
    calls.into_iter().for_each(|call| is_signed_out(world.finish(call)));
    assert_eq!(world.open(), 0, "the request is aborted");
    world.pass(150.0);
    assert!(store.kept.borrow().is_empty());
    let before = world.requests();
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    assert_eq!(world.requests(), before + 1, "the next one asks the server");
}

#[test]
fn it_acts_at_once_though_nobody_waits_for_it() {
    let world = World::new([good().after(100.0)]);
    let client = world.client(options());
    let call = world.ask(&client, &user());
    drop(client.sign_out());
    world.settle();
    is_signed_out(call.take().unwrap());
    assert_eq!((world.open(), world.timers(), world.tasks()), (0, 0, 0));
}

#[test]
fn a_call_that_was_made_before_and_not_begun_is_ended_as_well() {
    let world = World::new([good()]);
    let client = world.client(options());
    let before = world.prepare(client.target_groups(&user(), &CallOptions::default()));
    drop(client.sign_out());
    let after = world.prepare(client.target_groups(&user(), &CallOptions::default()));
    is_signed_out(world.finish(before));
    assert!(world.finish(after).is_ok());
    assert_eq!(world.requests(), 1);
}

#[test]
fn a_call_that_waits_for_the_store_is_ended() {
    let world = World::new([good()]);
    let (store, options) = with_store(&world);
    store.delay.set(300.0);
    let client = world.client(options);
    let call = world.ask(&client, &user());
    world.pass(100.0);
    let signed_out = world.start(client.sign_out());
    is_signed_out(call.take().unwrap());
    assert!(world.finish(signed_out).is_ok());
    assert_eq!(world.requests(), 0);
}

#[test]
fn what_the_store_gives_afterwards_is_not_taken() {
    let world = World::serving(|_, number| body(small(&number.to_string())));
    let (store, options) = with_store(&world);
    let earlier = world.client(options.clone());
    assert!(world.finish(world.ask(&earlier, &user())).is_ok());
    store.delay.set(300.0);
    let client = world.client(options);
    let call = world.ask(&client, &user());
    world.pass(100.0);
    let signed_out = world.start(client.sign_out());
    is_signed_out(world.finish(call));
    assert!(world.finish(signed_out).is_ok());
    let fetched = world.finish(world.ask(&client, &user())).unwrap();
    assert_eq!(name_in(&fetched), "1", "from the server");
}

#[test]
fn a_call_between_two_attempts_is_ended() {
    let world = World::new([status(503)]);
    let client = world.client(options());
    let call = world.ask(&client, &user());
    drop(client.sign_out());
    world.settle();
    is_signed_out(call.take().unwrap());
    world.pass(1_000.0);
    assert_eq!(world.requests(), 1);
}

#[test]
fn a_listener_may_sign_out() {
    for pieces in [(usize::MAX, 0.0), (3_000, 5.0)] {
        let world = World::new([Step { pieces, ..good() }]);
        let (store, options) = with_store(&world);
        let client = world.client(options);
        let (own, done) = (client.clone(), Rc::new(RefCell::new(None)));
        let ended = Rc::clone(&done);
        let progress: Rc<dyn Fn(Progress)> = Rc::new(move |_| {
            ended.borrow_mut().get_or_insert_with(|| Box::pin(own.sign_out()));
        });
        let call = CallOptions { progress: Some(progress), ..CallOptions::default() };
        is_signed_out(world.run(client.target_groups(&user(), &call)));
        assert_eq!((world.time(), world.open()), (pieces.1, 0), "at once");
        let signed_out = done.borrow_mut().take().unwrap();
        assert!(world.run(signed_out).is_ok());
        assert!(store.kept.borrow().is_empty(), "what came in this very moment is not kept");
    }
}

#[test]
fn a_revalidation_is_ended() {
    let world = World::serving(|_, number| {
        body(small(&number.to_string())).after(if number == 0 { 0.0 } else { 100.0 })
    });
    let (store, options) = with_store(&world);
    let client = world.client(options);
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    world.pass(61_000.0);
    assert!(world.finish(world.ask(&client, &user())).unwrap().is_stale);
    assert_eq!(world.open(), 1);
    assert!(world.run(client.sign_out()).is_ok());
    assert_eq!(world.open(), 0);
    world.pass(1_000.0);
    assert!(store.kept.borrow().is_empty());
}

#[test]
fn what_is_being_kept_is_deleted_after_it() {
    let world = World::new([body(small("one"))]);
    let (store, options) = with_store(&world);
    let client = world.client(options);
    store.delay.set(200.0);
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    assert!(store.kept.borrow().is_empty(), "it is on its way");
    assert!(world.run(client.sign_out()).is_ok());
    assert!(store.kept.borrow().is_empty());
    assert_eq!(*store.asked.borrow(), ["get", "set", "delete"]);
}

#[test]
fn a_store_that_does_not_answer_is_told() {
    let world = World::new([good()]);
    let (store, options) = with_store(&world);
    store.manners.set(Manners::Hangs);
    let client = world.client(options);
    let fault = world.run(client.sign_out()).unwrap_err();
    assert!(fault.to_string().contains("10 seconds"), "{fault}");
    assert_eq!(world.time(), 10_000.0);
}

#[test]
fn only_what_belongs_to_the_client_is_deleted() {
    let world = World::new([good()]);
    let (store, options) = with_store(&world);
    let (one, other) = (
        world.client(options.clone()),
        world.client(ClientOptions { path: "/other/{userId}".into(), ..options }),
    );
    for client in [&one, &other] {
        assert!(world.finish(world.ask(client, &Query::user(7))).is_ok());
    }
    assert_eq!(store.kept.borrow().len(), 2);
    assert!(world.run(one.sign_out()).is_ok());
    assert_eq!(store.kept.borrow().len(), 1);
    assert!(store.kept.borrow().keys().all(|key| key.contains("/other/")));
}
