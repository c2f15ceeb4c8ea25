//! What the API sends: the only place that knows its field names, its forms of time and its oddities.
//!
//! Bytes go in; out come plain structs with what could be read, and an [`Issue`] for everything that could not.
//! The customer's profile is checked to be JSON and is otherwise stepped over: it is never decoded, kept or quoted.

mod day;
mod decode;
mod escape;
mod id;
mod issue;
mod json;
mod kept;
mod keyless;
mod list;
mod malformed;
mod number;
mod response;
mod rows;
mod scan;
mod stamp;
mod template;
mod text;
mod user;
mod wrapper;

pub use day::{DAY, Day, HOUR, MINUTE, Millis};
pub(crate) use decode::Keys;
pub use id::Id;
pub(crate) use issue::clip;
pub(crate) use issue::issue_message;
pub use issue::{Issue, IssueCode, Path};
pub(crate) use kept::kept;
#[doc(hidden)]
pub use keyless::kinds;
pub use keyless::writers;
pub use list::Definition;
pub(crate) use list::{DefaultValue, Pagination, Period, TargetDefinition, TriggerDefinition};
pub(crate) use response::{Response, UserData, read_errors, read_list, read_user};
pub use stamp::{Form, MAX_MILLIS, Stamp};
pub use text::{Text, Texts};
pub(crate) use user::{Group, Marks};
pub use user::{Milestone, Row, Streak};
