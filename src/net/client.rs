//! The client.

use super::options::{CallOptions, ClientOptions, Fetched, Query};
use super::transport::{Fault, Transport};
use crate::failure::{Failure, FailureCode};
use crate::wire::Millis;
use std::future::Future;
use std::rc::Rc;

/// Asks the API for a user's target groups.
pub struct Client<T: Transport> {
    inner: Rc<Inner<T>>,
}

struct Inner<T> {
    options: ClientOptions,
    transport: T,
}

impl<T: Transport> Clone for Client<T> {
    fn clone(&self) -> Client<T> {
        Client { inner: Rc::clone(&self.inner) }
    }
}

impl<T: Transport> Client<T> {
    /// A client that reaches the world outside by `transport`.
    ///
    /// # Errors
    /// `invalid-option` for a base URL that is none.
    pub fn with_transport(options: ClientOptions, transport: T) -> Result<Client<T>, Box<Failure>> {
        Ok(Client { inner: Rc::new(Inner { options, transport }) })
    }

    /// Fetches the target groups of a user, or gives what the cache holds. Dropping the future ends the wait, and the request unless
    /// somebody else waits for the same.
    pub fn target_groups(
        &self,
        query: &Query,
        options: &CallOptions,
    ) -> impl Future<Output = Result<Fetched, Box<Failure>>> + use<T> {
        let (client, _query, _options) = (self.clone(), query.clone(), options.clone());
        async move {
            let _client = client;
            Err(Box::new(Failure::new(FailureCode::Aborted, "not there yet")))
        }
    }

    /// What to add to the device's clock to have the server's, in milliseconds, by the `Date` of the answers. 0 until there was one,
    /// and while the two agree within 2 seconds.
    pub fn clock_skew_ms(&self) -> Millis {
        0
    }

    /// The server's clock, as far as it is known, in epoch milliseconds.
    pub fn now(&self) -> Millis {
        self.inner.transport.now() as Millis + self.clock_skew_ms()
    }

    /// Ends all calls, which fail with `aborted`, and forgets what the cache holds, at once; the future waits for the store, which
    /// also forgets what earlier pages kept there with the same options.
    pub fn sign_out(&self) -> impl Future<Output = Result<(), Fault>> + use<T> {
        async { Ok(()) }
    }
}
