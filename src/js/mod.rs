//! The boundary: numbers in, the address of one packed result out, and nothing but conversion between.
//!
//! The public surface stands in `pkg/src`, in TypeScript. It checks what callers pass and hands plain values over: numbers as
//! they are, bytes by way of a [`room`](body::room), texts as JSON by the same way. What is held is known by its number; 0 is
//! nothing, and the [`answer`](answer::latest) is why.

pub mod answer;
pub mod body;
pub mod client;
pub mod held;
mod zone;

use crate::insight::{self, Called, Snapshot};
use crate::model::{Catalog, Model, Received, Utc, Zone};
use crate::wire::{self, Id, Millis};
use answer::{answer, latest, or_answer};
use body::with_body;
use held::{Held, User};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
pub use zone::JsZone;

/// Reads a user's response of so many bytes. `received_at` is NaN when not known; `all_cycles` is 0 or 1, or 2 when not known.
#[wasm_bindgen(js_name = parseUser)]
pub fn parse_user(len: usize, received_at: f64, all_cycles: u32) -> u32 {
    let at = (!received_at.is_nan()).then_some(received_at as Millis);
    let all_cycles = (all_cycles < 2).then_some(all_cycles == 1);
    let model = with_body(len, |body| Model::parse(body, Received { at, all_cycles }));
    or_answer(model.map(|model| User::new(Snapshot::new(model)).hold()))
}

/// Reads an organisation's list of so many bytes.
#[wasm_bindgen(js_name = parseList)]
pub fn parse_list(len: usize) -> u32 {
    or_answer(with_body(len, Catalog::parse).map(|catalog| Held::Catalog(Rc::new(catalog)).hold()))
}

/// Answers a question, by its number in `pkg/src/engine.ts`, about what is held. `now` is epoch milliseconds, no zone is UTC,
/// and `within` is how long before its deadline a streak is at risk.
#[wasm_bindgen]
pub fn ask(held: u32, question: u32, now: f64, zone: Option<JsZone>, within: f64) -> u32 {
    let within = within as Millis;
    match Held::get(held) {
        Some(Held::User(user)) => match question {
            0 => answer(&user.snapshot.head()),
            1 => answer(&user.snapshot.issues()),
            2 => answer(&user.snapshot.groups()),
            _ => user.at(now, &zone, |moment| match question {
                3 => answer(&moment.active_cycles()),
                4 => answer(&moment.progress(false)),
                5 => answer(&moment.progress(true)),
                6 => answer(&moment.streaks(within)),
                7 => answer(&moment.summary(within)),
                _ => answer(&moment.available()),
            }),
        },
        Some(Held::Catalog(catalog)) => match question {
            0 => answer(&catalog.head()),
            1 => answer(&catalog.issues()),
            _ => {
                let zone: &dyn Zone = zone.as_ref().map_or(&Utc, |zone| zone);
                answer(&insight::definitions(&catalog, zone, now as Millis, question == 5))
            }
        },
        None => latest(),
    }
}

/// When any answer about a snapshot changes by itself; NaN when none does.
#[wasm_bindgen(js_name = nextChange)]
pub fn next_change(held: u32, now: f64, zone: Option<JsZone>, within: f64) -> f64 {
    let next =
        User::get(held).and_then(|user| user.at(now, &zone, |moment| moment.next_change(within as Millis)));
    next.map_or(f64::NAN, |next| next as f64)
}

/// A single figure of a snapshot: which one, and of what: by its id, or where that is NaN by its name. That and the name of the
/// period, if the figure is of one, are texts of so many bytes. A boolean is 0 or 1; nothing is NaN.
#[wasm_bindgen]
pub fn attribute(held: u32, now: f64, zone: Option<JsZone>, which: u32, id: f64, len: usize) -> f64 {
    let [name, ref_code] = with_body(len, wire::read_texts);
    let id = if id.is_nan() { None } else { Id::new(id as i64) };
    let called = id.map_or(Called::Name(&name), Called::Id);
    let figure = User::get(held).and_then(|user| {
        user.at(now, &zone, |moment| match which {
            0 => moment.average_achieved(called),
            1 => moment.achieved_in_period(called, &ref_code),
            2 => moment.achieved_in_current_period(called),
            3 => moment.is_streak_achieved(called).map(|is| f64::from(u8::from(is))),
            4 => moment.streak_current_value(called),
            5 => moment.targets_achieved(called, &ref_code).map(f64::from),
            _ => moment.targets_achieved_in_current_period(called).map(f64::from),
        })
    });
    figure.unwrap_or(f64::NAN)
}

/// What changed between two snapshots.
#[wasm_bindgen]
pub fn diff(previous: u32, next: u32, now: f64, zone: Option<JsZone>) -> u32 {
    let (Some(previous), Some(next)) = (User::get(previous), User::get(next)) else { return latest() };
    let earlier = insight::earlier_instant(&previous.snapshot, &next.snapshot, now as Millis);
    previous.at(earlier as f64, &zone, |previous| {
        next.at(now, &zone, |next| answer(&insight::diff(previous, next)))
    })
}

/// The same snapshot, to be released on its own: received at another time, unless that is NaN.
#[wasm_bindgen]
pub fn share(held: u32, received_at: f64) -> u32 {
    let Some(user) = User::get(held) else { return 0 };
    let mut user = User::clone(&user);
    if !received_at.is_nan() {
        user.snapshot.received.at = Some(received_at as Millis);
    }
    user.hold()
}

/// The same response, joined with the organisation's definitions.
#[wasm_bindgen]
pub fn join(held: u32, catalog: u32) -> u32 {
    match (User::get(held), Held::get(catalog)) {
        (Some(user), Some(Held::Catalog(catalog))) => User::new(user.snapshot.with_catalog(catalog)).hold(),
        _ => 0,
    }
}
