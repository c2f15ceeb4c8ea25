//! What the fuzz targets share: zones, damage, and asking everything there is to ask.

use arbitrary::Arbitrary;
use milestreak::insight::{self, Called, Comparison, Include, Moment, Schedule, Snapshot};
use milestreak::model::{Catalog, Model, Received, Zone, Zones};
use milestreak::shape::{Packer, Shape};
use milestreak::wire::{Id, Millis, kinds};
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// When and where something is asked.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub struct When {
    now: i64,
    zone: u8,
    at_risk_within: u32,
}

/// Zones with little in common: no midnight, half an hour's change, a skipped day, offsets of minutes and seconds.
const ZONES: [&str; 8] = [
    "Asia/Kolkata",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Monrovia",
    "Asia/Beirut",
    "America/New_York",
    "Pacific/Kiritimati",
];

struct JiffZone(jiff::tz::TimeZone);

impl Zone for JiffZone {
    fn offset_at(&self, instant: Millis) -> Millis {
        let (least, most) =
            (jiff::Timestamp::MIN.as_second() * 1000, jiff::Timestamp::MAX.as_second() * 1000);
        let timestamp = jiff::Timestamp::from_millisecond(instant.clamp(least, most)).unwrap();
        Millis::from(self.0.to_offset(timestamp).seconds()) * 1000
    }
}

fn zone_by_name(name: &str) -> Option<Rc<dyn Zone>> {
    jiff::tz::TimeZone::get(name).ok().map(|zone| Rc::new(JiffZone(zone)) as Rc<dyn Zone>)
}

impl When {
    /// Any instant that a `Date` can hold.
    fn now(&self) -> Millis {
        self.now % 8_640_000_000_000_001
    }

    /// The time zone, or none.
    fn zone(&self) -> Option<Rc<dyn Zone>> {
        ZONES.get(usize::from(self.zone)).and_then(|name| zone_by_name(name))
    }
}

/// What a browser would be told, if the bytes are a response.
pub fn read(body: &[u8]) -> Option<Snapshot> {
    let model = Model::parse(body, Received { at: Some(0), all_cycles: Some(true) }, None);
    // A refusal is an answer as well: it must be packed, too.
    model.map(Snapshot::new).map_err(|failure| pack(&*failure)).ok()
}

thread_local! {
    /// One for all answers, as at the boundary.
    static PACKER: RefCell<Packer> = const { RefCell::new(Packer::new()) };
}

fn pack(value: &impl Shape) {
    PACKER.with_borrow_mut(|packer| packer.pack(value));
}

/// The same for an organisation's list.
pub fn read_list(body: &[u8]) -> Option<Catalog> {
    Catalog::parse(body, Zones { server: None, by_name: Some(&zone_by_name) })
        .map_err(|failure| pack(&*failure))
        .ok()
}

/// Asks everything.
pub fn ask_all(snapshot: &Snapshot, when: When) {
    let zone = when.zone();
    let schedule = Schedule::new(snapshot, zone.as_deref());
    let moment = Moment::new(snapshot, &schedule, zone.as_deref(), when.now());
    let at_risk = Millis::from(when.at_risk_within);
    for cycle in moment.progress(false) {
        let percent = cycle.percent.unwrap_or(0.0);
        assert!((0.0..=100.0).contains(&percent));
    }
    pack(&moment.progress(true));
    pack(&moment.active_cycles());
    pack(&moment.streaks(at_risk));
    pack(&moment.summary(at_risk));
    pack(&moment.available(Include::default()));
    pack(&moment.available(Include { invited: true, user_created: true }));
    pack(&snapshot.groups());
    pack(&snapshot.issues());
    if let Some(next) = moment.next_change(at_risk) {
        assert!(next > when.now());
    }
    let by_id = Called::Id(Id::new(53235).expect("it is an id"));
    for called in [by_id, Called::Name("t1Fixed")] {
        moment.average_achieved(called);
        moment.achieved_in_period(called, "Cycle_5");
        moment.achieved_in_current_period(called);
        moment.is_streak_achieved(called);
        moment.streak_current_value(called);
        moment.targets_achieved(called, "Cycle_5");
        moment.targets_achieved_in_current_period(called);
    }
    let same = Comparison::new((snapshot, &schedule), (snapshot, &schedule), zone.as_deref(), when.now());
    assert!(same.events().is_empty(), "a snapshot differs from itself");
}

