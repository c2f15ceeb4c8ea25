//! What could not be read, and where it stands.

use super::text::{Text, Texts};
use crate::shape::choice;
use crate::write::{join, push_ascii, push_number};

choice! {
    /// Why something in a response could not be used.
    pub enum IssueCode {
        /// The value is of another JSON type than the API's.
        WrongType = "wrong-type",
        /// A number beyond the largest double.
        NumberOutOfRange = "number-out-of-range",
        /// An id beyond 2^53 − 1, which a JavaScript number would round.
        IdTooLarge = "id-too-large",
        /// A time in no form the API was seen to send.
        UnreadableTime = "unreadable-time",
        /// A number of seconds where a time has milliseconds; it is read as seconds.
        EpochSeconds = "epoch-seconds",
        /// The server writes its times with offsets that differ by more than an hour.
        ServerOffsetVaries = "server-offset-varies",
        /// Two rows are the same cycle of the same target; the one that is told about less was left out.
        DuplicateCycle = "duplicate-cycle",
        /// The rule of a unified group is not one.
        UnreadableExpression = "unreadable-expression",
        /// The rule of a unified group names a target that the group does not have, or that is switched off.
        UnknownTarget = "unknown-target",
        /// What a unified group asks for besides its rule cannot be met, or is not known.
        UnusableAggregation = "unusable-aggregation",
        /// The server says a trigger is achieved and the figures say it is not, or the other way round.
        TriggerDisagrees = "trigger-disagrees",
    }
}

/// One step of the way to a value: a property, or an element of the array that a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) index: Option<u32>,
}

/// How many steps may lead to a field: `data.targetGroups[3].targets[0].milestones[1].isAchieved`, the field not
/// counted, has four.
const STEPS: usize = 4;

/// The way to a value. Kept in pieces and written out when somebody asks: a response of a million odd fields is
/// no reason to build a million texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    steps: [Step; STEPS],
    len: u8,
    field: &'static str,
}

impl Path {
    pub(crate) const ROOT: Path = Path { steps: [Step { name: "", index: None }; STEPS], len: 0, field: "" };

    /// This path and one more step.
    pub(crate) fn then(mut self, name: &'static str, index: Option<u32>) -> Path {
        if let Some(step) = self.steps.get_mut(usize::from(self.len)) {
            *step = Step { name, index };
            self.len += 1;
        }
        self
    }

    /// This path with another element chosen in its last step.
    pub(crate) fn at(&mut self, index: u32) {
        if let Some(step) = self.steps.get_mut(usize::from(self.len).wrapping_sub(1)) {
            step.index = Some(index);
        }
    }

    /// This path, ending at a field.
    pub(crate) fn field(mut self, name: &'static str) -> Path {
        self.field = name;
        self
    }

    /// The path as JavaScript would write it: `data.targetGroups[3].targets[0].targetValue`.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        let steps = self.steps.get(..usize::from(self.len)).unwrap_or_default();
        for step in steps {
            push_name(&mut out, step.name);
            if let Some(index) = step.index {
                push_ascii(&mut out, b'[');
                push_number(&mut out, u64::from(index));
                push_ascii(&mut out, b']');
            }
        }
        push_name(&mut out, self.field);
        out
    }
}

fn push_name(out: &mut String, name: &str) {
    if !out.is_empty() && !name.is_empty() {
        push_ascii(out, b'.');
    }
    out.push_str(name);
}

/// Something in a response that could not be used. Everything readable around it is still there.
#[derive(Clone, Copy, Debug)]
pub struct Issue {
    /// What is wrong.
    pub code: IssueCode,
    /// Where it stands.
    pub path: Path,
    /// What the message needs to quote, or nothing.
    pub(crate) detail: Text,
}

impl Issue {
    /// The JSON path of the value, written out.
    pub fn path(&self) -> String {
        self.path.text()
    }

    /// What is wrong and what was done about it, for the developer who reads it.
    pub fn message(&self, texts: &Texts) -> String {
        issue_message(self.code, texts.get(self.detail))
    }
}

/// What an issue says; `detail` is what it quotes.
pub(crate) fn issue_message(code: IssueCode, detail: &str) -> String {
    let detail = clip(detail);
    let (before, after) = match code {
        IssueCode::WrongType => ("expected ", "; it is read as null"),
        IssueCode::NumberOutOfRange => ("the number ", " is beyond the largest double; it is read as null"),
        IssueCode::IdTooLarge => {
            ("the id ", " is beyond 2^53 - 1 and would be rounded by a JavaScript number; it is read as null")
        }
        IssueCode::UnreadableTime => ("cannot read the time \"", "\"; it is read as null"),
        IssueCode::EpochSeconds => {
            ("the number ", " would be a day of January 1970 in milliseconds; it is read as seconds")
        }
        IssueCode::ServerOffsetVaries => (
            "the server writes times with offsets from ",
            "; each time on its clock takes the offset written nearest to it, or pass serverTimeZone",
        ),
        IssueCode::UnusableAggregation => {
            ("the group asks for ", ", which cannot be met or is not known; all its targets count instead")
        }
        IssueCode::DuplicateCycle => (
            "the same target and period stand in ",
            " as well, with the fuller figures; this row is left out",
        ),
        IssueCode::UnreadableExpression => {
            ("cannot read the rule \"", "\"; all targets of the group count instead")
        }
        IssueCode::UnknownTarget => (
            "the rule \"",
            "\" names a target that the group does not have or that is switched off; all its targets count instead",
        ),
        IssueCode::TriggerDisagrees => {
            ("the server says ", " and the figures say the opposite; the server is believed")
        }
    };
    join(&[before, detail, after])
}

/// The beginning of a text, as long as a message may quote it.
pub(crate) fn clip(text: &str) -> &str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}
