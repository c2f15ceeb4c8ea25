//! The boundary: bytes and numbers in, the address of one packed result out, and nothing but conversion between.
//!
//! The public surface stands in `pkg/src`, in TypeScript. It checks what callers pass and hands plain values over. What could
//! not be made for a reason that is not the program's is none, and the [`answer`] is a failure then.

pub mod answer;
mod body;
pub mod client;
mod zone;

use crate::insight::{self, Called, Moment, Schedule, Snapshot};
use crate::model::{Catalog, Model, Received, Utc, Zone};
use crate::wire::Millis;
use answer::{answer, or_answer};
use body::with_body;
use js_sys::Uint8Array;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
pub use zone::JsZone;

/// The zone that no option asked for.
const UTC: u32 = 0;

/// A snapshot, held for JavaScript.
#[wasm_bindgen]
pub struct RawSnapshot {
    snapshot: Snapshot,
    /// The schedule asked for last, and the zone it is of: a clock that ticks asks for the same one each time.
    schedule: RefCell<Option<(u32, Rc<Schedule>)>>,
}

/// A list of definitions, held for JavaScript.
#[wasm_bindgen]
pub struct RawCatalog(Rc<Catalog>);

/// Reads a user's response. `received_at` is NaN when not known.
#[wasm_bindgen(js_name = parseUser)]
pub fn parse_user(bytes: &Uint8Array, received_at: f64, all_cycles: Option<bool>) -> Option<RawSnapshot> {
    let at = (!received_at.is_nan()).then_some(received_at as Millis);
    let model = with_body(bytes, |body| Model::parse(body, Received { at, all_cycles }));
    or_answer(model.map(|model| RawSnapshot::new(Snapshot::new(model))))
}

/// Reads an organisation's list.
#[wasm_bindgen(js_name = parseList)]
pub fn parse_list(bytes: &Uint8Array) -> Option<RawCatalog> {
    let catalog = with_body(bytes, Catalog::parse);
    or_answer(catalog.map(|catalog| RawCatalog(Rc::new(catalog))))
}

/// What changed between two snapshots.
#[wasm_bindgen]
pub fn diff(previous: &RawSnapshot, next: &RawSnapshot, now: f64, zone: Option<JsZone>) -> u32 {
    let now = now as Millis;
    let earlier = insight::earlier_instant(&previous.snapshot, &next.snapshot, now);
    previous.at(earlier, &zone, |previous| next.at(now, &zone, |next| answer(&insight::diff(previous, next))))
}

impl RawSnapshot {
    pub(crate) fn new(snapshot: Snapshot) -> RawSnapshot {
        RawSnapshot { snapshot, schedule: RefCell::default() }
    }

    /// Asks something of the snapshot at an instant.
    fn at<T>(&self, now: Millis, zone: &Option<JsZone>, ask: impl FnOnce(&Moment<'_>) -> T) -> T {
        let (id, zone): (u32, &dyn Zone) = zone.as_ref().map_or((UTC, &Utc), |zone| (zone.id(), zone));
        let known = self.schedule.borrow().clone().filter(|(of, _)| *of == id);
        let (_, schedule) = known.unwrap_or_else(|| {
            // Asking the zone is asking the page's `Intl`: nothing is borrowed meanwhile.
            let made = (id, Rc::new(Schedule::new(&self.snapshot, zone)));
            self.schedule.replace(Some(made.clone()));
            made
        });
        ask(&Moment::new(&self.snapshot, &schedule, zone, now))
    }
}

/// Each method answers with a packed result. `now` is epoch milliseconds; no zone is UTC.
#[wasm_bindgen]
impl RawSnapshot {
    /// What is said of the response as a whole.
    pub fn head(&self) -> u32 {
        answer(&self.snapshot.head())
    }

    /// The model itself.
    pub fn groups(&self) -> u32 {
        answer(&self.snapshot.groups())
    }

    /// What could not be read.
    pub fn issues(&self) -> u32 {
        answer(&self.snapshot.issues())
    }

