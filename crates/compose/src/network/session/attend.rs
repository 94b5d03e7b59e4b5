//! Layers of attention row by row.

use super::kernels::{add, affine, dot};
use crate::network::ops::attention::{frequencies, rotation, turn};
use crate::network::ops::gelu::gelu;
use crate::network::ops::norm::scale_of;
use crate::network::ops::softmax::softmax;
use crate::network::parameters::Parameter;
use crate::network::stack::{Layer, Stack};

/// Keys and values of the rows so far, by layer.
#[derive(Clone, Debug)]
pub(super) struct Cache {
    layers: Vec<Rows>,
    rows: usize,
}

/// Keys and values of one layer, row after row.
#[derive(Clone, Debug, Default)]
struct Rows {
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl Cache {
    pub(super) fn new(stack: &Stack) -> Cache {
        Cache { layers: vec![Rows::default(); stack.layers.len()], rows: 0 }
    }

    /// The next row through a causal stack.
    pub(super) fn next(&mut self, stack: &Stack, weights: &[f32], x: &[f32]) -> Vec<f32> {
        let mut x = norm(weights, x, stack.norm_in);
        for (layer, rows) in stack.layers.iter().zip(&mut self.layers) {
            let query = rows.push(layer, weights, &x, self.rows, stack.heads);
            let seen = rows.attend(&query, stack.heads);
            after(layer, weights, &mut x, &seen);
        }
        self.rows += 1;
        norm(weights, &x, stack.norm_out)
    }
}

/// All rows through a stack in which each sees all.
pub(super) fn all(stack: &Stack, weights: &[f32], input: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut all: Vec<Vec<f32>> = input.iter().map(|x| norm(weights, x, stack.norm_in)).collect();
    for layer in &stack.layers {
        let mut rows = Rows::default();
        let queries: Vec<Vec<f32>> = all
            .iter()
            .enumerate()
            .map(|(at, x)| rows.push(layer, weights, x, at, stack.heads))
            .collect();
        for (x, query) in all.iter_mut().zip(&queries) {
            let seen = rows.attend(query, stack.heads);
            after(layer, weights, x, &seen);
        }
    }
    all.iter().map(|x| norm(weights, x, stack.norm_out)).collect()
}

impl Rows {
    /// Adds the key and value of a row; answers with its query.
    fn push(
        &mut self,
        layer: &Layer,
        weights: &[f32],
        x: &[f32],
        position: usize,
        heads: usize,
    ) -> Vec<f32> {
        let y = norm(weights, x, layer.norm_1);
        let mut query = affine(weights, &y, layer.attention_in, None);
        let width = x.len();
        let (cos, sin) = rotation::<f32>(position, &frequencies(width / heads));
        let turned = query[..2 * width].chunks_exact_mut(width / heads);
        turned.for_each(|head| turn(head, &cos, &sin, 1.0));
        self.keys.extend_from_slice(&query[width..2 * width]);
        self.values.extend_from_slice(&query[2 * width..]);
        query.truncate(width);
        query
    }

    /// What a query sees in all rows.
    #[allow(clippy::cast_precision_loss, reason = "heads are small")]
    fn attend(&self, query: &[f32], heads: usize) -> Vec<f32> {
        let (width, size) = (query.len(), query.len() / heads);
        let scale = 1.0 / (size as f32).sqrt();
        let mut seen = vec![0.0; width];
        for (head, seen) in seen.chunks_exact_mut(size).enumerate() {
            let at = head * size..(head + 1) * size;
            let mine = &query[at.clone()];
            let rows = self.keys.chunks_exact(width);
            let mut p: Vec<f32> = rows.map(|key| dot(mine, &key[at.clone()]) * scale).collect();
            softmax(&mut p);
            for (&p, value) in p.iter().zip(self.values.chunks_exact(width)) {
                seen.iter_mut().zip(&value[at.clone()]).for_each(|(s, &v)| *s += p * v);
            }
        }
        seen
    }
}

/// The rest of a layer after what was seen.
fn after(layer: &Layer, weights: &[f32], x: &mut [f32], seen: &[f32]) {
    add(x, &affine(weights, seen, layer.attention_out, None));
    let y = norm(weights, x, layer.norm_2);
    let mut y = affine(weights, &y, layer.up.0, Some(layer.up.1));
    y.iter_mut().for_each(|v| *v = gelu(*v));
    add(x, &affine(weights, &y, layer.down.0, Some(layer.down.1)));
}

fn norm(weights: &[f32], x: &[f32], gain: Parameter) -> Vec<f32> {
    let scale = scale_of(x);
    x.iter().zip(&weights[gain.range()]).map(|(&x, &gain)| x * scale * gain).collect()
}
