//! What a client is made of, and what is asked of it.

use super::store::SnapshotStore;
use super::token::TokenSource;
use super::transport::CredentialsMode;
use crate::insight::Snapshot;
use crate::model::Zone;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

/// The path of the request of *Get Associated Target Groups of a User*, version 3.1.
pub const DEFAULT_PATH: &str = "/api_gateway/intouch-api-v3/v3.1/users/{userId}/targetGroups";

/// Options of a [`Client`](super::Client).
///
/// ```
/// use milestreak::net::{Auth, CacheOptions, ClientOptions, DataScope};
/// use std::time::Duration;
///
/// let options = ClientOptions {
///     auth: Auth::bearer("a token"),
///     data_scope: Some(DataScope::Own),
///     cache: Some(CacheOptions { max_age: Duration::from_secs(300), ..CacheOptions::default() }),
///     ..ClientOptions::new("https://shop.example/loyalty")
/// };
/// assert_eq!(options.timeout, Duration::from_secs(10));
/// ```
#[derive(Clone)]
pub struct ClientOptions {
    /// Scheme and host of the API, as in `https://eu.api.capillarytech.com`, or of your own backend. In a browser it may be relative
    /// to the page.
    pub base_url: String,
    /// The path of the request; `{userId}` is replaced.
    pub path: String,
    /// How a request says who asks.
    pub auth: Auth,
    /// The `DATA-SCOPE` of connected organisations.
    pub data_scope: Option<DataScope>,
    /// The `DATA-SCOPE-ORG`: ids of organisations.
    pub data_scope_orgs: Vec<u64>,
    /// Whether cookies are sent.
    pub credentials: CredentialsMode,
    /// Further headers of every request, names and values. With any, as with `auth`, no redirect is followed: they would be sent to
    /// wherever it leads.
    pub headers: Vec<(String, String)>,
    /// How long one attempt may take, its body included: 10 seconds.
    pub timeout: Duration,
    /// How long all attempts may take together, with the waits in between: 30 seconds.
    pub deadline: Duration,
    /// The largest body that is read, in bytes: 16 MiB.
    pub max_bytes: usize,
    /// What to do about failures that may pass: network failures, timeouts and the statuses 408, 429, 500, 502, 503 and 504.
    pub retry: RetryPolicy,
    /// Keeps responses and shows them again. None is no cache.
    pub cache: Option<CacheOptions>,
    /// The time zone of the server's clock. Without it the response shows how far that clock is from UTC.
    pub server_time_zone: Option<Rc<dyn Zone>>,
}

impl ClientOptions {
    /// The options of a client that asks at a URL, all others at their defaults.
    pub fn new(base_url: impl Into<String>) -> ClientOptions {
        ClientOptions {
            base_url: base_url.into(),
            path: DEFAULT_PATH.into(),
            auth: Auth::None,
            data_scope: None,
            data_scope_orgs: Vec::new(),
            credentials: CredentialsMode::SameOrigin,
            headers: Vec::new(),
            timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(30),
            max_bytes: 16 * 1024 * 1024,
            retry: RetryPolicy::default(),
            cache: None,
            server_time_zone: None,
        }
    }
}

/// How often a request is sent when it fails for a reason that may pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// How many requests there may be in all: 3. 1 is for no second one.
    pub attempts: u32,
    /// The longest wait before the second request: 300 milliseconds. It doubles with each further one.
    pub base_delay: Duration,
    /// No wait is longer: 5 seconds. A server that asks for more (`Retry-After`) is `rate-limited`.
    pub max_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy {
            attempts: 3,
            base_delay: Duration::from_millis(300),
            max_delay: Duration::from_millis(5_000),
        }
    }
}

/// Whose data is asked for, in connected organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataScope {
    /// `SELF`: of the organisation itself.
    Own,
    /// `OTHER`: of other organisations.
    Other,
    /// `ALL`
    All,
}

impl DataScope {
    /// The value of the header.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            DataScope::Own => "SELF",
            DataScope::Other => "OTHER",
            DataScope::All => "ALL",
        }
    }
}

