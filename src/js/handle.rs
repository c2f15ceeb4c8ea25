//! Handle table. JavaScript refers to snapshots, catalogues, clients and their calls by number; a handle may be freed twice or used after it was
//! freed, so every lookup checks.

use super::as_zone;
use super::client::Call;
use super::zone::JsZone;
use crate::insight::{Moment, Schedule, Snapshot};
use crate::model::Catalog;
use crate::net::{Browser, Client};
use crate::wire::Millis;
use slab::Slab;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

thread_local! {
    static TABLE: RefCell<Slab<Object>> = const { RefCell::new(Slab::new()) };
}

/// What a handle refers to.
#[derive(Clone)]
pub(super) enum Object {
    Snapshot(Rc<TimedSnapshot>),
    Catalog(Rc<Catalog>),
    Client(Client<Browser>),
    /// A call of a client, which ends when its handle is freed.
    Call(#[expect(dead_code, reason = "only dropped")] Rc<Call>),
}

impl Object {
    /// Adds an object to the table and returns its handle, which is never 0.
    pub(super) fn insert(self) -> u32 {
        TABLE.with_borrow_mut(|table| table.insert(self) as u32 + 1)
    }

    /// The object of a handle. Returns a clone of the `Rc`: resolving a time zone calls the page's `Intl`, which may re-enter.
    pub(super) fn get(handle: u32) -> Option<Object> {
        TABLE.with_borrow(|table| table.get(key(handle)).cloned())
    }
}

/// The handle is one more than the key, so that no handle is 0.
fn key(handle: u32) -> usize {
    (handle as usize).wrapping_sub(1)
}

/// Frees what a handle refers to, if it is not free yet.
#[wasm_bindgen(js_name = freeHandle)]
pub fn free_handle(handle: u32) {
    // The object is dropped after the table is no longer borrowed.
    let freed = TABLE.with_borrow_mut(|table| table.try_remove(key(handle)));
    drop(freed);
}

/// The catalogue of a handle.
pub(super) fn catalog(handle: u32) -> Option<Rc<Catalog>> {
    match Object::get(handle) {
        Some(Object::Catalog(catalog)) => Some(catalog),
        _ => None,
    }
}

/// A snapshot, and the schedule that was last computed of it.
#[derive(Clone)]
pub(super) struct TimedSnapshot {
    pub(super) snapshot: Snapshot,
    /// With the id of its zone. A ticking page asks in the same zone each time.
    schedule: RefCell<Option<(u32, Rc<Schedule>)>>,
}

/// What stands for the server's clock, which is used unless an option names a time zone.
const SERVER: u32 = 0;

impl TimedSnapshot {
    pub(super) fn new(snapshot: Snapshot) -> TimedSnapshot {
        TimedSnapshot { snapshot, schedule: RefCell::default() }
    }

    /// Adds it to the table and returns its handle.
    pub(super) fn insert(self) -> u32 {
        Object::Snapshot(Rc::new(self)).insert()
    }

    /// The snapshot of a handle.
    pub(super) fn get(handle: u32) -> Option<Rc<TimedSnapshot>> {
        match Object::get(handle) {
            Some(Object::Snapshot(snapshot)) => Some(snapshot),
            _ => None,
        }
    }

    /// Asks something of the snapshot at an instant.
    pub(super) fn at<T>(&self, now: f64, zone: &Option<JsZone>, ask: impl FnOnce(&Moment<'_>) -> T) -> T {
        let schedule = self.schedule(zone);
        ask(&Moment::new(&self.snapshot, &schedule, as_zone(zone), now as Millis))
    }

    // `inline(never)`: called from a dozen places; inlining costs a kilobyte.
    #[inline(never)]
    pub(super) fn schedule(&self, zone: &Option<JsZone>) -> Rc<Schedule> {
        let id = zone.as_ref().map_or(SERVER, JsZone::id);
        let cached = self.schedule.borrow().clone().filter(|(of, _)| *of == id);
        let (_, schedule) = cached.unwrap_or_else(|| {
            // Not borrowed meanwhile: this calls the page's `Intl`.
            let made = (id, Rc::new(Schedule::new(&self.snapshot, as_zone(zone))));
            self.schedule.replace(Some(made.clone()));
            made
        });
        schedule
    }
}
