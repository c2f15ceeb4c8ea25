//! What the native tests share: fixtures, vectors, zones, and the way from bytes to JSON.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use milestreak::failure::Failure;
use milestreak::insight::{self, Called, Comparison, Include, Moment, Schedule, Snapshot};
use milestreak::model::{Catalog, Model, Received, Zone, Zones};
use milestreak::shape::schema::{Schema, Type};
use milestreak::shape::{Packer, Shape};
use milestreak::wire::{Day, HOUR, Id, Millis};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// A recorded response.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A response as a snapshot.
pub fn snapshot(body: &[u8]) -> Snapshot {
    Snapshot::new(Model::parse(body, Received::default(), None).unwrap())
}

/// Asks something of a snapshot, without a time zone.
pub fn at<T>(snapshot: &Snapshot, now: Millis, ask: impl FnOnce(&Moment<'_>) -> T) -> T {
    in_zone(snapshot, now, None, ask)
}

/// Asks something of a snapshot in a zone.
pub fn in_zone<T>(
    snapshot: &Snapshot,
    now: Millis,
    zone: Option<&dyn Zone>,
    ask: impl FnOnce(&Moment<'_>) -> T,
) -> T {
    let schedule = Schedule::new(snapshot, zone);
    ask(&Moment::new(snapshot, &schedule, zone, now))
}

/// The zone of a name, as lists may have them.
pub fn zone_by_name(name: &str) -> Option<Rc<dyn Zone>> {
    jiff::tz::TimeZone::get(name).ok().map(|zone| Rc::new(JiffZone(zone)) as Rc<dyn Zone>)
}

/// A list of definitions.
pub fn catalog(body: &[u8]) -> Result<Catalog, Box<Failure>> {
    Catalog::parse(body, Zones { server: None, by_name: Some(&zone_by_name) })
}

/// What changed between two snapshots.
pub fn events(previous: &Snapshot, next: &Snapshot, zone: Option<&dyn Zone>, now: Millis) -> Value {
    let (old, new) = (Schedule::new(previous, zone), Schedule::new(next, zone));
    json(&Comparison::new((previous, &old), (next, &new), zone, now).events())
}

/// Epoch milliseconds of a time stamp.
pub fn ms(text: &str) -> Millis {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

/// A time zone as jiff knows it.
pub struct JiffZone(pub jiff::tz::TimeZone);

impl JiffZone {
    pub fn named(name: &str) -> JiffZone {
        JiffZone(jiff::tz::TimeZone::get(name).unwrap())
    }
}

impl Zone for JiffZone {
    fn offset_at(&self, instant: Millis) -> Millis {
        let (least, most) = (jiff::Timestamp::MIN.as_millisecond(), jiff::Timestamp::MAX.as_millisecond());
        let timestamp = jiff::Timestamp::from_millisecond(instant.clamp(least, most)).unwrap();
        Millis::from(self.0.to_offset(timestamp).seconds()) * 1000
    }
}

thread_local! {
    /// One for all results, as at the boundary: nothing of one may be left in the next.
    static PACKER: RefCell<Packer> = const { RefCell::new(Packer::new()) };
}

/// A result in both forms it has: as Rust serializes it, and as JavaScript reads it back from the module's memory.
/// They must be the same.
pub fn json<T: Shape + serde::Serialize>(value: &T) -> Value {
    let mut schema = Schema::default();
    let kind = T::describe(&mut schema);
    let direct = serde_json::to_value(value).unwrap();
    let unpacked = PACKER.with_borrow_mut(|packer| {
        packer.pack(value);
        unpack(&schema, &kind, packer)
    });
    assert_eq!(
        numbers_as_doubles(direct.clone()),
        unpacked,
        "what crosses the boundary is not what the rule returned"
    );
    direct
}

/// JavaScript knows one kind of number.
fn numbers_as_doubles(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().unwrap().into(),
        Value::Array(items) => items.into_iter().map(numbers_as_doubles).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, numbers_as_doubles(value))).collect()
        }
        other => other,
    }
}

/// Reads a packed result back by its type, as `pkg/src/packed.ts` does.
pub fn unpack(schema: &Schema, kind: &Type, packed: &Packer) -> Value {
    let (numbers, all) = (packed.numbers(), packed.texts());
    let (head, rest) = numbers.split_at(4);
    let [value_count, text_count, start, bytes] = *head else { panic!("no head") };
    assert_eq!((start, bytes), (all.as_ptr().addr() as f64, all.len() as f64), "where the texts lie");
    let (values, lengths) = rest.split_at(value_count as usize);
    assert_eq!(lengths.len(), text_count as usize);
    let units: Vec<u16> = all.encode_utf16().collect();
    let mut start = 0;
    let texts: Vec<String> = lengths
        .iter()
        .map(|length| {
            let end = start + *length as usize;
            let text = String::from_utf16(&units[start..end]).unwrap();
            start = end;
            text
        })
        .collect();
    assert_eq!(start, units.len(), "all of the text is used");
    let mut values = values.iter().copied();
    let value = unpack_value(schema, kind, &mut values, &texts);
    assert_eq!(values.len(), 0, "all of the values are used");
    value
}

