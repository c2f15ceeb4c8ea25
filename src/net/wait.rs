//! Waiting for one of two things.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Which of two futures was ready first.
pub(super) enum First<A, B> {
    This(A),
    That(B),
}

/// Waits for the first of two futures and drops the other one. When both are ready, `this` is first.
pub(super) async fn first<A, B>(this: impl Future<Output = A>, that: impl Future<Output = B>) -> First<A, B> {
    let (mut this, mut that) = (pin!(this), pin!(that));
    poll_fn(|context| match this.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(First::This(output)),
        Poll::Pending => that.as_mut().poll(context).map(First::That),
    })
    .await
}
