//! What to say about a text that is not JSON.

use super::json::{Fault, MAX_DEPTH, Malformed};
use crate::failure::{Failure, FailureCode};
use crate::write::{push_ascii, push_hexadecimal, push_number};

/// Explains why `bytes` could not be read: the line and the column, what was expected, what stands there by its
/// name, and the likely cause.
pub(super) fn explain(bytes: &[u8], malformed: Malformed) -> Failure {
    let before = bytes.get(..malformed.at).unwrap_or(bytes);
    let rest = bytes.get(malformed.at..).unwrap_or_default();
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = count(before.iter().filter(|byte| **byte == b'\n'));
    // A character is one byte that does not continue another one. A byte-order mark is none.
    let in_line = before.get(line_start..).unwrap_or_default();
    let in_line = in_line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(in_line);
    let column = count(in_line.iter().filter(|byte| **byte & 0xc0 != 0x80));

    let code = match malformed.fault {
        Fault::Depth | Fault::Entries => FailureCode::TooLarge,
        _ => FailureCode::InvalidJson,
    };
    let mut message = String::from("line ");
    push_number(&mut message, u64::from(line));
    message.push_str(", column ");
    push_number(&mut message, u64::from(column));
    message.push_str(": ");
    say(&mut message, bytes, before, rest, malformed);
    Failure { line: Some(line), column: Some(column), ..Failure::new(code, message) }
}

fn count<'a>(items: impl Iterator<Item = &'a u8>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX).saturating_add(1)
}

fn say(out: &mut String, bytes: &[u8], before: &[u8], rest: &[u8], malformed: Malformed) {
    if let Some(whole) = kind_of_document(bytes) {
        out.push_str(whole);
        return;
    }
    match malformed.fault {
        Fault::Depth => {
            out.push_str("nested deeper than ");
            push_number(out, u64::from(MAX_DEPTH));
            out.push_str(" levels; no targetGroups response is");
        }
        Fault::Entries => out.push_str(
            "more entries in lists than a body of this length can have; those of a targetGroups response are hundreds of bytes long",
        ),
        Fault::Control => {
            out.push_str("a control character inside a string (");
            push_code_point(out, u32::from(rest.first().copied().unwrap_or(0)));
            out.push_str("); in JSON it is written as an escape, a line break as \\n");
        }
        Fault::Escape if rest.is_empty() => out.push_str("the text ends inside an escape; it was cut off"),
        Fault::Escape => {
            out.push_str("a backslash escape that JSON does not have; a backslash itself is written \\\\")
        }
        Fault::Number if rest.is_empty() => out.push_str("the text ends inside a number; it was cut off"),
        Fault::Number => {
            out.push_str("a number that is not written as JSON writes numbers (such as 1000, -0.5 or 1e3)")
        }
        Fault::Utf8 => {
            out.push_str("bytes that are not UTF-8; send the body as UTF-8, the only encoding of JSON")
        }
        Fault::Trailing => {
            out.push_str("the JSON ended before this, and ");
            push_found(out, rest, malformed.private);
            out.push_str(" follows");
            out.push_str(match rest {
                [b']' | b'}' | b',', ..] => "; it looks as if the beginning of the text were missing",
                _ => "; a body must hold one JSON value and nothing after it",
            });
        }
        Fault::Expected(_) if bytes.iter().all(u8::is_ascii_whitespace) => {
            out.push_str("the body is empty; a targetGroups response is a JSON object");
        }
        Fault::Expected(what) => {
            out.push_str("expected ");
            out.push_str(what);
            if rest.is_empty() {
                out.push_str(" but the text ends here; it was cut off");
            } else {
                out.push_str(" but found ");
                push_found(out, rest, malformed.private);
                out.push_str(advice(before, rest));
            }
        }
    }
}

