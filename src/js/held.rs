//! What JavaScript holds, by number: it cannot be trusted to let go of a thing once, nor to use it only before.

use super::zone::JsZone;
use crate::insight::{Moment, Schedule, Snapshot};
use crate::model::{Catalog, Utc, Zone};
use crate::wire::Millis;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

thread_local! {
    static HELD: RefCell<Numbered> = const { RefCell::new(Numbered { held: Vec::new(), free: Vec::new() }) };
}

/// What is held, the first under number 1.
struct Numbered {
    held: Vec<Option<Held>>,
    /// Numbers that nothing has any more.
    free: Vec<u32>,
}

/// Something that JavaScript holds.
#[derive(Clone)]
pub(super) enum Held {
    User(Rc<User>),
    Catalog(Rc<Catalog>),
}

impl Held {
    /// Holds something; its number, which is never 0.
    pub(super) fn hold(self) -> u32 {
        HELD.with_borrow_mut(|Numbered { held, free }| {
            let number = free.pop().unwrap_or(held.len() as u32 + 1);
            match held.get_mut(number as usize - 1) {
                Some(place) => *place = Some(self),
                None => held.push(Some(self)),
            }
            number
        })
    }

    /// What has a number. It is nobody's to borrow: the page may be asked for a time zone meanwhile, and may ask back.
    pub(super) fn get(number: u32) -> Option<Held> {
        HELD.with_borrow(|Numbered { held, .. }| {
            held.get((number as usize).wrapping_sub(1)).cloned().flatten()
        })
    }
}

/// Lets go of what has a number.
#[wasm_bindgen]
pub fn release(number: u32) {
    let released = HELD.with_borrow_mut(|Numbered { held, free }| {
        let released = held.get_mut((number as usize).wrapping_sub(1))?.take()?;
        free.push(number);
        Some(released)
    });
    drop(released);
}

/// A snapshot, and what was worked out of it.
#[derive(Clone)]
pub(super) struct User {
    pub(super) snapshot: Snapshot,
    /// The schedule asked for last, and the zone it is of: a clock that ticks asks for the same one each time.
    schedule: RefCell<Option<(u32, Rc<Schedule>)>>,
}

/// The zone that no option asked for.
const UTC: u32 = 0;

impl User {
    /// A snapshot that was asked nothing yet.
    pub(super) fn new(snapshot: Snapshot) -> User {
        User { snapshot, schedule: RefCell::default() }
    }

    /// Holds it; its number.
    pub(super) fn hold(self) -> u32 {
        Held::User(Rc::new(self)).hold()
    }

    /// The one that has a number.
    pub(super) fn get(number: u32) -> Option<Rc<User>> {
        match Held::get(number) {
            Some(Held::User(user)) => Some(user),
            _ => None,
        }
    }

    /// Asks something of the snapshot at an instant.
    pub(super) fn at<T>(&self, now: f64, zone: &Option<JsZone>, ask: impl FnOnce(&Moment<'_>) -> T) -> T {
        let (id, zone): (u32, &dyn Zone) = zone.as_ref().map_or((UTC, &Utc), |zone| (zone.id(), zone));
        let known = self.schedule.borrow().clone().filter(|(of, _)| *of == id);
        let (_, schedule) = known.unwrap_or_else(|| {
            // Asking the zone is asking the page's `Intl`: nothing is borrowed meanwhile.
            let made = (id, Rc::new(Schedule::new(&self.snapshot, zone)));
            self.schedule.replace(Some(made.clone()));
            made
        });
        ask(&Moment::new(&self.snapshot, &schedule, zone, now as Millis))
    }
}