fn unpack_value(
    schema: &Schema,
    kind: &Type,
    values: &mut std::iter::Copied<std::slice::Iter<'_, f64>>,
    texts: &[String],
) -> Value {
    match kind {
        Type::Number => values.next().unwrap().into(),
        Type::Boolean => match values.next().unwrap() {
            0.0 => false.into(),
            1.0 => true.into(),
            other => panic!("{other} is no boolean"),
        },
        Type::Text => texts[values.next().unwrap() as usize].clone().into(),
        Type::Date => Day(values.next().unwrap() as i32).to_string().into(),
        Type::Choice(name) => schema.texts(name).unwrap()[values.next().unwrap() as usize].into(),
        Type::Nullable(inner) => {
            if values.clone().next().unwrap().is_nan() {
                values.next();
                return Value::Null;
            }
            if matches!(**inner, Type::Record(_) | Type::Array(_)) {
                values.next();
            }
            unpack_value(schema, inner, values, texts)
        }
        Type::Array(inner) => {
            let count = values.next().unwrap() as usize;
            (0..count).map(|_| unpack_value(schema, inner, values, texts)).collect()
        }
        Type::Record(name) => {
            let mut object = Map::new();
            for field in schema.fields(name).unwrap() {
                object.insert(field.name.clone(), unpack_value(schema, &field.kind, values, texts));
            }
            object.into()
        }
    }
}

/// A worked example: `tests/vectors/README.md` says what its parts are.
pub struct Vector {
    pub file: String,
    pub name: String,
    pub rule: String,
    fields: Map<String, Value>,
}

