//! What is held in memory, and what a store keeps.

use crate::support::*;
use milestreak::failure::FailureCode;
use milestreak::net::{CacheOptions, CallOptions, ClientOptions, DataScope, Query, StoredSnapshot};
use std::rc::Rc;
use std::time::Duration;

const SECOND: f64 = 1_000.0;

fn cached(cache: CacheOptions) -> ClientOptions {
    ClientOptions { cache: Some(cache), ..options() }
}

/// A server whose answers are called 1, 2, 3 …
fn counting() -> World {
    World::serving(|_, number| body(small(&(number + 1).to_string())))
}

fn get(world: &World, client: &TestClient) -> (String, bool) {
    let fetched = world.run(client.target_groups(&user(), &CallOptions::default())).unwrap();
    (name_in(&fetched), fetched.is_stale)
}

fn answer(name: &str, is_stale: bool) -> (String, bool) {
    (name.into(), is_stale)
}

#[test]
fn what_is_young_is_given_again_and_what_is_old_while_a_new_one_is_fetched() {
    let world = counting();
    let client =
        world.client(cached(CacheOptions { max_age: Duration::from_secs(10), ..CacheOptions::default() }));
    assert_eq!(get(&world, &client), answer("1", false));
    world.pass(10.0 * SECOND);
    assert_eq!((get(&world, &client), world.requests()), (answer("1", false), 1));
    world.pass(1.0);
    assert_eq!(get(&world, &client), answer("1", true));
    assert_eq!(world.requests(), 2, "it is fetched though nobody waits");
    world.settle();
    assert_eq!((get(&world, &client), world.requests()), (answer("2", false), 2));
    assert_eq!((world.open(), world.tasks(), world.timers()), (0, 0, 0));
}

#[test]
fn an_old_one_is_fetched_once_however_often_it_is_given() {
    let world = World::serving(|_, number| body(small(&number.to_string())).after(100.0));
    let client = world.client(cached(CacheOptions::default()));
    assert_eq!(get(&world, &client), answer("0", false));
    world.pass(61.0 * SECOND);
    for _ in 0..5 {
        assert_eq!(get(&world, &client), answer("0", true));
    }
    assert_eq!(world.requests(), 2);
    world.pass(100.0);
    assert_eq!(get(&world, &client), answer("1", false));
}

#[test]
fn what_is_too_old_is_not_given() {
    let world = counting();
    let store = MemoryStore::new(&world);
    let client = world.client(cached(CacheOptions {
        max_stale: Duration::from_secs(100),
        store: Some(Rc::new(StoreHandle(Rc::clone(&store)))),
        ..CacheOptions::default()
    }));
    get(&world, &client);
    world.pass(100.0 * SECOND);
    assert_eq!(get(&world, &client), answer("1", true), "just not too old");
    world.settle();
    world.pass(100.0 * SECOND + 1.0);
    assert_eq!(get(&world, &client), answer("3", false));
    // A clock that was set back makes a time to come of it: nothing is known of its age.
    world.set_device_offset(-50.0 * SECOND);
    let unclocked = world.client(cached(CacheOptions::default()));
    let no_date = World::new([body(small("x")).header("date", "-")]);
    let of_no_date = no_date.client(cached(CacheOptions::default()));
    get(&no_date, &of_no_date);
    no_date.set_device_offset(-1.0);
    get(&no_date, &of_no_date);
    assert_eq!(no_date.requests(), 2);
    drop(unclocked);
}

#[test]
fn what_is_young_is_given_again_however_short_stale_ones_are_shown() {
    let world = counting();
    let hour = Duration::from_secs(3_600);
    let client = world.client(cached(CacheOptions {
        max_age: hour,
        max_stale: Duration::ZERO,
        ..CacheOptions::default()
    }));
    get(&world, &client);
    world.pass(3_600.0 * SECOND);
    assert_eq!((get(&world, &client), world.requests()), (answer("1", false), 1));
    world.pass(1.0);
    assert_eq!(get(&world, &client), answer("2", false), "nothing stale is shown");
}

#[test]
fn a_refresh_asks_in_any_case() {
    let world = counting();
    let client = world.client(cached(CacheOptions::default()));
    get(&world, &client);
    let fetched = world.run(client.target_groups(&user(), &refresh())).unwrap();
    assert_eq!((name_in(&fetched), fetched.is_stale), answer("2", false));
    assert_eq!((get(&world, &client), world.requests()), (answer("2", false), 2));
}

