//! Reading typed objects from JSON text: tolerant of what stands in a field, strict about the JSON itself.

use super::id::Id;
use super::issue::{Issue, IssueCode, Path, clip};
use super::json::{Fault, Json, Key, Literal, Stop};
use super::number::Number;
use super::stamp::{LastMonths, Stamp};
use super::template::{Skipped, Template};
use super::text::{Text, Texts};
use super::user::{Attribution, Group, Milestone, Row, Shown, Streak};
use crate::write::join;

/// An object of the API: the names of its fields, and how each is read.
pub(super) trait Object {
    /// The names of its fields.
    fn names(&self) -> &'static [&'static str];
    /// Reads the value of the field that has this place among the [`names`](Self::names).
    fn read(&mut self, field: usize, from: &mut Decoder<'_>) -> Result<(), Stop>;
}

/// Implements [`Object`]: property names, and the code that reads each.
macro_rules! object {
    ($type:ty, |$this:ident, $from:ident| { $($name:literal => $read:expr,)* }) => {
        impl $crate::wire::decode::Object for $type {
            fn names(&self) -> &'static [&'static str] {
                &[$($name),*]
            }

            #[allow(unused_assignments)]
            fn read(
                &mut self,
                field: usize,
                $from: &mut $crate::wire::decode::Decoder<'_>,
            ) -> Result<(), $crate::wire::json::Stop> {
                let $this = self;
                // The optimizer makes a jump table of this.
                let mut place = 0;
                $(
                    if field == place {
                        return $read;
                    }
                    place += 1;
                )*
                Ok(())
            }
        }
    };
}
pub(super) use object;

/// A property of an object.
#[derive(Clone, Copy)]
pub(super) enum Field {
    /// One of the object's own, by its place.
    Known(usize),
    /// One that nobody asked for.
    Unknown,
    /// None: the object ended.
    End,
}

/// Whether objects have their keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// JSON.
    Written,
    /// The form that [`keyless`](super::keyless) describes.
    Omitted,
}

/// How much memory the entries of the lists in a body may take, in bytes: two megabytes, or a third more than the body. Those of the
/// vendor's responses take half of their body; those of a body of `{}` would take a hundred times as much.
fn memory_for(body: &[u8]) -> usize {
    (body.len() + body.len() / 3).max(2 << 20)
}

/// Reads objects and fields, collecting texts and issues on the way.
pub(crate) struct Decoder<'a> {
    pub(super) json: Json<'a>,
    keys: Keys,
    pub(crate) texts: Texts,
    pub(crate) issues: Vec<Issue>,
    /// How much more memory the entries of lists may take, in bytes.
    memory_left: usize,
    /// The way to the object that is being read.
    pub(super) path: Path,
    /// The groups of the user.
    pub(super) groups: Vec<Group>,
    /// What the rows and groups of the user have shown so far.
    pub(super) shown: Shown,
    /// The rows of all groups.
    pub(super) rows: Vec<Row>,
    pub(super) row_template: Template<Row>,
    pub(super) attribution_template: Template<Attribution>,
    /// The object that was skipped last.
    pub(super) skipped: Template<Skipped>,
    /// The milestones of all rows, kept beside them: so a row can be copied as it is.
    pub(super) milestones: Vec<Milestone>,
    /// The streaks found inside the rows of the group that is being read. The reference page indents them as if they stood
    /// there; elsewhere they stand in the group.
    pub(super) streaks: Vec<Streak>,
    /// What was wrong with the field just read. Told to the loop that knows the field's name.
    trouble: Option<(IssueCode, Text)>,
    last_months: LastMonths,
    /// The last wrong type and how it was put into words: a response with one usually has many.
    last_wrong: (&'static str, &'static str, Text),
}

impl<'a> Decoder<'a> {
    pub(super) fn new(bytes: &'a [u8], keys: Keys) -> Self {
        Decoder {
            json: Json::new(bytes),
            keys,
            texts: Texts::with_room(bytes.len() / 16),
            issues: Vec::new(),
            memory_left: memory_for(bytes),
            path: Path::ROOT,
            groups: Vec::new(),
            shown: Shown::default(),
            rows: Vec::new(),
            row_template: Template::default(),
            attribution_template: Template::default(),
            skipped: Template::default(),
            milestones: Vec::new(),
            streaks: Vec::new(),
            trouble: None,
            last_months: LastMonths::default(),
            last_wrong: ("", "", Text::default()),
        }
    }

    /// Opens the object that comes next; false, and trouble noted, when something else does.
    pub(super) fn open_object(&mut self) -> Result<bool, Stop> {
        let found = self.json.open_object()?;
        if !found {
            self.not_a("an object")?;
        }
        Ok(found)
    }

