//! One future that many wait for: single flight.

use super::transport::BoxFuture;
use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// A future that is run by whoever waits for it, once for all of them. It is dropped, and so ends, with the last of them.
pub(super) struct Shared<T> {
    state: RefCell<State<T>>,
    waiters: Arc<Waiters>,
    next_id: Cell<u32>,
}

enum State<T> {
    Waiting(BoxFuture<T>),
    /// It is being polled just now, and may call back.
    Polled,
    Done(T),
}

impl<T: Clone> Shared<T> {
    pub(super) fn new(future: impl Future<Output = T> + 'static) -> Rc<Shared<T>> {
        Rc::new(Shared {
            state: RefCell::new(State::Waiting(Box::pin(future))),
            waiters: Arc::new(Waiters { has_news: AtomicBool::new(true), wakers: Mutex::default() }),
            next_id: Cell::new(0),
        })
    }

    /// One that ends when it is [finished](Shared::finish).
    pub(super) fn unfinished() -> Rc<Shared<T>>
    where
        T: 'static,
    {
        Shared::new(pending())
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(*self.state.borrow(), State::Done(_))
    }

    /// Ends it with an output, unless it has ended.
    pub(super) fn finish(&self, output: T) {
        if self.is_done() {
            return;
        }
        // The future is dropped when nothing is borrowed any more: that may call back.
        let ended = self.state.replace(State::Done(output));
        drop(ended);
        self.waiters.wake_all();
    }

    /// Waits for the output.
    pub(super) fn wait(self: &Rc<Self>) -> Wait<T> {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1));
        Wait { shared: Rc::clone(self), id }
    }

    fn output(&self) -> Option<T> {
        match &*self.state.borrow() {
            State::Done(output) => Some(output.clone()),
            _ => None,
        }
    }

    /// Polls the future, if it has something to say.
    fn advance(&self) {
        if self.is_done() || !self.waiters.has_news.swap(false, Ordering::Relaxed) {
            return;
        }
        let State::Waiting(mut future) = self.state.replace(State::Polled) else { return };
        let polled = future.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(&self.waiters))));
        if self.is_done() {
            // It was finished from inside of the future.
            return;
        }
        match polled {
            Poll::Ready(output) => self.finish(output),
            Poll::Pending => drop(self.state.replace(State::Waiting(future))),
        }
    }
}

/// Waits for the output of a [`Shared`] future, and has a part in it meanwhile.
pub(super) struct Wait<T> {
    shared: Rc<Shared<T>>,
    id: u32,
}

impl<T: Clone> Future for Wait<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let shared = &self.shared;
        // First: the future may wake whoever waits for it while it is polled.
        shared.waiters.register(self.id, context.waker());
        shared.advance();
        shared.output().map_or(Poll::Pending, Poll::Ready)
    }
}

impl<T> Drop for Wait<T> {
    fn drop(&mut self) {
        self.shared.waiters.forget(self.id);
    }
}

/// Those who wait. Whatever wakes the future wakes all of them: the one that polled it last may never poll again.
struct Waiters {
    /// The future was woken since it was last polled.
    has_news: AtomicBool,
    wakers: Mutex<Vec<(u32, Waker)>>,
}

impl Waiters {
    fn with_wakers<R>(&self, change: impl FnOnce(&mut Vec<(u32, Waker)>) -> R) -> R {
        change(&mut self.wakers.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn register(&self, id: u32, waker: &Waker) {
        self.with_wakers(|wakers| match wakers.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) => known.clone_from(waker),
            None => wakers.push((id, waker.clone())),
        });
    }

    fn forget(&self, id: u32) {
        self.with_wakers(|wakers| wakers.retain(|(known, _)| *known != id));
    }

    fn wake_all(&self) {
        self.has_news.store(true, Ordering::Relaxed);
        let wakers = self.with_wakers(std::mem::take);
        wakers.into_iter().for_each(|(_, waker)| waker.wake());
    }
}

impl Wake for Waiters {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}