impl Vector {
    /// All of them.
    pub fn all() -> Vec<Vector> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        files.sort();
        let mut vectors = Vec::new();
        for path in files {
            let file = path.file_stem().unwrap().to_string_lossy().into_owned();
            let list: Vec<Map<String, Value>> = serde_json::from_slice(&std::fs::read(&path).unwrap())
                .unwrap_or_else(|error| panic!("{file}: {error}"));
            for fields in list {
                let text = |name: &str| fields[name].as_str().unwrap().to_owned();
                vectors.push(Vector { file: file.clone(), name: text("name"), rule: text("rule"), fields });
            }
        }
        vectors
    }

    fn field(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.field(name)?.as_str()
    }

    fn option(&self, name: &str) -> Option<&Value> {
        self.field("options")?.get(name)
    }

    /// What is expected.
    pub fn expected(&self) -> &Value {
        &self.fields["expect"]
    }

    /// The response, as bytes: a text is one already.
    pub fn body(&self, name: &str) -> Option<Vec<u8>> {
        match self.field(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone().into_bytes()),
            Value::Object(part) if part.contains_key("fixture") => {
                Some(fixture(part["fixture"].as_str().unwrap()))
            }
            value => Some(serde_json::to_vec(value).unwrap()),
        }
    }

    /// The response of a part, with what stands beside it under the same beginning: `previousReceivedAt` beside `previous`.
    fn snapshot(&self, response: &str) -> Result<Snapshot, Box<Failure>> {
        let beside = |name: &str| match response {
            "response" => self.field(name),
            other => self.field(&format!("{other}{}{}", name[..1].to_uppercase(), &name[1..])),
        };
        let at = beside("receivedAt").and_then(Value::as_str).map(ms);
        let all_cycles = beside("allCycles").or(self.field("allCycles")).and_then(Value::as_bool);
        let body = self.body(response).unwrap_or_else(|| panic!("{} has no {response}", self.name));
        let model = Model::parse(&body, Received { at, all_cycles }, self.server_zone())?;
        let mut snapshot = Snapshot::new(model);
        for catalog in self.catalogs("catalog").chain(self.catalogs("moreCatalog")) {
            snapshot = snapshot.with_catalog(Rc::new(catalog?));
        }
        Ok(snapshot)
    }

    fn server_zone(&self) -> Option<Rc<dyn Zone>> {
        self.text("serverTimeZone").map(|name| zone_by_name(name).unwrap())
    }

    fn catalogs(&self, name: &str) -> impl Iterator<Item = Result<Catalog, Box<Failure>>> {
        let zones = || Zones { server: self.server_zone(), by_name: Some(&zone_by_name) };
        self.body(name).map(|body| Catalog::parse(&body, zones())).into_iter()
    }

    /// The catalogue of an example about one, all its pages together.
    fn catalog(&self) -> Catalog {
        let mut pages = self.catalogs("catalog").chain(self.catalogs("moreCatalog")).map(Result::unwrap);
        let first = pages.next().unwrap();
        pages.fold(first, |catalog, page| catalog.concat(&page))
    }

    /// What the engine answers.
    pub fn answer(&self) -> Value {
        let now = self.text("now").map_or(0, ms);
        let zone = self.option("timeZone").map(|name| JiffZone::named(name.as_str().unwrap()));
        let zone: Option<&dyn Zone> = zone.as_ref().map(|zone| zone as &dyn Zone);
        let active_only = self.option("activeOnly").and_then(Value::as_bool).unwrap_or(false);
        let at_risk_within = self.option("atRiskWithinMs").and_then(Value::as_i64).unwrap_or(24 * HOUR);
        let includes = |what: &str| {
            let list = self.option("include").and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|included| included == what))
        };
        let include = Include { invited: includes("invited"), user_created: includes("user-created") };
        let ask = self.text("ask").unwrap();
        match ask {
            "catalogIssues" => return json(&self.catalog().issues()),
            "definitions" => {
                return json(&insight::definitions(&self.catalog(), zone, now, active_only));
            }
            _ => {}
        }
        let snapshot = self.snapshot("response").unwrap();
        match ask {
            "groups" => return json(&snapshot.groups()),
            "issues" => return json(&snapshot.issues()),
            "head" => return json(&snapshot.head()),
            "diff" => return events(&self.snapshot("previous").unwrap(), &snapshot, zone, now),
            _ => {}
        }
        let arguments = self.field("arguments").and_then(Value::as_array).cloned().unwrap_or_default();
        let called = || match &arguments[0] {
            Value::String(name) => Called::Name(name),
            id => Called::Id(Id::new(id.as_i64().unwrap()).unwrap()),
        };
        let second = || arguments[1].as_str().unwrap();
        in_zone(&snapshot, now, zone, |moment| match ask {
            "progress" => json(&moment.progress(active_only)),
            "activeCycles" => json(&moment.active_cycles()),
            "streaks" => json(&moment.streaks(at_risk_within)),
            "summary" => json(&moment.summary(at_risk_within)),
            "available" => json(&moment.available(include)),
            "nextChange" => moment.next_change(at_risk_within).into(),
            "averageAchieved" => moment.average_achieved(called()).into(),
            "achievedInPeriod" => moment.achieved_in_period(called(), second()).into(),
            "achievedInCurrentPeriod" => moment.achieved_in_current_period(called()).into(),
            "isStreakAchieved" => moment.is_streak_achieved(called()).into(),
            "streakCurrentValue" => moment.streak_current_value(called()).into(),
            "targetsAchieved" => moment.targets_achieved(called(), second()).into(),
            "targetsAchievedInCurrentPeriod" => moment.targets_achieved_in_current_period(called()).into(),
            _ => panic!("{}: nobody answers {ask}", self.name),
        })
    }
}

/// Where an answer is not what is expected: of objects only the fields named count, numbers may differ by rounding, and
/// `@2024-08-01T00:00:00Z` is an instant in epoch milliseconds.
pub fn differences(expected: &Value, found: &Value, path: &str) -> Vec<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected
            .iter()
            .flat_map(|(name, expected)| match found.get(name) {
                Some(found) => differences(expected, found, &format!("{path}.{name}")),
                None => vec![format!("{path}.{name} is missing")],
            })
            .collect(),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let pairs = expected.iter().zip(found).enumerate();
            pairs
                .flat_map(|(index, (expected, found))| {
                    differences(expected, found, &format!("{path}[{index}]"))
                })
                .collect()
        }
        (Value::Number(expected), Value::Number(found)) if near(expected.as_f64(), found.as_f64()) => {
            Vec::new()
        }
        (Value::String(text), found) if text.starts_with('@') && found.as_i64() == Some(ms(&text[1..])) => {
            Vec::new()
        }
        _ if expected == found => Vec::new(),
        _ => vec![format!("{path}: expected {expected}, found {found}")],
    }
}

fn near(expected: Option<f64>, found: Option<f64>) -> bool {
    let (expected, found) = (expected.unwrap(), found.unwrap());
    expected == found || (expected - found).abs() <= 1e-9 * expected.abs().max(1e-3)
}
