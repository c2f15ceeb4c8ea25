//! One question to the server: attempts, with a timeout for each and a deadline for all.

use super::options::{Auth, ClientOptions, DataScope, Progress, Query};
use super::service::Service;
use super::transport::{Body, Fault, Head, LONGEST_SLEEP_MS, Piece, Redirect, Request, Transport};
use super::wait::{First, first};
use crate::client::answer::failure_of;
use crate::client::clock::{Reading, server_time};
use crate::client::request::{self, Call};
use crate::client::retry::{self, Next, Policy};
use crate::failure::{Failure, FailureCode};
use crate::wire::{self, Millis};
use crate::write::{join, push_number};
use std::cell::Cell;
use std::time::Duration;

const NO_ANSWER: &str = "no answer: the network, DNS, TLS, CORS or a content security policy is in the way; a page is not told which, its developer tools are";

const BROKE_OFF: &str = "the connection broke off in the middle of the answer";

/// A success.
pub(super) struct Answer {
    /// None when it is still the one that the request named by its version.
    pub(super) body: Option<Vec<u8>>,
    /// Its version, as the server names it.
    pub(super) etag: Option<String>,
    /// How many requests it took.
    pub(super) attempts: u32,
}

/// What the options say of attempts, in milliseconds.
pub(super) struct Limits {
    timeout: f64,
    deadline: f64,
    pub(super) retry: Policy,
}

impl Limits {
    pub(super) fn new(options: &ClientOptions) -> Limits {
        Limits {
            timeout: millis(options.timeout),
            deadline: millis(options.deadline),
            retry: Policy {
                attempts: f64::from(options.retry.attempts),
                base_delay_ms: millis(options.retry.base_delay),
                max_delay_ms: millis(options.retry.max_delay),
            },
        }
    }
}

/// A duration in whole milliseconds.
pub(super) fn millis(duration: Duration) -> f64 {
    duration.as_secs() as f64 * 1000.0 + f64::from(duration.subsec_millis())
}

impl<T: Transport> Service<T> {
    /// Sends a request until it is answered, refused for good, or not worth another attempt.
    pub(super) async fn send(
        &self,
        query: &Query,
        etag: Option<&str>,
        progress: &dyn Fn(Progress),
    ) -> Result<Answer, Box<Failure>> {
        let Limits { timeout, deadline, ref retry } = self.limits;
        let end = self.transport.monotonic() + deadline;
        let time_left = || end - self.transport.monotonic();
        let (mut attempt, mut refused) = (0, None);
        let (sent, generation) = (Cell::new(0), Cell::new(0));
        loop {
            let left = time_left();
            let (limit, whole, name) =
                if left < timeout { (left, deadline, "deadlineMs") } else { (timeout, timeout, "timeoutMs") };
            let answer = async {
                let token = self.tokens.issue(&self.options.auth, refused, &self.transport, timeout).await?;
                let (text, of) = token.as_ref().map_or(("", 0), |token| (&*token.text, token.generation));
                generation.set(of);
                let request = self.request(query, etag, text)?;
                sent.set(sent.get() + 1);
                self.exchange(request, etag.is_some(), progress).await
            };
            let mut failure = match first(answer, self.sleep(limit)).await {
                First::This(Ok(answer)) => return Ok(Answer { attempts: sent.get(), ..answer }),
                First::This(Err(failure)) => failure,
                First::That(()) => timed_out(whole, name),
            };
            // With a path it is of an option: there is no new token, and another question would not help.
            if failure.code == FailureCode::Unauthorized
                && failure.path.is_none()
                && refused.is_none()
                && self.options.auth.is_renewable()
            {
                refused = Some(generation.get());
                continue;
            }
            attempt += 1;
            let next = if failure.retryable {
                retry.next(attempt, failure.retry_after_ms, time_left(), self.transport.random())
            } else {
                Next::Stop
            };
            match next {
                Next::Wait(ms) => self.sleep(ms).await,
                Next::Stop | Next::TooLong => {
                    if next == Next::TooLong {
                        failure.code = FailureCode::RateLimited;
                    }
                    if failure.code != FailureCode::InvalidOption {
                        failure.attempts = Some(sent.get());
                    }
                    return Err(failure);
                }
            }
        }
    }

    async fn sleep(&self, ms: f64) {
        self.transport.sleep(ms.max(0.0).min(LONGEST_SLEEP_MS)).await;
    }

    // `inline(never)`: what stands in an async function is twice as long.
    #[inline(never)]
    fn request(&self, query: &Query, etag: Option<&str>, token: &str) -> Result<Request, Box<Failure>> {
        let options = &self.options;
        let mut org_id = String::new();
        let auth = match &options.auth {
            Auth::None => request::Auth::None,
            Auth::Basic { username, password } => request::Auth::Basic { username, password },
            Auth::Bearer { .. } => request::Auth::Bearer { token },
            Auth::Oauth { org_id: id, .. } => {
                if let Some(id) = id {
                    push_number(&mut org_id, *id);
                }
                request::Auth::Oauth { token, org_id: &org_id }
            }
        };
        let call = Call {
            base_url: &self.base_url,
            path: &options.path,
            user_id: &query.user_id,
            data_scope: options.data_scope.map_or("", DataScope::as_str),
            data_scope_orgs: &self.data_scope_orgs,
            auth,
            include_inactive: query.include_inactive,
            include_inactive_targets: query.include_inactive_targets,
            target_rule_id: query.target_rule_id,
            headers: &options.headers,
            etag: etag.unwrap_or_default(),
        };
        let request::Request { url, headers, has_secrets } = call.request()?;
        let redirect = if has_secrets { Redirect::Manual } else { Redirect::Follow };
        Ok(Request { url, headers, credentials: options.credentials, redirect })
    }

