//! The rows of a user's groups, and what stands inside them: the thousands of objects that make a response large. And the
//! attribution of groups, which is as large and says as little.

use super::decode::Decoder;
use super::json::Stop;
use super::user::{Attribution, Milestone, Row, Streak};
use std::mem;

impl Decoder<'_> {
    /// Forgets all rows, and what was found inside them; makes room for new ones.
    pub(super) fn forget_rows(&mut self) {
        self.rows.clear();
        self.milestones.clear();
        // It may name some of those.
        self.row_template.forget();
        self.rows.reserve(self.rows_to_come());
    }

    /// How many rows the rest of the body has at most: hardly any is shorter than this.
    fn rows_to_come(&self) -> usize {
        self.json.rest().len() / 640
    }

    /// Reads the rows of a group; where they begin among those of all groups, and where they end.
    pub(super) fn group_rows(&mut self, range: &mut (u32, u32)) -> Result<(), Stop> {
        // If the group has a second list of them, that one counts.
        let is_second = range.0 < range.1;
        self.shown.offset_varies |= is_second;
        let start = if is_second { range.0 } else { self.rows.len() as u32 };
        self.rows.truncate(start as usize);
        self.streaks.clear();
        // Moved about in one piece while they are in use.
        let mut template = mem::take(&mut self.row_template);
        let mut rows = mem::take(&mut self.rows);
        // There is room for most of them, so that the list hardly grows.
        self.array_of("targets", size_of::<Row>(), &mut |from, index| {
            // One copy, where a push would make two.
            rows.extend_from_slice(std::slice::from_ref(template.object()));
            let Some(row) = rows.last_mut() else { return Ok(()) };
            row.index = index;
            let streaks = from.streaks.len();
            // The first row of a group becomes the template of the others, which have its names and types.
            if !from.follow(&mut template, row, index == 0)? {
                match from.learn(&mut template)? {
                    Some(learned) => *row = Row { index, ..learned },
                    None => drop(rows.pop()),
                }
            }
            if let Some(row) = rows.last() {
                from.shown.look_at_row(row);
            }
            if from.streaks.len() > streaks {
                // The next row has streaks of its own, even if they look the same.
                template.forget();
            }
            Ok(())
        })?;
        *range = (start, rows.len() as u32);
        (self.row_template, self.rows) = (template, rows);
        Ok(())
    }

    /// Reads when something was made and changed.
    pub(super) fn attribution(&mut self, into: &mut Attribution) -> Result<(), Stop> {
        let parent = self.path;
        self.path = parent.then("attribution", None);
        let mut template = mem::take(&mut self.attribution_template);
        *into = *template.object();
        if !self.follow(&mut template, into, false)? {
            *into = self.learn(&mut template)?.unwrap_or_default();
        }
        self.attribution_template = template;
        self.path = parent;
        Ok(())
    }

    /// Reads the milestones of a row.
    pub(super) fn milestones(&mut self, range: &mut (u32, u32)) -> Result<(), Stop> {
        let start = self.milestones.len() as u32;
        if start == 0 {
            // Doubled again and again, this ends just above what the memory for entries allows.
            self.milestones.reserve(self.rows_to_come() / 32);
        }
        self.array_of("milestones", size_of::<Milestone>(), &mut |from, index| {
            if let Some(milestone) = from.object()? {
                from.milestones.push(Milestone { index, ..milestone });
            }
            Ok(())
        })?;
        *range = (start, self.milestones.len() as u32);
        Ok(())
    }

    /// Reads streaks that stand in a row.
    pub(super) fn row_streaks(&mut self) -> Result<(), Stop> {
        self.array::<Streak>("streaks", &mut |from, _| {
            if let Some(streak) = from.object()? {
                from.streaks.push(streak);
            }
            Ok(())
        })
    }
}
