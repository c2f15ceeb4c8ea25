//! A place that outlives the page.

use super::transport::{BoxFuture, Fault, Transport};
use crate::wire::Millis;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What a store keeps of a response: the figures, and nothing of the customer's profile.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSnapshot {
    /// The response as JSON, with nothing in it but the fields that this crate reads.
    pub body: Vec<u8>,
    /// When it was received, in epoch milliseconds of the server's clock.
    pub received_at: Millis,
    /// Whether all cycles were asked for.
    pub all_cycles: Option<bool>,
    /// Its version, as the server named it.
    pub etag: Option<String>,
}

/// A place that outlives the page, for the cache of a client.
///
/// Keys are texts that name the address, the scope, the [identity](super::CacheOptions::identity) and the user. A store may lose
/// what it keeps, and may fail, which counts as having nothing, except that [`Client::sign_out`](super::Client::sign_out) returns why
/// `delete` failed. It is asked for one thing after the other.
pub trait SnapshotStore {
    /// What is kept under a key.
    fn get(&self, key: String) -> BoxFuture<Result<Option<StoredSnapshot>, Fault>>;
    /// Keeps something under a key, in place of what was there.
    fn set(&self, key: String, value: StoredSnapshot) -> BoxFuture<Result<(), Fault>>;
    /// Removes everything whose key begins with a text.
    fn delete(&self, prefix: String) -> BoxFuture<Result<(), Fault>>;
}

/// What is asked of a store, one thing after the other, whoever waits for it: so nothing is kept after a sign-out.
pub(super) struct StoreQueue {
    pub(super) store: Rc<dyn SnapshotStore>,
    /// It left a question unanswered for too long: until it is answered, nobody waits for it again.
    pub(super) is_silent: Cell<bool>,
    /// What is not begun yet.
    operations: RefCell<Vec<BoxFuture<()>>>,
    is_running: Cell<bool>,
}

impl StoreQueue {
    pub(super) fn new(store: Rc<dyn SnapshotStore>) -> Rc<StoreQueue> {
        Rc::new(StoreQueue {
            store,
            is_silent: Cell::new(false),
            operations: RefCell::default(),
            is_running: Cell::new(false),
        })
    }

    /// Adds an operation, which begins when those before it have ended.
    pub(super) fn push(self: &Rc<Self>, transport: &impl Transport, operation: BoxFuture<()>) {
        self.operations.borrow_mut().push(operation);
        if !self.is_running.replace(true) {
            let queue = Rc::clone(self);
            transport.spawn(Box::pin(async move {
                while let Some(operation) = queue.next() {
                    operation.await;
                }
            }));
        }
    }

    fn next(&self) -> Option<BoxFuture<()>> {
        let mut operations = self.operations.borrow_mut();
        let next = if operations.is_empty() { None } else { Some(operations.remove(0)) };
        self.is_running.set(next.is_some());
        next
    }
}