    /// The next property of an object that has fields of these names; most likely the one that is `expected`.
    pub(super) fn next_field(&mut self, names: &[&str], first: bool, expected: usize) -> Result<Field, Stop> {
        if self.keys == Keys::Omitted {
            return Ok(match self.json.next_place(first)? {
                Some(empty) if expected + empty < names.len() => Field::Known(expected + empty),
                Some(_) => Field::Unknown,
                None => Field::End,
            });
        }
        let name = names.get(expected).map(|name| name.as_bytes());
        Ok(match self.json.next_key_or(name, first)? {
            None => Field::End,
            Some(Key::Expected) => Field::Known(expected),
            Some(Key::Other(key)) => {
                let key = key.resolve();
                names.iter().position(|name| *name == key).map_or(Field::Unknown, Field::Known)
            }
        })
    }

    /// Reads a field, and reports what is wrong with it.
    #[inline]
    pub(super) fn field<T: Object + ?Sized>(&mut self, into: &mut T, field: usize) -> Result<(), Stop> {
        into.read(field, self)?;
        if self.trouble.is_some() {
            self.report(into.names().get(field).copied().unwrap_or_default());
        }
        Ok(())
    }

    /// Reads the object that comes next; none, and trouble noted, when something else does.
    pub(super) fn object<T: Object + Default>(&mut self) -> Result<Option<T>, Stop> {
        let mut object = T::default();
        Ok(self.fill(&mut object)?.then_some(object))
    }

    /// The same, into an object that has nothing in it yet; whether there was one.
    #[inline(never)]
    fn fill(&mut self, object: &mut dyn Object) -> Result<bool, Stop> {
        if !self.open_object()? {
            return Ok(false);
        }
        let names = object.names();
        let (mut first, mut expected) = (true, 0);
        loop {
            match self.next_field(names, first, expected)? {
                Field::Known(field) => {
                    self.field(object, field)?;
                    expected = field + 1;
                }
                Field::Unknown => self.skip_unknown()?,
                Field::End => return Ok(true),
            }
            first = false;
        }
    }

    /// Reads an object that stands in a property of its own.
    pub(super) fn inner<T: Object + Default>(&mut self, name: &'static str) -> Result<Option<T>, Stop> {
        let parent = self.path;
        self.path = parent.then(name, None);
        let object = self.object();
        self.path = parent;
        object
    }

    /// Reads an array, element by element, each of which becomes a `T`; `name` is its property, for the path. Null is an array of
    /// nothing; anything else is trouble. So is an element that is no object: it is left out.
    #[inline]
    pub(super) fn array<T>(
        &mut self,
        name: &'static str,
        element: &mut dyn FnMut(&mut Self, u32) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        // A list that grows is there twice for a moment.
        self.array_of(name, (2 * size_of::<T>()).max(size_of::<Issue>()), element)
    }

    /// The same where an element takes so much memory.
    pub(super) fn array_of(
        &mut self,
        name: &'static str,
        size: usize,
        element: &mut dyn FnMut(&mut Self, u32) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        if !self.json.open_array()? {
            return self.not_a("an array");
        }
        let parent = self.path;
        self.path = parent.then(name, Some(0));
        let mut index = 0;
        while self.json.next_element(index == 0)? {
            let Some(left) = self.memory_left.checked_sub(size) else {
                return self.json.fail(Fault::Entries);
            };
            self.memory_left = left;
            self.path.at(index);
            if self.json.peek() == b'n' {
                self.wrong_type("an object", "null");
            }
            element(self, index)?;
            if self.trouble.is_some() {
                self.report("");
            }
            index += 1;
        }
        self.path = parent;
        Ok(())
    }

    /// Reads an array of objects.
    pub(super) fn list<T: Object + Default>(
        &mut self,
        name: &'static str,
        into: &mut Vec<T>,
    ) -> Result<(), Stop> {
        into.clear();
        self.array::<T>(name, &mut |from, _| {
            into.extend(from.object()?);
            Ok(())
        })
    }

    #[cold]
    fn report(&mut self, field: &'static str) {
        if let Some((code, detail)) = self.trouble.take() {
            self.issues.push(Issue { code, path: self.path.field(field), detail });
        }
    }

    /// Whether the value that was just read could not be used.
    pub(super) fn is_odd(&self) -> bool {
        self.trouble.as_ref().is_some_and(|(code, _)| *code != IssueCode::EpochSeconds)
    }

