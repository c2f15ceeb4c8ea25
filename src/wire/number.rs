//! Numbers as JSON writes them, exact to the last bit.

/// A number as it stands in the text: checked, and most of the way to its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number<'a> {
    text: &'a [u8],
    /// The digits as one integer, if there are no more than nineteen of them.
    mantissa: Option<u64>,
    /// The power of ten that belongs to the mantissa.
    exponent: i32,
}

/// The powers of ten that a double holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The largest integer up to which every integer is a double of its own: 2^53 − 1.
pub(crate) const MAX_SAFE: u64 = (1 << 53) - 1;

/// The digits at the start of `bytes`: how many, and `mantissa` with them appended (as long as that fits).
#[inline]
fn digits(bytes: &[u8], mut mantissa: u64) -> (usize, u64) {
    let mut len = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        len += 1;
    }
    (len, mantissa)
}

impl<'a> Number<'a> {
    /// Reads the number at the start of `bytes`. The error is the offset of the byte that is wrong.
    #[inline]
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, usize> {
        let at = |pos: usize| bytes.get(pos).copied().unwrap_or(0);
        let from = |pos: usize| bytes.get(pos..).unwrap_or_default();
        let mut pos = usize::from(at(0) == b'-');
        let (whole, mut mantissa) = digits(from(pos), 0);
        if whole == 0 {
            return Err(pos);
        }
        if whole > 1 && at(pos) == b'0' {
            return Err(pos + 1);
        }
        pos += whole;
        let mut count = whole;
        let mut exponent = 0i32;
        if at(pos) == b'.' {
            pos += 1;
            let (fraction, with_fraction) = digits(from(pos), mantissa);
            if fraction == 0 {
                return Err(pos);
            }
            mantissa = with_fraction;
            pos += fraction;
            count += fraction;
            exponent = 0i32.saturating_sub_unsigned(u32::try_from(fraction).unwrap_or(u32::MAX));
        }
        if at(pos) | 0x20 == b'e' {
            pos += 1;
            let negative = at(pos) == b'-';
            pos += usize::from(negative || at(pos) == b'+');
            let (len, value) = digits(from(pos), 0);
            if len == 0 {
                return Err(pos);
            }
            pos += len;
            let value = if len < 10 { i32::try_from(value).unwrap_or(i32::MAX) } else { i32::MAX };
            exponent = exponent.saturating_add(if negative { -value } else { value });
        }
        let text = bytes.get(..pos).unwrap_or_default();
        Ok(Number { text, mantissa: (count <= 19).then_some(mantissa), exponent })
    }

    /// Reads a text that is a number and nothing else.
    pub(crate) fn from_text(text: &'a [u8]) -> Option<Self> {
        Self::read(text).ok().filter(|number| number.len() == text.len())
    }

    /// How many bytes the number takes.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The number as it stands in the text.
    pub(crate) fn text(&self) -> &'a str {
        str::from_utf8(self.text).unwrap_or_default()
    }

    #[inline]
    fn is_negative(&self) -> bool {
        self.text.first() == Some(&b'-')
    }

    /// The double nearest to the number; none when it lies beyond the largest one. Never −0: nothing that is
    /// counted here has a sign without a size.
    #[inline]
    pub(crate) fn value(&self) -> Option<f64> {
        let value = match self.mantissa {
            // Both factors are exact, so one rounding is all there is: the result is the nearest double.
            Some(mantissa @ 0..=MAX_SAFE) if let Some(power) = power_of_ten(self.exponent) => {
                let mantissa = mantissa as f64;
                let value = if self.exponent < 0 { mantissa / power } else { mantissa * power };
                if self.is_negative() { -value } else { value }
            }
            _ => self.exact(),
        };
        value.is_finite().then_some(value + 0.0)
    }

    #[cold]
    fn exact(&self) -> f64 {
        exact(self.text())
    }

    /// The number as an integer that a double holds exactly; none for anything else.
    #[inline]
    pub(crate) fn safe_integer(&self) -> Option<i64> {
        if self.exponent == 0
            && let Some(mantissa @ 0..=MAX_SAFE) = self.mantissa
        {
            let value = i64::try_from(mantissa).ok()?;
            return Some(if self.is_negative() { -value } else { value });
        }
        self.is_integer()
            .then(|| self.value())?
            .filter(|value| value.abs() <= MAX_SAFE as f64)
            .map(|value| value as i64)
    }

    /// Whether the number has no fraction, however it is written and however large it is.
    pub(crate) fn is_integer(&self) -> bool {
        let is_exponent = |byte: &u8| matches!(byte, b'e' | b'E');
        let digits = self.text().as_bytes().split(is_exponent).next().unwrap_or_default();
        let zeros =
            digits.iter().rev().filter(|byte| **byte != b'.').take_while(|byte| **byte == b'0').count();
        let nothing_but_zeros = digits.iter().all(|byte| matches!(byte, b'-' | b'.' | b'0'));
        self.exponent >= 0 || zeros >= self.exponent.unsigned_abs() as usize || nothing_but_zeros
    }
}

