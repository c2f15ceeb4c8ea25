//! Bytes on their way in.

use std::cell::RefCell;
use std::mem::MaybeUninit;
use wasm_bindgen::prelude::*;

/// Where a body begins: at a multiple of this. Browsers put large buffers at the start of a page of memory; copied to a place
/// that is a few bytes past the start of one, each read meets the write before it (so-called 4K aliasing), and the copy takes
/// fifteen times as long. An allocator's own header is just such an offset.
const ALIGNMENT: usize = 64;

thread_local! {
    static ROOM: RefCell<Box<[MaybeUninit<u8>]>> = RefCell::default();
}

/// Makes room for so many bytes: where they are to be written, before anything else is called but a function that takes them.
#[wasm_bindgen]
pub fn room(len: usize) -> usize {
    let room = Box::new_uninit_slice(len + ALIGNMENT);
    let place = room.as_ptr().addr() + room.as_ptr().align_offset(ALIGNMENT);
    ROOM.set(room);
    place
}

/// Takes the bytes that were written into the [`room`] that was made for them, and reads them.
#[allow(unsafe_code)]
pub(super) fn with_body<T>(len: usize, read: impl FnOnce(&[u8]) -> T) -> T {
    let room = ROOM.take();
    let start = room.as_ptr().align_offset(ALIGNMENT);
    let written = room.get(start..start + len).unwrap_or_default();
    // Safe: `write` of `pkg/src/engine.ts`, the only one that asks for room, writes all of it in the same breath. The compiler
    // cannot see that, nor have written zeros there first, which would take a twentieth of the time of reading a body.
    read(unsafe { written.assume_init_ref() })
}
