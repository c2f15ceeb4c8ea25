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
#[cfg_attr(not(all(target_arch = "wasm32", feature = "npm")), allow(dead_code))]
mod kept;
mod keyless;
mod list;
mod malformed;
mod number;
mod rows;
mod scan;
mod stamp;
mod template;
mod text;
mod user;
mod wrapper;

pub use day::{DAY, Day, HOUR, MINUTE, Millis};
pub(crate) use decode::{Keys, TakeGroups};
pub use id::Id;
pub(crate) use issue::clip;
pub(crate) use issue::issue_message;
pub use issue::{Issue, IssueCode, Path};
#[cfg_attr(not(all(target_arch = "wasm32", feature = "npm")), allow(unused_imports))]
pub(crate) use kept::kept;
#[doc(hidden)]
pub use keyless::kinds;
pub use keyless::writers;
pub use list::Definition;
pub(crate) use list::{DefaultValue, Pagination, Period, TargetDefinition, TriggerDefinition};
pub use stamp::{Form, MAX_MILLIS, Stamp};
pub use text::{Text, Texts};
pub(crate) use user::Group;
pub use user::{Milestone, Row, Streak};

use crate::failure::{ApiMessage, Failure, FailureCode};
use decode::{Decoder, object};
use json::{Json, Stop};
use std::mem;

/// A response, read.
pub(crate) struct Response<T> {
    pub(crate) data: T,
    pub(crate) errors: Vec<ApiMessage>,
    pub(crate) warnings: Vec<ApiMessage>,
    pub(crate) texts: Texts,
    pub(crate) issues: Vec<Issue>,
}

/// What a user's response holds, apart from the groups, which were handed over.
pub(crate) struct UserData {
    pub(crate) id: Option<Id>,
    /// Of all groups; each names its range.
    pub(crate) rows: Vec<Row>,
    /// Of all rows; each names its range.
    pub(crate) milestones: Vec<Milestone>,
}

/// What an organisation's list holds.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) definitions: Vec<Definition>,
    pub(crate) pagination: Option<Pagination>,
}

/// Reads a user's target groups, handing each over as it is read; gives their rows.
pub(crate) fn read_user(
    bytes: &[u8],
    keys: Keys,
    groups: &mut dyn TakeGroups,
) -> Result<Response<UserData>, Box<Failure>> {
    user_response(bytes, keys, groups).map_err(|failure| wrapper::explain(bytes, "targetGroups", failure))
}

fn user_response(
    bytes: &[u8],
    keys: Keys,
    groups: &mut dyn TakeGroups,
) -> Result<Response<UserData>, Box<Failure>> {
    let (envelope, mut decoder) = read(bytes, keys, groups)?;
    match envelope.data {
        Data::User(User { has_groups: false, .. }) => Err(unexpected(
            "data.targetGroups",
            "data.targetGroups is missing: this is not the response of Get Associated Target Groups of a User",
        )),
        Data::User(user) => {
            let (rows, milestones) = (mem::take(&mut decoder.rows), mem::take(&mut decoder.milestones));
            let data = UserData { id: user.id, rows, milestones };
            Ok(response(decoder, data, envelope.errors, envelope.warnings))
        }
        Data::List(_) => Err(unexpected(
            "data",
            "data is an array: this is the organisation's list of target groups, which parseCatalog() reads",
        )),
        Data::Nothing => Err(no_data(decoder, envelope)),
    }
}

/// Reads an organisation's list of target groups.
pub(crate) fn read_list(bytes: &[u8]) -> Result<Response<List>, Box<Failure>> {
    list_response(bytes).map_err(|failure| wrapper::explain(bytes, "data", failure))
}

fn list_response(bytes: &[u8]) -> Result<Response<List>, Box<Failure>> {
    let mut nobody = NoGroups;
    let (envelope, decoder) = read(bytes, Keys::Written, &mut nobody)?;
    match envelope.data {
        Data::List(definitions) => {
            let list = List { definitions, pagination: envelope.pagination };
            Ok(response(decoder, list, envelope.errors, envelope.warnings))
        }
        Data::User(_) => Err(unexpected(
            "data",
            "data is an object: if this is the response for one user, parse() reads it; a list has an array here",
        )),
        Data::Nothing => Err(no_data(decoder, envelope)),
    }
}

