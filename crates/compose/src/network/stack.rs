//! Layers of attention and perceptrons (Vaswani et al. 2017, normalisation first).

use super::net::by_width;
use super::ops::attention::Attend;
use super::parameters::{Layout, Parameter, Start};
use super::real::Real;
use super::shape::Dropout;
use super::tape::{Node, Tape};
use crate::random::Random;

/// One layer.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) norm_1: Parameter,
    pub(crate) attention_in: Parameter,
    pub(crate) attention_out: Parameter,
    pub(crate) norm_2: Parameter,
    pub(crate) up: (Parameter, Parameter),
    pub(crate) down: (Parameter, Parameter),
}

/// Layers, with a normalisation before the first and after the last.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) heads: usize,
    pub(crate) causal: bool,
    pub(crate) norm_in: Parameter,
    pub(crate) layers: Vec<Layer>,
    pub(crate) norm_out: Parameter,
}

/// The sizes of a stack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StackSize {
    pub(crate) width: usize,
    pub(crate) layers: usize,
    pub(crate) heads: usize,
    pub(crate) inner: usize,
}

impl Stack {
    pub(crate) fn new(name: &str, size: StackSize, causal: bool, layout: &mut Layout) -> Stack {
        let norm_in = layout.add(&format!("{name}norm_in"), [1, size.width], Start::One);
        let layer = |index| Layer::new(&format!("{name}layer_{index}"), size, layout);
        let layers = (0..size.layers).map(layer).collect();
        let norm_out = layout.add(&format!("{name}norm_out"), [1, size.width], Start::One);
        Stack { heads: size.heads, causal, norm_in, layers, norm_out }
    }

    /// Rows of pieces through all layers.
    pub(crate) fn through<T: Real>(
        &self,
        tape: &mut Tape<'_, T>,
        input: Node,
        pieces: &[(usize, usize)],
        dropout: &Dropout,
        mut random: Option<&mut Random>,
    ) -> Node {
        let mut x = tape.norm(input, self.norm_in);
        for layer in &self.layers {
            let y = tape.norm(x, layer.norm_1);
            let y = tape.linear(y, layer.attention_in, None);
            let attend = Attend { heads: self.heads, causal: self.causal, pieces: pieces.to_vec() };
            let y = tape.attention(y, attend, dropout.attention, random.as_deref_mut());
            let y = tape.linear(y, layer.attention_out, None);
            let y = tape.dropout(y, dropout.residual, random.as_deref_mut());
            x = tape.add(x, y);
            let y = tape.norm(x, layer.norm_2);
            let y = tape.linear(y, layer.up.0, Some(layer.up.1));
            let y = tape.gelu(y);
            let y = tape.linear(y, layer.down.0, Some(layer.down.1));
            let y = tape.dropout(y, dropout.residual, random.as_deref_mut());
            x = tape.add(x, y);
        }
        tape.norm(x, self.norm_out)
    }
}

impl Layer {
    fn new(name: &str, size: StackSize, layout: &mut Layout) -> Layer {
        let StackSize { width, layers, inner, .. } = size;
        // What layers add is kept small at first, so that their sum is not.
        let depth = by_width(2 * layers);
        let mut add = |part: &str, size, start| layout.add(&format!("{name}.{part}"), size, start);
        let wide = Start::Normal(by_width(width));
        Layer {
            norm_1: add("norm_1", [1, width], Start::One),
            attention_in: add("attention_in", [width, 3 * width], wide),
            attention_out: add(
                "attention_out",
                [width, width],
                Start::Normal(by_width(width) * depth),
            ),
            norm_2: add("norm_2", [1, width], Start::One),
            up: (add("up", [width, inner], wide), add("up_bias", [1, inner], Start::Zero)),
            down: (
                add("down", [inner, width], Start::Normal(by_width(inner) * depth)),
                add("down_bias", [1, width], Start::Zero),
            ),
        }
    }
}
