#![no_main]
//! A damaged response as an object: it is left to its JSON, or says the same.

use libfuzzer_sys::fuzz_target;
use milestreak::insight::Snapshot;
use milestreak::model::{Model, Received};
use milestreak_fuzz::{Damage, USER, When, damaged, everything, without_keys};
use serde_json::Value;

fuzz_target!(|input: (When, Vec<Damage>, Vec<u8>)| {
    let (when, damage, keyless) = input;
    let received = Received::default();
    // Nothing but our own writer makes this form; whatever it is, it must not break anything.
    let _ = Model::from_object(&keyless, received, None);
    let Ok(response) = serde_json::from_slice::<Value>(&damaged(USER, &damage)) else { return };
    if let Some(model) = Model::from_object(&without_keys(&response), received, None) {
        let text = Model::parse(response.to_string().as_bytes(), received, None)
            .expect("its JSON can be read as well");
        assert_eq!(everything(&Snapshot::new(model), when), everything(&Snapshot::new(text), when));
    }
});
