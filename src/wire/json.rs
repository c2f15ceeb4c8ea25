//! A strict reader of JSON text (RFC 8259), one value at a time, without a tree.
//!
//! It knows nothing of what the API sends. Whatever it is asked to read or to skip, every byte is checked: what
//! `JSON.parse` refuses is refused here, at the same byte.

use super::escape::unescape;
use super::number::Number;
use super::scan;
use std::borrow::Cow;

/// How many objects and arrays may stand inside one another. Far above what the API sends, far below what
/// could trouble a stack or a page.
pub(crate) const MAX_DEPTH: u32 = 128;

/// Reading ended: the text is not JSON, and [`Json::malformed`] says why. It carries nothing itself, so that "go on" and
/// "stop" are one register apart wherever something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stop;

/// Where and why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) fault: Fault,
    /// The offset of the byte that is wrong.
    pub(crate) at: usize,
    /// The byte lies inside a value that must not be quoted (the customer's profile).
    pub(crate) private: bool,
}

/// What is wrong with a text that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Something else stands where this was expected.
    Expected(&'static str),
    /// A control character inside a string.
    Control,
    /// A backslash with something after it that JSON does not know.
    Escape,
    /// A number that is not written as JSON writes them.
    Number,
    /// Bytes inside a string that are not UTF-8.
    Utf8,
    /// More text after the one value a JSON text is.
    Trailing,
    /// Deeper than [`MAX_DEPTH`].
    Depth,
    /// More entries in lists than a body of this length has.
    Entries,
}

const VALUE: Fault = Fault::Expected("a value");
const KEY: Fault = Fault::Expected("a property name in double quotes");
const COLON: Fault = Fault::Expected("a colon after the property name");
const COMMA_OBJECT: Fault = Fault::Expected("a comma or the closing } of the object");
const COMMA_ARRAY: Fault = Fault::Expected("a comma or the closing ] of the array");
const QUOTE: Fault = Fault::Expected("the closing quote of the string");

/// A position in a JSON text.
pub(crate) struct Json<'a> {
    bytes: &'a [u8],
    pos: usize,
    depth: u32,
    private: bool,
    malformed: Option<Malformed>,
}

/// The text of a string as it stands between its quotes: UTF-8, checked, escapes not yet resolved.
#[derive(Clone, Copy)]
pub(crate) struct RawText<'a> {
    bytes: &'a [u8],
    escaped: bool,
}

/// The name of a property.
pub(crate) enum Key<'a> {
    /// The one that was expected.
    Expected,
    /// This one.
    Other(RawText<'a>),
}

impl<'a> RawText<'a> {
    /// The text itself. Half of a surrogate pair, which JSON allows and UTF-8 has no room for, becomes U+FFFD.
    #[allow(unsafe_code)]
    #[inline]
    pub(crate) fn resolve(self) -> Cow<'a, str> {
        debug_assert!(str::from_utf8(self.bytes).is_ok());
        // Safe: `Json::string`, which makes these, lets nothing through that is no UTF-8.
        let text = unsafe { str::from_utf8_unchecked(self.bytes) };
        if self.escaped { Cow::Owned(unescape(text)) } else { Cow::Borrowed(text) }
    }
}

