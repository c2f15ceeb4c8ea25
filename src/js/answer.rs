//! Where results lie until they are read.

use crate::failure::Failure;
use crate::shape::{Packer, Shape};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    /// The latest result. JavaScript reads it out of the module's memory before it asks for anything else, which saves
    /// copying it to a buffer that the browser would have to allocate and to collect.
    static LATEST: RefCell<Packer> = const { RefCell::new(Packer::new()) };
}

/// Keeps a result until the next one; where it lies.
pub(super) fn answer(value: &impl Shape) -> u32 {
    LATEST.with_borrow_mut(|packer| packer.pack(value));
    latest()
}

/// Where the latest result lies.
#[wasm_bindgen]
pub fn latest() -> u32 {
    LATEST.with_borrow(|packer| packer.numbers().as_ptr().addr() as u32)
}

/// The number or the address of what was made; or 0, and the answer is why.
pub(super) fn or_answer(made: Result<u32, Box<Failure>>) -> u32 {
    made.unwrap_or_else(|failure| {
        answer(&*failure);
        0
    })
}
