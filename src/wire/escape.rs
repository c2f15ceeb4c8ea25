//! What the escapes of a JSON string stand for.

use std::str::Chars;

/// Resolves the escapes of a string that was checked before.
#[cold]
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        out.push(match char {
            '\\' => match chars.next() {
                Some('u') => unescape_unicode(&mut chars),
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                itself => itself.unwrap_or('\\'),
            },
            plain => plain,
        });
    }
    out
}

/// The character of the four hexadecimal digits that come next, or of two such escapes if they are a surrogate pair.
fn unescape_unicode(chars: &mut Chars<'_>) -> char {
    let mut code = hex4(chars);
    let mut ahead = chars.clone();
    if let 0xd800..=0xdbff = code
        && ahead.next() == Some('\\')
        && ahead.next() == Some('u')
        && let low @ 0xdc00..=0xdfff = hex4(&mut ahead)
    {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        *chars = ahead;
    }
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn hex4(chars: &mut Chars<'_>) -> u32 {
    chars.take(4).fold(0, |unit, char| unit << 4 | char.to_digit(16).unwrap_or(0))
}
