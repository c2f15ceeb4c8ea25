//! Reading typed objects from JSON text: tolerant of what stands in a field, strict about the JSON itself.
//!
//! The rows of a response repeat their property names in the same order, with the same white space. So each kind
//! of object has a [`Layout`]: what stood *between* the values last time (`,"periodId":`), and which field it led
//! to. The next object is read by comparing that whole gap at once; only where it differs is it taken apart.
//! A gap was checked, byte by byte, when it was learnt, and equal bytes at an equal place are equally valid.

use super::issue::{Issue, IssueCode, Path, clip};
use super::json::{Json, Literal, Malformed, RawText};
use super::number::Number;
use super::stamp::Stamp;
use super::text::{Text, Texts};
use std::mem;

/// How many steps of a layout are kept: more than any object of the API has properties, and a bound on what a
/// hostile response can make us remember.
const LAYOUT_STEPS: usize = 64;

/// How far ahead of the expected step another one is tried, before the gap is taken apart: optional properties
/// that an object leaves out.
const LOOK_AHEAD: usize = 3;

/// An object of the API: the names of its fields, and how each is read.
pub(super) trait Object: Default {
    /// Which layout belongs to it.
    const LAYOUT: usize;
    /// The names of its fields.
    const NAMES: &'static [&'static str];
    /// Reads the value of the field that has this place in [`NAMES`](Self::NAMES).
    fn read(&mut self, field: usize, from: &mut Decoder<'_>, memo: &mut Memo) -> Result<(), Malformed>;
}

/// Implements [`Object`]: property names, and the code that reads each.
macro_rules! object {
    ($type:ty, layout $layout:expr, |$this:ident, $from:ident, $memo:ident| { $($name:literal => $read:expr,)* }) => {
        impl $crate::wire::decode::Object for $type {
            const LAYOUT: usize = $layout;
            const NAMES: &'static [&'static str] = &[$($name),*];

            #[allow(unused_variables, unused_assignments)]
            fn read(
                &mut self,
                field: usize,
                $from: &mut $crate::wire::decode::Decoder<'_>,
                $memo: &mut $crate::wire::decode::Memo,
            ) -> Result<(), $crate::wire::json::Malformed> {
                let $this = self;
                // The optimizer makes a jump table of this.
                let mut place = 0;
                $(
                    if field == place {
                        $read;
                        return Ok(());
                    }
                    place += 1;
                )*
                Ok(())
            }
        }
    };
}
pub(super) use object;

/// What comes between two values of an object, and what it leads to.
#[derive(Default)]
struct LayoutStep {
    /// Where in the text it stood when it was learnt.
    gap: (usize, usize),
    /// It stood at the object's beginning, not after another value.
    first: bool,
    field: Field,
    memo: Memo,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Field {
    /// One of the object's own.
    Known(usize),
    /// A property nobody asked for.
    #[default]
    Unknown,
    /// The end of the object.
    Close,
}

/// The steps that the last object of a kind took.
#[derive(Default)]
struct Layout(Vec<LayoutStep>);

/// The last value of a field, as text and as what was made of it: names, types and enrolment times repeat from
/// row to row, and comparing is cheaper than reading.
#[derive(Default)]
pub(super) struct Memo {
    raw: (usize, usize),
    value: Remembered,
}

#[derive(Clone, Copy, Default)]
enum Remembered {
    #[default]
    Nothing,
    Text(Text),
    Stamp(Stamp),
}

/// The kinds of object, numbered.
pub(super) mod layout {
    pub(in crate::wire) const ENVELOPE: usize = 0;
    pub(in crate::wire) const DATA: usize = 1;
    pub(in crate::wire) const GROUP: usize = 2;
    pub(in crate::wire) const ROW: usize = 3;
    pub(in crate::wire) const MILESTONE: usize = 4;
    pub(in crate::wire) const STREAK: usize = 5;
    pub(in crate::wire) const API_MESSAGE: usize = 6;
    pub(in crate::wire) const PAGINATION: usize = 7;
    pub(in crate::wire) const DEFINITION: usize = 8;
    pub(in crate::wire) const PERIOD: usize = 9;
    pub(in crate::wire) const TARGET: usize = 10;
    pub(in crate::wire) const DEFAULT_VALUE: usize = 11;
    pub(in crate::wire) const TRIGGER: usize = 12;
    pub(in crate::wire) const LEVEL: usize = 13;
    pub(in crate::wire) const EXPRESSION: usize = 14;
    pub(super) const COUNT: usize = 15;
}

/// Reads objects and fields, collecting texts and issues on the way.
pub(crate) struct Decoder<'a> {
    pub(super) json: Json<'a>,
    pub(crate) texts: Texts,
    pub(crate) issues: Vec<Issue>,
    /// The way to the object that is being read.
    pub(super) path: Path,
    layouts: [Layout; layout::COUNT],
    /// What was wrong with the field just read. Told to the loop that knows the field's name.
    trouble: Option<(IssueCode, Text)>,
    /// The last wrong type and how it was put into words: a response with one usually has many.
    last_wrong: (&'static str, &'static str, Text),
}