/// Reads the text into the envelope that both forms share.
fn read<'a, 's>(
    bytes: &'a [u8],
    keys: Keys,
    groups: &'s mut dyn TakeGroups,
) -> Result<(Envelope, Decoder<'a, 's>), Box<Failure>> {
    let mut decoder = Decoder::new(bytes, keys, groups);
    decoder.json.skip_blank();
    let envelope = decoder.object().and_then(|envelope| decoder.json.end().map(|()| envelope));
    match envelope {
        Ok(Some(envelope)) => Ok((envelope, decoder)),
        Ok(None) => {
            Err(unexpected("", "the JSON is not an object: a targetGroups response is { \"data\": … }"))
        }
        Err(Stop) => Err(Box::new(malformed::explain(bytes, decoder.json.malformed()))),
    }
}

/// Nobody takes groups from a list of definitions.
struct NoGroups;

impl TakeGroups for NoGroups {
    fn begin(&mut self, _: usize) {}
    fn take(&mut self, _: &Group, _: &[Row], _: &mut Texts, _: &mut Vec<Issue>) {}
}

/// The texts of a list, up to the first thing that is none: what JavaScript has to say that is no number.
#[cfg_attr(not(all(target_arch = "wasm32", feature = "npm")), allow(dead_code))]
pub(crate) fn read_all_texts(bytes: &[u8]) -> Vec<String> {
    let mut json = Json::new(bytes);
    let mut texts = Vec::new();
    if json.open_array() == Ok(true) {
        while json.next_element(texts.is_empty()) == Ok(true)
            && json.peek() == b'"'
            && let Ok(text) = json.string()
        {
            texts.push(text.resolve().into_owned());
        }
    }
    texts
}

/// So many of them; what is missing is empty.
#[cfg_attr(not(all(target_arch = "wasm32", feature = "npm")), allow(dead_code))]
pub(crate) fn read_texts<const N: usize>(bytes: &[u8]) -> [String; N] {
    let mut texts = read_all_texts(bytes).into_iter();
    std::array::from_fn(|_| texts.next().unwrap_or_default())
}

/// What the API says in a body that came with a status of failure, as far as it can be read.
#[cfg_attr(not(all(target_arch = "wasm32", feature = "npm")), allow(dead_code))]
pub(crate) fn read_errors(bytes: &[u8]) -> Vec<ApiMessage> {
    let mut nobody = NoGroups;
    let Ok((envelope, decoder)) = read(bytes, Keys::Written, &mut nobody) else { return Vec::new() };
    messages(&decoder.texts, &envelope.errors)
}

fn unexpected(path: &str, message: &str) -> Box<Failure> {
    Box::new(Failure::new(FailureCode::UnexpectedShape, message).at(path))
}

/// The failure of a response that is valid JSON and has no data.
#[cold]
fn no_data(decoder: Decoder<'_, '_>, envelope: Envelope) -> Box<Failure> {
    let errors = messages(&decoder.texts, &envelope.errors);
    if errors.is_empty() {
        return unexpected(
            "data",
            "there is no data in it: expected { \"data\": { \"targetGroups\": [...] } } as the API sends it",
        );
    }
    let mut message = String::from("the API answered with errors and without data");
    if let Some(ApiMessage { message: Some(first), .. }) = errors.first() {
        message.push_str(": ");
        message.push_str(clip(first));
    }
    Box::new(Failure { api_errors: errors, ..Failure::new(FailureCode::Api, message).at("errors") })
}

fn response<T>(
    decoder: Decoder<'_, '_>,
    data: T,
    errors: Vec<Message>,
    warnings: Vec<Message>,
) -> Response<T> {
    Response {
        data,
        errors: messages(&decoder.texts, &errors),
        warnings: messages(&decoder.texts, &warnings),
        texts: decoder.texts,
        issues: decoder.issues,
    }
}

