//! A body on its way in.

use js_sys::Uint8Array;

/// Where a body begins: at a multiple of this. Browsers put large buffers at the start of a page of memory; copied to a place
/// that is a few bytes past the start of one, each read meets the write before it (so-called 4K aliasing), and the copy takes
/// fifteen times as long. An allocator's own header is just such an offset.
const ALIGNMENT: usize = 64;

/// Copies a body from JavaScript and reads it.
pub(crate) fn with_body<T>(from: &Uint8Array, read: impl FnOnce(&[u8]) -> T) -> T {
    let len = from.length() as usize;
    let mut room = Box::new_uninit_slice(len + ALIGNMENT);
    let start = room.as_ptr().align_offset(ALIGNMENT);
    match room.get_mut(start..start + len) {
        Some(place) => read(from.copy_to_uninit(place)),
        None => read(&[]),
    }
}
