//! Requests in flight, shared by those who ask for the same.

use crate::support::*;
use milestreak::failure::FailureCode;
use milestreak::net::{CallOptions, Progress, Query};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

#[test]
fn the_same_question_in_flight_is_one_request() {
    let world = World::new([good().after(50.0)]);
    let client = world.client(options());
    let calls: Vec<_> = (0..5).map(|_| world.ask(&client, &user())).collect();
    assert_eq!(world.requests(), 1);
    let snapshots: Vec<_> = calls.into_iter().map(|call| world.finish(call).unwrap().snapshot).collect();
    assert!(snapshots.iter().all(|snapshot| Rc::ptr_eq(snapshot, &snapshots[0])), "parsed once");
    let next = world.ask(&client, &user());
    assert_eq!(world.requests(), 2, "the next one is a new one");
    let all = world.ask(&client, &Query { include_inactive: Some(true), ..user() });
    assert_eq!(world.requests(), 3, "as is one for something else");
    assert!(world.finish(next).is_ok() && world.finish(all).is_ok());
    // A clone is the same client.
    let (one, other) = (world.ask(&client, &user()), world.ask(&client.clone(), &user()));
    assert_eq!(world.requests(), 4);
    drop((one, other));
}

#[test]
fn whoever_leaves_ends_their_own_wait_and_the_last_one_the_request() {
    let world = World::new([good().after(200.0)]);
    let client = world.client(options());
    let (one, other) = (world.ask(&client, &user()), world.ask(&client, &user()));
    drop(one);
    assert_eq!((world.open(), world.requests()), (1, 1), "somebody still waits");
    drop(other);
    assert_eq!((world.open(), world.timers(), world.tasks()), (0, 0, 0), "nobody does");
    let again = world.ask(&client, &user());
    assert_eq!(world.requests(), 2, "a request that ends is not shared");
    assert!(world.finish(again).is_ok());
}

#[test]
fn the_one_who_began_may_leave_first() {
    // The request is polled by whoever is woken: nobody's leaving stops it.
    for leaves in 0..3 {
        let world = World::new([Step { pieces: (1_000, 3.0), ..good().after(20.0) }]);
        let client = world.client(options());
        let mut calls: Vec<_> = (0..3).map(|_| world.ask(&client, &user())).collect();
        world.pass(25.0);
        drop(calls.remove(leaves));
        let left: Vec<_> = calls.into_iter().map(|call| world.finish(call).is_ok()).collect();
        assert_eq!((left, world.requests()), (vec![true, true], 1));
    }
}

#[test]
fn one_who_is_never_polled_again_stops_nobody() {
    let world = World::new([good().after(20.0)]);
    let client = world.client(options());
    let waiting = world.ask(&client, &user());
    // Polled once, the last of the two, and then held.
    let held = Rc::new(RefCell::new(Some(Box::pin(client.target_groups(&user(), &CallOptions::default())))));
    let polled = Rc::clone(&held);
    let once = world.start(std::future::poll_fn(move |context| {
        if let Some(future) = polled.borrow_mut().as_mut() {
            assert!(future.as_mut().poll(context).is_pending());
        }
        std::task::Poll::Ready(())
    }));
    assert!(once.is_done());
    assert!(world.finish(waiting).is_ok());
    assert!(world.finish(world.ask(&client, &user())).is_ok());
    assert_eq!(world.requests(), 2, "nor does anybody join what is over, though it is still held");
    drop(held);
}

#[test]
fn a_wait_of_any_kind_ends_when_it_is_dropped() {
    let never = || token_from(|_| Box::pin(std::future::pending()));
    let waits = [
        (vec![good()], never()),
        (vec![good().after(400.0)], options().auth),
        (vec![Step { pieces: (10, 50.0), ..good() }], options().auth),
        (vec![status(503).header("retry-after", "0.1"), good()], options().auth),
    ];
    for (plan, auth) in waits {
        let world = World::new(plan);
        world.set_random(0.9);
        let client = world.client(milestreak::net::ClientOptions { auth, ..options() });
        let call = world.ask(&client, &user());
        world.pass(5.0);
        assert!(!call.is_done());
        drop(call);
        assert_eq!((world.open(), world.timers(), world.tasks()), (0, 0, 0));
        drop(client);
        assert_eq!(world.references(), 1);
    }
}

#[test]
fn progress_is_heard_by_each_of_them_as_long_as_they_wait() {
    let world = World::new([Step { pieces: (3_000, 10.0), ..good() }]);
    let client = world.client(options());
    let counts: Vec<Rc<Cell<u32>>> = (0..2).map(|_| Rc::default()).collect();
    let mut calls: Vec<_> = counts
        .iter()
        .map(|count| {
            let count = Rc::clone(count);
            let progress: Rc<dyn Fn(Progress)> = Rc::new(move |_| count.set(count.get() + 1));
            let call = CallOptions { progress: Some(progress), ..CallOptions::default() };
            world.start(client.target_groups(&user(), &call))
        })
        .collect();
    world.pass(25.0);
    drop(calls.remove(0));
    assert!(world.finish(calls.remove(0)).is_ok());
    assert_eq!(counts[0].get(), 2);
    assert!(counts[1].get() > 2);
}

#[test]
fn a_listener_may_end_its_own_call() {
    let world = World::new([Step { pieces: (3_000, 10.0), ..good() }]);
    let client = world.client(options());
    let call = Rc::new(RefCell::new(None));
    let own = Rc::clone(&call);
    let progress: Rc<dyn Fn(Progress)> = Rc::new(move |_| drop(own.borrow_mut().take()));
    let options = CallOptions { progress: Some(progress), ..CallOptions::default() };
    *call.borrow_mut() = Some(world.start(client.target_groups(&user(), &options)));
    world.pass(100.0);
    assert!(call.borrow().is_none());
    assert_eq!((world.open(), world.timers(), world.tasks()), (0, 0, 0));
}

#[test]
fn a_failure_is_told_to_all_and_not_kept() {
    let world = World::new([status(404).after(10.0), good()]);
    let client = world.client(options());
    let (one, other) = (world.ask(&client, &user()), world.ask(&client, &user()));
    for call in [one, other] {
        failure(world.finish(call), FailureCode::NotFound);
    }
    assert!(world.finish(world.ask(&client, &user())).is_ok());
}
