//! The byte loops that decide how fast a response is read: 16 bytes at a time with WebAssembly's SIMD, the
//! same answers byte by byte elsewhere.

/// How far a string's text runs before a byte that needs a look, and whether all of it is ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) len: usize,
    pub(super) ascii: bool,
}

/// Whether a byte ends the plain part of a string: the quote, an escape, or a control character.
const fn is_special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// The run of plain string bytes at the start of `bytes`.
#[inline]
pub(super) fn plain(bytes: &[u8]) -> Plain {
    let (mut ascii, mut len) = (true, 0);
    #[cfg(target_arch = "wasm32")]
    {
        let (chunks, _) = bytes.as_chunks::<16>();
        for chunk in chunks {
            let (special, high) = simd::string_masks(chunk);
            if special != 0 {
                let at = special.trailing_zeros();
                ascii &= u32::from(high) & ((1 << at) - 1) == 0;
                return Plain { len: len + at as usize, ascii };
            }
            ascii &= high == 0;
            len += 16;
        }
    }
    for &byte in bytes.get(len..).unwrap_or_default() {
        if is_special(byte) {
            break;
        }
        ascii &= byte.is_ascii();
        len += 1;
    }
    Plain { len, ascii }
}

/// The length of the run of JSON white space at the start of `bytes`.
#[inline]
pub(super) fn blank(bytes: &[u8]) -> usize {
    #[cfg(target_arch = "wasm32")]
    let (chunks, bytes) = bytes.as_chunks::<16>();
    #[cfg(target_arch = "wasm32")]
    for (place, chunk) in chunks.iter().enumerate() {
        let solid = !simd::blank_mask(chunk);
        if solid != 0 {
            return place * 16 + solid.trailing_zeros() as usize;
        }
    }
    let tail = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
    #[cfg(target_arch = "wasm32")]
    let tail = chunks.len() * 16 + tail;
    tail
}

/// How many bytes, up to `len`, are the same from one place of a text on as from another.
#[inline]
pub(super) fn in_common(text: &[u8], a: usize, b: usize, len: usize) -> usize {
    #[cfg(target_arch = "wasm32")]
    if let Some(len) = simd::in_common(text, a, b, len) {
        return len;
    }
    let from = |at: usize| text.get(at..).unwrap_or_default();
    from(a).iter().zip(from(b)).take(len).take_while(|(a, b)| a == b).count()
}

#[cfg(target_arch = "wasm32")]
mod simd {
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, v128, v128_load, v128_or};

    /// Safe: the sixteen bytes are there by their type, and `v128.load` needs no alignment.
    #[allow(unsafe_code)]
    #[inline]
    fn load(chunk: &[u8; 16]) -> v128 {
        unsafe { v128_load(chunk.as_ptr().cast()) }
    }

    /// One bit a byte: those that end a plain run, and those that are not ASCII.
    #[inline]
    pub(super) fn string_masks(chunk: &[u8; 16]) -> (u16, u16) {
        let bytes = load(chunk);
        let quote = u8x16_eq(bytes, u8x16_splat(b'"'));
        let escape = u8x16_eq(bytes, u8x16_splat(b'\\'));
        let control = u8x16_lt(bytes, u8x16_splat(0x20));
        (u8x16_bitmask(v128_or(v128_or(quote, escape), control)), u8x16_bitmask(bytes))
    }

    /// How many bytes, up to `len`, are the same from two places on; none if that is too near the end of the text to look at
    /// 64 at a time. So many, because a loop that ends after one turn more or less costs more than to look at too many.
    #[allow(unsafe_code)]
    #[inline]
    pub(super) fn in_common(text: &[u8], a: usize, b: usize, len: usize) -> Option<usize> {
        let room = text.len().checked_sub(64)?.checked_sub(len)?;
        if a > room || b > room {
            return None;
        }
        let mut done = 0;
        while done < len {
            let (a, b) = (text.as_ptr().wrapping_add(a + done), text.as_ptr().wrapping_add(b + done));
            let same = |at: usize| {
                // Safe: `done` is less than `len`, and 64 bytes more than that are in the text.
                let (a, b) = unsafe { (v128_load(a.add(at).cast()), v128_load(b.add(at).cast())) };
                u64::from(u8x16_bitmask(u8x16_eq(a, b))) << at
            };
            let same = same(0) | same(16) | same(32) | same(48);
            if same != u64::MAX {
                return Some(len.min(done + same.trailing_ones() as usize));
            }
            done += 64;
        }
        Some(len)
    }

    /// One bit a byte of white space.
    #[inline]
    pub(super) fn blank_mask(chunk: &[u8; 16]) -> u16 {
        let bytes = load(chunk);
        let space = u8x16_eq(bytes, u8x16_splat(b' '));
        let line = u8x16_eq(bytes, u8x16_splat(b'\n'));
        let back = u8x16_eq(bytes, u8x16_splat(b'\r'));
        let tab = u8x16_eq(bytes, u8x16_splat(b'\t'));
        u8x16_bitmask(v128_or(v128_or(space, line), v128_or(back, tab)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_stops_at_every_special_byte_at_every_distance() {
        for special in (0..0x20u8).chain([b'"', b'\\']) {
            for len in 0..40 {
                let mut text = vec![b'a'; len];
                text.push(special);
                text.extend([b'z'; 20]);
                assert_eq!(plain(&text), Plain { len, ascii: true }, "{special:#x} after {len}");
            }
        }
        assert_eq!(plain(b"no end"), Plain { len: 6, ascii: true });
    }

    #[test]
    fn plain_sees_other_than_ascii_only_inside_the_run() {
        for len in 0..40 {
            let mut text = vec![b'a'; len];
            text.extend("\"é".as_bytes());
            assert!(plain(&text).ascii, "behind the end at {len}");
            let mut text = "é".as_bytes().to_vec();
            text.extend(vec![b'a'; len]);
            text.push(b'"');
            assert!(!plain(&text).ascii, "in front, {len}");
        }
    }

    #[test]
    fn blank_counts_exactly_the_four_json_spaces() {
        for len in 0..40 {
            let text: Vec<u8> = b" \n\r\t".iter().copied().cycle().take(len).chain(*b"x   ").collect();
            assert_eq!(blank(&text), len);
        }
        assert_eq!(blank("\u{a0}".as_bytes()), 0);
        assert_eq!(blank(b"\x0b"), 0);
    }

    #[test]
    fn what_two_places_have_in_common_ends_where_they_differ() {
        for rest in [0, 100] {
            for len in 0..=150 {
                let once: Vec<u8> = (0..len as u8).collect();
                let mut text = [&once[..], &once, &vec![7; rest]].concat();
                assert_eq!(in_common(&text, 0, len, len), len);
                for wrong in 0..len {
                    text[len + wrong] ^= 0x80;
                    assert_eq!(in_common(&text, 0, len, len), wrong, "{wrong} of {len}");
                    assert_eq!(in_common(&text, len, 0, wrong), wrong, "before {wrong} of {len}");
                    text[len + wrong] ^= 0x80;
                }
            }
        }
        assert_eq!(in_common(b"abab", 0, 2, 10), 2, "no more than there is");
    }
}
