//! The server's clock.

use crate::support::*;
use milestreak::failure::FailureCode;
use milestreak::net::{CacheOptions, CallOptions, ClientOptions};
use std::time::Duration;

const HOUR: f64 = 3_600_000.0;
const MINUTE: f64 = 60_000.0;

fn ask(world: &World, client: &TestClient) -> i64 {
    assert!(world.run(client.target_groups(&user(), &CallOptions::default())).is_ok());
    client.clock_skew_ms()
}

fn is_about(skew: i64, expected: f64) -> bool {
    (skew as f64 - expected).abs() <= 1_000.0
}

#[test]
fn a_wrong_clock_is_put_right_by_the_servers() {
    let world = World::new([body(small("x"))]);
    world.set_device_offset(HOUR);
    let client = world.client(options());
    assert_eq!(client.clock_skew_ms(), 0);
    let fetched = world.run(client.target_groups(&user(), &CallOptions::default())).unwrap();
    assert!(is_about(client.clock_skew_ms(), -HOUR), "{}", client.clock_skew_ms());
    assert!(is_about(received_at(&fetched), START), "by the server's clock");
    assert!(is_about(client.now(), START));
    world.set_device_offset(0.0);
    world.pass(MINUTE);
    assert_eq!(ask(&world, &client), 0, "a clock that is right is left alone");
}

#[test]
fn an_answer_from_a_cache_is_as_old_as_it_says() {
    let world =
        World::serving(|_, _| body(small("x")).header("date", http_date(START - HOUR)).header("age", "3600"));
    let client = world.client(options());
    assert_eq!(ask(&world, &client), 0);
}

#[test]
fn a_date_that_stands_still_is_no_clock() {
    let world = World::serving(|_, _| body(small("x")).header("date", http_date(START - HOUR)));
    let client = world.client(options());
    assert!(is_about(ask(&world, &client), -HOUR), "nothing speaks against it yet");
    world.pass(MINUTE);
    assert_eq!(ask(&world, &client), 0);
    world.pass(MINUTE);
    assert_eq!(ask(&world, &client), 0);
}

#[test]
fn a_date_a_day_away_needs_a_second_opinion() {
    let world = World::new([body(small("x"))]);
    world.set_device_offset(-1_000.0 * HOUR);
    let client = world.client(options());
    assert_eq!(ask(&world, &client), 0);
    world.pass(MINUTE);
    assert!(is_about(ask(&world, &client), 1_000.0 * HOUR));
    let epoch = World::new([body(small("x")).header("date", http_date(0.0))]);
    let client = epoch.client(options());
    for _ in 0..3 {
        assert_eq!(ask(&epoch, &client), 0);
        epoch.pass(MINUTE);
    }
}

#[test]
fn no_date_and_a_refusal_say_nothing() {
    let world = World::new([body(small("x")).header("date", "-"), status(403)]);
    world.set_device_offset(HOUR);
    let client = world.client(options());
    assert_eq!(ask(&world, &client), 0);
    failure(world.run(client.target_groups(&user(), &CallOptions::default())), FailureCode::Forbidden);
    assert_eq!(client.clock_skew_ms(), 0);
}

#[test]
fn the_age_of_what_is_held_goes_by_the_servers_clock() {
    let world = World::new([body(small("x"))]);
    let cache = CacheOptions { max_age: Duration::from_secs(60), ..CacheOptions::default() };
    let client = world.client(ClientOptions { cache: Some(cache), ..options() });
    world.set_device_offset(-HOUR);
    ask(&world, &client);
    world.pass(MINUTE / 2.0);
    ask(&world, &client);
    assert_eq!(world.requests(), 1);
}

#[test]
fn retry_after_is_a_date_of_the_servers_clock() {
    let in_a_minute = http_date(START + MINUTE);
    let world = World::new([status(503).header("retry-after", in_a_minute)]);
    world.set_device_offset(HOUR);
    let client = world.client(options());
    let failure = failure(world.finish(world.ask(&client, &user())), FailureCode::RateLimited);
    assert_eq!(failure.retry_after_ms, Some(MINUTE));
}