/// The double nearest to a number, whatever it looks like.
#[cfg(not(target_arch = "wasm32"))]
fn exact(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// The same in a browser, which has an exact reader of numbers already: a second one would make the module a third larger,
/// for numbers that no response was ever seen to have.
#[cfg(target_arch = "wasm32")]
fn exact(text: &str) -> f64 {
    js_sys::Number::parse_float(text)
}

fn power_of_ten(exponent: i32) -> Option<f64> {
    EXACT_POWERS.get(exponent.unsigned_abs() as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn value(text: &str) -> Option<f64> {
        Number::from_text(text.as_bytes()).unwrap().value()
    }

    #[test]
    fn is_the_nearest_double() {
        for text in [
            "0",
            "1",
            "1000.000",
            "0.1",
            "499.6",
            "1e22",
            "1e23",
            "123456789012345678",
            "9007199254740993",
            "0.30000000000000004",
            "2.2250738585072011e-308",
            "5e-324",
            "1.7976931348623157e308",
            "1e-400",
            "8.41e21",
            "3.1415926535897932384626433832795028841971",
            "-1200.50",
            "1E+2",
            "1e-22",
            "179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000",
        ] {
            assert_eq!(value(text).unwrap().to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        }
    }

    #[test]
    fn has_no_value_beyond_the_largest_double_and_no_negative_zero() {
        assert_eq!(value("1e309"), None);
        assert_eq!(value("-1e99999999999999999999"), None);
        assert_eq!(value("1e-99999999999999999999"), Some(0.0));
        for text in ["-0", "-0.0", "-1e-400"] {
            assert!(value(text).unwrap().is_sign_positive(), "{text}");
        }
    }

    #[test]
    fn knows_an_integer_however_it_is_written() {
        let integer = |text: &str| Number::from_text(text.as_bytes()).unwrap().safe_integer();
        for (text, expected) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("-7", Some(-7)),
            ("1.0", Some(1)),
            ("1.50e1", Some(15)),
            ("1200e-2", Some(12)),
            ("9007199254740991", Some(9_007_199_254_740_991)),
            ("9007199254740992", None),
            ("-9007199254740991", Some(-9_007_199_254_740_991)),
            ("1.5", None),
            ("15e-2", None),
            ("1e400", None),
            ("15e-99999999999", None),
            ("751552970000", Some(751_552_970_000)),
            ("18446744073709551616", None),
            ("10000000000000000000000", None),
            ("0.0e-3", Some(0)),
        ] {
            assert_eq!(integer(text), expected, "{text}");
        }
        assert!(Number::from_text(b"18446744073709551616000").unwrap().is_integer());
    }

    #[test]
    fn refuses_what_json_refuses() {
        for text in [
            "", "-", "+1", "01", ".5", "1.", "1e", "1e+", "0x10", " 1", "1 ", "1,5", "NaN", "Infinity", "1_0",
        ] {
            assert!(Number::from_text(text.as_bytes()).is_none(), "{text}");
        }
    }
}
