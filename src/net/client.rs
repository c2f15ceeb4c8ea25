//! The client.

use super::options::{CallOptions, ClientOptions, Fetched, Query};
use super::service::Service;
use super::transport::{Fault, Transport};
use crate::failure::Failure;
use crate::wire::Millis;
use std::future::Future;
use std::rc::Rc;

/// Asks the API for a user's target groups.
///
/// It sends one GET with the headers that its options ask for. The same question asked again while it is in flight is the same
/// request. Failures that may pass are tried again. Clones are the same client.
// No `Debug`: there are credentials inside.
pub struct Client<T: Transport> {
    service: Rc<Service<T>>,
}

impl<T: Transport> Clone for Client<T> {
    fn clone(&self) -> Client<T> {
        Client { service: Rc::clone(&self.service) }
    }
}

impl<T: Transport> Client<T> {
    /// A client that reaches the world outside by `transport`.
    ///
    /// # Errors
    /// `invalid-option` for a base URL that is none.
    pub fn with_transport(options: ClientOptions, transport: T) -> Result<Client<T>, Box<Failure>> {
        Ok(Client { service: Rc::new(Service::new(options, transport)?) })
    }

    /// Fetches the target groups of a user, or gives what the cache holds. Dropping the future ends the wait, and the request unless
    /// somebody else waits for the same.
    ///
    /// # Errors
    /// `network`, `timeout`, `aborted` (when the client is signed out), `unauthorized`, `forbidden`, `not-found`, `rate-limited`,
    /// `http`, `too-large`, what [`Model::parse`](crate::model::Model::parse) returns, and `invalid-option`.
    pub fn target_groups(
        &self,
        query: &Query,
        options: &CallOptions,
    ) -> impl Future<Output = Result<Fetched, Box<Failure>>> + use<T> {
        let service = Rc::clone(&self.service);
        let session = service.session();
        service.ask(query.clone(), options.clone(), session)
    }

    /// What to add to the device's clock to have the server's, in milliseconds, by the `Date` of the answers. 0 until there was one
    /// to be believed (a server of another origin must expose the header), and while the two agree within 2 seconds.
    pub fn clock_skew_ms(&self) -> Millis {
        self.service.clock_skew.borrow().millis()
    }

    /// The server's clock, as far as it is known, in epoch milliseconds.
    pub fn now(&self) -> Millis {
        self.service.now()
    }

    /// Ends all calls, which fail with `aborted`, and forgets what the cache holds, at once. The future waits for the store, which
    /// also forgets what earlier pages kept there with the same options. Await it before somebody else signs in.
    ///
    /// # Errors
    /// Why the store did not forget: what it keeps may still be there then.
    pub fn sign_out(&self) -> impl Future<Output = Result<(), Fault>> + use<T> {
        self.service.sign_out()
    }
}
