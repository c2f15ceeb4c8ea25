//! A walk: calls, aborts, sign-outs, faults and time in any order. `walks.rs` takes random ones, and so does a fuzz target.

use crate::support::*;
use milestreak::failure::FailureCode;
use milestreak::net::{CacheOptions, CallOptions, ClientOptions, Query};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What happens next.
#[derive(Clone, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
pub(crate) enum Move {
    /// Ask for one of four users.
    Ask {
        user: u64,
        refresh: bool,
    },
    /// Abort one of the calls.
    Abort(usize),
    Pass(u16),
    SignOut,
    /// The token that the server takes is another one from now on.
    Expire,
    /// The device's clock is set.
    SetClock(i32),
    /// The store works, fails or hangs from now on.
    Store(u8),
}

/// What the server does with a request that has the right token.
#[derive(Clone, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
pub(crate) enum Reply {
    /// It answers, so many milliseconds later.
    Good(u16),
    /// It answers in small pieces.
    Slow,
    /// The body is cut off.
    Cut,
    /// There is no answer.
    Reset,
    /// The answer comes too late.
    Late,
    Status(Refusal),
    /// It asks to be left alone for a second.
    Busy,
    /// The body is no JSON.
    Nonsense,
}

#[derive(Clone, Copy, Debug)]
#[cfg_attr(fuzzing, derive(arbitrary::Arbitrary))]
pub(crate) enum Refusal {
    Failed = 500,
    Unavailable = 503,
    NotFound = 404,
    TooMany = 429,
    /// Though nothing was asked that could be unchanged.
    Unchanged = 304,
}

impl Reply {
    fn step(&self) -> Step {
        match self {
            Reply::Good(delay) => body(small("x")).after(f64::from(delay % 300)).header("etag", "\"v\""),
            Reply::Slow => Step { pieces: (50, 20.0), ..body(small("x")) },
            Reply::Cut => Step { cut_at: Some(30), ..body(small("x")) },
            Reply::Reset => no_answer("reset").after(10.0),
            Reply::Late => good().after(9_000.0),
            Reply::Status(refusal) => status(*refusal as u16),
            Reply::Busy => status(503).header("retry-after", "1"),
            Reply::Nonsense => body("nonsense"),
        }
    }
}

struct Outside {
    /// The number of the token that the server takes.
    valid: Cell<u32>,
    /// The number of the token that the page has.
    held: Cell<u32>,
    renewing: Cell<u32>,
    renewals: Cell<u32>,
    expirations: Cell<u32>,
}

