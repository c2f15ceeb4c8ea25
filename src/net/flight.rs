//! A request in flight, shared by everybody who asks for the same.

use super::options::Progress;
use super::shared::Shared;
use crate::failure::Failure;
use crate::insight::Snapshot;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A caller's function that hears of progress.
type Listener = Rc<dyn Fn(Progress)>;

/// A request in flight. It ends when nobody holds it any more.
pub(super) struct Flight {
    pub(super) key: String,
    pub(super) answer: Rc<Shared<Result<Rc<Snapshot>, Box<Failure>>>>,
    pub(super) listeners: Rc<Listeners>,
}

/// Those who hear of its progress.
#[derive(Default)]
pub(super) struct Listeners {
    list: RefCell<Vec<(u32, Listener)>>,
    next_id: Cell<u32>,
}

impl Listeners {
    /// Adds a listener, until what is returned is dropped.
    pub(super) fn add(self: &Rc<Self>, listener: Listener) -> Listening {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1));
        self.list.borrow_mut().push((id, listener));
        Listening { listeners: Rc::clone(self), id }
    }

    pub(super) fn notify(&self, progress: Progress) {
        // A copy: a listener may call the client, and may end its own call.
        let list = self.list.borrow().clone();
        list.iter().for_each(|(_, listener)| listener(progress));
    }
}

/// Removes a listener when it is dropped.
pub(super) struct Listening {
    listeners: Rc<Listeners>,
    id: u32,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.listeners.list.borrow_mut().retain(|(id, _)| *id != self.id);
    }
}
