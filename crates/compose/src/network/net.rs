//! The composer's network.
//!
//! A causal backbone is told what came before each step. Small decoders then choose the columns of the
//! step one by one, each told those already chosen; a choice is scored by itself and by its relations
//! to what is known (see `ops::refer`). Where cells are given, an encoder that sees all of them, the future
//! included, adds what it makes of them to the backbone's input. Last, for each note that stays on its pitch, it
//! is decided whether it is struck again.

use super::features::Features;
use super::lesson::{ColumnLesson, Lesson};
use super::ops::bag::Bags;
use super::ops::refer::References;
use super::parameters::{Layout, Parameter, Start};
use super::real::Real;
use super::shape::{Dropout, Shape};
use super::stack::{Stack, StackSize};
use super::tape::{Node, Tape};
use crate::random::Random;

/// A table of features and a state, through one hidden layer, to scores.
#[derive(Debug)]
pub(crate) struct Decoder {
    pub(crate) state: (Parameter, Parameter),
    pub(crate) table: Parameter,
    pub(crate) scores: (Parameter, Parameter),
}

/// The encoder of given cells.
#[derive(Debug)]
pub(crate) struct Encoder {
    pub(crate) table: Parameter,
    pub(crate) stack: Stack,
    pub(crate) out: Parameter,
}

/// The network's shape and where its parameters lie.
#[derive(Debug)]
pub(crate) struct Net {
    pub(crate) shape: Shape,
    pub(crate) features: Features,
    pub(crate) layout: Layout,
    pub(crate) table: Parameter,
    pub(crate) backbone: Stack,
    pub(crate) encoder: Encoder,
    pub(crate) decoders: Vec<Decoder>,
    pub(crate) strikes: Vec<Decoder>,
}

/// The nats of every choice of a lesson.
pub(crate) struct Costs {
    /// By column, `[steps, 1]`.
    pub(crate) cells: Vec<Node>,
    /// By column, `[asked, 1]`; `None` where nothing is asked.
    pub(crate) strikes: Vec<Option<Node>>,
}

impl Net {
    pub(crate) fn new(shape: &Shape) -> Net {
        let features = Features::new(shape);
        let mut layout = Layout::default();
        let Shape { width, layers, heads, inner, .. } = *shape;
        let rows = features.backbone_size().0;
        let table = layout.add("table", [rows, width], Start::Normal(0.3));
        let size = StackSize { width, layers, heads, inner };
        let backbone = Stack::new("", size, true, &mut layout);
        let encoder = Encoder::new(shape, &features, &mut layout);
        let columns = 0..shape.columns.len();
        let decoder = |column: usize, layout: &mut Layout| {
            let (rows, scores) = (features.decoder_size(column).0, features.scores(column).0);
            let name = format!("column_{column}");
            Decoder::new(&name, [width, rows, shape.hidden, scores], layout)
        };
        let decoders = columns.clone().map(|column| decoder(column, &mut layout)).collect();
        let strike = |column: usize, layout: &mut Layout| {
            let sizes = [width, features.strike_size().0, shape.strike_hidden, 2];
            Decoder::new(&format!("strike_{column}"), sizes, layout)
        };
        let strikes = columns.map(|column| strike(column, &mut layout)).collect();
        let shape = shape.clone();
        Net { shape, features, layout, table, backbone, encoder, decoders, strikes }
    }

    /// The nats of each choice of a lesson.
    pub(crate) fn cost<T: Real>(
        &self,
        tape: &mut Tape<'_, T>,
        lesson: &Lesson,
        dropout: &Dropout,
        mut random: Option<&mut Random>,
    ) -> Costs {
        let state = self.state(tape, lesson, dropout, random.as_deref_mut());
        let mut costs = Costs { cells: Vec::new(), strikes: Vec::new() };
        for (column, told) in lesson.columns.iter().enumerate() {
            let logits = self.decode(tape, lesson, column, state, dropout, random.as_deref_mut());
            costs.cells.push(tape.cost(logits, told.targets.clone()));
            let asked = !told.strike_targets.is_empty();
            costs.strikes.push(asked.then(|| {
                let logits = self.strike(tape, told, column, state, dropout, random.as_deref_mut());
                tape.cost(logits, told.strike_targets.clone())
            }));
        }
        costs
    }

