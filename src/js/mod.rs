//! The boundary to JavaScript, and nothing but conversion. Exists only in the npm package (feature `npm`).
//!
//! The public functions stand in `pkg/src`, in TypeScript, which checks what callers pass. What comes in here are numbers,
//! strings, bytes (by way of the [input buffer](input)) and handles. What goes out are handles, figures, addresses of packed
//! results and plain objects. A failure is thrown.

pub mod client;
pub mod handle;
pub mod input;
mod output;
mod zone;

use crate::failure::{Failure, FailureCode};
use crate::insight::{self, Called, Comparison, Include, Moment, Snapshot};
use crate::model::{Catalog, Model, Received, Zone, Zones};
use crate::wire::{Id, Millis};
use handle::{Object, TimedSnapshot, catalog};
use input::with_input;
use output::{packed, plain, thrown};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
pub use zone::{JsZone, JsZones};

/// Parses a user's response from the input buffer and returns a handle of the snapshot. `received_at` is epoch milliseconds,
/// `server_zone` the time zone of the server's clock.
#[wasm_bindgen]
pub fn parse(
    len: usize,
    received_at: Option<f64>,
    all_cycles: Option<bool>,
    server_zone: Option<JsZone>,
) -> Result<u32, JsValue> {
    let received = Received { at: received_at.map(|at| at as Millis), all_cycles };
    let model = with_input(len, |body| Model::parse(body, received, shared(server_zone))).map_err(thrown)?;
    Ok(TimedSnapshot::new(Snapshot::new(model)).insert())
}

/// Parses a user's response that was an object, which `pkg/src/object.ts` wrote to the input buffer, and returns a handle of the
/// snapshot; 0 if anything about it is wrong or odd, and its JSON has to be parsed.
#[wasm_bindgen(js_name = parseObject)]
pub fn parse_object(
    len: usize,
    received_at: Option<f64>,
    all_cycles: Option<bool>,
    server_zone: Option<JsZone>,
) -> u32 {
    let received = Received { at: received_at.map(|at| at as Millis), all_cycles };
    let model = with_input(len, |written| Model::from_object(written, received, shared(server_zone)));
    model.map_or(0, |model| TimedSnapshot::new(Snapshot::new(model)).insert())
}

/// A time zone that outlives the call it came with.
fn shared(zone: Option<JsZone>) -> Option<Rc<dyn Zone>> {
    zone.map(|zone| Rc::new(zone) as Rc<dyn Zone>)
}

/// Parses an organisation's list from the input buffer and returns a handle of the catalogue. `zones` finds the time zones that
/// its definitions name.
#[wasm_bindgen(js_name = parseCatalog)]
pub fn parse_catalog(len: usize, server_zone: Option<JsZone>, zones: &JsZones) -> Result<u32, JsValue> {
    let by_name = |name: &str| shared(zones.by_name(name));
    let zones = Zones { server: shared(server_zone), by_name: Some(&by_name) };
    let catalog = with_input(len, |body| Catalog::parse(body, zones)).map_err(thrown)?;
    Ok(Object::Catalog(Rc::new(catalog)).insert())
}

#[cold]
fn no_such_handle() -> JsValue {
    thrown(Box::new(Failure::new(FailureCode::InvalidOption, "nothing has this handle: it was freed")))
}

/// What is said of a snapshot as a whole.
#[wasm_bindgen(js_name = snapshotHead)]
pub fn snapshot_head(snapshot: u32) -> Result<JsValue, JsValue> {
    plain(&TimedSnapshot::get(snapshot).ok_or_else(no_such_handle)?.snapshot.head())
}

/// What could not be read of a response.
#[wasm_bindgen(js_name = snapshotIssues)]
pub fn snapshot_issues(snapshot: u32) -> Result<JsValue, JsValue> {
    plain(&TimedSnapshot::get(snapshot).ok_or_else(no_such_handle)?.snapshot.issues())
}

/// The groups of a snapshot, before any rule.
#[wasm_bindgen]
pub fn groups(snapshot: u32) -> Result<JsValue, JsValue> {
    plain(&TimedSnapshot::get(snapshot).ok_or_else(no_such_handle)?.snapshot.groups())
}

