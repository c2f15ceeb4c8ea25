//! Random walks.

use crate::walk::{Move, Refusal, Reply, walk};
use proptest::prelude::*;

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        8 => (0..4u64, any::<bool>()).prop_map(|(user, refresh)| Move::Ask { user, refresh }),
        3 => any::<usize>().prop_map(Move::Abort),
        6 => (0..400u16).prop_map(Move::Pass),
        1 => Just(Move::SignOut),
        1 => Just(Move::Expire),
        1 => (-10_000_000..10_000_000).prop_map(Move::SetClock),
        1 => (0..3u8).prop_map(Move::Store),
    ]
}

fn replies() -> impl Strategy<Value = Reply> {
    use Refusal::{Failed, NotFound, TooMany, Unavailable, Unchanged};
    let refusals =
        prop_oneof![Just(Failed), Just(Unavailable), Just(NotFound), Just(TooMany), Just(Unchanged)];
    prop_oneof![
        4 => (0..300u16).prop_map(Reply::Good),
        1 => Just(Reply::Slow),
        1 => Just(Reply::Cut),
        1 => Just(Reply::Reset),
        1 => Just(Reply::Late),
        1 => refusals.prop_map(Reply::Status),
        1 => Just(Reply::Busy),
        1 => Just(Reply::Nonsense),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_call_settles_and_nothing_is_left(
        moves in prop::collection::vec(moves(), 1..60),
        plan in prop::collection::vec(replies(), 1..6),
        random in 0.0..1.0f64,
    ) {
        walk(&moves, &plan, random);
    }
}