    /// The state before each step of the backbone, `[backbone steps, width]`.
    fn state<T: Real>(
        &self,
        tape: &mut Tape<'_, T>,
        lesson: &Lesson,
        dropout: &Dropout,
        mut random: Option<&mut Random>,
    ) -> Node {
        let width = self.features.backbone_size().1;
        let mut bags = |width, rows: &Vec<u32>| {
            Bags::dropping(width, rows.clone(), dropout.features, random.as_deref_mut())
        };
        let told = bags(width, &lesson.backbone);
        let given =
            (!lesson.given.is_empty()).then(|| bags(self.features.given_size().1, &lesson.given));
        let mut x = tape.bag(self.table, told);
        if let Some(given) = given {
            let y = tape.bag(self.encoder.table, given);
            let stack = &self.encoder.stack;
            let y = stack.through(tape, y, &lesson.pieces, dropout, random.as_deref_mut());
            let y = tape.linear(y, self.encoder.out, None);
            x = tape.add(x, y);
        }
        self.backbone.through(tape, x, &lesson.pieces, dropout, random)
    }

    /// The logits of a column's choices, `[steps, choices]`.
    fn decode<T: Real>(
        &self,
        tape: &mut Tape<'_, T>,
        lesson: &Lesson,
        column: usize,
        state: Node,
        dropout: &Dropout,
        random: Option<&mut Random>,
    ) -> Node {
        let told = &lesson.columns[column].told;
        let bag = (self.features.decoder_size(column).1, &told.rows);
        let decoder = &self.decoders[column];
        let scores = decoder.scores(tape, state, &lesson.states, bag, dropout, random);
        let (width, terms_width) = self.features.references();
        let references = References {
            choices: self.shape.columns[column].choices(),
            width,
            tables: told.references.clone(),
            places: self.features.scores(column).1,
            terms_width,
            terms: told.terms.clone(),
        };
        tape.refer(scores, references)
    }

    /// The logits of holding and of striking again, `[asked, 2]`.
    fn strike<T: Real>(
        &self,
        tape: &mut Tape<'_, T>,
        told: &ColumnLesson,
        column: usize,
        state: Node,
        dropout: &Dropout,
        random: Option<&mut Random>,
    ) -> Node {
        let bag = (self.features.strike_size().1, &told.strike_rows);
        self.strikes[column].scores(tape, state, &told.strike_states, bag, dropout, random)
    }
}

/// 1 / sqrt(width).
#[allow(clippy::cast_precision_loss, reason = "sizes are small")]
pub(super) fn by_width(width: usize) -> f64 {
    1.0 / libm::sqrt(width as f64)
}

impl Encoder {
    fn new(shape: &Shape, features: &Features, layout: &mut Layout) -> Encoder {
        let width = shape.given_width;
        let rows = features.given_size().0;
        let size = StackSize {
            width,
            layers: shape.given_layers,
            heads: shape.given_heads,
            inner: 4 * width,
        };
        Encoder {
            table: layout.add("given.table", [rows, width], Start::Normal(0.3)),
            stack: Stack::new("given.", size, false, layout),
            out: layout.add("given.out", [width, shape.width], Start::Normal(by_width(width))),
        }
    }
}

impl Decoder {
    fn new(name: &str, [width, rows, hidden, scores]: [usize; 4], layout: &mut Layout) -> Decoder {
        let mut add = |part: &str, size, start| layout.add(&format!("{name}.{part}"), size, start);
        Decoder {
            state: (
                add("state", [width, hidden], Start::Normal(0.577 * by_width(width))),
                add("state_bias", [1, hidden], Start::Zero),
            ),
            table: add("table", [rows, hidden], Start::Normal(0.3)),
            scores: (
                add("scores", [hidden, scores], Start::Normal(0.3 * by_width(hidden))),
                add("scores_bias", [1, scores], Start::Zero),
            ),
        }
    }

    /// `[rows, scores]` from the states picked for each row and the features of each.
    fn scores<T: Real>(
        &self,
        tape: &mut Tape<'_, T>,
        state: Node,
        states: &[u32],
        (width, rows): (usize, &Vec<u32>),
        dropout: &Dropout,
        mut random: Option<&mut Random>,
    ) -> Node {
        let bags = Bags::dropping(width, rows.clone(), dropout.features, random.as_deref_mut());
        let y = tape.linear(state, self.state.0, Some(self.state.1));
        let y = tape.pick(y, states.to_vec());
        let features = tape.bag(self.table, bags);
        let y = tape.add(y, features);
        let y = tape.gelu(y);
        let y = tape.dropout(y, dropout.decoder, random);
        tape.linear(y, self.scores.0, Some(self.scores.1))
    }
}
