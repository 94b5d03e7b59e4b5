//! What the decoder of a column is told at a step.

use std::sync::Arc;

use super::rows::{Rows, maybe, row};
use super::slots::Slots;
use super::{Asked, Kin, Told};
use crate::network::ops::bag::ABSENT;
use crate::tokens::exposure::{COUNTS, RECENCIES, pitch_class};
use crate::tokens::given::{DENSITIES, KEYS, LEFTS, PLACES, key_class, key_classes};
use crate::tokens::history::{LENGTHS, length_class};
use crate::tokens::matches::{MATCH_LENGTHS, MATCHES, Match};
use crate::tokens::relations::classes;
use crate::tokens::{Column, Token};

/// Where bars are unknown, the step's place in a common bar of sixteenths is told.
const PHASES: usize = 16;
/// Terms found anew at each step: how lately the token was chosen, and its pitch class heard in two windows.
pub(super) const TERMS: usize = 3;

/// First rows of what is told of another column.
#[derive(Debug)]
struct OfOther {
    token: usize,
    motion: usize,
    against_now: usize,
    unknown: usize,
    known_slot: usize,
    unknown_slot: usize,
}

/// First rows and slots of everything one decoder is told.
#[derive(Debug)]
pub(super) struct Decoder {
    column: usize,
    kind: Column,
    others: Vec<Option<OfOther>>,
    now: usize,
    held: usize,
    phase: usize,
    place: usize,
    left: usize,
    density: usize,
    in_key: usize,
    next: [usize; 2],
    pairs: Vec<((usize, usize), usize)>,
    matches: [[usize; 3]; MATCHES],
    rows: usize,
    own_slots: [usize; 3],
    match_slots: [usize; MATCHES],
    next_slot: usize,
    key_slot: usize,
    terms: [usize; TERMS],
    scores: usize,
    places: Arc<Vec<u16>>,
}

impl Decoder {
    pub(super) fn lay(column: usize, columns: &[Column]) -> Decoder {
        let kind = columns[column];
        let own = classes(kind, kind);
        let (mut rows, mut slots) = (Rows::default(), Slots::new(kind));
        let own_slots = [kind; 3].map(|from| slots.token(from));
        let match_slots = [kind; MATCHES].map(|from| slots.token(from));
        let (next_slot, key_slot) = (slots.token(kind), slots.key());
        let terms = [RECENCIES, COUNTS, COUNTS].map(|classes| slots.term(classes));
        let other = |(index, &other): (usize, &Column)| {
            (index != column).then(|| OfOther {
                token: rows.add(other.values()),
                motion: rows.add(classes(other, other)),
                against_now: rows.add(classes(other, kind)),
                unknown: rows.add(classes(other, kind)),
                known_slot: slots.token(other),
                unknown_slot: slots.token(other),
            })
        };
        let others = columns.iter().enumerate().map(other).collect();
        let (now, held, phase) = (rows.add(kind.values()), rows.add(LENGTHS), rows.add(PHASES));
        let [place, left, density] = [PLACES, LEFTS, DENSITIES].map(|n| rows.add(n));
        let in_key = rows.add(key_classes(kind));
        let next = [rows.add(own), rows.add(LENGTHS)];
        let mut pairs = rows.pairs(columns);
        pairs.retain(|((a, b), _)| *a != column && *b != column);
        let matches = std::array::from_fn(|_| {
            [rows.add(MATCH_LENGTHS), rows.add(own), rows.add(2 * MATCH_LENGTHS)]
        });
        let (scores, places) = slots.finish();
        Decoder {
            column,
            kind,
            others,
            now,
            held,
            phase,
            place,
            left,
            density,
            in_key,
            next,
            pairs,
            matches,
            rows: rows.len(),
            own_slots,
            match_slots,
            next_slot,
            key_slot,
            terms,
            scores,
            places,
        }
    }

    /// Rows of the table.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Features a step.
    pub(super) fn width(&self) -> usize {
        3 * (self.others.len() - 1) + 9 + self.pairs.len() + 3 * MATCHES
    }

    /// Scores a step, and where those of each reference stand.
    pub(super) fn scores(&self) -> (usize, Arc<Vec<u16>>) {
        (self.scores, self.places.clone())
    }