#[test]
fn what_is_held_is_asked_for_by_its_version() {
    let plan = [
        body(small("one")).header("etag", "\"v1\""),
        status(304),
        Step { body: small("not read").into(), ..status(304).header("etag", "\"v1b\"") },
        body(small("two")),
        body(small("three")),
    ];
    let world = World::new(plan);
    let client = world.client(cached(CacheOptions::default()));
    let ask = || world.run(client.target_groups(&user(), &refresh())).unwrap();
    let first = ask();
    world.pass(5.0 * SECOND);
    let second = ask();
    assert_eq!(world.header(1, "if-none-match").as_deref(), Some("\"v1\""));
    assert_eq!(name_in(&second), "one");
    assert_eq!(received_at(&second) - received_at(&first), 5_000, "it was received again");
    ask();
    assert_eq!(world.header(2, "if-none-match").as_deref(), Some("\"v1\""), "a 304 need not repeat it");
    assert_eq!(name_in(&ask()), "two");
    assert_eq!(world.header(3, "if-none-match").as_deref(), Some("\"v1b\""), "and may name another");
    ask();
    assert_eq!(world.header(4, "if-none-match"), None, "an answer without a version ends it");
}

#[test]
fn an_empty_version_is_none() {
    let world = World::new([body(small("one")).header("etag", ""), status(304)]);
    let client = world.client(cached(CacheOptions::default()));
    get(&world, &client);
    failure(world.run(client.target_groups(&user(), &refresh())), FailureCode::Http);
    assert_eq!(world.header(1, "if-none-match"), None);
}

#[test]
fn a_304_renews_what_it_confirms() {
    let world = World::new([body(small("one")).header("etag", "\"v1\""), status(304)]);
    let client = world.client(cached(CacheOptions::default()));
    get(&world, &client);
    world.pass(61.0 * SECOND);
    assert_eq!(get(&world, &client), answer("one", true));
    world.settle();
    assert_eq!((get(&world, &client), world.requests()), (answer("one", false), 2));
}

#[test]
fn without_a_cache_nothing_is_held() {
    let world = World::new([body(small("one")).header("etag", "\"v1\"")]);
    let client = world.client(options());
    get(&world, &client);
    get(&world, &client);
    assert_eq!((world.requests(), world.header(1, "if-none-match")), (2, None));
}

#[test]
fn what_the_server_forbids_is_shown_no_more() {
    for (refusal, code) in
        [(401, FailureCode::Unauthorized), (403, FailureCode::Forbidden), (404, FailureCode::NotFound)]
    {
        let world = World::new([body(small("one")), status(refusal)]);
        let store = MemoryStore::new(&world);
        let handle = Rc::new(StoreHandle(Rc::clone(&store)));
        let client = world.client(cached(CacheOptions { store: Some(handle), ..CacheOptions::default() }));
        get(&world, &client);
        assert_eq!(store.kept.borrow().len(), 1);
        failure(world.run(client.target_groups(&user(), &refresh())), code);
        failure(world.run(client.target_groups(&user(), &CallOptions::default())), code);
        assert_eq!((store.kept.borrow().len(), world.requests()), (0, 3));
    }
    let world = World::new([body(small("one")), status(400)]);
    let client = world.client(cached(CacheOptions::default()));
    get(&world, &client);
    failure(world.run(client.target_groups(&user(), &refresh())), FailureCode::Http);
    assert_eq!(get(&world, &client), answer("one", false), "any other failure forgets nothing");
}

#[test]
fn a_401_forgets_what_was_held_for_whoever_was_signed_in() {
    let world = World::serving(|_, number| if number == 2 { status(401) } else { body(small("one")) });
    let store = MemoryStore::new(&world);
    let client = page(&world, &store, Some("anna"));
    let ask =
        |query: &Query, options: &CallOptions| world.run(client.target_groups(query, options)).map(drop);
    let all = Query { include_inactive: Some(true), ..user() };
    for query in [&user(), &all] {
        assert!(ask(query, &CallOptions::default()).is_ok());
    }
    assert!(ask(&user(), &refresh()).is_err());
    assert!(store.kept.borrow().is_empty());
    assert!(ask(&all, &CallOptions::default()).is_ok());
    assert_eq!(world.requests(), 4, "the other question is asked anew");
}

