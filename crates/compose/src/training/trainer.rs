//! A training, step by step.

use super::adamw::AdamW;
use super::batches::epoch;
use super::masks;
use super::options::TrainOptions;
use super::ranks::Ranks;
use crate::network::lesson::Lesson;
use crate::network::net::Net;
use crate::network::real::Real;
use crate::network::tape::{Store, Tape};
use crate::random::Random;
use crate::tokens::given::Given;
use crate::tokens::text::Text;

const DROPOUT: u64 = 0x6472_6f70;
const KEYS: u64 = 0x6b65_7973;

/// What one step of the optimiser was like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepReport {
    /// Steps done, this one included.
    pub step: u64,
    /// Passes over the pieces begun.
    pub epoch: u64,
    /// Grid steps learned from.
    pub positions: usize,
    /// Nats per cell, with dropout.
    pub nats_per_cell: f64,
    /// The learning rate.
    pub rate: f64,
}

/// A network being trained.
#[derive(Debug)]
pub struct Trainer {
    pub(crate) net: Net,
    pub(crate) options: TrainOptions,
    pub(crate) weights: Vec<f32>,
    pub(crate) average: Vec<f32>,
    pub(crate) adam: AdamW,
    pub(crate) step: u64,
    /// Which pass, and which batch of it comes next.
    pub(crate) epoch: u64,
    pub(crate) batch: usize,
    /// The best validation so far, in nats per note.
    pub(crate) best: f64,
    decaying: Vec<bool>,
    plan: Vec<Vec<Vec<usize>>>,
    workers: Vec<Worker>,
}

/// The buffers of one thread.
#[derive(Debug, Default)]
struct Worker {
    store: Store<f32>,
    gradient: Vec<f32>,
    nats: f64,
    positions: usize,
}

impl Trainer {
    /// Begins a training that shares each batch among so many threads.
    #[must_use]
    pub fn new(options: &TrainOptions, workers: usize) -> Trainer {
        let net = Net::new(&options.shape);
        let weights: Vec<f32> = net.layout.initial(options.seed);
        let mut made = Vec::new();
        made.resize_with(workers.max(1), Worker::default);
        Trainer {
            decaying: net.layout.decaying(),
            average: weights.clone(),
            adam: AdamW::new(weights.len()),
            weights,
            net,
            options: options.clone(),
            step: 0,
            epoch: 0,
            batch: 0,
            best: f64::INFINITY,
            plan: Vec::new(),
            workers: made,
        }
    }

    /// Steps done.
    #[must_use]
    pub fn step(&self) -> u64 {
        self.step
    }

    /// How it is trained.
    #[must_use]
    pub fn options(&self) -> &TrainOptions {
        &self.options
    }

