//! Tokens: where they come from, and their renewal.

use super::options::{Auth, Token};
use super::shared::Shared;
use super::transport::{BoxFuture, Fault, Transport};
use crate::failure::{Failure, FailureCode};
use std::cell::RefCell;
use std::rc::Rc;

/// Gives tokens.
pub trait TokenSource {
    /// A token. `refresh` says that the server refused the last one: whatever is remembered of it is of no use, a new one is needed.
    ///
    /// # Errors
    /// When there is none. The call that needed it fails with `invalid-option`, or with `unauthorized` where the server had refused
    /// the last one.
    fn token(&self, refresh: bool) -> BoxFuture<Result<String, Fault>>;
}

type Renewal = Shared<Result<Rc<str>, Fault>>;

/// The token of a client, which is renewed once for all calls that were refused with it.
#[derive(Default)]
pub(super) struct Tokens {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// How many times the token was renewed. A call that was refused tells by it whether its token is still the latest.
    generation: u32,
    renewed: Option<Rc<str>>,
    renewal: Option<Rc<Renewal>>,
    /// Until when, by the transport's clock, further requests wait for that renewal.
    renewal_end: f64,
}

/// A token for one request.
#[derive(Clone)]
pub(super) struct IssuedToken {
    pub(super) text: Rc<str>,
    pub(super) generation: u32,
}

impl Tokens {
    /// The token of a request, if its credentials have one; another than that of the generation that the server refused, if it
    /// refused one. A renewal that takes longer than the timeout is given up: whoever needs it next begins another.
    pub(super) async fn issue(
        self: &Rc<Self>,
        auth: &Auth,
        refused: Option<u32>,
        transport: &impl Transport,
        timeout: f64,
    ) -> Result<Option<IssuedToken>, Box<Failure>> {
        let token = match auth {
            Auth::None | Auth::Basic { .. } => return Ok(None),
            Auth::Bearer { token } | Auth::Oauth { token, .. } => token,
        };
        let source = match token {
            Token::Fixed(text) => return Ok(Some(IssuedToken { text: text.as_str().into(), generation: 0 })),
            Token::Source(source) => source,
        };
        let generation = self.state.borrow().generation;
        if let Some(renewal) = self.renewal(source, refused, transport, timeout) {
            let text = renewal.wait().await.map_err(not_renewed)?;
            return Ok(Some(IssuedToken { text, generation: generation.wrapping_add(1) }));
        }
        let renewed = self.state.borrow().renewed.clone().filter(|_| refused.is_some());
        let text = match renewed {
            Some(text) => text,
            None => source.token(false).await.map_err(no_token)?.into(),
        };
        Ok(Some(IssuedToken { text, generation }))
    }

    /// The renewal that a request has to wait for. Only the first of those that were refused the same token begins one; the others
    /// find it, or come when it is over.
    fn renewal(
        self: &Rc<Self>,
        source: &Rc<dyn TokenSource>,
        refused: Option<u32>,
        transport: &impl Transport,
        timeout: f64,
    ) -> Option<Rc<Renewal>> {
        let now = transport.monotonic();
        let mut state = self.state.borrow_mut();
        let generation = state.generation;
        let under_way = state.renewal.clone().filter(|_| now < state.renewal_end);
        if under_way.is_some() || refused != Some(generation) {
            return under_way;
        }
        let (tokens, source) = (Rc::downgrade(self), Rc::clone(source));
        let renewal = Shared::new(async move {
            let renewed = source.token(true).await.map(Rc::from);
            if let Some(tokens) = tokens.upgrade() {
                tokens.renewed(generation, &renewed);
            }
            renewed
        });
        state.renewal = Some(Rc::clone(&renewal));
        state.renewal_end = now + timeout;
        drop(state);
        // It goes on when nobody waits for it any more: the page's function has been called, and must not be called twice.
        let task = renewal.wait();
        transport.spawn(Box::pin(async { drop(task.await) }));
        Some(renewal)
    }

    fn renewed(&self, generation: u32, renewed: &Result<Rc<str>, Fault>) {
        let mut state = self.state.borrow_mut();
        if state.generation == generation {
            state.renewal = None;
            if let Ok(text) = renewed {
                state.generation = generation.wrapping_add(1);
                state.renewed = Some(Rc::clone(text));
            }
        }
    }

    /// Forgets the token, and a renewal that is under way.
    pub(super) fn forget(&self) {
        let generation = self.state.borrow().generation.wrapping_add(1);
        self.state.replace(State { generation, ..State::default() });
    }
}

impl Auth {
    /// Whether there is a source that can be asked for another token.
    pub(super) fn is_renewable(&self) -> bool {
        matches!(self, Auth::Bearer { token: Token::Source(_) } | Auth::Oauth { token: Token::Source(_), .. })
    }
}

/// The server has refused the old token, so that this is no mistake of the page's.
fn not_renewed(fault: Fault) -> Box<Failure> {
    let mut failure = no_token(fault);
    failure.code = FailureCode::Unauthorized;
    failure.status = Some(401);
    failure
}

fn no_token(fault: Fault) -> Box<Failure> {
    let message = fault.message.as_deref().unwrap_or("auth: the token function failed").to_owned();
    Box::new(Failure { cause: fault.cause, ..Failure::new(FailureCode::InvalidOption, message).at("auth") })
}