    /// The progress of all cycles, or of those that run.
    pub fn progress(&self, now: f64, zone: Option<JsZone>, active_only: bool) -> u32 {
        self.at(now as Millis, &zone, |moment| answer(&moment.progress(active_only)))
    }

    /// The progress of the cycles that run, the soonest end first.
    #[wasm_bindgen(js_name = activeCycles)]
    pub fn active_cycles(&self, now: f64, zone: Option<JsZone>) -> u32 {
        self.at(now as Millis, &zone, |moment| answer(&moment.active_cycles()))
    }

    /// The streaks.
    pub fn streaks(&self, now: f64, zone: Option<JsZone>, at_risk_within: f64) -> u32 {
        self.at(now as Millis, &zone, |moment| answer(&moment.streaks(at_risk_within as Millis)))
    }

    /// Everything a dashboard shows.
    pub fn summary(&self, now: f64, zone: Option<JsZone>, at_risk_within: f64) -> u32 {
        self.at(now as Millis, &zone, |moment| answer(&moment.summary(at_risk_within as Millis)))
    }

    /// When any answer changes by itself; NaN when none does.
    #[wasm_bindgen(js_name = nextChange)]
    pub fn next_change(&self, now: f64, zone: Option<JsZone>, at_risk_within: f64) -> f64 {
        let next = self.at(now as Millis, &zone, |moment| moment.next_change(at_risk_within as Millis));
        next.map_or(f64::NAN, |next| next as f64)
    }

    /// Active definitions the customer has no row of.
    pub fn available(&self, now: f64, zone: Option<JsZone>) -> u32 {
        self.at(now as Millis, &zone, |moment| answer(&moment.available()))
    }

    /// A single figure: which one, of what (by its id, or by its name where that is NaN), and in which period, if the figure
    /// is of one. A boolean is 0 or 1; nothing is NaN.
    pub fn attribute(
        &self,
        now: f64,
        zone: Option<JsZone>,
        which: u32,
        id: f64,
        name: &str,
        ref_code: &str,
    ) -> f64 {
        let called = if id.is_nan() { Called::Name(name) } else { Called::Id(id as i64) };
        let figure = self.at(now as Millis, &zone, |moment| match which {
            0 => moment.average_achieved(called),
            1 => moment.achieved_in_period(called, ref_code),
            2 => moment.achieved_in_current_period(called),
            3 => moment.is_streak_achieved(called).map(|is| f64::from(u8::from(is))),
            4 => moment.streak_current_value(called),
            5 => moment.targets_achieved(called, ref_code).map(f64::from),
            _ => moment.targets_achieved_in_current_period(called).map(f64::from),
        });
        figure.unwrap_or(f64::NAN)
    }

    /// The same response, to be freed on its own: received at another time, unless that is NaN.
    pub fn share(&self, received_at: f64) -> RawSnapshot {
        let at = (!received_at.is_nan()).then_some(received_at as Millis);
        let snapshot = self.snapshot.received_again(at.or(self.snapshot.received.at));
        RawSnapshot { snapshot, schedule: self.schedule.clone() }
    }

    /// The same response, joined with the organisation's definitions.
    #[wasm_bindgen(js_name = withCatalog)]
    pub fn with_catalog(&self, catalog: &RawCatalog) -> RawSnapshot {
        RawSnapshot::new(self.snapshot.with_catalog(Rc::clone(&catalog.0)))
    }
}

/// Each method answers with a packed result. `now` is epoch milliseconds; no zone is UTC.
#[wasm_bindgen]
impl RawCatalog {
    /// What is said of the list as a whole.
    pub fn head(&self) -> u32 {
        answer(&self.0.head())
    }

    /// What could not be read.
    pub fn issues(&self) -> u32 {
        answer(&self.0.issues())
    }

    /// All definitions, or those that run.
    pub fn definitions(&self, now: f64, zone: Option<JsZone>, active_only: bool) -> u32 {
        let zone: &dyn Zone = zone.as_ref().map_or(&Utc, |zone| zone);
        answer(&insight::definitions(&self.0, zone, now as Millis, active_only))
    }
}
