//! Reading rows: the thousands of objects that make a response large.
//!
//! A row says nearly what the row before it says, in the same order and with the same white space. So a row is read by
//! comparing its text with that of another one, the template: it begins as a copy of what the template said, and only the
//! fields in whose values the two texts differ are read anew. Bytes that are the same in the same place need no second check;
//! where the texts differ in anything but values, the row is read like any other object.

use super::decode::{Decoder, Field, Object};
use super::json::Stop;
use super::user::{Milestone, OfRows, Row};
use std::mem;

/// The row that others are compared with.
#[derive(Default)]
pub(crate) struct RowTemplate {
    row: Row,
    /// The offsets of its first byte and of the first one after it; nothing to compare with when they are the same.
    start: usize,
    end: usize,
    /// Its values, in order.
    values: Vec<Value>,
}

/// Where a value stands, and what it is.
struct Value {
    field: Field,
    start: usize,
    end: usize,
}

/// How many values of a row are kept: a bound on what an odd response can make us remember.
const MAX_VALUES: usize = 64;

impl Decoder<'_, '_> {
    /// Reads the rows of a group.
    pub(super) fn rows(&mut self, rows: &mut Vec<Row>) -> Result<(), Stop> {
        // Moved about in one piece while it is in use.
        let mut template = mem::take(&mut self.row_template);
        let OfRows { milestones, streaks } = &mut self.of_rows;
        if !(milestones.is_empty() && streaks.is_empty()) {
            // The template may name some of these, and they go now.
            template.end = template.start;
        }
        milestones.clear();
        streaks.clear();
        mem::swap(rows, &mut self.spare_rows);
        rows.clear();
        self.array("targets", &mut |from, index| {
            if from.follow(&mut template, index, rows)? {
                return Ok(());
            }
            if let Some(row) = from.row(&mut template)? {
                rows.push(Row { index, ..row });
            }
            Ok(())
        })?;
        self.row_template = template;
        Ok(())
    }

    /// Reads a row that follows the template and appends it. False when it does not follow: then nothing was read.
    ///
    /// The first row of a group becomes the template of the others, which have its names and types.
    #[inline]
    fn follow(&mut self, template: &mut RowTemplate, index: u32, rows: &mut Vec<Row>) -> Result<bool, Stop> {
        let mark = self.json.mark();
        if template.start == template.end || !self.json.open_object()? {
            return Ok(false);
        }
        let issues = self.issues.len();
        rows.push(template.row);
        let Some(row) = rows.last_mut() else { return Ok(false) };
        row.index = index;
        if !self.differing_values(template, row, mark.pos(), index == 0)? {
            rows.pop();
            self.json.go_back(mark);
            self.issues.truncate(issues);
            return Ok(false);
        }
        if index == 0 {
            template.row = *row;
            if self.issues.len() > issues {
                // They must be told of every row that has them: no row can be taken for this one.
                template.end = template.start;
            }
        }
        Ok(true)
    }

    /// Goes through a row and its template side by side, and reads the values in which they differ. False where they differ
    /// in something else. `adopt`: the template moves to this row.
    #[inline]
    fn differing_values(
        &mut self,
        template: &mut RowTemplate,
        row: &mut Row,
        start: usize,
        adopt: bool,
    ) -> Result<bool, Stop> {
        // Two positions that correspond to each other, and the end of what is known to be the same.
        let (mut there, mut here) = (template.start, start);
        let mut same = there + self.json.in_common(there, template.end, here);
        for value in &mut template.values {
            let (value_start, value_end) = (value.start, value.end);
            // A value is the same when the byte behind it is the same as well: 12 is not 123.
            if value_end < same {
                if adopt {
                    (value.start, value.end) = (value_start - there + here, value_end - there + here);
                }
                continue;
            }
            if same < value_start {
                return Ok(false);
            }
            let new_start = value_start - there + here;
            self.json.go_on(new_start);
            // More white space than there was.
            if self.json.peek() <= b' ' {
                return Ok(false);
            }
            match value.field {
                Field::Known(field) => self.field(row, field)?,
                _ => self.json.skip_value()?,
            }
            (there, here) = (value_end, self.json.pos());
            same = there + self.json.in_common(there, template.end, here);
            if adopt {
                (value.start, value.end) = (new_start, here);
            }
        }
        if same < template.end {
            return Ok(false);
        }
        self.json.go_on(template.end - there + here);
        self.json.closed();
        if adopt {
            (template.start, template.end) = (start, self.json.pos());
        }
        Ok(true)
    }

    /// Reads a row like any other object, and makes it the template.
    fn row(&mut self, template: &mut RowTemplate) -> Result<Option<Row>, Stop> {
        let start = self.json.pos();
        if !self.open_object()? {
            return Ok(None);
        }
        template.values.clear();
        let issues = self.issues.len();
        let mut row = Row::default();
        let (mut first, mut seen, mut usable) = (true, 0u64, true);
        loop {
            let field = self.next_field(Row::NAMES, first)?;
            first = false;
            let value_start = self.json.pos();
            match field {
                Field::Known(field) => {
                    // The last of two counts, and that one could be the same where the first differs.
                    usable &= seen & 1 << field == 0;
                    seen |= 1 << field;
                    self.field(&mut row, field)?;
                }
                Field::Unknown => self.json.skip_value()?,
                Field::End => break,
            }
            usable &= template.values.len() < MAX_VALUES;
            if usable {
                template.values.push(Value { field, start: value_start, end: self.json.pos() });
            }
        }
        usable &= self.issues.len() == issues;
        (template.start, template.end) = (start, if usable { self.json.pos() } else { start });
        template.row = row;
        Ok(Some(row))
    }

    /// Reads the milestones of a row.
    pub(super) fn milestones(&mut self, range: &mut (u32, u32)) -> Result<(), Stop> {
        let start = self.of_rows.milestones.len() as u32;
        self.array("milestones", &mut |from, index| {
            if let Some(milestone) = from.object()? {
                from.of_rows.milestones.push(Milestone { index, ..milestone });
            }
            Ok(())
        })?;
        *range = (start, self.of_rows.milestones.len() as u32);
        Ok(())
    }

    /// Reads streaks that stand in a row.
    pub(super) fn row_streaks(&mut self) -> Result<(), Stop> {
        self.array("streaks", &mut |from, _| {
            if let Some(streak) = from.object()? {
                from.of_rows.streaks.push(streak);
            }
            Ok(())
        })
    }
}