    /// Sends a request once and reads its answer, if it is a success and no larger than allowed.
    async fn exchange(
        &self,
        request: Request,
        is_conditional: bool,
        progress: &dyn Fn(Progress),
    ) -> Result<Answer, Box<Failure>> {
        let transport = &self.transport;
        let clocks = || (transport.now() as Millis, transport.monotonic());
        let (sent, sent_at) = clocks();
        let (head, mut body) = transport.send(request).await.map_err(|fault| network(fault, NO_ANSWER))?;
        let (heard, heard_at) = clocks();
        let server_time = server_time(head.date.as_deref(), head.age.as_deref());
        let is_unchanged = is_conditional && head.status == 304;
        if !(200..300).contains(&head.status) && !is_unchanged {
            let bytes = self.read(&head, &mut body, progress).await.unwrap_or_default();
            return Err(refused(&head, &bytes, server_time.unwrap_or(heard)));
        }
        let body = if is_unchanged { None } else { Some(self.read(&head, &mut body, progress).await?) };
        if let Some(server_time) = server_time {
            self.clock_skew.borrow_mut().observe(Reading { server_time, sent, heard, sent_at, heard_at });
        }
        Ok(Answer { body, etag: head.etag.filter(|etag| !etag.is_empty()), attempts: 0 })
    }

    async fn read(
        &self,
        head: &Head,
        body: &mut T::Body,
        progress: &dyn Fn(Progress),
    ) -> Result<Vec<u8>, Box<Failure>> {
        let most = self.options.max_bytes;
        let announced = head.content_length.as_deref().and_then(length);
        let mut bytes = Vec::new();
        if let Some(length) = announced {
            if length > most {
                return Err(too_large(most));
            }
            // Where there is no room for it, there may be for the pieces that come.
            bytes.try_reserve_exact(length).unwrap_or_default();
        }
        let mut received = 0;
        loop {
            match body.read(&mut bytes, most).await.map_err(|fault| network(fault, BROKE_OFF))? {
                Piece::Appended if bytes.len() > received => {
                    received = bytes.len();
                    // A body that was compressed becomes longer than announced.
                    let total_bytes = announced.filter(|length| *length >= received);
                    progress(Progress { received_bytes: received, total_bytes });
                }
                Piece::Appended => {}
                Piece::End => return Ok(bytes),
                Piece::TooLarge => return Err(too_large(most)),
            }
        }
    }
}

/// What an answer that is no success means.
#[cold]
fn refused(head: &Head, body: &[u8], now: Millis) -> Box<Failure> {
    let mut failure = failure_of(u32::from(head.status), wire::read_errors(body));
    failure.retry_after_ms = head.retry_after.as_deref().and_then(|header| retry::retry_after(header, now));
    failure
}

/// The number of bytes that `Content-Length` says; none for what is no number, or one beyond all bounds.
fn length(header: &str) -> Option<usize> {
    let digits = header.trim_ascii().as_bytes();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit =
        |length: usize, digit: &u8| length.saturating_mul(10).saturating_add(usize::from(digit - b'0'));
    Some(digits.iter().fold(0, digit))
}

#[cold]
fn network(fault: Fault, message: &str) -> Box<Failure> {
    let message = fault.message.as_deref().unwrap_or(message);
    Box::new(Failure { retryable: true, cause: fault.cause, ..Failure::new(FailureCode::Network, message) })
}

#[cold]
fn timed_out(limit: f64, option: &str) -> Box<Failure> {
    let mut number = String::new();
    push_number(&mut number, limit as u64);
    let message = join(&["no complete answer within ", &number, " ms (", option, ")"]);
    Box::new(Failure { retryable: true, ..Failure::new(FailureCode::Timeout, message) })
}

#[cold]
fn too_large(most: usize) -> Box<Failure> {
    let mut number = String::new();
    push_number(&mut number, most as u64);
    let message = join(&[
        "the body is larger than maxBytes, ",
        &number,
        " bytes; raise it if such a response is to be expected",
    ]);
    Box::new(Failure::new(FailureCode::TooLarge, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_length_is_digits_and_nothing_else() {
        for (header, expected) in [
            ("12", Some(12)),
            (" 12 ", Some(12)),
            ("99999999999999999999", Some(usize::MAX)),
            ("", None),
            (" ", None),
            ("12, 12", None),
            ("-1", None),
            ("1e3", None),
        ] {
            assert_eq!(length(header), expected, "{header:?}");
        }
    }
}
