//! Finding things by their id, however many there are.

use super::build::{none_last, sort_places};
use crate::wire::Id;

/// The places of the entries of a list, by a key. Of several with one key the first is found.
#[derive(Clone, Debug)]
pub(crate) struct Index<K> {
    keys: Vec<Option<K>>,
    /// Sorted by key; equals in order of arrival, those without a key last.
    places: Vec<u32>,
}

impl<K: Ord + Copy> Index<K> {
    pub(crate) fn new(keys: impl Iterator<Item = Option<K>>) -> Self {
        Index::of(keys.collect())
    }

    // `inline(never)`: once, and not for each kind of list.
    #[inline(never)]
    fn of(keys: Vec<Option<K>>) -> Self {
        let key = |place: u32| keys.get(place as usize).copied().flatten();
        let mut places: Vec<u32> = (0..keys.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| none_last(key(a), key(b)));
        Index { keys, places }
    }

    /// The place of the first entry with a key.
    #[inline(never)]
    pub(crate) fn find(&self, wanted: Option<K>) -> Option<usize> {
        let wanted = wanted?;
        let key = |place: &u32| self.keys.get(*place as usize).copied().flatten();
        let at = self.places.partition_point(|place| key(place).is_some_and(|key| key < wanted));
        self.places.get(at).filter(|place| key(place) == Some(wanted)).map(|place| *place as usize)
    }
}

/// What a thing of a response is known by: its id, or without one its name.
pub(crate) fn key(id: Option<Id>, name: Option<&str>) -> Option<(Option<Id>, Option<&str>)> {
    match (id, name) {
        (Some(id), _) => Some((Some(id), None)),
        (None, name) => name.map(|name| (None, Some(name))),
    }
}

/// For each new thing the place of the old one that it is: the first of a key is the first of that key, the second
/// the second, and so on.
#[inline(never)]
pub(crate) fn pair<K: Ord>(old: &[K], new: &[K]) -> Vec<Option<usize>> {
    let sorted = |keys: &[K]| {
        let mut places: Vec<u32> = (0..keys.len() as u32).collect();
        sort_places(&mut places, &mut |a, b| keys.get(a as usize).cmp(&keys.get(b as usize)));
        places
    };
    let mut out = vec![None; new.len()];
    let mut candidates = sorted(old).into_iter().peekable();
    for place in sorted(new) {
        let wanted = new.get(place as usize);
        while candidates.next_if(|candidate| old.get(*candidate as usize) < wanted).is_some() {}
        let same = candidates.next_if(|candidate| old.get(*candidate as usize) == wanted);
        if let Some(out) = out.get_mut(place as usize) {
            *out = same.map(|place| place as usize);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn finds_the_first_of_each_and_nothing_else() {
        let index = Index::new([Some(7), None, Some(-3), Some(7), Some(0)].into_iter());
        assert_eq!(index.find(Some(7)), Some(0));
        assert_eq!(index.find(Some(-3)), Some(2));
        assert_eq!(index.find(Some(0)), Some(4));
        assert_eq!(index.find(Some(8)), None);
        assert_eq!(index.find(Some(i64::MIN)), None);
        assert_eq!(index.find(None), None);
        assert_eq!(Index::<i64>::new(std::iter::empty()).find(Some(1)), None);
    }

    #[test]
    fn pairs_the_first_with_the_first_and_the_second_with_the_second() {
        assert_eq!(
            pair(&["a", "b", "a", "c"], &["c", "a", "a", "a", "x"]),
            [Some(3), Some(0), Some(2), None, None]
        );
        assert_eq!(pair(&[], &[1]), [None]);
        assert_eq!(pair(&[1], &[]), []);
    }

    #[test]
    fn a_name_counts_only_without_an_id() {
        assert_eq!(key(Id::new(1), Some("a")), key(Id::new(1), Some("b")));
        assert_ne!(key(None, Some("a")), key(None, Some("b")));
        assert_eq!(key(None, None), None);
    }
}
