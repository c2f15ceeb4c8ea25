//! Warm-up: has the functions compiled that read a first response. Chromium compiles each on its first call.

use super::handle::TimedSnapshot;
use super::output::packed;
use crate::insight::Snapshot;
use crate::model::{Model, Received};
use wasm_bindgen::prelude::*;

/// A small response that has one of everything.
static SAMPLE: &[u8] = include_bytes!("warm_up.json");

/// A moment in its second cycle, epoch milliseconds.
const DURING: f64 = 1_718_000_000_000.0;

/// Reads a small response and asks for its active cycles. To be called while there is nothing else to do.
#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up() {
    if let Ok(model) = Model::parse(SAMPLE, Received::default(), None) {
        TimedSnapshot::new(Snapshot::new(model)).at(DURING, &None, |moment| packed(&moment.active_cycles()));
    }
}
