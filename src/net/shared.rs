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
    run: Run,
    output: Rc<RefCell<Option<T>>>,
}

impl<T: Clone + 'static> Shared<T> {
    pub(super) fn new(future: impl Future<Output = T> + 'static) -> Rc<Shared<T>> {
        let output = Rc::<RefCell<Option<T>>>::default();
        let into = Rc::clone(&output);
        let future = async move {
            let output = future.await;
            into.borrow_mut().get_or_insert(output);
        };
        Rc::new(Shared { run: Run::new(Box::pin(future)), output })
    }

    /// One that ends when it is [finished](Shared::finish).
    pub(super) fn unfinished() -> Rc<Shared<T>> {
        Shared::new(pending())
    }

    pub(super) fn is_done(&self) -> bool {
        self.run.is_done()
    }

    /// Ends it with an output, unless it has ended.
    pub(super) fn finish(&self, output: T) {
        if !self.is_done() {
            self.output.borrow_mut().get_or_insert(output);
            self.run.end();
        }
    }

    /// Waits for the output.
    pub(super) fn wait(self: &Rc<Self>) -> Wait<T> {
        Wait { shared: Rc::clone(self), id: self.run.next_id() }
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
        self.shared.run.poll(self.id, context);
        self.shared.output.borrow().clone().map_or(Poll::Pending, Poll::Ready)
    }
}

impl<T> Drop for Wait<T> {
    fn drop(&mut self) {
        self.shared.run.waiters.forget(self.id);
    }
}

/// What is the same whatever the output is, and so is there once in the module.
struct Run {
    state: RefCell<State>,
    waiters: Arc<Waiters>,
    next_id: Cell<u32>,
}

enum State {
    Waiting(BoxFuture<()>),
    /// It is being polled just now, and may call back.
    Polled,
    Done,
}

impl Run {
    fn new(future: BoxFuture<()>) -> Run {
        Run {
            state: RefCell::new(State::Waiting(future)),
            waiters: Arc::new(Waiters { has_news: AtomicBool::new(true), wakers: Mutex::default() }),
            next_id: Cell::new(0),
        }
    }

    fn next_id(&self) -> u32 {
        let id = self.next_id.get();
        self.next_id.set(id.wrapping_add(1));
        id
    }

    fn is_done(&self) -> bool {
        matches!(*self.state.borrow(), State::Done)
    }

    fn end(&self) {
        // The future is dropped when nothing is borrowed any more: that may call back.
        let ended = self.state.replace(State::Done);
        drop(ended);
        self.waiters.wake_all();
    }

    /// Polls the future for one who waits, if it has something to say.
    fn poll(&self, id: u32, context: &Context<'_>) {
        // First: the future may wake whoever waits for it while it is polled.
        self.waiters.register(id, context.waker());
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
            Poll::Ready(()) => self.end(),
            Poll::Pending => drop(self.state.replace(State::Waiting(future))),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::sync::atomic::AtomicU32;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// Counts how often it is woken.
    #[derive(Default)]
    struct Count(AtomicU32);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Count {
        fn poll<T: Clone>(self: &Arc<Self>, wait: &mut Wait<T>) -> Poll<T> {
            Pin::new(wait).poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))))
        }

        fn times(&self) -> u32 {
            self.0.load(Ordering::Relaxed)
        }
    }

    /// A future that is ready once the cell is set, and where its waker is put.
    fn when(
        ready: &Rc<Cell<bool>>,
        waker: &Rc<RefCell<Option<Waker>>>,
    ) -> impl Future<Output = u32> + 'static {
        let (ready, waker) = (Rc::clone(ready), Rc::clone(waker));
        poll_fn(move |context| {
            waker.replace(Some(context.waker().clone()));
            if ready.get() { Poll::Ready(7) } else { Poll::Pending }
        })
    }

    #[test]
    fn what_wakes_it_wakes_all_who_wait_and_nobody_who_left() {
        let (ready, waker) = (Rc::default(), Rc::default());
        let shared = Shared::new(when(&ready, &waker));
        let counts: [Arc<Count>; 3] = Default::default();
        let mut waits = counts.each_ref().map(|_| Some(shared.wait()));
        for (count, wait) in counts.iter().zip(&mut waits) {
            assert!(count.poll(wait.as_mut().unwrap()).is_pending());
        }
        waits[1] = None;
        ready.set(true);
        waker.take().unwrap().wake();
        assert_eq!(counts.each_ref().map(|count| count.times()), [1, 0, 1]);
        assert_eq!(Arc::strong_count(&counts[1]), 1, "nothing is kept of who left");
        assert_eq!(counts[2].poll(waits[2].as_mut().unwrap()), Poll::Ready(7));
        assert_eq!(counts[0].poll(waits[0].as_mut().unwrap()), Poll::Ready(7));
    }

    #[test]
    fn it_may_be_finished_from_inside_and_ends_then() {
        let own: Rc<RefCell<Option<Rc<Shared<u32>>>>> = Rc::default();
        let (inside, alive) = (Rc::clone(&own), Rc::new(()));
        let kept = Rc::clone(&alive);
        let shared = Shared::new(poll_fn(move |_| {
            let _kept = &kept;
            inside.borrow().as_ref().unwrap().finish(1);
            Poll::Pending
        }));
        own.replace(Some(Rc::clone(&shared)));
        let count = Arc::<Count>::default();
        assert_eq!(count.poll(&mut shared.wait()), Poll::Ready(1));
        assert_eq!(Rc::strong_count(&alive), 1, "the future is dropped");
        shared.finish(2);
        assert_eq!(count.poll(&mut shared.wait()), Poll::Ready(1), "the first output counts");
    }

    #[test]
    fn it_ends_with_the_last_who_waits() {
        let alive = Rc::new(());
        let kept = Rc::clone(&alive);
        let shared = Shared::new(async move {
            let _kept = kept;
            pending::<u32>().await
        });
        let (one, other) = (shared.wait(), shared.wait());
        drop((shared, one));
        assert_eq!(Rc::strong_count(&alive), 2);
        drop(other);
        assert_eq!(Rc::strong_count(&alive), 1);
    }
}