    /// How many threads share the work.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.workers.len()
    }

    /// How many numbers the network has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.weights.len()
    }

    /// One step of the optimiser over the next batch of pieces, each `[steps][columns]` of tokens.
    pub(crate) fn learn(&mut self, pieces: &[Text], ranks: &dyn Ranks) -> StepReport {
        let parts = self.next_batch(pieces);
        let batch_positions: usize =
            parts.concat().iter().map(|&piece| pieces[piece].frames.len()).sum();
        self.gradients(pieces, &parts, batch_positions, ranks);
        let mut gradient = std::mem::take(&mut self.workers[0].gradient);
        ranks.sum(&mut gradient);
        let mut told = [f32::of(self.workers.iter().map(|worker| worker.nats).sum())];
        ranks.sum(&mut told);
        let rate = self.options.rate_at(self.step);
        let decay = self.options.decay;
        self.adam.step(&mut self.weights, &gradient, &self.decaying, self.step, rate, decay);
        self.workers[0].gradient = gradient;
        self.follow();
        self.step += 1;
        let cells = batch_positions * self.net.shape.columns.len();
        StepReport {
            step: self.step,
            epoch: self.epoch,
            positions: batch_positions,
            nats_per_cell: f64::from(told[0]) / cells.max(1) as f64,
            rate,
        }
    }

    fn next_batch(&mut self, pieces: &[Text]) -> Vec<Vec<usize>> {
        if self.plan.is_empty() {
            let lengths: Vec<usize> = pieces.iter().map(|piece| piece.frames.len()).collect();
            let TrainOptions { positions, parts, seed, .. } = self.options;
            self.plan = epoch(&lengths, positions, parts, seed, self.epoch);
        }
        let batch = self.plan.get(self.batch).cloned().unwrap_or_default();
        self.batch += 1;
        if self.batch >= self.plan.len() {
            self.plan.clear();
            self.batch = 0;
            self.epoch += 1;
        }
        batch
    }

    /// The gradient of the nats a position, summed over this rank's threads into the first worker's.
    fn gradients(
        &mut self,
        pieces: &[Text],
        parts: &[Vec<usize>],
        positions: usize,
        ranks: &dyn Ranks,
    ) {
        let (net, options, weights, step) = (&self.net, &self.options, &self.weights, self.step);
        let lanes = ranks.ranks() * self.workers.len();
        let first = ranks.rank() * self.workers.len();
        std::thread::scope(|scope| {
            for (lane, worker) in self.workers.iter_mut().enumerate() {
                worker.clear(weights.len());
                let mine = parts.iter().enumerate().skip(first + lane).step_by(lanes);
                let work = move || {
                    for (part, chosen) in mine {
                        let stream = step * options.parts as u64 + part as u64;
                        let lesson = lesson(net, options, pieces, chosen, stream);
                        worker.learn(net, options, weights, &lesson, stream, positions);
                    }
                };
                if lane + 1 == lanes { work() } else { drop(scope.spawn(work)) }
            }
        });
        let (first, others) = self.workers.split_at_mut(1);
        for other in others {
            let sum = first[0].gradient.iter_mut().zip(&other.gradient);
            sum.for_each(|(sum, &g)| *sum += g);
        }
    }

    /// The average follows the weights, quickly at first.
    fn follow(&mut self) {
        let step = self.step as f64;
        let slow = self.options.average.min((1.0 + step) / (10.0 + step));
        let quick = f32::of(1.0 - slow);
        for (average, &weight) in self.average.iter_mut().zip(&self.weights) {
            *average += quick * (weight - *average);
        }
    }
}

impl Worker {
    fn clear(&mut self, length: usize) {
        self.gradient.clear();
        self.gradient.resize(length, 0.0);
        (self.nats, self.positions) = (0.0, 0);
    }

    fn learn(
        &mut self,
        net: &Net,
        options: &TrainOptions,
        weights: &[f32],
        lesson: &Lesson,
        stream: u64,
        positions: usize,
    ) {
        let mut random = Random::new(options.seed ^ DROPOUT, stream);
        let mut tape = Tape::new(weights, std::mem::take(&mut self.store));
        let costs = net.cost(&mut tape, lesson, &options.dropout, Some(&mut random));
        for &cost in &costs.cells {
            self.nats += tape.value(cost).data.iter().map(|&n| f64::from(n)).sum::<f64>();
        }
        self.positions += lesson.steps();
        let weight = 1.0 / positions.max(1) as f32;
        let all = costs.cells.into_iter().chain(costs.strikes.into_iter().flatten());
        let from: Vec<_> = all.map(|cost| (cost, weight)).collect();
        self.store = tape.backward(&from, &mut self.gradient);
    }
}

/// The pieces of a part, each in a random key and with something given of it.
fn lesson(
    net: &Net,
    options: &TrainOptions,
    pieces: &[Text],
    chosen: &[usize],
    stream: u64,
) -> Lesson {
    let mut random = Random::new(options.seed ^ KEYS, stream);
    let mut lesson = Lesson::default();
    let cells = options.conditions && masks::with_cells(&mut random);
    for &piece in chosen {
        let moved = in_some_key(net, &pieces[piece], options.transpose, &mut random);
        let text = moved.as_ref().unwrap_or(&pieces[piece]);
        let given = if options.conditions {
            masks::given(text, cells, &mut random)
        } else {
            Given::default()
        };
        lesson.add(net, text, &given);
    }
    lesson
}

/// The piece moved by a random number of semitones: one of the twelve keys nearest for 6.
fn in_some_key(net: &Net, text: &Text, furthest: i8, random: &mut Random) -> Option<Text> {
    let choices = 2 * usize::from(furthest.unsigned_abs()).max(1);
    let by = i8::try_from(random.below(choices)).ok()? - furthest;
    text.transposed(&net.shape.columns, by)
}
