//! The input buffer: how bytes get from JavaScript into the module's memory.

use std::cell::RefCell;
use std::mem::MaybeUninit;
use wasm_bindgen::prelude::*;

/// The alignment of the input buffer. Browsers put large buffers at the start of a memory page. If the copy begins a few bytes
/// past the start of another page, each read meets the write before it (4K aliasing) and the copy takes fifteen times as long.
const ALIGNMENT: usize = 64;

thread_local! {
    static BUFFER: RefCell<Box<[MaybeUninit<u8>]>> = RefCell::default();
}

/// Allocates the input buffer (`len` bytes, 64-byte aligned) and returns its address. The next call must be one that consumes
/// it.
#[wasm_bindgen(js_name = allocateInput)]
pub fn allocate_input(len: usize) -> usize {
    let buffer = Box::new_uninit_slice(len + ALIGNMENT);
    let address = buffer.as_ptr().addr() + buffer.as_ptr().align_offset(ALIGNMENT);
    BUFFER.set(buffer);
    address
}

/// Consumes the input buffer: passes its `len` bytes to `read`.
#[allow(unsafe_code)]
pub(super) fn with_input<T>(len: usize, read: impl FnOnce(&[u8]) -> T) -> T {
    let buffer = BUFFER.take();
    let start = buffer.as_ptr().align_offset(ALIGNMENT);
    let written = buffer.get(start..start + len).unwrap_or_default();
    // Safety: `write` of `pkg/src/engine.ts` is the only caller of `allocate_input`, and fills the whole buffer before it calls
    // anything else. Zeroing the buffer first, as the compiler would want, costs a twentieth of the time of parsing.
    read(unsafe { written.assume_init_ref() })
}
