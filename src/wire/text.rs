//! The texts of a response, kept together.

use std::num::NonZeroU32;

/// A text in a [`Texts`]: one more than where it begins, and how long it is. So no text takes no more room than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    place: NonZeroU32,
    len: u32,
}

impl Default for Text {
    fn default() -> Text {
        Text { place: NonZeroU32::MIN, len: 0 }
    }
}

/// One buffer that holds every text of a response, so that a model of thousands of names is one allocation, and a name is
/// two numbers.
#[derive(Clone, Debug, Default)]
pub struct Texts(String);

impl Texts {
    /// The text that a handle stands for. The empty text for a handle of another response.
    pub fn get(&self, text: Text) -> &str {
        let start = text.place.get() as usize - 1;
        self.0.get(start..start + text.len as usize).unwrap_or_default()
    }

    /// None yet, and room for so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Texts {
        Texts(String::with_capacity(bytes))
    }

    /// Adds a text.
    #[inline]
    pub(crate) fn add(&mut self, text: &str) -> Text {
        // A response that could overflow these is refused long before.
        let place = NonZeroU32::MIN.saturating_add(self.0.len() as u32);
        self.0.push_str(text);
        Text { place, len: text.len() as u32 }
    }
}