    /// Whether the value that was just read is a time in a form that nobody knows. An empty text is none.
    pub(super) fn is_odd_time(&self) -> bool {
        self.trouble.as_ref().is_some_and(|(code, text)| {
            *code == IssueCode::UnreadableTime && !self.texts.get(*text).is_empty()
        })
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
            detail = self.texts.add(&join(&[expected, " but found ", found]));
            self.last_wrong = (expected, found, detail);
        }
        self.trouble = Some((IssueCode::WrongType, detail));
    }

    /// Steps over a value that is not `expected`: null is nothing, all else is trouble.
    #[cold]
    fn not_a(&mut self, expected: &'static str) -> Result<(), Stop> {
        let found = match self.json.peek() {
            b'n' => return self.json.literal().map(drop),
            b'"' => "a string",
            b'{' => "an object",
            b'[' => "an array",
            b't' | b'f' => "a boolean",
            _ => "a number",
        };
        self.json.skip_value()?;
        self.wrong_type(expected, found);
        Ok(())
    }

    /// Reads a text.
    #[inline(never)]
    pub(super) fn text(&mut self, into: &mut Option<Text>) -> Result<(), Stop> {
        *into = None;
        if self.json.peek() != b'"' {
            return self.not_a("a string");
        }
        let raw = self.json.string_at_once()?;
        *into = Some(self.texts.add(&raw.resolve()));
        Ok(())
    }

    /// Reads a text, or a number as the text it is written with.
    pub(super) fn label(&mut self, into: &mut Option<Text>) -> Result<(), Stop> {
        if let b'-' | b'0'..=b'9' = self.json.peek() {
            let number = self.json.number()?;
            *into = Some(self.texts.add(number.text()));
            return Ok(());
        }
        self.text(into)
    }

    /// Hands over the number that comes next, as JSON or written inside a string.
    fn any_number(
        &mut self,
        expected: &'static str,
        read: &mut dyn FnMut(&mut Self, Number<'_>),
    ) -> Result<(), Stop> {
        match self.json.peek() {
            b'-' | b'0'..=b'9' => {
                let number = self.json.number()?;
                read(self, number);
            }
            b'"' => {
                let text = self.json.string()?.resolve();
                match Number::from_text(text.as_bytes().trim_ascii()) {
                    Some(number) => read(self, number),
                    None => self.wrong_type(expected, "a string"),
                }
            }
            _ => return self.not_a(expected),
        }
        Ok(())
    }

    /// Reads a number.
    #[inline(never)]
    pub(super) fn number(&mut self, into: &mut Option<f64>) -> Result<(), Stop> {
        if let Some(small) = self.json.small_integer() {
            *into = Some(small as f64);
            return Ok(());
        }
        self.odd_number(into)
    }

    #[inline(never)]
    fn odd_number(&mut self, into: &mut Option<f64>) -> Result<(), Stop> {
        *into = None;
        self.any_number("a number", &mut |from, number| {
            *into = number.value();
            if into.is_none() {
                from.note(IssueCode::NumberOutOfRange, number.text());
            }
        })
    }

    /// Reads an id: an integer that a JavaScript number holds exactly.
    #[inline(never)]
    pub(super) fn id(&mut self, into: &mut Option<Id>) -> Result<(), Stop> {
        if let Some(small) = self.json.small_integer() {
            *into = Id::new(small);
            return Ok(());
        }
        self.odd_id(into)
    }

    #[inline(never)]
    fn odd_id(&mut self, into: &mut Option<Id>) -> Result<(), Stop> {
        *into = None;
        self.any_number("an integer", &mut |from, number| {
            *into = number.safe_integer().and_then(Id::new);
            match into {
                Some(_) => {}
                None if number.is_integer() => from.note(IssueCode::IdTooLarge, number.text()),
                None => from.wrong_type("an integer", "a number with a fraction"),
            }
        })
    }

    /// Reads true or false.
    #[inline(never)]
    pub(super) fn flag(&mut self, into: &mut Option<bool>) -> Result<(), Stop> {
        *into = None;
        match self.json.peek() {
            b't' | b'f' => *into = Some(self.json.literal()? == Literal::True),
            b'"' => {
                *into = flag_of(&self.json.string()?.resolve());
                if into.is_none() {
                    self.wrong_type("true or false", "a string");
                }
            }
            _ => self.not_a("true or false")?,
        }
        Ok(())
    }

    /// Reads a point in time.
    #[inline(never)]
    pub(super) fn stamp(&mut self, into: &mut Option<Stamp>) -> Result<(), Stop> {
        if let Some((stamp, len)) = Stamp::read_plain(self.json.rest(), &mut self.last_months) {
            self.json.go_on(self.json.pos() + len);
            *into = Some(stamp);
            return Ok(());
        }
        self.odd_stamp(into)
    }

    /// Reads a point in time of any form.
    #[inline(never)]
    fn odd_stamp(&mut self, into: &mut Option<Stamp>) -> Result<(), Stop> {
        *into = None;
        match self.json.peek() {
            b'"' => {
                let text = self.json.string()?.resolve();
                let is_number = text.len() >= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
                match Number::from_text(text.as_bytes()).filter(|_| is_number) {
                    Some(number) => *into = self.epoch(number),
                    None => {
                        *into = Stamp::parse(text.as_bytes());
                        if into.is_none() {
                            self.note(IssueCode::UnreadableTime, &text);
                        }
                    }
                }
            }
            b'-' | b'0'..=b'9' => {
                let number = self.json.number()?;
                *into = self.epoch(number);
            }
            _ => self.not_a("a time")?,
        }
        Ok(())
    }

    /// A point in time that is a number.
    fn epoch(&mut self, number: Number<'_>) -> Option<Stamp> {
        let seconds = number.value().and_then(Stamp::from_epoch_seconds);
        let stamp = seconds.or_else(|| number.value().and_then(Stamp::from_epoch));
        if seconds.is_some() {
            self.note(IssueCode::EpochSeconds, number.text());
        } else if stamp.is_none() {
            self.note(IssueCode::UnreadableTime, number.text());
        }
        stamp
    }
}

/// The boolean that a string says.
fn flag_of(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
