//! Batches worked out on paper: all that a program of another kind needs to learn from the same and to
//! compare what it finds (tests/peers/pytorch does).

use serde::Serialize;

use super::trainer::lesson;
use super::{Course, Trainer};
use crate::ComposeError;
use crate::model::Tensors;
use crate::network::lesson::{ColumnLesson, Lesson};
use crate::network::net::Net;
use crate::network::real::Real;
use crate::network::shape::{Dropout, Shape};
use crate::network::tape::{Store, Tape};

/// The note under which everything stands that is no tensor.
const NOTE: &str = "musaic.worked";

/// All that is no tensor.
#[derive(Serialize)]
struct Note<'a> {
    shape: &'a Shape,
    /// Grid steps of each batch.
    positions: Vec<usize>,
    /// How many parts each batch has.
    parts: Vec<usize>,
    /// All nats of the first batch over its grid steps, without dropout, in both precisions.
    nats: [f64; 2],
}

impl Trainer {
    /// The next batches as the bytes of a safetensors file. Nothing is learned.
    ///
    /// The tensors: `weights.NAME` (f32); `gradient.NAME` (f64) and `gradient_single.NAME` (f32) of the
    /// first batch's nats a grid step without dropout; `column_C.places`, `[tables, choices]`, the index of
    /// each choice's score; and of each part what the network is told and asked, such as
    /// `batch_0.part_1.column_2.rows`, `[steps, features]` (i32, -1 where there is none).
    ///
    /// # Errors
    /// When the tensors cannot be put into a file.
    pub fn worked(&mut self, course: &Course, batches: usize) -> Result<Vec<u8>, ComposeError> {
        let lessons: Vec<Vec<Lesson>> =
            (0..batches as u64).map(|batch| self.lessons(course, batch)).collect();
        let first = lessons.first().map_or(&[][..], Vec::as_slice);
        let net = &self.net;
        let (nats, gradient) = learned(net, &self.weights, first);
        let double: Vec<f64> = self.weights.iter().map(|&w| f64::from(w)).collect();
        let (double_nats, double_gradient) = learned(net, &double, first);
        let mut tensors = Tensors::default();
        tensors.add_single("weights.", &net.layout, &self.weights);
        tensors.add_single("gradient_single.", &net.layout, &gradient);
        tensors.add_double("gradient.", &net.layout, &double_gradient);
        for (column, kind) in net.shape.columns.iter().enumerate() {
            let places = whole(net.features.scores(column).1.iter().copied());
            tensors.add_whole(format!("column_{column}.places"), kind.choices(), &places);
        }
        for (batch, parts) in lessons.iter().enumerate() {
            for (part, lesson) in parts.iter().enumerate() {
                add_lesson(&mut tensors, &format!("batch_{batch}.part_{part}"), net, lesson);
            }
        }
        let note = Note {
            shape: &net.shape,
            positions: lessons.iter().map(|parts| positions(parts)).collect(),
            parts: lessons.iter().map(Vec::len).collect(),
            nats: [nats, double_nats],
        };
        tensors.note(NOTE, serde_json::to_string(&note).unwrap_or_default());
        tensors.bytes()
    }

    /// What the parts of the batch so many after the next would be told.
    fn lessons(&mut self, course: &Course, after: u64) -> Vec<Lesson> {
        let step = self.step + after;
        let parts = self.next_batch(&course.train);
        let told = |(part, chosen): (usize, &Vec<usize>)| {
            lesson(&self.net, &self.options, &course.train, chosen, (step, part))
        };
        parts.iter().enumerate().map(told).collect()
    }
}

fn positions(lessons: &[Lesson]) -> usize {
    lessons.iter().map(Lesson::steps).sum()
}

/// The nats a grid step of lessons, and their gradient.
#[allow(clippy::cast_precision_loss, reason = "steps are far fewer than 2^53")]
fn learned<T: Real>(net: &Net, weights: &[T], lessons: &[Lesson]) -> (f64, Vec<T>) {
    let mut gradient = vec![T::ZERO; weights.len()];
    let weight = 1.0 / positions(lessons).max(1) as f64;
    let mut nats = 0.0;
    for lesson in lessons {
        let mut tape = Tape::new(weights, Store::default());
        let costs = net.cost(&mut tape, lesson, &Dropout::NONE, None);
        let all = costs.cells.into_iter().chain(costs.strikes.into_iter().flatten());
        let from: Vec<_> = all.map(|cost| (cost, T::of(weight))).collect();
        nats += from
            .iter()
            .flat_map(|&(cost, _)| &tape.value(cost).data)
            .map(|nats| nats.double())
            .sum::<f64>();
        tape.backward(&from, &mut gradient);
    }
    (nats * weight, gradient)
}

fn add_lesson(tensors: &mut Tensors, name: &str, net: &Net, lesson: &Lesson) {
    let mut add = |part: &str, columns, numbers: Vec<i32>| {
        if !numbers.is_empty() {
            tensors.add_whole(format!("{name}.{part}"), columns, &numbers);
        }
    };
    let pieces = lesson.pieces.iter().flat_map(|&(first, steps)| [first, steps]);
    add("pieces", 2, whole(pieces));
    add("backbone", net.features.backbone_size().1, whole(lesson.backbone.iter().copied()));
    add("given", net.features.given_size().1, whole(lesson.given.iter().copied()));
    add("states", 1, whole(lesson.states.iter().copied()));
    for (column, told) in lesson.columns.iter().enumerate() {
        let sizes = net.features.references();
        let ColumnLesson { told, targets, strike_states, strike_rows, strike_targets } = told;
        let mut add = |part: &str, columns, numbers| {
            add(&format!("column_{column}.{part}"), columns, numbers);
        };
        let terms = sizes.1 * net.shape.columns[column].choices();
        add("rows", net.features.decoder_size(column).1, whole(told.rows.iter().copied()));
        add("references", sizes.0, whole(told.references.iter().copied()));
        add("terms", terms, whole(told.terms.iter().copied()));
        add("targets", 1, whole(targets.iter().copied()));
        add("strike_states", 1, whole(strike_states.iter().copied()));
        add("strike_rows", net.features.strike_size().1, whole(strike_rows.iter().copied()));
        add("strike_targets", 1, whole(strike_targets.iter().copied()));
    }
}

/// Indices; -1 for those that mean "none", which are the largest.
fn whole<N: TryInto<i32>>(numbers: impl Iterator<Item = N>) -> Vec<i32> {
    numbers.map(|number| number.try_into().unwrap_or(-1)).collect()
}
