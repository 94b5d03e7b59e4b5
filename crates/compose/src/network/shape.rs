//! The sizes of a network, as they are saved with its weights.

use serde::{Deserialize, Serialize};

use crate::tokens::Column;

/// What a network is built like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shape {
    /// The columns of the grid.
    pub columns: Vec<Column>,
    /// The order in which the columns of one step are chosen; indices into `columns`.
    pub order: Vec<usize>,
    /// The backbone runs on every so-many-th step.
    pub stride: usize,
    /// Width of the backbone.
    pub width: usize,
    /// Layers of the backbone.
    pub layers: usize,
    /// Attention heads a layer.
    pub heads: usize,
    /// Width inside a layer's perceptron.
    pub inner: usize,
    /// Width of the step decoder.
    pub hidden: usize,
    /// Width of the encoder of given cells.
    pub given_width: usize,
    /// Layers of that encoder.
    pub given_layers: usize,
    /// Attention heads a layer of that encoder.
    pub given_heads: usize,
    /// Width of the decision to strike a note again.
    pub strike_hidden: usize,
    /// Periods of the step index that are told to the network.
    pub beats: Vec<usize>,
}

impl Default for Shape {
    fn default() -> Shape {
        Shape::chorale()
    }
}

impl Shape {
    /// Four voices, chosen from soprano over bass and alto to tenor.
    #[must_use]
    pub fn chorale() -> Shape {
        Shape {
            columns: vec![Column::Voice; 4],
            order: vec![0, 3, 1, 2],
            stride: 2,
            width: 160,
            layers: 3,
            heads: 4,
            inner: 640,
            hidden: 160,
            given_width: 96,
            given_layers: 2,
            given_heads: 4,
            strike_hidden: 48,
            beats: vec![4, 16, 12],
        }
    }

    /// Whether a network can be built like this; if not, why.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), String> {
        let mut order = self.order.clone();
        order.sort_unstable();
        let sizes = [
            self.stride,
            self.width,
            self.layers,
            self.heads,
            self.inner,
            self.hidden,
            self.given_width,
            self.given_layers,
            self.given_heads,
            self.strike_hidden,
        ];
        let within = |range: std::ops::RangeInclusive<usize>| move |n: &usize| range.contains(n);
        if self.columns.is_empty() || self.columns.len() > 16 {
            return Err("a network has from 1 to 16 columns".to_owned());
        }
        if !order.iter().copied().eq(0..self.columns.len()) {
            return Err("the order must name each column once".to_owned());
        }
        if !sizes.iter().all(within(1..=4096)) || !self.beats.iter().all(within(1..=4096)) {
            return Err("sizes must be from 1 to 4096".to_owned());
        }
        let divides = |width: usize, heads: usize| width.is_multiple_of(2 * heads);
        if !divides(self.width, self.heads) || !divides(self.given_width, self.given_heads) {
            return Err("a width must be a multiple of twice the heads".to_owned());
        }
        Ok(())
    }
}

/// How much is left out while training, as probabilities (see `ops::dropout`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dropout {
    /// Of single features.
    pub features: f64,
    /// Of what each layer adds.
    pub residual: f64,
    /// Of what is attended to.
    pub attention: f64,
    /// Inside the step decoder.
    pub decoder: f64,
}

impl Default for Dropout {
    fn default() -> Dropout {
        Dropout { features: 0.1, residual: 0.3, attention: 0.1, decoder: 0.3 }
    }
}

impl Dropout {
    /// Nothing is left out.
    pub const NONE: Dropout =
        Dropout { features: 0.0, residual: 0.0, attention: 0.0, decoder: 0.0 };
}