#[test]
fn figures_of_somebody_else_under_one_key_are_given_and_not_kept() {
    let berts = || String::from_utf8(small("bert's")).unwrap().replace("347286146", "7").into_bytes();
    let world = World::serving(move |_, number| body(if number == 0 { small("anna's") } else { berts() }));
    let store = MemoryStore::new(&world);
    let client = page(&world, &store, Some("anna"));
    let ask = |options: &CallOptions| {
        name_in(&world.run(client.target_groups(&Query::user("me"), options)).unwrap())
    };
    assert_eq!(ask(&CallOptions::default()), "anna's");
    for requests in 2..5 {
        let options = if requests == 2 { refresh() } else { CallOptions::default() };
        assert_eq!(ask(&options), "bert's");
        assert_eq!(world.requests(), requests, "nothing is held");
        assert!(store.kept.borrow().is_empty(), "under Anna's name least of all");
    }
    assert!(world.run(client.sign_out()).is_ok());
    ask(&CallOptions::default());
    assert_eq!(store.kept.borrow().len(), 1, "after a sign-out it begins anew");
}

#[test]
fn no_more_than_32_are_held() {
    let world = counting();
    let client = world.client(cached(CacheOptions::default()));
    let ask = |user: u64| drop(world.run(client.target_groups(&Query::user(user), &CallOptions::default())));
    (0..33).for_each(ask);
    assert_eq!(world.requests(), 33);
    (1..33).for_each(ask);
    assert_eq!(world.requests(), 33, "the latest 32");
    ask(0);
    assert_eq!(world.requests(), 34, "and not the first");
}

/// A client of a page, and what it keeps.
fn page(world: &World, store: &Rc<MemoryStore>, identity: Option<&str>) -> TestClient {
    world.client(cached(CacheOptions {
        store: Some(Rc::new(StoreHandle(Rc::clone(store)))),
        identity: identity.map(Into::into),
        ..CacheOptions::default()
    }))
}

#[test]
fn a_store_outlives_the_page_and_shows_nobody_anothers_figures() {
    let world = World::serving(|_, _| good().header("etag", "\"v1\""));
    let store = MemoryStore::new(&world);
    let all = Query { include_inactive: Some(true), ..user() };
    let ask = |client: TestClient, query: &Query| {
        world.run(client.target_groups(query, &CallOptions::default())).unwrap()
    };
    let first = ask(page(&world, &store, Some("anna")), &all);
    world.pass(SECOND);
    let later = ask(page(&world, &store, Some("anna")), &all);
    assert_eq!(world.requests(), 1, "the next page asks nobody");
    assert_eq!(received_at(&later), received_at(&first));
    assert_eq!(later.snapshot.received.all_cycles, Some(true));
    let groups =
        |fetched: &milestreak::net::Fetched| serde_json::to_value(fetched.snapshot.groups()).unwrap();
    assert_eq!(groups(&later), groups(&first), "the same figures");
    drop(world.run(page(&world, &store, Some("anna")).target_groups(&all, &refresh())));
    assert_eq!(world.header(1, "if-none-match").as_deref(), Some("\"v1\""), "it knows the version");

    let before = world.requests();
    ask(page(&world, &store, Some("bert")), &all);
    ask(page(&world, &store, None), &all);
    ask(page(&world, &store, Some("anna")), &Query { user_id: "566135941".into(), ..all.clone() });
    ask(page(&world, &store, Some("anna")), &user());
    let scope = ClientOptions {
        data_scope: Some(DataScope::All),
        ..cached(CacheOptions {
            store: Some(Rc::new(StoreHandle(Rc::clone(&store)))),
            identity: Some("anna".into()),
            ..CacheOptions::default()
        })
    };
    ask(world.client(scope), &all);
    assert_eq!(
        world.requests() - before,
        5,
        "another person, none, another user, another question, another scope"
    );

    let kept = store.kept.borrow();
    assert_eq!(kept.len(), 6);
    for (key, value) in &*kept {
        let body = String::from_utf8(value.body.clone()).unwrap();
        assert!(body.contains("t1Fixed"));
        for secret in ["demo-token", "firstName", "customer", "mobile"] {
            assert!(!body.contains(secret) && !key.contains(secret), "the store has {secret}");
        }
    }
    drop(kept);
    assert!(world.run(page(&world, &store, Some("anna")).sign_out()).is_ok());
    let left = store.kept.borrow();
    assert_eq!(left.len(), 3, "bert's, nobody's and that of another scope");
    assert!(left.keys().any(|key| key.contains("bert")));
}

#[test]
fn a_store_needs_to_know_who_is_signed_in() {
    let world = counting();
    let store = MemoryStore::new(&world);
    let me = Query::user("me");
    let asked = |client: TestClient| world.run(client.target_groups(&me, &CallOptions::default()));
    for nobody in [None, Some("")] {
        let refused = failure(asked(page(&world, &store, nobody)), FailureCode::InvalidOption);
        assert_eq!((refused.path.as_deref(), world.requests()), (Some("identity"), 0));
    }
    assert!(asked(page(&world, &store, Some("anna"))).is_ok());
    assert!(asked(world.client(cached(CacheOptions::default()))).is_ok(), "memory is the page's own");
}

