//! What the network is told at each step, as rows of its tables.

mod backbone;
mod decoder;
mod given;
mod rows;
mod slots;
mod strike;

use std::sync::Arc;

use self::backbone::Backbone;
use self::decoder::{Decoder, TERMS};
use self::given::GivenCells;
pub(crate) use self::strike::Deed;
use self::strike::Strike;
use crate::network::shape::Shape;
use crate::tokens::Token;
use crate::tokens::exposure::Exposure;
use crate::tokens::given::Given;
use crate::tokens::history::History;
use crate::tokens::matches::{MATCHES, Matches};
use crate::tokens::relations::Relations;

/// A piece up to a step, and what is given of it: what can be asked about at that step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) history: &'a History,
    pub(crate) matches: &'a Matches,
    pub(crate) exposure: &'a Exposure,
    pub(crate) given: &'a Given,
}

/// What decoders are told of steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Rows of the table, `[steps, width]`.
    pub(crate) rows: Vec<u32>,
    /// Tables of places, `[steps, references]`.
    pub(crate) references: Vec<u32>,
    /// Places of scores, `[steps, terms, choices]`.
    pub(crate) terms: Vec<u16>,
}

/// The relations between the columns' tokens.
#[derive(Debug)]
struct Kin(Vec<Vec<Relations>>);

impl Kin {
    fn class(&self, from: (usize, Token), to: (usize, Token)) -> usize {
        usize::from(self.0[from.0][to.0].of(from.1, to.1))
    }
}

/// The features of a network's shape.
#[derive(Debug)]
pub(crate) struct Features {
    backbone: Backbone,
    given: GivenCells,
    decoders: Vec<Decoder>,
    strike: Strike,
    kin: Kin,
}

impl Features {
    pub(crate) fn new(shape: &Shape) -> Features {
        let columns = &shape.columns;
        let relations = |&from| columns.iter().map(|&to| Relations::between(from, to)).collect();
        Features {
            backbone: Backbone::lay(shape),
            given: GivenCells::lay(columns),
            strike: Strike::lay(columns.len()),
            decoders: (0..columns.len()).map(|column| Decoder::lay(column, columns)).collect(),
            kin: Kin(columns.iter().map(relations).collect()),
        }
    }

    /// Rows of the backbone's table, and features a step.
    pub(crate) fn backbone_size(&self) -> (usize, usize) {
        (self.backbone.rows(), self.backbone.width())
    }

    /// Rows of the table of a column's decoder, and features a step.
    pub(crate) fn decoder_size(&self, column: usize) -> (usize, usize) {
        (self.decoders[column].rows(), self.decoders[column].width())
    }

    /// Scores a step of a column's decoder, and where those of each reference stand.
    pub(crate) fn scores(&self, column: usize) -> (usize, Arc<Vec<u16>>) {
        self.decoders[column].scores()
    }

    /// References and terms a step of a column's decoder.
    pub(crate) fn references(&self) -> (usize, usize) {
        (5 + MATCHES + self.decoders.len() - 1, TERMS)
    }

    /// What the backbone is told before a step.
    pub(crate) fn backbone(&self, asked: &Asked<'_>, rows: &mut Vec<u32>) {
        self.backbone.tell(&self.kin, asked, rows);
    }

    /// Rows of the table of the encoder of given cells, and features a step.
    pub(crate) fn given_size(&self) -> (usize, usize) {
        self.given.size()
    }

    /// What the encoder of given cells is told of a step.
    pub(crate) fn given(&self, given: &Given, step: usize, rows: &mut Vec<u32>) {
        self.given.tell(&self.kin, given, step, rows);
    }

    /// Rows of the table of strikes, and features a step.
    pub(crate) fn strike_size(&self) -> (usize, usize) {
        self.strike.size()
    }

    /// What is told to decide whether a note that stays on its pitch is struck again; it has been on it, and
    /// since its last strike, for so many steps.
    pub(crate) fn strike(
        &self,
        given: &Given,
        step: usize,
        held: [usize; 2],
        deeds: impl Iterator<Item = Deed>,
        rows: &mut Vec<u32>,
    ) {
        self.strike.tell(given, step, held, deeds, rows);
    }

    /// What the decoder of a column is told at a step whose columns are partly `known`.
    pub(crate) fn decoder(
        &self,
        column: usize,
        asked: &Asked<'_>,
        known: &[Option<Token>],
        told: &mut Told,
    ) {
        let matches = asked.matches.find(column, known);
        self.decoders[column].tell(&self.kin, asked, known, &matches, told);
    }
}
