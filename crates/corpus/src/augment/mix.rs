//! Several corpora as one, each by its weight.

use super::dice::Dice;

/// An endless order of pieces from several corpora. Of each corpus every piece comes once before any
/// comes again; how often a corpus is drawn from is its weight's share.
#[derive(Clone, Debug)]
pub struct Mix {
    dice: Dice,
    corpora: Vec<Deck>,
    total: f64,
}

#[derive(Clone, Debug)]
struct Deck {
    weight: f64,
    pieces: Vec<usize>,
    next: usize,
}

impl Mix {
    /// A mix of corpora, each by the numbers of its pieces and its weight. Corpora without pieces, or
    /// without a positive weight, are never drawn from.
    #[must_use]
    pub fn new(corpora: Vec<(Vec<usize>, f64)>, seed: u64) -> Mix {
        let deck = |(pieces, weight): (Vec<usize>, f64)| {
            let weight =
                if pieces.is_empty() || !weight.is_finite() { 0.0 } else { weight.max(0.0) };
            let next = pieces.len();
            Deck { weight, pieces, next }
        };
        let corpora: Vec<Deck> = corpora.into_iter().map(deck).collect();
        let total = corpora.iter().map(|deck| deck.weight).sum();
        Mix { dice: Dice::new(seed), corpora, total }
    }
}

impl Iterator for Mix {
    /// Which corpus, and the number of a piece in it.
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        #[allow(clippy::cast_precision_loss, reason = "a chance needs no more than 53 bits")]
        let chance = (self.dice.next() >> 11) as f64 / (1u64 << 53) as f64;
        let mut left = chance * self.total;
        let open = self.corpora.iter().position(|deck| {
            left -= deck.weight;
            deck.weight > 0.0 && left < 0.0
        });
        // Rounding may leave nothing for the last one.
        let last = || self.corpora.iter().rposition(|deck| deck.weight > 0.0);
        let corpus = open.or_else(last)?;
        let deck = &mut self.corpora[corpus];
        if deck.next == deck.pieces.len() {
            shuffle(&mut deck.pieces, &mut self.dice);
            deck.next = 0;
        }
        deck.next += 1;
        Some((corpus, deck.pieces[deck.next - 1]))
    }
}

/// Every order is as likely (Fisher & Yates 1938; Durstenfeld 1964).
fn shuffle(pieces: &mut [usize], dice: &mut Dice) {
    for last in (1..pieces.len()).rev() {
        pieces.swap(last, dice.below(last + 1));
    }
}