fn messages(texts: &Texts, messages: &[Message]) -> Vec<ApiMessage> {
    let own = |text: Option<Text>| text.map(|text| texts.get(text).to_owned());
    messages
        .iter()
        .map(|message| ApiMessage { code: own(message.code), message: own(message.message) })
        .collect()
}

/// What every answer of the API has around its data.
#[derive(Default)]
struct Envelope {
    data: Data,
    errors: Vec<Message>,
    warnings: Vec<Message>,
    pagination: Option<Pagination>,
}

#[derive(Default)]
enum Data {
    #[default]
    Nothing,
    User(User),
    List(Vec<Definition>),
}

/// What a user's response holds, apart from the groups.
#[derive(Default)]
struct User {
    id: Option<Id>,
    has_groups: bool,
}

/// One error or warning.
#[derive(Default)]
struct Message {
    code: Option<Text>,
    message: Option<Text>,
}

object!(Envelope, |envelope, from| {
    "data" => from.data().map(|data| envelope.data = data),
    "errors" => from.messages("errors", &mut envelope.errors),
    "warnings" => from.messages("warnings", &mut envelope.warnings),
    "pagination" => from.inner("pagination").map(|page| envelope.pagination = page),
});

object!(User, |user, from| {
    "userId" => from.id(&mut user.id),
    "customer" => from.json.skip_private(),
    "targetGroups" => from.target_groups().map(|found| user.has_groups = found),
});

object!(Message, |message, from| {
    "code" => from.label(&mut message.code),
    "message" => from.text(&mut message.message),
});

impl Decoder<'_, '_> {
    fn data(&mut self) -> Result<Data, Stop> {
        match self.json.peek() {
            b'[' => {
                let mut definitions = Vec::new();
                self.array::<Definition>("data", &mut |from, index| {
                    definitions.extend(from.object()?.map(|group| Definition { index, ..group }));
                    Ok(())
                })?;
                Ok(Data::List(definitions))
            }
            b'{' => Ok(self.inner("data")?.map_or(Data::Nothing, Data::User)),
            _ => self.json.skip_value().map(|()| Data::Nothing),
        }
    }

    /// Reads the groups and hands them over; whether there was a list of them. Null is a user without groups; anything else
    /// is not this response.
    fn target_groups(&mut self) -> Result<bool, Stop> {
        // Hardly any row is shorter than this.
        let rows = self.json.rest().len() / 640;
        self.groups.begin(rows);
        self.forget_rows(rows);
        let next = self.json.peek();
        if next != b'[' {
            return self.json.skip_value().map(|()| next == b'n');
        }
        self.array::<Group>("targetGroups", &mut |from, index| {
            from.streaks.clear();
            if let Some(mut group) = from.object::<Group>()? {
                group.index = index;
                group.streaks.append(&mut from.streaks);
                let rows = from.rows.get(group.rows.0 as usize..group.rows.1 as usize).unwrap_or_default();
                from.groups.take(&group, rows, &mut from.texts, &mut from.issues);
            }
            Ok(())
        })?;
        Ok(true)
    }

    /// Reads `errors` or `warnings` in each form they take: null, one message, a list of messages; a message is an object
    /// with a code and a text, or the bare text.
    fn messages(&mut self, name: &'static str, into: &mut Vec<Message>) -> Result<(), Stop> {
        into.clear();
        if self.json.peek() == b'[' {
            return self.array::<Message>(name, &mut |from, _| from.message(into));
        }
        self.message(into)
    }

    fn message(&mut self, into: &mut Vec<Message>) -> Result<(), Stop> {
        if self.json.peek() == b'{' {
            into.extend(self.object()?);
            return Ok(());
        }
        let mut message = None;
        self.label(&mut message)?;
        into.extend(message.map(|message| Message { code: None, message: Some(message) }));
        Ok(())
    }
}
