//! A training, step by step.

use super::adamw::{AdamW, Pace, Stepped};
use super::batches::epoch;
use super::lanes::{self, Lane};
use super::masks;
use super::options::TrainOptions;
use super::ranks::Ranks;
use crate::network::lesson::Lesson;
use crate::network::net::Net;
use crate::network::real::Real;
use crate::network::tape::Tape;
use crate::random::Random;
use crate::tokens::given::Given;
use crate::tokens::text::Text;

const DROPOUT: u64 = 0x6472_6f70;
const KEYS: u64 = 0x6b65_7973;
const CELLS: u64 = 0x6365_6c6c;

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
    lanes: Vec<Lane>,
}

impl Trainer {
    /// Begins a training that shares each batch among so many threads.
    #[must_use]
    pub fn new(options: &TrainOptions, workers: usize) -> Trainer {
        let net = Net::new(&options.shape);
        let weights: Vec<f32> = net.layout.initial(options.seed);
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
            lanes: (0..workers.max(1)).map(|_| Lane::default()).collect(),
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
        self.lanes.len()
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
        let mut gradient = self.gradient(pieces, &parts, batch_positions, ranks);
        ranks.sum_own(&mut gradient);
        let mut told = [f32::of(self.lanes.iter().map(|lane| lane.nats).sum())];
        ranks.sum(&mut told);
        let rate = self.options.rate_at(self.step);
        let pace =
            Pace { step: self.step, rate, decay: self.options.decay, follow: self.following() };
        let numbers = Stepped {
            weights: &mut self.weights,
            average: &mut self.average,
            gradient: &gradient,
            decaying: &self.decaying,
        };
        self.adam.step(numbers, pace, ranks, self.lanes.len());
        ranks.spread(&mut self.weights);
        lanes::give_back(&mut self.lanes, gradient);
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

    /// Tells all ranks what each knows of its own stretch only: without it, only weights are whole.
    pub(super) fn gather(&mut self, ranks: &dyn Ranks) {
        let AdamW { first, second } = &mut self.adam;
        for numbers in [first, second, &mut self.average] {
            ranks.spread(numbers);
        }
    }

    pub(super) fn next_batch(&mut self, pieces: &[Text]) -> Vec<Vec<usize>> {
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

    /// The gradient of the nats a position over this rank's share of the parts.
    fn gradient(
        &mut self,
        pieces: &[Text],
        parts: &[Vec<usize>],
        positions: usize,
        ranks: &dyn Ranks,
    ) -> Vec<f32> {
        let (net, options, weights, step) = (&self.net, &self.options, &self.weights, self.step);
        let all = ranks.ranks() * self.lanes.len();
        let first = ranks.rank() * self.lanes.len();
        let share = |lane: usize| {
            let lane = first + lane;
            lane * options.parts / all..(lane + 1) * options.parts / all
        };
        let learn = |lane: &mut Lane, part: usize, gradient: &mut [f32]| {
            let Some(chosen) = parts.get(part) else { return };
            let stream = options.stream(step, part);
            let lesson = lesson(net, options, pieces, chosen, (step, part));
            lane.learn(net, options, weights, &lesson, stream, positions, gradient);
        };
        lanes::sum(&mut self.lanes, share, weights.len(), &learn)
    }

    /// How far the average goes to new weights: quickly at first.
    fn following(&self) -> f64 {
        let step = self.step as f64;
        1.0 - self.options.average.min((1.0 + step) / (10.0 + step))
    }
}

impl Lane {
    /// Adds the gradient of a lesson's nats, divided by the positions of the whole batch.
    #[allow(clippy::too_many_arguments, reason = "all of one step")]
    fn learn(
        &mut self,
        net: &Net,
        options: &TrainOptions,
        weights: &[f32],
        lesson: &Lesson,
        stream: u64,
        positions: usize,
        gradient: &mut [f32],
    ) {
        let mut random = Random::new(options.seed ^ DROPOUT, stream);
        let mut tape = Tape::new(weights, std::mem::take(&mut self.store));
        let costs = net.cost(&mut tape, lesson, &options.dropout, Some(&mut random));
        for &cost in &costs.cells {
            self.nats += tape.value(cost).data.iter().map(|&n| f64::from(n)).sum::<f64>();
        }
        let weight = 1.0 / positions.max(1) as f32;
        let all = costs.cells.into_iter().chain(costs.strikes.into_iter().flatten());
        let from: Vec<_> = all.map(|cost| (cost, weight)).collect();
        self.store = tape.backward(&from, gradient);
    }
}

/// The pieces of a part, each in a random key and with something given of it.
pub(super) fn lesson(
    net: &Net,
    options: &TrainOptions,
    pieces: &[Text],
    chosen: &[usize],
    (step, part): (u64, usize),
) -> Lesson {
    let mut random = Random::new(options.seed ^ KEYS, options.stream(step, part));
    let mut lesson = Lesson::default();
    // All parts of a batch or none: one that needs no encoder would only wait for those that do.
    let cells =
        options.conditions && masks::with_cells(&mut Random::new(options.seed ^ CELLS, step));
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
