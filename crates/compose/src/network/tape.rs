//! A tape of computations that can be run backwards (reverse-mode differentiation; Griewank & Walther
//! 2008, "Evaluating Derivatives", chapter 3).
//!
//! Every operation pushes its result and a [`Step`] that knows how to send a gradient back. Parameters
//! live outside in one flat slice, and so does their gradient: an optimiser, an average, a checkpoint
//! or a sum over ranks is then a loop over numbers.

use super::parameters::Parameter;
use super::real::Real;

/// Numbers in rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matrix<T> {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) data: Vec<T>,
}

impl<T: Real> Matrix<T> {
    /// One row.
    pub(crate) fn row(&self, index: usize) -> &[T] {
        &self.data[index * self.columns..][..self.columns]
    }

    /// All rows in order.
    pub(crate) fn iter_rows(&self) -> impl Iterator<Item = &[T]> {
        self.data.chunks_exact(self.columns.max(1))
    }
}

/// A result on the tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node(usize);

/// How the gradient of a result becomes that of what it was made from.
pub(crate) trait Step<T: Real>: std::fmt::Debug {
    /// Adds to `back` what follows from the gradient `g` of the result.
    fn backward(&self, g: &Matrix<T>, back: &mut Back<'_, T>);

    /// Gives back the buffers it kept.
    fn buffers(self: Box<Self>) -> Vec<Vec<T>> {
        Vec::new()
    }
}

/// What a [`Step`] may read and add to.
pub(crate) struct Back<'a, T> {
    /// All parameters.
    pub(crate) parameters: &'a [T],
    /// Their gradient, to be added to.
    pub(crate) gradient: &'a mut [T],
    values: &'a [Matrix<T>],
    grads: &'a mut [Option<Matrix<T>>],
    store: &'a mut Store<T>,
}

impl<'a, T: Real> Back<'a, T> {
    /// The value of a result.
    pub(crate) fn value(&self, node: Node) -> &'a Matrix<T> {
        &self.values[node.0]
    }

    /// The gradient of a result, zero at first, and its value.
    pub(crate) fn grad(&mut self, node: Node) -> &mut Matrix<T> {
        let value = &self.values[node.0];
        let store = &mut *self.store;
        self.grads[node.0].get_or_insert_with(|| store.zeros(value.rows, value.columns))
    }

    /// The gradient of a parameter.
    pub(crate) fn parameter_grad(&mut self, parameter: Parameter) -> &mut [T] {
        &mut self.gradient[parameter.range()]
    }

    /// A matrix of zeros to work in; give it back with [`Back::give`].
    pub(crate) fn zeros(&mut self, rows: usize, columns: usize) -> Matrix<T> {
        self.store.zeros(rows, columns)
    }

    /// Gives a matrix back.
    pub(crate) fn give(&mut self, matrix: Matrix<T>) {
        self.store.give(matrix.data);
    }
}

/// Buffers used again, so that a training step asks the system for no memory.
#[derive(Debug, Default)]
pub(crate) struct Store<T> {
    free: Vec<Vec<T>>,
}

impl<T: Real> Store<T> {
    fn zeros(&mut self, rows: usize, columns: usize) -> Matrix<T> {
        let mut matrix = self.any(rows, columns);
        matrix.data.fill(T::ZERO);
        matrix
    }

    /// A matrix of whatever was in a buffer.
    fn any(&mut self, rows: usize, columns: usize) -> Matrix<T> {
        let length = rows * columns;
        // The smallest that is large enough; a step asks for the same sizes each time.
        let fits = |v: &&(usize, usize)| v.1 >= length;
        let sizes: Vec<(usize, usize)> =
            self.free.iter().enumerate().map(|(i, v)| (i, v.capacity())).collect();
        let best = sizes.iter().filter(fits).min_by_key(|(_, capacity)| *capacity);
        let mut data = best.map_or_else(Vec::new, |(i, _)| self.free.swap_remove(*i));
        data.resize(length, T::ZERO);
        Matrix { rows, columns, data }
    }

    fn give(&mut self, data: Vec<T>) {
        if data.capacity() > 0 {
            self.free.push(data);
        }
    }
}

/// The tape.
#[derive(Debug)]
pub(crate) struct Tape<'p, T> {
    pub(crate) parameters: &'p [T],
    values: Vec<Matrix<T>>,
    steps: Vec<Option<Box<dyn Step<T>>>>,
    store: Store<T>,
}

impl<'p, T: Real> Tape<'p, T> {
    /// An empty tape over parameters, with the buffers an earlier tape left.
    pub(crate) fn new(parameters: &'p [T], store: Store<T>) -> Tape<'p, T> {
        Tape { parameters, values: Vec::new(), steps: Vec::new(), store }
    }

    /// A matrix of zeros to fill.
    pub(crate) fn zeros(&mut self, rows: usize, columns: usize) -> Matrix<T> {
        self.store.zeros(rows, columns)
    }

    /// A matrix of any numbers, all of which are to be written over.
    pub(crate) fn any(&mut self, rows: usize, columns: usize) -> Matrix<T> {
        self.store.any(rows, columns)
    }

    /// The value of a result.
    pub(crate) fn value(&self, node: Node) -> &Matrix<T> {
        &self.values[node.0]
    }

    /// The numbers of a parameter.
    pub(crate) fn parameter(&self, parameter: Parameter) -> &'p [T] {
        &self.parameters[parameter.range()]
    }

    /// A result with the way back.
    pub(crate) fn push(&mut self, value: Matrix<T>, step: impl Step<T> + 'static) -> Node {
        self.values.push(value);
        self.steps.push(Some(Box::new(step)));
        Node(self.values.len() - 1)
    }

    /// Runs backwards from results whose gradients are given, adding to the gradient of the parameters.
    /// Gives the buffers back for the next tape.
    pub(crate) fn backward(mut self, from: &[(Node, T)], gradient: &mut [T]) -> Store<T> {
        let mut grads: Vec<Option<Matrix<T>>> = Vec::new();
        grads.resize_with(self.values.len(), || None);
        for &(node, weight) in from {
            let value = &self.values[node.0];
            let mut seed = self.store.zeros(value.rows, value.columns);
            seed.data.fill(weight);
            grads[node.0] = Some(seed);
        }
        for index in (0..self.values.len()).rev() {
            let Some(g) = grads[index].take() else { continue };
            if let Some(step) = self.steps[index].take() {
                let (parameters, values) = (self.parameters, &self.values);
                let store = &mut self.store;
                let grads = &mut grads;
                step.backward(&g, &mut Back { parameters, gradient, values, grads, store });
                step.buffers().into_iter().for_each(|data| self.store.give(data));
            }
            self.store.give(g.data);
        }
        self.finish()
    }

    /// Gives the buffers back without running backwards.
    pub(crate) fn finish(mut self) -> Store<T> {
        self.values.into_iter().for_each(|value| self.store.give(value.data));
        let kept = self.steps.into_iter().flatten().flat_map(Step::buffers);
        kept.for_each(|data| self.store.give(data));
        self.store
    }
}