impl<'a> Json<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        // A byte-order mark is no part of the text (RFC 8259, section 8.1).
        let pos = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Json { bytes, pos, depth: 0, private: false, malformed: None }
    }

    /// The offset of the next byte.
    #[inline]
    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    /// The text from one offset to another.
    #[inline]
    pub(crate) fn span(&self, start: usize, end: usize) -> &'a [u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The next byte; NUL, which no JSON token has, at the end.
    #[inline]
    pub(crate) fn peek(&self) -> u8 {
        self.bytes.get(self.pos).copied().unwrap_or(0)
    }

    /// All that is left of the text.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.pos..).unwrap_or_default()
    }

    #[cold]
    pub(super) fn fail<T>(&mut self, fault: Fault) -> Result<T, Stop> {
        self.malformed = Some(Malformed { fault, at: self.pos, private: self.private });
        Err(Stop)
    }

    /// Why reading stopped.
    pub(crate) fn malformed(&self) -> Malformed {
        let unknown = Malformed { fault: VALUE, at: self.pos, private: self.private };
        self.malformed.unwrap_or(unknown)
    }

    /// A place to come back to.
    pub(crate) fn mark(&self) -> Mark {
        Mark { pos: self.pos, depth: self.depth }
    }

    /// Goes to where a mark was made.
    pub(crate) fn go_back(&mut self, mark: Mark) {
        (self.pos, self.depth) = (mark.pos, mark.depth);
    }

    /// Goes on to an offset behind bytes that are known to be good, in the same object.
    #[inline]
    pub(crate) fn go_on(&mut self, pos: usize) {
        self.pos = pos;
    }

    /// How many bytes from one offset on, and before a bound, are the same as those from another one on.
    #[inline]
    pub(crate) fn in_common(&self, from: usize, end: usize, other: usize) -> usize {
        scan::in_common(self.bytes, from, other, end - from)
    }

    /// Steps over `expected` if it comes next, byte for byte.
    #[inline]
    pub(crate) fn take(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.pos += expected.len();
        }
        found
    }

    #[inline]
    pub(crate) fn skip_blank(&mut self) {
        if self.peek() <= b' ' {
            self.pos += scan::blank(self.rest());
        }
    }

    /// Checks that nothing but white space follows.
    pub(crate) fn end(&mut self) -> Result<(), Stop> {
        self.skip_blank();
        if self.pos < self.bytes.len() { self.fail(Fault::Trailing) } else { Ok(()) }
    }

    /// Goes one level deeper, over the `{` or `[` that comes next.
    #[inline]
    fn descend(&mut self) -> Result<(), Stop> {
        if self.depth == MAX_DEPTH {
            return self.fail(Fault::Depth);
        }
        self.depth += 1;
        self.pos += 1;
        Ok(())
    }

    /// Opens an object; false when an object does not come next.
    pub(crate) fn open_object(&mut self) -> Result<bool, Stop> {
        let found = self.peek() == b'{';
        if found {
            self.descend()?;
        }
        Ok(found)
    }

    /// The next property of an object, up to where its value begins; none at the object's end, which is stepped over. `first`
    /// until there was one. Most likely it is the one that is `expected`, whose name has nothing in it to be escaped.
    #[inline]
    pub(crate) fn next_key_or(
        &mut self,
        expected: Option<&[u8]>,
        first: bool,
    ) -> Result<Option<Key<'a>>, Stop> {
        self.skip_blank();
        match self.peek() {
            b'}' => {
                self.close();
                return Ok(None);
            }
            b',' if !first => {
                self.pos += 1;
                self.skip_blank();
            }
            _ if !first => return self.fail(COMMA_OBJECT),
            _ => {}
        }
        if self.peek() != b'"' {
            return self.fail(KEY);
        }
        let key = match expected {
            Some(name) if self.is_quoted(name) => {
                self.pos += name.len() + 2;
                Key::Expected
            }
            _ => Key::Other(self.string_at_once()?),
        };
        self.skip_blank();
        if self.peek() != b':' {
            return self.fail(COLON);
        }
        self.pos += 1;
        self.skip_blank();
        Ok(Some(key))
    }

    /// The next property, of an object of which nothing is expected.
    pub(crate) fn next_key(&mut self, first: bool) -> Result<Option<RawText<'a>>, Stop> {
        Ok(match self.next_key_or(None, first)? {
            Some(Key::Other(key)) => Some(key),
            _ => None,
        })
    }

    /// The next value of an object without keys, where a comma goes on to the next place: how many places are empty before it, or
    /// none at the end of the object, which is stepped over.
    pub(crate) fn next_place(&mut self, first: bool) -> Result<Option<usize>, Stop> {
        if !first && !matches!(self.peek(), b',' | b'}') {
            return self.fail(COMMA_OBJECT);
        }
        let commas = self.rest().iter().take_while(|byte| **byte == b',').count();
        self.pos += commas;
        if self.peek() == b'}' {
            self.close();
            return Ok(None);
        }
        Ok(Some(commas.saturating_sub(usize::from(!first))))
    }

    /// Whether a string comes next that is written like this. Compared by hand: for so few bytes a call takes longer.
    #[inline]
    fn is_quoted(&self, text: &[u8]) -> bool {
        let found = self.bytes.get(self.pos + 1..).and_then(|rest| rest.split_at_checked(text.len()));
        found.is_some_and(|(found, rest)| {
            rest.first() == Some(&b'"') && found.iter().zip(text).all(|(a, b)| a == b)
        })
    }

    /// Opens an array; false when an array does not come next.
    pub(crate) fn open_array(&mut self) -> Result<bool, Stop> {
        let found = self.peek() == b'[';
        if found {
            self.descend()?;
        }
        Ok(found)
    }

    /// Goes to the next element of an array; false at the array's end, which is stepped over.
    pub(crate) fn next_element(&mut self, first: bool) -> Result<bool, Stop> {
        self.skip_blank();
        match self.peek() {
            b']' => {
                self.close();
                return Ok(false);
            }
            b',' if !first => {
                self.pos += 1;
                self.skip_blank();
            }
            _ if !first => return self.fail(COMMA_ARRAY),
            _ => {}
        }
        Ok(true)
    }

    /// Notes that a closing bracket was stepped over by [`take`](Self::take).
    #[inline]
    pub(crate) fn closed(&mut self) {
        self.depth -= 1;
    }

    #[inline]
    fn close(&mut self) {
        self.pos += 1;
        self.depth -= 1;
    }

    /// Reads the string whose opening quote comes next.
    #[inline(never)]
    pub(crate) fn string(&mut self) -> Result<RawText<'a>, Stop> {
        self.string_at_once()
    }

    /// The same, for the few places where a call would be felt.
    #[inline(always)]
    pub(crate) fn string_at_once(&mut self) -> Result<RawText<'a>, Stop> {
        self.pos += 1;
        let start = self.pos;
        let run = scan::plain(self.rest());
        self.pos += run.len;
        let (mut ascii, mut escaped) = (run.ascii, false);
        if self.peek() != b'"' {
            (ascii, escaped) = self.rest_of_string(ascii)?;
        }
        let bytes = self.span(start, self.pos);
        if !ascii {
            self.check_utf8(start, bytes)?;
        }
        self.pos += 1;
        Ok(RawText { bytes, escaped })
    }

    #[cold]
    fn check_utf8(&mut self, start: usize, bytes: &[u8]) -> Result<(), Stop> {
        match str::from_utf8(bytes) {
            Ok(_) => Ok(()),
            Err(error) => {
                self.pos = start + error.valid_up_to();
                self.fail(Fault::Utf8)
            }
        }
    }

    /// From the first byte of a string that is not plain to its closing quote. Whether all was ASCII, and
    /// whether there was an escape.
    #[cold]
    fn rest_of_string(&mut self, mut ascii: bool) -> Result<(bool, bool), Stop> {
        let mut escaped = false;
        loop {
            match self.peek() {
                b'"' => return Ok((ascii, escaped)),
                b'\\' => {
                    escaped = true;
                    self.pos += 1;
                    match self.peek() {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.pos += 1,
                        b'u' => {
                            self.pos += 1;
                            for _ in 0..4 {
                                if !self.peek().is_ascii_hexdigit() {
                                    return self.fail(Fault::Escape);
                                }
                                self.pos += 1;
                            }
                        }
                        _ => return self.fail(Fault::Escape),
                    }
                }
                _ if self.pos >= self.bytes.len() => return self.fail(QUOTE),
                _ => return self.fail(Fault::Control),
            }
            let run = scan::plain(self.rest());
            ascii &= run.ascii;
            self.pos += run.len;
        }
    }

    /// Reads the number that comes next if it is what nearly all are: a plain integer of up to fifteen digits. None for all
    /// else, and nothing is read then.
    #[inline]
    pub(crate) fn small_integer(&mut self) -> Option<i64> {
        let mut value = 0;
        for (len, byte) in self.rest().iter().enumerate() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                // What an integer is followed by in JSON. A point or an exponent makes it another number.
                let ends = matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
                if len == 0 || !ends {
                    return None;
                }
                self.pos += len;
                return Some(value);
            }
            // No integer begins with a zero, and this many digits are exact in a double.
            if len == 15 || (len == 1 && value == 0) {
                return None;
            }
            value = value * 10 + i64::from(digit);
        }
        None
    }

    /// Reads the number that comes next.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Number<'a>, Stop> {
        match Number::read(self.rest()) {
            Ok(number) => {
                self.pos += number.len();
                Ok(number)
            }
            Err(len) => {
                self.pos += len;
                self.fail(Fault::Number)
            }
        }
    }

    /// Steps over `true`, `false` or `null`, whichever its first letter says.
    pub(crate) fn literal(&mut self) -> Result<Literal, Stop> {
        let (word, literal): (&[u8], _) = match self.peek() {
            b'n' => (b"null", Literal::Null),
            b't' => (b"true", Literal::True),
            b'f' => (b"false", Literal::False),
            _ => return self.fail(VALUE),
        };
        if self.take(word) { Ok(literal) } else { self.fail(VALUE) }
    }

    /// Steps over the value that comes next, whatever it is, and checks every byte of it.
    pub(crate) fn skip_value(&mut self) -> Result<(), Stop> {
        self.skip_noting(&mut |_, _| {})
    }

    /// The same, and says of each value in it that holds no others where it begins and ends.
    pub(super) fn skip_noting(&mut self, note: &mut dyn FnMut(usize, usize)) -> Result<(), Stop> {
        // One bit a level: whether it is an object. Never more than MAX_DEPTH levels.
        let mut objects: u128 = 0;
        let mut levels = 0u32;
        loop {
            // A value begins here.
            let start = self.pos;
            match self.peek() {
                b'"' => drop(self.string_at_once()?),
                b'-' | b'0'..=b'9' => drop(self.number()?),
                b'{' => {
                    self.descend()?;
                    if self.next_key(true)?.is_some() {
                        (objects, levels) = (objects << 1 | 1, levels + 1);
                        continue;
                    }
                }
                b'[' => {
                    self.descend()?;
                    if self.next_element(true)? {
                        (objects, levels) = (objects << 1, levels + 1);
                        continue;
                    }
                }
                _ => drop(self.literal()?),
            }
            note(start, self.pos);
            // A value ended here: on to the next one, closing what closes.
            loop {
                if levels == 0 {
                    return Ok(());
                }
                let more = if objects & 1 == 1 {
                    self.next_key(false)?.is_some()
                } else {
                    self.next_element(false)?
                };
                if more {
                    break;
                }
                (objects, levels) = (objects >> 1, levels - 1);
            }
        }
    }

    /// Steps over a value that nothing may ever quote.
    pub(crate) fn skip_private(&mut self) -> Result<(), Stop> {
        self.private = true;
        let result = self.skip_value();
        self.private = false;
        result
    }
}

