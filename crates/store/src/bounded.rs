//! A map in memory that forgets what was not asked for lately.

use std::collections::HashMap;
use std::hash::Hash;
use std::mem;

/// Holds at most twice `room` entries, in two generations: what is asked for moves to the young one; when
/// that is full, the old one is forgotten and the young one grows old.
#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    room: usize,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash + Clone, V: Clone> Bounded<K, V> {
    pub(crate) fn new(room: usize) -> Bounded<K, V> {
        Bounded { room: room.max(1), young: HashMap::new(), old: HashMap::new() }
    }

    pub(crate) fn get(&mut self, key: &K) -> Option<V> {
        if let Some(value) = self.young.get(key) {
            return Some(value.clone());
        }
        let value = self.old.remove(key)?;
        self.insert(key.clone(), value.clone());
        Some(value)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.young.len() >= self.room && !self.young.contains_key(&key) {
            self.old = mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, value);
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let mut map = Bounded::new(2);
        for number in 0..100 {
            map.insert(number, number * 10);
            assert_eq!(map.get(&0), Some(0), "{number}");
            assert!(map.young.len() + map.old.len() <= 4);
        }
        assert_eq!(map.get(&50), None);
        assert_eq!(map.get(&99), Some(990));
        map.remove(&99);
        assert_eq!(map.get(&99), None);
    }
}
