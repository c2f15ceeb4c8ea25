//! What the API sends: the only place that knows its field names, its forms of time and its oddities.
//!
//! Bytes go in; out come plain structs with what could be read, and an [`Issue`] for everything that could not.
//! The customer's profile is checked to be JSON and is otherwise stepped over: it is never decoded, kept or quoted.

mod decode;
mod issue;
mod json;
mod list;
mod malformed;
mod number;
mod scan;
mod stamp;
mod text;
mod user;

pub(crate) use issue::clip;
pub use issue::{Issue, IssueCode, Path};
pub(crate) use issue::{issue_message, push_number};
pub(crate) use list::{DefaultValue, Definition, Pagination, Period, TargetDefinition, TriggerDefinition};
pub use stamp::{DAY, Day, Form, HOUR, MAX_MILLIS, MINUTE, Millis, Stamp};
pub use text::{Text, Texts};
pub(crate) use user::{Group, Row, Streak};

use crate::failure::{ApiMessage, Failure, FailureCode};
use decode::{Decoder, Memo, layout, object};
use json::Malformed;

/// A response, read.
pub(crate) struct Response<T> {
    pub(crate) data: T,
    pub(crate) errors: Vec<ApiMessage>,
    pub(crate) warnings: Vec<ApiMessage>,
    pub(crate) texts: Texts,
    pub(crate) issues: Vec<Issue>,
}

/// What a user's response holds.
#[derive(Default)]
pub(crate) struct User {
    pub(crate) id: Option<i64>,
    pub(crate) groups: Option<Vec<Group>>,
}

/// What an organisation's list holds.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) definitions: Vec<Definition>,
    pub(crate) pagination: Option<Pagination>,
}

/// Reads a user's target groups.
pub(crate) fn read_user(bytes: &[u8]) -> Result<Response<User>, Box<Failure>> {
    let (envelope, decoder) = read(bytes)?;
    match envelope.data {
        Data::User(User { groups: None, .. }) => Err(unexpected(
            "data.targetGroups",
            "data.targetGroups is missing: this is not the response of Get Associated Target Groups of a User",
        )),
        Data::User(user) => Ok(envelope_of(decoder, user, envelope.errors, envelope.warnings)),
        Data::List(_) => Err(unexpected(
            "data",
            "data is an array: this is the organisation's list of target groups, which parseCatalog() reads",
        )),
        Data::Nothing => Err(no_data(decoder, envelope)),
    }
}

/// Reads an organisation's list of target groups.
pub(crate) fn read_list(bytes: &[u8]) -> Result<Response<List>, Box<Failure>> {
    let (envelope, decoder) = read(bytes)?;
    match envelope.data {
        Data::List(definitions) => {
            let list = List { definitions, pagination: envelope.pagination };
            Ok(envelope_of(decoder, list, envelope.errors, envelope.warnings))
        }
        Data::User(_) => Err(unexpected(
            "data",
            "data is an object: if this is the response for one user, parse() reads it; a list has an array here",
        )),
        Data::Nothing => Err(no_data(decoder, envelope)),
    }
}

/// Reads the text into the envelope that both forms share.
fn read(bytes: &[u8]) -> Result<(Envelope, Decoder<'_>), Box<Failure>> {
    let mut decoder = Decoder::new(bytes);
    let mut read = || {
        decoder.json.skip_blank();
        let envelope = decoder.object::<Envelope>()?;
        decoder.json.end()?;
        Ok(envelope)
    };
    let envelope = read().map_err(|malformed| Box::new(malformed::explain(bytes, malformed)))?;
    match envelope {
        Some(envelope) => Ok((envelope, decoder)),
        None => Err(unexpected("", "the JSON is not an object: a targetGroups response is { \"data\": … }")),
    }
}

#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
/// What the API says in a body that came with a status of failure, as far as it can be read.
pub(crate) fn read_errors(bytes: &[u8]) -> Vec<ApiMessage> {
    let Ok((envelope, decoder)) = read(bytes) else { return Vec::new() };
    messages(&decoder.texts, &envelope.errors)
}

fn unexpected(path: &str, message: &str) -> Box<Failure> {
    Box::new(Failure::new(FailureCode::UnexpectedShape, message).at(path))
}

/// The failure of a response that is valid JSON and has no data.
#[cold]
fn no_data(decoder: Decoder<'_>, envelope: Envelope) -> Box<Failure> {
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

fn envelope_of<T>(
    decoder: Decoder<'_>,
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

/// One error or warning.
#[derive(Default)]
struct Message {
    code: Option<Text>,
    message: Option<Text>,
}

object!(Envelope, layout layout::ENVELOPE, |envelope, from, memo| {
    "data" => {
        envelope.data = match from.json.peek() {
            b'[' => {
                let mut definitions = Vec::new();
                from.objects("data", |index, group| definitions.push(Definition { index, ..group }))?;
                Data::List(definitions)
            }
            b'{' => from.inner("data")?.map_or(Data::Nothing, Data::User),
            _ => {
                from.json.skip_value()?;
                Data::Nothing
            }
        }
    },
    "errors" => envelope.errors = from.messages("errors")?,
    "warnings" => envelope.warnings = from.messages("warnings")?,
    "pagination" => envelope.pagination = from.inner("pagination")?,
});

object!(User, layout layout::DATA, |user, from, memo| {
    "userId" => user.id = from.id()?,
    "customer" => from.json.skip_private()?,
    "targetGroups" => {
        user.groups = match from.json.peek() {
            b'[' => {
                let mut groups = Vec::new();
                from.objects("targetGroups", |index, group| groups.push(Group { index, ..group }))?;
                Some(groups)
            }
            // Null is a user without groups; anything else is not this response.
            b'n' => {
                from.json.skip_value()?;
                Some(Vec::new())
            }
            _ => {
                from.json.skip_value()?;
                None
            }
        }
    },
});

object!(Message, layout layout::API_MESSAGE, |message, from, memo| {
    "code" => message.code = from.label(memo)?,
    "message" => message.message = from.text(memo)?,
});

impl Decoder<'_> {
    /// Reads `errors` or `warnings` in each form they take: null, one message, a list of messages; a message is
    /// an object with a code and a text, or the bare text.
    fn messages(&mut self, name: &'static str) -> Result<Vec<Message>, Malformed> {
        let mut list = Vec::new();
        if self.json.peek() == b'[' {
            self.array(name, |from, _| {
                list.extend(from.message()?);
                Ok(())
            })?;
        } else {
            list.extend(self.message()?);
        }
        Ok(list)
    }

    fn message(&mut self) -> Result<Option<Message>, Malformed> {
        if self.json.peek() == b'{' {
            return self.object();
        }
        let message = self.label(&mut Memo::default())?;
        Ok(message.map(|message| Message { code: None, message: Some(message) }))
    }
}