/// The three words of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    Null,
    True,
    False,
}

/// A place in a text.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    pos: usize,
    depth: u32,
}

impl Mark {
    /// Its offset.
    pub(crate) fn pos(self) -> usize {
        self.pos
    }

    /// How many objects and arrays it stands in.
    pub(crate) fn depth(self) -> u32 {
        self.depth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn check(text: &[u8]) -> Result<(), (Fault, usize)> {
        let mut json = Json::new(text);
        json.skip_blank();
        let read = json.skip_value().and_then(|()| json.end());
        read.map_err(|Stop| (json.malformed().fault, json.malformed().at))
    }

    fn at(text: &[u8]) -> (Fault, usize) {
        check(text).unwrap_err()
    }

    #[test]
    fn accepts_what_json_is() {
        for text in [
            "0",
            "-0",
            "1e5",
            "1E+5",
            "-1.5e-10",
            "\"\"",
            "[]",
            "{}",
            " [ ] ",
            "{ }",
            "[1,2]",
            "[[],{}]",
            "null",
            "true",
            "false",
            "{\"a\":{\"b\":[1,{\"c\":null}]},\"d\":\"\\u00e9\\\\\"}",
            "\u{feff}1",
            "\"\\ud800 alone\"",
            "\"é 漢 😀\"",
            "\t\r\n 1 \t\r\n",
        ] {
            assert_eq!(check(text.as_bytes()), Ok(()), "{text}");
        }
    }

    #[test]
    fn names_what_is_wrong_and_where() {
        assert_eq!(at(b""), (VALUE, 0));
        assert_eq!(at(b"  "), (VALUE, 2));
        assert_eq!(at(b"[1,]"), (VALUE, 3));
        assert_eq!(at(b"[1 2]"), (COMMA_ARRAY, 3));
        assert_eq!(at(b"{\"a\" 1}"), (COLON, 5));
        assert_eq!(at(b"{\"a\":1,}"), (KEY, 7));
        assert_eq!(at(b"{a:1}"), (KEY, 1));
        assert_eq!(at(b"{\"a\":1 \"b\":2}"), (COMMA_OBJECT, 7));
        assert_eq!(at(b"\"abc"), (QUOTE, 4));
        assert_eq!(at(b"\"a\nb\""), (Fault::Control, 2));
        assert_eq!(at(b"\"\\x\""), (Fault::Escape, 2));
        assert_eq!(at(b"\"\\u12g4\""), (Fault::Escape, 5));
        assert_eq!(at(b"\"ok\xff\""), (Fault::Utf8, 3));
        assert_eq!(at(b"01"), (Fault::Number, 1));
        assert_eq!(at(b"1."), (Fault::Number, 2));
        assert_eq!(at(b"-"), (Fault::Number, 1));
        assert_eq!(at(b"1e"), (Fault::Number, 2));
        assert_eq!(at(b"nul"), (VALUE, 0));
        assert_eq!(at(b"1 2"), (Fault::Trailing, 2));
        assert_eq!(at(b"{}]"), (Fault::Trailing, 2));
        assert_eq!(at("[\u{a0}1]".as_bytes()), (VALUE, 1));
    }

    #[test]
    fn goes_as_deep_as_promised_and_no_deeper() {
        let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
        assert_eq!(check(&nested(128)), Ok(()));
        assert_eq!(at(&nested(129)), (Fault::Depth, 128));
        assert_eq!(at(&vec![b'['; 1_000_000]), (Fault::Depth, 128));
        let objects = [b"{\"a\":".repeat(128), b"1".to_vec(), vec![b'}'; 128]].concat();
        assert_eq!(check(&objects), Ok(()));
    }

    #[test]
    fn mixed_nesting_closes_what_it_opened() {
        assert_eq!(check(b"[{\"a\":[{}]},[[{\"b\":[]}]]]"), Ok(()));
        assert_eq!(at(b"[{\"a\":1]}"), (COMMA_OBJECT, 7));
        assert_eq!(at(b"{\"a\":[1}}"), (COMMA_ARRAY, 7));
    }

    #[test]
    fn resolves_every_escape() {
        let text = r#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00\ud83dx\udc00\u00e9 end""#;
        let mut json = Json::new(text.as_bytes());
        let resolved = json.string().unwrap().resolve();
        assert_eq!(resolved, "\"\\/\u{8}\u{c}\n\r\tA\u{1f600}\u{fffd}x\u{fffd}é end");
        assert_eq!(json.pos(), text.len());
    }
}
