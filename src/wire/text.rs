//! The texts of a response, kept together.

/// A text in a [`Texts`]: where it begins and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Text {
    start: u32,
    len: u32,
}

/// One buffer that holds every text of a response, so that a model of thousands of names is one allocation, and a name is
/// two numbers.
#[derive(Clone, Debug, Default)]
pub struct Texts(String);

impl Texts {
    /// The text that a handle stands for. The empty text for a handle of another response.
    pub fn get(&self, text: Text) -> &str {
        let start = text.start as usize;
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
        let start = self.0.len() as u32;
        self.0.push_str(text);
        Text { start, len: text.len() as u32 }
    }
}