#[test]
fn keys_are_json_and_begin_with_what_a_sign_out_deletes() {
    let world = counting();
    let store = MemoryStore::new(&world);
    let client = page(&world, &store, Some("an\"n\\a\n"));
    let query = Query { include_inactive: Some(true), target_rule_id: Some(7), ..user() };
    assert!(world.run(client.target_groups(&query, &CallOptions::default())).is_ok());
    let key = store.kept.borrow().keys().next().unwrap().clone();
    let parts: Vec<serde_json::Value> = serde_json::Deserializer::from_str(&key)
        .into_iter::<serde_json::Value>()
        .map(Result::unwrap)
        .collect();
    let prefix = serde_json::json!([
        "https://shop.example",
        "/api_gateway/intouch-api-v3/v3.1/users/{userId}/targetGroups",
        "SELF",
        null,
        ["bearer"],
        "an\"n\\a\n"
    ]);
    assert_eq!(parts, [prefix, serde_json::json!(["347286146", true, null, 7])]);
}

#[test]
fn a_store_that_fails_costs_nothing() {
    let world = counting();
    let store = MemoryStore::new(&world);
    store.manners.set(Manners::Fails);
    let client = page(&world, &store, None);
    assert_eq!(get(&world, &client), answer("1", false));
    assert_eq!(get(&world, &client), answer("1", false), "memory works");
    assert_eq!(world.time(), 0.0);
    let fault = world.run(client.sign_out()).unwrap_err();
    let cause = fault.cause.unwrap().as_error().unwrap().to_string();
    assert_eq!(cause, "no room", "a sign-out says that something may be left");
}

#[test]
fn a_store_that_is_silent_is_waited_for_once() {
    let world = counting();
    let store = MemoryStore::new(&world);
    store.manners.set(Manners::Hangs);
    let client = page(&world, &store, None);
    assert_eq!(get(&world, &client), answer("1", false));
    assert_eq!(world.time(), SECOND);
    let other = Query::user(5);
    assert!(world.run(client.target_groups(&other, &CallOptions::default())).is_ok());
    assert_eq!(world.time(), SECOND, "nobody waits again");
}

#[test]
fn a_store_that_was_slow_is_asked_again_once_it_has_answered() {
    let world = counting();
    let store = MemoryStore::new(&world);
    store.delay.set(1_500.0);
    let client = page(&world, &store, None);
    get(&world, &client);
    assert_eq!(world.time(), SECOND);
    world.pass(5.0 * SECOND);
    store.delay.set(0.0);
    let before = store.asked.borrow().iter().filter(|what| **what == "get").count();
    drop(world.run(client.target_groups(&Query::user(5), &CallOptions::default())));
    assert_eq!(store.asked.borrow().iter().filter(|what| **what == "get").count(), before + 1);
}

#[test]
fn a_store_that_holds_nonsense_holds_nothing() {
    for stored in [b"\x01\x02\x03".to_vec(), b"{}".to_vec(), Vec::new()] {
        let world = counting();
        let store = MemoryStore::new(&world);
        get(&world, &page(&world, &store, None));
        for value in store.kept.borrow_mut().values_mut() {
            *value = StoredSnapshot {
                body: stored.clone(),
                received_at: START as i64,
                all_cycles: None,
                etag: None,
            };
        }
        assert_eq!(get(&world, &page(&world, &store, None)), answer("2", false));
    }
}

#[test]
fn what_comes_from_the_store_too_late_does_not_replace_what_is_newer() {
    let world = counting();
    let store = MemoryStore::new(&world);
    get(&world, &page(&world, &store, None));
    store.delay.set(1_200.0);
    let client = page(&world, &store, None);
    assert_eq!(get(&world, &client), answer("2", false), "the store was too slow");
    world.pass(10.0 * SECOND);
    assert_eq!(get(&world, &client), answer("2", false));
}

#[test]
fn the_store_is_asked_for_one_thing_after_the_other() {
    let world = counting();
    let store = MemoryStore::new(&world);
    store.delay.set(40.0);
    let client = page(&world, &store, None);
    let calls: Vec<_> = (0..6).map(|user| world.ask(&client, &Query::user(user))).collect();
    for call in calls {
        assert!(world.finish(call).is_ok());
    }
    let signed_out = world.start(client.sign_out());
    assert!(world.finish(signed_out).is_ok());
    assert!(store.kept.borrow().is_empty(), "all were kept before, and deleted after");
    assert_eq!(store.asked.borrow().last(), Some(&"delete"));
    drop(client);
    assert_eq!((world.tasks(), world.timers()), (0, 0));
}
