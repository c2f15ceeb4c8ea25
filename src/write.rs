//! Writing texts piece by piece. By hand, and each piece in one place: the formatting of the standard library is the heaviest
//! thing a small WebAssembly module can carry, and what it has for single characters and for joining is written out anew wherever
//! it is used.

/// The pieces, one after another.
#[inline(never)]
pub(crate) fn join(pieces: &[&str]) -> String {
    let mut out = String::with_capacity(pieces.iter().map(|piece| piece.len()).sum());
    pieces.iter().for_each(|piece| out.push_str(piece));
    out
}

/// Appends a character of ASCII.
#[inline(never)]
pub(crate) fn push_ascii(out: &mut String, byte: u8) {
    out.push(char::from(byte & 0x7f));
}

/// Appends a number in decimal.
pub(crate) fn push_number(out: &mut String, number: u64) {
    if number > 9 {
        push_number(out, number / 10);
    }
    push_ascii(out, b'0' + (number % 10) as u8);
}

/// Appends so many digits of a number in decimal.
pub(crate) fn push_digits(out: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        push_ascii(out, b'0' + (number / 10_u32.pow(place) % 10) as u8);
    }
}

/// Appends so many digits of a number in hexadecimal, in capitals.
pub(crate) fn push_hexadecimal(out: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = b"0123456789ABCDEF".get((number >> (4 * place) & 0xf) as usize);
        push_ascii(out, digit.copied().unwrap_or(b'0'));
    }
}

/// Appends an offset from UTC that is given in milliseconds, as in `+05:30`.
pub(crate) fn push_offset(out: &mut String, offset: i64) {
    push_ascii(out, if offset < 0 { b'-' } else { b'+' });
    let minutes = offset.unsigned_abs() / 60_000;
    for (place, part) in [minutes / 60, minutes % 60].into_iter().enumerate() {
        if place > 0 {
            push_ascii(out, b':');
        }
        push_digits(out, part as u32, 2);
    }
}
