//! A piece being written: the network step by step, remembering what it has computed.
//!
//! The same numbers as the tape finds (a test holds them together), but for one step at a time, and in
//! an order of additions fixed here, without fused operations: the same seed makes the same piece on every
//! machine.

mod attend;
mod kernels;

use self::attend::Cache;
use self::kernels::{add, affine};
use crate::network::features::{Asked, Deed, Told};
use crate::network::net::{Decoder, Net};
use crate::network::ops::bag::ABSENT;
use crate::network::ops::gelu::gelu;
use crate::network::ops::softmax::softmax;
use crate::network::parameters::Parameter;
use crate::tokens::Token;
use crate::tokens::exposure::Exposure;
use crate::tokens::given::Given;
use crate::tokens::history::History;
use crate::tokens::matches::Matches;

/// A piece being written.
#[derive(Clone, Debug)]
pub(crate) struct Session<'m> {
    net: &'m Net,
    weights: &'m [f32],
    given: &'m Given,
    /// What the encoder makes of the given cells, one row a backbone step; empty where none is given.
    encoded: Vec<Vec<f32>>,
    history: History,
    matches: Matches,
    exposure: Exposure,
    cache: Cache,
    state: Vec<f32>,
}

impl<'m> Session<'m> {
    /// Begins a piece of which something is given.
    pub(crate) fn new(net: &'m Net, weights: &'m [f32], given: &'m Given) -> Session<'m> {
        let columns = &net.shape.columns;
        let mut session = Session {
            net,
            weights,
            given,
            encoded: encode(net, weights, given),
            history: History::new(columns),
            matches: Matches::new(columns),
            exposure: Exposure::new(columns),
            cache: Cache::new(&net.backbone),
            state: Vec::new(),
        };
        session.advance();
        session
    }

    /// How many steps have been written.
    pub(crate) fn steps(&self) -> usize {
        self.history.steps()
    }

    /// The last token of each column; "nothing" at the beginning.
    pub(crate) fn last(&self) -> Vec<Token> {
        self.history.pasts().iter().map(|past| past.now).collect()
    }

    /// How long each column has been on its token, in steps.
    pub(crate) fn held(&self, column: usize) -> usize {
        self.history.pasts()[column].held
    }

    /// The logits of a column's choices at this step, given the tokens known of it.
    pub(crate) fn logits(&self, column: usize, known: &[Option<Token>]) -> Vec<f32> {
        let mut told = Told::default();
        self.net.features.decoder(column, &self.asked(), known, &mut told);
        let scores = self.scores(&self.net.decoders[column], &told.rows);
        let choices = self.net.shape.columns[column].choices();
        let places = self.net.features.scores(column).1;
        let mut logits = scores[..choices].to_vec();
        let tables =
            told.references.iter().map(|&table| &places[table as usize * choices..][..choices]);
        for places in tables.chain(told.terms.chunks_exact(choices)) {
            for (logit, &place) in logits.iter_mut().zip(places) {
                *logit += scores[usize::from(place)];
            }
        }
        logits
    }

    /// The probability that a note of a column that stays on its pitch is struck again.
    pub(crate) fn strikes(
        &self,
        column: usize,
        since_strike: usize,
        deeds: impl Iterator<Item = Deed>,
    ) -> f32 {
        let held = [self.held(column), since_strike];
        let mut rows = Vec::new();
        self.net.features.strike(self.given, self.steps(), held, deeds, &mut rows);
        let mut scores = self.scores(&self.net.strikes[column], &rows);
        softmax(&mut scores);
        scores[1]
    }

    /// Writes a step.
    pub(crate) fn push(&mut self, frame: &[Token]) {
        self.history.push(frame);
        self.matches.push(frame, &self.history);
        self.exposure.push(frame);
        self.advance();
    }

    fn asked(&self) -> Asked<'_> {
        let Session { history, matches, exposure, given, .. } = self;
        Asked { history, matches, exposure, given }
    }

    /// The backbone's state before the next step.
    fn advance(&mut self) {
        let step = self.steps();
        if !step.is_multiple_of(self.net.shape.stride) {
            return;
        }
        let mut rows = Vec::new();
        self.net.features.backbone(&self.asked(), &mut rows);
        let mut x = bag(self.weights, self.net.table, &rows);
        if let Some(encoded) = self.encoded.get(step / self.net.shape.stride) {
            add(&mut x, encoded);
        }
        self.state = self.cache.next(&self.net.backbone, self.weights, &x);
    }

    fn scores(&self, decoder: &Decoder, rows: &[u32]) -> Vec<f32> {
        let w = self.weights;
        let mut y = affine(w, &self.state, decoder.state.0, Some(decoder.state.1));
        add(&mut y, &bag(w, decoder.table, rows));
        y.iter_mut().for_each(|v| *v = gelu(*v));
        affine(w, &y, decoder.scores.0, Some(decoder.scores.1))
    }
}

