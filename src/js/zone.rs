//! Time zones as the browser knows them.

use crate::model::Zone;
use crate::wire::Millis;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A zone of the JavaScript side, which asks `Intl`.
    pub type JsZone;

    /// Which zone it is: the same number is the same zone.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn id(this: &JsZone) -> u32;

    #[wasm_bindgen(method, js_name = offsetAt)]
    fn offset_in(this: &JsZone, instant: f64) -> f64;

    /// The zones of the JavaScript side.
    pub type JsZones;

    /// The zone of a name, if the browser knows it.
    #[wasm_bindgen(method, js_name = byName)]
    pub(crate) fn by_name(this: &JsZones, name: &str) -> Option<JsZone>;
}

impl Zone for JsZone {
    fn offset_at(&self, instant: Millis) -> Millis {
        self.offset_in(instant as f64) as Millis
    }
}