/// Asks a snapshot at an instant for something that is packed, and returns its address; 0 for a handle that was freed.
fn packed_at(snapshot: u32, now: f64, zone: &Option<JsZone>, ask: impl FnOnce(&Moment<'_>) -> u32) -> u32 {
    TimedSnapshot::get(snapshot).map_or(0, |snapshot| snapshot.at(now, zone, ask))
}

/// The progress of every cycle, or of those that run now. Packed.
#[wasm_bindgen]
pub fn progress(snapshot: u32, now: f64, zone: Option<JsZone>, active_only: bool) -> u32 {
    packed_at(snapshot, now, &zone, |moment| packed(&moment.progress(active_only)))
}

/// The cycles that run now. Packed.
#[wasm_bindgen(js_name = activeCycles)]
pub fn active_cycles(snapshot: u32, now: f64, zone: Option<JsZone>) -> u32 {
    packed_at(snapshot, now, &zone, |moment| packed(&moment.active_cycles()))
}

/// The streaks. `at_risk_within` is how long before its deadline a streak is at risk, in milliseconds. Packed.
#[wasm_bindgen]
pub fn streaks(snapshot: u32, now: f64, zone: Option<JsZone>, at_risk_within: f64) -> u32 {
    packed_at(snapshot, now, &zone, |moment| packed(&moment.streaks(at_risk_within as Millis)))
}

/// Everything a dashboard shows. Packed.
#[wasm_bindgen]
pub fn summary(snapshot: u32, now: f64, zone: Option<JsZone>, at_risk_within: f64) -> u32 {
    packed_at(snapshot, now, &zone, |moment| packed(&moment.summary(at_risk_within as Millis)))
}

/// When any answer about a snapshot changes by itself; undefined when none does.
#[wasm_bindgen(js_name = nextChange)]
pub fn next_change(snapshot: u32, now: f64, zone: Option<JsZone>, at_risk_within: f64) -> Option<f64> {
    let snapshot = TimedSnapshot::get(snapshot)?;
    let next = snapshot.at(now, &zone, |moment| moment.next_change(at_risk_within as Millis));
    next.map(|next| next as f64)
}

/// What the customer could still join; null unless the snapshot is joined with a catalogue.
#[wasm_bindgen]
pub fn available(
    snapshot: u32,
    now: f64,
    zone: Option<JsZone>,
    invited: bool,
    user_created: bool,
) -> Result<JsValue, JsValue> {
    let snapshot = TimedSnapshot::get(snapshot).ok_or_else(no_such_handle)?;
    snapshot.at(now, &zone, |moment| plain(&moment.available(Include { invited, user_created })))
}

/// What changed between two snapshots.
#[wasm_bindgen]
pub fn diff(previous: u32, next: u32, now: f64, zone: Option<JsZone>) -> Result<JsValue, JsValue> {
    let (previous, next) =
        TimedSnapshot::get(previous).zip(TimedSnapshot::get(next)).ok_or_else(no_such_handle)?;
    let schedules = (previous.schedule(&zone), next.schedule(&zone));
    let (previous, next) = ((&previous.snapshot, &*schedules.0), (&next.snapshot, &*schedules.1));
    let comparison = Comparison::new(previous, next, as_zone(&zone), now as Millis);
    plain(&comparison.events())
}

/// A time zone as the rules take it.
fn as_zone(zone: &Option<JsZone>) -> Option<&dyn Zone> {
    zone.as_ref().map(|zone| zone as &dyn Zone)
}

/// A new handle of the same snapshot, received at another time if one is given.
#[wasm_bindgen(js_name = cloneSnapshot)]
pub fn clone_snapshot(snapshot: u32, received_at: Option<f64>) -> Result<u32, JsValue> {
    let snapshot = TimedSnapshot::get(snapshot).ok_or_else(no_such_handle)?;
    let Some(received_at) = received_at else { return Ok(Object::Snapshot(snapshot).insert()) };
    let mut snapshot = TimedSnapshot::clone(&snapshot);
    snapshot.snapshot.received.at = Some(received_at as Millis);
    Ok(snapshot.insert())
}

/// A handle of the same response, joined with the organisation's definitions.
#[wasm_bindgen(js_name = withCatalog)]
pub fn with_catalog(snapshot: u32, definitions: u32) -> Result<u32, JsValue> {
    let (snapshot, catalog) =
        TimedSnapshot::get(snapshot).zip(catalog(definitions)).ok_or_else(no_such_handle)?;
    Ok(TimedSnapshot::new(snapshot.snapshot.with_catalog(catalog)).insert())
}

/// What is said of an organisation's list as a whole.
#[wasm_bindgen(js_name = catalogHead)]
pub fn catalog_head(definitions: u32) -> Result<JsValue, JsValue> {
    plain(&catalog(definitions).ok_or_else(no_such_handle)?.head())
}

/// What could not be read of an organisation's list.
#[wasm_bindgen(js_name = catalogIssues)]
pub fn catalog_issues(definitions: u32) -> Result<JsValue, JsValue> {
    plain(&catalog(definitions).ok_or_else(no_such_handle)?.issues())
}

/// The definitions of a catalogue, or those that are active now.
#[wasm_bindgen]
pub fn definitions(
    definitions: u32,
    now: f64,
    zone: Option<JsZone>,
    active_only: bool,
) -> Result<JsValue, JsValue> {
    let catalog = catalog(definitions).ok_or_else(no_such_handle)?;
    plain(&insight::definitions(&catalog, as_zone(&zone), now as Millis, active_only))
}

/// A handle of the definitions of two catalogues together.
#[wasm_bindgen(js_name = concatCatalogs)]
pub fn concat_catalogs(first: u32, second: u32) -> Result<u32, JsValue> {
    let (first, second) = catalog(first).zip(catalog(second)).ok_or_else(no_such_handle)?;
    Ok(Object::Catalog(Rc::new(first.concat(&second))).insert())
}

/// A single figure of a snapshot at an instant. `of` is the id or the name of a target, a streak or a group.
// `inline(never)`: once, and not for each of the seven.
#[inline(never)]
fn attribute(
    snapshot: u32,
    now: f64,
    zone: &Option<JsZone>,
    of: &JsValue,
    ask: &dyn Fn(&Moment<'_>, Called<'_>) -> Option<f64>,
) -> Option<f64> {
    let name = of.as_string().unwrap_or_default();
    let id = of.as_f64().and_then(|id| Id::new(id as i64));
    let called = id.map_or(Called::Name(&name), Called::Id);
    TimedSnapshot::get(snapshot)?.at(now, zone, |moment| ask(moment, called))
}

/// The mean of what was achieved in the cycles of a target that have started.
#[wasm_bindgen(js_name = averageAchieved)]
pub fn average_achieved(snapshot: u32, now: f64, zone: Option<JsZone>, target: JsValue) -> Option<f64> {
    attribute(snapshot, now, &zone, &target, &|moment, target| moment.average_achieved(target))
}

/// What was achieved in a period of a target.
#[wasm_bindgen(js_name = achievedInPeriod)]
pub fn achieved_in_period(
    snapshot: u32,
    now: f64,
    zone: Option<JsZone>,
    target: JsValue,
    ref_code: &str,
) -> Option<f64> {
    attribute(snapshot, now, &zone, &target, &|moment, target| moment.achieved_in_period(target, ref_code))
}

/// What was achieved in the cycle of a target that runs now.
#[wasm_bindgen(js_name = achievedInCurrentPeriod)]
pub fn achieved_in_current_period(
    snapshot: u32,
    now: f64,
    zone: Option<JsZone>,
    target: JsValue,
) -> Option<f64> {
    attribute(snapshot, now, &zone, &target, &|moment, target| moment.achieved_in_current_period(target))
}

/// Whether a level of a streak is reached.
#[wasm_bindgen(js_name = isStreakAchieved)]
pub fn is_streak_achieved(snapshot: u32, now: f64, zone: Option<JsZone>, streak: JsValue) -> Option<bool> {
    let is_achieved = attribute(snapshot, now, &zone, &streak, &|moment, streak| {
        moment.is_streak_achieved(streak).map(|is_achieved| f64::from(u8::from(is_achieved)))
    });
    is_achieved.map(|is_achieved| is_achieved == 1.0)
}

/// How many the server counts for a level of a streak.
#[wasm_bindgen(js_name = streakCurrentValue)]
pub fn streak_current_value(snapshot: u32, now: f64, zone: Option<JsZone>, streak: JsValue) -> Option<f64> {
    attribute(snapshot, now, &zone, &streak, &|moment, streak| moment.streak_current_value(streak))
}

/// How many targets of a unified group are achieved in a period.
#[wasm_bindgen(js_name = targetsAchieved)]
pub fn targets_achieved(
    snapshot: u32,
    now: f64,
    zone: Option<JsZone>,
    group: JsValue,
    ref_code: &str,
) -> Option<f64> {
    attribute(snapshot, now, &zone, &group, &|moment, group| {
        moment.targets_achieved(group, ref_code).map(f64::from)
    })
}

/// How many targets of a unified group are achieved in the period that runs now.
#[wasm_bindgen(js_name = targetsAchievedInCurrentPeriod)]
pub fn targets_achieved_in_current_period(
    snapshot: u32,
    now: f64,
    zone: Option<JsZone>,
    group: JsValue,
) -> Option<f64> {
    attribute(snapshot, now, &zone, &group, &|moment, group| {
        moment.targets_achieved_in_current_period(group).map(f64::from)
    })
}
