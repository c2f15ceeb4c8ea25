//! Results on their way to JavaScript: packed for what a ticking page asks for again and again, plain objects for the rest.

use crate::failure::{Cause, Failure};
use crate::shape::{Packer, Shape};
use js_sys::Reflect;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    /// The latest packed result. JavaScript reads it from the module's memory before it calls anything else, which saves
    /// a buffer that the browser would have to allocate and collect.
    static PACKED: RefCell<Packer> = const { RefCell::new(Packer::new()) };
}

/// Packs a result and returns its address, which is valid until the next one is packed.
pub(super) fn packed(value: &impl Shape) -> u32 {
    PACKED.with_borrow_mut(|packer| {
        packer.pack(value);
        packer.numbers().as_ptr().addr() as u32
    })
}

/// A result as a plain object: absent values are null, maps are objects, numbers are numbers.
pub(super) fn plain(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

/// A failure as JavaScript throws it: its fields as a plain object, of which `pkg/src/engine.ts` makes a `MilestreakError`.
#[allow(clippy::boxed_local, reason = "this is how parsing fails")]
pub(super) fn thrown(failure: Box<Failure>) -> JsValue {
    let object = plain(&*failure).unwrap_or_else(|error| error);
    if let Some(Cause::Js(cause)) = &failure.cause {
        // Cannot fail: the object is new.
        drop(Reflect::set(&object, &"cause".into(), cause));
    }
    object
}