/// How a request says who asks. In a browser this is nearly always [`Auth::None`]: Basic and OAuth client credentials are a server's
/// secret, and the page talks to its own backend, which adds them.
#[derive(Clone, Default)]
pub enum Auth {
    /// No header: cookies say who asks, or a proxy adds what is needed.
    #[default]
    None,
    /// The name and password of a till, in the `authorization` header. Not for a page.
    Basic {
        /// The till's name.
        username: String,
        /// Its password.
        password: String,
    },
    /// A token in the `authorization` header, as a backend of your own may want one.
    Bearer {
        /// The token, or where it comes from.
        token: Token,
    },
    /// A token of the API's OAuth, in the header `x-cap-api-oauth-token`.
    Oauth {
        /// The token, or where it comes from.
        token: Token,
        /// The organisation, for the header `x-cap-api-auth-org-id`.
        org_id: Option<u64>,
    },
}

/// Shows the kind, and no secret.
impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl Auth {
    /// A bearer token that does not change.
    pub fn bearer(token: impl Into<String>) -> Auth {
        Auth::Bearer { token: Token::Fixed(token.into()) }
    }

    /// Its name in the options of JavaScript.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Auth::None => "none",
            Auth::Basic { .. } => "basic",
            Auth::Bearer { .. } => "bearer",
            Auth::Oauth { .. } => "oauth",
        }
    }
}

/// A token, or where it comes from.
#[derive(Clone)]
pub enum Token {
    /// One that does not change.
    Fixed(String),
    /// One that is asked for before each request. When the server answers 401, the source is asked once more, for a new one.
    Source(Rc<dyn TokenSource>),
}

/// Options of the cache.
#[derive(Clone)]
pub struct CacheOptions {
    /// How long a snapshot is as good as a new one: 1 minute.
    pub max_age: Duration,
    /// How old a snapshot may be that is still given, marked as [stale](Fetched::is_stale), while a new one is fetched: a day.
    pub max_stale: Duration,
    /// A place that outlives the page.
    pub store: Option<Rc<dyn SnapshotStore>>,
    /// Whose figures these are, in any words that differ between people who share a machine. Needed with a `store` when the user is
    /// asked for by something that means whoever is signed in, such as `me`, and not by a number.
    pub identity: Option<String>,
}

impl Default for CacheOptions {
    fn default() -> CacheOptions {
        CacheOptions {
            max_age: Duration::from_secs(60),
            max_stale: Duration::from_secs(86_400),
            store: None,
            identity: None,
        }
    }
}

/// What is asked for.
///
/// ```
/// use milestreak::net::Query;
///
/// let query = Query { include_inactive: Some(true), ..Query::user(347286146) };
/// assert_eq!(query.user_id, "347286146");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The user: a number, or what your backend takes for one.
    pub user_id: String,
    /// All cycles of a target, not only the current one. Streaks need them.
    pub include_inactive: Option<bool>,
    /// Also deactivated milestones.
    pub include_inactive_targets: Option<bool>,
    /// One target only: the id of its rule.
    pub target_rule_id: Option<u64>,
}

impl Query {
    /// All that the API tells of a user unless it is asked for more.
    pub fn user(id: impl ToString) -> Query {
        Query {
            user_id: id.to_string(),
            include_inactive: None,
            include_inactive_targets: None,
            target_rule_id: None,
        }
    }
}

/// How a caller wants an answer.
#[derive(Clone, Default)]
pub struct CallOptions {
    /// Ask the server, whatever the cache holds.
    pub refresh: bool,
    /// Called each time a piece of the body arrives.
    pub progress: Option<Rc<dyn Fn(Progress)>>,
}

/// How far a body has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many bytes of it are here.
    pub received_bytes: usize,
    /// How many there will be; none when the server does not say, or says it of the compressed body.
    pub total_bytes: Option<usize>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The user's target groups.
    pub snapshot: Rc<Snapshot>,
    /// It is from the cache, and older than `max_age`: a new one is being fetched.
    pub is_stale: bool,
}
