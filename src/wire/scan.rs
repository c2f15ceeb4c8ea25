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

/// How many bytes two texts have in common at their beginning.
#[inline]
pub(super) fn in_common(a: &[u8], b: &[u8]) -> usize {
    let len = a.len().min(b.len());
    let (a, b) = (a.get(..len).unwrap_or_default(), b.get(..len).unwrap_or_default());
    let (a_chunks, a_rest) = a.as_chunks::<16>();
    let (b_chunks, b_rest) = b.as_chunks::<16>();
    for (place, (a, b)) in a_chunks.iter().zip(b_chunks).enumerate() {
        let differing = differing(a, b);
        if differing != 0 {
            return place * 16 + differing.trailing_zeros() as usize;
        }
    }
    a_chunks.len() * 16 + a_rest.iter().zip(b_rest).take_while(|(a, b)| a == b).count()
}

/// One bit for each byte in which two chunks differ.
#[cfg(target_arch = "wasm32")]
use simd::differing;

#[cfg(not(target_arch = "wasm32"))]
fn differing(a: &[u8; 16], b: &[u8; 16]) -> u16 {
    let differing = u128::from_le_bytes(*a) ^ u128::from_le_bytes(*b);
    // Only the lowest one counts.
    if differing == 0 { 0 } else { 1 << (differing.trailing_zeros() / 8) }
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

    /// One bit a byte in which two chunks differ.
    #[inline]
    pub(super) fn differing(a: &[u8; 16], b: &[u8; 16]) -> u16 {
        !u8x16_bitmask(u8x16_eq(load(a), load(b)))
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
    fn what_two_texts_have_in_common_ends_where_they_differ() {
        let text: Vec<u8> = (0..64).collect();
        for len in 0..=64 {
            assert_eq!(in_common(&text, &text[..len]), len);
            assert_eq!(in_common(&text[..len], &text), len);
            for wrong in 0..len {
                let mut other = text[..len].to_vec();
                other[wrong] ^= 0x80;
                other[len - 1] ^= 0x40;
                assert_eq!(in_common(&text, &other), wrong.min(len - 1), "{wrong} of {len}");
            }
        }
    }
}
