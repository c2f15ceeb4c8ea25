//! The envelope around everything the API sends, and what may be in it.

use super::decode::{Decoder, object};
use super::json::Stop;
use super::user::Shown;
use super::{
    Definition, Group, Id, Issue, Keys, Milestone, Pagination, Row, Text, Texts, clip, malformed, wrapper,
};
use crate::failure::{ApiMessage, Failure, FailureCode};
use crate::write::join;

/// A response, read.
pub(crate) struct Response<T> {
    pub(crate) data: T,
    pub(crate) errors: Vec<ApiMessage>,
    pub(crate) warnings: Vec<ApiMessage>,
    pub(crate) texts: Texts,
    pub(crate) issues: Vec<Issue>,
}

/// What a user's response holds.
pub(crate) struct UserData {
    pub(crate) id: Option<Id>,
    pub(crate) groups: Vec<Group>,
    pub(crate) shown: Shown,
    /// Of all groups; each names its range.
    pub(crate) rows: Vec<Row>,
    /// Of all rows; each names its range.
    pub(crate) milestones: Vec<Milestone>,
}

/// What an organisation's list holds.
pub(crate) struct List {
    pub(crate) definitions: Vec<Definition>,
    pub(crate) pagination: Option<Pagination>,
}

/// Reads a user's target groups.
pub(crate) fn read_user(bytes: &[u8], keys: Keys) -> Result<Response<UserData>, Box<Failure>> {
    user_response(bytes, keys).map_err(|failure| wrapper::explain(bytes, "targetGroups", failure))
}

fn user_response(bytes: &[u8], keys: Keys) -> Result<Response<UserData>, Box<Failure>> {
    let (envelope, mut decoder) = read(bytes, keys)?;
    match envelope.data {
        Data::User(User { groups: Groups::List, id, .. }) => {
            let data = UserData {
                id,
                shown: decoder.shown,
                groups: std::mem::take(&mut decoder.groups),
                rows: std::mem::take(&mut decoder.rows),
                milestones: std::mem::take(&mut decoder.milestones),
            };
            Ok(response(decoder, data, envelope.errors, envelope.warnings))
        }
        Data::User(user) => Err(unexpected(
            "data.targetGroups",
            if user.groups == Groups::Absent {
                "data.targetGroups is missing: this is not the response of Get Associated Target Groups of a User"
            } else {
                "data.targetGroups is no list: this is not the response of Get Associated Target Groups of a User"
            },
        )),
        Data::Definition(_) => Err(unexpected(
            "data",
            "data is the definition of one target group, which parseCatalog() reads; a user's response has data.targetGroups",
        )),
        Data::List { definitions, len } => Err(not_definitions(&definitions, len, &decoder.texts).unwrap_or_else(|| {
            unexpected(
                "data",
                "data is an array: this is the organisation's list of target groups, which parseCatalog() reads",
            )
        })),
        Data::Nothing => Err(no_data(decoder, envelope)),
    }
}

/// Reads an organisation's list of target groups, or the definition of one.
pub(crate) fn read_list(bytes: &[u8]) -> Result<Response<List>, Box<Failure>> {
    list_response(bytes).map_err(|failure| wrapper::explain(bytes, "data", failure))
}

fn list_response(bytes: &[u8]) -> Result<Response<List>, Box<Failure>> {
    let (envelope, decoder) = read(bytes, Keys::Written)?;
    let definitions = match envelope.data {
        Data::List { definitions, len } => match not_definitions(&definitions, len, &decoder.texts) {
            Some(failure) => return Err(failure),
            None => definitions,
        },
        Data::Definition(definition) => vec![*definition],
        Data::User(_) => {
            return Err(unexpected(
                "data",
                "data is an object: if this is the response for one user, parse() reads it; a list has an array here",
            ));
        }
        Data::Nothing => return Err(no_data(decoder, envelope)),
    };
    let list = List { definitions, pagination: envelope.pagination };
    Ok(response(decoder, list, envelope.errors, envelope.warnings))
}