/// What the encoder makes of the given cells, one row a backbone step.
fn encode(net: &Net, weights: &[f32], given: &Given) -> Vec<Vec<f32>> {
    if !given.any_cell() {
        return Vec::new();
    }
    let steps = given.cells.iter().map(Vec::len).max().unwrap_or(0);
    let told = |step| {
        let mut rows = Vec::new();
        net.features.given(given, step, &mut rows);
        bag(weights, net.encoder.table, &rows)
    };
    let rows: Vec<Vec<f32>> = (0..steps).step_by(net.shape.stride).map(told).collect();
    let encoded = attend::all(&net.encoder.stack, weights, &rows);
    encoded.iter().map(|row| affine(weights, row, net.encoder.out, None)).collect()
}

/// The sum of rows of a table.
fn bag(weights: &[f32], table: Parameter, rows: &[u32]) -> Vec<f32> {
    let numbers = &weights[table.range()];
    let mut sum = vec![0.0; table.columns];
    for &row in rows.iter().filter(|&&row| row != ABSENT) {
        add(&mut sum, &numbers[row as usize * table.columns..][..table.columns]);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::lesson::Lesson;
    use crate::network::shape::{Dropout, Shape};
    use crate::network::tape::{Store, Tape};
    use crate::random::Random;
    use crate::tokens::Frames;
    use crate::tokens::text::Text;

    fn small() -> Net {
        let sizes = Shape { width: 16, layers: 2, heads: 2, inner: 32, ..Shape::chorale() };
        Net::new(&Shape { hidden: 12, given_width: 8, given_heads: 2, ..sizes })
    }

    fn some_piece(steps: usize) -> Frames {
        let mut random = Random::new(5, 0);
        let mut frame = vec![40, 34, 28, 16];
        let mut next = || {
            for token in &mut frame {
                if random.unit() < 0.3 {
                    let by = Token::try_from(random.below(11)).unwrap();
                    *token = (*token + 5 - by).clamp(1, 58);
                }
            }
            frame.clone()
        };
        (0..steps).map(|_| next()).collect()
    }

    fn given_soprano(frames: &Frames) -> Given {
        let open = vec![None; frames.len()];
        let soprano = frames.iter().map(|frame| Some(frame[0])).collect();
        Given {
            key: Some(14),
            bars: (0..frames.len()).map(|step| (step % 12, 12)).collect(),
            steps: Some(frames.len()),
            cells: vec![soprano, open.clone(), open.clone(), open],
            ..Given::default()
        }
    }

    #[test]
    fn step_by_step_is_as_on_the_tape() {
        let net = small();
        let weights: Vec<f32> = net.layout.initial(3);
        let frames = some_piece(41);
        for given in [Given::default(), given_soprano(&frames)] {
            let text =
                Text { frames: frames.clone(), strikes: Vec::new(), known: Given::default() };
            let mut lesson = Lesson::default();
            lesson.add(&net, &text, &given);
            let mut tape = Tape::new(&weights, Store::default());
            let costs = net.cost(&mut tape, &lesson, &Dropout::NONE, None);
            let mut session = Session::new(&net, &weights, &given);
            for (step, frame) in frames.iter().enumerate() {
                let mut known = given.frame(4, step);
                for &column in &net.shape.order {
                    if known[column].is_some() {
                        continue;
                    }
                    let mut probabilities = session.logits(column, &known);
                    softmax(&mut probabilities);
                    let total: f32 = probabilities.iter().sum();
                    assert!((total - 1.0).abs() < 1e-5);
                    let nats = -probabilities[usize::from(frame[column])].ln();
                    let on_tape = tape.value(costs.cells[column]).data[step];
                    assert!((nats - on_tape).abs() < 1e-4, "{step} {column}: {nats} {on_tape}");
                    known[column] = Some(frame[column]);
                }
                session.push(frame);
            }
        }
    }

    #[test]
    fn what_comes_later_changes_nothing() {
        let net = small();
        let weights: Vec<f32> = net.layout.initial(3);
        let given = Given::default();
        let (one, mut other) = (some_piece(30), some_piece(30));
        other[20..].iter_mut().for_each(|frame| frame.reverse());
        let logits = |frames: &Frames| {
            let mut session = Session::new(&net, &weights, &given);
            let mut all = Vec::new();
            for frame in &frames[..20] {
                all.push(session.logits(0, &[None; 4]));
                session.push(frame);
            }
            all
        };
        assert_eq!(logits(&one), logits(&other));
        // And on the tape, where the whole piece lies before the network.
        let nats = |frames: &Frames| {
            let mut store = Store::default();
            crate::evaluation::in_one_key(&net, &weights, frames, &mut store)
        };
        assert_eq!(nats(&one)[..20], nats(&other)[..20]);
        assert_ne!(nats(&one)[20..], nats(&other)[20..]);
    }
}
