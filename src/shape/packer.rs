//! A whole result as a list of numbers and one text.

/// Collects a result: every value as one double, every text once. It holds the result until it makes the next one in the same
/// room.
pub struct Packer {
    /// Four numbers (how many values there are, how many texts, where the texts begin in memory, and their bytes), then the
    /// values, then the length of each text in UTF-16 units. A text's value is its number, null is NaN.
    numbers: Vec<f64>,
    /// All texts, one after another. The far side makes one string of them and cuts it up: a hundred times cheaper than handing
    /// strings over one by one.
    texts: String,
    lengths: Vec<f64>,
    seen: [Seen; 256],
    /// Which result it is.
    result: u32,
}

/// The numbers in front of the values.
const HEAD: usize = 4;

/// More room than this, in bytes, is given back: a page asks for much once, and for little with each tick of a clock.
const KEPT_ROOM: usize = 1 << 20;

/// A text that was appended, by where it lies; and to which result: other texts may lie there by the next one.
#[derive(Clone, Copy)]
struct Seen {
    start: usize,
    len: usize,
    number: u32,
    result: u32,
}

const NOTHING: Seen = Seen { start: 0, len: 0, number: 0, result: 0 };

impl Packer {
    /// One that has packed nothing yet.
    pub const fn new() -> Packer {
        Packer {
            numbers: Vec::new(),
            texts: String::new(),
            lengths: Vec::new(),
            seen: [NOTHING; 256],
            result: 0,
        }
    }

    /// Packs one value, instead of the one before.
    pub fn pack(&mut self, value: &impl super::Shape) {
        self.begin();
        value.pack(self);
        self.finish();
    }

    #[inline(never)]
    fn begin(&mut self) {
        if self.numbers.capacity() * size_of::<f64>() + self.texts.capacity() > KEPT_ROOM {
            *self = Packer { seen: self.seen, result: self.result, ..Packer::new() };
        }
        self.result = self.result.wrapping_add(1);
        self.lengths.clear();
        self.texts.clear();
        self.numbers.clear();
        self.numbers.resize(HEAD, 0.0);
    }

    #[inline(never)]
    fn finish(&mut self) {
        let values = self.numbers.len() - HEAD;
        let head = [values, self.lengths.len(), self.texts.as_ptr().addr(), self.texts.len()];
        self.numbers.iter_mut().zip(head).for_each(|(number, value)| *number = value as f64);
        self.numbers.extend_from_slice(&self.lengths);
    }

    /// Everything that was packed but the texts.
    pub fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    /// The texts.
    pub fn texts(&self) -> &str {
        &self.texts
    }

    /// Appends a number, or NaN for null. The rules produce nothing else that is not finite: it would not survive JSON.
    #[inline]
    pub fn number(&mut self, value: f64) {
        debug_assert!(!value.is_infinite());
        self.numbers.push(value);
    }

    /// Appends a text that may come again, or null. The texts of a model lie still, so the same place is the same text. It may
    /// be forgotten, since comparing it with one other is all there is time for, and be appended twice then.
    #[inline(never)]
    pub fn text(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.number(f64::NAN) };
        let (start, len) = (text.as_ptr().addr(), text.len());
        let slot = ((start ^ len << 20) as u32).wrapping_mul(0x9e37_79b9) >> 24;
        let (number, result) = (self.lengths.len() as u32, self.result);
        let Some(seen) = self.seen.get_mut(slot as usize) else { return };
        if (seen.start, seen.len, seen.result) == (start, len, result) {
            let number = f64::from(seen.number);
            return self.number(number);
        }
        *seen = Seen { start, len, number, result };
        self.new_text(Some(text), |text, out| out.push_str(text));
    }

    /// Appends a text made for this result, or null.
    #[inline]
    pub fn new_text<T>(&mut self, text: Option<T>, write: impl FnOnce(T, &mut String)) {
        let Some(text) = text else { return self.number(f64::NAN) };
        let start = self.texts.len();
        write(text, &mut self.texts);
        let text = self.texts.get(start..).unwrap_or_default();
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.number(self.lengths.len() as f64);
        self.lengths.push(units as f64);
    }
}

impl Default for Packer {
    fn default() -> Packer {
        Packer::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// What the far side reads: the text of each value.
    fn texts(packer: &Packer) -> Vec<&str> {
        let (head, rest) = packer.numbers().split_at(HEAD);
        let (values, lengths) = rest.split_at(head[0] as usize);
        let mut rest = packer.texts();
        let cut = |length: &f64| {
            let text;
            (text, rest) = rest.split_at(*length as usize);
            text
        };
        let all: Vec<&str> = lengths.iter().map(cut).collect();
        // The first value is how many there are.
        values[1..].iter().map(|number| all[*number as usize]).collect()
    }

    #[test]
    fn a_text_may_come_again_at_once_or_after_a_thousand_others() {
        let names: Vec<String> = (0..1000).map(|number| format!("name {number}")).collect();
        let twice = || names.iter().map(String::as_str);
        let mut packer = Packer::new();
        for wanted in [
            twice().flat_map(|name| [name, name, ""]).collect::<Vec<&str>>(),
            twice().chain(twice()).collect(),
            vec![&names[1]],
            vec![],
        ] {
            packer.pack(&wanted);
            assert_eq!(texts(&packer), wanted);
        }
        packer.pack(&vec![names[0].as_str(); 1000]);
        assert_eq!(packer.texts(), names[0], "what came again is there once");
    }

    #[test]
    fn another_text_in_the_same_place_is_not_taken_for_the_one_before() {
        let mut packer = Packer::new();
        let mut place = String::from("one");
        packer.pack(&place.as_str());
        place.replace_range(.., "two");
        packer.pack(&place.as_str());
        assert_eq!(packer.texts(), "two");
    }

    #[test]
    fn the_room_of_a_large_result_is_given_back() {
        let mut packer = Packer::new();
        packer.pack(&vec![0.5; 200_000]);
        packer.pack(&0.5);
        assert!(packer.numbers.capacity() < 1000);
        assert_eq!(packer.numbers()[HEAD..], [0.5]);
    }
}
