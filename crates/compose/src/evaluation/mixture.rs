//! The exact likelihood of a piece, cell by cell from left to right, in several keys at once.
//!
//! A piece moved by some semitones is as likely as the piece, if the composer is fair to keys. It is not
//! quite, so each step is asked of the network in K keys, and the K distributions of the whole step are
//! mixed evenly: `p(x[t] | x[..t]) = 1/K sum_k p_k(x[t] | x[..t])`. A mixture of distributions is one, so
//! this is an exact likelihood of one network, that never sees what comes later. Cell by cell, in the
//! order `c` of the columns, `p(c[i] | c[..i]) = sum_k w_k p_k(c[i] | c[..i]) / sum_k w_k`, where `w_k` is
//! the product of `p_k` over the cells before. Several networks that choose in the same order are mixed in the
//! same way.

use crate::Model;
use crate::network::lesson::Lesson;
use crate::network::net::Net;
use crate::network::shape::Dropout;
use crate::network::tape::{Store, Tape};
use crate::tokens::given::Given;
use crate::tokens::text::Text;
use crate::tokens::{Column, Frames, transposed};

/// Networks with their weights, to be asked together; all have the same columns and order.
pub(crate) type Asked<'a> = [(&'a Net, &'a [f32])];

/// The nats of every cell of a piece, `[steps][columns]` by the number of the column, under an even
/// mixture of networks and of transpositions by some numbers of semitones. A transposition that leaves the
/// vocabulary has no part in the mixture from there on, which makes the piece less likely, never more.
#[must_use]
pub(crate) fn mixed_nats(
    nets: &Asked<'_>,
    frames: &Frames,
    keys: &[i8],
    store: &mut Store<f32>,
) -> Vec<Vec<f64>> {
    let Some((first, _)) = nets.first() else { return Vec::new() };
    let mut answers: Vec<Option<Vec<Vec<f64>>>> = Vec::with_capacity(nets.len() * keys.len());
    for (net, weights) in nets {
        for &key in keys {
            let moved = transposed(&net.shape.columns, frames, key);
            answers.push(moved.map(|frames| in_one_key(net, weights, &frames, store)));
        }
    }
    (0..frames.len()).map(|step| mix(first, &answers, step)).collect()
}

/// One step of the mixture.
fn mix(net: &Net, answers: &[Option<Vec<Vec<f64>>>], step: usize) -> Vec<f64> {
    let mut weights: Vec<f64> = answers.iter().map(|_| 1.0).collect();
    let mut nats = vec![0.0; net.shape.columns.len()];
    for &column in &net.shape.order {
        let before: f64 = weights.iter().sum();
        for (weight, answer) in weights.iter_mut().zip(answers) {
            *weight *= answer.as_ref().map_or(0.0, |cells| libm::exp(-cells[step][column]));
        }
        nats[column] = libm::log(before) - libm::log(weights.iter().sum());
    }
    nats
}

/// The nats of every cell, `[steps][columns]`.
pub(crate) fn in_one_key(
    net: &Net,
    weights: &[f32],
    frames: &Frames,
    store: &mut Store<f32>,
) -> Vec<Vec<f64>> {
    let mut lesson = Lesson::default();
    let text = Text { frames: frames.clone(), strikes: Vec::new(), known: Given::default() };
    lesson.add(net, &text, &Given::default());
    let mut tape = Tape::new(weights, std::mem::take(store));
    let costs = net.cost(&mut tape, &lesson, &Dropout::NONE, None);
    let cells =
        |step: usize| costs.cells.iter().map(|&c| f64::from(tape.value(c).data[step])).collect();
    let nats = (0..lesson.steps()).map(cells).collect();
    *store = tape.finish();
    nats
}

/// As many transpositions as asked for, nearest first: 0, -1, 1, -2, 2 ...; twelve are all keys.
pub(crate) fn nearest_keys(count: usize) -> Vec<i8> {
    let nth = |n: usize| {
        let distance = i8::try_from(n.div_ceil(2)).unwrap_or(i8::MAX);
        if n % 2 == 1 { -distance } else { distance }
    };
    (0..count.max(1)).map(nth).collect()
}

/// The probability in nats of every cell of a piece under an even mixture of models, `[steps][columns]`; see the
/// module. `None` when the piece does not fit the models' columns, or these differ.
#[must_use]
pub fn cell_nats(models: &[&Model], sketch: &score::Sketch, keys: usize) -> Option<Vec<Vec<f64>>> {
    let nets = asked(models)?;
    let frames = crate::tokens::tokens(&crate::tokens::on_grid(sketch)?, columns(models))?;
    Some(mixed_nats(&nets, &frames, &nearest_keys(keys), &mut Store::default()))
}

/// Models to be asked together; `None` when their columns or order differ, or there is none.
pub(crate) fn asked<'a>(models: &[&'a Model]) -> Option<Vec<(&'a Net, &'a [f32])>> {
    let first = &models.first()?.net.shape;
    let alike = |model: &&Model| {
        let shape = &model.net.shape;
        shape.columns == first.columns && shape.order == first.order
    };
    models.iter().all(alike).then(|| models.iter().map(|m| (&m.net, &m.weights[..])).collect())
}

/// The columns of models that are asked together.
pub(crate) fn columns<'a>(models: &[&'a Model]) -> &'a [Column] {
    models.first().map_or(&[], |model| &model.net.shape.columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_nearest_first() {
        assert_eq!(nearest_keys(5), [0, -1, 1, -2, 2]);
        let mut twelve = nearest_keys(12);
        twelve.sort_unstable();
        assert_eq!(twelve, (-6..6).collect::<Vec<i8>>());
    }
}