/// Why a list is none of definitions, if it has entries and none of them is one: the API answers with other lists of the same
/// form.
fn not_definitions(entries: &[Definition], len: u32, texts: &Texts) -> Option<Box<Failure>> {
    if len == 0 || entries.iter().any(|entry| entry.is_definition) {
        return None;
    }
    let looks_like = entries.iter().find_map(|entry| entry.looks_like(texts)).unwrap_or("something else");
    let message = join(&[
        "data is a list of ",
        looks_like,
        ": none of its entries has targets, targetEvaluationType or trackingType, as the definitions of target groups have",
    ]);
    Some(unexpected("data", &message))
}

/// Reads the text into the envelope that all forms share.
fn read(bytes: &[u8], keys: Keys) -> Result<(Envelope, Decoder<'_>), Box<Failure>> {
    let mut decoder = Decoder::new(bytes, keys);
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

/// What the API says in a body that came with a status of failure, as far as it can be read.
pub(crate) fn read_errors(bytes: &[u8]) -> Vec<ApiMessage> {
    let Ok((envelope, decoder)) = read(bytes, Keys::Written) else { return Vec::new() };
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

fn response<T>(decoder: Decoder<'_>, data: T, errors: Vec<Message>, warnings: Vec<Message>) -> Response<T> {
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
pub(super) struct Envelope {
    data: Data,
    errors: Vec<Message>,
    warnings: Vec<Message>,
    pagination: Option<Pagination>,
}

#[derive(Default)]
pub(super) enum Data {
    #[default]
    Nothing,
    User(User),
    Definition(Box<Definition>),
    /// So many entries, of which these are objects.
    List {
        definitions: Vec<Definition>,
        len: u32,
    },
}

/// What a user's response holds, apart from the groups.
#[derive(Default)]
pub(super) struct User {
    id: Option<Id>,
    groups: Groups,
    /// It has a property that only definitions have.
    is_definition: bool,
}

/// What a user's `targetGroups` are.
#[derive(Default, PartialEq)]
enum Groups {
    #[default]
    Absent,
    /// Null is a user without groups.
    List,
    SomethingElse,
}

/// One error or warning.
#[derive(Default)]
pub(super) struct Message {
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
    "targetGroups" => from.target_groups().map(|groups| user.groups = groups),
    "targetEvaluationType" => from.json.skip_value().map(|()| user.is_definition = true),
    "trackingType" => from.json.skip_value().map(|()| user.is_definition = true),
    "fromDate" => from.json.skip_value().map(|()| user.is_definition = true),
});

object!(Message, |message, from| {
    "code" => from.label(&mut message.code),
    "message" => from.text(&mut message.message),
});

impl Decoder<'_> {
    fn data(&mut self) -> Result<Data, Stop> {
        match self.json.peek() {
            b'[' => {
                let (mut definitions, mut len) = (Vec::new(), 0);
                self.array::<Definition>("data", &mut |from, index| {
                    definitions
                        .extend(from.object()?.map(|group| Definition { index: Some(index), ..group }));
                    len = index + 1;
                    Ok(())
                })?;
                Ok(Data::List { definitions, len })
            }
            b'{' => {
                let (mark, issues) = (self.json.mark(), self.issues.len());
                let Some(user) = self.inner::<User>("data")? else { return Ok(Data::Nothing) };
                if user.groups != Groups::Absent || !user.is_definition {
                    return Ok(Data::User(user));
                }
                self.json.go_back(mark);
                self.issues.truncate(issues);
                Ok(self.inner("data")?.map_or(Data::Nothing, |group| Data::Definition(Box::new(group))))
            }
            _ => self.json.skip_value().map(|()| Data::Nothing),
        }
    }

    /// Reads the groups.
    fn target_groups(&mut self) -> Result<Groups, Stop> {
        self.forget_rows();
        // If there was a list before, this one counts.
        self.groups.clear();
        self.shown = Shown::default();
        let next = self.json.peek();
        if next != b'[' {
            self.json.skip_value()?;
            return Ok(if next == b'n' { Groups::List } else { Groups::SomethingElse });
        }
        self.array::<Group>("targetGroups", &mut |from, index| {
            from.streaks.clear();
            if let Some(mut group) = from.object::<Group>()? {
                group.index = index;
                group.streaks.append(&mut from.streaks);
                from.shown.look_at(&group.written.stamps());
                from.groups.push(group);
            }
            Ok(())
        })?;
        Ok(Groups::List)
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