impl<'a> Decoder<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Decoder {
            json: Json::new(bytes),
            texts: Texts::default(),
            issues: Vec::new(),
            path: Path::ROOT,
            layouts: Default::default(),
            trouble: None,
            last_wrong: ("", "", Text::default()),
        }
    }

    /// Reads the object that comes next. None, and trouble noted, when something else does.
    pub(super) fn object<T: Object>(&mut self) -> Result<Option<T>, Malformed> {
        let mut into = T::default();
        Ok(self.object_into(&mut into)?.then_some(into))
    }

    /// The same, into a value that is there already; false when no object came.
    #[inline]
    pub(super) fn object_into<T: Object>(&mut self, into: &mut T) -> Result<bool, Malformed> {
        if !self.json.open_object()? {
            self.not_a::<()>("an object")?;
            return Ok(false);
        }
        let mut layout = self.layouts.get_mut(T::LAYOUT).map(mem::take).unwrap_or_default();
        self.fields(&mut layout, into)?;
        if let Some(place) = self.layouts.get_mut(T::LAYOUT) {
            *place = layout;
        }
        Ok(true)
    }

    #[inline]
    fn fields<T: Object>(&mut self, layout: &mut Layout, into: &mut T) -> Result<(), Malformed> {
        let mut at = 0;
        let mut first = true;
        loop {
            if !self.follows(layout, at, first) {
                match self.find_step(layout, at, first, T::NAMES)? {
                    Some(found) => at = found,
                    None => return Ok(()),
                }
            }
            let Some(step) = layout.0.get_mut(at) else { return Ok(()) };
            match step.field {
                Field::Known(field) => {
                    into.read(field, self, &mut step.memo)?;
                    if let Some(trouble) = self.trouble.take() {
                        self.report(trouble, T::NAMES.get(field).copied().unwrap_or_default());
                    }
                }
                Field::Unknown => self.json.skip_value()?,
                Field::Close => {
                    self.json.closed();
                    return Ok(());
                }
            }
            first = false;
            at += 1;
        }
    }

    /// Takes the step at `at` if the text has exactly what it had the last time.
    #[inline]
    fn follows(&mut self, layout: &Layout, at: usize, first: bool) -> bool {
        let Some(step) = layout.0.get(at).filter(|step| step.first == first) else { return false };
        let same = self.json.take(self.json.span(step.gap.0, step.gap.1));
        if same && step.field != Field::Close {
            // There may be more white space than there was.
            self.json.skip_blank();
        }
        same
    }

    /// Finds the step to take when it is not the expected one: one a little further on, or else whatever the
    /// text says, which is learnt. None when the object ended.
    #[cold]
    fn find_step(
        &mut self,
        layout: &mut Layout,
        at: usize,
        first: bool,
        names: &[&str],
    ) -> Result<Option<usize>, Malformed> {
        for ahead in at + 1..=at + LOOK_AHEAD {
            if self.follows(layout, ahead, first) {
                return Ok(Some(ahead));
            }
        }
        let start = self.json.pos();
        let key = self.json.next_key(first)?;
        let field = match key {
            None => Field::Close,
            Some(key) => {
                let key = key.resolve();
                names.iter().position(|name| **name == key).map_or(Field::Unknown, Field::Known)
            }
        };
        let gap = (start, self.json.pos());
        let known = layout.0.iter_mut().position(|step| step.field == field && field != Field::Unknown);
        let at = known.unwrap_or_else(|| {
            if layout.0.len() == LAYOUT_STEPS {
                layout.0.pop();
            }
            let at = at.min(layout.0.len());
            layout.0.insert(at, LayoutStep { field, ..LayoutStep::default() });
            at
        });
        if let Some(step) = layout.0.get_mut(at) {
            (step.gap, step.first) = (gap, first);
        }
        Ok((field != Field::Close).then_some(at))
    }

    /// Reads an array, element by element; `name` is its property, for the path. Null is an array of nothing;
    /// anything else is trouble.
    pub(super) fn array(
        &mut self,
        name: &'static str,
        mut element: impl FnMut(&mut Self, u32) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        if !self.json.open_array()? {
            self.not_a::<()>("an array")?;
            return Ok(());
        }
        let parent = self.path;
        self.path = parent.then(name, Some(0));
        let mut index = 0;
        while self.json.next_element(index == 0)? {
            self.path.at(index);
            element(self, index)?;
            if let Some(trouble) = self.trouble.take() {
                self.report(trouble, "");
            }
            index += 1;
        }
        self.path = parent;
        Ok(())
    }

    /// Reads an array of objects. An element that is none becomes an issue and is left out; so does null, which
    /// is no row.
    pub(super) fn objects<T: Object>(
        &mut self,
        name: &'static str,
        mut element: impl FnMut(u32, T),
    ) -> Result<(), Malformed> {
        self.array(name, |from, index| {
            if from.json.peek() == b'n' {
                from.wrong_type("an object", "null");
            }
            if let Some(value) = from.object()? {
                element(index, value);
            }
            Ok(())
        })
    }

    /// The same, where the places of the elements do not matter.
    pub(super) fn list<T: Object>(&mut self, name: &'static str) -> Result<Vec<T>, Malformed> {
        let mut list = Vec::new();
        self.objects(name, |_, value| list.push(value))?;
        Ok(list)
    }

    /// Reads an object that stands in a property of its own.
    pub(super) fn inner<T: Object>(&mut self, name: &'static str) -> Result<Option<T>, Malformed> {
        let parent = self.path;
        self.path = parent.then(name, None);
        let value = self.object();
        self.path = parent;
        value
    }

    #[cold]
    fn report(&mut self, (code, detail): (IssueCode, Text), field: &'static str) {
        self.issues.push(Issue { code, path: self.path.field(field), detail });
    }

    #[cold]
    fn note(&mut self, code: IssueCode, quoted: &str) {
        let detail = self.texts.add(clip(quoted));
        self.trouble = Some((code, detail));
    }

    #[cold]
    fn wrong_type(&mut self, expected: &'static str, found: &'static str) {
        let (last_expected, last_found, mut detail) = self.last_wrong;
        if (last_expected, last_found) != (expected, found) {
            detail = self.texts.add(&[expected, " but found ", found].concat());
            self.last_wrong = (expected, found, detail);
        }
        self.trouble = Some((IssueCode::WrongType, detail));
    }

    /// Steps over a value that is not `expected`: null is nothing, all else is trouble.
    #[cold]
    fn not_a<T>(&mut self, expected: &'static str) -> Result<Option<T>, Malformed> {
        let found = match self.json.peek() {
            b'n' => {
                self.json.literal()?;
                return Ok(None);
            }
            b'"' => "a string",
            b'{' => "an object",
            b'[' => "an array",
            b't' | b'f' => "a boolean",
            _ => "a number",
        };
        self.json.skip_value()?;
        self.wrong_type(expected, found);
        Ok(None)
    }

    #[inline]
    fn null(&mut self) -> bool {
        self.json.take(b"null")
    }

    /// Reads a text.
    #[inline]
    pub(super) fn text(&mut self, memo: &mut Memo) -> Result<Option<Text>, Malformed> {
        if let Remembered::Text(text) = memo.value
            && self.repeats(memo)
        {
            return Ok(Some(text));
        }
        if self.json.peek() != b'"' {
            return if self.null() { Ok(None) } else { self.not_a("a string") };
        }
        let start = self.json.pos();
        let raw = self.json.string()?;
        let text = self.texts.add(&raw.resolve());
        *memo = Memo { raw: (start, self.json.pos()), value: Remembered::Text(text) };
        Ok(Some(text))
    }

    #[inline]
    fn repeats(&mut self, memo: &Memo) -> bool {
        self.json.take(self.json.span(memo.raw.0, memo.raw.1))
    }

    /// Reads a text, or a number as the text it is written with.
    pub(super) fn label(&mut self, memo: &mut Memo) -> Result<Option<Text>, Malformed> {
        match self.json.peek() {
            b'-' | b'0'..=b'9' => {
                let number = self.json.number()?;
                Ok(Some(self.texts.add(number.text())))
            }
            _ => self.text(memo),
        }
    }

    /// The number that comes next, as JSON or written inside a string.
    #[inline]
    fn any_number(&mut self, expected: &'static str) -> Result<Option<Number<'a>>, Malformed> {
        match self.json.peek() {
            b'-' | b'0'..=b'9' => self.json.number().map(Some),
            b'"' => {
                let raw = self.json.string()?;
                let number = plain_text(raw).and_then(|text| Number::from_text(text.trim_ascii()));
                if number.is_none() {
                    self.wrong_type(expected, "a string");
                }
                Ok(number)
            }
            _ => {
                if self.null() {
                    return Ok(None);
                }
                self.not_a(expected)
            }
        }
    }

    /// Reads a number.
    #[inline]
    pub(super) fn number(&mut self) -> Result<Option<f64>, Malformed> {
        let Some(number) = self.any_number("a number")? else { return Ok(None) };
        let value = number.value();
        if value.is_none() {
            self.note(IssueCode::NumberOutOfRange, number.text());
        }
        Ok(value)
    }

    /// Reads an id: an integer that a JavaScript number holds exactly.
    #[inline]
    pub(super) fn id(&mut self) -> Result<Option<i64>, Malformed> {
        let Some(number) = self.any_number("an integer")? else { return Ok(None) };
        let id = number.safe_integer();
        if id.is_none() {
            if number.is_integer() {
                self.note(IssueCode::IdTooLarge, number.text());
            } else {
                self.wrong_type("an integer", "a number with a fraction");
            }
        }
        Ok(id)
    }

    /// Reads true or false.
    #[inline]
    pub(super) fn flag(&mut self) -> Result<Option<bool>, Malformed> {
        match self.json.peek() {
            b't' | b'f' => Ok(Some(self.json.literal()? == Literal::True)),
            b'"' => {
                let raw = self.json.string()?;
                let flag = match plain_text(raw) {
                    Some("true") => Some(true),
                    Some("false") => Some(false),
                    _ => None,
                };
                if flag.is_none() {
                    self.wrong_type("true or false", "a string");
                }
                Ok(flag)
            }
            _ => {
                if self.null() {
                    return Ok(None);
                }
                self.not_a("true or false")
            }
        }
    }

    /// Reads a point in time.
    #[inline]
    pub(super) fn stamp(&mut self, memo: &mut Memo) -> Result<Option<Stamp>, Malformed> {
        if self.null() {
            return Ok(None);
        }
        if let Remembered::Stamp(stamp) = memo.value
            && self.repeats(memo)
        {
            return Ok(Some(stamp));
        }
        match self.json.peek() {
            b'"' => {
                let start = self.json.pos();
                let raw = self.json.string()?;
                let text = raw.resolve();
                let stamp = Stamp::parse(&text);
                match stamp {
                    Some(stamp) => {
                        *memo = Memo { raw: (start, self.json.pos()), value: Remembered::Stamp(stamp) };
                    }
                    None => self.note(IssueCode::UnreadableTime, &text),
                }
                Ok(stamp)
            }
            b'-' | b'0'..=b'9' => {
                let number = self.json.number()?;
                let stamp = number.value().and_then(Stamp::from_epoch);
                if stamp.is_none() {
                    self.note(IssueCode::UnreadableTime, number.text());
                }
                Ok(stamp)
            }
            _ => self.not_a("a time"),
        }
    }
}

/// The text of a string that has no escapes: no number and no boolean needs one.
fn plain_text(raw: RawText<'_>) -> Option<&str> {
    match raw.resolve() {
        std::borrow::Cow::Borrowed(text) => Some(text),
        std::borrow::Cow::Owned(_) => None,
    }
}