    pub(super) fn tell(
        &self,
        kin: &Kin,
        asked: &Asked<'_>,
        known: &[Option<Token>],
        matches: &[Match; MATCHES],
        told: &mut Told,
    ) {
        self.refer(asked, matches, told);
        self.tell_others(kin, asked, known, told);
        self.tell_own(kin, asked, told);
        for &((a, b), first) in &self.pairs {
            told.rows.push(match (known[a], known[b]) {
                (Some(x), Some(y)) => row(first + kin.class((a, x), (b, y))),
                _ => ABSENT,
            });
        }
        let now = asked.history.pasts()[self.column].now;
        for ([length, interval, both], found) in self.matches.iter().zip(matches) {
            let class = kin.class((self.column, now), (self.column, found.token));
            let same = usize::from(found.token == now);
            told.rows.push(row(length + found.length));
            told.rows.push(row(interval + class));
            told.rows.push(row(both + 2 * found.length + same));
        }
    }

    /// References that every step has, and the terms of every choice.
    fn refer(&self, asked: &Asked<'_>, matches: &[Match; MATCHES], told: &mut Told) {
        let past = asked.history.pasts()[self.column];
        let next = asked.given.next(self.column, asked.history.steps());
        let mut refer = |slot: usize, token: Token| {
            told.references.push(row(slot + usize::from(token)));
        };
        for (slot, token) in self.own_slots.iter().zip([past.now, past.before, past.earlier]) {
            refer(*slot, token);
        }
        for (slot, found) in self.match_slots.iter().zip(matches) {
            refer(*slot, found.token);
        }
        refer(self.next_slot, next.map_or(self.kind.nothing(), |(token, _)| token));
        told.references.push(row(self.key_slot + asked.given.key.unwrap_or(KEYS)));
        let counts = asked.exposure.counts();
        let [recency, narrow, wide] = self.terms;
        let place = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
        let choices = self.kind.choices();
        let recent = |choice| place(recency + asked.exposure.recency(self.column, choice));
        told.terms.extend((0..choices).map(recent));
        for (first, counts) in [narrow, wide].into_iter().zip(counts) {
            told.terms
                .extend((0..choices).map(|choice| place(first + self.heard(choice, &counts))));
        }
    }

    /// How much the pitch class of a choice was heard: of a chord, its root's.
    fn heard(&self, choice: usize, counts: &[usize; 12]) -> usize {
        match (Token::try_from(choice).unwrap_or(0), self.kind) {
            (Column::SILENT, _) => 0,
            (token, Column::Voice) => counts[pitch_class(token)],
            (token, Column::Chord) => counts[usize::from(crate::tokens::chord_parts(token).0)],
        }
    }

    fn tell_others(&self, kin: &Kin, asked: &Asked<'_>, known: &[Option<Token>], told: &mut Told) {
        let pasts = asked.history.pasts();
        let own = |other, token| kin.class((other, token), (self.column, pasts[self.column].now));
        for (other, of) in self.others.iter().enumerate() {
            let Some(of) = of else { continue };
            let then = pasts[other].now;
            if let Some(token) = known[other] {
                told.rows.push(row(of.token + usize::from(token)));
                told.rows.push(row(of.motion + kin.class((other, then), (other, token))));
                told.rows.push(row(of.against_now + own(other, token)));
                told.references.push(row(of.known_slot + usize::from(token)));
            } else {
                told.rows.extend([row(of.unknown + own(other, then)), ABSENT, ABSENT]);
                told.references.push(row(of.unknown_slot + usize::from(then)));
            }
        }
    }

    fn tell_own(&self, kin: &Kin, asked: &Asked<'_>, told: &mut Told) {
        let (given, step) = (asked.given, asked.history.steps());
        let past = asked.history.pasts()[self.column];
        let bar = given.bars.get(step);
        let next = given.next(self.column, step);
        let approach = |(token, _)| kin.class((self.column, past.now), (self.column, token));
        let in_key = given.key.map(|key| key_class(Some(key), (self.kind, past.now)));
        told.rows.extend([
            row(self.now + usize::from(past.now)),
            row(self.held + length_class(past.held)),
            maybe(self.phase, bar.is_none().then_some(step % PHASES)),
            maybe(self.place, bar.map(|bar| bar.0.min(PLACES - 1))),
            maybe(self.left, given.left(step)),
            maybe(self.density, given.density),
            maybe(self.in_key, in_key),
            maybe(self.next[0], next.map(approach)),
            maybe(self.next[1], next.map(|(_, distance)| length_class(distance))),
        ]);
    }
}
