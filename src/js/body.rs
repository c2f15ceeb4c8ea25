//! A body on its way in.

use js_sys::Uint8Array;

/// Where a body begins: at a multiple of this. Browsers put large buffers at the start of a page of memory; copied to a place
/// that is a few bytes past the start of one, each read meets the write before it (so-called 4K aliasing), and the copy takes
/// fifteen times as long. An allocator's own header is just such an offset.
const ALIGNMENT: usize = 64;

/// The bytes of a body.
pub(crate) struct Body {
    room: Vec<u8>,
    start: usize,
}

impl Body {
    /// Copies a body from JavaScript.
    pub(crate) fn copy(from: &Uint8Array) -> Body {
        let len = from.length() as usize;
        let mut room = vec![0; len + ALIGNMENT];
        let start = room.as_ptr().align_offset(ALIGNMENT);
        room.truncate(start + len);
        if let Some(place) = room.get_mut(start..) {
            from.copy_to(place);
        }
        Body { room, start }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.room.get(self.start..).unwrap_or_default()
    }
}
