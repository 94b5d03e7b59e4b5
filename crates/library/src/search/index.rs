//! An index in memory of what holds which words, so that a search costs some microseconds.
//!
//! Things are known by their places, from 0 on. Below each word stand the places that hold it; words are in
//! order, so that all which begin alike, with their places, are one slice. A search gathers each
//! term's slice in a set of bits and keeps what is in all of them: 12.5 kB a term among 100,000 things.

use std::collections::HashMap;
use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::{Query, Term};

/// Places that a set keeps in one block.
const BITS: usize = usize::BITS as usize;

/// Which things hold which words; four billion are enough.
#[derive(Clone, Debug, Default)]
pub struct WordIndex {
    words: Vec<Box<str>>,
    /// Where in `places` those of each word end; they begin where the ones before end.
    ends: Vec<u32>,
    places: Vec<u32>,
    count: u32,
}

/// A [`WordIndex`] that things are still being put into.
#[derive(Clone, Debug, Default)]
pub struct WordIndexBuilder {
    places: HashMap<Box<str>, Vec<u32>>,
    count: u32,
}

impl WordIndexBuilder {
    /// Gives the next place to something with these words ([`search_words`](super::search_words)), parted by
    /// spaces.
    pub fn push(&mut self, words: &str) {
        for word in words.split_ascii_whitespace() {
            match self.places.get_mut(word) {
                Some(places) => places.push(self.count),
                None => drop(self.places.insert(word.into(), vec![self.count])),
            }
        }
        self.count += 1;
    }

    /// The index of all that was put in.
    #[must_use]
    pub fn build(self) -> WordIndex {
        let mut of_words: Vec<(Box<str>, Vec<u32>)> = self.places.into_iter().collect();
        of_words.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut index = WordIndex { count: self.count, ..WordIndex::default() };
        index.words.reserve_exact(of_words.len());
        index.ends.reserve_exact(of_words.len());
        index.places.reserve_exact(of_words.iter().map(|(_, places)| places.len()).sum());
        for (word, places) in of_words {
            index.words.push(word);
            index.places.extend(places);
            index.ends.push(u32::try_from(index.places.len()).unwrap_or(u32::MAX));
        }
        index
    }
}

impl WordIndex {
    /// What a query finds ([`Query::matches`]); everything when it has no terms.
    #[must_use]
    pub fn find(&self, query: &Query) -> Places {
        let mut terms = query.terms.iter().map(|term| self.holding(term));
        let first = terms.next().unwrap_or_else(|| self.all());
        Places(terms.fold(first, |mut found, others| {
            found.intersect_with(&others);
            found
        }))
    }

    fn all(&self) -> FixedBitSet {
        let mut all = FixedBitSet::with_capacity(self.count as usize);
        all.insert_range(..);
        all
    }

    /// The places of all words that a term means.
    fn holding(&self, term: &Term) -> FixedBitSet {
        let mut found = FixedBitSet::with_capacity(self.count as usize);
        for &place in &self.places[self.slice(self.meant(term))] {
            found.insert(place as usize);
        }
        found
    }

    fn meant(&self, term: &Term) -> Range<usize> {
        let first = self.words.partition_point(|word| **word < *term.text);
        let meant = |word: &str| {
            if term.prefix { word.starts_with(&term.text) } else { word == term.text }
        };
        first..first + self.words[first..].partition_point(|word| meant(word))
    }

    fn slice(&self, words: Range<usize>) -> Range<usize> {
        let end_before =
            |word: usize| word.checked_sub(1).map_or(0, |word| self.ends[word] as usize);
        end_before(words.start)..end_before(words.end)
    }
}

/// Places that were found, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(FixedBitSet);

impl Places {
    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.count_ones(..)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.ones()
    }

    /// Keeps those that something can be said of.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        let gone: Vec<usize> = self.iter().filter(|place| !keep(*place)).collect();
        for place in gone {
            self.0.remove(place);
        }
    }

    /// From the `offset`th on, at most `limit`. What comes before is counted block by block: a page costs
    /// the same wherever it begins.
    pub fn page(&self, offset: u64, limit: u32) -> impl Iterator<Item = usize> {
        let mut before = usize::try_from(offset).unwrap_or(usize::MAX);
        let blocks = self.0.as_slice().iter().take_while(|block| {
            let ones = block.count_ones() as usize;
            let passed = ones <= before;
            before -= if passed { ones } else { 0 };
            passed
        });
        let start = blocks.count() * BITS;
        self.at_least(start).skip(before).take(limit as usize)
    }

    /// Those from a place on, at most `limit`.
    pub fn from(&self, place: usize, limit: u32) -> impl Iterator<Item = usize> {
        self.at_least(place).take(limit as usize)
    }

    fn at_least(&self, start: usize) -> impl Iterator<Item = usize> {
        let blocks = self.0.as_slice().iter().enumerate().skip(start / BITS);
        let places = blocks.flat_map(|(number, &block)| {
            let some = |block: usize| (block != 0).then_some(block);
            let ones = std::iter::successors(some(block), move |ones| some(ones & (ones - 1)));
            ones.map(move |ones| number * BITS + ones.trailing_zeros() as usize)
        });
        places.skip_while(move |place| *place < start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search_words;

    const TITLES: [&str; 6] =
        ["月亮代表我的心", "Dvořák's Largo", "The Lark", "Ährenlied", "Largo for the moon", ""];

    fn index<'t>(titles: impl IntoIterator<Item = &'t str>) -> WordIndex {
        let mut builder = WordIndexBuilder::default();
        for title in titles {
            builder.push(&Vec::from_iter(search_words([title])).join(" "));
        }
        builder.build()
    }

    proptest! {
        #[test]
        fn finds_what_a_query_means(
            picks in prop::collection::vec(0..TITLES.len(), 0..200),
            query in prop::sample::select(vec!["", "l", "la", "lark the", "月亮", "yl", "我", "zzz", "largo"]),
            offset in 0usize..250, limit in 0u32..80,
        ) {
            let titles = picks.iter().map(|pick| TITLES[*pick]);
            let query = Query::parse(query);
            let found = index(titles.clone()).find(&query);
            let expected: Vec<usize> = titles
                .enumerate()
                .filter(|(_, title)| query.matches(&search_words([*title])))
                .map(|(place, _)| place)
                .collect();
            prop_assert_eq!(found.count(), expected.len());
            prop_assert_eq!(&Vec::from_iter(found.iter()), &expected);
            let page = expected.iter().copied().skip(offset).take(limit as usize);
            prop_assert_eq!(Vec::from_iter(found.page(offset as u64, limit)), Vec::from_iter(page));
            let from = expected.iter().copied().filter(|place| *place >= offset);
            let from = from.take(limit as usize);
            prop_assert_eq!(Vec::from_iter(found.from(offset, limit)), Vec::from_iter(from));
            let mut even = found.clone();
            even.retain(|place| place % 2 == 0);
            prop_assert!(even.iter().eq(expected.into_iter().filter(|place| place % 2 == 0)));
        }
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let nothing = WordIndex::default();
        assert_eq!(nothing.find(&Query::parse("la")).count(), 0);
        assert_eq!(nothing.find(&Query::default()).page(7, 7).count(), 0);
    }
}
