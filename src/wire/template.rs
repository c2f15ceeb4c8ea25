//! Reading what repeats: by comparing it with what was read before.
//!
//! An object in a list says nearly what the one before it says, in the same order and with the same white space. So it is read
//! by comparing its text with that of another one, the template: it begins as a copy of what the template said, and only the
//! values in which the two texts differ are read anew. Bytes that are the same in the same place need no second check; where
//! the texts differ in anything but values, the object is read like any other.

use super::decode::{Decoder, Field, Object};
use super::json::{Mark, Stop};

/// The object that others are compared with.
#[derive(Default)]
pub(crate) struct Template<T> {
    object: T,
    /// The offsets of its first byte and of the first one after it; nothing to compare with when they are the same.
    start: usize,
    end: usize,
    /// How deep it stood.
    depth: u32,
    /// Its values, in order.
    values: Vec<Value>,
}

/// Where a value stands, and what it is.
struct Value {
    field: Field,
    start: usize,
    end: usize,
    /// If all values before this one were gone past, which one differed next, last time.
    next: usize,
}

/// How many values of an object are kept: a bound on what an odd response can make us remember.
const MAX_VALUES: usize = 64;

impl<T: Copy> Template<T> {
    /// What the template says.
    pub(super) fn object(&self) -> &T {
        &self.object
    }

    /// No object follows it any more.
    pub(super) fn forget(&mut self) {
        self.end = self.start;
    }
}

/// An object that nobody asked for.
#[derive(Clone, Copy, Default)]
pub(super) struct Skipped;

impl Object for Skipped {
    fn names(&self) -> &'static [&'static str] {
        &[]
    }

    fn read(&mut self, _: usize, _: &mut Decoder<'_>) -> Result<(), Stop> {
        Ok(())
    }
}

impl Decoder<'_> {
    /// Reads the object that comes next if it follows the template, into a copy of what that says. False when it does not
    /// follow: then nothing was read. `adopt`: it becomes the template.
    #[inline]
    pub(super) fn follow<T: Object + Copy>(
        &mut self,
        template: &mut Template<T>,
        object: &mut T,
        adopt: bool,
    ) -> Result<bool, Stop> {
        let mark = self.json.mark();
        if template.start == template.end || template.depth != mark.depth() || !self.json.open_object()? {
            return Ok(false);
        }
        let issues = self.issues.len();
        if !self.differing_values(template, object, mark.pos(), adopt)? {
            self.json.go_back(mark);
            self.issues.truncate(issues);
            return Ok(false);
        }
        if adopt {
            template.object = *object;
            if self.issues.len() > issues {
                // They must be told of every object that has them: none can be taken for this one.
                template.forget();
            }
        }
        Ok(true)
    }

    /// Goes through an object and its template side by side, and reads the values in which they differ. False where they
    /// differ in something else.
    #[inline]
    fn differing_values<T: Object>(
        &mut self,
        template: &mut Template<T>,
        object: &mut T,
        start: usize,
        adopt: bool,
    ) -> Result<bool, Stop> {
        // Two positions that correspond to each other, and how many values were gone past.
        let (mut there, mut here, mut past) = (template.start, start, 0);
        let values = &mut template.values;
        loop {
            let same = there + self.json.in_common(there, template.end, here);
            // A value is the same when the byte behind it is the same as well: 12 is not 123.
            let differs = |value: &Value| value.start <= same && same <= value.end;
            // What differed in the last object differs in this one too, more often than not.
            let mut place = values.get(past).map_or(past, |value| value.next);
            if !values.get(place).is_some_and(differs) {
                let rest = values.get(past..).unwrap_or_default();
                place = past + rest.iter().take_while(|value| value.end < same).count();
                if let Some(value) = values.get_mut(past) {
                    value.next = place;
                }
            }
            if adopt {
                for value in values.get_mut(past..place).unwrap_or_default() {
                    (value.start, value.end) = (value.start - there + here, value.end - there + here);
                }
            }
            let Some(value) = values.get_mut(place) else {
                if same < template.end {
                    return Ok(false);
                }
                break;
            };
            if same < value.start {
                return Ok(false);
            }
            let (new_start, old_end) = (value.start - there + here, value.end);
            self.json.go_on(new_start);
            // More white space than there was, or nothing, in an object without keys.
            if matches!(self.json.peek(), 0..=b' ' | b',' | b'}') {
                return Ok(false);
            }
            match value.field {
                Field::Known(field) => self.field(object, field)?,
                _ => self.json.skip_value()?,
            }
            (there, here, past) = (old_end, self.json.pos(), place + 1);
            if adopt {
                (value.start, value.end) = (new_start, here);
            }
        }
        self.json.go_on(template.end - there + here);
        self.json.closed();
        if adopt {
            (template.start, template.end) = (start, self.json.pos());
        }
        Ok(true)
    }

    /// Reads an object like any other, and makes it the template.
    #[inline(never)]
    pub(super) fn learn<T: Object + Copy + Default>(
        &mut self,
        template: &mut Template<T>,
    ) -> Result<Option<T>, Stop> {
        let mark = self.json.mark();
        if !self.open_object()? {
            return Ok(None);
        }
        let issues = self.issues.len();
        let mut object = T::default();
        let names = object.names();
        let (mut first, mut expected, mut seen, mut usable) = (true, 0, 0u64, true);
        template.values.clear();
        loop {
            let field = self.next_field(names, first, expected)?;
            first = false;
            let start = self.json.pos();
            match field {
                Field::Known(field) => {
                    // The last of two counts, and that one could be the same where the first differs.
                    usable &= seen & 1 << field == 0;
                    seen |= 1 << field;
                    self.field(&mut object, field)?;
                    expected = field + 1;
                }
                Field::Unknown => self.json.skip_value()?,
                Field::End => break,
            }
            usable &= template.values.len() < MAX_VALUES;
            if usable {
                template.values.push(Value {
                    field,
                    start,
                    end: self.json.pos(),
                    next: template.values.len(),
                });
            }
        }
        template.object = object;
        self.keep(template, mark, usable && self.issues.len() == issues);
        Ok(Some(object))
    }

    /// Steps over a value that nobody asked for. What the API adds to every group is an object much like the last one.
    pub(super) fn skip_unknown(&mut self) -> Result<(), Stop> {
        if self.json.peek() != b'{' {
            return self.json.skip_value();
        }
        let mut template = std::mem::take(&mut self.skipped);
        let result = self.skip_object(&mut template);
        self.skipped = template;
        result
    }

    fn skip_object(&mut self, template: &mut Template<Skipped>) -> Result<(), Stop> {
        if self.follow(template, &mut Skipped, false)? {
            return Ok(());
        }
        let mark = self.json.mark();
        template.values.clear();
        let mut usable = true;
        self.json.skip_noting(&mut |start, end| {
            usable &= template.values.len() < MAX_VALUES;
            if usable {
                template.values.push(Value {
                    field: Field::Unknown,
                    start,
                    end,
                    next: template.values.len(),
                });
            }
        })?;
        self.keep(template, mark, usable);
        Ok(())
    }

    /// The object from a mark to here is the template from now on, if it can be one.
    fn keep<T>(&mut self, template: &mut Template<T>, mark: Mark, usable: bool) {
        (template.start, template.depth) = (mark.pos(), mark.depth());
        template.end = if usable { self.json.pos() } else { mark.pos() };
    }
}