/// Asks everything of a list, and of a snapshot joined with it.
pub fn ask_list(catalog: Catalog, snapshot: Snapshot, when: When) {
    let zone = when.zone();
    pack(&insight::definitions(&catalog, zone.as_deref(), when.now(), false));
    pack(&catalog.issues());
    ask_all(&snapshot.with_catalog(Rc::new(catalog)), when);
}

/// What changed between two snapshots.
pub fn compare(previous: &Snapshot, next: &Snapshot, when: When) {
    let zone = when.zone();
    let (before, after) = (Schedule::new(previous, zone.as_deref()), Schedule::new(next, zone.as_deref()));
    let sides = Comparison::new((previous, &before), (next, &after), zone.as_deref(), when.now());
    pack(&sides.events());
}

/// Damage to a text: at a place something is put in the place of something.
#[derive(Arbitrary, Debug)]
pub struct Damage {
    place: u16,
    length: u8,
    what: What,
}

#[derive(Arbitrary, Debug)]
enum What {
    Bytes(Vec<u8>),
    Byte(u8),
    Number(f64),
    Integer(i64),
    Null,
    Nothing,
    Again { from: u16, length: u16 },
}

/// A text with all of some damage done to it.
pub fn damaged(text: &[u8], damage: &[Damage]) -> Vec<u8> {
    let mut text = text.to_vec();
    for Damage { place, length, what } in damage {
        let place = usize::from(*place) % (text.len() + 1);
        let end = (place + usize::from(*length)).min(text.len());
        let put = match what {
            What::Bytes(bytes) => bytes.clone(),
            What::Byte(byte) => vec![*byte],
            What::Number(number) => format!("{number:e}").into_bytes(),
            What::Integer(integer) => integer.to_string().into_bytes(),
            What::Null => b"null".to_vec(),
            What::Nothing => Vec::new(),
            What::Again { from, length } => {
                let from = usize::from(*from) % (text.len() + 1);
                text[from..(from + usize::from(*length)).min(text.len())].to_vec()
            }
        };
        text.splice(place..end, put);
    }
    text
}

/// A recorded response.
pub const USER: &[u8] = include_bytes!("../../tests/fixtures/docs-user-all-cycles.json");
/// A recorded list.
pub const LIST: &[u8] = include_bytes!("../../tests/fixtures/catalog-all-milestones.json");

/// Whether serde_json takes the bytes for JSON, as far as it agrees with RFC 8259: numbers beyond a double are JSON, and nesting
/// is bounded elsewhere.
pub fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() && str::from_utf8(bytes).is_ok()
}

/// All that a snapshot says, as text.
pub fn everything(snapshot: &Snapshot, when: When) -> String {
    let zone = when.zone();
    let schedule = Schedule::new(snapshot, zone.as_deref());
    let moment = Moment::new(snapshot, &schedule, zone.as_deref(), when.now());
    let summary = moment.summary(Millis::from(when.at_risk_within));
    format!("{:?} {:?} {:?}", snapshot.head(), snapshot.groups(), summary)
}

/// A response in the form that JavaScript writes objects in: their fields in order, without keys.
pub fn without_keys(response: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write_fields(response, "Envelope", &mut out);
    out
}

fn write_fields(object: &Value, name: &str, out: &mut Vec<u8>) {
    let kinds = kinds();
    let Some(kind) = kinds.iter().find(|kind| kind.name == name) else { return };
    out.push(b'{');
    for field in kind.fields {
        let inner = kinds.iter().find(|kind| kind.stands_in.contains(field));
        match object.get(field) {
            Some(value) if !matches!(*field, "customer" | "pagination") => match inner {
                Some(inner) => write_nested(value, inner.name, out),
                None => out.extend(value.to_string().bytes()),
            },
            _ => {}
        }
        out.push(b',');
    }
    out.push(b'}');
}

fn write_nested(value: &Value, name: &str, out: &mut Vec<u8>) {
    match value {
        Value::Object(_) => write_fields(value, name, out),
        Value::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_nested(item, name, out);
            }
            out.push(b']');
        }
        _ => out.extend(value.to_string().bytes()),
    }
}