/// What a body as a whole is, when its first bytes tell that it never was JSON.
fn kind_of_document(bytes: &[u8]) -> Option<&'static str> {
    match bytes.trim_ascii_start() {
        [b'<', ..] => Some(
            "this is a page of HTML or XML, not JSON: a gateway, a login page or a wrong address answered",
        ),
        [b')', b']', b'}', b'\'', ..]
        | [b'f', b'o', b'r', b'(', ..]
        | [b'w', b'h', b'i', b'l', b'e', b'(', ..] => {
            Some("this begins with a guard against being run as a script (like )]}',); cut it off first")
        }
        // {" in base64.
        [b'e', b'y', b'J', ..] => Some("this is base64, as gateways encode bodies; decode it first"),
        [0x1f, 0x8b, ..] => Some("this is compressed data (gzip), not JSON; it must be decompressed first"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, ..] | [0, _, ..] => {
            Some("this is not UTF-8 but looks like UTF-16; send the body as UTF-8, the only encoding of JSON")
        }
        _ => None,
    }
}

/// What probably happened, and the way out of it.
fn advice(before: &[u8], rest: &[u8]) -> &'static str {
    let comma_before = before.trim_ascii_end().last() == Some(&b',');
    match rest {
        [b'.', b'.', ..] => "; the text was abridged, dots stand where there was JSON",
        [b']' | b'}', ..] if comma_before => "; there is a comma too many before it",
        [b'\'', ..] => "; JSON has double quotes only",
        [b'/', b'/' | b'*', ..] => "; JSON has no comments",
        _ => match first_char(rest).map(|char| (char, space_name(char))) {
            Some((_, Some(_))) => ", which is not white space in JSON; replace it with an ordinary space",
            Some(('\u{2018}'..='\u{201f}', _)) => ", a typographic quotation mark; JSON has only \"",
            _ => "",
        },
    }
}

fn push_found(out: &mut String, rest: &[u8], private: bool) {
    const WORDS: [&str; 7] = ["undefined", "NaN", "Infinity", "None", "True", "False", "nil"];
    let word = WORDS.iter().find(|word| rest.starts_with(word.as_bytes()));
    match first_char(rest) {
        Some(char) if let Some(name) = space_name(char) => {
            out.push_str(name);
            out.push_str(" (");
            push_code_point(out, u32::from(char));
            push_ascii(out, b')');
        }
        _ if private => out.push_str("something else"),
        _ if let Some(word) = word => {
            out.push_str(word);
            out.push_str(", which is not JSON");
        }
        Some('"') => out.push_str("a string"),
        Some('0'..='9' | '-') => out.push_str("a number"),
        Some(char) if char.is_control() => {
            out.push_str("a control character (");
            push_code_point(out, u32::from(char));
            push_ascii(out, b')');
        }
        Some(char) => {
            push_ascii(out, b'"');
            out.push(char);
            push_ascii(out, b'"');
        }
        None => out.push_str("bytes that are not UTF-8"),
    }
}

/// The first character of some bytes, if they begin with one.
fn first_char(bytes: &[u8]) -> Option<char> {
    let first = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    first.utf8_chunks().next()?.valid().chars().next()
}

/// The name of a character that looks like a space and is none in JSON.
fn space_name(char: char) -> Option<&'static str> {
    Some(match char {
        '\u{a0}' => "a no-break space",
        '\u{b}' => "a vertical tab",
        '\u{c}' => "a form feed",
        '\u{85}' => "a next-line character",
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' => "a typographic space",
        '\u{200b}'..='\u{200d}' | '\u{2060}' => "an invisible character of no width",
        '\u{2028}' | '\u{2029}' => "a Unicode line separator",
        '\u{202f}' => "a narrow no-break space",
        '\u{3000}' => "an ideographic space",
        '\u{feff}' => "a byte-order mark",
        _ => return None,
    })
}

fn push_code_point(out: &mut String, code: u32) {
    out.push_str("U+");
    let digits = (32 - code.leading_zeros()).div_ceil(4).max(4);
    push_hexadecimal(out, code, digits);
}
