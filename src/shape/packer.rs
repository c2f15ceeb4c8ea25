//! A whole result as a list of numbers and one text.

/// A result, as the far side reads it.
#[derive(Debug, Default)]
pub struct Packed {
    /// Four numbers (how many values there are, how many texts, where the texts begin in memory, and their bytes), then the
    /// values, then the length of each text in UTF-16 units. A text's value is its number, null is NaN.
    pub numbers: Vec<f64>,
    /// All texts, one after another. The far side makes one string of them and cuts it up: a hundred times cheaper than handing
    /// strings over one by one.
    pub texts: String,
}

/// Collects a result: every value as one double, every text once.
pub struct Packer {
    numbers: Vec<f64>,
    lengths: Vec<f64>,
    texts: String,
    seen: Seen,
}

/// The numbers in front of the values.
const HEAD: usize = 4;

impl Packer {
    /// Packs one value.
    pub fn packed(value: &impl super::Shape) -> Packed {
        let mut numbers = Vec::with_capacity(512);
        numbers.resize(HEAD, 0.0);
        let mut packer = Packer { numbers, lengths: Vec::new(), texts: String::new(), seen: Seen::default() };
        value.pack(&mut packer);
        packer.finish()
    }

    /// Appends a number. Anything that is not finite would not survive JSON, so the rules never produce it.
    #[inline]
    pub fn number(&mut self, value: f64) {
        debug_assert!(value.is_finite());
        self.numbers.push(value);
    }

    /// Appends null.
    #[inline]
    pub fn null(&mut self) {
        self.numbers.push(f64::NAN);
    }

    /// Appends a text that may come again: the texts of a model lie still, so the same place is the same text.
    #[inline]
    pub fn text(&mut self, text: &str) {
        let next = self.lengths.len();
        let number = self.seen.number(text, next);
        if number == next {
            self.add(text);
        }
        self.numbers.push(number as f64);
    }

    /// Appends a text made for this result.
    pub fn new_text(&mut self, text: &str) {
        self.numbers.push(self.lengths.len() as f64);
        self.add(text);
    }

    fn add(&mut self, text: &str) {
        let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.lengths.push(units as f64);
        self.texts.push_str(text);
    }

    fn finish(self) -> Packed {
        let Packer { mut numbers, lengths, texts, .. } = self;
        let head = [numbers.len() - HEAD, lengths.len(), texts.as_ptr().addr(), texts.len()];
        numbers.iter_mut().zip(head).for_each(|(number, value)| *number = value as f64);
        numbers.extend(lengths);
        Packed { numbers, texts }
    }
}

/// Which texts were appended already, by where they lie: a hash table with open addressing, since comparing two
/// addresses is all there is to do.
#[derive(Default)]
struct Seen {
    slots: Vec<Option<(*const u8, usize, usize)>>,
    used: usize,
}

impl Seen {
    /// The number of a text: its own, or `next` if it is new.
    fn number(&mut self, text: &str, next: usize) -> usize {
        if self.used * 2 >= self.slots.len() {
            self.grow();
        }
        let (found, slot) = self.find(text.as_ptr(), text.len());
        if let Some(number) = found {
            return number;
        }
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = Some((text.as_ptr(), text.len(), next));
            self.used += 1;
        }
        next
    }

    /// The number stored for an address, or the free slot where it belongs.
    fn find(&self, start: *const u8, len: usize) -> (Option<usize>, usize) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (start.addr() ^ len << 20).wrapping_mul(0x9e37_79b9) >> 7 & mask;
        loop {
            match self.slots.get(at) {
                Some(Some((a, b, number))) if (*a, *b) == (start, len) => return (Some(*number), at),
                Some(Some(_)) => at = (at + 1) & mask,
                _ => return (None, at),
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        let room = (self.slots.len() * 4).max(64);
        let old = std::mem::replace(&mut self.slots, vec![None; room]);
        for entry in old.into_iter().flatten() {
            let (_, slot) = self.find(entry.0, entry.1);
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = Some(entry);
            }
        }
    }
}
