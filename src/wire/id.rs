//! What things are known by.

use super::number::MAX_SAFE;
use std::fmt;
use std::num::NonZeroI64;

/// An id: an integer that a JavaScript number holds exactly. One word, even where it may be missing: a row has half a dozen of
/// them, and rows are copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(into = "i64")]
pub struct Id(NonZeroI64);

impl Id {
    /// The id that a number is; none beyond what a JavaScript number holds exactly.
    #[inline]
    pub const fn new(number: i64) -> Option<Id> {
        // The lowest bit is always set, so none is zero and their order is that of the numbers.
        match NonZeroI64::new(number << 1 | 1) {
            Some(word) if number.unsigned_abs() <= MAX_SAFE => Some(Id(word)),
            _ => None,
        }
    }

    /// The number that it is.
    #[inline]
    pub const fn get(self) -> i64 {
        self.0.get() >> 1
    }
}

impl From<Id> for i64 {
    fn from(id: Id) -> i64 {
        id.get()
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn is_the_number_and_in_its_order() {
        let most = MAX_SAFE as i64;
        let ids = [-most, -2, -1, 0, 1, 2, most].map(|number| Id::new(number).unwrap());
        assert_eq!(ids.map(Id::get), [-most, -2, -1, 0, 1, 2, most]);
        assert!(ids.is_sorted());
        assert_eq!([most + 1, -most - 1, i64::MIN, i64::MAX].map(Id::new), [None; 4]);
    }
}