/// Takes a walk, and checks that every call settles, that there is no request too many, and that nothing is left.
pub(crate) fn walk(moves: &[Move], plan: &[Reply], random: f64) {
    let plan: Vec<Step> = plan.iter().map(Reply::step).collect();
    let outside = Rc::new(Outside {
        valid: Cell::new(0),
        held: Cell::new(0),
        renewing: Cell::new(0),
        renewals: Cell::new(0),
        expirations: Cell::new(0),
    });
    let server = Rc::clone(&outside);
    let world = World::serving(move |request, number| {
        let expected = format!("Bearer {}", server.valid.get());
        let is_valid = request.headers.iter().any(|(_, value)| *value == expected);
        let is_conditional = request.headers.iter().any(|(name, _)| name == "if-none-match");
        if !is_valid {
            return status(401).after(5.0);
        }
        if is_conditional && number % 2 == 0 { status(304) } else { plan[number % plan.len()].clone() }
    });
    world.set_random(random);
    let (page, clock) = (Rc::clone(&outside), world.clone());
    let auth = token_from(move |refresh| {
        let page = Rc::clone(&page);
        if !refresh {
            return Box::pin(async move { Ok(page.held.get().to_string()) });
        }
        assert_eq!(page.renewing.replace(1), 0, "one renewal at a time");
        page.renewals.set(page.renewals.get() + 1);
        let sleep = clock.sleep(30.0);
        Box::pin(async move {
            sleep.await;
            page.renewing.set(0);
            page.held.set(page.valid.get());
            Ok(page.held.get().to_string())
        })
    });
    let store = MemoryStore::new(&world);
    let cache =
        CacheOptions { store: Some(Rc::new(StoreHandle(Rc::clone(&store)))), ..CacheOptions::default() };
    let client = world.client(ClientOptions { auth, cache: Some(cache), ..options() });

    let mut calls: Vec<Call<Answer>> = Vec::new();
    let mut sign_outs = Vec::new();
    let codes = RefCell::new(Vec::new());
    let (mut asked, mut answered) = (0usize, 0usize);
    let collect = |calls: &mut Vec<Call<Answer>>| {
        let before = calls.len();
        calls.retain(|call| match call.take() {
            None => true,
            Some(answer) => {
                codes.borrow_mut().extend(answer.err().map(|failure| failure.code));
                false
            }
        });
        before - calls.len()
    };
    for one in moves {
        match one {
            Move::Ask { user, refresh } => {
                asked += 1;
                let call = CallOptions { refresh: *refresh, ..CallOptions::default() };
                calls.push(world.start(client.target_groups(&Query::user(user % 4), &call)));
            }
            Move::Abort(which) if !calls.is_empty() => {
                answered += 1;
                drop(calls.remove(which % calls.len()));
            }
            Move::Abort(_) => {}
            Move::Pass(ms) => world.pass(f64::from(*ms)),
            Move::SignOut => {
                // A renewal that is under way belongs to whoever signed out: the next one may begin another.
                outside.renewing.set(0);
                sign_outs.push(world.start(client.sign_out()));
                answered += collect(&mut calls);
                assert!(calls.is_empty(), "a sign-out ends all calls");
                assert_eq!(world.open(), 0);
            }
            Move::Expire => {
                outside.expirations.set(outside.expirations.get() + 1);
                outside.valid.set(outside.valid.get() + 1);
            }
            Move::SetClock(offset) => world.set_device_offset(f64::from(*offset)),
            Move::Store(0) => store.manners.set(Manners::Works),
            Move::Store(1) => store.manners.set(Manners::Fails),
            Move::Store(_) => store.manners.set(Manners::Hangs),
        }
        answered += collect(&mut calls);
        assert!(world.open() <= 4, "one request for each user at most");
    }
    // Longer than any deadline, and than a sign-out waits.
    world.pass(20_000.0);
    answered += collect(&mut calls);
    assert_eq!((calls.len(), answered), (0, asked), "every call settles");
    assert!(sign_outs.iter().all(Call::is_done), "every sign-out settles");
    assert!(world.requests() <= 4 * asked, "no request too many: 3 attempts and one for a new token");
    let signed_out = sign_outs.len() as u32;
    assert!(outside.renewals.get() <= outside.expirations.get() + signed_out, "one renewal for each token");
    let expected = [
        FailureCode::Aborted,
        FailureCode::Network,
        FailureCode::Http,
        FailureCode::NotFound,
        FailureCode::RateLimited,
        FailureCode::Timeout,
        FailureCode::InvalidJson,
        FailureCode::Unauthorized,
    ];
    for code in codes.borrow().iter() {
        assert!(expected.contains(code), "{code:?}");
    }
    assert_eq!((world.open(), world.timers()), (0, 0), "nothing is under way");
    drop((client, sign_outs));
    if !moves.iter().any(|one| matches!(one, Move::Store(2..))) {
        assert_eq!(world.tasks(), 0, "nothing runs");
        // The store refers to the world, as do the page's token function and the test; the client does no more.
        assert_eq!(Rc::strong_count(&store), 1, "nothing leaks");
        assert_eq!(Rc::strong_count(&outside), 2, "nothing leaks: the server's and the test's");
    }
    world.drop_tasks();
}
